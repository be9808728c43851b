//! What the store keeps of one repository: facts and their history, never a
//! judgement.

use std::cmp::Ordering;

use bronwijzer_crawler::address::{AccountUrl, RepositoryUrl};
use bronwijzer_crawler::observation::Observation;
use bronwijzer_crawler::outside::OutsideFacts;
use bronwijzer_crawler::sink::{Departure, DepartureKind, Known, Update};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::history::{MOST_EVENTS, changes};
use super::{Event, EventKind, Gone, Judged, KnownLicence};

/// How many former addresses of one repository a file may bring.
const MOST_ADDRESSES: usize = 100;

/// The longest SPDX expression that a file may bring, in bytes: one names a few licences.
const LONGEST_LICENCE: usize = 1024;

/// One repository in the store.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Record {
    /// The newest facts.
    pub(crate) observation: Observation,
    /// The registered account under which it was last seen.
    pub(crate) account: AccountUrl,
    /// When it was first seen.
    pub(crate) first_seen_at: DateTime<Utc>,
    /// Addresses it had before, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) former_urls: Vec<RepositoryUrl>,
    /// Its UUID, where that is another than its first address tells: see [`Record::uuid`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) uuid: Option<Uuid>,
    /// How and when it left, if it is no longer there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) gone: Option<Gone>,
    /// What happened to it, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) history: Vec<Event>,
    /// The maintenance status that was told last; no verdict, but what a change
    /// of it is told by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) judged: Option<Judged>,
    /// What sources beside the forge say of it.
    #[serde(default, skip_serializing_if = "OutsideFacts::is_empty")]
    pub(crate) outside: OutsideFacts,
    /// The licence that was known last; what a change of it is told by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) licence: Option<KnownLicence>,
}

impl Record {
    /// A repository that is seen for the first time.
    pub(crate) fn new(account: AccountUrl, observation: Observation) -> Self {
        Self {
            first_seen_at: observation.observed_at,
            history: vec![Event::new(observation.observed_at, EventKind::FirstSeen)],
            observation,
            account,
            former_urls: Vec::new(),
            uuid: None,
            gone: None,
            judged: None,
            outside: OutsideFacts::default(),
            licence: None,
        }
    }

    /// Cuts what is foreign in it to the sizes that are kept: a file that is imported may
    /// hold anything.
    pub(crate) fn bound(&mut self) {
        self.observation.bound();
        self.outside.bound();
        self.former_urls.truncate(MOST_ADDRESSES);
        if self.history.len() > MOST_EVENTS {
            // The first sight stays.
            self.history.drain(1..=self.history.len() - MOST_EVENTS);
        }
        for event in &mut self.history {
            if let EventKind::LicenceChanged { from, to } = &mut event.what {
                for licence in [from, to] {
                    *licence = licence.take().filter(|one| one.len() <= LONGEST_LICENCE);
                }
            }
        }
        let is_long = |known: &KnownLicence| {
            let licence = known.spdx_id.as_ref();
            licence.is_some_and(|one| one.len() > LONGEST_LICENCE)
        };
        self.licence = self.licence.take().filter(|known| !is_long(known));
    }

    pub(crate) fn note(&mut self, noticed_at: DateTime<Utc>, what: EventKind) {
        self.history.push(Event::new(noticed_at, what));
        if self.history.len() > MOST_EVENTS {
            // The first sight stays.
            self.history.remove(1);
        }
    }

    /// It left. Told again, it is no news.
    pub(crate) fn leave(&mut self, departure: &Departure) {
        if self.gone.is_some_and(|gone| gone.kind == departure.kind) || self.is_removed() {
            return;
        }
        if let Some(to) = &departure.to {
            self.move_to(to.clone(), departure.noticed_at);
            // An account that is in no registry: it is no organisation's now.
            self.account = to.owner_account();
        }
        self.gone = Some(Gone {
            kind: departure.kind,
            noticed_at: departure.noticed_at,
        });
        let how = departure.kind;
        // That it has another owner was noted with its address.
        if how != DepartureKind::Transferred {
            self.note(departure.noticed_at, EventKind::Left { how });
        }
        self.bury();
    }

    /// Numbers the events that are new, by the write that is to come.
    pub(crate) fn number_events(&mut self, number: u64) {
        for event in &mut self.history {
            event.take_number(number);
        }
    }

    /// Gives events the numbers that they have in this catalogue, where they come from another
    /// one: those of what is `stored` of the repository.
    pub(crate) fn renumber_events(&mut self, stored: Option<&Self>) {
        let known = stored.map_or(&[][..], |stored| &stored.history);
        for event in &mut self.history {
            event.renumber(known);
        }
    }

