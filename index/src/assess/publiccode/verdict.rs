//! Whether a repository describes itself as the standard asks.

use async_graphql::Enum;
use bronwijzer_crawler::observation::{FileKind, Observation};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use strum::{IntoStaticStr, VariantNames};

use super::{Check, check};
use crate::assess::{Fact, Reason, Verdict};

/// What a publiccode.yml is worth.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    Enum,
    IntoStaticStr,
    VariantNames,
)]
#[serde(rename_all = "snake_case")]
#[graphql(name = "PubliccodeVerdictKind")]
#[strum(serialize_all = "snake_case")]
pub enum PubliccodeVerdict {
    /// It keeps to the standard.
    Valid,
    /// It breaks the standard.
    Invalid,
    /// There is none.
    Missing,
    /// Nobody looked, or it could not be read whole.
    Unknown,
}
bronwijzer_crawler::named!(PubliccodeVerdict);

/// The verdict on a file that was checked.
#[must_use]
pub fn verdict(check: &Check) -> Verdict<PubliccodeVerdict> {
    let number = |n: usize| Fact::Number(i64::try_from(n).unwrap_or(i64::MAX));
    let warnings = check.warnings();
    let advice =
        (warnings > 0).then(|| Reason::new("publiccode_advice", [("count", number(warnings))]));
    let Some(first) = check.first_error() else {
        let version = Fact::Text(check.checked_as.to_string());
        let valid = Reason::new("publiccode_valid", [("version", version)]);
        return Verdict {
            value: PubliccodeVerdict::Valid,
            reasons: std::iter::once(valid).chain(advice).collect(),
        };
    };
    let count = ("count", number(check.errors()));
    let line = ("line", Fact::Number(i64::from(first.line)));
    let finding = ("finding", Fact::Text(first.rule.to_owned()));
    let first = if first.key.is_empty() {
        Reason::new("publiccode_first_error_in_file", [line, finding])
    } else {
        let key = ("key", Fact::Text(first.key.clone()));
        Reason::new("publiccode_first_error", [key, line, finding])
    };
    Verdict {
        value: PubliccodeVerdict::Invalid,
        reasons: vec![Reason::new("publiccode_invalid", [count]), first],
    }
}

/// How many errors a check found when the source read the file.
fn errors_at_source(observation: &Observation) -> Option<u64> {
    observation.publiccode_values.as_ref()?.errors
}

/// The verdict where the source checked the file and gives no text of it.
fn of_source(errors: u64) -> Verdict<PubliccodeVerdict> {
    let count = Fact::Number(i64::try_from(errors).unwrap_or(i64::MAX));
    let (value, reason) = if errors == 0 {
        let reason = Reason::new("publiccode_valid_at_source", []);
        (PubliccodeVerdict::Valid, reason)
    } else {
        let reason = Reason::new("publiccode_invalid_at_source", [("count", count)]);
        (PubliccodeVerdict::Invalid, reason)
    };
    Verdict {
        value,
        reasons: vec![reason],
    }
}

/// Judges the repository's publiccode.yml, as of `today`, and gives what the
/// check found, where there was a whole file to check.
pub(in crate::assess) fn judge(
    observation: &Observation,
    today: NaiveDate,
) -> (Verdict<PubliccodeVerdict>, Option<Check>) {
    let listed = observation.files.as_deref();
    if observation.publiccode.is_none()
        && let Some(errors) = errors_at_source(observation)
    {
        return (of_source(errors), None);
    }
    let (value, rule) = match (&observation.publiccode, listed) {
        (Some(file), _) if file.truncated => {
            (PubliccodeVerdict::Unknown, "publiccode_not_read_whole")
        }
        (Some(file), _) => {
            let check = check(file.text.as_bytes(), today);
            return (verdict(&check), Some(check));
        }
        (None, Some(files))
            if observation.lists_all_files()
                && files.iter().all(|file| file.kind != FileKind::Publiccode) =>
        {
            (PubliccodeVerdict::Missing, "no_publiccode_found")
        }
        _ => (PubliccodeVerdict::Unknown, "publiccode_not_looked_for"),
    };
    let verdict = Verdict {
        value,
        reasons: vec![Reason::new(rule, [])],
    };
    (verdict, None)
}

#[cfg(test)]
mod tests {
    use bronwijzer_crawler::observation::{KnownFile, PubliccodeValues, TextFile};

    use super::*;

    fn today() -> NaiveDate {
        "2026-09-01".parse().unwrap()
    }

    fn bare() -> Observation {
        bronwijzer_testing::repository("o/r").build()
    }

    fn with_text(text: &str, truncated: bool) -> Observation {
        let mut observation = bare();
        let file = TextFile::capped("publiccode.yml", text.to_owned(), 9, truncated);
        observation.publiccode = Some(file);
        observation
    }

    #[test]
    fn the_verdict_tells_what_there_is() {
        let listed = |kind| {
            let mut observation = bare();
            let path = "some file".to_owned();
            observation.files = Some(vec![KnownFile { kind, path }]);
            observation
        };
        let minimal = super::super::check::MINIMAL;
        let of_source = |errors| {
            let mut observation = bare();
            let values = serde_json::json!({ "name": "A" });
            observation.publiccode_values = Some(PubliccodeValues { values, errors });
            observation
        };
        let cases = [
            (
                of_source(Some(0)),
                PubliccodeVerdict::Valid,
                "publiccode_valid_at_source",
            ),
            (
                of_source(Some(2)),
                PubliccodeVerdict::Invalid,
                "publiccode_invalid_at_source",
            ),
            (
                of_source(None),
                PubliccodeVerdict::Unknown,
                "publiccode_not_looked_for",
            ),
            (
                with_text(minimal, false),
                PubliccodeVerdict::Valid,
                "publiccode_valid",
            ),
            (
                with_text("name: A", false),
                PubliccodeVerdict::Invalid,
                "publiccode_invalid",
            ),
            (
                with_text("a: [", false),
                PubliccodeVerdict::Invalid,
                "publiccode_invalid",
            ),
            (
                with_text(minimal, true),
                PubliccodeVerdict::Unknown,
                "publiccode_not_read_whole",
            ),
            (
                listed(FileKind::Readme),
                PubliccodeVerdict::Missing,
                "no_publiccode_found",
            ),
            (
                listed(FileKind::Publiccode),
                PubliccodeVerdict::Unknown,
                "publiccode_not_looked_for",
            ),
            (
                bare(),
                PubliccodeVerdict::Unknown,
                "publiccode_not_looked_for",
            ),
        ];
        for (observation, value, rule) in cases {
            let (verdict, _) = judge(&observation, today());
            assert_eq!((verdict.value, verdict.reasons[0].rule), (value, rule));
        }
    }

    #[test]
    fn invalid_file_reports_error_count_and_first_error() {
        let found = verdict(&check(b"name: 7\nurl: here\n", today()));
        let facts = |reason: &Reason| -> Vec<String> {
            let facts = reason.facts.iter();
            facts.map(|(name, fact)| format!("{name}={fact}")).collect()
        };
        assert_eq!(facts(&found.reasons[0]), ["count=10"]);
        assert_eq!(found.reasons[1].rule, "publiccode_first_error");
        assert_eq!(
            facts(&found.reasons[1]),
            ["key=publiccodeYmlVersion", "line=1", "finding=key_missing"]
        );
        let found = verdict(&check(b"\ta: [", today()));
        assert_eq!(found.reasons[1].rule, "publiccode_first_error_in_file");
    }
}
