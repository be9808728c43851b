//! What accounts hold, and where a project is now.

use serde_json::{Map, Value, json};

use super::client::{Client, encoded, project_at};
use super::documents;
use super::response::{Group, ListedProject, PUBLIC, RestProject};
use crate::address::{AccountUrl, ForgeHost, RepositoryId, RepositoryUrl};
use crate::forge::graphql_response::GraphQlResponse;
use crate::forge::item::Item;
use crate::forge::rate_limiter::Size;
use crate::forge::{
    ForgeError, Incomplete, ListRequest, Listed, Listing, Located, Owner, RepositoryRequest,
};
use crate::observation::Counts;
use crate::sink::ListedFacts;

/// What a project's global id begins with; its number follows.
const GLOBAL_ID: &str = "gid://gitlab/Project/";

/// The global id of a project.
pub(super) fn global_id(handle: &str) -> String {
    format!("{GLOBAL_ID}{handle}")
}

/// The number in a project's global id.
pub(super) fn number_of(global_id: &str) -> Option<&str> {
    global_id.strip_prefix(GLOBAL_ID)
}

/// Lists accounts: groups several at once, and users one by one.
pub(super) async fn list(
    client: &Client,
    accounts: &[ListRequest],
) -> Vec<Result<Option<Listing>, ForgeError>> {
    let mut listings: Vec<OpenListing> = accounts
        .iter()
        .map(|request| OpenListing::new(&request.account))
        .collect();
    let mut width = client.groups_per_list();
    loop {
        let mut open: Vec<&mut OpenListing> = listings
            .iter_mut()
            .filter(|listing| listing.state == State::Open)
            .take(width)
            .collect();
        if open.is_empty() {
            break;
        }
        match list_page(client, &mut open).await {
            Ok(()) => {}
            // One group may spoil the answer for all.
            Err(error) if error.may_be_of_one() && open.len() > 1 => width = open.len() / 2,
            Err(error) => {
                for listing in open {
                    listing.state = State::Failed(error.clone());
                }
            }
        }
    }
    let mut results = Vec::with_capacity(listings.len());
    for open in listings {
        results.push(match open.state {
            State::Failed(error) => Err(error),
            State::NoGroup => list_user(client, &open.account).await.map(Some),
            State::Open | State::Whole => Ok(Some(open.listing)),
        });
    }
    results
}

#[derive(Debug, PartialEq, Eq)]
enum State {
    Open,
    Whole,
    /// There is no such group; it may be a user.
    NoGroup,
    Failed(ForgeError),
}

/// A listing in the making.
struct OpenListing {
    account: AccountUrl,
    after: Option<String>,
    /// Rows so far, those that can't be read or are not public too.
    rows: u64,
    listing: Listing,
    state: State,
}

impl OpenListing {
    fn new(account: &AccountUrl) -> Self {
        Self {
            account: account.clone(),
            after: None,
            rows: 0,
            listing: Listing {
                id: None,
                path: account.path().to_owned(),
                repositories: Vec::new(),
                validator: None,
                incomplete: None,
            },
            state: State::Open,
        }
    }

