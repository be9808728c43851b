//! The catalogue: the way in for everybody who reads or fills it.
//!
//! The vocabulary of the whole project is here or re-exported from the crawler
//! crate, which observes and so has to know the words first.

mod changes;
mod community;
mod directory;
pub mod discover;
mod exchange;
mod follow;
mod index_snapshot;
mod lag;
mod looks;
mod mending;
mod nodes;
mod open;
mod open_by_default;
mod open_work;
mod outside;
mod read_cache;
mod reassess;
mod relations;
mod removal;
mod restore;
mod sink;
mod size;
mod states;
mod verify;
mod version;

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::{Duration, Instant};

use bronwijzer_crawler::address::{self, RepositoryId, RepositoryUrl};
use bronwijzer_crawler::crawl::Progress;
use bronwijzer_crawler::organisation::Organisation;
use bronwijzer_crawler::run::CrawlRun;
use chrono::{DateTime, Utc};
use metrics::histogram;
use tokio::sync::watch;
use tracing::info_span;
use uuid::Uuid;

use crate::assess::open_by_default::{self as figures, LeaveOut};
use crate::assess::{Moment, Stated, assess_moved};
use crate::community::statement::Subject;
use crate::error::IndexError;
use crate::live::{Live, LiveProgress, LiveRun};
use crate::model::{Contents, Entry, Meta, Record, uuid_key};
use crate::relations::{Pointers, RegisteredOrganisations};
use crate::search::{
    Document, FiguresByOrganisation, Indexed, SearchIndex, SearchPage, SearchRequest, Suggestion,
};
use crate::store::sharing::{Part, Position, Writer};
use crate::store::{Address, Reads, Store, StoreConfig};

pub use bronwijzer_crawler::address::{AccountUrl, ForgeHost};
pub use bronwijzer_crawler::commits::CommitActivity;
pub use bronwijzer_crawler::forge::ForgeKind;
pub use bronwijzer_crawler::observation::Observation;
use bronwijzer_crawler::observation::TextFile;
pub use bronwijzer_crawler::organisation::{OrganisationType, Slug, TooiUri};
pub use bronwijzer_crawler::sink::AccountMemory;
pub use community::{
    Community, Correction, Done, Due, MemberDigest, NewSession, News, NewsKind, OwnData,
    StatementFilter,
};
use directory::Directory;
pub use exchange::{ImportReport, Members, Removed};
use follow::Pace;
pub use index_snapshot::{IndexFile, IndexManifest, IndexSnapshots};
use lag::Lag;
use looks::Looks;
pub use mending::Health;
use mending::Mending;
pub use nodes::Leading;
pub use open::Opened;
pub use open_by_default::{ENOUGH_TO_COMPARE, Peers, Standings};
use open_work::WorkCache;
pub use open_work::{FoundWork, WorkFilter, WorkKind, WorkPlace};
pub use outside::Candidate;
use read_cache::ReadCache;
pub use removal::{Cleansed, PersonRemoved, RemovalNote};
use removal::{KnownClean, Removals};
pub use restore::{PreparedRestore, RestorePlan, check_file};
pub use sink::CatalogueSink;
pub use size::Size;
use states::CachedStates;
pub use states::{
    CountsOnDay, FoundOrganisations, OrganisationFilter, OrganisationOrder, StatePeriod, States,
};
pub(crate) use version::Writing;

/// The catalogue in numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// Where the entries come from.
    pub contents: Contents,
    /// When the newest facts were gathered.
    pub as_of: Option<DateTime<Utc>>,
    /// Repositories that can be found; mirrors of one count as one.
    pub repositories: u64,
    /// Organisations in the registry that exist.
    pub organisations: u64,
    /// The moment at which everything is judged.
    pub assessed_at: DateTime<Utc>,
}

