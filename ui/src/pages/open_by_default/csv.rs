//! The figures of every organisation as a file for a spreadsheet.

use bronwijzer_graphql::caching::{Caching, Reply};
use poem::http::header;
use poem::web::Data;
use poem::{IntoResponse, Response, handler};

use super::answer::{Body, Row};
use super::bodies;
use crate::exports::cells::line;
use crate::site::Site;

#[handler]
pub(crate) async fn serve(Data(site): Data<&Site>) -> poem::Result<Response> {
    let disposition = "attachment; filename=\"open-by-default.csv\"";
    let response = table(&bodies(site).await?)
        .with_content_type("text/csv; charset=utf-8")
        .with_header(header::CONTENT_DISPOSITION, disposition)
        .into_response();
    Ok(Reply::Public(response, Caching::Revalidated).into_response())
}

/// A line for each organisation, with the names of the schema above.
fn table(bodies: &[(Body, Row)]) -> String {
    let mut head: Vec<String> = ["organisation", "name", "type", "repositories", "counted"]
        .map(str::to_owned)
        .into();
    let figures = bodies.first().map(|(_, row)| row.figures.as_slice());
    for counts in figures.unwrap_or_default() {
        let name = counts.figure.0.to_lowercase();
        head.extend(["passed", "failed", "unknown"].map(|what| format!("{name}_{what}")));
    }
    let mut lines = line(&head);
    for (body, row) in bodies {
        let mut cells = vec![
            body.slug.clone(),
            body.name.clone(),
            body.kind.0.to_lowercase(),
            row.repositories.to_string(),
            row.counted.to_string(),
        ];
        for counts in &row.figures {
            let numbers = [counts.passed, counts.failed, counts.unknown];
            cells.extend(numbers.map(|number| number.to_string()));
        }
        lines.push_str(&line(&cells));
    }
    lines
}
