//! Software that seeks a maintainer: whose owner asks for one, and what others use and that
//! went quiet or leans on few people.

use super::super::maintainer_search::{MaintainerSearch, MaintainerSearchView};
use super::WantedFields;
use crate::enums::FileKind;
use crate::place::Place;
use crate::schema;
use crate::search::answer::OrganisationName;
use crate::search::facet::FACETS;
use crate::search::parameters::SearchParameters;
use crate::summary::Summary;
use crate::texts::Texts;
use crate::variables::RepositoryFilter;

/// A group: its name in texts and fragments, and what a repository in it has.
pub(super) struct GroupKind {
    name: &'static str,
    narrowed: &'static [(&'static str, &'static [&'static str])],
}

/// The groups in the order of the page. Each repository that seeks is in one of them.
pub(super) const GROUPS: [GroupKind; 3] = [
    GroupKind {
        name: "explicit",
        narrowed: &[("seeking", &["explicit"])],
    },
    GroupKind {
        name: "quiet",
        narrowed: &[
            ("seeking", &["likely"]),
            ("maintenance", &["dormant", "unmaintained"]),
        ],
    },
    GroupKind {
        name: "few-people",
        narrowed: &[
            ("seeking", &["likely"]),
            (
                "maintenance",
                &["active", "maintained", "seeking_maintainer", "unknown"],
            ),
        ],
    },
];

/// What is shown where the groups are empty: what is quiet and may be reused, whoever
/// uses it.
pub(super) const INSTEAD: GroupKind = GroupKind {
    name: "instead",
    narrowed: &[
        ("maintenance", &["dormant"]),
        ("licenceVerdict", &["open"]),
        ("openByDefault", &["upkeep_failed"]),
    ],
};

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "RepositoryConnection", variables = "Wanted")]
pub(super) struct Found {
    pub(super) total: u64,
    nodes: Vec<Repository>,
}

#[derive(cynic::QueryFragment)]
#[cynic(variables = "Wanted")]
struct Repository {
    url: String,
    title: String,
    path: String,
    #[arguments(language: $language)]
    summary: Option<Summary>,
    organisation: Option<OrganisationName>,
    maintainer_search: MaintainerSearch,
    files: Option<Vec<KnownFile>>,
}

#[derive(cynic::QueryFragment)]
struct KnownFile {
    kind: FileKind,
}

pub(super) struct Group {
    pub(super) anchor: &'static str,
    pub(super) title: String,
    pub(super) what: String,
    pub(super) cards: Vec<Card>,
    /// The search that lists all, when there are more than are shown.
    pub(super) all: Option<String>,
}

pub(super) struct Card {
    pub(super) href: String,
    pub(super) name: String,
    pub(super) path: String,
    pub(super) summary: Option<Summary>,
    pub(super) organisation: Option<(String, String)>,
    /// Whether it says how to contribute.
    pub(super) welcomes: bool,
    /// `None` for what seeks nobody.
    pub(super) search: Option<MaintainerSearchView>,
}

/// What a visitor chose, narrowed to a group.
pub(super) fn filter(parameters: &SearchParameters, kind: &GroupKind) -> RepositoryFilter {
    let RepositoryFilter(mut filter) = parameters.variables().filter;
    for (facet, values) in kind.narrowed {
        let values = values.iter().map(|value| (*value).to_owned());
        filter.insert(facet, values.collect());
    }
    RepositoryFilter(filter)
}

pub(super) fn group(
    kind: &GroupKind,
    found: Found,
    parameters: &SearchParameters,
    texts: Texts,
) -> Group {
    let mut listed = parameters.clone();
    for (parameter, values) in kind.narrowed {
        let Some(facet) = FACETS.iter().find(|facet| facet.parameter == *parameter) else {
            continue;
        };
        let values = values.iter().map(|value| (facet, (*value).to_owned()));
        listed.chosen.extend(values);
    }
    let all = listed.address(&Place::Search.path(texts.language()));
    Group {
        anchor: kind.name,
        title: texts.count(&format!("seeking-group-{}", kind.name), found.total),
        what: texts.get(&format!("seeking-what-{}", kind.name)),
        all: (found.total > found.nodes.len() as u64).then_some(all),
        cards: found
            .nodes
            .into_iter()
            .map(|repository| card(repository, texts))
            .collect(),
    }
}

fn card(repository: Repository, texts: Texts) -> Card {
    let language = texts.language();
    let mut files = repository.files.iter().flatten();
    Card {
        search: repository.maintainer_search.view(texts),
        welcomes: files.any(|file| file.kind.key() == "contributing"),
        href: Place::of_repository(&repository.url).path(language),
        name: repository.title,
        path: repository.path,
        summary: repository.summary,
        organisation: repository.organisation.map(|body| {
            let place = Place::Organisation(body.slug);
            (body.name, place.path(language))
        }),
    }
}
