//! What the catalogue knows of a repository, as the form begins with it.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::FILE;
use super::values::Values;
use crate::api::AskError;
use crate::described::LocalisedText;
use crate::enums::MaintenanceStatus;
use crate::forge_pages::{ForgePages, NewFile};
use crate::place::Place;
use crate::schema;
use crate::search::answer::Gone;
use crate::site::{Problem, Site};
use crate::texts::{Texts, text};
use crate::variables::{ByUrl, ByUrlFields};

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query", variables = "ByUrl")]
struct Answer {
    #[arguments(url: $url)]
    repository: Option<Repository>,
}

/// A repository of the catalogue.
#[derive(cynic::QueryFragment)]
pub(super) struct Repository {
    url: String,
    path: String,
    name: String,
    observed_at: DateTime<Utc>,
    gone: Option<Gone>,
    default_branch: Option<String>,
    homepage_url: Option<String>,
    description: Option<String>,
    short_descriptions: Vec<LocalisedText>,
    licence: Licence,
    organisation: Option<Organisation>,
    maintenance: Maintenance,
    releases: Option<Releases>,
    themes: Themes,
    publiccode: Option<File>,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "LicenceVerdict")]
struct Licence {
    spdx_id: Option<String>,
}

#[derive(cynic::QueryFragment)]
struct Organisation {
    name: String,
    tooi: Option<String>,
}

#[derive(cynic::QueryFragment)]
struct Maintenance {
    status: MaintenanceStatus,
}

#[derive(cynic::QueryFragment)]
struct Releases {
    newest: Vec<Release>,
}

#[derive(cynic::QueryFragment)]
struct Release {
    name: String,
    at: Option<DateTime<Utc>>,
}

#[derive(cynic::QueryFragment)]
struct Themes {
    software_type: Option<Theme>,
    categories: Vec<Theme>,
    platforms: Vec<Theme>,
    audience: Vec<Theme>,
}

#[derive(cynic::QueryFragment)]
struct Theme {
    value: String,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "TextFile")]
struct File {
    text: String,
    truncated: bool,
}

/// How a form begins.
#[derive(Default)]
pub(super) struct Beginning {
    pub(super) values: Values,
    /// Fields that hold no more than a proposal, each with why.
    pub(super) proposals: BTreeMap<&'static str, String>,
    /// Keys of the repository's own file that the form does not have.
    pub(super) others: Vec<String>,
}

/// The repository at an address as a visitor wrote it; `None` when the catalogue has none there.
pub(super) async fn repository(site: &Site, url: &str) -> Result<Option<Repository>, Problem> {
    match site.api.query(ByUrl::spelled(url)).await {
        Ok(Answer { repository }) => Ok(repository.filter(|found| found.gone.is_none())),
        Err(AskError::Refused(_)) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

impl Repository {
    /// Its page and name, and the day of its facts in words.
    pub(super) fn source(&self, texts: Texts) -> (String, String, String) {
        let day = [("date", text(texts.day(self.observed_at)))];
        (
            Place::of_repository(&self.url).path(texts.language()),
            self.path.clone(),
            texts.with("checker-as-of", day),
        )
    }

    /// Where its forge lets people add the file; `None` without a branch, or when it has the file.
    pub(super) fn new_file(&self, file: &str) -> Option<NewFile> {
        let pages = ForgePages::of(&self.url, self.default_branch.as_deref())?;
        let has_one = self.publiccode.is_some();
        (!has_one).then(|| pages.new_file(FILE, file))?
    }

    /// The form with what its own file says, and what else is known where that says nothing.
    pub(super) fn beginning(&self, texts: Texts) -> Beginning {
        let file = self.publiccode.as_ref().filter(|file| !file.truncated);
        let (own, others) = file
            .map(|file| Values::of_file(&file.text))
            .unwrap_or_default();
        let mut beginning = Beginning {
            values: own,
            others,
            ..Beginning::default()
        };
        self.facts(&mut beginning.values);
        self.propose(&mut beginning, texts);
        beginning
    }

    /// Fills in what is a fact.
    fn facts(&self, values: &mut Values) {
        let mut fill = |path: &str, value: Option<&str>| {
            if values.of(path).is_empty() {
                values.fill(path, value);
            }
        };
        fill("name", Some(&self.name));
        fill("url", Some(&self.url));
        fill("landingURL", self.homepage_url.as_deref());
        fill("legal.license", self.licence.spdx_id.as_deref());
        if let Some(organisation) = &self.organisation {
            fill("organisation.name", Some(&organisation.name));
            fill("organisation.uri", organisation.tooi.as_deref());
        }
        if let Some(release) = self.newest_release() {
            fill("softwareVersion", Some(&release.name));
            let day = release.at.map(|at| at.date_naive().to_string());
            fill("releaseDate", day.as_deref());
        }
        for described in &self.short_descriptions {
            let path = format!("description.{}.shortDescription", described.language);
            fill(&path, Some(&described.text));
        }
    }

    /// Fills in what is likely, and says why.
    fn propose(&self, beginning: &mut Beginning, texts: Texts) {
        let status = texts.get(&format!("maintenance-{}", self.maintenance.status.key()));
        let by_status = texts.with("generator-proposal-status", [("status", text(status))]);
        let by_words = texts.get("generator-proposal-words");
        let by_forge = texts.get("generator-proposal-forge");
        let mut propose = |path: &'static str, proposed: Vec<&str>, why: &str| {
            if beginning.values.of(path).is_empty() && !proposed.is_empty() {
                beginning.values.fill(path, proposed);
                beginning.proposals.insert(path, why.to_owned());
            }
        };
        let on_forge = self.description.as_deref();
        propose(
            "description.nl.shortDescription",
            on_forge.into_iter().collect(),
            &by_forge,
        );
        propose(
            "developmentStatus",
            self.development_status().into_iter().collect(),
            &by_status,
        );
        let maintained_by = match self.maintenance.status.0.as_str() {
            "ACTIVE" | "MAINTAINED" => Some("internal"),
            "SEEKING_MAINTAINER" | "ARCHIVED" => Some("none"),
            _ => None,
        };
        propose(
            "maintenance.type",
            maintained_by.into_iter().collect(),
            &by_status,
        );
        let all = |themes: &[Theme]| -> Vec<String> {
            themes.iter().map(|theme| theme.value.clone()).collect()
        };
        let kind = self.themes.software_type.as_ref();
        for (path, values) in [
            (
                "softwareType",
                kind.map(|kind| kind.value.clone()).into_iter().collect(),
            ),
            ("platforms", all(&self.themes.platforms)),
            ("categories", all(&self.themes.categories)),
            ("intendedAudience.scope", all(&self.themes.audience)),
        ] {
            propose(path, values.iter().map(String::as_str).collect(), &by_words);
        }
    }

    fn newest_release(&self) -> Option<&Release> {
        self.releases.as_ref()?.newest.first()
    }

    /// How far it is, as the maintenance status and the newest version tell.
    fn development_status(&self) -> Option<&'static str> {
        let version = self.newest_release().map(|release| {
            let number = release
                .name
                .trim_start_matches(|c: char| !c.is_ascii_digit());
            number.starts_with("0.")
        });
        match (self.maintenance.status.0.as_str(), version) {
            ("ARCHIVED", _) => Some("obsolete"),
            ("UNKNOWN", _) => None,
            (_, Some(true)) => Some("beta"),
            (_, Some(false)) => Some("stable"),
            ("ACTIVE" | "MAINTAINED", None) => Some("development"),
            _ => None,
        }
    }
}
