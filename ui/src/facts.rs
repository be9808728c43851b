//! Facts of a repository that several pages ask for.

use chrono::{DateTime, Utc};

use crate::schema;

/// A release or tag.
#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Release")]
pub(crate) struct Version {
    pub(crate) name: String,
    pub(crate) at: Option<DateTime<Utc>>,
}

/// What it is about.
#[derive(cynic::QueryFragment)]
pub(crate) struct Themes {
    pub(crate) software_type: Option<Theme>,
    pub(crate) categories: Vec<Theme>,
    pub(crate) platforms: Vec<Theme>,
    pub(crate) audience: Vec<Theme>,
}

/// A value of a theme, without why.
#[derive(cynic::QueryFragment)]
pub(crate) struct Theme {
    pub(crate) value: String,
    /// Whether words led to it, and no declaration.
    pub(crate) guessed: bool,
}
