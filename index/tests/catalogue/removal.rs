//! What is removed on request leaves the catalogue and its backups, and stays out.

use bronwijzer_crawler::observation::Observation;
use bronwijzer_crawler::sink::DepartureKind;
use bronwijzer_index::community::action::Action;
use bronwijzer_index::community::kinds::StatementKind;
use bronwijzer_index::community::statement::Behalf;
use bronwijzer_index::{
    Catalogue, Cleansed, Contents, IndexError, Members, PersonRemoved, Removed, StoreError,
};
use bronwijzer_testing::whole;
use chrono::Days;

use crate::community::{coming, new, on_behalf, place};
use crate::support::{
    account, at, depart_by, described, empty, fill, now, open, repository, search, with_readme,
};

const NAME: &str = "Anna van Zuiderveld";
const EMAIL: &str = "a.zuiderveld@example.nl";
const PHONE: &str = "06-12345678";

fn naming(id: &str, path: &str) -> Observation {
    let seen = described(
        repository(id, path, 3),
        "Gemaakt door Zuiderveld, Anna van.",
    );
    let mut seen = with_readme(
        seen,
        &format!("Mail [Anna](mailto:{EMAIL}). Zie ook {NAME}."),
    );
    seen.observed_at = now();
    let file = format!(
        "publiccodeYmlVersion: \"0.4\"\nname: App\nmaintenance:\n  type: internal\n  contacts:\n    - name: {NAME}\n      email: {EMAIL}\n      phone: \"{PHONE}\"\n    - name: Piet Puk\n      email: piet@example.nl\n"
    );
    seen.publiccode = Some(whole("publiccode.yml", &file));
    seen
}

fn text(file: &[u8]) -> String {
    String::from_utf8(zstd::decode_all(file).unwrap()).unwrap()
}

fn exported(catalogue: &Catalogue) -> Vec<u8> {
    let mut file = Vec::new();
    catalogue.export(&mut file).unwrap();
    file
}

fn names_nobody(what: &str, text: &str) {
    let text = text.to_lowercase();
    for part in ["zuiderveld", &PHONE.to_lowercase()] {
        assert!(!text.contains(part), "{part} is in {what}");
    }
}

/// Every backup in a folder, as text.
fn backups(dir: &std::path::Path) -> Vec<String> {
    let entries = std::fs::read_dir(dir.join("backups")).unwrap();
    let files = entries.map(|entry| std::fs::read(entry.unwrap().path()).unwrap());
    files.map(|file| text(&file)).collect()
}

#[tokio::test]
async fn person_leaves_texts_backups_and_what_comes_later() {
    let (dir, catalogue) = empty();
    let other = described(repository("2", "ictu/b", 3), "Niemand");
    fill(&catalogue, [naming("1", "minvws/a"), other]).await;
    let before = exported(&catalogue);
    assert!(text(&before).contains(NAME));
    catalogue.backup().unwrap();
    assert_eq!(catalogue.keep_backups_clean().unwrap(), Cleansed::default());

    let removed = catalogue
        .remove_person(NAME, Some("verzoek"), now())
        .unwrap();
    assert_eq!(removed.repositories, 1);
    catalogue.remove_person(EMAIL, None, now()).unwrap();
    let cleansed = catalogue.keep_backups_clean().unwrap();
    assert_eq!(cleansed.rewritten.len(), 1);
    assert_eq!(catalogue.cleanse_backups().unwrap().rewritten.len(), 0);
    catalogue.backup().unwrap();
    names_nobody("an export", &text(&exported(&catalogue)));
    for backup in backups(dir.path()) {
        names_nobody("a backup", &backup);
        assert!(backup.contains("Piet Puk"));
    }
    assert_eq!(search(&catalogue, "zuiderveld").total, 0);
    let entry = at(&catalogue, "minvws/a").unwrap();
    let declared = &entry.assessment.declared;
    names_nobody("what is judged", &format!("{declared:?}"));
    drop(catalogue);

    // Neither a crawl, an import nor a restore brings them back.
    let catalogue = open(&dir);
    let mut again = naming("1", "minvws/a");
    again.observed_at = now() + Days::new(1);
    fill(&catalogue, [again, naming("3", "minvws/new")]).await;
    names_nobody("what a crawl brought", &text(&exported(&catalogue)));
    catalogue.import(&before[..], Contents::Imported).unwrap();
    catalogue
        .import_with(
            &before[..],
            Contents::Imported,
            Removed::ComeBack,
            Members::LeftOut,
        )
        .unwrap();
    names_nobody("an import", &text(&exported(&catalogue)));
    let plan = catalogue.plan_restore(&before[..], None).unwrap();
    let prepared = catalogue
        .prepare_restore(dir.path(), &before[..], &plan, now())
        .unwrap();
    drop(catalogue);
    prepared.put_in_place().unwrap();
    let catalogue = open(&dir);
    assert!(at(&catalogue, "minvws/a").is_some());
    names_nobody("a restore", &text(&exported(&catalogue)));
    let reasons = catalogue.removal_notes();
    assert!(
        reasons
            .iter()
            .any(|note| note.reason.as_deref() == Some("verzoek"))
    );
}

