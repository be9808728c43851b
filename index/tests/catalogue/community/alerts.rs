//! News of what happens to a repository, for who follows it and for whose organisation uses it.

use bronwijzer_crawler::observation::{ForgeLicence, Observation};
use bronwijzer_index::community::action::{Action, Followed};
use bronwijzer_index::community::kinds::{Field, StatementKind};
use bronwijzer_index::community::member::Viewer;
use chrono::{DateTime, TimeDelta, Utc};

use super::{Place, app, new, on_behalf, organisation, place};
use crate::support::{depart_by, fill, now, repository};

/// A moment after what was noticed now.
fn later() -> DateTime<Utc> {
    now() + TimeDelta::days(1)
}

/// The same repository as it is seen a day later.
fn seen_later(change: impl FnOnce(&mut Observation)) -> Observation {
    let mut seen = repository("1", "minvws/app", 3);
    seen.observed_at = later();
    change(&mut seen);
    seen
}

/// Anna, who follows the repository, and who speaks for an organisation that uses it.
fn listeners(place: &Place) -> [Viewer; 2] {
    let user = place.speaking_for("user", "stichting-ictu");
    place.make_public(&user, new(StatementKind::Use, on_behalf("stichting-ictu")));
    let anna = place.member("anna");
    let follow = Action::Follow {
        what: Followed::Subject(app()),
        follows: true,
    };
    place.act(&anna, follow).unwrap();
    [anna, user]
}

/// What somebody is told of a day, each piece once.
fn told(place: &Place, viewer: &Viewer) -> Vec<&'static str> {
    let community = place.catalogue.community();
    let until = later() + TimeDelta::days(1);
    let news = community.news_for(&viewer.member.id, now(), until).unwrap();
    let mut kinds: Vec<&'static str> = news.into_iter().map(|one| one.kind.into()).collect();
    kinds.sort_unstable();
    kinds
}

fn licensed(id: &str) -> Option<ForgeLicence> {
    Some(ForgeLicence::Spdx { id: id.to_owned() })
}

#[tokio::test]
async fn each_change_reaches_followers_and_users() {
    type Change = fn(&mut Observation);
    let cases: [(Change, &[&str]); 5] = [
        (|_| {}, &[]),
        (|seen| seen.flags.archived = Some(true), &["archived"]),
        (
            |seen| seen.url = "https://github.com/ictu/app".parse().unwrap(),
            &["new_owner"],
        ),
        // Another name is no news.
        (
            |seen| seen.url = "https://github.com/minvws/other".parse().unwrap(),
            &[],
        ),
        (|seen| seen.licence = licensed("MIT"), &["licence_changed"]),
    ];
    for (at, (change, kinds)) in cases.into_iter().enumerate() {
        let place = place().await;
        let listeners = listeners(&place);
        let mut before = repository("1", "minvws/app", 3);
        before.flags.archived = Some(false);
        fill(&place.catalogue, [before]).await;
        fill(&place.catalogue, [seen_later(change)]).await;
        for viewer in &listeners {
            assert_eq!(told(&place, viewer), kinds, "case {at}");
        }
        // Seen again as it is, it is told no second time.
        fill(&place.catalogue, [seen_later(change)]).await;
        assert_eq!(told(&place, &listeners[0]), kinds, "case {at}");
    }
}

#[tokio::test]
async fn quiet_repository_and_one_that_left_are_told() {
    let place = place().await;
    let listeners = listeners(&place);
    let community = place.catalogue.community();
    let years = now() + TimeDelta::days(1_500);
    crate::support::looked_at(&place.catalogue, &["minvws"], years).await;
    place.catalogue.reassess(years).unwrap();
    for viewer in &listeners {
        let since = years - TimeDelta::days(1);
        let news = community.news_for(&viewer.member.id, since, years).unwrap();
        let kinds: Vec<&'static str> = news.iter().map(|one| one.kind.into()).collect();
        assert_eq!(kinds, ["went_quiet"]);
    }
    let kind = bronwijzer_crawler::sink::DepartureKind::NotFound;
    depart_by(&place.catalogue, &["1"], kind).await;
    for viewer in &listeners {
        let since = now() - TimeDelta::seconds(1);
        let news = community.news_for(&viewer.member.id, since, now()).unwrap();
        let kinds: Vec<&'static str> = news.iter().map(|one| one.kind.into()).collect();
        assert!(kinds.contains(&"left"), "{kinds:?}");
    }
}

#[tokio::test]
async fn what_the_owner_seeks_is_told_and_that_they_seek_nothing_is_not() {
    let place = place().await;
    let [anna, _] = listeners(&place);
    let owner = place.speaking_for("owner", "ministerie-vws");
    let community = place.catalogue.community();
    for (sought, kind) in [("nothing", "statement"), ("adoption", "seeking")] {
        let seeks = bronwijzer_index::community::action::NewStatement {
            fields: super::fields(&[(Field::Sought, &[sought])]),
            ..new(StatementKind::Seeking, on_behalf("ministerie-vws"))
        };
        let made = place.make_public(&owner, seeks);
        let since = now() - TimeDelta::seconds(1);
        let news = community.news_for(&anna.member.id, since, now()).unwrap();
        let found = news
            .iter()
            .find(|one| one.statement.as_ref() == Some(&made.id));
        let found: &'static str = found.unwrap().kind.into();
        assert_eq!(found, kind);
        let close = Action::Close {
            id: made.id.clone(),
            text: String::new(),
        };
        place.act(&owner, close).unwrap();
    }
}

