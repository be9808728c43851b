//! The list of forges: the program's own, and those of the file, which replace
//! the program's where the host is the same.

use bronwijzer_crawler::address::ForgeHost;
use bronwijzer_crawler::bots::BotList;
use bronwijzer_crawler::forge::{AppInstallation, Budget, Credential, ForgeConfig, ForgeKind};
use secrecy::SecretString;
use strum::{IntoStaticStr, VariantArray};
use url::Url;

use super::entry::{Entry, Form, Key, Secret, SecretSource};
use super::origin::{Origin, Written};
use super::{ConfigProblem, Environment};

/// Host, kind, API and the variable with the token of each forge that needs no
/// configuration.
const DEFAULTS: &[(&str, ForgeKind, &str, Option<&str>)] = &[
    (
        "github.com",
        ForgeKind::GitHub,
        "https://api.github.com",
        Some("BRONWIJZER_GITHUB_TOKEN"),
    ),
    (
        "gitlab.com",
        ForgeKind::GitLab,
        "https://gitlab.com/api/v4",
        None,
    ),
    (
        "code.overheid.nl",
        ForgeKind::Gitea,
        "https://code.overheid.nl/api/v1",
        None,
    ),
    (
        "codeberg.org",
        ForgeKind::Gitea,
        "https://codeberg.org/api/v1",
        None,
    ),
];

/// The keys of a `[[forges]]` entry, in the order to write them in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub(super) enum ForgeKey {
    Host,
    Kind,
    Api,
    TokenEnv,
    TokenFile,
    AppId,
    AppInstallation,
    AppKeyFile,
    Share,
    Concurrency,
}

impl Key for ForgeKey {
    const OF: &'static str = "a forge";

    fn form(self) -> Form {
        match self {
            Self::AppId | Self::AppInstallation | Self::Share | Self::Concurrency => Form::Number,
            _ => Form::Text,
        }
    }
}

/// A forge's tokens.
const TOKENS: Secret<ForgeKey, Vec<SecretString>> = Secret {
    env: ForgeKey::TokenEnv,
    file: ForgeKey::TokenFile,
    noun: "token",
    parse: secrets,
};

/// A forge that this run may ask.
#[derive(Debug)]
pub(crate) struct ForgeSetting {
    /// How to reach it, with the token.
    pub(crate) config: ForgeConfig,
    /// Where the token comes from.
    pub(crate) token_source: SecretSource,
    /// Where the entry stands.
    pub(crate) origin: Origin,
}

/// Puts the list together: the file's entries, then the defaults for hosts that
/// the file does not name.
pub(super) fn resolve(
    entries: &[Entry<ForgeKey>],
    environment: &Environment<'_>,
    problems: &mut Vec<ConfigProblem>,
) -> Vec<ForgeSetting> {
    let defaults: Vec<Entry<ForgeKey>> = DEFAULTS.iter().map(default_entry).collect();
    let mut forges: Vec<ForgeSetting> = Vec::new();
    for entry in entries.iter().chain(&defaults) {
        let host = entry.values.get(&ForgeKey::Host);
        let taken = host.and_then(|host| {
            let host = ForgeHost::new(&host.text);
            forges.iter().find(|forge| forge.config.host == host)
        });
        match taken {
            Some(_) if entry.origin == Origin::Default => {}
            Some(first) => problems.push(ConfigProblem {
                at: entry.origin.clone(),
                what: format!(
                    "{} is already a forge at {}",
                    first.config.host, first.origin
                ),
                advice: "Remove one of the two entries".to_owned(),
            }),
            None => forges.extend(entry.resolve(environment, problems)),
        }
    }
    forges
}

fn default_entry(
    (host, kind, api, token_env): &(&str, ForgeKind, &str, Option<&str>),
) -> Entry<ForgeKey> {
    let values = [
        (ForgeKey::Host, Some(*host)),
        (ForgeKey::Kind, Some(kind.as_str())),
        (ForgeKey::Api, Some(*api)),
        (ForgeKey::TokenEnv, *token_env),
    ];
    let written = |text: &str| Written {
        text: text.to_owned(),
        origin: Origin::Default,
    };
    Entry {
        origin: Origin::Default,
        values: values
            .into_iter()
            .filter_map(|(key, text)| Some((key, written(text?))))
            .collect(),
    }
}

