//! What the home page shows.

use url::form_urlencoded;

use super::answer::{Answer, Figure, Repository};
use crate::pages::open_by_default::answer::{percent, percent_words};
use crate::pages::organisations::Chosen;
use crate::place::Place;
use crate::search::answer::Facet;
use crate::search::facet::{FACETS, NONE};
use crate::summary::Summary;
use crate::texts::{Texts, number, text};
use crate::verdict::Label;

/// How many purposes and languages lead on from the page.
const PURPOSES: usize = 12;
const LANGUAGES: usize = 4;

/// The figures of open by default that the page tells.
const OPEN_LICENCE: &str = "open-licence";
const UPKEEP: &str = "upkeep";

/// A link with how much is behind it.
pub(super) struct Way {
    pub(super) href: String,
    pub(super) label: String,
    pub(super) count: String,
}

/// A figure of the line of figures.
pub(super) struct Living {
    pub(super) value: String,
    pub(super) label: String,
    pub(super) href: String,
}

/// A repository on a line of a list.
pub(super) struct Line {
    pub(super) href: String,
    pub(super) name: String,
    pub(super) owner: Option<String>,
    pub(super) summary: Option<Summary>,
    /// The day by which it stands in the list, and the version that came out then.
    pub(super) day: Option<String>,
    pub(super) version: Option<String>,
    pub(super) label: Label,
}

/// A list of repositories, and where there are more.
pub(super) struct Lines {
    pub(super) id: &'static str,
    pub(super) title: String,
    pub(super) lines: Vec<Line>,
    pub(super) more: String,
    pub(super) more_label: String,
}

/// Everything but the search.
pub(super) struct HomeView {
    pub(super) figures: Vec<Living>,
    pub(super) purposes: Vec<Way>,
    pub(super) openness: Vec<String>,
    pub(super) languages: Vec<Way>,
    pub(super) lists: Vec<Lines>,
    pub(super) types: Vec<Way>,
    /// The value of the filter `openByDefault` that finds what is maintained.
    pub(super) maintained: Option<String>,
    pub(super) open_by_default: String,
    pub(super) seeking: String,
    pub(super) organisations: String,
}

impl HomeView {
    pub(super) fn new(answer: Answer, texts: Texts) -> Self {
        let facets = &answer.newest.facets;
        let figure = |key: &str| {
            let figures = answer.open_by_default.as_ref();
            figures.and_then(|all| all.figures.iter().find(|figure| figure.figure.key() == key))
        };
        let seeking = answer.seeking.total;
        let path = |place: Place| place.path(texts.language());
        let seeking_page = path(Place::HelpOut);
        let shares = [OPEN_LICENCE, UPKEEP].into_iter().filter_map(figure);
        let mut view = Self {
            figures: vec![
                living(
                    texts.number(answer.catalogue.repositories),
                    texts.count("home-repositories", answer.catalogue.repositories),
                    path(Place::Search),
                ),
                living(
                    figure(OPEN_LICENCE)
                        .and_then(|figure| figure.share)
                        .map_or_else(
                            || texts.get("home-not-enough"),
                            |share| percent_words(percent(share)),
                        ),
                    texts.get("home-open-licence"),
                    path(Place::OpenByDefault),
                ),
            ],
            purposes: ways(facets, "CATEGORY", PURPOSES, texts),
            openness: shares.map(|figure| figure.words(texts)).collect(),
            languages: ways(facets, "LANGUAGE", LANGUAGES, texts),
            types: ways(facets, "ORGANISATION_TYPE", usize::MAX, texts),
            maintained: figure(UPKEEP).map(|figure| figure.passed_value.clone()),
            open_by_default: path(Place::OpenByDefault),
            organisations: path(Place::Organisations),
            seeking: seeking_page.clone(),
            lists: [
                list(
                    "newest",
                    answer.newest.nodes,
                    sorted("created", texts),
                    texts,
                ),
                list(
                    "released",
                    answer.released.nodes,
                    sorted("latest_release", texts),
                    texts,
                ),
                list("seeking", answer.seeking.nodes, seeking_page, texts),
            ]
            .into_iter()
            .filter(|list| !list.lines.is_empty())
            .collect(),
        };
        let bodies = [
            ("home-organisations", answer.everybody, None),
            (
                "home-municipalities",
                answer.municipalities,
                Some("municipality"),
            ),
        ];
        for (at, (key, counts, kind)) in (1..).zip(bodies) {
            if let Some(counts) = counts {
                let label = texts.with(key, [("all", number(counts.total))]);
                let list = Chosen::publishing(kind).address(texts.language());
                let figure = living(texts.number(counts.publishes), label, list);
                view.figures.insert(at, figure);
            }
        }
        // None may be as there is nothing to judge by: then there is nothing to say.
        if seeking > 0 {
            let label = texts.count("home-seeking", seeking);
            let address = view.seeking.clone();
            view.figures
                .push(living(texts.number(seeking), label, address));
        }
        view
    }
}

