//! A repository as the catalogue shows it.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use async_graphql::{Context, ID, Object, Result};
use bronwijzer_crawler::address::RepositoryId;
use bronwijzer_crawler::observation::{FileKind, FilePresence};
use bronwijzer_index::community::kinds::StatementKind;
use bronwijzer_index::community::statement::{StatementState, Subject};
use bronwijzer_index::{
    Card, Catalogue, Entry, ForkKind, IndexError, JUDGEMENTS, LocalisedText, RelationKind,
    RepositorySummary, StatementFilter,
};
use chrono::{DateTime, Utc};

use crate::account::Account;
use crate::batch::{Batched, Found, Unique, each};
use crate::community::discussion::IsClosed;
use crate::community::list::{self, Replies, StatementConnection};
use crate::community::sayable::{self, SAYABLE, SayableKind};
use crate::community::usage::{RepositoryUse, UsageOf};
use crate::declaration::Declaration;
use crate::description::RepositoryDescription;
use crate::error;
use crate::facts::{
    Commits, Forge, Gap, Gone, KnownFile, Language, Release, Releases, Source, TextFile,
};
use crate::history::Event;
use crate::judgement::{Judgement, JudgementFields};
use crate::node::GlobalId;
use crate::open_by_default::RepositoryOpenByDefault;
use crate::open_work::{self, FirstTask, WaitingQuestion};
use crate::openness::Openness;
use crate::organisation::Organisation;
use crate::outside::{RepositoryArchive, RepositoryScorecard};
use crate::publiccode::PubliccodeVerdict;
use crate::raw_file;
use crate::reader::Reader;
use crate::referral::Referral;
use crate::relation::{
    self, DEFAULT_RELATIONS, DEFAULT_SIMILAR, RelationGroup, Relations, Similar,
};
use crate::repository_search::{DEFAULT_PAGE, SEARCH_COST};
use crate::scan::{self, Scan, ScansOf};
use crate::seeking::MaintainerSearch;
use crate::theme::Themes;
use crate::uuid::Uuid;
use crate::verdict::{Kind, LicenceVerdict, Maintenance};
use crate::vitality::Vitality;

/// A repository: what lists show of it, and the whole once that is asked for.
/// The repositories of a list are then read together.
#[derive(Clone)]
pub(crate) struct Repository(Arc<Shown>);

struct Shown {
    card: Card,
    entry: OnceLock<Arc<Entry>>,
}

impl From<Card> for Repository {
    fn from(card: Card) -> Self {
        let entry = OnceLock::new();
        Self(Arc::new(Shown { card, entry }))
    }
}

impl From<Arc<Entry>> for Repository {
    fn from(entry: Arc<Entry>) -> Self {
        let card = Card::of(&entry);
        let entry = OnceLock::from(entry);
        Self(Arc::new(Shown { card, entry }))
    }
}

impl Repository {
    /// What lists show of it.
    pub(crate) fn card(&self) -> &Card {
        &self.0.card
    }

    /// The whole of it.
    pub(crate) async fn entry(&self, ctx: &Context<'_>) -> Result<&Arc<Entry>> {
        if let Some(entry) = self.0.entry.get() {
            return Ok(entry);
        }
        let read = EntryOf(self.0.card.id.clone()).load(ctx).await?;
        let read = read.ok_or_else(|| error::internal(&"the store lacks what the index has"))?;
        Ok(self.0.entry.get_or_init(|| read))
    }
}

/// The repository of that id.
impl Batched for RepositoryId {
    type Found = Option<Repository>;

    fn read(&self, catalogue: &Catalogue) -> Result<Self::Found, IndexError> {
        Ok(catalogue.entry(self)?.map(Repository::from))
    }

    fn read_all(keys: Vec<Self>, catalogue: &Catalogue) -> Found<Self> {
        entries(keys, catalogue, |id| id, Repository::from)
    }
}

/// The whole of the repository of that id, whose card is known.
#[derive(Clone, PartialEq, Eq, Hash)]
struct EntryOf(RepositoryId);

impl Batched for EntryOf {
    type Found = Option<Arc<Entry>>;

    fn read(&self, catalogue: &Catalogue) -> Result<Self::Found, IndexError> {
        catalogue.entry(&self.0)
    }

