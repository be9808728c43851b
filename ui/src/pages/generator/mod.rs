//! The form that writes a publiccode.yml: it begins with what the catalogue knows of a repository,
//! and shows the file when our own check finds no error in it.

mod fields;
mod known;
mod organisations;
#[cfg(test)]
mod tests;
mod values;
#[cfg(any(test, fuzzing))]
pub(crate) use values::read_any as read_file;
mod view;

use askama::Template;
use bronwijzer_graphql::caching::Reply;
use poem::error::ReadBodyError;
use poem::http::{StatusCode, header};
use poem::web::Data;
use poem::{Body, IntoResponse, Request, Response, handler};
use url::form_urlencoded;

use super::frame::Frame;
use super::{render, show};
use crate::assets;
use crate::finding::Finding;
use crate::forge_pages::NewFile;
use crate::form::organisations::Choices;
use crate::form::{Control, FieldView};
use crate::place::Place;
use crate::schema;
use crate::site::{Problem, Site};
use crate::texts::number;
use crate::verdict::PubliccodeVerdict;
use known::{Beginning, Repository};
use values::Values;
use view::{Found, GroupView};

/// The name of the file, which stands in the root of the repository.
const FILE: &str = "publiccode.yml";

/// The longest form that is read, in bytes: YAML indents, so the file may be twice as long, and the
/// check takes 256 KiB.
const MAX_FORM: usize = 96 * 1024;

/// How many keys that the form does not have are named.
const MAX_OTHERS: usize = 20;

#[derive(Template)]
#[template(path = "generator.html")]
struct GeneratorPage {
    frame: Frame,
    script: String,
    action: String,
    /// What the visitor asked to begin with, and what came of it.
    repository: String,
    source: Option<(String, String, String)>,
    unknown: bool,
    /// Keys of the repository's own file that the form does not have.
    others: Vec<String>,
    groups: Vec<GroupView>,
    result: Option<ResultView>,
}

/// What came of a form that was sent.
struct ResultView {
    /// How many errors there are, in words; none when the file is valid.
    errors: Option<String>,
    /// Errors in no field of the form.
    elsewhere: Vec<String>,
    file: String,
    new_file: Option<NewFile>,
}

impl GeneratorPage {
    /// Every field with an error, in the order of the form.
    fn wrong(&self) -> impl Iterator<Item = &FieldView> {
        let fields = self.groups.iter().flat_map(|group| &group.fields);
        fields.filter(|field| !field.errors.is_empty())
    }

    /// The page with these organisations to choose from.
    fn choosing(mut self, choices: Choices) -> Self {
        let mut fields = self.groups.iter_mut().flat_map(|group| &mut group.fields);
        let is_one = |field: &&mut FieldView| matches!(field.control, Control::Organisation(_));
        if let Some(field) = fields.find(is_one) {
            let action = self.action.clone();
            field.control = Control::Organisation(Choices { action, ..choices });
        }
        self
    }
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query", variables = "Checked")]
struct Answer {
    #[arguments(text: $text)]
    check_publiccode: PubliccodeVerdict,
}

/// The text to check.
#[derive(cynic::QueryVariables)]
struct Checked {
    text: String,
}

/// The form, filled with what is known of the repository in the address.
#[handler]
pub(crate) async fn serve(request: &Request, Data(site): Data<&Site>) -> poem::Result<Response> {
    let query = request.uri().query();
    let mut parameters = form_urlencoded::parse(query.unwrap_or_default().as_bytes());
    let wanted = parameters.find(|(name, _)| name == "repository");
    let wanted = wanted.map_or_else(String::new, |(_, url)| url.trim().to_owned());
    show(begin(site, query, wanted).await)
}

async fn begin(site: &Site, query: Option<&str>, wanted: String) -> Result<GeneratorPage, Problem> {
    let repository = match wanted.as_str() {
        "" => None,
        url => known::repository(site, url).await?,
    };
    let beginning = match &repository {
        Some(repository) => repository.beginning(site.texts),
        None => Beginning::default(),
    };
    Ok(GeneratorPage {
        unknown: repository.is_none() && !wanted.is_empty(),
        source: repository.map(|repository| repository.source(site.texts)),
        repository: wanted,
        ..page(site, query, &beginning, &Found::default())
    })
}

/// The page with a form.
fn page(site: &Site, query: Option<&str>, beginning: &Beginning, found: &Found) -> GeneratorPage {
    let texts = site.texts;
    let title = texts.get("generator-title");
    let others = beginning.others.iter().take(MAX_OTHERS);
    GeneratorPage {
        frame: Frame::new(site, &Place::Generator, query, title, None)
            .described(texts.get("toolbox-generator-what")),
        script: assets::address("generator.js"),
        action: Place::Generator.path(texts.language()),
        repository: String::new(),
        source: None,
        unknown: false,
        others: others.cloned().collect(),
        groups: view::groups(beginning, found, texts),
        result: None,
    }
}

/// What a visitor asks for by the button that sent the form.
#[derive(Default)]
struct Wanted {
    button: String,
    /// The organisation that was picked, by its slug.
    organisation: Option<String>,
}

impl Wanted {
    fn of(form: &[u8]) -> Self {
        let mut wanted = Self::default();
        for (name, value) in form_urlencoded::parse(form) {
            match name.as_ref() {
                "do" => wanted.button = value.into_owned(),
                "organisation" => wanted.organisation = Some(value.into_owned()),
                _ => {}
            }
        }
        wanted
    }

