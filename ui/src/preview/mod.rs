//! Pictures of pages for social networks and chats, 1200 by 630 pixels: of a repository, of an
//! organisation, and of the catalogue for all other pages.

mod drawing;
mod painter;

use std::fmt::Write;
use std::sync::LazyLock;

use askama::Template;
use bronwijzer_graphql::caching::{Caching, Reply};
use poem::http::StatusCode;
use poem::web::{Data, Path};
use poem::{IntoResponse, Request, Response, handler};
use serde::Deserialize;
use sha2::{Digest, Sha256};

use crate::api::AskError;
use crate::cached;
use crate::language::Language;
use crate::place::Place;
use crate::schema;
use crate::search::answer::{Gone, NameAnswer, OrganisationName};
use crate::site::{Problem, Site};
use crate::summary::Summary;
use crate::texts::Texts;
use crate::variables::{BySlug, ByUrlIn, ByUrlInFields};
use crate::verdict::{Label, LicenceVerdict, Maintenance, VerdictView};
pub(crate) use drawing::Picture;
#[cfg(any(test, fuzzing))]
pub(crate) use drawing::draw_any;
use painter::PaintError;
pub(crate) use painter::Painter;

/// What the address of a repository's picture ends with, after that of its page.
pub(crate) const ENDING: &str = "/preview.png";

/// What the file of a picture ends with, and the one for all other pages.
const PNG: &str = ".png";
const ANY_PAGE: &str = "bronwijzer.png";

/// How many hexadecimal digits of a picture's hash stand in its address.
const HASH_BYTES: usize = 6;

#[derive(Deserialize)]
struct Version {
    v: Option<String>,
}

/// What a picture tells of a repository.
pub(crate) struct Pictured<'a> {
    pub(crate) title: &'a str,
    pub(crate) summary: Option<&'a str>,
    pub(crate) owner: Option<&'a str>,
    pub(crate) licence: &'a LicenceVerdict,
    pub(crate) maintenance: &'a Maintenance,
}

impl Pictured<'_> {
    pub(crate) fn picture(&self, texts: Texts) -> Picture {
        let labels: Vec<Label> = vec![
            VerdictView::of_licence(self.licence, texts).short,
            VerdictView::of_maintenance(self.maintenance, texts).short,
        ];
        Picture {
            title: self.title.to_owned(),
            summary: self.summary.unwrap_or_default().to_owned(),
            owner: self.owner.unwrap_or_default().to_owned(),
            labels,
            language: texts.language().tag(),
        }
    }
}

/// The picture of the pages that have none of their own.
fn any_page(texts: Texts) -> Picture {
    Picture {
        title: texts.get("site-name"),
        summary: texts.get("site-what"),
        owner: String::new(),
        labels: Vec::new(),
        language: texts.language().tag(),
    }
}

/// The path of the picture of an organisation, and the picture.
pub(crate) fn of_organisation(slug: &str, name: &str, texts: Texts) -> (String, Picture) {
    let path = Place::Preview(format!("{slug}{PNG}")).path(texts.language());
    let picture = Picture {
        title: name.to_owned(),
        summary: texts.get("preview-organisation"),
        owner: String::new(),
        labels: Vec::new(),
        language: texts.language().tag(),
    };
    (path, picture)
}

/// A picture as pages name it.
pub(crate) struct Shown {
    /// Its address, with a hash of what is drawn: whoever keeps it may keep it for good.
    pub(crate) address: String,
    /// What it says.
    pub(crate) says: String,
}

impl Shown {
    /// The picture at `path`.
    pub(crate) fn new(path: &str, picture: &Picture) -> Option<Self> {
        let svg = picture.drawing().render().ok()?;
        Some(Self {
            address: format!("{path}?v={}", version(&svg)),
            says: picture.says(),
        })
    }
}

/// The picture of any page, which is drawn once for each language.
pub(crate) fn of_any_page(language: Language) -> Option<&'static Shown> {
    static SHOWN: LazyLock<Vec<Shown>> = LazyLock::new(|| {
        let shown = Language::ALL.map(|language| {
            let path = Place::Preview(ANY_PAGE.to_owned()).path(language);
            Shown::new(&path, &any_page(Texts::new(language)))
        });
        shown.into_iter().flatten().collect()
    });
    let at = Language::ALL.iter().position(|one| *one == language)?;
    SHOWN.get(at)
}

