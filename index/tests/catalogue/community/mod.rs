//! The community as those who come in and act meet it.

mod alerts;
mod follows;
mod kept;
mod killed;
mod own;
mod permissions;
mod rules;
mod scans;
mod sign_in;

use std::collections::BTreeMap;
use std::sync::Arc;

use bronwijzer_index::community::action::{Action, Decision, NewStatement};
use bronwijzer_index::community::kinds::{Field, StatementKind};
use bronwijzer_index::community::member::{Identity, Member, SignIn, Viewer};
use bronwijzer_index::community::statement::{Behalf, Statement, StatementId, Subject};
use bronwijzer_index::{Catalogue, CommunityError, Done};
use tempfile::TempDir;

use crate::support::{empty, fill, now, repository};

/// A catalogue with a repository of `ministerie-vws`, and people around it.
pub(crate) struct Place {
    pub(crate) dir: TempDir,
    pub(crate) catalogue: Catalogue,
}

pub(crate) async fn place() -> Place {
    let (dir, catalogue) = empty();
    fill(&catalogue, [repository("1", "minvws/app", 3)]).await;
    Place { dir, catalogue }
}

/// What somebody's provider says who comes by `name`, and whom they speak for.
pub(crate) fn coming(name: &str, represents: &[&str], is_moderator: bool) -> SignIn {
    SignIn {
        identity: Identity {
            provider: "test".to_owned(),
            subject: name.to_owned(),
        },
        suggested_name: Some(name.to_owned()),
        verified_email: Some(format!("{name}@example.nl")),
        represents: represents
            .iter()
            .map(|slug| slug.parse().unwrap())
            .collect(),
        moderator_as: is_moderator.then(|| format!("test:{name}")),
    }
}

pub(crate) fn app() -> Subject {
    Subject::Repository("github.com:1".parse().unwrap())
}

pub(crate) fn organisation(slug: &str) -> Subject {
    Subject::Organisation(slug.parse().unwrap())
}

pub(crate) fn on_behalf(slug: &str) -> Behalf {
    Behalf::Organisation(slug.parse().unwrap())
}

pub(crate) fn fields(values: &[(Field, &[&str])]) -> BTreeMap<Field, Vec<String>> {
    let values = values.iter().map(|(field, values)| {
        let values = values.iter().map(|value| (*value).to_owned());
        (*field, values.collect())
    });
    values.collect()
}

/// A statement of a kind that has all that it needs.
pub(crate) fn new(kind: StatementKind, behalf: Behalf) -> NewStatement {
    use StatementKind::{
        Correction, DeclaredClosed, Farewell, Offer, Post, ReleaseRequest, Seeking, Support, Use,
    };
    let (subject, values): (Subject, &[(Field, &[&str])]) = match kind {
        Seeking => (app(), &[(Field::Sought, &["adoption"])]),
        Offer => (app(), &[(Field::Help, &["code"])]),
        Use => (app(), &[(Field::Stage, &["production"])]),
        Support => (app(), &[(Field::Service, &["hosting"])]),
        ReleaseRequest => (
            Subject::Software,
            &[
                (Field::Name, &["KopieID"]),
                (Field::Organisation, &["ministerie-vws"]),
                (
                    Field::Purpose,
                    &["Maakt een veilige kopie van een paspoort."],
                ),
            ],
        ),
        DeclaredClosed => (
            organisation("ministerie-vws"),
            &[(Field::Name, &["X"]), (Field::Ground, &["security"])],
        ),
        Correction => (app(), &[(Field::Wrong, &["other"])]),
        Farewell | Post => (app(), &[]),
    };
    NewStatement {
        kind,
        subject,
        reply_to: None,
        behalf,
        text: "Wij vertellen hier hoe het zit.".to_owned(),
        fields: fields(values),
    }
}

impl Place {
    pub(crate) fn signed_in(&self, sign_in: &SignIn) -> Viewer {
        let community = self.catalogue.community();
        let session = community.sign_in(sign_in, now()).unwrap();
        community
            .viewer_of_session(&session.token, now())
            .unwrap()
            .unwrap()
    }

    pub(crate) fn member(&self, name: &str) -> Viewer {
        self.signed_in(&coming(name, &[], false))
    }

    pub(crate) fn speaking_for(&self, name: &str, slug: &str) -> Viewer {
        self.signed_in(&coming(name, &[slug], false))
    }

    pub(crate) fn moderator(&self) -> Viewer {
        self.signed_in(&coming("moderator", &[], true))
    }

    pub(crate) fn act(&self, viewer: &Viewer, action: Action) -> Result<Done, CommunityError> {
        self.catalogue.community().act(viewer, action, now())
    }

    /// What is made, whether or not it waits.
    pub(crate) fn make(&self, viewer: &Viewer, statement: NewStatement) -> Arc<Statement> {
        statement_of(self.act(viewer, Action::Make(statement)).unwrap())
    }

    /// What is made and let through.
    pub(crate) fn make_public(&self, viewer: &Viewer, statement: NewStatement) -> Arc<Statement> {
        let made = self.make(viewer, statement);
        if made.is_public() {
            return made;
        }
        self.decide(&made.id, Decision::Accept).unwrap()
    }

    pub(crate) fn decide(
        &self,
        id: &StatementId,
        decision: Decision,
    ) -> Result<Arc<Statement>, CommunityError> {
        let moderator = self.moderator();
        let decide = Action::Decide {
            id: id.clone(),
            decision,
            reason: "Zo is het beter.".to_owned(),
        };
        self.act(&moderator, decide).map(statement_of)
    }

    /// Has this member's texts wait no longer.
    pub(crate) fn known(&self, viewer: &Viewer) -> Viewer {
        let mut subjects = [Subject::General, app(), organisation("ministerie-vws")].into_iter();
        for kind in [
            StatementKind::Offer,
            StatementKind::Post,
            StatementKind::Post,
        ] {
            let subject = subjects.next().unwrap();
            let statement = NewStatement {
                subject,
                ..new(kind, Behalf::Own)
            };
            self.make_public(viewer, statement);
        }
        viewer.clone()
    }

    pub(crate) fn now(&self, id: &StatementId) -> Arc<Statement> {
        let moderator = self.moderator();
        self.catalogue
            .community()
            .statement(id, Some(&moderator))
            .unwrap()
    }

    /// What reached a member, the last first.
    pub(crate) fn told(&self, viewer: &Viewer) -> Vec<String> {
        let messages = self.catalogue.community().messages(viewer).unwrap();
        messages.into_iter().map(|message| message.what).collect()
    }
}

pub(crate) fn statement_of(done: Done) -> Arc<Statement> {
    match done {
        Done::Statement(statement) => statement,
        done => panic!("no statement: {done:?}"),
    }
}

pub(crate) fn profile(member: &Member) -> Action {
    Action::ChangeProfile {
        name: member.name.clone(),
        email: member.email.clone(),
        digest: member.digest,
        language: member.language,
        supplier: Some(bronwijzer_index::community::member::Supplier {
            name: "Hosting BV".to_owned(),
            website: "https://hosting.example.nl".to_owned(),
        }),
    }
}
