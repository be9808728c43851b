//! Texts that have other names than the usual ones, or that a link leads to, and
//! folders that may hold tests where the usual places have none: asked for by their
//! paths, of many repositories in one request.
//!
//! A page of repositories asks for the usual names, and lists what there is. So
//! few repositories have more to ask, and those of several pages go into one
//! request, which keeps a first crawl within its four requests for a hundred
//! repositories.

use std::sync::{Mutex, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::client::Client;
use super::documents;
use super::facts::Draft;
use super::response::{Blob, Folder};
use crate::address::RepositoryId;
use crate::forge::rate_limiter::Size;
use crate::forge::rest::segment;
use crate::forge::texts::{Content, MOST_ROUNDS, Question};
use crate::forge::tree::Listing;
use crate::forge::{Fetched, ForgeError, RepositoryRequest};
use crate::observation::{Gap, Unread};
use crate::run::Problem;
use crate::sink::DepartureKind;

/// Folders and files in one request. None costs points; GitHub gives up after
/// ten seconds, and a page asks for about a thousand. Half as many are asked after it
/// did.
const MOST_QUESTIONS: usize = 600;

/// Repositories of which there is more to ask.
#[derive(Debug, Default)]
pub(super) struct Deferred(Mutex<Vec<Waiting>>);

#[derive(Debug)]
struct Waiting {
    id: RepositoryId,
    handle: String,
    draft: Draft,
    /// Folders that are looked through for tests.
    search: Vec<String>,
    /// Why there is no more to be had.
    failed: Option<Failure>,
}

#[derive(Debug)]
enum Failure {
    Unread(String),
    MadePrivate,
}

impl Deferred {
    /// Keeps a repository until [`complete`](Self::complete) is called.
    pub(super) fn keep(&self, wanted: &RepositoryRequest, draft: Draft) {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.push(Waiting {
            id: wanted.id.clone(),
            handle: wanted.handle.clone(),
            search: draft.folders_to_search(),
            draft,
            failed: None,
        });
    }

    /// Asks for what the repositories lack.
    ///
    /// # Errors
    /// When the crawl has to end.
    pub(super) async fn complete(
        &self,
        client: &Client,
    ) -> Result<Vec<(RepositoryId, Fetched)>, ForgeError> {
        let mut waiting =
            std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        for _ in 0..MOST_ROUNDS {
            let mut open: Vec<(&mut Waiting, Vec<String>)> = Vec::new();
            for waiting in &mut waiting {
                if waiting.failed.is_some() {
                    continue;
                }
                let mut paths = std::mem::take(&mut waiting.search);
                let questions = if waiting.draft.has_texts {
                    waiting.draft.texts.questions()
                } else {
                    Vec::new()
                };
                for question in questions {
                    match question {
                        Question::Folder(path) | Question::File(path) => paths.push(path),
                        Question::Bytes(path) => match bytes(client, waiting, &path).await {
                            Ok(content) => waiting.draft.texts.put(path, content),
                            Err(error @ ForgeError::Halted(_)) => return Err(error),
                            Err(error) => {
                                waiting.failed = Some(Failure::Unread(error.to_string()));
                            }
                        },
                    }
                }
                if !paths.is_empty() && waiting.failed.is_none() {
                    open.push((waiting, paths));
                }
            }
            let mut page = MOST_QUESTIONS;
            let mut left = open.as_mut_slice();
            while !left.is_empty() {
                let end = fitting(left, page);
                match ask(client, &mut left[..end]).await {
                    Ok(()) => left = &mut left[end..],
                    Err(error @ ForgeError::Halted(_)) => return Err(error),
                    Err(error) if error.may_be_of_one() && end > 1 => page = (page / 2).max(1),
                    Err(error) => {
                        for (waiting, _) in &mut left[..end] {
                            waiting.failed = Some(Failure::Unread(error.to_string()));
                        }
                        left = &mut left[end..];
                    }
                }
            }
            let has_questions = |waiting: &Waiting| {
                let draft = &waiting.draft;
                waiting.failed.is_none() && draft.has_texts && !draft.texts.questions().is_empty()
            };
            if !waiting.iter().any(has_questions) {
                break;
            }
        }
        Ok(waiting.into_iter().map(finish).collect())
    }
}

/// How many of the first repositories have about so many questions; one at
/// least.
fn fitting(open: &[(&mut Waiting, Vec<String>)], max: usize) -> usize {
    let mut questions = 0;
    let fits = open.iter().take_while(|(_, paths)| {
        questions += paths.len();
        questions <= max
    });
    fits.count().max(1)
}

/// Asks for folders and files by GraphQL.
async fn ask(client: &Client, open: &mut [(&mut Waiting, Vec<String>)]) -> Result<(), ForgeError> {
    let counts: Vec<usize> = open.iter().map(|(_, paths)| paths.len()).collect();
    let mut variables = Map::new();
    for (i, (waiting, paths)) in open.iter().enumerate() {
        variables.insert(format!("id{i}"), json!(waiting.handle));
        for (j, path) in paths.iter().enumerate() {
            variables.insert(format!("at{i}_{j}"), json!(format!("HEAD:{path}")));
        }
    }
    let document = documents::texts(&counts);
    let size = Size::of(open.len());
    let mut answer = client
        .send(&document, Value::Object(variables), size)
        .await?;
    for (i, (waiting, paths)) in open.iter_mut().enumerate() {
        let Some(Value::Object(mut node)) = answer.data.remove(&format!("texts{i}")) else {
            let error = answer.error_at(&[json!(format!("texts{i}"))]);
            let why = error.map_or("it is not there any more", |error| &*error.message);
            waiting.failed = Some(Failure::Unread(why.to_owned()));
            continue;
        };
        if node.get("isPrivate") != Some(&Value::Bool(false)) {
            waiting.failed = Some(Failure::MadePrivate);
            continue;
        }
        for (j, path) in paths.iter().enumerate() {
            let alias = format!("object{j}");
            let object = node.remove(&alias).unwrap_or_default();
            // A null beside an error says nothing of what is there.
            let place = [json!(format!("texts{i}")), json!(alias)];
            if let Some(error) = answer.error_at(&place) {
                waiting.failed = Some(Failure::Unread(error.message.clone()));
                break;
            }
            take(waiting, path, object);
        }
    }
    Ok(())
}

/// Takes up what is at a path: it is not told whether a folder or a file was
/// asked for, as a question for either is answered by what is there.
fn take(waiting: &mut Waiting, path: &str, object: Value) {
    let texts = &mut waiting.draft.texts;
    let is_tree = object.get("__typename").and_then(Value::as_str) == Some("Tree");
    let folder = Folder::deserialize(&object).ok().filter(|_| is_tree);
    texts.list(path, Listing::default());
    for (path, listing) in folder.into_iter().flat_map(|folder| folder.listings(path)) {
        texts.list(path, listing);
    }
    let blob = Blob::deserialize(object).ok().filter(|_| !is_tree);
    let content = blob.map_or(Content::Nothing { size: None }, Blob::content);
    texts.put(path, content);
}

/// The bytes of a file that GraphQL can make no text of, by REST.
async fn bytes(client: &Client, waiting: &Waiting, path: &str) -> Result<Content, ForgeError> {
    #[derive(Deserialize)]
    struct File {
        size: u64,
        content: String,
    }
    let segments: Vec<String> = path.split('/').map(segment).collect();
    let repository = waiting.draft.observation.url.path();
    let address = format!("/repos/{repository}/contents/{}", segments.join("/"));
    let answer = match client.get_json(&address).await {
        Ok(answer) => answer,
        // It is not there, or REST gives no bytes of it.
        Err(ForgeError::Unreadable { .. }) => return Ok(Content::Nothing { size: None }),
        Err(error) => return Err(error),
    };
    let file = File::deserialize(answer).ok();
    let decoded = file.and_then(|file| {
        let text: String = file.content.split_ascii_whitespace().collect();
        Some((STANDARD.decode(text).ok()?, file.size))
    });
    Ok(match decoded {
        // Over a megabyte REST gives no content.
        Some((bytes, size)) if bytes.is_empty() && size > 0 => {
            Content::Nothing { size: Some(size) }
        }
        Some((bytes, size)) => Content::Bytes {
            bytes,
            size,
            is_cut: false,
        },
        None => Content::Nothing { size: None },
    })
}

fn finish(waiting: Waiting) -> (RepositoryId, Fetched) {
    let why = match waiting.failed {
        Some(Failure::MadePrivate) => {
            return (waiting.id, Fetched::Gone(DepartureKind::MadePrivate));
        }
        Some(Failure::Unread(why)) => Some(why),
        None => None,
    };
    let mut draft = waiting.draft;
    // Where all texts were read, it was the folders that were not.
    let part = if draft.has_texts && !draft.texts.questions().is_empty() {
        Unread::Texts
    } else {
        Unread::Files
    };
    draft.has_texts &= why.is_none() || part == Unread::Files;
    let (mut observation, mut problems) = draft.finish();
    if let Some(why) = why {
        let (gap, problem) = unread(&observation.url.to_string(), part, &why);
        observation.gaps.push(gap);
        problems.push(problem);
    }
    (waiting.id, Fetched::Seen(Box::new(observation), problems))
}

/// How it is told that a part of a repository could not be read.
pub(super) fn unread(subject: &str, part: Unread, why: &str) -> (Gap, Problem) {
    let what = format!("its {} could not be read: {why}", part.as_str());
    let problem = Problem {
        subject: subject.to_owned(),
        what: what.clone(),
        instead: "the rest was read, and the stored part is kept".to_owned(),
        advice: "The next crawl tries again".to_owned(),
    };
    (Gap::unread(part, what), problem)
}
