//! People and programs among the authors of commits, the same on every kind of
//! forge.

use std::sync::Arc;

use bronwijzer_crawler::commits::CommitActivity;
use bronwijzer_double::world::{Author, Repository, World};

use crate::support::{Kind, Setup, now};

/// What is counted of commits by two authors, every other week; each is login,
/// address and name.
async fn count(kind: Kind, authors: [(Option<&str>, &str, &str); 2]) -> CommitActivity {
    let mut repository = Repository::new(1, "minvws", "rocky", now());
    let authors = authors.map(|(login, email, name)| Author {
        name: name.to_owned(),
        email: email.to_owned(),
        login: login.map(str::to_owned),
    });
    repository.authors = Arc::new(authors.to_vec());
    let world = World::with_organisations(&["minvws"]).with(repository);
    let setup = Setup::on(kind, world, &["minvws"]).await;
    setup.crawl().await;
    setup.sink.at("minvws/rocky").observation.commits.unwrap()
}

#[tokio::test]
async fn one_person_with_two_addresses_is_one_author() {
    let carol = (Some("carol"), "carol@example.org", "Carol Smit");
    let others = [
        (None, "carol@laptop.local", "Carol Smit"),
        (None, "c.smit@home.example", "carol smit"),
        (None, "CAROL@example.org", "C. Smit"),
    ];
    for kind in Kind::ALL {
        for other in others {
            let commits = count(*kind, [carol, other]).await;
            assert_eq!(commits.per_author, [26], "{other:?}");
        }
        let hidden = match kind {
            Kind::GitHub => [
                "7+carol@users.noreply.github.com",
                "carol@users.noreply.github.com",
            ],
            Kind::GitLab => [
                "7-carol@users.noreply.gitlab.com",
                "carol@users.noreply.gitlab.com",
            ],
            Kind::Gitea => ["carol@noreply.codeberg.org", "7+carol@noreply.codeberg.org"],
        };
        let author = |address| (None, address, if address == hidden[0] { "x" } else { "y" });
        let commits = count(*kind, hidden.map(author)).await;
        assert_eq!(commits.per_author, [26], "{hidden:?}");
        let two = [carol, (Some("grace"), "grace@example.org", "Grace")];
        assert_eq!(count(*kind, two).await.per_author, [13, 13]);
    }
}

#[tokio::test]
async fn person_named_like_a_bot_is_a_person() {
    let dan = (Some("dan"), "dan@example.org", "Dan Visser");
    for kind in Kind::ALL {
        for person in [
            (Some("cjenkins"), "jenkins@example.org", "Carol Jenkins"),
            (Some("jenkins"), "carol@example.org", "Carol Jenkins"),
            (Some("ben-bot"), "b.bot@example.org", "Ben Bot"),
        ] {
            let commits = count(*kind, [dan, person]).await;
            assert_eq!(commits.per_author, [13, 13], "{person:?}");
        }
        for program in [
            (None, "ci@example.org", "Jenkins CI"),
            (None, "jb@example.org", "jenkins-bot"),
            (None, "sr@example.org", "semantic-release"),
            (None, "project_1_bot_2f@noreply.example.org", "Sync"),
        ] {
            let commits = count(*kind, [dan, program]).await;
            assert_eq!(commits.per_author, [13], "{program:?}");
        }
    }
}
