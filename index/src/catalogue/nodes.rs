//! Processes that share a store: each has a search index of its own, and takes up what the others
//! wrote. One of them leads.
//!
//! | what is shared | how the others learn of it |
//! |---|---|
//! | records | the index follows the store, as after a write of its own |
//! | judgements as of a moment | each judges its own index as of the same one |
//! | what people do | read again |
//! | when accounts were looked at, what was removed | read again |
//! | progress of the crawl | shown by whoever leads, about once a second |

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};

use super::Catalogue;
use crate::assess::RULES_VERSION;
use crate::error::IndexError;
use crate::live::LiveRun;
use crate::search::SearchIndex;
use crate::store::StoreError;
use crate::store::sharing::{Lead, Position};

/// The right to do what one process does for all: crawl, judge, mail and clean up. It ends when
/// this is dropped, or when the store can't be reached any more.
#[must_use]
pub struct Leading {
    lead: Option<Box<dyn Lead>>,
    /// Whether this process leads.
    leads: Arc<AtomicBool>,
}

impl Drop for Leading {
    fn drop(&mut self) {
        self.leads.store(false, Ordering::Release);
    }
}

impl Leading {
    /// Whether this process still leads. Blocks.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.lead.as_ref().is_none_or(|lead| lead.is_held())
    }

    /// How often the lead was taken when this was; 0 of a store that nobody shares.
    #[must_use]
    pub fn epoch(&self) -> u64 {
        self.lead.as_ref().map_or(0, |lead| lead.epoch())
    }
}

impl Catalogue {
    /// Whether other processes can have the same store open.
    #[must_use]
    pub fn is_shared(&self) -> bool {
        self.0.store.sharing().is_some()
    }

    /// Takes the lead over all processes that share the store. `None` while another has it. Of a
    /// store that nobody shares it is always to be had.
    ///
    /// # Errors
    /// When the store can't be reached.
    pub fn lead(&self) -> Result<Option<Leading>, IndexError> {
        let lead = match self.0.store.sharing() {
            None => None,
            Some(sharing) => match sharing.lead()? {
                Some(lead) => Some(lead),
                None => return Ok(None),
            },
        };
        self.0.leads.store(true, Ordering::Release);
        Ok(Some(Leading {
            lead,
            leads: Arc::clone(&self.0.leads),
        }))
    }

    /// How long this process is behind what others wrote, where it is so far behind, or was a
    /// moment ago, that others should be asked. Never of the one that leads, nor while the store
    /// can't be reached.
    #[must_use]
    pub fn too_far_behind(&self) -> Option<Duration> {
        // Asked for in any case: by it one is known that was far behind a moment ago.
        let behind = self.0.lag.too_far();
        let is_exempt = self.0.leads.load(Ordering::Acquire) || self.out_of_reach_since().is_some();
        behind.filter(|_| !is_exempt)
    }

    /// The version of the schema of the store, where it has one, and of the search index.
    #[must_use]
    pub fn schema_versions(&self) -> (Option<i32>, u32) {
        (self.0.store.schema_version(), SearchIndex::VERSION)
    }

    /// Waits until another process writes, at most so long, and takes up what it wrote. Shows
    /// the others how far a crawl of this process has got.
    ///
    /// # Errors
    /// When the store can't be reached, or the index fails; it goes on from there the next time.
    pub fn follow_others(&self, at_most: Duration) -> Result<(), IndexError> {
        let Some(sharing) = self.0.store.sharing() else {
            return Ok(());
        };
        let seen = *self.taken_up();
        let followed = self
            .show_own_progress()
            .and_then(|()| sharing.wait_for_write(seen, at_most))
            .map_err(IndexError::from)
            .and_then(|position| {
                if position != seen {
                    if !position.is_but_progress_from(seen) {
                        self.0.lag.behind();
                    }
                    let _writing = self.begin_here();
                    self.take_up_others()?;
                }
                self.0.lag.caught_up();
                Ok(())
            });
        self.note_reach(&followed);
        followed
    }

