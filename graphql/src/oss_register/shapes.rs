//! The register's shapes, and how the schema's answers become them. What is empty is left
//! out, and keys stand in the register's order.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use serde::{Deserialize, Serialize, Serializer};

use super::organisations::Organisations;

/// What the register sends for a moment that it does not know: it always sends one.
const ZERO: &str = "0001-01-01T00:00:00Z";

/// An organisation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Organisation {
    pub(super) uri: String,
    #[serde(alias = "name")]
    pub(super) label: String,
}

/// An account on a forge.
#[derive(Debug, Clone, Serialize)]
pub(super) struct GitOrganisation {
    pub(super) id: String,
    pub(super) organisation: Organisation,
    pub(super) url: String,
}

/// A repository as the schema gives it for lists: see `repository_in_list.graphql`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Listed {
    uuid: String,
    url: String,
    fork_kind: Option<ForkType>,
    organisation: Option<Organisation>,
    publiccode_url: Option<String>,
    short_description: Option<String>,
    description: Option<String>,
    summary: Option<Text>,
    title: String,
    created_at: Option<DateTime<Utc>>,
    observed_at: DateTime<Utc>,
    last_activity_at: Option<DateTime<Utc>>,
    archived: Option<bool>,
}

#[derive(Debug, Deserialize)]
struct Text {
    text: String,
}

/// A repository in a list.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RepositorySummary {
    id: String,
    url: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    fork_type: Option<ForkType>,
    #[serde(skip_serializing_if = "Option::is_none")]
    organisation: Option<Organisation>,
    #[serde(skip_serializing_if = "Option::is_none")]
    public_code_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    short_description: Option<String>,
    name: String,
    #[serde(serialize_with = "moment")]
    created_at: Option<DateTime<Utc>>,
    #[serde(serialize_with = "moment")]
    last_crawled_at: Option<DateTime<Utc>>,
    #[serde(serialize_with = "moment")]
    last_activity_at: Option<DateTime<Utc>>,
    archived: bool,
}

/// The schema's `ForkKind`, whose values are the register's own.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum ForkType {
    TechnicalFork,
    VariantFork,
    GitFork,
    UrlMistake,
}

fn moment<S: Serializer>(at: &Option<DateTime<Utc>>, to: S) -> Result<S::Ok, S::Error> {
    match at {
        Some(at) => to.serialize_str(&at.to_rfc3339_opts(SecondsFormat::AutoSi, true)),
        None => to.serialize_str(ZERO),
    }
}

impl RepositorySummary {
    /// What shares a URI goes by one label, as in the list of organisations.
    pub(super) fn of(listed: Listed, organisations: &Organisations) -> Self {
        let organisation = listed.organisation.map(|own| {
            let known = organisations.by_uri(&own.uri);
            known.cloned().unwrap_or(own)
        });
        let said = [listed.short_description, listed.description];
        let said = said.into_iter().flatten();
        let said = said.chain(listed.summary.map(|summary| summary.text));
        Self {
            id: listed.uuid,
            // The address for git, as the register keeps it.
            url: format!("{}.git", listed.url),
            fork_type: listed.fork_kind,
            organisation,
            public_code_url: listed.publiccode_url,
            short_description: said
                .map(|text| text.trim().to_owned())
                .find(|text| !text.is_empty()),
            name: listed.title,
            created_at: listed.created_at,
            last_crawled_at: Some(listed.observed_at),
            last_activity_at: listed.last_activity_at,
            archived: listed.archived == Some(true),
        }
    }
}

/// What the schema gives of one repository beside that: see `repository.graphql`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Whole {
    lead_description: Option<Described>,
    descriptions: Vec<Described>,
    publiccode: Option<File>,
    publiccode_verdict: Checked,
    declaration: Declared,
}

#[derive(Debug, Deserialize)]
struct File {
    truncated: bool,
}

