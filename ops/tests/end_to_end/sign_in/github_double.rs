//! A stand-in for GitHub's OAuth and the part of its API that tells who somebody is, as strict
//! as their documentation: "Authorizing OAuth apps", "Scopes for OAuth apps", and the REST API
//! of users, e-mail addresses and organization members.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use poem::http::{StatusCode, header};
use poem::listener::{Acceptor, Listener, TcpListener};
use poem::web::Data;
use poem::{EndpointExt, IntoResponse, Request, Response, Route, Server, get, handler, post};
use serde_json::{Value, json};
use url::{Url, form_urlencoded};

/// What the stand-in knows, and what it was asked.
pub(super) struct World {
    pub(super) redirect_uri: String,
    pub(super) secret: String,
    /// Who sits at the browser: the answer of `/user`.
    pub(super) user: Value,
    /// The answer of `/user/emails`.
    pub(super) emails: Value,
    /// Logins of organizations, with the state of the membership.
    pub(super) memberships: Vec<(String, &'static str)>,
    /// Whether they allow what is asked, and which scopes they take out.
    pub(super) allows: bool,
    pub(super) withheld: BTreeSet<&'static str>,
    /// Whether `/user` fails.
    pub(super) is_down: bool,
    /// Codes that nobody used yet: with challenge and scopes.
    codes: BTreeMap<String, (String, BTreeSet<String>)>,
    /// Tokens, with scopes.
    tokens: BTreeMap<String, BTreeSet<String>>,
}

impl World {
    pub(super) fn new(redirect_uri: String, secret: &str) -> Self {
        Self {
            redirect_uri,
            secret: secret.to_owned(),
            user: json!({ "id": 583_231, "login": "octocat", "name": null }),
            emails: json!([]),
            memberships: Vec::new(),
            allows: true,
            withheld: BTreeSet::new(),
            is_down: false,
            codes: BTreeMap::new(),
            tokens: BTreeMap::new(),
        }
    }
}

/// The stand-in, until it is dropped.
pub(super) struct Double {
    pub(super) address: String,
    pub(super) world: Arc<Mutex<World>>,
    serving: tokio::task::JoinHandle<()>,
}

impl Drop for Double {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl Double {
    pub(super) async fn start(world: World) -> Self {
        let world = Arc::new(Mutex::new(world));
        let acceptor = TcpListener::bind("127.0.0.1:0").into_acceptor().await;
        let acceptor = acceptor.unwrap();
        let address = acceptor.local_addr()[0].as_socket_addr().copied().unwrap();
        let routes = Route::new()
            .at("/login/oauth/authorize", get(authorize))
            .at("/login/oauth/access_token", post(access_token))
            .at("/api/v3/user", get(user))
            .at("/api/v3/user/emails", get(emails))
            .at("/api/v3/user/memberships/orgs", get(memberships))
            .data(Arc::clone(&world));
        let serving = tokio::spawn(async move {
            Server::new_with_acceptor(acceptor)
                .run(routes)
                .await
                .unwrap();
        });
        Self {
            address: format!("http://{address}"),
            world,
            serving,
        }
    }

