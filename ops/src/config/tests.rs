//! What holds when several sources speak, and what is said of mistakes.

use std::collections::BTreeMap;

use bronwijzer_crawler::registry::Registry;
use bronwijzer_index::StoreConfig;

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
            "b.toml:1: unknown key `colour`. Use one of: data_dir, store, store_file, store_replica, store_replica_file, max_lag, listen, admin_address, trusted_proxies, max_connections, rate_limit, public_url, allowed_hosts, publisher, contact_email, contact_url, security_contact, data_licence, theme, organisations, organisations_list, schedule, crawl_deadline, refresh_after, open_by_default_leave_out, bots, moderators, internal_networks, log, log_format, access_log, forges, sign_in, mail, backups, index_snapshots, software_heritage, scorecard, traces",
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
        refused(text, expected);
    }
}

#[test]
fn address_of_the_store_is_shown_without_its_password() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("store");
    std::fs::write(&file, "postgres://me:s3cret@db.example/catalogue\n").unwrap();
    let by_file = format!("store_file = {:?}", file.display().to_string());
    let variable = (
        "BRONWIJZER_STORE",
        "postgres://me:s3cret@db.example/catalogue",
    );
    for (text, environment) in [(by_file.as_str(), &[][..]), ("", &[variable])] {
        let config = resolve(text, environment, &[]).unwrap();
        let StoreConfig::Postgres(address) = &config.settings.store.value else {
            panic!("{:?}", config.settings.store);
        };
        let url = "postgres://me@db.example:5432/catalogue";
        assert_eq!(address.to_string(), url);
        for shown in [config.to_string(), format!("{config:?}")] {
            assert!(shown.contains(url) && !shown.contains("s3cret"), "{shown}");
        }
    }
    refused(
        &format!("{by_file}\nstore = \"sled\""),
        "`store_file` is given, and `store` too",
    );
    refused("store_file = \"no/such\"", "the file no/such can't be read");
    let replica = format!(
        "{by_file}\nstore_replica_file = {:?}",
        file.display().to_string()
    );
    let address = "postgres://me:s3cret@db.example/catalogue";
    let variables = [variable, ("BRONWIJZER_STORE_REPLICA", address)];
    for (text, environment) in [(replica.as_str(), &[][..]), ("", &variables)] {
        let config = resolve(text, environment, &[]).unwrap();
        assert!(config.settings.store_replica.value.is_some());
        for shown in [config.to_string(), format!("{config:?}")] {
            assert!(
                shown
                    .matches("postgres://me@db.example:5432/catalogue")
                    .count()
                    > 1,
                "{shown}"
            );
            assert!(!shown.contains("s3cret"), "{shown}");
        }
    }
    refused(
        &format!("{replica}\nstore_replica = \"{address}\""),
        "`store_replica_file` is given, and `store_replica` too",
    );
    refused(
        &format!("store_replica = \"{address}\""),
        "`store_replica` is given, and the catalogue is not in PostgreSQL",
    );
    for wrong in ["postgres://me:s3cret@db.example", "mysql://me:s3cret@h/d"] {
        let error = resolve(&format!("store = \"{wrong}\""), &[], &[]).unwrap_err();
        assert!(error.contains("the value of store is not valid"), "{error}");
        assert!(!error.contains("s3cret"), "{error}");
    }
}

/// One mistake, and what is said of it.
fn refused(text: &str, expected: &str) {
    let error = resolve(text, &[], &[]).unwrap_err();
    assert!(error.contains(expected), "{text}\n{error}");
    assert_eq!(error.lines().count(), 1, "{error}");
}

/// A provider without mistakes.
const PROVIDER: &str = "[[sign_in]]\nid = \"sso\"\nname = \"Rijks-SSO\"\nkind = \"oidc\"\n\
    issuer = \"https://sso.example.nl/realms/rijk\"\nclient_id = \"bronwijzer\"\n\
    client_secret_env = \"SSO_SECRET\"\n";

/// Where its site is.
const SITE: &str = "public_url = \"https://broncode.example\"\n";

