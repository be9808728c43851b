//! What an address asks, as a search of the schema.

use async_graphql::Variables;
use serde_json::{Map, Value, json};

use super::organisations::Organisations;
use super::parameters::{
    ARCHIVED, LAST_ACTIVITY_AFTER, ORGANISATION, PUBLICCODE, Q, QueryParameters, SORT_BY,
    SORT_ORDER,
};

/// Whether all values of a parameter must hold, or any.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Needs {
    Any,
    All,
}

/// The parameters of values, with the field of the schema's filter and the facet that each is.
pub(super) const FACETS: &[(&str, &str, &str, Needs)] = &[
    (
        "softwareType",
        "declaredSoftwareType",
        "DECLARED_SOFTWARE_TYPE",
        Needs::Any,
    ),
    (
        "developmentStatus",
        "developmentStatus",
        "DEVELOPMENT_STATUS",
        Needs::Any,
    ),
    (
        "maintenanceType",
        "maintenanceType",
        "MAINTENANCE_TYPE",
        Needs::Any,
    ),
    (
        "platforms",
        "declaredPlatform",
        "DECLARED_PLATFORM",
        Needs::All,
    ),
    (
        "availableLanguages",
        "declaredLanguage",
        "DECLARED_LANGUAGE",
        Needs::All,
    ),
    ("license", "declaredLicence", "DECLARED_LICENCE", Needs::Any),
];

/// What the schema calls what stands for no value, and what it calls `none` as a value.
pub(super) const NONE: &str = "none";
const NOBODY: &str = "nobody";
const MAINTENANCE_TYPE: &str = "maintenanceType";

/// What no repository has: values of files have no space at their end.
const NOTHING: &str = "nothing ";

/// A value of the register as the schema has it.
fn in_schema(parameter: &str, value: &str) -> String {
    match (parameter, value) {
        (MAINTENANCE_TYPE, NONE) => NOBODY.to_owned(),
        (MAINTENANCE_TYPE, NOBODY) | (_, NONE) => NOTHING.to_owned(),
        (_, value) => value.to_owned(),
    }
}

/// A value of the schema as the register has it; `None` for what stands for no value.
pub(super) fn in_register<'a>(parameter: &str, value: &'a str) -> Option<&'a str> {
    match (parameter, value) {
        (_, NONE) => None,
        (MAINTENANCE_TYPE, NOBODY) => Some(NONE),
        (_, value) => Some(value),
    }
}

/// The kinds of lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum List {
    /// Narrowed by all parameters, and by what they stand for where they are absent.
    Filtered,
    /// Narrowed by words and organisation alone.
    Searched,
}

/// The variables of a search. Words are looked for all together: its substrings the register
/// relaxes no more.
pub(super) fn variables(
    parameters: &QueryParameters,
    list: List,
    organisations: &Organisations,
) -> Variables {
    let mut filter = Map::new();
    let mut all_of = Vec::new();
    if list == List::Filtered {
        let publiccode: &[&str] = match parameters.truth(PUBLICCODE) {
            Some(false) => &["missing", "unknown"],
            Some(true) | None => &["valid", "invalid"],
        };
        filter.insert("publiccode".to_owned(), json!(publiccode));
        let archived: &[&str] = match parameters.truth(ARCHIVED) {
            Some(true) => &["yes"],
            // What no forge told of is not hidden.
            Some(false) | None => &["no", NONE],
        };
        filter.insert("archived".to_owned(), json!(archived));
        for (parameter, field, facet, needs) in FACETS {
            let values = parameters.values(parameter);
            if values.is_empty() {
                continue;
            }
            let values = values.iter().map(|value| in_schema(parameter, value));
            filter.insert((*field).to_owned(), values.collect());
            if *needs == Needs::All {
                all_of.push(*facet);
            }
        }
    }
    if let Some(uri) = parameters.text(ORGANISATION) {
        let slugs = organisations.slugs(uri);
        let slugs = if slugs.is_empty() {
            json!([NOTHING])
        } else {
            json!(slugs)
        };
        filter.insert("organisation".to_owned(), slugs);
    }
    let sort = match (parameters.choice(SORT_BY), parameters.choice(SORT_ORDER)) {
        ("lastActivity", "desc") => "LAST_ACTIVITY",
        ("lastActivity", _) => "LONGEST_QUIET",
        (_, "desc") => "NAME_DESCENDING",
        _ => "NAME",
    };
    let active = parameters
        .day(LAST_ACTIVITY_AFTER)
        .filter(|_| list == List::Filtered);
    Variables::from_json(json!({
        "query": parameters.text(Q),
        "filter": Value::Object(filter),
        "allOf": all_of,
        "active": active,
        "sort": sort,
    }))
}

/// The arguments that every search takes, by these variables.
macro_rules! search {
    () => {
        "query: $query allWords: true filter: $filter allOf: $allOf lastActivityAfter: $active \
         sort: $sort first: $first"
    };
}

macro_rules! defined {
    () => {
        "$query: String $filter: RepositoryFilter $allOf: [FacetName!] $active: NaiveDate \
         $sort: RepositorySort $first: Int"
    };
}

/// A page of repositories.
pub(super) const PAGE: &str = concat!(
    "query(",
    defined!(),
    " $after: String $offset: Int) { found: repositories(",
    search!(),
    " after: $after offset: $offset) { total pageInfo { endCursor } nodes ",
    include_str!("repository_in_list.graphql"),
    "} }"
);

/// The place that so many hits lead to, and how many there are in all.
pub(super) const PLACE: &str = concat!(
    "query(",
    defined!(),
    " $after: String $offset: Int) { found: repositories(",
    search!(),
    " after: $after offset: $offset) { total pageInfo { endCursor } } }"
);

/// The counts of the filters.
pub(super) const COUNTS: &str = concat!(
    "query(",
    defined!(),
    " $facets: [FacetName!]) { found: repositories(",
    search!(),
    ") { total facets(names: $facets) { name values { value count } } } }"
);

/// One repository.
pub(super) const ONE: &str = concat!(
    "query($uuid: UUID!) { found: repository(uuid: $uuid) { ...InList ...Alone } } \
     fragment InList on Repository ",
    include_str!("repository_in_list.graphql"),
    " fragment Alone on Repository ",
    include_str!("repository.graphql"),
);
