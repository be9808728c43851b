//! Every plain setting, declared once: the file's keys, the environment's
//! variables, the flags with their help, and the typed values follow from this
//! table.

use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::PathBuf;
use std::time::Duration;

use bronwijzer_crawler::bots::BotList;
use bronwijzer_crawler::organisation::Slug;
use bronwijzer_crawler::outbound::InternalNetworks;
use bronwijzer_index::{Address, LeaveOut, StoreConfig};
use email_address::EmailAddress;
use tracing::level_filters::LevelFilter;
use url::Url;

use super::ConfigProblem;
use super::host_names::HostNames;
use super::moderators::Moderators;
use super::origin::{Layers, Origin};
use crate::schedule::Schedule;
use crate::serving::TrustedProxies;

/// One line of the table.
#[derive(Debug)]
pub(crate) struct Setting {
    /// The key in the file.
    pub(crate) key: &'static str,
    /// The flag, without its hyphens.
    pub(crate) flag: &'static str,
    /// What stands for the value in help.
    pub(crate) placeholder: &'static str,
    /// What it is for.
    pub(crate) help: &'static str,
    /// Which values there are, in words.
    pub(crate) allowed: &'static str,
    /// The value when nobody gives one.
    pub(crate) default: &'static str,
    /// Whether the file may give it as a list of texts.
    pub(crate) is_list: bool,
    /// Whether a password may stand in it: then nobody repeats what was written.
    pub(crate) is_secret: bool,
}

impl Setting {
    /// The environment variable.
    pub(crate) fn variable(&self) -> String {
        format!("BRONWIJZER_{}", self.key.to_uppercase())
    }

    /// The flag, with its hyphens.
    pub(crate) fn flag(&self) -> String {
        format!("--{}", self.flag)
    }
}

/// A value, as it was written, and where it came from.
#[derive(Debug)]
pub(crate) struct Resolved<T> {
    /// What the program works with.
    pub(crate) value: T,
    /// What somebody wrote.
    pub(crate) text: String,
    /// Where.
    pub(crate) origin: Origin,
}

