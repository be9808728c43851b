//! The life of an organisation, from the list of bodies to the catalogue: it is founded,
//! publishes, merges and ends; and what the command that refreshes the list refuses.

use bronwijzer_double::github::GitHub;
use bronwijzer_double::world::{Repository, World};
use chrono::Utc;
use serde_json::{Value, json};

use crate::place::{Place, TOKEN, forge};

const ONTOLOGY: &str = "https://identifier.overheid.nl/tooi/def/ont/";

/// The list of bodies, with one that publishes.
const LIST: &str = "tooi,slug,name,type,province,ended,successors,former_slugs\n\
    https://identifier.overheid.nl/tooi/id/gemeente/gm0503,gemeente-delft,Gemeente Delft,municipality,Zuid-Holland,,,\n";

const ENTRIES: &str = "[[organisations]]\nslug = \"gemeente-delft\"\n\
    accounts = [\"https://github.com/Gemeente-Delft\"]\n";

fn uri(code: &str) -> String {
    format!("https://identifier.overheid.nl/tooi/id/gemeente/{code}")
}

fn node(code: &str, name: &str) -> Value {
    json!({
        "@id": uri(code),
        "@type": [format!("{ONTOLOGY}Gemeente")],
        "http://www.w3.org/2000/01/rdf-schema#label": [{ "@value": name }],
        format!("{ONTOLOGY}organisatiecode"): [{ "@value": code }],
        format!("{ONTOLOGY}ligtInProvincie"):
            [{ "@id": "https://identifier.overheid.nl/tooi/id/provincie/pv28" }],
    })
}

/// Delft merges into a new municipality.
fn merged() -> Value {
    let mut ended = node("gm0503", "gemeente Delft");
    ended[format!("{ONTOLOGY}einddatum")] = json!([{ "@value": "2025-12-31" }]);
    json!([
        ended,
        node("gm9999", "gemeente Schiestad"),
        {
            "@id": uri("wzg_00000001"),
            "@type": [format!("{ONTOLOGY}Samenvoeging")],
            "http://www.w3.org/ns/prov#invalidated": [{ "@id": uri("gm0503") }],
            "http://www.w3.org/ns/prov#generated": [{ "@id": uri("gm9999") }],
        },
    ])
}

const OWNER: &str = "{ repositories { nodes { name organisation { slug } } } }";

#[tokio::test(flavor = "multi_thread")]
async fn repositories_of_a_merged_organisation_are_its_successors() {
    let world = World::with_organisations(&["Gemeente-Delft"]);
    let world = world.with(Repository::new(1, "Gemeente-Delft", "kaart", Utc::now()));
    let github = GitHub::start(world, Some(TOKEN)).await;
    let place = Place::with_config(&format!(
        "listen = \"127.0.0.1:0\"\nschedule = \"off\"\norganisations = \"o.toml\"\norganisations_list = \"bodies.csv\"\n{}",
        forge(&github)
    ));
    std::fs::write(place.path("bodies.csv"), LIST).unwrap();
    std::fs::write(place.path("o.toml"), ENTRIES).unwrap();
    assert_eq!(place.run(&["crawl"]).status, Some(0));
    let found = place.serve(&[]).ask(OWNER, json!({})).await;
    let owner = &found["repositories"]["nodes"][0]["organisation"]["slug"];
    assert_eq!(owner, "gemeente-delft");

    let merged = merged().to_string();
    std::fs::write(place.path("gemeenten.json"), merged).unwrap();
    let update = ["organisations", "update", "gemeenten.json"];
    let tried = place.run(&[&update[..], &["--dry-run"]].concat());
    assert_eq!(tried.status, Some(0), "{tried:?}");
    assert_eq!(
        std::fs::read_to_string(place.path("bodies.csv")).unwrap(),
        LIST
    );
    let updated = place.run(&update);
    assert_eq!(updated.status, Some(0), "{updated:?}");
    for line in [
        "gemeente-delft ended on 2026-01-01; after it came gemeente-schiestad",
        "gemeente-schiestad is new",
        "2 changes, 0 to look at",
    ] {
        assert!(tried.stdout.contains(line), "{}", tried.stdout);
        assert!(updated.stdout.contains(line), "{}", updated.stdout);
    }

    let listed = place.run(&["organisations"]);
    assert_eq!(listed.status, Some(1), "{listed:?}");
    assert!(
        listed
            .stdout
            .contains("o.toml:1: `gemeente-delft` has ended"),
        "{}",
        listed.stdout
    );
    // A restart is enough; and a crawl reads the account on as the successor's.
    for crawls in [false, true] {
        if crawls {
            let crawl = place.run(&["crawl", "--organisation", "gemeente-schiestad"]);
            assert_eq!(crawl.status, Some(0), "{crawl:?}");
            assert!(crawl.stdout.contains("1 unchanged"), "{}", crawl.stdout);
        }
        let server = place.serve(&[]);
        let found = server.ask(OWNER, json!({})).await;
        let owner = &found["repositories"]["nodes"][0]["organisation"]["slug"];
        assert_eq!(owner, "gemeente-schiestad");
        // What led to Delft finds what Schiestad has.
        let old = "{ repositories(filter: { organisation: [\"gemeente-delft\"] }) { total } }";
        assert_eq!(server.ask(old, json!({})).await["repositories"]["total"], 1);
        let ended = "{ organisation(slug: \"gemeente-delft\") { slug } }";
        let ended = server.ask(ended, json!({})).await;
        assert_eq!(ended["organisation"]["slug"], "gemeente-delft");
    }
}

