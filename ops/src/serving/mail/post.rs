//! Hands mail to the mail server.

use std::time::Duration;

use anyhow::Context;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bronwijzer_ui::Mail;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};
use lettre::transport::smtp;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use lettre::{Address, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use secrecy::ExposeSecret;
use url::Url;

use crate::config::{MailSetting, Security};

/// How long the mail server may take for one command.
const TIMEOUT: Duration = Duration::from_secs(30);

/// Hands mail to the mail server, one connection for each.
pub(crate) struct Post {
    /// The host and the port of the mail server, for messages.
    server: String,
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

/// Why mail was not sent, and what follows from it.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PostError {
    /// The mail server said that it does not take it: it was not sent.
    #[error("the mail server refused it: {0}")]
    Refused(String),
    /// The mail server was never asked: it was not sent.
    #[error("the mail server {server} {problem}: {cause}")]
    Unreachable {
        server: String,
        /// What is in the way, and what to do.
        problem: &'static str,
        cause: String,
    },
    /// Nobody knows whether the mail server took it: sent again it might come twice.
    #[error("the connection to the mail server broke while it was sent: {0}")]
    Unknown(String),
}

impl Post {
    pub(crate) fn new(setting: &MailSetting) -> anyhow::Result<Self> {
        let host = setting.host();
        let encrypted = || {
            let mut tls = TlsParameters::builder(host.to_owned());
            if let Some((_, authorities)) = &setting.authorities {
                tls = tls.add_root_certificate(authorities.clone());
            }
            let unusable = || format!("mail can't be sent by {host}");
            tls.build().with_context(unusable)
        };
        let tls = match setting.security {
            Security::Tls => Tls::Wrapper(encrypted()?),
            Security::StartTls => Tls::Required(encrypted()?),
            Security::Local => Tls::None,
        };
        let builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(host).tls(tls);
        let mut builder = builder
            .port(setting.port())
            .timeout(Some(TIMEOUT))
            .hello_name(ClientId::Domain(setting.from.email.domain().to_owned()));
        if let (Some(user), Some(password)) = (&setting.user, &setting.password) {
            let password = password.expose_secret().to_owned();
            builder = builder.credentials(Credentials::new(user.clone(), password));
        }
        Ok(Self {
            server: format!("{host}:{}", setting.port()),
            transport: builder.build(),
            from: setting.from.clone(),
        })
    }

    /// Whether the mail server can be reached and takes our name and password.
    pub(crate) async fn is_there(&self) -> Result<(), PostError> {
        match self.transport.test_connection().await {
            Ok(true) => Ok(()),
            Ok(false) => Err(PostError::Refused("it ended the connection".to_owned())),
            Err(error) => Err(PostError::Unreachable {
                server: self.server.clone(),
                problem: obstacle(&error),
                cause: chain(&error),
            }),
        }
    }

    /// Sends `mail` to an address. Who reads it ends such mail at `unsubscribe`, with a POST as
    /// RFC 8058 has it, or a visit; a mail that comes once has no such place.
    pub(crate) async fn send(
        &self,
        mail: &Mail,
        to: Address,
        unsubscribe: Option<&Url>,
    ) -> Result<(), PostError> {
        let header = |name: &'static str, value: String| {
            let name = HeaderName::new_from_ascii_str(name);
            HeaderValue::dangerous_new_pre_encoded(name, value.clone(), value)
        };
        let domain = self.from.email.domain();
        let mut message = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(&mail.subject)
            .message_id(Some(format!("<{}@{domain}>", unique()?)))
            // RFC 3834: no program answers that its owner is on holiday.
            .raw_header(header("Auto-Submitted", "auto-generated".to_owned()));
        if let Some(unsubscribe) = unsubscribe {
            let one_click = "List-Unsubscribe=One-Click".to_owned();
            message = message
                .raw_header(header("List-Unsubscribe", format!("<{unsubscribe}>")))
                .raw_header(header("List-Unsubscribe-Post", one_click));
        }
        let message = message
            .multipart(MultiPart::alternative_plain_html(
                mail.text.clone(),
                mail.html.clone(),
            ))
            .map_err(|error| PostError::Refused(chain(&error)))?;
        match self.transport.send(message).await {
            Ok(_) => Ok(()),
            // An answer with a number is a clear no.
            Err(error) if error.status().is_some() => Err(PostError::Refused(chain(&error))),
            Err(error) => Err(PostError::Unknown(chain(&error))),
        }
    }
}

/// Why the mail server can't be asked, and what to do.
fn obstacle(error: &smtp::Error) -> &'static str {
    // A handshake that fails is an error of the connection, which has the one of TLS in it.
    let is_of_tls = |error: &(dyn std::error::Error + 'static)| {
        let error = error.downcast_ref::<std::io::Error>();
        error.is_some_and(|error| error.kind() == std::io::ErrorKind::InvalidData)
    };
    if error.is_tls() || causes(error).any(is_of_tls) {
        "shows no certificate that is valid for this name; have it renewed, or name the \
         certificate of its authority in `ca_file`"
    } else if error.status().is_some() {
        "takes no mail from us; look at `user` and the password"
    } else {
        "can't be used; look at `server`, and whether it runs"
    }
}

/// What no other mail is called.
fn unique() -> Result<String, PostError> {
    let mut bytes = [0; 16];
    let filled = aws_lc_rs::rand::fill(&mut bytes);
    filled.map_err(|_| PostError::Refused("the system gives no random bytes".to_owned()))?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

fn causes<'a>(
    error: &'a (dyn std::error::Error + 'static),
) -> impl Iterator<Item = &'a (dyn std::error::Error + 'static)> {
    std::iter::successors(Some(error), |error| error.source())
}

fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    let causes = causes(error).map(ToString::to_string);
    causes.collect::<Vec<_>>().join(": ")
}