/// What an operator can choose of a catalogue.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    /// Where the store is.
    pub store: StoreConfig,
    /// A replica of the database that the store is in, which is read from for what is only shown.
    pub replica: Option<Address>,
    /// How far this process may be behind others that share the store before others should be
    /// asked; `None` for however far.
    pub max_lag: Option<Duration>,
    /// What the figures of open by default leave out.
    pub leave_out: LeaveOut,
}

/// The catalogue. Cheap to clone: clones share everything.
///
/// Calls block, so async code runs them on blocking threads. Reads never wait
/// for a write; writes wait for each other.
#[derive(Clone)]
pub struct Catalogue(Arc<Inner>);

struct Inner {
    store: Arc<dyn Store>,
    search: SearchIndex,
    /// The figures of open by default, with what they were counted from.
    standings: Mutex<Option<(Arc<FiguresByOrganisation>, Arc<Standings>)>>,
    /// The states of organisations, with what they follow from.
    states: Mutex<Option<CachedStates>>,
    /// The states of the kept day that was asked for last: a file of it asks often.
    states_of_day: Mutex<Option<Arc<States>>>,
    directory: Directory,
    /// By which an index is known that was made with another registry.
    registry_hash: u64,
    options: Options,
    /// Place in the directory by account key.
    by_account: HashMap<String, usize>,
    /// The organisations by their names.
    registered: RegisteredOrganisations,
    /// When accounts were last looked at.
    looks: Looks,
    /// When everything in the search index was judged.
    assessed_at: RwLock<DateTime<Utc>>,
    /// What was asked for lately.
    read_cache: ReadCache,
    /// Tasks and questions that were.
    work: WorkCache,
    /// What people do here.
    community: Community,
    /// What was removed on request.
    removals: RwLock<Arc<Removals>>,
    /// The backups that hold none of that.
    clean_backups: Mutex<KnownClean>,
    /// Held during a write.
    writing: Mutex<()>,
    /// Held while the state that readers see is told.
    publishing: Mutex<()>,
    /// The crawl that is running.
    live: Live,
    /// The state that readers see.
    version: watch::Sender<u64>,
    /// What had to be done to open it.
    notices: Vec<String>,
    /// What others than the catalogue want a person to know, by what it is about.
    remarks: Mutex<BTreeMap<&'static str, String>>,
    /// Whether the search index is damaged.
    mending: Mending,
    /// Whether a thread waits to have the index take up what was said.
    hearing: AtomicBool,
    /// How far the index is behind the writes of a crawl.
    pace: Mutex<Pace>,
    /// How far the store was written when what others wrote was last taken up.
    taken_up: Mutex<Position>,
    /// What was last known of the store as a whole.
    known_meta: Mutex<Option<(u64, Meta)>>,
    /// How far others are ahead.
    lag: Lag,
    /// Whether this process leads those that share the store.
    leads: Arc<AtomicBool>,
    /// Since when the store of several processes can't be reached.
    out_of_reach: Mutex<Option<DateTime<Utc>>>,
}

impl Catalogue {
    /// Searches.
    ///
    /// # Errors
    /// [`IndexError::Cursor`] for a cursor of another order.
    pub fn search(&self, request: &SearchRequest) -> Result<SearchPage, IndexError> {
        let began = Instant::now();
        let _span = info_span!(target: "bronwijzer_spans", "search").entered();
        let found = self.searching(|index| index.search(request, self.organisations()));
        histogram!("bronwijzer_search_duration_seconds", "kind" => "search")
            .record(began.elapsed());
        found
    }

    /// Repositories, organisations and topics with a word in their name that
    /// begins as was typed; at most `first` in all.
    ///
    /// # Errors
    /// When the index fails.
    pub fn suggest(&self, typed: &str, first: usize) -> Result<Vec<Suggestion>, IndexError> {
        let began = Instant::now();
        let _span = info_span!(target: "bronwijzer_spans", "suggest").entered();
        let found = self.searching(|index| index.suggest(typed, first, self.organisations()));
        histogram!("bronwijzer_search_duration_seconds", "kind" => "suggest")
            .record(began.elapsed());
        found
    }

