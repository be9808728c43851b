//! Providers of either kind: what somebody sets out with, and who comes back.

use url::Url;

use super::begun::Begun;
use super::bounded_http::Client;
use super::github::GitHub;
use super::oidc::Oidc;
use super::person::Person;
use super::problem::Problem;
use crate::config::{ProviderKind, ProviderSetting};

/// A provider that people sign in with.
pub(super) enum Provider {
    Oidc(Box<Oidc>),
    GitHub(Box<GitHub>),
}

/// Where somebody sets out to.
pub(super) struct AuthorizationRequest {
    /// The page of the provider.
    pub(super) url: Url,
    /// What is kept until they come back.
    pub(super) pending: PendingAuthorization,
}

/// What ties an answer to the question: see [`Begun`].
pub(super) struct PendingAuthorization {
    pub(super) state: String,
    /// Empty where the provider has none.
    pub(super) nonce: String,
    pub(super) verifier: String,
}

impl Provider {
    /// The provider of `setting`, which sends people back to `back_to`.
    pub(super) fn new(setting: &ProviderSetting, back_to: &Url, http: Client) -> Self {
        match setting.kind {
            ProviderKind::Oidc => Self::Oidc(Box::new(Oidc::new(setting, back_to, http))),
            ProviderKind::GitHub => Self::GitHub(Box::new(GitHub::new(setting, back_to, http))),
        }
    }

    pub(super) async fn ask(&self) -> Result<AuthorizationRequest, Problem> {
        match self {
            Self::Oidc(provider) => provider.ask().await,
            Self::GitHub(provider) => Ok(provider.ask()),
        }
    }

    /// Who came back with `code` as the answer to what was begun.
    pub(super) async fn person(&self, code: String, begun: &Begun) -> Result<Person, Problem> {
        match self {
            Self::Oidc(provider) => provider.person(code, begun).await,
            Self::GitHub(provider) => provider.person(&code, begun).await,
        }
    }
}
