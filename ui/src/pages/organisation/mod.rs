//! The page of one organisation: what is known of it and of which day, its software, how
//! open it is beside others, who it has to do with, and whom to ask.

pub(crate) mod alike;
pub(crate) mod answer;
mod community;
pub(crate) mod contacts;
pub(crate) mod kin;
mod news;
pub(crate) mod standing;

use askama::Template;
use poem::web::{Data, Path, Redirect};
use poem::{IntoResponse, Request, Response, handler};
use url::form_urlencoded;

use super::account::{Account, AccountView};
use super::frame::Frame;
use super::open_by_default::figures::{FiguresView, Narrowed};
use super::repository::RelatedView;
use super::show;
use crate::feeds;
use crate::linked::organisation::GovernmentOrganisation;
use crate::operator::Operator;
use crate::place::Place;
use crate::preview;
use crate::search::parameters::{Mistake, SearchParameters};
use crate::search::view::SearchView;
use crate::site::{Problem, Site};
use crate::texts::{Texts, text};
use crate::verdict::Label;
use alike::Alike;
use answer::{Answer, SearchOfOne};
use community::CommunityView;
use contacts::{ContactView, web_link};
use kin::{EndView, KinList, KinView};
use news::NewsItem;
use standing::{FirstStep, first_steps};

/// Facets that are the same for all of an organisation's repositories.
const FIXED: &[&str] = &["organisation", "organisationType"];

/// With fewer repositories than this a visitor reads the list, and needs no filters.
const ENOUGH_TO_FILTER: u64 = 30;

/// The parameter that asks for the figures of what is part of it too, and its value.
const WITH: (&str, &str) = ("with", "children");

#[derive(Template)]
#[template(path = "organisation.html")]
struct OrganisationPage {
    frame: Frame,
    /// The same for search engines, as JSON-LD.
    schema_org: String,
    name: String,
    short_names: String,
    kind: String,
    kind_href: String,
    kind_heading: String,
    organisations: String,
    tooi: Option<String>,
    province: Option<String>,
    websites: Vec<(String, String)>,
    accounts: Vec<AccountView>,
    end: Option<EndView>,
    predecessors: Vec<KinView>,
    parent: Option<KinView>,
    kin: Vec<KinList>,
    /// Its state, why, and since when.
    label: Label,
    summary: Vec<String>,
    since: Option<String>,
    as_of: String,
    old: Option<String>,
    /// What is told in place of software, where none is known; and who does publish.
    without_code: Option<String>,
    alike: Option<Alike>,
    has_accounts: bool,
    figures: Option<FiguresView>,
    /// The figures of it alone, and with all that is part of it: words, address, whether
    /// they are shown. Empty where nothing is part of it.
    scopes: Vec<(String, String, bool)>,
    /// Who it is compared with; `None` when there is nobody.
    peers: Option<String>,
    first_steps: Vec<FirstStep>,
    contacts: Vec<ContactView>,
    operator: Operator,
    toolbox: String,
    report: String,
    news: Vec<NewsItem>,
    projects_title: String,
    uses: Vec<RelatedView>,
    uses_title: String,
    /// How many it uses beside these.
    uses_more: Option<String>,
    search: SearchView,
    has_filters: bool,
    community: CommunityView,
}

/// The page; of one that ended and that one other came after, the way to that one. A former
/// slug leads to the one of now.
#[handler]
pub(crate) async fn serve(
    request: &Request,
    Path(slug): Path<String>,
    Data(site): Data<&Site>,
) -> poem::Result<Response> {
    answer(request, slug, site, false).await
}

/// What was known of one that ended, at an address of its own: the usual one leads to who
/// came after it. Of one that is there the way to its page.
#[handler]
pub(crate) async fn serve_history(
    request: &Request,
    Path(slug): Path<String>,
    Data(site): Data<&Site>,
) -> poem::Result<Response> {
    answer(request, slug, site, true).await
}

/// What an address has.
enum Found {
    Page(Box<OrganisationPage>),
    /// It is elsewhere for good.
    Moved(Place),
    /// It is elsewhere now.
    Elsewhere(Place),
}

