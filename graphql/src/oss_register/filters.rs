//! The groups of filters, which the register's site shows as they come: in this order, with
//! these Dutch labels.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::labels::{GROUPS, Group, VALUES};
use super::organisations::Organisations;
use super::parameters::{ARCHIVED, LAST_ACTIVITY_AFTER, ORGANISATION, PUBLICCODE, QueryParameters};
use super::search::{FACETS, NONE, in_register};

/// What the schema counted.
#[derive(Debug, Deserialize)]
pub(super) struct Counted {
    total: u64,
    facets: Vec<CountedFacet>,
}

#[derive(Debug, Deserialize)]
struct CountedFacet {
    name: String,
    values: Vec<CountedValue>,
}

#[derive(Debug, Deserialize)]
struct CountedValue {
    value: String,
    count: u64,
}

/// A group of filters.
#[derive(Debug, Serialize)]
pub(super) struct FilterGroup {
    key: &'static str,
    label: &'static str,
    description: &'static str,
    #[serde(rename = "type")]
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    count: Option<u64>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    options: Vec<FilterOption>,
}

#[derive(Debug, Serialize)]
struct FilterOption {
    value: String,
    label: String,
    description: Option<&'static str>,
    count: u64,
    selected: bool,
}

/// The facets that are counted for what is asked: without a publiccode.yml there is nothing
/// that it says.
pub(super) fn facets(parameters: &QueryParameters) -> Vec<&'static str> {
    let of_all = ["PUBLICCODE", "ARCHIVED", "ORGANISATION"];
    let declared = FACETS.iter().map(|(_, _, facet, _)| *facet);
    let declared = declared.filter(|_| parameters.truth(PUBLICCODE) != Some(false));
    of_all.into_iter().chain(declared).collect()
}

/// The groups with what was counted.
pub(super) fn groups(
    parameters: &QueryParameters,
    counted: &Counted,
    organisations: &Organisations,
) -> Vec<FilterGroup> {
    let with_file = parameters.truth(PUBLICCODE) != Some(false);
    let groups = GROUPS.iter();
    let groups = groups.filter(|group| with_file || !group.is_of_file);
    let filled = groups.map(|group| {
        let empty = FilterGroup {
            key: group.key,
            label: group.label,
            description: group.description,
            kind: group.kind,
            value: None,
            count: None,
            options: Vec::new(),
        };
        match group.key {
            PUBLICCODE => FilterGroup {
                value: Some(json!(with_file)),
                count: Some(counted.of("PUBLICCODE", &["valid", "invalid"])),
                ..empty
            },
            ARCHIVED => FilterGroup {
                value: Some(json!(parameters.truth(ARCHIVED) == Some(true))),
                count: Some(counted.of("ARCHIVED", &["yes"])),
                ..empty
            },
            LAST_ACTIVITY_AFTER => {
                let day = parameters.text(LAST_ACTIVITY_AFTER);
                FilterGroup {
                    value: day.map(|day| json!(day)),
                    count: day.map(|_| counted.total),
                    ..empty
                }
            }
            ORGANISATION => FilterGroup {
                options: of_organisations(parameters, counted, organisations),
                ..empty
            },
            _ => FilterGroup {
                options: of_values(group, parameters, counted),
                ..empty
            },
        }
    });
    filled.collect()
}

impl Counted {
    fn values(&self, facet: &str) -> impl Iterator<Item = &CountedValue> {
        let facets = self.facets.iter();
        let facets = facets.filter(move |counted| counted.name == facet);
        facets.flat_map(|facet| &facet.values)
    }

    fn of(&self, facet: &str, values: &[&str]) -> u64 {
        let counted = self.values(facet);
        let counted = counted.filter(|counted| values.contains(&counted.value.as_str()));
        counted.map(|counted| counted.count).sum()
    }
}

fn of_values(group: &Group, parameters: &QueryParameters, counted: &Counted) -> Vec<FilterOption> {
    let facet = FACETS
        .iter()
        .find(|(parameter, ..)| *parameter == group.key);
    let facet = facet.map_or("", |(_, _, facet, _)| facet);
    // Chosen values may be joined by commas here, and nowhere else.
    let chosen = parameters.values(group.key).iter();
    let chosen = chosen.flat_map(|value| value.split(','));
    let chosen: Vec<&str> = chosen
        .map(str::trim)
        .filter(|value| !value.is_empty())
        .collect();
    let mut counts: HashMap<&str, u64> = chosen.iter().map(|value| (*value, 0)).collect();
    for value in counted.values(facet) {
        let known = in_register(group.key, &value.value);
        // A value that is chosen and that nothing has counts nothing.
        if let Some(known) = known.filter(|known| value.count > 0 || chosen.contains(known)) {
            counts.insert(known, value.count);
        }
    }
    let named = VALUES.iter().find(|(key, _)| *key == group.key);
    let named = named.map(|(_, values)| *values).unwrap_or_default();
    let options = counts.into_iter().map(|(value, count)| {
        let known = named.iter().find(|(name, ..)| *name == value);
        FilterOption {
            value: value.to_owned(),
            label: known.map_or(value, |(_, label, _)| label).to_owned(),
            description: known.and_then(|(.., what)| *what),
            count,
            selected: chosen.contains(&value),
        }
    });
    sorted(options.collect())
}

/// What shares a URI is one.
fn of_organisations(
    parameters: &QueryParameters,
    counted: &Counted,
    organisations: &Organisations,
) -> Vec<FilterOption> {
    let chosen = parameters.text(ORGANISATION);
    let mut options: HashMap<String, FilterOption> = HashMap::new();
    for value in counted.values("ORGANISATION") {
        if value.value == NONE || value.count == 0 {
            continue;
        }
        if let Some(organisation) = organisations.by_slug(&value.value) {
            let option = options.entry(organisation.uri.clone());
            let option = option.or_insert_with(|| FilterOption {
                selected: chosen == Some(&organisation.uri),
                value: organisation.uri.clone(),
                label: organisation.label.clone(),
                description: None,
                count: 0,
            });
            option.count += value.count;
        }
    }
    if let Some(uri) = chosen.filter(|uri| !options.contains_key(*uri)) {
        let known = organisations.by_uri(uri);
        let option = FilterOption {
            value: uri.to_owned(),
            label: known.map_or(uri, |known| &known.label).to_owned(),
            description: None,
            count: 0,
            selected: true,
        };
        options.insert(uri.to_owned(), option);
    }
    sorted(options.into_values().collect())
}

fn sorted(mut options: Vec<FilterOption>) -> Vec<FilterOption> {
    options.sort_by_cached_key(|option| (option.label.to_lowercase(), option.value.clone()));
    options
}
