//! What there is to tell, out of what the schema answers.

use chrono::{DateTime, Utc};

use super::{ENTRIES, News};
use crate::enums;
use crate::enums::MaintenanceStatus;
use crate::place::Place;
use crate::schema;
use crate::search::answer::{Identity, OrganisationName, StatusChange};
use crate::texts::{Texts, text};
use crate::variables::RepositoryFilter;
use crate::verdict::{Maintenance, Reason, short};

/// What a feed asks for.
#[derive(cynic::QueryVariables)]
pub(super) struct Wanted {
    pub(super) query: String,
    pub(super) filter: RepositoryFilter,
    pub(super) first: i32,
    pub(super) seen: bool,
    pub(super) changed: bool,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query", variables = "Wanted")]
pub(super) struct Answer {
    pub(super) catalogue: Judged,
    #[cynic(rename = "repositories", alias)]
    #[arguments(query: $query, allWords: true, filter: $filter, sort: FIRST_SEEN, first: $first)]
    #[directives(include(if: $seen))]
    seen: Option<Found>,
    #[cynic(rename = "repositories", alias)]
    #[arguments(query: $query, allWords: true, filter: $filter, sort: STATUS_CHANGED, first: $first)]
    #[directives(include(if: $changed))]
    changed: Option<Found>,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Catalogue")]
pub(super) struct Judged {
    pub(super) assessed_at: DateTime<Utc>,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "RepositoryConnection")]
struct Found {
    nodes: Vec<Repository>,
}

#[derive(cynic::QueryFragment)]
struct Repository {
    id: cynic::Id,
    #[cynic(spread)]
    identity: Identity,
    path: String,
    organisation: Option<OrganisationName>,
    licence: Licence,
    maintenance: Maintenance,
    maintainer_search: Seeking,
    history: Vec<Event>,
    first_seen_at: DateTime<Utc>,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "LicenceVerdict")]
struct Licence {
    spdx_id: Option<String>,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "MaintainerSearch")]
struct Seeking {
    seeking: enums::Seeking,
    reasons: Vec<Reason>,
}

#[derive(cynic::QueryFragment)]
struct Event {
    noticed_at: DateTime<Utc>,
    status: Option<StatusChange>,
}

/// One piece of news.
pub(super) struct Item {
    /// What it is known by: the same as long as it is the same news.
    pub(super) name: String,
    pub(super) at: DateTime<Utc>,
    pub(super) title: String,
    pub(super) summary: String,
    /// The repository's page here.
    pub(super) page: String,
    /// The repository on its forge, where it is about one.
    pub(super) forge: Option<String>,
    /// Whose it is.
    pub(super) owner: String,
    /// What kind of news it is, as the schema and as the language calls it.
    pub(super) category: (String, String),
}

/// The newest news, the newest first. A repository may have several pieces of
/// it.
///
/// Those with the newest pieces are all in the answer: it has as many
/// repositories as there are entries, by the moment of their newest piece.
pub(super) fn items(news: News, answer: Answer, base_url: &str, texts: Texts) -> Vec<Item> {
    let found = [answer.seen, answer.changed].into_iter().flatten();
    let repositories = found.flat_map(|found| found.nodes);
    let mut items: Vec<Item> = repositories
        .flat_map(|repository| match news {
            News::FirstSeen => vec![first_seen(&repository, base_url, texts)],
            News::StatusChanged => changes(&repository, base_url, texts),
            News::Seeking => vec![seeking(&repository, base_url, texts)],
        })
        .collect();
    items.sort_by(|one, other| {
        other
            .at
            .cmp(&one.at)
            .then_with(|| one.name.cmp(&other.name))
    });
    items.dedup_by(|one, other| one.name == other.name);
    items.truncate(ENTRIES);
    items
}

fn first_seen(repository: &Repository, base_url: &str, texts: Texts) -> Item {
    let licence = match &repository.licence.spdx_id {
        Some(spdx) => texts.with("feed-licence", [("licence", text(spdx))]),
        None => texts.get("feed-licence-unknown"),
    };
    let status = format!("{}.", status(&repository.maintenance.status, texts));
    let said = [repository.sentence(texts), Some(status), Some(licence)];
    repository.item(
        format!("new {}", repository.id.inner()),
        repository.first_seen_at,
        repository.identity.title(),
        &said,
        base_url,
        texts,
    )
}

