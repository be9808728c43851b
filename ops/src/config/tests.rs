//! What holds when several sources speak, and what is said of mistakes.

use std::collections::BTreeMap;

use bronwijzer_crawler::registry::Registry;

use super::settings::SETTINGS;
use super::*;

/// Resolves a configuration file with this text, these variables and flags.
fn resolve(
    text: &str,
    variables: &[(&str, &str)],
    flags: &[(&'static str, &str)],
) -> Result<Config, String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("b.toml");
    std::fs::write(&path, text).unwrap();
    let variables: BTreeMap<&str, &str> = variables.iter().copied().collect();
    let flags = Flags {
        config: Some(path.clone()),
        values: flags
            .iter()
            .map(|(key, value)| (*key, (*value).to_owned()))
            .collect(),
    };
    let environment = |name: &str| variables.get(name).map(OsString::from);
    let folder = format!("{}/", folder.path().display());
    Config::resolve(&flags, &environment).map_err(|error| error.to_string().replace(&folder, ""))
}

#[test]
fn last_source_wins() {
    let file = "listen = \"127.0.0.1:1\"\nlog = \"warn\"\ndata_dir = \"from-file\"\n";
    let variables = [
        ("BRONWIJZER_LISTEN", "127.0.0.1:2"),
        ("BRONWIJZER_LOG", "error"),
    ];
    let config = resolve(file, &variables, &[("listen", "127.0.0.1:3")]).unwrap();
    let settings = &config.settings;
    assert_eq!(settings.listen.value.port(), 3);
    assert_eq!(settings.listen.origin.to_string(), "--listen");
    assert_eq!(settings.log.text, "error");
    assert_eq!(settings.log.origin.to_string(), "BRONWIJZER_LOG");
    assert_eq!(settings.data_dir.value, PathBuf::from("from-file"));
    assert!(settings.data_dir.origin.to_string().ends_with("b.toml:3"));
    assert_eq!(settings.schedule.origin, Origin::Default);
    assert_eq!(settings.public_url.value, None);
    let file = "public_url = \"https://broncode.example\"";
    let public = resolve(file, &[], &[]).unwrap().settings.public_url.value;
    assert_eq!(public.unwrap().as_str(), "https://broncode.example/");
}

#[test]
fn publisher_must_be_in_the_registry() {
    let registry = Registry::built_in(&[]);
    let operator = |file: &str| resolve(file, &[], &[]).unwrap().operator(&registry);
    let unsaid = operator("").unwrap();
    assert!(unsaid.publisher.is_none() && unsaid.contact_email.is_none());
    let file = "publisher = \"logius\"\ncontact_email = \"code@broncode.example\"\n";
    let said = operator(file).unwrap();
    assert_eq!(said.publisher.unwrap().name, "Logius");
    assert_eq!(said.contact_email.as_deref(), Some("code@broncode.example"));
    let error = operator("\npublisher = \"no-such-body\"").unwrap_err();
    let error = error.to_string();
    assert!(
        error.ends_with("b.toml:2: `no-such-body` is not an organisation in the registry. `bronwijzer organisations` lists them"),
        "{error}"
    );
}

#[test]
fn theme_that_cannot_be_used_is_a_mistake_of_the_setting() {
    let theme = |file: &str| {
        let config = resolve(&format!("theme = {file:?}"), &[], &[]).unwrap();
        config.theme()
    };
    assert!(theme("off").unwrap().is_none());
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("own.css");
    let path = file.to_str().unwrap();
    let error = theme(path).unwrap_err().to_string();
    assert!(
        error.contains("b.toml:1: ") && error.contains(path),
        "{error}"
    );
    std::fs::write(&file, "@import 'other.css';").unwrap();
    let error = theme(path).unwrap_err().to_string();
    assert!(
        error.ends_with("put everything in one file. docs/theming.md tells what a theme may have"),
        "{error}"
    );
    std::fs::write(
        &file,
        ":root { --basis-color-action-1-color-default: #154273; }",
    )
    .unwrap();
    assert!(theme(path).unwrap().is_some());
}

#[test]
fn every_default_is_a_valid_value() {
    let config = resolve("", &[], &[]).unwrap();
    assert_eq!(config.settings.shown().len(), SETTINGS.len());
    let hosts: Vec<String> = config.hosts().iter().map(ToString::to_string).collect();
    assert_eq!(
        hosts,
        [
            "github.com",
            "gitlab.com",
            "code.overheid.nl",
            "codeberg.org"
        ]
    );
    assert!(!config.has_token());
}

#[test]
fn forge_entry_replaces_the_built_in_host() {
    let file =
        "[[forges]]\nhost = \"GitHub.com\"\nkind = \"github\"\napi = \"http://127.0.0.1:9\"\n";
    let config = resolve(file, &[("BRONWIJZER_GITHUB_TOKEN", "not-asked-for")], &[]).unwrap();
    let apis: Vec<&str> = config
        .forges
        .iter()
        .map(|f| f.config.api.as_str())
        .collect();
    assert_eq!(
        apis,
        [
            "http://127.0.0.1:9/",
            "https://gitlab.com/api/v4",
            "https://code.overheid.nl/api/v1",
            "https://codeberg.org/api/v1"
        ]
    );
    assert!(!config.has_token(), "the entry names no token");
}

#[test]
fn mistake_is_reported_with_location_and_allowed_values() {
    let forge = "[[forges]]\nhost = \"f.nl\"\nkind = \"gitea\"\napi = \"https://f.nl/api/v1\"\n";
    let cases = [
        (
            "colour = \"red\"",
            "b.toml:1: unknown key `colour`. Use one of: data_dir, listen, public_url, publisher, contact_email, contact_url, data_licence, theme, organisations, organisations_list, schedule, crawl_deadline, refresh_after, open_by_default_leave_out, bots, log, log_format, forges",
        ),
        (
            "\nlisten = \"8080\"",
            "b.toml:2: `8080` is not a valid value for listen. Use an IP address and a port",
        ),
        (
            "listen = 8080",
            "b.toml:1: `listen` must be a text in quotes, but is of type integer",
        ),
        (
            "schedule = \"daily\"",
            "b.toml:1: `daily` is not a valid value for schedule. Use a cron expression",
        ),
        (
            "public_url = \"broncode.example\"",
            "b.toml:1: `broncode.example` is not a valid value for public_url",
        ),
        (
            "public_url = \"https://broncode.example/catalogus\"",
            "an address such as https://broncode.example without a path, or off",
        ),
        (
            "publisher = \"Gemeente Utrecht\"",
            "the slug of an organisation in the registry, or off",
        ),
        (
            "contact_email = \"Code <code@broncode.example>\"",
            "b.toml:1: `Code <code@broncode.example>` is not a valid value for contact_email. Use an e-mail address, or off",
        ),
        (
            "contact_url = \"mailto:code@broncode.example\"",
            "a web address such as https://broncode.example/contact, or off",
        ),
        (
            "data_licence = \"CC0-1.0\"",
            "the web address of a licence such as https://creativecommons.org/publicdomain/zero/1.0/, or off",
        ),
        (
            "log = \"loud\"",
            "one of off, error, warn, info, debug, trace",
        ),
        ("log_format = \"xml\"", "text or json"),
        (
            "open_by_default_leave_out = \"forks\"",
            "some of fork,mirror,archived,template,empty,profile with commas between, or none",
        ),
        (
            "bots = [\"robot\", 7]",
            "b.toml:1: `bots` must be a list of texts",
        ),
        ("bots = []", "b.toml:1: `bots` must be a list of texts"),
        (
            "bots = \"*\"",
            "b.toml:1: `*` is not a valid value for bots",
        ),
        (
            "log = [\"info\"]",
            "b.toml:1: `log` must be a text in quotes",
        ),
        ("data_dir = \"\"", "the path of a folder"),
        ("log = \"info", "b.toml:1: this is not valid TOML"),
        ("forges = 1", "b.toml:1: `forges` is not a list"),
        (
            "[[forges]]\nkind = \"gitea\"\napi = \"https://f.nl\"",
            "b.toml:1: a forge without `host`",
        ),
        (
            "[[forges]]\nhost = \"https://f.nl\"\nkind = \"gitea\"\napi = \"https://f.nl\"",
            "b.toml:2: `https://f.nl` is not a valid value for host",
        ),
        (
            "[[forges]]\nhost = \"f.nl\"\nkind = \"svn\"\napi = \"https://f.nl\"",
            "b.toml:3: `svn` is not a valid value for kind. Give kind one of github, gitlab, gitea",
        ),
        (
            "[[forges]]\nhost = \"f.nl\"\nkind = \"gitea\"\napi = \"f.nl\"",
            "b.toml:4: `f.nl` is not a valid value for api",
        ),
        (
            &format!("{forge}token = \"x\""),
            "b.toml:5: unknown key `token`. Use one of: host, kind, api, token_env, token_file",
        ),
        (
            &format!("{forge}token_env = \"A\"\ntoken_file = \"b\""),
            "b.toml:6: a forge with both",
        ),
        (
            &format!("{forge}token_file = \"no/such\""),
            "b.toml:5: the token file no/such can't be read",
        ),
        (
            &format!("{forge}{forge}"),
            "b.toml:5: f.nl is already a forge at b.toml:1",
        ),
    ];
    for (text, expected) in cases {
        let error = resolve(text, &[], &[]).unwrap_err();
        assert!(error.contains(expected), "{text}\n{error}");
        assert_eq!(error.lines().count(), 1, "{error}");
    }
}

#[test]
fn mistakes_in_flags_and_variables_name_them() {
    let error = resolve("", &[("BRONWIJZER_LISTEN", "here")], &[("schedule", "now")]).unwrap_err();
    assert!(
        error.contains("BRONWIJZER_LISTEN: `here` is not a valid value for listen"),
        "{error}"
    );
    assert!(
        error.contains("--schedule: `now` is not a valid value for schedule"),
        "{error}"
    );
}

#[test]
fn named_configuration_file_must_exist() {
    let flags = Flags {
        config: Some("no/such.toml".into()),
        ..Flags::default()
    };
    let error = Config::resolve(&flags, &|_| None).unwrap_err().to_string();
    assert!(
        error.contains("no/such.toml: the configuration file can't be read"),
        "{error}"
    );
}

#[test]
fn empty_token_is_reported_by_variable_name() {
    for value in ["", "  ", "two words"] {
        let error = resolve("", &[("BRONWIJZER_GITHUB_TOKEN", value)], &[]).unwrap_err();
        assert!(
            error.starts_with("BRONWIJZER_GITHUB_TOKEN: it is set but holds no token"),
            "{error}"
        );
    }
}

#[test]
fn no_secret_is_ever_shown() {
    let secret = "ghp_0123456789abcdef";
    let config = resolve("", &[("BRONWIJZER_GITHUB_TOKEN", secret)], &[]).unwrap();
    assert!(config.has_token());
    assert!(!config.to_string().contains(secret));
    assert!(!format!("{config:?}").contains(secret));

    let head = "[[forges]]\nhost = \"f.nl\"\nkind = \"gitea\"\n";
    for text in [
        format!("{head}api = \"https://f.nl\"\ntoken_env = \"{secret}\""),
        format!("{head}api = \"https://f.nl\"\ntoken = \"{secret}\""),
    ] {
        let error = resolve(&text, &[], &[]).unwrap_err();
        assert!(!error.contains(secret), "{error}");
    }
}

#[test]
fn shown_configuration_resolves_to_itself() {
    let file = "log = \"debug\"\nschedule = \"off\"\n";
    let shown = resolve(file, &[], &[]).unwrap().to_string();
    let again = resolve(&shown, &[], &[]).unwrap();
    assert_eq!(again.settings.log.text, "debug");
    assert_eq!(again.settings.schedule.text, "off");
    assert_eq!(again.forges.len(), 4);
}

#[test]
fn configured_bots_reach_every_forge() {
    let listed = resolve("bots = [\"our-robot\", \"*-bot\"]", &[], &[]).unwrap();
    let with_commas = resolve("", &[], &[("bots", "our-robot, *-bot")]).unwrap();
    for config in [listed, with_commas] {
        assert_eq!(config.settings.bots.text, "our-robot, *-bot");
        for forge in config.forge_configs() {
            for login in ["Our-Robot", "vws-bot", "dependabot[bot]"] {
                assert!(forge.bots.is_bot(Some(login), None, None), "{login}");
            }
            assert!(!forge.bots.is_bot(Some("jan"), None, None));
        }
    }
}

#[test]
fn the_readme_has_every_setting() {
    let readme = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../README.md"));
    for setting in SETTINGS {
        let row = format!(
            "| `{}` | `{}` | `{}` | `{}` | {}",
            setting.key,
            setting.variable(),
            setting.flag(),
            setting.default,
            setting.help
        );
        let row = row.split(" (text)").next().unwrap();
        assert!(readme.contains(row), "README.md lacks: {row}");
    }
}
