//! The forms with which one changes what one said, and with which an organisation answers.

use poem::http::StatusCode;
use poem::{IntoResponse, Response};
use serde_json::json;

use super::arrive;
use crate::community::answer::{StatementSubject, Whole};
use crate::community::deed::{ANSWER, CHANGE, Deed};
use crate::community::kinds::StatementKindInfo;
use crate::pages::render;
use crate::pages::saying::about::About;
use crate::pages::saying::fields::Filled;
use crate::pages::saying::form::{Form, audience};
use crate::place::Place;
use crate::session::Submitted;
use crate::site::{Problem, Site};

/// A form: its name, which is that of its rule, and what it does.
struct Changing {
    name: &'static str,
    deed: &'static Deed,
    of_answer: bool,
}

const FORMS: [Changing; 2] = [
    Changing {
        name: "change",
        deed: &CHANGE,
        of_answer: false,
    },
    Changing {
        name: "answer",
        deed: &ANSWER,
        of_answer: true,
    },
];

/// The form of this name; `None` where there is none.
pub(super) async fn serve(
    site: &Site,
    statement: &Whole,
    name: &str,
) -> Result<Option<Response>, Problem> {
    let Some(changing) = FORMS.iter().find(|form| form.name == name) else {
        return Ok(None);
    };
    if site.viewer.is_none() {
        let sign_in = site.sign_in_for(&site.here);
        let sign_in = poem::web::Redirect::see_other(sign_in);
        return Ok(Some(sign_in.into_response()));
    }
    let form = form(site, statement, changing).await?;
    let mut values = Filled::default();
    for field in &statement.statement.fields {
        for value in &field.values {
            values.add(&field.name.0.to_lowercase(), value);
        }
    }
    if let StatementSubject::Software(software) = &statement.statement.subject
        && let Some(organisation) = &software.organisation
    {
        values.replace("organisation", organisation.name.clone());
    }
    if !changing.of_answer {
        values.add("text", &statement.statement.text);
    }
    let page = form.page(site, &values, Vec::new());
    Ok(Some(render(StatusCode::OK, &page)))
}

/// Does what the form of this name does; `None` where there is none.
pub(super) async fn act(
    site: &Site,
    statement: &Whole,
    name: &str,
    sent: &Submitted,
) -> Result<Option<Response>, Problem> {
    let Some(changing) = FORMS.iter().find(|form| form.name == name) else {
        return Ok(None);
    };
    let form = form(site, statement, changing).await?;
    let checked = match form.check(site, sent).await? {
        Ok(checked) => checked,
        Err(page) => return Ok(Some(render(StatusCode::UNPROCESSABLE_ENTITY, &page))),
    };
    let id = statement.statement.id.inner();
    let variables = json!({ "id": id, "text": checked.text, "fields": checked.fields });
    Ok(Some(match changing.deed.act(site, variables).await? {
        Ok(_) => arrive(site, id, name),
        Err(refusal) => {
            let page = form.refused(site, &checked.values, &refusal);
            render(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }))
}

async fn form(site: &Site, whole: &Whole, changing: &Changing) -> Result<Form, Problem> {
    if !whole.may(changing.name) {
        return Err(Problem::NotAllowed);
    }
    let statement = &whole.statement;
    let kind = StatementKindInfo::find(site, &statement.kind.key()).await?;
    let place = Place::Statement(statement.id.inner().to_owned());
    let action = place.path(site.texts.language());
    let key = |part: &str| format!("say-{}-{part}", changing.name);
    Ok(Form {
        about: match &statement.subject {
            StatementSubject::Repository(repository) => About::Repository(repository.clone()),
            StatementSubject::Organisation(one) => About::Organisation(one.clone()),
            StatementSubject::Software(_) | StatementSubject::Other => About::Nothing,
        },
        title: site.texts.get(&key("title")),
        lead: site.texts.get(&key("lead")),
        button: site.texts.get(&key("button")),
        then: match changing.of_answer {
            true => vec![site.texts.get(&key("then"))],
            false => vec![audience(&kind, site)],
        },
        hidden: vec![("do".to_owned(), changing.name.to_owned())],
        back: Some(action.clone()),
        of_answer: changing.of_answer,
        speaker: None,
        place,
        action,
        kind,
    })
}