    /// One repository, gone or not.
    ///
    /// # Errors
    /// When the store fails.
    pub fn entry(&self, id: &RepositoryId) -> Result<Option<Arc<Entry>>, IndexError> {
        Ok(self.entries(std::slice::from_ref(id))?.pop())
    }

    /// The repositories with these ids, gone or not, in this order; those that there are
    /// none of are left out. They are read at once.
    ///
    /// # Errors
    /// When the store fails.
    pub fn entries(&self, ids: &[RepositoryId]) -> Result<Vec<Arc<Entry>>, IndexError> {
        // Asked for first: what is read from here on is of this state or later.
        let version = self.version();
        let mut known: HashMap<&RepositoryId, Arc<Entry>> = HashMap::new();
        let mut wanted = Vec::new();
        for id in ids {
            match self.0.read_cache.get(id, version) {
                Some(entry) => {
                    known.insert(id, entry);
                }
                None => wanted.push(id.clone()),
            }
        }
        let mut read = HashMap::new();
        for record in self.shown().records_of(&wanted)? {
            let entry = self.judge_at(self.shown(), record, self.assessed_at())?;
            let entry = Arc::new(entry);
            self.0.read_cache.keep(version, &entry);
            read.insert(entry.observation.id.clone(), entry);
        }
        let found = ids
            .iter()
            .filter_map(|id| known.get(id).or_else(|| read.get(id)));
        Ok(found.cloned().collect())
    }

    /// The README of a repository, as it was last read. Nothing is judged for it.
    ///
    /// # Errors
    /// When the store fails.
    pub fn readme(&self, id: &RepositoryId) -> Result<Option<TextFile>, IndexError> {
        if let Some(entry) = self.0.read_cache.get(id, self.version()) {
            return Ok(entry.observation.readme.clone());
        }
        let record = self.shown().record(id)?;
        Ok(record.and_then(|record| record.observation.readme))
    }

    /// The repository that an address leads to: any spelling, current or
    /// former.
    ///
    /// # Errors
    /// When the store fails.
    pub fn entry_by_url(&self, url: &RepositoryUrl) -> Result<Option<Arc<Entry>>, IndexError> {
        match self.ids_at(&[url.key()])?.pop().flatten() {
            Some(id) => self.entry(&id),
            None => Ok(None),
        }
    }

    /// The repository with a UUID, gone or not.
    ///
    /// # Errors
    /// When the store fails.
    pub fn entry_by_uuid(&self, uuid: Uuid) -> Result<Option<Arc<Entry>>, IndexError> {
        match self.ids_at(&[uuid_key(uuid)])?.pop().flatten() {
            Some(id) => self.entry(&id),
            None => Ok(None),
        }
    }

    /// The repository that an address leads to, in whatever way it is written:
    /// with `www.`, as the address of a page, a branch or a file of it, for git,
    /// or as it was before it moved. `None` when the catalogue has none there.
    ///
    /// # Errors
    /// When the store fails.
    pub fn entry_at(&self, address: &str) -> Result<Option<Arc<Entry>>, IndexError> {
        for url in address::candidates(address) {
            if let Some(entry) = self.entry_by_url(&url)? {
                return Ok(Some(entry));
            }
        }
        Ok(None)
    }

    /// Reports of crawls, newest first, after the one with the id `after`.
    ///
    /// # Errors
    /// When the store fails.
    pub fn crawl_runs(
        &self,
        first: usize,
        after: Option<&str>,
    ) -> Result<Vec<CrawlRun>, IndexError> {
        Ok(self.shown().runs(first, after)?)
    }

    /// One report.
    ///
    /// # Errors
    /// When the store fails.
    pub fn crawl_run(&self, id: &str) -> Result<Option<CrawlRun>, IndexError> {
        Ok(self.shown().run(id)?)
    }

    /// How many reports there are.
    ///
    /// # Errors
    /// When the store fails.
    pub fn crawl_run_count(&self) -> Result<u64, IndexError> {
        Ok(self.shown().run_count()?)
    }

