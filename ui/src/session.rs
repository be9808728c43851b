//! Who is signed in, who one can sign in with, and the forms that only our own pages send.

use std::sync::Arc;

use bronwijzer_graphql::caching::Reply;
use bronwijzer_graphql::viewer;
use poem::error::ReadBodyError;
use poem::{FromRequest, IntoResponse, Request, RequestBody, Response, Result};
use tokio::sync::OnceCell;
use url::form_urlencoded;

use crate::api::Api;
use crate::place::Place;
use crate::schema;
use crate::site::{Problem, Site};

/// The longest form of a member, in bytes: a text of 2,000 characters, each of which may come as
/// twelve bytes, and its fields.
const MAX_FORM: usize = 64 * 1024;

/// The name of the hidden field with the secret of the session.
const CSRF: &str = "csrf";

/// Whom one can sign in with.
#[derive(Debug, Clone, cynic::QueryFragment)]
#[cynic(graphql_type = "SignInProvider")]
pub(crate) struct Provider {
    pub(crate) id: String,
    pub(crate) name: String,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query")]
struct Answer {
    catalogue: Catalogue,
}

#[derive(cynic::QueryFragment)]
struct Catalogue {
    sign_in: Vec<Provider>,
    sends_mail: bool,
}

/// What the program does for members, by its settings.
#[derive(Clone, Default)]
pub(crate) struct Membership {
    /// Whom one can sign in with; empty where nobody can.
    pub(crate) providers: Arc<[Provider]>,
    /// Whether members can get mail.
    pub(crate) sends_mail: bool,
}

/// The same, which is asked once.
#[derive(Clone, Default)]
pub(crate) struct MembershipCell(Arc<OnceCell<Membership>>);

impl MembershipCell {
    /// Nothing when the catalogue does not answer; it is asked again then.
    pub(crate) async fn of(&self, api: &Api) -> Membership {
        let ask = || async {
            let answer = api.query::<Answer, ()>(()).await?;
            Ok::<_, crate::api::AskError>(Membership {
                providers: answer.catalogue.sign_in.into(),
                sends_mail: answer.catalogue.sends_mail,
            })
        };
        let known = self.0.get_or_try_init(ask).await;
        known.map_or_else(|_| Membership::default(), Clone::clone)
    }
}

/// Who is signed in, as every page shows it.
pub(crate) struct SessionView {
    pub(crate) name: String,
    /// Their own page.
    pub(crate) own: String,
    /// Where the moderators work, for one of them.
    pub(crate) moderation: Option<String>,
    pub(crate) csrf: String,
}

impl SessionView {
    pub(crate) fn new(site: &Site) -> Option<Self> {
        let viewer = site.viewer.as_ref()?;
        let language = site.texts.language();
        let moderation = || Place::Moderation.path(language);
        Some(Self {
            name: viewer.member.name.clone(),
            own: Place::Own.path(language),
            moderation: viewer.member.is_moderator.then(moderation),
            csrf: site.csrf(),
        })
    }
}

impl Site {
    /// Whether anybody can say anything here.
    pub(crate) fn has_members(&self) -> bool {
        !self.membership.providers.is_empty() || self.viewer.is_some()
    }

    /// The secret that forms of this session carry.
    pub(crate) fn csrf(&self) -> String {
        let viewer = self.viewer.as_ref();
        let token = viewer.and_then(|viewer| viewer.csrf_token.clone());
        token.map(String::from).unwrap_or_default()
    }

    /// Where one signs in to come back to this page.
    pub(crate) fn sign_in_here(&self) -> Option<String> {
        let can = self.viewer.is_none() && !self.membership.providers.is_empty();
        can.then(|| self.sign_in_for(&self.here))
    }

    /// Where one signs in to go to this path.
    pub(crate) fn sign_in_for(&self, next: &str) -> String {
        let page = Place::SignIn.path(self.texts.language());
        let next = form_urlencoded::Serializer::new(String::new())
            .append_pair("next", next)
            .finish();
        format!("{page}?{next}")
    }

    /// An answer that was made for who asks: a member's is for them alone.
    pub(crate) fn given(&self, response: Response) -> Response {
        match self.viewer {
            Some(_) => Reply::Private(response).into_response(),
            None => response,
        }
    }
}

/// A path of this site, if it is one: no other site, whatever a browser makes of it.
pub(crate) fn local_path(path: &str) -> Option<&str> {
    let is_local = path.starts_with('/')
        && !path.starts_with("//")
        && !path.contains(['\\', '\r', '\n', '\t', '\0']);
    is_local.then_some(path)
}

/// A form that a member sent from a page of ours. Every handler that changes something takes its
/// form from here, and so gets none that another site made a browser send.
pub(crate) struct Submitted {
    fields: Vec<(String, String)>,
}

impl Submitted {
    /// What was filled in, by the names of the fields.
    pub(crate) fn fields(&self) -> impl Iterator<Item = (&str, &str)> {
        let fields = self.fields.iter();
        fields.map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Everything that was filled in for a field.
    pub(crate) fn all(&self, name: &str) -> Vec<String> {
        let values = self.fields().filter(|(field, _)| *field == name);
        values.map(|(_, value)| value.to_owned()).collect()
    }

    /// The first value of a field, without space around it; empty where there is none.
    pub(crate) fn one(&self, name: &str) -> &str {
        let mut values = self.fields().filter(|(field, _)| *field == name);
        values.next().map_or("", |(_, value)| value.trim())
    }

    /// The first value of a field, if anything is filled in.
    pub(crate) fn some(&self, name: &str) -> Option<String> {
        Some(self.one(name))
            .filter(|value| !value.is_empty())
            .map(str::to_owned)
    }
}

impl<'a> FromRequest<'a> for Submitted {
    async fn from_request(request: &'a Request, body: &mut RequestBody) -> Result<Self> {
        let viewer = viewer::of(request);
        let form = match body.take()?.into_bytes_limit(MAX_FORM).await {
            Ok(form) => form,
            Err(error @ ReadBodyError::PayloadTooLarge) => return Err(error.into()),
            Err(error) => return Err(Problem::Unavailable(error.to_string()).into()),
        };
        let fields = form_urlencoded::parse(&form);
        let form = Self {
            // Browsers send the line ends of Windows.
            fields: fields
                .map(|(name, value)| (name.into_owned(), value.replace("\r\n", "\n")))
                .collect(),
        };
        let viewer = viewer.ok_or(Problem::NotSignedIn)?;
        match &viewer.csrf_token {
            Some(secret) if is_same(secret, form.one(CSRF)) => Ok(form),
            _ => Err(Problem::Forged.into()),
        }
    }
}

/// Whether two secrets are the same, in a time that tells nothing of how much of them is.
fn is_same(one: &str, other: &str) -> bool {
    aws_lc_rs::constant_time::verify_slices_are_equal(one.as_bytes(), other.as_bytes()).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn path_of_another_site_is_no_way_back() {
        let local = ["/", "/mijn?a=b", "/en/my"];
        for path in local {
            assert_eq!(local_path(path), Some(path));
        }
        let others = [
            "",
            "mijn",
            "https://example.org/",
            "//example.org",
            "/\\example.org",
            "/\t/example.org",
            "javascript:alert(1)",
        ];
        for path in others {
            assert_eq!(local_path(path), None, "{path}");
        }
    }

    #[test]
    fn secrets_are_the_same_only_as_a_whole() {
        assert!(is_same("abc", "abc"));
        for other in ["", "ab", "abd", "abcd"] {
            assert!(!is_same("abc", other), "{other}");
        }
    }
}
