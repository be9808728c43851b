//! What is a member's own: the address of their feed, and that for mail.

use bronwijzer_index::CommunityError;
use bronwijzer_index::community::action::Action;
use bronwijzer_index::community::member::{DigestFrequency, Member, Viewer};
use chrono::TimeDelta;

use super::{Place, place};
use crate::support::{now, open};

fn gives(member: &Member, email: Option<&str>) -> Action {
    Action::ChangeProfile {
        name: member.name.clone(),
        email: email.map(str::to_owned),
        digest: DigestFrequency::Daily,
        language: member.language,
        supplier: None,
    }
}

/// The member as they are now.
fn now_of(place: &Place, viewer: &Viewer) -> Member {
    place.catalogue.community().own(viewer).unwrap().member
}

#[tokio::test]
async fn feed_has_an_address_until_another_one_is_made() {
    let place = place().await;
    let anna = place.member("anna");
    let community = place.catalogue.community();
    let secret = || community.own(&anna).unwrap().feed_secret;
    let is_hers = |secret: &str| {
        let found = community.member_of_feed(secret).unwrap();
        found == Some(anna.member.id.clone())
    };
    let first = secret();
    assert!(is_hers(&first) && secret() == first);
    place.act(&anna, Action::RenewFeed).unwrap();
    let second = secret();
    assert!(is_hers(&second) && !is_hers(&first));
    let later = now() + TimeDelta::hours(1);
    community
        .act(&anna, Action::SignOutEverywhere, later)
        .unwrap();
    let third = secret();
    assert!(is_hers(&third) && !is_hers(&second));
    let bea = place.member("bea");
    let of_bea = format!("{}.{}", bea.member.id, third.split_once('.').unwrap().1);
    assert_eq!(community.member_of_feed(&of_bea).unwrap(), None);
    community.act(&anna, Action::DeleteMe, later).unwrap();
    assert!(!is_hers(&third));
}

#[tokio::test]
async fn typed_address_gets_news_once_it_is_confirmed() {
    let place = place().await;
    let anna = place.member("anna");
    let community = place.catalogue.community();
    place
        .act(&anna, gives(&anna.member, Some("new@example.nl")))
        .unwrap();
    let member = now_of(&place, &anna);
    assert_eq!(member.email.as_deref(), Some("anna@example.nl"));
    let secret = community.confirmation_secret(&member).unwrap().unwrap();
    // One mail asks, whoever sends it.
    let asked = |is_asked| community.note_confirmation(&member.id, "new@example.nl", is_asked);
    asked(true).unwrap();
    assert!(matches!(asked(true), Err(CommunityError::Conflict)));
    // The same address again asks no second time.
    place
        .act(&anna, gives(&anna.member, Some("new@example.nl")))
        .unwrap();
    assert!(now_of(&place, &anna).unconfirmed.unwrap().is_asked);
    for wrong in [
        format!("{secret}x"),
        community.unsubscribe_secret(&member.id).unwrap(),
        community.own(&anna).unwrap().feed_secret,
    ] {
        assert!(!community.confirm_email(&wrong, now()).unwrap());
    }
    let late = now() + TimeDelta::days(8);
    assert!(!community.confirm_email(&secret, late).unwrap());
    assert!(community.confirm_email(&secret, now()).unwrap());
    let member = now_of(&place, &anna);
    assert_eq!(member.email.as_deref(), Some("new@example.nl"));
    assert_eq!(member.unconfirmed, None);
    assert!(!community.confirm_email(&secret, now()).unwrap(), "once");
    place.act(&anna, gives(&member, None)).unwrap_err();
}

#[tokio::test]
async fn address_that_was_replaced_can_not_be_confirmed() {
    let place = place().await;
    let anna = place.member("anna");
    let community = place.catalogue.community();
    let mut secrets = Vec::new();
    for address in ["one@example.nl", "two@example.nl"] {
        place
            .act(&anna, gives(&anna.member, Some(address)))
            .unwrap();
        let member = now_of(&place, &anna);
        secrets.extend(community.confirmation_secret(&member).unwrap());
    }
    assert!(!community.confirm_email(&secrets[0], now()).unwrap());
    // Going back to the address that there was leaves nothing to confirm.
    place
        .act(&anna, gives(&anna.member, Some("anna@example.nl")))
        .unwrap();
    assert!(!community.confirm_email(&secrets[1], now()).unwrap());
    assert_eq!(
        now_of(&place, &anna).email.as_deref(),
        Some("anna@example.nl")
    );
}

#[tokio::test]
async fn moderator_who_is_no_longer_named_loses_the_right_at_once() {
    let place = place().await;
    let moderator = place.moderator();
    let session = place
        .catalogue
        .community()
        .sign_in(&super::coming("moderator", &[], true), now())
        .unwrap();
    drop(place.catalogue);
    let catalogue = open(&place.dir);
    let community = catalogue.community();
    let viewer = || {
        let viewer = community.viewer_of_session(&session.token, now());
        viewer.unwrap().unwrap()
    };
    community
        .keep_moderators(&|member| member.moderator_as.as_deref() == Some("test:moderator"))
        .unwrap();
    assert!(community.reports(&viewer()).is_ok());
    community.keep_moderators(&|_| false).unwrap();
    assert!(community.reports(&viewer()).is_err());
    // A request that came before does no more than one that comes now.
    let closes = Action::CloseDiscussion {
        subject: super::app(),
        closed: true,
        reason: "Daarom.".to_owned(),
    };
    assert!(matches!(
        community.act(&moderator, closes, now()),
        Err(CommunityError::NotAllowed(_) | CommunityError::NoSubject)
    ));
}
