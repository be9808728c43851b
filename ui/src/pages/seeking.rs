//! Get involved: software whose owner asks for a maintainer, software that others use and
//! that went quiet, and software that leans on few people.

use askama::Template;
use poem::web::Data;
use poem::{Request, Response, handler};

use super::frame::{Contents, Frame};
use super::maintainer_search::{MaintainerSearch, MaintainerSearchView};
use super::show;
use crate::community::answer::{Statement, Statements};
use crate::community::matching::fits;
use crate::community::view::StatementView;
use crate::enums::FileKind;
use crate::freshness::Freshness;
use crate::place::Place;
use crate::schema;
use crate::search::answer::{FacetValue, OrganisationName, WholeFacet};
use crate::search::facet::{FACETS, FacetKind};
use crate::search::parameters::SearchParameters;
use crate::site::{Problem, Site};
use crate::summary::Summary;
use crate::texts::Texts;
use crate::variables::RepositoryFilter;

/// A group: its name in texts and fragments, and what a repository in it has.
struct GroupKind {
    name: &'static str,
    narrowed: &'static [(&'static str, &'static [&'static str])],
}

/// The groups in the order of the page. Each repository that seeks is in one of them.
const GROUPS: [GroupKind; 3] = [
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
const INSTEAD: GroupKind = GroupKind {
    name: "instead",
    narrowed: &[
        ("maintenance", &["dormant"]),
        ("licenceVerdict", &["open"]),
        ("openByDefault", &["upkeep_failed"]),
    ],
};

/// The facets that a visitor can choose from.
const CHOICES: [&str; 3] = ["language", "category", "organisation"];

#[derive(cynic::QueryVariables)]
struct Wanted {
    seeking: RepositoryFilter,
    explicit: RepositoryFilter,
    quiet: RepositoryFilter,
    leaning: RepositoryFilter,
    instead: RepositoryFilter,
    language: String,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query", variables = "Wanted")]
struct Answer {
    catalogue: Contents,
    #[cynic(rename = "catalogue", alias)]
    freshness: Freshness,
    #[cynic(rename = "repositories", alias)]
    #[arguments(filter: $seeking, first: 1)]
    choices: Choices,
    // As many of each kind as the page lists; the search lists all.
    #[cynic(rename = "repositories", alias)]
    #[arguments(filter: $explicit, first: 25, sort: STARS)]
    explicit: Found,
    #[cynic(rename = "repositories", alias)]
    #[arguments(filter: $quiet, first: 25, sort: STARS)]
    quiet: Found,
    #[cynic(rename = "repositories", alias)]
    #[arguments(filter: $leaning, first: 25, sort: STARS)]
    leaning: Found,
    #[cynic(rename = "repositories", alias)]
    #[arguments(filter: $instead, first: 10, sort: LAST_ACTIVITY)]
    instead: Found,
    #[cynic(rename = "statements", alias)]
    #[arguments(kind: [SEEKING], state: [OPEN, CLAIMED], first: 50)]
    said: Statements,
    #[cynic(rename = "statements", alias)]
    #[arguments(kind: [OFFER], state: [OPEN], first: 50)]
    offers: Statements,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "RepositoryConnection")]
struct Choices {
    #[arguments(names: [LANGUAGE, CATEGORY, ORGANISATION])]
    facets: Vec<WholeFacet>,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "RepositoryConnection", variables = "Wanted")]
