//! The report of one organisation, to print: what it publishes, how that stands beside
//! others, and what to do first. For one without code it tells how to begin.

use askama::Template;
use chrono::{DateTime, Utc};
use poem::web::{Data, Path, Redirect};
use poem::{IntoResponse, Response, handler};

use super::account::Account;
use super::frame::{Contents, Frame};
use super::open_by_default::answer::{Figure, Figures, percent, percent_words};
use super::open_by_default::figures::Narrowed;
use super::organisation::alike::{self, Alike};
use super::organisation::answer::Facts;
use super::organisation::kin;
use super::organisation::standing::{FirstStep, first_steps, summary};
use super::show;
use crate::freshness::Freshness;
use crate::place::Place;
use crate::publishing::Known;
use crate::schema;
use crate::site::{Problem, Site};
use crate::texts::{Texts, number, text};
use crate::variables::BySlug;
use crate::variables::BySlugFields;
use crate::verdict::{Label, LicenceVerdict, Maintenance};

/// How one begins that publishes nothing yet, as texts name the steps.
const BEGINNING: &[&str] = &["choose", "publish", "account"];

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query", variables = "BySlug")]
struct Answer {
    catalogue: Contents,
    #[cynic(rename = "catalogue", alias)]
    freshness: Freshness,
    #[arguments(slug: $slug)]
    organisation: Option<Organisation>,
}

#[derive(cynic::QueryFragment)]
struct Organisation {
    #[cynic(spread)]
    facts: Facts,
    #[cynic(spread)]
    known: Known,
    accounts: Vec<Account>,
    open_by_default: Option<Figures>,
    #[arguments(sort: LAST_ACTIVITY, first: 6)]
    repositories: Latest,
}

/// The repositories with the latest activity.
#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "RepositoryConnection")]
struct Latest {
    total: u64,
    nodes: Vec<Repository>,
}

#[derive(cynic::QueryFragment)]
struct Repository {
    url: String,
    title: String,
    last_activity_at: Option<DateTime<Utc>>,
    maintenance: Maintenance,
    licence: LicenceVerdict,
}

/// Repositories of an organisation that have a value of the filter `openByDefault`.
#[derive(cynic::QueryVariables)]
struct Failing {
    slug: String,
    value: String,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query", variables = "Failing")]
struct FailingAnswer {
    #[arguments(filter: { organisation: [$slug], openByDefault: [$value] }, first: 6)]
    repositories: Names,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "RepositoryConnection")]
struct Names {
    total: u64,
    nodes: Vec<Name>,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Repository")]
struct Name {
    title: String,
}

#[derive(Template)]
#[template(path = "report.html")]
struct Report {
    frame: Frame,
    name: String,
    page: String,
    as_of: String,
    label: Label,
    summary: Vec<String>,
    since: Option<String>,
    /// What is told where no code is known.
    without_code: Option<String>,
    accounts: Vec<String>,
    repositories: Vec<Line>,
    more: Option<String>,
    figures: Vec<Standing>,
    /// Who it is compared with.
    peers: String,
    alike: Option<Alike>,
    steps: Vec<Step>,
    beginning: &'static [&'static str],
    /// The addresses of what this is taken from: what it is, and where.
    sources: Vec<(String, String)>,
}

struct Line {
    name: String,
    href: String,
    labels: Vec<Label>,
    day: Option<String>,
}

/// A figure beside that of others.
struct Standing {
    label: String,
    share: String,
    of: Option<String>,
    others: String,
    spread: Option<String>,
    /// Where it stands among them, in words.
    place: String,
}

/// A step with the repositories that it would move.
struct Step {
    step: FirstStep,
    names: String,
}

#[handler]
pub(crate) async fn serve(
    Path(slug): Path<String>,
    Data(site): Data<&Site>,
) -> poem::Result<Response> {
    let answer: Answer = site
        .api
        .query(BySlug::of(&slug))
        .await
        .map_err(Problem::from)?;
    let language = site.texts.language();
    let Some(organisation) = &answer.organisation else {
        return Err(Problem::NoOrganisation(slug).into());
    };
    // There is nothing to do for one that ended.
    if organisation.facts.ended.is_some() {
        let own = Place::OrganisationHistory(organisation.facts.slug.clone());
        let place = kin::successor(&organisation.facts).map_or(own, |successor| successor);
        return Ok(Redirect::permanent(place.path(language)).into_response());
    }
    if organisation.facts.slug != slug {
        let place = Place::Report(organisation.facts.slug.clone());
        return Ok(Redirect::permanent(place.path(language)).into_response());
    }
    show(report(site, answer).await)
}

