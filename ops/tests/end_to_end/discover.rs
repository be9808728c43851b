//! Finding accounts of organisations that have none, from the search to the registry.

use bronwijzer_double::fault::Fault;
use bronwijzer_double::github::GitHub;
use bronwijzer_double::world::{Account, Profile, Repository, World};
use chrono::Utc;
use serde_json::Value;

use crate::place::{Place, REGISTRY, TOKEN};

/// Two organisations without an account.
const MORE: &str = r#"
# Nothing known yet.
[[organisations]]
slug = "gemeente-zeist"
name = "Gemeente Zeist"
tooi = "https://identifier.overheid.nl/tooi/id/gemeente/gm0355"
accounts = []

[[organisations]]
slug = "rivm"
name = "Rijksinstituut voor Volksgezondheid en Milieu"
short_names = ["RIVM"]
tooi = "https://identifier.overheid.nl/tooi/id/oorg/oorg10123"
accounts = []
"#;

fn text(text: &str) -> Option<String> {
    Some(text.to_owned())
}

/// What a search finds for them, a person among it, and what a file and a fork point to.
fn world() -> World {
    let now = Utc::now();
    let mut world =
        World::with_organisations(&["Gemeente-Delft", "PDOK", "gemeente-utrecht", "firm"]);
    world
        .accounts
        .push(Account::organisation("GemeenteZeist").saying(Profile {
            name: text("Gemeente Zeist"),
            location: text("Zeist, Nederland"),
            ..Profile::default()
        }));
    world
        .accounts
        .push(Account::user("gemeente-zeist").saying(Profile {
            name: text("Gemeente Zeist"),
            ..Profile::default()
        }));
    let repository = |id: u64, owner: &str| Repository::new(id, owner, "app", now);
    let mut of_rivm = repository(4, "firm");
    of_rivm.write(
        "publiccode.yml",
        "organisation:\n  uri: https://identifier.overheid.nl/tooi/id/oorg/oorg10123\n",
    );
    let mut viewer = Repository::new(2, "PDOK", "viewer", now);
    viewer.parent = Some(3);
    world
        .with(viewer)
        .with(repository(3, "gemeente-utrecht"))
        .with(of_rivm)
}

fn place(github: &GitHub) -> Place {
    let place = Place::asking(github);
    write(&place, &format!("{REGISTRY}{MORE}"));
    place
}

fn write(place: &Place, registry: &str) {
    std::fs::write(place.path("organisations.toml"), registry).unwrap();
}

/// On the stand-in alone.
const HERE: [&str; 2] = ["--forge", "github.com"];

#[tokio::test(flavor = "multi_thread")]
async fn candidates_are_listed_with_evidence_and_none_is_added() {
    let github = GitHub::start(world(), Some(TOKEN)).await;
    let place = place(&github);
    assert_eq!(place.run(&["crawl"]).status, Some(0));
    let before = std::fs::read(place.path("organisations.toml")).unwrap();
    let found = place.run(&[&["discover"][..], &HERE].concat());
    assert_eq!(found.status, Some(0), "{found:?}");
    for expected in [
        "gemeente-zeist  Gemeente Zeist\n  middling https://github.com/GemeenteZeist\n           its name, `GemeenteZeist`, is the organisation's, and it says to be in Zeist, Nederland\n",
        "rivm  Rijksinstituut voor Volksgezondheid en Milieu\n  strong   https://github.com/firm\n           the publiccode.yml of https://github.com/firm/app names this organisation\n",
        "https://github.com/gemeente-utrecht\n  https://github.com/PDOK/viewer is a fork of its code\n",
        "3 accounts to review.",
        "nothing left to ask",
    ] {
        assert!(found.stdout.contains(expected), "{}", found.stdout);
    }
    assert!(
        !found.stdout.contains("github.com/gemeente-zeist\n"),
        "{}",
        found.stdout
    );
    assert_eq!(
        std::fs::read(place.path("organisations.toml")).unwrap(),
        before
    );
    // What was found is remembered.
    let offline = place.run(&["discover", "--offline", "--format", "json"]);
    let document: Value = serde_json::from_str(&offline.stdout).unwrap();
    let candidates = document["candidates"].as_array().unwrap();
    assert_eq!(candidates.len(), 2, "{document}");
    assert_eq!(candidates[0]["strength"], "middling");
    assert_eq!(candidates[0]["evidence"][0]["kind"], "same_name");
    let asked = github.asked();
    assert_eq!(
        place.run(&[&["discover"][..], &HERE].concat()).status,
        Some(0)
    );
    assert_eq!(github.asked(), asked);
}

