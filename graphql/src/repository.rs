//! A repository as the catalogue shows it.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result};
use bronwijzer_crawler::address::RepositoryId;
use bronwijzer_index::{Catalogue, Entry, IndexError};
use chrono::{DateTime, Utc};

use crate::account::Account;
use crate::batch::Batched;
use crate::facts::{Commits, Forge, Gap, Gone, KnownFile, Language, Releases, Source, TextFile};
use crate::history::Event;
use crate::node::GlobalId;
use crate::open_by_default::RepositoryOpenByDefault;
use crate::openness::Openness;
use crate::organisation::Organisation;
use crate::publiccode::PubliccodeVerdict;
use crate::referral::Referral;
use crate::relation::{
    self, DEFAULT_RELATIONS, DEFAULT_SIMILAR, KINDS, RelationGroup, RelationKind, Relations,
    Similar,
};
use crate::risk::{Kind, Risk};
use crate::seeking::MaintainerSearch;
use crate::theme::Themes;
use crate::verdict::{LicenceVerdict, Maintenance};
use crate::vitality::Vitality;

#[derive(Clone)]
pub(crate) struct Repository(Arc<Entry>);

impl From<Arc<Entry>> for Repository {
    fn from(entry: Arc<Entry>) -> Self {
        Self(entry)
    }
}

/// The repository of that id.
impl Batched for RepositoryId {
    type Found = Option<Repository>;

    fn read(&self, catalogue: &Catalogue) -> Result<Self::Found, IndexError> {
        Ok(catalogue.entry(self)?.map(Repository::from))
    }
}

/// A repository: the newest facts, the verdicts and whose it is. A fact that
/// the source did not give is null.
#[Object]
impl Repository {
    /// Global identifier.
    pub(crate) async fn id(&self) -> ID {
        GlobalId::Repository(self.0.observation.id.clone()).encode()
    }

    /// Current web address.
    async fn url(&self) -> String {
        self.0.observation.url.to_string()
    }

    /// Addresses that it had before; they still resolve here.
    async fn former_urls(&self) -> Vec<String> {
        self.0.former_urls.iter().map(ToString::to_string).collect()
    }

    /// The forge it is on.
    async fn forge(&self) -> Forge {
        Forge::of(self.0.observation.url.host())
    }

    /// Its owner's name on the forge.
    async fn owner(&self) -> &str {
        self.0.observation.url.owner()
    }

    /// Its own name.
    async fn name(&self) -> &str {
        self.0.observation.url.name()
    }

    /// Owner and name.
    async fn path(&self) -> String {
        self.0.observation.url.path()
    }

    /// The government body that owns it; null when the account has left the
    /// registry.
    async fn organisation(&self) -> Option<Organisation> {
        self.0.organisation.clone().map(Organisation::from)
    }

    /// The account under which a crawl last saw it.
    async fn account(&self) -> Account {
        Account {
            url: self.0.account.clone(),
            registered: self.0.organisation.is_some(),
        }
    }

    /// What happened to it, oldest first: seen, renamed, archived, gone.
    async fn history(&self) -> Vec<Event> {
        self.0.history.iter().map(Event::from).collect()
    }

    /// One or two sentences by the owner.
    async fn description(&self) -> Option<&str> {
        self.0.observation.description.as_deref()
    }

    /// The project's own page, as the owner wrote it.
    async fn homepage(&self) -> Option<&str> {
        self.0.observation.homepage.as_deref()
    }

    /// Topics on the forge.
    async fn topics(&self) -> Option<&[String]> {
        self.0.observation.topics.as_deref()
    }

    /// The language that most of the code is in.
    async fn primary_language(&self) -> Option<&str> {
        let languages = self.0.observation.languages.as_deref()?;
        languages.first().map(|language| language.name.as_str())
    }

    /// Languages by size, largest first.
    async fn languages(&self) -> Option<Vec<Language>> {
        let languages = self.0.observation.languages.as_deref()?;
        Some(languages.iter().map(Language::from).collect())
    }

