//! GitHub's search of code, which only its REST API has.

use serde::Deserialize;
use url::form_urlencoded;

use super::client::Client;
use crate::address::RepositoryUrl;
use crate::forge::{ForgeError, PubliccodeHit};
use crate::organisation::TooiUri;

/// Hits on a page, and pages that GitHub shows at most: a thousand hits.
const PER_PAGE: usize = 100;
const MOST_PAGES: u64 = 10;

#[derive(Deserialize)]
struct Page {
    items: Vec<Hit>,
}

#[derive(Deserialize)]
struct Hit {
    repository: Repository,
    /// The lines around what was found.
    #[serde(default)]
    text_matches: Vec<Fragment>,
}

#[derive(Deserialize)]
struct Fragment {
    #[serde(default)]
    fragment: String,
}

#[derive(Deserialize)]
struct Repository {
    html_url: String,
    owner: Option<Owner>,
}

#[derive(Deserialize)]
struct Owner {
    #[serde(rename = "type")]
    kind: Option<String>,
}

impl Hit {
    fn read(self) -> Option<PubliccodeHit> {
        let repository: RepositoryUrl = self.repository.html_url.parse().ok()?;
        let kind = self.repository.owner.and_then(|owner| owner.kind);
        let mut fragments = self.text_matches.iter();
        Some(PubliccodeHit {
            repository,
            by_organisation: kind.map(|kind| kind == "Organization"),
            tooi: fragments.find_map(|found| TooiUri::first_in(&found.fragment)),
        })
    }
}

/// The repositories whose publiccode.yml holds these words.
pub(super) async fn publiccode(
    client: &Client,
    words: &str,
    max_requests: u64,
) -> Result<Vec<PubliccodeHit>, ForgeError> {
    let query = format!("{words} filename:publiccode.yml");
    let mut found: Vec<PubliccodeHit> = Vec::new();
    for page in 1..=MOST_PAGES.min(max_requests) {
        let parameters = form_urlencoded::Serializer::new(String::new())
            .append_pair("q", &query)
            .append_pair("per_page", &PER_PAGE.to_string())
            .append_pair("page", &page.to_string())
            .finish();
        let answer = client
            .search_page(&format!("/search/code?{parameters}"))
            .await?;
        let answer: Page =
            serde_json::from_value(answer).map_err(|error| ForgeError::Unreadable {
                host: client.host().clone(),
                message: format!("the hits of a search can't be read: {error}"),
            })?;
        let hits = answer.items.len();
        found.extend(answer.items.into_iter().filter_map(Hit::read));
        if hits < PER_PAGE {
            break;
        }
    }
    found.sort();
    found.dedup();
    Ok(found)
}
