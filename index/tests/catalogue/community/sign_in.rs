//! Coming in: sessions, invitations, tokens, and what ends them.

use bronwijzer_index::community::action::Action;
use bronwijzer_index::community::member::{RepresentsBy, Scope, Viewer};
use bronwijzer_index::{CommunityError, Done};
use chrono::TimeDelta;

use super::{coming, place};
use crate::support::{now, open};

#[tokio::test]
async fn session_lasts_thirty_days_and_survives_a_restart() {
    let place = place().await;
    let community = place.catalogue.community();
    let session = community
        .sign_in(&coming("anna", &[], false), now())
        .unwrap();
    let again = community
        .sign_in(&coming("anna", &[], false), now())
        .unwrap();
    assert_eq!(session.member.id, again.member.id);
    assert_ne!(
        session.token, again.token,
        "each sign-in has a secret of its own"
    );
    drop(place.catalogue);
    let catalogue = open(&place.dir);
    let community = catalogue.community();
    let viewer = |token: &str, days| {
        community
            .viewer_of_session(token, now() + TimeDelta::days(days))
            .unwrap()
    };
    let first = viewer(&session.token, 29).unwrap();
    assert_eq!(first.member.name, "anna");
    assert_ne!(
        first.csrf_token,
        viewer(&again.token, 0).unwrap().csrf_token
    );
    assert!(viewer(&session.token, 30).is_none());
    for wrong in ["", "x", &session.token[1..], &"x".repeat(100_000)] {
        assert!(viewer(wrong, 0).is_none());
    }
    community.end_session(&session.token).unwrap();
    assert!(viewer(&session.token, 0).is_none() && viewer(&again.token, 0).is_some());
    let anna = viewer(&again.token, 0).unwrap();
    community
        .act(&anna, Action::SignOutEverywhere, now())
        .unwrap();
    assert!(viewer(&again.token, 0).is_none());
}

#[tokio::test]
async fn invitation_works_once_within_a_day() {
    let place = place().await;
    let community = place.catalogue.community();
    let accept = |token: &str, hours| {
        let moderator_as = |identity: &_| {
            let identity: &bronwijzer_index::community::member::Identity = identity;
            (identity.subject == "Bea").then(|| "test:Bea".to_owned())
        };
        community.accept_invitation(token, &moderator_as, now() + TimeDelta::hours(hours))
    };
    let token = community.invite(" Bea\u{200b} ", now()).unwrap();
    let session = accept(&token, 23).unwrap();
    assert_eq!(session.member.name, "Bea");
    assert!(session.member.is_moderator);
    let used = accept(&token, 23);
    assert!(matches!(used, Err(CommunityError::Expired)), "{used:?}");
    let late = community.invite("Cas", now()).unwrap();
    assert!(matches!(accept(&late, 24), Err(CommunityError::Expired)));
    assert!(matches!(accept("made up", 0), Err(CommunityError::Expired)));
    let second = community.invite("Bea", now()).unwrap();
    assert_eq!(accept(&second, 1).unwrap().member.id, session.member.id);
    assert!(matches!(
        community.invite("\u{202e}", now()),
        Err(CommunityError::Invalid { .. })
    ));
}

#[tokio::test]
async fn provider_decides_again_at_each_sign_in() {
    let place = place().await;
    let represents = |viewer: &Viewer| -> Vec<(String, RepresentsBy)> {
        let all = viewer.member.represents.iter();
        all.map(|one| (one.organisation.to_string(), one.by))
            .collect()
    };
    let first = place.signed_in(&coming("anna", &["ministerie-vws", "nobody"], true));
    let vws = "ministerie-vws".to_owned();
    assert_eq!(represents(&first), [(vws, RepresentsBy::Provider)]);
    let operator = place.catalogue.community();
    let ictu = "stichting-ictu".parse().unwrap();
    operator
        .grant_by_operator(&first.member.id, &ictu, true, now())
        .unwrap();
    // The provider no longer shows it; what a moderator granted stays.
    let later = place.signed_in(&coming("anna", &[], false));
    assert_eq!(
        represents(&later),
        [(ictu.to_string(), RepresentsBy::Moderator)]
    );
    assert!(!later.member.is_moderator);
    assert_eq!(place.told(&later), ["granted"]);
}

#[tokio::test]
async fn access_token_can_do_what_its_scopes_say() {
    let place = place().await;
    let community = place.catalogue.community();
    let anna = place.member("anna");
    let make = |name: &str, scopes: &[Scope]| {
        place.act(
            &anna,
            Action::MakeToken {
                name: name.to_owned(),
                scopes: scopes.to_vec(),
            },
        )
    };
    let Ok(Done::Token { id, secret }) = make("script", &[Scope::Read]) else {
        panic!("no token");
    };
    assert!(secret.starts_with("bw_"));
    let viewer = community.viewer_of_token(&secret, now()).unwrap().unwrap();
    assert_eq!(viewer.csrf_token, None);
    let follow = || Action::Follow {
        what: bronwijzer_index::community::action::Followed::Theme("health".to_owned()),
        follows: true,
    };
    let refused = place.act(&viewer, follow());
    assert!(
        matches!(refused, Err(CommunityError::NotAllowed(_))),
        "{refused:?}"
    );
    let Ok(Done::Token {
        secret: writing, ..
    }) = make("schrijver", &[Scope::Write])
    else {
        panic!("no token");
    };
    let writer = community.viewer_of_token(&writing, now()).unwrap().unwrap();
    place.act(&writer, follow()).unwrap();
    // A person has to be there.
    for action in [
        Action::DeleteMe,
        Action::SignOutEverywhere,
        Action::RevokeToken(id.clone()),
    ] {
        assert!(matches!(
            place.act(&writer, action),
            Err(CommunityError::NotAllowed(_))
        ));
    }
    assert!(make("geen", &[]).is_err());
    assert!(make("te veel", &[Scope::Moderate]).is_err(), "no moderator");
    let own = community.own(&anna).unwrap();
    assert_eq!(own.tokens.len(), 2);
    let json = serde_json::to_string(&own).unwrap();
    assert!(!json.contains(&*secret) && !json.contains(&secret[3..]));
    let late = now() + TimeDelta::days(365);
    assert!(community.viewer_of_token(&writing, late).unwrap().is_none());
    place.act(&anna, Action::RevokeToken(id)).unwrap();
    assert!(community.viewer_of_token(&secret, now()).unwrap().is_none());
    assert!(
        community
            .viewer_of_token(&secret[3..], now())
            .unwrap()
            .is_none()
    );
}
