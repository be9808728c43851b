//! Who looks after what people say here, by the configuration.

use super::settings::email;

/// A moderator as the configuration names them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Moderator {
    /// Who a provider knows so.
    Identity {
        /// The provider's id.
        provider: String,
        /// What it calls them, for itself alone.
        subject: String,
    },
    /// Whose address a provider verified.
    Email(String),
}

/// All of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Moderators(pub(crate) Vec<Moderator>);

impl Moderators {
    /// `none`, or names with commas between. `None` where one is no name.
    pub(crate) fn from_text(text: &str) -> Option<Self> {
        if text == "none" {
            return Some(Self::default());
        }
        let names = text.split(',').map(|name| moderator(name.trim()));
        names.collect::<Option<Vec<_>>>().map(Self)
    }

    /// Whether somebody who has just signed in is one of them.
    pub(crate) fn include(&self, provider: &str, subject: &str, verified: &[String]) -> bool {
        self.0.iter().any(|moderator| match moderator {
            Moderator::Identity {
                provider: named,
                subject: known,
            } => named == provider && known == subject,
            Moderator::Email(address) => verified
                .iter()
                .any(|verified| verified.eq_ignore_ascii_case(address)),
        })
    }
}

fn moderator(name: &str) -> Option<Moderator> {
    // An address first: it may have a colon only in quotes, which nobody writes.
    if let Some(address) = email(name) {
        return Some(Moderator::Email(address));
    }
    let (provider, subject) = name.split_once(':')?;
    let is_id = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    let is_sound = !provider.is_empty() && provider.bytes().all(is_id) && !subject.is_empty();
    is_sound.then(|| Moderator::Identity {
        provider: provider.to_owned(),
        subject: subject.to_owned(),
    })
}
