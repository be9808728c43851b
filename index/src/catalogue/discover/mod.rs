//! Discovery: which account on a forge may be whose. Candidates come from what forges say
//! about organisations there, from lists of others, and from what the catalogue holds. A
//! person reviews them; nothing here adds an account.

mod dutch;
mod evidence;
mod names;
mod pointers;
mod proposals;

pub use dutch::DutchSign;
pub use evidence::{Evidence, Strength};
pub use pointers::{Candidate, Candidates, Clue, sounds_governmental};
pub use proposals::{Judged, Proposal, Proposals};
