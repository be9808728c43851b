//! What happens to what people say: waiting, claims, answers, decisions, time and facts.

use bronwijzer_crawler::sink::DepartureKind;
use bronwijzer_index::community::action::{Action, Decision, NewStatement};
use bronwijzer_index::community::kinds::{Field, StatementKind};
use bronwijzer_index::community::statement::{Behalf, StatementState, Subject, Visibility};
use bronwijzer_index::{CommunityError, StatementFilter};
use chrono::TimeDelta;

use super::{app, fields, new, on_behalf, organisation, place};
use crate::support::{depart_by, fill, now, repository};

#[tokio::test]
async fn first_texts_wait_and_links_a_while_longer() {
    let place = place().await;
    let anna = place.member("anna");
    let post = |text: &str| NewStatement {
        text: text.to_owned(),
        ..new(StatementKind::Post, Behalf::Own)
    };
    let first = place.make(&anna, post("Hallo."));
    assert_eq!(first.visibility, Visibility::Held);
    let anna = place.known(&anna);
    assert_eq!(
        place.make(&anna, post("Nog iets.")).visibility,
        Visibility::Public
    );
    let linked = place.make(&anna, post("Zie https://example.nl"));
    assert_eq!(linked.visibility, Visibility::Held);
    let moderator = place.moderator();
    let own = place.make(&moderator, post("Zie https://example.nl"));
    assert_eq!(own.visibility, Visibility::Public);
    // Nobody lets an innocent text through and finds another in its place.
    let changed = place.act(
        &anna,
        Action::Change {
            id: first.id.clone(),
            text: "Koop https://example.com".to_owned(),
            fields: fields(&[]),
        },
    );
    assert_eq!(
        super::statement_of(changed.unwrap()).visibility,
        Visibility::Held
    );
    let offered = place.known(&place.member("leverancier"));
    place
        .act(&offered, super::profile(&offered.member))
        .unwrap();
    let behalf = Behalf::Supplier {
        name: String::new(),
        website: String::new(),
    };
    let support = place.make(&offered, new(StatementKind::Support, behalf));
    assert_eq!(
        support.visibility,
        Visibility::Held,
        "every one of this kind waits"
    );
    assert!(matches!(&support.behalf, Behalf::Supplier { name, .. } if name == "Hosting BV"));
}

#[tokio::test]
async fn texts_are_cleaned_and_bounded() {
    let place = place().await;
    let anna = place.member("anna");
    let post = |text: String| {
        Action::Make(NewStatement {
            text,
            ..new(StatementKind::Post, Behalf::Own)
        })
    };
    let made = place.act(
        &anna,
        post("Wij\u{202e} ge\u{200b}bruiken\u{0} e\u{301}e\u{301}n".to_owned()),
    );
    assert_eq!(super::statement_of(made.unwrap()).text, "Wij gebruiken één");
    let just = place.act(&anna, post("é".repeat(2_000)));
    assert!(just.is_ok());
    let over = place.act(&anna, post("é".repeat(2_001)));
    assert!(
        matches!(
            over,
            Err(CommunityError::TooLong {
                length: 2_001,
                longest: 2_000
            })
        ),
        "{over:?}"
    );
    for empty in ["", " \n ", "\u{200b}\u{2060}"] {
        let none = place.act(&anna, post(empty.to_owned()));
        assert!(matches!(none, Err(CommunityError::NoText)), "{none:?}");
    }
    let elsewhere = Action::Make(NewStatement {
        subject: Subject::General,
        ..new(StatementKind::Post, Behalf::Own)
    });
    assert!(matches!(
        place.act(&anna, elsewhere),
        Err(CommunityError::WrongSubject)
    ));
    let unknown = Action::Make(NewStatement {
        subject: Subject::Repository("github.com:404".parse().unwrap()),
        ..new(StatementKind::Post, Behalf::Own)
    });
    assert!(matches!(
        place.act(&anna, unknown),
        Err(CommunityError::NoSubject)
    ));
}

