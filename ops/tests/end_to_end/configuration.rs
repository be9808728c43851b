//! The configuration as the command line shows it. The details are tested where
//! the configuration is.

use std::net::TcpListener;

use crate::place::{Place, TOKEN};

#[test]
fn mistakes_name_file_line_and_what_is_allowed() {
    let cases = [
        (
            "colour = \"red\"",
            "bronwijzer.toml:1: unknown key `colour`. Use one of: data_dir, store",
        ),
        (
            "\nschedule = \"daily\"",
            "bronwijzer.toml:2: `daily` is not a valid value for schedule",
        ),
        (
            "[[forges]]\nhost = \"f.nl\"\nkind = \"svn\"\napi = \"https://f.nl\"",
            "bronwijzer.toml:3: `svn` is not a valid value for kind. Give kind one of github, gitlab, gitea",
        ),
    ];
    for (config, expected) in cases {
        let place = Place::with_config(config);
        for command in ["serve", "crawl", "reindex"] {
            let ended = place.run(&[command]);
            assert_eq!(ended.status, Some(2), "{config}: {ended:?}");
            assert!(ended.stderr.contains(expected), "{}", ended.stderr);
        }
    }
}

#[test]
fn shown_configuration_has_origins_without_secrets() {
    let place = Place::with_config("log = \"warn\"\n");
    let shown = place.run(&["config", "show", "--listen", "127.0.0.1:81"]);
    assert_eq!(shown.status, Some(0), "{shown:?}");
    let line = |key: &str| {
        let mut lines = shown.stdout.lines();
        lines.find(|line| line.starts_with(key)).unwrap().to_owned()
    };
    assert!(
        line("log =").ends_with("# bronwijzer.toml:1"),
        "{}",
        shown.stdout
    );
    assert!(line("listen =").ends_with("# --listen"), "{}", shown.stdout);
    assert!(
        line("schedule =").ends_with("# default"),
        "{}",
        shown.stdout
    );
    assert!(
        line("token_env =").ends_with("# the token is set"),
        "{}",
        shown.stdout
    );
    assert!(!shown.stdout.contains(TOKEN));
}

#[test]
fn faulty_registry_is_reported_and_the_rest_used() {
    let place = Place::with_config("organisations = \"o.toml\"\norganisations_list = \"off\"\n");
    let registry = crate::place::REGISTRY.replace("github.com/PDOK", "svn.example.org/PDOK");
    std::fs::write(place.path("o.toml"), registry).unwrap();
    let listed = place.run(&["organisations"]);
    assert_eq!(listed.status, Some(1), "{listed:?}");
    assert!(listed.stdout.contains("gemeente-delft"));
    assert!(
        listed.stdout.contains("2 organisations, 1 problems"),
        "{}",
        listed.stdout
    );
    assert!(
        listed
            .stdout
            .contains("o.toml:12: the account https://svn.example.org/PDOK is on svn.example.org"),
        "{}",
        listed.stdout
    );
}

#[test]
fn port_in_use_is_reported_with_its_address() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let ended = Place::with_config("").run(&["serve", "--listen", &address]);
    assert_eq!(ended.status, Some(1), "{ended:?}");
    let expected = format!("can't listen on {address}; set `listen` to a free address");
    assert!(ended.stderr.contains(&expected), "{}", ended.stderr);
}
