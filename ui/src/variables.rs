//! The variables that several queries take.

use std::collections::BTreeMap;

use cynic::variables::VariableType;
use serde::Serialize;

use crate::enums::RepositorySort;
use crate::language::Language;
use crate::schema;

/// A repository by its address.
#[derive(cynic::QueryVariables)]
pub(crate) struct ByUrl {
    url: String,
}

impl ByUrl {
    /// `address` is without its scheme, as addresses of pages have it.
    pub(crate) fn of(address: &str) -> Self {
        Self {
            url: format!("https://{address}"),
        }
    }

    /// `text` is as a visitor wrote it: with its scheme or without, or for git.
    pub(crate) fn spelled(text: &str) -> Self {
        let has_scheme = text.contains("://") || text.starts_with("git@");
        match has_scheme {
            true => Self {
                url: text.to_owned(),
            },
            false => Self::of(text),
        }
    }
}

/// A repository by its address, for visitors who read this language.
#[derive(cynic::QueryVariables)]
pub(crate) struct ByUrlIn {
    url: String,
    language: Option<String>,
}

impl ByUrlIn {
    /// `address` is without its scheme, as addresses of pages have it.
    pub(crate) fn of(address: &str, language: Language) -> Self {
        Self {
            url: format!("https://{address}"),
            language: Some(language.tag().to_owned()),
        }
    }
}

/// An organisation by its short name.
#[derive(cynic::QueryVariables)]
pub(crate) struct BySlug {
    slug: String,
}

impl BySlug {
    pub(crate) fn of(slug: &str) -> Self {
        Self {
            slug: slug.to_owned(),
        }
    }
}

/// A page of a list: the first, or what comes after a cursor.
#[derive(cynic::QueryVariables)]
pub(crate) struct After {
    pub(crate) after: Option<String>,
}

/// A search.
#[derive(cynic::QueryVariables)]
pub(crate) struct Search {
    pub(crate) query: String,
    pub(crate) filter: RepositoryFilter,
    pub(crate) sort: RepositorySort,
    pub(crate) offset: i32,
}

/// What narrows a search: the chosen values by the name of their facet.
#[derive(Serialize)]
#[serde(transparent)]
pub(crate) struct RepositoryFilter(pub(crate) BTreeMap<&'static str, Vec<String>>);

impl cynic::InputObject for RepositoryFilter {
    type SchemaType = schema::RepositoryFilter;
}

cynic::impl_coercions!(RepositoryFilter, schema::RepositoryFilter);

impl schema::variable::Variable for RepositoryFilter {
    const TYPE: VariableType = VariableType::Named("RepositoryFilter");
}
