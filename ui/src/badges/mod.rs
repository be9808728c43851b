//! Badges: a verdict on a repository as a small image, for its README.

mod drawing;
mod width;

use askama::Template;
use poem::{Request, Response};
use serde::Deserialize;
use serde_json::json;

use crate::api::AskError;
use crate::cached;
use crate::place::Place;
use crate::site::{Problem, Site};
use crate::texts::{Texts, number};
use crate::verdict::EnumName;
use drawing::{Colour, Drawing};

const QUERY: &str = include_str!("../queries/badge.graphql");

/// What a badge tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Badge {
    Status,
    Openness,
}

#[derive(Deserialize)]
struct Answer {
    repository: Option<Repository>,
}

#[derive(Deserialize)]
struct Repository {
    maintenance: Maintenance,
    openness: Openness,
    gone: Option<Gone>,
}

#[derive(Deserialize)]
struct Maintenance {
    status: EnumName,
}

#[derive(Deserialize)]
struct Openness {
    score: Option<u64>,
}

/// It is no longer on its forge.
#[derive(Deserialize)]
struct Gone {}

/// A badge, as the repository's page offers it.
pub(crate) struct BadgeLink {
    /// Its path here.
    pub(crate) image: String,
    /// What it says, for who does not see it.
    pub(crate) says: String,
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
        status: &EnumName,
        score: Option<u64>,
        gone: bool,
        texts: Texts,
    ) -> BadgeLink {
        let path = place.path(texts.language());
        let image = format!("{path}{}", self.ending());
        let says = drawing(self, status, score, gone, texts).says();
        let what = texts.get(self.label());
        BadgeLink {
            markdown: format!("[![{what}]({base_url}{image})]({base_url}{path})"),
            image,
            says,
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
        let variables = json!({ "url": format!("https://{address}") });
        let answer: Answer = match site.api.ask(QUERY, variables).await {
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
    status: &EnumName,
    score: Option<u64>,
    gone: bool,
    texts: Texts,
) -> Drawing {
    let (value, colour) = match (badge, score) {
        _ if gone => (texts.get("badge-gone"), Colour::None),
        (Badge::Status, _) => (
            texts.get(&format!("maintenance-{}", status.key())),
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
