//! What a repository refers to, by register.

use super::answer::Referral;
use crate::search::facet::key_of;
use crate::texts::{Texts, text};

/// A register, and what leads to it.
pub(crate) struct RegisterView {
    pub(crate) name: String,
    pub(crate) links: Vec<LinkView>,
}

/// A page, or a topic that leads nowhere.
pub(crate) struct LinkView {
    pub(crate) text: String,
    /// Checked by the index: over https or http.
    pub(crate) href: Option<String>,
    /// Where it was found.
    pub(crate) found: String,
}

/// The registers in the order in which they are first referred to.
pub(super) fn by_register(referrals: &[Referral], texts: Texts) -> Vec<RegisterView> {
    let mut registers: Vec<(&str, RegisterView)> = Vec::new();
    for referral in referrals {
        let link = link(referral, texts);
        let known = registers
            .iter_mut()
            .find(|(register, _)| *register == referral.register);
        match known {
            Some((_, view)) => view.links.push(link),
            None => registers.push((
                &referral.register,
                RegisterView {
                    name: key_of(&referral.register)
                        .and_then(|key| texts.find(&format!("register-{key}")))
                        .unwrap_or_else(|| referral.register.clone()),
                    links: vec![link],
                },
            )),
        }
    }
    registers.into_iter().map(|(_, view)| view).collect()
}

fn link(referral: &Referral, texts: Texts) -> LinkView {
    let place = texts.with(
        &format!("referral-{}", referral.found_in.key()),
        [("key", text(referral.key.clone().unwrap_or_default()))],
    );
    let topic = referral.topic.as_ref();
    LinkView {
        text: match (&referral.url, topic) {
            (Some(url), _) => url.clone(),
            (None, topic) => {
                let topic = topic.map(String::as_str).unwrap_or_default();
                texts.with("referral-topic", [("topic", text(topic))])
            }
        },
        href: referral.url.clone(),
        found: texts.with("referral-found", [("place", text(place))]),
    }
}
