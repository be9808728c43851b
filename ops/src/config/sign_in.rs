//! The providers by which people sign in, and where the site stands for it.

use std::collections::BTreeSet;
use std::net::SocketAddr;

use bronwijzer_crawler::address::ForgeHost;
use bronwijzer_graphql::SignInProvider;
use openidconnect::IssuerUrl;
use secrecy::SecretString;
use strum::{IntoStaticStr, VariantArray};
use url::{Host, Url};

use super::entry::{Entry, Form, Key, Secret, SecretSource};
use super::moderators::Moderator;
use super::settings::Settings;
use super::{Config, ConfigError, ConfigProblem, Environment};

/// The provider of those who came by an invitation, which no other may be called.
const BY_INVITATION: &str = "invite";

/// Ids that would hide addresses beside `/sign-in/<id>`.
const RESERVED: [&str; 2] = [BY_INVITATION, "invitation"];

/// The longest id of a provider, and the longest name.
const LONGEST_ID: usize = 40;
const LONGEST_NAME: usize = 60;

/// The keys of a `[[sign_in]]` entry, in the order to write them in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub(super) enum ProviderKey {
    Id,
    Name,
    Kind,
    Issuer,
    ClientId,
    ClientSecretEnv,
    ClientSecretFile,
    Scopes,
    Forge,
}

impl Key for ProviderKey {
    const OF: &'static str = "a provider";

    fn form(self) -> Form {
        match self {
            Self::Scopes => Form::List,
            _ => Form::Text,
        }
    }
}

/// What a provider gave for the site to be known by.
const CLIENT_SECRET: Secret<ProviderKey, SecretString> = Secret {
    env: ProviderKey::ClientSecretEnv,
    file: ProviderKey::ClientSecretFile,
    noun: "secret",
    parse: one_line,
};

/// How a provider is spoken to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "lowercase")]
pub(crate) enum ProviderKind {
    /// OpenID Connect.
    Oidc,
    /// GitHub's own OAuth.
    GitHub,
}

impl ProviderKind {
    /// What it is asked for where the entry does not say.
    fn default_scopes(self) -> &'static [&'static str] {
        match self {
            Self::Oidc => &["openid", "profile", "email"],
            Self::GitHub => &["user:email", "read:org"],
        }
    }
}

/// A provider by which people sign in.
#[derive(Debug, Clone)]
pub(crate) struct ProviderSetting {
    /// What stands for it in addresses and in `moderators`.
    pub(crate) id: String,
    /// What people know it by.
    pub(crate) name: String,
    /// How it is spoken to.
    pub(crate) kind: ProviderKind,
    /// Where it is, as it was written: a provider calls itself exactly so.
    pub(crate) issuer: IssuerUrl,
    /// What it knows the site by.
    pub(crate) client_id: String,
    /// `None` for a public client, or where the variable is not set.
    pub(crate) client_secret: Option<SecretString>,
    /// Where the secret comes from.
    pub(crate) secret_source: SecretSource,
    /// What it is asked for.
    pub(crate) scopes: Vec<String>,
    /// The forge whose accounts the memberships that it tells are of.
    pub(crate) forge: ForgeHost,
    /// Where the entry stands.
    pub(crate) origin: super::Origin,
}

/// Puts the list together.
pub(super) fn resolve(
    entries: &[Entry<ProviderKey>],
    environment: &Environment<'_>,
    problems: &mut Vec<ConfigProblem>,
) -> Vec<ProviderSetting> {
    let mut providers: Vec<ProviderSetting> = Vec::new();
    for entry in entries {
        let Some(provider) = entry.resolve(environment, problems) else {
            continue;
        };
        match providers.iter().find(|other| other.id == provider.id) {
            Some(first) => problems.push(ConfigProblem {
                at: provider.origin,
                what: format!("`{}` is already a provider at {}", first.id, first.origin),
                advice: "Give it another id".to_owned(),
            }),
            None => providers.push(provider),
        }
    }
    providers
}

