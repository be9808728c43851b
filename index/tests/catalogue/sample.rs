//! The verdicts on the sample, for reading through: every change to them shows
//! in review.

use std::path::Path;

use bronwijzer_index::{Contents, Reason, SAMPLE, SummarySource};

use crate::support::{empty, search};

#[path = "../../examples/sample_from_corpus.rs"]
#[expect(dead_code, reason = "its `main` is for the command line")]
mod sample_from_corpus;

/// How many repositories the sample has.
pub(crate) const IN_SAMPLE: u64 = 341;

pub(crate) fn words(reasons: &[Reason]) -> String {
    let words: Vec<String> = reasons
        .iter()
        .map(|reason| {
            let facts: Vec<String> = reason
                .facts
                .iter()
                .map(|(name, fact)| format!("{name}={fact}"))
                .collect();
            format!("{}({})", reason.rule, facts.join(" "))
        })
        .collect();
    words.join(" ")
}

#[test]
fn the_verdicts_on_the_sample() {
    let (_dir, catalogue) = empty();
    let report = catalogue.import(SAMPLE, Contents::Sample).unwrap();
    assert!(report.bad_lines.is_empty(), "{:?}", report.bad_lines);
    let mut lines: Vec<String> = Vec::new();
    for _ in 0..2 {
        let page = search(&catalogue, "");
        assert_eq!(page.total, IN_SAMPLE);
    }
    let mut after = None;
    loop {
        let page = catalogue
            .search(&bronwijzer_index::SearchRequest {
                first: 50,
                after,
                ..Default::default()
            })
            .unwrap();
        for hit in &page.hits {
            let entry = catalogue.entry(&hit.card.id).unwrap().unwrap();
            let maintenance = &entry.assessment.maintenance;
            let licence = &entry.assessment.licence;
            lines.push(format!(
                "{}: {} {} | {} {}",
                entry.observation.url.path(),
                maintenance.value.as_str(),
                words(&maintenance.reasons),
                licence.verdict.value.as_str(),
                words(&licence.verdict.reasons),
            ));
        }
        if !page.has_next {
            break;
        }
        after = page.hits.last().map(|hit| hit.cursor);
    }
    lines.sort();
    insta::assert_snapshot!(lines.join("\n"));
}

/// Whoever has no corpus beside the checkout skips it.
#[test]
fn the_sample_is_what_the_example_makes_of_the_corpus() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus");
    if !corpus.exists() {
        println!("skipped: {} is not on this machine", corpus.display());
        return;
    }
    let mut made = Vec::new();
    let written = sample_from_corpus::write(&corpus, &mut made).unwrap();
    assert_eq!(written, IN_SAMPLE);
    assert!(zstd::decode_all(SAMPLE).unwrap() == made, "make it again");
}

/// The sample holds facts and the catalogue's own words only.
#[test]
fn the_sample_holds_no_text_of_a_repository() {
    let text = String::from_utf8(zstd::decode_all(SAMPLE).unwrap()).unwrap();
    for field in [
        "\"readme\":{",
        "\"publiccode\":{",
        "\"licence_text\":{",
        "\"description\":",
        "\"shortDescription\":",
    ] {
        assert!(!text.contains(field), "{field}");
    }
}

#[test]
fn well_known_names_find_their_repositories_first() {
    let (_dir, catalogue) = empty();
    catalogue.import(SAMPLE, Contents::Sample).unwrap();
    let first = |query: &str| search(&catalogue, query).hits.remove(0).card;
    for (query, path) in [
        ("CoronaMelder", "minvws/nl-covid19-notification-app-"),
        ("CoronaCheck", "minvws/nl-covid19-coronacheck-"),
        ("Signalen", "Amsterdam/signals"),
        ("OpenZaak", "open-zaak/open-zaak"),
        ("Algoritmeregister", "MinBZK/Algoritmeregister"),
    ] {
        let card = first(query);
        assert!(card.url.path().starts_with(path), "{query}: {}", card.url);
        for language in ["nl", "en"] {
            let summary = card.summary(Some(language)).unwrap();
            assert_eq!(summary.source, SummarySource::Catalogue);
            assert_eq!(summary.language.as_deref(), Some(language));
        }
    }
    let zaak = first("OpenZaak");
    let zaak = catalogue.entry(&zaak.id).unwrap().unwrap();
    let declared = zaak.assessment.declared.as_ref().unwrap();
    assert!(declared.is_partial);
    assert_eq!(declared.used_by.len(), 8);
    assert_eq!(declared.maintenance_type.as_deref(), Some("contract"));
}
