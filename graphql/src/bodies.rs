//! Figures over organisations: how many publish, and how many have what at all; by type and
//! by province, now and on days that were.

use async_graphql::{Context, Result, SimpleObject};
use bronwijzer_crawler::organisation::{OrganisationType, Province};
use bronwijzer_index::{
    BodyFigure, Catalogue, CountsOnDay, IndexError, Publishing, Scope, StateCounts,
};
use chrono::{DateTime, NaiveDate, Utc};

use crate::batch::Batched;
use crate::open_by_default::{HistoryStep, last_days, period};
use crate::reader::Reader;

/// How many organisations are in which state on a day, and what those that publish have at
/// all. An organisation counts until the day on which it ended.
#[derive(SimpleObject)]
pub(crate) struct BodyFigures {
    /// The day, in UTC.
    day: NaiveDate,
    /// The moment of that day.
    taken_at: DateTime<Utc>,
    /// The version of the rules that held.
    rules: u32,
    /// All organisations.
    total: u64,
    /// Those that publish.
    publishes: u64,
    /// Those of which nothing public is known, and which told what they do not open and on
    /// which ground. They count beside those that publish, never among them.
    declared_closed: u64,
    /// Those whose known accounts were all read and have nothing public.
    nothing_known: u64,
    /// Those with accounts that were not all read, of which nothing was found.
    not_read: u64,
    /// Those of which no account is known.
    no_account: u64,
    /// What those that publish have, in a fixed order.
    figures: Vec<BodyFigureCount>,
}

/// How many organisations have this on at least one repository.
#[derive(SimpleObject)]
pub(crate) struct BodyFigureCount {
    /// What.
    figure: BodyFigure,
    /// Organisations that have it.
    organisations: u64,
    /// Organisations that publish, of which no repository is known to have it and it is not
    /// known of some.
    unknown: u64,
}

/// The organisations of one type.
#[derive(SimpleObject)]
pub(crate) struct BodiesOfKind {
    /// The type.
    r#type: OrganisationType,
    /// How many are in which state.
    bodies: BodyFigures,
}

/// The organisations that lie in one province.
#[derive(SimpleObject)]
pub(crate) struct BodiesOfProvince {
    /// The province; null for those of which no province is known.
    province: Option<Province>,
    /// Its municipalities.
    municipalities: BodyFigures,
    /// The province itself.
    provinces: BodyFigures,
    /// Its water boards. Most lie in several provinces, and so in none here.
    water_boards: BodyFigures,
}

impl From<CountsOnDay> for BodyFigures {
    fn from(counted: CountsOnDay) -> Self {
        let counts = counted.counts;
        let figures = BodyFigure::ALL.iter().map(|figure| {
            let of_figure = counts.figure(*figure);
            BodyFigureCount {
                figure: *figure,
                organisations: of_figure.passed,
                unknown: of_figure.unknown,
            }
        });
        Self {
            day: counted.day,
            taken_at: counted.taken_at,
            rules: counted.rules,
            total: counts.total(),
            publishes: counts.in_state(Publishing::Publishes),
            declared_closed: counts.in_state(Publishing::DeclaredClosed),
            nothing_known: counts.in_state(Publishing::NothingKnown),
            not_read: counts.in_state(Publishing::NotRead),
            no_account: counts.in_state(Publishing::NoAccount),
            figures: figures.collect(),
        }
    }
}

/// The figures of several scopes: as they are now, or as they were kept on a day.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Counted {
    scopes: Vec<Scope>,
    day: Option<NaiveDate>,
}

impl Batched for Counted {
    type Found = Option<Vec<CountsOnDay>>;

    fn read(&self, catalogue: &Catalogue) -> Result<Self::Found, IndexError> {
        if let Some(day) = self.day {
            return catalogue.state_counts(&self.scopes, day);
        }
        let states = catalogue.states()?;
        let scopes = self.scopes.iter();
        Ok(Some(scopes.map(|scope| states.counts(scope)).collect()))
    }
}

