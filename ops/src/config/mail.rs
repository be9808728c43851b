//! The mail server, by which what happened is told.

use lettre::message::Mailbox;
use lettre::transport::smtp::client::Certificate;
use secrecy::SecretString;
use strum::{IntoStaticStr, VariantArray};
use url::{Host, Url};

use super::entry::{Entry, Key, Secret, SecretSource};
use super::sign_in::one_line;
use super::{ConfigProblem, Environment};

/// The keys of the table `[mail]`, in the order to write them in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub(super) enum MailKey {
    Server,
    From,
    User,
    PasswordEnv,
    PasswordFile,
    CaFile,
}

impl Key for MailKey {
    const OF: &'static str = "mail";
}

const PASSWORD: Secret<MailKey, SecretString> = Secret {
    env: MailKey::PasswordEnv,
    file: MailKey::PasswordFile,
    noun: "password",
    parse: one_line,
};

/// How mail is sent.
#[derive(Debug, Clone)]
pub(crate) struct MailSetting {
    /// As it was written.
    pub(crate) server: Url,
    /// How the connection is kept from others.
    pub(crate) security: Security,
    /// Whom mail is from.
    pub(crate) from: Mailbox,
    /// Who the server knows us as.
    pub(crate) user: Option<String>,
    /// `None` where there is no user, or the variable is not set.
    pub(crate) password: Option<SecretString>,
    /// The file with the certificates of further authorities, as it was written, and what is
    /// in it.
    pub(crate) authorities: Option<(String, Certificate)>,
    /// Where the password comes from.
    pub(crate) password_source: SecretSource,
    /// Where the table stands.
    pub(crate) origin: super::Origin,
}

/// How a connection to the mail server is kept from others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Security {
    /// By TLS from the start.
    Tls,
    /// By TLS from the command STARTTLS on, without which nothing is sent.
    StartTls,
    /// Not: it stays on this machine.
    Local,
}

impl MailSetting {
    /// The host of the server.
    pub(crate) fn host(&self) -> &str {
        // Brackets of an IPv6 address are the URL's.
        let host = self.server.host_str().unwrap_or_default();
        host.trim_start_matches('[').trim_end_matches(']')
    }

    /// Its port: as written, or the usual one.
    pub(crate) fn port(&self) -> u16 {
        self.server.port().unwrap_or(match self.security {
            Security::Tls => 465,
            Security::StartTls => 587,
            Security::Local => 25,
        })
    }
}

/// Takes the table from the file. `None` when there is none, or after a problem.
pub(super) fn resolve(
    entry: Option<&Entry<MailKey>>,
    environment: &Environment<'_>,
    problems: &mut Vec<ConfigProblem>,
) -> Option<MailSetting> {
    let entry = entry?;
    let server = entry.value(
        MailKey::Server,
        problems,
        server,
        "the address of the mail server: smtps://HOST for TLS from the start, smtp://HOST for \
         STARTTLS, each with a port where it is not the usual one",
    );
    let from = entry.value(
        MailKey::From,
        problems,
        |text| text.parse::<Mailbox>().ok(),
        "the address that mail is from, as in \"Bronwijzer <bronwijzer@example.nl>\"",
    );
    let user = entry.optional(
        MailKey::User,
        problems,
        |text| (!text.is_empty()).then(|| text.to_owned()),
        "who the mail server knows the site as",
    )?;
    let authorities = entry.optional(
        MailKey::CaFile,
        problems,
        |path| Some((path.to_owned(), certificates(path)?)),
        "a file with the certificate of the authority that the mail server's own is from, in PEM",
    )?;
    let (password_source, password) = entry.secret(&PASSWORD, environment, problems)?;
    if user.is_some() != (password_source != SecretSource::None) {
        problems.push(ConfigProblem {
            at: entry.origin.clone(),
            what: "mail with a user or a password, but not with both".to_owned(),
            advice: "Give `user`, and `password_env` or `password_file`; or neither, where the \
                     server wants none"
                .to_owned(),
        });
        return None;
    }
    let (server, security) = server?;
    Some(MailSetting {
        server,
        security,
        from: from?,
        user,
        password,
        authorities,
        password_source,
        origin: entry.origin.clone(),
    })
}

/// The certificates in a file; `None` where there are none.
fn certificates(path: &str) -> Option<Certificate> {
    let pem = std::fs::read_to_string(path).ok()?;
    let read = Certificate::from_pem(pem.as_bytes()).ok();
    read.filter(|_| pem.contains("-----BEGIN CERTIFICATE-----"))
}

fn server(text: &str) -> Option<(Url, Security)> {
    let url = Url::parse(text).ok()?;
    let bare = url.username().is_empty()
        && url.password().is_none()
        && matches!(url.path(), "" | "/")
        && url.query().is_none()
        && url.fragment().is_none();
    // The parser takes hosts of schemes that it does not know as they are.
    let is_here = match Host::parse(url.host_str()?).ok()? {
        Host::Domain(name) => name == "localhost",
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    };
    let security = match url.scheme() {
        "smtps" => Security::Tls,
        "smtp" if is_here => Security::Local,
        "smtp" => Security::StartTls,
        _ => return None,
    };
    bare.then_some((url, security))
}
