//! The entry points, and owners of repositories.

use std::sync::Arc;

use async_graphql::{
    Context, EmptyMutation, EmptySubscription, Enum, ID, Interface, Object, PathSegment, Result,
    Schema, ServerError, SimpleObject, Union, Value,
};

use super::cost::Cost;
use super::history::PageInfo;
use super::issues::{self, Issue, PullRequest};
use super::repository::Repository;
use super::scalars::{
    DateTime, OrderDirection, RepositoryAffiliation, RepositoryOrder, RepositoryOrderField,
    RepositoryPrivacy, Uri, span,
};
use super::search;
use crate::stage::Allowance;
use crate::world::{Profile, World};

pub(crate) type GitHubSchema = Schema<Query, EmptyMutation, EmptySubscription>;

pub(crate) fn schema() -> GitHubSchema {
    Schema::build(Query, EmptyMutation, EmptySubscription).finish()
}

/// This double's part of the schema in the schema definition language.
#[must_use]
pub fn sdl() -> String {
    schema().sdl()
}

pub(crate) struct Query;

#[Object]
impl Query {
    async fn rate_limit(&self, ctx: &Context<'_>) -> Result<Option<RateLimit>> {
        let cost = ctx.data::<Cost>()?;
        let allowance = ctx.data::<Allowance>()?;
        Ok(Some(RateLimit {
            cost: cost.points,
            node_count: cost.nodes,
            limit: allowance.limit,
            remaining: allowance.remaining,
            used: allowance.limit - allowance.remaining,
            reset_at: DateTime(allowance.reset_at),
        }))
    }

    async fn repository_owner(
        &self,
        ctx: &Context<'_>,
        login: String,
    ) -> Result<Option<RepositoryOwner>> {
        let world = ctx.data::<Arc<World>>()?;
        Ok(world
            .account(&login)
            .map(|account| RepositoryOwner::of(world, &account.login)))
    }

    async fn repository(
        &self,
        ctx: &Context<'_>,
        owner: String,
        name: String,
        follow_renames: Option<bool>,
    ) -> Result<Option<Repository>> {
        let world = ctx.data::<Arc<World>>()?;
        let path = format!("{owner}/{name}");
        let at = world.by_path(&path, follow_renames.unwrap_or(true));
        if at.is_none() {
            let message = format!("Could not resolve to a Repository with the name '{path}'.");
            not_found(ctx, message, Vec::new());
        }
        Ok(at.map(|at| Repository {
            world: Arc::clone(world),
            at,
        }))
    }

    async fn search(
        &self,
        ctx: &Context<'_>,
        query: String,
        r#type: SearchType,
        first: Option<i32>,
        after: Option<String>,
    ) -> Result<SearchResultItemConnection> {
        let world = ctx.data::<Arc<World>>()?;
        let SearchType::User = r#type else {
            return Err("this stand-in searches accounts alone".into());
        };
        let found = search::accounts(world, &query)?;
        // Nobody gets more than the first thousand, whatever is counted.
        let shown = found.len().min(search::MOST_HITS);
        let (start, end) = span(shown, (first, after.as_deref()), (None, None))?;
        let hits = found[start..end].iter().map(|login| {
            Some(match RepositoryOwner::of(world, login) {
                RepositoryOwner::Organization(organisation) => {
                    SearchResultItem::Organization(organisation)
                }
                RepositoryOwner::User(user) => SearchResultItem::User(user),
            })
        });
        Ok(SearchResultItemConnection {
            user_count: found.len(),
            page_info: PageInfo::new(start, end, shown),
            nodes: Some(hits.collect()),
        })
    }

    async fn node(&self, ctx: &Context<'_>, id: ID) -> Result<Option<Node>> {
        node(ctx, &id, Vec::new())
    }

    async fn nodes(&self, ctx: &Context<'_>, ids: Vec<ID>) -> Result<Vec<Option<Node>>> {
        if ids.len() > 100 {
            return Err(async_graphql::Error::new(format!(
                "You may not provide more than 100 node ids; you provided {}.",
                ids.len()
            )));
        }
        ids.iter()
            .enumerate()
            .map(|(index, id)| node(ctx, id, vec![PathSegment::Index(index)]))
            .collect()
    }
}

