//! What pages of text ask: what the catalogue holds, and who runs it.

use super::frame::Contents;
use crate::operator::Operator;
use crate::schema;
use crate::site::{Problem, Site};

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query")]
struct Answer {
    catalogue: Catalogue,
}

/// What the catalogue says of itself.
#[derive(cynic::QueryFragment)]
pub(super) struct Catalogue {
    #[cynic(spread)]
    pub(super) contents: Contents,
    #[cynic(spread)]
    pub(super) operator: Operator,
}

impl Catalogue {
    /// Asks for it alone.
    pub(super) async fn ask(site: &Site) -> Result<Self, Problem> {
        let answer: Answer = site.api.query(()).await?;
        Ok(answer.catalogue)
    }
}
