//! The page of what is a member's own: who they are, what they said and follow, messages,
//! tokens and sessions; to change, to take along and to delete.

mod answer;
mod profile;
mod view;

use askama::Template;
use poem::http::{StatusCode, header};
use poem::web::{Data, Redirect};
use poem::{IntoResponse, Request, Response, handler};
use serde_json::json;
use url::form_urlencoded;

use super::frame::Frame;
use super::render;
use crate::assets;
use crate::community::deed::{
    CHANGE_PROFILE, DELETE_ME, FOLLOW, MAKE_TOKEN, RENEW_FEED, REVOKE_TOKEN, Refusal,
    SIGN_OUT_EVERYWHERE,
};
use crate::community::view::StatementView;
use crate::form::{Control, FieldView};
use crate::place::Place;
use crate::session::{Submitted, local_path};
use crate::site::{Problem, Site};
use crate::texts::text;
use answer::{Answer, Exported};
use profile::Profile;
use view::{FollowView, MessageView, TokenView};

#[derive(Template)]
#[template(path = "own.html")]
struct OwnPage {
    frame: Frame,
    script: String,
    action: String,
    csrf: String,
    done: Option<String>,
    /// A new token, which is shown this once.
    secret: Option<String>,
    /// What is wrong, in words.
    refused: Option<String>,
    profile: Vec<FieldView>,
    /// What the form keeps of the profile and does not ask for, by name.
    hidden: Vec<(&'static str, String)>,
    supplier: Vec<FieldView>,
    supplier_open: bool,
    represents: Vec<(String, String)>,
    statements: Vec<StatementView>,
    follows: Vec<FollowView>,
    /// The address of their feed.
    feed: String,
    /// That an address for mail waits until they confirm it, or that the site sends none.
    mail_notice: Option<String>,
    messages: Vec<MessageView>,
    tokens: Vec<TokenView>,
    token: Vec<FieldView>,
    sessions: Vec<String>,
    sessions_count: String,
    export: String,
}

#[derive(Template)]
#[template(path = "own_delete.html")]
struct DeletePage {
    frame: Frame,
    action: String,
    csrf: String,
    export: String,
}

/// What the page tells of what was done before.
#[derive(Default)]
struct Outcome {
    done: Option<String>,
    secret: Option<String>,
    /// What was filled in and refused.
    refused: Option<(Profile, Refusal)>,
}

#[handler]
pub(crate) async fn serve(request: &Request, Data(site): Data<&Site>) -> poem::Result<Response> {
    if site.viewer.is_none() {
        let sign_in = Redirect::see_other(site.sign_in_for(&site.here));
        return Ok(sign_in.into_response());
    }
    let query = request.uri().query().unwrap_or_default();
    let mut parameters = form_urlencoded::parse(query.as_bytes());
    let found = parameters.next().unwrap_or_default();
    let done = match (found.0.as_ref(), found.1.as_ref()) {
        ("do", "delete") => return Ok(render(StatusCode::OK, &delete_page(site))),
        ("done", done) => site.texts.find(&format!("own-done-{done}")),
        _ => None,
    };
    let outcome = Outcome {
        done,
        ..Outcome::default()
    };
    let page = page(site, outcome).await?;
    Ok(render(StatusCode::OK, &page))
}

/// All that is the member's own, as a file.
#[handler]
pub(crate) async fn export(Data(site): Data<&Site>) -> poem::Result<Response> {
    let answer: Exported = site.api.query(()).await.map_err(Problem::from)?;
    let own = answer.viewer.ok_or(Problem::NotSignedIn)?;
    let disposition = "attachment; filename=\"bronwijzer.json\"";
    Ok(Response::builder()
        .content_type("application/json; charset=utf-8")
        .header(header::CONTENT_DISPOSITION, disposition)
        .body(own.export))
}

#[handler]
pub(crate) async fn act(sent: Submitted, Data(site): Data<&Site>) -> poem::Result<Response> {
    let own = Place::Own.path(site.texts.language());
    let home = Place::Home.path(site.texts.language());
    let (deed, variables, next) = match sent.one("do") {
        "profile" => return change_profile(&sent, site).await,
        "token" => return make_token(&sent, site).await,
        "revoke" => (
            &REVOKE_TOKEN,
            json!({ "id": sent.one("id") }),
            format!("{own}?done=revoke#tokens"),
        ),
        "follow" => {
            let follows = sent.one("follows") != "false";
            let back = local_path(sent.one("back")).map(str::to_owned);
            let done = if follows { "follow" } else { "unfollow" };
            let variables = json!({
                "repository": sent.some("repository"),
                "organisation": sent.some("organisation"),
                "theme": sent.some("theme"),
                "search": sent.some("search"),
                "follows": follows,
            });
            let own = format!("{own}?done={done}#follows");
            (&FOLLOW, variables, back.unwrap_or(own))
        }
        "feed" => (&RENEW_FEED, json!({}), format!("{own}?done=feed#follows")),
        "everywhere" => (&SIGN_OUT_EVERYWHERE, json!({}), home),
        "delete" => (&DELETE_ME, json!({}), home),
        _ => return Err(Problem::NoPage.into()),
    };
    match deed.act(site, variables).await? {
        Ok(_) => Ok(Redirect::see_other(next).into_response()),
        Err(refusal) => {
            let outcome = Outcome {
                refused: Some((Profile::default(), refusal)),
                ..Outcome::default()
            };
            let page = page(site, outcome).await?;
            Ok(render(StatusCode::UNPROCESSABLE_ENTITY, &page))
        }
    }
}

async fn change_profile(sent: &Submitted, site: &Site) -> poem::Result<Response> {
    let profile = Profile::sent(sent);
    match CHANGE_PROFILE.act(site, profile.variables()).await? {
        Ok(_) => {
            let own = Place::Own.path(site.texts.language());
            Ok(Redirect::see_other(format!("{own}?done=profile")).into_response())
        }
        Err(refusal) => {
            let outcome = Outcome {
                refused: Some((profile, refusal)),
                ..Outcome::default()
            };
            let page = page(site, outcome).await?;
            Ok(render(StatusCode::UNPROCESSABLE_ENTITY, &page))
        }
    }
}

/// The page with the new token: it stands in no address, and is shown this once.
async fn make_token(sent: &Submitted, site: &Site) -> poem::Result<Response> {
    let variables = json!({ "name": sent.one("token-name"), "scopes": sent.all("scope") });
    let (status, outcome) = match MAKE_TOKEN.act(site, variables).await? {
        Ok(made) => {
            let outcome = Outcome {
                done: Some(site.texts.get("own-done-token")),
                secret: made["secret"].as_str().map(str::to_owned),
                ..Outcome::default()
            };
            (StatusCode::OK, outcome)
        }
        Err(refusal) => {
            let outcome = Outcome {
                refused: Some((Profile::default(), refusal)),
                ..Outcome::default()
            };
            (StatusCode::UNPROCESSABLE_ENTITY, outcome)
        }
    };
    let page = page(site, outcome).await?;
    Ok(render(status, &page))
}

async fn page(site: &Site, outcome: Outcome) -> Result<OwnPage, Problem> {
    let texts = site.texts;
    let language = texts.language();
    let answer: Answer = site.api.query(()).await?;
    let viewer = answer.viewer.ok_or(Problem::NotSignedIn)?;
    let title = texts.get("own-title");
    let (refused, profile) = match outcome.refused {
        Some((profile, refusal)) => (Some(refusal), profile),
        None => (None, Profile::default()),
    };
    let profile = profile.or_of(&viewer);
    let sessions = viewer.sessions.iter().map(|session| {
        let values = [
            ("day", text(texts.day(session.began_at))),
            ("until", text(texts.day(session.expires_at))),
        ];
        texts.with("own-session", values)
    });
    let supplier = profile.supplier_fields(refused.as_ref(), texts);
    Ok(OwnPage {
        frame: Frame::new(site, &Place::Own, None, title, Some(&answer.catalogue)).unindexed(),
        script: assets::address("count.js"),
        action: Place::Own.path(language),
        csrf: site.csrf(),
        done: outcome.done,
        secret: outcome.secret,
        hidden: profile.hidden(site.membership.sends_mail),
        profile: profile.fields(site.membership.sends_mail, refused.as_ref(), texts),
        supplier_open: supplier.iter().any(|field| !field.value.is_empty()),
        supplier,
        refused: refused.map(|refusal| refusal.words(texts)),
        represents: viewer
            .represents
            .iter()
            .map(|one| {
                let place = Place::Organisation(one.slug.clone());
                (one.name.clone(), place.path(language))
            })
            .collect(),
        statements: viewer
            .statements
            .nodes
            .iter()
            .map(|statement| StatementView::new(statement, texts))
            .collect(),
        follows: viewer
            .follows
            .iter()
            .filter_map(|one| FollowView::of(one, texts))
            .collect(),
        feed: Place::OwnFeed(viewer.feed.clone()).path(language),
        mail_notice: view::mail_notice(&viewer, site.membership.sends_mail, texts),
        messages: viewer.messages.iter().map(|one| one.view(texts)).collect(),
        tokens: viewer.tokens.iter().map(|one| one.view(texts)).collect(),
        token: view::token_fields(viewer.is_moderator, !viewer.represents.is_empty(), texts),
        sessions_count: texts.count("own-sessions-count", viewer.sessions.len() as u64),
        sessions: sessions.collect(),
        export: Place::OwnFile.path(language),
    })
}

fn delete_page(site: &Site) -> DeletePage {
    let language = site.texts.language();
    let title = site.texts.get("own-delete-title");
    DeletePage {
        frame: Frame::new(site, &Place::Own, None, title, None).unindexed(),
        action: Place::Own.path(language),
        csrf: site.csrf(),
        export: Place::OwnFile.path(language),
    }
}