#[tokio::test(flavor = "multi_thread")]
async fn broken_memory_is_told_and_begun_anew() {
    let github = GitHub::start(world(), Some(TOKEN)).await;
    let place = place(&github);
    let discover = [&["discover", "--organisation", "gemeente-zeist"][..], &HERE].concat();
    assert_eq!(place.run(&discover).status, Some(0));
    let memory = place.path("bronwijzer-data").join("discover.json");
    std::fs::write(&memory, "{\"version\":1,").unwrap();
    let found = place.run(&discover);
    assert_eq!(found.status, Some(0), "{found:?}");
    assert!(
        found.stderr.contains("discover.json is broken"),
        "{}",
        found.stderr
    );
    assert!(
        found.stdout.contains("https://github.com/GemeenteZeist"),
        "{}",
        found.stdout
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn forge_that_is_down_is_told_and_asked_again() {
    let github = GitHub::start(world(), Some(TOKEN)).await;
    let place = place(&github);
    github.fail(|_| Some(Fault::Secondary(7200)));
    let discover = [&["discover"][..], &HERE].concat();
    let failed = place.run(&discover);
    assert_eq!(failed.status, Some(1), "{failed:?}");
    assert!(
        failed.stdout.contains("Run the command again after"),
        "{}",
        failed.stdout
    );
    github.recover();
    let found = place.run(&discover);
    assert!(
        found.stdout.contains("https://github.com/GemeenteZeist"),
        "{}",
        found.stdout
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_exist_is_refused() {
    let github = GitHub::start(world(), Some(TOKEN)).await;
    let place = place(&github);
    for (arguments, why) in [
        (["--organisation", "atlantis"], "no organisation `atlantis`"),
        (
            ["--forge", "svn.example.org"],
            "svn.example.org is not a configured forge",
        ),
    ] {
        let refused = place.run(&[&["discover"][..], &arguments].concat());
        assert_eq!(refused.status, Some(1), "{refused:?}");
        assert!(refused.stderr.contains(why), "{}", refused.stderr);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn accepted_account_is_written_and_the_rest_of_the_file_stays() {
    let github = GitHub::start(world(), Some(TOKEN)).await;
    let place = place(&github);
    let registry =
        format!("{REGISTRY}{MORE}\n[[organisations]]\nslug = \"broken\"\nname = Broken\n");
    write(&place, &registry);
    let one = "gemeente-zeist=https://github.com/GemeenteZeist";
    let accepted = place.run(&["discover", "--accept", one]);
    assert_eq!(accepted.status, Some(0), "{accepted:?}");
    assert_eq!(
        accepted.stdout,
        "gemeente-zeist: added https://github.com/GemeenteZeist\n"
    );
    let written = std::fs::read_to_string(place.path("organisations.toml")).unwrap();
    let expected = registry.replacen(
        "gm0355\"\naccounts = []",
        "gm0355\"\naccounts = [\"https://github.com/GemeenteZeist\"]",
        1,
    );
    assert_eq!(written, expected);
    let again = place.run(&["discover", "--accept", one]);
    assert_eq!(again.status, Some(0), "{again:?}");
    assert!(again.stdout.contains("already has"), "{}", again.stdout);
    assert_eq!(
        std::fs::read_to_string(place.path("organisations.toml")).unwrap(),
        expected
    );
    let files = std::fs::read_dir(place.path(".")).unwrap();
    let left = files.filter(|file| {
        let name = file.as_ref().unwrap().file_name();
        name.to_string_lossy().starts_with("organisations.toml")
    });
    assert_eq!(left.count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn file_of_acceptances_is_written_whole_or_not_at_all() {
    let github = GitHub::start(world(), Some(TOKEN)).await;
    let place = place(&github);
    let before = std::fs::read_to_string(place.path("organisations.toml")).unwrap();
    let accept = ["discover", "--accept-file", "accepted.txt"];
    let cases = [
        (
            "gemeente-zeist",
            "accepted.txt:3: `gemeente-zeist` does not say whose",
        ),
        (
            "atlantis=https://github.com/x",
            "has no organisation with this slug",
        ),
        (
            "gemeente-zeist=https://github.com/PDOK",
            "already that of kadaster",
        ),
        (
            "gemeente-zeist=https://svn.example.org/x",
            "not a configured forge",
        ),
    ];
    for (line, why) in cases {
        let text = format!("# looked at today\nrivm=https://github.com/rivm\n{line}\n");
        std::fs::write(place.path("accepted.txt"), text).unwrap();
        let refused = place.run(&accept);
        assert_eq!(refused.status, Some(2), "{refused:?}");
        assert!(refused.stderr.contains(why), "{}", refused.stderr);
        assert!(
            refused.stderr.contains("nothing was written"),
            "{}",
            refused.stderr
        );
        assert_eq!(
            std::fs::read_to_string(place.path("organisations.toml")).unwrap(),
            before
        );
    }
    std::fs::write(
        place.path("accepted.txt"),
        "rivm = https://github.com/rivm/\n",
    )
    .unwrap();
    assert_eq!(place.run(&accept).status, Some(0));
    std::fs::write(place.path("accepted.txt"), [0xff, 0x00]).unwrap();
    assert_eq!(place.run(&accept).status, Some(2));
    let built_in = [&accept[..], &["--organisations", "built-in"]].concat();
    std::fs::write(place.path("accepted.txt"), "rivm=https://github.com/rivm\n").unwrap();
    let refused = place.run(&built_in);
    assert_eq!(refused.status, Some(1), "{refused:?}");
    assert!(
        refused
            .stderr
            .contains("organisations export --format toml"),
        "{}",
        refused.stderr
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn list_of_others_seeds_the_search_and_persons_stay_out() {
    let mut world = world();
    world.accounts.push(Account::organisation("zst-code"));
    let github = GitHub::start(world, Some(TOKEN)).await;
    let place = place(&github);
    let list = "\
- id: https://identifier.overheid.nl/tooi/id/gemeente/gm0355
  name: gemeente Zeist
  orgs:
    - https://github.com/zst-code
    - https://github.com/gemeente-zeist
    - nonsense
- name: Atlantis
  orgs: [https://github.com/atlantis]
";
    std::fs::write(place.path("publishers.yml"), list).unwrap();
    let from = ["discover", "--from", "publishers.yml"];
    let offline = place.run(&[&from[..], &["--offline"]].concat());
    assert!(!offline.stdout.contains("zst-code"), "{}", offline.stdout);
    assert!(
        offline
            .stdout
            .contains("2 accounts of lists were not looked at yet"),
        "{}",
        offline.stdout
    );
    let found = place.run(&[&from[..], &HERE].concat());
    assert_eq!(found.status, Some(0), "{found:?}");
    assert!(
        found.stdout.contains(
            "middling https://github.com/zst-code\n           list publishers.yml has it, under the organisation's identifier"
        ),
        "{}",
        found.stdout
    );
    assert!(
        !found.stdout.contains("github.com/gemeente-zeist\n"),
        "{}",
        found.stdout
    );
    for problem in [
        "`nonsense` is not a web address",
        "no organisation `Atlantis`",
    ] {
        assert!(found.stderr.contains(problem), "{}", found.stderr);
    }
}

#[test]
fn registry_is_exported_and_imported_the_same() {
    let place = Place::with_config("organisations_list = \"off\"\n");
    write(&place, &format!("{REGISTRY}{MORE}"));
    let own = ["--organisations", "organisations.toml"];
    for (form, file) in [("csv", "r.csv"), ("publishers-yml", "r.yml")] {
        let export = |own: &[&str], file: &str| {
            let arguments = ["organisations", "export", "--format", form, file];
            let exported = place.run(&[&arguments[..], own].concat());
            assert_eq!(exported.status, Some(0), "{exported:?}");
            std::fs::read_to_string(place.path(file)).unwrap()
        };
        let exported = export(&own, file);
        let out = format!("{form}.toml");
        let imported = place.run(&["organisations", "import", file, &out]);
        assert_eq!(imported.status, Some(0), "{imported:?}");
        assert_eq!(export(&["--organisations", &out], "again"), exported);
        let refused = place.run(&["organisations", "import", file, &out]);
        assert!(
            refused.stderr.contains("exists already"),
            "{}",
            refused.stderr
        );
    }
    let small = place.run(&[&["organisations", "export", "--format", "toml"][..], &own].concat());
    assert_eq!(small.stdout, format!("{REGISTRY}{MORE}"));
    std::fs::write(place.path("b.csv"), [0, 1, 2]).unwrap();
    let refused = place.run(&["organisations", "import", "b.csv"]);
    assert_eq!(refused.status, Some(1), "{refused:?}");
    assert!(
        refused.stderr.contains("is not a text in UTF-8"),
        "{}",
        refused.stderr
    );
}
