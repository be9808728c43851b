//! Repositories side by side, so that a visitor sees at a glance where they differ.

mod rows;

use askama::Template;
use poem::web::Data;
use poem::{Request, Response, handler};
use url::form_urlencoded;

use super::frame::{Contents, Frame};
use super::show;
use crate::api::AskError;
use crate::place::{Place, without_scheme};
use crate::schema;
use crate::search::parameters::{COMPARED, MAX_COMPARED, SearchParameters};
use crate::site::{Problem, Site};
use crate::texts::{Texts, number, text};
use crate::variables::{ByUrl, ByUrlFields};
use rows::{Compared, Group, groups};

/// The longest address that is looked for, in bytes.
const MAX_ADDRESS: usize = 500;

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query")]
struct Catalogue {
    catalogue: Contents,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query", variables = "ByUrl")]
struct Answer {
    #[arguments(url: $url)]
    repository: Option<Compared>,
}

#[derive(Template)]
#[template(path = "compare.html")]
struct ComparePage {
    frame: Frame,
    /// What of the address could not be compared, and why.
    messages: Vec<String>,
    columns: Vec<Column>,
    groups: Vec<Group>,
    /// How the rows that differ are marked, and how many there are.
    differences: String,
    /// What there is no room for any more.
    is_full: bool,
    /// A search that keeps what was picked.
    pick: String,
    action: String,
    field: &'static str,
}

/// The head of a repository's column.
struct Column {
    href: String,
    title: String,
    path: String,
    /// The same comparison without it.
    without: String,
    address: String,
}

#[handler]
pub(crate) async fn serve(request: &Request, Data(site): Data<&Site>) -> poem::Result<Response> {
    show(page(site, request.uri().query().unwrap_or_default()).await)
}

async fn page(site: &Site, query: &str) -> Result<ComparePage, Problem> {
    let texts = site.texts;
    let language = texts.language();
    let Catalogue { catalogue } = site.api.query(()).await?;
    let (asked, mut messages) = asked(query, texts);
    let mut found: Vec<Compared> = Vec::new();
    for address in &asked {
        match read(site, address).await? {
            None => messages.push(about("compare-unknown", address, texts)),
            Some(one) if one.is_gone() => messages.push(about("compare-gone", address, texts)),
            Some(one)
                if found
                    .iter()
                    .any(|other| other.identity.url == one.identity.url) =>
            {
                messages.push(about("compare-double", address, texts));
            }
            Some(one) => found.push(one),
        }
    }
    let addresses: Vec<String> = found
        .iter()
        .map(|one| one.identity.address().to_owned())
        .collect();
    let columns: Vec<Column> = found
        .iter()
        .map(|one| column(one, &addresses, texts))
        .collect();
    let groups = groups(&found, texts);
    let differing = groups.iter().flat_map(|group| &group.rows);
    let differing = differing.filter(|row| row.differs).count();
    let titles: Vec<&str> = found.iter().map(|one| one.identity.title()).collect();
    let title = match titles.as_slice() {
        [] => texts.get("compare-title"),
        titles => texts.with("compare-title-of", [("names", text(titles.join(", ")))]),
    };
    let query = compared(&addresses);
    Ok(ComparePage {
        frame: Frame::new(site, &Place::Compare, Some(&query), title, Some(&catalogue)).unindexed(),
        differences: texts.count("compare-differences", differing as u64),
        is_full: found.len() >= MAX_COMPARED,
        pick: picking(addresses).address(&Place::Search.path(language)),
        action: Place::Compare.path(language),
        field: COMPARED,
        messages,
        columns,
        groups,
    })
}

/// The addresses that are asked for, each once and as many as there is room for, and what
/// there is to say of others.
fn asked(query: &str, texts: Texts) -> (Vec<String>, Vec<String>) {
    let mut asked: Vec<String> = Vec::new();
    let mut messages = Vec::new();
    let mut too_many = 0;
    for (_, value) in form_urlencoded::parse(query.as_bytes()).filter(|(name, _)| name == COMPARED)
    {
        let address = without_scheme(value.trim());
        if address.is_empty() {
            continue;
        }
        if asked.iter().any(|known| known == address) {
            messages.push(about("compare-double", address, texts));
        } else if asked.len() == MAX_COMPARED {
            too_many += 1;
        } else {
            asked.push(address.to_owned());
        }
    }
    if too_many > 0 {
        let chosen = number((MAX_COMPARED + too_many) as u64);
        let limit = number(MAX_COMPARED as u64);
        messages.push(texts.with("compare-too-many", [("count", chosen), ("limit", limit)]));
    }
    // Who asks for one twice dozens of times is told once.
    messages.dedup();
    messages.truncate(MAX_COMPARED);
    (asked, messages)
}

/// The repository at an address, as people write it; `None` for what is none.
async fn read(site: &Site, address: &str) -> Result<Option<Compared>, Problem> {
    if address.len() > MAX_ADDRESS {
        return Ok(None);
    }
    match site.api.query::<Answer, _>(ByUrl::of(address)).await {
        Ok(answer) => Ok(answer.repository),
        Err(AskError::Refused(_)) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

fn about(key: &str, address: &str, texts: Texts) -> String {
    let shown: String = address.chars().take(100).collect();
    texts.with(key, [("address", text(shown))])
}

fn column(one: &Compared, addresses: &[String], texts: Texts) -> Column {
    let address = one.identity.address().to_owned();
    let others = addresses.iter().filter(|other| **other != address);
    let others: Vec<String> = others.cloned().collect();
    let path = Place::Compare.path(texts.language());
    Column {
        href: Place::of_repository(&one.identity.url).path(texts.language()),
        title: one.identity.title().to_owned(),
        path: one.path.clone(),
        without: match compared(&others) {
            query if query.is_empty() => path,
            query => format!("{path}?{query}"),
        },
        address,
    }
}

/// The query part of the address that compares these, the same for the same ones in any
/// order.
fn compared(addresses: &[String]) -> String {
    let mut sorted: Vec<&String> = addresses.iter().collect();
    sorted.sort();
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(sorted.into_iter().map(|address| (COMPARED, address)));
    query.finish()
}

/// A search in which these are picked.
fn picking(compared: Vec<String>) -> SearchParameters {
    SearchParameters {
        compared,
        ..SearchParameters::default()
    }
}
