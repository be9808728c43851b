//! Suggestions while a visitor types in the search field, for its script.

use bronwijzer_graphql::caching::{Caching, Reply};
use poem::http::StatusCode;
use poem::web::{Data, Json, Query};
use poem::{IntoResponse, Response, handler};
use serde::{Deserialize, Serialize};

use crate::enums::SuggestionKind;
use crate::place::{Place, without_scheme};
use crate::schema;
use crate::search::parameters::SearchParameters;
use crate::site::Site;
use crate::texts::Texts;

/// For how long a browser may use an answer again, in seconds: who takes back a
/// letter sees what was there before.
const KEEP: Caching = Caching::Shared {
    max_age: 60,
    stale: 0,
};

#[derive(Deserialize)]
pub(crate) struct Typed {
    #[serde(default)]
    q: String,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query", variables = "Prefix")]
struct Answer {
    #[arguments(prefix: $prefix)]
    suggestions: Vec<Suggestion>,
}

#[derive(cynic::QueryFragment)]
struct Suggestion {
    kind: SuggestionKind,
    text: String,
    url: Option<String>,
    slug: Option<String>,
    query: Option<String>,
}

/// What was typed so far.
#[derive(cynic::QueryVariables)]
struct Prefix {
    prefix: String,
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
    match site.api.query(Prefix { prefix: typed.q }).await {
        Ok(Answer { suggestions }) => {
            let suggestions: Vec<_> = suggestions
                .into_iter()
                .map(|suggestion| suggestion.view(texts))
                .collect();
            let count = texts.count("suggestions-count", suggestions.len() as u64);
            let answer = Json(Suggestions { count, suggestions });
            Reply::Public(answer.into_response(), KEEP).into_response()
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
                (kind, parameters.address(&Place::Search.path(language)))
            }
        };
        SuggestionView {
            text: self.text,
            what,
            href,
        }
    }
}
