//! What the schema answers about open by default.

use chrono::NaiveDate;

use crate::enums::{LeftOutReason, OpenByDefaultFigureName, OrganisationType, Publishing};
use crate::publishing::Known;
use crate::schema;
use crate::search::answer::PageInfo;
use crate::texts::{Texts, number, text};

/// The figures of one scope.
#[derive(Debug, cynic::QueryFragment)]
#[cynic(graphql_type = "OpenByDefault")]
pub(crate) struct Figures {
    pub(crate) repositories: u64,
    pub(crate) counted: u64,
    pub(crate) left_out: Vec<LeftOut>,
    pub(crate) leaves_out: Vec<LeftOutReason>,
    pub(crate) figures: Vec<Figure>,
    /// A year of weeks.
    #[arguments(step: WEEK)]
    pub(crate) history: Vec<Snapshot>,
}

/// The same while figures are kept for too short a time for weeks.
#[derive(Debug, cynic::QueryFragment)]
#[cynic(graphql_type = "OpenByDefault")]
pub(crate) struct Daily {
    pub(crate) history: Vec<Snapshot>,
}

/// How many repositories are left out for one reason.
#[derive(Debug, cynic::QueryFragment)]
pub(crate) struct LeftOut {
    pub(crate) reason: LeftOutReason,
    pub(crate) count: u64,
    pub(crate) value: String,
}

/// One figure, with the way to the entries behind it.
#[derive(Debug, cynic::QueryFragment)]
#[cynic(graphql_type = "OpenByDefaultFigure")]
pub(crate) struct Figure {
    #[cynic(spread)]
    pub(crate) counts: Counts,
    pub(crate) passed_value: String,
    pub(crate) failed_value: String,
    pub(crate) unknown_value: String,
    pub(crate) month: Option<Change>,
    pub(crate) year: Option<Change>,
    pub(crate) peers: Option<Peers>,
}

/// A figure on an earlier day.
#[derive(Debug, cynic::QueryFragment)]
#[cynic(graphql_type = "OpenByDefaultChange")]
pub(crate) struct Change {
    pub(crate) day: NaiveDate,
    pub(crate) then: CountsThen,
    pub(crate) rules_changed: bool,
    pub(crate) left_out_changed: bool,
}

/// How other organisations of the same type do.
#[derive(Debug, cynic::QueryFragment)]
pub(crate) struct Peers {
    pub(crate) others: u64,
    pub(crate) together: CountsThen,
    pub(crate) bodies: u64,
    pub(crate) lower_quartile: Option<f64>,
    pub(crate) median: Option<f64>,
    pub(crate) upper_quartile: Option<f64>,
}

/// The figures on one day.
#[derive(Debug, cynic::QueryFragment)]
#[cynic(graphql_type = "OpenByDefaultSnapshot")]
pub(crate) struct Snapshot {
    pub(crate) day: NaiveDate,
    pub(crate) rules_version: u64,
    pub(crate) leaves_out: Vec<LeftOutReason>,
    pub(crate) counted: u64,
    pub(crate) figures: Vec<CountsThen>,
}

/// The figures of an organisation or a type, as a row of a table.
#[derive(Debug, cynic::QueryFragment)]
#[cynic(graphql_type = "OpenByDefault")]
pub(crate) struct Row {
    #[cynic(rename = "type")]
    pub(crate) kind: Option<OrganisationType>,
    pub(crate) repositories: u64,
    pub(crate) counted: u64,
    pub(crate) figures: Vec<RowFigure>,
}

/// A figure of another organisation or type, with the way to those that pass. There are
/// hundreds on a page, so it asks for no more than a table shows.
#[derive(Debug, Clone, cynic::QueryFragment)]
#[cynic(graphql_type = "OpenByDefaultFigure")]
pub(crate) struct RowFigure {
    pub(crate) figure: OpenByDefaultFigureName,
    pub(crate) passed: u64,
    pub(crate) failed: u64,
    pub(crate) unknown: u64,
    /// `None` where not enough is known.
    pub(crate) share: Option<f64>,
    pub(crate) enough: bool,
    pub(crate) passed_value: String,
}

