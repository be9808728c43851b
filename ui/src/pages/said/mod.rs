//! The page of what somebody said: its state and what happened to it, and everything that the
//! visitor may do with it.

mod acts;
mod changing;

use askama::Template;
use poem::http::StatusCode;
use poem::web::{Data, Path, Redirect};
use poem::{IntoResponse, Request, Response, handler};
use serde_json::json;
use url::form_urlencoded;

use super::frame::{Contents, Frame};
use super::render;
use crate::api::AskError;
use crate::assets;
use crate::community::answer::{Statement, StatementEvent, Whole};
use crate::community::view::StatementView;
use crate::community::words;
use crate::form::Control;
use crate::place::Place;
use crate::schema;
use crate::session::Submitted;
use crate::site::{Problem, Site};
use crate::texts::{Texts, text};
use acts::{ActView, Offered};

#[derive(cynic::QueryVariables)]
pub(crate) struct ById {
    id: cynic::Id,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query", variables = "ById")]
struct Answer {
    catalogue: Contents,
    #[arguments(id: $id)]
    statement: Option<Whole>,
    #[cynic(rename = "statement", alias)]
    #[arguments(id: $id)]
    discussion: Option<Answered>,
}

/// What answers it.
#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Statement")]
struct Answered {
    #[arguments(first: 100)]
    replies: Vec<Statement>,
}

#[derive(Template)]
#[template(path = "said.html")]
struct SaidPage {
    frame: Frame,
    script: String,
    statement: StatementView,
    /// What was just done.
    done: Option<String>,
    /// Why it could not be.
    refused: Option<String>,
    /// Why a moderator removed it.
    removed: Option<String>,
    replies: Vec<StatementView>,
    history: Vec<EventView>,
    action: String,
    csrf: String,
    acts: Vec<ActView>,
    decisions: Vec<(String, String)>,
    sign_in: Option<String>,
}

/// Something that happened.
struct EventView {
    day: String,
    what: String,
    /// What they said of it.
    text: Option<String>,
    /// Its place in the history, where the visitor may take that out.
    removable: Option<usize>,
}

#[handler]
pub(crate) async fn serve(
    request: &Request,
    Path(id): Path<String>,
    Data(site): Data<&Site>,
) -> poem::Result<Response> {
    let query = request.uri().query().unwrap_or_default();
    let parameter = |wanted: &str| {
        let mut parameters = form_urlencoded::parse(query.as_bytes());
        let found = parameters.find(|(name, _)| name == wanted);
        found.map(|(_, value)| value.into_owned())
    };
    let answer = find(site, &id).await?;
    let wanted = parameter("do").unwrap_or_default();
    if let Some(response) = changing::serve(site, &answer.statement, &wanted).await? {
        return Ok(response);
    }
    let done = parameter("done");
    let done = done.and_then(|done| site.texts.find(&format!("done-{done}")));
    let page = page(site, answer, done, None);
    Ok(render(StatusCode::OK, &page))
}

#[handler]
pub(crate) async fn act(
    Path(id): Path<String>,
    sent: Submitted,
    Data(site): Data<&Site>,
) -> poem::Result<Response> {
    let answer = find(site, &id).await?;
    let wanted = sent.one("do").to_owned();
    if let Some(response) = changing::act(site, &answer.statement, &wanted, &sent).await? {
        return Ok(response);
    }
    let Some(act) = acts::find(&wanted) else {
        return Err(Problem::NoPage.into());
    };
    let variables = json!({
        "id": id,
        "text": sent.one("text"),
        "supports": sent.one("supports") != "false",
        "decision": sent.one("decision"),
        "reason": sent.one("text"),
        "event": sent.one("event").parse::<u32>().ok(),
    });
    match act.deed.act(site, act.deed.given(&variables)).await? {
        Ok(_) => Ok(arrive(site, &id, &wanted)),
        Err(refusal) => {
            let refused = Offered {
                act: wanted,
                text: sent.one("text").to_owned(),
                refusal,
            };
            let page = page(site, answer, None, Some(refused));
            Ok(render(StatusCode::UNPROCESSABLE_ENTITY, &page))
        }
    }
}

/// The page of the statement, which tells that it was done.
fn arrive(site: &Site, id: &str, done: &str) -> Response {
    let path = Place::Statement(id.to_owned()).path(site.texts.language());
    Redirect::see_other(format!("{path}?done={done}")).into_response()
}

/// A statement with what answers it.
struct Found {
    catalogue: Contents,
    statement: Whole,
    replies: Vec<Statement>,
}

async fn find(site: &Site, id: &str) -> Result<Found, Problem> {
    let id = cynic::Id::new(id);
    match site.api.query(ById { id }).await {
        Ok(Answer {
            catalogue,
            statement: Some(statement),
            discussion,
        }) => Ok(Found {
            catalogue,
            statement,
            replies: discussion.map_or_else(Vec::new, |found| found.replies),
        }),
        Ok(_) | Err(AskError::Refused(_)) => Err(Problem::NoStatement),
        Err(error) => Err(error.into()),
    }
}

fn page(site: &Site, found: Found, done: Option<String>, refused: Option<Offered>) -> SaidPage {
    let texts = site.texts;
    let whole = found.statement;
    let statement = StatementView::new(&whole.statement, texts);
    let place = Place::Statement(statement.id.clone());
    let action = place.path(texts.language());
    let title = match &statement.subject {
        // Its title has no name of what it is about.
        Some((name, _)) if statement.kind != "release-request" => {
            format!("{} – {name}", statement.title)
        }
        _ => statement.title.clone(),
    };
    let visibility = whole.statement.visibility.key();
    let removed = (visibility == "removed").then(|| last_reason(&whole.history));
    let removed = removed.flatten();
    let frame = Frame::new(site, &place, None, title, Some(&found.catalogue));
    let description = whole.statement.text.chars().take(200).collect();
    SaidPage {
        frame: match statement.hidden {
            None => frame.described(description),
            Some(_) => frame.unindexed(),
        },
        script: assets::address("count.js"),
        removed: removed
            .map(|reason| texts.with("statement-removed-why", [("reason", text(reason))])),
        replies: found
            .replies
            .iter()
            .map(|reply| StatementView::new(reply, texts))
            .collect(),
        history: whole
            .history
            .iter()
            .enumerate()
            .rev()
            .map(|(place, event)| EventView {
                removable: (event.is_removable() && whole.may("remove-text")).then_some(place),
                ..event_view(event, texts)
            })
            .collect(),
        csrf: site.csrf(),
        acts: acts::offered(&whole, &action, refused.as_ref(), texts),
        decisions: acts::decisions(&whole, texts),
        sign_in: site.sign_in_here(),
        refused: refused.map(|offered| offered.refusal.words(texts)),
        action,
        done,
        statement,
    }
}

/// Why it was removed.
fn last_reason(history: &[StatementEvent]) -> Option<String> {
    let mut removals = history.iter().rev();
    let removal = removals.find(|event| event.kind.key() == "removed")?;
    removal.text.clone().filter(|reason| !reason.is_empty())
}

fn event_view(event: &StatementEvent, texts: Texts) -> EventView {
    // A moderator's decision has a name of its own, and that of nobody.
    let rule = event.rule.as_ref().filter(|rule| *rule != "moderator");
    let what = if let Some(rule) = rule {
        let key = format!("rule-of-statement-{}", rule.replace('_', "-"));
        let known = texts.find(&key);
        known.unwrap_or_else(|| texts.get("rule-of-statement-other"))
    } else {
        let name = [("name", text(words::name(event.by.as_ref(), texts)))];
        texts.with(&format!("event-of-statement-{}", event.kind.key()), name)
    };
    EventView {
        day: texts.day(event.at),
        what,
        text: match event.is_text_removed {
            true => Some(texts.get("event-of-statement-text-removed")),
            false => event.text.clone().filter(|text| !text.is_empty()),
        },
        removable: None,
    }
}

impl StatementEvent {
    /// Whether somebody wrote something with it that can be taken out.
    fn is_removable(&self) -> bool {
        self.rule.is_none() && self.text.is_some()
    }
}
