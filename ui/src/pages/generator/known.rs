//! What the catalogue knows of a repository, as the form begins with it.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::FILE;
use super::values::Values;
use crate::api::AskError;
use crate::enums::{MaintenanceStatus, SummarySource};
use crate::facts::{Theme, Themes, Version};
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
    title: String,
    observed_at: DateTime<Utc>,
    gone: Option<Gone>,
    default_branch: Option<String>,
    homepage_url: Option<String>,
    #[cynic(rename = "summary", alias)]
    #[arguments(language: "nl")]
    in_dutch: Option<Summary>,
    #[cynic(rename = "summary", alias)]
    #[arguments(language: "en")]
    in_english: Option<Summary>,
    short_descriptions: Vec<LocalisedText>,
    licence: Licence,
    organisation: Option<Organisation>,
    maintenance: Maintenance,
    latest_release: Option<Version>,
    themes: Themes,
    declaration: Declaration,
    publiccode: Option<File>,
}

/// What it is, in a sentence, and who says so.
#[derive(cynic::QueryFragment)]
struct Summary {
    text: String,
    language: Option<String>,
    source: SummarySource,
}

/// What its owner declares: known where the text of the file is not.
#[derive(cynic::QueryFragment)]
struct Declaration {
    landing_url: Option<String>,
    documentation: Vec<String>,
    development_status: Option<String>,
    maintenance_type: Option<String>,
    languages: Vec<String>,
    used_by: Vec<String>,
}

/// A sentence of the owner, in publiccode.yml.
#[derive(cynic::QueryFragment)]
struct LocalisedText {
    language: String,
    text: String,
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
        fill("name", Some(&self.title));
        fill("url", Some(&self.url));
        let declared = &self.declaration;
        let website = declared.landing_url.as_ref().or(self.homepage_url.as_ref());
        fill("landingURL", website.map(String::as_str));
        fill("developmentStatus", declared.development_status.as_deref());
        fill("maintenance.type", declared.maintenance_type.as_deref());
        let documentation = declared.documentation.first().map(String::as_str);
        fill("description.nl.documentation", documentation);
        fill("legal.license", self.licence.spdx_id.as_deref());
        if let Some(organisation) = &self.organisation {
            fill("organisation.name", Some(&organisation.name));
            fill("organisation.uri", organisation.tooi.as_deref());
        }
        if let Some(release) = &self.latest_release {
            fill("softwareVersion", Some(&release.name));
            let day = release.at.map(|at| at.date_naive().to_string());
            fill("releaseDate", day.as_deref());
        }
        for described in &self.short_descriptions {
            let path = format!("description.{}.shortDescription", described.language);
            fill(&path, Some(&described.text));
        }
        let themes = self.themes();
        let themes = themes.iter().map(|(path, themes)| {
            let declared = themes.iter().filter(|theme| !theme.guessed);
            (*path, declared.map(|theme| theme.value.as_str()).collect())
        });
        let lists: Vec<(&str, Vec<&str>)> = themes
            .chain([
                ("usedBy", texts_of(&declared.used_by)),
                (
                    "localisation.availableLanguages",
                    texts_of(&declared.languages),
                ),
            ])
            .collect();
        for (path, held) in lists {
            if values.of(path).is_empty() {
                values.fill(path, held);
            }
        }
    }

    /// The fields of what it is about.
    fn themes(&self) -> [(&'static str, &[Theme]); 4] {
        let themes = &self.themes;
        [
            ("softwareType", themes.software_type.as_slice()),
            ("platforms", &themes.platforms),
            ("categories", &themes.categories),
            ("intendedAudience.scope", &themes.audience),
        ]
    }

    /// Fills in what is likely, and says why.
    fn propose(&self, beginning: &mut Beginning, texts: Texts) {
        let status = texts.get(&format!("maintenance-{}", self.maintenance.status.key()));
        let by_status = texts.with("generator-proposal-status", [("status", text(status))]);
        let by_words = texts.get("generator-proposal-words");
        let mut propose = |path: &'static str, proposed: Vec<&str>, why: &str| {
            if beginning.values.of(path).is_empty() && !proposed.is_empty() {
                beginning.values.fill(path, proposed);
                beginning.proposals.insert(path, why.to_owned());
            }
        };
        if let Some((path, summary)) = self.sentence() {
            let key = format!("generator-proposal-{}", summary.source.key());
            propose(path, vec![&summary.text], &texts.get(&key));
        }
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
        for (path, themes) in self.themes() {
            let values = themes.iter().map(|theme| theme.value.as_str());
            propose(path, values.collect(), &by_words);
        }
    }

    /// A sentence that says what it is, and the field that it fits: in Dutch, or in a language
    /// that nobody says; else in English. None where the owner wrote one in publiccode.yml.
    fn sentence(&self) -> Option<(&'static str, &Summary)> {
        if !self.short_descriptions.is_empty() {
            return None;
        }
        let is_in = |summary: &&Summary, tag: &str| summary.language.as_deref() == Some(tag);
        let dutch = self.in_dutch.as_ref().filter(|one| !is_in(one, "en"));
        let english = self.in_english.as_ref().filter(|one| is_in(one, "en"));
        let dutch = dutch.map(|one| ("description.nl.shortDescription", one));
        dutch.or_else(|| english.map(|one| ("description.en.shortDescription", one)))
    }

    /// How far it is, as the maintenance status and the newest version tell.
    fn development_status(&self) -> Option<&'static str> {
        let version = self.latest_release.as_ref().map(|release| {
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

fn texts_of(texts: &[String]) -> Vec<&str> {
    texts.iter().map(String::as_str).collect()
}
