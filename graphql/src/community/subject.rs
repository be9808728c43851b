//! What statements are about, and on whose behalf they are made.

use async_graphql::{Context, Error, Object, Result, SimpleObject, Union};
use bronwijzer_crawler::organisation::Slug;
use bronwijzer_index::community::kinds::{Field, SubjectKind};
use bronwijzer_index::community::statement::{self as index, Subject};
use bronwijzer_index::{Catalogue, CommunityError};

use super::member::Supplier;
use crate::batch::Batched as _;
use crate::error;
use crate::organisation::Organisation;
use crate::reader::Reader;
use crate::repository::Repository;

/// What a statement is about.
#[derive(Union)]
pub(crate) enum StatementSubject {
    Repository(Repository),
    Organisation(Organisation),
    Software(Software),
    Nothing(Nothing),
}

/// Software that is not open.
#[derive(SimpleObject)]
pub(crate) struct Software {
    /// What it is called.
    name: String,
    /// Whose it is; null when that left the registry.
    organisation: Option<Organisation>,
}

/// Nothing in the catalogue: an offer in general is about that, and so is what was about an
/// organisation that left the registry.
#[derive(SimpleObject)]
pub(crate) struct Nothing {
    /// What it was about when it was made.
    kind: SubjectKind,
}

/// What kind of subject it is.
pub(crate) fn kind(subject: &Subject) -> SubjectKind {
    match subject {
        Subject::Repository(_) => SubjectKind::Repository,
        Subject::Organisation(_) => SubjectKind::Organisation,
        Subject::Software => SubjectKind::Software,
        Subject::General => SubjectKind::General,
    }
}

/// An organisation of the registry.
pub(crate) fn organisation(ctx: &Context<'_>, slug: &str) -> Result<Option<Organisation>> {
    let found = Reader::of(ctx)?.catalogue().organisation(slug).cloned();
    Ok(found.map(Into::into))
}

/// What a statement is about.
pub(crate) async fn of(
    ctx: &Context<'_>,
    statement: &index::Statement,
) -> Result<StatementSubject> {
    let found = match &statement.subject {
        Subject::Repository(id) => {
            let found = id.clone().load(ctx).await?;
            found.map(StatementSubject::Repository)
        }
        Subject::Organisation(slug) => {
            organisation(ctx, slug.as_str())?.map(StatementSubject::Organisation)
        }
        Subject::Software => Some(StatementSubject::Software(Software {
            name: statement.value(Field::Name).unwrap_or_default().to_owned(),
            organisation: match statement.value(Field::Organisation) {
                Some(slug) => organisation(ctx, slug)?,
                None => None,
            },
        })),
        Subject::General => None,
    };
    let kind = kind(&statement.subject);
    Ok(found.unwrap_or(StatementSubject::Nothing(Nothing { kind })))
}

/// The subject that a request names, by a repository's address or an organisation's slug.
/// It blocks.
///
/// # Errors
/// `NOT_FOUND` for one that is not in the catalogue, `BAD_REQUEST` for two.
pub(crate) fn named(
    catalogue: &Catalogue,
    repository: Option<&str>,
    organisation: Option<&str>,
) -> Result<Option<Subject>, Error> {
    match (repository, organisation) {
        (Some(url), None) => {
            let entry = catalogue.entry_at(url).map_err(error::from_index)?;
            let entry = entry.ok_or_else(|| error::from_community(CommunityError::NoSubject))?;
            Ok(Some(Subject::Repository(entry.observation.id.clone())))
        }
        (None, Some(slug)) => {
            slug_of(catalogue, slug).map(|slug| Some(Subject::Organisation(slug)))
        }
        (None, None) => Ok(None),
        (Some(_), Some(_)) => Err(error::bad_request(
            "give either `repository` or `organisation`, and not both",
        )),
    }
}

/// The slug of now of an organisation.
///
/// # Errors
/// `NOT_FOUND` for one that is not in the registry.
pub(crate) fn slug_of(catalogue: &Catalogue, slug: &str) -> Result<Slug, Error> {
    let found = catalogue.organisation(slug);
    let found = found.ok_or_else(|| error::from_community(CommunityError::NoSubject))?;
    Ok(found.slug.clone())
}

/// On whose behalf a statement is made.
pub(crate) enum Behalf {
    Organisation(Slug),
    Supplier(Supplier),
}

impl Behalf {
    /// `None` for who speaks for nobody else.
    pub(crate) fn of(behalf: &index::Behalf) -> Option<Self> {
        match behalf {
            index::Behalf::Own => None,
            index::Behalf::Organisation(slug) => Some(Self::Organisation(slug.clone())),
            index::Behalf::Supplier { name, website } => {
                let supplier = bronwijzer_index::community::member::Supplier {
                    name: name.clone(),
                    website: website.clone(),
                };
                Some(Self::Supplier(supplier.into()))
            }
        }
    }
}

/// On whose behalf a statement is made: one of both.
#[Object]
impl Behalf {
    /// The government organisation; null for a supplier, and for one that left the registry.
    async fn organisation(&self, ctx: &Context<'_>) -> Result<Option<Organisation>> {
        match self {
            Self::Organisation(slug) => organisation(ctx, slug.as_str()),
            Self::Supplier(_) => Ok(None),
        }
    }

    /// The supplier; null for an organisation.
    async fn supplier(&self) -> Option<&Supplier> {
        match self {
            Self::Organisation(_) => None,
            Self::Supplier(supplier) => Some(supplier),
        }
    }
}