#[tokio::test]
async fn too_much_in_an_hour_is_refused() {
    let place = place().await;
    let anna = place.member("anna");
    let community = place.catalogue.community();
    let post = |minutes: i64| {
        let post = Action::Make(new(StatementKind::Post, Behalf::Own));
        community.act(&anna, post, now() + TimeDelta::minutes(minutes))
    };
    for minute in 0..5 {
        post(minute).unwrap();
    }
    let Err(CommunityError::TooMany(again)) = post(6) else {
        panic!("not refused");
    };
    assert_eq!(again, now() + TimeDelta::hours(1));
    // What came to nothing does not count.
    let nothing = Action::Make(NewStatement {
        text: String::new(),
        ..new(StatementKind::Post, Behalf::Own)
    });
    let bea = place.member("bea");
    for _ in 0..9 {
        assert!(matches!(
            place.act(&bea, nothing.clone()),
            Err(CommunityError::NoText)
        ));
    }
    assert!(post(60).is_ok() && post(60).is_err() && post(61).is_ok());
}

#[tokio::test]
async fn claim_goes_from_hand_to_hand() {
    let place = place().await;
    let owner = place.speaking_for("owner", "ministerie-vws");
    let (bea, cas) = (place.known(&place.member("bea")), place.member("cas"));
    let seeks = place.make_public(
        &owner,
        new(StatementKind::Seeking, on_behalf("ministerie-vws")),
    );
    let text = || "Ik doe het.".to_owned();
    let id = || seeks.id.clone();
    place
        .act(
            &bea,
            Action::Claim {
                id: id(),
                text: text(),
            },
        )
        .unwrap();
    let claimed = place.now(&seeks.id);
    assert_eq!(claimed.state, StatementState::Claimed);
    assert_eq!(claimed.history.last().unwrap().text, Some(text()));
    assert_eq!(place.told(&owner)[0], "claim");
    let second = place.act(
        &cas,
        Action::Claim {
            id: id(),
            text: text(),
        },
    );
    assert!(matches!(second, Err(CommunityError::WrongState(_))));
    place
        .act(
            &bea,
            Action::Release {
                id: id(),
                text: text(),
            },
        )
        .unwrap();
    // Nobody has read a text of this member, so it reaches the owner alone.
    place
        .act(
            &cas,
            Action::Claim {
                id: id(),
                text: text(),
            },
        )
        .unwrap();
    assert_eq!(place.now(&seeks.id).history.last().unwrap().text, None);
    let messages = place.catalogue.community().messages(&owner).unwrap();
    assert_eq!(
        (messages[0].what.as_str(), &messages[0].text),
        ("claim", &text())
    );
    let community = place.catalogue.community();
    let days = |days| now() + TimeDelta::days(days);
    community
        .act(
            &cas,
            Action::GiveNews {
                id: id(),
                text: text(),
            },
            days(50),
        )
        .unwrap();
    assert_eq!(community.run_due(days(109)).unwrap().reopened, 0);
    assert_eq!(community.run_due(days(110)).unwrap().reopened, 1);
    let open = place.now(&seeks.id);
    assert_eq!((open.state, &open.claim), (StatementState::Open, &None));
    assert_eq!(place.told(&cas)[0], "no_news");
    assert_eq!(community.run_due(days(110)).unwrap().reopened, 0);
}

#[tokio::test]
async fn statement_ends_unless_it_is_renewed() {
    let place = place().await;
    let owner = place.speaking_for("owner", "ministerie-vws");
    let seeks = place.make_public(
        &owner,
        new(StatementKind::Seeking, on_behalf("ministerie-vws")),
    );
    let community = place.catalogue.community();
    let days = |days| now() + TimeDelta::days(days);
    assert_eq!(community.run_due(days(336)).unwrap().reminded, 1);
    assert_eq!(community.run_due(days(337)).unwrap().reminded, 0);
    assert_eq!(place.told(&owner)[0], "expires_soon");
    community
        .act(&owner, Action::Renew(seeks.id.clone()), days(340))
        .unwrap();
    assert_eq!(community.run_due(days(365)).unwrap().closed, 0);
    assert_eq!(community.run_due(days(705)).unwrap().closed, 1);
    let over = place.now(&seeks.id);
    assert_eq!(
        over.history.last().unwrap().rule.as_deref(),
        Some("expired")
    );
    community
        .act(&owner, Action::Renew(seeks.id.clone()), days(706))
        .unwrap();
    assert_eq!(place.now(&seeks.id).state, StatementState::Open);
}