async fn report(site: &Site, answer: Answer) -> Result<Report, Problem> {
    let texts = site.texts;
    let language = texts.language();
    let Some(organisation) = answer.organisation else {
        return Err(Problem::NoPage);
    };
    let (facts, known) = (organisation.facts, organisation.known);
    let counted = organisation
        .open_by_default
        .filter(|figures| figures.repositories > 0);
    let alike = match known.publishes() {
        true => None,
        false => alike::publishing(&facts, &site.api, texts).await?,
    };
    let accounts: Vec<String> = organisation.accounts.iter().map(Account::name).collect();
    let in_part = organisation.accounts.iter().any(Account::was_read);
    let mut steps = Vec::new();
    if let Some(figures) = &counted {
        let own = [facts.slug.clone()];
        for step in first_steps(figures, Narrowed::Organisations(&own), texts) {
            let names = names(site, &facts.slug, &step.failed_value).await?;
            steps.push(Step { step, names });
        }
    }
    let kind = facts.kind.key();
    let heading = texts.find(&format!("type-heading-{kind}")).unwrap_or(kind);
    let others = counted.as_ref().and_then(|figures| {
        let peers = figures.figures.first()?.peers.as_ref()?;
        (peers.others > 0).then_some(peers.others)
    });
    let place = Place::Report(facts.slug.clone());
    let title = texts.with("report-title", [("name", text(&facts.name))]);
    let what = texts.with("report-what", [("name", text(&facts.name))]);
    let latest = organisation.repositories;
    let more = latest.total.saturating_sub(latest.nodes.len() as u64);
    Ok(Report {
        // Every organisation has one, which repeats its page.
        frame: Frame::new(site, &place, None, title, Some(&answer.catalogue))
            .described(what)
            .unindexed(),
        page: Place::Organisation(facts.slug.clone()).path(language),
        as_of: answer.freshness.words(texts),
        label: known.label(texts),
        summary: summary(&known, counted.as_ref(), texts),
        since: known.since(texts),
        without_code: (!known.publishes()).then(|| known.sentence(&accounts, in_part, texts)),
        accounts,
        repositories: latest.nodes.iter().map(|one| one.line(texts)).collect(),
        more: (more > 0).then(|| texts.count("report-more", more)),
        figures: counted.as_ref().map_or_else(Vec::new, |figures| {
            let standing = |figure: &Figure| Standing::new(figure, texts);
            figures.figures.iter().map(standing).collect()
        }),
        peers: match others {
            Some(count) => texts.with(
                "report-peers",
                [("type", text(&heading)), ("count", number(count))],
            ),
            None => texts.with("report-peers-none", [("type", text(&heading))]),
        },
        alike,
        steps,
        beginning: BEGINNING,
        sources: sources(&facts, site),
        name: facts.name,
    })
}

/// The names of the repositories that a step would move; of many the first.
async fn names(site: &Site, slug: &str, value: &str) -> Result<String, Problem> {
    let asked = Failing {
        slug: slug.to_owned(),
        value: value.to_owned(),
    };
    let answer: FailingAnswer = site.api.query(asked).await?;
    let found = answer.repositories;
    let more = found.total.saturating_sub(found.nodes.len() as u64);
    let names: Vec<String> = found.nodes.into_iter().map(|one| one.title).collect();
    let names = names.join(", ");
    Ok(match more {
        0 => names,
        more => site.texts.with(
            "report-names",
            [("names", text(names)), ("count", number(more))],
        ),
    })
}

/// What all this is taken from, by whole addresses, as paper has no links.
fn sources(facts: &Facts, site: &Site) -> Vec<(String, String)> {
    let texts = site.texts;
    let address = |place: &Place| format!("{}{}", site.origin, place.path(texts.language()));
    vec![
        (
            texts.get("report-source-page"),
            address(&Place::Organisation(facts.slug.clone())),
        ),
        (
            texts.get("report-source-figures"),
            address(&Place::OpenByDefault),
        ),
        (
            texts.get("report-source-rules"),
            format!("{}#open-by-default", address(&Place::Help)),
        ),
    ]
}

impl Repository {
    fn line(&self, texts: Texts) -> Line {
        Line {
            name: self.title.clone(),
            href: Place::of_repository(&self.url).path(texts.language()),
            labels: vec![
                Label::of("licence", &self.licence.verdict.0, texts)
                    .naming(self.licence.spdx_id.as_deref()),
                Label::of("maintenance", &self.maintenance.status.0, texts),
            ],
            day: self.last_activity_at.map(|day| texts.day(day)),
        }
    }
}

impl Standing {
    fn new(figure: &Figure, texts: Texts) -> Self {
        let counts = &figure.counts;
        let peers = figure.peers.as_ref();
        let quartiles = peers.and_then(|peers| {
            let quartiles = [peers.lower_quartile?, peers.median?, peers.upper_quartile?];
            Some((peers.bodies, quartiles))
        });
        let place = match (counts.share.filter(|_| counts.enough), quartiles) {
            (None, _) => "report-place-few",
            (_, None) => "report-place-alone",
            (Some(share), Some((_, [lower, median, upper]))) => match share {
                share if share >= upper => "report-place-top",
                share if share >= median => "report-place-above",
                share if share >= lower => "report-place-below",
                _ => "report-place-bottom",
            },
        };
        let words = |share| text(percent_words(percent(share)));
        Self {
            label: texts.get(&format!("figure-{}", counts.figure.key())),
            share: counts.share_words(texts),
            of: counts.of_words(texts),
            others: peers.map_or_else(
                || texts.get("figure-nothing-counts"),
                |peers| peers.together.share_words(texts),
            ),
            spread: quartiles.map(|(bodies, [lower, median, upper])| {
                let values = [
                    ("bodies", number(bodies)),
                    ("median", words(median)),
                    ("lower", words(lower)),
                    ("upper", words(upper)),
                ];
                texts.with("peers", values)
            }),
            place: texts.get(place),
        }
    }
}
