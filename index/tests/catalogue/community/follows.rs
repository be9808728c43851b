//! What the catalogue shows otherwise because of what people said.

use bronwijzer_index::community::action::{Action, Decision, NewStatement};
use bronwijzer_index::community::kinds::{Field, StatementKind};
use bronwijzer_index::community::statement::{Behalf, StatementState, Subject};
use bronwijzer_index::{Entry, FacetName, Publishing, Seeking};

use super::{app, fields, new, on_behalf, organisation, place};
use crate::sample::words;
use crate::support::{at, search};

fn facet(place: &super::Place, name: FacetName, value: &str) -> u64 {
    let page = search(&place.catalogue, "");
    let facet = page.facets.iter().find(|facet| facet.name == name).unwrap();
    let value = facet.values.iter().find(|one| one.value == value);
    value.map_or(0, |value| value.count)
}

#[tokio::test]
async fn word_of_the_owner_counts_for_more_than_what_is_likely() {
    let place = place().await;
    let mut quiet = crate::support::repository("1", "minvws/app", 400);
    quiet.counts.forks = Some(9);
    crate::support::fill(&place.catalogue, [quiet]).await;
    let seeking = |place: &super::Place| {
        let entry: Entry = at(&place.catalogue, "minvws/app").unwrap();
        let seeking = entry.assessment.seeking;
        (seeking.value, words(&seeking.reasons))
    };
    assert_eq!(seeking(&place).0, Seeking::Likely);
    let owner = place.speaking_for("owner", "ministerie-vws");
    let seeks = |sought: &str| NewStatement {
        fields: fields(&[(Field::Sought, &[sought])]),
        ..new(StatementKind::Seeking, on_behalf("ministerie-vws"))
    };
    let nobody = place.make_public(&owner, seeks("nothing"));
    assert_eq!(
        seeking(&place),
        (
            Seeking::No,
            "stated_seeks_nothing(since=2026-09-01)".to_owned()
        )
    );
    assert_eq!(facet(&place, FacetName::Seeking, "no"), 1);
    let close = |id| Action::Close {
        id,
        text: String::new(),
    };
    place.act(&owner, close(nobody.id.clone())).unwrap();
    assert_eq!(seeking(&place).0, Seeking::Likely);
    let asks = place.make_public(&owner, seeks("orphaned"));
    assert_eq!(
        seeking(&place).1,
        "stated_by_owner(since=2026-09-01 sought=orphaned)"
    );
    assert_eq!(facet(&place, FacetName::Seeking, "explicit"), 1);
    place.act(&owner, close(asks.id.clone())).unwrap();
    place.make_public(
        &owner,
        new(StatementKind::Farewell, on_behalf("ministerie-vws")),
    );
    assert_eq!(seeking(&place).0, Seeking::No);
}

#[tokio::test]
async fn use_counts_as_used_by_until_it_stops() {
    let place = place().await;
    let user = place.speaking_for("user", "stichting-ictu");
    let made = place.make(&user, new(StatementKind::Use, on_behalf("stichting-ictu")));
    let users = |place: &super::Place| {
        let page = search(&place.catalogue, "");
        (
            facet(place, FacetName::UsedBy, "stichting-ictu"),
            page.hits[0].card.used_by_others,
        )
    };
    let none = users(&place);
    assert_eq!(none.0, 0, "it waits");
    place.decide(&made.id, Decision::Accept).unwrap();
    assert_eq!(users(&place), (1, Some(1)));
    let slug = "stichting-ictu".parse().unwrap();
    assert_eq!(place.catalogue.used_by(&slug, 9).unwrap().0, 1);
    let stopped = Action::Change {
        id: made.id.clone(),
        text: String::new(),
        fields: fields(&[(Field::Stage, &["stopped"])]),
    };
    place.act(&user, stopped).unwrap();
    place.decide(&made.id, Decision::Accept).unwrap();
    assert_eq!(users(&place), none);
    // Who made it is no user beside themselves.
    let owner = place.speaking_for("owner", "ministerie-vws");
    place.make_public(&owner, new(StatementKind::Use, on_behalf("ministerie-vws")));
    assert_eq!(users(&place).1, none.1);
}

