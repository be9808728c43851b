//! Signing in and out: with a provider, or by an invitation. The routes beside the pages, and
//! the middleware that tells who asks.
//!
//! A browser keeps the secret of a session in a cookie, and, for the minutes that somebody is
//! with a provider, what they set out with, sealed. Programs bring an access token.

mod begun;
mod bounded_http;
mod cookies;
mod github;
mod invitation;
mod next;
mod oidc;
mod person;
mod problem;
mod provider;
mod sign_out;
#[cfg(test)]
mod tests;
mod viewer;
mod with_provider;

use std::collections::BTreeMap;
use std::sync::Arc;

use anyhow::Context;
use bronwijzer_graphql::methods::{get, post};
use bronwijzer_index::{Catalogue, Community, CommunityError, NewSession};
use chrono::{DateTime, Utc};
use poem::http::{StatusCode, header};
use poem::{EndpointExt, IntoResponse, Request, Response, Route};
use url::{Url, form_urlencoded};

use crate::config::{Config, Moderators};
use begun::Seal;
use bounded_http::Client;
use cookies::Cookies;
use next::{path_of_site, sign_in_page};
use problem::Problem;
use provider::Provider;

pub(super) use viewer::with_viewer;

/// Who asks, and how people come in.
pub(crate) struct Authentication {
    catalogue: Catalogue,
    /// `None` where no browser can keep a session safely.
    desk: Option<Desk>,
}

/// How people come in.
struct Desk {
    site: Url,
    cookies: Cookies,
    seal: Seal,
    providers: BTreeMap<String, Provider>,
    moderators: Moderators,
}

impl Authentication {
    /// By the configuration, for a site at `site`; nobody can sign in without one.
    pub(crate) fn new(
        config: &Config,
        site: Option<Url>,
        catalogue: Catalogue,
    ) -> anyhow::Result<Self> {
        let desk = match site {
            Some(site) => Some(Desk::new(config, site, &catalogue)?),
            None => None,
        };
        Ok(Self { catalogue, desk })
    }

    /// Works with the community on a thread that may block.
    async fn community<T, F>(&self, work: F) -> Result<T, CommunityProblem>
    where
        F: FnOnce(&Community) -> Result<T, CommunityError> + Send + 'static,
        T: Send + 'static,
    {
        let catalogue = self.catalogue.clone();
        let done = tokio::task::spawn_blocking(move || work(catalogue.community())).await;
        Ok(done??)
    }

    /// Signs in: keeps the new session in the browser, ends the one that it may have had, and
    /// leads on. Whoever knew the secret of that one knows nothing of the new one.
    async fn let_in(
        &self,
        desk: &Desk,
        request: &Request,
        session: NewSession,
        next: &str,
        now: DateTime<Utc>,
    ) -> Response {
        if let Some(former) = desk.cookies.session(request) {
            let ended = self.community(move |community| community.end_session(&former));
            if let Err(error) = ended.await {
                tracing::warn!("a former session could not be ended: {error}");
            }
        }
        let mut response = see_other(next);
        desk.cookies
            .keep_session(&mut response, &session.token, session.expires_at, now);
        response
    }
}

impl Desk {
    fn new(config: &Config, site: Url, catalogue: &Catalogue) -> anyhow::Result<Self> {
        let http = Client::new().context("no provider can be asked")?;
        let settings = config.sign_in.iter();
        let providers = settings.map(|setting| {
            let back_to = bounded_http::below(&site, &format!("/sign-in/{}/callback", setting.id));
            let provider = Provider::new(setting, &back_to, http.clone());
            (setting.id.clone(), provider)
        });
        Ok(Self {
            providers: providers.collect(),
            cookies: Cookies::new(&site),
            seal: Seal::of(&catalogue.community().sign_in_key()?)?,
            moderators: config.settings.moderators.value.clone(),
            site,
        })
    }
}

/// Why the community did not do it.
#[derive(Debug, thiserror::Error)]
enum CommunityProblem {
    #[error(transparent)]
    Refused(#[from] CommunityError),
    #[error("the task did not finish: {0}")]
    Unfinished(#[from] tokio::task::JoinError),
}

impl From<CommunityProblem> for Problem {
    fn from(problem: CommunityProblem) -> Self {
        match problem {
            CommunityProblem::Refused(CommunityError::Expired) => Self::Invitation,
            problem => Self::Failed(problem.to_string()),
        }
    }
}

/// The routes by which people sign in and out.
pub(super) fn routes(authentication: &Arc<Authentication>) -> Route {
    let route = Route::new();
    if authentication.desk.is_none() {
        return route;
    }
    route
        .at(
            "/sign-in/:provider",
            get(with_provider::set_out.data(Arc::clone(authentication))),
        )
        .at(
            "/sign-in/:provider/callback",
            get(with_provider::come_back.data(Arc::clone(authentication))),
        )
        .at(
            "/sign-in/invitation",
            post(invitation::accept.data(Arc::clone(authentication))),
        )
        .at(
            "/sign-out",
            post(sign_out::sign_out.data(Arc::clone(authentication))),
        )
}

/// Leads on with a GET, whatever came before.
fn see_other(address: &str) -> Response {
    let response = Response::builder().status(StatusCode::SEE_OTHER);
    response.header(header::LOCATION, address).finish()
}

/// Leads to the page that tells why somebody is not signed in.
fn turned_away(problem: &Problem, with: &str, next: &str) -> Response {
    match problem {
        Problem::Refused(_) | Problem::Expired(_) | Problem::Invitation => {
            tracing::info!(with, "nobody was signed in: {problem}");
        }
        problem => tracing::warn!(with, "nobody was signed in: {problem}"),
    }
    see_other(&sign_in_page(Some(problem.code()), next))
}

/// Where there is no desk, no route leads here.
fn closed() -> Response {
    StatusCode::NOT_FOUND.into_response()
}

/// The value of a parameter of the address.
fn parameter(request: &Request, name: &str) -> Option<String> {
    value_of(request.uri().query().unwrap_or_default().as_bytes(), name)
}

/// The first value of a field of a form.
fn value_of(form: &[u8], name: &str) -> Option<String> {
    let mut fields = form_urlencoded::parse(form);
    let found = fields.find(|(field, _)| field == name)?;
    Some(found.1.into_owned())
}
