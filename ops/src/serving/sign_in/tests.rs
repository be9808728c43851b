//! Who asks and who signs out, through all routes of the server.

use bronwijzer_graphql::Operator;
use bronwijzer_graphql::mcp::Reachable;
use bronwijzer_index::Done;
use bronwijzer_index::community::action::Action;
use bronwijzer_index::community::member::{Identity, Scope, SignIn, Viewer};
use poem::Endpoint;
use poem::test::TestClient;

use super::*;
use crate::config::Flags;
use crate::serving;

const SITE: &str = "https://broncode.example/";

struct Setup {
    catalogue: Catalogue,
    config: Config,
    _dir: tempfile::TempDir,
}

impl Setup {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let opened = Catalogue::open(dir.path(), Vec::new(), Utc::now()).unwrap();
        Self {
            catalogue: opened.catalogue,
            config: Config::resolve(&Flags::default(), &|_| None).unwrap(),
            _dir: dir,
        }
    }

    /// The whole server of a site, or of none where people can sign in.
    fn client(&self, site: Option<&str>) -> TestClient<impl Endpoint> {
        let site = site.map(|site| site.parse().unwrap());
        let authentication = Authentication::new(&self.config, site, self.catalogue.clone());
        TestClient::new(serving::routes(
            &self.catalogue,
            Operator::default(),
            &Reachable::default(),
            serving::Pages::default(),
            Arc::new(authentication.unwrap()),
            serving::Clients::default(),
        ))
    }

    /// A session of Anna, and the cookie that a browser keeps of it.
    fn session(&self) -> (Viewer, String) {
        let sign_in = SignIn {
            identity: Identity {
                provider: "sso".to_owned(),
                subject: "anna".to_owned(),
            },
            suggested_name: Some("Anna".to_owned()),
            verified_email: None,
            represents: [].into(),
            moderator_as: None,
        };
        let community = self.catalogue.community();
        let session = community.sign_in(&sign_in, Utc::now()).unwrap();
        let viewer = community.viewer_of_session(&session.token, Utc::now());
        let cookie = format!("__Host-bronwijzer={}", &*session.token);
        (viewer.unwrap().unwrap(), cookie)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_out_wants_the_secret_of_the_session() {
    let setup = Setup::new();
    let client = setup.client(Some(SITE));
    let (viewer, cookie) = setup.session();
    let (_, elsewhere) = setup.session();
    let csrf = String::from(viewer.csrf_token.unwrap());
    let sign_out = async |cookie: &str, form: String| {
        let request = client.post("/sign-out").header("cookie", cookie);
        request.body(form).send().await.0
    };
    let is_signed_in = async |cookie: &str| {
        let refused = sign_out(cookie, String::new()).await;
        refused.status() == StatusCode::FORBIDDEN
    };
    for forged in [String::new(), "csrf=".to_owned(), format!("csrf={csrf}x")] {
        let answer = sign_out(&cookie, forged).await;
        assert_eq!(answer.status(), StatusCode::FORBIDDEN);
        assert!(answer.headers().get("set-cookie").is_none());
    }
    assert!(is_signed_in(&cookie).await);

    let answer = sign_out(&cookie, format!("csrf={csrf}&next=/en")).await;
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    assert_eq!(answer.headers()["location"], "/en");
    let dropped = answer.headers()["set-cookie"].to_str().unwrap();
    assert!(dropped.starts_with("__Host-bronwijzer=; "), "{dropped}");
    assert!(dropped.ends_with("Max-Age=0"), "{dropped}");
    assert!(!is_signed_in(&cookie).await);
    assert!(is_signed_in(&elsewhere).await);

    // Everywhere is everywhere.
    let (viewer, cookie) = setup.session();
    let csrf = String::from(viewer.csrf_token.unwrap());
    let answer = sign_out(&cookie, format!("csrf={csrf}&everywhere=1")).await;
    assert_eq!(answer.headers()["location"], "/");
    assert!(!is_signed_in(&elsewhere).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn programs_are_known_by_a_token_and_never_by_a_cookie() {
    let setup = Setup::new();
    let client = setup.client(Some(SITE));
    let (viewer, cookie) = setup.session();
    let make = Action::MakeToken {
        name: "a program".to_owned(),
        scopes: vec![Scope::Read],
    };
    let community = setup.catalogue.community();
    let Done::Token { id, secret } = community.act(&viewer, make, Utc::now()).unwrap() else {
        panic!("a token is made");
    };
    let ask = async |name: &str, value: &str| {
        let request = client.get("/graphql").header(name, value);
        let request = request.query("query", &"{ viewer { member { name } } }");
        request.send().await.0
    };
    let text = async |response: Response| response.into_body().into_string().await.unwrap();
    let bearer = format!("Bearer {}", &*secret);
    assert!(
        text(ask("authorization", &bearer).await)
            .await
            .contains("Anna")
    );
    assert!(!text(ask("cookie", &cookie).await).await.contains("Anna"));
    // Something in between may bring its own.
    let basic = ask("authorization", "Basic dXNlcjpwYXNz").await;
    assert_eq!(basic.status(), StatusCode::OK);

    let revoke = Action::RevokeToken(id);
    community.act(&viewer, revoke, Utc::now()).unwrap();
    let refused = ask("authorization", &bearer).await;
    assert_eq!(refused.status(), StatusCode::UNAUTHORIZED);
    assert!(text(refused).await.contains("SIGN_IN_REQUIRED"));
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_signs_in_where_no_cookie_is_safe() {
    let setup = Setup::new();
    let client = setup.client(None);
    let (_, cookie) = setup.session();
    for path in ["/sign-out", "/sign-in/invitation"] {
        let answer = client.post(path).header("cookie", &cookie).send().await;
        assert!(answer.0.status().is_client_error(), "{path}");
    }
}
