//! GraphQL over the REST client: where it is, and how a refusal shows.

use serde::Deserialize;
use serde_json::{Map, Value, json};
use url::Url;

use crate::address::{ForgeHost, RepositoryUrl};
use crate::forge::pace::Size;
use crate::forge::rest::{Reply, Rest, TokenStyle};
use crate::forge::{ForgeConfig, ForgeError};
use crate::halt::Halt;
use crate::sink::DepartureKind;

/// The client for one GitLab.
#[derive(Debug)]
pub(super) struct Client {
    pub(super) rest: Rest,
    graphql: Url,
    has_token: bool,
}

#[derive(Deserialize)]
struct GraphQlAnswer {
    #[serde(default)]
    data: Option<Map<String, Value>>,
    #[serde(default)]
    errors: Vec<GraphQlError>,
}

#[derive(Deserialize)]
struct GraphQlError {
    #[serde(default)]
    message: String,
}

impl GraphQlError {
    /// Whether a smaller request would have been answered: too complex
    /// ("Query has complexity of 260, which exceeds max complexity of 250"), or
    /// too slow ("Timeout on Repository.blobs").
    fn is_about_size(&self) -> bool {
        let message = self.message.to_lowercase();
        message.contains("exceeds max complexity") || message.starts_with("timeout on")
    }
}

impl Client {
    pub(super) fn connect(config: &ForgeConfig, halt: &Halt) -> Result<Self, ForgeError> {
        let rest = Rest::connect(config, TokenStyle::Bearer, halt)?;
        let graphql = rest.url("../graphql")?;
        Ok(Self {
            rest,
            graphql,
            has_token: !config.credentials.is_empty(),
        })
    }

    pub(super) fn host(&self) -> &ForgeHost {
        self.rest.pace().host()
    }

    /// How many groups one request lists. A group costs 42 of the complexity
    /// that a request may have: 250 with a token, else 200.
    pub(super) fn groups_per_list(&self) -> usize {
        if self.has_token { 5 } else { 4 }
    }

    /// Asks by GraphQL.
    ///
    /// # Errors
    /// [`ForgeError::TooLarge`] when a smaller request may be answered;
    /// [`ForgeError::Unreadable`] for any other word against it, because GitLab
    /// gives what is not there as null and not as an error.
    pub(super) async fn ask(
        &self,
        document: &str,
        variables: Value,
        size: Size,
    ) -> Result<Map<String, Value>, ForgeError> {
        let body = json!({ "query": document, "variables": variables });
        let reply = self.rest.post(&self.graphql, &body, size).await?;
        if !reply.is_success() {
            return Err(self.rest.unreadable(reply.message()));
        }
        let answer: GraphQlAnswer = self.rest.read(&reply)?;
        if let Some(error) = answer.errors.iter().find(|error| error.is_about_size()) {
            return Err(ForgeError::TooLarge {
                host: self.host().clone(),
                message: error.message.clone(),
            });
        }
        match (answer.errors.first(), answer.data) {
            (None, Some(data)) => Ok(data),
            (Some(error), _) => Err(self.rest.unreadable(error.message.clone())),
            (None, None) => {
                let what = "the answer has neither data nor errors";
                Err(self.rest.unreadable(what.to_owned()))
            }
        }
    }

    /// Asks for a path of REST v4, with its query.
    ///
    /// # Errors
    /// When the forge gave no answer; 404 and its like are answers.
    pub(super) async fn get(&self, path: &str) -> Result<Reply, ForgeError> {
        self.rest.get(&self.rest.url(path)?, None).await
    }
}

/// The part of a REST address that names a project by its path: with the
/// slashes encoded.
pub(super) fn project_at(url: &RepositoryUrl) -> String {
    format!("projects/{}", encoded(&url.path()))
}

/// A name or path as one segment of an address.
pub(super) fn encoded(path: &str) -> String {
    url::form_urlencoded::byte_serialize(path.as_bytes()).collect()
}

/// What it means that REST does not show a project.
pub(super) fn how_it_left(reply: &Reply) -> DepartureKind {
    match reply.status {
        451 => DepartureKind::Blocked,
        _ => DepartureKind::NotFound,
    }
}
