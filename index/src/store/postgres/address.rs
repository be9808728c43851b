//! Where a store in PostgreSQL is, and by which TLS it is reached.

use std::fmt;
use std::net::IpAddr;
use std::path::Path;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use percent_encoding::percent_decode_str;
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::ServerCertVerifier;
use rustls::crypto::{CryptoProvider, aws_lc_rs};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use rustls_platform_verifier::Verifier;
use secrecy::{ExposeSecret, SecretString};
use tokio_postgres::Config;
use tokio_postgres::config::{Host, SslMode, TargetSessionAttrs};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::store::StoreError;

/// How long making a connection may take.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// After how long without an answer a connection is known to be dead.
const SILENCE: Duration = Duration::from_secs(30);

/// The address of a database in PostgreSQL, as in `postgres://user@host/database`. It is shown
/// without the password.
///
/// Beside what PostgreSQL's own programs know it may have `sslrootcert`, the path of a file with
/// the certificates that are trusted in place of those of the machine. A server on another machine
/// is reached over TLS alone, and has to prove its name.
#[derive(Clone)]
pub struct Address {
    url: SecretString,
    shown: String,
    config: Box<Config>,
    /// Whether it says itself which servers will do.
    is_particular: bool,
    authorities: Option<String>,
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.shown)
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.shown)
    }
}

impl PartialEq for Address {
    fn eq(&self, other: &Self) -> bool {
        self.url.expose_secret() == other.url.expose_secret()
    }
}

impl Eq for Address {}

impl FromStr for Address {
    type Err = StoreError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        if !text.starts_with("postgres://") && !text.starts_with("postgresql://") {
            return Err(wrong("it does not begin with postgres://"));
        }
        let (base, query) = text.split_once('?').unwrap_or((text, ""));
        let mut mode = SslMode::Prefer;
        let mut authorities = None;
        let mut others = Vec::new();
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            match name {
                "sslmode" => mode = mode_of(value)?,
                "sslrootcert" => {
                    let path = percent_decode_str(value).decode_utf8();
                    let path = path.map_err(|_| wrong("`sslrootcert` is no path"))?;
                    authorities = Some(path.into_owned());
                }
                _ => others.push(pair),
            }
        }
        let rest = format!("{base}?{}", others.join("&"));
        // What it says of the text could have the password in it.
        let config = rest.trim_end_matches('?').parse::<Config>();
        let mut config = config.map_err(|_| wrong("it is not such a URL"))?;
        if config.get_hosts().is_empty() && config.get_hostaddrs().is_empty() {
            return Err(wrong("it has no host"));
        }
        if config.get_dbname().is_none_or(str::is_empty) {
            return Err(wrong("it has no database"));
        }
        if config.get_user().is_none_or(str::is_empty) {
            return Err(wrong("it has no user"));
        }
        let is_near = config.get_hosts().iter().all(is_near)
            && config.get_hostaddrs().iter().all(IpAddr::is_loopback);
        config.ssl_mode(match mode {
            SslMode::Disable if !is_near => {
                let why = "`sslmode=disable` is for servers on this machine alone";
                return Err(wrong(why));
            }
            // Nobody listens in between here.
            SslMode::Prefer if is_near && authorities.is_none() => SslMode::Disable,
            SslMode::Disable => SslMode::Disable,
            _ => SslMode::Require,
        });
        let is_particular = others
            .iter()
            .any(|pair| pair.starts_with("target_session_attrs"));
        if !is_particular {
            // Of several hosts the one that takes writes, also after another was promoted.
            config.target_session_attrs(TargetSessionAttrs::ReadWrite);
        }
        config
            .connect_timeout(CONNECT_TIMEOUT)
            .keepalives_idle(SILENCE)
            .tcp_user_timeout(SILENCE)
            .application_name("bronwijzer");
        Ok(Self {
            url: SecretString::from(text),
            shown: shown(&config),
            config: Box::new(config),
            is_particular,
            authorities,
        })
    }
}

/// Whether a host is this machine.
fn is_near(host: &Host) -> bool {
    match host {
        Host::Tcp(name) => {
            name == "localhost" || name.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
        }
        #[cfg(unix)]
        Host::Unix(_) => true,
    }
}

