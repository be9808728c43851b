//! Badges: a verdict on a repository as a small image, for its README.

mod drawing;
mod width;

use askama::Template;
use poem::{Request, Response};

use crate::api::AskError;
use crate::cached;
use crate::enums::MaintenanceStatus;
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
    gone: Option<Gone>,
}

#[derive(cynic::QueryFragment)]
struct Openness {
    score: Option<u64>,
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
    pub(crate) const ALL: [Self; 2] = [Self::Status, Self::Openness];

    /// What its address ends with, after that of the repository's page.
    pub(crate) fn ending(self) -> &'static str {
        match self {
            Self::Status => "/status.svg",
            Self::Openness => "/openness.svg",
        }
    }

    /// The badge of the repository at `place`, which has this status and score,
    /// or is gone.
    pub(crate) fn link(
        self,
        place: &Place,
        base_url: &str,
        status: &MaintenanceStatus,
        score: Option<u64>,
        gone: bool,
        texts: Texts,
    ) -> BadgeLink {
        let path = place.path(texts.language());
        let image = format!("{path}{}", self.ending());
        let drawing = drawing(self, status, score, gone, texts);
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
        let drawing = drawing(
            self,
            &repository.maintenance.status,
            repository.openness.score,
            repository.gone.is_some(),
            site.texts,
        );
        let svg = drawing.render()?;
        Ok(Some(cached::answer(request, "image/svg+xml", svg)))
    }
}

fn drawing(
    badge: Badge,
    status: &MaintenanceStatus,
    score: Option<u64>,
    gone: bool,
    texts: Texts,
) -> Drawing {
    let (value, colour) = match (badge, score) {
        _ if gone => (texts.get("badge-gone"), Colour::None),
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
