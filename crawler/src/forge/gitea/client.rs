//! Questions to the API: addresses, pages, and the ways in which it says no.

use serde::de::DeserializeOwned;
use url::Url;

use crate::address::ForgeHost;
use crate::forge::rest::{Reply, Rest, TokenStyle};
use crate::forge::{ForgeConfig, ForgeError};
use crate::halt::Halt;
use crate::run::Spending;

/// What was found at an address.
#[derive(Debug)]
pub(super) enum Lookup {
    /// What was asked for.
    Here(Reply),
    /// As it was when the validator was given.
    NotModified,
    /// Nothing.
    Absent(Absence),
}

/// Why there is nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Absence {
    /// Nothing that this visitor may see, or the feature is switched off (404).
    Missing,
    /// The same, and not in the words of the API (404): of a proxy perhaps.
    Unclear(String),
    /// Blocked for legal reasons (451).
    Blocked,
    /// There, and private; said to tokens that are for what is public (403).
    Private,
    /// The token or the feature does not allow it (403); in the forge's words.
    Forbidden(String),
    /// A repository without commits (409).
    Empty,
}

/// What any sound forge answers anybody, from its database.
const PROBE: &str = "repos/search?limit=1";

/// A client for one forge.
#[derive(Debug)]
pub(super) struct Client(Rest);

impl Client {
    /// Makes the client; nothing is sent yet.
    pub(super) fn connect(config: &ForgeConfig, halt: &Halt) -> Result<Self, ForgeError> {
        Rest::connect(config, TokenStyle::Token, PROBE, halt).map(Self)
    }

    pub(super) fn host(&self) -> &ForgeHost {
        self.0.limiter().host()
    }

    /// The base address of the API.
    pub(super) fn address(&self) -> &str {
        self.0.address()
    }

    pub(super) fn spending(&self) -> Spending {
        self.0.spending()
    }

    /// The address of these segments below the API's.
    ///
    /// # Errors
    /// When the API's address can't have any.
    pub(super) fn url<'a>(
        &self,
        segments: impl IntoIterator<Item = &'a str>,
        query: &[(&str, &str)],
    ) -> Result<Url, ForgeError> {
        let mut url = self.0.url("")?;
        url.path_segments_mut()
            .map_err(|()| self.unreadable("`api` is not a base address".to_owned()))?
            .pop_if_empty()
            .extend(segments);
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        Ok(url)
    }

    /// The address of `rest` below a repository's; `path` is `owner/name`.
    pub(super) fn below(
        &self,
        path: &str,
        rest: &[&str],
        query: &[(&str, &str)],
    ) -> Result<Url, ForgeError> {
        let segments = ["repos"].into_iter().chain(path.split('/'));
        self.url(segments.chain(rest.iter().copied()), query)
    }

    /// Asks.
    ///
    /// # Errors
    /// When the forge gave no answer, also after retries, or one that the API
    /// has no meaning for.
    pub(super) async fn ask(&self, url: &Url, etag: Option<&str>) -> Result<Lookup, ForgeError> {
        self.answer(self.0.get(url, etag).await?, etag)
    }

    /// Asks once for what the forge may fail to give because of what it is; see
    /// [`Rest::get_unsure`].
    ///
    /// # Errors
    /// See [`ask`](Self::ask).
    pub(super) async fn ask_unsure(&self, url: &Url) -> Result<Lookup, ForgeError> {
        self.answer(self.0.get_unsure(url).await?, None)
    }

    fn answer(&self, reply: Reply, etag: Option<&str>) -> Result<Lookup, ForgeError> {
        if reply.is_success() {
            return Ok(Lookup::Here(reply));
        }
        if reply.is_not_modified() && etag.is_some() {
            return Ok(Lookup::NotModified);
        }
        Ok(Lookup::Absent(match reply.status {
            404 | 410 if !reply.is_refusal_of_api() => Absence::Unclear(reply.message()),
            404 | 410 => Absence::Missing,
            409 => Absence::Empty,
            451 => Absence::Blocked,
            403 if reply.message().contains("access blocked") => Absence::Blocked,
            403 if reply.message().contains("limited to public") => Absence::Private,
            403 => Absence::Forbidden(reply.message()),
            _ => return Err(self.unreadable(reply.message())),
        }))
    }

    /// Asks for a part of a repository. `None` where it has none, or the
    /// feature is switched off.
    pub(super) async fn part(&self, url: &Url) -> Result<Option<Reply>, ForgeError> {
        Ok(match self.ask(url, None).await? {
            Lookup::Here(reply) => Some(reply),
            Lookup::NotModified | Lookup::Absent(_) => None,
        })
    }

    /// The first bytes of a file at a raw address, as many as are wanted. `None`
    /// where there is none, or the forge does not give it.
    pub(super) async fn raw(
        &self,
        url: &Url,
        max_bytes: usize,
    ) -> Result<Option<Vec<u8>>, ForgeError> {
        let reply = self.0.get_raw(url, max_bytes).await?;
        Ok(reply.is_success().then_some(reply.body))
    }

    /// Reads the body of an answer.
    pub(super) fn read<T: DeserializeOwned>(&self, reply: &Reply) -> Result<T, ForgeError> {
        self.0.read(reply)
    }

    /// The address of the page after this one. Of the address in the answer
    /// only the number is taken: the rest is what the forge believes its address
    /// to be, which may be another one than it is reached by.
    ///
    /// # Errors
    /// When the next page is none after this one.
    pub(super) fn next(&self, reply: &Reply) -> Result<Option<Url>, ForgeError> {
        let Some(next) = reply.next_page() else {
            return Ok(None);
        };
        let (after, now) = (page_of(&next), page_of(&reply.url));
        if after <= now {
            let what = format!("page {now} of a list is followed by page {after}");
            return Err(self.unreadable(what));
        }
        Ok(Some(with_page(&reply.url, after)))
    }

    /// The address of the page after this one, whether the forge names it or not.
    pub(super) fn page_after(&self, reply: &Reply) -> Url {
        with_page(&reply.url, page_of(&reply.url) + 1)
    }

    pub(super) fn refused(&self, message: String) -> ForgeError {
        ForgeError::Refused {
            host: self.host().clone(),
            message,
        }
    }

    pub(super) fn unreadable(&self, message: String) -> ForgeError {
        self.0.unreadable(message)
    }
}

/// The number of a page; a list without one is its first.
fn page_of(url: &Url) -> u64 {
    url.query_pairs()
        .find(|(key, _)| key == "page")
        .and_then(|(_, value)| value.parse().ok())
        .unwrap_or(1)
}

fn with_page(url: &Url, page: u64) -> Url {
    let mut other = url.clone();
    other
        .query_pairs_mut()
        .clear()
        .extend_pairs(url.query_pairs().filter(|(key, _)| key != "page"))
        .append_pair("page", &page.to_string());
    other
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn next_page_changes_only_the_page_parameter() {
        let url: Url = "https://codeberg.org/api/v1/users/a/repos?limit=50&page=1"
            .parse()
            .unwrap();
        assert_eq!(page_of(&url), 1);
        let next = with_page(&url, 2);
        assert_eq!(
            next.as_str(),
            "https://codeberg.org/api/v1/users/a/repos?limit=50&page=2"
        );
    }
}
