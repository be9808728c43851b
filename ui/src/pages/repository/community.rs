//! What people say about a repository: who seeks, offers and supports, why it stopped, and
//! the discussion; with what a visitor can say.

use super::answer::Repository;
use crate::community::answer::Statement;
use crate::community::discussion::DiscussionView;
use crate::community::follow::{FollowView, Followable};
use crate::community::sayable::{self, SayingView};
use crate::community::view::StatementView;
use crate::forge_pages::ForgePages;
use crate::site::{Problem, Site};
use crate::texts::text;

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
    pub(crate) support: Vec<StatementView>,
    pub(crate) farewells: Vec<StatementView>,
    /// What can be said.
    pub(crate) sayings: Vec<SayingView>,
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
        let about = [("repository", repository.url.as_str())];
        let sayings = |kinds: &[&str]| sayable::views(kinds, &repository.sayable, &about, site);
        let correction = sayings(&["correction"]).pop();
        Ok(Self {
            seeking: of("seeking"),
            offers: of("offer"),
            support: of("support"),
            farewells: of("farewell"),
            sayings: sayings(SAYINGS),
            correction: correction.and_then(|saying| saying.href),
            discussion: discussion(repository, site),
            follow: FollowView::find(site, Followable::Repository(&repository.url)).await?,
        })
    }
}

/// The discussion, and where on the forge there is one.
fn discussion(repository: &Repository, site: &Site) -> DiscussionView {
    let pages = ForgePages::of(&repository.url, None);
    let (key, page) = match (repository.has_discussions, &pages) {
        (Some(true), Some(pages)) => ("discussion-on-forge", pages.discussions()),
        (_, Some(pages)) => ("discussion-issues-on-forge", pages.issues()),
        (_, None) => ("", None),
    };
    let host = [("host", text(&repository.forge.host))];
    DiscussionView {
        elsewhere: page.map(|page| (site.texts.with(key, host), page.into())),
        ..DiscussionView::new(
            &repository.posts,
            repository.discussion_closed,
            ("repository", &repository.url),
            site,
        )
    }
}
