//! `publishers.yml`, as the Italian crawler of publiccode.yml reads it: who publishes, and
//! under which accounts.
//! Source: `common/publisher.go` in <https://github.com/italia/publiccode-crawler>.

use std::fmt::Write;
use std::sync::LazyLock;

use bronwijzer_graphql::OwnQuery;
use poem::web::Data;
use poem::{Request, Response, handler};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::cached;
use crate::site::{Problem, Site};

/// Where it is.
pub(crate) const PATH: &str = "/publishers.yml";

static QUERY: LazyLock<OwnQuery> = LazyLock::new(|| {
    let query = "query Publishers($after: String) { list: organisations(first: 100, \
        publishing: [PUBLISHES, DECLARED_CLOSED, NOTHING_KNOWN, NOT_READ], after: $after) { \
        nodes { tooi slug name accounts { url } singleRepositories } \
        pageInfo { hasNextPage endCursor } } }";
    OwnQuery::new(query.to_owned())
});

/// Somebody who publishes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Publisher {
    /// By which it is known, elsewhere too where that can be.
    pub id: String,
    /// Its official name.
    pub name: String,
    /// The addresses of its accounts.
    pub accounts: Vec<String>,
    /// The addresses of single repositories of it under accounts of others.
    pub repositories: Vec<String>,
}

/// Writes the list.
pub fn list(publishers: impl IntoIterator<Item = Publisher>) -> String {
    // What JSON writes is YAML too.
    let quoted = |text: &str| Value::from(text).to_string();
    let mut list = String::from("---\n");
    for publisher in publishers {
        let _ = writeln!(list, "- id: {}", quoted(&publisher.id));
        let _ = writeln!(list, "  name: {}", quoted(&publisher.name));
        let addresses = [
            ("orgs", &publisher.accounts),
            ("repos", &publisher.repositories),
        ];
        for (key, addresses) in addresses.iter().filter(|(_, all)| !all.is_empty()) {
            let _ = writeln!(list, "  {key}:");
            for address in *addresses {
                let _ = writeln!(list, "    - {}", quoted(address));
            }
        }
    }
    list
}

#[derive(Deserialize)]
struct Answer {
    list: Organisations,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Organisations {
    nodes: Vec<Organisation>,
    page_info: PageInfo,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PageInfo {
    has_next_page: bool,
    end_cursor: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Organisation {
    tooi: Option<String>,
    slug: String,
    name: String,
    accounts: Vec<Account>,
    single_repositories: Vec<String>,
}

#[derive(Deserialize)]
struct Account {
    url: String,
}

impl Organisation {
    /// `None` for one without an account of its own.
    fn publisher(self) -> Option<Publisher> {
        let urls = self.accounts.into_iter().map(|account| account.url);
        let (repositories, accounts): (Vec<String>, Vec<String>) =
            urls.partition(|url| self.single_repositories.contains(url));
        (!accounts.is_empty() || !repositories.is_empty()).then(|| Publisher {
            id: self.tooi.unwrap_or(self.slug),
            name: self.name,
            accounts,
            repositories,
        })
    }
}

#[handler]
pub(crate) async fn serve(request: &Request, Data(site): Data<&Site>) -> poem::Result<Response> {
    Ok(read(request, site).await?)
}

async fn read(request: &Request, site: &Site) -> Result<Response, Problem> {
    let mut publishers = Vec::new();
    let mut after: Option<String> = None;
    loop {
        let answer: Answer = site.api.ask(&QUERY, json!({ "after": after })).await?;
        let page = answer.list;
        publishers.extend(page.nodes.into_iter().filter_map(Organisation::publisher));
        after = page.page_info.end_cursor;
        if !page.page_info.has_next_page || after.is_none() {
            break;
        }
    }
    let text = list(publishers);
    Ok(cached::answer(request, "application/yaml", text))
}