#[tokio::test]
async fn facts_end_what_they_answer() {
    let place = place().await;
    let owner = place.speaking_for("owner", "ministerie-vws");
    let seeks = place.make_public(
        &owner,
        new(StatementKind::Seeking, on_behalf("ministerie-vws")),
    );
    let request = place.make_public(&owner, new(StatementKind::ReleaseRequest, Behalf::Own));
    let community = place.catalogue.community();
    place
        .act(
            &owner,
            Action::Answer {
                id: request.id.clone(),
                text: "Hier is het.".to_owned(),
                fields: fields(&[
                    (Field::Answer, &["released"]),
                    (Field::Repository, &["https://github.com/minvws/kopieid"]),
                ]),
            },
        )
        .unwrap();
    assert_eq!(community.run_due(now()).unwrap().closed, 0);
    // Renamed: it is the same repository.
    fill(&place.catalogue, [repository("1", "minvws/renamed", 3)]).await;
    fill(&place.catalogue, [repository("2", "minvws/KopieID", 3)]).await;
    assert_eq!(community.run_due(now()).unwrap().closed, 1);
    let released = place.now(&request.id);
    assert_eq!(
        released.history.last().unwrap().rule.as_deref(),
        Some("released")
    );
    let about = StatementFilter {
        subject: Some(app()),
        ..StatementFilter::default()
    };
    assert_eq!(community.statements(&about, None), [place.now(&seeks.id)]);
    depart_by(&place.catalogue, &["1"], DepartureKind::NotFound).await;
    assert_eq!(community.run_due(now()).unwrap().closed, 1);
    let gone = place.now(&seeks.id);
    assert_eq!(gone.history.last().unwrap().rule.as_deref(), Some("gone"));
    let again = Action::Make(new(StatementKind::Seeking, on_behalf("ministerie-vws")));
    assert!(place.act(&owner, again).is_err());
    // Why it stopped can be told of what is gone.
    place.make(
        &owner,
        new(StatementKind::Farewell, on_behalf("ministerie-vws")),
    );
}

#[tokio::test]
async fn archiving_ends_what_was_sought_before_it() {
    let place = place().await;
    let owner = place.speaking_for("owner", "ministerie-vws");
    let seeks = place.make_public(
        &owner,
        new(StatementKind::Seeking, on_behalf("ministerie-vws")),
    );
    let mut archived = repository("1", "minvws/app", 3);
    archived.flags.archived = Some(false);
    fill(&place.catalogue, [archived.clone()]).await;
    archived.flags.archived = Some(true);
    archived.observed_at = now() + TimeDelta::days(1);
    fill(&place.catalogue, [archived]).await;
    let community = place.catalogue.community();
    assert_eq!(
        community
            .run_due(now() + TimeDelta::days(1))
            .unwrap()
            .closed,
        1
    );
    let over = place.now(&seeks.id);
    assert_eq!(
        over.history.last().unwrap().rule.as_deref(),
        Some("archived")
    );
    // Who seeks somebody for an archived repository knows that it is.
    let later = now() + TimeDelta::days(2);
    let again = Action::Make(new(StatementKind::Seeking, on_behalf("ministerie-vws")));
    community.act(&owner, again, later).unwrap();
    assert_eq!(community.run_due(later).unwrap().closed, 0);
}

