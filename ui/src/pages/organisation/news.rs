//! What changed lately at an organisation: versions that came out, and what crawls noticed.

use chrono::{DateTime, Utc};

use crate::enums::EventKind;
use crate::place::Place;
use crate::schema;
use crate::search::answer::StatusChange;
use crate::texts::{Texts, text};

/// How much of it is told; the feeds have the rest.
const ITEMS: usize = 5;

/// The repositories with the latest activity.
#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "RepositoryConnection")]
pub(super) struct Recent {
    nodes: Vec<Repository>,
}

#[derive(cynic::QueryFragment)]
struct Repository {
    url: String,
    title: String,
    history: Vec<Event>,
    first_seen_at: DateTime<Utc>,
    releases: Option<Releases>,
    tags: Option<Releases>,
}

#[derive(cynic::QueryFragment)]
struct Event {
    noticed_at: DateTime<Utc>,
    kind: EventKind,
    status: Option<StatusChange>,
}

#[derive(cynic::QueryFragment)]
struct Releases {
    newest: Vec<Release>,
}

#[derive(cynic::QueryFragment)]
struct Release {
    name: String,
    at: Option<DateTime<Utc>>,
}

/// Something that happened.
pub(super) struct NewsItem {
    pub(super) day: String,
    pub(super) name: String,
    pub(super) href: String,
    pub(super) what: String,
}

impl Recent {
    /// The latest news, the newest first.
    pub(super) fn news(&self, texts: Texts) -> Vec<NewsItem> {
        // What the first crawl saw was there before, and is no news.
        let begun = self.nodes.iter().map(|one| one.first_seen_at).min();
        let begun = begun.map(|at| at.date_naive());
        let mut items: Vec<(DateTime<Utc>, NewsItem)> = Vec::new();
        for repository in &self.nodes {
            let item = |at: DateTime<Utc>, what: String| {
                let href = Place::of_repository(&repository.url).path(texts.language());
                let item = NewsItem {
                    day: texts.day(at),
                    name: repository.title.clone(),
                    href,
                    what,
                };
                (at, item)
            };
            let versions = [&repository.releases, &repository.tags];
            let versions = versions.into_iter().flatten();
            let newest = versions.filter_map(|releases| {
                let release = releases.newest.first()?;
                Some((release.at?, &release.name))
            });
            if let Some((at, name)) = newest.max_by_key(|(at, _)| *at) {
                let what = texts.with("news-version", [("name", text(name))]);
                items.push(item(at, what));
            }
            let events = repository.history.iter().filter(|event| {
                let is_first = event.kind.key() == "first-seen";
                !(is_first && Some(event.noticed_at.date_naive()) == begun)
            });
            items.extend(
                events.filter_map(|event| Some(item(event.noticed_at, event.words(texts)?))),
            );
        }
        items.sort_by(|(one, _), (other, _)| other.cmp(one));
        items.truncate(ITEMS);
        items.into_iter().map(|(_, item)| item).collect()
    }
}

impl Event {
    /// What happened; `None` for other rules, which are no news of a repository.
    fn words(&self, texts: Texts) -> Option<String> {
        let Some(change) = &self.status else {
            return texts.find(&format!("event-{}", self.kind.key()));
        };
        let name = |status: &str| text(texts.get(&format!("maintenance-{status}")));
        let values = [
            ("from", name(&change.from.key())),
            ("to", name(&change.to.key())),
        ];
        let key = format!("event-status-{}", change.cause.key());
        (change.cause.0 != "RULES").then(|| texts.with(&key, values))
    }
}
