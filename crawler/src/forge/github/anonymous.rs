//! GitHub asked without a token. Its GraphQL API refuses that; its REST API
//! answers sixty requests an hour, which is enough for lists of a hundred
//! repositories with their plainest facts. Files, commits and releases are left
//! unread and marked so.
//!
//! Lists carry an `ETag`, and an answer that nothing changed (304) costs nothing
//! of the allowance.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use url::Url;

use super::anonymous_accounts;
use crate::address::{AccountUrl, ForgeHost, RepositoryId, RepositoryUrl};
use crate::commits::CommitActivity;
use crate::forge::rest::{Reply, Rest, TokenStyle, segment};
use crate::forge::{
    AccountAnswer, AccountQuestion, Fetched, Forge, ForgeConfig, ForgeError, HistoryRequest,
    ListRequest, Listed, Listing, Located, Owner, RepositoryRequest,
};
use crate::halt::Halt;
use crate::observation::{Counts, Flags, ForgeLicence, Gap, Observation, Source, Unread};
use crate::run::{Problem, Spending};
use crate::sink::{DepartureKind, ListedFacts};

/// Repositories that are taken up between two batches for the sink. They cost
/// nothing more than their list.
const REPOSITORIES_PER_FETCH: usize = 100;

/// Why there is no more than the plainest facts.
const WITHOUT_TOKEN: &str = "GitHub was asked without a token";

/// What lists don't tell.
const NOT_TOLD: &[Unread] = &[
    Unread::Texts,
    Unread::Files,
    Unread::SecurityPolicy,
    Unread::ContributingGuidelines,
    Unread::CodeOfConduct,
    Unread::Commits,
    Unread::Languages,
    Unread::Releases,
    Unread::Tags,
    Unread::Watchers,
    Unread::Issues,
    Unread::PullRequests,
];

/// A client for one GitHub, without a token.
#[derive(Debug)]
pub(in crate::forge) struct Anonymous {
    rest: Rest,
    /// What lists told, by id, until it is taken up.
    rows: Mutex<HashMap<u64, Row>>,
}

/// A repository as REST tells it, in a list or by itself.
#[derive(Debug, Clone, Deserialize)]
struct Row {
    id: u64,
    node_id: String,
    html_url: RepositoryUrl,
    #[serde(default)]
    private: bool,
    description: Option<String>,
    homepage: Option<String>,
    topics: Option<Vec<String>>,
    created_at: Option<DateTime<Utc>>,
    pushed_at: Option<DateTime<Utc>>,
    updated_at: Option<DateTime<Utc>>,
    archived: Option<bool>,
    disabled: Option<bool>,
    fork: Option<bool>,
    is_template: Option<bool>,
    has_discussions: Option<bool>,
    mirror_url: Option<String>,
    stargazers_count: Option<u64>,
    forks_count: Option<u64>,
    default_branch: Option<String>,
    license: Option<License>,
    owner: Option<RowOwner>,
}

#[derive(Debug, Clone, Deserialize)]
struct RowOwner {
    id: u64,
    login: String,
}

#[derive(Debug, Clone, Deserialize)]
struct License {
    spdx_id: Option<String>,
}

/// The pages of a list, each with what tells whether it changed.
#[derive(Debug, Serialize, Deserialize)]
struct Pages(Vec<(Url, String)>);

impl Row {
    /// The handle is the node id, as with a token, so that a token may come and
    /// go.
    fn listed(&self, host: &ForgeHost) -> Listed {
        Listed {
            id: RepositoryId::new(host.clone(), self.id.to_string()),
            handle: self.node_id.clone(),
            url: self.html_url.clone(),
            pushed_at: self.pushed_at,
            updated_at: self.updated_at,
            owner: self.owner.as_ref().map(|owner| Owner {
                id: owner.id.to_string(),
                path: owner.login.clone(),
            }),
            facts: ListedFacts {
                counts: self.counts(),
                releases: None,
            },
        }
    }

    /// REST's `watchers_count` is the stars again, and its open issues are pull
    /// requests too.
    fn counts(&self) -> Counts {
        Counts {
            stars: self.stargazers_count,
            forks: self.forks_count,
            ..Counts::default()
        }
    }

