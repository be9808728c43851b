//! Open by default ("open, tenzij"): the figures of everything, of a type of
//! body or of one body; as they are, as they were, and beside those of others.

use std::sync::Arc;

use async_graphql::{Context, Enum, Object, Result, SimpleObject};
use bronwijzer_crawler::organisation::OrganisationType as RegistryType;
use bronwijzer_index::{
    Catalogue, Counts as IndexCounts, ENOUGH_TO_COMPARE, Exclusion, Figure, IndexError,
    OpenByDefault as Judged, Outcome as Judgement, RULES_VERSION, Scope,
    Snapshot as StoredSnapshot, Standings, Tally,
};
use chrono::{DateTime, Datelike, Days, NaiveDate, Utc};

use crate::batch::Batched;
use crate::error;
use crate::organisation::{Organisation, OrganisationType};
use crate::reader::Reader;
use crate::verdict::{Reason, reasons};

/// How far back 'since last month' and 'since last year' look, in days.
const MONTH: u64 = 30;
const YEAR: u64 = 365;

/// The most snapshots in one answer.
const MOST_SNAPSHOTS: i64 = 1_000;

/// What asking for a history adds to a query's complexity, for each field of a
/// snapshot: a league table can't ask for all histories at once.
const HISTORY_WEIGHT: usize = 100;

/// What is asked of each repository.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Figure")]
pub(crate) enum OpenByDefaultFigureName {
    /// It has an open licence.
    OpenLicence,
    /// Its publiccode.yml keeps to the standard.
    ValidPubliccode,
    /// Its README explains what it is: enough prose, and a heading that says
    /// what is explained.
    ExplainingReadme,
    /// It tells how to report a vulnerability.
    SecurityContact,
    /// It names who is responsible for it.
    NamedOwner,
    /// Somebody keeps it up.
    Upkeep,
}

/// Whether a repository passes a figure.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Judgement")]
pub(crate) enum OpenByDefaultOutcome {
    /// It does.
    Passed,
    /// It does not.
    Failed,
    /// The source did not tell.
    Unknown,
}

/// Why a repository is left out of the figures: the first that holds, in this
/// order.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Exclusion")]
pub(crate) enum LeftOutReason {
    /// Made from another repository on the same forge.
    Fork,
    /// Copies another repository, and is kept in step with it.
    Mirror,
    /// Its maintenance status is archived.
    Archived,
    /// Meant to start new repositories from.
    Template,
    /// Has no commits.
    Empty,
    /// Holds the page of an account and its defaults, and no software.
    Profile,
}

/// How many repositories are left out for one reason.
#[derive(SimpleObject)]
pub(crate) struct LeftOut {
    /// Why.
    reason: LeftOutReason,
    /// How many.
    count: u64,
    /// The value of the filter `openByDefault` that finds them.
    value: String,
}

/// What open by default makes of one repository.
#[derive(SimpleObject)]
pub(crate) struct RepositoryOpenByDefault {
    /// Why it does not count; null when it does.
    left_out: Option<LeftOutReason>,
    /// Every figure, also of what does not count.
    figures: Vec<RepositoryFigure>,
}

/// Whether one repository passes one figure, and why we say so.
#[derive(SimpleObject)]
pub(crate) struct RepositoryFigure {
    /// Which figure.
    figure: OpenByDefaultFigureName,
    /// Whether it passes.
    outcome: OpenByDefaultOutcome,
    /// The rules that held.
    reasons: Vec<Reason>,
}

impl From<&Judged> for RepositoryOpenByDefault {
    fn from(judged: &Judged) -> Self {
        Self {
            left_out: judged.left_out.map(Into::into),
            figures: judged
                .figures
                .iter()
                .map(|(figure, verdict)| RepositoryFigure {
                    figure: (*figure).into(),
                    outcome: verdict.value.into(),
                    reasons: reasons(&verdict.reasons),
                })
                .collect(),
        }
    }
}

