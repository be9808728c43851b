//! The whole table of permissions, for each role.

use std::collections::BTreeSet;

use bronwijzer_index::CommunityError;
use bronwijzer_index::community::action::{Action, Decision, Followed, PERMISSIONS, Rule};
use bronwijzer_index::community::kinds::{Field, KINDS, StatementKind};
use bronwijzer_index::community::member::{Role, Viewer};
use bronwijzer_index::community::statement::{Behalf, StatementId, StatementState};

use super::{Place, app, coming, fields, new, on_behalf, place, profile};

/// Who tries, and what they are to a statement of `ministerie-vws`.
struct Cast {
    member: Viewer,
    author: Viewer,
    claimant: Viewer,
    colleague: Viewer,
    supplier: Viewer,
    moderator: Viewer,
}

fn cast(place: &Place) -> Cast {
    let supplier = place.member("supplier");
    place.act(&supplier, profile(&supplier.member)).unwrap();
    Cast {
        member: place.member("member"),
        author: place.speaking_for("author", "ministerie-vws"),
        claimant: place.member("claimant"),
        colleague: place.speaking_for("colleague", "ministerie-vws"),
        supplier: place.member("supplier"),
        moderator: place.moderator(),
    }
}

impl Cast {
    fn all(&self) -> [(&'static str, &Viewer); 6] {
        [
            ("member", &self.member),
            ("author", &self.author),
            ("claimant", &self.claimant),
            ("colleague", &self.colleague),
            ("supplier", &self.supplier),
            ("moderator", &self.moderator),
        ]
    }
}

/// An action of this rule with a statement.
fn action(rule: Rule, id: &StatementId) -> Action {
    let id = id.clone();
    let text = || "Daarom.".to_owned();
    match rule {
        Rule::Make => Action::Make(new(StatementKind::Post, Behalf::Own)),
        Rule::Change => Action::Change {
            id,
            text: text(),
            fields: fields(&[(Field::Sought, &["help"])]),
        },
        Rule::Renew => Action::Renew(id),
        Rule::Close => Action::Close { id, text: text() },
        Rule::Claim => Action::Claim { id, text: text() },
        Rule::GiveNews => Action::GiveNews { id, text: text() },
        Rule::Release => Action::Release { id, text: text() },
        Rule::Support => Action::Support { id, supports: true },
        Rule::Answer => Action::Answer {
            id,
            text: text(),
            fields: fields(&[(Field::Answer, &["no"]), (Field::Ground, &["security"])]),
        },
        Rule::Contact => Action::Contact { id, text: text() },
        Rule::Report => Action::Report { id, text: text() },
        Rule::Decide => Action::Decide {
            id,
            decision: Decision::Keep,
            reason: text(),
        },
        Rule::RemoveText => Action::RemoveText {
            id,
            event: 0,
            reason: text(),
        },
        Rule::CloseDiscussion => Action::CloseDiscussion {
            subject: app(),
            closed: false,
            reason: text(),
        },
        Rule::Grant => Action::Grant {
            member: bronwijzer_index::community::member::MemberId("nobody".to_owned()),
            organisation: "stichting-ictu".parse().unwrap(),
            granted: true,
            reason: text(),
        },
        Rule::Follow => Action::Follow {
            what: Followed::Theme("health".to_owned()),
            follows: true,
        },
        Rule::ChangeProfile => Action::ChangeProfile {
            name: "Naam".to_owned(),
            email: None,
            digest: Default::default(),
            language: Default::default(),
            supplier: None,
        },
        Rule::SignOutEverywhere => Action::SignOutEverywhere,
        Rule::RenewFeed => Action::RenewFeed,
        Rule::MakeToken => Action::MakeToken {
            name: "x".to_owned(),
            scopes: vec![bronwijzer_index::community::member::Scope::Read],
        },
        Rule::RevokeToken => Action::RevokeToken("none".to_owned()),
        Rule::Scan => super::scans::scan(super::scans::report("a", 0), None),
        Rule::DeleteMe => Action::DeleteMe,
    }
}

#[tokio::test]
async fn nobody_does_more_than_the_table_says() {
    for row in PERMISSIONS {
        let place = place().await;
        let cast = cast(&place);
        let kind = match row.rule {
            Rule::Support | Rule::Answer => StatementKind::ReleaseRequest,
            _ => StatementKind::Seeking,
        };
        let author_speaks = kind == StatementKind::Seeking;
        let behalf = if author_speaks {
            on_behalf("ministerie-vws")
        } else {
            Behalf::Own
        };
        let made = place.make_public(&cast.author, new(kind, behalf));
        if matches!(row.rule, Rule::GiveNews | Rule::Release) {
            place
                .act(&cast.claimant, action(Rule::Claim, &made.id))
                .unwrap();
        }
        let made = place.now(&made.id);
        let community = place.catalogue.community();
        for (name, viewer) in cast.all() {
            let roles = community.roles(viewer, Some(&made), &made.subject, &made.behalf);
            let needed = match row.rule {
                Rule::Make => StatementKind::Post.row().made_by,
                Rule::Answer => kind.row().answered_by,
                _ => row.roles,
            };
            let may = needed.iter().any(|role| roles.contains(role));
            let shown = community.may(Some(viewer), row.rule, &made);
            let done = place.act(viewer, action(row.rule, &made.id));
            let refused = matches!(done, Err(CommunityError::NotAllowed(_)));
            assert_eq!(may, !refused, "{:?} by {name}: {done:?}", row.rule);
            assert!(!shown || may, "{:?} is shown to {name}", row.rule);
            assert!(!community.may(None, row.rule, &made));
            if let Ok(bronwijzer_index::Done::Statement(done)) = done
                && (done.state != made.state || !done.is_public())
            {
                // The next one meets it as it was.
                break;
            }
        }
    }
}

#[tokio::test]
async fn each_kind_is_made_by_those_in_its_row() {
    for row in KINDS {
        let place = place().await;
        let cast = cast(&place);
        for (name, viewer) in cast.all() {
            let behalf = match (row.on_behalf, row.made_by) {
                (true, _) => on_behalf("ministerie-vws"),
                (false, [Role::Supplier]) => Behalf::Supplier {
                    name: "Iemand anders".to_owned(),
                    website: "https://elders.example.nl".to_owned(),
                },
                _ => Behalf::Own,
            };
            let statement = new(row.kind, behalf.clone());
            let roles =
                place
                    .catalogue
                    .community()
                    .roles(viewer, None, &statement.subject, &behalf);
            let may = row.made_by.iter().any(|role| roles.contains(role));
            let made = place.act(viewer, Action::Make(statement));
            let is_refused = matches!(made, Err(CommunityError::NotAllowed(Rule::Make)));
            assert_eq!(may, !is_refused, "{:?} by {name}: {made:?}", row.kind);
            if let Ok(made) = made {
                let made = super::statement_of(made);
                // Nobody is the supplier that they say they are.
                assert!(
                    !serde_json::to_string(&*made)
                        .unwrap()
                        .contains("Iemand anders")
                );
                place.act(viewer, action(Rule::Close, &made.id)).unwrap();
            }
        }
    }
}

#[tokio::test]
async fn owner_is_asked_for_and_no_other_organisation() {
    let place = place().await;
    let other = place.speaking_for("other", "stichting-ictu");
    let seeks = Action::Make(new(StatementKind::Seeking, on_behalf("stichting-ictu")));
    assert!(matches!(
        place.act(&other, seeks),
        Err(CommunityError::NotAllowed(_))
    ));
    let both = place.signed_in(&coming(
        "both",
        &["stichting-ictu", "ministerie-vws"],
        false,
    ));
    for (slug, may) in [("stichting-ictu", false), ("ministerie-vws", true)] {
        let seeks = Action::Make(new(StatementKind::Seeking, on_behalf(slug)));
        assert_eq!(place.act(&both, seeks).is_ok(), may, "{slug}");
    }
    let request = place.make_public(&other, new(StatementKind::ReleaseRequest, Behalf::Own));
    let answer = || action(Rule::Answer, &request.id);
    assert!(matches!(
        place.act(&other, answer()),
        Err(CommunityError::NotAllowed(_))
    ));
    let answered = super::statement_of(place.act(&both, answer()).unwrap());
    assert_eq!(answered.state, StatementState::Answered);
    assert_eq!(place.told(&other)[0], "answer");
}

#[tokio::test]
async fn who_speaks_no_longer_changes_nothing() {
    let place = place().await;
    let anna = place.speaking_for("anna", "ministerie-vws");
    let made = place.make_public(
        &anna,
        new(StatementKind::Seeking, on_behalf("ministerie-vws")),
    );
    let left = place.signed_in(&coming("anna", &[], false));
    for rule in [Rule::Change, Rule::Renew, Rule::Close, Rule::Release] {
        // The old session shows no more than the new one.
        for viewer in [&anna, &left] {
            let done = place.act(viewer, action(rule, &made.id));
            assert!(
                matches!(done, Err(CommunityError::NotAllowed(_))),
                "{rule:?} {done:?}"
            );
        }
    }
    let colleague = place.speaking_for("colleague", "ministerie-vws");
    place
        .act(&colleague, action(Rule::Renew, &made.id))
        .unwrap();
    place
        .act(&colleague, action(Rule::Close, &made.id))
        .unwrap();
}

#[tokio::test]
async fn what_others_may_not_see_is_not_there() {
    let place = place().await;
    let (anna, bea) = (place.member("anna"), place.member("bea"));
    let held = place.make(&anna, new(StatementKind::Post, Behalf::Own));
    let community = place.catalogue.community();
    assert!(community.statement(&held.id, None).is_none());
    assert!(community.statement(&held.id, Some(&bea)).is_none());
    assert!(community.statement(&held.id, Some(&anna)).is_some());
    for row in PERMISSIONS {
        let about_it: BTreeSet<Rule> = [
            Rule::Change,
            Rule::Renew,
            Rule::Close,
            Rule::Claim,
            Rule::GiveNews,
            Rule::Release,
            Rule::Support,
            Rule::Answer,
            Rule::Contact,
            Rule::Report,
            Rule::Decide,
            Rule::RemoveText,
        ]
        .into();
        if about_it.contains(&row.rule) {
            let done = place.act(&bea, action(row.rule, &held.id));
            assert!(
                matches!(done, Err(CommunityError::NoStatement)),
                "{:?} {done:?}",
                row.rule
            );
        }
    }
    assert!(community.reports(&bea).is_err() && community.audit_log(&bea, None, 9).is_err());
    assert!(community.members(&bea, "", 9).is_err() && community.corrections(&bea).is_err());
}