    /// Whether the licence allows reuse.
    async fn licence(&self) -> LicenceVerdict {
        (&self.0.assessment.licence).into()
    }

    /// Whether it is kept up.
    async fn maintenance(&self) -> Maintenance {
        (&self.0.assessment.maintenance).into()
    }

    /// What it publishes: software, or something that is quiet by nature.
    async fn kind(&self) -> Kind {
        (&self.0.assessment.kind).into()
    }

    /// Whether it leans on one person, or is left by those who work on it while
    /// others use it.
    async fn risk(&self) -> Risk {
        (&self.0.assessment.risk).into()
    }

    /// How alive it is, by an index that compares across countries.
    async fn vitality(&self) -> Vitality {
        (&self.0.assessment.vitality).into()
    }

    /// How far it is along the seven steps of working openly.
    async fn openness(&self) -> Openness {
        (&self.0.assessment.openness).into()
    }

    /// Whether it seeks a maintainer, and whom to talk to.
    async fn maintainer_search(&self) -> MaintainerSearch {
        self.0.as_ref().into()
    }

    /// Which registers and standards of Dutch government it refers to, each page
    /// once; at most 50.
    async fn referrals(&self) -> Vec<Referral> {
        let referrals = self.0.assessment.referrals.iter();
        referrals.map(Referral::from).collect()
    }

    /// What it is about.
    async fn themes(&self) -> Themes {
        (&self.0.assessment.themes).into()
    }

    /// What open by default ("open, tenzij") makes of it.
    async fn open_by_default(&self) -> RepositoryOpenByDefault {
        (&self.0.open_by_default).into()
    }

    /// The last commit by a person, or the newest release or tag when that is
    /// later; where no commit by a person was counted, the last of any kind;
    /// without commits, the last push.
    async fn last_activity_at(&self) -> Option<DateTime<Utc>> {
        self.0.assessment.last_activity_at
    }

    /// When it was made on the forge.
    async fn created_at(&self) -> Option<DateTime<Utc>> {
        self.0.observation.created_at
    }

    /// When somebody last pushed to any branch.
    async fn pushed_at(&self) -> Option<DateTime<Utc>> {
        self.0.observation.pushed_at
    }

    /// When anything about it last changed on the forge.
    async fn updated_at(&self) -> Option<DateTime<Utc>> {
        self.0.observation.updated_at
    }

    /// When its owner archived it.
    async fn archived_at(&self) -> Option<DateTime<Utc>> {
        self.0.observation.archived_at
    }

    /// Whether its owner made it read-only.
    async fn archived(&self) -> Option<bool> {
        self.0.observation.flags.archived
    }

    /// Whether the forge switched it off.
    async fn disabled(&self) -> Option<bool> {
        self.0.observation.flags.disabled
    }

    /// Whether it has no commits.
    async fn empty(&self) -> Option<bool> {
        self.0.observation.flags.empty
    }

    /// Whether it was made from another repository on the same forge.
    async fn fork(&self) -> Option<bool> {
        self.0.observation.flags.fork
    }

    /// Whether it copies another repository and is kept in step with it.
    async fn mirror(&self) -> Option<bool> {
        self.0.observation.flags.mirror
    }

    /// Whether it is meant to start new repositories from.
    async fn template(&self) -> Option<bool> {
        self.0.observation.flags.template
    }

    /// What it was forked from.
    async fn parent_url(&self) -> Option<String> {
        self.0.observation.parent.as_ref().map(ToString::to_string)
    }

    /// What it mirrors, as the forge writes it.
    async fn mirror_url(&self) -> Option<&str> {
        self.0.observation.mirror_url.as_deref()
    }

