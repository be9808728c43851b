//! Who uses a repository, each with who says so: its owner in publiccode.yml, or the organisation
//! itself.

use super::answer::Repository;
use crate::community::answer::Statement;
use crate::community::view::StatementView;
use crate::enums::UseSource;
use crate::place::Place;
use crate::schema;
use crate::search::answer::OrganisationName;
use crate::texts::Texts;

/// How many are shown.
const SHOWN: usize = 30;

/// Who uses it, as the schema answers.
#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "RepositoryUse")]
pub(super) struct Use {
    pub(super) total: u64,
    users: Vec<User>,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "RepositoryUser")]
struct User {
    organisation: Option<OrganisationName>,
    label: String,
    sources: Vec<UseSource>,
    statement: Option<Statement>,
}

/// Who uses it, on the page.
pub(crate) struct UsersView {
    /// Of whom there is more to tell than that the owner names them.
    pub(crate) users: Vec<UserView>,
    /// Those that the owner names.
    pub(crate) named: Vec<UserView>,
    /// How many there are beside these.
    pub(crate) more: Option<String>,
}

/// One who uses it.
pub(crate) struct UserView {
    pub(crate) name: String,
    /// Its page.
    pub(crate) href: Option<String>,
    /// That it is not in our register.
    pub(crate) note: Option<String>,
    /// Who says so: the words, and where they lead.
    pub(crate) sources: Vec<(String, Option<String>)>,
    /// How it uses it, and what it tells of that.
    pub(crate) stage: Option<String>,
    pub(crate) text: Option<String>,
}

impl UsersView {
    pub(super) fn new(repository: &Repository, texts: Texts) -> Self {
        let users = &repository.used_by.users;
        let shown = users.len().min(SHOWN);
        let more = repository.used_by.total.saturating_sub(shown as u64);
        let views = users[..shown].iter().map(|user| user.view(texts));
        let (named, users) = views.partition(UserView::is_only_named);
        Self {
            users,
            named,
            more: (more > 0).then(|| texts.count("relation-more", more)),
        }
    }
}

impl UsersView {
    pub(crate) fn is_empty(&self) -> bool {
        self.users.is_empty() && self.named.is_empty()
    }
}

impl UserView {
    /// Whether nobody says anything of it but that it uses this.
    fn is_only_named(&self) -> bool {
        let has_said = self.sources.iter().any(|(_, href)| href.is_some());
        !has_said && self.stage.is_none() && self.text.is_none()
    }
}

impl User {
    fn view(&self, texts: Texts) -> UserView {
        let organisation = self.organisation.as_ref();
        let statement = self.statement.as_ref();
        let statement = statement.map(|statement| StatementView::new(statement, texts));
        let source = |source: &UseSource| {
            let key = source.key();
            let words = texts.get(&format!("use-source-{key}"));
            let said = statement.as_ref().filter(|_| key == "statement");
            (words, said.map(|said| said.href.clone()))
        };
        let stage = |statement: &Statement| {
            let stage = statement.value("stage")?;
            texts.find(&format!("use-stage-{stage}"))
        };
        UserView {
            name: organisation.map_or(&self.label, |one| &one.name).clone(),
            href: organisation.map(|one| {
                let place = Place::Organisation(one.slug.clone());
                place.path(texts.language())
            }),
            note: organisation
                .is_none()
                .then(|| texts.get("relation-user-unknown")),
            sources: self.sources.iter().map(source).collect(),
            stage: self.statement.as_ref().and_then(stage),
            text: statement.and_then(|said| said.text.into_iter().next()),
        }
    }
}
