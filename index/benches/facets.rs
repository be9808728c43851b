//! How long it takes to count facets and to suggest names, apart from reading
//! the entries that are found. `BRONWIJZER_BENCH_ENTRIES` sets the size of the
//! catalogue, 20,000 when it is absent.

use std::hint::black_box;

use bronwijzer_crawler::address::{AccountUrl, RepositoryId, RepositoryUrl};
use bronwijzer_crawler::observation::{ForgeLicence, LanguageSize, Observation, Source};
use bronwijzer_crawler::organisation::{Organisation, OrganisationType};
use bronwijzer_crawler::sink::{Batch, Sink};
use bronwijzer_index::{Catalogue, FacetName, SearchRequest};
use chrono::{DateTime, Days, Utc};
use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use tempfile::TempDir;

const SIX: &[FacetName] = &[
    FacetName::Organisation,
    FacetName::Language,
    FacetName::Licence,
    FacetName::Maintenance,
    FacetName::Category,
    FacetName::Activity,
];

const BODIES: usize = 300;

const LANGUAGES: &[&str] = &["Python", "TypeScript", "Java", "Go", "Rust", "PHP", "C#"];

const LICENCES: &[&str] = &["EUPL-1.2", "MIT", "Apache-2.0", "AGPL-3.0-only"];

const WORDS: &[&str] = &[
    "zaak",
    "kaart",
    "burger",
    "register",
    "viewer",
    "parkeer",
    "formulier",
    "open",
    "api",
    "gemeente",
    "water",
    "besluit",
    "component",
    "melding",
    "monitor",
    "verkiezing",
];

fn now() -> DateTime<Utc> {
    "2026-09-01T12:00:00Z".parse().expect("a moment")
}

fn account(body: usize) -> AccountUrl {
    let url = format!("https://github.com/body-{body}");
    url.parse().expect("an account")
}

fn organisation(body: usize) -> Organisation {
    Organisation {
        slug: format!("body-{body}").parse().expect("a short name"),
        name: format!("Gemeente {body}"),
        organisation_type: OrganisationType::Municipality,
        tooi: None,
        accounts: vec![account(body)],
        repositories: Vec::new(),
    }
}

/// The nth repository: every property repeats at a pace of its own.
fn repository(n: usize) -> (AccountUrl, Observation) {
    let word = |step: usize| WORDS[(n / step) % WORDS.len()];
    let body = n * 7 % BODIES;
    let name = format!("{}-{}-{n}", word(1), word(WORDS.len()));
    let url = format!("https://github.com/body-{body}/{name}");
    let url: RepositoryUrl = url.parse().expect("an address");
    let id = RepositoryId::new(url.host().clone(), n.to_string());
    let api = "https://api.github.com/graphql".to_owned();
    let mut its = Observation::bare(id, url, now(), Source::Forge { api });
    its.description = Some(format!("Een {} voor {}", word(3), word(5)));
    its.topics = Some(vec![format!("{}-{}", word(11), n % 500)]);
    its.languages = Some(vec![LanguageSize {
        name: LANGUAGES[n % LANGUAGES.len()].to_owned(),
        bytes: 1_000,
    }]);
    its.licence = Some(ForgeLicence::Spdx {
        id: LICENCES[n % LICENCES.len()].to_owned(),
    });
    its.pushed_at = now().checked_sub_days(Days::new((n % 1_500) as u64));
    its.counts.stars = Some((n % 997) as u64);
    (account(body), its)
}

fn catalogue() -> (TempDir, Catalogue) {
    let entries = std::env::var("BRONWIJZER_BENCH_ENTRIES").ok();
    let entries = entries.and_then(|its| its.parse().ok()).unwrap_or(20_000);
    let dir = tempfile::tempdir().expect("a folder");
    let bodies = (0..BODIES).map(organisation).collect();
    let catalogue = Catalogue::open(dir.path(), bodies, now()).expect("a catalogue");
    let catalogue = catalogue.catalogue;
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    let runtime = runtime.expect("a runtime");
    let all: Vec<usize> = (0..entries).collect();
    for some in all.chunks(5_000) {
        let batch = Batch {
            observations: some.iter().map(|n| repository(*n)).collect(),
            ..Batch::default()
        };
        let accepted = runtime.block_on(catalogue.sink().accept(batch));
        accepted.expect("a batch that is stored");
    }
    (dir, catalogue)
}

fn benches(criterion: &mut Criterion) {
    let (_dir, catalogue) = catalogue();
    let questions = [
        ("everything", ""),
        ("two words", "zaak kaart"),
        ("one filter", "taal:go"),
        ("a word and two filters", "kaart taal:go licentie:mit"),
    ];
    let mut group = criterion.benchmark_group("search");
    for (what, query) in questions {
        for (counted, facets) in [("no", &[][..]), ("six", SIX), ("all", FacetName::ALL)] {
            let request = SearchRequest {
                query: query.to_owned(),
                facets: facets.to_vec(),
                ..SearchRequest::default()
            };
            let id = BenchmarkId::new(what, format!("{counted} facets"));
            group.bench_with_input(id, &request, |bencher, request| {
                bencher.iter(|| black_box(catalogue.search(request)));
            });
        }
    }
    group.finish();
    let mut group = criterion.benchmark_group("suggest");
    for typed in ["z", "ge", "gem", "geme", "gemeente ka", "bestaatniet"] {
        group.bench_with_input(
            BenchmarkId::from_parameter(typed),
            typed,
            |bencher, typed| {
                bencher.iter(|| black_box(catalogue.suggest(typed, 8)));
            },
        );
    }
    group.finish();
}

criterion_group!(facets, benches);
criterion_main!(facets);
