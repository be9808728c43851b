//! Signing in with a provider: setting out, and coming back.

use std::sync::Arc;

use bronwijzer_index::NewSession;
use chrono::{DateTime, Utc};
use poem::web::{Data, Path};
use poem::{Request, Response, handler};

use super::begun::{self, Begun};
use super::problem::Problem;
use super::{
    Authentication, Desk, closed, parameter, path_of_site, see_other, sign_in_page, turned_away,
};

/// So much of what a provider says is logged, in characters.
const LOGGED: usize = 100;

/// Sends somebody to the provider, and keeps in their browser what they set out with.
#[handler]
pub(super) async fn set_out(
    request: &Request,
    Path(id): Path<String>,
    Data(authentication): Data<&Arc<Authentication>>,
) -> Response {
    let Some(desk) = &authentication.desk else {
        return closed();
    };
    let next = path_of_site(&parameter(request, "next").unwrap_or_default());
    let Some(provider) = desk.providers.get(&id) else {
        return see_other(&sign_in_page(None, &next));
    };
    let asked = match provider.ask().await {
        Ok(asked) => asked,
        Err(problem) => return turned_away(&problem, &id, &next),
    };
    let begun = Begun {
        provider: id,
        state: asked.pending.state,
        nonce: asked.pending.nonce,
        verifier: asked.pending.verifier,
        next,
        until: Utc::now().timestamp() + begun::SECONDS,
    };
    let Some(sealed) = desk.seal.close(&begun) else {
        let problem = Problem::Failed("the system gives no random bytes".to_owned());
        return turned_away(&problem, &begun.provider, &begun.next);
    };
    let mut response = see_other(asked.url.as_str());
    desk.cookies
        .keep_begun(&mut response, &sealed, begun::SECONDS);
    response
}

/// Signs in who comes back from the provider.
#[handler]
pub(super) async fn come_back(
    request: &Request,
    Path(id): Path<String>,
    Data(authentication): Data<&Arc<Authentication>>,
) -> Response {
    let Some(desk) = &authentication.desk else {
        return closed();
    };
    let sealed = desk.cookies.begun(request);
    let begun = sealed.and_then(|sealed| desk.seal.open(&sealed));
    let now = Utc::now();
    let state = parameter(request, "state").unwrap_or_default();
    let answered = begun.filter(|begun| begun.is_answered_by(&id, &state, now));
    let Some(begun) = answered else {
        // What was begun stays: this answer, to another question, may be somebody's trick.
        let problem = Problem::Expired("no such question was asked in this browser");
        return turned_away(&problem, &id, "/");
    };
    let mut response = match authentication.signs_in(desk, request, &begun, now).await {
        Ok(session) => {
            authentication
                .let_in(desk, request, session, &begun.next, now)
                .await
        }
        Err(problem) => turned_away(&problem, &id, &begun.next),
    };
    desk.cookies.drop_begun(&mut response);
    response
}

impl Authentication {
    async fn signs_in(
        &self,
        desk: &Desk,
        request: &Request,
        begun: &Begun,
        now: DateTime<Utc>,
    ) -> Result<NewSession, Problem> {
        if let Some(error) = parameter(request, "error") {
            let code: String = error.chars().take(LOGGED).collect();
            return Err(match error.as_str() {
                "server_error" | "temporarily_unavailable" => {
                    Problem::Unreachable(format!("it answers {code:?}"))
                }
                _ => Problem::Refused(format!("{code:?}")),
            });
        }
        let no_code = || Problem::Invalid("it sends neither a code nor an error".to_owned());
        let code = parameter(request, "code").ok_or_else(no_code)?;
        let no_provider = Problem::Expired("the provider is not configured any more");
        let provider = desk.providers.get(&begun.provider).ok_or(no_provider)?;
        let person = provider.person(code, begun).await?;
        let sign_in = person.signs_in(
            &begun.provider,
            self.catalogue.organisations(),
            &desk.moderators,
            now.date_naive(),
        );
        let session = self.community(move |community| community.sign_in(&sign_in, now));
        Ok(session.await?)
    }
}
