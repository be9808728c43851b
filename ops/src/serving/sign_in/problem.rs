//! Why somebody is not signed in, for them and for the log.

use super::bounded_http::AskError;

/// Why somebody is not signed in.
#[derive(Debug, Clone, thiserror::Error)]
pub(super) enum Problem {
    /// They, or the provider, said no.
    #[error("the provider refused: {0}")]
    Refused(String),
    /// It took too long, was begun in another browser, or was done before.
    #[error("it was not begun here in the last minutes: {0}")]
    Expired(&'static str),
    /// The provider does not answer.
    #[error("the provider can't be reached: {0}")]
    Unreachable(String),
    /// What the provider answers can't be used.
    #[error("the provider's answer can't be used: {0}")]
    Invalid(String),
    /// The link of an invitation was used, or is too old.
    #[error("the invitation was used, or is older than a day")]
    Invitation,
    /// The catalogue failed.
    #[error("the catalogue failed: {0}")]
    Failed(String),
}

impl Problem {
    /// What the page calls it.
    pub(super) fn code(&self) -> &'static str {
        match self {
            Self::Refused(_) => "refused",
            Self::Expired(_) => "expired",
            Self::Unreachable(_) => "unreachable",
            Self::Invalid(_) => "invalid",
            Self::Invitation => "invitation",
            Self::Failed(_) => "failed",
        }
    }

    /// Of an error with all that caused it. What a provider sent is not among it.
    pub(super) fn invalid(error: &dyn std::error::Error) -> Self {
        Self::Invalid(chain(error))
    }
}

impl From<&AskError> for Problem {
    fn from(error: &AskError) -> Self {
        match error {
            AskError::Unreachable(_) => Self::Unreachable(chain(error)),
            AskError::Useless(what) => Self::Invalid(what.clone()),
        }
    }
}

impl From<AskError> for Problem {
    fn from(error: AskError) -> Self {
        Self::from(&error)
    }
}

fn chain(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source());
    causes
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(": ")
}
