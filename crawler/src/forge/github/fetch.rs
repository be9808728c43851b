//! Reading repositories whole: a page at a time, or one in parts when GitHub
//! can't give it whole.

use std::time::Instant;

use chrono::Utc;
use serde_json::{Map, Value, json};

use super::client::Client;
use super::facts::Draft;
use super::{GitHub, documents, facts, field_errors, listing};
use crate::commits::Counting;
use crate::forge::graphql_response::GraphQlResponse;
use crate::forge::rate_limiter::Size;
use crate::forge::{Fetched, ForgeError, RepositoryRequest};
use crate::observation::Unread;
use crate::run::Problem;
use crate::sink::DepartureKind;

/// What a request asks for beside the facts.
#[derive(Debug, Clone, Copy)]
struct Parts {
    history: bool,
    texts: bool,
}

const WHOLE: Parts = Parts {
    history: true,
    texts: true,
};

/// Reads a page of repositories. `page` learns from how it goes.
pub(super) async fn fetch(
    github: &GitHub,
    wanted: &[RepositoryRequest],
) -> Result<Vec<Fetched>, ForgeError> {
    let (client, counting) = (&github.client, &github.counting);
    let page_size = || {
        // The lock guards plain numbers: they are whole whoever panicked.
        github
            .page
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    };
    let started = Instant::now();
    let asked = ask(client, counting, wanted, WHOLE).await;
    let (answer, nodes) = match asked {
        Ok(answered) => answered,
        Err(ForgeError::TooLarge { .. }) if wanted.len() == 1 => {
            return Ok(vec![in_parts(github, &wanted[0]).await?]);
        }
        Err(error) => {
            if matches!(error, ForgeError::TooLarge { .. }) {
                page_size().shrink(wanted.len());
            }
            return Err(error);
        }
    };
    page_size().answered(wanted.len(), started.elapsed());
    let mut fetched = Vec::with_capacity(wanted.len());
    for (index, (wanted, value)) in wanted.iter().zip(nodes).enumerate() {
        let taken = take(client, counting, index, wanted, value, &answer, Vec::new()).await?;
        fetched.push(match taken {
            Outcome::Draft(draft) if !draft.is_open() => seen(*draft),
            Outcome::Draft(draft) => {
                github.deferred.keep(wanted, *draft);
                Fetched::Deferred
            }
            Outcome::Other(fetched) => fetched,
        });
    }
    Ok(fetched)
}

/// What an answer gave of one repository.
enum Outcome {
    Draft(Box<Draft>),
    Other(Fetched),
}

fn seen(draft: Draft) -> Fetched {
    let (observation, problems) = draft.finish();
    Fetched::Seen(Box::new(observation), problems)
}

/// Sends the question. Gives back the answer, and apart from it the
/// repositories in the order of the question.
async fn ask(
    client: &Client,
    counting: &Counting,
    wanted: &[RepositoryRequest],
    parts: Parts,
) -> Result<(GraphQlResponse, Vec<Value>), ForgeError> {
    let ids: Vec<&str> = wanted.iter().map(|wanted| wanted.handle.as_str()).collect();
    let variables = json!({
        "ids": ids,
        "since": counting.since,
        "history": parts.history,
        "texts": parts.texts,
    });
    // A single repository shrinks too: into its parts.
    let size = if parts.history && parts.texts {
        Size::CanShrink
    } else {
        Size::Fixed
    };
    let mut answer = client
        .send(&documents::REPOSITORIES, variables, size)
        .await?;
    match answer.data.remove("nodes") {
        Some(Value::Array(nodes)) if nodes.len() == wanted.len() => Ok((answer, nodes)),
        _ => Err(ForgeError::Unreadable {
            host: client.host().clone(),
            message: "the response has other repositories than were requested".to_owned(),
        }),
    }
}