impl Entry<ProviderKey> {
    fn resolve(
        &self,
        environment: &Environment<'_>,
        problems: &mut Vec<ConfigProblem>,
    ) -> Option<ProviderSetting> {
        let id = self.value(
            ProviderKey::Id,
            problems,
            id,
            "a short name for addresses, as in sso: 1 to 40 lower-case letters, digits and \
             hyphens, but not invite or invitation; keep it, as members are known by it",
        );
        let name = self.value(
            ProviderKey::Name,
            problems,
            |text| line(text, LONGEST_NAME),
            "what people know the provider by, in 1 to 60 characters",
        );
        let kind = self.value(
            ProviderKey::Kind,
            problems,
            kind,
            "oidc (OpenID Connect) or github",
        )?;
        let address = "the address of the provider with https://, as in https://sso.example.nl; \
                       plain http only on this machine";
        let issuer = if kind == ProviderKind::GitHub {
            let own = self.optional(ProviderKey::Issuer, problems, provider_address, address);
            own.map(|own| own.or_else(|| IssuerUrl::new("https://github.com".to_owned()).ok()))?
        } else {
            self.value(ProviderKey::Issuer, problems, provider_address, address)
        };
        let client_id = self.value(
            ProviderKey::ClientId,
            problems,
            |text| line(text, 500),
            "the id that the provider gave for this site",
        );
        let scopes = self.optional(
            ProviderKey::Scopes,
            problems,
            scopes,
            "the scopes to ask for, as in [\"openid\", \"email\"]",
        )?;
        let forge = self.optional(
            ProviderKey::Forge,
            problems,
            super::forges::host,
            "the host of the forge whose groups it tells, as in gitlab.com",
        )?;
        let (secret_source, client_secret) = self.secret(&CLIENT_SECRET, environment, problems)?;
        let issuer = issuer?;
        let forge = forge.or_else(|| issuer.url().host_str().map(ForgeHost::new))?;
        if kind == ProviderKind::GitHub && secret_source == SecretSource::None {
            problems.push(ConfigProblem {
                at: self.origin.clone(),
                what: "GitHub without `client_secret_env` or `client_secret_file`".to_owned(),
                advice: "Give one of the two: GitHub lets nobody sign in without the secret"
                    .to_owned(),
            });
            return None;
        }
        let scopes = scopes.unwrap_or_else(|| {
            let scopes = kind.default_scopes().iter().copied();
            scopes.map(str::to_owned).collect()
        });
        Some(ProviderSetting {
            id: id?,
            name: name?,
            kind,
            issuer,
            client_id: client_id?,
            client_secret,
            secret_source,
            scopes,
            forge,
            origin: self.origin.clone(),
        })
    }
}

/// What of signing in takes more than one setting to judge.
pub(super) fn check(
    settings: &Settings,
    providers: &[ProviderSetting],
    problems: &mut Vec<ConfigProblem>,
) {
    if let Some(provider) = providers.first()
        && site(settings, settings.listen.value).is_none()
    {
        problems.push(ConfigProblem {
            at: provider.origin.clone(),
            what: "people can't sign in while the site has no safe address of its own".to_owned(),
            advice: "Set public_url to an address with https://, to which the provider sends \
                     people back"
                .to_owned(),
        });
    }
    let moderators = &settings.moderators;
    let known: BTreeSet<&str> = providers.iter().map(|provider| &*provider.id).collect();
    for moderator in &moderators.value.0 {
        let Moderator::Identity { provider, .. } = moderator else {
            continue;
        };
        if provider != BY_INVITATION && !known.contains(&**provider) {
            problems.push(ConfigProblem {
                at: moderators.origin.clone(),
                what: format!(
                    "a moderator is of the provider `{provider}`, which is not configured"
                ),
                advice: format!(
                    "Add [[sign_in]] with this id, or write {BY_INVITATION}:NAME for who comes \
                     by an invitation"
                ),
            });
        }
    }
}