    /// Takes up what other processes wrote. Needs a write to have begun.
    pub(super) fn take_up_others(&self) -> Result<(), IndexError> {
        let Some(sharing) = self.0.store.sharing() else {
            return Ok(());
        };
        // Asked for first: what is written from here on is taken up the next time.
        let position = sharing.position()?;
        let seen = *self.taken_up();
        if position == seen {
            return Ok(());
        }
        if position.documents != seen.documents {
            self.community().read_others()?;
            self.read_removals()?;
        }
        if position.reports != seen.reports {
            self.refresh_looks()?;
        }
        if position.progress != seen.progress {
            self.show_progress_of_others(sharing.progress()?);
        }
        let judged_at = self.meta()?.judged_at;
        match judged_at.filter(|at| *at != self.assessed_at()) {
            Some(at) => {
                self.0.lag.judging(true);
                let judged = self.judge_as_others(at);
                self.0.lag.judging(false);
                judged?;
            }
            None => self.follow()?,
        }
        *self.taken_up() = position;
        Ok(())
    }

    /// Since when the store that is shared can't be reached; answers are as of then.
    #[must_use]
    pub fn out_of_reach_since(&self) -> Option<DateTime<Utc>> {
        let since = self.0.out_of_reach.lock();
        *since.unwrap_or_else(PoisonError::into_inner)
    }

    /// In what this process judges otherwise than the one that judged last: another version, or
    /// another registry. `None` where they agree or nobody has judged yet.
    ///
    /// # Errors
    /// When the store can't be reached.
    pub fn disagreement(&self) -> Result<Option<String>, IndexError> {
        let meta = self.meta()?;
        let rules = meta.judged_by.filter(|rules| *rules != RULES_VERSION);
        if let Some(rules) = rules {
            return Ok(Some(format!(
                "this node judges by rules of version {RULES_VERSION}, and the catalogue was judged \
                 by those of version {rules}: run the same version on all nodes"
            )));
        }
        let registry = meta
            .judged_with
            .filter(|registry| *registry != self.0.registry_hash);
        Ok(registry.map(|_| {
            "this node has another list of organisations than the one that judged the catalogue: \
             give all nodes the same `registry` and version"
                .to_owned()
        }))
    }

    /// Takes note that a crawl which another process shows has ended, as that process leads no
    /// more. Gives back whether there was one, which is to be gone on with.
    ///
    /// # Errors
    /// When the store can't be reached.
    pub fn end_crawl_of_others(&self) -> Result<bool, IndexError> {
        let Some(sharing) = self.0.store.sharing() else {
            return Ok(false);
        };
        let is_unfinished = sharing.progress()?.is_some();
        if is_unfinished {
            self.0.live.end();
        }
        Ok(is_unfinished)
    }

    /// Leaves a crawl of this process that was cut short to whoever leads next: it goes on being
    /// shown until then.
    pub fn leave_crawl_to_others(&self) {
        let _ = self.0.live.unshown();
    }

    fn note_reach(&self, followed: &Result<(), IndexError>) {
        let is_out = matches!(
            followed,
            Err(IndexError::Store(
                StoreError::Unavailable(_) | StoreError::Interrupted(_)
            ))
        );
        if is_out {
            self.0.lag.unknown();
        }
        let since = self.0.out_of_reach.lock();
        let mut since = since.unwrap_or_else(PoisonError::into_inner);
        *since = is_out.then(|| since.unwrap_or_else(Utc::now));
    }

    fn show_own_progress(&self) -> Result<(), StoreError> {
        let (Some(sharing), Some(live)) = (self.0.store.sharing(), self.0.live.unshown()) else {
            return Ok(());
        };
        let json = live.as_ref().map(serde_json::to_string).transpose();
        let json = json.map_err(|error| StoreError::Corrupt(error.to_string()))?;
        sharing.show_progress(json.as_deref()).inspect_err(|_| {
            self.0.live.show_again();
        })
    }