#[test]
fn mistake_in_a_provider_is_reported_with_advice() {
    let with = |from: &str, to: &str| {
        assert!(PROVIDER.contains(from), "{from}");
        format!("{SITE}{}", PROVIDER.replace(from, to))
    };
    let cases = [
        (
            "id = \"sso\"",
            "id = \"invite\"",
            "b.toml:3: `invite` is not a valid value for id. Give id a short name",
        ),
        (
            "id = \"sso\"",
            "id = \"S S O\"",
            "b.toml:3: `S S O` is not a valid value for id",
        ),
        ("id = \"sso\"\n", "", "b.toml:2: a provider without `id`"),
        (
            "name = \"Rijks-SSO\"",
            "name = \"\"",
            "b.toml:4: `` is not a valid value for name",
        ),
        (
            "kind = \"oidc\"",
            "kind = \"saml\"",
            "Give kind oidc (OpenID Connect) or github",
        ),
        (
            "https://sso",
            "http://sso",
            "plain http only on this machine",
        ),
        (
            "https://sso",
            "https://user@sso",
            "b.toml:6: `https://user@sso.example.nl/realms/rijk`",
        ),
        (
            "client_id = \"bronwijzer\"\n",
            "",
            "b.toml:2: a provider without `client_id`",
        ),
        (
            "client_secret_env = \"SSO_SECRET\"",
            "client_secret = \"x\"",
            "unknown key `client_secret`. Use one of: id, name, kind, issuer, client_id, client_secret_env, client_secret_file, scopes, forge",
        ),
        (
            "client_secret_env = \"SSO_SECRET\"",
            "client_secret_env = \"s3cr3t\"",
            "b.toml:8: `client_secret_env` is not the name of an environment variable",
        ),
        (
            "client_secret_env = \"SSO_SECRET\"",
            "client_secret_file = \"no/such\"",
            "the secret file no/such can't be read",
        ),
        (
            "kind = \"oidc\"",
            "kind = \"oidc\"\nscopes = [\"a\\\"b\"]",
            "Give scopes the scopes to ask for",
        ),
        (
            "kind = \"oidc\"",
            "kind = \"oidc\"\nforge = \"https://gitlab.com\"",
            "Give forge the host of the forge",
        ),
    ];
    for (from, to, expected) in cases {
        refused(&with(from, to), expected);
    }
    refused(
        &with("client_secret_env = \"SSO_SECRET\"\n", "").replace("oidc", "github"),
        "b.toml:2: GitHub without `client_secret_env` or `client_secret_file`",
    );
    refused(
        &format!("{SITE}{PROVIDER}{PROVIDER}"),
        "`sso` is already a provider at b.toml:2. Give it another id",
    );
    refused(
        "sign_in = \"sso\"",
        "b.toml:1: `sign_in` is not a list. Start each with [[sign_in]]",
    );
    for no_site in [
        "listen = \"0.0.0.0:8080\"\n",
        "public_url = \"http://broncode.example\"\n",
    ] {
        refused(
            &format!("{no_site}{PROVIDER}"),
            "Set public_url to an address with https://",
        );
    }
    resolve(PROVIDER, &[], &[]).expect("people sign in on this machine");
}

#[test]
fn moderators_are_of_providers_that_there_are() {
    let text =
        format!("moderators = [\"sso:42\", \"anna@delft.nl\", \"invite:Mo\"]\n{SITE}{PROVIDER}");
    assert_eq!(
        resolve(&text, &[], &[])
            .unwrap()
            .settings
            .moderators
            .value
            .0
            .len(),
        3
    );
    refused(
        &format!("\nmoderators = \"other:42\"\n{SITE}{PROVIDER}"),
        "b.toml:2: a moderator is of the provider `other`, which is not configured",
    );
    for wrong in ["anna", "sso:", "SSO:1", "anna@", ""] {
        refused(
            &format!("moderators = \"{wrong}\""),
            &format!("`{wrong}` is not a valid value for moderators. Use PROVIDER:SUBJECT"),
        );
    }
}

