//! GitHub, which has OAuth without OpenID Connect: who somebody is has to be asked of its API.
//!
//! Source: "Authorizing OAuth apps" and the REST API (users, emails, organization members) of
//! <https://docs.github.com>.

use bronwijzer_crawler::address::{AccountUrl, ForgeHost};
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE};
use http::{Method, StatusCode};
use openidconnect::{CsrfToken, HttpRequest, PkceCodeChallenge};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use url::{Url, form_urlencoded};

use super::begun::Begun;
use super::bounded_http::{Client, below};
use super::person::Person;
use super::problem::Problem;
use super::provider::{AuthorizationRequest, PendingAuthorization};
use crate::config::ProviderSetting;

/// The version of the REST API that answers are read in.
const API_VERSION: &str = "2022-11-28";

/// The length of a list's page, which is also the longest.
const PAGE: usize = 100;

/// So many pages of memberships are read.
const MOST_PAGES: usize = 5;

/// GitHub, or an instance of its own.
pub(super) struct GitHub {
    site: Url,
    api: Url,
    client_id: String,
    client_secret: Option<SecretString>,
    scopes: String,
    forge: ForgeHost,
    back_to: Url,
    http: Client,
}

/// What comes for a code: GitHub answers 200 for both.
#[derive(Deserialize)]
struct Token {
    access_token: Option<String>,
    error: Option<String>,
}

#[derive(Deserialize)]
struct User {
    id: u64,
    login: String,
    name: Option<String>,
}

#[derive(Deserialize)]
struct Email {
    email: String,
    primary: bool,
    verified: bool,
}

#[derive(Deserialize)]
struct Membership {
    state: String,
    organization: Organization,
}

#[derive(Deserialize)]
struct Organization {
    login: String,
}

impl GitHub {
    pub(super) fn new(setting: &ProviderSetting, back_to: &Url, http: Client) -> Self {
        let site = setting.issuer.url().clone();
        let api = match site.host_str() {
            Some("github.com") => Url::parse("https://api.github.com/").ok(),
            _ => None,
        };
        Self {
            api: api.unwrap_or_else(|| below(&site, "/api/v3")),
            site,
            client_id: setting.client_id.clone(),
            client_secret: setting.client_secret.clone(),
            scopes: setting.scopes.join(" "),
            forge: setting.forge.clone(),
            back_to: back_to.clone(),
            http,
        }
    }

    /// The question with which somebody sets out.
    pub(super) fn ask(&self) -> AuthorizationRequest {
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let state = CsrfToken::new_random().into_secret();
        let mut url = below(&self.site, "/login/oauth/authorize");
        url.query_pairs_mut()
            .append_pair("client_id", &self.client_id)
            .append_pair("redirect_uri", self.back_to.as_str())
            .append_pair("scope", &self.scopes)
            .append_pair("state", &state)
            .append_pair("code_challenge", challenge.as_str())
            .append_pair("code_challenge_method", challenge.method().as_str());
        AuthorizationRequest {
            url,
            pending: PendingAuthorization {
                state,
                nonce: String::new(),
                verifier: verifier.into_secret(),
            },
        }
    }

    /// Who came back with `code`.
    pub(super) async fn person(&self, code: &str, begun: &Begun) -> Result<Person, Problem> {
        let token = self.token(code, &begun.verifier).await?;
        let user: User = self.read(&token, "/user").await?.ok_or_else(|| {
            Problem::Invalid("it does not tell whose access token this is".to_owned())
        })?;
        let mut person = Person::new(&user.id.to_string());
        person.call(Some(&user.login));
        person.call(user.name.as_deref());
        let path = format!("/user/emails?per_page={PAGE}");
        let emails: Option<Vec<Email>> = self.read(&token, &path).await?;
        let mut emails = emails.unwrap_or_default();
        emails.sort_by_key(|email| !email.primary);
        for email in emails.iter().filter(|email| email.verified) {
            person.has_email(Some(&email.email));
        }
        for page in 1..=MOST_PAGES {
            let path = format!("/user/memberships/orgs?state=active&per_page={PAGE}&page={page}");
            let memberships: Option<Vec<Membership>> = self.read(&token, &path).await?;
            let memberships = memberships.unwrap_or_default();
            for membership in &memberships {
                // An invitation that nobody accepted yet is `pending`.
                if membership.state == "active" {
                    let login = &membership.organization.login;
                    person.is_member_of(&AccountUrl::new(self.forge.clone(), login));
                }
            }
            if memberships.len() < PAGE {
                break;
            }
        }
        Ok(person)
    }

    /// The access token for a code.
    async fn token(&self, code: &str, verifier: &str) -> Result<SecretString, Problem> {
        let secret = self.client_secret.as_ref().map(ExposeSecret::expose_secret);
        let form = form_urlencoded::Serializer::new(String::new())
            .append_pair("client_id", &self.client_id)
            .append_pair("client_secret", secret.unwrap_or_default())
            .append_pair("code", code)
            .append_pair("redirect_uri", self.back_to.as_str())
            .append_pair("code_verifier", verifier)
            .finish();
        let request = http::Request::builder()
            .method(Method::POST)
            .uri(below(&self.site, "/login/oauth/access_token").as_str())
            .header(ACCEPT, "application/json")
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(form.into_bytes())
            .map_err(|error| Problem::invalid(&error))?;
        let answer: Token = match self.http.json(request).await? {
            Ok(answer) => answer,
            Err(status) => return Err(of_status(status)),
        };
        match (answer.access_token, answer.error.as_deref()) {
            (Some(token), None) => Ok(SecretString::from(token)),
            (_, Some("bad_verification_code")) => {
                Err(Problem::Expired("GitHub takes the code no more"))
            }
            (_, Some(error)) => Err(Problem::Invalid(format!("it gives no token: {error:?}"))),
            (None, None) => Err(Problem::Invalid("it gives no token".to_owned())),
        }
    }

    /// What the API has at `path`. `None` where the token may not see it, as who signs in may
    /// have allowed less than was asked for.
    async fn read<T: DeserializeOwned>(
        &self,
        token: &SecretString,
        path: &str,
    ) -> Result<Option<T>, Problem> {
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        let mut url = below(&self.api, path);
        url.set_query((!query.is_empty()).then_some(query));
        let request: HttpRequest = http::Request::builder()
            .uri(url.as_str())
            .header(ACCEPT, "application/vnd.github+json")
            .header("X-GitHub-Api-Version", API_VERSION)
            .header(AUTHORIZATION, format!("Bearer {}", token.expose_secret()))
            .body(Vec::new())
            .map_err(|error| Problem::invalid(&error))?;
        match self.http.json(request).await {
            Ok(Ok(found)) => Ok(Some(found)),
            Ok(Err(StatusCode::FORBIDDEN | StatusCode::NOT_FOUND)) => Ok(None),
            Ok(Err(status)) => Err(of_status(status)),
            Err(error) => Err(error.into()),
        }
    }
}

fn of_status(status: StatusCode) -> Problem {
    let what = format!("it answers with status {status}");
    if status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS {
        Problem::Unreachable(what)
    } else {
        Problem::Invalid(what)
    }
}
