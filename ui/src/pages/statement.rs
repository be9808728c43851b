//! What the catalogue says of itself: about, privacy and accessibility. Each is a list of parts, of which
//! the texts are.

use askama::Template;
use poem::web::Data;
use poem::{Response, handler};

use super::catalogue::Catalogue;
use super::frame::Frame;
use super::show;
use crate::operator::Operator;
use crate::place::Place;
use crate::site::{Problem, Site};
use crate::texts::Texts;

/// A page: what its texts begin with, and its parts.
struct Statement {
    place: Place,
    name: &'static str,
    parts: &'static [Part],
}

/// A part of a page. Its paragraphs are numbered texts: `<page>-<part>-1` and so on.
struct Part {
    name: &'static str,
    /// Where it leads, with the key of the text of each link.
    links: &'static [(Target, &'static str)],
    /// Whether it tells how to reach who runs the catalogue.
    contact: bool,
}

/// Where a link leads.
enum Target {
    /// A place of a page: its fragment.
    Page(Place, &'static str),
    /// An address beside the pages or elsewhere.
    Address(&'static str),
}

impl Part {
    const fn new(name: &'static str) -> Self {
        Self {
            name,
            links: &[],
            contact: false,
        }
    }

    const fn linking(mut self, links: &'static [(Target, &'static str)]) -> Self {
        self.links = links;
        self
    }

    const fn with_contact(mut self) -> Self {
        self.contact = true;
        self
    }
}

const ABOUT: Statement = Statement {
    place: Place::About,
    name: "about",
    parts: &[
        Part::new("why"),
        Part::new("sources").linking(&[(Target::Page(Place::Organisations, ""), "about-all")]),
        Part::new("figures").linking(&[
            (Target::Page(Place::Help, "figures"), "help-figures-title"),
            (Target::Page(Place::Help, "rules"), "help-rules-title"),
        ]),
        Part::new("fresh").linking(&[(Target::Page(Place::Crawls, "accounts"), "about-accounts")]),
        Part::new("people").linking(&[(Target::Page(Place::Privacy, ""), "privacy-title")]),
        Part::new("data").linking(&[
            (Target::Page(Place::Data, ""), "about-data-page"),
            (Target::Address("/graphiql"), "about-graphql"),
            (Target::Address("/api/v1/openapi.json"), "about-rest"),
        ]),
        Part::new("operator").with_contact(),
    ],
};

const PRIVACY: Statement = Statement {
    place: Place::Privacy,
    name: "privacy",
    parts: &[
        Part::new("visitors"),
        Part::new("members").linking(&[(Target::Page(Place::SignIn, ""), "sign-in")]),
        Part::new("kept"),
        Part::new("forms"),
        Part::new("committers"),
        Part::new("contacts"),
        Part::new("removal").with_contact(),
    ],
};

const ACCESSIBILITY: Statement = Statement {
    place: Place::Accessibility,
    name: "accessibility",
    parts: &[
        Part::new("aim"),
        Part::new("status").linking(&[(
            Target::Address("https://www.toegankelijkheidsverklaring.nl/register"),
            "accessibility-register",
        )]),
        Part::new("tested"),
        Part::new("limits"),
        Part::new("report").with_contact(),
        Part::new("complaint").linking(&[(
            Target::Address("https://www.nationaleombudsman.nl/"),
            "accessibility-ombudsman",
        )]),
        Part::new("date"),
    ],
};

#[derive(Template)]
#[template(path = "statement.html")]
struct StatementPage {
    frame: Frame,
    lead: String,
    parts: Vec<PartView>,
    operator: Operator,
    /// The page and the name of who publishes the catalogue.
    publisher: Option<(String, String)>,
}

struct PartView {
    anchor: &'static str,
    title: String,
    paragraphs: Vec<String>,
    /// Address and text.
    links: Vec<(String, String)>,
    contact: bool,
}

#[handler]
pub(crate) async fn about(Data(site): Data<&Site>) -> poem::Result<Response> {
    show(page(site, &ABOUT).await)
}

#[handler]
pub(crate) async fn privacy(Data(site): Data<&Site>) -> poem::Result<Response> {
    show(page(site, &PRIVACY).await)
}

#[handler]
pub(crate) async fn accessibility(Data(site): Data<&Site>) -> poem::Result<Response> {
    show(page(site, &ACCESSIBILITY).await)
}

async fn page(site: &Site, statement: &Statement) -> Result<StatementPage, Problem> {
    let texts = site.texts;
    let Catalogue { contents, operator } = Catalogue::ask(site).await?;
    let name = statement.name;
    let title = texts.get(&format!("{name}-title"));
    let lead = texts.get(&format!("{name}-lead"));
    let parts = statement.parts.iter();
    Ok(StatementPage {
        frame: Frame::new(site, &statement.place, None, title, Some(&contents))
            .described(lead.clone()),
        lead,
        parts: parts.map(|part| part.view(name, texts)).collect(),
        publisher: operator.published_by(texts),
        operator,
    })
}

impl Part {
    fn view(&self, page: &str, texts: Texts) -> PartView {
        let key = format!("{page}-{}", self.name);
        let numbered = (1..).map_while(|number| texts.find(&format!("{key}-{number}")));
        PartView {
            anchor: self.name,
            title: texts.get(&key),
            paragraphs: numbered.collect(),
            links: self
                .links
                .iter()
                .map(|(target, text)| (target.address(texts), texts.get(text)))
                .collect(),
            contact: self.contact,
        }
    }
}

impl Target {
    fn address(&self, texts: Texts) -> String {
        match self {
            Self::Page(place, "") => place.path(texts.language()),
            Self::Page(place, fragment) => format!("{}#{fragment}", place.path(texts.language())),
            Self::Address(address) => (*address).to_owned(),
        }
    }
}