    fn show_progress_of_others(&self, progress: Option<String>) {
        let run = progress.and_then(|json| serde_json::from_str::<LiveRun>(&json).ok());
        self.0.live.show_of_others(run);
    }

    fn taken_up(&self) -> MutexGuard<'_, Position> {
        // Positions are put in whole, whoever panicked.
        let position = self.0.taken_up.lock();
        position.unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use bronwijzer_crawler::address::{RepositoryId, RepositoryUrl};
    use bronwijzer_crawler::crawl::{Event, Progress};
    use bronwijzer_crawler::observation::{Observation, Source};
    use bronwijzer_crawler::organisation::{Organisation, OrganisationType, Slug};
    use bronwijzer_testing::postgres;
    use tempfile::TempDir;

    use super::super::Options;
    use super::*;
    use crate::community::CommunityError;
    use crate::community::action::{Action, NewStatement};
    use crate::community::kinds::{Field, StatementKind};
    use crate::community::member::{DigestFrequency, Identity, MailLanguage, SignIn};
    use crate::community::statement::{Behalf, Subject};
    use crate::model::{Contents, Record, SAMPLE};
    use crate::search::SearchRequest;
    use crate::store::memory::MemoryStore;
    use crate::store::{OpenedStore, Store, StoreConfig};

    /// How long a node waits at most for what was written already.
    const AT_MOST: Duration = Duration::from_millis(10);

    /// Two nodes on one store, each with an index of its own.
    struct Nodes {
        store: Arc<MemoryStore>,
        dirs: [TempDir; 2],
    }

    impl Nodes {
        fn new() -> Self {
            Self {
                store: Arc::new(MemoryStore::shared()),
                dirs: [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()],
            }
        }

        fn open_in(&self, dir: &Path, now: DateTime<Utc>) -> Catalogue {
            std::fs::create_dir_all(dir).unwrap();
            let store: Arc<dyn Store> = Arc::<MemoryStore>::clone(&self.store);
            let opened = OpenedStore {
                store,
                notices: Vec::new(),
            };
            let options = Options::default();
            let slug = "gemeente".parse().unwrap();
            let organisation = Organisation::new(slug, "Gemeente", OrganisationType::Other);
            let opened = Catalogue::open_on(opened, dir, vec![organisation], now, options);
            opened.unwrap().catalogue
        }

        /// Opened at different moments, as nodes are.
        fn open(&self) -> [Catalogue; 2] {
            let [a, b] = &self.dirs;
            let moment = |at: &str| at.parse().unwrap();
            [
                self.open_in(a.path(), moment("2026-11-01T12:00:00Z")),
                self.open_in(b.path(), moment("2026-11-02T12:00:00Z")),
            ]
        }
    }

    fn total(catalogue: &Catalogue) -> u64 {
        let found = catalogue.search(&SearchRequest::default()).unwrap();
        found.total
    }

    fn record(number: u64) -> Record {
        let url: RepositoryUrl = format!("https://github.com/o/r{number}").parse().unwrap();
        let id = RepositoryId::new(url.host().clone(), number.to_string());
        let account = url.owner_account();
        let seen = DateTime::UNIX_EPOCH;
        Record::new(account, Observation::bare(id, url, seen, Source::Sample))
    }

    fn write(catalogue: &Catalogue, numbers: impl Iterator<Item = u64>) {
        for number in numbers {
            let _writing = catalogue.begin().unwrap();
            let records = vec![record(number)];
            catalogue.put(records, Contents::Crawled, false).unwrap();
        }
    }

    fn sign_in(name: &str) -> SignIn {
        SignIn {
            identity: Identity {
                provider: "test".to_owned(),
                subject: name.to_owned(),
            },
            suggested_name: None,
            verified_email: None,
            represents: BTreeSet::new(),
            moderator_as: None,
        }
    }