impl Entry<ForgeKey> {
    fn resolve(
        &self,
        environment: &Environment<'_>,
        problems: &mut Vec<ConfigProblem>,
    ) -> Option<ForgeSetting> {
        let host = self.value(
            ForgeKey::Host,
            problems,
            host,
            "a host name, as in github.com",
        );
        let kinds: Vec<&str> = ForgeKind::ALL.iter().map(|kind| kind.as_str()).collect();
        let kinds = format!("one of {}", kinds.join(", "));
        let kind = self.value(ForgeKey::Kind, problems, |text| text.parse().ok(), &kinds);
        let api = self.value(
            ForgeKey::Api,
            problems,
            api,
            "the address of the forge's API without user or password, as in https://api.github.com",
        );
        let budget = self.budget(problems);
        let app = self.app(problems);
        let (token_source, tokens) = self.secret(&TOKENS, environment, problems)?;
        let tokens = tokens.unwrap_or_default();
        let tokens = tokens.into_iter().map(Credential::Token);
        Some(ForgeSetting {
            config: ForgeConfig {
                host: host?,
                kind: kind?,
                api: api?,
                credentials: app?
                    .map(Credential::App)
                    .into_iter()
                    .chain(tokens)
                    .collect(),
                budget: budget?,
                // The same for all forges: a plain setting.
                bots: BotList::default(),
            },
            token_source,
            origin: self.origin.clone(),
        })
    }

    /// How much of the allowance to take. `None` after a problem.
    fn budget(&self, problems: &mut Vec<ConfigProblem>) -> Option<Budget> {
        let mut budget = Budget::default();
        let share = |text: &str| {
            text.parse()
                .ok()
                .filter(|share| *share > 0.0 && *share <= 1.0)
        };
        let allowed = "a number above 0 and at most 1: the share of the allowance to use";
        let share = self.optional(ForgeKey::Share, problems, share, allowed)?;
        budget.share = share.unwrap_or(budget.share);
        let several = |text: &str| {
            text.parse()
                .ok()
                .filter(|several| (1..=32).contains(several))
        };
        let allowed = "a whole number from 1 to 32: requests at the same time";
        let several = self.optional(ForgeKey::Concurrency, problems, several, allowed)?;
        budget.concurrency = several.unwrap_or(budget.concurrency);
        Some(budget)
    }

    /// The installation of a GitHub App, where one is configured. `None` after
    /// a problem.
    fn app(&self, problems: &mut Vec<ConfigProblem>) -> Option<Option<AppInstallation>> {
        let keys = [
            ForgeKey::AppId,
            ForgeKey::AppInstallation,
            ForgeKey::AppKeyFile,
        ];
        if !keys.iter().any(|key| self.values.contains_key(key)) {
            return Some(None);
        }
        let number = |text: &str| text.parse().ok();
        let app = self.value(
            ForgeKey::AppId,
            problems,
            number,
            "the id of the GitHub App",
        );
        let installation = self.value(
            ForgeKey::AppInstallation,
            problems,
            number,
            "the id of the installation of the GitHub App",
        );
        let key = self.value(
            ForgeKey::AppKeyFile,
            problems,
            |path| super::text::read(path).ok(),
            "the path of a file with the private key of the GitHub App, as PEM",
        );
        Some(Some(AppInstallation {
            app: app?,
            installation: installation?,
            key: SecretString::from(key?),
        }))
    }
}

/// The tokens in `text`, at least one: what a header of HTTP can carry.
pub(super) fn secrets(text: &str) -> Option<Vec<SecretString>> {
    let tokens: Vec<&str> = text
        .split([',', '\n'])
        .map(str::trim)
        .filter(|token| !token.is_empty())
        .collect();
    let sound = |token: &&str| token.bytes().all(|byte| byte.is_ascii_graphic());
    (!tokens.is_empty() && tokens.iter().all(sound))
        .then(|| tokens.into_iter().map(SecretString::from).collect())
}

pub(super) fn host(text: &str) -> Option<ForgeHost> {
    let url = Url::parse(&format!("https://{text}/")).ok()?;
    let bare = url.path() == "/" && url.username().is_empty() && !text.contains(['?', '#', '/']);
    (bare && url.host_str().is_some()).then(|| ForgeHost::new(text))
}

pub(super) fn api(text: &str) -> Option<Url> {
    let url = Url::parse(text).ok()?;
    let reachable = matches!(url.scheme(), "http" | "https") && url.host_str().is_some();
    // A password here would end up in reports.
    let without_secret = url.username().is_empty() && url.password().is_none();
    (reachable && without_secret).then_some(url)
}