/// The figures of open by default of one scope.
pub(crate) struct OpenByDefault {
    scope: Scope,
    organisation: Option<Organisation>,
    organisation_type: Option<RegistryType>,
    tally: Tally,
    standings: Arc<Standings>,
    as_of: DateTime<Utc>,
}

impl OpenByDefault {
    /// The figures of a scope; `None` for a body that is not in the registry.
    pub(crate) async fn of(ctx: &Context<'_>, scope: Scope) -> Result<Option<Self>> {
        let reader = Reader::of(ctx)?;
        let (standings, as_of) = Now.load(ctx).await?;
        let organisation = match &scope {
            Scope::Organisation(slug) => reader.catalogue().organisation(slug.as_str()).cloned(),
            _ => None,
        };
        let organisation_type = match &scope {
            Scope::Type(kind) => Some(*kind),
            _ => organisation.as_ref().map(|body| body.organisation_type),
        };
        Ok(standings.of(&scope).map(|tally| Self {
            scope,
            organisation: organisation.map(Into::into),
            organisation_type,
            tally,
            standings,
            as_of,
        }))
    }

    /// The last snapshot that is at least so many days old.
    async fn before(&self, ctx: &Context<'_>, days: u64) -> Result<Option<StoredSnapshot>> {
        let today = self.as_of.date_naive();
        let Some(day) = today.checked_sub_days(Days::new(days)) else {
            return Ok(None);
        };
        let scope = self.scope.clone();
        LastUntil { scope, day }.load(ctx).await
    }
}

/// The figures of every body as they are now, and the moment that was judged
/// at.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Now;

impl Batched for Now {
    type Found = (Arc<Standings>, DateTime<Utc>);

    fn read(&self, catalogue: &Catalogue) -> Result<Self::Found, IndexError> {
        Ok((catalogue.standings()?, catalogue.summary()?.assessed_at))
    }
}

/// The last snapshot on or before a day.
#[derive(Clone, PartialEq, Eq, Hash)]
struct LastUntil {
    scope: Scope,
    day: NaiveDate,
}

impl Batched for LastUntil {
    type Found = Option<StoredSnapshot>;

    fn read(&self, catalogue: &Catalogue) -> Result<Self::Found, IndexError> {
        catalogue.snapshot_until(&self.scope, self.day)
    }
}

/// The snapshots of one day up to and with another.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Between {
    scope: Scope,
    from: NaiveDate,
    to: NaiveDate,
}

impl Batched for Between {
    type Found = Vec<StoredSnapshot>;

    fn read(&self, catalogue: &Catalogue) -> Result<Self::Found, IndexError> {
        catalogue.snapshots(&self.scope, self.from, self.to)
    }
}

/// The figures of open by default ("open, tenzij"): of everything, of all
/// bodies of a type together, or of one body.
#[Object]
impl OpenByDefault {
    /// The body; null when the figures are of several.
    async fn organisation(&self) -> Option<&Organisation> {
        self.organisation.as_ref()
    }

