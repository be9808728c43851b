//! What people say about a repository: who seeks, offers, uses and supports, why it stopped, and
//! the discussion; with what a visitor can say.

use url::form_urlencoded;

use super::answer::Repository;
use crate::community::answer::Statement;
use crate::community::discussion::DiscussionView;
use crate::community::follow::{FollowView, Followable};
use crate::community::view::StatementView;
use crate::place::Place;
use crate::site::{Problem, Site};

/// What can be said about a repository, and how that is said in the link: in the order of the
/// page.
const SAYINGS: &[&str] = &[
    "use",
    "offer",
    "seeking",
    "support",
    "farewell",
    "correction",
];

/// As the page shows it.
pub(crate) struct CommunityView {
    /// Those of each kind that hold.
    pub(crate) seeking: Vec<StatementView>,
    pub(crate) offers: Vec<StatementView>,
    pub(crate) uses: Vec<StatementView>,
    pub(crate) support: Vec<StatementView>,
    pub(crate) farewells: Vec<StatementView>,
    /// What a visitor can say: the text of the link, and the form.
    pub(crate) actions: Vec<(String, String)>,
    /// The form for what is wrong.
    pub(crate) correction: Option<String>,
    pub(crate) discussion: DiscussionView,
    pub(crate) follow: Option<FollowView>,
}

impl CommunityView {
    pub(super) async fn of(repository: &Repository, site: &Site) -> Result<Self, Problem> {
        let texts = site.texts;
        let said = &repository.statements.nodes;
        let holds = |one: &&Statement| one.state.key() != "closed";
        let of = |kind: &str| -> Vec<StatementView> {
            let said = said.iter().filter(holds);
            let said = said.filter(|one| one.kind.key() == kind);
            said.map(|one| StatementView::new(one, texts)).collect()
        };
        let form = |kind: &str| {
            let query = form_urlencoded::Serializer::new(String::new())
                .append_pair("kind", kind)
                .append_pair("repository", &repository.url)
                .finish();
            format!("{}?{query}", Place::NewStatement.path(texts.language()))
        };
        let sayings = SAYINGS.iter().filter(|_| site.has_members());
        Ok(Self {
            seeking: of("seeking"),
            offers: of("offer"),
            uses: of("use"),
            support: of("support"),
            farewells: of("farewell"),
            actions: sayings
                .map(|kind| (texts.get(&format!("said-do-{kind}")), form(kind)))
                .collect(),
            correction: site.has_members().then(|| form("correction")),
            discussion: DiscussionView::new(
                &repository.posts,
                repository.discussion_closed,
                ("repository", &repository.url),
                site,
            ),
            follow: FollowView::find(site, Followable::Repository(&repository.url)).await?,
        })
    }
}