async fn answer(
    request: &Request,
    slug: String,
    site: &Site,
    is_history: bool,
) -> poem::Result<Response> {
    let query = request.uri().query();
    let language = site.texts.language();
    Ok(match find(site, slug, query, is_history).await? {
        Found::Page(page) => show(Ok(*page))?,
        Found::Moved(place) => Redirect::permanent(place.path(language)).into_response(),
        Found::Elsewhere(place) => Redirect::temporary(place.path(language)).into_response(),
    })
}

async fn find(
    site: &Site,
    slug: String,
    query: Option<&str>,
    is_history: bool,
) -> Result<Found, Problem> {
    let texts = site.texts;
    let asked = query.unwrap_or_default();
    let (mut parameters, mistakes) = SearchParameters::read(asked, texts);
    parameters
        .chosen
        .retain(|(kind, _)| !FIXED.contains(&kind.parameter.as_str()));
    let place = Place::Organisation(slug.clone());
    if !mistakes.is_empty() {
        return Err(Problem::mistaken(place, &parameters, mistakes));
    }
    let search = parameters.variables();
    let with_children = form_urlencoded::parse(asked.as_bytes())
        .any(|(name, value)| (name.as_ref(), value.as_ref()) == WITH);
    let variables = SearchOfOne {
        slug: slug.clone(),
        with_children,
        query: search.query,
        filter: search.filter,
        sort: search.sort,
        offset: search.offset,
    };
    let answer: Answer = site
        .api
        .query(variables)
        .await
        .map_err(|error| Problem::of_search(error, &place, &parameters))?;
    let Some(organisation) = &answer.organisation else {
        return Err(Problem::NoOrganisation(slug));
    };
    let facts = &organisation.facts;
    let has_ended = facts.ended.is_some();
    if is_history && !has_ended {
        return Ok(Found::Elsewhere(Place::Organisation(facts.slug.clone())));
    }
    let successor = kin::successor(facts).filter(|_| !is_history);
    if let Some(successor) = successor {
        return Ok(Found::Moved(successor));
    }
    let at = match is_history {
        true => Place::OrganisationHistory(facts.slug.clone()),
        false => Place::Organisation(facts.slug.clone()),
    };
    if facts.slug != slug {
        return Ok(Found::Moved(at));
    }
    let page = page(site, answer, at, &parameters, (query, with_children)).await?;
    Ok(Found::Page(Box::new(page)))
}

