//! The entry points of the schema.

use std::sync::Arc;

use async_graphql::{Context, ID, Interface, Object, Result};
use bronwijzer_crawler::address::{self, RepositoryUrl};
use bronwijzer_crawler::observation::HelpKind;
use bronwijzer_crawler::organisation::{OrganisationType, Province};
use bronwijzer_index::community::kinds::StatementKind;
use bronwijzer_index::community::statement::{StatementState, Visibility};
use bronwijzer_index::{
    BodyFigure, FacetName, Filter, IndexError, OrganisationFilter, Publishing, Scope, Sort,
    Summary, WorkFilter, WorkKind,
};
use chrono::{DateTime, NaiveDate, Utc};
use futures::future;

use crate::batch::Batched;
use crate::bodies::{self, BodiesOfKind, BodiesOfProvince, BodyFigures};
use crate::catalogue::Catalogue;
use crate::change::{self, Change, ChangeConnection};
use crate::community;
use crate::community::change::{StatementChange, StatementChangeConnection};
use crate::community::kinds::{self, StatementKindInfo};
use crate::community::list::{StatementArguments, StatementConnection};
use crate::community::moderation::{self, Moderation};
use crate::community::news::{self, NEWS, News};
use crate::community::own::{self, ViewerObject};
use crate::community::statement::{self, Statement};
use crate::crawl_run::{self, CrawlRun, CrawlRunConnection};
use crate::error;
use crate::live::LiveCrawl;
use crate::node::GlobalId;
use crate::open_by_default::{self, HISTORY_WEIGHT, HistoryStep, OpenByDefault};
use crate::open_work::{self, FirstTaskConnection, WaitingQuestionConnection};
use crate::openness::{self, OpennessCheck};
use crate::operator::Operator;
use crate::organisation::Organisation;
use crate::organisation_list::{ListArguments, OrganisationConnection, OrganisationSort};
use crate::publiccode::PubliccodeVerdict;
use crate::reader::Reader;
use crate::repository::Repository;
use crate::repository_search::{
    DEFAULT_PAGE, RepositoryConnection, RepositoryFilter, SEARCH_COST, SearchArguments, page_size,
};
use crate::suggestion::{self, Suggestion, USUAL};
use crate::uuid::Uuid;

/// The most identifiers that are looked up at a time: as many as a page has entries.
const MOST_NODES: usize = 100;

/// What a check of a text counts for: a query may ask for a few.
const CHECK_COMPLEXITY: usize = 2_000;

/// Something with a global identifier.
#[derive(Interface)]
#[graphql(field(name = "id", ty = "ID", desc = "Global identifier."))]
pub(crate) enum Node {
    Repository(Repository),
    Organisation(Organisation),
    CrawlRun(CrawlRun),
    Change(Change),
    Statement(Statement),
    StatementChange(StatementChange),
}

/// The root of all queries.
pub(crate) struct Query;

/// The catalogue in numbers, which a page may ask for twice: for its frame and for itself.
#[derive(Clone, PartialEq, Eq, Hash)]
struct SummaryNow;

impl Batched for SummaryNow {
    type Found = Summary;

    fn read(&self, catalogue: &bronwijzer_index::Catalogue) -> Result<Summary, IndexError> {
        catalogue.summary()
    }
}

