//! What accounts hold, and where a repository is now.

use std::collections::HashSet;
use std::time::Instant;

use futures::{StreamExt, stream};
use url::Url;

use super::Gitea;
use super::client::{Absence, Lookup};
use super::response::{Owner, Row};
use crate::address::RepositoryUrl;
use crate::forge::item::Item;
use crate::forge::{ForgeError, Incomplete, ListRequest, Listing, Located, RepositoryRequest};
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
/// enough for either; `/orgs/` is asked when it does not. That wants a token to
/// have a right more (`read:organization`): one that lacks it learns nothing
/// new there.
async fn list_one(gitea: &Gitea, request: &ListRequest) -> Result<Option<Listing>, ForgeError> {
    let client = &gitea.client;
    let name = request.account.path();
    for kind in ["users", "orgs"] {
        let url = client.url([kind, name, "repos"], &[PAGE, ("page", "1")])?;
        match client.ask(&url, request.validator.as_deref()).await? {
            Lookup::Here(reply) => return read_pages(gitea, request, reply).await.map(Some),
            Lookup::NotModified => return Ok(None),
            Lookup::Absent(Absence::Forbidden(message)) if kind == "users" => {
                return Err(client.refused(message));
            }
            Lookup::Absent(_) => {}
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
        id: None,
        path: account_at(&reply.url).unwrap_or_else(|| request.account.path().to_owned()),
        repositories: Vec::new(),
        validator: reply.etag(),
        incomplete: None,
    };
    let mut seen = HashSet::new();
    let (mut lost, mut reason) = (0, None);
    let mut rows_so_far = 0;
    loop {
        // The forge puts null where it could not make a row.
        let rows: Vec<Item<Row>> = client.read(&reply)?;
        let is_empty = rows.is_empty();
        rows_so_far += rows.len() as u64;
        for item in rows {
            let row = match item.0 {
                Ok(row) => row,
                Err(why) => {
                    lost += 1;
                    reason.get_or_insert(why);
                    continue;
                }
            };
            if let Some(owner) = &row.owner {
                listing.path.clone_from(&owner.login);
                listing.id = owner.owner().map(|owner| owner.id);
            }
            if row.is_hidden() || !seen.insert(row.id) {
                continue;
            }
            let listed = row.listed(client.host()).ok_or_else(|| {
                client.unreadable(format!("`{}` is not an owner and a name", row.full_name))
            })?;
            listing.repositories.push(listed);
            gitea.rows.keep(row, Instant::now());
        }
        // It may count more rows than it shows anybody. A page that it does not
        // name, as a proxy may take the header away, has the rest if there is
        // any.
        let total = reply.number("x-total-count").unwrap_or(0);
        let next = client.next(&reply)?.or_else(|| {
            let has_more = rows_so_far < total && !is_empty;
            has_more.then(|| client.page_after(&reply))
        });
        let Some(next) = next else {
            listing.incomplete = reason.map(|reason| Incomplete {
                repositories: lost,
                reason,
            });
            if listing.incomplete.is_some() {
                listing.validator = None;
            }
            if listing.id.is_none() {
                listing.id = account_id(gitea, &listing.path).await?;
            }
            return Ok(listing);
        };
        // A validator tells of one page only.
        listing.validator = None;
        reply = match client.ask(&next, None).await? {
            Lookup::Here(reply) => reply,
            Lookup::Absent(Absence::Forbidden(message)) => return Err(client.refused(message)),
            Lookup::NotModified | Lookup::Absent(_) => {
                let what = format!("a page of the list of {} is missing", request.account);
                return Err(client.unreadable(what));
            }
        };
    }
}

/// The id of an account without rows, which would tell it.
async fn account_id(gitea: &Gitea, name: &str) -> Result<Option<String>, ForgeError> {
    let url = gitea.client.url(["users", name], &[])?;
    let Some(reply) = gitea.client.part(&url).await? else {
        return Ok(None);
    };
    let owner: Owner = gitea.client.read(&reply)?;
    Ok(owner.owner().map(|owner| owner.id))
}

/// The account in the address of a list; another than was asked for after a
/// redirect.
fn account_at(url: &Url) -> Option<String> {
    let mut segments = url.path_segments()?.rev();
    segments.next().filter(|last| *last == "repos")?;
    segments.next().map(str::to_owned)
}

/// Looks repositories up by address.
pub(super) async fn find(
    gitea: &Gitea,
    urls: &[RepositoryUrl],
) -> Vec<Result<Located, ForgeError>> {
    let questions: Vec<_> = urls.iter().map(|url| find_one(gitea, url)).collect();
    stream::iter(questions)
        .buffered(gitea.concurrency)
        .collect()
        .await
}

async fn find_one(gitea: &Gitea, url: &RepositoryUrl) -> Result<Located, ForgeError> {
    let question = gitea.client.below(&url.path(), &[], &[])?;
    found(gitea, ask_row(gitea, &question).await?)
}

/// Looks repositories up that are known.
pub(super) async fn locate(
    gitea: &Gitea,
    wanted: &[RepositoryRequest],
) -> Vec<Result<Located, ForgeError>> {
    let questions: Vec<_> = wanted
        .iter()
        .map(|wanted| async move { found(gitea, ask_known(gitea, wanted).await?) })
        .collect();
    stream::iter(questions)
        .buffered(gitea.concurrency)
        .collect()
        .await
}

/// Asks for a repository that is known: by its id, or, as the forge answers that
/// to who has a token alone, by owner and name. A redirect to its present name
/// is followed; another repository that has the name now tells that it left.
pub(super) async fn ask_known(
    gitea: &Gitea,
    wanted: &RepositoryRequest,
) -> Result<Result<Row, DepartureKind>, ForgeError> {
    if gitea.has_token {
        let url = gitea.client.url(["repositories", &wanted.handle], &[])?;
        return ask_row(gitea, &url).await;
    }
    let url = gitea.client.below(&wanted.url.path(), &[], &[])?;
    let row = ask_row(gitea, &url).await?;
    Ok(row.and_then(|row| {
        if row.id.to_string() == wanted.id.forge_id() {
            Ok(row)
        } else {
            Err(DepartureKind::NotFound)
        }
    }))
}

fn found(gitea: &Gitea, row: Result<Row, DepartureKind>) -> Result<Located, ForgeError> {
    let row = match row {
        Ok(row) => row,
        Err(kind) => return Ok(Located::Gone(kind)),
    };
    let listed = row.listed(gitea.client.host()).ok_or_else(|| {
        let what = format!("`{}` is not an owner and a name", row.full_name);
        gitea.client.unreadable(what)
    })?;
    gitea.rows.keep(row, Instant::now());
    Ok(Located::Here(Box::new(listed)))
}

/// Asks for one repository, by name or by id. A redirect to its present name is
/// followed.
pub(super) async fn ask_row(
    gitea: &Gitea,
    url: &Url,
) -> Result<Result<Row, DepartureKind>, ForgeError> {
    let client = &gitea.client;
    Ok(match client.ask(url, None).await? {
        Lookup::Here(reply) => {
            let row: Row = client.read(&reply)?;
            // A token may see more than the public does; that is not ours to
            // show.
            if row.is_hidden() {
                Err(DepartureKind::MadePrivate)
            } else {
                Ok(row)
            }
        }
        Lookup::Absent(Absence::Blocked) => Err(DepartureKind::Blocked),
        Lookup::Absent(Absence::Private) => Err(DepartureKind::MadePrivate),
        Lookup::Absent(Absence::Forbidden(message)) => return Err(client.refused(message)),
        Lookup::Absent(Absence::Unclear(message)) => return Err(client.unreadable(message)),
        Lookup::NotModified | Lookup::Absent(Absence::Missing | Absence::Empty) => {
            Err(DepartureKind::NotFound)
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn redirected_account_is_the_target() {
        let at = |url: &str| account_at(&url.parse().unwrap());
        let url = "https://codeberg.org/api/v1/users/rijksoverheid/repos?limit=50&page=1";
        assert_eq!(at(url).as_deref(), Some("rijksoverheid"));
        assert_eq!(at("https://codeberg.org/api/v1"), None);
    }
}