/// A page of the list of organisations, and the day of their figures.
#[derive(cynic::QueryVariables)]
pub(crate) struct AfterOfDay {
    pub(crate) after: Option<String>,
    pub(crate) day: Option<NaiveDate>,
    /// Of which day the list itself is.
    pub(crate) list_of: Option<NaiveDate>,
    /// Only those in one of these states.
    pub(crate) publishing: Option<Vec<Publishing>>,
    pub(crate) include_ended: bool,
}

/// A query that answers a page of organisations, each with its figures.
pub(crate) trait ListOfBodies {
    type Body;

    /// The page: those that have figures, and where it ends.
    fn page(self) -> (Vec<(Self::Body, Row)>, PageInfo);
}

/// What a table tells of each.
#[derive(Debug, cynic::QueryFragment)]
#[cynic(graphql_type = "Query", variables = "AfterOfDay")]
pub(crate) struct BodiesAnswer {
    #[arguments(publishing: $publishing, includeEnded: $include_ended, day: $list_of, first: 100, after: $after)]
    organisations: Bodies,
}

#[derive(Debug, cynic::QueryFragment)]
#[cynic(graphql_type = "OrganisationConnection", variables = "AfterOfDay")]
struct Bodies {
    nodes: Vec<Body>,
    page_info: PageInfo,
}

impl ListOfBodies for BodiesAnswer {
    type Body = Body;

    fn page(self) -> (Vec<(Self::Body, Row)>, PageInfo) {
        let page = self.organisations;
        let bodies = page.nodes.into_iter();
        let bodies =
            bodies.filter_map(|mut body| body.open_by_default.take().map(|row| (body, row)));
        (bodies.collect(), page.page_info)
    }
}

/// The same with how far their accounts were read.
#[derive(Debug, cynic::QueryFragment)]
#[cynic(graphql_type = "Query", variables = "AfterOfDay")]
pub(crate) struct KnownBodiesAnswer {
    #[arguments(publishing: $publishing, includeEnded: $include_ended, day: $list_of, first: 100, after: $after)]
    organisations: KnownBodies,
}

#[derive(Debug, cynic::QueryFragment)]
#[cynic(graphql_type = "OrganisationConnection", variables = "AfterOfDay")]
struct KnownBodies {
    nodes: Vec<KnownBody>,
    page_info: PageInfo,
}

impl ListOfBodies for KnownBodiesAnswer {
    type Body = KnownBody;

    fn page(self) -> (Vec<(Self::Body, Row)>, PageInfo) {
        let page = self.organisations;
        let bodies = page.nodes.into_iter();
        let bodies =
            bodies.filter_map(|mut body| body.open_by_default.take().map(|row| (body, row)));
        (bodies.collect(), page.page_info)
    }
}

/// An organisation and its figures.
#[derive(Debug, cynic::QueryFragment)]
#[cynic(graphql_type = "Organisation", variables = "AfterOfDay")]
pub(crate) struct Body {
    pub(crate) slug: String,
    pub(crate) name: String,
    #[cynic(rename = "type")]
    pub(crate) kind: OrganisationType,
    #[arguments(day: $day)]
    pub(crate) open_by_default: Option<Row>,
}

/// The same with how far its accounts were read.
#[derive(Debug, cynic::QueryFragment)]
#[cynic(graphql_type = "Organisation", variables = "AfterOfDay")]
pub(crate) struct KnownBody {
    pub(crate) slug: String,
    pub(crate) name: String,
    #[cynic(rename = "type")]
    pub(crate) kind: OrganisationType,
    #[cynic(spread)]
    pub(crate) known: Known,
    #[arguments(day: $day)]
    pub(crate) open_by_default: Option<Row>,
}

