//! Localisation: every text on the pages, from the Fluent files in `locales/`, with its plurals, dates and
//! numbers as the language writes them.

use std::borrow::Cow;
use std::collections::HashMap;

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc};
use fluent_templates::fluent_bundle::FluentValue;
use fluent_templates::{Loader, static_loader};

use crate::direction;
use crate::language::Language;

static_loader! {
    static LOCALES = {
        locales: "./locales",
        fallback_language: "nl",
        customise: |bundle| {
            // The marks are for mixed writing directions; here they would only
            // end up in what people copy.
            bundle.set_use_isolating(false);
            let dutch = bundle.locales.first() == Some(&Language::Dutch.identifier());
            bundle.set_formatter(Some(if dutch { in_dutch } else { in_english }));
        },
    };
}

fn in_dutch<M>(value: &FluentValue<'_>, _: &M) -> Option<String> {
    format_number(value, Language::Dutch)
}

fn in_english<M>(value: &FluentValue<'_>, _: &M) -> Option<String> {
    format_number(value, Language::English)
}

fn format_number(value: &FluentValue<'_>, language: Language) -> Option<String> {
    match value {
        FluentValue::Number(number) => {
            Some(group(&number.as_string(), language.thousands_separator()))
        }
        _ => None,
    }
}

/// Puts `separator` between the thousands of a whole number.
fn group(digits: &str, separator: char) -> String {
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(separator);
        }
        grouped.push(digit);
    }
    grouped
}

/// Units of sizes in bytes, and the texts that name them.
const SIZES: &[(f64, &str)] = &[(1e9, "size-giga"), (1e6, "size-mega"), (1e3, "size-kilo")];

/// The texts in one language.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Texts(Language);

impl Texts {
    pub(crate) fn new(language: Language) -> Self {
        Self(language)
    }

    pub(crate) fn language(self) -> Language {
        self.0
    }

    /// The text under `key`.
    pub(crate) fn get(self, key: &str) -> String {
        LOCALES.lookup(&self.0.identifier(), key)
    }

    /// The text under `key`, if there is one.
    pub(crate) fn find(self, key: &str) -> Option<String> {
        LOCALES.try_lookup(&self.0.identifier(), key)
    }

    /// The text under `key` with its gaps filled in.
    pub(crate) fn with<const N: usize>(
        self,
        key: &str,
        values: [(&'static str, FluentValue<'static>); N],
    ) -> String {
        self.find_with(key, values).unwrap_or_else(|| self.get(key))
    }

    /// Like [`Texts::with`], if there is such a text.
    pub(crate) fn find_with<'a>(
        self,
        key: &str,
        values: impl IntoIterator<Item = (&'a str, FluentValue<'static>)>,
    ) -> Option<String> {
        let values: HashMap<Cow<'static, str>, FluentValue<'static>> = values
            .into_iter()
            .map(|(name, value)| (Cow::Owned(name.to_owned()), value))
            .collect();
        LOCALES.try_lookup_with_args(&self.0.identifier(), key, &values)
    }

    /// The text under `key` for this many things.
    pub(crate) fn count(self, key: &str, count: u64) -> String {
        self.with(key, [("count", number(count))])
    }

    /// A number with its thousands marked.
    pub(crate) fn number(self, number: u64) -> String {
        group(&number.to_string(), self.0.thousands_separator())
    }

    /// A day in words, as in `23 november 2026`.
    pub(crate) fn date(self, date: NaiveDate) -> String {
        self.with(
            "date",
            [
                ("day", text(date.day().to_string())),
                ("month", number(u64::from(date.month()))),
                ("year", text(date.year().to_string())),
            ],
        )
    }

    /// The day of a moment, in UTC as everything in the catalogue.
    pub(crate) fn day(self, at: DateTime<Utc>) -> String {
        self.date(at.date_naive())
    }

    /// A moment to the minute, in UTC.
    pub(crate) fn moment(self, at: DateTime<Utc>) -> String {
        self.with(
            "moment",
            [
                ("day", text(self.day(at))),
                ("hour", text(at.format("%H").to_string())),
                ("minute", text(at.format("%M").to_string())),
            ],
        )
    }

    /// How long something took, as exact as one wants to know.
    pub(crate) fn duration(self, duration: TimeDelta) -> String {
        let count = |key, count: i64| self.count(key, u64::try_from(count).unwrap_or(0));
        let (hours, minutes) = (duration.num_hours(), duration.num_minutes() % 60);
        match (hours, minutes) {
            (..=0, ..=0) => count("duration-seconds", duration.num_seconds()),
            (..=0, _) => count("duration-minutes", minutes),
            (_, 0) => count("duration-hours", hours),
            _ => self.with(
                "duration-both",
                [
                    ("hours", text(count("duration-hours", hours))),
                    ("minutes", text(count("duration-minutes", minutes))),
                ],
            ),
        }
    }

    /// A number with its tenths, unless it has none.
    pub(crate) fn decimal(self, number: f64) -> String {
        let tenths = (number * 10.0).round() as u64;
        let whole = self.number(tenths / 10);
        match tenths % 10 {
            0 => whole,
            tenth => format!("{whole}{}{tenth}", self.0.decimal_separator()),
        }
    }

    /// A size in bytes, in the largest unit that it fills.
    pub(crate) fn size(self, bytes: f64) -> String {
        let (unit, key) = SIZES
            .iter()
            .find(|(unit, _)| bytes >= *unit)
            .unwrap_or(&(1.0, "size-bytes"));
        self.with(key, [("size", text(self.decimal(bytes / unit)))])
    }
}