    #[test]
    fn node_takes_up_what_another_wrote() {
        let nodes = Nodes::new();
        let [a, b] = nodes.open();
        let report = a.import(SAMPLE, Contents::Sample).unwrap();
        assert_eq!(total(&b), 0);
        b.follow_others(AT_MOST).unwrap();
        assert_eq!(total(&b), total(&a));
        assert!(report.repositories >= total(&b) && total(&b) > 0);
        let now = "2026-11-03T12:00:00Z".parse().unwrap();
        a.reassess(now).unwrap();
        assert_ne!(a.version(), b.version());
        b.follow_others(AT_MOST).unwrap();
        // Pages and answers have one tag on both.
        assert_eq!(a.version(), b.version());
        assert_eq!(b.summary().unwrap().assessed_at, now);
        let size = b.size().unwrap();
        assert_eq!(size.index_sequence, size.store_sequence);
        // A node that comes later, and one that was away.
        let dir = tempfile::tempdir().unwrap();
        let late = nodes.open_in(dir.path(), "2026-11-09T12:00:00Z".parse().unwrap());
        assert_eq!(late.version(), a.version());
        drop(b);
        write(&a, 1..=3);
        let b = nodes.open()[1].clone();
        assert_eq!((total(&b), b.version()), (total(&a), a.version()));
    }

    #[test]
    fn nodes_that_write_at_once_lose_nothing() {
        let nodes = Nodes::new();
        let [a, b] = nodes.open();
        std::thread::scope(|scope| {
            scope.spawn(|| write(&a, (1..=40).step_by(2)));
            scope.spawn(|| write(&b, (2..=40).step_by(2)));
        });
        for node in [&a, &b] {
            node.follow_others(AT_MOST).unwrap();
            assert_eq!(total(node), 40);
            let report = node.verify(&|_, _, _| {}).unwrap();
            assert!(report.is_clean(), "{report:?}");
        }
    }

    /// Has a record that is there other words, of which no card shows any.
    fn write_with_words(catalogue: &Catalogue, number: u64, words: &str) {
        let id = record(number).observation.id;
        let mut record = catalogue.store().record(&id).unwrap().unwrap();
        let readme = format!("# Kademuren\n\nWat hier staat.\n\n{words}\n");
        record.observation.readme = Some(bronwijzer_testing::whole("README.md", &readme));
        let _writing = catalogue.begin().unwrap();
        let records = vec![record];
        catalogue.put(records, Contents::Crawled, false).unwrap();
    }

    fn all_are_whole(nodes: [&Catalogue; 2]) {
        for node in nodes {
            let report = node.verify(&|_, _, _| {}).unwrap();
            assert!(report.is_clean(), "{report:?}");
        }
    }

    #[test]
    fn node_takes_up_what_it_lacks_before_it_judges() {
        let nodes = Nodes::new();
        let [a, b] = nodes.open();
        write(&a, 1..=40);
        write_with_words(&a, 7, "steen");
        b.follow_others(AT_MOST).unwrap();
        // Other words, and the same judgements.
        write_with_words(&a, 7, "beton");
        a.reassess(Utc::now()).unwrap();
        b.follow_others(AT_MOST).unwrap();
        all_are_whole([&a, &b]);
    }

    #[test]
    fn node_takes_up_what_others_wrote_while_it_judged() {
        let nodes = Nodes::new();
        let [a, b] = nodes.open();
        write(&a, 1..=40);
        b.follow_others(AT_MOST).unwrap();
        a.reassess(Utc::now()).unwrap();
        let other = a.clone();
        nodes.store.while_all_are_read(move || {
            let mut changed = record(7);
            changed.observation.description = Some("Kademuren".to_owned());
            let _writing = other.begin().unwrap();
            other.put(vec![changed], Contents::Crawled, false).unwrap();
        });
        b.follow_others(AT_MOST).unwrap();
        b.follow_others(AT_MOST).unwrap();
        all_are_whole([&a, &b]);
        assert_eq!(a.version(), b.version());
    }

