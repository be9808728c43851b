//! One figure of open by default: as it is, as it was, and beside those of others.

use async_graphql::{Object, SimpleObject};
use bronwijzer_crawler::organisation::{OrganisationType, Slug};
use bronwijzer_index::{Counts as IndexCounts, ENOUGH_TO_COMPARE, Figure, Standings};
use chrono::NaiveDate;

/// One figure: numerator, denominator, and the way to the entries behind both.
#[derive(SimpleObject)]
pub(crate) struct OpenByDefaultFigure {
    #[graphql(flatten)]
    pub(super) counts: FigureCounts,
    /// The value of the filter `openByDefault` that finds those that pass.
    pub(super) passed_value: String,
    /// The value of the filter `openByDefault` that finds those that fail.
    pub(super) failed_value: String,
    /// The value of the filter `openByDefault` that finds those that nothing is
    /// known of.
    pub(super) unknown_value: String,
    /// The last snapshot of 30 days ago or longer; null when there is none.
    pub(super) month: Option<OpenByDefaultChange>,
    /// The last snapshot of 365 days ago or longer; null when there is none.
    pub(super) year: Option<OpenByDefaultChange>,
    /// How the other organisations of the same type do; null for the figures of
    /// everything, and of an organisation with its children.
    pub(super) peers: Option<Peers>,
}

/// The numbers of one figure.
#[derive(SimpleObject)]
pub(crate) struct FigureCounts {
    /// Which figure.
    figure: Figure,
    /// Repositories that pass: the numerator.
    passed: u64,
    /// Repositories that do not; with `passed` the denominator.
    failed: u64,
    /// Repositories of which the source did not tell; in neither.
    unknown: u64,
    /// Whether it is known of at least half of the repositories that count. Of fewer
    /// there is no share: not enough is known.
    enough_known: bool,
    /// `passed` divided by `passed` and `failed`, from 0 to 1; null when not enough is
    /// known.
    share: Option<f64>,
    /// What the share is at least, if all of the unknown ones fail; null without a share.
    least_share: Option<f64>,
    /// What the share is at most, if all of the unknown ones pass; null without a share.
    most_share: Option<f64>,
    /// Whether at least 5 repositories are known, so that the share says
    /// something beside those of others.
    enough: bool,
}

impl FigureCounts {
    pub(super) fn new(figure: Figure, counts: IndexCounts) -> Self {
        let range = counts.range();
        Self {
            figure,
            enough_known: counts.is_enough_known(),
            least_share: range.map(|(least, _)| least),
            most_share: range.map(|(_, most)| most),
            passed: counts.passed,
            failed: counts.failed,
            unknown: counts.unknown,
            share: counts.share(),
            enough: counts.known() >= ENOUGH_TO_COMPARE,
        }
    }
}

/// A figure on an earlier day.
pub(crate) struct OpenByDefaultChange {
    pub(super) day: NaiveDate,
    pub(super) counts: FigureCounts,
    pub(super) rules_changed: bool,
    pub(super) left_out_changed: bool,
}

/// A figure on an earlier day.
#[Object]
impl OpenByDefaultChange {
    /// The day of the snapshot.
    async fn day(&self) -> NaiveDate {
        self.day
    }

    /// The numbers of that day.
    async fn then(&self) -> &FigureCounts {
        &self.counts
    }

    /// Whether other rules held.
    async fn rules_changed(&self) -> bool {
        self.rules_changed
    }

    /// Whether other repositories were left out.
    async fn left_out_changed(&self) -> bool {
        self.left_out_changed
    }

    /// Whether the difference with now says something of the repositories:
    /// neither the rules nor what is left out changed.
    async fn comparable(&self) -> bool {
        !self.rules_changed && !self.left_out_changed
    }
}

/// How the other organisations of one type do on a figure: all of their repositories
/// together, and how the organisations spread.
#[derive(SimpleObject)]
pub(crate) struct Peers {
    /// The type.
    r#type: OrganisationType,
    /// How many other organisations have repositories that count.
    others: usize,
    /// The repositories of all of those together.
    together: FigureCounts,
    /// How many of them are compared: those with at least 5 known repositories, of enough
    /// of which it is known.
    bodies: usize,
    /// A quarter of the organisations has at most this share, from 0 to 1; null with
    /// fewer than 3 organisations.
    lower_quartile: Option<f64>,
    /// Half of the organisations has at most this share.
    median: Option<f64>,
    /// Three quarters of the organisations have at most this share.
    upper_quartile: Option<f64>,
}

impl Peers {
    /// Those of the organisations of a type, without this one of them.
    pub(super) fn of(
        standings: &Standings,
        kind: OrganisationType,
        figure: Figure,
        without: Option<&Slug>,
    ) -> Self {
        let peers = standings.peers(kind, figure, without);
        Self {
            r#type: kind,
            others: peers.others,
            together: FigureCounts::new(figure, peers.together),
            bodies: peers.organisations,
            lower_quartile: peers.lower_quartile,
            median: peers.median,
            upper_quartile: peers.upper_quartile,
        }
    }
}