    fn read_all(keys: Vec<Self>, catalogue: &Catalogue) -> Found<Self> {
        entries(keys, catalogue, |EntryOf(id)| id, |entry| entry)
    }
}

/// What is read of each of these repositories: all of their records in one read of the store.
fn entries<K, T>(
    keys: Vec<K>,
    catalogue: &Catalogue,
    id: fn(&K) -> &RepositoryId,
    found: fn(Arc<Entry>) -> T,
) -> Found<K>
where
    K: Batched<Found = Option<T>>,
{
    let ids: Vec<RepositoryId> = keys.iter().map(|key| id(key).clone()).collect();
    let Ok(entries) = catalogue.entries(&ids) else {
        // What can't be read spoils nothing but itself.
        return each(keys, catalogue);
    };
    let entries = entries.into_iter();
    let mut entries: HashMap<RepositoryId, Arc<Entry>> = entries
        .map(|entry| (entry.observation.id.clone(), entry))
        .collect();
    let read = keys.into_iter().map(|key| {
        let entry = entries.remove(id(&key));
        (key, Ok(entry.map(found)))
    });
    read.collect()
}

/// A repository: the newest facts, the verdicts and whose it is. A fact that
/// the source did not give is null.
#[Object(serial)]
impl Repository {
    /// Global identifier.
    pub(crate) async fn id(&self) -> ID {
        GlobalId::Repository(self.0.card.id.clone()).encode()
    }

    /// By which other programs know it: of version 5, in the namespace of URLs, of the address
    /// at which it was first seen, in lower case. It stays when the repository moves; one that
    /// comes to that address later has another.
    async fn uuid(&self) -> Uuid {
        Uuid(self.0.card.uuid)
    }

    /// Current web address.
    async fn url(&self) -> String {
        self.0.card.url.to_string()
    }

    /// Addresses that it had before; they still resolve here.
    async fn former_urls(&self, ctx: &Context<'_>) -> Result<Vec<String>> {
        let entry = self.entry(ctx).await?;
        Ok(entry.former_urls.iter().map(ToString::to_string).collect())
    }

    /// The forge it is on.
    async fn forge(&self) -> Forge {
        Forge::of(self.0.card.url.host())
    }

    /// Its owner's name on the forge.
    async fn owner(&self) -> &str {
        self.0.card.url.owner()
    }

    /// Its own name.
    async fn name(&self) -> &str {
        self.0.card.url.name()
    }

    /// What it is called: the name in publiccode.yml, else its own name, as people write it.
    async fn title(&self) -> &str {
        self.0.card.title()
    }

    /// Other names that it is known by: from publiccode.yml, the heading of its README, and in
    /// the sample from the catalogue; at most 10.
    async fn also_known_as(&self) -> &[String] {
        &self.0.card.also_known_as
    }

    /// Owner and name.
    async fn path(&self) -> String {
        self.0.card.url.path()
    }

    /// The government organisation that owns it; null when the account has left the
    /// registry.
    async fn organisation(&self, ctx: &Context<'_>) -> Result<Option<Organisation>> {
        let Some(slug) = &self.0.card.organisation else {
            return Ok(None);
        };
        let organisation = Reader::of(ctx)?.catalogue().organisation(slug.as_str());
        Ok(organisation.cloned().map(Organisation::from))
    }

    /// The account under which a crawl last saw it.
    async fn account(&self, ctx: &Context<'_>) -> Result<Account> {
        let entry = self.entry(ctx).await?;
        Ok(Account {
            url: entry.account.clone(),
            registered: entry.organisation.is_some(),
        })
    }

    /// What happened to it, oldest first: seen, renamed, archived, gone.
    async fn history(&self, ctx: &Context<'_>) -> Result<Vec<Event>> {
        let entry = self.entry(ctx).await?;
        Ok(entry.history.iter().map(Event::from).collect())
    }

    /// What it is, in a sentence: of publiccode.yml in the language asked for, else of the
    /// forge, else of the catalogue in that language, else in another one, else the first of
    /// the README that says it. Null where there is none.
    async fn summary(
        &self,
        #[graphql(desc = "A tag of BCP 47, as in `nl`; absent for any language.")] language: Option<
            String,
        >,
    ) -> Option<RepositorySummary> {
        self.0.card.summary(language.as_deref())
    }

