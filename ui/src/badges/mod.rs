//! Badges: a verdict on a repository as a small image, for its README.

mod drawing;
mod width;

use askama::Template;
use poem::{Request, Response};

use crate::api::AskError;
use crate::cached;
use crate::enums::{ArchiveState, MaintenanceStatus};
use crate::place::Place;
use crate::schema;
use crate::search::answer::{Gone, Status};
use crate::site::{Problem, Site};
use crate::texts::{Texts, number};
use crate::variables::{ByUrl, ByUrlFields};
use crate::verdict::short;
use drawing::{Colour, Drawing};
pub(crate) use width::width;

/// What a badge tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Badge {
    Status,
    Openness,
    Archive,
}

/// What there is to tell of a repository.
pub(crate) struct Shown<'a> {
    pub(crate) status: &'a MaintenanceStatus,
    pub(crate) score: Option<u64>,
    pub(crate) archive: &'a ArchiveState,
    pub(crate) is_gone: bool,
}

impl Shown<'_> {
    /// Whether a badge has anything to say: the archive may never be asked.
    pub(crate) fn knows(&self, badge: Badge) -> bool {
        badge != Badge::Archive || self.archive.0 != "UNKNOWN"
    }
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query", variables = "ByUrl")]
struct Answer {
    #[arguments(url: $url)]
    repository: Option<Repository>,
}

#[derive(cynic::QueryFragment)]
struct Repository {
    maintenance: Status,
    openness: Openness,
    archive: Archive,
    gone: Option<Gone>,
}

#[derive(cynic::QueryFragment)]
struct Openness {
    score: Option<u64>,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "RepositoryArchive")]
struct Archive {
    state: ArchiveState,
}

/// A badge, as the repository's page offers it.
pub(crate) struct BadgeLink {
    /// Its path here.
    pub(crate) image: String,
    /// What it says, for who does not see it.
    pub(crate) says: String,
    /// In pixels.
    pub(crate) width: u32,
    /// What to paste into a README.
    pub(crate) markdown: String,
}

impl Badge {
    pub(crate) const ALL: [Self; 3] = [Self::Status, Self::Openness, Self::Archive];

    /// What its address ends with, after that of the repository's page.
    pub(crate) fn ending(self) -> &'static str {
        match self {
            Self::Status => "/status.svg",
            Self::Openness => "/openness.svg",
            Self::Archive => "/archive.svg",
        }
    }

    /// The badge of the repository at `place`.
    pub(crate) fn link(
        self,
        place: &Place,
        base_url: &str,
        shown: &Shown<'_>,
        texts: Texts,
    ) -> BadgeLink {
        let path = place.path(texts.language());
        let image = format!("{path}{}", self.ending());
        let drawing = drawing(self, shown, texts);
        let what = texts.get(self.label());
        BadgeLink {
            markdown: format!("[![{what}]({base_url}{image})]({base_url}{path})"),
            image,
            width: drawing.width(),
            says: drawing.says(),
        }
    }

    /// The text of its left half.
    fn label(self) -> &'static str {
        match self {
            Self::Status => "badge-status",
            Self::Openness => "badge-openness",
            Self::Archive => "badge-archive",
        }
    }

    /// The badge of the repository at `address`; `None` when there is no such
    /// repository.
    pub(crate) async fn serve(
        self,
        request: &Request,
        address: &str,
        site: &Site,
    ) -> Result<Option<Response>, Problem> {
        let variables = ByUrl::of(address);
        let answer: Answer = match site.api.query(variables).await {
            Ok(answer) => answer,
            Err(AskError::Refused(_)) => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        let Some(repository) = answer.repository else {
            return Ok(None);
        };
        let shown = Shown {
            status: &repository.maintenance.status,
            score: repository.openness.score,
            archive: &repository.archive.state,
            is_gone: repository.gone.is_some(),
        };
        let drawing = drawing(self, &shown, site.texts);
        let svg = drawing.render()?;
        Ok(Some(cached::answer(request, "image/svg+xml", svg)))
    }
}

fn drawing(badge: Badge, shown: &Shown<'_>, texts: Texts) -> Drawing {
    let status = shown.status;
    let (value, colour) = match (badge, shown.score) {
        // What is archived stays so when it is gone: that is what it is for.
        (Badge::Archive, _) => match shown.archive.0.as_str() {
            "ARCHIVED" => (texts.get("badge-archived"), Colour::Good),
            "NOT_ARCHIVED" => (texts.get("badge-not-archived"), Colour::None),
            _ => (texts.get("not-known"), Colour::None),
        },
        _ if shown.is_gone => (texts.get("badge-gone"), Colour::None),
        (Badge::Status, _) => (
            short(&format!("maintenance-{}", status.key()), texts),
            Colour::of_status(status),
        ),
        (Badge::Openness, Some(score)) => (
            texts.with("openness-score", [("score", number(score))]),
            Colour::of_score(score),
        ),
        (Badge::Openness, None) => (texts.get("not-known"), Colour::None),
    };
    Drawing::new(
        &texts.get(badge.label()),
        &value,
        colour,
        texts.language().tag(),
    )
}