    pub(super) fn change(&self, change: impl FnOnce(&mut World)) {
        change(&mut self.world.lock().unwrap());
    }
}

fn parameters(text: &[u8]) -> BTreeMap<String, String> {
    let mut parameters = BTreeMap::new();
    for (name, value) in form_urlencoded::parse(text) {
        let first = parameters.insert(name.clone().into_owned(), value.into_owned());
        assert!(first.is_none(), "{name} comes twice");
    }
    parameters
}

/// What stands for a part of a name that is random.
fn code_of(challenge: &str) -> String {
    let digits = digest(&SHA256, challenge.as_bytes());
    URL_SAFE_NO_PAD.encode(&digits.as_ref()[..15])
}

#[handler]
fn authorize(request: &Request, Data(world): Data<&Arc<Mutex<World>>>) -> Response {
    let mut world = world.lock().unwrap();
    let asked = parameters(request.uri().query().unwrap_or_default().as_bytes());
    let names: Vec<&str> = asked.keys().map(String::as_str).collect();
    let expected = [
        "client_id",
        "code_challenge",
        "code_challenge_method",
        "redirect_uri",
        "scope",
        "state",
    ];
    if names != expected
        || asked["client_id"] != "Iv1.bronwijzer"
        || asked["redirect_uri"] != world.redirect_uri
        || asked["code_challenge_method"] != "S256"
        || asked["code_challenge"].len() != 43
        || asked["state"].len() < 16
    {
        return (StatusCode::BAD_REQUEST, format!("{asked:?}")).into_response();
    }
    let mut back: Url = world.redirect_uri.parse().unwrap();
    back.query_pairs_mut().append_pair("state", &asked["state"]);
    if world.allows {
        let code = code_of(&asked["code_challenge"]);
        back.query_pairs_mut().append_pair("code", &code);
        let scopes = asked["scope"].split(' ').map(str::to_owned);
        let scopes = scopes.filter(|scope| !world.withheld.contains(scope.as_str()));
        let issued = (asked["code_challenge"].clone(), scopes.collect());
        world.codes.insert(code, issued);
    } else {
        back.query_pairs_mut()
            .append_pair("error", "access_denied")
            .append_pair(
                "error_description",
                "The user has denied your application access.",
            );
    }
    let response = Response::builder().status(StatusCode::FOUND);
    response.header(header::LOCATION, back.as_str()).finish()
}

/// All answers have the status 200; errors too.
#[handler]
async fn access_token(
    request: &Request,
    body: poem::Body,
    Data(world): Data<&Arc<Mutex<World>>>,
) -> Response {
    let sent = parameters(&body.into_bytes().await.unwrap());
    let mut world = world.lock().unwrap();
    assert_eq!(
        request.header("accept"),
        Some("application/json"),
        "else it is a form"
    );
    let is = |name: &str, value: &str| sent.get(name).map(String::as_str) == Some(value);
    let answer = if !is("client_id", "Iv1.bronwijzer") || !is("client_secret", &world.secret) {
        json!({ "error": "incorrect_client_credentials" })
    } else if !is("redirect_uri", &world.redirect_uri) {
        json!({ "error": "redirect_uri_mismatch" })
    } else {
        let code = sent.get("code").cloned().unwrap_or_default();
        let verifier = sent.get("code_verifier").cloned().unwrap_or_default();
        let proof = URL_SAFE_NO_PAD.encode(digest(&SHA256, verifier.as_bytes()));
        match world.codes.remove(&code) {
            Some((challenge, scopes)) if challenge == proof => {
                let token = format!("gho_{code}");
                let granted: Vec<&str> = scopes.iter().map(String::as_str).collect();
                let granted = granted.join(",");
                world.tokens.insert(token.clone(), scopes);
                json!({ "access_token": token, "scope": granted, "token_type": "bearer" })
            }
            _ => json!({ "error": "bad_verification_code" }),
        }
    };
    answer
        .to_string()
        .with_content_type("application/json")
        .into_response()
}

/// The scopes of the token that a request to the API brings.
fn scopes(world: &World, request: &Request) -> Result<BTreeSet<String>, StatusCode> {
    let agent = request.header("user-agent").unwrap_or_default();
    let version = request.header("x-github-api-version");
    if agent.is_empty() || version != Some("2022-11-28") {
        return Err(StatusCode::FORBIDDEN);
    }
    let token = request.header("authorization").unwrap_or_default();
    let token = token.strip_prefix("Bearer ").unwrap_or_default();
    let scopes = world.tokens.get(token).cloned();
    scopes.ok_or(StatusCode::UNAUTHORIZED)
}

fn answer(result: Result<Value, StatusCode>) -> Response {
    match result {
        Ok(value) => {
            let json = value.to_string().with_content_type("application/json");
            json.into_response()
        }
        Err(status) => {
            let json = json!({ "message": status.canonical_reason() }).to_string();
            (status, json).into_response()
        }
    }
}

#[handler]
fn user(request: &Request, Data(world): Data<&Arc<Mutex<World>>>) -> Response {
    let world = world.lock().unwrap();
    if world.is_down {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    answer(scopes(&world, request).map(|_| world.user.clone()))
}

#[handler]
fn emails(request: &Request, Data(world): Data<&Arc<Mutex<World>>>) -> Response {
    let world = world.lock().unwrap();
    let scopes = scopes(&world, request);
    answer(
        scopes.and_then(|scopes| match scopes.contains("user:email") {
            true => Ok(world.emails.clone()),
            false => Err(StatusCode::NOT_FOUND),
        }),
    )
}

#[handler]
fn memberships(request: &Request, Data(world): Data<&Arc<Mutex<World>>>) -> Response {
    let world = world.lock().unwrap();
    let asked = parameters(request.uri().query().unwrap_or_default().as_bytes());
    let number = |name: &str, usual: usize| match asked.get(name) {
        Some(text) => text.parse().unwrap(),
        None => usual,
    };
    let (length, page) = (number("per_page", 30).min(100), number("page", 1));
    let wanted = asked.get("state").map(String::as_str);
    let listed = world.memberships.iter();
    let listed = listed.filter(|(_, state)| wanted.is_none_or(|wanted| wanted == *state));
    let listed = listed.skip((page - 1) * length).take(length);
    let listed = listed.map(|(login, state)| {
        json!({ "state": state, "role": "member", "organization": { "login": login } })
    });
    let listed: Vec<Value> = listed.collect();
    let scopes = scopes(&world, request);
    answer(scopes.and_then(|scopes| match scopes.contains("read:org") {
        true => Ok(Value::Array(listed)),
        false => Err(StatusCode::FORBIDDEN),
    }))
}
