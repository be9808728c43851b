//! What an owner declares of a repository in publiccode.yml, beside the descriptions.

use async_graphql::SimpleObject;
use bronwijzer_index::{self as index, DependencyKind, Publiccode, web_address};
use chrono::NaiveDate;

use crate::seeking::Contact;

/// The most pages with documentation.
const MOST_PAGES: usize = 10;

/// What publiccode.yml declares of a repository; its descriptions have a field of
/// their own. Without a file that can be read everything is null or empty.
#[derive(Default, SimpleObject)]
pub(crate) struct Declaration {
    /// What the software is called.
    name: Option<String>,
    /// Where the code is, as the file writes it.
    url: Option<String>,
    /// What it is a variant of, as the file writes it.
    is_based_on: Vec<String>,
    /// The page for visitors, as a web address.
    landing_url: Option<String>,
    /// The page that tells what is planned, as a web address.
    roadmap: Option<String>,
    /// Pages with documentation, for users and of the API, as web addresses; at most 10.
    documentation: Vec<String>,
    /// Pictures of it, as the file writes them: web addresses, or paths in the repository; at
    /// most 20.
    screenshots: Vec<String>,
    /// How far it is: `concept`, `development`, `beta`, `stable` or `obsolete`.
    development_status: Option<String>,
    /// What kind of software it is, as in `standalone/web`.
    software_type: Option<String>,
    /// Where users run it, as in `web` or `linux`.
    platforms: Vec<String>,
    /// The licence: an SPDX expression.
    licence: Option<String>,
    /// The URI of the organisation that it is of.
    organisation_uri: Option<String>,
    /// Who maintains it: `internal`, `contract`, `community` or `none`.
    maintenance_type: Option<String>,
    /// The languages that its users can choose from, tags of BCP 47.
    languages: Vec<String>,
    /// Whether it can be translated; null where the file does not say.
    localisation_ready: Option<bool>,
    /// Who paid for it, by name; at most 100.
    funded_by: Vec<String>,
    /// Who uses it, as the file writes them.
    used_by: Vec<String>,
    /// What it needs to run; at most 100.
    depends_on: Vec<Dependency>,
    /// The people who maintain it.
    contacts: Vec<Contact>,
    /// The companies and people under contract to maintain it.
    contractors: Vec<Contractor>,
}

/// Software or hardware that something needs to run.
#[derive(SimpleObject)]
pub(crate) struct Dependency {
    /// Its name.
    name: String,
    /// What it is.
    kind: DependencyKind,
    /// Whether it runs without.
    optional: bool,
    /// Which versions of it, as in `≥ 14.0` or `1.2–2.0`.
    versions: Option<String>,
}

/// Somebody under contract to maintain a repository.
#[derive(SimpleObject)]
pub(crate) struct Contractor {
    /// Their name.
    name: Option<String>,
    /// Their address for e-mail.
    email: Option<String>,
    /// Their website.
    website: Option<String>,
    /// The last day of the contract.
    until: Option<NaiveDate>,
}

impl From<&Publiccode> for Declaration {
    fn from(file: &Publiccode) -> Self {
        let page = |text: &Option<String>| text.as_deref().and_then(web_address).map(String::from);
        let mut documentation: Vec<String> = Vec::new();
        for page in file
            .documentation
            .iter()
            .filter_map(|text| web_address(text))
        {
            let page = String::from(page);
            if documentation.len() < MOST_PAGES && !documentation.contains(&page) {
                documentation.push(page);
            }
        }
        Self {
            name: file.name.clone(),
            url: file.url_as_written.clone(),
            is_based_on: file.is_based_on_as_written.clone(),
            software_type: file.software_type.clone(),
            platforms: file.platforms.clone(),
            licence: file.licence.clone(),
            organisation_uri: file.owner_uri.clone(),
            localisation_ready: file.is_localisation_ready,
            funded_by: file.funded_by.clone(),
            landing_url: page(&file.landing_url),
            roadmap: page(&file.roadmap),
            documentation,
            screenshots: file.screenshots.clone(),
            development_status: file.development_status.clone(),
            maintenance_type: file.maintenance_type.clone(),
            languages: file.languages.clone(),
            used_by: file.used_by.clone(),
            depends_on: file.depends_on.iter().map(Dependency::from).collect(),
            contacts: file.contacts.iter().map(Contact::from).collect(),
            contractors: file.contractors.iter().map(Contractor::from).collect(),
        }
    }
}

impl From<&index::Dependency> for Dependency {
    fn from(dependency: &index::Dependency) -> Self {
        Self {
            name: dependency.name.clone(),
            kind: dependency.kind,
            optional: dependency.is_optional,
            versions: dependency.versions.clone(),
        }
    }
}

impl From<&index::Contractor> for Contractor {
    fn from(contractor: &index::Contractor) -> Self {
        Self {
            name: contractor.name.clone(),
            email: contractor.email.clone(),
            website: contractor.website.clone(),
            until: contractor.until,
        }
    }
}
