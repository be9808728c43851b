//! Following something from its page.

use crate::community::answer::{Named, Repository};
use crate::place::Place;
use crate::schema;
use crate::site::{Problem, Site};

/// What can be followed from a page.
pub(crate) enum Followable<'a> {
    /// By its web address.
    Repository(&'a str),
    /// By its slug.
    Organisation(&'a str),
    /// By its name in the API.
    Theme(&'a str),
    /// By the query string of its page.
    Search(&'a str),
}

/// The button, for who is signed in.
pub(crate) struct FollowView {
    pub(crate) action: String,
    pub(crate) csrf: String,
    /// What the form says: a name and a value.
    pub(crate) field: (&'static str, String),
    /// Whether it is followed now.
    pub(crate) is_followed: bool,
    /// Where one comes back.
    pub(crate) back: String,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query")]
struct Answer {
    viewer: Option<Viewer>,
}

#[derive(cynic::QueryFragment)]
struct Viewer {
    follows: Vec<Follow>,
}

/// Something that is followed: one of these.
#[derive(cynic::QueryFragment)]
pub(crate) struct Follow {
    pub(crate) repository: Option<Repository>,
    pub(crate) organisation: Option<Named>,
    pub(crate) theme: Option<String>,
    pub(crate) search: Option<String>,
}

impl Followable<'_> {
    fn field(&self) -> (&'static str, &str) {
        match self {
            Self::Repository(url) => ("repository", url),
            Self::Organisation(slug) => ("organisation", slug),
            Self::Theme(theme) => ("theme", theme),
            Self::Search(query) => ("search", query),
        }
    }

    fn is(&self, followed: &Follow) -> bool {
        let (name, value) = self.field();
        let known = match name {
            "repository" => followed.repository.as_ref().map(|one| &one.url),
            "organisation" => followed.organisation.as_ref().map(|one| &one.slug),
            "theme" => followed.theme.as_ref(),
            _ => followed.search.as_ref(),
        };
        known.is_some_and(|known| known == value)
    }
}

impl FollowView {
    /// `None` for who is not signed in: nothing is asked then.
    pub(crate) async fn find(site: &Site, what: Followable<'_>) -> Result<Option<Self>, Problem> {
        if site.viewer.is_none() {
            return Ok(None);
        }
        let answer: Answer = site.api.query(()).await?;
        let follows = answer.viewer.map_or_else(Vec::new, |viewer| viewer.follows);
        let (name, value) = what.field();
        Ok(Some(Self {
            action: Place::Own.path(site.texts.language()),
            csrf: site.csrf(),
            field: (name, value.to_owned()),
            is_followed: follows.iter().any(|followed| what.is(followed)),
            back: site.here.clone(),
        }))
    }
}