    /// The type of the body, or of the bodies; null when the figures are of
    /// everything.
    async fn r#type(&self) -> Option<OrganisationType> {
        self.organisation_type.map(Into::into)
    }

    /// The moment that was judged at.
    async fn as_of(&self) -> DateTime<Utc> {
        self.as_of
    }

    /// All repositories: those that count and those that are left out.
    async fn repositories(&self) -> u64 {
        self.tally.repositories
    }

    /// Repositories that count.
    async fn counted(&self) -> u64 {
        self.tally.counted()
    }

    /// Repositories that do not count, by why; reasons without any are left
    /// out.
    async fn left_out(&self) -> Vec<LeftOut> {
        left_out(&self.tally)
    }

    /// What is left out here: an operator may choose.
    async fn leaves_out(&self, ctx: &Context<'_>) -> Result<Vec<LeftOutReason>> {
        let leave_out = Reader::of(ctx)?.catalogue().leave_out();
        Ok(leave_out.iter().map(Into::into).collect())
    }

    /// The version of the rules that hold; another version may count
    /// otherwise.
    async fn rules_version(&self) -> u32 {
        RULES_VERSION
    }

    /// Every figure, in a fixed order.
    async fn figures(&self, ctx: &Context<'_>) -> Result<Vec<OpenByDefaultFigure>> {
        let asked = ctx.look_ahead();
        let month = if asked.field("month").exists() {
            self.before(ctx, MONTH).await?
        } else {
            None
        };
        let year = if asked.field("year").exists() {
            self.before(ctx, YEAR).await?
        } else {
            None
        };
        let leave_out = Reader::of(ctx)?.catalogue().leave_out();
        let change = |before: &Option<StoredSnapshot>, figure| {
            before.as_ref().map(|before| OpenByDefaultChange {
                day: before.day,
                counts: FigureCounts::new(figure, before.tally.figure(figure)),
                rules_changed: before.rules != RULES_VERSION,
                left_out_changed: before.leave_out != *leave_out,
            })
        };
        Ok(Figure::ALL
            .iter()
            .map(|figure| OpenByDefaultFigure {
                counts: FigureCounts::new(*figure, self.tally.figure(*figure)),
                passed_value: figure.value(Judgement::Passed),
                failed_value: figure.value(Judgement::Failed),
                unknown_value: figure.value(Judgement::Unknown),
                month: change(&month, *figure),
                year: change(&year, *figure),
                peers: self
                    .organisation_type
                    .map(|kind| Peers::of(&self.standings, kind, *figure)),
            })
            .collect())
    }

    /// The snapshots of one day up to and with another, the oldest first. Days
    /// without one are gaps.
    #[graphql(complexity = "HISTORY_WEIGHT * child_complexity")]
    async fn history(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first day; a year before the last one when not given.")] from: Option<
            NaiveDate,
        >,
        #[graphql(desc = "The last day; today when not given.")] to: Option<NaiveDate>,
        #[graphql(
            desc = "How many snapshots to give: at most 1000 may fit between both days.",
            default_with = "HistoryStep::Day"
        )]
        step: HistoryStep,
    ) -> Result<Vec<OpenByDefaultSnapshot>> {
        let to = to.unwrap_or(self.as_of.date_naive());
        let from = from
            .or_else(|| to.checked_sub_days(Days::new(YEAR)))
            .unwrap_or(to);
        if (to - from).num_days() / step.days() >= MOST_SNAPSHOTS {
            return Err(error::bad_request(format!(
                "`from` and `to` are more than {MOST_SNAPSHOTS} steps apart; bring them nearer or take a larger `step`"
            )));
        }
        let scope = self.scope.clone();
        let mut snapshots = Between { scope, from, to }.load(ctx).await?;
        // The last of each step stays.
        snapshots.reverse();
        snapshots.dedup_by_key(|snapshot| step.of(snapshot.day));
        snapshots.reverse();
        Ok(snapshots.into_iter().map(OpenByDefaultSnapshot).collect())
    }
}

/// How many snapshots a history has.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
pub(crate) enum HistoryStep {
    /// Every day.
    Day,
    /// The last of each week; weeks begin on Monday.
    Week,
    /// The last of each month.
    Month,
}

impl HistoryStep {
    /// At most how many days it lasts, at least.
    fn days(self) -> i64 {
        match self {
            Self::Day => 1,
            Self::Week => 7,
            Self::Month => 28,
        }
    }

    /// What a day has in common with the others of its step.
    fn of(self, day: NaiveDate) -> (i32, u32) {
        match self {
            Self::Day => (day.year(), day.ordinal()),
            Self::Week => (day.iso_week().year(), day.iso_week().week()),
            Self::Month => (day.year(), day.month()),
        }
    }
}

