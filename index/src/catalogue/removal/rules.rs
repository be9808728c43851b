//! What was removed on request, and stays out of whatever comes in: the list that is kept of it.

use std::collections::{BTreeMap, BTreeSet};

use bronwijzer_crawler::address::{AccountUrl, RepositoryId, RepositoryUrl};
use bronwijzer_crawler::observation::Observation;
use bronwijzer_crawler::sink::{Departure, DepartureKind};
use chrono::{DateTime, Utc};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::redaction::{NO_PHONE, Trace, Traces};
use crate::assess::Publiccode;
use crate::community::member::MemberId;
use crate::model::Record;

/// What was removed, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Removed {
    /// A repository: the one with this id, and whatever is new at this address.
    Repository {
        /// By which it is known.
        id: RepositoryId,
        /// Where it was.
        url: RepositoryUrl,
    },
    /// All of an account.
    Account(AccountUrl),
    /// A member, by the random identifier that they had here.
    Member(MemberId),
    /// A person in texts.
    Person {
        /// What they are known by.
        trace: Trace,
        /// What the hash of it was made with.
        key: String,
    },
}

/// One removal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Removal {
    pub(crate) removed: Removed,
    /// When.
    pub(crate) at: DateTime<Utc>,
    /// Why, in the words of who did it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) reason: Option<String>,
}

impl Removal {
    /// The key of its document: the same for the same thing.
    pub(crate) fn key(&self) -> String {
        match &self.removed {
            Removed::Repository { id, .. } => format!("repository/{id}"),
            Removed::Account(account) => format!("account/{}", account.key()),
            Removed::Member(id) => format!("member/{id}"),
            Removed::Person { trace, .. } => {
                let trace = serde_json::to_string(trace).unwrap_or_default();
                format!("person/{trace}")
            }
        }
    }
}

/// Everything that was removed, ready to hold things against.
#[derive(Debug, Clone, Default)]
pub(crate) struct Removals {
    all: BTreeMap<String, Removal>,
    /// When each was removed.
    ids: BTreeMap<RepositoryId, DateTime<Utc>>,
    addresses: BTreeMap<String, DateTime<Utc>>,
    accounts: BTreeMap<String, DateTime<Utc>>,
    members: BTreeSet<MemberId>,
    traces: Traces,
}

impl Removals {
    pub(crate) fn of(removals: impl IntoIterator<Item = Removal>) -> Self {
        let mut all = Self::default();
        for removal in removals {
            match &removal.removed {
                Removed::Repository { id, url } => {
                    all.ids.insert(id.clone(), removal.at);
                    all.addresses.insert(url.key(), removal.at);
                }
                Removed::Account(account) => {
                    all.accounts.insert(account.key(), removal.at);
                }
                Removed::Member(id) => {
                    all.members.insert(id.clone());
                }
                Removed::Person { trace, key } => all.traces.add(key, trace),
            }
            all.all.insert(removal.key(), removal);
        }
        all
    }

