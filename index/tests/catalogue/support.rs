//! Catalogues in temporary folders, and repositories to put into them.

use bronwijzer_crawler::address::AccountUrl;
use bronwijzer_crawler::observation::Observation;
use bronwijzer_crawler::organisation::{Organisation, OrganisationType};
use bronwijzer_crawler::run::CrawlRun;
use bronwijzer_crawler::sink::{Batch, Departure, DepartureKind, Sink};
use bronwijzer_index::{Catalogue, Entry, FacetName, Filter, SearchPage, SearchRequest};
pub(crate) use bronwijzer_testing::now;
use bronwijzer_testing::whole;
use chrono::{DateTime, Utc};
use tempfile::TempDir;

pub(crate) fn organisations() -> Vec<Organisation> {
    [
        (
            "ministerie-vws",
            "Ministerie van VWS",
            OrganisationType::Ministry,
            "minvws",
        ),
        (
            "stichting-ictu",
            "Stichting ICTU",
            OrganisationType::Foundation,
            "ICTU",
        ),
    ]
    .into_iter()
    .map(|(slug, name, organisation_type, login)| Organisation {
        accounts: vec![account(login)],
        short_names: Vec::from_iter((login == "minvws").then(|| "VWS".to_owned())),
        ..Organisation::new(slug.parse().unwrap(), name, organisation_type)
    })
    .collect()
}

pub(crate) fn account(login: &str) -> AccountUrl {
    format!("https://github.com/{login}").parse().unwrap()
}

pub(crate) fn open(dir: &TempDir) -> Catalogue {
    let opened = Catalogue::open(dir.path(), organisations(), now()).unwrap();
    assert!(opened.notices.is_empty(), "{:?}", opened.notices);
    opened.catalogue
}

/// A catalogue of its own, and the folder that it lives in.
pub(crate) fn empty() -> (TempDir, Catalogue) {
    let dir = tempfile::tempdir().unwrap();
    let catalogue = open(&dir);
    (dir, catalogue)
}

/// A repository with one commit a week in ten weeks, the last of them `days`
/// before now.
pub(crate) fn repository(id: &str, path: &str, days: u64) -> Observation {
    bronwijzer_testing::repository(path)
        .id(id)
        .from_github()
        .weekly_commits(days)
        .licence("EUPL-1.2")
        .languages(&[("Python", 1000)])
        .stars(days)
        .with(|observation| observation.handle = Some(format!("node-{}", observation.id)))
        .build()
}

pub(crate) fn described(mut observation: Observation, text: &str) -> Observation {
    observation.description = Some(text.to_owned());
    observation
}

pub(crate) fn with_readme(mut observation: Observation, text: &str) -> Observation {
    observation.readme = Some(whole("README.md", text));
    observation
}

/// Puts observations into the catalogue, each under its owner's account.
pub(crate) async fn fill(
    catalogue: &Catalogue,
    observations: impl IntoIterator<Item = Observation>,
) {
    let observations = observations
        .into_iter()
        .map(|observation| (account(observation.url.owner()), observation))
        .collect();
    let batch = Batch {
        observations,
        ..Batch::default()
    };
    catalogue.sink().accept(batch).await.unwrap();
}

/// Takes repositories away.
pub(crate) async fn depart(catalogue: &Catalogue, ids: &[&str]) {
    depart_by(catalogue, ids, DepartureKind::NotFound).await;
}

/// Takes repositories away in this way.
pub(crate) async fn depart_by(catalogue: &Catalogue, ids: &[&str], kind: DepartureKind) {
    let departures = ids
        .iter()
        .map(|id| Departure {
            to: None,
            id: format!("github.com:{id}").parse().unwrap(),
            kind,
            noticed_at: now(),
        })
        .collect();
    let batch = Batch {
        departures,
        ..Batch::default()
    };
    catalogue.sink().accept(batch).await.unwrap();
}

/// The repository that an address leads to.
pub(crate) fn at(catalogue: &Catalogue, path: &str) -> Option<Entry> {
    let url = format!("https://github.com/{path}").parse().unwrap();
    let entry = catalogue.entry_by_url(&url).unwrap();
    entry.map(std::sync::Arc::unwrap_or_clone)
}

pub(crate) fn search(catalogue: &Catalogue, query: &str) -> SearchPage {
    ask(catalogue, query, false)
}

/// What has every word of a query, however few.
pub(crate) fn with_all_words(catalogue: &Catalogue, query: &str) -> SearchPage {
    ask(catalogue, query, true)
}

fn ask(catalogue: &Catalogue, query: &str, all_words: bool) -> SearchPage {
    catalogue
        .search(&SearchRequest {
            query: query.to_owned(),
            all_words,
            first: 50,
            facets: FacetName::ALL.to_vec(),
            ..SearchRequest::default()
        })
        .unwrap()
}

/// The names that a query finds, in order.
pub(crate) fn names(page: &SearchPage) -> Vec<&str> {
    page.hits.iter().map(|hit| hit.card.url.name()).collect()
}

pub(crate) fn run(id: &str, started_at: DateTime<Utc>) -> CrawlRun {
    CrawlRun {
        id: id.to_owned(),
        started_at,
        ended_at: started_at,
        full: false,
        halted: None,
        accounts: Vec::new(),
        spending: Vec::new(),
        problems: Vec::new(),
    }
}

/// Lets a crawl list these accounts to the end, with nothing new.
pub(crate) async fn looked_at(catalogue: &Catalogue, logins: &[&str], at: DateTime<Utc>) {
    let outcome = |login: &&str| {
        let outcome = serde_json::json!({
            "account": account(login),
            "organisation": "x",
            "outcome": "complete",
            "tally": { "new": 0, "changed": 0, "unchanged": 1, "gone": 0, "failed": 0 },
        });
        serde_json::from_value(outcome).unwrap()
    };
    let run = CrawlRun {
        accounts: logins.iter().map(outcome).collect(),
        ..run(&at.format("%Y%m%dT%H%M%S%.3fZ").to_string(), at)
    };
    catalogue.sink().finish(&run).await.unwrap();
}

/// A filter of these values of facets.
pub(crate) fn filter(facets: &[(FacetName, &[&str])]) -> Filter {
    let mut filter = Filter::default();
    for (facet, values) in facets {
        let values = values.iter().map(|value| (*value).to_owned()).collect();
        filter.0.insert(*facet, values);
    }
    filter
}