#[tokio::test]
async fn licence_is_told_once_it_is_certain() {
    let place = place().await;
    let [anna, _] = listeners(&place);
    // Neither what nobody knows, nor what it was before that, is news.
    fill(&place.catalogue, [seen_later(|seen| seen.licence = None)]).await;
    assert_eq!(told(&place, &anna), [""; 0]);
    let back = seen_later(|seen| seen.licence = licensed("EUPL-1.2"));
    fill(&place.catalogue, [back]).await;
    assert_eq!(told(&place, &anna), [""; 0]);
    fill(&place.catalogue, [seen_later(|seen| seen.licence = None)]).await;
    let other = seen_later(|seen| seen.licence = licensed("Apache-2.0"));
    fill(&place.catalogue, [other]).await;
    assert_eq!(told(&place, &anna), ["licence_changed"]);
    let none = seen_later(|seen| {
        seen.licence = Some(ForgeLicence::Missing);
        seen.observed_at += TimeDelta::hours(1);
    });
    fill(&place.catalogue, [none]).await;
    let entry = crate::support::at(&place.catalogue, "minvws/app").unwrap();
    let changes: Vec<String> = entry
        .history
        .iter()
        .map(|event| format!("{:?}", event.what))
        .filter(|what| what.starts_with("Licence"))
        .collect();
    assert_eq!(
        changes[0],
        "LicenceChanged { from: Some(\"EUPL-1.2\"), to: Some(\"Apache-2.0\") }"
    );
}

/// What the next digest tells somebody at a moment; it is noted as sent.
fn digest(place: &Place, viewer: &Viewer, at: DateTime<Utc>) -> Vec<&'static str> {
    let community = place.catalogue.community();
    let digest = community.digest_for(&viewer.member.id, at).unwrap();
    let Some(digest) = digest else {
        return Vec::new();
    };
    let kinds = digest.news.iter().map(|one| one.kind.into()).collect();
    community.digest_sent(&viewer.member.id, &digest).unwrap();
    kinds
}

/// Anna, who follows the organisation and the repository, and gets mail each day.
fn subscriber(place: &Place) -> Viewer {
    let anna = place.member("anna");
    for what in [app(), organisation("ministerie-vws")] {
        let what = Followed::Subject(what);
        place
            .act(
                &anna,
                Action::Follow {
                    what,
                    follows: true,
                },
            )
            .unwrap();
    }
    let mut wants = super::profile(&anna.member);
    if let Action::ChangeProfile { digest, .. } = &mut wants {
        *digest = bronwijzer_index::community::member::DigestFrequency::Daily;
    }
    place.act(&anna, wants).unwrap();
    anna
}

#[tokio::test]
async fn what_is_written_long_after_it_was_seen_is_mailed() {
    let place = place().await;
    let anna = subscriber(&place);
    // Nothing of what was there before they asked for mail.
    assert_eq!(digest(&place, &anna, now()), [""; 0]);
    let day = |days| now() + TimeDelta::days(days);
    let mut before = repository("1", "minvws/app", 3);
    before.flags.archived = Some(false);
    before.observed_at = day(1);
    fill(&place.catalogue, [before]).await;
    assert_eq!(digest(&place, &anna, day(3)), [""; 0]);

    // Seen by a crawl before that digest, and written after it.
    let mut archived = repository("1", "minvws/app", 3);
    archived.flags.archived = Some(true);
    let mut late = repository("2", "minvws/laat", 3);
    for seen in [&mut archived, &mut late] {
        seen.observed_at = day(2);
    }
    fill(&place.catalogue, [archived.clone(), late]).await;
    let post = new(
        StatementKind::Post,
        bronwijzer_index::community::statement::Behalf::Own,
    );
    place.make_public(&place.member("bob"), post);
    let mut kinds = digest(&place, &anna, day(4));
    kinds.sort_unstable();
    assert_eq!(kinds, ["archived", "new_repository", "statement"]);

    // Once: neither what was told nor what is only written again.
    archived.observed_at = day(5);
    fill(&place.catalogue, [archived]).await;
    assert_eq!(digest(&place, &anna, day(6)), [""; 0]);
}

#[tokio::test]
async fn digest_goes_on_where_it_was_after_a_restart_and_a_pause() {
    let place = place().await;
    let anna = subscriber(&place);
    let day = |days| now() + TimeDelta::days(days);
    fill(&place.catalogue, [repository("2", "minvws/twee", 3)]).await;
    let Place { dir, catalogue } = place;
    drop(catalogue);
    let catalogue = crate::support::open(&dir);
    let place = Place { dir, catalogue };
    assert_eq!(digest(&place, &anna, day(2)), ["new_repository"]);

    // What happens while somebody wants no mail is not mailed once they want it again.
    let secret = place
        .catalogue
        .community()
        .unsubscribe_secret(&anna.member.id);
    place
        .catalogue
        .community()
        .unsubscribe(&secret.unwrap())
        .unwrap();
    fill(&place.catalogue, [repository("3", "minvws/drie", 3)]).await;
    let anna = subscriber(&place);
    assert_eq!(digest(&place, &anna, day(4)), [""; 0]);
    fill(&place.catalogue, [repository("4", "minvws/vier", 3)]).await;
    assert_eq!(digest(&place, &anna, day(6)), ["new_repository"]);
}
