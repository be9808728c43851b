//! What accounts hold, and where a repository is now.

use std::collections::HashSet;
use std::time::Instant;

use futures::{StreamExt, stream};
use url::Url;

use super::Gitea;
use super::client::{Absence, Answer};
use super::response::Row;
use crate::address::RepositoryUrl;
use crate::forge::{ForgeError, Found, ListRequest, Listing};
use crate::sink::DepartureKind;

/// Repositories on a page, as far as the forge gives so many
/// (`max_response_items`, 50 as shipped).
const PAGE: (&str, &str) = ("limit", "50");

/// Lists accounts.
pub(super) async fn list(
    gitea: &Gitea,
    accounts: &[ListRequest],
) -> Vec<Result<Option<Listing>, ForgeError>> {
    let questions: Vec<_> = accounts
        .iter()
        .map(|account| list_one(gitea, account))
        .collect();
    stream::iter(questions)
        .buffered(gitea.concurrency)
        .collect()
        .await
}

/// Lists one account. `/users/` lists organisations too, so one question is
/// enough for either; `/orgs/` is asked when it does not.
async fn list_one(gitea: &Gitea, request: &ListRequest) -> Result<Option<Listing>, ForgeError> {
    let client = &gitea.client;
    let name = request.account.path();
    for kind in ["users", "orgs"] {
        let url = client.url([kind, name, "repos"], &[PAGE, ("page", "1")])?;
        match client.ask(&url, request.validator.as_deref()).await? {
            Answer::Here(reply) => return read_pages(gitea, request, reply).await.map(Some),
            Answer::NotModified => return Ok(None),
            Answer::Absent(Absence::Forbidden(message)) => return Err(client.refused(message)),
            Answer::Absent(_) => {}
        }
    }
    Err(ForgeError::NoSuchAccount {
        account: request.account.clone(),
    })
}

/// Reads the page that came and those after it.
async fn read_pages(
    gitea: &Gitea,
    request: &ListRequest,
    mut reply: crate::forge::rest::Reply,
) -> Result<Listing, ForgeError> {
    let client = &gitea.client;
    let mut listing = Listing {
        path: account_at(&reply.url).unwrap_or_else(|| request.account.path().to_owned()),
        repositories: Vec::new(),
        validator: reply.etag(),
    };
    let mut seen = HashSet::new();
    loop {
        // The forge puts null where it could not make a row.
        let rows: Vec<Option<Row>> = client.read(&reply)?;
        for row in rows.into_iter().flatten() {
            if let Some(owner) = &row.owner {
                listing.path.clone_from(&owner.login);
            }
            if row.is_hidden() || !seen.insert(row.id) {
                continue;
            }
            let listed = row.listed(client.host()).ok_or_else(|| {
                client.unreadable(format!("`{}` is no owner and name", row.full_name))
            })?;
            listing.repositories.push(listed);
            gitea.rows.keep(row, Instant::now());
        }
        let Some(next) = client.next(&reply)? else {
            return Ok(listing);
        };
        // A validator tells of one page only.
        listing.validator = None;
        reply = match client.ask(&next, None).await? {
            Answer::Here(reply) => reply,
            Answer::Absent(Absence::Forbidden(message)) => return Err(client.refused(message)),
            Answer::NotModified | Answer::Absent(_) => {
                let what = format!("a page of the list of {} is missing", request.account);
                return Err(client.unreadable(what));
            }
        };
    }
}

/// The account in the address of a list; another than was asked for after a
/// redirect.
fn account_at(url: &Url) -> Option<String> {
    let mut segments = url.path_segments()?.rev();
    segments.next().filter(|last| *last == "repos")?;
    segments.next().map(str::to_owned)
}

/// Looks repositories up by address.
pub(super) async fn find(gitea: &Gitea, urls: &[RepositoryUrl]) -> Vec<Result<Found, ForgeError>> {
    let questions: Vec<_> = urls.iter().map(|url| find_one(gitea, url)).collect();
    stream::iter(questions)
        .buffered(gitea.concurrency)
        .collect()
        .await
}

async fn find_one(gitea: &Gitea, url: &RepositoryUrl) -> Result<Found, ForgeError> {
    let question = gitea.client.below(&url.path(), &[], &[])?;
    let row = match ask_row(gitea, &question).await? {
        Ok(row) => row,
        Err(kind) => return Ok(Found::Gone(kind)),
    };
    let listed = row.listed(gitea.client.host()).ok_or_else(|| {
        let what = format!("`{}` is no owner and name", row.full_name);
        gitea.client.unreadable(what)
    })?;
    gitea.rows.keep(row, Instant::now());
    Ok(Found::Here(listed))
}

/// Asks for one repository, by name or by id. A redirect to its present name is
/// followed.
pub(super) async fn ask_row(
    gitea: &Gitea,
    url: &Url,
) -> Result<Result<Row, DepartureKind>, ForgeError> {
    let client = &gitea.client;
    Ok(match client.ask(url, None).await? {
        Answer::Here(reply) => {
            let row: Row = client.read(&reply)?;
            // A token may see more than the public does; that is not ours to
            // show.
            if row.is_hidden() {
                Err(DepartureKind::MadePrivate)
            } else {
                Ok(row)
            }
        }
        Answer::Absent(Absence::Blocked) => Err(DepartureKind::Blocked),
        Answer::Absent(Absence::Private) => Err(DepartureKind::MadePrivate),
        Answer::Absent(Absence::Forbidden(message)) => return Err(client.refused(message)),
        Answer::NotModified | Answer::Absent(Absence::Missing | Absence::Empty) => {
            Err(DepartureKind::NotFound)
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_account_is_the_one_that_a_redirect_led_to() {
        let at = |url: &str| account_at(&url.parse().unwrap());
        let url = "https://codeberg.org/api/v1/users/rijksoverheid/repos?limit=50&page=1";
        assert_eq!(at(url).as_deref(), Some("rijksoverheid"));
        assert_eq!(at("https://codeberg.org/api/v1"), None);
    }
}