    /// What crawls tell about an account; `None` when none has tried it.
    ///
    /// # Errors
    /// When the store fails.
    pub fn account(&self, account: &AccountUrl) -> Result<Option<AccountMemory>, IndexError> {
        let read = || Ok(self.shown().account(account)?);
        self.0.read_cache.account(account, self.version(), read)
    }

    /// How far the crawl that is running has got; `None` when none is.
    #[must_use]
    pub fn live_run(&self) -> Option<LiveRun> {
        self.0.live.now()
    }

    /// Tells whenever a running crawl gets on, begins or ends.
    #[must_use]
    pub fn watch_runs(&self) -> watch::Receiver<Option<LiveRun>> {
        self.0.live.watch()
    }

    /// Shows a crawl to those who watch, for as long as what is given back
    /// lives; events go on to `next`.
    pub fn show_live<'a>(&'a self, next: &'a dyn Progress) -> LiveProgress<'a> {
        LiveProgress {
            live: &self.0.live,
            next,
        }
    }

    /// The catalogue in numbers.
    ///
    /// # Errors
    /// When the store fails.
    pub fn summary(&self) -> Result<Summary, IndexError> {
        let meta = self.meta_of_reader()?;
        Ok(Summary {
            contents: meta.contents,
            as_of: meta.as_of,
            repositories: self.0.search.len()?,
            organisations: self.existing_organisations(),
            assessed_at: self.assessed_at(),
        })
    }

    /// What the operator chose of it.
    #[must_use]
    pub fn options(&self) -> &Options {
        &self.0.options
    }

    /// Whether there is nothing in it.
    ///
    /// # Errors
    /// When the store fails.
    pub fn is_empty(&self) -> Result<bool, IndexError> {
        Ok(self.meta_of_reader()?.contents == Contents::Empty)
    }

    /// Makes the search index anew from the store alone. Gives back how many
    /// repositories it holds then.
    ///
    /// # Errors
    /// When the store or the index fails; the old index stays.
    pub fn reindex(&self) -> Result<u64, IndexError> {
        let _writing = self.begin_here();
        self.rebuild(&self.meta()?)
    }

    /// Writes a new backup, and drops older ones.
    ///
    /// # Errors
    /// When a file can't be written or the store fails. Then the others stay.
    pub fn backup(&self) -> Result<PathBuf, IndexError> {
        let _writing = self.begin()?;
        Ok(self.0.store.backup()?)
    }

    /// The backup that has all that the catalogue holds, a new one where there is none.
    ///
    /// # Errors
    /// As of [`Catalogue::backup`].
    pub fn backup_of_now(&self) -> Result<PathBuf, IndexError> {
        let _writing = self.begin()?;
        Ok(self.0.store.backup_of_now()?)
    }

    /// Where a crawl puts what it finds.
    #[must_use]
    pub fn sink(&self) -> CatalogueSink {
        CatalogueSink::new(self.clone())
    }

    pub(crate) fn store(&self) -> &dyn Store {
        &*self.0.store
    }

    /// The store for who only shows what is read: nothing that is written may follow from it.
    pub(crate) fn shown(&self) -> &dyn Reads {
        self.0.store.shown()
    }

    /// What addresses lead to, by their keys, in this order.
    fn ids_at(&self, keys: &[String]) -> Result<Vec<Option<RepositoryId>>, IndexError> {
        let version = self.version();
        let read = |wanted: &[String]| Ok(self.shown().ids_at(wanted)?);
        self.0.read_cache.ids_at(keys, version, read)
    }

    /// One repository for who writes what follows from it: as the store itself has it now.
    fn entry_for_write(&self, id: &RepositoryId) -> Result<Option<Arc<Entry>>, IndexError> {
        let Some(record) = self.0.store.record(id)? else {
            return Ok(None);
        };
        let entry = self.judge_at(self.store(), record, self.assessed_at())?;
        Ok(Some(Arc::new(entry)))
    }