#[tokio::test]
async fn decisions_have_reasons_and_can_be_undone() {
    let place = place().await;
    let anna = place.member("anna");
    let bea = place.member("bea");
    let post = place.make_public(&anna, new(StatementKind::Post, Behalf::Own));
    let report = || Action::Report {
        id: post.id.clone(),
        text: "Dit is reclame.".to_owned(),
    };
    place.act(&bea, report()).unwrap();
    assert!(matches!(
        place.act(&bea, report()),
        Err(CommunityError::Twice)
    ));
    let moderator = place.moderator();
    let community = place.catalogue.community();
    assert_eq!(community.reports(&moderator).unwrap().len(), 1);
    let unexplained = Action::Decide {
        id: post.id.clone(),
        decision: Decision::Remove,
        reason: " ".to_owned(),
    };
    assert!(matches!(
        place.act(&moderator, unexplained),
        Err(CommunityError::Invalid { name: "reason", .. })
    ));
    place.decide(&post.id, Decision::Remove).unwrap();
    assert!(community.statement(&post.id, None).is_none());
    let own = community.statement(&post.id, Some(&anna)).unwrap();
    let removed = own.history.last().unwrap();
    assert_eq!(
        (removed.by.as_ref(), removed.text.as_deref()),
        (None, Some("Zo is het beter."))
    );
    assert_eq!(place.told(&anna)[0], "removed");
    assert!(community.reports(&moderator).unwrap()[0].decision.is_some());
    let undone = place.decide(&post.id, Decision::Undo).unwrap();
    assert_eq!(undone.visibility, Visibility::Public);
    assert!(
        place.decide(&post.id, Decision::Undo).is_err(),
        "nothing stands"
    );
    let log = community.audit_log(&moderator, None, 9).unwrap();
    let decisions: Vec<_> = log.iter().filter_map(|entry| entry.decision).collect();
    assert_eq!(
        decisions,
        [Decision::Undo, Decision::Remove, Decision::Accept]
    );
    let after = community
        .audit_log(&moderator, Some(&log[0].id), 1)
        .unwrap();
    assert_eq!(after[0], log[1]);
    // Held, let through, and taken back: the member is as new as before.
    let second = place.make(&anna, new(StatementKind::Post, Behalf::Own));
    let accepted = |place: &super::Place| place.member("anna").member.accepted;
    let before = accepted(&place);
    place.decide(&second.id, Decision::Accept).unwrap();
    assert_eq!(accepted(&place), before + 1);
    place.decide(&second.id, Decision::Undo).unwrap();
    assert_eq!(accepted(&place), before);
    assert_eq!(place.now(&second.id).visibility, Visibility::Held);
}

#[tokio::test]
async fn discussion_has_replies_and_can_be_closed() {
    let place = place().await;
    let anna = place.member("anna");
    let post = place.make_public(&anna, new(StatementKind::Post, Behalf::Own));
    let reply = |to: &bronwijzer_index::community::statement::StatementId| NewStatement {
        reply_to: Some(to.clone()),
        ..new(StatementKind::Post, Behalf::Own)
    };
    let bea = place.member("bea");
    let answer = place.make_public(&bea, reply(&post.id));
    let deeper = place.make_public(&anna, reply(&answer.id));
    assert_eq!(deeper.reply_to, Some(post.id.clone()));
    let elsewhere = Action::Make(NewStatement {
        subject: organisation("ministerie-vws"),
        ..reply(&post.id)
    });
    assert!(matches!(
        place.act(&anna, elsewhere),
        Err(CommunityError::WrongSubject)
    ));
    let replies = StatementFilter {
        reply_to: Some(post.id.clone()),
        ..StatementFilter::default()
    };
    let community = place.catalogue.community();
    assert_eq!(community.statements(&replies, None).len(), 2);
    let moderator = place.moderator();
    let close = |closed| Action::CloseDiscussion {
        subject: app(),
        closed,
        reason: "Het is klaar.".to_owned(),
    };
    place.act(&moderator, close(true)).unwrap();
    assert!(community.discussion_is_closed(&app()));
    let late = place.act(&bea, Action::Make(reply(&post.id)));
    assert!(matches!(late, Err(CommunityError::WrongState(_))));
    place.act(&moderator, close(false)).unwrap();
    place.act(&bea, Action::Make(reply(&post.id))).unwrap();
}

#[tokio::test]
async fn request_is_found_and_supported_once_each() {
    let place = place().await;
    let anna = place.member("anna");
    let request = place.make_public(&anna, new(StatementKind::ReleaseRequest, Behalf::Own));
    let community = place.catalogue.community();
    let find = |query: &str| {
        let filter = StatementFilter {
            query: Some(query.to_owned()),
            ..StatementFilter::default()
        };
        community.statements(&filter, None).len()
    };
    let cases = [
        ("KopieID", 1),
        ("kopieid", 1),
        ("kopie", 1),
        ("paspoort vws", 1),
        ("kopieid x", 0),
    ];
    for (query, found) in cases {
        assert_eq!(find(query), found, "{query}");
    }
    let bea = place.member("bea");
    let same = Action::Make(new(StatementKind::ReleaseRequest, Behalf::Own));
    assert!(matches!(place.act(&bea, same), Err(CommunityError::Twice)));
    let support = |supports| {
        let id = request.id.clone();
        super::statement_of(place.act(&bea, Action::Support { id, supports }).unwrap())
    };
    assert_eq!(
        support(true).supporters,
        std::slice::from_ref(&bea.member.id)
    );
    assert_eq!(support(true).supporters.len(), 1);
    assert_eq!(support(false).supporters, []);
    let of = |slug: &str| {
        let filter = StatementFilter {
            organisation: Some(slug.parse().unwrap()),
            ..StatementFilter::default()
        };
        community.statements(&filter, None).len()
    };
    assert_eq!((of("ministerie-vws"), of("stichting-ictu")), (1, 0));

    // Whoever waits for the answer is told, once each.
    support(true);
    let owner = place.speaking_for("owner", "ministerie-vws");
    let answer = Action::Answer {
        id: request.id.clone(),
        text: "Dat kan niet.".to_owned(),
        fields: fields(&[(Field::Answer, &["no"]), (Field::Ground, &["security"])]),
    };
    place.act(&owner, answer).unwrap();
    for viewer in [&anna, &bea] {
        let answers = place
            .told(viewer)
            .into_iter()
            .filter(|what| what == "answer");
        assert_eq!(answers.count(), 1);
    }
}

