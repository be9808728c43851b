//! Help: six questions, the exact rules of each judgement folded below, and a glossary.

mod rules;

use askama::Template;
use poem::web::Data;
use poem::{Response, handler};

use super::catalogue::Catalogue;
use super::frame::Frame;
use super::show;
use crate::operator::Operator;
use crate::place::Place;
use crate::publishing::{STATES, State};
use crate::schema;
use crate::site::{Problem, Site};
use crate::verdict::Label;
use rules::{Checks, Rules};

/// The parts of the page, as fragments have them, in order.
const PARTS: &[&str] = &[
    "search", "reuse", "upkeep", "ask", "figures", "wrong", "rules", "glossary",
];

/// The words that the glossary explains.
const TERMS: &[&str] = &[
    "repository",
    "commit",
    "fork",
    "mirror",
    "release",
    "issue",
    "licence",
    "readme",
    "publiccode",
    "platform",
    "archived",
    "crawl",
];

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query")]
struct Answer {
    #[cynic(spread)]
    checks: Checks,
    catalogue: Catalogue,
}

#[derive(Template)]
#[template(path = "help.html")]
struct Help {
    frame: Frame,
    parts: Vec<(&'static str, String)>,
    terms: Vec<(String, String)>,
    rules: Rules,
    toolbox: String,
    generator: String,
    open_by_default: String,
    organisations: String,
    /// The states of organisations: each as a label, with the key of what it means.
    states: Vec<(Label, String)>,
    seeking: String,
    operator: Operator,
}

#[handler]
pub(crate) async fn serve(Data(site): Data<&Site>) -> poem::Result<Response> {
    show(page(site).await)
}

async fn page(site: &Site) -> Result<Help, Problem> {
    let texts = site.texts;
    let answer: Answer = site.api.query(()).await?;
    let Catalogue { contents, operator } = answer.catalogue;
    let path = |place: Place| place.path(texts.language());
    let title = texts.get("help-title");
    let part = |part: &&'static str| (*part, texts.get(&format!("help-{part}-title")));
    let term = |term: &&str| {
        let key = format!("help-term-{term}");
        (texts.get(&key), texts.get(&format!("{key}-means")))
    };
    let state = |state: &&str| (State::label(state, texts), format!("help-states-{state}"));
    Ok(Help {
        frame: Frame::new(site, &Place::Help, None, title, Some(&contents))
            .described(texts.get("help-lead")),
        parts: PARTS.iter().map(part).collect(),
        terms: TERMS.iter().map(term).collect(),
        rules: Rules::new(&answer.checks, texts),
        toolbox: path(Place::Toolbox),
        generator: path(Place::Generator),
        open_by_default: path(Place::OpenByDefault),
        organisations: path(Place::Organisations),
        states: STATES.iter().map(state).collect(),
        seeking: path(Place::HelpOut),
        operator,
    })
}
