//! Where the server's answers come from.

use async_graphql::{Request as Query, Variables};
use futures::FutureExt;
use futures::future::BoxFuture;
use serde_json::Value;

use crate::CatalogueSchema;

/// Answers queries of the public schema: in process, or at another address.
pub trait Source: Send + Sync + 'static {
    /// The data of the answer, an object; else what is wrong and what to do about it.
    fn ask<'a>(&'a self, query: &'a str, variables: Value) -> BoxFuture<'a, Result<Value, String>>;
}

impl Source for CatalogueSchema {
    fn ask<'a>(&'a self, query: &'a str, variables: Value) -> BoxFuture<'a, Result<Value, String>> {
        async move {
            let query = Query::new(query).variables(Variables::from_json(variables));
            let answer = self.execute_query(query).await;
            if let Some(error) = answer.errors.first() {
                return Err(error.message.clone());
            }
            let data = answer.data.into_json();
            data.map_err(|error| format!("the answer can't be written as JSON: {error}"))
        }
        .boxed()
    }
}
