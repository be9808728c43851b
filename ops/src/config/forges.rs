//! The list of forges: the program's own, and those of the file, which replace
//! the program's where the host is the same.

use std::collections::BTreeMap;
use std::path::PathBuf;

use bronwijzer_crawler::address::ForgeHost;
use bronwijzer_crawler::bots::BotList;
use bronwijzer_crawler::forge::{AppInstallation, Budget, Credential, ForgeConfig, ForgeKind};
use secrecy::SecretString;
use url::Url;

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

/// The keys of a `[[forges]]` entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
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

impl ForgeKey {
    /// Every key, in the order to write them in.
    pub(super) const ALL: &'static [Self] = &[
        Self::Host,
        Self::Kind,
        Self::Api,
        Self::TokenEnv,
        Self::TokenFile,
        Self::AppId,
        Self::AppInstallation,
        Self::AppKeyFile,
        Self::Share,
        Self::Concurrency,
    ];

    /// The key as it is written.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Host => "host",
            Self::Kind => "kind",
            Self::Api => "api",
            Self::TokenEnv => "token_env",
            Self::TokenFile => "token_file",
            Self::AppId => "app_id",
            Self::AppInstallation => "app_installation",
            Self::AppKeyFile => "app_key_file",
            Self::Share => "share",
            Self::Concurrency => "concurrency",
        }
    }

    /// Whether the value is a number in the file.
    pub(super) fn is_number(self) -> bool {
        matches!(
            self,
            Self::AppId | Self::AppInstallation | Self::Share | Self::Concurrency
        )
    }

    /// The key that is written so.
    pub(super) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|key| key.as_str() == name)
    }
}

/// A `[[forges]]` entry as somebody wrote it.
#[derive(Debug)]
pub(super) struct ForgeEntry {
    pub(super) origin: Origin,
    pub(super) values: BTreeMap<ForgeKey, Written>,
}

/// Where a forge's token comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum TokenSource {
    /// From nowhere.
    None,
    /// From this environment variable.
    Environment(String),
    /// From this file.
    File(PathBuf),
}

/// A forge that this run may ask.
#[derive(Debug)]
pub(crate) struct ForgeSetting {
    /// How to reach it, with the token.
    pub(crate) config: ForgeConfig,
    /// Where the token comes from.
    pub(crate) token_source: TokenSource,
    /// Where the entry stands.
    pub(crate) origin: Origin,
}

/// Puts the list together: the file's entries, then the defaults for hosts that
/// the file does not name.
pub(super) fn resolve(
    entries: &[ForgeEntry],
    environment: &Environment<'_>,
    problems: &mut Vec<ConfigProblem>,
) -> Vec<ForgeSetting> {
    let defaults: Vec<ForgeEntry> = DEFAULTS.iter().map(default_entry).collect();
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
) -> ForgeEntry {
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
    ForgeEntry {
        origin: Origin::Default,
        values: values
            .into_iter()
            .filter_map(|(key, text)| Some((key, written(text?))))
            .collect(),
    }
}