fn changes(repository: &Repository, base_url: &str, texts: Texts) -> Vec<Item> {
    let events = repository.history.iter();
    let changes = events.filter_map(|event| Some((event.noticed_at, event.status.as_ref()?)));
    let item = |(at, change): (DateTime<Utc>, &StatusChange)| {
        let name = |value| text(status(value, texts));
        let values = [("from", name(&change.from)), ("to", name(&change.to))];
        let what = texts.with(&format!("event-status-{}", change.cause.key()), values);
        let said = [Some(format!("{what}.")), repository.sentence(texts)];
        repository.item(
            format!("status {} {}", repository.id.inner(), at.to_rfc3339()),
            at,
            &format!(
                "{}: {}",
                repository.identity.title(),
                status(&change.to, texts)
            ),
            &said,
            base_url,
            texts,
        )
    };
    // Other rules change many at once, and are no news of any of them.
    changes
        .filter(|(_, change)| change.cause.0 != "RULES")
        .map(item)
        .collect()
}

fn seeking(repository: &Repository, base_url: &str, texts: Texts) -> Item {
    let since = repository.seeks_since();
    let search = &repository.maintainer_search;
    let what = texts.get(&format!("seeking-{}", search.seeking.key()));
    let reasons: Vec<String> = search
        .reasons
        .iter()
        .map(|value| value.words(texts))
        .collect();
    let why = match reasons.is_empty() {
        true => format!("{what}."),
        false => format!("{what}: {}.", reasons.join("; ")),
    };
    let name = format!("seeking {} {}", repository.id.inner(), since.to_rfc3339());
    let title = format!("{}: {what}", repository.identity.title());
    let said = [Some(why), repository.sentence(texts)];
    repository.item(name, since, &title, &said, base_url, texts)
}

fn status(status: &MaintenanceStatus, texts: Texts) -> String {
    short(&format!("maintenance-{}", status.key()), texts)
}

impl Repository {
    /// The summary as a sentence.
    fn sentence(&self, texts: Texts) -> Option<String> {
        let summary = self.identity.summary(texts.language())?.text.trim();
        let ends = summary.ends_with(['.', '!', '?', '…']);
        (!summary.is_empty()).then(|| format!("{summary}{}", if ends { "" } else { "." }))
    }

    /// When the catalogue learned that it seeks a maintainer, as far as its
    /// history tells: when its status became so, else when it last changed,
    /// else when it was first seen.
    fn seeks_since(&self) -> DateTime<Utc> {
        let changed_to = |wanted: Option<&str>| {
            let events = self.history.iter().filter(|event| {
                event.status.as_ref().is_some_and(|change| {
                    change.cause.0 != "RULES" && wanted.is_none_or(|to| change.to.0 == to)
                })
            });
            events.map(|event| event.noticed_at).max()
        };
        changed_to(Some("SEEKING_MAINTAINER"))
            .or_else(|| changed_to(None))
            .unwrap_or(self.first_seen_at)
    }

    fn item(
        &self,
        name: String,
        at: DateTime<Utc>,
        title: &str,
        said: &[Option<String>],
        base_url: &str,
        texts: Texts,
    ) -> Item {
        let organisation = self.organisation.as_ref();
        let owner = organisation.map_or(self.path.as_str(), |body| body.name.as_str());
        let said: Vec<&str> = said.iter().flatten().map(String::as_str).collect();
        let place = Place::of_repository(&self.identity.url);
        let status_key = &self.maintenance.status;
        Item {
            name,
            at,
            title: format!("{title} ({owner})"),
            summary: said.join(" "),
            page: format!("{base_url}{}", place.path(texts.language())),
            forge: Some(self.identity.url.clone()),
            owner: owner.to_owned(),
            category: (status_key.key(), status(status_key, texts)),
        }
    }
}
