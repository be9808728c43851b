//! Software Heritage, the universal archive of source code: what it archived of a
//! repository, and asking it to archive one now ("save code now"). By its Web API, version 1.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use async_graphql::Enum;
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{OutsideSource, SourceConfig, bounded, past};
use crate::address::{RepositoryUrl, written_as_text};
use crate::forge::ForgeError;
use crate::forge::rate_limiter::{Pool, Size};
use crate::forge::rest::{Reply, Rest};
use crate::halt::Halt;
use crate::run::Spending;

/// What any sound archive answers anybody.
const PROBE: &str = "ping/";

/// How many aliases lead from HEAD to a commit at most.
const MOST_ALIASES: usize = 2;

/// A persistent identifier of something in the archive, by version 1 of the scheme
/// (ISO/IEC 18670), without qualifiers.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Swhid(String);

written_as_text!(Swhid);

/// A text is no SWHID.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("this is not a SWHID of the form swh:1:TYPE:HASH")]
pub struct SwhidError;

impl Swhid {
    /// The identifier of the object of a type, as in `snp`, with this hash.
    fn of(kind: &str, hash: &str) -> Option<Self> {
        format!("swh:1:{kind}:{hash}").parse().ok()
    }

    /// The identifier as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn hash(&self) -> &str {
        self.0.rsplit(':').next().unwrap_or_default()
    }
}

impl FromStr for Swhid {
    type Err = SwhidError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parts: Vec<&str> = text.splitn(5, ':').collect();
        let is_hex = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        match parts[..] {
            ["swh", "1", "snp" | "rel" | "rev" | "dir" | "cnt", hash]
                if hash.len() == 40 && hash.bytes().all(is_hex) =>
            {
                Ok(Self(text.to_owned()))
            }
            _ => Err(SwhidError),
        }
    }
}

impl fmt::Display for Swhid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What the archive has of a repository.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArchiveState {
    /// The address by which the archive knows it, or would.
    pub origin: String,
    /// The last time that the archive went there; `None` when it never did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_visit: Option<Visit>,
    /// What it holds; `None` when it holds nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub snapshot: Option<Snapshot>,
}

/// A visit of the archive to a repository.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Visit {
    /// When.
    pub at: DateTime<Utc>,
    /// How it went.
    pub status: VisitStatus,
}

/// How a visit of the archive went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Enum)]
#[serde(rename_all = "snake_case")]
#[graphql(name = "ArchiveVisitStatus")]
pub enum VisitStatus {
    /// Everything was archived.
    Full,
    /// A part was archived.
    Partial,
    /// It has begun and not ended.
    Ongoing,
    /// There was nothing at the address.
    NotFound,
    /// It did not succeed.
    Failed,
    /// The archive gave another word for it.
    #[serde(other)]
    Other,
}

/// The newest state of a repository that the archive holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    /// The identifier of all its branches and tags together.
    pub id: Swhid,
    /// When the archive was there.
    pub visited_at: DateTime<Utc>,
    /// The commit that its default branch had then, where the archive told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub head: Option<Swhid>,
}

/// A request to archive a repository now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaveRequest {
    /// Why it was asked for.
    pub reason: SaveReason,
    /// When.
    pub requested_at: DateTime<Utc>,
    /// What the archive said.
    pub outcome: SaveOutcome,
    /// In its own words, where it gave any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// Why a repository should be archived now, the weightiest reason first.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Enum,
)]
#[serde(rename_all = "snake_case")]
#[graphql(name = "ArchiveSaveReason")]
pub enum SaveReason {
    /// Its owner says goodbye to it, or its organisation has ended: it may go at any time.
    Leaving,
    /// Its owner archived it on the forge.
    Archived,
    /// It is at risk.
    AtRisk,
    /// Nobody works on it any more, and others use it.
    QuietInUse,
}

/// What the archive said to a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Enum)]
#[serde(rename_all = "snake_case")]
#[graphql(name = "ArchiveSaveOutcome")]
pub enum SaveOutcome {
    /// It will be archived.
    Accepted,
    /// Somebody of the archive has to look at it first.
    Pending,
    /// The archive does not take it.
    Rejected,
}

impl SaveRequest {
    /// Whether it may still come to something: it was not turned down, and nothing was
    /// archived since.
    #[must_use]
    pub fn is_open(&self, archive: Option<&ArchiveState>) -> bool {
        let snapshot = archive.and_then(|archive| archive.snapshot.as_ref());
        self.outcome != SaveOutcome::Rejected
            && snapshot.is_none_or(|snapshot| snapshot.visited_at < self.requested_at)
    }
}