    #[test]
    fn statements_of_all_nodes_reach_every_index() {
        let nodes = Nodes::new();
        let [a, b] = nodes.open();
        write(&a, 1..=40);
        a.reassess(Utc::now()).unwrap();
        let speak = |node: &Catalogue, name: &str, numbers: &mut dyn Iterator<Item = u64>| {
            let now = Utc::now();
            let slug: Slug = "gemeente".parse().unwrap();
            let sign_in = SignIn {
                moderator_as: Some(name.to_owned()),
                represents: [slug.clone()].into(),
                ..sign_in(name)
            };
            let community = node.community();
            let session = community.sign_in(&sign_in, now).unwrap();
            let viewer = community.viewer_of_session(&session.token, now);
            let viewer = viewer.unwrap().unwrap();
            for number in numbers {
                let uses = NewStatement {
                    kind: StatementKind::Use,
                    subject: Subject::Repository(record(number).observation.id),
                    reply_to: None,
                    behalf: Behalf::Organisation(slug.clone()),
                    text: String::new(),
                    fields: [(Field::Stage, vec!["production".to_owned()])].into(),
                };
                community.act(&viewer, Action::Make(uses), now).unwrap();
            }
        };
        let silent = AtomicUsize::new(0);
        std::thread::scope(|scope| {
            let (speak, silent) = (&speak, &silent);
            for (node, name, first) in [(&a, "a", 1), (&b, "b", 2)] {
                scope.spawn(move || {
                    speak(node, name, &mut (first..=40).step_by(2));
                    silent.fetch_add(1, Ordering::SeqCst);
                });
                scope.spawn(move || {
                    while silent.load(Ordering::SeqCst) < 2 {
                        node.follow_others(AT_MOST).unwrap();
                    }
                });
            }
        });
        for node in [&a, &b] {
            node.follow_others(AT_MOST).unwrap();
        }
        all_are_whole([&a, &b]);
        assert_eq!(a.version(), b.version());
    }

    #[test]
    fn member_of_one_node_is_known_on_another() {
        let nodes = Nodes::new();
        let [a, b] = nodes.open();
        let now = Utc::now();
        let first = a.community().sign_in(&sign_in("a"), now).unwrap();
        // Who signs in there again is the same member.
        let again = b.community().sign_in(&sign_in("a"), now).unwrap();
        assert_eq!(first.member.id, again.member.id);
        let other = b.community().sign_in(&sign_in("b"), now).unwrap();
        // At once, also before the node followed.
        for session in [&first, &again, &other] {
            for node in [&a, &b] {
                let viewer = node.community().viewer_of_session(&session.token, now);
                assert_eq!(viewer.unwrap().unwrap().member.id, session.member.id);
            }
        }
    }

    #[test]
    fn crawl_of_one_node_shows_on_another() {
        struct Silent;
        impl Progress for Silent {
            fn event(&self, _: Event) {}
        }
        let nodes = Nodes::new();
        let [a, b] = nodes.open();
        let crawl = a.show_live(&Silent);
        crawl.event(Event::Started {
            run: "20261130T020000.000Z".to_owned(),
            accounts: 7,
        });
        a.follow_others(AT_MOST).unwrap();
        b.follow_others(AT_MOST).unwrap();
        assert_eq!(b.live_run().map(|run| run.accounts), Some(7));
        assert_eq!(b.live_run(), a.live_run());
        drop(crawl);
        a.follow_others(AT_MOST).unwrap();
        b.follow_others(AT_MOST).unwrap();
        assert_eq!(b.live_run(), None);
    }

    /// Two nodes in these folders on one database.
    fn open_in_postgres(url: &str, dirs: &[TempDir; 2], now: DateTime<Utc>) -> [Catalogue; 2] {
        [0, 1].map(|node| {
            let options = Options {
                store: StoreConfig::Postgres(url.parse().unwrap()),
                ..Options::default()
            };
            let dir = dirs[node].path();
            let opened = Catalogue::open_with(dir, Vec::new(), now, options);
            opened.unwrap().catalogue
        })
    }