async fn page(
    site: &Site,
    answer: Answer,
    at: Place,
    parameters: &SearchParameters,
    (query, with_children): (Option<&str>, bool),
) -> Result<OrganisationPage, Problem> {
    let texts = site.texts;
    let language = texts.language();
    let Some(organisation) = answer.organisation else {
        return Err(Problem::NoPage);
    };
    let community = CommunityView::of(&organisation, site).await?;
    let (facts, known) = (organisation.facts, organisation.known);
    let slug = facts.slug.as_str();
    let place = Place::Organisation(facts.slug.clone());
    if parameters.is_beyond(organisation.repositories.total) {
        let mistakes = vec![Mistake::NoSuchPage];
        return Err(Problem::mistaken(place, parameters, mistakes));
    }
    let counted = organisation
        .open_by_default
        .filter(|candidate| candidate.repositories > 0);
    let together: Vec<String> = match (with_children, organisation.figures_of) {
        (true, Some(figures)) => figures
            .organisations
            .into_iter()
            .map(|one| one.slug)
            .collect(),
        _ => vec![facts.slug.clone()],
    };
    let narrowed = Narrowed::Organisations(&together);
    let steps = counted
        .as_ref()
        .map_or_else(Vec::new, |figures| first_steps(figures, narrowed, texts));
    let own = counted.as_ref().filter(|_| !with_children);
    let description = standing::description(&facts.name, &known, own, texts);
    let summary = standing::summary(&known, own, texts);
    let kind = facts.kind.key();
    let heading = texts
        .find(&format!("type-heading-{kind}"))
        .unwrap_or_else(|| kind.clone());
    let peers = standing::peers(counted.as_ref(), &heading, texts);
    let figures = counted.map(|figures| FiguresView::new(&figures, narrowed, texts));
    let (picture_path, picture) = preview::of_organisation(slug, &facts.name, texts);
    let feeds = feeds::links(&parameters.within(&place), texts);
    let uses = organisation.uses;
    let uses_more = uses.total.saturating_sub(uses.nodes.len() as u64);
    let search = SearchView::new(
        parameters,
        &organisation.repositories,
        &place,
        FIXED,
        answer.catalogue.as_of,
        texts,
    );
    let found = known.found();
    let list = Place::Organisations.path(language);
    let title = texts.with("organisation-page-title", [("name", text(&facts.name))]);
    let alike = match known.publishes() {
        true => None,
        false => alike::publishing(&facts, &site.api, texts).await?,
    };
    let page = format!("{}{}", site.origin, at.path(language));
    let schema_org = GovernmentOrganisation {
        facts: &facts,
        accounts: &organisation.accounts,
        page,
        site,
    };
    Ok(OrganisationPage {
        schema_org: schema_org.in_page(),
        frame: Frame::new(site, &at, query, title, Some(&answer.catalogue))
            .described(description)
            .pictured(&picture_path, &picture)
            .followed_by(feeds),
        short_names: facts.short_names.join(", "),
        kind: texts
            .find(&format!("type-{kind}"))
            .unwrap_or_else(|| kind.clone()),
        kind_href: format!("{list}?type={kind}"),
        kind_heading: heading,
        organisations: list,
        tooi: facts.tooi.clone(),
        province: facts
            .province
            .as_ref()
            .and_then(|one| texts.find(&format!("province-{}", one.key()))),
        websites: facts
            .websites
            .iter()
            .filter_map(|one| web_link(one))
            .collect(),
        end: kin::end(&facts, texts),
        predecessors: kin::predecessors(&facts, texts),
        parent: facts.parent.as_ref().map(|one| KinView::new(one, texts)),
        kin: kin::lists(&facts, texts),
        label: match facts.ended {
            Some(_) => Label::of("state", "ended", texts),
            None => known.label(texts),
        },
        since: known.since(texts),
        as_of: answer.freshness.words(texts),
        old: answer.freshness.old(answer.freshness.facts(), texts),
        without_code: (!known.publishes()).then(|| {
            let names: Vec<String> = organisation.accounts.iter().map(Account::name).collect();
            let in_part = organisation.accounts.iter().any(Account::was_read);
            known.sentence(&names, in_part, texts)
        }),
        alike,
        has_accounts: known.state.accounts > 0,
        scopes: scopes(&facts, &at, with_children, texts),
        contacts: facts
            .contacts
            .iter()
            .map(|contact| ContactView::new(contact, texts))
            .collect(),
        operator: answer.operator,
        toolbox: Place::Toolbox.path(language),
        report: Place::Report(facts.slug.clone()).path(language),
        accounts: organisation
            .accounts
            .into_iter()
            .map(|account| account.view(texts))
            .collect(),
        summary,
        name: facts.name,
        figures,
        peers,
        first_steps: steps,
        news: organisation.recent.news(texts),
        projects_title: texts.count("organisation-projects", found),
        uses: uses.nodes.iter().map(|used| used.view(texts)).collect(),
        uses_title: texts.count("organisation-uses", uses.total),
        uses_more: (uses_more > 0).then(|| texts.count("relation-more", uses_more)),
        has_filters: found >= ENOUGH_TO_FILTER || !parameters.chosen.is_empty(),
        search,
        community,
    })
}

/// The figures of it alone, and with what is part of it.
fn scopes(
    facts: &answer::Facts,
    at: &Place,
    with_children: bool,
    texts: Texts,
) -> Vec<(String, String, bool)> {
    if facts.children.is_empty() {
        return Vec::new();
    }
    let path = at.path(texts.language());
    let (name, value) = WITH;
    let with = format!("{path}?{name}={value}");
    let count = facts.children.len() as u64;
    vec![
        (texts.get("figures-alone"), path, !with_children),
        (
            texts.count("figures-with-children", count),
            with,
            with_children,
        ),
    ]
}