macro_rules! settings {
    ($($key:ident: $type:ty {
        flag: $flag:literal,
        placeholder: $placeholder:literal,
        default: $default:literal,
        allowed: $allowed:literal,
        parse: $parse:expr,
        help: $help:literal,
        $(is_list: $is_list:literal,)?
        $(is_secret: $is_secret:literal,)?
    })+) => {
        /// The value of every setting.
        #[derive(Debug)]
        pub(crate) struct Settings {
            $(#[doc = $help] pub(crate) $key: Resolved<$type>,)+
        }

        /// Every setting.
        pub(crate) const SETTINGS: &[Setting] = &[$(Setting {
            key: stringify!($key),
            flag: $flag,
            placeholder: $placeholder,
            help: $help,
            allowed: $allowed,
            default: $default,
            is_list: false $(|| $is_list)?,
            is_secret: false $(|| $is_secret)?,
        }),+];

        impl Settings {
            /// Takes each setting from the last source that has it. `None` when
            /// a value is not allowed; `problems` then says which ones.
            pub(super) fn resolve(
                layers: &Layers<'_>,
                problems: &mut Vec<ConfigProblem>,
            ) -> Option<Self> {
                let mut settings = SETTINGS.iter();
                $(let $key = resolve(settings.next()?, layers, problems, $parse);)+
                Some(Self { $($key: $key?,)+ })
            }

            /// Key, value and origin of each, in the order of the table.
            pub(crate) fn shown(&self) -> Vec<(&'static str, &str, &Origin)> {
                vec![$((stringify!($key), self.$key.text.as_str(), &self.$key.origin)),+]
            }
        }
    };
}

settings! {
    data_dir: PathBuf {
        flag: "data-dir",
        placeholder: "DIR",
        default: "bronwijzer-data",
        allowed: "the path of a folder",
        parse: path,
        help: "Folder that holds the catalogue and its backups",
    }
    store: StoreConfig {
        flag: "store",
        placeholder: "STORE",
        default: "sled",
        allowed: "sled, or the address of a database as in postgres://USER@HOST/DATABASE; other machines are reached over TLS alone",
        parse: store,
        help: "Where the catalogue is stored: in the data folder, or in PostgreSQL",
        is_secret: true,
    }
    store_file: Option<PathBuf> {
        flag: "store-file",
        placeholder: "FILE",
        default: "off",
        allowed: "the path of a file, or off",
        parse: |text| or_off(text, path),
        help: "File that holds the value of `store`, which may have a password in it",
    }
    store_replica: Option<Address> {
        flag: "store-replica",
        placeholder: "ADDRESS",
        default: "off",
        allowed: "the address of a replica of the database of `store`, written alike, or off",
        parse: |text| or_off(text.trim(), |text| text.parse().ok()),
        help: "Replica of the database, which pages and the API are read from where it is not behind",
        is_secret: true,
    }
    store_replica_file: Option<PathBuf> {
        flag: "store-replica-file",
        placeholder: "FILE",
        default: "off",
        allowed: "the path of a file, or off",
        parse: |text| or_off(text, path),
        help: "File that holds the value of `store_replica`, which may have a password in it",
    }
    max_lag: Option<Duration> {
        flag: "max-lag",
        placeholder: "TIME",
        default: "30s",
        allowed: "a time such as 30s, or off",
        parse: |text| or_off(text, |text| humantime::parse_duration(text).ok()),
        help: "How far a server may be behind others on the same store before it is not ready",
    }
    listen: SocketAddr {
        flag: "listen",
        placeholder: "ADDRESS:PORT",
        default: "127.0.0.1:8080",
        allowed: "an IP address and a port, as in 127.0.0.1:8080 or [::]:8080; port 0 takes a free one",
        parse: |text| text.parse().ok(),
        help: "Address that the page and the API listen on",
    }
    admin_address: Option<SocketAddr> {
        flag: "admin-address",
        placeholder: "ADDRESS:PORT",
        default: "off",
        allowed: "an IP address and a port, as in 127.0.0.1:9180, or off; port 0 takes a free one",
        parse: |text| or_off(text, |text| text.parse().ok()),
        help: "Address for administrators alone: metrics for Prometheus, and the health of the server",
    }
    trusted_proxies: TrustedProxies {
        flag: "trusted-proxies",
        placeholder: "NETWORKS",
        default: "127.0.0.0/8,::1",
        allowed: "addresses or networks such as 10.0.0.0/8 with commas between, or none",
        parse: TrustedProxies::from_text,
        help: "Proxies in front of the server, which tell in X-Forwarded-For who asks",
        is_list: true,
    }
    max_connections: usize {
        flag: "max-connections",
        placeholder: "NUMBER",
        default: "4096",
        allowed: "a number from 1; open files have to be allowed for each, and for 256 more",
        parse: |text| text.parse().ok().filter(|number| *number > 0),
        help: "Most connections at the same time, of which one client may hold a quarter",
    }
    rate_limit: Option<NonZeroU32> {
        flag: "rate-limit",
        placeholder: "NUMBER",
        default: "6000",
        allowed: "a number from 1, or off",
        parse: |text| or_off(text, |text| text.parse().ok()),
        help: "What one client may ask for in a minute: an answer costs 1, and 1 for each 10 ms that it takes",
    }
    public_url: Option<Url> {
        flag: "public-url",
        placeholder: "URL",
        default: "off",
        allowed: "an address such as https://broncode.example without a path, or off: then the address by which a request came",
        parse: |text| or_off(text, public_url),
        help: "Address of the site on the web, for feeds, badges and the sitemap",
    }
    allowed_hosts: HostNames {
        flag: "allowed-hosts",
        placeholder: "NAMES",
        default: "none",
        allowed: "host names or IP addresses without a port, with commas between, or none",
        parse: HostNames::from_text,
        help: "Other names by which the site may be asked when `public_url` is set",
        is_list: true,
    }
    publisher: Option<Slug> {
        flag: "publisher",
        placeholder: "ORGANISATION",
        default: "off",
        allowed: "the slug of an organisation in the registry, or off",
        parse: |text| or_off(text, |text| text.parse().ok()),
        help: "Organisation that publishes the catalogue, for its description",
    }
    contact_email: Option<String> {
        flag: "contact-email",
        placeholder: "ADDRESS",
        default: "off",
        allowed: "an e-mail address, or off",
        parse: |text| or_off(text, email),
        help: "E-mail address for questions about the catalogue",
    }
    contact_url: Option<Url> {
        flag: "contact-url",
        placeholder: "URL",
        default: "off",
        allowed: "a web address such as https://broncode.example/contact, or off",
        parse: |text| or_off(text, web_address),
        help: "Page that tells how to ask about the catalogue",
    }
    security_contact: Option<Url> {
        flag: "security-contact",
        placeholder: "ADDRESS",
        default: "off",
        allowed: "an e-mail address, a web address with https://, or off",
        parse: |text| or_off(text, security_contact),
        help: "Where to report a weakness in security, for `/.well-known/security.txt`",
    }
    data_licence: Option<Url> {
        flag: "data-licence",
        placeholder: "URL",
        default: "off",
        allowed: "the web address of a licence such as https://creativecommons.org/publicdomain/zero/1.0/, or off",
        parse: |text| or_off(text, web_address),
        help: "Licence under which the catalogue's own data may be used",
    }
    theme: Option<PathBuf> {
        flag: "theme",
        placeholder: "FILE",
        default: "off",
        allowed: "the path of a CSS file, or off",
        parse: |text| or_off(text, path),
        help: "CSS file of design tokens: the colours and type of the pages",
    }
    organisations: Organisations {
        flag: "organisations",
        placeholder: "FILE",
        default: "built-in",
        allowed: "the path of a registry file, or built-in",
        parse: organisations,
        help: "Registry of organisations and their forge accounts",
    }
    organisations_list: OrganisationsList {
        flag: "organisations-list",
        placeholder: "FILE",
        default: "built-in",
        allowed: "the path of a list of bodies, built-in, or off",
        parse: organisations_list,
        help: "Long list of government bodies that the registry adds to",
    }
    schedule: Schedule {
        flag: "schedule",
        placeholder: "CRON",
        default: "0 15 2 * * *",
        allowed: "a cron expression in UTC of 5 fields (15 2 * * *) or of 6 with seconds first (0 15 2 * * *), or off",
        parse: |text| text.parse().ok(),
        help: "When `serve` crawls, in UTC",
    }
    crawl_deadline: Option<Duration> {
        flag: "crawl-deadline",
        placeholder: "TIME",
        default: "off",
        allowed: "a time such as 6h or 90m, or off",
        parse: |text| or_off(text, |text| humantime::parse_duration(text).ok()),
        help: "How long a crawl may take; the next one continues where it stopped",
    }
    refresh_after: Duration {
        flag: "refresh-after",
        placeholder: "TIME",
        default: "30days",
        allowed: "a time such as 30days or 12h",
        parse: |text| humantime::parse_duration(text).ok(),
        help: "After how long a repository is read again although nothing seems to have changed",
    }
    open_by_default_leave_out: LeaveOut {
        flag: "open-by-default-leave-out",
        placeholder: "KINDS",
        default: "fork,mirror,archived,template,empty,profile",
        allowed: "some of fork,mirror,archived,template,empty,profile with commas between, or none",
        parse: |text| text.parse().ok(),
        help: "Kinds of repositories that the figures of open by default leave out",
    }
    bots: BotList {
        flag: "bots",
        placeholder: "NAMES",
        default: "none",
        allowed: "logins, names, mailboxes or e-mail addresses with commas between, each with `*` for any characters and something else; or none",
        parse: bots,
        help: "Programs whose commits don't count as people's, in addition to the well-known ones",
        is_list: true,
    }
    moderators: Moderators {
        flag: "moderators",
        placeholder: "NAMES",
        default: "none",
        allowed: "PROVIDER:SUBJECT, with the id of a [[sign_in]] entry, or e-mail addresses that a provider verified, with commas between; or none",
        parse: Moderators::from_text,
        help: "Who looks after what people say here, from when they sign in next",
        is_list: true,
    }
    internal_networks: InternalNetworks {
        flag: "internal-networks",
        placeholder: "NETWORKS",
        default: "none",
        allowed: "addresses or networks such as 10.0.0.0/8 with commas between, or none",
        parse: InternalNetworks::from_text,
        help: "Networks of your own that `bronwijzer check` may ask for what a file or an address names",
        is_list: true,
    }
    log: LevelFilter {
        flag: "log",
        placeholder: "LEVEL",
        default: "info",
        allowed: "one of off, error, warn, info, debug, trace",
        parse: level,
        help: "How much is logged",
    }
    log_format: LogFormat {
        flag: "log-format",
        placeholder: "FORMAT",
        default: "text",
        allowed: "text or json",
        parse: LogFormat::from_name,
        help: "Log lines for people (text) or for programs (json)",
    }
    access_log: AccessLog {
        flag: "access-log",
        placeholder: "MODE",
        default: "off",
        allowed: "off; on, with the route of each request; or paths, with the path of its address too",
        parse: AccessLog::from_name,
        help: "Whether each request is logged, without who asked and what for",
    }
}

fn resolve<T>(
    setting: &Setting,
    layers: &Layers<'_>,
    problems: &mut Vec<ConfigProblem>,
    parse: impl Fn(&str) -> Option<T>,
) -> Option<Resolved<T>> {
    let written = layers.find(setting, problems);
    if let Some(value) = parse(&written.text) {
        let text = if setting.is_secret {
            "…".to_owned()
        } else {
            written.text
        };
        return Some(Resolved {
            value,
            text,
            origin: written.origin,
        });
    }
    let what = if setting.is_secret {
        format!("the value of {} is not valid", setting.key)
    } else {
        format!(
            "`{}` is not a valid value for {}",
            written.text, setting.key
        )
    };
    problems.push(ConfigProblem {
        at: written.origin,
        what,
        advice: format!("Use {}", setting.allowed),
    });
    None
}

/// Where the catalogue is stored.
pub(super) fn store(text: &str) -> Option<StoreConfig> {
    match text.trim() {
        "sled" => Some(StoreConfig::Sled),
        text => text.parse().ok().map(StoreConfig::Postgres),
    }
}

/// What `parse` makes of a text; nothing of `off`.
fn or_off<T>(text: &str, parse: impl Fn(&str) -> Option<T>) -> Option<Option<T>> {
    match text {
        "off" => Some(None),
        text => parse(text).map(Some),
    }
}

/// Names with commas between. A name of `*` alone would make everybody a bot.
fn bots(text: &str) -> Option<BotList> {
    if text == "none" {
        return Some(BotList::default());
    }
    let names: Vec<&str> = text.split(',').map(str::trim).collect();
    let says_something = |name: &&str| name.contains(|c: char| c.is_alphanumeric());
    names
        .iter()
        .all(says_something)
        .then(|| BotList::with(names))
}

/// Where a site stands: its pages are at the root, so there is no path.
fn public_url(text: &str) -> Option<Url> {
    web_address(text)
        .filter(|url| url.path() == "/" && url.query().is_none() && url.fragment().is_none())
}

/// An address that anyone may open.
fn web_address(text: &str) -> Option<Url> {
    let url = Url::parse(text).ok()?;
    let is_web = matches!(url.scheme(), "http" | "https")
        && url.username().is_empty()
        && url.password().is_none();
    is_web.then_some(url)
}

/// An address by which people report in confidence: of mail, or of a page over TLS.
fn security_contact(text: &str) -> Option<Url> {
    let mail = text.strip_prefix("mailto:").unwrap_or(text);
    if let Some(address) = email(mail) {
        return Url::parse(&format!("mailto:{address}")).ok();
    }
    web_address(text).filter(|url| url.scheme() == "https")
}

pub(super) fn email(text: &str) -> Option<String> {
    let options = email_address::Options::default()
        .with_required_tld()
        .without_display_text();
    let address = EmailAddress::parse_with_options(text, options).ok()?;
    Some(address.to_string())
}

fn path(text: &str) -> Option<PathBuf> {
    (!text.is_empty()).then(|| PathBuf::from(text))
}

fn level(text: &str) -> Option<LevelFilter> {
    // A bare number parses too, and says nothing to a reader.
    let named = text.bytes().all(|byte| byte.is_ascii_lowercase());
    text.parse().ok().filter(|_| named && !text.is_empty())
}

/// Where the registry of organisations comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Organisations {
    /// The one inside the program.
    BuiltIn,
    /// A file.
    File(PathBuf),
}

