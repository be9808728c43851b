//! Open by default ("open, tenzij"): the figures of everything, of a type of
//! organisation or of one organisation; as they are, as they were, and beside those of others.

mod figure;
mod history;
mod repository;

use std::sync::Arc;

use async_graphql::{Context, Object, Result};
use bronwijzer_crawler::organisation::{OrganisationType, Slug};
use bronwijzer_index::{
    Catalogue, Exclusion, Figure, IndexError, LeaveOut, Outcome, RULES_VERSION, Scope,
    Snapshot as StoredSnapshot, Standings, Tally,
};
use chrono::{DateTime, Days, NaiveDate, Utc};

use crate::batch::Batched;
use crate::error;
use crate::organisation::{Organisation, RELATED, named};
use crate::reader::Reader;
use figure::{FigureCounts, OpenByDefaultChange, OpenByDefaultFigure, Peers};
pub(crate) use history::HistoryStep;
use history::OpenByDefaultSnapshot;
use repository::{LeftOut, left_out};

pub(crate) use repository::RepositoryOpenByDefault;

/// How far back 'since last month' and 'since last year' look, in days.
const MONTH: u64 = 30;
const YEAR: u64 = 365;

/// The most snapshots in one answer.
const MOST_SNAPSHOTS: i64 = 1_000;

/// What asking for a history adds to a query's complexity, for each field of a
/// snapshot: a league table can't ask for all histories at once.
pub(crate) const HISTORY_WEIGHT: usize = 100;

/// The figures of open by default of one scope.
pub(crate) struct OpenByDefault {
    scope: Scope,
    /// The organisation and all that is part of it, when they are taken together.
    together: Option<Vec<Slug>>,
    organisation: Option<Slug>,
    organisation_type: Option<OrganisationType>,
    tally: Tally,
    standings: Arc<Standings>,
    as_of: DateTime<Utc>,
    rules: u32,
    leave_out: LeaveOut,
}

impl OpenByDefault {
    /// The figures of a scope: as they are now, or as they were kept on a day. `None` for an
    /// organisation that is not in the registry, and for a day of which none were kept.
    pub(crate) async fn of(
        ctx: &Context<'_>,
        scope: Scope,
        day: Option<NaiveDate>,
        with_children: bool,
    ) -> Result<Option<Self>> {
        let reader = Reader::of(ctx)?;
        let Some(counted) = Counted(day).load(ctx).await? else {
            return Ok(None);
        };
        let Standing {
            standings,
            as_of,
            rules,
            leave_out,
        } = counted;
        let organisation = match &scope {
            Scope::Organisation(slug) => reader.catalogue().organisation(slug.as_str()),
            _ => None,
        };
        // By a former slug it is found too.
        let scope = match organisation {
            Some(organisation) => Scope::Organisation(organisation.slug.clone()),
            None => scope,
        };
        let together: Option<Vec<Slug>> =
            organisation.filter(|_| with_children).map(|organisation| {
                let all = reader.catalogue().with_descendants(&organisation.slug);
                all.into_iter().map(|one| one.slug.clone()).collect()
            });
        let organisation_type = match &scope {
            Scope::Type(kind) => Some(*kind),
            _ => organisation.map(|organisation| organisation.organisation_type),
        };
        let tally = match &together {
            Some(slugs) => Some(standings.together(slugs)),
            None => standings.of(&scope),
        };
        Ok(tally.map(|tally| Self {
            scope,
            together,
            organisation: organisation.map(|organisation| organisation.slug.clone()),
            organisation_type,
            tally,
            standings,
            as_of,
            rules,
            leave_out,
        }))
    }

    /// All repositories of the scope.
    pub(crate) fn found(&self) -> u64 {
        self.tally.repositories
    }

    /// The last snapshot that is at least so many days old.
    async fn before(&self, ctx: &Context<'_>, days: u64) -> Result<Option<StoredSnapshot>> {
        let today = self.as_of.date_naive();
        let Some(day) = today.checked_sub_days(Days::new(days)) else {
            return Ok(None);
        };
        let of = self.kept_as();
        LastUntil { of, day }.load(ctx).await
    }

    fn kept_as(&self) -> KeptAs {
        match &self.together {
            Some(slugs) => KeptAs::Together(slugs.clone()),
            None => KeptAs::Scope(self.scope.clone()),
        }
    }
}

/// What snapshots are of.
#[derive(Clone, PartialEq, Eq, Hash)]
enum KeptAs {
    Scope(Scope),
    Together(Vec<Slug>),
}

/// The figures of every organisation: as they are now, or as they were kept on a day.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Counted(Option<NaiveDate>);

/// The figures of every organisation, the moment that was judged at, and how.
#[derive(Clone)]
struct Standing {
    standings: Arc<Standings>,
    as_of: DateTime<Utc>,
    rules: u32,
    leave_out: LeaveOut,
}

impl Batched for Counted {
    type Found = Option<Standing>;

    fn read(&self, catalogue: &Catalogue) -> Result<Self::Found, IndexError> {
        let Some(day) = self.0 else {
            return Ok(Some(Standing {
                standings: catalogue.standings()?,
                as_of: catalogue.summary()?.assessed_at,
                rules: RULES_VERSION,
                leave_out: catalogue.leave_out().clone(),
            }));
        };
        let kept = catalogue.standings_of(day)?;
        Ok(kept.map(|(all, standings)| Standing {
            standings: Arc::new(standings),
            as_of: all.taken_at,
            rules: all.rules,
            leave_out: all.leave_out,
        }))
    }
}

