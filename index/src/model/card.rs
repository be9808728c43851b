//! What lists show of a repository: plain facts and the verdicts without their
//! reasons. The search index keeps a card with each document, so that a list is
//! made without reading and judging what it shows.

use async_graphql::SimpleObject;
use bronwijzer_crawler::address::{RepositoryId, RepositoryUrl};
use bronwijzer_crawler::observation::{FileKind, FilePresence, Observation};
use bronwijzer_crawler::organisation::Slug;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::summary::{RepositorySummary, fallbacks, language_of_description};
use super::{Entry, ForkKind, Names, OpenWork};
use crate::assess::{
    LicenceVerdict, MaintenanceStatus, PubliccodeVerdict, RepositoryKind, Verdicts,
};

/// A repository as lists show it. Each fact and verdict is that of the
/// [`Entry`] which it was made of; what a source did not give is `None`.
///
/// Its stored form is not marked with a version: the search index, which alone
/// stores it, is made anew when its tables change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card {
    /// Identity.
    pub id: RepositoryId,
    /// By which other programs know it, whatever its address.
    pub uuid: Uuid,
    /// Current address.
    #[serde(with = "in_parts")]
    pub url: RepositoryUrl,
    /// What it is called, where that is another than the repository's name.
    pub title: Option<String>,
    /// Other names that it is known by.
    pub also_known_as: Vec<String>,
    /// Whose it is; `None` once its account has left the registry.
    pub organisation: Option<Slug>,
    /// One or two sentences by the owner, on the forge.
    pub description: Option<String>,
    /// The language of `description`, as far as its words tell.
    pub description_language: Option<String>,
    /// The same from publiccode.yml, in Dutch and in English, else in the first
    /// language that it has.
    pub short_descriptions: Vec<LocalisedText>,
    /// The one of publiccode.yml in the language that comes first among those of the software,
    /// where that is another than the first of `short_descriptions`.
    pub lead_description: Option<String>,
    /// Sentences for what the owner describes nowhere else: the catalogue's own, else the first
    /// of the README that says what it is.
    pub fallbacks: Vec<RepositorySummary>,
    /// The project's own page, as the owner wrote it.
    pub homepage: Option<String>,
    /// Topics on the forge; the catalogue's own where no forge was asked.
    pub topics: Option<Vec<String>>,
    /// The language that most of the code is in.
    pub primary_language: Option<String>,
    /// People who starred it.
    pub stars: Option<u64>,
    /// Forks on the same forge.
    pub forks: Option<u64>,
    /// Whether its owner made it read-only.
    pub archived: Option<bool>,
    /// Whether it was made from another repository on the same forge.
    pub fork: Option<bool>,
    /// How it and the one that it came from belong together.
    pub fork_kind: Option<ForkKind>,
    /// The branch that visitors see first.
    pub default_branch: Option<String>,
    /// Where its publiccode.yml is, from the repository's root.
    pub publiccode_path: Option<String>,
    /// Whether its licence lets it be reused.
    pub licence: LicenceVerdict,
    /// The SPDX identifier of its licence.
    pub spdx_id: Option<String>,
    /// Whether it is kept up.
    pub maintenance: MaintenanceStatus,
    /// The verdicts of the table of judgements.
    pub verdicts: Verdicts,
    /// What it publishes.
    pub kind: RepositoryKind,
    /// Whether its publiccode.yml keeps to the standard.
    pub publiccode: PubliccodeVerdict,
    /// The score of openness, from 0 to 100.
    pub openness: Option<u32>,
    /// How many organisations beside the owner use it, by its publiccode.yml and by what they
    /// say here, each once; `None` where neither can tell.
    pub used_by_others: Option<u64>,
    /// The last activity; see [`Assessment`](crate::Assessment).
    #[serde(with = "moment_if_known")]
    pub last_activity_at: Option<DateTime<Utc>>,
    /// The newest release or tag; see [`Assessment`](crate::Assessment).
    pub latest_release: Option<LatestRelease>,
    /// When it was made on the forge.
    #[serde(with = "moment_if_known")]
    pub created_at: Option<DateTime<Utc>>,
    /// When somebody last pushed to any branch.
    #[serde(with = "moment_if_known")]
    pub pushed_at: Option<DateTime<Utc>>,
    /// When the facts were gathered.
    #[serde(with = "moment")]
    pub observed_at: DateTime<Utc>,
    /// When the catalogue first saw it.
    #[serde(with = "moment")]
    pub first_seen_at: DateTime<Utc>,
    /// What others can take up in it, where it is kept up.
    pub open_work: OpenWork,
}