#[tokio::test]
async fn person_leaves_messages_reports_and_reasons() {
    let place = place().await;
    let (anna, piet) = (place.member("anna"), place.member("piet"));
    let moderator = place.moderator();
    let statement = place.make_public(&anna, new(StatementKind::Post, Behalf::Own));
    let id = statement.id.clone();
    let text = format!("Vraag {NAME} of mail {EMAIL}.");
    let written = [
        (
            &piet,
            Action::Contact {
                id: id.clone(),
                text: text.clone(),
            },
        ),
        (
            &piet,
            Action::Report {
                id: id.clone(),
                text: text.clone(),
            },
        ),
        (
            &moderator,
            Action::CloseDiscussion {
                subject: statement.subject.clone(),
                closed: true,
                reason: text.clone(),
            },
        ),
    ];
    for (who, action) in written {
        place.act(who, action).unwrap();
    }
    place.catalogue.backup().unwrap();
    let before = backups(place.dir.path()).remove(0);
    assert!(before.matches(NAME).count() >= 3, "{before}");

    let removed = place.catalogue.remove_person(NAME, None, now()).unwrap();
    assert_eq!((removed.messages, removed.statements), (3, 0));
    let removed = place.catalogue.remove_person(EMAIL, None, now()).unwrap();
    assert_eq!(removed.messages, 3);
    let community = place.catalogue.community();
    let message = &community.messages(&anna).unwrap()[0];
    assert_eq!(message.text, "Vraag (…) of mail removed@removed.invalid.");
    assert_eq!(message.from.as_ref(), Some(&piet.member.id));
    let reports = community.own(&piet).unwrap().reports;
    assert_eq!(reports[0].text, message.text);
    assert!(community.discussion_is_closed(&statement.subject));

    place.catalogue.cleanse_backups().unwrap();
    place.catalogue.backup().unwrap();
    for backup in backups(place.dir.path()) {
        // What moderators did is never changed, and says why.
        let kept = backup.lines().filter(|line| !line.contains("\"audit\""));
        names_nobody("a backup", &kept.collect::<Vec<_>>().join("\n"));
    }
}

#[tokio::test]
async fn member_who_was_removed_stays_out_of_restored_backups() {
    let place = place().await;
    let anna = place.speaking_for("anna", "ministerie-vws");
    place.make_public(&anna, new(StatementKind::Post, Behalf::Own));
    place.make_public(&anna, new(StatementKind::Use, on_behalf("ministerie-vws")));
    let piet = place.member("piet");
    let id = anna.member.id.to_string();
    let before = std::fs::read(place.catalogue.backup().unwrap()).unwrap();
    assert!(text(&before).contains("anna@example.nl"));

    let removed = place
        .catalogue
        .remove_person("test:anna", None, now())
        .unwrap();
    let expected = PersonRemoved {
        members: 1,
        ..PersonRemoved::default()
    };
    assert_eq!(removed, expected);
    place.act(&piet, Action::DeleteMe).unwrap();
    place.catalogue.cleanse_backups().unwrap();
    for backup in backups(place.dir.path()) {
        for gone in ["anna@example.nl", "piet@example.nl"] {
            assert!(!backup.contains(gone), "{gone}");
        }
    }
    let catalogue = place.catalogue;
    let plan = catalogue.plan_restore(&before[..], None).unwrap();
    assert!(plan.with_people);
    let prepared = catalogue
        .prepare_restore(place.dir.path(), &before[..], &plan, now())
        .unwrap();
    drop(catalogue);
    prepared.put_in_place().unwrap();
    let catalogue = open(&place.dir);
    let members = catalogue.community().all_members().unwrap();
    assert!(
        members.iter().all(|member| member.id.0 != id),
        "{members:?}"
    );
    let backup = text(&std::fs::read(catalogue.backup().unwrap()).unwrap());
    assert!(!backup.contains("anna@example.nl") && !backup.contains("piet@example.nl"));
    // They may come again, as somebody new.
    let session = catalogue
        .community()
        .sign_in(&coming("anna", &[], false), now());
    assert!(session.is_ok());
}

