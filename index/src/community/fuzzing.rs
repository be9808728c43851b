//! For the fuzzer: any bytes as what members and their programs send.

use super::kinds::StatementKind;
use super::scan::ScanReport;
use super::text::{Lines, clean, links};
use super::validate::{Fields, fields, text, web_address};
use crate::fuzzing::now;

/// A text of a member. Cleaning it twice is cleaning it once.
pub(crate) fn community_text(bytes: &[u8]) {
    let input = String::from_utf8_lossy(bytes);
    for lines in [Lines::One, Lines::Many] {
        let once = clean(&input, lines);
        assert_eq!(clean(&once, lines), once);
    }
    let _ = (links(&input), web_address(&input), text(&input, true));
}

/// The fields of a statement: the name of its kind in the first line, and JSON behind it.
pub(crate) fn statement(bytes: &[u8]) {
    let input = String::from_utf8_lossy(bytes);
    let Some((kind, given)) = input.split_once('\n') else {
        return;
    };
    let (Ok(kind), Ok(given)) = (
        kind.trim().parse::<StatementKind>(),
        serde_json::from_str::<Fields>(given),
    ) else {
        return;
    };
    for of_answer in [false, true] {
        if let Ok(cleaned) = fields(kind, of_answer, &given, &|slug| slug.parse().ok()) {
            let again = fields(kind, of_answer, &cleaned, &|slug| slug.parse().ok());
            assert_eq!(again.ok(), Some(cleaned));
        }
    }
}

/// What a program found in a repository.
pub(crate) fn scan(bytes: &[u8]) {
    if let Ok(report) = serde_json::from_slice::<ScanReport>(bytes) {
        let _ = report.into_found(now());
    }
}
