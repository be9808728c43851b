//! Mail to a real mail server.

#[path = "../../../tests/end_to_end/node.rs"]
mod node;

use bronwijzer_crawler::organisation::Slug;
use bronwijzer_crawler::registry::Registry;
use bronwijzer_index::community::action::{Action, Decision, Followed, NewStatement};
use bronwijzer_index::community::kinds::{Field, StatementKind};
use bronwijzer_index::community::member::{Identity, MailLanguage, SignIn, Viewer};
use bronwijzer_index::community::statement::{Behalf, Subject};
use bronwijzer_index::{Contents, Done, SAMPLE, SearchRequest};
use chrono::TimeDelta;
use lettre::transport::smtp::client::Certificate;
use poem::http::StatusCode;
use poem::test::TestClient;
use poem::{EndpointExt, endpoint};
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use secrecy::SecretString;
use serde_json::Value;

use super::*;
use crate::config::{MailSetting, SecretSource, Security};
use node::Program;

const PASSWORD: &str = "a-password-of-the-tests";

/// A catalogue with the sample, and a mail server.
struct Setup {
    catalogue: Catalogue,
    server: Program,
    port: u16,
    /// When its repositories were new.
    now: DateTime<Utc>,
    _dir: tempfile::TempDir,
}

impl Setup {
    /// `None` where the machine has no Node.
    fn new() -> Option<Self> {
        Self::with(("PASSWORD", PASSWORD))
    }

    /// The same, with this variable in the environment of the mail server.
    fn with(variable: (&str, &str)) -> Option<Self> {
        let server = Program::start("smtp", "server.js", variable)?;
        let port = server.line().parse().unwrap();
        let dir = tempfile::tempdir().unwrap();
        let hosts = ["github.com", "gitlab.com"].map(bronwijzer_crawler::address::ForgeHost::new);
        let organisations = Registry::built_in(&hosts).organisations;
        let opened = Catalogue::open(dir.path(), organisations, Utc::now()).unwrap();
        let catalogue = opened.catalogue;
        catalogue.import(SAMPLE, Contents::Sample).unwrap();
        let one = SearchRequest {
            first: 1,
            ..SearchRequest::default()
        };
        let found = catalogue.search(&one).unwrap();
        Some(Self {
            now: found.hits[0].card.first_seen_at + TimeDelta::hours(1),
            catalogue,
            server,
            port,
            _dir: dir,
        })
    }

    /// What sends mail by the server at `port`, as after a start.
    fn mailer(&self, port: u16) -> Mailer {
        self.mailer_with(&MailSetting {
            server: format!("smtp://127.0.0.1:{port}").parse().unwrap(),
            security: Security::Local,
            from: "Bronwijzer <post@broncode.example>".parse().unwrap(),
            user: Some("bronwijzer".to_owned()),
            password: Some(SecretString::from(PASSWORD)),
            authorities: None,
            password_source: SecretSource::None,
            origin: crate::config::Origin::Default,
        })
    }

    fn mailer_with(&self, setting: &MailSetting) -> Mailer {
        Mailer {
            catalogue: self.catalogue.clone(),
            post: Post::new(setting).unwrap(),
            site: "https://broncode.example/".parse().unwrap(),
            waiting: Mutex::default(),
        }
    }

    fn member(&self, name: &str, is_moderator: bool) -> Viewer {
        let community = self.catalogue.community();
        let now = Utc::now();
        let sign_in = SignIn {
            identity: Identity {
                provider: "sso".to_owned(),
                subject: name.to_owned(),
            },
            suggested_name: Some(name.to_owned()),
            verified_email: None,
            represents: [].into(),
            moderator_as: is_moderator.then(|| "sso".to_owned()),
        };
        let session = community.sign_in(&sign_in, now).unwrap();
        let viewer = community.viewer_of_session(&session.token, now).unwrap();
        viewer.unwrap()
    }

    fn act(&self, viewer: &Viewer, action: Action) -> Done {
        let community = self.catalogue.community();
        community.act(viewer, action, Utc::now()).unwrap()
    }

