//! Why something could not be done, for the person who wanted to.

use chrono::{DateTime, Utc};

use super::action::Rule;
use super::kinds::Field;
use crate::error::IndexError;
use crate::store::StoreError;

/// Why an action was refused. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum CommunityError {
    /// Nobody is signed in.
    #[error("sign in first")]
    NotSignedIn,
    /// The member may not do that.
    #[error("you may not do this; docs/community.md tells who may")]
    NotAllowed(Rule),
    /// There is no such statement, or the member may not see it.
    #[error("there is no such statement; it may have been removed")]
    NoStatement,
    /// What it is about is not in the catalogue.
    #[error("the repository or organisation is not in the catalogue")]
    NoSubject,
    /// The kind is not one for this subject.
    #[error("this can't be said about that")]
    WrongSubject,
    /// A text is missing.
    #[error("write a text")]
    NoText,
    /// A text is too long.
    #[error("the text has {length} characters; {longest} at most")]
    TooLong {
        /// How long it is.
        length: usize,
        /// How long it may be.
        longest: usize,
    },
    /// A field is missing or has a value that it can't have.
    #[error("`{field:?}`: {why}")]
    Field {
        /// Which.
        field: Field,
        /// What is wrong with it.
        why: String,
    },
    /// A name, an address or another plain value can't be used.
    #[error("`{name}`: {why}")]
    Invalid {
        /// Which.
        name: &'static str,
        /// What is wrong with it.
        why: String,
    },
    /// It has a state in which that can't be done.
    #[error("this can't be done any more: {0}")]
    WrongState(&'static str),
    /// The member made one already.
    #[error("you said this before; change or renew that")]
    Twice,
    /// The member did too much in too short a time.
    #[error("that is much in a short time; try again after {}", .0.format("%H:%M UTC"))]
    TooMany(DateTime<Utc>),
    /// The invitation or token is not known, was used or has expired.
    #[error("this link does not work any more; ask for a new one")]
    Expired,
    /// The system gave no random bits.
    #[error("no secret could be made; try again")]
    NoRandomness,
    /// The catalogue could not be read.
    #[error(transparent)]
    Index(Box<IndexError>),
    /// Others changed it at the same time.
    #[error("it was changed in the meantime; read it again, and try again")]
    Conflict,
    /// The store failed.
    #[error(transparent)]
    Store(StoreError),
}

impl From<StoreError> for CommunityError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Conflict => Self::Conflict,
            error => Self::Store(error),
        }
    }
}

impl From<IndexError> for CommunityError {
    fn from(error: IndexError) -> Self {
        match error {
            IndexError::Store(error) => error.into(),
            error => Self::Index(Box::new(error)),
        }
    }
}