    /// How it relates to other repositories and to bodies, by kind; kinds
    /// without any are left out.
    #[graphql(
        complexity = "relation::cost(kinds.as_ref().map_or(KINDS, Vec::len), first, DEFAULT_RELATIONS, child_complexity)"
    )]
    async fn relations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only these kinds.")] kinds: Option<Vec<RelationKind>>,
        #[graphql(desc = "How many of each kind: 1 to 50, 10 when absent.")] first: Option<i32>,
    ) -> Result<Vec<RelationGroup>> {
        let kinds = relation::kinds(kinds);
        let first = relation::bounded(first, DEFAULT_RELATIONS, relation::MOST_RELATIONS)?;
        let entry = Arc::clone(&self.0);
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
        let entry = Arc::clone(&self.0);
        Similar { entry, first }.load(ctx).await
    }

    /// The repository that lists show in its place: what it mirrors. Null when
    /// it is shown itself.
    #[graphql(complexity = "relation::cost(1, None, 1, child_complexity)")]
    async fn shown_as(&self, ctx: &Context<'_>) -> Result<Option<Repository>> {
        match self.0.shown_as.clone() {
            Some(id) => id.load(ctx).await,
            None => Ok(None),
        }
    }

    /// The branch that visitors see first.
    async fn default_branch(&self) -> Option<&str> {
        self.0.observation.default_branch.as_deref()
    }

    /// People who starred it.
    async fn stars(&self) -> Option<u64> {
        self.0.observation.counts.stars
    }

    /// Forks on the same forge.
    async fn forks(&self) -> Option<u64> {
        self.0.observation.counts.forks
    }

    /// People who follow it.
    async fn watchers(&self) -> Option<u64> {
        self.0.observation.counts.watchers
    }

    /// Open issues.
    async fn open_issues(&self) -> Option<u64> {
        self.0.observation.counts.open_issues
    }

    /// Closed issues.
    async fn closed_issues(&self) -> Option<u64> {
        self.0.observation.counts.closed_issues
    }

    /// Open pull or merge requests.
    async fn open_pull_requests(&self) -> Option<u64> {
        self.0.observation.counts.open_pull_requests
    }

    /// Merged or closed pull or merge requests.
    async fn closed_pull_requests(&self) -> Option<u64> {
        self.0.observation.counts.closed_pull_requests
    }

    /// Releases on the forge.
    async fn releases(&self) -> Option<Releases> {
        self.0.observation.releases.as_ref().map(Releases::from)
    }

    /// Git tags.
    async fn tags(&self) -> Option<Releases> {
        self.0.observation.tags.as_ref().map(Releases::from)
    }

    /// Commits on the default branch in the last two years, as counts.
    async fn commits(&self) -> Option<Commits> {
        self.0.observation.commits.as_ref().map(Commits::from)
    }

    /// The README.
    async fn readme(&self) -> Option<TextFile> {
        self.0.observation.readme.as_ref().map(TextFile::from)
    }

    /// publiccode.yml, the metadata standard for public code.
    async fn publiccode(&self) -> Option<TextFile> {
        self.0.observation.publiccode.as_ref().map(TextFile::from)
    }

    /// Whether its publiccode.yml keeps to the standard.
    async fn publiccode_verdict(&self) -> PubliccodeVerdict {
        let assessment = &self.0.assessment;
        PubliccodeVerdict::new(&assessment.publiccode, assessment.publiccode_check.as_ref())
    }

    /// Well-known files that it has; a kind that is not here, it does not have.
    /// Null when the source did not list the files.
    async fn files(&self) -> Option<Vec<KnownFile>> {
        let files = self.0.observation.files.as_deref()?;
        Some(files.iter().map(KnownFile::from).collect())
    }

    /// What could not be read whole.
    async fn gaps(&self) -> Vec<Gap> {
        self.0.observation.gaps.iter().map(Gap::from).collect()
    }

    /// How and when it left, if it is no longer there.
    async fn gone(&self) -> Option<Gone> {
        self.0.gone.as_ref().map(Gone::from)
    }

    /// When the facts were gathered.
    async fn observed_at(&self) -> DateTime<Utc> {
        self.0.observation.observed_at
    }

    /// When the catalogue first saw it.
    async fn first_seen_at(&self) -> DateTime<Utc> {
        self.0.first_seen_at
    }

    /// Where the facts come from.
    async fn source(&self) -> Source {
        (&self.0.observation.source).into()
    }
}
