//! What is kept of people: through restarts, backups, exports, and until they leave.

use std::io::Read;

use bronwijzer_index::community::action::{Action, Followed};
use bronwijzer_index::community::kinds::StatementKind;
use bronwijzer_index::community::statement::Behalf;
use bronwijzer_index::{Contents, Members, Removed, SAMPLE, StatementFilter};
use chrono::TimeDelta;

use super::{app, new, on_behalf, organisation, place};
use crate::support::{empty, fill, now, open, repository};

#[tokio::test]
async fn all_is_there_after_a_restart() {
    let place = place().await;
    let owner = place.speaking_for("owner", "ministerie-vws");
    let made = place.make_public(&owner, new(StatementKind::Use, on_behalf("ministerie-vws")));
    let version = place.catalogue.version();
    let number = place.catalogue.community().last_number();
    drop(place.catalogue);
    let catalogue = open(&place.dir);
    let community = catalogue.community();
    assert_eq!(community.statement(&made.id, None).unwrap(), made);
    assert_eq!(community.last_number(), number);
    assert_eq!(catalogue.version(), version);
    let entry = catalogue
        .entry(&"github.com:1".parse().unwrap())
        .unwrap()
        .unwrap();
    assert_eq!(entry.statements, [made]);
}

#[tokio::test]
async fn version_follows_what_everybody_may_see() {
    let place = place().await;
    let version = || place.catalogue.version();
    let before = version();
    let anna = place.member("anna");
    let joined = version();
    assert_ne!(joined, before, "a member has a public name");
    place.member("anna");
    assert_eq!(version(), joined, "a session is nobody's business");
    let held = place.make(&anna, new(StatementKind::Post, Behalf::Own));
    assert_eq!(version(), joined);
    place.moderator();
    let all_joined = version();
    place
        .decide(
            &held.id,
            bronwijzer_index::community::action::Decision::Accept,
        )
        .unwrap();
    assert_ne!(version(), all_joined);
}

#[tokio::test]
async fn changes_are_numbered_and_end_in_tombstones() {
    let place = place().await;
    let anna = place.member("anna");
    let community = place.catalogue.community();
    let one = place.make_public(&anna, new(StatementKind::Post, Behalf::Own));
    let two = place.make_public(&anna, new(StatementKind::Offer, Behalf::Own));
    let changes = |after| community.statement_changes(after, None, 9);
    assert_eq!(changes(0), [one.clone(), two.clone()]);
    assert_eq!(changes(one.number), std::slice::from_ref(&two));
    place.act(&anna, Action::DeleteMe).unwrap();
    let gone = changes(two.number);
    assert_eq!(gone.len(), 2);
    assert!(
        gone.iter()
            .all(|one| one.is_tombstone() && one.text.is_empty() && one.author.is_none())
    );
    assert!(
        community
            .statements(&StatementFilter::default(), None)
            .is_empty()
    );
}

#[tokio::test]
async fn who_leaves_takes_along_what_is_theirs() {
    let place = place().await;
    let anna = place.speaking_for("anna", "ministerie-vws");
    let owner = place.speaking_for("owner", "ministerie-vws");
    let uses = place.make_public(&anna, new(StatementKind::Use, on_behalf("ministerie-vws")));
    let post = place.make_public(&anna, new(StatementKind::Post, Behalf::Own));
    let held = place.make(&anna, new(StatementKind::Offer, Behalf::Own));
    let seeks = place.make_public(
        &owner,
        new(StatementKind::Seeking, on_behalf("ministerie-vws")),
    );
    let id = || seeks.id.clone();
    place
        .act(
            &anna,
            Action::Claim {
                id: id(),
                text: "Ik.".to_owned(),
            },
        )
        .unwrap();
    let follow = Followed::Subject(app());
    place
        .act(
            &anna,
            Action::Follow {
                what: follow,
                follows: true,
            },
        )
        .unwrap();
    let community = place.catalogue.community();
    let session = community
        .sign_in(&super::coming("anna", &[], false), now())
        .unwrap();
    let feed = community.own(&anna).unwrap().feed_secret;
    assert_eq!(
        community.member_of_feed(&feed).unwrap(),
        Some(anna.member.id.clone())
    );

    place.act(&anna, Action::DeleteMe).unwrap();
    let kept = community.statement(&uses.id, None).unwrap();
    assert_eq!((kept.author.as_ref(), &kept.text), (None, &uses.text));
    for gone in [&post.id, &held.id] {
        assert!(
            community
                .statement(gone, Some(&place.moderator()))
                .is_none()
        );
    }
    let open_again = place.now(&seeks.id);
    assert!(open_again.claim.is_none() && open_again.people().all(|one| *one != anna.member.id));
    assert!(
        community
            .viewer_of_session(&session.token, now())
            .unwrap()
            .is_none()
    );
    assert_eq!(community.member_of_feed(&feed).unwrap(), None);
    assert!(community.public_member(&anna.member.id).is_none() && community.own(&anna).is_err());
    // Nothing of it is on the disk under their name.
    let backup = place.catalogue.backup().unwrap();
    let text = zstd::decode_all(std::fs::File::open(backup).unwrap()).unwrap();
    let text = String::from_utf8(text).unwrap();
    assert!(!text.contains("anna@example.nl") && !text.contains("\"subject\":\"anna\""));
}

