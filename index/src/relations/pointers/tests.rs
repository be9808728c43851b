use bronwijzer_crawler::observation::TextFile;
use bronwijzer_crawler::organisation::{Organisation, OrganisationType};
use bronwijzer_crawler::outside::OutsideFacts;
use bronwijzer_testing::now;

use super::*;
use crate::assess::assess;
use crate::assess::open_by_default::{self, LeaveOut};

fn registered() -> RegisteredOrganisations {
    let slug = "gemeente-delft".parse().unwrap();
    RegisteredOrganisations::new(&[Organisation {
        accounts: vec!["https://github.com/delft".parse().unwrap()],
        ..Organisation::new(slug, "Gemeente Delft", OrganisationType::Municipality)
    }])
}

fn repository(url: &str) -> Observation {
    bronwijzer_testing::repository(url).build()
}

fn with_publiccode(mut observation: Observation, text: &str) -> Observation {
    observation.publiccode = Some(TextFile::capped(
        "publiccode.yml",
        text.to_owned(),
        1,
        false,
    ));
    observation
}

pub(crate) fn entry(observation: Observation) -> Entry {
    let assessment = assess(&observation, now());
    Entry {
        open_by_default: open_by_default::judge(
            &observation,
            &assessment,
            false,
            &LeaveOut::default(),
        ),
        assessment,
        account: observation.url.as_account(),
        organisation: None,
        former_urls: vec!["https://github.com/delft/old".parse().unwrap()],
        uuid: crate::uuid_of_uri("https://github.com/delft/old"),
        first_seen_at: now(),
        gone: None,
        shown_as: None,
        statements: Vec::new(),
        history: Vec::new(),
        outside: OutsideFacts::default(),
        observation,
    }
}

/// Links as `kind to rules`.
fn links_of(observation: Observation) -> Vec<String> {
    let pointers = Pointers::of(&entry(observation), &registered());
    let links = pointers.links.iter();
    links
        .map(|link| {
            format!(
                "{} {}",
                link.kind.term(&link.to.key()),
                link.rules
                    .iter()
                    .map(|rule| <&str>::from(*rule))
                    .collect::<Vec<_>>()
                    .join(" ")
            )
        })
        .collect()
}

#[test]
fn links_follow_from_what_forge_and_publiccode_say() {
    struct Case {
        what: &'static str,
        file: &'static str,
        change: fn(&mut Observation),
        links: &'static [&'static str],
    }
    let cases = [
        Case {
            what: "nothing is said",
            file: "",
            change: |_| {},
            links: &[],
        },
        Case {
            what: "the forge names a parent",
            file: "",
            change: |here| here.parent = "https://github.com/other/App".parse().ok(),
            links: &["fork:github.com/other/app forge_parent"],
        },
        Case {
            what: "a fork is marked and nobody says of what",
            file: "",
            change: |here| here.flags.fork = Some(true),
            links: &[],
        },
        Case {
            what: "the file's address is its own, or was",
            file: "url: https://www.github.com/Delft/OLD.git",
            change: |_| {},
            links: &[],
        },
        Case {
            what: "a fork whose file names the parent",
            file: "url: https://github.com/other/app",
            change: |here| here.parent = "https://github.com/other/app".parse().ok(),
            links: &["technical_fork:github.com/other/app publiccode_url_elsewhere forge_parent"],
        },
        Case {
            what: "a fork of a fork",
            file: "url: https://github.com/first/app",
            change: |here| here.parent = "https://github.com/other/app".parse().ok(),
            links: &[
                "technical_fork:github.com/first/app publiccode_url_elsewhere",
                "fork:github.com/other/app forge_parent",
            ],
        },
        Case {
            what: "the file's address is a page of a website",
            file: "url: https://www.delft.nl/diensten/app",
            change: |_| {},
            links: &[],
        },
        Case {
            what: "a variant, of two",
            file: "url: https://github.com/delft/app\nisBasedOn:\n  - https://github.com/a/app\n  - https://gitlab.com/b/app\n  - https://delft.nl/a/b\n  - https://github.com/delft/app",
            change: |here| here.parent = "https://github.com/a/app".parse().ok(),
            links: &[
                "variant:github.com/a/app publiccode_based_on forge_parent",
                "variant:gitlab.com/b/app publiccode_based_on",
            ],
        },
        Case {
            what: "a copy of a variant's file is no variant",
            file: "url: https://github.com/other/app\nisBasedOn: https://github.com/a/app",
            change: |_| {},
            links: &["technical_fork:github.com/other/app publiccode_url_elsewhere"],
        },
        Case {
            what: "what a file without an address is based on",
            file: "isBasedOn: https://github.com/a/app",
            change: |_| {},
            links: &[],
        },
        Case {
            what: "the forge names what is mirrored",
            file: "url: https://gitlab.com/delft/app",
            change: |here| here.mirror_url = Some("git@gitlab.com:delft/app.git".to_owned()),
            links: &["mirror:gitlab.com/delft/app forge_mirror publiccode_url_elsewhere"],
        },
        Case {
            what: "the forge says that it is a mirror, and the file of what",
            file: "url: https://gitlab.com/delft/another-name",
            change: |here| here.flags.mirror = Some(true),
            links: &["mirror:gitlab.com/delft/another-name mirror_with_publiccode_url"],
        },
        Case {
            what: "the file names the same name on another forge",
            file: "url: https://gitlab.com/delft/App",
            change: |_| {},
            links: &["mirror:gitlab.com/delft/app publiccode_url_same_name"],
        },
        Case {
            what: "the same, and it is a fork",
            file: "url: https://gitlab.com/delft/app",
            change: |here| here.flags.fork = Some(true),
            links: &["technical_fork:gitlab.com/delft/app publiccode_url_elsewhere"],
        },
        Case {
            what: "another name on another forge",
            file: "url: https://gitlab.com/delft/else",
            change: |_| {},
            links: &["technical_fork:gitlab.com/delft/else publiccode_url_elsewhere"],
        },
        Case {
            what: "a mirror of nothing that can be read",
            file: "url: [",
            change: |here| here.mirror_url = Some("/srv/git/app".to_owned()),
            links: &[],
        },
    ];
    for case in cases {
        let mut here = with_publiccode(repository("https://github.com/delft/app"), case.file);
        (case.change)(&mut here);
        assert_eq!(links_of(here), case.links, "{}", case.what);
    }
}

