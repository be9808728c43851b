//! The report of one crawl: each account, each forge and each problem.

use askama::Template;
use chrono::{DateTime, TimeDelta, Utc};
use poem::web::{Data, Path};
use poem::{Request, Response, handler};

use super::summary::{Summary, SummaryView, Tally, TallyView};
use crate::api::AskError;
use crate::enums::Outcome;
use crate::pages::frame::{Contents, Frame};
use crate::pages::show;
use crate::place::{Place, without_scheme};
use crate::schema;
use crate::search::answer::OrganisationName;
use crate::site::{Problem, Site};
use crate::texts::{Texts, text};

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query", variables = "ById")]
struct Answer {
    catalogue: Contents,
    #[arguments(id: $id)]
    node: Option<Node>,
}

#[derive(cynic::QueryVariables)]
struct ById {
    id: cynic::Id,
}

/// What has the identifier.
#[derive(cynic::InlineFragments)]
enum Node {
    CrawlRun(Report),
    #[cynic(fallback)]
    Other,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "CrawlRun")]
struct Report {
    #[cynic(spread)]
    summary: Summary,
    accounts: Vec<Account>,
    spending: Vec<Spending>,
    problems: Vec<Trouble>,
}

/// How it went for one account.
#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "AccountOutcome")]
struct Account {
    url: String,
    organisation: Option<OrganisationName>,
    outcome: Outcome,
    reason: Option<String>,
    tally: Tally,
    cost: Cost,
    ended_at: Option<DateTime<Utc>>,
}

#[derive(cynic::QueryFragment)]
struct Cost {
    requests: f64,
    points: f64,
    bytes: f64,
}

/// What was spent on one forge.
#[derive(cynic::QueryFragment)]
struct Spending {
    host: String,
    requests: u64,
    points: u64,
    bytes: f64,
    remaining: Option<u64>,
    waited_seconds: u64,
}

/// What went wrong, as the crawler wrote it: in English.
#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Problem")]
struct Trouble {
    subject: String,
    what: String,
    instead: String,
    advice: String,
}

#[derive(Template)]
#[template(path = "crawl.html")]
struct ReportPage {
    frame: Frame,
    summary: SummaryView,
    accounts: Vec<AccountView>,
    spending: Vec<SpendingView>,
    problems_title: String,
    problems: Vec<Trouble>,
}

/// An account, as a row.
struct AccountView {
    url: String,
    name: String,
    /// Name and page.
    organisation: Option<(String, String)>,
    outcome: String,
    reason: Option<String>,
    tally: TallyView,
    requests: String,
    points: String,
    size: String,
    ended: Option<String>,
}

/// A forge, as a row.
struct SpendingView {
    host: String,
    requests: String,
    points: String,
    size: String,
    remaining: Option<String>,
    waited: String,
}

#[handler]
pub(crate) async fn serve(
    request: &Request,
    Path(id): Path<String>,
    Data(site): Data<&Site>,
) -> poem::Result<Response> {
    show(page(site, &id, request.uri().query()).await)
}

async fn page(site: &Site, id: &str, query: Option<&str>) -> Result<ReportPage, Problem> {
    let texts = site.texts;
    let (contents, report) = match site.api.query(ById { id: id.into() }).await {
        Ok(Answer {
            catalogue,
            node: Some(Node::CrawlRun(report)),
        }) => (catalogue, report),
        Ok(_) | Err(AskError::Refused(_)) => return Err(Problem::NoCrawl),
        Err(AskError::Failed(error)) => return Err(Problem::Unavailable(error)),
    };
    let summary = report.summary.view(texts);
    let title = texts.with("crawl-title", [("moment", text(&summary.started))]);
    let place = report.summary.place();
    Ok(ReportPage {
        frame: Frame::new(site, &place, query, title, Some(&contents)),
        summary,
        accounts: report
            .accounts
            .into_iter()
            .map(|account| account.view(texts))
            .collect(),
        spending: report
            .spending
            .into_iter()
            .map(|spending| spending.view(texts))
            .collect(),
        problems_title: texts.count("crawl-problems-title", report.problems.len() as u64),
        problems: report.problems,
    })
}

impl Account {
    fn view(self, texts: Texts) -> AccountView {
        AccountView {
            name: without_scheme(&self.url).to_owned(),
            organisation: self.organisation.map(|organisation| {
                let place = Place::Organisation(organisation.slug);
                (organisation.name, place.path(texts.language()))
            }),
            outcome: texts.get(&format!("outcome-{}", self.outcome.key())),
            reason: self.reason,
            tally: self.tally.view(texts),
            requests: texts.decimal(self.cost.requests),
            points: texts.decimal(self.cost.points),
            size: texts.size(self.cost.bytes),
            ended: self.ended_at.map(|at| texts.moment(at)),
            url: self.url,
        }
    }
}

impl Spending {
    fn view(self, texts: Texts) -> SpendingView {
        let waited = i64::try_from(self.waited_seconds).unwrap_or(i64::MAX);
        SpendingView {
            requests: texts.number(self.requests),
            points: texts.number(self.points),
            size: texts.size(self.bytes),
            remaining: self.remaining.map(|points| texts.number(points)),
            waited: texts.duration(TimeDelta::try_seconds(waited).unwrap_or(TimeDelta::MAX)),
            host: self.host,
        }
    }
}
