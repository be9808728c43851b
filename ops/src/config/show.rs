//! The configuration as a TOML file that can be copied, with the origin of
//! each value beside it and without secrets.

use std::fmt;

use super::Config;
use super::forges::TokenSource;
use bronwijzer_crawler::forge::Credential;

impl fmt::Display for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.file {
            Some(file) => writeln!(f, "# configuration file: {}", file.display())?,
            None => writeln!(f, "# configuration file: none")?,
        }
        for (key, value, origin) in self.settings.shown() {
            line(f, key, value, &origin.to_string())?;
        }
        for forge in &self.forges {
            writeln!(f, "\n[[forges]]  # {}", forge.origin)?;
            line(f, "host", forge.config.host.as_str(), "")?;
            line(f, "kind", forge.config.kind.as_str(), "")?;
            line(f, "api", forge.config.api.as_str(), "")?;
            let credentials = &forge.config.credentials;
            let tokens = credentials
                .iter()
                .filter(|credential| matches!(credential, Credential::Token(_)))
                .count();
            let state = match tokens {
                0 => "the token is not set".to_owned(),
                1 => "the token is set".to_owned(),
                several => format!("{several} tokens are set"),
            };
            let state = state.as_str();
            match &forge.token_source {
                TokenSource::None => writeln!(f, "# no token configured")?,
                TokenSource::Environment(variable) => line(f, "token_env", variable, state)?,
                TokenSource::File(path) => {
                    line(f, "token_file", &path.display().to_string(), state)?;
                }
            }
            for credential in credentials {
                if let Credential::App(app) = credential {
                    writeln!(f, "app_id = {}", app.app)?;
                    writeln!(f, "app_installation = {}", app.installation)?;
                    writeln!(f, "# the key of the app is set")?;
                }
            }
            writeln!(f, "share = {:?}", forge.config.budget.share)?;
            writeln!(f, "concurrency = {}", forge.config.budget.concurrency)?;
        }
        Ok(())
    }
}

fn line(f: &mut fmt::Formatter<'_>, key: &str, value: &str, comment: &str) -> fmt::Result {
    let value = toml::Value::String(value.to_owned());
    let line = format!("{key} = {value}");
    if comment.is_empty() {
        writeln!(f, "{line}")
    } else {
        writeln!(f, "{line:<44}  # {comment}")
    }
}