fn organisations(text: &str) -> Option<Organisations> {
    match text {
        "built-in" => Some(Organisations::BuiltIn),
        text => path(text).map(Organisations::File),
    }
}

/// Where the long list of bodies comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum OrganisationsList {
    /// The one inside the program.
    BuiltIn,
    /// There is none: the registry has all organisations.
    Off,
    /// A file.
    File(PathBuf),
}

fn organisations_list(text: &str) -> Option<OrganisationsList> {
    match text {
        "built-in" => Some(OrganisationsList::BuiltIn),
        "off" => Some(OrganisationsList::Off),
        text => path(text).map(OrganisationsList::File),
    }
}

/// What is logged of each request.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum AccessLog {
    /// Nothing.
    #[default]
    Off,
    /// Method, route, status and time: nothing about who asked, or what for.
    On,
    /// The same with the path, which may name somebody.
    Paths,
}

impl AccessLog {
    fn from_name(name: &str) -> Option<Self> {
        match name {
            "off" => Some(Self::Off),
            "on" => Some(Self::On),
            "paths" => Some(Self::Paths),
            _ => None,
        }
    }
}

/// How log lines are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

impl LogFormat {
    fn from_name(name: &str) -> Option<Self> {
        match name {
            "text" => Some(Self::Text),
            "json" => Some(Self::Json),
            _ => None,
        }
    }
}
