//! What mutations are given.

use std::collections::BTreeMap;

use async_graphql::{ID, InputObject, Result};
use bronwijzer_index::community::action::NewStatement;
use bronwijzer_index::community::kinds::{Field, StatementKind, SubjectKind};
use bronwijzer_index::community::member::{self, Viewer};
use bronwijzer_index::community::statement::{Behalf, StatementId, Subject};
use bronwijzer_index::{Catalogue, CommunityError};

use super::subject;
use crate::error;
use crate::node::GlobalId;

/// What a statement is made of.
#[derive(InputObject)]
pub(crate) struct StatementInput {
    /// What kind it is.
    kind: StatementKind,
    /// The repository that it is about, by its web address.
    repository: Option<String>,
    /// The organisation that it is about, by its short name.
    organisation: Option<String>,
    /// The organisation on whose behalf it is made, by its short name.
    on_behalf_of: Option<String>,
    /// Whether it is made as the supplier that the viewer is.
    #[graphql(default)]
    as_supplier: bool,
    /// The statement that it answers, of a reply in a discussion.
    reply_to: Option<ID>,
    /// Its text: plain, at most 2000 characters.
    #[graphql(default)]
    text: String,
    /// Its fields that are filled in.
    #[graphql(default)]
    fields: Vec<StatementFieldInput>,
}

/// A field of a statement that is filled in.
#[derive(InputObject)]
pub(crate) struct StatementFieldInput {
    /// Which.
    name: Field,
    /// Its values.
    values: Vec<String>,
}

/// The supplier that somebody is.
#[derive(InputObject)]
pub(crate) struct SupplierInput {
    /// Its name.
    name: String,
    /// Its website.
    website: String,
}

/// What is given twice is there with all of its values, for the community to judge.
pub(crate) fn fields(given: Vec<StatementFieldInput>) -> BTreeMap<Field, Vec<String>> {
    let mut fields: BTreeMap<Field, Vec<String>> = BTreeMap::new();
    for field in given {
        fields.entry(field.name).or_default().extend(field.values);
    }
    fields
}

impl From<SupplierInput> for member::Supplier {
    fn from(given: SupplierInput) -> Self {
        Self {
            name: given.name,
            website: given.website,
        }
    }
}

impl StatementInput {
    /// The statement that it asks for. It blocks.
    ///
    /// # Errors
    /// When it names something that is not there.
    pub(crate) fn into_statement(
        self,
        catalogue: &Catalogue,
        viewer: &Viewer,
    ) -> Result<NewStatement> {
        Ok(NewStatement {
            kind: self.kind,
            subject: subject_of(catalogue, viewer, &self)?,
            behalf: behalf_of(catalogue, viewer, &self)?,
            reply_to: self.reply_to.as_ref().map(statement_id).transpose()?,
            text: self.text,
            fields: fields(self.fields),
        })
    }
}

/// The statement that an identifier names.
pub(crate) fn statement_id(id: &ID) -> Result<StatementId> {
    match GlobalId::decode(id) {
        Some(GlobalId::Statement(id)) => Ok(id),
        _ => Err(error::from_community(CommunityError::NoStatement)),
    }
}

/// What a new statement is about. Where the request names nothing, it is what it answers, or
/// the one thing that its kind can be about without a name.
fn subject_of(catalogue: &Catalogue, viewer: &Viewer, asked: &StatementInput) -> Result<Subject> {
    let (repository, organisation) = (asked.repository.as_deref(), asked.organisation.as_deref());
    if let Some(subject) = subject::named(catalogue, repository, organisation)? {
        return Ok(subject);
    }
    if let Some(id) = &asked.reply_to {
        let answered = catalogue
            .community()
            .statement(&statement_id(id)?, Some(viewer));
        let answered = answered.ok_or_else(|| error::from_community(CommunityError::NoStatement));
        return Ok(answered?.subject.clone());
    }
    let kinds = asked.kind.row().subjects.iter();
    let mut nameless = kinds.filter_map(|kind| match kind {
        SubjectKind::Software => Some(Subject::Software),
        SubjectKind::General => Some(Subject::General),
        SubjectKind::Repository | SubjectKind::Organisation => None,
    });
    nameless
        .next()
        .ok_or_else(|| error::from_community(CommunityError::WrongSubject))
}

fn behalf_of(catalogue: &Catalogue, viewer: &Viewer, asked: &StatementInput) -> Result<Behalf> {
    match (&asked.on_behalf_of, asked.as_supplier) {
        (None, false) => Ok(Behalf::Own),
        (Some(slug), false) => subject::slug_of(catalogue, slug).map(Behalf::Organisation),
        (None, true) => match viewer.member.supplier.clone() {
            Some(member::Supplier { name, website }) => Ok(Behalf::Supplier { name, website }),
            None => Err(error::from_community(CommunityError::Invalid {
                name: "asSupplier",
                why: "say first which supplier you are, in your profile".to_owned(),
            })),
        },
        (Some(_), true) => Err(error::bad_request(
            "give either `onBehalfOf` or `asSupplier`, and not both",
        )),
    }
}
