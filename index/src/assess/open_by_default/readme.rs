//! Whether a README explains: enough prose, and a heading that says what is
//! explained. Measured, so that anybody can count it after us; it is no verdict
//! on how good the text is.

use bronwijzer_crawler::observation::{FileKind, FilePresence};

use super::{Facts, Outcome};
use crate::assess::readme::Outline;
use crate::assess::{Fact, Reason, Verdict};

/// With so many words of prose a README explains when a heading says so too.
const WORDS: usize = 50;

/// With so many words it explains without any heading.
const WORDS_WITHOUT_HEADING: usize = 150;

/// Words in headings under which it is said what this is, what it is for or how to use
/// it, in Dutch and in English; with a `*` the beginning of one.
#[rustfmt::skip]
const EXPLAINING: &[&str] = &[
    "aan de slag", "about", "achtergrond", "background", "bedoel*", "beschrijving", "bouwen",
    "build", "building", "context", "deploy*", "description", "develop*", "docker",
    "documentati*", "doel", "doelen", "doelstelling*", "draaien", "features", "functionaliteit*",
    "gebruik", "gebruiken", "getting started", "goal", "goals", "hoe", "how", "inleiding",
    "install*", "introduc*", "lokaal", "lokale", "ontwikkel*", "over", "overview", "overzicht",
    "purpose", "quick start", "quickstart", "requirements", "run", "running", "set up", "setup",
    "start", "starten", "toelichting", "usage", "use", "using", "vereisten", "waarom",
    "waarvoor", "wat", "what", "why",
];

/// Judges the README.
pub(super) fn explains(facts: &Facts<'_>) -> Verdict<Outcome> {
    let (value, reason) = match &facts.assessment.readme {
        Some(readme) => of_outline(readme),
        None => match facts.observation.find_file(FileKind::Readme) {
            FilePresence::Absent => (Outcome::Failed, Reason::new("no_readme", [])),
            _ => (Outcome::Unknown, Reason::new("readme_not_read", [])),
        },
    };
    Verdict {
        value,
        reasons: vec![reason],
    }
}

fn of_outline(readme: &Outline) -> (Outcome, Reason) {
    let words = (
        "count",
        Fact::Number(i64::try_from(readme.words).unwrap_or(i64::MAX)),
    );
    match readme.heading_about(EXPLAINING) {
        Some(heading) if readme.words >= WORDS => (
            Outcome::Passed,
            Reason::new(
                "readme_with_heading",
                [
                    words,
                    ("heading", Fact::Text(heading.chars().take(80).collect())),
                ],
            ),
        ),
        _ if readme.words >= WORDS_WITHOUT_HEADING => {
            (Outcome::Passed, Reason::new("readme_long", [words]))
        }
        _ if readme.words >= WORDS => (
            Outcome::Failed,
            Reason::new("readme_without_heading", [words]),
        ),
        _ => (Outcome::Failed, Reason::new("readme_short", [words])),
    }
}
