//! What the check finds, as data. The words are the reader's.

use crate::assess::Fact;
use async_graphql::Enum;
use strum::IntoStaticStr;

use super::formats::shown;
use super::version::Version;

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Enum, IntoStaticStr)]
#[graphql(name = "FindingSeverity")]
#[strum(serialize_all = "snake_case")]
pub enum Severity {
    /// The reference parser of the standard refuses the file for it.
    Error,
    /// The file can be better, will have to change, or keeps to the reference
    /// parser and not to the standard's own text.
    Warning,
}
bronwijzer_crawler::named!(Severity);

/// Who refuses a file for what is found: the text of the standard, its
/// reference parser (<https://github.com/italia/publiccode-parser-go>), or both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refuser {
    /// Both of them.
    Both,
    /// The text of the standard allows it.
    Parser,
    /// The parser accepts it.
    Standard,
    /// It is advice.
    Nobody,
}

impl Refuser {
    /// From what each of the two accepts; `None` where both do.
    pub(super) fn unless(parser_accepts: bool, standard_accepts: bool) -> Option<Self> {
        match (parser_accepts, standard_accepts) {
            (true, true) => None,
            (true, false) => Some(Self::Standard),
            (false, true) => Some(Self::Parser),
            (false, false) => Some(Self::Both),
        }
    }

    /// The parser decides whether a file is valid: it is what owners run.
    pub(super) fn severity(self) -> Severity {
        match self {
            Self::Both | Self::Parser => Severity::Error,
            Self::Standard | Self::Nobody => Severity::Warning,
        }
    }
}

/// The fact of a warning about what the standard's text refuses and the
/// reference parser accepts.
pub const REFUSER: &str = "refuser";

/// A place where a file breaks a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The rule's identifier.
    pub rule: &'static str,
    /// Whether it makes the file invalid.
    pub severity: Severity,
    /// The key, as in `description.nl.shortDescription` or
    /// `maintenance.contacts[0].name`; empty for the file as a whole.
    pub key: String,
    /// The line, from 1.
    pub line: u32,
    /// The character in the line, from 1.
    pub column: u32,
    /// What the rule saw, by name.
    pub facts: Vec<(&'static str, Fact)>,
}

/// A web address in a file, to be looked up by who wants to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The key that has it.
    pub key: String,
    /// The line, from 1.
    pub line: u32,
    /// The character in the line, from 1.
    pub column: u32,
    /// The address; its scheme is http or https.
    pub url: url::Url,
}

/// A file that a publiccode.yml names by its path in the repository, to be
/// looked for by who has the files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedFile {
    /// The key that names it.
    pub key: String,
    /// The line, from 1.
    pub line: u32,
    /// The character in the line, from 1.
    pub column: u32,
    /// Its path from the repository's root; never outside it.
    pub path: String,
    /// Whether it has to be an image of the type that its name says.
    pub is_logo: bool,
}

/// What is known of a [`NamedFile`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileState {
    /// It is there.
    There,
    /// It is not there.
    Missing,
    /// It is a logo that is called `.png` and holds something else.
    NotPng,
    /// Nobody can tell.
    Unknown,
}

/// What a check found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Check {
    /// `publiccodeYmlVersion` as the file writes it.
    pub version: Option<String>,
    /// The version whose rules were used.
    pub checked_as: Version,
    /// What is wrong or could be better, in the order of the file; at most
    /// [`MAX_FINDINGS`], and one more that counts the rest.
    pub findings: Vec<Finding>,
    /// Web addresses in the file.
    pub links: Vec<Link>,
    /// Files that it names by their paths.
    pub files: Vec<NamedFile>,
}

/// How many findings are kept.
pub const MAX_FINDINGS: usize = 500;

impl Check {
    /// How many findings make the file invalid.
    #[must_use]
    pub fn errors(&self) -> usize {
        self.count(Severity::Error)
    }

    /// How many findings are advice.
    #[must_use]
    pub fn warnings(&self) -> usize {
        self.count(Severity::Warning)
    }

    /// Whether the reference parser accepts the file.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        self.first_error().is_none()
    }

    /// The first error in the file.
    #[must_use]
    pub fn first_error(&self) -> Option<&Finding> {
        let mut findings = self.findings.iter();
        findings.find(|finding| finding.severity == Severity::Error)
    }

    /// Adds a finding for each named file that is not there, or is no image, by
    /// `state`.
    pub fn look_for_files(&mut self, state: impl Fn(&NamedFile) -> FileState) {
        for file in &self.files {
            let rule = match state(file) {
                FileState::There | FileState::Unknown => continue,
                FileState::Missing => "file_not_found",
                FileState::NotPng => "file_not_png",
            };
            self.findings.push(Finding {
                rule,
                severity: Severity::Error,
                key: file.key.clone(),
                line: file.line,
                column: file.column,
                facts: vec![("value", shown(&file.path))],
            });
        }
        self.findings
            .sort_by_key(|finding| (finding.line, finding.column, finding.severity));
    }

    fn count(&self, severity: Severity) -> usize {
        let findings = self.findings.iter();
        findings
            .filter(|finding| finding.severity == severity)
            .count()
    }

    /// Adds a finding, and a warning where the standard's text would allow what
    /// the reference parser refuses.
    pub(super) fn add(&mut self, mut finding: Finding, refused: Refuser) {
        finding.severity = refused.severity();
        if refused == Refuser::Standard {
            let standard = Fact::Text("standard".to_owned());
            finding.facts.push((REFUSER, standard));
        }
        let stricter = (refused == Refuser::Parser).then(|| Finding {
            rule: "parser_stricter",
            severity: Severity::Warning,
            facts: Vec::new(),
            ..finding.clone()
        });
        self.findings.push(finding);
        self.findings.extend(stricter);
    }

    /// Puts findings in the order of the file, keeps every place inside it, and
    /// drops what is too much. Errors are kept before warnings.
    pub(super) fn tidy(&mut self, text: &str) {
        let lengths: Vec<usize> = text.lines().map(|line| line.chars().count()).collect();
        let inside = |line: &mut u32, column: &mut u32| {
            let last = u32::try_from(lengths.len().max(1)).unwrap_or(u32::MAX);
            *line = (*line).clamp(1, last);
            let length = lengths.get(*line as usize - 1).copied().unwrap_or(0);
            let end = u32::try_from(length + 1).unwrap_or(u32::MAX);
            *column = (*column).clamp(1, end);
        };
        let mut dropped = 0;
        if self.findings.len() > MAX_FINDINGS {
            self.findings.sort_by_key(|finding| finding.severity);
            dropped = self.findings.len() - MAX_FINDINGS;
            self.findings.truncate(MAX_FINDINGS);
        }
        for finding in &mut self.findings {
            inside(&mut finding.line, &mut finding.column);
        }
        for link in &mut self.links {
            inside(&mut link.line, &mut link.column);
        }
        for file in &mut self.files {
            inside(&mut file.line, &mut file.column);
        }
        self.findings
            .sort_by_key(|finding| (finding.line, finding.column, finding.severity));
        if dropped > 0 {
            self.findings.push(Finding {
                rule: "more_findings",
                severity: Severity::Warning,
                key: String::new(),
                line: 1,
                column: 1,
                facts: vec![(
                    "more",
                    Fact::Number(i64::try_from(dropped).unwrap_or(i64::MAX)),
                )],
            });
        }
    }
}
