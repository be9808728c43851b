//! The reports of crawls, newest first, and the crawl that is running.

mod accounts;
mod live;
pub(crate) mod report;
mod summary;

use askama::Template;
use chrono::{DateTime, Utc};
use poem::web::Data;
use poem::{Request, Response, handler};
use url::form_urlencoded;

use super::frame::{Contents, Frame};
use super::show;
use crate::api::AskError;
use crate::assets;
use crate::page_cache::OfThisMoment;
use crate::place::Place;
use crate::schema;
use crate::search::answer::PageInfo;
use crate::search::parameters::{Mistake, SearchParameters};
use crate::site::{Problem, Site};
use crate::texts::Texts;
use crate::variables::{After, AfterFields};
use accounts::AccountsView;
use live::{LiveCrawl, LiveView};
use summary::{Summary, SummaryView};

/// The parameter with the cursor that the list goes on after.
const AFTER: &str = "after";

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query", variables = "After")]
struct Answer {
    catalogue: Contents,
    live_crawl: Option<LiveCrawl>,
    #[arguments(first: 20, after: $after)]
    crawl_runs: Connection,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "CrawlRunConnection")]
struct Connection {
    total: u64,
    nodes: Vec<Run>,
    page_info: PageInfo,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "CrawlRun")]
struct Run {
    #[cynic(spread)]
    summary: Summary,
    spending: Vec<Spending>,
    problems: Vec<Subject>,
}

#[derive(cynic::QueryFragment)]
struct Spending {
    requests: u64,
    points: u64,
}

/// A problem; the list only counts them.
#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Problem")]
struct Subject {
    #[cynic(rename = "subject")]
    _subject: String,
}

#[derive(Template)]
#[template(path = "crawls.html")]
struct Crawls {
    frame: Frame,
    script: String,
    live: LiveView,
    count: String,
    runs: Vec<RunView>,
    /// Where the list goes on, and where it begins.
    next: Option<String>,
    start: Option<String>,
    /// On the first page alone.
    accounts: Option<AccountsView>,
}

/// One report, as a row.
struct RunView {
    summary: SummaryView,
    requests: String,
    points: String,
    problems: String,
}

#[handler]
pub(crate) async fn serve(request: &Request, Data(site): Data<&Site>) -> poem::Result<Response> {
    let mut response = show(page(site, request.uri().query(), Utc::now()).await)?;
    response.extensions_mut().insert(OfThisMoment);
    Ok(response)
}

async fn page(site: &Site, query: Option<&str>, now: DateTime<Utc>) -> Result<Crawls, Problem> {
    let texts = site.texts;
    let place = Place::Crawls;
    let query_pairs = form_urlencoded::parse(query.unwrap_or_default().as_bytes());
    let mut cursors = query_pairs.filter(|(name, value)| name == AFTER && !value.is_empty());
    let after = cursors.next().map(|(_, cursor)| cursor.into_owned());
    let is_first = after.is_none();
    let answer: Answer = match site.api.query(After { after }).await {
        Err(AskError::Refused(_)) => {
            let mistakes = vec![Mistake::NoSuchPage];
            return Err(Problem::mistaken(
                place,
                &SearchParameters::default(),
                mistakes,
            ));
        }
        answer => answer?,
    };
    let runs = answer.crawl_runs;
    let accounts = match is_first {
        true => Some(accounts::of(site).await?),
        false => None,
    };
    let title = texts.get("crawls-title");
    Ok(Crawls {
        frame: Frame::new(site, &place, query, title, Some(&answer.catalogue)),
        script: assets::address("crawls.js"),
        live: LiveView::new(answer.live_crawl.as_ref(), now, texts),
        count: texts.count("crawls-count", runs.total),
        runs: runs.nodes.iter().map(|run| run.view(texts)).collect(),
        accounts,
        start: (!is_first).then(|| place.path(texts.language())),
        next: runs.page_info.next().map(|cursor| {
            let mut query = form_urlencoded::Serializer::new(String::new());
            query.append_pair(AFTER, &cursor);
            format!("{}?{}", place.path(texts.language()), query.finish())
        }),
    })
}

impl Run {
    fn view(&self, texts: Texts) -> RunView {
        let sum = |part: fn(&Spending) -> u64| texts.number(self.spending.iter().map(part).sum());
        RunView {
            summary: self.summary.view(texts),
            requests: sum(|spending| spending.requests),
            points: sum(|spending| spending.points),
            problems: texts.number(self.problems.len() as u64),
        }
    }
}
