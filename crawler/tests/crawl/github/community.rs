//! Community health files that an account gives for all its repositories.

use bronwijzer_crawler::observation::{CommunityFiles, FileKind, FilePresence};
use bronwijzer_double::fault::Fault;
use bronwijzer_double::world::{Repository, World};
use chrono::Duration;

use crate::support::{Setup, now};

fn world() -> World {
    let mut own = Repository::new(1, "minvws", "rocky", now());
    own.write("docs/SECURITY.md", "# Mail us");
    let mut defaults = Repository::new(3, "minvws", ".github", now());
    defaults.write("SECURITY.md", "# Mail us");
    defaults.write("CONTRIBUTING.md", "# Help us");
    defaults.write(".github/CODE_OF_CONDUCT.md", "# Be kind");
    let mut hidden = Repository::new(4, "ICTU", ".github", now());
    hidden.write("SECURITY.md", "# Mail us");
    hidden.public = false;
    World::with_organisations(&["minvws", "ICTU"])
        .with(own)
        .with(Repository::new(2, "minvws", "puzi", now()))
        .with(defaults)
        .with(hidden)
        .with(Repository::new(5, "ICTU", "quality-time", now()))
}

fn all(shown: Option<bool>) -> CommunityFiles {
    CommunityFiles {
        security: shown,
        contributing: shown,
        code_of_conduct: shown,
    }
}

#[tokio::test]
async fn owner_community_files_count_for_every_repository() {
    use FileKind::{CodeOfConduct, Contributing, Security};
    let setup = Setup::new(world(), &["minvws", "ICTU"]).await;
    let run = setup.crawl().await;
    assert!(run.problems.is_empty(), "{:#?}", run.problems);
    let puzi = setup.sink.at("minvws/puzi").observation;
    assert_eq!(puzi.community_files, all(Some(true)));
    for kind in [Security, Contributing, CodeOfConduct] {
        assert_eq!(puzi.find_file(kind), FilePresence::GivenByOwner);
    }
    let rocky = setup.sink.at("minvws/rocky").observation;
    assert!(matches!(rocky.find_file(Security), FilePresence::Own(_)));
    assert_eq!(rocky.find_file(Contributing), FilePresence::GivenByOwner);
    // Nobody is shown the files of a private repository.
    let other = setup.sink.at("ICTU/quality-time").observation;
    assert_eq!(other.community_files, all(Some(false)));
    assert_eq!(other.find_file(Security), FilePresence::Absent);
}

#[tokio::test]
async fn failed_response_leaves_owner_files_unknown() {
    let fields = ["isSecurityPolicyEnabled", "contributingGuidelines"];
    let setup = Setup::new(world(), &["minvws"]).await;
    let fault = move || Some(Fault::Null("minvws/puzi".to_owned(), fields.to_vec()));
    setup.forge.fail(move |_| fault());
    setup.crawl().await;
    let first = setup.sink.at("minvws/puzi").observation;
    let unread = CommunityFiles {
        code_of_conduct: Some(true),
        ..CommunityFiles::default()
    };
    assert_eq!(first.community_files, unread);
    assert_eq!(
        first.find_file(FileKind::Security),
        FilePresence::OwnerNotAsked
    );
    let gaps: Vec<&str> = first.gaps.iter().map(|gap| &*gap.field).collect();
    assert_eq!(gaps, ["security_policy", "contributing_guidelines"]);

    let later = now() + Duration::minutes(5);
    setup.forge.recover();
    setup.forge.change(|world| {
        world.repository("minvws/puzi").updated_at = later;
    });
    setup.crawl().await;
    let second = setup.sink.at("minvws/puzi").observation;
    assert_eq!(second.community_files, all(Some(true)));
}