/// A version and when it came out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LatestRelease {
    /// The tag's name.
    pub name: String,
    /// When it was published, or the tag's commit was made.
    #[serde(with = "moment")]
    pub at: DateTime<Utc>,
}

/// A text and its language, a tag of BCP 47.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, SimpleObject)]
pub struct LocalisedText {
    /// The language, a tag of BCP 47 as in `nl` or `en-GB`.
    pub language: String,
    /// The text, as the owner wrote it.
    pub text: String,
}

/// The languages of the pages, by the start of their tags.
const OF_PAGES: &[&str] = &["nl", "en"];

fn short_descriptions(entry: &Entry) -> Vec<LocalisedText> {
    let declared = entry.assessment.declared.iter();
    let mut short: Vec<LocalisedText> = declared
        .flat_map(|file| &file.descriptions)
        .filter_map(|description| {
            Some(LocalisedText {
                language: description.language.clone(),
                text: description.short.clone()?,
            })
        })
        .collect();
    let of_pages = |text: &LocalisedText| {
        let primary = text.language.split('-').next().unwrap_or_default();
        let at = OF_PAGES
            .iter()
            .position(|language| primary.eq_ignore_ascii_case(language));
        at.unwrap_or(OF_PAGES.len())
    };
    short.sort_by_key(of_pages);
    short.dedup_by_key(|text| of_pages(text));
    if short.len() > 1 {
        short.retain(|text| of_pages(text) < OF_PAGES.len());
    }
    short
}

fn lead_description(entry: &Entry, short: &[LocalisedText]) -> Option<String> {
    let declared = entry.assessment.declared.as_deref()?;
    let lead = declared.lead_description()?.short.as_ref()?;
    let is_first = short.first().is_some_and(|first| first.text == *lead);
    (!is_first).then(|| lead.clone())
}

/// As it was read, else as the forge lists it.
fn publiccode_path(seen: &Observation) -> Option<String> {
    let read = seen.publiccode.as_ref().map(|file| file.path.clone());
    read.or_else(|| match seen.find_file(FileKind::Publiccode) {
        FilePresence::Own(file) => Some(file.path.clone()),
        _ => None,
    })
}

impl Card {
    /// The card of an entry.
    #[must_use]
    pub fn of(entry: &Entry) -> Self {
        let (seen, judged) = (&entry.observation, &entry.assessment);
        let languages = seen.languages.iter().flatten();
        let names = Names::of(entry);
        let short_descriptions = short_descriptions(entry);
        Self {
            id: seen.id.clone(),
            uuid: entry.uuid,
            url: seen.url.clone(),
            title: names.title,
            also_known_as: names.also_known_as,
            organisation: entry
                .organisation
                .as_ref()
                .map(|organisation| organisation.slug.clone()),
            description: seen.description.clone(),
            description_language: language_of_description(entry),
            lead_description: lead_description(entry, &short_descriptions),
            fallbacks: fallbacks(entry, &short_descriptions),
            short_descriptions,
            homepage: seen.homepage.clone(),
            topics: seen.topics.clone().or_else(|| {
                let catalogued = seen.catalogued.as_ref();
                catalogued.map(|words| words.topics.clone())
            }),
            primary_language: languages.map(|language| language.name.clone()).next(),
            stars: seen.counts.stars,
            forks: seen.counts.forks,
            archived: seen.flags.archived,
            fork: seen.flags.fork,
            fork_kind: ForkKind::of(entry),
            default_branch: seen.default_branch.clone(),
            publiccode_path: publiccode_path(seen),
            licence: judged.licence.verdict.value,
            spdx_id: judged.licence.spdx_id.clone(),
            maintenance: judged.maintenance.value,
            verdicts: judged.judgements.verdicts(),
            kind: judged.kind.value,
            publiccode: judged.publiccode.value,
            openness: judged.openness.score,
            used_by_others: used_by_others(entry),
            last_activity_at: judged.last_activity_at,
            latest_release: judged.latest_release.as_ref().and_then(|release| {
                Some(LatestRelease {
                    name: release.name.clone(),
                    at: release.at?,
                })
            }),
            created_at: seen.created_at,
            pushed_at: seen.pushed_at,
            observed_at: seen.observed_at,
            first_seen_at: entry.first_seen_at,
            open_work: OpenWork::of(entry),
        }
    }