impl Figure {
    /// As in `63% heeft een open licentie (12 van 19)`.
    fn words(&self, texts: Texts) -> String {
        let key = self.figure.key();
        match self.share {
            None => texts.get(&format!("home-figure-{key}-unknown")),
            Some(share) => texts.with(
                &format!("home-figure-{key}"),
                [
                    ("share", text(percent_words(percent(share)))),
                    ("passed", number(self.passed)),
                    ("known", number(self.passed.saturating_add(self.failed))),
                ],
            ),
        }
    }
}

fn living(value: String, label: String, href: String) -> Living {
    Living { value, label, href }
}

fn facet<'a>(facets: &'a [Facet], name: &str) -> Option<&'a Facet> {
    facets.iter().find(|facet| facet.name.0 == name)
}

/// The first values of a facet that say something, each leading to what has it.
fn ways(facets: &[Facet], name: &str, limit: usize, texts: Texts) -> Vec<Way> {
    let kind = FACETS.iter().find(|kind| kind.name == name);
    let (Some(facet), Some(kind)) = (facet(facets, name), kind) else {
        return Vec::new();
    };
    let search = Place::Search.path(texts.language());
    let values = facet.values.iter().filter(|value| value.value != NONE);
    let way = |value: &crate::search::answer::FacetValue| {
        let query: String = form_urlencoded::Serializer::new(String::new())
            .append_pair(&kind.parameter, &value.value)
            .finish();
        Way {
            href: format!("{search}?{query}"),
            label: kind.label(texts, &value.value, &value.label),
            count: texts.number(value.count),
        }
    };
    values.take(limit).map(way).collect()
}

/// All results in an order.
fn sorted(order: &str, texts: Texts) -> String {
    format!("{}?sort={order}", Place::Search.path(texts.language()))
}

fn list(id: &'static str, nodes: Vec<Repository>, more: String, texts: Texts) -> Lines {
    let line = |repository: Repository| repository.line(id, texts);
    Lines {
        id,
        title: texts.get(&format!("home-{id}-title")),
        // Without the day by which it is ordered a place in the list says nothing.
        lines: nodes
            .into_iter()
            .map(line)
            .filter(|line| line.day.is_some() || id == "seeking")
            .collect(),
        more,
        more_label: texts.get(&format!("home-{id}-more")),
    }
}

impl Repository {
    fn line(self, list: &str, texts: Texts) -> Line {
        let language = texts.language();
        let release = self.latest_release.filter(|_| list == "released");
        let day = match list {
            "newest" => self.created_at,
            _ => release.as_ref().and_then(|release| release.at),
        };
        Line {
            href: Place::of_repository(&self.identity.url).path(language),
            summary: self.identity.summary(language).cloned(),
            name: self.identity.title().to_owned(),
            owner: self.organisation.map(|organisation| organisation.name),
            day: day.map(|day| texts.day(day)),
            version: release.map(|release| release.name),
            label: Label::of("maintenance", &self.maintenance.status.0, texts),
        }
    }
}