#[derive(Debug, Deserialize)]
struct Checked {
    version: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Described {
    #[serde(default)]
    language: String,
    short_description: Option<String>,
    long_description: Option<String>,
    #[serde(default)]
    features: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Declared {
    name: Option<String>,
    url: Option<String>,
    landing_url: Option<String>,
    platforms: Vec<String>,
    development_status: Option<String>,
    software_type: Option<String>,
    licence: Option<String>,
    maintenance_type: Option<String>,
    contacts: Vec<MaybeNamed>,
    contractors: Vec<Contractor>,
    localisation_ready: Option<bool>,
    languages: Vec<String>,
    organisation_uri: Option<String>,
    depends_on: Vec<Needed>,
    funded_by: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct MaybeNamed {
    name: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Needed {
    name: String,
    kind: DependencyName,
}

#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum DependencyName {
    Open,
    Proprietary,
    Hardware,
}

/// A repository by itself.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RepositoryDetail {
    #[serde(flatten)]
    summary: RepositorySummary,
    #[serde(skip_serializing_if = "Option::is_none")]
    public_code: Option<PublicCode>,
    #[serde(skip_serializing_if = "Option::is_none")]
    long_description: Option<String>,
}

impl RepositoryDetail {
    pub(super) fn of(listed: Listed, whole: Whole, organisations: &Organisations) -> Self {
        let summary = RepositorySummary::of(listed, organisations);
        let lead = whole.lead_description.as_ref();
        let lead = lead.and_then(|lead| {
            lead.long_description
                .as_ref()
                .or(lead.short_description.as_ref())
        });
        Self {
            long_description: lead.or(summary.short_description.as_ref()).cloned(),
            public_code: PublicCode::of(whole),
            summary,
        }
    }
}

#[derive(Debug, Default, PartialEq, Eq, Serialize)]
struct PublicCode {
    #[serde(
        rename = "publiccodeYmlVersion",
        skip_serializing_if = "Option::is_none"
    )]
    version: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    #[serde(rename = "landingURL", skip_serializing_if = "Option::is_none")]
    landing_url: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    platforms: Vec<String>,
    #[serde(rename = "developmentStatus", skip_serializing_if = "Option::is_none")]
    development_status: Option<String>,
    #[serde(rename = "softwareType", skip_serializing_if = "Option::is_none")]
    software_type: Option<String>,
    #[serde(skip_serializing_if = "is_empty")]
    legal: Legal,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    description: BTreeMap<String, DescriptionText>,
    #[serde(skip_serializing_if = "is_empty")]
    maintenance: Maintenance,
    #[serde(skip_serializing_if = "is_empty")]
    localisation: Localisation,
    #[serde(skip_serializing_if = "is_empty")]
    organisation: OrganisationUri,
    #[serde(rename = "dependsOn", skip_serializing_if = "is_empty")]
    depends_on: DependsOn,
    #[serde(rename = "fundedBy", skip_serializing_if = "Vec::is_empty")]
    funded_by: Vec<Named>,
}

#[derive(Debug, Default, PartialEq, Eq, Serialize)]
struct Legal {
    #[serde(skip_serializing_if = "Option::is_none")]
    license: Option<String>,
}

#[derive(Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
struct DescriptionText {
    #[serde(skip_serializing_if = "Option::is_none")]
    short_description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    long_description: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    features: Vec<String>,
}

#[derive(Debug, Default, PartialEq, Eq, Serialize)]
struct Maintenance {
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    kind: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    contractors: Vec<Contractor>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    contacts: Vec<Named>,
}

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Contractor {
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<NaiveDate>,
}

#[derive(Debug, PartialEq, Eq, Serialize)]
struct Named {
    name: String,
}

#[derive(Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
struct Localisation {
    #[serde(skip_serializing_if = "Option::is_none")]
    localisation_ready: Option<bool>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    available_languages: Vec<String>,
}

#[derive(Debug, Default, PartialEq, Eq, Serialize)]
struct OrganisationUri {
    #[serde(skip_serializing_if = "Option::is_none")]
    uri: Option<String>,
}

#[derive(Debug, Default, PartialEq, Eq, Serialize)]
struct DependsOn {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    open: Vec<Named>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    proprietary: Vec<Named>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    hardware: Vec<Named>,
}

/// Nothing is filled.
fn is_empty<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

impl PublicCode {
    /// What a publiccode.yml says; `None` without one, and of one that was cut off.
    fn of(whole: Whole) -> Option<Self> {
        if whole.publiccode.is_some_and(|file| file.truncated) {
            return None;
        }
        let declared = whole.declaration;
        let needs = |kind: DependencyName| {
            let all = declared.depends_on.iter();
            let of_kind = all.filter(|needed| needed.kind == kind);
            of_kind
                .map(|needed| Named {
                    name: needed.name.clone(),
                })
                .collect()
        };
        let depends_on = DependsOn {
            open: needs(DependencyName::Open),
            proprietary: needs(DependencyName::Proprietary),
            hardware: needs(DependencyName::Hardware),
        };
        let described = whole.descriptions.into_iter().map(|described| {
            let text = DescriptionText {
                short_description: described.short_description,
                long_description: described.long_description,
                features: described.features,
            };
            (described.language, text)
        });
        let contractors = declared.contractors.into_iter();
        let contacts = declared.contacts.into_iter();
        let file = Self {
            version: whole.publiccode_verdict.version,
            name: declared.name,
            url: declared.url,
            landing_url: declared.landing_url,
            platforms: declared.platforms,
            development_status: declared.development_status,
            software_type: declared.software_type,
            legal: Legal {
                license: declared.licence,
            },
            description: described.filter(|(_, text)| !is_empty(text)).collect(),
            maintenance: Maintenance {
                kind: declared.maintenance_type,
                contractors: contractors
                    .filter(|one| one.name.is_some() || one.until.is_some())
                    .collect(),
                contacts: contacts
                    .filter_map(|contact| {
                        Some(Named {
                            name: contact.name?,
                        })
                    })
                    .collect(),
            },
            localisation: Localisation {
                localisation_ready: declared.localisation_ready,
                available_languages: declared.languages,
            },
            organisation: OrganisationUri {
                uri: declared.organisation_uri,
            },
            depends_on,
            funded_by: declared
                .funded_by
                .into_iter()
                .map(|name| Named { name })
                .collect(),
        };
        (!is_empty(&file)).then_some(file)
    }
}
