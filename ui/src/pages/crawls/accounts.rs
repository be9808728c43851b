//! How fresh each account is: when it was last read, or since when it can't be.

use crate::pages::account::{Account, AccountView};
use crate::place::Place;
use crate::schema;
use crate::search::answer::PageInfo;
use crate::site::{Problem, Site};
use crate::texts::{Texts, number};
use crate::variables::{After, AfterFields};

/// The most pages of organisations that are read: 100 on each.
const MAX_PAGES: usize = 100;

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query", variables = "After")]
struct Answer {
    #[arguments(first: 100, after: $after)]
    organisations: Connection,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "OrganisationConnection")]
struct Connection {
    nodes: Vec<Organisation>,
    page_info: PageInfo,
}

#[derive(cynic::QueryFragment)]
struct Organisation {
    slug: String,
    name: String,
    accounts: Vec<Account>,
}

/// Every account of the registry.
pub(super) struct AccountsView {
    pub(super) count: String,
    pub(super) rows: Vec<Row>,
}

/// An account, with the page and the name of its organisation.
pub(super) struct Row {
    pub(super) account: AccountView,
    pub(super) href: String,
    pub(super) organisation: String,
}

/// Asks for every account.
pub(super) async fn of(site: &Site) -> Result<AccountsView, Problem> {
    let mut organisations = Vec::new();
    let mut after = None;
    for _ in 0..MAX_PAGES {
        let answer: Answer = site.api.query(After { after }).await?;
        let Connection { nodes, page_info } = answer.organisations;
        organisations.extend(nodes);
        after = page_info.next();
        if after.is_none() {
            break;
        }
    }
    Ok(AccountsView::new(organisations, site.texts))
}

impl AccountsView {
    fn new(organisations: Vec<Organisation>, texts: Texts) -> Self {
        let (mut read, mut unread, mut failing) = (0, 0, 0);
        let mut rows = Vec::new();
        for organisation in organisations {
            let href = Place::Organisation(organisation.slug).path(texts.language());
            for account in organisation.accounts {
                let was_read = account.was_read();
                let account = account.view(texts);
                match (&account.failed, was_read) {
                    (Some(_), _) => failing += 1,
                    (None, true) => read += 1,
                    (None, false) => unread += 1,
                }
                rows.push(Row {
                    account,
                    href: href.clone(),
                    organisation: organisation.name.clone(),
                });
            }
        }
        Self {
            count: texts.with(
                "crawls-accounts-count",
                [
                    ("read", number(read)),
                    ("unread", number(unread)),
                    ("failing", number(failing)),
                ],
            ),
            rows,
        }
    }
}