#[tokio::test]
async fn contact_goes_through_the_site_both_ways() {
    let place = place().await;
    let (anna, bea) = (place.member("anna"), place.member("bea"));
    let offer = place.make_public(&anna, new(StatementKind::Offer, Behalf::Own));
    let write = |text: &str| Action::Contact {
        id: offer.id.clone(),
        text: text.to_owned(),
    };
    assert!(place.act(&anna, write("Is daar iemand?")).is_err());
    place.act(&bea, write("Kunt u helpen?")).unwrap();
    place.act(&anna, write("Ja.")).unwrap();
    let community = place.catalogue.community();
    let answer = community.messages(&bea).unwrap().remove(0);
    assert_eq!(
        (answer.from, answer.text.as_str()),
        (Some(anna.member.id.clone()), "Ja.")
    );
    let json = serde_json::to_string(&community.messages(&anna).unwrap()).unwrap();
    assert!(!json.contains("example.nl"), "an address is shown");
}

#[tokio::test]
async fn limits_of_the_hour_hold_after_a_restart() {
    let place = place().await;
    let anna = place.member("anna");
    let post = || Action::Make(new(StatementKind::Post, Behalf::Own));
    for _ in 0..5 {
        place.act(&anna, post()).unwrap();
    }
    drop(place.catalogue);
    let catalogue = crate::support::open(&place.dir);
    let again = catalogue.community().act(&anna, post(), now());
    assert!(
        matches!(again, Err(CommunityError::TooMany(_))),
        "{again:?}"
    );
    let later = now() + TimeDelta::minutes(61);
    catalogue.community().act(&anna, post(), later).unwrap();
}

#[tokio::test]
async fn text_beside_a_statement_can_be_taken_out_alone() {
    let place = place().await;
    let owner = place.speaking_for("owner", "ministerie-vws");
    let seeks = place.make_public(
        &owner,
        new(StatementKind::Seeking, on_behalf("ministerie-vws")),
    );
    let helper = place.known(&place.member("helper"));
    let id = || seeks.id.clone();
    let claim = Action::Claim {
        id: id(),
        text: "Koop bij mij.".to_owned(),
    };
    place.act(&helper, claim).unwrap();
    let claimed = place.now(&seeks.id);
    let event = claimed.history.len() - 1;
    assert_eq!(
        claimed.history[event].text.as_deref(),
        Some("Koop bij mij.")
    );
    let remove = |event, reason: &str| Action::RemoveText {
        id: id(),
        event,
        reason: reason.to_owned(),
    };
    let moderator = place.moderator();
    for (event, reason) in [(event, ""), (event + 1, "Reclame."), (0, "Reclame.")] {
        place.act(&moderator, remove(event, reason)).unwrap_err();
    }
    place.act(&moderator, remove(event, "Reclame.")).unwrap();
    let now = place.now(&seeks.id);
    let left = &now.history[event];
    assert_eq!((left.text.as_ref(), left.is_text_removed), (None, true));
    assert_eq!(now.claim, claimed.claim, "what was done stays");
    assert_eq!(place.told(&helper)[0], "text_removed");
    let log = place.catalogue.community().audit_log(&moderator, None, 1);
    assert_eq!(log.unwrap()[0].reason, "Reclame.");
    place
        .act(&moderator, remove(event, "Nog eens."))
        .unwrap_err();
}