/// Those of a type, of a province or of both that are counted together.
fn scope_of(kind: Option<OrganisationType>, province: Option<Province>) -> Scope {
    match (kind, province) {
        (None, None) => Scope::All,
        (Some(kind), None) => Scope::Type(kind),
        (None, Some(province)) => Scope::Province(province),
        (Some(kind), Some(province)) => Scope::TypeInProvince(kind, province),
    }
}

/// The figures of a type, of a province, of both or of all; `None` for a day of which none
/// are kept.
pub(crate) async fn figures(
    ctx: &Context<'_>,
    day: Option<NaiveDate>,
    kind: Option<OrganisationType>,
    province: Option<Province>,
) -> Result<Option<BodyFigures>> {
    let scopes = vec![scope_of(kind, province)];
    let counted = Counted { scopes, day }.load(ctx).await?;
    Ok(counted
        .and_then(|mut counted| counted.pop())
        .map(Into::into))
}

/// The figures of every type.
pub(crate) async fn by_type(
    ctx: &Context<'_>,
    day: Option<NaiveDate>,
) -> Result<Option<Vec<BodiesOfKind>>> {
    let types = OrganisationType::ALL.iter().copied();
    let scopes = types.clone().map(Scope::Type).collect();
    let counted = Counted { scopes, day }.load(ctx).await?;
    let rows = counted.map(|counted| {
        let rows = types.zip(counted);
        rows.map(|(kind, counted)| BodiesOfKind {
            r#type: kind,
            bodies: counted.into(),
        })
        .collect()
    });
    Ok(rows)
}

/// The types that are counted by province, in the order of the fields.
const IN_PROVINCES: [OrganisationType; 3] = [
    OrganisationType::Municipality,
    OrganisationType::Province,
    OrganisationType::WaterBoard,
];

/// The figures of every province, and of what has none.
pub(crate) async fn by_province(
    ctx: &Context<'_>,
    day: Option<NaiveDate>,
) -> Result<Option<Vec<BodiesOfProvince>>> {
    let row = |province: Option<Province>| IN_PROVINCES.map(|kind| scope_of(Some(kind), province));
    let rows = Province::ALL.iter().map(|province| row(Some(*province)));
    // The last row is of all, from which the others are taken away.
    let scopes = rows.chain([row(None)]).flatten().collect();
    let Some(counted) = Counted { scopes, day }.load(ctx).await? else {
        return Ok(None);
    };
    let mut placed = [(); IN_PROVINCES.len()].map(|()| StateCounts::default());
    let provinces = Province::ALL.iter().copied().map(Some).chain([None]);
    let rows = provinces.zip(counted.chunks_exact(IN_PROVINCES.len()));
    let rows = rows.filter_map(|(province, counted)| {
        let mut figures = counted.iter().zip(&mut placed).map(|(counted, placed)| {
            let mut counted = counted.clone();
            if province.is_some() {
                placed.add(&counted.counts);
            } else {
                counted.counts = counted.counts.without(placed);
            }
            BodyFigures::from(counted)
        });
        Some(BodiesOfProvince {
            province,
            municipalities: figures.next()?,
            provinces: figures.next()?,
            water_boards: figures.next()?,
        })
    });
    Ok(Some(rows.collect()))
}

/// The days with states, the newest first, as far as they are not ahead of the catalogue.
pub(crate) async fn days(reader: &Reader) -> Result<Vec<NaiveDate>> {
    reader
        .read(|catalogue| last_days(catalogue, catalogue.state_days()?))
        .await
}

/// The figures of a scope from one day up to and with another, the oldest first.
pub(crate) async fn history(
    ctx: &Context<'_>,
    (from, to): (Option<NaiveDate>, Option<NaiveDate>),
    (kind, province): (Option<OrganisationType>, Option<Province>),
    step: HistoryStep,
) -> Result<Vec<BodyFigures>> {
    let reader = Reader::of(ctx)?;
    let today = reader
        .read(|catalogue| Ok(catalogue.summary()?.assessed_at.date_naive()))
        .await?;
    let (from, to) = period((from, to), today, step)?;
    let scope = scope_of(kind, province);
    let history = reader
        .read(move |catalogue| catalogue.state_history(&scope, from, to.min(today)))
        .await?;
    Ok(step
        .last_of_each(history, |counted| counted.day)
        .into_iter()
        .map(Into::into)
        .collect())
}
