//! The mail server: whether it can be reached, over TLS where that is asked, and takes our name
//! and password. Nothing is sent, unless somebody says to whom.

use bronwijzer_ui::Mail;
use lettre::Address;

use super::finding::Findings;
use crate::config::Config;
use crate::serving::mail::Post;

pub(super) async fn check(config: &Config, send_to: Option<&Address>, findings: &mut Findings) {
    let Some(setting) = &config.mail else {
        return findings.skipped("mail", "", "nothing is sent: there is no [mail]");
    };
    let server = setting.server.to_string();
    if setting.user.is_some() && setting.password.is_none() {
        return findings.error(
            "mail",
            &server,
            "its password is not set",
            "Set the variable that `bronwijzer config show` names",
        );
    }
    let post = match Post::new(setting) {
        Ok(post) => post,
        Err(error) => {
            let what = format!("{error:#}");
            return findings.error("mail", &server, what, "Correct `server`");
        }
    };
    match post.is_there().await {
        Ok(()) => findings.ok("mail", &server, "it takes our mail; nothing was sent"),
        Err(error) => {
            let advice = "Check `server`, `user`, the password, the firewall, and the certificate of the \
                 mail server";
            return findings.error("mail", &server, error.to_string(), advice);
        }
    }
    let Some(to) = send_to else { return };
    let line =
        "This is a test of the mail of Bronwijzer. Somebody asked for it by `bronwijzer doctor`.";
    let mail = Mail {
        subject: "Test of Bronwijzer".to_owned(),
        text: format!("{line}\n"),
        html: format!("<p>{line}</p>\n"),
    };
    match post.send(&mail, to.clone(), None).await {
        Ok(()) => findings.ok("mail", &server, format!("a mail to {to} was taken")),
        Err(error) => {
            let advice = "Look in the log of the mail server";
            findings.error("mail", &server, error.to_string(), advice);
        }
    }
}
