//! The verdicts on the sample, for reading through: every change to them shows
//! in review.

use bronwijzer_index::{Contents, Reason, SAMPLE};

use crate::support::{empty, search};

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
        assert_eq!(page.total, 73);
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

/// The sample holds facts only.
#[test]
fn the_sample_holds_no_text_of_a_repository() {
    let text = String::from_utf8(zstd::decode_all(SAMPLE).unwrap()).unwrap();
    for field in [
        "\"readme\":{",
        "\"publiccode\":{",
        "\"licence_text\":{",
        "\"description\":",
    ] {
        assert!(!text.contains(field), "{field}");
    }
}