    fn limits_hold_over_all_nodes([a, b]: &[Catalogue; 2], now: DateTime<Utc>) {
        let session = a.community().sign_in(&sign_in("a"), now).unwrap();
        // Each may send a mail to an address that is somebody else's.
        let change = |node: &Catalogue, number: u64, now| {
            let viewer = node.community().viewer_of_session(&session.token, now);
            let change = Action::ChangeProfile {
                name: format!("a{number}"),
                email: Some(format!("a{number}@example.nl")),
                digest: DigestFrequency::Weekly,
                language: MailLanguage::Dutch,
                supplier: None,
            };
            let changed = node.community().act(&viewer.unwrap().unwrap(), change, now);
            changed.map(drop)
        };
        for number in 0..10 {
            let node = if number % 2 == 0 { a } else { b };
            change(node, number, now).unwrap();
        }
        for node in [a, b] {
            let refused = change(node, 10, now);
            assert!(
                matches!(refused, Err(CommunityError::TooMany(_))),
                "{refused:?}"
            );
        }
        let later = now + chrono::TimeDelta::minutes(61);
        for number in 0..10 {
            change(b, number, later).unwrap();
        }
        assert!(change(a, 10, later).is_err());
    }

    #[test]
    fn limits_of_members_hold_over_all_nodes() {
        let now = Utc::now();
        limits_hold_over_all_nodes(&Nodes::new().open(), now);
        if let Some(server) = postgres::server() {
            let dirs = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
            limits_hold_over_all_nodes(&open_in_postgres(&server.database(), &dirs, now), now);
        }
    }

    #[test]
    fn members_write_through_a_node_that_lost_its_lead() {
        let Some(server) = postgres::server() else {
            return;
        };
        let url = server.database();
        let dirs = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
        let now = Utc::now();
        let [a, b] = open_in_postgres(&url, &dirs, now);
        let lead = a.lead().unwrap().unwrap();
        let first = a.community().sign_in(&sign_in("first"), now).unwrap();
        let sql = "UPDATE bronwijzer.leader SET seen_at = now() - interval '1 minute'";
        server.sql(postgres::database_in(&url), sql);
        let _later = loop {
            if let Some(later) = b.lead().unwrap() {
                break later;
            }
        };
        // Its jobs have not noticed yet.
        let in_years = now + chrono::Days::new(1_000);
        assert!(a.reassess(in_years).is_err());
        assert!(a.community().run_due(in_years).is_err());
        let second = a.community().sign_in(&sign_in("second"), now).unwrap();
        b.follow_others(AT_MOST).unwrap();
        for session in [&first, &second] {
            let viewer = b.community().viewer_of_session(&session.token, now);
            assert!(viewer.unwrap().is_some());
        }
        // What was refused is done by whoever leads.
        drop(lead);
        assert_eq!(b.community().run_due(in_years).unwrap().removed, 2);
    }

    #[test]
    fn only_one_node_leads() {
        let nodes = Nodes::new();
        let [a, b] = nodes.open();
        let leading = a.lead().unwrap().unwrap();
        assert!(leading.holds() && leading.epoch() > 0);
        assert!(b.lead().unwrap().is_none());
    }

    #[test]
    fn node_of_another_version_or_registry_says_so() {
        let nodes = Nodes::new();
        let [a, b] = nodes.open();
        assert_eq!(b.disagreement().unwrap(), None);
        a.reassess(Utc::now()).unwrap();
        assert_eq!(b.disagreement().unwrap(), None);
        let meta = a.meta().unwrap();
        let write = |meta| nodes.store.write(&[], &meta, false).unwrap();
        write(crate::model::Meta {
            judged_with: Some(1),
            ..meta.clone()
        });
        let said = b.disagreement().unwrap().unwrap();
        assert!(said.contains("list of organisations"), "{said}");
        write(crate::model::Meta {
            judged_by: Some(RULES_VERSION + 1),
            ..meta
        });
        let said = b.disagreement().unwrap().unwrap();
        assert!(said.contains("version"), "{said}");
    }
}