    /// Each of them, in the order of their keys.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Removal> {
        self.all.values()
    }

    /// The members that were removed or left.
    pub(crate) fn members(&self) -> &BTreeSet<MemberId> {
        &self.members
    }

    /// The key that people are hashed with, when there is one.
    pub(crate) fn person_key(&self) -> Option<&str> {
        self.all.values().find_map(|one| match &one.removed {
            Removed::Person { key, .. } => Some(key.as_str()),
            _ => None,
        })
    }

    /// Whether nothing that is new at an address is taken up.
    pub(crate) fn keeps_out(&self, url: &RepositoryUrl) -> bool {
        self.addresses.contains_key(&url.key()) || self.of_account(url).is_some()
    }

    /// When the account that an address is under was removed.
    fn of_account(&self, url: &RepositoryUrl) -> Option<DateTime<Utc>> {
        if self.accounts.is_empty() {
            return None;
        }
        // An account of a group stands for its groups too.
        let key = url.key();
        let mut ends = key.match_indices('/').map(|(at, _)| &key[..at]);
        ends.find_map(|start| self.accounts.get(start).copied())
    }

    /// What becomes of a record that comes in or is there: a tombstone, or one without the
    /// people who were removed. Another repository that is at an address where one was
    /// removed stays, unless it `is_new`. Gives back whether it became another.
    pub(crate) fn screen(&self, record: &mut Record, is_new: bool) -> bool {
        if record.is_removed() {
            return false;
        }
        let (id, url) = (&record.observation.id, &record.observation.url);
        let at_address = self.addresses.get(&url.key()).filter(|_| is_new);
        let by_id = self.ids.get(id).or(at_address).copied();
        if let Some(noticed_at) = by_id.or_else(|| self.of_account(url)) {
            let id = id.clone();
            record.leave(&Departure {
                id,
                kind: DepartureKind::Removed,
                noticed_at,
                to: None,
            });
            return true;
        }
        self.redact(&mut record.observation)
    }

    /// Takes the people who were removed out of what somebody wrote: a statement, a message, or
    /// any other document. Gives back whether there were any.
    pub(crate) fn redact_in<T: Serialize + DeserializeOwned>(&self, written: &mut T) -> bool {
        self.redacted(written, &[]).is_some_and(|redacted| {
            *written = redacted;
            true
        })
    }

    /// What something becomes without them; `None` when they are not in it.
    fn redacted<T: Serialize + DeserializeOwned>(&self, value: &T, phones: &[String]) -> Option<T> {
        if self.traces.is_empty() {
            return None;
        }
        let mut json = serde_json::to_value(value).ok()?;
        if !self.redact_value(&mut json, phones) {
            return None;
        }
        serde_json::from_value(json).ok()
    }

    /// Takes the people who were removed out of all texts of an observation. Gives back whether
    /// there were any.
    pub(crate) fn redact(&self, observation: &mut Observation) -> bool {
        if self.traces.is_empty() {
            return false;
        }
        let phones = self.phones_in(observation);
        let Some(redacted) = self.redacted(observation, &phones) else {
            return false;
        };
        *observation = redacted;
        true
    }

    /// The telephone numbers of contacts who were removed, as the file has them.
    fn phones_in(&self, observation: &Observation) -> Vec<String> {
        let text = observation.publiccode.as_ref().map(|file| &file.text);
        let Some(file) = text.and_then(|text| Publiccode::read(text)) else {
            return Vec::new();
        };
        let is_known = |text: &Option<String>| {
            text.as_deref()
                .is_some_and(|text| self.traces.redact(text).is_some())
        };
        file.contacts
            .into_iter()
            .filter(|contact| is_known(&contact.name) || is_known(&contact.email))
            .filter_map(|contact| contact.phone)
            .filter(|phone| phone.len() >= 6)
            .collect()
    }

    fn redact_value(&self, value: &mut Value, phones: &[String]) -> bool {
        match value {
            Value::String(text) => {
                let mut changed = false;
                if let Some(redacted) = self.traces.redact(text) {
                    *text = redacted;
                    changed = true;
                }
                for phone in phones {
                    if text.contains(phone.as_str()) {
                        *text = text.replace(phone.as_str(), NO_PHONE);
                        changed = true;
                    }
                }
                changed
            }
            Value::Array(values) => values.iter_mut().fold(false, |changed, value| {
                self.redact_value(value, phones) | changed
            }),
            Value::Object(fields) => fields.iter_mut().fold(false, |changed, (key, value)| {
                (!IDENTITY.contains(&key.as_str()) && self.redact_value(value, phones)) | changed
            }),
            _ => false,
        }
    }
}

/// Fields by which something is known, or of which each value has a meaning: no text.
const IDENTITY: &[&str] = &[
    "id",
    "url",
    "handle",
    "source",
    "parent",
    "subject",
    "author",
    "by",
    "kind",
    "state",
    "visibility",
    "rule",
    "supporters",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn removals(removed: impl IntoIterator<Item = Removed>) -> Removals {
        Removals::of(removed.into_iter().map(|removed| Removal {
            removed,
            at: DateTime::UNIX_EPOCH,
            reason: None,
        }))
    }

    fn url(path: &str) -> RepositoryUrl {
        format!("https://gitlab.com/{path}").parse().unwrap()
    }

    #[test]
    fn account_stands_for_its_groups_and_no_other() {
        let account = "https://GitLab.com/Gemeente/Team".parse().unwrap();
        let removals = removals([Removed::Account(account)]);
        for path in ["gemeente/team/a", "Gemeente/Team/deep/a"] {
            assert!(removals.keeps_out(&url(path)), "{path}");
        }
        for path in [
            "gemeente/team",
            "gemeente/team2/a",
            "gemeente/a",
            "x/gemeente/team/a",
        ] {
            assert!(!removals.keeps_out(&url(path)), "{path}");
        }
    }

    #[test]
    fn contact_leaves_file_with_telephone_number() {
        let trace = Trace::of("Anna Jansen", "key").unwrap();
        let key = "key".to_owned();
        let removals = removals([Removed::Person { trace, key }]);
        let now = DateTime::UNIX_EPOCH;
        let id = "gitlab.com:1".parse().unwrap();
        let source = bronwijzer_crawler::observation::Source::Sample;
        let mut seen = Observation::bare(id, url("anna-jansen/a"), now, source);
        let file = "publiccodeYmlVersion: \"0.4\"\nname: X\nmaintenance:\n  type: internal\n  contacts:\n    - name: Jansen, Anna\n      phone: 06-12345678\n    - name: Piet Puk\n      phone: 06-87654321\n";
        let text = |text: &str| {
            bronwijzer_crawler::observation::TextFile::capped(
                "publiccode.yml".to_owned(),
                text.to_owned(),
                1,
                false,
            )
        };
        seen.publiccode = Some(text(file));
        assert!(removals.redact(&mut seen));
        let redacted = &seen.publiccode.as_ref().unwrap().text;
        assert_eq!(
            *redacted,
            file.replace("Jansen, Anna", "(…)")
                .replace("06-12345678", "(…)")
        );
        // Where it is is no text.
        assert_eq!(seen.url, url("anna-jansen/a"));
        assert!(!removals.redact(&mut seen));
    }
}