/// Where people sign in: the site's address, or where it listens when that is on this machine
/// alone. `None` where what a browser keeps would travel in the clear.
fn site(settings: &Settings, listens: SocketAddr) -> Option<Url> {
    match &settings.public_url.value {
        Some(url) => is_safe(url).then(|| url.clone()),
        None if listens.ip().is_loopback() => Url::parse(&format!("http://{listens}/")).ok(),
        None => None,
    }
}

impl Config {
    /// Where people sign in, of a server that listens at `listens`; see [`site`].
    pub(crate) fn sign_in_site(&self, listens: SocketAddr) -> Option<Url> {
        site(&self.settings, listens)
    }

    /// The providers as the schema tells them.
    pub(super) fn told_providers(&self) -> Vec<SignInProvider> {
        let providers = self.sign_in.iter();
        providers
            .map(|provider| SignInProvider {
                id: provider.id.clone(),
                name: provider.name.clone(),
            })
            .collect()
    }

    /// That each provider can be spoken to.
    ///
    /// # Errors
    /// When the variable of a secret is not set.
    pub(crate) fn check_providers(&self) -> Result<(), ConfigError> {
        let problems = self.sign_in.iter().filter_map(|provider| {
            let SecretSource::Environment(variable) = &provider.secret_source else {
                return None;
            };
            provider.client_secret.is_none().then(|| ConfigProblem {
                at: super::Origin::Environment(variable.clone()),
                what: format!("it is not set, and holds the secret for {}", provider.name),
                advice: format!("Set it, or remove the provider at {}", provider.origin),
            })
        });
        let problems: Vec<ConfigProblem> = problems.collect();
        if problems.is_empty() {
            Ok(())
        } else {
            Err(ConfigError(problems))
        }
    }
}

/// Whether what is sent there is safe on the way: by TLS, or on this machine alone.
pub(crate) fn is_safe(url: &Url) -> bool {
    let is_here = match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => return false,
    };
    url.scheme() == "https" || (url.scheme() == "http" && is_here)
}

fn id(text: &str) -> Option<String> {
    let fits = (1..=LONGEST_ID).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    (fits && !RESERVED.contains(&text)).then(|| text.to_owned())
}

fn kind(text: &str) -> Option<ProviderKind> {
    let mut kinds = ProviderKind::VARIANTS.iter().copied();
    kinds.find(|kind| <&str>::from(*kind) == text)
}

fn line(text: &str, longest: usize) -> Option<String> {
    let text = text.trim();
    let fits = (1..=longest).contains(&text.chars().count()) && !text.contains(char::is_control);
    fits.then(|| text.to_owned())
}

fn provider_address(text: &str) -> Option<IssuerUrl> {
    let issuer = IssuerUrl::new(text.to_owned()).ok()?;
    let url = issuer.url();
    let bare = url.username().is_empty()
        && url.password().is_none()
        && url.query().is_none()
        && url.fragment().is_none();
    (bare && is_safe(url)).then_some(issuer)
}

fn scopes(text: &str) -> Option<Vec<String>> {
    let scopes: Vec<&str> = text
        .split([',', ' '])
        .filter(|one| !one.is_empty())
        .collect();
    let sound = |scope: &&str| {
        let visible = |byte: u8| byte.is_ascii_graphic() && byte != b'"' && byte != b'\\';
        scope.bytes().all(visible)
    };
    let are_sound = !scopes.is_empty() && scopes.iter().all(sound);
    are_sound.then(|| scopes.into_iter().map(str::to_owned).collect())
}

/// The one secret in `text`, which may end with a line break.
pub(super) fn one_line(text: &str) -> Option<SecretString> {
    let secret = text.trim();
    let sound = !secret.is_empty() && !secret.contains(char::is_control);
    sound.then(|| SecretString::from(secret))
}
