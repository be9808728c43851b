//! GitHub's search of code, which only its REST API has.

use serde::Deserialize;
use url::form_urlencoded;

use super::client::Client;
use crate::address::RepositoryUrl;
use crate::forge::ForgeError;

/// Hits on a page, and pages that GitHub shows at most: a thousand hits.
const PER_PAGE: usize = 100;
const MOST_PAGES: usize = 10;

#[derive(Deserialize)]
struct Page {
    items: Vec<Hit>,
}

#[derive(Deserialize)]
struct Hit {
    repository: Repository,
}

#[derive(Deserialize)]
struct Repository {
    html_url: String,
}

/// The repositories whose publiccode.yml holds these words.
pub(super) async fn publiccode(
    client: &Client,
    words: &str,
) -> Result<Vec<RepositoryUrl>, ForgeError> {
    let query = format!("{words} filename:publiccode.yml");
    let mut found: Vec<RepositoryUrl> = Vec::new();
    for page in 1..=MOST_PAGES {
        let parameters = form_urlencoded::Serializer::new(String::new())
            .append_pair("q", &query)
            .append_pair("per_page", &PER_PAGE.to_string())
            .append_pair("page", &page.to_string())
            .finish();
        let answer = client
            .get_json(&format!("/search/code?{parameters}"))
            .await?;
        let answer: Page =
            serde_json::from_value(answer).map_err(|error| ForgeError::Unreadable {
                host: client.host().clone(),
                message: format!("the hits of a search can't be read: {error}"),
            })?;
        let hits = answer.items.len();
        let urls = answer.items.iter();
        let urls = urls.filter_map(|hit| hit.repository.html_url.parse().ok());
        found.extend(urls);
        if hits < PER_PAGE {
            break;
        }
    }
    found.sort();
    found.dedup();
    Ok(found)
}
