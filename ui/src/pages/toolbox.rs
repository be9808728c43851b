//! What owners of software can do here, and how to work in the open.

use askama::Template;
use poem::web::Data;
use poem::{Response, handler};

use super::catalogue::Catalogue;
use super::frame::Frame;
use super::show;
use crate::operator::Operator;
use crate::place::Place;
use crate::site::{Problem, Site};

/// The steps of working in the open, as texts name them.
const STEPS: &[&str] = &[
    "for-whom",
    "where",
    "context",
    "documentation",
    "conversation",
    "responsible",
    "fun",
];

/// How software is published, step by step.
const PUBLISHING: &[&str] = &[
    "decide",
    "clean",
    "licence",
    "readme",
    "publiccode",
    "follow",
];

/// Official guidance: the text of the link, and where it leads.
const GUIDANCE: &[(&str, &str)] = &[
    ("toolbox-guide-developer", "https://developer.overheid.nl/"),
    (
        "toolbox-guide-standards",
        "https://www.forumstandaardisatie.nl/open-standaarden",
    ),
    (
        "toolbox-guide-eupl",
        "https://interoperable-europe.ec.europa.eu/collection/eupl/eupl-text-eupl-12",
    ),
    ("toolbox-guide-spdx", "https://spdx.org/licenses/"),
    ("toolbox-guide-publiccode", "https://yml.publiccode.tools/"),
    ("toolbox-guide-standard", "https://standard.publiccode.net/"),
    ("toolbox-guide-tooi", "https://standaarden.overheid.nl/tooi"),
];

#[derive(Template)]
#[template(path = "toolbox.html")]
struct Toolbox {
    frame: Frame,
    generator: String,
    european: String,
    steps: &'static [&'static str],
    publishing: &'static [&'static str],
    guidance: &'static [(&'static str, &'static str)],
    operator: Operator,
}

#[handler]
pub(crate) async fn serve(Data(site): Data<&Site>) -> poem::Result<Response> {
    show(page(site).await)
}

async fn page(site: &Site) -> Result<Toolbox, Problem> {
    let texts = site.texts;
    let Catalogue { contents, operator } = Catalogue::ask(site).await?;
    let title = texts.get("toolbox-title");
    Ok(Toolbox {
        frame: Frame::new(site, &Place::Toolbox, None, title, Some(&contents))
            .described(texts.get("toolbox-lead")),
        generator: Place::Generator.path(texts.language()),
        european: Place::EuropeanFeed.path(texts.language()),
        steps: STEPS,
        publishing: PUBLISHING,
        guidance: GUIDANCE,
        operator,
    })
}