    fn take(&mut self, client: &Client, value: Value, error: Option<String>) {
        if value.is_null() {
            self.state = match error {
                Some(error) => State::Failed(client.rest.unreadable(error)),
                None => State::NoGroup,
            };
            return;
        }
        let unreadable = |message: String| {
            let what = format!("the list of {} can't be read: {message}", self.account);
            State::Failed(client.rest.unreadable(what))
        };
        let group: Group = match serde_json::from_value(value) {
            Ok(group) => group,
            Err(error) => {
                self.state = unreadable(error.to_string());
                return;
            }
        };
        let Some(projects) = group.projects.nodes else {
            let why = error.unwrap_or_else(|| "it has no projects".to_owned());
            self.state = unreadable(why);
            return;
        };
        for project in projects {
            self.rows += 1;
            let project = match project.0 {
                Ok(project) => project,
                Err(why) => {
                    lose(&mut self.listing, 1, error.as_ref().unwrap_or(&why));
                    continue;
                }
            };
            if project.visibility.as_deref().is_some_and(|it| it != PUBLIC)
                || is_scheduled_for_deletion(&project.web_url)
            {
                continue;
            }
            match listed(client.host(), project) {
                Some(listed) => self.listing.repositories.push(listed),
                None => lose(&mut self.listing, 1, "a project has no number"),
            }
        }
        self.listing.path = group.full_path;
        let number = group.id.as_deref().and_then(|id| id.rsplit('/').next());
        self.listing.id = number.map(str::to_owned);
        let page = group.projects.page_info;
        let next = page.end_cursor.filter(|_| page.has_next_page);
        // A page that says there is more without saying where, or where we
        // were, would go round for ever.
        if page.has_next_page && (next.is_none() || next == self.after) {
            self.state = unreadable("it does not say where the next page is".to_owned());
        } else if next.is_none() {
            self.check_count(group.projects.count);
            self.state = State::Whole;
        }
        self.after = next;
    }

    /// Holds the rows that came against how many GitLab says that there are.
    fn check_count(&mut self, count: Option<u64>) {
        let missing = count.unwrap_or(0).saturating_sub(self.rows);
        if missing > 0 {
            let why = "GitLab counts more than it lists";
            lose(&mut self.listing, missing, why);
        }
    }
}

/// One request for a page of each of `open`.
async fn list_page(client: &Client, open: &mut [&mut OpenListing]) -> Result<(), ForgeError> {
    let mut variables = Map::new();
    for (i, listing) in open.iter().enumerate() {
        variables.insert(format!("path{i}"), json!(listing.account.path()));
        variables.insert(format!("after{i}"), json!(listing.after));
    }
    let document = documents::list_groups(open.len());
    let size = Size::of(open.len());
    let mut answer: GraphQlResponse = client
        .ask(&document, Value::Object(variables), size)
        .await?;
    for (i, listing) in open.iter_mut().enumerate() {
        let alias = format!("account{i}");
        let value = answer.data.remove(&alias).unwrap_or(Value::Null);
        let error = answer
            .error_at(&[json!(alias)])
            .or_else(|| answer.error_anywhere());
        let error = error.map(|error| error.message.clone());
        listing.take(client, value, error);
    }
    Ok(())
}

/// Notes that a list lacks so many projects.
fn lose(listing: &mut Listing, projects: u64, why: &str) {
    let incomplete = listing.incomplete.get_or_insert_with(|| Incomplete {
        repositories: 0,
        reason: why.to_owned(),
    });
    incomplete.repositories += projects;
}

/// Whether a project has left and is there until its time has come: GitLab gives
/// it another path then, which is no rename.
pub(super) fn is_scheduled_for_deletion(url: &RepositoryUrl) -> bool {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    url.path().split('/').any(|segment| {
        segment
            .rsplit_once("-deletion_scheduled-")
            .is_some_and(|(name, id)| !name.is_empty() && is_number(id))
    })
}

fn listed(host: &ForgeHost, project: ListedProject) -> Option<Listed> {
    let number = number_of(&project.id)?;
    Some(Listed {
        id: RepositoryId::new(host.clone(), number),
        handle: number.to_owned(),
        url: project.web_url,
        pushed_at: project.last_activity_at,
        updated_at: project.updated_at,
        // The project may be in a group within the one that was listed.
        owner: None,
        facts: facts(
            project.star_count,
            project.forks_count,
            project.open_issues_count,
        ),
    })
}

fn facts(stars: Option<u64>, forks: Option<u64>, open_issues: Option<u64>) -> ListedFacts {
    ListedFacts {
        counts: Counts {
            stars,
            forks,
            open_issues,
            ..Counts::default()
        },
        releases: None,
    }
}