#[tokio::test]
async fn support_is_a_facet_once_it_was_let_through() {
    let place = place().await;
    let supplier = place.member("supplier");
    place
        .act(&supplier, super::profile(&supplier.member))
        .unwrap();
    let behalf = Behalf::Supplier {
        name: String::new(),
        website: String::new(),
    };
    let offer = place.make(&supplier, new(StatementKind::Support, behalf));
    assert_eq!(facet(&place, FacetName::Support, "hosting"), 0);
    place.decide(&offer.id, Decision::Accept).unwrap();
    assert_eq!(facet(&place, FacetName::Support, "hosting"), 1);
    place.decide(&offer.id, Decision::Remove).unwrap();
    assert_eq!(facet(&place, FacetName::Support, "hosting"), 0);
}

#[tokio::test]
async fn declared_closed_stands_beside_what_is_published() {
    let place = place().await;
    let ictu = place.speaking_for("ictu", "stichting-ictu");
    let vws = place.speaking_for("vws", "ministerie-vws");
    for (viewer, slug) in [(&ictu, "stichting-ictu"), (&vws, "ministerie-vws")] {
        let closed = NewStatement {
            subject: organisation(slug),
            ..new(StatementKind::DeclaredClosed, on_behalf(slug))
        };
        place.make_public(viewer, closed);
    }
    let states = place.catalogue.states().unwrap();
    let state = |slug: &str| states.of(&slug.parse().unwrap()).unwrap().publishing;
    assert_eq!(state("stichting-ictu"), Publishing::DeclaredClosed);
    assert_eq!(state("ministerie-vws"), Publishing::Publishes);
    let counts = states.counts(&bronwijzer_index::Scope::All).counts;
    let in_state = |one| counts.in_state(one);
    assert_eq!(
        (
            in_state(Publishing::DeclaredClosed),
            in_state(Publishing::Publishes)
        ),
        (1, 1)
    );
}

#[tokio::test]
async fn accepted_owner_holds_and_is_exported_for_the_registry() {
    let place = place().await;
    let anna = place.member("anna");
    let wrong = |subject: Subject, wrong: &str, should_be: &str| NewStatement {
        subject,
        fields: fields(&[(Field::Wrong, &[wrong]), (Field::ShouldBe, &[should_be])]),
        ..new(StatementKind::Correction, Behalf::Own)
    };
    let owner = |place: &super::Place| {
        let entry = at(&place.catalogue, "minvws/app").unwrap();
        entry.organisation.unwrap().slug.to_string()
    };
    let correction = place.make(&anna, wrong(app(), "owner", "stichting-ictu"));
    assert_eq!(owner(&place), "ministerie-vws");
    let accepted = place.decide(&correction.id, Decision::Accept).unwrap();
    assert_eq!(accepted.state, StatementState::Closed);
    assert_eq!(owner(&place), "stichting-ictu");
    assert_eq!(facet(&place, FacetName::Organisation, "stichting-ictu"), 1);
    let account = "https://github.com/vws-nieuw";
    let missing = wrong(organisation("ministerie-vws"), "missing_account", account);
    let missing = place.make(&anna, missing);
    let moderator = place.moderator();
    let overlay = || {
        place
            .catalogue
            .community()
            .registry_overlay(&moderator)
            .unwrap()
    };
    assert!(!overlay().contains(account), "it waits");
    place.decide(&missing.id, Decision::Accept).unwrap();
    let file: toml::Table = overlay().parse().unwrap();
    let entries = file["organisations"].as_array().unwrap();
    assert_eq!(entries[0]["slug"].as_str(), Some("ministerie-vws"));
    assert_eq!(entries[0]["accounts"][0].as_str(), Some(account));
    assert_eq!(
        entries[1]["repositories"][0].as_str(),
        Some("https://github.com/minvws/app")
    );
    place.decide(&correction.id, Decision::Undo).unwrap();
    assert_eq!(owner(&place), "ministerie-vws");
}

#[tokio::test]
async fn word_of_a_moderator_is_accepted_at_once_and_logged() {
    let place = place().await;
    let moderator = place.moderator();
    let community = place.catalogue.community();
    let wrong = |wrong: &str, should_be: &str| NewStatement {
        fields: fields(&[(Field::Wrong, &[wrong]), (Field::ShouldBe, &[should_be])]),
        ..new(StatementKind::Correction, Behalf::Own)
    };
    let other = place.make(&moderator, wrong("kind", "library"));
    assert!(other.is_public());
    assert_eq!(other.state, StatementState::Open);
    let owner = place.make(&moderator, wrong("owner", "stichting-ictu"));
    assert_eq!(owner.state, StatementState::Closed);
    let entry = at(&place.catalogue, "minvws/app").unwrap();
    assert_eq!(entry.organisation.unwrap().slug.as_str(), "stichting-ictu");
    let log = community.audit_log(&moderator, None, 9).unwrap();
    let logged: Vec<_> = log.iter().map(|one| one.statement.clone()).collect();
    assert_eq!(logged.len(), 2);
    assert!(logged.contains(&Some(owner.id.clone())) && logged.contains(&Some(other.id.clone())));

    // Another moderator can take it back, as any decision.
    place.decide(&owner.id, Decision::Undo).unwrap();
    let entry = at(&place.catalogue, "minvws/app").unwrap();
    assert_eq!(entry.organisation.unwrap().slug.as_str(), "ministerie-vws");
    // What needs no moderator is in the log of nobody.
    place.make(&moderator, new(StatementKind::Post, Behalf::Own));
    assert_eq!(community.audit_log(&moderator, None, 9).unwrap().len(), 3);
}