    /// Anna, who gets mail each day, and follows the organisation of a repository.
    fn anna(&self) -> Viewer {
        let anna = self.member("Anna", false);
        let profile = Action::ChangeProfile {
            name: "Anna".to_owned(),
            email: Some("anna@delft.example".to_owned()),
            digest: DigestFrequency::Daily,
            language: MailLanguage::English,
            supplier: None,
        };
        self.act(&anna, profile);
        let community = self.catalogue.community();
        let member = community.own(&anna).unwrap().member;
        let secret = community.confirmation_secret(&member).unwrap().unwrap();
        assert!(community.confirm_email(&secret, self.now).unwrap());
        anna
    }

    fn follows(&self, viewer: &Viewer) {
        let what = Followed::Subject(Subject::Organisation(self.organisation()));
        let follows = true;
        self.act(viewer, Action::Follow { what, follows });
    }

    /// A moderator says something about the organisation that [`Setup::follows`] follows.
    fn says_something(&self) {
        let mo = self.member("Mo", true);
        let post = NewStatement {
            kind: StatementKind::Post,
            subject: Subject::Organisation(self.organisation()),
            reply_to: None,
            behalf: Behalf::Own,
            text: "There is news.".to_owned(),
            fields: [].into(),
        };
        self.act(&mo, Action::Make(post));
    }

    /// The organisation of a repository.
    fn organisation(&self) -> Slug {
        let one = SearchRequest {
            first: 1,
            ..SearchRequest::default()
        };
        let found = self.catalogue.search(&one).unwrap();
        found.hits[0].card.organisation.clone().unwrap()
    }

    /// The next mail, which is waited for: the server's word of it comes by another way than its
    /// answer to us.
    fn comes(&self) -> Value {
        loop {
            let line: Value = serde_json::from_str(&self.server.line()).unwrap();
            if line["to"].is_array() {
                return line;
            }
        }
    }

