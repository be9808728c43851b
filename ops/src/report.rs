//! The report of a crawl, for the person who ran it.

use std::fmt;

use bronwijzer_crawler::run::{AccountOutcome, CrawlRun, Outcome, Spending};

/// A crawl's report as text of several lines.
pub(crate) struct Report<'a>(pub(crate) &'a CrawlRun);

impl Report<'_> {
    /// Whether no account failed or waits, wholly or in part.
    pub(crate) fn is_complete(&self) -> bool {
        [Outcome::Failed, Outcome::Partial, Outcome::Interrupted]
            .into_iter()
            .all(|outcome| self.of(outcome).next().is_none())
    }

    fn of(&self, outcome: Outcome) -> impl Iterator<Item = &AccountOutcome> {
        let accounts = self.0.accounts.iter();
        accounts.filter(move |account| account.outcome == outcome)
    }

    /// Each reason once, with the accounts that it holds for.
    fn reasons(&self, outcome: Outcome) -> Vec<(&str, Vec<String>)> {
        let mut reasons: Vec<(&str, Vec<String>)> = Vec::new();
        for account in self.of(outcome) {
            let reason = account.reason.as_deref().unwrap_or("no reason given");
            let address = account.account.to_string();
            match reasons.iter_mut().find(|(known, _)| *known == reason) {
                Some((_, accounts)) => accounts.push(address),
                None => reasons.push((reason, vec![address])),
            }
        }
        reasons
    }
}

impl fmt::Display for Report<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let run = self.0;
        let count = |outcome| self.of(outcome).count();
        writeln!(f, "Crawl {}", run.id)?;
        writeln!(
            f,
            "  accounts      {}: {} complete, {} partial, {} failed, {} skipped, {} interrupted",
            run.accounts.len(),
            count(Outcome::Complete),
            count(Outcome::Partial),
            count(Outcome::Failed),
            count(Outcome::Skipped),
            count(Outcome::Interrupted),
        )?;
        if let Some(reason) = run.halted {
            writeln!(
                f,
                "  ended early   {}; the next crawl continues from here",
                reason.as_str()
            )?;
        }
        let total = run.total();
        writeln!(
            f,
            "  repositories  {} new, {} changed, {} unchanged, {} gone, {} failed",
            total.new, total.changed, total.unchanged, total.gone, total.failed
        )?;
        for spending in &run.spending {
            writeln!(f, "  {}", Spent(spending))?;
        }
        let seconds = (run.ended_at - run.started_at).num_milliseconds() as f64 / 1000.0;
        writeln!(f, "  time          {seconds:.1} s")?;
        for (word, outcome) in [
            ("failed", Outcome::Failed),
            ("partial", Outcome::Partial),
            ("skipped", Outcome::Skipped),
            ("waits", Outcome::Interrupted),
        ] {
            for (reason, accounts) in self.reasons(outcome) {
                writeln!(f, "{word:<9}{reason}: {}", accounts.join(", "))?;
            }
        }
        for problem in &run.problems {
            writeln!(f, "{:<9}{problem}", "problem")?;
        }
        Ok(())
    }
}

/// What was spent on one host, in words.
struct Spent<'a>(&'a Spending);

impl fmt::Display for Spent<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let spending = self.0;
        write!(
            f,
            "{:<12}  {} requests, {} points, {:.1} MB received",
            spending.host.as_str(),
            spending.requests,
            spending.points,
            spending.bytes as f64 / 1e6
        )?;
        match spending.remaining {
            Some(remaining) => write!(f, ", {remaining} points left"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use bronwijzer_crawler::run::{Cost, Problem, Tally};

    use super::*;

    #[test]
    fn report_names_failures_and_costs() {
        let account = |url: &str, outcome, reason: Option<&str>| AccountOutcome {
            forge_id: None,
            account: url.parse().unwrap(),
            organisation: "gemeente-delft".parse().unwrap(),
            outcome,
            reason: reason.map(str::to_owned),
            tally: Tally {
                new: 2,
                unchanged: 1,
                ..Tally::default()
            },
            cost: Cost::default(),
            ended_at: None,
            validator: None,
        };
        let run = CrawlRun {
            id: "20261123T021500.000Z".to_owned(),
            started_at: "2026-11-23T02:15:00Z".parse().unwrap(),
            ended_at: "2026-11-23T02:15:41.5Z".parse().unwrap(),
            full: false,
            halted: None,
            accounts: vec![
                account("https://github.com/a", Outcome::Complete, None),
                account(
                    "https://github.com/b",
                    Outcome::Failed,
                    Some("it does not exist"),
                ),
                account("https://gitlab.com/c", Outcome::Skipped, Some("not yet")),
                account("https://gitlab.com/d", Outcome::Skipped, Some("not yet")),
            ],
            spending: vec![Spending {
                host: bronwijzer_crawler::address::ForgeHost::new("github.com"),
                requests: 33,
                points: 40,
                bytes: 12_340_000,
                remaining: Some(4960),
                waited_seconds: 0,
            }],
            problems: vec![Problem {
                subject: "https://github.com/a/x".to_owned(),
                what: "the README is not UTF-8".to_owned(),
                instead: "it was left out".to_owned(),
                advice: "Save it as UTF-8".to_owned(),
            }],
        };
        let report = Report(&run);
        assert!(!report.is_complete());
        insta::assert_snapshot!(report.to_string(), @r"
        Crawl 20261123T021500.000Z
          accounts      4: 1 complete, 0 partial, 1 failed, 2 skipped, 0 interrupted
          repositories  8 new, 0 changed, 4 unchanged, 0 gone, 0 failed
          github.com    33 requests, 40 points, 12.3 MB received, 4960 points left
          time          41.5 s
        failed   it does not exist: https://github.com/b
        skipped  not yet: https://gitlab.com/c, https://gitlab.com/d
        problem  https://github.com/a/x: the README is not UTF-8; it was left out. Save it as UTF-8
        ");
    }
}