/// Puts the numbers of a figure into words.
macro_rules! in_words {
    ($($name:ident)+) => {$(
        #[allow(dead_code, reason = "not every number of all is told")]
        impl $name {
            pub(crate) fn known(&self) -> u64 {
                self.passed.saturating_add(self.failed)
            }

            /// Those that count.
            pub(crate) fn all(&self) -> u64 {
                self.known().saturating_add(self.unknown)
            }

            /// Whole percents; `None` when not enough is known.
            pub(crate) fn percent(&self) -> Option<u64> {
                self.share.map(percent)
            }

            /// The percentage, or that not enough is known; a dash where nothing counts.
            pub(crate) fn share_words(&self, texts: Texts) -> String {
                match self.percent() {
                    Some(percent) => percent_words(percent),
                    None if self.all() == 0 => texts.get("figure-nothing-counts"),
                    None => texts.get("figure-not-enough-known"),
                }
            }

            /// As in `63% (12 van 19)`.
            pub(crate) fn words(&self, texts: Texts) -> String {
                match self.percent() {
                    None => self.share_words(texts),
                    Some(percent) => texts.with(
                        "figure-share",
                        [
                            ("share", text(percent_words(percent))),
                            ("passed", number(self.passed)),
                            ("known", number(self.known())),
                        ],
                    ),
                }
            }

            /// Of how many: `12 van 19`, or how few are known.
            pub(crate) fn of_words(&self, texts: Texts) -> Option<String> {
                let key = match self.share {
                    Some(_) => "figure-of",
                    None if self.all() == 0 => return None,
                    None => "figure-known-of",
                };
                Some(texts.with(
                    key,
                    [
                        ("passed", number(self.passed)),
                        ("known", number(self.known())),
                        ("all", number(self.all())),
                    ],
                ))
            }
        }
    )+};
}

in_words! { Counts CountsThen RowFigure }

/// Makes a type for the numbers of one figure: the schema has those of today on the
/// figure itself, and those of another day or of others apart from it.
macro_rules! counts {
    ($($name:ident, $graphql_type:tt)+) => {$(
        #[derive(Debug, Clone, cynic::QueryFragment)]
        #[cynic(graphql_type = $graphql_type)]
        #[allow(dead_code, reason = "not every number of both is told")]
        pub(crate) struct $name {
            pub(crate) figure: OpenByDefaultFigureName,
            pub(crate) passed: u64,
            pub(crate) failed: u64,
            pub(crate) unknown: u64,
            /// `None` where not enough is known: the rule is the index's alone.
            pub(crate) share: Option<f64>,
            pub(crate) least_share: Option<f64>,
            pub(crate) most_share: Option<f64>,
            pub(crate) enough: bool,
        }

        #[allow(dead_code, reason = "not every number of both is told")]
        impl $name {
            /// Between which shares the figure is, as in `76–78%`; `None` when all is
            /// known or too little.
            pub(crate) fn range(&self) -> Option<String> {
                let (least, most) = (self.least_share?, self.most_share?);
                let (least, most) = (percent(least), percent(most));
                (self.unknown > 0).then(|| match least == most {
                    true => percent_words(least),
                    false => format!("{least}–{}", percent_words(most)),
                })
            }
        }
    )+};
}

counts! {
    Counts, "OpenByDefaultFigure"
    CountsThen, "FigureCounts"
}

/// A share in whole percents. Only all is 100, and only nothing is 0.
pub(crate) fn percent(share: f64) -> u64 {
    if share <= 0.0 {
        0
    } else if share >= 1.0 {
        100
    } else {
        // Between 0 and 100, so the cast keeps it.
        ((share * 100.0).round() as u64).clamp(1, 99)
    }
}

pub(crate) fn percent_words(percent: u64) -> String {
    format!("{percent}%")
}

#[cfg(test)]
mod tests {
    use super::percent;

    #[test]
    fn percentages_round_to_0_and_100_only_exactly() {
        let cases = [
            (0.0, 0),
            (0.001, 1),
            (0.494, 49),
            (0.5, 50),
            (0.999, 99),
            (1.0, 100),
        ];
        for (share, expected) in cases {
            assert_eq!(percent(share), expected, "{share}");
        }
    }
}