#[tokio::test]
async fn backup_has_all_and_is_for_its_owner_alone() {
    let place = place().await;
    let owner = place.speaking_for("owner", "ministerie-vws");
    let held = place.make(&owner, new(StatementKind::Use, on_behalf("ministerie-vws")));
    let session = place
        .catalogue
        .community()
        .sign_in(&super::coming("owner", &[], false), now());
    let token = session.unwrap().token;
    let kept = place.catalogue.backup_of_now().unwrap();
    assert_eq!(place.catalogue.backup_of_now().unwrap(), kept);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = |path: &std::path::Path| path.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&kept), 0o600);
        assert_eq!(mode(kept.parent().unwrap()), 0o700);
        assert_eq!(mode(&place.dir.path().join("store")), 0o700);
    }
    place.make_public(&owner, new(StatementKind::Post, Behalf::Own));
    let newer = place.catalogue.backup_of_now().unwrap();
    assert_ne!(newer, kept, "what people said is reason for a new one");
    drop(place.catalogue);
    for lost in ["store", "index"] {
        std::fs::remove_dir_all(place.dir.path().join(lost)).unwrap();
    }
    let opened = crate::damage::reopen(place.dir.path());
    let community = opened.catalogue.community();
    let viewer = community.viewer_of_session(&token, now()).unwrap().unwrap();
    assert_eq!(viewer.member.id, owner.member.id);
    assert_eq!(viewer.member.email, owner.member.email);
    assert!(community.statement(&held.id, Some(&viewer)).is_some());
}

#[tokio::test]
async fn export_has_what_everybody_may_see_and_import_takes_it() {
    let place = place().await;
    let owner = place.known(&place.speaking_for("owner", "ministerie-vws"));
    let public = place.make(&owner, new(StatementKind::Use, on_behalf("ministerie-vws")));
    place.make(
        &place.member("silent"),
        new(StatementKind::Offer, Behalf::Own),
    );
    let mut file = Vec::new();
    place.catalogue.export(&mut file).unwrap();
    let mut text = String::new();
    zstd::stream::read::Decoder::new(&file[..])
        .unwrap()
        .read_to_string(&mut text)
        .unwrap();
    assert!(text.contains(&public.id.0));
    for private in [
        "example.nl",
        "\"identity\"",
        "silent",
        "accepted\":",
        "\"visibility\":\"held\"",
    ] {
        assert!(!text.contains(private), "{private}");
    }
    let (_dir, other) = empty();
    let report = other.import(&file[..], Contents::Imported).unwrap();
    assert_eq!((report.statements, report.bad_lines.len()), (4, 0));
    let community = other.community();
    let taken = community.statement(&public.id, None).unwrap();
    assert_eq!((&taken.text, &taken.behalf), (&public.text, &public.behalf));
    let member = community
        .public_member(taken.author.as_ref().unwrap())
        .unwrap();
    assert_eq!(member.name, "owner");
    let again = other.import(&file[..], Contents::Imported).unwrap();
    assert_eq!(again.statements, 0);
    assert_eq!(community.statement(&public.id, None).unwrap(), taken);
}

