//! The community: members, and what they say. Pure rules and the words for them; kept by the
//! store as documents, and reached through the catalogue.
//!
//! [`kinds::KINDS`] is the table of what can be said, [`action::PERMISSIONS`] that of who may
//! do what.

pub mod action;
mod error;
pub mod kinds;
pub mod member;
pub mod statement;

pub use error::CommunityError;