fn node(ctx: &Context<'_>, id: &ID, place: Vec<PathSegment>) -> Result<Option<Node>> {
    let world = ctx.data::<Arc<World>>()?;
    if let Some(at) = world.by_node_id(id) {
        return Ok(Some(Node::Repository(Repository {
            world: Arc::clone(world),
            at,
        })));
    }
    if let Some(node) = issues::by_node_id(world, id) {
        return Ok(Some(node));
    }
    let message = format!(
        "Could not resolve to a node with the global id of '{}'",
        id.0
    );
    not_found(ctx, message, place);
    Ok(None)
}

/// An error beside the data, as GitHub gives for what is not there.
fn not_found(ctx: &Context<'_>, message: String, place: Vec<PathSegment>) {
    let mut error = ServerError::new(message, None);
    let field = ctx.field().alias().unwrap_or_else(|| ctx.field().name());
    error.path = vec![PathSegment::Field(field.to_owned())];
    error.path.extend(place);
    error.extensions = Some({
        let mut extensions = async_graphql::ErrorExtensionValues::default();
        extensions.set("type", Value::String("NOT_FOUND".to_owned()));
        extensions
    });
    ctx.add_error(error);
}

#[derive(Interface)]
#[graphql(field(name = "id", ty = "ID"))]
pub(crate) enum Node {
    Issue(Issue),
    Organization(Organization),
    PullRequest(PullRequest),
    Repository(Repository),
    User(User),
}

/// What can be searched; this stand-in has accounts alone.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SearchType {
    User,
    Repository,
}

#[derive(Union)]
pub(crate) enum SearchResultItem {
    Organization(Organization),
    User(User),
}

#[derive(SimpleObject)]
pub(crate) struct SearchResultItemConnection {
    user_count: usize,
    page_info: PageInfo,
    nodes: Option<Vec<Option<SearchResultItem>>>,
}

#[derive(SimpleObject)]
pub(crate) struct RateLimit {
    cost: u64,
    node_count: u64,
    limit: u64,
    remaining: u64,
    used: u64,
    reset_at: DateTime,
}

/// An organisation or a user.
#[expect(
    clippy::duplicated_attributes,
    reason = "two arguments have the same type"
)]
#[derive(Interface)]
#[graphql(
    field(name = "id", ty = "ID"),
    field(name = "login", ty = "&str"),
    field(name = "url", ty = "Uri"),
    field(
        name = "repositories",
        ty = "RepositoryConnection",
        arg(name = "first", ty = "Option<i32>"),
        arg(name = "after", ty = "Option<String>"),
        arg(name = "last", ty = "Option<i32>"),
        arg(name = "before", ty = "Option<String>"),
        arg(name = "privacy", ty = "Option<RepositoryPrivacy>"),
        arg(
            name = "owner_affiliations",
            ty = "Option<Vec<Option<RepositoryAffiliation>>>"
        ),
        arg(name = "order_by", ty = "Option<RepositoryOrder>")
    )
)]
pub(crate) enum RepositoryOwner {
    Organization(Organization),
    User(User),
}

impl RepositoryOwner {
    pub(crate) fn of(world: &Arc<World>, login: &str) -> Self {
        let is_organisation = world
            .account(login)
            .is_none_or(|account| account.is_organisation);
        let (world, login) = (Arc::clone(world), login.to_owned());
        if is_organisation {
            Self::Organization(Organization { world, login })
        } else {
            Self::User(User { world, login })
        }
    }
}