#[test]
fn users_and_dependencies_are_those_of_its_own_file() {
    let lists = "usedBy: [Delft, gemeente delft, Ergens, '!']\n\
                 dependsOn:\n  open:\n    - name: Open Zaak\n    - name: open-zaak\n    - name: Go\n";
    let own = format!("name: Het Loket\nurl: https://github.com/delft/app\n{lists}");
    let pointers = |text: &str| {
        let here = with_publiccode(repository("https://github.com/delft/app"), text);
        Pointers::of(&entry(here), &registered())
    };
    let found = pointers(&own);
    let users: Vec<(&str, Option<&str>)> = found
        .users
        .iter()
        .map(|user| {
            (
                user.name.as_str(),
                user.organisation.as_ref().map(Slug::as_str),
            )
        })
        .collect();
    assert_eq!(
        users,
        [
            ("Delft", Some("gemeente-delft")),
            ("gemeente delft", Some("gemeente-delft")),
            ("Ergens", None)
        ]
    );
    assert_eq!(found.dependencies, ["Open Zaak"]);
    assert_eq!(found.names, ["hetloket", "app"]);

    let copied = pointers(&format!("url: https://github.com/other/x\n{lists}"));
    assert_eq!((copied.users, copied.dependencies), (vec![], vec![]));
    assert_eq!(copied.names, Vec::<String>::new());
    // Without an address nothing says that it is somebody else's.
    assert_eq!(pointers(lists).users.len(), 3);
}

#[test]
fn twins_share_a_name_and_a_text_that_tells() {
    let words = |count: usize| "Woord ".repeat(count);
    let twins = |name: &str, readme: &str, description: &str| {
        let mut here = repository(&format!("https://github.com/delft/{name}"));
        here.readme = Some(TextFile::capped("README.md", readme.to_owned(), 1, false));
        here.description = Some(description.to_owned());
        let twins = twins(&here).into_iter();
        twins.map(|twin| twin.term).collect::<Vec<String>>()
    };
    let description = "Een portaal voor inwoners";
    let one = twins("Open-Zaak", &words(50), description);
    assert_eq!(one.len(), 2);
    assert_eq!(
        one,
        twins("openzaak", &words(50).to_uppercase(), description)
    );
    // The same template under another name.
    assert_ne!(one, twins("zaken", &words(50), description));
    assert!(twins("openzaak", &words(49), "Een portaal").is_empty());
    assert!(twins("-", &words(50), description).is_empty());
}