    fn observe(self, host: &ForgeHost, api: &str) -> Observation {
        let listed = self.listed(host);
        let source = Source::Forge {
            api: api.to_owned(),
        };
        let mut observation = Observation::bare(listed.id, listed.url, Utc::now(), source);
        observation.handle = Some(listed.handle);
        observation.description = self.description.filter(|text| !text.is_empty());
        observation.homepage = self.homepage.filter(|text| !text.is_empty());
        observation.topics = self.topics;
        observation.created_at = self.created_at;
        observation.pushed_at = self.pushed_at;
        observation.updated_at = self.updated_at;
        observation.mirror_url = self.mirror_url.clone();
        observation.default_branch = self.default_branch;
        observation.flags = Flags {
            archived: self.archived,
            disabled: self.disabled,
            empty: None,
            fork: self.fork,
            mirror: Some(self.mirror_url.is_some()),
            template: self.is_template,
            discussions: self.has_discussions,
        };
        observation.counts = listed.facts.counts;
        observation.licence = Some(match self.license {
            None => ForgeLicence::Missing,
            Some(License { spdx_id }) => match spdx_id.filter(|id| id != "NOASSERTION") {
                Some(id) => ForgeLicence::Spdx { id },
                None => ForgeLicence::Unrecognised,
            },
        });
        observation.gaps = NOT_TOLD
            .iter()
            .map(|part| Gap::unread(*part, WITHOUT_TOKEN.to_owned()))
            .collect();
        observation
    }
}

impl Anonymous {
    /// Makes the client; nothing is sent yet.
    ///
    /// # Errors
    /// When TLS can't be set up.
    pub(in crate::forge) fn connect(config: &ForgeConfig, halt: &Halt) -> Result<Self, ForgeError> {
        Ok(Self {
            rest: Rest::connect(config, TokenStyle::Bearer, "rate_limit", halt)?,
            rows: Mutex::default(),
        })
    }

    fn rows(&self) -> MutexGuard<'_, HashMap<u64, Row>> {
        // A row is put in or taken out whole, whoever panicked.
        self.rows.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether every page is as it was.
    async fn is_unchanged(&self, validator: &str) -> Result<bool, ForgeError> {
        let Ok(Pages(pages)) = serde_json::from_str::<Pages>(validator) else {
            return Ok(false);
        };
        for (url, etag) in &pages {
            // The configuration may have another address by now.
            if url.host_str() != self.rest.url("")?.host_str()
                || !self.rest.get(url, Some(etag)).await?.is_not_modified()
            {
                return Ok(false);
            }
        }
        Ok(!pages.is_empty())
    }

    async fn list_account(&self, request: &ListRequest) -> Result<Option<Listing>, ForgeError> {
        if let Some(validator) = &request.validator
            && self.is_unchanged(validator).await?
        {
            return Ok(None);
        }
        let account = &request.account;
        let path = format!(
            "users/{}/repos?type=owner&sort=created&direction=asc&per_page=100",
            segment(account.path())
        );
        let mut listing = Listing {
            id: None,
            path: account.path().to_owned(),
            repositories: Vec::new(),
            validator: None,
            incomplete: None,
        };
        let mut pages = Some(Vec::new());
        let mut next = Some(self.rest.url(&path)?);
        while let Some(url) = next {
            let reply = self.rest.get(&url, None).await?;
            if !reply.is_success() {
                return Err(self.refused(&reply, account));
            }
            let rows: Vec<Row> = self.rest.read(&reply)?;
            let mut known = self.rows();
            for row in rows.into_iter().filter(|row| !row.private) {
                row.html_url.owner().clone_into(&mut listing.path);
                let listed = row.listed(self.host());
                listing.id = listed.owner.as_ref().map(|owner| owner.id.clone());
                listing.repositories.push(listed);
                known.insert(row.id, row);
            }
            drop(known);
            next = reply.next_page();
            // Without a validator for each page there is none for the whole.
            pages = pages.zip(reply.etag()).map(|(mut pages, etag)| {
                pages.push((url, etag));
                pages
            });
        }
        listing.validator = pages.and_then(|pages| serde_json::to_string(&Pages(pages)).ok());
        Ok(Some(listing))
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

    async fn row_at(&self, path: &str) -> Result<Result<Row, DepartureKind>, ForgeError> {
        let reply = self.rest.get(&self.rest.url(path)?, None).await?;
        if !reply.is_success() {
            return match reply.status {
                404 | 410 if !reply.is_refusal_of_api() => {
                    Err(self.rest.unreadable(reply.message()))
                }
                404 | 410 => Ok(Err(DepartureKind::NotFound)),
                451 => Ok(Err(DepartureKind::Blocked)),
                403 if reply.message().contains("access blocked") => {
                    Ok(Err(DepartureKind::Blocked))
                }
                // A refusal tells nothing of the repository.
                _ => Err(ForgeError::Refused {
                    host: self.host().clone(),
                    message: reply.message(),
                }),
            };
        }
        let row: Row = self.rest.read(&reply)?;
        Ok(if row.private {
            Err(DepartureKind::MadePrivate)
        } else {
            Ok(row)
        })
    }

    /// Where the repository is whose row is at `path`. The row is kept.
    async fn found_at(&self, path: &str) -> Result<Located, ForgeError> {
        Ok(match self.row_at(path).await? {
            Ok(row) => {
                let listed = row.listed(self.host());
                self.rows().insert(row.id, row);
                Located::Here(Box::new(listed))
            }
            Err(kind) => Located::Gone(kind),
        })
    }

    async fn read(&self, wanted: &RepositoryRequest) -> Result<Fetched, ForgeError> {
        let id = wanted.id.forge_id();
        let listed = id.parse().ok().and_then(|id: u64| self.rows().remove(&id));
        let row = match listed {
            Some(row) => Ok(row),
            None => {
                self.row_at(&format!("repositories/{}", segment(id)))
                    .await?
            }
        };
        Ok(match row {
            Ok(row) => {
                let observation = row.observe(self.host(), self.rest.address());
                Fetched::Seen(Box::new(observation), Vec::new())
            }
            Err(kind) => Fetched::Gone(kind),
        })
    }
}

#[async_trait]
impl Forge for Anonymous {
    fn host(&self) -> &ForgeHost {
        self.rest.limiter().host()
    }

