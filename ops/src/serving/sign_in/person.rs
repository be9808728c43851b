//! Who a provider says that somebody is.

use std::collections::BTreeSet;

use bronwijzer_crawler::address::AccountUrl;
use bronwijzer_crawler::organisation::{Organisation, Slug};
use bronwijzer_index::community::member::{Identity, SignIn};
use chrono::NaiveDate;
use url::Host;

use crate::config::Moderators;

/// The longest name that is taken over, in characters.
const LONGEST_NAME: usize = 100;

/// Somebody as a provider knows them.
#[derive(Debug, Clone, Default)]
pub(super) struct Person {
    subject: String,
    name: Option<String>,
    /// Addresses that the provider verified, the one that they read first.
    emails: Vec<String>,
    /// Keys of accounts.
    memberships: BTreeSet<String>,
}

impl Person {
    pub(super) fn new(subject: &str) -> Self {
        Self {
            subject: subject.to_owned(),
            ..Self::default()
        }
    }

    /// Takes over a name, if there is one.
    pub(super) fn call(&mut self, name: Option<&str>) {
        let name = name.map(str::trim).filter(|name| !name.is_empty());
        if let Some(name) = name {
            let name: String = name.chars().take(LONGEST_NAME).collect();
            self.name = Some(name.trim_end().to_owned());
        }
    }

    /// Takes over an address that the provider verified.
    pub(super) fn has_email(&mut self, address: Option<&str>) {
        let address = address.filter(|address| domain_of(address).is_some());
        if let Some(address) = address {
            self.emails.push(address.to_owned());
        }
    }

    pub(super) fn is_member_of(&mut self, account: &AccountUrl) {
        self.memberships.insert(account.key());
    }

    /// What the community is told: which of `organisations` they speak for on that day, and
    /// whether they are a moderator.
    pub(super) fn signs_in(
        self,
        provider: &str,
        organisations: &[Organisation],
        moderators: &Moderators,
        today: NaiveDate,
    ) -> SignIn {
        let domains: BTreeSet<String> = self
            .emails
            .iter()
            .filter_map(|address| domain_of(address))
            .collect();
        let exists = |organisation: &&Organisation| {
            let ended = organisation.ended.as_ref();
            ended.is_none_or(|ended| today < ended.on)
        };
        let shows = |organisation: &&Organisation| {
            let mut of_domain = organisation.email_domains.iter();
            let mut of_account = organisation.members_of.iter();
            of_domain.any(|domain| domains.contains(domain))
                || of_account.any(|account| self.memberships.contains(&account.key()))
        };
        let represents: BTreeSet<Slug> = organisations
            .iter()
            .filter(exists)
            .filter(shows)
            .map(|organisation| organisation.slug.clone())
            .collect();
        SignIn {
            moderator_as: moderators.naming(provider, &self.subject, &self.emails),
            identity: Identity {
                provider: provider.to_owned(),
                subject: self.subject,
            },
            suggested_name: self.name,
            verified_email: self.emails.into_iter().next(),
            represents,
        }
    }
}

/// The domain of an address as the registry writes domains. `None` when it is no address.
fn domain_of(address: &str) -> Option<String> {
    let (name, domain) = address.rsplit_once('@')?;
    let is_sound = !name.is_empty() && address.len() <= 254 && !address.contains(char::is_control);
    match Host::parse(domain) {
        Ok(Host::Domain(domain)) if is_sound => Some(domain),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use bronwijzer_crawler::organisation::{Ended, OrganisationType};

    use super::*;

    fn organisations() -> Vec<Organisation> {
        let organisation = |slug: &str, domains: &[&str], accounts: &[&str]| Organisation {
            email_domains: domains.iter().map(|&domain| domain.to_owned()).collect(),
            members_of: accounts.iter().map(|url| url.parse().unwrap()).collect(),
            ..Organisation::new(slug.parse().unwrap(), slug, OrganisationType::Other)
        };
        let mut ended = organisation("ended", &["delft.nl"], &[]);
        ended.ended = Some(Ended {
            on: "2026-01-01".parse().unwrap(),
            successors: Vec::new(),
        });
        vec![
            organisation(
                "delft",
                &["delft.nl"],
                &["https://github.com/Gemeente-Delft"],
            ),
            organisation("rws", &["rws.nl"], &["https://gitlab.com/rws/open"]),
            ended,
        ]
    }

    fn represents(emails: &[&str], accounts: &[&str]) -> Vec<String> {
        let mut person = Person::new("1");
        for email in emails {
            person.has_email(Some(email));
        }
        for account in accounts {
            person.is_member_of(&account.parse().unwrap());
        }
        let today = "2026-11-29".parse().unwrap();
        let signed = person.signs_in("sso", &organisations(), &Moderators::default(), today);
        signed.represents.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn verified_address_and_membership_make_a_representative() {
        let none: [&str; 0] = [];
        assert_eq!(represents(&["a@delft.nl"], &[]), ["delft"]);
        assert_eq!(
            represents(&["a@DELFT.nl", "b@rws.nl"], &[]),
            ["delft", "rws"]
        );
        assert_eq!(
            represents(&[], &["https://github.com/gemeente-delft"]),
            ["delft"]
        );
        assert_eq!(represents(&[], &["https://gitlab.com/rws/open"]), ["rws"]);
        for email in [
            "a@sub.delft.nl",
            "a@notdelft.nl",
            "a@delft.nl.evil.example",
            "delft.nl",
            "@delft.nl",
            "a@delft.nl\n",
        ] {
            assert_eq!(represents(&[email], &[]), none, "{email:?}");
        }
        for account in [
            "https://gitlab.com/gemeente-delft",
            "https://gitlab.com/rws",
            "https://gitlab.com/rws/open/sub",
            "https://github.com/gemeente-delft-evil",
        ] {
            assert_eq!(represents(&[], &[account]), none, "{account}");
        }
    }

    #[test]
    fn moderators_are_known_by_identity_or_address() {
        let moderators =
            Moderators::from_text("sso:42, Anna@delft.nl").expect("two names of moderators");
        let is_moderator = |provider: &str, subject: &str, email: &str| {
            let mut person = Person::new(subject);
            person.has_email(Some(email));
            let today = "2026-11-29".parse().unwrap();
            let signed = person.signs_in(provider, &[], &moderators, today);
            signed.moderator_as.is_some()
        };
        assert!(is_moderator("sso", "42", "b@x.nl"));
        assert!(is_moderator("sso", "1", "anna@Delft.nl"));
        assert!(!is_moderator("other", "42", "b@x.nl"));
        assert!(!is_moderator("sso", "421", "anna@delft.nl.x.nl"));
    }
}
