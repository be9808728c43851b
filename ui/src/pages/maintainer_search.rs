//! Seeking a maintainer, in words: why, whom to talk to, what one has to know.

use crate::enums::Seeking;
use crate::operator::mailto;
use crate::schema;
use crate::texts::{Texts, text};
use crate::verdict::Reason;

/// As the schema says.
#[derive(Debug, cynic::QueryFragment)]
pub(crate) struct MaintainerSearch {
    seeking: Seeking,
    reasons: Vec<Reason>,
    contacts: Vec<Contact>,
    skills: Vec<String>,
    used_by: Vec<String>,
}

/// Somebody to talk to.
#[derive(Debug, Clone, cynic::QueryFragment)]
pub(crate) struct Contact {
    pub(crate) name: Option<String>,
    pub(crate) email: Option<String>,
    pub(crate) phone: Option<String>,
    pub(crate) affiliation: Option<String>,
    pub(crate) website: Option<String>,
}

/// As pages show it.
pub(crate) struct MaintainerSearchView {
    pub(crate) seeking: String,
    pub(crate) reasons: Vec<String>,
    pub(crate) contacts: Vec<ContactView>,
    pub(crate) skills: Option<String>,
    pub(crate) used_by: Option<String>,
}

pub(crate) struct ContactView {
    /// Name and for whom.
    pub(crate) who: String,
    /// What is shown, and where it leads.
    pub(crate) ways: Vec<(String, Option<String>)>,
}

impl MaintainerSearch {
    /// What to show; `None` when it seeks nobody.
    pub(crate) fn view(&self, texts: Texts) -> Option<MaintainerSearchView> {
        let seeking = self.seeking.key();
        (seeking != "no").then(|| MaintainerSearchView {
            seeking: texts.get(&format!("seeking-{seeking}")),
            reasons: self.reasons.iter().map(|one| one.sentence(texts)).collect(),
            contacts: self.contacts.iter().map(|one| one.view(texts)).collect(),
            skills: listed("seeking-skills", &self.skills, texts),
            used_by: listed("seeking-used-by", &self.used_by, texts),
        })
    }
}

fn listed(key: &str, names: &[String], texts: Texts) -> Option<String> {
    (!names.is_empty()).then(|| texts.with(key, [("names", text(names.join(", ")))]))
}

impl Contact {
    /// The e-mail address, when it looks like one.
    pub(crate) fn mailbox(&self) -> Option<&str> {
        let address = self.email.as_deref()?;
        let is_one = address.contains('@') && !address.contains(char::is_whitespace);
        is_one.then_some(address)
    }

    pub(crate) fn view(&self, texts: Texts) -> ContactView {
        let who = [&self.name, &self.affiliation].into_iter().flatten();
        let who: Vec<&str> = who.map(String::as_str).collect();
        // What is no address is shown, and leads nowhere.
        let mailbox = self.mailbox().and_then(mailto);
        let email = self.email.as_ref().map(|email| (email.clone(), mailbox));
        let phone = self.phone.as_ref().map(|phone| (phone.clone(), None));
        let website = self.website.as_ref().map(|site| {
            let web = site.starts_with("https://") || site.starts_with("http://");
            (site.clone(), web.then(|| site.clone()))
        });
        ContactView {
            who: if who.is_empty() {
                texts.get("seeking-contact-unnamed")
            } else {
                who.join(", ")
            },
            ways: [email, phone, website].into_iter().flatten().collect(),
        }
    }
}
