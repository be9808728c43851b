//! The community: members, and what they say. Pure rules and the words for them; kept by the
//! store as documents, and reached through the catalogue.
//!
//! [`kinds::KINDS`] is the table of what can be said, [`action::PERMISSIONS`] that of who may
//! do what.

pub mod action;
mod error;
#[cfg(any(test, fuzzing))]
pub(crate) mod fuzzing;
pub mod inbox;
pub mod kinds;
pub(crate) mod lifecycle;
pub mod limits;
pub mod member;
pub(crate) mod permission;
pub mod scan;
pub mod secrets;
pub mod statement;
pub(crate) mod text;
pub(crate) mod validate;

pub use error::CommunityError;
pub use lifecycle::CLAIM_DAYS;
