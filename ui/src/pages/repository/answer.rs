//! What the schema answers about one repository.

use chrono::{DateTime, NaiveDate, Utc};

use super::open_by_default::OpenByDefault;
use super::openness::Openness;
use super::outside::{Archive, Scorecard};
use super::relations::{Related, RelationGroup};
use super::scans::Scan;
use super::tasks::{FirstTask, WaitingQuestion};
use super::users::Use;
use super::vitality::Vitality;
use crate::community::answer::Statements;
use crate::community::discussion::Posts;
use crate::community::sayable::Sayable;
use crate::declared::Stage;
use crate::enums::{EventKind, FileKind, ReferralPlace, Source, SummarySource};
use crate::facts::Version;
use crate::pages::account::Account;
use crate::pages::frame::Contents;
use crate::pages::maintainer_search::{Contact, MaintainerSearch};
use crate::schema;
use crate::search::answer::{Departure, Forge, OrganisationName, StatusChange};
use crate::summary::Summary;
use crate::variables::ByUrlInFields;
use crate::verdict::{Judgement, Kind, LicenceVerdict, Maintenance, PubliccodeVerdict, Reason};

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query", variables = "ByUrlIn")]
pub(super) struct Answer {
    pub(super) catalogue: Contents,
    #[cynic(rename = "catalogue", alias)]
    pub(super) judged: Judged,
    #[arguments(url: $url)]
    pub(super) repository: Option<Repository>,
}

/// When it was last assessed.
#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Catalogue")]
pub(super) struct Judged {
    pub(super) assessed_at: DateTime<Utc>,
}

/// A field that the source did not give is `None`.
#[derive(cynic::QueryFragment)]
#[cynic(variables = "ByUrlIn")]
pub(super) struct Repository {
    pub(super) id: cynic::Id,
    pub(super) url: String,
    pub(super) former_urls: Vec<String>,
    pub(super) forge: Forge,
    pub(super) owner: String,
    pub(super) name: String,
    pub(super) title: String,
    pub(super) also_known_as: Vec<String>,
    #[arguments(language: $language)]
    pub(super) summary: Option<Summary>,
    #[cynic(rename = "summary", alias)]
    #[arguments(language: $language)]
    pub(super) described_by: Option<DescribedBy>,
    pub(super) path: String,
    pub(super) organisation: Option<OrganisationName>,
    pub(super) account: Account,
    pub(super) shown_as: Option<Related>,
    #[arguments(kind: [SEEKING, OFFER, SUPPORT, FAREWELL], first: 50)]
    pub(super) statements: Statements,
    #[cynic(rename = "statements", alias)]
    #[arguments(kind: [POST], first: 20)]
    pub(super) posts: Posts,
    pub(super) discussion_closed: bool,
    pub(super) scans: Vec<Scan>,
    pub(super) has_discussions: Option<bool>,
    pub(super) sayable: Vec<Sayable>,
    pub(super) used_by: Use,
    #[arguments(first: 10)]
    pub(super) relations: Vec<RelationGroup>,
    #[arguments(first: 3)]
    pub(super) similar: Vec<Related>,
    pub(super) history: Vec<Event>,
    pub(super) descriptions: Vec<Description>,
    pub(super) declaration: Declaration,
    pub(super) homepage: Option<String>,
    pub(super) homepage_url: Option<String>,
    pub(super) topics: Option<Vec<String>>,
    pub(super) languages: Option<Vec<Language>>,
    pub(super) licence: LicenceVerdict,
    pub(super) open_by_default: OpenByDefault,
    pub(super) openness: Openness,
    pub(super) archive: Archive,
    pub(super) scorecard: Scorecard,
    pub(super) maintainer_search: MaintainerSearch,
    pub(super) first_tasks: Option<Vec<FirstTask>>,
    pub(super) waiting_questions: Option<Vec<WaitingQuestion>>,
    pub(super) maintenance: Maintenance,
    #[cynic(rename = "maintenance", alias)]
    pub(super) end: End,
    pub(super) kind: Kind,
    pub(super) judgements: Vec<Judgement>,
    pub(super) vitality: Vitality,
    pub(super) referrals: Vec<Referral>,
    pub(super) themes: Themes,
    pub(super) last_activity_at: Option<DateTime<Utc>>,
    pub(super) created_at: Option<DateTime<Utc>>,
    pub(super) pushed_at: Option<DateTime<Utc>>,
    pub(super) updated_at: Option<DateTime<Utc>>,
    pub(super) archived_at: Option<DateTime<Utc>>,
    pub(super) disabled: Option<bool>,
    pub(super) empty: Option<bool>,
    pub(super) fork: Option<bool>,
    pub(super) mirror: Option<bool>,
    pub(super) template: Option<bool>,
    pub(super) parent_url: Option<String>,
    pub(super) mirror_url: Option<String>,
    pub(super) default_branch: Option<String>,
    pub(super) stars: Option<u64>,
    pub(super) forks: Option<u64>,
    pub(super) watchers: Option<u64>,
    pub(super) open_issues: Option<u64>,
    pub(super) closed_issues: Option<u64>,
    pub(super) open_pull_requests: Option<u64>,
    pub(super) closed_pull_requests: Option<u64>,
    pub(super) latest_release: Option<Version>,
    pub(super) releases: Option<Versions>,
    pub(super) tags: Option<Versions>,
    pub(super) commits: Option<Commits>,
    pub(super) readme: Option<Readme>,
    pub(super) publiccode: Option<TextPath>,
    pub(super) publiccode_verdict: PubliccodeVerdict,
    pub(super) files: Option<Vec<KnownFile>>,
    pub(super) unknown_files: Vec<FileKind>,
    pub(super) gaps: Vec<Gap>,
    pub(super) gone: Option<Departure>,
    pub(super) observed_at: DateTime<Utc>,
    pub(super) first_seen_at: DateTime<Utc>,
    pub(super) source: Source,
}

