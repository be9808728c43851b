//! Software: a repository with its publiccode.yml.

use chrono::{DateTime, Utc};
use poem::Response;
use serde::{Deserialize, Serialize};

use bronwijzer_index::Sort;

use super::list::{Dated, Listed, Order, Page, Period, in_seconds};
use super::parameters::{QueryParameters, WITHOUT_FILE};
use super::problem::Problem;
use super::{Served, as_json};

const SELECTION: &str = include_str!("software.graphql");

/// Verdicts on a publiccode.yml that is there.
pub(super) const WITH_FILE: &[&str] = &["valid", "invalid"];

/// Software as the contract has it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Software {
    id: String,
    url: String,
    aliases: Vec<String>,
    publiccode_yml: String,
    active: bool,
    vitality: Option<String>,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

/// A repository as the schema gives it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Repository {
    uuid: String,
    url: String,
    former_urls: Vec<String>,
    publiccode: Option<Text>,
    disabled: Option<bool>,
    empty: Option<bool>,
    vitality: Vitality,
    gone: Option<Gone>,
    observed_at: DateTime<Utc>,
    first_seen_at: DateTime<Utc>,
}

#[derive(Debug, Deserialize)]
struct Text {
    text: String,
}

#[derive(Debug, Deserialize)]
struct Vitality {
    daily: Option<Vec<u32>>,
}

/// That a repository left, which is all that counts here.
#[derive(Debug, Deserialize)]
pub(super) struct Gone {}

impl Dated for Repository {
    fn at(&self) -> DateTime<Utc> {
        self.first_seen_at
    }
}

/// Which software is listed.
#[derive(Debug, Clone, Copy)]
struct Wanted {
    inactive: bool,
    without_file: bool,
}

impl Wanted {
    fn of(parameters: &QueryParameters) -> Self {
        Self {
            inactive: parameters.flag("all"),
            without_file: parameters.flag(WITHOUT_FILE),
        }
    }

    fn keep(self, repository: Repository) -> Option<Software> {
        let has_file = repository.publiccode.is_some() || self.without_file;
        let software = has_file.then(|| Software::of(repository))?;
        (software.active || self.inactive).then_some(software)
    }
}

impl Software {
    fn of(repository: Repository) -> Self {
        let off = [repository.disabled, repository.empty].contains(&Some(true));
        let daily = repository.vitality.daily.map(|points| {
            let points: Vec<String> = points.iter().map(ToString::to_string).collect();
            points.join(",")
        });
        Self {
            id: repository.uuid,
            url: repository.url,
            aliases: repository.former_urls,
            publiccode_yml: repository
                .publiccode
                .map(|file| file.text)
                .unwrap_or_default(),
            active: !off,
            vitality: daily,
            created_at: in_seconds(repository.first_seen_at),
            updated_at: in_seconds(repository.observed_at),
        }
    }
}

impl Served {
    pub(super) async fn software_list(
        &self,
        parameters: &QueryParameters,
    ) -> Result<Response, Problem> {
        let wanted = Wanted::of(parameters);
        if let Some(url) = parameters.text("url") {
            return Ok(as_json(&self.software_at(url, parameters, wanted).await?));
        }
        let listed = Listed {
            order: Order {
                sort: Sort::EarliestSeen,
                reverse: Sort::FirstSeen,
                oldest_first: true,
            },
            publiccode: (!wanted.without_file).then_some(WITH_FILE),
            selection: SELECTION,
        };
        let keep = |repository| wanted.keep(repository);
        Ok(as_json(&self.page(&listed, parameters, keep).await?))
    }

    /// The software at an address now or before, as a list of one or none.
    async fn software_at(
        &self,
        url: &str,
        parameters: &QueryParameters,
        wanted: Wanted,
    ) -> Result<Page<Software>, Problem> {
        let (_, period) = (parameters.size()?, Period::of(parameters)?);
        let found = self.repository_at::<Repository>(url, SELECTION).await?;
        let software = found
            .filter(|repository| repository.gone.is_none())
            .and_then(|repository| wanted.keep(repository))
            .filter(|software| period.has(software.created_at));
        Ok(Page {
            data: Vec::from_iter(software),
            ..Page::empty()
        })
    }

    pub(super) async fn software(&self, id: &str) -> Result<Response, Problem> {
        let found = self.repository::<Repository>(id, SELECTION).await?;
        let there = found.filter(|repository| repository.gone.is_none());
        let software = there.map(Software::of).ok_or_else(no_software)?;
        Ok(as_json(&software))
    }
}

/// No software has the id that was given.
pub(super) fn no_software() -> Problem {
    Problem::not_found("there is no software with this id, or it is no longer public")
}