/// The days of which figures are kept, the newest first, as far as they are not ahead of
/// the catalogue.
pub(crate) async fn kept_days(reader: &Reader) -> Result<Vec<NaiveDate>> {
    reader
        .read(|catalogue| last_days(catalogue, catalogue.kept_days()?))
        .await
}

/// The last of these days, the newest first, as far as they are not ahead of the
/// catalogue.
pub(crate) fn last_days(
    catalogue: &Catalogue,
    mut days: Vec<NaiveDate>,
) -> Result<Vec<NaiveDate>, IndexError> {
    let today = catalogue.summary()?.assessed_at.date_naive();
    days.retain(|day| *day <= today);
    days.reverse();
    days.truncate(MOST_SNAPSHOTS.unsigned_abs() as usize);
    Ok(days)
}

/// The first and the last day of a history: a year up to `today` where it is not asked
/// otherwise.
///
/// # Errors
/// When more steps fit between both than one answer gives.
pub(crate) fn period(
    (from, to): (Option<NaiveDate>, Option<NaiveDate>),
    today: NaiveDate,
    step: HistoryStep,
) -> Result<(NaiveDate, NaiveDate)> {
    let to = to.unwrap_or(today);
    let from = from
        .or_else(|| to.checked_sub_days(Days::new(YEAR)))
        .unwrap_or(to);
    if (to - from).num_days() / step.days() >= MOST_SNAPSHOTS {
        return Err(error::bad_request(format!(
            "`from` and `to` are more than {MOST_SNAPSHOTS} steps apart; choose a shorter period or a larger `step`"
        )));
    }
    Ok((from, to))
}

/// The last snapshot on or before a day.
#[derive(Clone, PartialEq, Eq, Hash)]
struct LastUntil {
    of: KeptAs,
    day: NaiveDate,
}

impl Batched for LastUntil {
    type Found = Option<StoredSnapshot>;

    fn read(&self, catalogue: &Catalogue) -> Result<Self::Found, IndexError> {
        match &self.of {
            KeptAs::Scope(scope) => catalogue.snapshot_until(scope, self.day),
            KeptAs::Together(slugs) => catalogue.snapshot_together_until(slugs, self.day),
        }
    }
}

/// The snapshots of one day up to and with another.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Between {
    of: KeptAs,
    from: NaiveDate,
    to: NaiveDate,
}

impl Batched for Between {
    type Found = Vec<StoredSnapshot>;

    fn read(&self, catalogue: &Catalogue) -> Result<Self::Found, IndexError> {
        match &self.of {
            KeptAs::Scope(scope) => catalogue.snapshots(scope, self.from, self.to),
            KeptAs::Together(slugs) => catalogue.snapshots_together(slugs, self.from, self.to),
        }
    }
}

/// The figures of open by default ("open, tenzij"): of everything, of all
/// organisations of a type together, or of one organisation.
#[Object]
impl OpenByDefault {
    /// The organisation; null when the figures are of a type or of everything.
    async fn organisation(&self, ctx: &Context<'_>) -> Result<Option<Organisation>> {
        Ok(named(ctx, self.organisation.as_slice())?.pop())
    }

    /// The organisations that the figures are of: the organisation and, with children, all
    /// that is part of it. Empty when they are of a type or of everything.
    #[graphql(complexity = "RELATED * child_complexity")]
    async fn organisations(&self, ctx: &Context<'_>) -> Result<Vec<Organisation>> {
        match &self.together {
            Some(slugs) => named(ctx, slugs),
            None => named(ctx, self.organisation.as_slice()),
        }
    }

    /// The type of the organisation, or of the organisations; null when the figures are of
    /// everything.
    async fn r#type(&self) -> Option<OrganisationType> {
        self.organisation_type
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
    async fn leaves_out(&self) -> Vec<Exclusion> {
        self.leave_out.iter().collect()
    }

    /// The version of the rules that hold; another version may count
    /// otherwise.
    async fn rules_version(&self) -> u32 {
        self.rules
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
        let without = match &self.scope {
            Scope::Organisation(slug) => Some(slug),
            _ => None,
        };
        let with_peers = asked.field("peers").exists();
        let change = |before: &Option<StoredSnapshot>, figure| {
            before.as_ref().map(|before| OpenByDefaultChange {
                day: before.day,
                counts: FigureCounts::new(figure, before.tally.figure(figure)),
                rules_changed: before.rules != self.rules,
                left_out_changed: before.leave_out != self.leave_out,
            })
        };
        Ok(Figure::ALL
            .iter()
            .map(|figure| OpenByDefaultFigure {
                counts: FigureCounts::new(*figure, self.tally.figure(*figure)),
                passed_value: figure.value(Outcome::Passed),
                failed_value: figure.value(Outcome::Failed),
                unknown_value: figure.value(Outcome::Unknown),
                month: change(&month, *figure),
                year: change(&year, *figure),
                // Of a table of organisations each would look at all others.
                peers: self
                    .organisation_type
                    .filter(|_| with_peers && self.together.is_none())
                    .map(|kind| Peers::of(&self.standings, kind, *figure, without)),
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
        let (from, to) = period((from, to), self.as_of.date_naive(), step)?;
        let of = self.kept_as();
        let snapshots = Between { of, from, to }.load(ctx).await?;
        let snapshots = step.last_of_each(snapshots, |snapshot| snapshot.day);
        Ok(snapshots.into_iter().map(OpenByDefaultSnapshot).collect())
    }
}
