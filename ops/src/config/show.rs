//! The configuration as a TOML file that can be copied, with the origin of
//! each value beside it and without secrets.

use std::fmt;

use super::Config;
use super::forges::TokenSource;

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
            let state = match forge.config.credentials.first() {
                Some(_) => "the token is set",
                None => "the token is not set",
            };
            match &forge.token_source {
                TokenSource::None => writeln!(f, "# no token configured")?,
                TokenSource::Environment(variable) => line(f, "token_env", variable, state)?,
                TokenSource::File(path) => {
                    line(f, "token_file", &path.display().to_string(), state)?;
                }
            }
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
