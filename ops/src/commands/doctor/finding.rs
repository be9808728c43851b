//! What the doctor says: one finding for each thing that it looked at.

use std::fmt;

use serde::Serialize;

/// How something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Status {
    /// It was not looked at.
    Skipped,
    /// As it should be.
    Ok,
    /// It works, and somebody should look.
    Warning,
    /// It does not work.
    Error,
}

impl Status {
    fn word(self) -> &'static str {
        match self {
            Self::Skipped => "skipped",
            Self::Ok => "ok",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Finding {
    pub(super) status: Status,
    /// What was looked at: the same word in every version.
    pub(super) check: &'static str,
    /// Which of several, as the host of a forge; empty where there is one.
    pub(super) subject: String,
    /// How it is.
    pub(super) what: String,
    /// What to do; empty where that is nothing.
    pub(super) advice: String,
}

/// All of them, in the order in which things were looked at.
#[derive(Debug, Default)]
pub(super) struct Findings(Vec<Finding>);

impl Findings {
    pub(super) fn all(&self) -> &[Finding] {
        &self.0
    }

    /// The status of the worst finding.
    pub(super) fn worst(&self) -> Status {
        let statuses = self.0.iter().map(|finding| finding.status);
        statuses.max().unwrap_or(Status::Ok)
    }

    pub(super) fn ok(&mut self, check: &'static str, subject: &str, what: impl Into<String>) {
        self.add(Status::Ok, check, subject, what.into(), "");
    }

    pub(super) fn skipped(&mut self, check: &'static str, subject: &str, what: impl Into<String>) {
        self.add(Status::Skipped, check, subject, what.into(), "");
    }

    pub(super) fn warning(
        &mut self,
        check: &'static str,
        subject: &str,
        what: impl Into<String>,
        advice: &str,
    ) {
        self.add(Status::Warning, check, subject, what.into(), advice);
    }

    pub(super) fn error(
        &mut self,
        check: &'static str,
        subject: &str,
        what: impl Into<String>,
        advice: &str,
    ) {
        self.add(Status::Error, check, subject, what.into(), advice);
    }

    fn add(
        &mut self,
        status: Status,
        check: &'static str,
        subject: &str,
        what: String,
        advice: &str,
    ) {
        self.0.push(Finding {
            status,
            check,
            subject: subject.to_owned(),
            what,
            advice: advice.to_owned(),
        });
    }
}

impl fmt::Display for Findings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for finding in &self.0 {
            let subject = match finding.subject.as_str() {
                "" => String::new(),
                subject => format!(" {subject}:"),
            };
            let status = finding.status.word();
            writeln!(
                f,
                "{status:<8} {:<15}{subject} {}",
                finding.check, finding.what
            )?;
            if !finding.advice.is_empty() {
                writeln!(f, "{:24} → {}", "", finding.advice)?;
            }
        }
        let count = |status| self.0.iter().filter(|found| found.status == status).count();
        let (errors, warnings) = (count(Status::Error), count(Status::Warning));
        writeln!(f, "\nerrors: {errors}, warnings: {warnings}")
    }
}
