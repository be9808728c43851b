//! The reports of crawls, newest first, and the crawl that is running.

mod live;
pub(crate) mod report;
mod summary;

use askama::Template;
use chrono::{DateTime, Utc};
use poem::web::Data;
use poem::{Request, Response, handler};

use super::frame::{Contents, Frame};
use super::show;
use crate::assets;
use crate::place::Place;
use crate::schema;
use crate::search::answer::PageInfo;
use crate::search::parameters::SearchParameters;
use crate::search::view::Paging;
use crate::site::{Problem, Site};
use crate::texts::Texts;
use crate::variables::{After, AfterFields};
use live::{LiveCrawl, LiveView};
use summary::{Summary, SummaryView};

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
    paging: Paging,
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
    show(page(site, request.uri().query(), Utc::now()).await)
}

async fn page(site: &Site, query: Option<&str>, now: DateTime<Utc>) -> Result<Crawls, Problem> {
    let texts = site.texts;
    let place = Place::Crawls;
    // There is nothing to search: only the place in the list counts.
    let parameters = SearchParameters {
        after: SearchParameters::read(query.unwrap_or_default(), texts)
            .0
            .after,
        ..SearchParameters::default()
    };
    let answer: Answer = site
        .api
        .query(After {
            after: parameters.after.clone(),
        })
        .await
        .map_err(|error| Problem::of_search(error, &place, &parameters))?;
    let runs = answer.crawl_runs;
    let title = texts.get("crawls-title");
    Ok(Crawls {
        frame: Frame::new(site, &place, query, title, Some(&answer.catalogue)),
        script: assets::address("crawls.js"),
        live: LiveView::new(answer.live_crawl.as_ref(), now, texts),
        count: texts.count("crawls-count", runs.total),
        runs: runs.nodes.iter().map(|run| run.view(texts)).collect(),
        paging: Paging::new(&parameters, runs.page_info, &place.path(texts.language())),
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
