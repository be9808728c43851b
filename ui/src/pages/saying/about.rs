//! What a new statement is about.

use crate::api::AskError;
use crate::community::answer::{Named, Repository};
use crate::community::kinds::StatementKindInfo;
use crate::community::sayable::Sayable;
use crate::place::Place;
use crate::schema;
use crate::site::{Problem, Site};
use crate::texts::Texts;
use crate::variables::{BySlug, BySlugFields, ByUrl, ByUrlFields};

/// A repository, an organisation, or nothing in the catalogue.
#[derive(Clone)]
pub(crate) enum About {
    Repository(Repository),
    Organisation(Named),
    Nothing,
}

/// What of it matters for who may say something about it.
#[derive(Default)]
pub(crate) struct Permitted {
    /// Whose it is, by the slug.
    pub(super) owner: Option<String>,
    pub(super) sayable: Vec<Sayable>,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query", variables = "ByUrl")]
struct OfRepository {
    #[arguments(url: $url)]
    repository: Option<FoundRepository>,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Repository")]
struct FoundRepository {
    #[cynic(spread)]
    repository: Repository,
    organisation: Option<Named>,
    sayable: Vec<Sayable>,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query", variables = "BySlug")]
struct OfOrganisation {
    #[arguments(slug: $slug)]
    organisation: Option<FoundOrganisation>,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Organisation")]
struct FoundOrganisation {
    #[cynic(spread)]
    organisation: Named,
    sayable: Vec<Sayable>,
}

impl About {
    /// What is named, which has to be in the catalogue, and who may say something about it.
    pub(super) async fn find(
        site: &Site,
        repository: Option<String>,
        organisation: Option<String>,
    ) -> Result<(Self, Permitted), Problem> {
        match (repository, organisation) {
            (Some(url), _) => match site.api.query(ByUrl::spelled(&url)).await {
                Ok(OfRepository {
                    repository: Some(found),
                }) => {
                    let permitted = Permitted {
                        owner: found.organisation.map(|owner| owner.slug),
                        sayable: found.sayable,
                    };
                    Ok((Self::Repository(found.repository), permitted))
                }
                Ok(_) | Err(AskError::Refused(_)) => Err(Problem::NoRepository(url)),
                Err(error) => Err(error.into()),
            },
            (None, Some(slug)) => {
                let answer: OfOrganisation = site.api.query(BySlug::of(&slug)).await?;
                let found = answer.organisation.ok_or(Problem::NoOrganisation(slug))?;
                let permitted = Permitted {
                    owner: Some(found.organisation.slug.clone()),
                    sayable: found.sayable,
                };
                Ok((Self::Organisation(found.organisation), permitted))
            }
            (None, None) => Ok((Self::Nothing, Permitted::default())),
        }
    }

    /// Whether statements of this kind can be about it.
    pub(super) fn fits(&self, kind: &StatementKindInfo) -> bool {
        match self {
            Self::Repository(_) => kind.is_about("repository"),
            Self::Organisation(_) => kind.is_about("organisation"),
            Self::Nothing => kind.is_about("software") || kind.is_about("general"),
        }
    }

    /// The web address of the repository.
    pub(super) fn repository(&self) -> Option<&str> {
        match self {
            Self::Repository(repository) => Some(&repository.url),
            _ => None,
        }
    }

    /// The slug of the organisation.
    pub(super) fn organisation(&self) -> Option<&str> {
        match self {
            Self::Organisation(organisation) => Some(&organisation.slug),
            _ => None,
        }
    }

    /// What it is called.
    pub(super) fn name(&self) -> Option<&str> {
        match self {
            Self::Repository(repository) => Some(&repository.title),
            Self::Organisation(organisation) => Some(&organisation.name),
            Self::Nothing => None,
        }
    }

    /// Its page.
    pub(super) fn page(&self, texts: Texts) -> Option<String> {
        let place = match self {
            Self::Repository(repository) => Place::of_repository(&repository.url),
            Self::Organisation(organisation) => Place::Organisation(organisation.slug.clone()),
            Self::Nothing => return None,
        };
        Some(place.path(texts.language()))
    }

    /// What the form keeps of it.
    pub(super) fn hidden(&self) -> Option<(String, String)> {
        let repository = self.repository().map(|url| ("repository", url));
        let organisation = || self.organisation().map(|slug| ("about", slug));
        let (name, value) = repository.or_else(organisation)?;
        Some((name.to_owned(), value.to_owned()))
    }
}
