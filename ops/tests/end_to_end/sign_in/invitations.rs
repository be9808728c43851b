//! By an invitation, where there is no provider.

use super::{SESSION, free_port, is_signed_in, member, place};
use crate::browser::Browser;
use crate::place::Place;

/// The link of an invitation.
pub(super) fn invite(place: &Place, name: &str) -> String {
    let invited = place.run(&["members", "invite", name]);
    assert_eq!(invited.status, Some(0), "{invited:?}");
    invited.stdout.trim().to_owned()
}

/// The secret at the end of such a link.
pub(super) fn secret(link: &str) -> &str {
    link.rsplit('/').next().unwrap()
}

fn open_place() -> Place {
    place(free_port(), "invite:Mo", "")
}

#[tokio::test(flavor = "multi_thread")]
async fn invitation_lets_somebody_in_once() {
    let place = open_place();
    // Beside no server, and beside one.
    let early = invite(&place, "Anna");
    let server = place.serve(&[]);
    let link = invite(&place, "Mo");
    assert!(
        link.starts_with(&format!("{}/sign-in/invitation/", server.address())),
        "{link}"
    );
    assert!(secret(&link).len() >= 43);

    // The page of the link has a button; whoever looks ahead uses nothing up.
    let browser = Browser::new();
    let accept = format!("{}/sign-in/invitation", server.address());
    for _ in 0..2 {
        let page = browser.get(&link).await;
        assert_eq!(page.status, 200);
        assert!(page.set_cookies.is_empty());
        assert!(
            page.text.contains("action=\"/sign-in/invitation\""),
            "{}",
            page.text
        );
        assert!(page.text.contains(secret(&link)), "{}", page.text);
    }
    let form = [("invitation", secret(&link)), ("next", "/organisaties")];
    let foreign = browser
        .post_from("https://evil.example/", &accept, &form)
        .await;
    assert!(
        foreign
            .location
            .unwrap()
            .as_str()
            .contains("problem=expired")
    );

    let page = browser.submit(&accept, &form).await;
    assert_eq!((page.status, page.path()), (200, "/organisaties"));
    assert!(is_signed_in(&browser, &server).await);
    assert_eq!(member(&place, "Mo")[2..], ["moderator"]);

    let other = Browser::new();
    for used in [secret(&link), "no-such-secret", ""] {
        let page = other
            .post_from(&accept, &accept, &[("invitation", used)])
            .await;
        let location = page.location.unwrap();
        assert!(
            location.as_str().contains("problem=invitation"),
            "{location}"
        );
    }
    assert_eq!(other.cookie(server.address(), SESSION), None);

    // The link that was made before the server started works as well.
    let anna = Browser::new();
    anna.submit(&accept, &[("invitation", secret(&early))])
        .await;
    assert!(is_signed_in(&anna, &server).await);
    assert_eq!(member(&place, "Anna").len(), 2);

    // Another invitation for the same name lets the same member in.
    let again = invite(&place, "Anna");
    anna.forget_cookies();
    anna.submit(&accept, &[("invitation", secret(&again))])
        .await;
    assert!(is_signed_in(&anna, &server).await);
    assert_eq!(place.run(&["members", "list"]).stdout.lines().count(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn operator_lets_members_speak_for_organisations() {
    let place = open_place();
    let server = place.serve(&[]);
    let accept = format!("{}/sign-in/invitation", server.address());
    let link = invite(&place, "Anna");
    Browser::new()
        .submit(&accept, &[("invitation", secret(&link))])
        .await;

    let granted = place.run(&["members", "grant", "Anna", "kadaster"]);
    assert_eq!(granted.status, Some(0), "{granted:?}");
    assert_eq!(member(&place, "Anna")[2..], ["kadaster"]);
    for (wrong, expected) in [
        (["members", "grant", "Anna", "no-such-body"], "registry"),
        (
            ["members", "grant", "Nobody", "kadaster"],
            "0 members are called `Nobody`",
        ),
    ] {
        let refused = place.run(&wrong);
        assert_eq!(refused.status, Some(1), "{refused:?}");
        assert!(refused.stderr.contains(expected), "{refused:?}");
    }
    // Without a server it is the same.
    assert_eq!(server.stop(), Some(0));
    let ended = place.run(&["members", "grant", "Anna", "kadaster", "--end"]);
    assert_eq!(ended.status, Some(0), "{ended:?}");
    assert_eq!(member(&place, "Anna").len(), 2);
}

#[test]
fn nobody_is_invited_to_a_site_without_a_safe_address() {
    let place = Place::with_config("listen = \"0.0.0.0:8080\"\n");
    let refused = place.run(&["members", "invite", "Anna"]);
    assert_eq!(refused.status, Some(1), "{refused:?}");
    assert!(
        refused
            .stderr
            .contains("set public_url to one with https://"),
        "{refused:?}"
    );
}
