//! The feed of one member, at an address that is a secret: what happened to what they follow.
//! Whoever has the address reads it, so no cache keeps it, and no page of another site.

use bronwijzer_graphql::caching::Reply;
use chrono::{DateTime, Utc};
use poem::web::{Data, Path};
use poem::{IntoResponse, Request, Response, handler};

use super::atom;
use super::news::Item;
use super::{ATOM, ENTRIES};
use crate::community::answer::Named;
use crate::enums::{NewsKind, NewsReason};
use crate::place::Place;
use crate::schema;
use crate::site::{Problem, Site};
use crate::texts::Texts;

#[derive(cynic::QueryVariables)]
struct BySecret {
    feed: String,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query", variables = "BySecret")]
struct Answer {
    #[arguments(feed: $feed)]
    news: Option<Vec<News>>,
}

#[derive(cynic::QueryFragment)]
struct News {
    at: DateTime<Utc>,
    kind: NewsKind,
    repository: Option<Repository>,
    organisation: Option<Named>,
    statement: Option<Statement>,
    because: NewsReason,
}

#[derive(cynic::QueryFragment)]
struct Repository {
    url: String,
    title: String,
    path: String,
    organisation: Option<Named>,
}

#[derive(cynic::QueryFragment)]
struct Statement {
    id: cynic::Id,
}

#[handler]
pub(crate) async fn serve(
    request: &Request,
    Path(secret): Path<String>,
    Data(site): Data<&Site>,
) -> poem::Result<Response> {
    let texts = site.texts;
    let language = texts.language();
    let feed = secret.clone();
    let answer: Answer = site
        .api
        .query(BySecret { feed })
        .await
        .map_err(Problem::from)?;
    let news = answer.news.ok_or(Problem::NoPage)?;
    let base_url = site.base_url.of(request);
    let place = Place::OwnFeed(secret);
    let about = atom::About {
        title: format!("{} – {}", texts.get("site-name"), texts.get("feed-own")),
        subtitle: texts.get("feed-own-what"),
        itself: format!("{base_url}{}", place.path(language)),
        translated: format!("{base_url}{}", place.path(language.other())),
        page: format!("{base_url}{}", Place::Own.path(language)),
        name: place.path(language),
        judged_at: Utc::now(),
    };
    let items = news.iter().take(ENTRIES);
    let items = items.filter_map(|news| news.item(&base_url, texts));
    let xml = atom::write(&about, items.collect(), texts)
        .map_err(|error| Problem::Unavailable(error.to_string()))?;
    let response = Response::builder().content_type(ATOM).body(xml);
    Ok(Reply::Private(response).into_response())
}

impl News {
    /// As an entry; `None` of what is about nothing.
    fn item(&self, base_url: &str, texts: Texts) -> Option<Item> {
        let language = texts.language();
        let kind = self.kind.key().replace('-', "_");
        let what = texts.get(&format!("mail-news-{kind}"));
        let because = texts.get(&format!("mail-because-{}", self.because.key()));
        let repository = self.repository.as_ref();
        let (name, place, owner) = match (repository, &self.organisation) {
            (Some(one), _) => {
                let owner = one.organisation.as_ref();
                let owner = owner.map_or(&one.path, |owner| &owner.name);
                (&one.title, Place::of_repository(&one.url), owner)
            }
            (None, Some(one)) => (&one.name, Place::Organisation(one.slug.clone()), &one.name),
            (None, None) => return None,
        };
        let said = self.statement.as_ref();
        let said = said.map(|said| Place::Statement(said.id.inner().to_owned()));
        let page = said.unwrap_or(place);
        Some(Item {
            name: format!(
                "own {kind} {} {}",
                page.path(language),
                self.at.to_rfc3339()
            ),
            at: self.at,
            title: format!("{name}: {}", what.trim_end_matches('.')),
            summary: format!("{what} {because}"),
            page: format!("{base_url}{}", page.path(language)),
            forge: repository.map(|one| one.url.clone()),
            owner: owner.clone(),
            category: (kind, what),
        })
    }
}
