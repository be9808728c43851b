//! The home page: where a visitor begins.

use askama::Template;
use poem::web::{Data, Redirect};
use poem::{IntoResponse, Request, Response, handler};

use bronwijzer_graphql::caching::{Caching, Reply};

use super::frame::{Contents, Frame};
use super::show;
use crate::place::Place;
use crate::schema;
use crate::search::parameters::{SearchParameters, is_search};
use crate::search::view::SearchForm;
use crate::site::{Problem, Site};

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query")]
struct Answer {
    catalogue: Contents,
}

#[derive(Template)]
#[template(path = "home.html")]
struct Home {
    frame: Frame,
    form: SearchForm,
    /// How much there is to find; `None` while there is nothing.
    counts: Option<String>,
}

/// Searches had their address here once: they are at the page of results for good.
#[handler]
pub(crate) async fn serve(request: &Request, Data(site): Data<&Site>) -> poem::Result<Response> {
    let query = request.uri().query().unwrap_or_default();
    if is_search(query) {
        let path = Place::Search.path(site.texts.language());
        let response = Redirect::moved_permanent(format!("{path}?{query}")).into_response();
        return Ok(Reply::Public(response, Caching::Revalidated).into_response());
    }
    show(page(site).await)
}

async fn page(site: &Site) -> Result<Home, Problem> {
    let texts = site.texts;
    let answer: Answer = site.api.query(()).await?;
    let title = texts.get("home-title");
    Ok(Home {
        frame: Frame::new(site, &Place::Home, None, title, Some(&answer.catalogue)),
        form: SearchForm::new(&SearchParameters::default(), &Place::Search, texts),
        counts: (!answer.catalogue.is_empty()).then(|| answer.catalogue.counts(texts)),
    })
}
