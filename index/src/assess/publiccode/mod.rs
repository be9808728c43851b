//! publiccode.yml, the metadata standard for public code: what it says, and
//! whether it keeps to the standard. The standard is at
//! <https://yml.publiccode.tools>.

mod read;
mod verdict;

pub(crate) use read::links;
pub use read::{Contact, Contractor, Publiccode};
pub use verdict::PubliccodeVerdict;
pub(super) use verdict::judge;
