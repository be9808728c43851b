//! The community, as programs meet it.

mod acting;
mod caching;
mod following;
mod permissions;
mod privacy;
mod reading;
mod rest;
mod scans;
mod tokens;

use std::collections::BTreeSet;
use std::sync::Arc;

use async_graphql::{Request, Response};
use bronwijzer_graphql::{ErrorCode, Viewer, viewer};
use bronwijzer_index::community::member::{Identity, Scope, SignIn};
use chrono::Utc;
use serde_json::{Value, json};

use crate::support::{Fixture, fixture};

/// The repository of the organisation that [`Town::owner`] speaks for.
pub(crate) const REPOSITORY: &str = "https://github.com/GemeenteNijmegen/mijn-nijmegen";

/// Four people: who speaks for the owner of a repository, two others, and a moderator.
pub(crate) struct Town {
    pub(crate) fixture: Fixture,
    pub(crate) owner: Arc<Viewer>,
    pub(crate) member: Arc<Viewer>,
    pub(crate) other: Arc<Viewer>,
    pub(crate) moderator: Arc<Viewer>,
}

pub(crate) async fn town() -> Town {
    let fixture = fixture().await;
    let member = |name: &str, represents: &[&str], is_moderator| {
        sign_in(&fixture, name, represents, is_moderator)
    };
    Town {
        owner: member("Owner", &["gemeente-nijmegen"], false),
        member: member("Member", &[], false),
        other: member("Other", &[], false),
        moderator: member("Moderator", &[], true),
        fixture,
    }
}

/// Signs somebody in, as their provider says who they are.
pub(crate) fn sign_in(
    fixture: &Fixture,
    name: &str,
    represents: &[&str],
    is_moderator: bool,
) -> Arc<Viewer> {
    let community = fixture.catalogue.community();
    let sign_in = SignIn {
        identity: Identity {
            provider: "sso".to_owned(),
            subject: format!("subject-of-{name}"),
        },
        suggested_name: Some(name.to_owned()),
        verified_email: Some(format!("{name}@secret.example").to_lowercase()),
        represents: represents
            .iter()
            .map(|slug| slug.parse().unwrap())
            .collect(),
        moderator_as: is_moderator.then(|| "sso".to_owned()),
    };
    let session = community.sign_in(&sign_in, Utc::now()).unwrap();
    let viewer = community.viewer_of_session(&session.token, Utc::now());
    Arc::new(viewer.unwrap().unwrap())
}

/// The same member by an access token with these scopes.
pub(crate) fn by_token(viewer: &Viewer, scopes: &[Scope]) -> Arc<Viewer> {
    Arc::new(Viewer {
        member: viewer.member.clone(),
        scopes: scopes.iter().copied().collect::<BTreeSet<Scope>>(),
        csrf_token: None,
    })
}

impl Town {
    pub(crate) async fn response(&self, viewer: Option<&Arc<Viewer>>, query: &str) -> Response {
        let request = viewer::ask_as(Request::new(query), viewer.cloned());
        self.fixture.schema.execute(request).await
    }

    /// Asks as somebody, and expects an answer without errors.
    pub(crate) async fn ask(&self, viewer: &Arc<Viewer>, query: &str) -> Value {
        let response = self.response(Some(viewer), query).await;
        assert!(response.errors.is_empty(), "{query}: {:?}", response.errors);
        response.data.into_json().unwrap()
    }

    /// Asks as somebody or as nobody, and expects one error: its code and its extensions.
    pub(crate) async fn refused(
        &self,
        viewer: Option<&Arc<Viewer>>,
        query: &str,
    ) -> (&'static str, Value) {
        let response = self.response(viewer, query).await;
        let error = response.errors.first();
        let error = error.unwrap_or_else(|| panic!("no error for {query}: {:?}", response.data));
        let code = ErrorCode::of(error).unwrap().as_str();
        (code, json!(error.extensions))
    }

    /// Makes a statement as somebody and has a moderator accept it where it waits. Gives back
    /// its identifier.
    pub(crate) async fn state(&self, viewer: &Arc<Viewer>, input: &str) -> String {
        let (id, visibility) = self.make(viewer, input).await;
        if visibility == "HELD" {
            let decide = format!(
                r#"mutation {{ decide(id: "{id}", decision: ACCEPT, reason: "fine") {{ statement {{ visibility }} }} }}"#
            );
            let decided = self.ask(&self.moderator, &decide).await;
            assert_eq!(decided["decide"]["statement"]["visibility"], "PUBLIC");
        }
        id
    }

    /// Makes a statement as somebody: its identifier and whether others see it.
    pub(crate) async fn make(&self, viewer: &Arc<Viewer>, input: &str) -> (String, String) {
        let make = format!(
            "mutation {{ makeStatement(input: {{ {input} }}) {{ statement {{ id visibility }} }} }}"
        );
        let made = self.ask(viewer, &make).await;
        let made = &made["makeStatement"]["statement"];
        let text = |name: &str| made[name].as_str().unwrap().to_owned();
        (text("id"), text("visibility"))
    }

    /// The owner seeks help with [`REPOSITORY`].
    pub(crate) async fn seeking(&self) -> String {
        self.state(
            &self.owner,
            &format!(
                r#"kind: SEEKING, repository: "{REPOSITORY}", onBehalfOf: "gemeente-nijmegen",
                   text: "We seek help", fields: [{{ name: SOUGHT, values: ["help"] }},
                   {{ name: HELP, values: ["code", "translation"] }}]"#
            ),
        )
        .await
    }

    /// A member asks the owner for software that is not open.
    pub(crate) async fn request(&self) -> String {
        self.state(
            &self.member,
            r#"kind: RELEASE_REQUEST, text: "Please release it", fields: [
               { name: NAME, values: ["Balie"] },
               { name: ORGANISATION, values: ["gemeente-nijmegen"] },
               { name: PURPOSE, values: ["Makes appointments"] }]"#,
        )
        .await
    }
}