/// Takes up one repository of an answer. `failed` is what else of it could not
/// be read.
async fn take(
    client: &Client,
    counting: &Counting,
    index: usize,
    wanted: &RepositoryRequest,
    value: Value,
    answer: &GraphQlResponse,
    mut failed: Vec<(Unread, String)>,
) -> Result<Outcome, ForgeError> {
    let problem = |what: String, advice: String| Problem {
        subject: wanted.url.to_string(),
        what,
        instead: "the stored data is kept".to_owned(),
        advice,
    };
    let next_run = || "The next crawl tries again".to_owned();
    let place = [json!("nodes"), json!(index)];
    if value.is_null() {
        let error = answer
            .error_at(&place)
            .or_else(|| answer.error_anywhere())
            .filter(|error| !error.is_not_found());
        if let Some(error) = error {
            let problem = problem(error.message.clone(), next_run());
            return Ok(Outcome::Other(Fetched::Failed(problem)));
        }
        let path = format!("/repositories/{}", wanted.id.forge_id());
        return match listing::how_it_left(client, &path).await {
            Ok(kind) => Ok(Outcome::Other(Fetched::Gone(kind))),
            Err(error @ (ForgeError::Halted(_) | ForgeError::OutOfBudget { .. })) => Err(error),
            Err(error) => {
                let problem = problem(error.to_string(), error.advice());
                Ok(Outcome::Other(Fetched::Failed(problem)))
            }
        };
    }
    // A token may see more than the public does; that is not ours to show.
    if value.get("isPrivate").and_then(Value::as_bool) == Some(true) {
        return Ok(Outcome::Other(Fetched::Gone(DepartureKind::MadePrivate)));
    }
    failed.extend(field_errors::failed(answer, &place, &value));
    let observed = facts::observe(
        client.host(),
        client.address(),
        counting,
        Utc::now(),
        value,
        failed,
    );
    Ok(match observed {
        Ok(draft) => Outcome::Draft(Box::new(draft)),
        Err(error) => {
            let what = format!("the answer can't be read: {error}");
            Outcome::Other(Fetched::Failed(problem(what, next_run())))
        }
    })
}

/// Reads a repository that is too large for one answer: its facts, its history
/// and its texts apart. What can't be had even so is marked as a gap.
async fn in_parts(github: &GitHub, wanted: &RepositoryRequest) -> Result<Fetched, ForgeError> {
    let (client, counting) = (&github.client, &github.counting);
    let one = std::slice::from_ref(wanted);
    let place = [json!("nodes"), json!(0)];
    let facts_only = Parts {
        history: false,
        texts: false,
    };
    let (answer, mut nodes) = ask(client, counting, one, facts_only).await?;
    let mut value = nodes.pop().unwrap_or(Value::Null);
    let mut failed = Vec::new();
    if let Some(repository) = value.as_object_mut() {
        for (part, parts) in [
            (
                Unread::Commits,
                Parts {
                    history: true,
                    texts: false,
                },
            ),
            (
                Unread::Texts,
                Parts {
                    history: false,
                    texts: true,
                },
            ),
        ] {
            match ask(client, counting, one, parts).await {
                Ok((answer, mut nodes)) => {
                    let node = nodes.pop().unwrap_or(Value::Null);
                    // Of the facts the first answer tells.
                    let below = field_errors::failed(&answer, &place, &node).into_iter();
                    failed.extend(below.filter(|(unread, _)| *unread == part));
                    if let Value::Object(node) = node {
                        add(repository, node);
                    } else {
                        let error = answer.error_at(&place).or(answer.error_anywhere());
                        let why = error.map_or("the forge gave nothing", |error| &error.message);
                        failed.push((part, why.to_owned()));
                    }
                }
                Err(error @ (ForgeError::Halted(_) | ForgeError::OutOfBudget { .. })) => {
                    return Err(error);
                }
                Err(error) => failed.push((part, error.to_string())),
            }
        }
    }
    let draft = match take(client, counting, 0, wanted, value, &answer, failed).await? {
        Outcome::Draft(draft) => draft,
        Outcome::Other(fetched) => return Ok(fetched),
    };
    if draft.is_open() {
        github.deferred.keep(wanted, *draft);
        return Ok(Fetched::Deferred);
    }
    Ok(seen(*draft))
}

/// Adds what a part has and the facts have not; the history is within the
/// default branch.
fn add(repository: &mut Map<String, Value>, part: Map<String, Value>) {
    for (key, value) in part {
        if key == "defaultBranchRef" && value.pointer("/target/history").is_some()
            || !repository.contains_key(&key)
        {
            repository.insert(key, value);
        }
    }
}
