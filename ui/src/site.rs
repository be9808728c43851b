//! What all answers share: the site in one language, and why there may be no answer.

use std::sync::Arc;

use bronwijzer_graphql::methods::NotAllowed;
use bronwijzer_graphql::viewer::{self, Viewer};
use chrono::{DateTime, NaiveDate, Utc};
use poem::Request;
use poem::error::ResponseError;
use poem::http::StatusCode;

use crate::api::{Api, AskError};
use crate::base_url::BaseUrl;
use crate::enums::GoneKind;
use crate::exports::ExportLimiter;
use crate::language::Language;
use crate::place::Place;
use crate::preview::Painter;
use crate::readme::Renderer;
use crate::search::parameters::{Mistake, SearchParameters};
use crate::session::{Membership, MembershipCell};
use crate::texts::Texts;

/// The site in one language.
#[derive(Clone)]
pub(crate) struct Site {
    pub(crate) api: Api,
    pub(crate) texts: Texts,
    /// Where it stands on the web.
    pub(crate) base_url: BaseUrl,
    /// What whole addresses on the page begin with: see [`Site::at`].
    pub(crate) origin: String,
    pub(crate) readmes: Renderer,
    /// Where the operator's theme is served, if there is one.
    pub(crate) theme: Option<String>,
    /// Who may read files now, in any language.
    pub(crate) exports: ExportLimiter,
    /// Paints pictures for social networks.
    pub(crate) painter: Painter,
    /// Who asks, if they are signed in.
    pub(crate) viewer: Option<Arc<Viewer>>,
    /// What members can do here: see [`Site::with_sign_in`].
    pub(crate) membership: Membership,
    pub(crate) membership_cell: MembershipCell,
    /// The path of the request with what follows the `?`: where one comes back to.
    pub(crate) here: String,
}

impl Site {
    pub(crate) fn new(api: Api, language: Language, base_url: BaseUrl, readmes: Renderer) -> Self {
        Self {
            api,
            origin: base_url.unasked(),
            base_url,
            readmes,
            exports: ExportLimiter::new(),
            theme: None,
            painter: Painter::new(),
            viewer: None,
            membership: Membership::default(),
            membership_cell: MembershipCell::default(),
            here: String::new(),
            texts: Texts::new(language),
        }
    }

    /// The site as this request came to it. See [`Site::with_sign_in`].
    pub(crate) fn at(&self, request: &Request) -> Self {
        let viewer = viewer::of(request);
        let uri = request.uri();
        let here = uri
            .path_and_query()
            .map_or(uri.path(), |here| here.as_str());
        Self {
            origin: self.base_url.of(request),
            api: self.api.as_seen_by(viewer.clone()),
            here: here.to_owned(),
            viewer,
            ..self.clone()
        }
    }

    /// The same with what members can do here, which is asked once.
    pub(crate) async fn with_sign_in(self) -> Self {
        Self {
            membership: self.membership_cell.of(&self.api).await,
            ..self
        }
    }

    /// The same site in this language.
    pub(crate) fn in_language(&self, language: Language) -> Self {
        Self {
            texts: Texts::new(language),
            ..self.clone()
        }
    }
}

/// Why there is no answer. Who serves an address gives it back as an error, and
/// `pages::problem` makes a page of it.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Problem {
    #[error("no page has this address")]
    NoPage,
    /// Forms go where there is none, or programs ask in another way than by reading.
    #[error("{0}")]
    NotAsked(NotAllowed),
    #[error("no repository has the address {0}")]
    NoRepository(String),
    #[error("the repository {} is no longer public", .0.address)]
    GoneRepository(GoneRepository),
    #[error("no organisation has the slug {0}")]
    NoOrganisation(String),
    /// The list has fewer pages; it begins at this address.
    #[error("the list that begins at {0} has no such page")]
    NoListPage(String),
    #[error("no figures are kept of {0}")]
    NoFigures(NaiveDate),
    #[error("no report of a crawl has this identifier")]
    NoCrawl,
    #[error("there is no such statement, or the visitor may not see it")]
    NoStatement,
    #[error("nobody is signed in")]
    NotSignedIn,
    /// A form came from elsewhere, or from a session that has ended.
    #[error("the form does not have the secret of the session")]
    Forged,
    #[error("the visitor may not do this")]
    NotAllowed,
    /// The search at `place` can't be done as asked.
    #[error("the search can't be done as asked")]
    Mistakes {
        place: Place,
        /// The search without what was wrong.
        parameters: Box<SearchParameters>,
        mistakes: Vec<Mistake>,
    },
    /// The catalogue failed; what it said is for the log.
    #[error("the catalogue did not answer: {0}")]
    Unavailable(String),
}

/// What is told of a repository that left.
#[derive(Debug, Clone)]
pub(crate) struct GoneRepository {
    pub(crate) address: String,
    pub(crate) host: String,
    pub(crate) kind: GoneKind,
    pub(crate) noticed_at: DateTime<Utc>,
    /// When an archive kept it, and the page there.
    pub(crate) kept: Option<Box<(DateTime<Utc>, String)>>,
}

impl Problem {
    pub(crate) fn mistaken(
        place: Place,
        parameters: &SearchParameters,
        mistakes: Vec<Mistake>,
    ) -> Self {
        Self::Mistakes {
            place,
            parameters: Box::new(parameters.at_start()),
            mistakes,
        }
    }

    /// Why the schema did not answer a search. What a visitor can get wrong is
    /// checked before.
    pub(crate) fn of_search(error: AskError, place: &Place, parameters: &SearchParameters) -> Self {
        match error {
            AskError::Refused(_) => {
                Self::mistaken(place.clone(), parameters, vec![Mistake::Refused])
            }
            AskError::Failed(error) => Self::Unavailable(error),
        }
    }
}

impl From<AskError> for Problem {
    fn from(error: AskError) -> Self {
        Self::Unavailable(error.to_string())
    }
}

impl From<askama::Error> for Problem {
    fn from(error: askama::Error) -> Self {
        Self::Unavailable(error.to_string())
    }
}

impl ResponseError for Problem {
    fn status(&self) -> StatusCode {
        match self {
            Self::NoPage
            | Self::NoRepository(_)
            | Self::NoOrganisation(_)
            | Self::NoListPage(_)
            | Self::NoFigures(_)
            | Self::NoCrawl
            | Self::NoStatement => StatusCode::NOT_FOUND,
            Self::NotSignedIn | Self::Forged | Self::NotAllowed => StatusCode::FORBIDDEN,
            Self::GoneRepository(_) => StatusCode::GONE,
            Self::NotAsked(_) => StatusCode::METHOD_NOT_ALLOWED,
            Self::Mistakes { .. } => StatusCode::BAD_REQUEST,
            Self::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
        }
    }
}
