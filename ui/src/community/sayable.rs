//! What a visitor can say about something: links to forms for what they may say, and of the rest
//! who may.

use url::form_urlencoded;

use crate::enums::{Role, StatementKind};
use crate::place::Place;
use crate::schema;
use crate::site::Site;

/// A kind of statement, with whether the viewer may make it.
#[derive(Debug, Clone, cynic::QueryFragment)]
#[cynic(graphql_type = "SayableKind")]
pub(crate) struct Sayable {
    pub(crate) kind: StatementKind,
    pub(crate) allowed: bool,
    made_by: Vec<Role>,
}

/// Something that can be said.
pub(crate) struct SayingView {
    pub(crate) label: String,
    /// The form, for who may use it or may after signing in.
    pub(crate) href: Option<String>,
    /// Who may, where the visitor may not.
    pub(crate) needs: Option<String>,
}

impl Sayable {
    /// As the page shows it; `about` are the parameters of the form.
    fn view(&self, about: &[(&str, &str)], site: &Site) -> SayingView {
        let texts = site.texts;
        let kind = self.kind.key();
        let mut roles = self.made_by.iter().map(Role::key);
        let is_open = self.allowed || site.viewer.is_none() && roles.any(|role| role == "member");
        let form = || {
            let query = form_urlencoded::Serializer::new(String::new())
                .append_pair("kind", &kind)
                .extend_pairs(about)
                .finish();
            format!("{}?{query}", Place::NewStatement.path(texts.language()))
        };
        let needs = self.made_by.first().filter(|_| !is_open);
        SayingView {
            label: texts.get(&format!("said-do-{kind}")),
            href: is_open.then(form),
            needs: needs.map(|role| texts.get(&format!("said-needs-{}", role.key()))),
        }
    }
}

/// Those of these kinds, in this order; nothing where nobody can sign in.
pub(crate) fn views(
    kinds: &[&str],
    sayable: &[Sayable],
    about: &[(&str, &str)],
    site: &Site,
) -> Vec<SayingView> {
    let kinds = kinds.iter().filter(|_| site.has_members());
    kinds
        .filter_map(|kind| sayable.iter().find(|one| one.kind.key() == *kind))
        .map(|one| one.view(about, site))
        .collect()
}
