//! Where one signs in: with whom, what for, and what went wrong.

use askama::Template;
use poem::http::StatusCode;
use poem::web::{Data, Redirect};
use poem::{IntoResponse, Request, Response, handler};
use url::form_urlencoded;

use super::frame::Frame;
use super::render;
use crate::place::Place;
use crate::session::{Provider, local_path};
use crate::site::Site;

#[derive(Template)]
#[template(path = "sign_in.html")]
struct SignInPage {
    frame: Frame,
    /// What went wrong.
    problem: Option<String>,
    /// Each with the address that begins it.
    providers: Vec<(String, String)>,
    privacy: String,
    /// What one can follow, and how one hears of it.
    follow: String,
}

#[handler]
pub(crate) async fn serve(request: &Request, Data(site): Data<&Site>) -> Response {
    let query = request.uri().query().unwrap_or_default();
    let language = site.texts.language();
    let parameter = |wanted: &str| {
        let mut parameters = form_urlencoded::parse(query.as_bytes());
        let found = parameters.find(|(name, _)| name == wanted);
        found.map(|(_, value)| value.into_owned())
    };
    let next = parameter("next");
    let next = next.as_deref().and_then(local_path);
    let home = Place::Home.path(language);
    let next = next.unwrap_or(&home);
    if site.viewer.is_some() {
        return Redirect::see_other(next).into_response();
    }
    let problem = parameter("problem").map(|code| {
        let known = site.texts.find(&format!("sign-in-problem-{code}"));
        known.unwrap_or_else(|| site.texts.get("sign-in-problem-other"))
    });
    let begin = |provider: &Provider| {
        let next = form_urlencoded::Serializer::new(String::new())
            .append_pair("next", next)
            .finish();
        let name = provider.name.clone();
        (name, format!("/sign-in/{}?{next}", provider.id))
    };
    let title = site.texts.get("sign-in");
    let mut frame = Frame::new(site, &Place::SignIn, None, title, None).unindexed();
    // This is where that link leads.
    frame.sign_in = None;
    let page = SignInPage {
        frame,
        problem,
        follow: site.texts.get(match site.membership.sends_mail {
            true => "sign-in-what-follow-mail",
            false => "sign-in-what-follow",
        }),
        providers: site.membership.providers.iter().map(begin).collect(),
        privacy: format!("{}#members", Place::Privacy.path(language)),
    };
    render(StatusCode::OK, &page)
}