#[test]
fn secret_that_is_not_set_stops_the_server_alone() {
    let text = format!("{SITE}{PROVIDER}");
    let unset = resolve(&text, &[], &[]).unwrap();
    let error = unset.check_providers().unwrap_err().to_string();
    assert!(
        error.starts_with("SSO_SECRET: it is not set, and holds the secret for Rijks-SSO. Set it"),
        "{error}"
    );
    assert!(unset.to_string().contains("# the secret is not set"));
    let set = resolve(&text, &[("SSO_SECRET", "s3cr3t-0123456789")], &[]).unwrap();
    set.check_providers().unwrap();
    for shown in [set.to_string(), format!("{set:?}")] {
        assert!(!shown.contains("s3cr3t"), "{shown}");
    }
    let github = "[[sign_in]]\nid = \"github\"\nname = \"GitHub\"\nkind = \"github\"\n\
        client_id = \"Iv1.0\"\nclient_secret_env = \"SSO_SECRET\"\n";
    let config = resolve(&format!("{text}{github}"), &[("SSO_SECRET", "x")], &[]).unwrap();
    let github = &config.sign_in[1];
    assert_eq!(github.issuer.as_str(), "https://github.com");
    assert_eq!(github.forge.as_str(), "github.com");
    assert_eq!(github.scopes, ["user:email", "read:org"]);
}

#[test]
fn mistake_in_mail_is_reported_with_advice() {
    let mail =
        |lines: &str| format!("[mail]\nfrom = \"Bronwijzer <post@broncode.example>\"\n{lines}");
    let cases = [
        (
            "",
            "b.toml:1: mail without `server`. Give server the address of the mail server",
        ),
        (
            "server = \"https://mail.example\"",
            "b.toml:3: `https://mail.example` is not a valid value for server",
        ),
        (
            "server = \"smtps://me:pass@mail.example\"",
            "is not a valid value for server",
        ),
        (
            "server = \"smtps://mail.example\"\nuser = \"me\"",
            "Give `user`, and `password_env` or `password_file`",
        ),
        (
            "server = \"smtps://mail.example\"\npassword_env = \"P\"",
            "but not with both",
        ),
        (
            "server = \"smtps://mail.example\"\nport = \"25\"",
            "unknown key `port`. Use one of: server, from, user",
        ),
        (
            "server = \"smtps://mail.example\"\nca_file = \"nowhere.pem\"",
            "b.toml:4: `nowhere.pem` is not a valid value for ca_file. Give ca_file a file",
        ),
        // It is there, and has no certificate.
        (
            "server = \"smtps://mail.example\"\nca_file = \"Cargo.toml\"",
            "is not a valid value for ca_file",
        ),
    ];
    for (lines, expected) in cases {
        refused(&mail(lines), expected);
    }
    refused(
        "[mail]\nserver = \"smtps://mail.example\"\nfrom = \"nobody\"",
        "`nobody` is not a valid value for from",
    );
    refused(
        "mail = 1",
        "b.toml:1: this is not mail. Start mail with [mail]",
    );
    for (server, security, port) in [
        ("smtps://mail.example", Security::Tls, 465),
        ("smtp://mail.example", Security::StartTls, 587),
        ("smtp://mail.example:2525", Security::StartTls, 2525),
        ("smtp://127.0.0.1:2525", Security::Local, 2525),
        ("smtp://localhost", Security::Local, 25),
        ("smtp://[::1]", Security::Local, 25),
    ] {
        let lines =
            format!("server = \"{server}\"\nuser = \"me\"\npassword_env = \"MAIL_PASSWORD\"");
        let config = resolve(&mail(&lines), &[("MAIL_PASSWORD", "s3cr3t")], &[]).unwrap();
        let mail = config.mail.as_ref().unwrap();
        assert_eq!((mail.security, mail.port()), (security, port), "{server}");
        assert!(!config.to_string().contains("s3cr3t"));
    }
}