/// The open source catalogue of the Dutch government.
#[Object]
impl Query {
    /// Searches the repositories.
    #[expect(
        clippy::too_many_arguments,
        reason = "each is an argument of the field in the schema"
    )]
    #[graphql(
        complexity = "SEARCH_COST + first.map_or(DEFAULT_PAGE, |n| n.max(0) as usize) * child_complexity"
    )]
    async fn repositories(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "What to search for: words, `\"phrases\"`, `-not`, and `field:value` for every facet, as in `licence:EUPL-1.2`. Absent or empty for everything."
        )]
        query: Option<String>,
        #[graphql(
            desc = "Whether only what has every word of the query is found. Absent or false: where fewer than three have all of it, what has any of its words follows."
        )]
        all_words: Option<bool>,
        #[graphql(desc = "Only these.")] filter: Option<RepositoryFilter>,
        #[graphql(
            desc = "The facets of which all values that the filter names must hold, and not any of them."
        )]
        all_of: Option<Vec<FacetName>>,
        #[graphql(desc = "Only those with their last activity on this day (UTC) or later.")]
        last_activity_after: Option<NaiveDate>,
        #[graphql(
            desc = "Only those that refer to this: the name of a register, or the address of a page of it."
        )]
        refers_to: Option<String>,
        #[graphql(desc = "Order; by relevance with a query, else by last activity.")] sort: Option<
            Sort,
        >,
        #[graphql(desc = "Entries on the page: 1 to 100.")] first: Option<i32>,
        #[graphql(desc = "`endCursor` of the page before.")] after: Option<String>,
        #[graphql(
            desc = "How many to pass over, for pages with a number, behind `after` where that is given; the page ends within the next 10,000."
        )]
        offset: Option<i32>,
    ) -> Result<RepositoryConnection> {
        let arguments = SearchArguments {
            query,
            all_words,
            filter,
            all_of,
            last_activity_after,
            refers_to,
            sort,
            first,
            after,
            offset,
        };
        arguments.search(ctx, Filter::default()).await
    }

    /// Tasks for those who are new, of repositories that are active or maintained: open
    /// issues with a label that asks for help and that nobody is assigned to, newest
    /// first, at most three of one repository.
    #[expect(
        clippy::too_many_arguments,
        reason = "each is an argument of the field in the schema"
    )]
    #[graphql(
        complexity = "SEARCH_COST + first.map_or(DEFAULT_PAGE, |n| n.max(0) as usize) * child_complexity"
    )]
    async fn first_tasks(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "Only in repositories with most of their code in one of these languages."
        )]
        language: Option<Vec<String>>,
        #[graphql(desc = "Only for one of these: values of the facet `CATEGORY`.")] theme: Option<
            Vec<String>,
        >,
        #[graphql(desc = "Only of one of these organisations, by their short names.")]
        organisation: Option<Vec<String>>,
        #[graphql(desc = "Only what asks for one of these kinds of help.")] help: Option<
            Vec<HelpKind>,
        >,
        #[graphql(desc = "Entries on the page: 1 to 100.")] first: Option<i32>,
        #[graphql(desc = "`endCursor` of the page before.")] after: Option<String>,
    ) -> Result<FirstTaskConnection> {
        let filter = WorkFilter {
            languages: language.unwrap_or_default(),
            themes: theme.unwrap_or_default(),
            organisations: organisation.unwrap_or_default(),
            help: help.unwrap_or_default(),
        };
        open_work::page(ctx, WorkKind::Tasks, filter, page_size(first)?, after).await
    }

    /// Questions without an answer in repositories that are active or maintained: open
    /// issues that nobody but their author wrote below, those that wait longest first, at most
    /// three of one repository.
    #[graphql(
        complexity = "SEARCH_COST + first.map_or(DEFAULT_PAGE, |n| n.max(0) as usize) * child_complexity"
    )]
    async fn waiting_questions(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "Only in repositories with most of their code in one of these languages."
        )]
        language: Option<Vec<String>>,
        #[graphql(desc = "Only for one of these: values of the facet `CATEGORY`.")] theme: Option<
            Vec<String>,
        >,
        #[graphql(desc = "Only of one of these organisations, by their short names.")]
        organisation: Option<Vec<String>>,
        #[graphql(desc = "Entries on the page: 1 to 100.")] first: Option<i32>,
        #[graphql(desc = "`endCursor` of the page before.")] after: Option<String>,
    ) -> Result<WaitingQuestionConnection> {
        let filter = WorkFilter {
            languages: language.unwrap_or_default(),
            themes: theme.unwrap_or_default(),
            organisations: organisation.unwrap_or_default(),
            help: Vec::new(),
        };
        open_work::page(ctx, WorkKind::Questions, filter, page_size(first)?, after).await
    }

    /// Suggestions while somebody types: repositories with the most stars first,
    /// organisations and topics with the most repositories first. Each kind has a
    /// part of the list, and those of one kind stand together. Capitals and
    /// accents make no difference.
    #[graphql(complexity = "first.unwrap_or(USUAL).max(0) as usize * child_complexity")]
    async fn suggestions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What was typed: the beginning of a word in a name, or more words.")]
        prefix: String,
        #[graphql(desc = "Suggestions in all: 1 to 20; 8 when absent.")] first: Option<i32>,
    ) -> Result<Vec<Suggestion>> {
        suggestion::suggestions(Reader::of(ctx)?, prefix, first).await
    }

    /// One repository, by `id`, by `uuid` or by `url`: give exactly one of them. Any
    /// spelling of the address will do: that of a page, branch or file of it,
    /// one for git, and a former address too. Of one that left, `gone` is not
    /// null and nothing but that is told.
    async fn repository(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Global identifier.")] id: Option<ID>,
        #[graphql(desc = "Web address on the forge.")] url: Option<String>,
        #[graphql(desc = "Its `uuid`.")] uuid: Option<Uuid>,
    ) -> Result<Option<Repository>> {
        let reader = Reader::of(ctx)?;
        let entry = match (id, url, uuid) {
            (Some(id), None, None) => match GlobalId::decode(&id) {
                Some(GlobalId::Repository(id)) => {
                    reader.read(move |catalogue| catalogue.entry(&id)).await?
                }
                _ => None,
            },
            (None, None, Some(Uuid(uuid))) => {
                reader
                    .read(move |catalogue| catalogue.entry_by_uuid(uuid))
                    .await?
            }
            (None, Some(url), None) => {
                // Says what is wrong with what is no address at all.
                if address::candidates(&url).is_empty() {
                    url.parse::<RepositoryUrl>()
                        .map_err(|error| error::bad_request(format!("`url`: {error}")))?;
                }
                reader
                    .read(move |catalogue| catalogue.entry_at(&url))
                    .await?
            }
            _ => {
                return Err(error::bad_request(
                    "give exactly one of `id`, `uuid` and `url`",
                ));
            }
        };
        Ok(entry.map(Repository::from))
    }

    /// The organisations of the registry, by name unless asked otherwise. Of a day: those
    /// that were counted on it, each with the state, type and province that it had.
    #[expect(
        clippy::too_many_arguments,
        reason = "each is an argument of the field in the schema"
    )]
    #[graphql(complexity = "first.map_or(DEFAULT_PAGE, |n| n.max(0) as usize) * child_complexity")]
    async fn organisations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only organisations of these types.")] r#type: Option<
            Vec<OrganisationType>,
        >,
        #[graphql(
            desc = "Only organisations with each of these words in their name or short names. Capitals and accents make no difference."
        )]
        query: Option<String>,
        #[graphql(desc = "Only organisations that lie in one of these provinces.")]
        province: Option<Vec<Province>>,
        #[graphql(desc = "Only organisations in one of these states.")] publishing: Option<
            Vec<Publishing>,
        >,
        #[graphql(
            desc = "Only organisations that have all of these, each on at least one repository."
        )]
        has: Option<Vec<BodyFigure>>,
        #[graphql(desc = "Whether those that ended are listed too; not for a day.")]
        include_ended: Option<bool>,
        #[graphql(
            desc = "As they were kept on this day, one of `bodyDays`; now when absent."
        )]
        day: Option<NaiveDate>,
        #[graphql(desc = "Order; by name when absent.")] sort: Option<OrganisationSort>,
        #[graphql(desc = "Entries on the page: 1 to 100.")] first: Option<i32>,
        #[graphql(desc = "`endCursor` of the page before.")] after: Option<String>,
        #[graphql(
            desc = "In place of `after`: how many to pass over, for pages with a number; the page ends within the first 10,000."
        )]
        offset: Option<i32>,
    ) -> Result<OrganisationConnection> {
        let filter = OrganisationFilter {
            query: query.unwrap_or_default(),
            types: r#type.unwrap_or_default(),
            provinces: province.unwrap_or_default(),
            publishing: publishing.unwrap_or_default(),
            has: has.unwrap_or_default(),
            with_ended: include_ended.unwrap_or(false),
        };
        let arguments = ListArguments {
            filter,
            sort,
            day,
            first: page_size(first)?,
            after,
            offset,
        };
        arguments.page(ctx).await
    }

    /// One organisation.
    async fn organisation(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "Its short name, as in `gemeente-utrecht`, or one that it had: `slug` tells the one of now."
        )]
        slug: String,
    ) -> Result<Option<Organisation>> {
        let catalogue = Reader::of(ctx)?.catalogue();
        Ok(catalogue.organisation(&slug).cloned().map(Into::into))
    }

    /// How many organisations publish, and how many have what at all: all of them, or those
    /// of a type, of a province or of both. Null for a day of which that was not kept, and
    /// for one to come.
    async fn bodies(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "As it was kept on this day, one of `bodyDays`; now when absent.")]
        day: Option<NaiveDate>,
        #[graphql(desc = "Only organisations of this type.")] r#type: Option<OrganisationType>,
        #[graphql(desc = "Only organisations that lie in this province.")] province: Option<
            Province,
        >,
    ) -> Result<Option<BodyFigures>> {
        bodies::figures(ctx, day, r#type, province).await
    }

    /// The same for each type, in a fixed order; null for a day of which that was not kept.
    #[graphql(complexity = "10 * child_complexity")]
    async fn bodies_by_type(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "As it was kept on this day, one of `bodyDays`; now when absent.")]
        day: Option<NaiveDate>,
    ) -> Result<Option<Vec<BodiesOfKind>>> {
        bodies::by_type(ctx, day).await
    }

    /// The same for each province, and at the end for what has none; null for a day of which
    /// that was not kept.
    #[graphql(complexity = "13 * child_complexity")]
    async fn bodies_by_province(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "As it was kept on this day, one of `bodyDays`; now when absent.")]
        day: Option<NaiveDate>,
    ) -> Result<Option<Vec<BodiesOfProvince>>> {
        bodies::by_province(ctx, day).await
    }

    /// How many organisations published from one day up to and with another, the oldest
    /// first. Days of which that was not kept are gaps.
    #[graphql(complexity = "HISTORY_WEIGHT * child_complexity")]
    async fn body_history(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first day; a year before the last one when not given.")] from: Option<
            NaiveDate,
        >,
        #[graphql(desc = "The last day; today when not given.")] to: Option<NaiveDate>,
        #[graphql(desc = "Only organisations of this type.")] r#type: Option<OrganisationType>,
        #[graphql(desc = "Only organisations that lie in this province.")] province: Option<
            Province,
        >,
        #[graphql(
            desc = "How many days to give: at most 1000 may fit between both days; every day when absent."
        )]
        step: Option<HistoryStep>,
    ) -> Result<Vec<BodyFigures>> {
        let step = step.unwrap_or(HistoryStep::Day);
        bodies::history(ctx, (from, to), (r#type, province), step).await
    }

    /// The days of which the states of organisations are kept, the newest first; at most the
    /// last 1000.
    async fn body_days(&self, ctx: &Context<'_>) -> Result<Vec<NaiveDate>> {
        bodies::days(Reader::of(ctx)?).await
    }

    /// The checks of openness, in the order of the steps.
    async fn openness_checks(&self) -> Vec<OpennessCheck> {
        openness::checks()
    }

    /// The reports of crawls, newest first.
    #[graphql(complexity = "first.map_or(DEFAULT_PAGE, |n| n.max(0) as usize) * child_complexity")]
    async fn crawl_runs(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Entries on the page: 1 to 100.")] first: Option<i32>,
        #[graphql(desc = "`endCursor` of the page before.")] after: Option<String>,
    ) -> Result<CrawlRunConnection> {
        crawl_run::page(Reader::of(ctx)?, page_size(first)?, after).await
    }

    /// What changed, the oldest first, for those who keep a copy of the
    /// catalogue. Each repository is in it once, with its last change: read from
    /// the beginning to the end it is the whole catalogue. Go on later with the
    /// last cursor. The error `CURSOR_EXPIRED` tells that the list was begun
    /// anew: drop the copy, and read from the beginning. The subscription of the
    /// same name tells of changes as they come.
    #[graphql(complexity = "first.map_or(DEFAULT_PAGE, |n| n.max(0) as usize) * child_complexity")]
    async fn changes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only what the catalogue took up at this moment or later.")] since: Option<
            DateTime<Utc>,
        >,
        #[graphql(desc = "Entries on the page: 1 to 100.")] first: Option<i32>,
        #[graphql(desc = "`endCursor` of the page before.")] after: Option<String>,
    ) -> Result<ChangeConnection> {
        change::page(Reader::of(ctx)?, since, after, page_size(first)?).await
    }

    /// Who asks, with what is theirs; null when nobody is signed in.
    #[graphql(cache_control(no_cache))]
    async fn viewer(&self, ctx: &Context<'_>) -> Result<Option<ViewerObject>> {
        own::asking(ctx)
    }

    /// What happened in the last 90 days to what a member follows, the newest first, for who has
    /// the secret part of the address of their feed; null where that is nobody's, or was
    /// replaced.
    #[graphql(cache_control(no_cache), complexity = "NEWS * child_complexity")]
    async fn news(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The secret: `viewer { feed }`.")] feed: String,
    ) -> Result<Option<Vec<News>>> {
        news::of_feed(ctx, feed).await
    }

    /// One statement; null for one that the viewer may not see.
    async fn statement(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Global identifier.")] id: ID,
    ) -> Result<Option<Statement>> {
        match GlobalId::decode(&id) {
            Some(GlobalId::Statement(id)) => statement::by_id(ctx, id).await,
            _ => Ok(None),
        }
    }

    /// What people say, the newest first. Replies in a discussion stand below what they
    /// answer.
    #[expect(
        clippy::too_many_arguments,
        reason = "each is an argument of the field in the schema"
    )]
    #[graphql(
        complexity = "SEARCH_COST + first.map_or(DEFAULT_PAGE, |n| n.max(0) as usize) * child_complexity"
    )]
    async fn statements(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only these kinds.")] kind: Option<Vec<StatementKind>>,
        #[graphql(desc = "Only those in one of these states.")] state: Option<Vec<StatementState>>,
        #[graphql(desc = "Only those about this repository, by its web address.")]
        repository: Option<String>,
        #[graphql(
            desc = "Only those about this organisation, on its behalf or to it, by its short name."
        )]
        organisation: Option<String>,
        #[graphql(desc = "Only those that seek or offer one of these kinds of help.")] help: Option<
            Vec<String>,
        >,
        #[graphql(
            desc = "Only those with each of these words. Capitals and accents make no difference."
        )]
        query: Option<String>,
        #[graphql(
            desc = "Those that only some see, for a moderator or of the viewer; what everybody sees when absent."
        )]
        visibility: Option<Vec<Visibility>>,
        #[graphql(desc = "Entries on the page: 1 to 100.")] first: Option<i32>,
        #[graphql(desc = "`endCursor` of the page before.")] after: Option<String>,
    ) -> Result<StatementConnection> {
        let arguments = StatementArguments {
            kind,
            state,
            repository,
            organisation,
            help,
            query,
            visibility,
            first,
            after,
        };
        arguments.page(ctx).await
    }

    /// The kinds of statements, with what each has and who may make it.
    #[graphql(complexity = "10 * child_complexity")]
    async fn statement_kinds(&self) -> Vec<StatementKindInfo> {
        kinds::all()
    }

    /// What last happened to statements that everybody sees or saw, the oldest first, for
    /// those who keep a copy. Each statement is in it once, with its last change. Go on later
    /// with the last cursor. The error `CURSOR_EXPIRED` tells that the list was begun anew.
    #[graphql(complexity = "first.map_or(DEFAULT_PAGE, |n| n.max(0) as usize) * child_complexity")]
    async fn statement_changes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only what was written at this moment or later, or nobody knows when.")]
        since: Option<DateTime<Utc>>,
        #[graphql(desc = "Entries on the page: 1 to 100.")] first: Option<i32>,
        #[graphql(desc = "`endCursor` of the page before.")] after: Option<String>,
    ) -> Result<StatementChangeConnection> {
        community::change::page(ctx, since, after, page_size(first)?).await
    }

    /// What moderators look after; null for who is none.
    #[graphql(cache_control(no_cache))]
    async fn moderation(&self, ctx: &Context<'_>) -> Result<Option<Moderation>> {
        moderation::of(ctx)
    }

    /// The crawl that is running now; null when none is. The subscription of
    /// the same name follows it.
    #[graphql(cache_control(no_cache))]
    async fn live_crawl(&self, ctx: &Context<'_>) -> Result<Option<LiveCrawl>> {
        let live = Reader::of(ctx)?.catalogue().live_run();
        Ok(live.map(Into::into))
    }

    /// The figures of open by default ("open, tenzij"): of everything, or of
    /// all organisations of a type together, or of one organisation. Null for an organisation that is
    /// not in the registry, and for a day of which none are kept. Those of all organisations are at
    /// `organisations { nodes { openByDefault } }`.
    async fn open_by_default(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "One organisation, by its short name.")] organisation: Option<String>,
        #[graphql(desc = "All organisations of this type.")] r#type: Option<OrganisationType>,
        #[graphql(
            desc = "As they were kept on this day, one of `openByDefaultDays`; now when absent."
        )]
        day: Option<NaiveDate>,
        #[graphql(
            desc = "Of an organisation: together with those of all that is part of it, each counted once."
        )]
        with_children: Option<bool>,
    ) -> Result<Option<OpenByDefault>> {
        let with_children = with_children.unwrap_or(false);
        if with_children && organisation.is_none() {
            return Err(error::bad_request(
                "`withChildren` is of an organisation; give `organisation` too",
            ));
        }
        let scope = match (organisation, r#type) {
            (None, None) => Scope::All,
            (None, Some(kind)) => Scope::Type(kind),
            (Some(slug), None) => match slug.parse() {
                Ok(slug) => Scope::Organisation(slug),
                Err(_) => return Ok(None),
            },
            (Some(_), Some(_)) => {
                return Err(error::bad_request(
                    "give `organisation` or `type` or neither, and not both",
                ));
            }
        };
        OpenByDefault::of(ctx, scope, day, with_children).await
    }

    /// The days of which the figures of open by default are kept, the newest first; at
    /// most the last 1000.
    async fn open_by_default_days(&self, ctx: &Context<'_>) -> Result<Vec<NaiveDate>> {
        open_by_default::kept_days(Reader::of(ctx)?).await
    }

    /// What the catalogue as a whole holds.
    async fn catalogue(&self, ctx: &Context<'_>) -> Result<Catalogue> {
        let summary = SummaryNow.load(ctx).await?;
        let operator = ctx.data::<Arc<Operator>>()?;
        Ok(Catalogue::new(&summary, operator))
    }

    /// Checks the text of a publiccode.yml by the standard, before it is
    /// published. Nothing is stored, and no address in it is looked up.
    #[graphql(complexity = "CHECK_COMPLEXITY + child_complexity")]
    async fn check_publiccode(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The file's text; at most 256 KiB.")] text: String,
    ) -> Result<PubliccodeVerdict> {
        Reader::of(ctx)?
            .compute(move || PubliccodeVerdict::of_text(&text))
            .await
    }

    /// Anything with a global identifier.
    async fn node(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Global identifier.")] id: ID,
    ) -> Result<Option<Node>> {
        Node::of(ctx, &id).await
    }

    /// The same of several, in their order; null for what there is not. The repositories among
    /// them are read together.
    #[graphql(complexity = "ids.len() * child_complexity")]
    async fn nodes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Global identifiers, at most 100.")] ids: Vec<ID>,
    ) -> Result<Vec<Option<Node>>> {
        if ids.len() > MOST_NODES {
            return Err(error::page_size(format!(
                "`ids` has {} identifiers; ask for at most {MOST_NODES} at a time",
                ids.len()
            )));
        }
        future::try_join_all(ids.iter().map(|id| Node::of(ctx, id))).await
    }
}

impl Node {
    async fn of(ctx: &Context<'_>, id: &ID) -> Result<Option<Self>> {
        let reader = Reader::of(ctx)?;
        Ok(match GlobalId::decode(id) {
            Some(GlobalId::Repository(id)) => id.load(ctx).await?.map(Self::Repository),
            Some(GlobalId::Organisation(slug)) => reader
                .catalogue()
                .organisation(&slug)
                .cloned()
                .map(|organisation| Self::Organisation(organisation.into())),
            Some(GlobalId::CrawlRun(id)) => reader
                .read(move |catalogue| catalogue.crawl_run(&id))
                .await?
                .map(|run| Self::CrawlRun(run.into())),
            Some(GlobalId::Change(cursor)) => {
                change::by_cursor(reader, &cursor).await?.map(Self::Change)
            }
            Some(GlobalId::Statement(id)) => statement::by_id(ctx, id).await?.map(Self::Statement),
            Some(GlobalId::StatementChange(number)) => reader
                .read(move |catalogue| Ok(community::change::by_number(catalogue, number)))
                .await?
                .map(Self::StatementChange),
            None => None,
        })
    }
}
