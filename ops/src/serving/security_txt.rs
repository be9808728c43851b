//! `/.well-known/security.txt` (RFC 9116): where to report a weakness in security, as far as who
//! runs the catalogue says so.

use bronwijzer_graphql::Operator;
use bronwijzer_graphql::caching::{Caching, Reply};
use bronwijzer_graphql::methods::get;
use chrono::{DateTime, Days, NaiveTime, SecondsFormat, Utc};
use poem::http::{StatusCode, header};
use poem::web::Data;
use poem::{EndpointExt, IntoResponse, Response, Route, handler};
use url::Url;

const PATH: &str = "/.well-known/security.txt";

/// Where it stood before there was a standard.
const FORMER_PATH: &str = "/security.txt";

/// For how long what it says holds from now: the standard advises less than a year.
const HOLDS: Days = Days::new(90);

/// What the file follows from.
#[derive(Debug, Clone)]
struct Contents {
    contact: Url,
    site: Option<Url>,
}

/// The routes, where there is a contact.
pub(super) fn mount(route: Route, operator: &Operator) -> Route {
    let Some(contact) = operator.security_contact.clone() else {
        return route;
    };
    let site = operator.public_url.clone();
    route
        .at(PATH, get(file.data(Contents { contact, site })))
        .at(FORMER_PATH, get(moved))
}

#[handler]
fn file(Data(contents): Data<&Contents>) -> Response {
    let response = text(contents, Utc::now()).with_content_type("text/plain; charset=utf-8");
    Reply::Public(response.into_response(), Caching::FILE).into_response()
}

#[handler]
fn moved() -> Response {
    let response = Response::builder()
        .status(StatusCode::PERMANENT_REDIRECT)
        .header(header::LOCATION, PATH)
        .finish();
    Reply::Public(response, Caching::FILE).into_response()
}

fn text(contents: &Contents, now: DateTime<Utc>) -> String {
    let until = (now.date_naive() + HOLDS)
        .and_time(NaiveTime::MIN)
        .and_utc();
    let until = until.to_rfc3339_opts(SecondsFormat::Secs, true);
    let mut text = format!(
        "Contact: {}\nExpires: {until}\nPreferred-Languages: nl, en\n",
        contents.contact
    );
    // Without its own address the site only knows what a request says, which anybody can write.
    if let Some(canonical) = contents.site.as_ref().and_then(|site| site.join(PATH).ok()) {
        text += &format!("Canonical: {canonical}\n");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_says_where_to_report_and_until_when_it_holds() {
        let contents = Contents {
            contact: "mailto:security@broncode.example".parse().unwrap(),
            site: Some("https://broncode.example/".parse().unwrap()),
        };
        let now = "2026-11-30T13:14:15Z".parse().unwrap();
        assert_eq!(
            text(&contents, now),
            "Contact: mailto:security@broncode.example\nExpires: 2027-02-28T00:00:00Z\n\
             Preferred-Languages: nl, en\n\
             Canonical: https://broncode.example/.well-known/security.txt\n"
        );
        let unknown = Contents {
            site: None,
            ..contents
        };
        assert!(!text(&unknown, now).contains("Canonical"));
    }
}
