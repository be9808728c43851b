//! Help out: what others can do for software of government. What its owner asks for, first
//! tasks, questions that wait for an answer, and software that others use and that seems to
//! need a maintainer.

mod groups;
mod tasks;

use askama::Template;
use poem::web::Data;
use poem::{Request, Response, handler};

use super::frame::{Contents, Frame};
use super::show;
use crate::community::answer::{Statement, Statements};
use crate::community::matching::fits;
use crate::community::view::StatementView;
use crate::enums::HelpKind;
use crate::freshness::Freshness;
use crate::place::Place;
use crate::schema;
use crate::search::answer::{FacetValue, WholeFacet};
use crate::search::facet::{FACETS, FacetKind};
use crate::search::parameters::SearchParameters;
use crate::site::{Problem, Site};
use crate::texts::Texts;
use crate::variables::RepositoryFilter;
use groups::{Found, GROUPS, Group, INSTEAD};
use tasks::{QUESTIONS, QuestionConnection, TaskConnection, TaskGroup};

/// The facets that a visitor can choose from, each with the text that stands for all.
const CHOICES: [(&str, &str); 4] = [
    ("help", "help-out-any-help"),
    ("language", "seeking-any-language"),
    ("category", "seeking-any-category"),
    ("organisation", "seeking-any-organisation"),
];

/// Values of facets that say of nothing what it is.
const NO_CHOICE: [&str; 2] = ["none", "any"];

