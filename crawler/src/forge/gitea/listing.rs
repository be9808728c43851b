//! What accounts hold, and where a repository is now.

use super::Gitea;
use super::response::Row;
use crate::address::{AccountUrl, RepositoryUrl};
use crate::forge::rest::{Reply, segment};
use crate::forge::{Forge, ForgeError, Found, Listing};
use crate::sink::DepartureKind;

/// What is asked for on a page; a server may give fewer, so the next page is the
/// one that it names.
const PER_PAGE: usize = 50;

impl Gitea {
    /// Lists an organisation or user: an organisation is a user to this
    /// address.
    pub(super) async fn list_account(&self, account: &AccountUrl) -> Result<Listing, ForgeError> {
        let path = format!(
            "users/{}/repos?limit={PER_PAGE}&page=1",
            segment(account.path())
        );
        let mut listing = Listing {
            path: account.path().to_owned(),
            repositories: Vec::new(),
            validator: None,
        };
        let mut next = Some(self.rest.url(&path)?);
        let mut is_first = true;
        while let Some(url) = next {
            let reply = self.rest.get(&url, None).await?;
            if !reply.is_success() {
                return Err(self.refused(&reply, account));
            }
            let rows: Vec<Row> = self.rest.read(&reply)?;
            // The name as the forge writes it, also after a redirect.
            if is_first && let Some(row) = rows.first() {
                row.html_url.owner().clone_into(&mut listing.path);
            }
            is_first = false;
            let mut known = self.rows();
            for row in rows.into_iter().filter(Row::is_public) {
                listing.repositories.push(row.listed(self.host()));
                known.insert(row.id, row);
            }
            drop(known);
            next = reply.next_page();
        }
        Ok(listing)
    }

    fn refused(&self, reply: &Reply, account: &AccountUrl) -> ForgeError {
        match reply.status {
            404 => ForgeError::NoSuchAccount {
                account: account.clone(),
            },
            _ => ForgeError::Refused {
                host: self.host().clone(),
                message: reply.message(),
            },
        }
    }

    /// Where the repository at an address is now; the forge redirects from
    /// former names.
    pub(super) async fn find_one(&self, url: &RepositoryUrl) -> Result<Found, ForgeError> {
        let path = format!("repos/{}/{}", segment(url.owner()), segment(url.name()));
        let row = self.row_at(&path).await?;
        Ok(match row {
            Err(kind) => Found::Gone(kind),
            Ok(row) => {
                let listed = row.listed(self.host());
                self.rows().insert(row.id, row);
                Found::Here(listed)
            }
        })
    }

    /// The repository at a path of the API, or how it left.
    pub(super) async fn row_at(
        &self,
        path: &str,
    ) -> Result<Result<Row, DepartureKind>, ForgeError> {
        let reply = self.rest.get(&self.rest.url(path)?, None).await?;
        Ok(match reply.status {
            200..300 => {
                let row: Row = self.rest.read(&reply)?;
                if row.is_public() {
                    Ok(row)
                } else {
                    Err(DepartureKind::MadePrivate)
                }
            }
            404 | 410 => Err(DepartureKind::NotFound),
            451 => Err(DepartureKind::Blocked),
            _ => {
                return Err(ForgeError::Refused {
                    host: self.host().clone(),
                    message: reply.message(),
                });
            }
        })
    }
}
