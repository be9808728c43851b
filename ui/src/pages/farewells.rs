//! Software that stopped: why, and what its owners learned.

use askama::Template;
use poem::web::Data;
use poem::{Response, handler};

use super::frame::{Contents, Frame};
use super::show;
use crate::community::answer::Statements;
use crate::community::view::StatementView;
use crate::place::Place;
use crate::schema;
use crate::site::{Problem, Site};

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query")]
struct Answer {
    catalogue: Contents,
    #[arguments(kind: [FAREWELL], first: 50)]
    statements: Statements,
}

#[derive(Template)]
#[template(path = "farewells.html")]
struct FarewellsPage {
    frame: Frame,
    count: String,
    farewells: Vec<StatementView>,
}

#[handler]
pub(crate) async fn serve(Data(site): Data<&Site>) -> poem::Result<Response> {
    show(page(site).await)
}

async fn page(site: &Site) -> Result<FarewellsPage, Problem> {
    let texts = site.texts;
    let answer: Answer = site.api.query(()).await?;
    let found = answer.statements;
    let title = texts.get("farewells-title");
    Ok(FarewellsPage {
        frame: Frame::new(
            site,
            &Place::Farewells,
            None,
            title,
            Some(&answer.catalogue),
        )
        .described(texts.get("farewells-lead")),
        count: texts.count("farewells-count", found.total),
        farewells: found
            .nodes
            .iter()
            .map(|statement| StatementView::new(statement, texts))
            .collect(),
    })
}
