//! The home page: where a visitor begins.

mod answer;
mod view;

use askama::Template;
use poem::web::{Data, Redirect};
use poem::{IntoResponse, Request, Response, handler};
use url::form_urlencoded;

use bronwijzer_graphql::caching::{Caching, Reply};

use super::frame::Frame;
use super::show;
use crate::place::Place;
use crate::search::parameters::{SearchParameters, is_search};
use crate::search::view::SearchForm;
use crate::site::{Problem, Site};
use crate::texts::Texts;
use answer::Answer;
use view::HomeView;

#[derive(Template)]
#[template(path = "home.html")]
struct Home {
    frame: Frame,
    form: SearchForm,
    /// Searches to begin with.
    examples: Vec<(String, String)>,
    /// What there is; `None` while there is nothing.
    home: Option<HomeView>,
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
        form: SearchForm {
            label: texts.get("home-search-label"),
            ..SearchForm::new(&SearchParameters::default(), &Place::Search, texts)
        },
        examples: examples(texts),
        home: (!answer.catalogue.is_empty()).then(|| HomeView::new(answer, texts)),
    })
}

/// Each example as its words and where it leads.
fn examples(texts: Texts) -> Vec<(String, String)> {
    let search = Place::Search.path(texts.language());
    let words = texts.get("home-examples");
    let example = |words: &str| {
        let query: String = form_urlencoded::byte_serialize(words.as_bytes()).collect();
        (words.to_owned(), format!("{search}?q={query}"))
    };
    words.split(", ").map(example).collect()
}
