//! Whom to ask about an organisation's code, as it published that: with source and day.

use super::answer::Contact;
use crate::operator::mailto;
use crate::place::without_scheme;
use crate::texts::{Texts, text};

/// A contact.
pub(crate) struct ContactView {
    pub(crate) kind: String,
    pub(crate) name: Option<String>,
    /// The e-mail address, and what opens it.
    pub(crate) email: Option<(String, String)>,
    pub(crate) url: Option<(String, String)>,
    /// Where it was seen: the words, and the address of it.
    pub(crate) seen: String,
    pub(crate) source: Option<(String, String)>,
}

impl ContactView {
    pub(crate) fn new(contact: &Contact, texts: Texts) -> Self {
        let kind = contact.kind.key();
        let day = [("day", text(texts.date(contact.seen_on)))];
        let email = contact.email.as_ref();
        Self {
            kind: texts.find(&format!("contact-{kind}")).unwrap_or(kind),
            name: contact.name.clone(),
            email: email.and_then(|email| Some((email.clone(), mailto(email)?))),
            url: contact.url.as_deref().and_then(web_link),
            seen: texts.with("contact-seen", day),
            source: web_link(&contact.source),
        }
    }
}

/// A web address with its words; `None` for what is none, and leads nowhere.
pub(crate) fn web_link(address: &str) -> Option<(String, String)> {
    let is_web = address.starts_with("https://") || address.starts_with("http://");
    let words = without_scheme(address).trim_end_matches('/');
    is_web.then(|| (words.to_owned(), address.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::web_link;

    #[test]
    fn only_web_addresses_are_links() {
        let (words, href) = web_link("https://www.delft.nl/").unwrap();
        assert_eq!(
            (words.as_str(), href.as_str()),
            ("www.delft.nl", "https://www.delft.nl/")
        );
        for text in [
            "",
            "www.delft.nl",
            "javascript:alert(1)",
            "data:text/html,x",
        ] {
            assert!(web_link(text).is_none(), "{text}");
        }
    }
}
