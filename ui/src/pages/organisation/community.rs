//! What an organisation says, and what is asked of it.

use url::form_urlencoded;

use super::answer::Organisation;
use crate::community::answer::Statement;
use crate::community::discussion::DiscussionView;
use crate::community::follow::{FollowView, Followable};
use crate::community::sayable::{self, SayingView};
use crate::community::view::StatementView;
use crate::place::Place;
use crate::site::{Problem, Site};

/// What can be said about an organisation.
const SAYINGS: &[&str] = &["declared-closed", "correction"];

/// As the page shows it.
pub(crate) struct CommunityView {
    /// What it declares closed.
    pub(crate) closed: Vec<StatementView>,
    /// What it is asked to release.
    pub(crate) requests: Vec<StatementView>,
    /// What it says that it uses.
    pub(crate) uses: Vec<StatementView>,
    /// What can be said.
    pub(crate) sayings: Vec<SayingView>,
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
        Ok(Self {
            closed: of("declared-closed"),
            requests: of("release-request"),
            uses: of("use"),
            sayings: sayings(organisation, site),
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

fn sayings(organisation: &Organisation, site: &Site) -> Vec<SayingView> {
    let slug = organisation.facts.slug.as_str();
    let about = [("organisation", slug)];
    let mut sayings = sayable::views(SAYINGS, &organisation.sayable, &about, site);
    // A request is about software; the organisation is one of its fields.
    let path = Place::NewStatement.path(site.texts.language());
    let query = form_urlencoded::Serializer::new(String::new())
        .append_pair("kind", "release-request")
        .append_pair("of", slug)
        .finish();
    let request = SayingView {
        label: site.texts.get("said-do-release-request"),
        href: Some(format!("{path}?{query}")),
        needs: None,
    };
    if site.has_members() {
        sayings.insert(0, request);
    }
    sayings
}