    fn limitation(&self) -> Option<Problem> {
        Some(Problem {
            subject: self.host().to_string(),
            what: WITHOUT_TOKEN.to_owned(),
            instead: "only what its lists contain was read; files, commits and releases that were \
                      stored are kept"
                .to_owned(),
            advice: format!(
                "Give {} a token: `token_env` or `token_file` under its [[forges]] entry",
                self.host()
            ),
        })
    }

    /// A token may come, and only then there is more to read.
    fn reads_whole(&self) -> bool {
        false
    }

    fn accounts_per_list(&self) -> usize {
        1
    }

    async fn list(&self, accounts: &[ListRequest]) -> Vec<Result<Option<Listing>, ForgeError>> {
        let mut listings = Vec::with_capacity(accounts.len());
        for request in accounts {
            listings.push(self.list_account(request).await);
        }
        listings
    }

    async fn find(&self, urls: &[RepositoryUrl]) -> Vec<Result<Located, ForgeError>> {
        let mut found = Vec::with_capacity(urls.len());
        for url in urls {
            let path = format!("repos/{}/{}", segment(url.owner()), segment(url.name()));
            found.push(self.found_at(&path).await);
        }
        found
    }

    async fn locate(&self, wanted: &[RepositoryRequest]) -> Vec<Result<Located, ForgeError>> {
        let mut found = Vec::with_capacity(wanted.len());
        for wanted in wanted {
            let path = format!("repositories/{}", segment(wanted.id.forge_id()));
            found.push(self.found_at(&path).await);
        }
        found
    }

    fn repositories_per_fetch(&self, _left: usize) -> usize {
        REPOSITORIES_PER_FETCH
    }

    async fn fetch(&self, wanted: &[RepositoryRequest]) -> Result<Vec<Fetched>, ForgeError> {
        let mut fetched = Vec::with_capacity(wanted.len());
        for wanted in wanted {
            fetched.push(self.read(wanted).await?);
        }
        Ok(fetched)
    }

    async fn histories(
        &self,
        _wanted: Vec<HistoryRequest>,
        _max_requests: u64,
    ) -> Result<Vec<(RepositoryId, CommitActivity)>, ForgeError> {
        Ok(Vec::new())
    }

    fn answers(&self, question: &AccountQuestion) -> bool {
        !matches!(question, AccountQuestion::Page(_))
    }

    async fn search_accounts(
        &self,
        questions: &[AccountQuestion],
    ) -> Vec<Result<AccountAnswer, ForgeError>> {
        anonymous_accounts::search(&self.rest, questions).await
    }

    fn spending(&self) -> Spending {
        self.rest.spending()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Answers that GitHub gave, recorded by others; beside the checkout on some
    /// machines.
    #[test]
    fn recorded_responses_are_read() {
        let folder = std::path::Path::new(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../../shared/forge-recorded/octokit-fixtures"
        ));
        if !folder.exists() {
            println!("skipped: {} is not on this machine", folder.display());
            return;
        }
        let mut rows = 0;
        for fixture in ["get-repository", "rename-repository"] {
            let path = folder.join(fixture).join("raw-fixture.json");
            let text = std::fs::read_to_string(path).unwrap();
            let exchanges: Vec<serde_json::Value> = serde_json::from_str(&text).unwrap();
            for exchange in exchanges {
                let answer = &exchange["response"];
                if answer.get("html_url").is_none() || exchange["status"] != 200 {
                    continue;
                }
                let row: Row = serde_json::from_value(answer.clone()).unwrap();
                assert!(row.created_at.is_some() && row.stargazers_count.is_some());
                let observation = row.observe(&ForgeHost::new("github.com"), "recorded");
                assert!(observation.licence.is_some());
                rows += 1;
            }
        }
        assert!(rows >= 2, "{rows}");
    }
}