    /// One or two sentences by the owner, on the forge.
    async fn description(&self) -> Option<&str> {
        self.0.card.description.as_deref()
    }

    /// A sentence by the owner, from publiccode.yml: in Dutch and in English, else
    /// in the first language that it has.
    async fn short_descriptions(&self) -> &[LocalisedText] {
        &self.0.card.short_descriptions
    }

    /// The one of `shortDescriptions` in the language that comes first among those of the
    /// software; null without any.
    async fn short_description(&self) -> Option<&str> {
        self.0.card.short_description()
    }

    /// What publiccode.yml says of it in the language that comes first among those of the
    /// software.
    async fn lead_description(&self, ctx: &Context<'_>) -> Result<Option<RepositoryDescription>> {
        let entry = self.entry(ctx).await?;
        let declared = entry.assessment.declared.as_deref();
        let lead = declared.and_then(bronwijzer_index::Publiccode::lead_description);
        Ok(lead.map(RepositoryDescription::from))
    }

    /// What publiccode.yml says of it, in each language; at most 30.
    async fn descriptions(&self, ctx: &Context<'_>) -> Result<Vec<RepositoryDescription>> {
        let entry = self.entry(ctx).await?;
        let declared = entry.assessment.declared.iter();
        let descriptions = declared.flat_map(|file| &file.descriptions);
        Ok(descriptions.map(RepositoryDescription::from).collect())
    }

    /// What publiccode.yml declares of it beside that.
    async fn declaration(&self, ctx: &Context<'_>) -> Result<Declaration> {
        let entry = self.entry(ctx).await?;
        let declared = entry.assessment.declared.as_deref();
        Ok(declared.map(Declaration::from).unwrap_or_default())
    }

    /// The project's own page, as the owner wrote it.
    async fn homepage(&self) -> Option<&str> {
        self.0.card.homepage.as_deref()
    }

    /// The page that `homepage` names, as a web address: with a scheme, without
    /// space around it, and the first where it names several. Null where it
    /// names none.
    async fn homepage_url(&self) -> Option<String> {
        let homepage = self.0.card.homepage.as_deref()?;
        bronwijzer_index::web_address(homepage).map(String::from)
    }

    /// Topics on the forge; in the sample, which asked no forge, the catalogue's own.
    async fn topics(&self) -> Option<&[String]> {
        self.0.card.topics.as_deref()
    }

    /// The language that most of the code is in.
    async fn primary_language(&self) -> Option<&str> {
        self.0.card.primary_language.as_deref()
    }

    /// Languages by size, largest first.
    async fn languages(&self, ctx: &Context<'_>) -> Result<Option<Vec<Language>>> {
        let entry = self.entry(ctx).await?;
        let languages = entry.observation.languages.as_deref();
        Ok(languages.map(|all| all.iter().map(Language::from).collect()))
    }

    /// Whether the licence allows reuse.
    async fn licence(&self) -> LicenceVerdict {
        LicenceVerdict(self.clone())
    }

    /// Whether it is kept up.
    async fn maintenance(&self) -> Maintenance {
        Maintenance(self.clone())
    }

    /// What it publishes: software, or something that is quiet by nature.
    async fn kind(&self) -> Kind {
        Kind(self.clone())
    }

    #[graphql(flatten)]
    async fn judgement_fields(&self) -> JudgementFields {
        JudgementFields(self.clone())
    }

    /// The judgements that have a field with a verdict and reasons each, as a list: who
    /// reads it meets new ones too.
    async fn judgements(&self, ctx: &Context<'_>) -> Result<Vec<Judgement>> {
        let judged = &self.entry(ctx).await?.assessment.judgements;
        let judgement = |row| Judgement::new(row, judged);
        Ok(JUDGEMENTS.iter().map(judgement).collect())
    }

    /// How alive it is, by an index that compares across countries.
    async fn vitality(&self, ctx: &Context<'_>) -> Result<Vitality> {
        let entry = self.entry(ctx).await?;
        Ok((&entry.assessment.vitality).into())
    }