    /// Makes a tombstone of a repository that left: what stays is that it was there, at
    /// which addresses and whose, and when and how it left. What a forge no longer shows
    /// may have been made private or be blocked, so nothing else of it is kept. Where it
    /// can be read on by everybody in an archive stays too, unless the owner, a court or
    /// the operator took it away on purpose. What is there stays as it is.
    pub(crate) fn bury(&mut self) {
        if self.gone.is_none() {
            return;
        }
        let seen = &self.observation;
        let (id, url, source) = (seen.id.clone(), seen.url.clone(), seen.source.clone());
        let mut tombstone = Observation::bare(id, url, seen.observed_at, source);
        // The forge's own name of the id, to ask whether it is there again.
        tombstone.handle.clone_from(&seen.handle);
        tombstone.created_at = seen.created_at;
        self.observation = tombstone;
        self.history.retain(|event| {
            matches!(
                event.what,
                EventKind::FirstSeen
                    | EventKind::Renamed { .. }
                    | EventKind::Transferred { .. }
                    | EventKind::Left { .. }
                    | EventKind::Returned
            )
        });
        self.judged = None;
        let is_open = self.gone.is_some_and(|gone| {
            matches!(
                gone.kind,
                DepartureKind::NotFound | DepartureKind::Transferred
            )
        });
        self.outside = OutsideFacts {
            archive: self.outside.archive.take().filter(|_| is_open),
            ..OutsideFacts::default()
        };
        self.licence = None;
    }

    /// Whether it was removed by hand. No crawl brings it back.
    pub(crate) fn is_removed(&self) -> bool {
        self.gone
            .is_some_and(|gone| gone.kind == DepartureKind::Removed)
    }

    /// Enough to tell whether it changed.
    pub(crate) fn known(&self) -> Known {
        Known::of(&self.observation, &self.account, self.gone.is_some())
    }

    /// Takes up what a list tells of it without reading it.
    pub(crate) fn update(&mut self, update: Update) {
        self.move_to(update.url, update.noticed_at);
        self.account = update.account;
        if self.gone.is_none() {
            self.observation.counts.take(&update.facts.counts);
        }
    }

    /// Takes up an address that may be another one; the one that it had is
    /// remembered.
    fn move_to(&mut self, url: RepositoryUrl, noticed_at: DateTime<Utc>) {
        let uuid = self.uuid();
        let mut moved = self.observation.clone();
        moved.url = url;
        let before = std::mem::replace(&mut self.observation, moved);
        for what in changes(&before, &self.observation) {
            self.note(noticed_at, what);
        }
        self.remember_address(before.url);
        self.keep_uuid(uuid);
    }

    /// Remembers the address that it had, unless it still has it.
    fn remember_address(&mut self, former: RepositoryUrl) {
        let current = self.observation.url.key();
        if former.key() != current && !self.former_urls.contains(&former) {
            self.former_urls.push(former);
        }
        self.former_urls.retain(|url| url.key() != current);
    }

    /// When anything was last heard of it.
    pub(crate) fn last_seen(&self) -> DateTime<Utc> {
        let seen = self.observation.observed_at;
        self.gone.map_or(seen, |gone| gone.noticed_at.max(seen))
    }

    /// Takes up a newer observation; an address that it no longer has is
    /// remembered.
    pub(crate) fn observe(&mut self, account: AccountUrl, observation: Observation) {
        let uuid = self.uuid();
        let mut observation = observation;
        observation.keep_unread(&self.observation);
        let before = std::mem::replace(&mut self.observation, observation);
        let at = self.observation.observed_at;
        if self.gone.take().is_some() {
            self.note(at, EventKind::Returned);
        }
        for what in changes(&before, &self.observation) {
            self.note(at, what);
        }
        self.account = account;
        self.remember_address(before.url);
        self.keep_uuid(uuid);
    }

    /// Whether the address that `other` now has, and that led to this
    /// repository so far, leads to `other` from now on. `before` is what was
    /// known of `other`.
    ///
    /// A name can be given to a new repository after the old one left. What
    /// comes in of the old one later doesn't win it back, and the order in
    /// which a file lists the two doesn't matter.
    pub(crate) fn leaves_address_to(&self, other: &Self, before: Option<&Self>) -> bool {
        let address = other.observation.url.key();
        if self.observation.url.key() != address {
            return true;
        }
        let claim = |record: &Self| (record.gone.is_none(), record.observation.observed_at);
        match claim(other).cmp(&claim(self)) {
            Ordering::Greater => true,
            Ordering::Less => false,
            // Seen at the same moment: the one that has just got there.
            Ordering::Equal => before.is_none_or(|before| before.observation.url.key() != address),
        }
    }
}