#[derive(cynic::QueryVariables)]
pub(super) struct Wanted {
    offered: RepositoryFilter,
    explicit: RepositoryFilter,
    quiet: RepositoryFilter,
    leaning: RepositoryFilter,
    instead: RepositoryFilter,
    languages: Option<Vec<String>>,
    themes: Option<Vec<String>>,
    organisations: Option<Vec<String>>,
    help: Option<Vec<HelpKind>>,
    language: String,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query", variables = "Wanted")]
struct Answer {
    catalogue: Contents,
    #[cynic(rename = "catalogue", alias)]
    freshness: Freshness,
    #[cynic(rename = "repositories", alias)]
    #[arguments(filter: $offered, first: 1)]
    choices: Choices,
    #[arguments(language: $languages, theme: $themes, organisation: $organisations, help: $help, first: 25)]
    first_tasks: TaskConnection,
    #[arguments(language: $languages, theme: $themes, organisation: $organisations, first: 10)]
    waiting_questions: QuestionConnection,
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
    #[arguments(names: [HELP, LANGUAGE, CATEGORY, ORGANISATION])]
    facets: Vec<WholeFacet>,
}

#[derive(Template)]
#[template(path = "help_out.html")]
struct HelpOutPage {
    frame: Frame,
    action: String,
    choices: Vec<Choice>,
    is_chosen: bool,
    as_of: String,
    old: Option<String>,
    /// What its owner asks for.
    asked: Vec<Group>,
    tasks: Vec<TaskGroup>,
    /// What seems to need help.
    groups: Vec<Group>,
    /// Each part of the page: its fragment and its title.
    parts: Vec<(&'static str, String)>,
    /// What is said when there is nothing of what was asked for.
    nothing: Option<String>,
    said_title: String,
    /// What owners ask for here, each with the offers that fit it.
    said: Vec<(StatementView, Vec<StatementView>)>,
    offers: Vec<StatementView>,
    /// The form for an offer in general; nothing where nobody can sign in.
    offer: Option<String>,
}

impl HelpOutPage {
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

#[handler]
pub(crate) async fn serve(request: &Request, Data(site): Data<&Site>) -> poem::Result<Response> {
    show(page(site, request.uri().query()).await)
}

async fn page(site: &Site, query: Option<&str>) -> Result<HelpOutPage, Problem> {
    let texts = site.texts;
    let place = Place::HelpOut;
    let (mut asked, mistakes) = SearchParameters::read(query.unwrap_or_default(), texts);
    let is_choice = |kind: &FacetKind| CHOICES.iter().any(|(name, _)| *name == kind.parameter);
    asked.chosen.retain(|(kind, _)| is_choice(kind));
    let parameters = SearchParameters {
        chosen: asked.chosen,
        ..SearchParameters::default()
    };
    if !mistakes.is_empty() {
        return Err(Problem::mistaken(place, &parameters, mistakes));
    }
    let answer: Answer = site
        .api
        .query(wanted(&parameters, texts))
        .await
        .map_err(|error| Problem::of_search(error, &place, &parameters))?;
    let help = values(&parameters, "help");
    // Who chose a kind of help is shown what asks for it.
    let wants_questions = help.is_empty() || help.iter().any(|kind| kind == QUESTIONS);
    let wants_tasks = help.is_empty() || help.iter().any(|kind| kind != QUESTIONS);
    let wants_groups = help.is_empty() || help.iter().any(|kind| kind == "code");
    let tasks = wants_tasks.then(|| TaskGroup::of_tasks(answer.first_tasks, &parameters, texts));
    let questions = wants_questions
        .then(|| TaskGroup::of_questions(answer.waiting_questions, &parameters, texts));
    let tasks: Vec<TaskGroup> = [tasks, questions].into_iter().flatten().flatten().collect();
    let [explicit, quiet, leaning] = &GROUPS;
    let plain = without_help(&parameters);
    let group = |(kind, found): (&'static groups::GroupKind, Found)| {
        (wants_groups && found.total > 0).then(|| groups::group(kind, found, &plain, texts))
    };
    let asked: Vec<Group> = group((explicit, answer.explicit)).into_iter().collect();
    let likely = [(quiet, answer.quiet), (leaning, answer.leaning)];
    let mut groups: Vec<Group> = likely.into_iter().filter_map(group).collect();
    let view = |statement: &Statement| StatementView::new(statement, texts);
    // An owner who needs nobody says that on the page of the repository; and who chose a kind of
    // help is shown who asks for it.
    let is_sought = |one: &&Statement| {
        let asks = one.values("help");
        one.value("sought") != Some("nothing")
            && (help.is_empty() || help.iter().any(|kind| asks.contains(kind)))
    };
    let sought = answer.said.nodes.iter().filter(is_sought);
    let said: Vec<(StatementView, Vec<StatementView>)> = sought
        .map(|one| {
            let offers = answer.offers.nodes.iter();
            let fitting = offers.filter(|offer| fits(offer, one)).map(view);
            (view(one), fitting.collect())
        })
        .collect();
    let is_empty = said.is_empty() && asked.is_empty() && tasks.is_empty() && groups.is_empty();
    let nothing = match parameters.chosen.is_empty() {
        true => "help-out-nothing",
        false => "help-out-nothing-chosen",
    };
    if is_empty && answer.instead.total > 0 {
        groups.push(groups::group(&INSTEAD, answer.instead, &plain, texts));
    }
    let of_group = |group: &Group| (group.anchor, group.title.clone());
    let of_tasks = |group: &TaskGroup| (group.anchor, group.title.clone());
    let of_said =
        (!said.is_empty()).then(|| ("said", texts.count("seeking-group-said", said.len() as u64)));
    let parts = of_said
        .into_iter()
        .chain(asked.iter().map(of_group))
        .chain(tasks.iter().map(of_tasks));
    let parts = parts.chain(groups.iter().map(of_group)).collect();
    let title = texts.get("help-out-title");
    Ok(HelpOutPage {
        frame: Frame::new(site, &place, query, title, Some(&answer.catalogue))
            .described(texts.get("help-out-lead")),
        action: place.path(texts.language()),
        choices: choices(&answer.choices.facets, &parameters, texts),
        is_chosen: !parameters.chosen.is_empty(),
        as_of: answer.freshness.words(texts),
        old: answer.freshness.old(answer.freshness.facts(), texts),
        asked,
        tasks,
        groups,
        parts,
        nothing: is_empty.then(|| texts.get(nothing)),
        said_title: texts.count("seeking-group-said", said.len() as u64),
        said,
        offers: answer.offers.nodes.iter().map(view).collect(),
        offer: site.has_members().then(|| {
            let path = Place::NewStatement.path(texts.language());
            format!("{path}?kind=offer")
        }),
    })
}

fn wanted(parameters: &SearchParameters, texts: Texts) -> Wanted {
    let plain = without_help(parameters);
    let [explicit, quiet, leaning] = &GROUPS;
    let help = values(parameters, "help");
    let help = help.iter().filter(|kind| *kind != QUESTIONS);
    let help = help
        .filter(|kind| !NO_CHOICE.contains(&kind.as_str()))
        .map(|kind| HelpKind(kind.to_uppercase()));
    Wanted {
        offered: RepositoryFilter(std::collections::BTreeMap::new()),
        explicit: groups::filter(&plain, explicit),
        quiet: groups::filter(&plain, quiet),
        leaning: groups::filter(&plain, leaning),
        // Whatever was chosen: the page is never empty.
        instead: groups::filter(&SearchParameters::default(), &INSTEAD),
        languages: Some(values(parameters, "language")),
        themes: Some(values(parameters, "category")),
        organisations: Some(values(parameters, "organisation")),
        help: Some(help.collect()),
        language: texts.language().tag().to_owned(),
    }
}

/// What was chosen of a facet.
fn values(parameters: &SearchParameters, facet: &str) -> Vec<String> {
    let chosen = parameters.chosen.iter();
    chosen
        .filter(|(kind, _)| kind.parameter == facet)
        .map(|(_, value)| value.clone())
        .collect()
}

/// The choice but for the kind of help, of which what seeks a maintainer says nothing.
fn without_help(parameters: &SearchParameters) -> SearchParameters {
    let mut plain = parameters.clone();
    plain.chosen.retain(|(kind, _)| kind.parameter != "help");
    plain
}

fn choices(facets: &[WholeFacet], parameters: &SearchParameters, texts: Texts) -> Vec<Choice> {
    let choice = |(name, anything): &(&str, &str)| {
        let kind = FACETS.iter().find(|kind| kind.parameter == *name)?;
        let facet = facets.iter().find(|facet| facet.name.0 == kind.name)?;
        let option = |value: &FacetValue| {
            let label = kind.label(texts, &value.value, &value.label);
            (
                value.value.clone(),
                label,
                parameters.has_chosen(kind, &value.value),
            )
        };
        let known = facet.values.iter();
        let known = known.filter(|value| !NO_CHOICE.contains(&value.value.as_str()));
        Some(Choice {
            label: texts.get(&kind.title),
            anything: texts.get(anything),
            parameter: kind.parameter.clone(),
            options: known.map(option).collect(),
        })
    };
    let choices = CHOICES.iter().filter_map(choice);
    choices
        .filter(|choice| !choice.options.is_empty())
        .collect()
}
