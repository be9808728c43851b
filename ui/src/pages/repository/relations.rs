//! How a repository relates to others: groups of links, each with its owner,
//! its status and why it stands there.

use crate::enums::RelationKind;
use crate::place::Place;
use crate::schema;
use crate::search::answer::{Gone, Identity, OrganisationName, Status};
use crate::summary::Summary;
use crate::texts::Texts;
use crate::verdict::{Label, Reason};

/// Relations of one kind, as the schema answers.
#[derive(cynic::QueryFragment)]
pub(super) struct RelationGroup {
    kind: RelationKind,
    total: u64,
    relations: Vec<Relation>,
}

#[derive(cynic::QueryFragment)]
struct Relation {
    label: String,
    url: Option<String>,
    between_bodies: bool,
    repository: Option<Related>,
    reasons: Vec<Reason>,
}

/// A repository of the catalogue, as much of it as one line shows.
#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Repository")]
pub(crate) struct Related {
    #[cynic(spread)]
    identity: Identity,
    path: String,
    organisation: Option<OrganisationName>,
    maintenance: Status,
    gone: Option<Gone>,
}

/// Relations of one kind on the page.
pub(crate) struct GroupView {
    pub(crate) title: String,
    pub(crate) items: Vec<RelatedView>,
    /// How many there are beside these.
    pub(crate) more: Option<String>,
}

/// What is at the other end.
pub(crate) struct RelatedView {
    pub(crate) label: String,
    /// Its page here, else its address on the forge.
    pub(crate) href: Option<String>,
    pub(crate) summary: Option<Summary>,
    /// Its owner, and the owner's page.
    pub(crate) owner: Option<(String, String)>,
    pub(crate) maintenance: Option<Label>,
    pub(crate) gone: bool,
    /// What the reader should know of it: that it is another organisation's, or not in
    /// the catalogue.
    pub(crate) note: Option<String>,
    pub(crate) reasons: Vec<String>,
}

/// The kind that stands in a list of its own.
const USED_BY: &str = "used-by";

impl RelationGroup {
    pub(super) fn is_used_by(&self) -> bool {
        self.kind.key() == USED_BY
    }

    pub(super) fn view(&self, texts: Texts) -> GroupView {
        let kind = self.kind.key();
        let more = self.total.saturating_sub(self.relations.len() as u64);
        GroupView {
            title: texts
                .find(&format!("relation-{kind}"))
                .unwrap_or_else(|| self.kind.0.clone()),
            items: self
                .relations
                .iter()
                .map(|relation| relation.view(texts))
                .collect(),
            more: (more > 0).then(|| texts.count("relation-more", more)),
        }
    }
}

impl Relation {
    fn view(&self, texts: Texts) -> RelatedView {
        let between = self.between_bodies.then(|| texts.get("relation-between"));
        let reasons = self.reasons.iter().map(|reason| reason.words(texts));
        let mut view = match &self.repository {
            Some(repository) => RelatedView {
                label: repository.path.clone(),
                ..repository.view(texts)
            },
            None => RelatedView {
                label: match &self.url {
                    Some(url) => crate::place::without_scheme(url).to_owned(),
                    None => self.label.clone(),
                },
                href: self.url.clone(),
                note: Some(texts.get("relation-outside")),
                ..RelatedView::bare()
            },
        };
        view.note = view.note.or(between);
        view.reasons = reasons.collect();
        // One line for each relation: what it is about stands on its page.
        view.summary = None;
        view
    }
}

impl Related {
    pub(crate) fn view(&self, texts: Texts) -> RelatedView {
        RelatedView {
            label: self.identity.title().to_owned(),
            href: Some(Place::of_repository(&self.identity.url).path(texts.language())),
            summary: self.identity.summary(texts.language()).cloned(),
            owner: self
                .organisation
                .as_ref()
                .map(|body| (body.name.clone(), organisation_page(body, texts))),
            maintenance: Some(Label::of("maintenance", &self.maintenance.status.0, texts)),
            gone: self.gone.is_some(),
            ..RelatedView::bare()
        }
    }
}

impl RelatedView {
    fn bare() -> Self {
        Self {
            label: String::new(),
            href: None,
            summary: None,
            owner: None,
            maintenance: None,
            gone: false,
            note: None,
            reasons: Vec::new(),
        }
    }
}

fn organisation_page(organisation: &OrganisationName, texts: Texts) -> String {
    Place::Organisation(organisation.slug.clone()).path(texts.language())
}
