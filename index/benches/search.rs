//! How long it takes to find, to count facets, to suggest names, to mark words, and
//! to take up and judge repositories. `BRONWIJZER_BENCH_ENTRIES` sets the size of
//! the catalogue that is searched, 20,000 when it is absent.

use std::hint::black_box;

use bronwijzer_crawler::address::{AccountUrl, RepositoryId, RepositoryUrl};
use bronwijzer_crawler::observation::{ForgeLicence, LanguageSize, Observation, Source, TextFile};
use bronwijzer_crawler::organisation::{Organisation, OrganisationType};
use bronwijzer_crawler::sink::{Batch, Sink};
use bronwijzer_index::{Catalogue, Contents, FacetName, Highlighter, SearchRequest};
use chrono::{DateTime, Days, Utc};
use criterion::{BatchSize, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use tempfile::TempDir;

const SIX: &[FacetName] = &[
    FacetName::Organisation,
    FacetName::Language,
    FacetName::Licence,
    FacetName::Maintenance,
    FacetName::Category,
    FacetName::Activity,
];

const ORGANISATIONS: usize = 300;

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

fn account(organisation: usize) -> AccountUrl {
    let url = format!("https://github.com/body-{organisation}");
    url.parse().expect("an account")
}

fn organisation(organisation: usize) -> Organisation {
    let slug = format!("body-{organisation}").parse().expect("a slug");
    let name = format!("Gemeente {organisation}");
    Organisation {
        accounts: vec![account(organisation)],
        ..Organisation::new(slug, name, OrganisationType::Municipality)
    }
}

/// The nth repository: every property repeats at a pace of its own.
fn repository(n: usize) -> (AccountUrl, Observation) {
    let word = |step: usize| WORDS[(n / step) % WORDS.len()];
    let organisation = n * 7 % ORGANISATIONS;
    let name = format!("{}-{}-{n}", word(1), word(WORDS.len()));
    let url = format!("https://github.com/body-{organisation}/{name}");
    let url: RepositoryUrl = url.parse().expect("an address");
    let id = RepositoryId::new(url.host().clone(), n.to_string());
    let api = "https://api.github.com/graphql".to_owned();
    let mut observation = Observation::bare(id, url, now(), Source::Forge { api });
    observation.description = Some(format!("Een {} voor {}", word(3), word(5)));
    let words: Vec<&str> = (0..150).map(|at| word(1 + at)).collect();
    let readme = format!("# {name}\n\n{}\n", words.join(" "));
    let bytes = readme.len() as u64;
    observation.readme = Some(TextFile::capped("README.md", readme, bytes, false));
    observation.topics = Some(vec![format!("{}-{}", word(11), n % 500)]);
    observation.languages = Some(vec![LanguageSize {
        name: LANGUAGES[n % LANGUAGES.len()].to_owned(),
        bytes: 1_000,
    }]);
    observation.licence = Some(ForgeLicence::Spdx {
        id: LICENCES[n % LICENCES.len()].to_owned(),
    });
    observation.pushed_at = now().checked_sub_days(Days::new((n % 1_500) as u64));
    observation.counts.stars = Some((n % 997) as u64);
    (account(organisation), observation)
}

fn empty() -> (TempDir, Catalogue) {
    let dir = tempfile::tempdir().expect("a folder");
    let organisations = (0..ORGANISATIONS).map(organisation).collect();
    let catalogue = Catalogue::open(dir.path(), organisations, now()).expect("a catalogue");
    (dir, catalogue.catalogue)
}

fn catalogue(entries: usize) -> (TempDir, Catalogue) {
    let (dir, catalogue) = empty();
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

fn searching(criterion: &mut Criterion) {
    let entries = std::env::var("BRONWIJZER_BENCH_ENTRIES").ok();
    let entries = entries
        .and_then(|observation| observation.parse().ok())
        .unwrap_or(20_000);
    let (_dir, catalogue) = catalogue(entries);
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

fn marking(criterion: &mut Criterion) {
    let (_, repository) = repository(7);
    let readme = repository.readme.expect("a README");
    let description = repository.description.unwrap_or_default();
    let highlighter = Highlighter::new("kaarten gemeente");
    let mut group = criterion.benchmark_group("mark");
    group.bench_function("a query is read", |bencher| {
        bencher.iter(|| Highlighter::new(black_box("kaarten gemeente")));
    });
    group.bench_function("a description", |bencher| {
        bencher.iter(|| highlighter.mark(black_box(&description)));
    });
    group.bench_function("part of a README", |bencher| {
        bencher.iter(|| highlighter.excerpt(black_box(&readme)));
    });
    group.finish();
}

/// Repositories that are taken up at once.
const TAKEN_UP: usize = 1_000;

fn taking_up(criterion: &mut Criterion) {
    let (_dir, full) = catalogue(TAKEN_UP);
    let mut file = Vec::new();
    full.export(&mut file).expect("a file");
    let mut group = criterion.benchmark_group("take up");
    group.throughput(Throughput::Elements(TAKEN_UP as u64));
    group.sample_size(10);
    group.bench_function("a file", |bencher| {
        let import = |(dir, catalogue): (TempDir, Catalogue)| {
            let report = catalogue.import(file.as_slice(), Contents::Imported);
            (dir, catalogue, report.expect("a file that is taken up"))
        };
        bencher.iter_batched(empty, import, BatchSize::PerIteration);
    });
    group.bench_function("all judged anew", |bencher| {
        bencher.iter(|| full.reindex().expect("an index"));
    });
    group.finish();
}

criterion_group!(search, searching, marking, taking_up);
criterion_main!(search);