/// Who says what it is.
#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Summary")]
pub(super) struct DescribedBy {
    pub(super) source: SummarySource,
}

/// What the owner says of it in one language.
#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "RepositoryDescription")]
pub(super) struct Description {
    pub(super) language: String,
    pub(super) generic_name: Option<String>,
    pub(super) long_description: Option<String>,
    pub(super) features: Vec<String>,
}

/// What the owner declares beside the descriptions.
#[derive(cynic::QueryFragment)]
pub(super) struct Declaration {
    #[cynic(spread)]
    pub(super) stage: Stage,
    pub(super) landing_url: Option<String>,
    pub(super) roadmap: Option<String>,
    pub(super) documentation: Vec<String>,
    pub(super) screenshots: Vec<String>,
    pub(super) used_by: Vec<String>,
    pub(super) depends_on: Vec<Dependency>,
    pub(super) contacts: Vec<Contact>,
    pub(super) contractors: Vec<Contractor>,
}

#[derive(cynic::QueryFragment)]
pub(super) struct Dependency {
    pub(super) name: String,
    pub(super) optional: bool,
    pub(super) versions: Option<String>,
}

#[derive(cynic::QueryFragment)]
pub(super) struct Contractor {
    name: Option<String>,
    email: Option<String>,
    website: Option<String>,
    pub(super) until: Option<NaiveDate>,
}

impl Contractor {
    pub(super) fn contact(&self) -> Contact {
        Contact {
            name: self.name.clone(),
            email: self.email.clone(),
            phone: None,
            affiliation: None,
            website: self.website.clone(),
        }
    }
}

/// A reference to a register: a page or a topic.
#[derive(cynic::QueryFragment)]
pub(super) struct Referral {
    pub(super) register: String,
    pub(super) url: Option<String>,
    pub(super) topic: Option<String>,
    pub(super) found_in: ReferralPlace,
    pub(super) key: Option<String>,
}

/// What it is about.
#[derive(cynic::QueryFragment)]
pub(super) struct Themes {
    pub(super) software_type: Option<Theme>,
    pub(super) categories: Vec<Theme>,
    pub(super) platforms: Vec<Theme>,
    pub(super) audience: Vec<Theme>,
}

#[derive(cynic::QueryFragment)]
pub(super) struct Theme {
    pub(super) value: String,
    pub(super) guessed: bool,
    pub(super) reasons: Vec<Reason>,
}

/// Something that happened to it.
#[derive(cynic::QueryFragment)]
pub(super) struct Event {
    pub(super) noticed_at: DateTime<Utc>,
    pub(super) kind: EventKind,
    /// The address before a rename or transfer.
    pub(super) from: Option<String>,
    pub(super) status: Option<StatusChange>,
    pub(super) licence: Option<LicenceChange>,
}

/// Licences as SPDX expressions; nothing where there was none.
#[derive(cynic::QueryFragment)]
pub(super) struct LicenceChange {
    pub(super) from: Option<String>,
    pub(super) to: Option<String>,
}

#[derive(cynic::QueryFragment)]
pub(super) struct Language {
    pub(super) name: String,
    pub(super) bytes: f64,
}

/// Releases or tags: how many, and the newest.
#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Releases")]
pub(super) struct Versions {
    pub(super) total: u64,
    pub(super) newest: Vec<Version>,
}

/// Commits on the default branch, by week; weeks without any are left out.
#[derive(cynic::QueryFragment)]
pub(super) struct Commits {
    pub(super) since: DateTime<Utc>,
    pub(super) counted_since: DateTime<Utc>,
    pub(super) total: u64,
    pub(super) weeks: Vec<Week>,
    pub(super) distinct_authors: u64,
    pub(super) complete: bool,
}

#[derive(cynic::QueryFragment)]
pub(super) struct Week {
    pub(super) monday: NaiveDate,
    pub(super) human: u64,
    pub(super) bot: u64,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "TextFile")]
pub(super) struct Readme {
    pub(super) path: String,
    pub(super) text: String,
    pub(super) truncated: bool,
}

/// Where a text stands in the repository.
#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "TextFile")]
pub(super) struct TextPath {
    path: String,
}

#[derive(cynic::QueryFragment)]
pub(super) struct KnownFile {
    pub(super) kind: FileKind,
    pub(super) path: String,
}

#[derive(cynic::QueryFragment)]
pub(super) struct Gap {
    pub(super) field: String,
    pub(super) reason: String,
}

impl Repository {
    /// Where its publiccode.yml is.
    pub(super) fn publiccode_path(&self) -> Option<&str> {
        let text = self.publiccode.as_ref().map(|file| file.path.as_str());
        let path = text.or_else(|| self.file("publiccode"));
        path.filter(|path| !path.is_empty())
    }
}

/// What the owner says of its end.
#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Maintenance")]
pub(super) struct End {
    pub(super) farewell: Option<Farewell>,
}

#[derive(cynic::QueryFragment)]
pub(super) struct Farewell {
    pub(super) successor: Option<Successor>,
}

#[derive(cynic::QueryFragment)]
pub(super) struct Successor {
    pub(super) name: Option<String>,
    pub(super) url: Option<String>,
}

impl End {
    /// What comes after it: what to call it, and its web address.
    pub(super) fn successor(&self) -> Option<(String, String)> {
        let successor = self.farewell.as_ref()?.successor.as_ref()?;
        let url = successor.url.clone()?;
        let name = successor.name.clone();
        let name = name.unwrap_or_else(|| crate::place::without_scheme(&url).to_owned());
        Some((name, url))
    }
}
