//! Signing in by an invitation: its page has a button, so that a preview of the link, which
//! only gets the page, does not use it up.

use std::sync::Arc;

use chrono::Utc;
use poem::http::header;
use poem::web::Data;
use poem::{Body, Request, Response, handler};
use url::Url;

use super::problem::Problem;
use super::{Authentication, closed, path_of_site, turned_away, value_of};

/// The longest form, in bytes.
pub(super) const MAX_FORM: usize = 16 * 1024;

/// Signs in who has the secret of an invitation.
#[handler]
pub(super) async fn accept(
    request: &Request,
    body: Body,
    Data(authentication): Data<&Arc<Authentication>>,
) -> Response {
    let Some(desk) = &authentication.desk else {
        return closed();
    };
    let form = body.into_bytes_limit(MAX_FORM).await.unwrap_or_default();
    let next = path_of_site(&value_of(&form, "next").unwrap_or_default());
    // Else the page of another site could sign somebody in as who it likes.
    if !comes_from(request, &desk.site) {
        let problem = Problem::Expired("the form is of another site");
        return turned_away(&problem, "invitation", &next);
    }
    let token = value_of(&form, "invitation").unwrap_or_default();
    let moderators = desk.moderators.clone();
    let now = Utc::now();
    let session = authentication.community(move |community| {
        community.accept_invitation(
            &token,
            &|identity| moderators.naming(&identity.provider, &identity.subject, &[]),
            now,
        )
    });
    match session.await {
        Ok(session) => {
            authentication
                .let_in(desk, request, session, &next, now)
                .await
        }
        Err(problem) => turned_away(&problem.into(), "invitation", &next),
    }
}

/// Whether the browser says that a form was sent by a page of the site. All do of a POST, in
/// one of two ways.
fn comes_from(request: &Request, site: &Url) -> bool {
    match request.header("sec-fetch-site") {
        Some(relation) => relation == "same-origin",
        None => request.header(header::ORIGIN) == Some(&site.origin().ascii_serialization()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn form_comes_from_a_page_of_the_site() {
        let site = "https://broncode.example/".parse().unwrap();
        let cases: [(&[(&str, &str)], bool); 7] = [
            (&[("sec-fetch-site", "same-origin")], true),
            (&[("origin", "https://broncode.example")], true),
            (&[("sec-fetch-site", "same-site")], false),
            (&[("sec-fetch-site", "none")], false),
            (
                &[
                    ("sec-fetch-site", "cross-site"),
                    ("origin", "https://broncode.example"),
                ],
                false,
            ),
            (&[("origin", "null")], false),
            (&[], false),
        ];
        for (headers, expected) in cases {
            let mut request = Request::builder();
            for (name, value) in headers {
                request = request.header(*name, *value);
            }
            assert_eq!(
                comes_from(&request.finish(), &site),
                expected,
                "{headers:?}"
            );
        }
    }
}