/// The rest of a sentence with a capital; the name of a file keeps its spelling.
pub(crate) fn capitalised(words: &str) -> String {
    let first = words.split(char::is_whitespace).next().unwrap_or_default();
    let is_file = first.trim_end_matches(['.', ',', ':', ';']).contains('.');
    let mut letters = words.chars();
    match letters.next().filter(|_| !is_file) {
        Some(letter) => letter.to_uppercase().chain(letters).collect(),
        None => words.to_owned(),
    }
}

/// A number for a gap in a text; chooses the plural.
pub(crate) fn number(number: u64) -> FluentValue<'static> {
    FluentValue::from(number)
}

/// Words for a gap in a text.
pub(crate) fn text(text: impl Into<String>) -> FluentValue<'static> {
    FluentValue::from(direction::kept_of(text.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_and_numbers_are_written_as_the_language_does() {
        let day = "2026-03-09".parse().unwrap();
        let (dutch, english) = (Texts::new(Language::Dutch), Texts::new(Language::English));
        assert_eq!(dutch.date(day), "9 maart 2026");
        assert_eq!(english.date(day), "9 March 2026");
        assert_eq!(dutch.number(1_234_567), "1.234.567");
        assert_eq!(english.number(999), "999");
        assert_eq!(
            dutch.count("results-count", 1_234),
            "1.234 projecten gevonden"
        );
        assert_eq!(english.count("results-count", 1), "1 project found");
        assert_eq!(dutch.count("results-count", 0), "Geen projecten gevonden");
    }

    #[test]
    fn sentences_begin_with_a_capital_and_file_names_do_not() {
        let cases = [
            ("één persoon doet het", "Één persoon doet het"),
            (
                "publiccode.yml noemt niemand",
                "publiccode.yml noemt niemand",
            ),
            ("er staat niets.", "Er staat niets."),
            ("niets.", "Niets."),
            ("", ""),
        ];
        for (words, expected) in cases {
            assert_eq!(capitalised(words), expected);
        }
    }

    #[test]
    fn moments_durations_and_sizes_are_written_as_the_language_does() {
        let (dutch, english) = (Texts::new(Language::Dutch), Texts::new(Language::English));
        let at = "2026-03-09T02:05:59Z".parse().unwrap();
        assert_eq!(dutch.moment(at), "9 maart 2026 om 02.05 uur");
        assert_eq!(english.moment(at), "9 March 2026 at 02:05");
        let durations = [
            (0, "0 seconden"),
            (1, "1 seconde"),
            (60, "1 minuut"),
            (7199, "1 uur en 59 minuten"),
            (7200, "2 uur"),
        ];
        for (seconds, expected) in durations {
            assert_eq!(dutch.duration(TimeDelta::seconds(seconds)), expected);
        }
        let sizes = [
            (0.0, "0 bytes", "0 bytes"),
            (1_000.0, "1 kB", "1 kB"),
            (1_234_567.0, "1,2 MB", "1.2 MB"),
            (5e12, "5.000 GB", "5,000 GB"),
        ];
        for (bytes, in_dutch, in_english) in sizes {
            assert_eq!(dutch.size(bytes), in_dutch);
            assert_eq!(english.size(bytes), in_english);
        }
    }
}
