//! The figures of every organisation as a file for a spreadsheet.

use bronwijzer_graphql::caching::{Caching, Reply};
use chrono::NaiveDate;
use poem::http::header;
use poem::web::Data;
use poem::{IntoResponse, Request, Response, handler};
use url::form_urlencoded;

use super::answer::{KnownBodiesAnswer, KnownBody, Row};
use super::days::{self, Days, DaysAnswer};
use super::every_body;
use crate::exports::cells::{BYTE_ORDER_MARK, OF_CSV, OF_EXCEL, line_by};
use crate::language::Language;
use crate::place::Place;
use crate::site::{Problem, Site};
use crate::texts::Texts;

/// For whom a file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// For programs: commas, and the names of the schema.
    Plain,
    /// For Excel as it is set up in the Netherlands, which puts a file with commas into one
    /// column: semicolons, whole percents, and names as the page has them.
    Excel,
}

#[handler]
pub(crate) async fn serve(request: &Request, Data(site): Data<&Site>) -> poem::Result<Response> {
    let query = request.uri().query().unwrap_or_default();
    let excel = form_urlencoded::parse(query.as_bytes())
        .any(|(name, value)| name == "format" && value == "excel");
    let form = if excel { Form::Excel } else { Form::Plain };
    let asked = days::parameter(query).and_then(|day| day.parse().ok());
    let (day, file) = file(site, asked, form).await?;
    let disposition = format!("attachment; filename=\"open-by-default-{day}.csv\"");
    let response = file
        .with_content_type("text/csv; charset=utf-8")
        .with_header(header::CONTENT_DISPOSITION, disposition)
        .into_response();
    Ok(Reply::Public(response, Caching::Revalidated).into_response())
}

/// The address of the file of a day, or of now.
pub(super) fn address(day: Option<NaiveDate>, language: Language) -> String {
    let path = Place::OpenByDefaultCsv.path(language);
    match day {
        Some(day) => format!("{path}?{}={day}", days::PARAMETER),
        None => path,
    }
}

/// The file, and the day that it is of.
async fn file(
    site: &Site,
    asked: Option<NaiveDate>,
    form: Form,
) -> Result<(NaiveDate, String), Problem> {
    let days: DaysAnswer = site.api.query(()).await?;
    let days = Days::from(days);
    let day = days.kept_on(asked);
    let shown = days.shown(day);
    let table = Table {
        form,
        day: shown,
        is_past: day.is_some(),
        texts: site.texts,
    };
    Ok((
        shown,
        table.write(&every_body::<KnownBodiesAnswer>(site, day, false).await?),
    ))
}

struct Table {
    form: Form,
    day: NaiveDate,
    is_past: bool,
    texts: Texts,
}

impl Table {
    /// A line for each organisation. What is not known is an empty cell, never 0.
    fn write(&self, bodies: &[(KnownBody, Row)]) -> String {
        let mut file = match self.form {
            Form::Plain => String::new(),
            Form::Excel => BYTE_ORDER_MARK.to_owned(),
        };
        file.push_str(&self.line(&self.head(bodies)));
        for (body, row) in bodies {
            file.push_str(&self.line(&self.cells(body, row)));
        }
        file
    }

    fn line(&self, cells: &[String]) -> String {
        let separator = match self.form {
            Form::Plain => OF_CSV,
            Form::Excel => OF_EXCEL,
        };
        line_by(separator, cells)
    }

    fn head(&self, bodies: &[(KnownBody, Row)]) -> Vec<String> {
        let names = [
            "day",
            "organisation",
            "name",
            "type",
            "reading",
            "complete_at",
            "unreadable_since",
            "repositories",
            "counted",
        ];
        let mut head = names.map(|name| self.name(name)).to_vec();
        let figures = bodies.first().map(|(_, row)| row.figures.as_slice());
        for figure in figures.unwrap_or_default() {
            let figure = &figure.figure;
            let names = ["passed", "failed", "unknown", "share"].map(|what| match self.form {
                Form::Plain => format!("{}_{what}", figure.0.to_lowercase()),
                Form::Excel => {
                    let label = self.texts.get(&format!("figure-{}", figure.key()));
                    format!("{label}: {}", self.name(what))
                }
            });
            head.extend(names);
        }
        head
    }

    /// A column's name.
    fn name(&self, name: &str) -> String {
        match self.form {
            Form::Plain => name.to_owned(),
            Form::Excel => self.texts.get(&format!("csv-{}", name.replace('_', "-"))),
        }
    }

    fn cells(&self, body: &KnownBody, row: &Row) -> Vec<String> {
        let reading = &body.known.reading;
        let day = |at: Option<chrono::DateTime<chrono::Utc>>| {
            at.map_or_else(String::new, |at| at.date_naive().to_string())
        };
        // How far accounts were read is known of now alone.
        let state = match self.form {
            _ if self.is_past => [const { String::new() }; 3],
            Form::Plain => [
                reading.state.0.to_lowercase(),
                day(reading.complete_at),
                day(reading.unreadable_since),
            ],
            Form::Excel => [
                body.known.words(self.texts),
                day(reading.complete_at),
                day(reading.unreadable_since),
            ],
        };
        let found = match self.is_past {
            true => Some(row.repositories).filter(|found| *found > 0),
            false => body.known.state.repositories,
        };
        let kind = match self.form {
            Form::Plain => body.kind.0.to_lowercase(),
            Form::Excel => {
                let kind = body.kind.key();
                let name = self.texts.find(&format!("type-{kind}"));
                name.unwrap_or(kind)
            }
        };
        let known = |number: u64| found.map_or_else(String::new, |_| number.to_string());
        let mut cells = vec![
            self.day.to_string(),
            body.slug.clone(),
            body.name.clone(),
            kind,
        ];
        cells.extend(state);
        cells.extend([known(row.repositories), known(row.counted)]);
        for counts in &row.figures {
            cells.extend([counts.passed, counts.failed, counts.unknown].map(known));
            cells.push(match self.form {
                Form::Plain => counts
                    .share
                    .map_or_else(String::new, |share| format!("{share:.4}")),
                Form::Excel if counts.all() == 0 => String::new(),
                Form::Excel => counts.share_words(self.texts),
            });
        }
        cells
    }
}