/// What a mode of libpq asks for. Here a certificate is verified wherever there is TLS.
fn mode_of(name: &str) -> Result<SslMode, StoreError> {
    match name {
        "disable" => Ok(SslMode::Disable),
        "prefer" | "allow" => Ok(SslMode::Prefer),
        "require" | "verify-ca" | "verify-full" => Ok(SslMode::Require),
        _ => Err(wrong(
            "its `sslmode` is none of disable, prefer, require, verify-ca and verify-full",
        )),
    }
}

fn shown(config: &Config) -> String {
    let hosts = config.get_hosts().iter().map(|host| match host {
        Host::Tcp(name) => name.clone(),
        #[cfg(unix)]
        Host::Unix(path) => path.display().to_string(),
    });
    let addresses = config.get_hostaddrs().iter().map(IpAddr::to_string);
    let mut hosts: Vec<String> = hosts.collect();
    if hosts.is_empty() {
        hosts = addresses.collect();
    }
    for (place, host) in hosts.iter_mut().enumerate() {
        if let Some(port) = port_of(config, place) {
            *host = format!("{host}:{port}");
        }
    }
    format!(
        "postgres://{}@{}/{}",
        config.get_user().unwrap_or_default(),
        hosts.join(","),
        config.get_dbname().unwrap_or_default(),
    )
}

/// The port of the host at a place, where the address has one: one may be that of all.
fn port_of(config: &Config, place: usize) -> Option<u16> {
    let ports = config.get_ports();
    ports.get(place).or(ports.first()).copied()
}

/// The same with one of the hosts alone.
fn of_host(config: &Config, place: usize) -> Config {
    let mut one = Config::new();
    match config.get_hosts().get(place) {
        Some(Host::Tcp(name)) => one.host(name),
        #[cfg(unix)]
        Some(Host::Unix(path)) => one.host_path(path),
        None => &mut one,
    };
    if let Some(address) = config.get_hostaddrs().get(place) {
        one.hostaddr(*address);
    }
    if let Some(port) = port_of(config, place) {
        one.port(port);
    }
    if let Some(user) = config.get_user() {
        one.user(user);
    }
    if let Some(password) = config.get_password() {
        one.password(password);
    }
    if let Some(database) = config.get_dbname() {
        one.dbname(database);
    }
    if let Some(options) = config.get_options() {
        one.options(options);
    }
    if let Some(interval) = config.get_keepalives_interval() {
        one.keepalives_interval(interval);
    }
    if let Some(retries) = config.get_keepalives_retries() {
        one.keepalives_retries(retries);
    }
    if let Some(timeout) = config.get_connect_timeout() {
        one.connect_timeout(*timeout);
    }
    if let Some(timeout) = config.get_tcp_user_timeout() {
        one.tcp_user_timeout(*timeout);
    }
    one.ssl_mode(config.get_ssl_mode())
        .ssl_negotiation(config.get_ssl_negotiation())
        .keepalives(config.get_keepalives())
        .keepalives_idle(config.get_keepalives_idle())
        .target_session_attrs(config.get_target_session_attrs())
        .channel_binding(config.get_channel_binding())
        .load_balance_hosts(config.get_load_balance_hosts());
    one
}

fn wrong(why: &str) -> StoreError {
    StoreError::Address(why.to_owned())
}

impl Address {
    /// The same for who reads alone: any of the hosts will do, unless it says otherwise.
    pub(super) fn for_reading(&self) -> Self {
        let mut address = self.clone();
        if !address.is_particular {
            address.config.target_session_attrs(TargetSessionAttrs::Any);
        }
        address
    }

    /// How each of the hosts is connected to, and how it is shown.
    pub(super) fn hosts(&self) -> Vec<(Config, String)> {
        let (hosts, addresses) = (self.config.get_hosts(), self.config.get_hostaddrs());
        let all = (0..hosts.len().max(addresses.len())).map(|place| {
            let config = of_host(&self.config, place);
            let shown = shown(&config);
            (config, shown)
        });
        all.collect()
    }

    /// The TLS by which it is reached.
    ///
    /// # Errors
    /// [`StoreError::Address`] when the file with certificates can't be read.
    pub(super) fn tls(&self) -> Result<MakeRustlsConnect, StoreError> {
        let provider = Arc::new(aws_lc_rs::default_provider());
        let verifier: Arc<dyn ServerCertVerifier> = match &self.authorities {
            Some(path) => verifier_of(Path::new(path), &provider)?,
            None => Arc::new(Verifier::new(Arc::clone(&provider)).map_err(|why| {
                wrong(&format!(
                    "the certificates of this machine can't be read: {why}"
                ))
            })?),
        };
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|why| wrong(&why.to_string()))?
            // It is the verifier that rustls has by itself, with other roots.
            .dangerous()
            .with_custom_certificate_verifier(verifier)
            .with_no_client_auth();
        Ok(MakeRustlsConnect::new(config))
    }
}