/// A client of Software Heritage, or of a mirror of it.
#[derive(Debug)]
pub struct SoftwareHeritage {
    rest: Rest,
    source: String,
}

#[derive(Deserialize)]
struct VisitAnswer {
    date: String,
    status: VisitStatus,
    #[serde(default)]
    snapshot: Option<String>,
}

#[derive(Deserialize)]
struct SnapshotAnswer {
    branches: BTreeMap<String, Option<Branch>>,
}

#[derive(Deserialize)]
struct Branch {
    target: String,
    target_type: String,
}

#[derive(Deserialize)]
struct SaveAnswer {
    save_request_status: SaveOutcome,
    #[serde(default)]
    note: Option<String>,
}

impl SoftwareHeritage {
    /// Makes the client; nothing is sent yet.
    ///
    /// # Errors
    /// When the token can't be sent, or TLS can't be set up.
    pub fn connect(config: &SourceConfig, halt: &Halt) -> Result<Self, ForgeError> {
        Ok(Self {
            rest: config.connect(PROBE, halt)?,
            source: config.root(),
        })
    }

    /// Asks the archive to archive a repository, by the address at which the archive knows
    /// it or would. `None` when it takes no more requests for now.
    ///
    /// # Errors
    /// When the archive gave no answer, also after retries. A refusal is an answer.
    pub async fn save(
        &self,
        origin: &str,
        reason: SaveReason,
        now: DateTime<Utc>,
    ) -> Result<Option<SaveRequest>, ForgeError> {
        if !self.rest.limiter().has_left(Pool::Saves) {
            return Ok(None);
        }
        let url = self.rest.url(&format!("origin/save/git/url/{origin}/"))?;
        let body = Value::Object(serde_json::Map::new());
        let reply = self
            .rest
            .post_in(Pool::Saves, &url, &body, Size::Fixed)
            .await?;
        let (outcome, note) = match reply.status {
            200..300 => {
                let answer: SaveAnswer = self.rest.read(&reply)?;
                (answer.save_request_status, answer.note)
            }
            400 | 403 if refusal(&reply).is_some() => (SaveOutcome::Rejected, refusal(&reply)),
            _ => return Err(self.rest.unreadable(reply.message())),
        };
        let note = note.map(|note| bounded(&note));
        Ok(Some(SaveRequest {
            reason,
            requested_at: now,
            outcome,
            note: note.filter(|note| !note.is_empty()),
        }))
    }

    /// The last visit to an origin, or the last one that brought something. `None` when
    /// there was none.
    async fn latest_visit(
        &self,
        origin: &str,
        with_snapshot: bool,
    ) -> Result<Option<(Visit, Option<Swhid>)>, ForgeError> {
        let mut url = self.rest.url(&format!("origin/{origin}/visit/latest/"))?;
        if with_snapshot {
            url.set_query(Some("require_snapshot=true"));
        }
        let reply = self.rest.get_in(Pool::Main, &url, None).await?;
        if reply.status == 404 && refusal(&reply).is_some() {
            return Ok(None);
        }
        if !reply.is_success() {
            return Err(self.rest.unreadable(reply.message()));
        }
        let answer: VisitAnswer = self.rest.read(&reply)?;
        let unreadable = |what: &str| self.rest.unreadable(format!("the visit has {what}"));
        let at = past(&answer.date, Utc::now()).ok_or_else(|| unreadable("no date that can be"))?;
        let snapshot = match answer.snapshot.as_deref() {
            None | Some("") => None,
            Some(hash) => {
                let id = Swhid::of("snp", hash);
                Some(id.ok_or_else(|| unreadable("a snapshot that is no identifier"))?)
            }
        };
        let status = answer.status;
        Ok(Some((Visit { at, status }, snapshot)))
    }

