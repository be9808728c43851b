//! How long questions about organisations take, by GraphQL and without HTTP.
//! `BRONWIJZER_BENCH_ORGANISATIONS` sets how many there are, 10,000 when it is absent.

use std::hint::black_box;

use bronwijzer_crawler::address::AccountUrl;
use bronwijzer_crawler::organisation::{Organisation, OrganisationType, Province};
use bronwijzer_crawler::sink::{Batch, Sink};
use bronwijzer_graphql::CatalogueSchema;
use bronwijzer_index::Catalogue;
use bronwijzer_testing::{now, repository};
use chrono::Days;
use criterion::{Criterion, criterion_group, criterion_main};
use tempfile::TempDir;
use tokio::runtime::Runtime;

/// Every so many organisations one has an account, and every so many of those a
/// repository.
const WITH_ACCOUNT: usize = 5;
const WITH_REPOSITORY: usize = 2;

/// Days of which snapshots are kept.
const DAYS: u64 = 30;

fn account(number: usize) -> AccountUrl {
    let url = format!("https://github.com/organisation-{number}");
    url.parse().expect("an account")
}

fn organisation(number: usize) -> Organisation {
    let slug = format!("organisatie-{number}").parse().expect("a slug");
    let kind = OrganisationType::ALL[number % OrganisationType::ALL.len()];
    let accounts = if number.is_multiple_of(WITH_ACCOUNT) {
        vec![account(number)]
    } else {
        Vec::new()
    };
    Organisation {
        accounts,
        province: (!number.is_multiple_of(3))
            .then(|| Province::ALL[number / 7 % Province::ALL.len()]),
        ..Organisation::new(slug, format!("Organisatie nummer {number}"), kind)
    }
}

fn catalogue(runtime: &Runtime) -> (TempDir, CatalogueSchema, usize) {
    let asked = std::env::var("BRONWIJZER_BENCH_ORGANISATIONS").ok();
    let count = asked.and_then(|count| count.parse().ok()).unwrap_or(10_000);
    let dir = tempfile::tempdir().expect("a folder");
    let organisations = (0..count).map(organisation).collect();
    let opened = Catalogue::open(dir.path(), organisations, now()).expect("a catalogue");
    let catalogue = opened.catalogue;
    let publishing = (0..count).step_by(WITH_ACCOUNT * WITH_REPOSITORY);
    let observations = publishing.map(|number| {
        let observation = repository(&format!("organisation-{number}/code"))
            .id(&number.to_string())
            .from_github()
            .weekly_commits(3)
            .licence("EUPL-1.2")
            .build();
        (account(number), observation)
    });
    let batch = Batch {
        observations: observations.collect(),
        ..Batch::default()
    };
    runtime
        .block_on(catalogue.sink().accept(batch))
        .expect("taken up");
    for days in (0..DAYS).rev() {
        catalogue
            .take_snapshot(now() - Days::new(days))
            .expect("a snapshot");
    }
    (dir, bronwijzer_graphql::schema(catalogue), count)
}

fn organisations(criterion: &mut Criterion) {
    let runtime = Runtime::new().expect("a runtime");
    let (_dir, schema, count) = catalogue(&runtime);
    let day = (now() - Days::new(DAYS / 2)).date_naive();
    let list = "total nodes { slug name type province state { state since repositories has } }";
    let figures =
        "total publishes nothingKnown notRead noAccount figures { figure organisations unknown }";
    let questions = [
        (
            "one organisation",
            format!(
                r#"{{ organisation(slug: "organisatie-{}") {{ name state {{ state since }} children {{ slug }} }} }}"#,
                count / 2
            ),
        ),
        ("bodies", format!("{{ bodies {{ {figures} }} }}")),
        (
            "bodies by province",
            format!("{{ bodiesByProvince {{ province municipalities {{ {figures} }} }} }}"),
        ),
        (
            "bodies of a day",
            format!(r#"{{ bodies(day: "{day}") {{ {figures} }} }}"#),
        ),
        (
            "bodies by province of a day",
            format!(
                r#"{{ bodiesByProvince(day: "{day}") {{ province municipalities {{ {figures} }} }} }}"#
            ),
        ),
        (
            "history of 30 days",
            format!("{{ bodyHistory(type: MUNICIPALITY) {{ day {figures} }} }}"),
        ),
        (
            "organisations, 20",
            format!("{{ organisations(first: 20) {{ {list} }} }}"),
        ),
        (
            "organisations, filtered",
            format!(
                "{{ organisations(first: 20, type: [MUNICIPALITY], province: [UTRECHT, LIMBURG], publishing: [NO_ACCOUNT]) {{ {list} }} }}"
            ),
        ),
        (
            "organisations, by words",
            format!(r#"{{ organisations(first: 20, query: "nummer 99") {{ {list} }} }}"#),
        ),
        (
            "organisations, by state, last page",
            format!(
                "{{ organisations(first: 20, sort: PUBLISHING, offset: {}) {{ {list} }} }}",
                count.min(10_000) - 20
            ),
        ),
        (
            "organisations of a day",
            format!(r#"{{ organisations(first: 20, day: "{day}") {{ {list} }} }}"#),
        ),
    ];
    let mut group = criterion.benchmark_group(format!("{count} organisations"));
    for (name, question) in questions {
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                let answer = runtime.block_on(schema.execute(question.as_str()));
                assert!(answer.errors.is_empty(), "{:?}", answer.errors);
                black_box(answer)
            });
        });
    }
    group.finish();
}

criterion_group!(benches, organisations);
criterion_main!(benches);