    /// As [`Catalogue::entry_at`], for who writes what follows from it.
    fn entry_at_for_write(&self, address: &str) -> Result<Option<Arc<Entry>>, IndexError> {
        for url in address::candidates(address) {
            if let Some(id) = self.0.store.id_at(&url.key())?
                && let Some(entry) = self.entry_for_write(&id)?
            {
                return Ok(Some(entry));
            }
        }
        Ok(None)
    }

    pub(crate) fn search_index(&self) -> &SearchIndex {
        &self.0.search
    }

    pub(crate) fn registered(&self) -> &RegisteredOrganisations {
        &self.0.registered
    }

    /// Begins a write; it lasts as long as what is given back. Neither this process nor another
    /// that shares the store writes meanwhile, and what others wrote before was taken up.
    ///
    /// # Errors
    /// When a store that is shared fails, or another process leads that this one led before.
    pub(crate) fn begin(&self) -> Result<Writing<'_>, IndexError> {
        let mut writing = self.begin_here();
        if let Some(sharing) = self.0.store.sharing() {
            writing.keep_others_out(sharing.lock(Part::Records, Writer::Jobs)?);
            self.take_up_others()?;
        }
        Ok(writing)
    }

    /// Begins a write to the search index alone, or one to a store that is being opened.
    fn begin_here(&self) -> Writing<'_> {
        // The lock guards no data of its own.
        let lock = self.0.writing.lock();
        self.writing_with(lock.unwrap_or_else(PoisonError::into_inner))
    }

    /// A write that has the lock.
    fn writing_with<'a>(&'a self, lock: MutexGuard<'a, ()>) -> Writing<'a> {
        Writing::new(self, lock)
    }

    /// Stores records and makes them findable. Needs a write to have begun.
    pub(crate) fn put(
        &self,
        records: Vec<Record>,
        contents: Contents,
        replace_all: bool,
    ) -> Result<(), IndexError> {
        let meta = self.meta()?.with(&records, contents, replace_all);
        self.write(records, &meta, replace_all)
    }

    pub(crate) fn meta(&self) -> Result<Meta, IndexError> {
        Ok(self.0.store.meta()?.unwrap_or_default())
    }

    /// The same for somebody who only reads, of this state or of a later one: read once for each,
    /// and as it was last known while a store that is shared can't be reached.
    fn meta_of_reader(&self) -> Result<Meta, IndexError> {
        let known = || {
            self.0
                .known_meta
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
        };
        let version = self.version();
        if let Some((of, meta)) = &*known()
            && *of == version
        {
            return Ok(meta.clone());
        }
        let meta = self.shown().meta().map(Option::unwrap_or_default);
        match meta.map_err(IndexError::from) {
            Ok(meta) => Ok(known().insert((version, meta)).1.clone()),
            Err(error) if error.is_out_of_reach() => {
                let last = known().as_ref().map(|(_, meta)| meta.clone());
                last.ok_or(error)
            }
            Err(error) => Err(error),
        }
    }

    /// What is written to the search index for a record. The store has to hold
    /// already what the index is to hold.
    fn document(&self, record: Record, now: DateTime<Utc>) -> Result<Document, IndexError> {
        self.0.search.document(&self.indexed(record, now)?)
    }

    /// A record as the search index takes it up, by the same rule.
    fn indexed(&self, record: Record, now: DateTime<Utc>) -> Result<Indexed, IndexError> {
        let entry = self.judge_at(self.store(), record, now)?;
        Ok(Indexed {
            pointers: Pointers::of(&entry, self.registered()),
            entry,
        })
    }

    /// Whose a repository is: as a correction says, or by its account.
    fn place_of_owner(&self, record: &Record) -> Option<usize> {
        let corrected = self.said().corrected_owner(&record.observation.id);
        let corrected = corrected.and_then(|slug| self.0.directory.place(&slug));
        corrected.or_else(|| self.place_of_account(&record.account))
    }

    /// Whose an account is: by the registry, or by a correction.
    fn place_of_account(&self, account: &AccountUrl) -> Option<usize> {
        let registered = self.0.by_account.get(&account.key()).copied();
        registered.or_else(|| {
            let said = self.said();
            self.0.directory.place(said.account_owner(account)?)
        })
    }

    /// The organisation that a repository belongs to.
    pub(crate) fn owner_of(
        &self,
        reads: &dyn Reads,
        id: &RepositoryId,
    ) -> Result<Option<Slug>, IndexError> {
        let record = reads.record(id)?;
        let place = record.and_then(|record| self.place_of_owner(&record));
        Ok(place.map(|place| self.0.directory.at(place).slug.clone()))
    }

    /// The organisation that an account belongs to.
    pub(crate) fn owner_of_account(&self, account: &AccountUrl) -> Option<Slug> {
        let place = self.place_of_account(account)?;
        Some(self.0.directory.at(place).slug.clone())
    }

    /// Whether the registry itself has an account.
    pub(crate) fn is_registered(&self, account: &AccountUrl) -> bool {
        self.0.by_account.contains_key(&account.key())
    }

    /// The accounts of an organisation and the repositories of its own under accounts that are
    /// not: by the registry, and by corrections that moderators accepted.
    #[must_use]
    pub fn sources_of(&self, organisation: &Organisation) -> Vec<AccountUrl> {
        let said = self.said();
        let accepted = said.accepted_accounts();
        let accepted = accepted
            .filter(|(slug, account)| *slug == organisation.slug && !self.is_registered(account));
        let accepted = accepted.map(|(_, account)| account.clone());
        organisation.sources().chain(accepted).collect()
    }

    /// What an organisation is called.
    fn names_of(&self, slug: &Slug) -> Vec<String> {
        let place = self.0.directory.place(slug);
        let organisation = place.map(|place| self.0.directory.at(place));
        let names = organisation.into_iter().flat_map(|organisation| {
            std::iter::once(&organisation.name).chain(&organisation.short_names)
        });
        names.cloned().chain([slug.to_string()]).collect()
    }

    /// A record as it is judged at `now`; of others it takes what `reads` has.
    fn judge_at(
        &self,
        reads: &dyn Reads,
        record: Record,
        now: DateTime<Utc>,
    ) -> Result<Entry, IndexError> {
        let organisation = self.place_of_owner(&record);
        let subject = Subject::Repository(record.observation.id.clone());
        let statements = self.said().public_about(&subject);
        let as_of = self.judged_as_of(&record, now);
        let moment = Moment { as_of, now };
        let owner = organisation.map(|at| &self.0.directory.at(at).slug);
        let stated = Stated::of(&statements, owner, |slug| self.names_of(slug));
        let former = &record.former_urls;
        let assessment = assess_moved(&record.observation, former, &stated, moment);
        let leave_out = &self.0.options.leave_out;
        let uuid = record.uuid();
        Ok(Entry {
            open_by_default: figures::judge(
                &record.observation,
                &assessment,
                organisation.is_some(),
                leave_out,
            ),
            shown_as: self.shown_as(reads, &record, assessment.declared.as_deref())?,
            assessment,
            organisation: organisation.map(|at| self.0.directory.at(at).clone()),
            observation: record.observation,
            account: record.account,
            former_urls: record.former_urls,
            uuid,
            first_seen_at: record.first_seen_at,
            gone: record.gone,
            history: record.history,
            outside: record.outside,
            statements,
        })
    }

    fn assessed_at(&self) -> DateTime<Utc> {
        // The lock guards one date: it is whole whoever panicked.
        *self
            .0
            .assessed_at
            .read()
            .unwrap_or_else(PoisonError::into_inner)
    }

    fn set_assessed_at(&self, now: DateTime<Utc>) {
        *self
            .0
            .assessed_at
            .write()
            .unwrap_or_else(PoisonError::into_inner) = now;
    }
}
