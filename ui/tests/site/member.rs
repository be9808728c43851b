//! Members of a test's site: who is signed in by the cookie of their session, as the program's
//! own middleware does it.

use std::collections::BTreeSet;

use bronwijzer_graphql::{CatalogueSchema, Operator, SignInProvider, viewer};
use bronwijzer_index::Catalogue;
use bronwijzer_index::community::member::{Identity, SignIn};
use chrono::Utc;
use poem::endpoint::BoxEndpoint;
use poem::http::{StatusCode, header};
use poem::{EndpointExt, Request};

use crate::site::{Answer, Site};

/// The cookie with the token of the session.
pub(crate) const COOKIE: &str = "session";

/// The pages, with who is signed in.
pub(crate) fn pages(catalogue: &Catalogue, schema: &CatalogueSchema) -> BoxEndpoint<'static> {
    let catalogue = catalogue.clone();
    let with_viewer = move |mut request: Request| {
        let catalogue = catalogue.clone();
        async move {
            let cookie = request.headers().get(header::COOKIE);
            let cookie = cookie.and_then(|cookie| cookie.to_str().ok()?.split_once('='));
            let token = cookie.filter(|(name, _)| *name == COOKIE);
            if let Some((_, token)) = token {
                let community = catalogue.community();
                let found = community.viewer_of_session(token, Utc::now()).unwrap();
                if let Some(found) = found {
                    viewer::put(&mut request, found);
                }
            }
            Ok(request)
        }
    };
    bronwijzer_ui::routes(schema.clone())
        .before(with_viewer)
        .boxed()
}

/// Somebody who is signed in.
#[derive(Clone)]
pub(crate) struct Member {
    /// The token of the session, which is the cookie.
    pub(crate) token: String,
    /// The secret that forms carry.
    pub(crate) csrf: String,
    pub(crate) id: String,
}

/// With whom people sign in on a test's site.
pub(crate) fn with_sign_in() -> Operator {
    Operator {
        sign_in: vec![SignInProvider {
            id: "werk".to_owned(),
            name: "Werkaccount".to_owned(),
        }],
        sends_mail: true,
        ..Operator::default()
    }
}

/// What somebody is beside a member.
#[derive(Default)]
pub(crate) struct As {
    pub(crate) represents: &'static [&'static str],
    pub(crate) moderator: bool,
}

impl Site {
    /// A site where people can sign in, over one repository: see `portal`.
    pub(crate) async fn with_members() -> Self {
        let site = Self::run_by(with_sign_in());
        site.accept(crate::site::portal()).await;
        site
    }

    /// Signs somebody in.
    pub(crate) fn sign_in(&self, name: &str, who: &As) -> Member {
        let represents: BTreeSet<_> = who
            .represents
            .iter()
            .map(|slug| slug.parse().unwrap())
            .collect();
        let sign_in = SignIn {
            identity: Identity {
                provider: "werk".to_owned(),
                subject: name.to_owned(),
            },
            suggested_name: Some(name.to_owned()),
            verified_email: None,
            represents,
            moderator_as: who.moderator.then(|| name.to_owned()),
        };
        let community = self.catalogue.community();
        let session = community.sign_in(&sign_in, Utc::now()).unwrap();
        let viewer = community.viewer_of_session(&session.token, Utc::now());
        Member {
            csrf: viewer.unwrap().unwrap().csrf_token.unwrap().into(),
            id: session.member.id.to_string(),
            token: session.token.into(),
        }
    }

    /// What a member gets.
    pub(crate) async fn get_as(&self, member: &Member, address: &str) -> Answer {
        let cookie = format!("{COOKIE}={}", member.token);
        self.get_with(address, &[("cookie", &cookie)]).await
    }

    /// The page that a member gets, which must be there.
    pub(crate) async fn page_as(&self, member: &Member, address: &str) -> String {
        let answer = self.get_as(member, address).await;
        assert_eq!(answer.status, StatusCode::OK, "{address}: {}", answer.body);
        let lacks = answer.body.contains("Unknown localization key");
        assert!(!lacks, "{address} lacks a text: {}", answer.body);
        answer.body
    }

    /// What a member gets who sends a form of one of our pages.
    pub(crate) async fn send_as(
        &self,
        member: &Member,
        address: &str,
        fields: &[(&str, &str)],
    ) -> Answer {
        let mut fields = fields.to_vec();
        fields.push(("csrf", &member.csrf));
        self.post(address, &fields, Some(member)).await
    }

    /// The same, which must be taken: where it leads to.
    pub(crate) async fn sent_as(
        &self,
        member: &Member,
        address: &str,
        fields: &[(&str, &str)],
    ) -> String {
        let answer = self.send_as(member, address, fields).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        answer.headers["location"].to_str().unwrap().to_owned()
    }

    /// Says something in a form, and has it accepted: the address of its page.
    pub(crate) async fn said_by(&self, member: &Member, fields: &[(&str, &str)]) -> String {
        let address = self.sent_as(member, "/verklaring/nieuw", fields).await;
        let (page, done) = address.split_once("?done=").unwrap();
        if done == "held" {
            let moderator = self.sign_in(
                "Moderator",
                &As {
                    moderator: true,
                    ..As::default()
                },
            );
            let decision = [
                ("do", "decide"),
                ("decision", "ACCEPT"),
                ("text", "In orde."),
            ];
            self.sent_as(&moderator, page, &decision).await;
        }
        page.to_owned()
    }

    /// What somebody gets who sends a form, with what they are signed in as.
    pub(crate) async fn post(
        &self,
        address: &str,
        fields: &[(&str, &str)],
        member: Option<&Member>,
    ) -> Answer {
        let mut form = url::form_urlencoded::Serializer::new(String::new());
        form.extend_pairs(fields);
        let mut request = self.client.post(address);
        if let Some(member) = member {
            request = request.header("cookie", format!("{COOKIE}={}", member.token));
        }
        let response = request.body(form.finish()).send().await.0;
        Answer {
            status: response.status(),
            headers: response.headers().clone(),
            body: response.into_body().into_string().await.unwrap(),
        }
    }
}