/// One figure: numerator, denominator, and the way to the entries behind both.
#[derive(SimpleObject)]
pub(crate) struct OpenByDefaultFigure {
    #[graphql(flatten)]
    counts: FigureCounts,
    /// The value of the filter `openByDefault` that finds those that pass.
    passed_value: String,
    /// The value of the filter `openByDefault` that finds those that fail.
    failed_value: String,
    /// The value of the filter `openByDefault` that finds those that nothing is
    /// known of.
    unknown_value: String,
    /// The last snapshot of 30 days ago or longer; null when there is none.
    month: Option<OpenByDefaultChange>,
    /// The last snapshot of 365 days ago or longer; null when there is none.
    year: Option<OpenByDefaultChange>,
    /// How the bodies of the same type spread; null for the figures of
    /// everything.
    peers: Option<Peers>,
}

/// The numbers of one figure.
#[derive(SimpleObject)]
pub(crate) struct FigureCounts {
    /// Which figure.
    figure: OpenByDefaultFigureName,
    /// Repositories that pass: the numerator.
    passed: u64,
    /// Repositories that do not; with `passed` the denominator.
    failed: u64,
    /// Repositories of which the source did not tell; in neither.
    unknown: u64,
    /// `passed` divided by `passed` and `failed`, from 0 to 1; null when both
    /// are 0.
    share: Option<f64>,
    /// Whether at least 5 repositories are known, so that the share says
    /// something beside those of others.
    enough: bool,
}

impl FigureCounts {
    fn new(figure: Figure, counts: IndexCounts) -> Self {
        Self {
            figure: figure.into(),
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
    day: NaiveDate,
    counts: FigureCounts,
    rules_changed: bool,
    left_out_changed: bool,
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

/// How the bodies of one type spread over a figure, itself among them. Those
/// with fewer than 5 known repositories are not compared.
#[derive(SimpleObject)]
pub(crate) struct Peers {
    /// The type.
    r#type: OrganisationType,
    /// How many bodies are compared.
    bodies: usize,
    /// A quarter of the bodies has at most this share, from 0 to 1; null with
    /// fewer than 3 bodies.
    lower_quartile: Option<f64>,
    /// Half of the bodies has at most this share.
    median: Option<f64>,
    /// Three quarters of the bodies have at most this share.
    upper_quartile: Option<f64>,
}

impl Peers {
    fn of(standings: &Standings, kind: RegistryType, figure: Figure) -> Self {
        let peers = standings.peers(kind, figure);
        Self {
            r#type: kind.into(),
            bodies: peers.bodies,
            lower_quartile: peers.lower_quartile,
            median: peers.median,
            upper_quartile: peers.upper_quartile,
        }
    }
}

/// The figures on one day.
pub(crate) struct OpenByDefaultSnapshot(StoredSnapshot);

/// The figures on one day. They can't be counted again, and are kept for ever.
#[Object]
impl OpenByDefaultSnapshot {
    /// The day, in UTC.
    async fn day(&self) -> NaiveDate {
        self.0.day
    }

    /// The moment of that day.
    async fn taken_at(&self) -> DateTime<Utc> {
        self.0.taken_at
    }

    /// The version of the rules that held.
    async fn rules_version(&self) -> u32 {
        self.0.rules
    }

    /// What was left out then.
    async fn leaves_out(&self) -> Vec<LeftOutReason> {
        self.0.leave_out.iter().map(Into::into).collect()
    }

    /// All repositories.
    async fn repositories(&self) -> u64 {
        self.0.tally.repositories
    }

    /// Repositories that counted.
    async fn counted(&self) -> u64 {
        self.0.tally.counted()
    }

    /// Repositories that did not count, by why.
    async fn left_out(&self) -> Vec<LeftOut> {
        left_out(&self.0.tally)
    }

    /// Every figure, in a fixed order.
    async fn figures(&self) -> Vec<FigureCounts> {
        let figures = Figure::ALL.iter();
        figures
            .map(|figure| FigureCounts::new(*figure, self.0.tally.figure(*figure)))
            .collect()
    }
}

fn left_out(tally: &Tally) -> Vec<LeftOut> {
    tally
        .left_out
        .iter()
        .map(|(reason, count)| LeftOut {
            reason: (*reason).into(),
            count: *count,
            value: reason.value(),
        })
        .collect()
}