    /// The commit that HEAD of a snapshot leads to, as far as the archive tells and its
    /// quota allows: it is worth no wait.
    async fn head_of(&self, snapshot: &Swhid) -> Option<Swhid> {
        let mut branch = "HEAD".to_owned();
        for _ in 0..=MOST_ALIASES {
            if !self.rest.limiter().has_left(Pool::Snapshots) {
                return None;
            }
            let path = format!("snapshot/{}/", snapshot.hash());
            let mut url = self.rest.url(&path).ok()?;
            // Branches come in the order of their names: the first is the one asked for, if
            // there is any of that name.
            url.query_pairs_mut()
                .append_pair("branches_from", &branch)
                .append_pair("branches_count", "1");
            let reply = self.rest.get_in(Pool::Snapshots, &url, None).await.ok()?;
            let answer: SnapshotAnswer = self.rest.read(&reply).ok()?;
            let found = answer
                .branches
                .into_iter()
                .find(|(name, _)| *name == branch);
            let target = found?.1?;
            match target.target_type.as_str() {
                "revision" => return Swhid::of("rev", &target.target),
                "alias" => branch = target.target,
                _ => return None,
            }
        }
        None
    }
}

#[async_trait]
impl OutsideSource for SoftwareHeritage {
    type Found = ArchiveState;

    fn source(&self) -> &str {
        &self.source
    }

    fn covers(&self, _url: &RepositoryUrl) -> bool {
        true
    }

    async fn look(
        &self,
        url: &RepositoryUrl,
        known: Option<&ArchiveState>,
    ) -> Result<ArchiveState, ForgeError> {
        let mut origins = origins(url);
        // What answered last time most likely answers again.
        if let Some(known) =
            known.and_then(|known| origins.iter().position(|one| *one == known.origin))
        {
            origins.swap(0, known);
        }
        for origin in &origins {
            let Some((last_visit, snapshot)) = self.latest_visit(origin, false).await? else {
                continue;
            };
            let archived = match snapshot {
                Some(id) => Some((last_visit.at, id)),
                // The last visit brought nothing; one before may have.
                None => self
                    .latest_visit(origin, true)
                    .await?
                    .and_then(|(visit, id)| Some((visit.at, id?))),
            };
            let snapshot = match archived {
                None => None,
                Some((visited_at, id)) => {
                    let before = known.and_then(|known| known.snapshot.as_ref());
                    let before = before.filter(|before| before.id == id);
                    let head = match before.and_then(|before| before.head.clone()) {
                        Some(head) => Some(head),
                        None => self.head_of(&id).await,
                    };
                    Some(Snapshot {
                        id,
                        visited_at,
                        head,
                    })
                }
            };
            return Ok(ArchiveState {
                origin: origin.clone(),
                last_visit: Some(last_visit),
                snapshot,
            });
        }
        Ok(ArchiveState {
            origin: origins.swap_remove(0),
            last_visit: None,
            snapshot: None,
        })
    }

    fn spending(&self) -> Spending {
        self.rest.spending()
    }
}

/// The addresses by which the archive may know a repository, the likeliest first. It lists
/// GitHub by the addresses of pages, and other forges by those for git.
fn origins(url: &RepositoryUrl) -> Vec<String> {
    let page = url.to_string();
    if url.host().as_str() == "github.com" {
        vec![page]
    } else {
        vec![format!("{page}.git"), page]
    }
}

/// What the API itself says in a refusal. The page of a proxy, or of an address that is none
/// of the API, is no word of it.
fn refusal(reply: &Reply) -> Option<String> {
    let value: Value = serde_json::from_slice(&reply.body).ok()?;
    value.get("exception")?.as_str()?;
    Some(match value.get("reason") {
        Some(Value::String(reason)) => reason.clone(),
        Some(other) => other.to_string(),
        None => String::new(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn swhid_has_a_type_and_a_hash() {
        let hash = "94a9ed024d3859793618152ea559a168bbcbb5e2";
        let id = Swhid::of("rev", hash).unwrap();
        assert_eq!(id.as_str(), format!("swh:1:rev:{hash}"));
        assert_eq!(id.hash(), hash);
        for wrong in [
            "",
            "swh:1:rev:94a9",
            &format!("swh:2:rev:{hash}"),
            &format!("swh:1:xyz:{hash}"),
            &format!("swh:1:rev:{}", hash.to_uppercase()),
            &format!("swh:1:rev:{hash};origin=https://example.org"),
            &format!("swh:1:rev:{hash}:"),
        ] {
            assert!(wrong.parse::<Swhid>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn visit_status_of_a_later_version_is_read() {
        let read = |text: &str| serde_json::from_str::<VisitStatus>(text).unwrap();
        assert_eq!(read("\"not_found\""), VisitStatus::NotFound);
        assert_eq!(read("\"created\""), VisitStatus::Other);
    }
}
