//! A repository and what hangs on it.

use std::sync::Arc;

use async_graphql::{Enum, ID, Object, Result, SimpleObject};

use super::community::{self, CodeOfConduct, ContributingGuidelines};
use super::files::{GitObject, object_at};
use super::history::{PageInfo, Ref};
use super::issues::{self, IssueConnection, IssueFilters, PullRequestConnection};
use super::scalars::{
    DateTime, IssueOrder, IssueState, LanguageOrder, PullRequestState, RefOrder, ReleaseOrder, Uri,
    span,
};
use super::schema::{RepositoryOwner, User};
use crate::world::{self, World};

pub(crate) struct Repository {
    pub(crate) world: Arc<World>,
    pub(crate) at: usize,
}

impl Repository {
    fn facts(&self) -> &world::Repository {
        &self.world.repositories[self.at]
    }
}

/// Lists of which this double knows only how long they are.
macro_rules! totals {
    ($($connection:ident),+) => {
        $(
            #[derive(SimpleObject)]
            pub(crate) struct $connection {
                pub(crate) total_count: u64,
            }
        )+
    };
}
totals!(UserConnection);

#[derive(Enum, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RepositoryVisibility {
    Internal,
    Private,
    Public,
}

#[Object]
impl Repository {
    pub(crate) async fn id(&self) -> ID {
        ID(self.facts().node_id())
    }

    async fn database_id(&self) -> Option<u64> {
        Some(self.facts().id)
    }

    async fn name(&self) -> &str {
        &self.facts().name
    }

    async fn name_with_owner(&self) -> String {
        self.facts().path()
    }

    async fn owner(&self) -> RepositoryOwner {
        RepositoryOwner::of(&self.world, &self.facts().owner)
    }

    async fn url(&self) -> Uri {
        Uri(format!("https://github.com/{}", self.facts().path()))
    }

    async fn description(&self) -> Option<&str> {
        self.facts().description.as_deref()
    }

    async fn homepage_url(&self) -> Option<Uri> {
        self.facts().homepage.clone().map(Uri)
    }

    async fn created_at(&self) -> DateTime {
        DateTime(self.facts().created_at)
    }

    async fn pushed_at(&self) -> Option<DateTime> {
        self.facts().pushed_at.map(DateTime)
    }

    async fn updated_at(&self) -> DateTime {
        DateTime(self.facts().updated_at)
    }

    async fn archived_at(&self) -> Option<DateTime> {
        self.facts().archived_at.map(DateTime)
    }

    async fn is_archived(&self) -> bool {
        self.facts().archived_at.is_some()
    }

    async fn is_disabled(&self) -> bool {
        self.facts().disabled
    }

    async fn is_empty(&self) -> bool {
        self.facts().default_branch.is_none()
    }

    async fn is_fork(&self) -> bool {
        self.facts().parent.is_some()
    }

    async fn is_mirror(&self) -> bool {
        self.facts().mirror_url.is_some()
    }

    async fn is_private(&self) -> bool {
        !self.facts().public
    }

    async fn is_template(&self) -> bool {
        self.facts().template
    }

    async fn has_discussions_enabled(&self) -> bool {
        self.facts().discussions
    }

    async fn visibility(&self) -> RepositoryVisibility {
        if self.facts().public {
            RepositoryVisibility::Public
        } else {
            RepositoryVisibility::Private
        }
    }

    async fn mirror_url(&self) -> Option<Uri> {
        self.facts().mirror_url.clone().map(Uri)
    }

    async fn parent(&self) -> Option<Repository> {
        let parent = self.facts().parent?;
        let at = self
            .world
            .repositories
            .iter()
            .position(|repository| repository.id == parent && repository.public)?;
        Some(Repository {
            world: Arc::clone(&self.world),
            at,
        })
    }

    async fn stargazer_count(&self) -> u64 {
        self.facts().counts.0
    }

    async fn fork_count(&self) -> u64 {
        self.facts().counts.1
    }

    async fn watchers(&self, first: Option<i32>) -> UserConnection {
        let _ = first;
        UserConnection {
            total_count: self.facts().counts.2,
        }
    }

