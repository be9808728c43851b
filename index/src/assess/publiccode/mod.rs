//! publiccode.yml, the metadata standard for public code: what it says, and
//! whether it keeps to the standard. The standard is at
//! <https://yml.publiccode.tools>.

mod check;
mod read;
mod verdict;

pub(crate) use check::language_of;
pub(in crate::assess) use check::{Allowed, lists};
pub use check::{
    Check, FileState, Finding, Link, MAX_BYTES, MAX_FINDINGS, NamedFile, REFUSER, Severity,
    Version, allowed_values, check,
};
pub(crate) use read::links;
pub(in crate::assess) use read::organisation_key;
pub use read::{Contact, Contractor, Dependency, DependencyKind, Description, Publiccode};
pub(super) use verdict::judge;
pub use verdict::{PubliccodeVerdict, verdict};
