//! What could not be read whole, for the observation and for the report.

use serde_json::{Map, Value};

use crate::observation::{FileKind, Gap, KnownFile, Observation, TextFile};
use crate::run::Problem;

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
                &format!("{path} is not text in UTF-8"),
                "its text is left out",
                &format!("Save {path} as UTF-8"),
            );
            return None;
        };
        let file = TextFile::capped(path, text, bytes, is_cut);
        if file.truncated {
            self.note(
                field,
                &format!("{path} has {} bytes", file.bytes),
                &format!("the first {} bytes are kept", file.text.len()),
                "Move what is not needed at a first reading to other files",
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

    /// A README that is missing, or is there under a name that is not asked for.
    pub(super) fn check_readme(&mut self, observation: &Observation) {
        if observation.readme.is_some() || self.gaps.iter().any(|gap| gap.field == "readme") {
            return;
        }
        let elsewhere = observation
            .files
            .iter()
            .flatten()
            .find(|file| file.kind == FileKind::Readme);
        match elsewhere {
            Some(file) => {
                let what = format!("the README has the uncommon name {}", file.path);
                self.note(
                    "readme",
                    &what,
                    "its text is left out",
                    "Rename it to README.md",
                );
            }
            None => self.note(
                "readme",
                "the repository has no README",
                "it is in the catalogue without one",
                "Add a README.md that says what the software does and for whom",
            ),
        }
    }

    /// A publiccode.yml that is no YAML is kept as text and reported.
    pub(super) fn check_publiccode(&mut self, observation: &Observation) {
        let Some(file) = &observation.publiccode else {
            return;
        };
        let parsed: Result<Map<String, Value>, _> = serde_saphyr::from_str(&file.text);
        if let Err(error) = parsed {
            let place = error
                .location()
                .map(|at| format!(" (line {}, column {})", at.line(), at.column()))
                .unwrap_or_default();
            self.note(
                "publiccode",
                &format!("{} is not valid YAML{place}", file.path),
                "it counts as absent in every judgement",
                &format!("Correct {} and check it with a YAML editor", file.path),
            );
        }
    }
}

/// The entries of one folder.
pub(super) struct FolderEntries {
    /// Its path; empty for the root.
    pub(super) path: &'static str,
    /// Names, and whether each is a folder itself.
    pub(super) entries: Vec<(String, bool)>,
}

/// How many files of one kind are kept, where a kind may have several.
const MOST_OF_A_KIND: usize = 50;

/// The well-known files among the entries of a few folders, one per kind unless
/// the kind may have several; what comes first counts.
pub(super) fn known_files(folders: impl IntoIterator<Item = FolderEntries>) -> Vec<KnownFile> {
    let mut files: Vec<KnownFile> = Vec::new();
    for folder in folders {
        for (name, is_folder) in folder.entries {
            let Some(kind) = FileKind::within(folder.path, &name, is_folder) else {
                continue;
            };
            // Elsewhere than at the root these names mean something else.
            let counts = match folder.path {
                "" => true,
                "src" => kind == FileKind::Tests,
                "docs" => !matches!(kind, FileKind::Readme | FileKind::Tests | FileKind::Licence),
                _ => kind != FileKind::Publiccode,
            };
            let most = if kind.may_be_several() {
                MOST_OF_A_KIND
            } else {
                1
            };
            let held = files.iter().filter(|file| file.kind == kind).count();
            if counts && held < most {
                let path = if folder.path.is_empty() {
                    name
                } else {
                    format!("{}/{name}", folder.path)
                };
                files.push(KnownFile { kind, path });
            }
        }
    }
    files.sort_by_key(|file| file.kind);
    files
}