    /// How far it is along the seven steps of working openly.
    async fn openness(&self) -> Openness {
        Openness(self.clone())
    }

    /// What Software Heritage, the universal archive of source code, holds of it.
    async fn archive(&self, ctx: &Context<'_>) -> Result<RepositoryArchive> {
        let entry = self.entry(ctx).await?;
        Ok((&entry.outside).into())
    }

    /// The result that OpenSSF Scorecard publishes of it, which no verdict here rests on.
    async fn scorecard(&self, ctx: &Context<'_>) -> Result<RepositoryScorecard> {
        let entry = self.entry(ctx).await?;
        let url = &entry.observation.url;
        let repository = format!("{}/{}", url.host(), url.path());
        Ok(RepositoryScorecard::of(&entry.outside, &repository))
    }

    /// Whether it seeks a maintainer, and whom to talk to.
    async fn maintainer_search(&self, ctx: &Context<'_>) -> Result<MaintainerSearch> {
        let entry = self.entry(ctx).await?;
        Ok(entry.as_ref().into())
    }

    /// Tasks for those who are new: open issues with a label that asks for help and that
    /// nobody is assigned to, newest first; at most three. Null where no forge told.
    async fn first_tasks(&self, ctx: &Context<'_>) -> Result<Option<Vec<FirstTask>>> {
        let issues = self.entry(ctx).await?.observation.issues.as_ref();
        let tasks = issues.and_then(|issues| issues.first_tasks.as_ref());
        Ok(open_work::of_repository(tasks, self))
    }

    /// Open issues that nobody but their author wrote below, those that wait longest first; at
    /// most three. Null where no forge told.
    async fn waiting_questions(&self, ctx: &Context<'_>) -> Result<Option<Vec<WaitingQuestion>>> {
        let issues = self.entry(ctx).await?.observation.issues.as_ref();
        let waiting = issues.and_then(|issues| issues.waiting.as_ref());
        Ok(open_work::of_repository(waiting, self))
    }

    /// When the forge was asked for its issues; null where it never was.
    async fn issues_read_at(&self, ctx: &Context<'_>) -> Result<Option<DateTime<Utc>>> {
        let issues = self.entry(ctx).await?.observation.issues.as_ref();
        Ok(issues.map(|issues| issues.read_at))
    }

    /// Which registers and standards of Dutch government it refers to, each page
    /// once; at most 50.
    async fn referrals(&self, ctx: &Context<'_>) -> Result<Vec<Referral>> {
        let entry = self.entry(ctx).await?;
        let referrals = entry.assessment.referrals.iter();
        Ok(referrals.map(Referral::from).collect())
    }

    /// What it is about.
    async fn themes(&self, ctx: &Context<'_>) -> Result<Themes> {
        let entry = self.entry(ctx).await?;
        Ok((&entry.assessment.themes).into())
    }

    /// What open by default ("open, tenzij") makes of it.
    async fn open_by_default(&self, ctx: &Context<'_>) -> Result<RepositoryOpenByDefault> {
        let entry = self.entry(ctx).await?;
        Ok((&entry.open_by_default).into())
    }

    /// The last commit by a person, or the newest release or tag when that is
    /// later; where no commit by a person was counted, the last of any kind;
    /// without commits, the last push.
    async fn last_activity_at(&self) -> Option<DateTime<Utc>> {
        self.0.card.last_activity_at
    }

    /// The newest release or tag with a date that somebody decided on: none that follows the
    /// code by itself, as `nightly` does.
    async fn latest_release(&self) -> Option<Release> {
        self.0.card.latest_release.as_ref().map(Release::from)
    }

    /// When it was made on the forge.
    async fn created_at(&self) -> Option<DateTime<Utc>> {
        self.0.card.created_at
    }

    /// When somebody last pushed to any branch.
    async fn pushed_at(&self) -> Option<DateTime<Utc>> {
        self.0.card.pushed_at
    }

    /// When anything about it last changed on the forge.
    async fn updated_at(&self, ctx: &Context<'_>) -> Result<Option<DateTime<Utc>>> {
        let entry = self.entry(ctx).await?;
        Ok(entry.observation.updated_at)
    }

