//! Tables in Markdown, which know whether what they tell is as it should be.

use std::fmt;

/// One table with its title.
#[derive(Debug)]
pub(super) struct Table {
    title: String,
    columns: Vec<String>,
    rows: Vec<Vec<String>>,
    /// What is said below it.
    notes: Vec<String>,
    misses: bool,
}

/// What a figure should be.
#[derive(Debug, Clone, Copy)]
pub(super) enum Aim {
    AtLeast(f64),
    AtMost(f64),
}

impl Aim {
    fn is_met_by(self, figure: f64) -> bool {
        match self {
            Self::AtLeast(least) => figure >= least,
            Self::AtMost(most) => figure <= most,
        }
    }
}

impl Table {
    pub(super) fn new(title: impl Into<String>, columns: &[&str]) -> Self {
        Self {
            title: title.into(),
            columns: columns.iter().map(|column| (*column).to_owned()).collect(),
            rows: Vec::new(),
            notes: Vec::new(),
            misses: false,
        }
    }

    pub(super) fn row<const CELLS: usize>(&mut self, cells: [String; CELLS]) {
        self.rows.push(cells.into());
    }

    /// Something below the table.
    pub(super) fn note(&mut self, text: impl Into<String>) {
        self.notes.push(text.into());
    }

    /// The words for an aim beside a figure; the table does not hold where it is missed. `unit`
    /// follows the number, and a figure without one is a share.
    pub(super) fn aim(&mut self, figure: f64, aim: Aim, unit: Option<&str>) -> String {
        let (words, bound) = match aim {
            Aim::AtLeast(least) => ("at least", least),
            Aim::AtMost(most) => ("at most", most),
        };
        let bound = match unit {
            None => percent(bound),
            Some(unit) => format!("{bound} {unit}"),
        };
        if aim.is_met_by(figure) {
            format!("{words} {bound}")
        } else {
            self.misses = true;
            format!("{words} {bound}: **missed**")
        }
    }

    /// Something that should not be: the table does not hold.
    pub(super) fn fault(&mut self, text: impl Into<String>) {
        self.misses = true;
        self.note(format!("**{}**", text.into()));
    }

    /// Whether all is as it should be.
    pub(super) fn holds(&self) -> bool {
        !self.misses
    }
}

/// A share as people write it.
pub(super) fn percent(share: f64) -> String {
    format!("{:.0}%", share * 100.0)
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}\n", self.title)?;
        writeln!(f, "| {} |", self.columns.join(" | "))?;
        writeln!(f, "|{}", "---|".repeat(self.columns.len()))?;
        for row in &self.rows {
            writeln!(f, "| {} |", row.join(" | "))?;
        }
        for note in &self.notes {
            writeln!(f, "\n{note}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn missed_aim_is_told_and_remembered() {
        let mut table = Table::new("Reads", &["", "ratio", "aim"]);
        let aim = table.aim(0.96, Aim::AtLeast(0.95), None);
        table.row(["one node".to_owned(), percent(0.96), aim]);
        assert!(table.holds());
        let aim = table.aim(15.5, Aim::AtMost(15.0), Some("s"));
        table.row(["take-over".to_owned(), "15.5 s".to_owned(), aim]);
        assert!(!table.holds());
        assert_eq!(
            table.to_string(),
            "Reads\n\n|  | ratio | aim |\n|---|---|---|\n\
             | one node | 96% | at least 95% |\n\
             | take-over | 15.5 s | at most 15 s: **missed** |\n"
        );
    }

    #[test]
    fn fault_stands_below_the_table() {
        let mut table = Table::new("Kills", &["killed"]);
        table.fault("one statement is lost");
        assert!(!table.holds());
        assert!(
            table
                .to_string()
                .ends_with("\n\n**one statement is lost**\n")
        );
    }
}