/// Declares a kind of owner: what both kinds have, and what is this one's alone.
macro_rules! owners {
    ($($owner:ident { $($own:tt)* })+) => {
        $(
            pub(crate) struct $owner {
                world: Arc<World>,
                login: String,
            }

            #[expect(
                clippy::too_many_arguments,
                reason = "the arguments are those of GitHub's schema"
            )]
            #[Object]
            impl $owner {
                pub(crate) async fn id(&self) -> ID {
                    ID(format!("O_double{:08}", self.world.account_id(&self.login)))
                }

                pub(crate) async fn database_id(&self) -> Option<i32> {
                    i32::try_from(self.world.account_id(&self.login)).ok()
                }

                pub(crate) async fn login(&self) -> &str {
                    &self.login
                }

                pub(crate) async fn url(&self) -> Uri {
                    Uri(format!("https://github.com/{}", self.login))
                }

                pub(crate) async fn repositories(
                    &self,
                    first: Option<i32>,
                    after: Option<String>,
                    last: Option<i32>,
                    before: Option<String>,
                    privacy: Option<RepositoryPrivacy>,
                    owner_affiliations: Option<Vec<Option<RepositoryAffiliation>>>,
                    order_by: Option<RepositoryOrder>,
                ) -> Result<RepositoryConnection> {
                    let _ = owner_affiliations;
                    let pages = ((first, after.as_deref()), (last, before.as_deref()));
                    list(&self.world, &self.login, pages, privacy, order_by)
                }

                pub(crate) async fn name(&self) -> Option<String> {
                    self.profile().name
                }

                pub(crate) async fn location(&self) -> Option<String> {
                    self.profile().location
                }

                pub(crate) async fn website_url(&self) -> Option<Uri> {
                    self.profile().website.map(Uri)
                }

                $($own)*
            }

            impl $owner {
                fn profile(&self) -> Profile {
                    let account = self.world.account(&self.login);
                    account.map(|account| account.profile.clone()).unwrap_or_default()
                }
            }
        )+
    };
}
owners! {
    Organization {
        pub(crate) async fn description(&self) -> Option<String> {
            self.profile().description
        }

        pub(crate) async fn email(&self) -> Option<String> {
            self.profile().email
        }

        pub(crate) async fn is_verified(&self) -> bool {
            self.profile().is_verified
        }
    }
    User {
        /// GitHub's is empty where there is none.
        pub(crate) async fn email(&self) -> String {
            self.profile().email.unwrap_or_default()
        }
    }
}

impl User {
    pub(crate) fn new(world: Arc<World>, login: String) -> Self {
        Self { world, login }
    }
}

#[derive(SimpleObject)]
pub(crate) struct RepositoryConnection {
    total_count: usize,
    page_info: PageInfo,
    nodes: Option<Vec<Option<Repository>>>,
}

/// How much from the front, and how much from the back.
type Pages<'a> = (
    (Option<i32>, Option<&'a str>),
    (Option<i32>, Option<&'a str>),
);

fn list(
    world: &Arc<World>,
    login: &str,
    (front, back): Pages<'_>,
    privacy: Option<RepositoryPrivacy>,
    order_by: Option<RepositoryOrder>,
) -> Result<RepositoryConnection> {
    let wanted = |at: &usize| match privacy {
        Some(RepositoryPrivacy::Public) => world.repositories[*at].public,
        Some(RepositoryPrivacy::Private) => !world.repositories[*at].public,
        None => true,
    };
    let listed = world.listed(login);
    let mut found: Vec<usize> = listed.iter().copied().filter(wanted).collect();
    if let Some(order) = order_by {
        let by = |at: &usize| &world.repositories[*at];
        found.sort_by(|a, b| {
            let (a, b) = (by(a), by(b));
            match order.field {
                RepositoryOrderField::CreatedAt => a.created_at.cmp(&b.created_at),
                RepositoryOrderField::Name => a.name.cmp(&b.name),
                RepositoryOrderField::PushedAt => a.pushed_at.cmp(&b.pushed_at),
                RepositoryOrderField::Stargazers => a.counts.0.cmp(&b.counts.0),
                RepositoryOrderField::UpdatedAt => a.updated_at.cmp(&b.updated_at),
            }
        });
        if order.direction == OrderDirection::Desc {
            found.reverse();
        }
    }
    let (start, end) = span(found.len(), front, back)?;
    Ok(RepositoryConnection {
        total_count: found.len(),
        page_info: PageInfo::new(start, end, found.len()),
        nodes: Some(
            found[start..end]
                .iter()
                .map(|at| {
                    Some(Repository {
                        world: Arc::clone(world),
                        at: *at,
                    })
                })
                .collect(),
        ),
    })
}
