//! GraphQL over the REST client: where it is, and how a refusal shows.

use std::sync::{Mutex, PoisonError};

use serde::Deserialize;
use serde_json::{Map, Value, json};
use url::Url;

use super::listing::is_scheduled_for_deletion;
use super::response::{PUBLIC, RestProject};
use crate::address::{ForgeHost, RepositoryUrl};
use crate::forge::graphql_response::{GraphQlError, GraphQlResponse};
use crate::forge::rate_limiter::Size;
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
    /// The text in the documents of each field that this GitLab lacks.
    lacks: Mutex<Vec<&'static str>>,
}

#[derive(Deserialize)]
struct GraphQlAnswer {
    #[serde(default)]
    data: Option<Map<String, Value>>,
    #[serde(default)]
    errors: Vec<GraphQlError>,
}

/// Fields that GitLab of before 17 lacks, each with its text in the documents: it
/// is asked without them, and what they tell stays unknown. The newest commit and
/// the time of the last change are told by REST or by the last activity too.
const NEWER_FIELDS: &[(&str, &str)] = &[
    ("updatedAt", "updatedAt"),
    ("openMergeRequestsCount", "openMergeRequestsCount"),
    ("committedDate", "lastCommit { committedDate }"),
];

/// What any sound GitLab answers anybody, from its database.
const PROBE: &str = "projects?simple=true&per_page=1";

/// Whether a smaller request would have been answered: too complex ("Query has
/// complexity of 260, which exceeds max complexity of 250"), too slow ("Timeout
/// on Repository.blobs"), or with texts that are too large together ("Max blobs
/// size limit exceeded (23 MiB / 20 MiB).", GitLab since 18.4.5).
fn is_about_size(error: &GraphQlError) -> bool {
    let message = error.message.to_lowercase();
    message.contains("exceeds max complexity")
        || message.contains("size limit exceeded")
        || message.starts_with("timeout on")
}

/// The field that this GitLab does not know, by its word for that: "Field
/// 'updatedAt' doesn't exist on type 'Project'".
pub(super) fn unknown_field(message: &str) -> Option<&str> {
    let rest = message.strip_prefix("Field '")?;
    let (field, rest) = rest.split_once('\'')?;
    rest.contains("doesn't exist on type").then_some(field)
}

impl Client {
    pub(super) fn connect(config: &ForgeConfig, halt: &Halt) -> Result<Self, ForgeError> {
        let rest = Rest::connect(config, TokenStyle::Bearer, PROBE, halt)?;
        let graphql = rest.url("../graphql")?;
        Ok(Self {
            rest,
            graphql,
            has_token: !config.credentials.is_empty(),
            lacks: Mutex::default(),
        })
    }

    pub(super) fn host(&self) -> &ForgeHost {
        self.rest.limiter().host()
    }

    /// How many groups one request lists. A group costs 44 of the complexity
    /// that a request may have: 250 with a token, else 200.
    pub(super) fn groups_per_list(&self) -> usize {
        if self.has_token { 5 } else { 4 }
    }

    /// Asks by GraphQL. What could not be resolved is null, with an error beside
    /// the data. An error that names no field may be of any, so it is beside the
    /// data only where `size` can't shrink.
    ///
    /// # Errors
    /// [`ForgeError::TooLarge`] when a smaller request may be answered;
    /// [`ForgeError::Unreadable`] when there is no data, or none that can be
    /// told from what failed.
    pub(super) async fn ask(
        &self,
        document: &str,
        variables: Value,
        size: Size,
    ) -> Result<GraphQlResponse, ForgeError> {
        let answer = loop {
            let document = self.without_lacking(document);
            let body = json!({ "query": document, "variables": variables });
            let reply = self.rest.post(&self.graphql, &body, size).await?;
            if !reply.is_success() {
                return Err(self.rest.unreadable(reply.message()));
            }
            let answer: GraphQlAnswer = self.rest.read(&reply)?;
            if answer.data.is_some() || !self.learn_lacking(&answer.errors, &document) {
                break answer;
            }
        };
        let of_size = answer.errors.iter().find(|error| is_about_size(error));
        if let Some(error) = of_size
            && (size == Size::CanShrink || answer.data.is_none())
        {
            return Err(ForgeError::TooLarge {
                host: self.host().clone(),
                message: error.message.clone(),
            });
        }
        let anywhere = answer.errors.iter().find(|error| error.path.is_empty());
        match (answer.data, anywhere.or(answer.errors.first())) {
            (Some(data), _) if anywhere.is_none() || size == Size::Fixed => Ok(GraphQlResponse {
                data,
                errors: answer.errors,
            }),
            (_, Some(error)) => Err(match unknown_field(&error.message) {
                Some(_) => ForgeError::TooOld {
                    host: self.host().clone(),
                    message: error.message.clone(),
                },
                None => self.rest.unreadable(error.message.clone()),
            }),
            (_, None) => {
                let what = "the answer has neither data nor errors";
                Err(self.rest.unreadable(what.to_owned()))
            }
        }
    }