#[test]
fn outside_sources_are_off_without_a_table() {
    let outside = resolve("", &[], &[]).unwrap().outside;
    assert!(outside.software_heritage.is_none() && outside.scorecard.is_none());
    let file = "[software_heritage]\nurl = \"https://archive.softwareheritage.org/api/1\"\n\
        token_env = \"SWH_TOKEN\"\nsaves = 0\n\
        [scorecard]\nurl = \"https://api.scorecard.dev\"\nrequests = 20\nagain_after = \"12h\"\n";
    let config = resolve(file, &[("SWH_TOKEN", "s3cr3t")], &[]).unwrap();
    let archive = config.outside.software_heritage.as_ref().unwrap();
    assert_eq!((archive.saves, archive.source.requests), (0, 500));
    assert_eq!(archive.source.again_after, TimeDelta::days(30));
    assert_eq!(archive.source.config.tokens.len(), 1);
    let scorecard = config.outside.scorecard.as_ref().unwrap();
    assert_eq!(scorecard.requests, 20);
    assert_eq!(scorecard.again_after, TimeDelta::hours(12));
    let shown = config.to_string();
    assert!(shown.contains("[software_heritage]  # "), "{shown}");
    assert!(shown.contains("# the token is set"), "{shown}");
    assert!(!shown.contains("s3cr3t"));
    // What is shown can be put into a file.
    let tables = &shown[shown.find("[software_heritage]").unwrap()..];
    let again = resolve(tables, &[("SWH_TOKEN", "s3cr3t")], &[]).unwrap();
    let again = again.to_string();
    let without_origins = |text: &str| {
        let table = &text[text.find("[software_heritage]").unwrap()..];
        let lines = table.lines().map(|line| line.split("  #").next().unwrap());
        lines.map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(without_origins(&again), without_origins(&shown));
}

#[test]
fn mistake_in_outside_source_is_reported_with_advice() {
    let archive = |lines: &str| format!("[software_heritage]\n{lines}");
    let url = "url = \"https://archive.softwareheritage.org/api/1\"\n";
    let cases = [
        (
            archive(""),
            "b.toml:1: Software Heritage without `url`. Give url the address of its API",
        ),
        (
            archive("url = \"archive.softwareheritage.org\""),
            "b.toml:2: `archive.softwareheritage.org` is not a valid value for url",
        ),
        (
            archive("url = \"https://me:s3cr3t@archive.example\""),
            "is not a valid value for url",
        ),
        (
            archive(&format!("{url}saves = -1")),
            "`-1` is not a valid value for saves. Give saves a whole number from 0 to 1000",
        ),
        (
            archive(&format!("{url}requests = 0")),
            "`0` is not a valid value for requests",
        ),
        (
            archive(&format!("{url}again_after = \"soon\"")),
            "`soon` is not a valid value for again_after. Give again_after a time such as 30days",
        ),
        (
            archive(&format!("{url}token_env = \"s3cr3t\"")),
            "`token_env` is not the name of an environment variable",
        ),
        (
            "[scorecard]\nurl = \"https://api.scorecard.dev\"\nsaves = 1".to_owned(),
            "unknown key `saves`. Use one of: url, requests, again_after",
        ),
        (
            "scorecard = true".to_owned(),
            "Start OpenSSF Scorecard with [scorecard]",
        ),
    ];
    for (file, expected) in cases {
        refused(&file, expected);
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
    let file = format!(
        "log = \"debug\"\nschedule = \"off\"\nmoderators = [\"sso:1\"]\n{SITE}{PROVIDER}\
         scopes = [\"openid\", \"groups\"]\n[mail]\nserver = \"smtps://mail.example\"\n\
         from = \"Bronwijzer <post@broncode.example>\"\nuser = \"me\"\npassword_env = \"P\"\n"
    );
    let shown = resolve(&file, &[], &[]).unwrap().to_string();
    let again = resolve(&shown, &[], &[]).unwrap();
    let lines = |text: &str| {
        let lines = text
            .lines()
            .map(|line| line.split("  #").next().unwrap_or_default().trim_end());
        lines.map(str::to_owned).skip(1).collect::<Vec<_>>()
    };
    assert_eq!(lines(&again.to_string()), lines(&shown));
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

#[test]
fn mistake_in_backups_is_reported_with_advice() {
    for (lines, expected) in [
        (
            "",
            "b.toml:1: backups without `to`. Give to the path of a folder",
        ),
        (
            "to = \"ftp://there\"",
            "b.toml:2: `ftp://there` is not a valid value for to",
        ),
        (
            "to = \"/mnt\"\nschedule = \"daily\"",
            "b.toml:3: `daily` is not a valid value for schedule",
        ),
        (
            "to = \"/mnt\"\ndaily = -1",
            "b.toml:3: `-1` is not a valid value for daily",
        ),
        (
            "to = \"/mnt\"\nregion = \"eu\"",
            "b.toml:1: backups to a folder with a key that is only for a bucket",
        ),
        (
            "to = \"s3://bucket\"",
            "b.toml:1: backups to a bucket without an access key",
        ),
        (
            "to = \"s3://bucket\"\nendpoint = \"http://storage.example\"",
            "b.toml:3: `http://storage.example` is not a valid value for endpoint",
        ),
    ] {
        refused(&format!("[backups]\n{lines}"), expected);
    }
}

#[test]
fn backups_are_shown_without_their_key() {
    let file = "[backups]\nto = \"s3://bucket/here/\"\nendpoint = \"https://storage.example\"\naccess_key = \"id\"\nsecret_key_env = \"SECRET\"\nmonthly = 3\n";
    let config = resolve(file, &[("SECRET", "s3cr3t")], &[]).unwrap();
    let shown = config.to_string();
    for line in [
        "to = \"s3://bucket/here/\"",
        "schedule = \"45 4 * * *\"",
        "daily = 7",
        "monthly = 3",
        "access_key = \"id\"",
        "# the secret key is set",
    ] {
        assert!(shown.contains(line), "{line}: {shown}");
    }
    assert!(!shown.contains("s3cr3t") && !format!("{config:?}").contains("s3cr3t"));
}

#[test]
fn mistake_in_traces_is_reported_with_advice() {
    let there = "endpoint = \"http://collector.example:4318\"\n";
    for (lines, expected) in [
        (
            "",
            "b.toml:1: traces without `endpoint`. Give endpoint the address",
        ),
        (
            "endpoint = \"collector:4318\"",
            "b.toml:2: `collector:4318` is not a valid value for endpoint",
        ),
        (
            &format!("{there}sample_ratio = 1.5"),
            "b.toml:3: `1.5` is not a valid value for sample_ratio. Give sample_ratio a number",
        ),
        (
            &format!("{there}headers_env = \"HEADERS\""),
            "b.toml:1: traces with headers, which anybody on the way can read",
        ),
    ] {
        refused(&format!("[traces]\n{lines}"), expected);
    }
}

#[test]
fn traces_are_shown_without_their_headers() {
    let file = "[traces]\nendpoint = \"https://collector.example/otlp/\"\nheaders_env = \"HEADERS\"\nsample_ratio = 0.25\n";
    let config = resolve(file, &[("HEADERS", "api-key=s3cr3t, tenant=two")], &[]).unwrap();
    let shown = config.to_string();
    for line in [
        "endpoint = \"https://collector.example/otlp/\"",
        "# the list of headers is set",
        "service_name = \"bronwijzer\"",
        "sample_ratio = 0.25",
    ] {
        assert!(shown.contains(line), "{line}: {shown}");
    }
    assert!(!shown.contains("s3cr3t") && !format!("{config:?}").contains("s3cr3t"));
    let traces = config.traces.unwrap();
    let address = traces.address();
    assert_eq!(address.as_str(), "https://collector.example/otlp/v1/traces");
    let headers: Vec<_> = traces.header_list();
    assert_eq!(headers[0].0, "api-key");
    assert_eq!(
        (&headers[1].0, &headers[1].1),
        (
            &http::HeaderName::from_static("tenant"),
            &http::HeaderValue::from_static("two")
        )
    );
    let empty = resolve(file, &[("HEADERS", "s3cr3t")], &[]).unwrap_err();
    assert!(!empty.contains("s3cr3t"), "{empty}");
}

#[test]
fn index_snapshots_are_for_servers_that_share_a_store() {
    let store = "store = \"postgres://me@db.example/catalogue\"\n";
    let table = "[index_snapshots]\nto = \"s3://bucket/indexes\"\naccess_key = \"id\"\n\
                 secret_key_env = \"SECRET\"\n";
    let variables = [("SECRET", "s3cr3t")];
    let config = resolve(&format!("{store}{table}"), &variables, &[]).unwrap();
    let setting = config.index_snapshots.as_ref().unwrap();
    assert_eq!(setting.every, TimeDelta::hours(6));
    assert!(setting.storage.secret_key.is_some());
    let shown = config.to_string();
    for line in [
        "to = \"s3://bucket/indexes\"",
        "every = \"6h\"",
        "secret_key_env = \"SECRET\"",
    ] {
        assert!(shown.contains(line), "{shown}");
    }
    assert!(!shown.contains("s3cr3t") && !format!("{config:?}").contains("s3cr3t"));
    refused(
        table,
        "b.toml:1: index snapshots of a catalogue that is not in PostgreSQL",
    );
    refused(
        &format!("{store}[index_snapshots]\nto = \"/mnt\"\nevery = \"often\""),
        "b.toml:4: `often` is not a valid value for every",
    );
    refused(
        &format!("{store}[index_snapshots]\nto = \"/mnt\"\nregion = \"eu\""),
        "b.toml:2: index snapshots to a folder with a key that is only for a bucket",
    );
}