    async fn has_issues_enabled(&self) -> bool {
        self.facts().has_issues
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "each is an argument of the field in GitHub's schema"
    )]
    async fn issues(
        &self,
        first: Option<i32>,
        after: Option<String>,
        states: Option<Vec<IssueState>>,
        labels: Option<Vec<String>>,
        filter_by: Option<IssueFilters>,
        order_by: Option<IssueOrder>,
    ) -> Result<IssueConnection> {
        let page = (first, after.as_deref());
        issues::list(
            &self.world,
            self.at,
            page,
            states.as_deref(),
            labels.as_deref(),
            filter_by.as_ref(),
            order_by.as_ref(),
        )
    }

    async fn pull_requests(
        &self,
        first: Option<i32>,
        after: Option<String>,
        states: Option<Vec<PullRequestState>>,
        order_by: Option<IssueOrder>,
    ) -> Result<PullRequestConnection> {
        let page = (first, after.as_deref());
        issues::requests(
            &self.world,
            self.at,
            page,
            states.as_deref(),
            order_by.as_ref(),
        )
    }

    async fn license_info(&self) -> Option<License> {
        let id = self.facts().licence.clone()?;
        Some(License {
            key: id.to_lowercase(),
            name: id.clone(),
            pseudo_license: id == "NOASSERTION",
            spdx_id: Some(id),
        })
    }

    async fn is_security_policy_enabled(&self) -> Option<bool> {
        Some(community::shown(&self.world, self.at, "security").is_some())
    }

    async fn contributing_guidelines(&self) -> Option<ContributingGuidelines> {
        ContributingGuidelines::of(&self.world, self.at)
    }

    async fn code_of_conduct(&self) -> Option<CodeOfConduct> {
        CodeOfConduct::of(&self.world, self.at)
    }

    async fn primary_language(&self) -> Option<Language> {
        let (name, _) = self.facts().languages.first()?;
        Some(Language { name: name.clone() })
    }

    async fn languages(
        &self,
        first: Option<i32>,
        after: Option<String>,
        order_by: Option<LanguageOrder>,
    ) -> Result<Option<LanguageConnection>> {
        let _ = order_by;
        let languages = &self.facts().languages;
        let (start, end) = span(languages.len(), (first, after.as_deref()), (None, None))?;
        Ok(Some(LanguageConnection {
            total_count: languages.len(),
            total_size: languages.iter().map(|(_, size)| *size).sum(),
            edges: Some(
                languages[start..end]
                    .iter()
                    .map(|(name, size)| {
                        Some(LanguageEdge {
                            size: *size,
                            node: Language { name: name.clone() },
                        })
                    })
                    .collect(),
            ),
        }))
    }

    async fn repository_topics(
        &self,
        first: Option<i32>,
        after: Option<String>,
    ) -> Result<RepositoryTopicConnection> {
        let topics = &self.facts().topics;
        let (start, end) = span(topics.len(), (first, after.as_deref()), (None, None))?;
        Ok(RepositoryTopicConnection {
            total_count: topics.len(),
            nodes: Some(
                topics[start..end]
                    .iter()
                    .map(|name| {
                        Some(RepositoryTopic {
                            topic: Topic { name: name.clone() },
                        })
                    })
                    .collect(),
            ),
        })
    }

    async fn releases(
        &self,
        first: Option<i32>,
        after: Option<String>,
        order_by: Option<ReleaseOrder>,
    ) -> Result<ReleaseConnection> {
        let _ = order_by;
        let releases = &self.facts().releases;
        let (start, end) = span(releases.len(), (first, after.as_deref()), (None, None))?;
        Ok(ReleaseConnection {
            total_count: releases.len(),
            nodes: Some(
                releases[start..end]
                    .iter()
                    .map(|release| {
                        Some(Release {
                            tag_name: release.name.clone(),
                            published_at: Some(DateTime(release.at)),
                            is_draft: false,
                            is_prerelease: release.prerelease,
                            // Who is a program has no account of a user.
                            author: release
                                .author
                                .clone()
                                .filter(|login| !login.ends_with("[bot]"))
                                .map(|login| User::new(Arc::clone(&self.world), login)),
                        })
                    })
                    .collect(),
            ),
        })
    }

    async fn refs(
        &self,
        ref_prefix: String,
        first: Option<i32>,
        after: Option<String>,
        order_by: Option<RefOrder>,
    ) -> Result<Option<RefConnection>> {
        let _ = order_by;
        if ref_prefix != "refs/tags/" {
            return Ok(None);
        }
        let tags = &self.facts().tags;
        let (start, end) = span(tags.len(), (first, after.as_deref()), (None, None))?;
        Ok(Some(RefConnection {
            total_count: tags.len(),
            page_info: PageInfo::new(start, end, tags.len()),
            nodes: Some(
                tags[start..end]
                    .iter()
                    .map(|tag| {
                        Some(Ref {
                            name: tag.name.clone(),
                            world: Arc::clone(&self.world),
                            repository: self.at,
                            tag: Some((tag.at, tag.tagged_at)),
                        })
                    })
                    .collect(),
            ),
        }))
    }

    async fn default_branch_ref(&self) -> Option<Ref> {
        Some(Ref {
            name: self.facts().branch()?.to_owned(),
            world: Arc::clone(&self.world),
            repository: self.at,
            tag: None,
        })
    }

    async fn object(&self, expression: Option<String>) -> Option<GitObject> {
        self.facts().branch()?;
        object_at(&self.world, self.at, &expression?)
    }
}

#[derive(SimpleObject)]
pub(crate) struct License {
    key: String,
    name: String,
    pseudo_license: bool,
    spdx_id: Option<String>,
}

#[derive(SimpleObject)]
pub(crate) struct Language {
    name: String,
}

#[derive(SimpleObject)]
pub(crate) struct LanguageConnection {
    total_count: usize,
    total_size: u64,
    edges: Option<Vec<Option<LanguageEdge>>>,
}

#[derive(SimpleObject)]
pub(crate) struct LanguageEdge {
    size: u64,
    node: Language,
}

#[derive(SimpleObject)]
pub(crate) struct RepositoryTopicConnection {
    total_count: usize,
    nodes: Option<Vec<Option<RepositoryTopic>>>,
}

#[derive(SimpleObject)]
pub(crate) struct RepositoryTopic {
    topic: Topic,
}

#[derive(SimpleObject)]
pub(crate) struct Topic {
    name: String,
}

#[derive(SimpleObject)]
pub(crate) struct ReleaseConnection {
    total_count: usize,
    nodes: Option<Vec<Option<Release>>>,
}

#[derive(SimpleObject)]
pub(crate) struct Release {
    tag_name: String,
    published_at: Option<DateTime>,
    is_draft: bool,
    is_prerelease: bool,
    author: Option<User>,
}

#[derive(SimpleObject)]
pub(crate) struct RefConnection {
    total_count: usize,
    page_info: PageInfo,
    nodes: Option<Vec<Option<Ref>>>,
}