#[tokio::test]
async fn account_that_was_removed_stays_out() {
    let (dir, catalogue) = empty();
    fill(
        &catalogue,
        [
            naming("1", "minvws/a"),
            naming("2", "minvws/b"),
            naming("3", "ictu/c"),
        ],
    )
    .await;
    let before = exported(&catalogue);
    catalogue.backup().unwrap();
    let minvws = account("minvws");
    assert_eq!(catalogue.remove_account(&minvws, None, now()).unwrap(), 2);
    catalogue.cleanse_backups().unwrap();
    for backup in backups(dir.path()) {
        assert_eq!(backup.matches(NAME).count(), 2, "only of ictu/c");
    }
    // What is new under it, and what moves to it.
    let mut moved = naming("3", "minvws/c");
    moved.observed_at = now() + Days::new(1);
    fill(&catalogue, [naming("4", "minvws/new"), moved]).await;
    assert_eq!(search(&catalogue, "").total, 0);
    assert!(at(&catalogue, "minvws/new").is_none());
    catalogue.import(&before[..], Contents::Imported).unwrap();
    assert_eq!(search(&catalogue, "").total, 0);
    catalogue
        .import_with(
            &before[..],
            Contents::Imported,
            Removed::ComeBack,
            Members::LeftOut,
        )
        .unwrap();
    assert_eq!(search(&catalogue, "").total, 3);
    fill(&catalogue, [naming("4", "minvws/new")]).await;
    assert!(at(&catalogue, "minvws/new").is_some());
}

#[tokio::test]
async fn what_was_made_private_leaves_older_backups() {
    for kind in [DepartureKind::MadePrivate, DepartureKind::Blocked] {
        let (dir, catalogue) = empty();
        fill(
            &catalogue,
            [naming("1", "minvws/a"), naming("2", "minvws/b")],
        )
        .await;
        catalogue.backup().unwrap();
        assert_eq!(catalogue.keep_backups_clean().unwrap(), Cleansed::default());
        depart_by(&catalogue, &["1"], kind).await;
        let cleansed = catalogue.keep_backups_clean().unwrap();
        assert_eq!(cleansed.rewritten.len(), 1, "{kind:?}");
        let [backup] = &backups(dir.path())[..] else {
            panic!("one backup was made");
        };
        assert_eq!(backup.matches(PHONE).count(), 1, "{kind:?}");
        // It restores as before.
        drop(catalogue);
        std::fs::remove_dir_all(dir.path().join("store")).unwrap();
        let opened = Catalogue::open(dir.path(), Vec::new(), now()).unwrap();
        assert_eq!(search(&opened.catalogue, "").total, 1);
    }
}

#[tokio::test]
async fn nobody_in_particular_is_not_removed() {
    let (_dir, catalogue) = empty();
    fill(&catalogue, [naming("1", "minvws/a")]).await;
    for person in ["", "Anna", "github:anna", "x@y"] {
        let error = catalogue.remove_person(person, None, now()).unwrap_err();
        assert!(
            matches!(error, IndexError::Store(StoreError::Refused(_))),
            "{person}: {error:?}"
        );
    }
    assert!(text(&exported(&catalogue)).contains(NAME));
}

#[tokio::test]
async fn clean_backup_is_read_again_once_it_changed() {
    let (_dir, catalogue) = empty();
    fill(&catalogue, [naming("1", "minvws/a")]).await;
    let path = catalogue.backup().unwrap();
    assert_eq!(catalogue.keep_backups_clean().unwrap(), Cleansed::default());

    let written = std::fs::metadata(&path).unwrap();
    let damaged = vec![b'?'; usize::try_from(written.len()).unwrap()];
    std::fs::write(&path, damaged).unwrap();
    let file = std::fs::File::options().write(true).open(&path).unwrap();
    file.set_modified(written.modified().unwrap()).unwrap();
    fill(&catalogue, [naming("2", "minvws/b")]).await;
    assert_eq!(catalogue.keep_backups_clean().unwrap(), Cleansed::default());

    // Who wants to be sure has each read.
    let all = catalogue.cleanse_backups().unwrap();
    assert_eq!(all.unreadable, std::slice::from_ref(&path));
    file.set_modified(std::time::SystemTime::now()).unwrap();
    let changed = catalogue.keep_backups_clean().unwrap();
    assert_eq!(changed.unreadable, [path]);
}
