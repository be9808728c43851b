//! The configuration as a TOML file that can be copied, with the origin of
//! each value beside it and without secrets.

use std::fmt;

use super::entry::SecretSource;
use super::{Config, SourceSetting, StorageSetting};
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
            secret(f, "token", &forge.token_source, &state)?;
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
        for provider in &self.sign_in {
            writeln!(f, "\n[[sign_in]]  # {}", provider.origin)?;
            line(f, "id", &provider.id, "")?;
            line(f, "name", &provider.name, "")?;
            line(f, "kind", provider.kind.into(), "")?;
            line(f, "issuer", provider.issuer.as_str(), "")?;
            line(f, "client_id", &provider.client_id, "")?;
            let state = is_set("secret", provider.client_secret.is_some());
            secret(f, "client_secret", &provider.secret_source, &state)?;
            let scopes = provider.scopes.iter().cloned().map(toml::Value::String);
            writeln!(f, "scopes = {}", toml::Value::Array(scopes.collect()))?;
            line(f, "forge", provider.forge.as_str(), "")?;
        }
        if let Some(mail) = &self.mail {
            writeln!(f, "\n[mail]  # {}", mail.origin)?;
            line(f, "server", mail.server.as_str(), "")?;
            line(f, "from", &mail.from.to_string(), "")?;
            if let Some((path, _)) = &mail.authorities {
                line(f, "ca_file", path, "")?;
            }
            if let Some(user) = &mail.user {
                line(f, "user", user, "")?;
                let state = is_set("password", mail.password.is_some());
                secret(f, "password", &mail.password_source, &state)?;
            }
        }
        if let Some(backups) = &self.backups {
            writeln!(f, "\n[backups]  # {}", backups.origin)?;
            line(f, "to", &backups.storage.to_text, "")?;
            line(f, "schedule", &backups.schedule_text, "")?;
            writeln!(f, "daily = {}", backups.keep.daily)?;
            writeln!(f, "weekly = {}", backups.keep.weekly)?;
            writeln!(f, "monthly = {}", backups.keep.monthly)?;
            bucket(f, &backups.storage)?;
        }
        if let Some(snapshots) = &self.index_snapshots {
            writeln!(f, "\n[index_snapshots]  # {}", snapshots.origin)?;
            line(f, "to", &snapshots.storage.to_text, "")?;
            line(f, "every", &snapshots.every_text, "")?;
            bucket(f, &snapshots.storage)?;
        }
        if let Some(archive) = &self.outside.software_heritage {
            source(f, "software_heritage", &archive.source)?;
            writeln!(f, "saves = {}", archive.saves)?;
            let state = is_set("token", !archive.source.config.tokens.is_empty());
            secret(f, "token", &archive.token_source, &state)?;
        }
        if let Some(scorecard) = &self.outside.scorecard {
            source(f, "scorecard", scorecard)?;
        }
        if let Some(traces) = &self.traces {
            writeln!(f, "\n[traces]  # {}", traces.origin)?;
            line(f, "endpoint", traces.endpoint.as_str(), "")?;
            let state = is_set("list of headers", traces.headers.is_some());
            secret(f, "headers", &traces.headers_source, &state)?;
            line(f, "service_name", &traces.service_name, "")?;
            writeln!(f, "sample_ratio = {:?}", traces.sample_ratio)?;
        }
        Ok(())
    }
}

/// A source beside the forges, with what all of them have.
fn source(f: &mut fmt::Formatter<'_>, name: &str, source: &SourceSetting) -> fmt::Result {
    writeln!(f, "\n[{name}]  # {}", source.origin)?;
    line(f, "url", source.config.url.as_str(), "")?;
    writeln!(f, "requests = {}", source.requests)?;
    line(f, "again_after", &source.again_after_text, "")
}

fn is_set(noun: &str, is_set: bool) -> String {
    format!("the {noun} is {}set", if is_set { "" } else { "not " })
}

/// Where a secret comes from, and whether it is there. Its keys are `name` with an ending.
fn secret(
    f: &mut fmt::Formatter<'_>,
    name: &str,
    source: &SecretSource,
    state: &str,
) -> fmt::Result {
    match source {
        SecretSource::None => writeln!(f, "# no {name} configured"),
        SecretSource::Environment(variable) => line(f, &format!("{name}_env"), variable, state),
        SecretSource::File(path) => line(
            f,
            &format!("{name}_file"),
            &path.display().to_string(),
            state,
        ),
    }
}

/// How a bucket is reached, where it is one.
fn bucket(f: &mut fmt::Formatter<'_>, storage: &StorageSetting) -> fmt::Result {
    if let Some(endpoint) = &storage.endpoint {
        line(f, "endpoint", endpoint.as_str(), "")?;
    }
    if let Some(access_key) = &storage.access_key {
        line(f, "region", &storage.region, "")?;
        line(f, "access_key", access_key, "")?;
        let state = is_set("secret key", storage.secret_key.is_some());
        secret(f, "secret_key", &storage.secret_source, &state)?;
    }
    Ok(())
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