/// What trusts the certificates of a file alone.
fn verifier_of(
    path: &Path,
    provider: &Arc<CryptoProvider>,
) -> Result<Arc<WebPkiServerVerifier>, StoreError> {
    let unusable = |why: String| {
        let path = path.display();
        wrong(&format!("the certificates in {path} can't be used: {why}"))
    };
    let mut roots = RootCertStore::empty();
    let all = CertificateDer::pem_file_iter(path).map_err(|why| unusable(why.to_string()))?;
    for one in all {
        let one = one.map_err(|why| unusable(why.to_string()))?;
        roots.add(one).map_err(|why| unusable(why.to_string()))?;
    }
    WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::clone(provider))
        .build()
        .map_err(|why| unusable(why.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mode(url: &str) -> Result<SslMode, String> {
        let address = url.parse::<Address>().map_err(|why| why.to_string())?;
        Ok(address.config.get_ssl_mode())
    }

    #[test]
    fn address_is_shown_without_its_password() {
        let url = "postgres://me:s3cr%40t@db.example:5433/catalogue?application_name=x";
        let address: Address = url.parse().unwrap();
        for shown in [format!("{address}"), format!("{address:?}")] {
            assert_eq!(shown, "postgres://me@db.example:5433/catalogue");
        }
        assert_eq!(address.config.get_password(), Some(&b"s3cr@t"[..]));
    }

    #[test]
    fn each_host_of_an_address_is_reached_as_it_says() {
        let url = "postgres://me:secret@a.example:1,b.example:2/d?application_name=x\
                   &options=-c%20geqo%3Doff&keepalives_retries=7&channel_binding=require\
                   &hostaddr=10.0.0.1,10.0.0.2&load_balance_hosts=random";
        let address: Address = url.parse().unwrap();
        assert_eq!(
            address.to_string(),
            "postgres://me@a.example:1,b.example:2/d"
        );
        let [a, b] = address.hosts().try_into().unwrap();
        assert_eq!(a.1, "postgres://me@a.example:1/d");
        let alone = "postgres://me:secret@b.example:2/d?application_name=x\
                     &options=-c%20geqo%3Doff&keepalives_retries=7&channel_binding=require\
                     &hostaddr=10.0.0.2&load_balance_hosts=random";
        let alone: Address = alone.parse().unwrap();
        let mut b = b.0;
        // It is set for each process.
        b.application_name("bronwijzer");
        assert_eq!(b, *alone.config);
        let usual: Address = "postgres://me@a,b:3/d".parse().unwrap();
        assert_eq!(usual.to_string(), "postgres://me@a:5432,b:3/d");
    }

    #[test]
    fn other_machines_are_reached_over_tls_alone() {
        for near in ["127.0.0.1", "localhost", "[::1]", "%2Frun%2Fpostgresql"] {
            let url = format!("postgres://u@{near}/d");
            assert_eq!(mode(&url), Ok(SslMode::Disable), "{url}");
            let tls = format!("{url}?sslmode=verify-full");
            assert_eq!(mode(&tls), Ok(SslMode::Require), "{tls}");
        }
        for far in ["db.example", "10.0.0.1", "localhost,db.example"] {
            let url = format!("postgres://u@{far}/d");
            assert_eq!(mode(&url), Ok(SslMode::Require), "{url}");
            assert!(mode(&format!("{url}?sslmode=disable")).is_err(), "{url}");
        }
    }

    #[test]
    fn wrong_address_is_refused_without_repeating_it() {
        for text in [
            "",
            "mysql://u:s3cret@h/d",
            "postgres://u:s3cret@h",
            "postgres://:s3cret@h/d",
            "postgres://u:s3cret@/d",
            "postgres://u:s3cret@h:port/d",
            "postgres://u:s3cret@h/d?sslmode=maybe",
            "postgres://u:s3cret@h/d?colour=red",
        ] {
            let refused = text.parse::<Address>().unwrap_err();
            assert!(matches!(refused, StoreError::Address(_)), "{text}");
            assert!(!refused.to_string().contains("s3cret"), "{refused}");
        }
    }
}
