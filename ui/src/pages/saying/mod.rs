//! The form in which a member says something: one for all kinds of statements, made from the
//! table of kinds.

pub(super) mod about;
mod behalf;
pub(super) mod fields;
pub(super) mod form;

use poem::http::StatusCode;
use poem::web::{Data, Redirect};
use poem::{IntoResponse, Request, Response, handler};
use serde_json::{Value, json};
use url::form_urlencoded;

use super::render;
use crate::community::deed::MAKE;
use crate::community::kinds::StatementKindInfo;
use crate::form::organisations::by_slug;
use crate::place::Place;
use crate::session::Submitted;
use crate::site::{Problem, Site};
use about::About;
use behalf::Speaker;
use form::{Form, FormPage};

/// What an address or a form asks for.
struct Wanted {
    kind: StatementKindInfo,
    about: About,
    speaker: Speaker,
    /// The statement that it answers, in a discussion.
    reply_to: Option<String>,
}

impl Wanted {
    /// `value` gives what is known under a name.
    async fn find(site: &Site, value: impl Fn(&str) -> Option<String>) -> Result<Self, Problem> {
        let kind = value("kind").unwrap_or_default();
        let kind = StatementKindInfo::find(site, &kind).await?;
        let (about, permitted) = About::find(site, value("repository"), value("about")).await?;
        if !about.fits(&kind) {
            return Err(Problem::NoPage);
        }
        Ok(Self {
            speaker: Speaker::of(site, permitted).await?,
            reply_to: value("reply"),
            kind,
            about,
        })
    }

    /// The form for it.
    fn form(self, site: &Site) -> Form {
        let mut hidden = vec![("kind".to_owned(), self.kind.kind.key())];
        hidden.extend(self.about.hidden());
        hidden.extend(self.reply_to.map(|id| ("reply".to_owned(), id)));
        let kind = self.kind.kind.key();
        let key = |part: &str| format!("say-{kind}-{part}");
        let action = Place::NewStatement.path(site.texts.language());
        Form {
            title: site.texts.get(&key("title")),
            lead: site.texts.get(&key("lead")),
            button: site.texts.get(&key("button")),
            then: form::consequences(&self.kind, site),
            back: self.about.page(site.texts),
            place: Place::NewStatement,
            of_answer: false,
            about: self.about,
            kind: self.kind,
            speaker: Some(self.speaker),
            action,
            hidden,
        }
    }
}

#[handler]
pub(crate) async fn serve(request: &Request, Data(site): Data<&Site>) -> poem::Result<Response> {
    let query = request.uri().query().unwrap_or_default();
    if site.viewer.is_none() {
        let sign_in = Redirect::see_other(site.sign_in_for(&site.here));
        return Ok(sign_in.into_response());
    }
    let value = |wanted: &str| {
        let mut parameters = form_urlencoded::parse(query.as_bytes());
        // An organisation in the address is what it is about.
        let is_it = |name: &str| name == wanted || (wanted, name) == ("about", "organisation");
        let found = parameters.find(|(name, value)| is_it(name) && !value.trim().is_empty());
        found.map(|(_, value)| value.trim().to_owned())
    };
    let form = Wanted::find(site, value).await?.form(site);
    let mut values = fields::Filled::begun(&form.kind, query);
    // The organisation that is asked for something.
    if let Some(slug) = value("of")
        && let Some(organisation) = by_slug(site, &slug).await?
    {
        values.replace("organisation", organisation.name);
    }
    let page = form.page(site, &values, Vec::new());
    Ok(render(StatusCode::OK, &page))
}

#[handler]
pub(crate) async fn submit(sent: Submitted, Data(site): Data<&Site>) -> poem::Result<Response> {
    let wanted = Wanted::find(site, |name| sent.some(name)).await?;
    let (reply_to, about) = (wanted.reply_to.clone(), wanted.about.clone());
    let form = wanted.form(site);
    let checked = match form.check(site, &sent).await? {
        Ok(checked) => checked,
        Err(page) => return Ok(refused(&page)),
    };
    let (on_behalf_of, as_supplier) = checked.behalf.clone();
    let input = json!({
        "kind": form.kind.kind.0,
        "repository": about.repository(),
        "organisation": about.organisation(),
        "onBehalfOf": on_behalf_of,
        "asSupplier": as_supplier,
        "replyTo": reply_to,
        "text": checked.text,
        "fields": checked.fields,
    });
    match MAKE.act(site, json!({ "input": input })).await? {
        Ok(made) => Ok(arrive(&made, &form, site)),
        Err(refusal) => {
            let page = form.refused(site, &checked.values, &refusal);
            Ok(refused(&page))
        }
    }
}

fn refused(page: &FormPage) -> Response {
    render(StatusCode::UNPROCESSABLE_ENTITY, page)
}

/// The page with what was made: of a post in a discussion where that is, of all else its own.
fn arrive(made: &Value, form: &Form, site: &Site) -> Response {
    let statement = &made["statement"];
    let id = statement["id"].as_str().unwrap_or_default();
    let is_public = statement["visibility"] == "PUBLIC";
    let path = match form.about.page(site.texts) {
        Some(subject) if is_public && form.kind.kind.key() == "post" => {
            format!("{subject}#statement-{id}")
        }
        _ => {
            let page = Place::Statement(id.to_owned()).path(site.texts.language());
            let done = if is_public { "make" } else { "held" };
            format!("{page}?done={done}")
        }
    };
    Redirect::see_other(path).into_response()
}
