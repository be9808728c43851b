//! Pages of a link that came by mail or from somebody: a button does what the link is for, so
//! that a program that only looks at it does nothing.

use askama::Template;
use bronwijzer_graphql::caching::Reply;
use poem::http::StatusCode;
use poem::web::{Data, Path};
use poem::{IntoResponse, Request, Response, handler};

use super::frame::Frame;
use super::render;
use crate::place::Place;
use crate::site::Site;

#[derive(Template)]
#[template(path = "confirm.html")]
struct ConfirmPage {
    frame: Frame,
    lead: String,
    /// What is done; nothing once it is.
    form: Option<Form>,
}

struct Form {
    action: String,
    /// Name and value of the hidden fields.
    fields: Vec<(&'static str, String)>,
    button: String,
}

/// The page of an invitation, by its secret.
#[handler]
pub(crate) fn invitation(Path(secret): Path<String>, Data(site): Data<&Site>) -> Response {
    let texts = site.texts;
    let form = Form {
        action: "/sign-in/invitation".to_owned(),
        fields: vec![
            ("invitation", secret.clone()),
            ("next", Place::Home.path(texts.language())),
        ],
        button: texts.get("invitation-button"),
    };
    answer(site, &Place::Invitation(secret), "invitation", Some(form))
}

/// The page on which somebody ends the mail to them, by their secret.
#[handler]
pub(crate) fn unsubscribe(
    request: &Request,
    Path(secret): Path<String>,
    Data(site): Data<&Site>,
) -> Response {
    let place = Place::Unsubscribe(secret);
    if request.uri().query() == Some("done") {
        return answer(site, &place, "unsubscribed", None);
    }
    let form = Form {
        action: place.path(site.texts.language()),
        fields: vec![("page", "1".to_owned())],
        button: site.texts.get("unsubscribe-button"),
    };
    answer(site, &place, "unsubscribe", Some(form))
}

/// The page on which somebody confirms that an address for mail is theirs, by its secret.
#[handler]
pub(crate) fn email(
    request: &Request,
    Path(secret): Path<String>,
    Data(site): Data<&Site>,
) -> Response {
    let place = Place::ConfirmEmail(secret);
    match request.uri().query() {
        Some("done") => answer(site, &place, "email-confirmed", None),
        Some("expired") => answer(site, &place, "email-expired", None),
        _ => {
            let form = Form {
                action: place.path(site.texts.language()),
                fields: vec![("page", "1".to_owned())],
                button: site.texts.get("confirm-email-button"),
            };
            answer(site, &place, "confirm-email", Some(form))
        }
    }
}

/// A page whose texts begin with `name`. Its address is a secret, so nobody keeps it.
fn answer(site: &Site, place: &Place, name: &str, form: Option<Form>) -> Response {
    let title = site.texts.get(&format!("{name}-title"));
    let mut frame = Frame::new(site, place, None, title, None).unindexed();
    frame.canonical = None;
    frame.alternates.clear();
    let page = ConfirmPage {
        frame,
        lead: site.texts.get(&format!("{name}-lead")),
        form,
    };
    Reply::Private(render(StatusCode::OK, &page)).into_response()
}