    /// The sentence of publiccode.yml in the language that comes first among those of the
    /// software.
    #[must_use]
    pub fn short_description(&self) -> Option<&str> {
        let first = self.short_descriptions.first();
        let lead = self.lead_description.as_deref();
        lead.or(first.map(|short| short.text.as_str()))
    }

    /// What it is called.
    #[must_use]
    pub fn title(&self) -> &str {
        self.title.as_deref().unwrap_or(self.url.name())
    }
}

/// Writes an address by its parts: to parse it anew for each card of each list
/// would take longer than all the rest of a card.
pub(crate) mod in_parts {
    use bronwijzer_crawler::address::{ForgeHost, RepositoryUrl};
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(crate) fn serialize<S: Serializer>(url: &RepositoryUrl, to: S) -> Result<S::Ok, S::Error> {
        (url.host(), url.owner(), url.name()).serialize(to)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<RepositoryUrl, D::Error> {
        let (host, owner, name) = <(ForgeHost, String, String)>::deserialize(from)?;
        Ok(RepositoryUrl::from_parts(host, owner, name))
    }
}

/// Writes a moment as seconds and nanoseconds.
pub(super) mod moment {
    use chrono::{DateTime, Utc};
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(in crate::model) fn serialize<S: Serializer>(
        at: &DateTime<Utc>,
        to: S,
    ) -> Result<S::Ok, S::Error> {
        (at.timestamp(), at.timestamp_subsec_nanos()).serialize(to)
    }

    pub(in crate::model) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<DateTime<Utc>, D::Error> {
        let (seconds, nanos) = <(i64, u32)>::deserialize(from)?;
        DateTime::from_timestamp(seconds, nanos)
            .ok_or_else(|| D::Error::custom("a moment out of range"))
    }
}

/// The same where there may be none.
mod moment_if_known {
    use chrono::{DateTime, Utc};
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    #[derive(Serialize, Deserialize)]
    struct Moment(#[serde(with = "super::moment")] DateTime<Utc>);

    pub(super) fn serialize<S: Serializer>(
        at: &Option<DateTime<Utc>>,
        to: S,
    ) -> Result<S::Ok, S::Error> {
        at.map(Moment).serialize(to)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<Option<DateTime<Utc>>, D::Error> {
        Ok(Option::<Moment>::deserialize(from)?.map(|moment| moment.0))
    }
}
/// How many organisations beside the owner use it, as far as publiccode.yml and they
/// themselves tell.
fn used_by_others(entry: &Entry) -> Option<u64> {
    let judged = &entry.assessment;
    let declared = judged.declared.as_ref();
    let named = declared.map(|file| file.used_by_others(&entry.observation).len() as u64);
    let stated = judged.stated_users.len() as u64;
    match named {
        None if stated == 0 => None,
        named => Some(named.unwrap_or_default() + stated),
    }
}