    /// The document without the fields that this GitLab is known to lack.
    fn without_lacking(&self, document: &str) -> String {
        let lacks = self.lacks.lock().unwrap_or_else(PoisonError::into_inner);
        let mut document = document.to_owned();
        for text in lacks.iter() {
            document = document.replace(text, "");
        }
        document
    }

    /// Learns which fields this GitLab lacks. Gives back whether `document` may be
    /// answered without them: it has any that can be left out.
    fn learn_lacking(&self, errors: &[GraphQlError], document: &str) -> bool {
        let mut lacks = self.lacks.lock().unwrap_or_else(PoisonError::into_inner);
        let mut can_do_without = false;
        for field in errors
            .iter()
            .filter_map(|error| unknown_field(&error.message))
        {
            let newer = NEWER_FIELDS.iter().find(|(name, _)| *name == field);
            let Some((_, text)) = newer.filter(|(_, text)| document.contains(text)) else {
                continue;
            };
            can_do_without = true;
            if !lacks.contains(text) {
                tracing::info!(host = %self.host(), "asked without {field}, which this GitLab is too old for");
                lacks.push(text);
            }
        }
        can_do_without
    }

    /// Asks for a path of REST v4, with its query.
    ///
    /// # Errors
    /// When the forge gave no answer; 404 and its like are answers.
    pub(super) async fn get(&self, path: &str) -> Result<Reply, ForgeError> {
        self.rest.get(&self.rest.url(path)?, None).await
    }
}

impl Client {
    /// The project that REST shows to everybody, or how it left.
    ///
    /// # Errors
    /// When REST does not say.
    pub(super) fn project(
        &self,
        reply: &Reply,
    ) -> Result<Result<RestProject, DepartureKind>, ForgeError> {
        if !reply.is_success() {
            return how_it_left(reply).map(Err).ok_or_else(|| {
                // A refusal tells nothing of the project.
                match reply.status {
                    401 | 403 => ForgeError::Refused {
                        host: self.host().clone(),
                        message: reply.message(),
                    },
                    _ => self.rest.unreadable(reply.message()),
                }
            });
        }
        let project: RestProject = self.rest.read(reply)?;
        Ok(match project.visibility.as_deref() {
            _ if is_scheduled_for_deletion(&project.web_url) => Err(DepartureKind::NotFound),
            Some(PUBLIC) => Ok(project),
            Some(_) => Err(DepartureKind::MadePrivate),
            None => {
                let what = "it does not say whether the project is public";
                return Err(self.rest.unreadable(what.to_owned()));
            }
        })
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

/// What it means that REST does not show a project; `None` when it is no word on
/// whether the project is there.
fn how_it_left(reply: &Reply) -> Option<DepartureKind> {
    match reply.status {
        451 => Some(DepartureKind::Blocked),
        404 | 410 if reply.is_refusal_of_api() => Some(DepartureKind::NotFound),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn field_unknown_to_older_gitlab_is_recognised() {
        let message = "Field 'updatedAt' doesn't exist on type 'Project'";
        assert_eq!(unknown_field(message), Some("updatedAt"));
        assert_eq!(unknown_field("Timeout on Repository.blobs"), None);
    }
}
