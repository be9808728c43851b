//! By what a provider shows somebody to be of an organisation: domains of e-mail addresses, and
//! accounts that they are members of.

use toml::Spanned;
use toml::de::DeValue;
use url::Host;

use super::Entry;
use crate::address::AccountUrl;
use crate::organisation::{Organisation, Slug};

/// What becomes of a mistake.
const LEFT_OUT: &str = "It is left out: nobody speaks for the organisation by it";

/// Domains at which anybody gets an address, or each customer of a provider does.
const PUBLIC_MAIL: &[&str] = &[
    "163.com",
    "aol.com",
    "caiway.nl",
    "casema.nl",
    "chello.nl",
    "duck.com",
    "fastmail.com",
    "fastmail.fm",
    "freedom.nl",
    "gmail.com",
    "gmx.com",
    "gmx.de",
    "gmx.net",
    "googlemail.com",
    "hetnet.nl",
    "hey.com",
    "home.nl",
    "hotmail.com",
    "hotmail.nl",
    "icloud.com",
    "kpnmail.nl",
    "kpnplanet.nl",
    "live.com",
    "live.nl",
    "mac.com",
    "mail.com",
    "mail.ru",
    "mailbox.org",
    "me.com",
    "msn.com",
    "online.nl",
    "outlook.com",
    "planet.nl",
    "pm.me",
    "posteo.net",
    "posteo.nl",
    "proton.me",
    "protonmail.com",
    "qq.com",
    "quicknet.nl",
    "solcon.nl",
    "startmail.com",
    "tele2.nl",
    "telfort.nl",
    "tuta.com",
    "tuta.io",
    "tutanota.com",
    "upcmail.nl",
    "users.noreply.github.com",
    "wxs.nl",
    "xs4all.nl",
    "yahoo.com",
    "yandex.ru",
    "zeelandnet.nl",
    "ziggo.nl",
    "zoho.com",
    "zonnet.nl",
];

impl Entry<'_, '_, '_, '_> {
    pub(super) fn representatives(&mut self, organisation: &mut Organisation) {
        let slug = organisation.slug.clone();
        organisation.email_domains = self.email_domains(&slug);
        organisation.members_of = self.members_of(&slug);
    }

    fn email_domains(&mut self, slug: &Slug) -> Vec<String> {
        let items = self.list("email_domains", "\"example.nl\"").iter();
        let domains = items.filter_map(|item| {
            let text = self.text_in(item, "a domain", LEFT_OUT)?;
            let Some(domain) = mail_domain(text) else {
                let what = format!(
                    "`{text}` is not a domain of e-mail addresses; write what stands behind the @, as in `delft.nl`"
                );
                self.problem_at(item, what, LEFT_OUT);
                return None;
            };
            if PUBLIC_MAIL.contains(&domain.as_str()) {
                let what = format!("anybody can get an e-mail address at {domain}");
                self.problem_at(item, what, LEFT_OUT);
                return None;
            }
            self.shows_one(slug, item, &domain)?;
            Some(domain)
        });
        domains.collect()
    }

    fn members_of(&mut self, slug: &Slug) -> Vec<AccountUrl> {
        let items = self.list("members_of", "\"https://HOST/ACCOUNT\"").iter();
        let accounts = items.filter_map(|item| {
            let account: AccountUrl = self.address(item, "an account")?;
            self.on_forge(item, account.host(), &format!("the account {account}"))?;
            self.shows_one(slug, item, &account.key())?;
            Some(account)
        });
        accounts.collect()
    }

    /// `None`, after a problem, when it shows people to be of an organisation already: of two
    /// they would speak for both.
    fn shows_one(&mut self, slug: &Slug, item: &Spanned<DeValue<'_>>, what: &str) -> Option<()> {
        let here = self.place_of(item);
        if let Some((owner, place)) = self.reader.drafts.shows.get(what) {
            let place = self.reader.drafts.seen_from(here, *place);
            let what = format!("{what} already shows people to be of `{owner}` {place}");
            self.problem_at(item, what, "Remove one of the two; the first is used");
            return None;
        }
        let owner = (slug.to_string(), here);
        self.reader.drafts.shows.insert(what.to_owned(), owner);
        Some(())
    }
}

/// A domain as mail is sent to it, in lower case and ASCII. A suffix such as `nl` is none.
fn mail_domain(text: &str) -> Option<String> {
    let Ok(Host::Domain(domain)) = Host::parse(text) else {
        return None;
    };
    let mut labels = domain.split('.');
    let is_label = |label: &str| {
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
        !label.is_empty() && label.len() <= 63 && label.bytes().all(fits)
    };
    (domain.contains('.') && labels.all(is_label)).then_some(domain)
}
