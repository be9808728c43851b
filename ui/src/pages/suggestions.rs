//! Suggestions while a visitor types in the search field, for its script.

use bronwijzer_graphql::caching::Caching;
use poem::http::StatusCode;
use poem::web::{Data, Json, Query};
use poem::{IntoResponse, Response, handler};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::place::{Place, without_scheme};
use crate::search::parameters::SearchParameters;
use crate::site::Site;
use crate::texts::Texts;
use crate::verdict::EnumName;

const QUERY: &str = include_str!("../queries/suggestions.graphql");

/// For how long a browser may use an answer again, in seconds: who takes back a
/// letter sees what was there before.
const KEEP: Caching = Caching::Public {
    max_age: 60,
    stale: 0,
};

#[derive(Deserialize)]
pub(crate) struct Typed {
    #[serde(default)]
    q: String,
}

#[derive(Deserialize)]
struct Answer {
    suggestions: Vec<Suggestion>,
}

#[derive(Deserialize)]
struct Suggestion {
    kind: EnumName,
    text: String,
    url: Option<String>,
    slug: Option<String>,
    query: Option<String>,
}

/// What the script gets.
#[derive(Serialize)]
struct Suggestions {
    /// How many there are, in words.
    count: String,
    suggestions: Vec<SuggestionView>,
}

#[derive(Serialize)]
struct SuggestionView {
    text: String,
    /// What it is, and where.
    what: String,
    href: String,
}

#[handler]
pub(crate) async fn serve(Query(typed): Query<Typed>, Data(site): Data<&Site>) -> Response {
    let texts = site.texts;
    match site.api.ask(QUERY, json!({ "typed": typed.q })).await {
        Ok(Answer { suggestions }) => {
            let suggestions: Vec<_> = suggestions
                .into_iter()
                .map(|suggestion| suggestion.view(texts))
                .collect();
            let count = texts.count("suggestions-count", suggestions.len() as u64);
            let answer = Json(Suggestions { count, suggestions });
            let mut response = answer.into_response();
            KEEP.put_on(&mut response);
            response
        }
        Err(error) => {
            tracing::error!("suggestions could not be loaded: {error}");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}

impl Suggestion {
    fn view(self, texts: Texts) -> SuggestionView {
        let language = texts.language();
        let kind = texts.get(&format!("suggestion-{}", self.kind.key()));
        let (what, href) = match (&self.url, self.slug) {
            (Some(url), _) => (
                format!("{kind}: {}", without_scheme(url)),
                Place::of_repository(url).path(language),
            ),
            (None, Some(slug)) => (kind, Place::Organisation(slug).path(language)),
            (None, None) => {
                let query = self.query.unwrap_or_default();
                let parameters = SearchParameters::default().with_query(&query);
                (kind, parameters.address(&Place::Overview.path(language)))
            }
        };
        SuggestionView {
            text: self.text,
            what,
            href,
        }
    }
}
