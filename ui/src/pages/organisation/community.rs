//! What an organisation says, and what is asked of it.

use url::form_urlencoded;

use super::answer::Organisation;
use crate::community::answer::Statement;
use crate::community::discussion::DiscussionView;
use crate::community::follow::{FollowView, Followable};
use crate::community::view::StatementView;
use crate::place::Place;
use crate::site::{Problem, Site};

/// What can be said about an organisation.
const SAYINGS: &[&str] = &["release-request", "declared-closed", "correction"];

/// As the page shows it.
pub(crate) struct CommunityView {
    /// What it declares closed.
    pub(crate) closed: Vec<StatementView>,
    /// What it is asked to release.
    pub(crate) requests: Vec<StatementView>,
    /// What it says that it uses.
    pub(crate) uses: Vec<StatementView>,
    /// What a visitor can say: the text of the link, and the form.
    pub(crate) actions: Vec<(String, String)>,
    pub(crate) discussion: DiscussionView,
    pub(crate) follow: Option<FollowView>,
}

impl CommunityView {
    pub(super) async fn of(organisation: &Organisation, site: &Site) -> Result<Self, Problem> {
        let texts = site.texts;
        let slug = organisation.facts.slug.as_str();
        let said = &organisation.statements.nodes;
        let holds = |one: &&Statement| one.state.key() != "closed";
        let of = |kind: &str| -> Vec<StatementView> {
            let said = said.iter().filter(holds);
            let said = said.filter(|one| one.kind.key() == kind);
            said.map(|one| StatementView::new(one, texts)).collect()
        };
        let form = |kind: &str| {
            let mut query = form_urlencoded::Serializer::new(String::new());
            query.append_pair("kind", kind);
            // A request is about software; the organisation is one of its fields.
            match kind {
                "release-request" => query.append_pair("of", slug),
                _ => query.append_pair("organisation", slug),
            };
            let path = Place::NewStatement.path(texts.language());
            format!("{path}?{}", query.finish())
        };
        let sayings = SAYINGS.iter().filter(|_| site.has_members());
        Ok(Self {
            closed: of("declared-closed"),
            requests: of("release-request"),
            uses: of("use"),
            actions: sayings
                .map(|kind| (texts.get(&format!("said-do-{kind}")), form(kind)))
                .collect(),
            discussion: DiscussionView::new(
                &organisation.posts,
                organisation.discussion_closed,
                ("about", slug),
                site,
            ),
            follow: FollowView::find(site, Followable::Organisation(slug)).await?,
        })
    }
}
