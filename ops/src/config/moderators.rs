//! Who looks after what people say here, by the configuration.

use bronwijzer_index::community::member::{Identity, Member};

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

    /// What somebody who has just signed in is named by; `None` for who is none of them.
    pub(crate) fn naming(
        &self,
        provider: &str,
        subject: &str,
        verified: &[String],
    ) -> Option<String> {
        let mut named = self.0.iter();
        let named = named.find(|moderator| match moderator {
            Moderator::Identity {
                provider: named,
                subject: known,
            } => named == provider && known == subject,
            Moderator::Email(address) => verified
                .iter()
                .any(|verified| verified.eq_ignore_ascii_case(address)),
        });
        named.map(Moderator::name)
    }

    /// Whether somebody who was named once still is.
    pub(crate) fn name(&self, member: &Member) -> bool {
        let Identity { provider, subject } = &member.identity;
        let by_address = member.moderator_as.iter();
        by_address
            .chain([&format!("{provider}:{subject}")])
            .any(|name| self.0.iter().any(|moderator| moderator.name() == *name))
    }
}

impl Moderator {
    /// As the configuration has it; an address in small letters.
    fn name(&self) -> String {
        match self {
            Self::Identity { provider, subject } => format!("{provider}:{subject}"),
            Self::Email(address) => address.to_lowercase(),
        }
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