    /// When its owner archived it.
    async fn archived_at(&self, ctx: &Context<'_>) -> Result<Option<DateTime<Utc>>> {
        let entry = self.entry(ctx).await?;
        Ok(entry.observation.archived_at)
    }

    /// Whether its owner made it read-only.
    async fn archived(&self) -> Option<bool> {
        self.0.card.archived
    }

    /// Whether the forge switched it off.
    async fn disabled(&self, ctx: &Context<'_>) -> Result<Option<bool>> {
        let entry = self.entry(ctx).await?;
        Ok(entry.observation.flags.disabled)
    }

    /// Whether it has no commits.
    async fn empty(&self, ctx: &Context<'_>) -> Result<Option<bool>> {
        let entry = self.entry(ctx).await?;
        Ok(entry.observation.flags.empty)
    }

    /// Whether it was made from another repository on the same forge.
    async fn fork(&self) -> Option<bool> {
        self.0.card.fork
    }

    /// How it and the one that it came from belong together, by its forge and its
    /// publiccode.yml; null for what came from nowhere else as far as is known.
    async fn fork_kind(&self) -> Option<ForkKind> {
        self.0.card.fork_kind
    }

    /// Whether it copies another repository and is kept in step with it.
    async fn mirror(&self, ctx: &Context<'_>) -> Result<Option<bool>> {
        let entry = self.entry(ctx).await?;
        Ok(entry.observation.flags.mirror)
    }

    /// Whether it is meant to start new repositories from.
    async fn template(&self, ctx: &Context<'_>) -> Result<Option<bool>> {
        let entry = self.entry(ctx).await?;
        Ok(entry.observation.flags.template)
    }

    /// Whether it has a place for discussions on the forge, beside its issues; null where the
    /// forge does not tell.
    async fn has_discussions(&self, ctx: &Context<'_>) -> Result<Option<bool>> {
        let entry = self.entry(ctx).await?;
        Ok(entry.observation.flags.discussions)
    }

    /// What it was forked from.
    async fn parent_url(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        let entry = self.entry(ctx).await?;
        Ok(entry.observation.parent.as_ref().map(ToString::to_string))
    }

    /// What it mirrors, as the forge writes it.
    async fn mirror_url(&self, ctx: &Context<'_>) -> Result<Option<&str>> {
        let entry = self.entry(ctx).await?;
        Ok(entry.observation.mirror_url.as_deref())
    }

