//! The days that figures are kept of: their addresses, which of them a page is of, and the
//! page of a day without figures.

use askama::Template;
use chrono::NaiveDate;
use url::form_urlencoded;

use crate::freshness::Freshness;
use crate::language::Language;
use crate::pages::frame::Frame;
use crate::place::Place;
use crate::schema;
use crate::site::Site;
use crate::texts::{Texts, text};

/// The parameter that names a day: the same in every language, as it was cited.
pub(crate) const PARAMETER: &str = "dag";

/// Of which days there are figures.
#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query")]
pub(crate) struct DaysAnswer {
    open_by_default_days: Vec<NaiveDate>,
    catalogue: Freshness,
}

/// The same, the newest first.
pub(crate) struct Days {
    pub(super) kept: Vec<NaiveDate>,
    catalogue: Freshness,
}

impl From<DaysAnswer> for Days {
    fn from(answer: DaysAnswer) -> Self {
        Self {
            kept: answer.open_by_default_days,
            catalogue: answer.catalogue,
        }
    }
}

impl Days {
    pub(super) fn is_kept(&self, day: NaiveDate) -> bool {
        self.kept.contains(&day)
    }

    /// The last day with figures that is no later than the one asked for; `None` for now.
    pub(super) fn kept_on(&self, asked: Option<NaiveDate>) -> Option<NaiveDate> {
        let asked = asked?;
        self.kept.iter().copied().find(|day| *day <= asked)
    }

    /// The day that the figures are told to be of. Those of now are kept at the end of each
    /// crawl, and can be found again under the day on which they were judged.
    pub(crate) fn shown(&self, day: Option<NaiveDate>) -> NaiveDate {
        let judged = self.catalogue.judged();
        match day {
            Some(day) => day,
            None if self.kept.first() == Some(&judged) => judged,
            None => self.catalogue.facts(),
        }
    }
}

/// A day as addresses have it, and no other text.
pub(crate) fn written(text: &str) -> Option<NaiveDate> {
    let day: NaiveDate = text.parse().ok()?;
    (day.to_string() == text).then_some(day)
}

/// The page of a day, or of now.
pub(super) fn place(day: Option<NaiveDate>) -> Place {
    day.map_or(Place::OpenByDefault, |day| {
        Place::OpenByDefaultOn(day.to_string())
    })
}

/// Title and description of that page.
pub(super) fn title(day: Option<NaiveDate>, texts: Texts) -> (String, String) {
    match day {
        None => (
            texts.get("open-by-default-title"),
            texts.get("open-by-default-what"),
        ),
        Some(day) => {
            let of = || [("day", text(texts.date(day)))];
            (
                texts.with("open-by-default-title-of", of()),
                texts.with("open-by-default-what-of", of()),
            )
        }
    }
}

/// The day that a query names as a parameter.
pub(super) fn parameter(query: &str) -> Option<String> {
    let mut pairs = form_urlencoded::parse(query.as_bytes());
    let (_, day) = pairs.find(|(name, _)| name == PARAMETER)?;
    Some(day.trim().to_owned())
}

/// The address of a day that a query names as a parameter, with all else that it has.
pub(super) fn of_parameter(query: &str, language: Language) -> Option<String> {
    let day = parameter(query)?;
    let place = match day.as_str() {
        "" => Place::OpenByDefault,
        _ => Place::OpenByDefaultOn(day),
    };
    let mut rest = form_urlencoded::Serializer::new(String::new());
    let pairs = form_urlencoded::parse(query.as_bytes());
    rest.extend_pairs(pairs.filter(|(name, _)| name != PARAMETER));
    let path = place.path(language);
    Some(match rest.finish() {
        rest if rest.is_empty() => path,
        rest => format!("{path}?{rest}"),
    })
}

/// The day that the page is of, and the others that there are.
pub(super) struct DaysView {
    /// That the figures are of a day.
    pub(super) as_of: String,
    /// That the facts are old, or that the visitor looks at the past.
    pub(super) old: Option<String>,
    pub(super) is_past: bool,
    pub(super) now: String,
    pub(super) parameter: &'static str,
    /// The days to choose from: the first, the last and the one shown; `None` without any.
    pub(super) kept: Option<(NaiveDate, NaiveDate, NaiveDate)>,
}

impl DaysView {
    pub(super) fn new(days: &Days, day: Option<NaiveDate>, texts: Texts) -> Self {
        let shown = days.shown(day);
        let (first, last) = (days.kept.last().copied(), days.kept.first().copied());
        Self {
            as_of: texts.with("fresh-as-of", [("day", text(texts.date(shown)))]),
            old: match day {
                Some(_) => Some(texts.get("day-is-past")),
                None => days.catalogue.old(shown, texts),
            },
            is_past: day.is_some(),
            now: Place::OpenByDefault.path(texts.language()),
            parameter: PARAMETER,
            kept: first
                .zip(last)
                .map(|(first, last)| (first, last, shown.clamp(first, last))),
        }
    }
}

/// The page of a day that no figures are kept of.
#[derive(Template)]
#[template(path = "day_without_figures.html")]
pub(super) struct DayWithoutFigures {
    frame: Frame,
    what: String,
    /// The nearest days that are kept, before and after it: each with its page.
    nearest: Vec<(String, String)>,
    day: DaysView,
}

impl DayWithoutFigures {
    pub(super) fn new(site: &Site, day: NaiveDate, days: &Days) -> Self {
        let texts = site.texts;
        let before = days.kept.iter().copied().find(|kept| *kept < day);
        let after = days.kept.iter().copied().rev().find(|kept| *kept > day);
        let link = |day: NaiveDate| (place(Some(day)).path(texts.language()), texts.date(day));
        let of = [("day", text(texts.date(day)))];
        let what = texts.with("day-not-kept", of);
        let place = place(Some(day));
        let title = texts.get("open-by-default-title");
        Self {
            // There is such a page for every day of history.
            frame: Frame::new(site, &place, None, title, None)
                .described(what.clone())
                .unindexed(),
            what,
            nearest: [before, after].into_iter().flatten().map(link).collect(),
            day: DaysView::new(days, None, texts),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_day_as_addresses_have_it_is_a_day() {
        assert!(written("2026-11-28").is_some());
        for text in [
            "",
            "2026-11-31",
            "2026-1-5",
            "+2026-01-05",
            "gisteren",
            "28-11-2026",
        ] {
            assert_eq!(written(text), None, "{text}");
        }
    }

    #[test]
    fn former_parameter_becomes_the_address() {
        let address = |query| of_parameter(query, Language::English);
        assert_eq!(address("sort=name"), None);
        assert_eq!(
            address("dag=2026-08-22&sort=name").as_deref(),
            Some("/en/open-by-default/2026-08-22?sort=name")
        );
        assert_eq!(address("dag=").as_deref(), Some("/en/open-by-default"));
        assert_eq!(
            address("dag=a/../b").as_deref(),
            Some("/en/open-by-default/a%2F..%2Fb")
        );
    }
}
