//! What the catalogue as a whole holds.

use async_graphql::SimpleObject;
use bronwijzer_index::{Contents, Summary};
use chrono::{DateTime, Utc};

use crate::operator::{Operator, SignInProvider};
use crate::organisation::Organisation;

/// What the catalogue as a whole holds.
#[derive(SimpleObject)]
pub(crate) struct Catalogue {
    /// Where the entries come from.
    contents: Contents,
    /// When the newest facts were gathered. For a sample: its date.
    as_of: Option<DateTime<Utc>>,
    /// Repositories in the catalogue.
    repositories: u64,
    /// Organisations in the registry.
    organisations: u64,
    /// The moment against which statuses were judged.
    assessed_at: DateTime<Utc>,
    /// The organisation that publishes the catalogue, when it says so.
    publisher: Option<Organisation>,
    /// The address for e-mail about the catalogue.
    contact_email: Option<String>,
    /// The page that tells how to ask about the catalogue.
    contact_url: Option<String>,
    /// The licence under which the catalogue's own data may be used, by its web
    /// address. It says nothing of the repositories: each has its own.
    data_licence: Option<String>,
    /// With whom people sign in; nobody can where there is none.
    sign_in: Vec<SignInProvider>,
    /// Whether members can get news by e-mail. Where they can't, they read it in their feed.
    sends_mail: bool,
}

impl Catalogue {
    pub(crate) fn new(summary: &Summary, operator: &Operator) -> Self {
        Self {
            contents: summary.contents,
            as_of: summary.as_of,
            repositories: summary.repositories,
            organisations: summary.organisations,
            assessed_at: summary.assessed_at,
            publisher: operator.publisher.clone().map(Into::into),
            contact_email: operator.contact_email.clone(),
            contact_url: operator.contact_url.as_ref().map(ToString::to_string),
            data_licence: operator.data_licence.as_ref().map(ToString::to_string),
            sign_in: operator.sign_in.clone(),
            sends_mail: operator.sends_mail,
        }
    }
}
