//! The publiccode.yml of a repository, as its owner wrote it.

use std::sync::Arc;

use async_graphql::{Request as Query, Variables};
use poem::http::StatusCode;
use poem::web::{Data, Path};
use poem::{IntoResponse, Request, Response, handler};
use serde_json::json;

use super::problem::Problem;
use super::{Served, field, parameters, text as as_text};

/// Where it is.
pub(super) const PATH: &str = "/repositories/:id/publiccode";

/// The same as OpenAPI writes it.
pub(super) const DESCRIBED_PATH: &str = "/repositories/{id}/publiccode";

/// What it is served as. No browser runs it, and none may guess that it is something else.
pub(super) const MEDIA_TYPE: &str = "text/yaml";

const QUERY: &str = "query($id: ID!) { found: repository(id: $id) { publiccode { text } } }";

#[handler]
pub(super) async fn text(
    request: &Request,
    Path(id): Path<String>,
    Data(served): Data<&Arc<Served>>,
) -> Response {
    if let Err(problem) = parameters::variables(&[], request.uri().query().unwrap_or_default()) {
        return problem.into_response();
    }
    let answer = async |served: &Served| {
        let variables = Variables::from_json(json!({ "id": id }));
        let found = served.ask(Query::new(QUERY).variables(variables)).await?;
        let file = field(&found, "publiccode");
        let Some(text) = as_text(field(file, "text")) else {
            return Err(Problem::new(
                StatusCode::NOT_FOUND,
                "no publiccode.yml is known of a repository with this identifier",
            ));
        };
        Ok(text
            .to_owned()
            .with_content_type(format!("{MEDIA_TYPE}; charset=utf-8"))
            .into_response())
    };
    served.kept(request, answer).await
}