struct Found {
    total: u64,
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

#[derive(Template)]
#[template(path = "seeking.html")]
struct SeekingPage {
    frame: Frame,
    action: String,
    choices: Vec<Choice>,
    is_chosen: bool,
    as_of: String,
    old: Option<String>,
    groups: Vec<Group>,
    /// What is said when no group has anything.
    nothing: Option<String>,
    said_title: String,
    /// What owners ask for here, each with the offers that fit it.
    said: Vec<(StatementView, Vec<StatementView>)>,
    offers: Vec<StatementView>,
    /// The form for an offer in general; nothing where nobody can sign in.
    offer: Option<String>,
}

impl SeekingPage {
    /// How many offers fit, in words.
    fn offers_count(&self, offers: &[StatementView]) -> String {
        self.frame.count("said-offers-count", offers.len() as u64)
    }
}

/// A list to choose one value of a facet from.
struct Choice {
    parameter: String,
    label: String,
    anything: String,
    options: Vec<(String, String, bool)>,
}

struct Group {
    anchor: &'static str,
    title: String,
    what: String,
    cards: Vec<Card>,
    /// The search that lists all, when there are more than are shown.
    all: Option<String>,
}

struct Card {
    href: String,
    name: String,
    path: String,
    summary: Option<Summary>,
    organisation: Option<(String, String)>,
    /// Whether it says how to contribute.
    welcomes: bool,
    /// `None` for what seeks nobody.
    search: Option<MaintainerSearchView>,
}

#[handler]
pub(crate) async fn serve(request: &Request, Data(site): Data<&Site>) -> poem::Result<Response> {
    show(page(site, request.uri().query()).await)
}

async fn page(site: &Site, query: Option<&str>) -> Result<SeekingPage, Problem> {
    let texts = site.texts;
    let place = Place::SeekingMaintainer;
    let (mut asked, mistakes) = SearchParameters::read(query.unwrap_or_default(), texts);
    let is_choice = |kind: &FacetKind| CHOICES.contains(&kind.parameter.as_str());
    asked.chosen.retain(|(kind, _)| is_choice(kind));
    let parameters = SearchParameters {
        chosen: asked.chosen,
        ..SearchParameters::default()
    };
    if !mistakes.is_empty() {
        return Err(Problem::mistaken(place, &parameters, mistakes));
    }
    let [explicit, quiet, leaning] = &GROUPS;
    let wanted = Wanted {
        seeking: filter(
            &SearchParameters::default(),
            &[("seeking", &["explicit", "likely"])],
        ),
        explicit: filter(&parameters, explicit.narrowed),
        quiet: filter(&parameters, quiet.narrowed),
        leaning: filter(&parameters, leaning.narrowed),
        instead: filter(&parameters, INSTEAD.narrowed),
        language: texts.language().tag().to_owned(),
    };
    let answer: Answer = site
        .api
        .query(wanted)
        .await
        .map_err(|error| Problem::of_search(error, &place, &parameters))?;
    let found = [
        (explicit, answer.explicit),
        (quiet, answer.quiet),
        (leaning, answer.leaning),
    ];
    let mut groups: Vec<Group> = found
        .into_iter()
        .filter(|(_, found)| found.total > 0)
        .map(|(kind, found)| group(kind, found, &parameters, texts))
        .collect();
    let nothing = match parameters.chosen.is_empty() {
        true => "seeking-nothing",
        false => "seeking-nothing-chosen",
    };
    let nothing = groups.is_empty().then(|| texts.get(nothing));
    if groups.is_empty() && answer.instead.total > 0 {
        groups.push(group(&INSTEAD, answer.instead, &parameters, texts));
    }
    let view = |statement: &Statement| StatementView::new(statement, texts);
    // An owner who needs nobody says that on the page of the repository.
    let is_sought = |one: &&Statement| one.value("sought") != Some("nothing");
    let sought = answer.said.nodes.iter().filter(is_sought);
    let said: Vec<(StatementView, Vec<StatementView>)> = sought
        .map(|one| {
            let offers = answer.offers.nodes.iter();
            let fitting = offers.filter(|offer| fits(offer, one)).map(view);
            (view(one), fitting.collect())
        })
        .collect();
    Ok(SeekingPage {
        frame: Frame::new(
            site,
            &place,
            query,
            texts.get("seeking-title"),
            Some(&answer.catalogue),
        )
        .described(texts.get("seeking-lead")),
        action: place.path(texts.language()),
        choices: choices(&answer.choices.facets, &parameters, texts),
        is_chosen: !parameters.chosen.is_empty(),
        as_of: answer.freshness.words(texts),
        old: answer.freshness.old(answer.freshness.facts(), texts),
        groups,
        nothing: nothing.filter(|_| said.is_empty()),
        said_title: texts.count("seeking-group-said", said.len() as u64),
        said,
        offers: answer.offers.nodes.iter().map(view).collect(),
        offer: site.has_members().then(|| {
            let path = Place::NewStatement.path(texts.language());
            format!("{path}?kind=offer")
        }),
    })
}

/// What a visitor chose, narrowed to this.
fn filter(parameters: &SearchParameters, narrowed: &[(&'static str, &[&str])]) -> RepositoryFilter {
    let RepositoryFilter(mut filter) = parameters.variables().filter;
    for (facet, values) in narrowed {
        let values = values.iter().map(|value| (*value).to_owned());
        filter.insert(facet, values.collect());
    }
    RepositoryFilter(filter)
}

fn choices(facets: &[WholeFacet], parameters: &SearchParameters, texts: Texts) -> Vec<Choice> {
    let choice = |name: &&str| {
        let kind = FACETS.iter().find(|kind| kind.parameter == **name)?;
        let facet = facets.iter().find(|facet| facet.name.0 == kind.name)?;
        let option = |value: &FacetValue| {
            let label = kind.label(texts, &value.value, &value.label);
            let count = texts.number(value.count);
            (
                value.value.clone(),
                format!("{label} ({count})"),
                parameters.has_chosen(kind, &value.value),
            )
        };
        let known = facet.values.iter().filter(|value| value.value != "none");
        Some(Choice {
            label: texts.get(&kind.title),
            anything: texts.get(&format!("seeking-any-{name}")),
            parameter: kind.parameter.clone(),
            options: known.map(option).collect(),
        })
    };
    CHOICES.iter().filter_map(choice).collect()
}

fn group(kind: &GroupKind, found: Found, parameters: &SearchParameters, texts: Texts) -> Group {
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