    /// The mail that came so far.
    fn came(&self) -> Vec<Value> {
        let lines = self.server.lines_so_far().into_iter();
        let read = lines.map(|line| serde_json::from_str::<Value>(&line).unwrap());
        read.filter(|line| line["to"].is_array()).collect()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn news_is_mailed_once() {
    let Some(setup) = Setup::new() else { return };
    let anna = setup.anna();
    let mailer = setup.mailer(setup.port);
    mailer.send_due(setup.now).await.unwrap();
    assert!(setup.came().is_empty(), "there is no news");

    setup.follows(&anna);
    mailer.send_due(setup.now).await.unwrap();
    let mail = setup.comes();
    assert_eq!(mail["from"], "post@broncode.example");
    assert_eq!(mail["to"], serde_json::json!(["anna@delft.example"]));
    assert_eq!(mail["user"], "bronwijzer");
    let text = mail["text"].as_str().unwrap();
    for part in [
        "List-Unsubscribe: <https://broncode.example/en/unsubscribe/",
        "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
        "Auto-Submitted: auto-generated",
        "Content-Type: text/plain",
        "Content-Type: text/html",
        "It is new on Bronwijzer.",
        "You follow this organisation.",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(
        !text.contains("<img") && !text.contains("http://"),
        "{text}"
    );

    // Neither again, nor after a start.
    mailer.send_due(setup.now).await.unwrap();
    setup.mailer(setup.port).send_due(setup.now).await.unwrap();
    let later = setup.now + TimeDelta::days(1);
    setup.mailer(setup.port).send_due(later).await.unwrap();
    assert!(setup.came().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn refused_mail_is_sent_later_and_once() {
    let Some(mut setup) = Setup::new() else {
        return;
    };
    let anna = setup.anna();
    setup.follows(&anna);
    // Nobody listens there: nothing is noted.
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = nobody.local_addr().unwrap().port();
    drop(nobody);
    setup.mailer(port).send_due(setup.now).await.unwrap_err();

    let mailer = setup.mailer(setup.port);
    setup.server.tell("1");
    assert_eq!(setup.server.line(), "{\"refusing\":1}");
    mailer.send_due(setup.now).await.unwrap();
    assert!(setup.came().is_empty(), "it was refused");
    mailer.send_due(setup.now).await.unwrap();
    assert!(setup.came().is_empty(), "it waits");
    let later = setup.now + TimeDelta::hours(7);
    mailer.send_due(later).await.unwrap();
    setup.comes();
    mailer.send_due(later).await.unwrap();
    assert!(setup.came().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn message_is_told_without_its_text_or_an_address() {
    let Some(setup) = Setup::new() else { return };
    let anna = setup.anna();
    let (bob, mo) = (setup.member("Bob", false), setup.member("Mo", true));
    let offer = NewStatement {
        kind: StatementKind::Offer,
        subject: Subject::General,
        reply_to: None,
        behalf: Behalf::Own,
        text: "I can write documentation.".to_owned(),
        fields: [(Field::Help, vec!["text".to_owned()])].into(),
    };
    let Done::Statement(offer) = setup.act(&anna, Action::Make(offer)) else {
        panic!("an offer is a statement");
    };
    let decision = Action::Decide {
        id: offer.id.clone(),
        decision: Decision::Accept,
        reason: "Welcome".to_owned(),
    };
    setup.act(&mo, decision);
    let contact = Action::Contact {
        id: offer.id.clone(),
        text: "Please write ours".to_owned(),
    };
    setup.act(&bob, contact);
    let mailer = setup.mailer(setup.port);
    let now = Utc::now();
    mailer.send_due(now).await.unwrap();
    let mail = setup.comes();
    let text = mail["text"].as_str().unwrap();
    assert!(
        text.contains("Subject: You have a message on Bronwijzer"),
        "{text}"
    );
    assert!(text.contains("Bob has sent you a message"), "{text}");
    assert!(!text.contains("Please write ours"), "{text}");
    setup.mailer(setup.port).send_due(now).await.unwrap();
    assert!(setup.came().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn mail_is_ended_by_one_click_or_a_button() {
    let Some(setup) = Setup::new() else { return };
    let anna = setup.anna();
    let community = setup.catalogue.community();
    let secret = community.unsubscribe_secret(&anna.member.id).unwrap();
    let digest = || {
        let members = community.all_members().unwrap();
        members[0].digest
    };
    let catalogue = setup.catalogue.clone();
    let pages = endpoint::make_sync(|_| "a page")
        .around(move |pages, request| or_page(pages, request, catalogue.clone()));
    let client = TestClient::new(pages);
    let path = format!("/en/unsubscribe/{secret}");

    client.get(&path).send().await.assert_text("a page").await;
    let forged = format!("/unsubscribe/{}", secret.replace('.', ".x"));
    client
        .post(&forged)
        .body("List-Unsubscribe=One-Click")
        .send()
        .await
        .assert_status_is_ok();
    assert_eq!(digest(), DigestFrequency::Daily);

    let clicked = client
        .post(&path)
        .body("List-Unsubscribe=One-Click")
        .send()
        .await;
    clicked.assert_status_is_ok();
    assert_eq!(digest(), DigestFrequency::Never);
    let button = client.post(&path).body("page=1").send().await;
    button.assert_status(StatusCode::SEE_OTHER);
    button.assert_header("location", format!("{path}?done"));
}

#[tokio::test(flavor = "multi_thread")]
async fn no_digest_is_due_after_mail_is_ended() {
    let Some(setup) = Setup::new() else { return };
    let anna = setup.anna();
    setup.follows(&anna);
    let mailer = setup.mailer(setup.port);
    mailer.send_due(setup.now).await.unwrap();
    setup.comes();
    let days = |days| setup.now + TimeDelta::days(days);
    setup.says_something();
    mailer.send_due(days(2)).await.unwrap();
    setup.comes();
    let community = setup.catalogue.community();
    let secret = community.unsubscribe_secret(&anna.member.id).unwrap();
    assert!(community.unsubscribe(&secret).unwrap());
    setup.says_something();
    mailer.send_due(days(9)).await.unwrap();
    assert!(setup.came().is_empty());
}

/// What the mail server says of itself: its name, and the authority that says so.
struct Certified {
    authority: Certificate,
    /// What the mail server's program gets.
    tls: String,
}

/// A certificate for `name`, of an authority that nobody else knows.
fn certified(name: &str, mode: &str) -> Certified {
    let key = KeyPair::generate().unwrap();
    let mut authority = CertificateParams::new(Vec::new()).unwrap();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let of_authority = authority.self_signed(&key).unwrap();
    let issuer = Issuer::new(authority, key);
    let server_key = KeyPair::generate().unwrap();
    let server = CertificateParams::new(vec![name.to_owned()]).unwrap();
    let server = server.signed_by(&server_key, &issuer).unwrap();
    let tls = serde_json::json!({
        "mode": mode,
        "key": server_key.serialize_pem(),
        "cert": server.pem(),
    });
    Certified {
        authority: Certificate::from_pem(of_authority.pem().as_bytes()).unwrap(),
        tls: tls.to_string(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn mail_goes_by_tls_to_a_server_that_proves_its_name() {
    for (mode, security) in [
        ("implicit", Security::Tls),
        ("starttls", Security::StartTls),
    ] {
        let certified = certified("localhost", mode);
        let Some(setup) = Setup::with(("TLS", &certified.tls)) else {
            return;
        };
        let anna = setup.anna();
        setup.follows(&anna);
        let mailer = |authorities, host: &str| {
            setup.mailer_with(&MailSetting {
                server: format!("smtps://{host}:{}", setup.port).parse().unwrap(),
                security,
                from: "Bronwijzer <post@broncode.example>".parse().unwrap(),
                user: None,
                password: None,
                authorities,
                password_source: SecretSource::None,
                origin: crate::config::Origin::Default,
            })
        };
        let known = || Some(("ca.pem".to_owned(), certified.authority.clone()));
        // An authority that nobody knows, and a name that is another one.
        for (authorities, host) in [(None, "localhost"), (known(), "127.0.0.1")] {
            let refused = mailer(authorities, host).send_due(setup.now).await;
            let refused = format!("{:#}", refused.unwrap_err());
            for part in [
                &format!("{host}:{}", setup.port),
                "no certificate",
                "ca_file",
            ] {
                assert!(refused.contains(part), "{mode}: {refused}");
            }
        }
        assert!(setup.came().is_empty(), "{mode}");

        // Nothing was noted, so the same mail goes once the certificate is in order.
        mailer(known(), "localhost")
            .send_due(setup.now)
            .await
            .unwrap();
        assert_eq!(setup.comes()["secure"], true, "{mode}");
        mailer(known(), "localhost")
            .send_due(setup.now)
            .await
            .unwrap();
        assert!(setup.came().is_empty(), "{mode}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_sent_where_tls_is_not_offered() {
    let Some(setup) = Setup::with(("PASSWORD", "")) else {
        return;
    };
    let anna = setup.anna();
    setup.follows(&anna);
    let mailer = setup.mailer_with(&MailSetting {
        server: format!("smtp://localhost:{}", setup.port).parse().unwrap(),
        security: Security::StartTls,
        from: "Bronwijzer <post@broncode.example>".parse().unwrap(),
        user: None,
        password: None,
        authorities: None,
        password_source: SecretSource::None,
        origin: crate::config::Origin::Default,
    });
    mailer.send_due(setup.now).await.unwrap_err();
    assert!(setup.came().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn address_is_confirmed_by_the_button_alone() {
    let Some(setup) = Setup::new() else { return };
    let anna = setup.member("Anna", false);
    let profile = Action::ChangeProfile {
        name: "Anna".to_owned(),
        email: Some("anna@delft.example".to_owned()),
        digest: DigestFrequency::Daily,
        language: MailLanguage::Dutch,
        supplier: None,
    };
    setup.act(&anna, profile);
    setup.follows(&anna);
    let mailer = setup.mailer(setup.port);
    mailer.send_due(setup.now).await.unwrap();
    // News goes to no address that is not confirmed.
    let mail = setup.comes();
    let text = mail["text"].as_str().unwrap();
    assert!(text.contains("/confirm-email/") && !text.contains("List-Unsubscribe"));
    mailer.send_due(setup.now).await.unwrap();
    assert!(setup.came().is_empty(), "it is asked once");

    let community = setup.catalogue.community();
    let member = community.own(&anna).unwrap().member;
    let secret = community.confirmation_secret(&member).unwrap().unwrap();
    let catalogue = setup.catalogue.clone();
    let pages = endpoint::make_sync(|_| "a page")
        .around(move |pages, request| or_page(pages, request, catalogue.clone()));
    let client = TestClient::new(pages);
    let path = format!("/confirm-email/{secret}");
    client.get(&path).send().await.assert_text("a page").await;
    let program = client.post(&path).body("List-Unsubscribe=One-Click").send();
    program.await.assert_status(StatusCode::BAD_REQUEST);
    for what in ["done", "expired"] {
        let button = client.post(&path).body("page=1").send().await;
        button.assert_header("location", format!("{path}?{what}"));
    }
    setup.says_something();
    mailer.send_due(Utc::now()).await.unwrap();
    setup.comes();
}
