//! What an entry says of the organisation itself: short names, province, websites, contacts.

use std::str::FromStr;

use email_address::EmailAddress;
use toml::Spanned;
use toml::de::{DeTable, DeValue};
use url::Url;

use super::Entry;
use crate::organisation::{Contact, ContactKind, Slug};
use crate::registry::draft::{Draft, listed};

/// The longest short name, in letters.
const LONGEST_SHORT_NAME: usize = 20;

/// The longest name of a contact, in letters.
const LONGEST_CONTACT: usize = 200;

/// The keys of a contact, in the order to write them in.
const CONTACT_KEYS: &[&str] = &["kind", "name", "email", "url", "source", "seen_on"];

/// What becomes of a contact with a mistake.
const LEFT_OUT: &str = "This contact is skipped until that is corrected";

/// How a contact is written.
const CONTACT: &str = "{ kind = \"contact_point\", email = \"opensource@example.nl\", source = \"https://example.nl/opensource\", seen_on = 2026-01-31 }";

impl<'t> Entry<'_, '_, '_, 't> {
    pub(super) fn facts(&mut self, draft: &mut Draft) {
        let organisation = &mut draft.organisation;
        organisation.short_names = self.short_names(&organisation.slug);
        organisation.province = self.province().or(organisation.province);
        organisation.websites = self.websites();
        organisation.uri = self.uri();
        organisation.contacts = self.contacts();
    }

    /// What everybody calls it for short. A short name that can't be used is left
    /// out.
    fn short_names(&mut self, slug: &Slug) -> Vec<String> {
        const LEFT_OUT: &str = "This short name is skipped until that is corrected";
        let mut names = Vec::new();
        for item in self.list("short_names", "\"VWS\"") {
            let Some(name) = self.text_in(item, "a short name", LEFT_OUT) else {
                continue;
            };
            let mut words = name.split(' ');
            let is_name = words.all(|word| {
                !word.is_empty() && word.chars().all(|c| c.is_alphanumeric() || c == '-')
            });
            if !is_name || name.chars().count() > LONGEST_SHORT_NAME {
                let what = format!(
                    "`{name}` is not a short name; use 1 to {LONGEST_SHORT_NAME} letters, digits and hyphens, with single spaces between words, as in `VWS` or `Den Haag`"
                );
                self.problem_at(item, what, LEFT_OUT);
                continue;
            }
            let here = self.place_of(item);
            let taken = &self.reader.drafts.short_names;
            if let Some((owner, place)) = taken.get(&name.to_lowercase()) {
                let place = self.reader.drafts.seen_from(here, *place);
                let what = format!("the short name `{name}` is already that of `{owner}` {place}");
                self.problem_at(item, what, "Remove one of the two; the first is used");
                continue;
            }
            let owner = (slug.to_string(), here);
            let taken = &mut self.reader.drafts.short_names;
            taken.insert(name.to_lowercase(), owner);
            names.push(name.to_owned());
        }
        names
    }

    /// What stands for it elsewhere: an address that needs no escaping in another one.
    fn uri(&mut self) -> Option<String> {
        let (value, text) = self.text("uri", "It is left out")?;
        let uri = self.https(value, text, "It is left out")?;
        let is_plain = !uri.contains(|c: char| c.is_whitespace() || "?#&+".contains(c));
        if !is_plain {
            let what = format!("`{uri}` has one of `?`, `#`, `&`, `+` or a space in it");
            self.problem_at(value, what, "It is left out");
        }
        is_plain.then_some(uri)
    }

    /// Its own websites.
    fn websites(&mut self) -> Vec<String> {
        const LEFT_OUT: &str = "This website is skipped until that is corrected";
        let items = self.list("websites", "\"https://www.example.nl\"").iter();
        let mut websites = Vec::new();
        for item in items {
            let text = self.text_in(item, "a website", LEFT_OUT);
            if let Some(address) = text.and_then(|text| self.https(item, text, LEFT_OUT)) {
                websites.push(address);
            }
        }
        websites
    }

    /// Whom to ask about its code. A contact with a mistake is left out.
    fn contacts(&mut self) -> Vec<Contact> {
        let items = self.list("contacts", CONTACT).iter();
        items.filter_map(|item| self.contact(item)).collect()
    }

    fn contact(&mut self, item: &'t Spanned<DeValue<'t>>) -> Option<Contact> {
        let Some(table) = item.get_ref().as_table() else {
            let advice = format!("Write {CONTACT}");
            self.problem_at(item, "this is not a contact".to_owned(), &advice);
            return None;
        };
        let unknown = table
            .keys()
            .find(|key| !CONTACT_KEYS.contains(&key.get_ref().as_ref()));
        if let Some(key) = unknown {
            let what = format!("unknown key `{}` of a contact", key.get_ref());
            let advice = format!("Use one of: {}", CONTACT_KEYS.join(", "));
            self.problem(self.start + key.span().start, what, &advice);
        }
        // Each part is read before one of them may end it, so that every mistake
        // is told at once.
        let kind = self.contact_kind(item, table);
        let name = self.contact_name(table);
        let email = self.part(table, "email", |entry, value, text| {
            let is_email = EmailAddress::from_str(text).is_ok();
            if !is_email {
                let what = format!("`{text}` is not an e-mail address");
                entry.problem_at(value, what, LEFT_OUT);
            }
            is_email.then(|| text.to_owned())
        });
        let url = self.part(table, "url", |entry, value, text| {
            entry.https(value, text, LEFT_OUT)
        });
        let source = self.source(item, table);
        let seen_on = self.seen_on(item, table);
        let (email, url) = (email?, url?);
        if email.is_none() && url.is_none() {
            let what = "a contact without `email` and without `url`".to_owned();
            self.problem_at(item, what, LEFT_OUT);
            return None;
        }
        Some(Contact {
            kind: kind?,
            name: name?,
            email,
            url,
            source: source?,
            seen_on: seen_on?,
        })
    }

    /// One text of a contact: `Some(None)` when it is absent, and `None`, after a problem,
    /// when it is not right.
    fn part(
        &mut self,
        table: &'t DeTable<'t>,
        key: &str,
        read: impl FnOnce(&mut Self, &Spanned<DeValue<'_>>, &str) -> Option<String>,
    ) -> Option<Option<String>> {
        let Some(value) = table.get(key) else {
            return Some(None);
        };
        let text = self.text_in(value, &format!("`{key}`"), LEFT_OUT)?;
        read(self, value, text).map(Some)
    }

    fn contact_name(&mut self, table: &'t DeTable<'t>) -> Option<Option<String>> {
        self.part(table, "name", |entry, value, text| {
            let fits = (1..=LONGEST_CONTACT).contains(&text.chars().count());
            if !fits {
                let what = format!("the name of a contact has 1 to {LONGEST_CONTACT} letters");
                entry.problem_at(value, what, LEFT_OUT);
            }
            fits.then(|| text.to_owned())
        })
    }

    fn contact_kind(
        &mut self,
        item: &Spanned<DeValue<'_>>,
        table: &'t DeTable<'t>,
    ) -> Option<ContactKind> {
        let all = || listed(ContactKind::ALL.iter().map(|kind| kind.as_str()));
        let Some(value) = table.get("kind") else {
            let what = format!("a contact without `kind`, which is one of: {}", all());
            self.problem_at(item, what, LEFT_OUT);
            return None;
        };
        let text = self.text_in(value, "`kind`", LEFT_OUT)?;
        let kind = ContactKind::ALL.iter().find(|kind| kind.as_str() == text);
        if kind.is_none() {
            let what = format!("unknown kind of contact `{text}`; use one of: {}", all());
            self.problem_at(value, what, LEFT_OUT);
        }
        kind.copied()
    }

    fn source(&mut self, item: &Spanned<DeValue<'_>>, table: &'t DeTable<'t>) -> Option<String> {
        let source = self.part(table, "source", |entry, value, text| {
            entry.https(value, text, LEFT_OUT)
        })?;
        if source.is_none() {
            let what = "a contact without `source`, the page on which it was published".to_owned();
            self.problem_at(item, what, LEFT_OUT);
        }
        source
    }

    fn seen_on(
        &mut self,
        item: &Spanned<DeValue<'_>>,
        table: &'t DeTable<'t>,
    ) -> Option<chrono::NaiveDate> {
        let value = table.get("seen_on");
        let day = value.and_then(|value| self.day(value));
        if day.is_none() {
            let what = "`seen_on` of a contact is not a day, as 2026-01-31".to_owned();
            self.problem_at(value.unwrap_or(item), what, LEFT_OUT);
        }
        day
    }

    /// A web address with https. `None`, after a problem with this advice, when it is none.
    fn https(&mut self, value: &Spanned<DeValue<'_>>, text: &str, advice: &str) -> Option<String> {
        let url = Url::parse(text).ok();
        let url = url.filter(|url| url.scheme() == "https" && url.has_host());
        if url.is_none() {
            let what = format!("`{text}` is not a web address that begins with https://");
            self.problem_at(value, what, advice);
        }
        url.map(|_| text.to_owned())
    }
}