fn listed_by_rest(host: &ForgeHost, project: RestProject) -> Listed {
    let number = project.id.to_string();
    Listed {
        id: RepositoryId::new(host.clone(), number.clone()),
        handle: number,
        url: project.web_url,
        pushed_at: project.last_activity_at,
        updated_at: project.updated_at,
        owner: project.namespace.map(|namespace| Owner {
            id: namespace.id.to_string(),
            path: namespace.full_path,
        }),
        facts: facts(
            project.star_count,
            project.forks_count,
            project.open_issues_count,
        ),
    }
}

/// Lists the projects of a user, page after page by id: GitLab refuses to count
/// far.
async fn list_user(client: &Client, account: &AccountUrl) -> Result<Listing, ForgeError> {
    let missing = || ForgeError::NoSuchAccount {
        account: account.clone(),
    };
    if account.path().contains('/') {
        return Err(missing());
    }
    let path = format!(
        "users/{}/projects?pagination=keyset&order_by=id&sort=asc&per_page=100",
        encoded(account.path())
    );
    let mut listing = Listing {
        id: None,
        path: account.path().to_owned(),
        repositories: Vec::new(),
        validator: None,
        incomplete: None,
    };
    let mut page = client.rest.url(&path)?;
    loop {
        let reply = client.rest.get(&page, None).await?;
        if !reply.is_success() {
            return Err(match reply.status {
                404 | 410 => missing(),
                _ => client.rest.unreadable(reply.message()),
            });
        }
        let projects: Vec<Item<RestProject>> = client.rest.read(&reply)?;
        let is_last = projects.is_empty();
        for project in projects {
            let project = match project.0 {
                Ok(project) => project,
                Err(why) => {
                    lose(&mut listing, 1, &why);
                    continue;
                }
            };
            if project.visibility.as_deref() == Some(PUBLIC)
                && !is_scheduled_for_deletion(&project.web_url)
            {
                let listed = listed_by_rest(client.host(), project);
                // As GitLab spells it.
                listed.url.owner().clone_into(&mut listing.path);
                listing.id = listed.owner.as_ref().map(|owner| owner.id.clone());
                listing.repositories.push(listed);
            }
        }
        match reply.next_page() {
            Some(next) if !is_last && next != page => page = next,
            _ => return Ok(listing),
        }
    }
}

/// Looks projects up by address. REST leads from a former path to where the
/// project is now; GraphQL does not.
pub(super) async fn find(
    client: &Client,
    urls: &[RepositoryUrl],
) -> Vec<Result<Located, ForgeError>> {
    futures::future::join_all(urls.iter().map(|url| find_one(client, url))).await
}

async fn find_one(client: &Client, url: &RepositoryUrl) -> Result<Located, ForgeError> {
    found_at(client, &project_at(url)).await
}

/// Looks projects up by number.
pub(super) async fn locate(
    client: &Client,
    wanted: &[RepositoryRequest],
) -> Vec<Result<Located, ForgeError>> {
    let questions = wanted.iter().map(|wanted| async move {
        let path = format!("projects/{}", encoded(&wanted.handle));
        found_at(client, &path).await
    });
    futures::future::join_all(questions).await
}

async fn found_at(client: &Client, path: &str) -> Result<Located, ForgeError> {
    let reply = client.get(path).await?;
    Ok(match client.project(&reply)? {
        Ok(project) => Located::Here(Box::new(listed_by_rest(client.host(), project))),
        Err(kind) => Located::Gone(kind),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn path_shows_project_scheduled_for_deletion() {
        let cases = [
            ("groep/app-deletion_scheduled-4711", true),
            ("groep-deletion_scheduled-12/app", true),
            ("groep/app", false),
            ("groep/deletion_scheduled-4711", false),
            ("groep/app-deletion_scheduled-soon", false),
        ];
        for (path, expected) in cases {
            let url = format!("https://gitlab.com/{path}").parse().unwrap();
            assert_eq!(is_scheduled_for_deletion(&url), expected, "{path}");
        }
    }
}