    /// Whether it is an organisation to choose, and no file yet.
    fn is_organisation(&self) -> bool {
        self.button == "organisation" || self.organisation.is_some()
    }
}

/// The file that a form makes, to be downloaded; else the form with the file, or with what is wrong.
#[handler]
pub(crate) async fn submit(body: Body, Data(site): Data<&Site>) -> poem::Result<Response> {
    let form = match body.into_bytes_limit(MAX_FORM).await {
        Ok(form) => form,
        Err(ReadBodyError::PayloadTooLarge) => return Ok(too_large(site)),
        Err(error) => return Err(Problem::Unavailable(error.to_string()).into()),
    };
    let mut values = Values::read(&form);
    let wanted = Wanted::of(&form);
    let choices = organisations::choices(site, &mut values, wanted.organisation.as_deref()).await?;
    if wanted.is_organisation() {
        let beginning = Beginning {
            values,
            ..Beginning::default()
        };
        let page = page(site, None, &beginning, &Found::default()).choosing(choices);
        return Ok(Reply::Private(show(Ok(page))?).into_response());
    }
    let (file, findings) = checked(site, &values).await?;
    let is_valid = !findings.iter().any(Finding::is_error);
    if wanted.button == "download" && is_valid {
        return Ok(Reply::Private(attachment(file)).into_response());
    }
    let repository = match values.one("url") {
        Some(url) => known::repository(site, url).await?,
        None => None,
    };
    let result = result(site, &findings, file, repository.as_ref());
    let beginning = Beginning {
        values,
        ..Beginning::default()
    };
    let found = Found::new(&findings, site.texts);
    let page = GeneratorPage {
        result: Some(result),
        ..page(site, None, &beginning, &found).choosing(choices)
    };
    // It shows what this visitor sent.
    Ok(Reply::Private(show(Ok(page))?).into_response())
}

/// The file, and what our check finds in it.
async fn checked(site: &Site, values: &Values) -> Result<(String, Vec<Finding>), Problem> {
    let file = values.to_yaml();
    let file = file.map_err(|error| Problem::Unavailable(error.to_string()))?;
    let variables = Checked { text: file.clone() };
    let answer: Answer = site.api.query(variables).await?;
    Ok((file, answer.check_publiccode.findings))
}

fn result(
    site: &Site,
    findings: &[Finding],
    file: String,
    repository: Option<&Repository>,
) -> ResultView {
    let found = Found::new(findings, site.texts);
    let errors = findings.iter().filter(|finding| finding.is_error()).count() as u64;
    let new_file = repository.and_then(|repository| repository.new_file(&file));
    ResultView {
        errors: (errors > 0).then(|| site.texts.count("generator-errors", errors)),
        elsewhere: found.elsewhere,
        new_file: new_file.filter(|_| errors == 0),
        file,
    }
}

/// The file as something to keep.
fn attachment(file: String) -> Response {
    let disposition = format!("attachment; filename=\"{FILE}\"");
    Response::builder()
        .content_type("application/yaml; charset=utf-8")
        .header(header::CONTENT_DISPOSITION, disposition)
        .body(file)
}

fn too_large(site: &Site) -> Response {
    let mut page = page(site, None, &Beginning::default(), &Found::default());
    let max = [("max", number(MAX_FORM as u64))];
    page.result = Some(ResultView {
        errors: Some(site.texts.with("checker-too-large", max)),
        elsewhere: Vec::new(),
        file: String::new(),
        new_file: None,
    });
    render(StatusCode::PAYLOAD_TOO_LARGE, &page)
}
