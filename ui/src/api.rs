//! In-process client of the public schema, as any other client.

use std::sync::Arc;

use async_graphql::{Request, Response, Variables, from_value};
use bronwijzer_graphql::viewer::{Viewer, ask_as};
use bronwijzer_graphql::{CatalogueSchema, ErrorCode};
use cynic::QueryBuilder;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// The catalogue, as the pages see it.
#[derive(Clone)]
pub(crate) struct Api {
    schema: CatalogueSchema,
    /// Who asks, if they are signed in.
    viewer: Option<Arc<Viewer>>,
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub(crate) enum AskError {
    /// The question can't be answered as it is.
    #[error("the schema rejected the query: {0}")]
    Refused(String),
    /// The catalogue failed, or answered in another form than asked for.
    #[error("the catalogue did not answer: {0}")]
    Failed(String),
}

impl Api {
    pub(crate) fn new(schema: CatalogueSchema) -> Self {
        Self {
            schema,
            viewer: None,
        }
    }

    /// The catalogue as this member sees it.
    pub(crate) fn as_seen_by(&self, viewer: Option<Arc<Viewer>>) -> Self {
        Self {
            schema: self.schema.clone(),
            viewer,
        }
    }

    /// Runs the query that `Q` stands for.
    pub(crate) async fn query<Q, V>(&self, variables: V) -> Result<Q, AskError>
    where
        Q: QueryBuilder<V> + DeserializeOwned,
        V: Serialize,
    {
        let operation = Q::build(variables);
        let variables = serde_json::to_value(operation.variables);
        let variables = variables.map_err(|error| AskError::Failed(error.to_string()))?;
        self.ask(&operation.query, variables).await
    }

    /// Runs a query that is put together when it runs.
    pub(crate) async fn ask<T: DeserializeOwned>(
        &self,
        query: &str,
        variables: serde_json::Value,
    ) -> Result<T, AskError> {
        let response = self.execute(query, variables).await;
        if let Some(error) = response.errors.first() {
            let code = ErrorCode::of(error);
            return Err(if code.is_some_and(ErrorCode::is_askers_mistake) {
                AskError::Refused(error.message.clone())
            } else {
                AskError::Failed(error.message.clone())
            });
        }
        from_value(response.data).map_err(|error| AskError::Failed(error.to_string()))
    }

    /// What the schema answers, with its errors.
    pub(crate) async fn execute(&self, query: &str, variables: serde_json::Value) -> Response {
        let request = Request::new(query).variables(Variables::from_json(variables));
        self.schema
            .execute(ask_as(request, self.viewer.clone()))
            .await
    }
}
