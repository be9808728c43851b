//! Hands mail to the mail server.

use std::time::Duration;

use anyhow::Context;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bronwijzer_ui::Mail;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::extension::ClientId;
use lettre::{Address, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use secrecy::ExposeSecret;
use url::Url;

use crate::config::{MailSetting, Security};

/// How long the mail server may take for one command.
const TIMEOUT: Duration = Duration::from_secs(30);

/// Hands mail to the mail server, one connection for each.
pub(crate) struct Post {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

/// Why mail was not sent, and what follows from it.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PostError {
    /// The mail server said that it does not take it, or it was never asked: it was not sent.
    #[error("the mail server refused it: {0}")]
    Refused(String),
    /// Nobody knows whether the mail server took it: sent again it might come twice.
    #[error("the connection to the mail server broke while it was sent: {0}")]
    Unknown(String),
}

impl Post {
    pub(crate) fn new(setting: &MailSetting) -> anyhow::Result<Self> {
        let host = setting.host();
        let builder = match setting.security {
            Security::Tls => AsyncSmtpTransport::<Tokio1Executor>::relay(host),
            Security::StartTls => AsyncSmtpTransport::<Tokio1Executor>::starttls_relay(host),
            Security::Local => Ok(AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(
                host,
            )),
        };
        let builder = builder.with_context(|| format!("mail can't be sent by {host}"))?;
        let mut builder = builder
            .port(setting.port())
            .timeout(Some(TIMEOUT))
            .hello_name(ClientId::Domain(setting.from.email.domain().to_owned()));
        if let (Some(user), Some(password)) = (&setting.user, &setting.password) {
            let password = password.expose_secret().to_owned();
            builder = builder.credentials(Credentials::new(user.clone(), password));
        }
        Ok(Self {
            transport: builder.build(),
            from: setting.from.clone(),
        })
    }

    /// Whether the mail server can be reached and takes our name and password.
    pub(crate) async fn is_there(&self) -> Result<(), PostError> {
        let refused = |error: lettre::transport::smtp::Error| PostError::Refused(chain(&error));
        match self.transport.test_connection().await.map_err(refused)? {
            true => Ok(()),
            false => Err(PostError::Refused("it ended the connection".to_owned())),
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

/// What no other mail is called.
fn unique() -> Result<String, PostError> {
    let mut bytes = [0; 16];
    let filled = aws_lc_rs::rand::fill(&mut bytes);
    filled.map_err(|_| PostError::Refused("the system gives no random bytes".to_owned()))?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

fn chain(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source());
    let causes = causes.map(ToString::to_string);
    causes.collect::<Vec<_>>().join(": ")
}
