//! In-process client of the public schema, as any other client.

use std::any::TypeId;
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use async_graphql::{Request, Response, Value, Variables, from_value};
use bronwijzer_graphql::viewer::{Viewer, ask_as};
use bronwijzer_graphql::{CatalogueSchema, ErrorCode, OwnQuery};
use cynic::QueryBuilder;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// The catalogue, as the pages see it.
#[derive(Clone)]
pub(crate) struct Api {
    schema: CatalogueSchema,
    /// Who asks, if they are signed in.
    viewer: Option<Arc<Viewer>>,
    queries: Arc<Queries>,
}

/// The queries that were asked, by the types that they follow from: cynic takes as long to write
/// the query of a page as many fields take to answer.
#[derive(Default)]
struct Queries(RwLock<HashMap<TypeId, Arc<OwnQuery>>>);

impl Queries {
    fn get(&self, key: TypeId) -> Option<Arc<OwnQuery>> {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        known.get(&key).cloned()
    }

    fn keep(&self, key: TypeId, text: String) -> Arc<OwnQuery> {
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let query = known.entry(key);
        Arc::clone(query.or_insert_with(|| Arc::new(OwnQuery::new(text))))
    }
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
            queries: Arc::default(),
        }
    }

    /// The catalogue as this member sees it.
    pub(crate) fn as_seen_by(&self, viewer: Option<Arc<Viewer>>) -> Self {
        Self {
            schema: self.schema.clone(),
            viewer,
            queries: Arc::clone(&self.queries),
        }
    }

    /// Runs the query that `Q` stands for.
    pub(crate) async fn query<Q, V>(&self, variables: V) -> Result<Q, AskError>
    where
        Q: QueryBuilder<V> + DeserializeOwned + 'static,
        V: Serialize + 'static,
    {
        let key = TypeId::of::<fn(V) -> Q>();
        let (query, variables) = if let Some(query) = self.queries.get(key) {
            (query, variables)
        } else {
            let operation = Q::build(variables);
            (self.queries.keep(key, operation.query), operation.variables)
        };
        let variables = serde_json::to_value(variables);
        let variables = variables.map_err(|error| AskError::Failed(error.to_string()))?;
        self.ask(&query, variables).await
    }

    /// Runs a query that is written out.
    pub(crate) async fn ask<T: DeserializeOwned>(
        &self,
        query: &OwnQuery,
        variables: serde_json::Value,
    ) -> Result<T, AskError> {
        let answer = self.ask_values(query, variables).await?;
        from_value(answer).map_err(|error| AskError::Failed(error.to_string()))
    }

    /// Runs such a query, for its answer as it is.
    pub(crate) async fn ask_values(
        &self,
        query: &OwnQuery,
        variables: serde_json::Value,
    ) -> Result<Value, AskError> {
        let variables = Variables::from_json(variables);
        let response = self
            .schema
            .execute_own(query, variables, self.viewer.clone())
            .await;
        if let Some(error) = response.errors.first() {
            let code = ErrorCode::of(error);
            return Err(if code.is_some_and(ErrorCode::is_askers_mistake) {
                AskError::Refused(error.message.clone())
            } else {
                AskError::Failed(error.message.clone())
            });
        }
        Ok(response.data)
    }

    /// What the schema answers to a document that is put together when it is sent, with its
    /// errors.
    pub(crate) async fn execute(&self, query: &str, variables: serde_json::Value) -> Response {
        let request = Request::new(query).variables(Variables::from_json(variables));
        self.schema
            .execute(ask_as(request, self.viewer.clone()))
            .await
    }
}