impl ForgeEntry {
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
        let token = self.token(environment, problems);
        let (token_source, tokens) = token?;
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
        if self.values.contains_key(&ForgeKey::Share) {
            let share = |text: &str| {
                text.parse()
                    .ok()
                    .filter(|share| *share > 0.0 && *share <= 1.0)
            };
            let allowed = "a number above 0 and at most 1: the share of the allowance to use";
            budget.share = self.value(ForgeKey::Share, problems, share, allowed)?;
        }
        if self.values.contains_key(&ForgeKey::Concurrency) {
            let several = |text: &str| {
                text.parse()
                    .ok()
                    .filter(|several| (1..=32).contains(several))
            };
            let allowed = "a whole number from 1 to 32: requests at the same time";
            budget.concurrency = self.value(ForgeKey::Concurrency, problems, several, allowed)?;
        }
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
            |path| std::fs::read_to_string(path).ok(),
            "the path of a file with the private key of the GitHub App, as PEM",
        );
        Some(Some(AppInstallation {
            app: app?,
            installation: installation?,
            key: SecretString::from(key?),
        }))
    }

    fn value<T>(
        &self,
        key: ForgeKey,
        problems: &mut Vec<ConfigProblem>,
        parse: impl Fn(&str) -> Option<T>,
        allowed: &str,
    ) -> Option<T> {
        let advice = format!("Give {} {allowed}", key.as_str());
        let Some(written) = self.values.get(&key) else {
            problems.push(ConfigProblem {
                at: self.origin.clone(),
                what: format!("a forge without `{}`", key.as_str()),
                advice,
            });
            return None;
        };
        let value = parse(&written.text);
        if value.is_none() {
            problems.push(ConfigProblem {
                at: written.origin.clone(),
                what: format!(
                    "`{}` is not a valid value for {}",
                    written.text,
                    key.as_str()
                ),
                advice,
            });
        }
        value
    }

    /// Where the tokens come from, and the tokens: one on a line, or with a comma
    /// between. `None` after a problem.
    fn token(
        &self,
        environment: &Environment<'_>,
        problems: &mut Vec<ConfigProblem>,
    ) -> Option<(TokenSource, Vec<SecretString>)> {
        let from_env = self.values.get(&ForgeKey::TokenEnv);
        let from_file = self.values.get(&ForgeKey::TokenFile);
        let mut problem = |at: &Origin, what: String, advice: &str| {
            problems.push(ConfigProblem {
                at: at.clone(),
                what,
                advice: advice.to_owned(),
            });
            None
        };
        match (from_env, from_file) {
            (None, None) => Some((TokenSource::None, Vec::new())),
            (Some(_), Some(file)) => problem(
                &file.origin,
                "a forge with both `token_env` and `token_file`".to_owned(),
                "Keep one of the two",
            ),
            (
                Some(Written {
                    text: variable,
                    origin,
                }),
                None,
            ) => {
                let source = TokenSource::Environment(variable.clone());
                if !is_variable(variable) {
                    // Not repeated: it may be the token itself.
                    let what = "`token_env` is not the name of an environment variable".to_owned();
                    let advice = "Use the name of the variable that holds the token, in \
                                  capitals, digits and underscores; never the token itself";
                    return problem(origin, what, advice);
                }
                let Some(value) = environment(variable) else {
                    return Some((source, Vec::new()));
                };
                let Some(tokens) = value.to_str().and_then(secrets) else {
                    let at = Origin::Environment(variable.clone());
                    let what = "it is set but holds no token (it is empty, or has a character \
                                that no token has)";
                    return problem(&at, what.to_owned(), "Put the token in it, or unset it");
                };
                Some((source, tokens))
            }
            (None, Some(Written { text: path, origin })) => {
                let tokens = match std::fs::read_to_string(path) {
                    Ok(text) => secrets(&text),
                    Err(error) => {
                        let what = format!("the token file {path} can't be read: {error}");
                        return problem(origin, what, "Correct token_file, or its permissions");
                    }
                };
                let Some(tokens) = tokens else {
                    let what = format!("the token file {path} holds no token");
                    return problem(
                        origin,
                        what,
                        "Put the token in it; several go on a line each",
                    );
                };
                Some((TokenSource::File(PathBuf::from(path)), tokens))
            }
        }
    }
}

/// Whether `text` is a variable's name in capitals. No forge's tokens look so,
/// which tells a token that was put in the place of a name.
fn is_variable(text: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_';
    !text.is_empty() && text.bytes().all(fits)
}

/// The tokens in `text`, at least one: what a header of HTTP can carry.
fn secrets(text: &str) -> Option<Vec<SecretString>> {
    let tokens: Vec<&str> = text
        .split([',', '\n'])
        .map(str::trim)
        .filter(|token| !token.is_empty())
        .collect();
    let sound = |token: &&str| token.bytes().all(|byte| byte.is_ascii_graphic());
    (!tokens.is_empty() && tokens.iter().all(sound))
        .then(|| tokens.into_iter().map(SecretString::from).collect())
}

fn host(text: &str) -> Option<ForgeHost> {
    let url = Url::parse(&format!("https://{text}/")).ok()?;
    let bare = url.path() == "/" && url.username().is_empty() && !text.contains(['?', '#', '/']);
    (bare && url.host_str().is_some()).then(|| ForgeHost::new(text))
}

fn api(text: &str) -> Option<Url> {
    let url = Url::parse(text).ok()?;
    let reachable = matches!(url.scheme(), "http" | "https") && url.host_str().is_some();
    // A password here would end up in reports.
    let without_secret = url.username().is_empty() && url.password().is_none();
    (reachable && without_secret).then_some(url)
}
