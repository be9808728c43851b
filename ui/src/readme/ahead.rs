//! Rendering ahead: follows the catalogue's changes, and renders each text when it changes, before
//! anybody asks for its page. What left is removed from what is kept.

use std::time::Duration;

use bronwijzer_graphql::{CatalogueSchema, version};

use super::{Location, Renderer};
use crate::api::{Api, AskError};
use crate::schema;
use crate::search::answer::PageInfo;
use crate::variables::{After, AfterFields};

/// How often it is looked whether anything changed.
const PAUSE: Duration = Duration::from_secs(5);

/// The path that a long description of publiccode.yml is rendered by: its text is Markdown.
pub(crate) const AS_MARKDOWN: &str = "publiccode.md";

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query", variables = "After")]
struct Answer {
    #[arguments(first: 20, after: $after)]
    changes: Changes,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "ChangeConnection")]
struct Changes {
    nodes: Vec<Change>,
    page_info: PageInfo,
}

#[derive(cynic::QueryFragment)]
struct Change {
    repository_id: cynic::Id,
    repository: Option<Repository>,
}

#[derive(cynic::QueryFragment)]
struct Repository {
    url: String,
    default_branch: Option<String>,
    readme: Option<TextFile>,
    descriptions: Vec<Description>,
}

#[derive(cynic::QueryFragment)]
struct TextFile {
    path: String,
    text: String,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "RepositoryDescription")]
struct Description {
    long_description: Option<String>,
}

/// Why no page of changes was done.
enum Stopped {
    /// The list was begun anew.
    Expired,
    /// The catalogue did not answer, and may do so later.
    Failed,
}

impl Renderer {
    /// Renders what changes for as long as it is let run; ends at once where nothing is kept. One
    /// text at a time, while no visitor waits for a page.
    pub async fn follow(self, schema: CatalogueSchema) {
        let Some(mut cursor) = self.kept_cursor().await else {
            return;
        };
        let api = Api::new(schema.clone());
        let mut done = None;
        loop {
            let now = version(&schema);
            if done != Some(now) {
                match self.catch_up(&api, &mut cursor).await {
                    Ok(()) => done = Some(now),
                    Err(Stopped::Expired) => {
                        self.forget_kept().await;
                        cursor = None;
                    }
                    Err(Stopped::Failed) => {}
                }
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Renders all that changed since a place in the list.
    async fn catch_up(&self, api: &Api, cursor: &mut Option<String>) -> Result<(), Stopped> {
        loop {
            self.let_visitors_go_first().await;
            let after = cursor.clone();
            let answer: Answer = api
                .query(After { after })
                .await
                .map_err(|error| match error {
                    AskError::Refused(_) if cursor.is_some() => Stopped::Expired,
                    AskError::Refused(_) | AskError::Failed(_) => Stopped::Failed,
                })?;
            for change in answer.changes.nodes {
                self.take_up(change).await;
            }
            let page = answer.changes.page_info;
            if let Some(end) = page.end_cursor {
                self.keep_cursor(&end).await;
                *cursor = Some(end);
            }
            if !page.has_next_page {
                return Ok(());
            }
        }
    }

    async fn take_up(&self, change: Change) {
        let id = change.repository_id.into_inner();
        let mut texts = Vec::new();
        if let Some(repository) = change.repository {
            let readme = repository.readme.map(|file| (file.path, file.text));
            let long = repository.descriptions.into_iter();
            let long = long.filter_map(|one| Some((AS_MARKDOWN.to_owned(), one.long_description?)));
            for (path, text) in readme.into_iter().chain(long) {
                let location = Location {
                    repository: repository.url.clone(),
                    branch: repository.default_branch.clone(),
                    path,
                };
                texts.push((location, text));
            }
        }
        self.keep_only(&id, &texts).await;
        for (location, text) in texts {
            self.let_visitors_go_first().await;
            self.render_ahead(&id, &text, location).await;
        }
    }
}