#[tokio::test]
async fn import_of_a_backup_makes_nobody_a_moderator() {
    let place = place().await;
    let owner = place.speaking_for("owner", "ministerie-vws");
    place.make_public(&owner, new(StatementKind::Post, Behalf::Own));
    let moderator = place.moderator().member;
    let file = std::fs::read(place.catalogue.backup().unwrap()).unwrap();
    let (_dir, other) = empty();

    let report = other.import(&file[..], Contents::Imported).unwrap();
    assert!(report.left_out > 5, "{report:?}");
    assert_eq!((report.statements, report.bad_lines.len()), (0, 0));
    let community = other.community();
    assert_eq!(community.all_members().unwrap(), []);
    let mut again = Vec::new();
    other.export(&mut again).unwrap();
    let text = String::from_utf8(zstd::decode_all(&again[..]).unwrap()).unwrap();
    assert!(!text.contains(&moderator.id.0) && !text.contains("\"statement\""));

    let report = other.import_with(
        &file[..],
        Contents::Imported,
        Removed::Stay,
        Members::TakenUp,
    );
    let report = report.unwrap();
    assert_eq!((report.statements, report.left_out), (1, 0));
    let members = community.all_members().unwrap();
    let taken = members.iter().find(|member| member.id == moderator.id);
    assert!(taken.unwrap().is_moderator);
}

#[tokio::test]
async fn example_comes_and_goes_with_the_sample() {
    let (_dir, catalogue) = empty();
    catalogue.import(SAMPLE, Contents::Sample).unwrap();
    let community = catalogue.community();
    let find = || {
        let filter = StatementFilter {
            query: Some("KopieID".to_owned()),
            ..StatementFilter::default()
        };
        community.statements(&filter, None)
    };
    let found = find();
    assert_eq!(found.len(), 1);
    assert!(found[0].is_example && found[0].author.is_none());
    fill(&catalogue, [repository("1", "minvws/app", 3)]).await;
    assert!(find().is_empty());
}

#[tokio::test]
async fn news_reaches_those_who_follow_and_those_who_use() {
    let place = place().await;
    let owner = place.known(&place.speaking_for("owner", "ministerie-vws"));
    let user = place.known(&place.speaking_for("user", "stichting-ictu"));
    let anna = place.member("anna");
    let later = now() + TimeDelta::days(1);
    let community = place.catalogue.community();
    place.make(&user, new(StatementKind::Use, on_behalf("stichting-ictu")));
    let follow = Action::Follow {
        what: Followed::Subject(organisation("ministerie-vws")),
        follows: true,
    };
    place.act(&anna, follow).unwrap();
    let seeks = new(StatementKind::Seeking, on_behalf("ministerie-vws"));
    let made = community.act(&owner, Action::Make(seeks), later).unwrap();
    let made = super::statement_of(made);
    let mut new_one = repository("2", "minvws/nieuw", 3);
    new_one.observed_at = later;
    fill(&place.catalogue, [new_one]).await;
    let news = |member: &bronwijzer_index::community::member::Viewer| {
        let news = community.news_for(&member.member.id, now(), later).unwrap();
        let kinds = news.into_iter().map(|one| {
            let kind: &'static str = one.kind.into();
            (kind, one.statement, one.because.is_some())
        });
        kinds.collect::<Vec<_>>()
    };
    assert_eq!(news(&user), [("seeking", Some(made.id.clone()), false)]);
    assert_eq!(news(&anna), [("new_repository", None, true)]);
    assert_eq!(news(&owner), []);
}

#[tokio::test]
async fn digest_is_noted_once_and_ended_with_one_click() {
    let place = place().await;
    let anna = place.member("anna");
    let community = place.catalogue.community();
    let id = &anna.member.id;
    let due = |at| community.digest_for(id, at).unwrap();
    assert_eq!(due(now()), None);
    let mut wants = super::profile(&anna.member);
    if let Action::ChangeProfile { digest, .. } = &mut wants {
        *digest = bronwijzer_index::community::member::DigestFrequency::Daily;
    }
    place.act(&anna, wants).unwrap();
    let digest = due(now()).unwrap();
    community.digest_sent(id, &digest).unwrap();
    assert!(community.digest_sent(id, &digest).is_err());
    assert_eq!(due(now() + TimeDelta::hours(12)), None);
    let tomorrow = now() + TimeDelta::hours(24);
    assert!(due(tomorrow).is_some());
    community.digest_not_sent(id, &digest).unwrap();
    assert_eq!(due(now()).unwrap(), digest);
    let secret = community.unsubscribe_secret(id).unwrap();
    assert!(!community.unsubscribe(&format!("{secret}x")).unwrap());
    assert_eq!(
        community.member_of_feed(&secret).unwrap(),
        None,
        "each address is for one thing"
    );
    assert!(community.unsubscribe(&secret).unwrap());
    assert_eq!(due(tomorrow), None);
}