    /// How it relates to other repositories and to organisations, by kind; kinds
    /// without any are left out.
    // Reads `kinds` by itself: async-graphql puts the arguments that it finds in such an expression
    // in an order of chance, and no two builds of two of them are the same.
    #[graphql(
        complexity = "relation::cost(relation::lists(__ctx.param_value(__variables_definition, __field, \"kinds\", None)?), first, DEFAULT_RELATIONS, child_complexity)"
    )]
    async fn relations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only these kinds.")] kinds: Option<Vec<RelationKind>>,
        #[graphql(desc = "How many of each kind: 1 to 50, 10 when absent.")] first: Option<i32>,
    ) -> Result<Vec<RelationGroup>> {
        let kinds = relation::kinds(kinds);
        let first = relation::bounded(first, DEFAULT_RELATIONS, relation::MOST_RELATIONS)?;
        let entry = Arc::clone(self.entry(ctx).await?);
        let asked = Relations {
            entry,
            kinds,
            first,
        };
        asked.load(ctx).await
    }

    /// Repositories that share the most telling words with it, the most alike
    /// first. Its forks, variants, mirrors and twins are not among them: those
    /// are relations.
    #[graphql(complexity = "relation::cost(1, first, DEFAULT_SIMILAR, child_complexity)")]
    async fn similar(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many: 1 to 20, 5 when absent.")] first: Option<i32>,
    ) -> Result<Vec<Repository>> {
        let first = relation::bounded(first, DEFAULT_SIMILAR, relation::MOST_SIMILAR)?;
        let entry = Arc::clone(self.entry(ctx).await?);
        Similar { entry, first }.load(ctx).await
    }

    /// The repository that lists show in its place: what it mirrors. Null when
    /// it is shown itself.
    #[graphql(complexity = "relation::cost(1, None, 1, child_complexity)")]
    async fn shown_as(&self, ctx: &Context<'_>) -> Result<Option<Repository>> {
        // What is on a list is shown itself.
        let entry = self.0.entry.get();
        match entry.and_then(|entry| entry.shown_as.clone()) {
            Some(id) => id.load(ctx).await,
            None => Ok(None),
        }
    }

    /// What programs of others found in it, as organisations handed it in: the newest of each
    /// source, the last first. The catalogue's own verdicts don't follow from it.
    #[graphql(complexity = "scan::cost_of_all(child_complexity)")]
    async fn scans(&self, ctx: &Context<'_>) -> Result<Vec<Scan>> {
        ScansOf(self.0.card.id.clone()).load(ctx).await
    }

    /// The branch that visitors see first.
    async fn default_branch(&self, ctx: &Context<'_>) -> Result<Option<&str>> {
        let entry = self.entry(ctx).await?;
        Ok(entry.observation.default_branch.as_deref())
    }

    /// How many organisations beside its owner use it, as its publiccode.yml names them and as
    /// they say themselves; null where neither tells.
    async fn used_by_others(&self) -> Option<u64> {
        self.0.card.used_by_others
    }

    /// Who uses it, as its owner writes in publiccode.yml and as organisations say
    /// themselves; each once.
    #[graphql(complexity = "relation::cost(1, None, DEFAULT_RELATIONS, child_complexity)")]
    async fn used_by(&self, ctx: &Context<'_>) -> Result<RepositoryUse> {
        let entry = Arc::clone(self.entry(ctx).await?);
        Ok(Unique::new(UsageOf(entry)).load(ctx).await?.into())
    }

    /// What is said about it, the newest first. Replies stand below what they answer.
    #[graphql(
        complexity = "SEARCH_COST + first.map_or(DEFAULT_PAGE, |n| n.max(0) as usize) * child_complexity"
    )]
    async fn statements(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only these kinds.")] kind: Option<Vec<StatementKind>>,
        #[graphql(desc = "Only those in one of these states.")] state: Option<Vec<StatementState>>,
        #[graphql(desc = "Entries on the page: 1 to 100.")] first: Option<i32>,
        #[graphql(desc = "`endCursor` of the page before.")] after: Option<String>,
    ) -> Result<StatementConnection> {
        let filter = StatementFilter {
            kinds: kind.unwrap_or_default(),
            states: state.unwrap_or_default(),
            subject: Some(Subject::Repository(self.0.card.id.clone())),
            ..StatementFilter::default()
        };
        list::page(ctx, filter, Replies::Without, first, after).await
    }

    /// What can be said about it, and whether the viewer may.
    #[graphql(complexity = "SAYABLE * child_complexity")]
    async fn sayable(&self, ctx: &Context<'_>) -> Result<Vec<SayableKind>> {
        sayable::about(ctx, Subject::Repository(self.0.card.id.clone())).await
    }

    /// Whether a moderator closed the discussion about it.
    async fn discussion_closed(&self, ctx: &Context<'_>) -> Result<bool> {
        let subject = Subject::Repository(self.0.card.id.clone());
        IsClosed(subject).load(ctx).await
    }

    /// People who starred it.
    async fn stars(&self) -> Option<u64> {
        self.0.card.stars
    }

    /// Forks on the same forge.
    async fn forks(&self) -> Option<u64> {
        self.0.card.forks
    }

    /// People who follow it.
    async fn watchers(&self, ctx: &Context<'_>) -> Result<Option<u64>> {
        let entry = self.entry(ctx).await?;
        Ok(entry.observation.counts.watchers)
    }

    /// Open issues.
    async fn open_issues(&self, ctx: &Context<'_>) -> Result<Option<u64>> {
        let entry = self.entry(ctx).await?;
        Ok(entry.observation.counts.open_issues)
    }

    /// Closed issues.
    async fn closed_issues(&self, ctx: &Context<'_>) -> Result<Option<u64>> {
        let entry = self.entry(ctx).await?;
        Ok(entry.observation.counts.closed_issues)
    }

    /// Open pull or merge requests.
    async fn open_pull_requests(&self, ctx: &Context<'_>) -> Result<Option<u64>> {
        let entry = self.entry(ctx).await?;
        Ok(entry.observation.counts.open_pull_requests)
    }

    /// Merged or closed pull or merge requests.
    async fn closed_pull_requests(&self, ctx: &Context<'_>) -> Result<Option<u64>> {
        let entry = self.entry(ctx).await?;
        Ok(entry.observation.counts.closed_pull_requests)
    }

    /// Releases on the forge.
    async fn releases(&self, ctx: &Context<'_>) -> Result<Option<Releases>> {
        let entry = self.entry(ctx).await?;
        Ok(entry.observation.releases.as_ref().map(Releases::from))
    }

    /// Git tags.
    async fn tags(&self, ctx: &Context<'_>) -> Result<Option<Releases>> {
        let entry = self.entry(ctx).await?;
        Ok(entry.observation.tags.as_ref().map(Releases::from))
    }

    /// Commits on the default branch in the last two years, as counts.
    async fn commits(&self, ctx: &Context<'_>) -> Result<Option<Commits>> {
        let entry = self.entry(ctx).await?;
        Ok(entry.observation.commits.as_ref().map(Commits::from))
    }

    /// The README.
    async fn readme(&self, ctx: &Context<'_>) -> Result<Option<TextFile>> {
        let entry = self.entry(ctx).await?;
        Ok(entry.observation.readme.as_ref().map(TextFile::from))
    }

    /// publiccode.yml, the metadata standard for public code.
    async fn publiccode(&self, ctx: &Context<'_>) -> Result<Option<TextFile>> {
        let entry = self.entry(ctx).await?;
        Ok(entry.observation.publiccode.as_ref().map(TextFile::from))
    }

    /// The web address of its publiccode.yml as the forge gives out the text; null without
    /// one. Where the branch is not known, `HEAD` stands for it.
    async fn publiccode_url(&self) -> Option<String> {
        raw_file::publiccode_of(&self.0.card)
    }

    /// Whether its publiccode.yml keeps to the standard.
    async fn publiccode_verdict(&self) -> PubliccodeVerdict {
        PubliccodeVerdict::Of(self.clone())
    }

    /// Well-known files that it has; a kind that is neither here nor in `unknownFiles`,
    /// it does not have. Null when the source did not list the files.
    async fn files(&self, ctx: &Context<'_>) -> Result<Option<Vec<KnownFile>>> {
        let entry = self.entry(ctx).await?;
        let files = entry.observation.files.as_deref();
        Ok(files.map(|all| all.iter().map(KnownFile::from).collect()))
    }

    /// Kinds of well-known files of which the source does not tell whether it has any, as
    /// not every place was listed where they may stand.
    async fn unknown_files(&self, ctx: &Context<'_>) -> Result<Vec<FileKind>> {
        let entry = self.entry(ctx).await?;
        let is_unknown =
            |kind: &FileKind| entry.observation.find_file(*kind) == FilePresence::Unlisted;
        Ok(FileKind::ALL.iter().copied().filter(is_unknown).collect())
    }

    /// What could not be read whole.
    async fn gaps(&self, ctx: &Context<'_>) -> Result<Vec<Gap>> {
        let entry = self.entry(ctx).await?;
        Ok(entry.observation.gaps.iter().map(Gap::from).collect())
    }

    /// How and when it left, if it is no longer public. Then this is a tombstone: beside
    /// identity, addresses, organisation, dates, this, and `archive` where it can still be read
    /// there, every fact is null or unknown.
    async fn gone(&self) -> Option<Gone> {
        // What is on a list is there.
        let entry = self.0.entry.get()?;
        entry.gone.as_ref().map(Gone::from)
    }

    /// When the facts were gathered.
    async fn observed_at(&self) -> DateTime<Utc> {
        self.0.card.observed_at
    }

    /// When the catalogue first saw it.
    async fn first_seen_at(&self) -> DateTime<Utc> {
        self.0.card.first_seen_at
    }

    /// Where the facts come from.
    async fn source(&self, ctx: &Context<'_>) -> Result<Source> {
        let entry = self.entry(ctx).await?;
        Ok((&entry.observation.source).into())
    }
}