#[test]
fn unsound_value_list_leaves_the_list_as_it_is() {
    let place =
        Place::with_config("organisations_list = \"bodies.csv\"\norganisations = \"o.toml\"\n");
    std::fs::write(place.path("bodies.csv"), LIST).unwrap();
    std::fs::write(place.path("o.toml"), ENTRIES).unwrap();
    let broken = merged().to_string();
    std::fs::write(place.path("half.json"), &broken[..broken.len() / 2]).unwrap();
    std::fs::write(place.path("other.json"), "{\"name\": \"other\"}").unwrap();
    std::fs::write(place.path("sound.json"), broken).unwrap();
    let large = std::fs::File::create(place.path("large.json")).unwrap();
    large.set_len(100_000_000).unwrap();
    for (file, reason) in [
        ("half.json", "half.json is refused: it is not valid JSON"),
        (
            "other.json",
            "other.json is refused: it is not a value list of TOOI",
        ),
        (
            "large.json",
            "large.json is refused: it is larger than 10 MB",
        ),
        ("absent.json", "absent.json can't be read"),
    ] {
        let refused = place.run(&["organisations", "update", "sound.json", file]);
        assert_eq!(refused.status, Some(1), "{refused:?}");
        assert!(refused.stderr.contains(reason), "{}", refused.stderr);
        assert_eq!(
            std::fs::read_to_string(place.path("bodies.csv")).unwrap(),
            LIST
        );
    }
}

#[test]
fn list_inside_the_program_is_written_elsewhere() {
    let place = Place::with_config("");
    std::fs::write(place.path("gemeenten.json"), merged().to_string()).unwrap();
    let update = ["organisations", "update", "gemeenten.json"];
    let refused = place.run(&update);
    assert_eq!(refused.status, Some(1), "{refused:?}");
    assert!(
        refused.stderr.contains("Add --write PATH"),
        "{}",
        refused.stderr
    );
    let written = place.run(&[&update[..], &["--write", "bodies.csv"]].concat());
    assert_eq!(written.status, Some(0), "{written:?}");
    assert!(
        written
            .stdout
            .contains("of the kind `gemeente` the value lists lack"),
        "{}",
        written.stdout
    );
    let list = std::fs::read_to_string(place.path("bodies.csv")).unwrap();
    // The header, 1,118 bodies, and the new one.
    assert_eq!(list.lines().count(), 1 + 1118 + 1);
    let listed = place.run(&["organisations", "--organisations-list", "bodies.csv"]);
    assert!(
        listed.stdout.contains("gemeente-schiestad"),
        "{}",
        listed.stdout
    );
    assert!(
        listed
            .stdout
            .contains("unconfirmed: https://github.com/KINGgemeenten of vng"),
        "{}",
        listed.stdout
    );
}