#[tokio::test]
async fn accepted_account_is_its_organisations_for_good() {
    let place = place().await;
    let anna = place.member("anna");
    let missing = NewStatement {
        subject: organisation("ministerie-vws"),
        fields: fields(&[
            (Field::Wrong, &["missing_account"]),
            (Field::ShouldBe, &["https://github.com/vws-nieuw"]),
        ]),
        ..new(StatementKind::Correction, Behalf::Own)
    };
    let missing = place.make(&anna, missing);
    let accepted = |place: &super::Place| place.catalogue.community().accepted_accounts();
    assert_eq!(accepted(&place), []);
    let decided = place.decide(&missing.id, Decision::Accept).unwrap();
    assert_eq!(decided.state, StatementState::Closed);
    let account: bronwijzer_crawler::address::AccountUrl =
        "https://github.com/vws-nieuw".parse().unwrap();
    let slug = || "ministerie-vws".parse().unwrap();
    assert_eq!(accepted(&place), [(slug(), account.clone())]);
    // What a crawl finds there is the ministry's, also after a restart.
    let found = crate::support::repository("7", "vws-nieuw/app", 3);
    crate::support::fill(&place.catalogue, [found]).await;
    let owner = |place: &super::Place| {
        let entry = at(&place.catalogue, "vws-nieuw/app").unwrap();
        entry.organisation.map(|one| one.slug.to_string())
    };
    let count = |place: &super::Place| facet(place, FacetName::Organisation, "ministerie-vws");
    assert_eq!(owner(&place).as_deref(), Some("ministerie-vws"));
    assert_eq!(count(&place), 2);
    let super::Place { dir, catalogue } = place;
    drop(catalogue);
    let catalogue = crate::support::open(&dir);
    let place = super::Place { dir, catalogue };
    assert_eq!(owner(&place).as_deref(), Some("ministerie-vws"));
    assert_eq!(accepted(&place).len(), 1);
    let known = place.catalogue.organisation("ministerie-vws").unwrap();
    assert!(place.catalogue.sources_of(known).contains(&account));
    place.decide(&missing.id, Decision::Undo).unwrap();
    assert_eq!((owner(&place), count(&place)), (None, 1));
    assert_eq!(accepted(&place), []);
}

#[tokio::test]
async fn statements_stay_with_a_repository_that_is_renamed() {
    let place = place().await;
    let owner = place.speaking_for("owner", "ministerie-vws");
    let seeks = place.make_public(
        &owner,
        new(StatementKind::Seeking, on_behalf("ministerie-vws")),
    );
    let post = place.make_public(&owner, new(StatementKind::Post, Behalf::Own));
    let renamed = crate::support::repository("1", "minvws/renamed", 3);
    crate::support::fill(&place.catalogue, [renamed]).await;
    let entry = at(&place.catalogue, "minvws/renamed").unwrap();
    assert_eq!(entry.statements, [seeks.clone(), post.clone()]);
    // Of another owner it is theirs to look after: who spoke for the last one does no more.
    let moved = crate::support::repository("1", "ICTU/renamed", 3);
    crate::support::fill(&place.catalogue, [moved]).await;
    let again = Action::Make(new(StatementKind::Farewell, on_behalf("ministerie-vws")));
    assert!(matches!(
        place.act(&owner, again),
        Err(bronwijzer_index::CommunityError::NotAllowed(_))
    ));
    crate::support::depart(&place.catalogue, &["1"]).await;
    let due = place.catalogue.community().run_due(crate::support::now());
    assert_eq!(due.unwrap().closed, 1);
    let closed = place.now(&seeks.id);
    assert_eq!(closed.state, StatementState::Closed);
    assert_eq!(closed.history.last().unwrap().rule.as_deref(), Some("gone"));
    assert_eq!(place.now(&post.id).text, post.text, "what was said stays");
}
