//! Problems found while reading a repository: as gaps of the observation, and for the report.

use serde_json::{Map, Value};

use crate::observation::{Gap, Observation, TextFile, Unread};
use crate::run::Problem;
use crate::yaml;

/// Collects what could not be read whole, for the observation and the report.
#[derive(Debug)]
pub(super) struct Findings {
    subject: String,
    pub(super) gaps: Vec<Gap>,
    pub(super) problems: Vec<Problem>,
}

impl Findings {
    /// Nothing yet, about the repository at this address.
    pub(super) fn about(subject: String) -> Self {
        Self {
            subject,
            gaps: Vec::new(),
            problems: Vec::new(),
        }
    }

    pub(super) fn note(&mut self, field: &str, what: &str, instead: &str, advice: &str) {
        self.gaps.push(Gap {
            field: field.to_owned(),
            reason: what.to_owned(),
            unread: None,
        });
        self.problems.push(Problem {
            subject: self.subject.clone(),
            what: what.to_owned(),
            instead: instead.to_owned(),
            advice: advice.to_owned(),
        });
    }

    /// Marks parts that the forge failed to give, each with what it said. For the
    /// report those with the same reason are one problem.
    pub(super) fn unread(&mut self, parts: impl IntoIterator<Item = (Unread, String)>) {
        let mut reasons: Vec<(String, Vec<Unread>)> = Vec::new();
        for (part, why) in parts {
            if self.is_unread(part) {
                continue;
            }
            let reason = format!("its {} could not be read: {why}", words(part));
            self.gaps.push(Gap::unread(part, reason));
            match reasons.iter_mut().find(|(known, _)| *known == why) {
                Some((_, parts)) => parts.push(part),
                None => reasons.push((why, vec![part])),
            }
        }
        for (why, parts) in reasons {
            let parts: Vec<String> = parts.into_iter().map(words).collect();
            self.problems.push(Problem {
                subject: self.subject.clone(),
                what: format!("its {} could not be read: {why}", enumerate(&parts)),
                instead: "the rest was read, and the stored part is kept".to_owned(),
                advice: "The next crawl tries again".to_owned(),
            });
        }
    }

    /// Whether nothing may be concluded from the absence of this part.
    pub(super) fn is_unread(&self, part: Unread) -> bool {
        let is_text = matches!(
            part,
            Unread::Readme | Unread::Publiccode | Unread::LicenceText
        );
        self.gaps
            .iter()
            .any(|gap| gap.unread == Some(part) || (is_text && gap.unread == Some(Unread::Texts)))
    }

    /// A repository that has no default branch, as far as the forge tells.
    pub(super) fn no_default_branch(&mut self) {
        self.note(
            "default_branch",
            "the repository has no default branch",
            "it is listed without commits and files",
            "Push a first commit, or set a default branch in the settings of the repository",
        );
    }

    /// Keeps what there is of the text at `path`; `field` is its field in the
    /// observation. `text` is `None` when the file is no text.
    pub(super) fn keep_text(
        &mut self,
        field: &str,
        path: &str,
        text: Option<String>,
        bytes: u64,
        is_cut: bool,
    ) -> Option<TextFile> {
        let Some(text) = text else {
            self.note(
                field,
                &format!("{path} is not text in any known encoding"),
                "its text is skipped",
                &format!("Save {path} as UTF-8"),
            );
            return None;
        };
        // A byte order mark is no part of the text.
        let text = match text.strip_prefix('\u{FEFF}') {
            Some(rest) => rest.to_owned(),
            None => text,
        };
        let file = TextFile::capped(path, text, bytes, is_cut);
        if file.truncated {
            self.note(
                field,
                &format!("{path} has {} bytes", file.bytes),
                &format!("the first {} bytes are kept", file.text.len()),
                "Move details to other files",
            );
        } else if file.text.contains('\u{FFFD}') {
            self.note(
                field,
                &format!("{path} holds bytes that are not UTF-8"),
                "they are shown as a replacement character",
                &format!("Save {path} as UTF-8"),
            );
        }
        Some(file)
    }

    /// A publiccode.yml that is no YAML is kept as text and reported.
    pub(super) fn check_publiccode(&mut self, observation: &Observation) {
        let Some(file) = &observation.publiccode else {
            return;
        };
        let parsed: Result<Map<String, Value>, _> = yaml::read(&file.text);
        if let Err(error) = parsed {
            let place = error
                .location()
                .map(|at| format!(" (line {}, column {})", at.line(), at.column()))
                .unwrap_or_default();
            self.note(
                "publiccode",
                &format!("{} is not valid YAML{place}", file.path),
                "every judgement treats it as missing",
                &format!("Correct {} and check it with a YAML editor", file.path),
            );
        }
    }
}

/// A part in words.
fn words(part: Unread) -> String {
    part.as_str().replace('_', " ")
}

fn enumerate(words: &[String]) -> String {
    match words {
        [all @ .., last] if !all.is_empty() => format!("{} and {last}", all.join(", ")),
        words => words.join(", "),
    }
}