fn version(svg: &str) -> String {
    let mut digits = String::with_capacity(2 * HASH_BYTES);
    for byte in Sha256::digest(svg).iter().take(HASH_BYTES) {
        // Writing to a string does not fail.
        let _ = write!(digits, "{byte:02x}");
    }
    digits
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query", variables = "ByUrlIn")]
struct Answer {
    #[arguments(url: $url)]
    repository: Option<Repository>,
}

#[derive(cynic::QueryFragment)]
#[cynic(variables = "ByUrlIn")]
struct Repository {
    title: String,
    #[arguments(language: $language)]
    summary: Option<Summary>,
    organisation: Option<OrganisationName>,
    licence: LicenceVerdict,
    maintenance: Maintenance,
    gone: Option<Gone>,
}

/// The picture of the repository at `address`; `None` when there is no such repository, or
/// none any more.
pub(crate) async fn serve_repository(
    request: &Request,
    address: &str,
    site: &Site,
) -> Result<Option<Response>, Problem> {
    let answer: Answer = match site
        .api
        .query(ByUrlIn::of(address, site.texts.language()))
        .await
    {
        Ok(answer) => answer,
        Err(AskError::Refused(_)) => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let Some(repository) = answer.repository.filter(|found| found.gone.is_none()) else {
        return Ok(None);
    };
    let picture = repository.picture(site.texts);
    answer_with(request, &picture, site).await.map(Some)
}

impl Repository {
    fn picture(&self, texts: Texts) -> Picture {
        let owner = self.organisation.as_ref();
        let pictured = Pictured {
            title: &self.title,
            summary: self.summary.as_ref().map(|summary| summary.text.as_str()),
            owner: owner.map(|organisation| organisation.name.as_str()),
            licence: &self.licence,
            maintenance: &self.maintenance,
        };
        pictured.picture(texts)
    }
}

/// The picture of an organisation, or of any page.
#[handler]
pub(crate) async fn serve(
    request: &Request,
    Path(file): Path<String>,
    Data(site): Data<&Site>,
) -> poem::Result<Response> {
    let Some(slug) = file.strip_suffix(PNG) else {
        return Err(Problem::NoPage.into());
    };
    if file == ANY_PAGE {
        return Ok(answer_with(request, &any_page(site.texts), site).await?);
    }
    let answer: NameAnswer = match site.api.query(BySlug::of(slug)).await {
        Ok(answer) => answer,
        Err(AskError::Refused(_)) => return Err(Problem::NoPage.into()),
        Err(error) => return Err(Problem::from(error).into()),
    };
    let Some(organisation) = answer.organisation else {
        return Err(Problem::NoPage.into());
    };
    let (_, picture) = of_organisation(slug, &organisation.name, site.texts);
    Ok(answer_with(request, &picture, site).await?)
}

/// Answers with a picture, unless the client has it: its tag follows from what is drawn, so
/// that nothing is painted for that.
async fn answer_with(
    request: &Request,
    picture: &Picture,
    site: &Site,
) -> Result<Response, Problem> {
    let svg = picture.drawing().render()?;
    let tag = cached::tag(&[b"preview", svg.as_bytes()]);
    if let Some(response) = cached::not_modified(request, &tag) {
        return Ok(response);
    }
    let asked = request
        .params::<Version>()
        .ok()
        .and_then(|version| version.v);
    let is_named = asked.as_deref() == Some(version(&svg).as_str());
    let png = match site.painter.png(svg).await {
        Ok(png) => png,
        Err(PaintError::Busy) => return Ok(StatusCode::SERVICE_UNAVAILABLE.into_response()),
        Err(error) => return Err(Problem::Unavailable(error.to_string())),
    };
    let response = png.with_content_type("image/png").into_response();
    Ok(if is_named {
        Reply::Public(response, Caching::Immutable).into_response()
    } else {
        cached::tagged(response, &tag)
    })
}
