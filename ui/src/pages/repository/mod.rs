//! The page of one repository, in three layers: whether a visitor can use it, how it is worked
//! on, and what its owner wants to know.

mod about;
mod activity;
mod answer;
mod cite;
mod community;
mod contact;
mod facts;
#[cfg(any(test, fuzzing))]
pub(crate) use facts::linked;
mod head;
mod mending;
mod open_by_default;
mod openness;
mod outside;
mod referrals;
mod relations;
mod reuse;
mod scans;
mod tasks;
mod themes;
mod usage;
mod users;
mod vitality;

use askama::Template;
use bronwijzer_graphql::caching::{Caching, Reply};
use poem::web::{Data, Path, Redirect};
use poem::{IntoResponse, Request, Response, handler};

use super::account::StaleView;
use super::frame::Frame;
use super::show;
use crate::alternates;
use crate::api::AskError;
use crate::badges::{Badge, BadgeLink, Shown};
use crate::enums::MaintenanceStatus;
use crate::finding::FindingView;
use crate::linked::codemeta;
use crate::linked::schema_org::SourceCode;
use crate::place::Place;
use crate::preview;
use crate::site::{GoneRepository, Problem, Site};
use crate::texts::{Texts, text};
use crate::variables::ByUrlIn;
use crate::verdict::{VerdictView, short};
use about::AboutView;
use activity::ActivityView;
use answer::{Answer, Event, Repository, Versions};
use cite::CitationView;
use community::CommunityView;
use contact::AskingView;
use facts::{FactView, FilesView};
use head::HeadView;
use mending::MendingView;
use open_by_default::OpenByDefaultView;
use openness::OpennessView;
use outside::{ArchiveView, ScorecardView};
use referrals::RegisterView;
use relations::{GroupView, RelationGroup};
pub(super) use relations::{Related, RelatedView};
use reuse::ReuseView;
use scans::ScanView;
use tasks::TasksView;
use themes::ThemeView;
use usage::UsageView;
use users::UsersView;
use vitality::VitalityView;

/// How many releases are listed.
const SHOWN_RELEASES: usize = 5;

#[derive(Template)]
#[template(path = "repository.html")]
struct RepositoryPage {
    frame: Frame,
    /// What it is for machines, within the page.
    schema_org: String,
    head: HeadView,
    search: String,
    /// The comparison with others that begins with it.
    compare: String,
    path: String,
    url: String,
    visit: String,
    stale: Option<StaleView>,
    /// What lists show in its place.
    shown_as: Option<RelatedView>,
    reuse: ReuseView,
    asking: AskingView,
    tasks: TasksView,
    about: AboutView,
    readme_absent: String,
    users: UsersView,
    relations: Vec<GroupView>,
    similar: Vec<RelatedView>,
    usage: UsageView,
    activity: Option<ActivityView>,
    releases: Option<ReleasesView>,
    /// What happened to it: the day, and what.
    history: Vec<(String, String)>,
    brief: Vec<FactView>,
    facts: Vec<FactView>,
    /// What the source does not tell, in one sentence.
    unknown: Option<String>,
    themes: Vec<ThemeView>,
    former: Vec<String>,
    openness: OpennessView,
    archive: Option<ArchiveView>,
    scorecard: Option<ScorecardView>,
    publiccode: VerdictView,
    /// Where it is told whether it is in the lists for Europe.
    european: String,
    findings: Vec<FindingView>,
    open_by_default: OpenByDefaultView,
    files: Option<FilesView>,
    referrals: Vec<RegisterView>,
    scans: Vec<ScanView>,
    vitality: VitalityView,
    gaps: Vec<String>,
    badges: Vec<BadgeLink>,
    citation: CitationView,
    /// The same as linked data, and by the API.
    linked: String,
    rest: String,
    mending: MendingView,
    community: CommunityView,
}

/// Releases, or tags where the source names no releases.
struct ReleasesView {
    summary: String,
    /// Name, and day where it is known.
    newest: Vec<(String, Option<String>)>,
}

#[handler]
pub(crate) async fn serve(
    request: &Request,
    Path(address): Path<String>,
    Data(site): Data<&Site>,
) -> poem::Result<Response> {
    let address = address.trim_end_matches('/');
    if address.is_empty() {
        return Err(Problem::NoPage.into());
    }
    // An address that was copied whole, as browsers show it or as some proxies leave it.
    let schemes = ["https://", "http://", "https:/", "http:/"];
    if let Some(rest) = schemes
        .iter()
        .find_map(|scheme| address.strip_prefix(scheme))
    {
        let place = Place::Repository(rest.to_owned());
        let response = Redirect::permanent(place.path(site.texts.language())).into_response();
        return Ok(Reply::Public(response, Caching::Revalidated).into_response());
    }
    if let Some(response) = alternates::serve(request, address, site).await? {
        return Ok(response);
    }
    let answer = ask(site, address).await?;
    let place = Place::of_repository(&answer.repository.url);
    let path = place.path(site.texts.language());
    // Former addresses and other spellings lead to the current one.
    if place != Place::Repository(address.to_owned()) {
        let response = Redirect::moved_permanent(path).into_response();
        return Ok(Reply::Public(response, Caching::Revalidated).into_response());
    }
    let query = request.uri().query();
    let base_url = site.base_url.of(request);
    let about = about::about(&answer.repository, site).await;
    let community = CommunityView::of(&answer.repository, site).await?;
    let page = page(site, &place, query, &base_url, answer, (about, community));
    show(Ok(page))
}

/// The answer about a repository that is there.
struct Found {
    catalogue: super::frame::Contents,
    judged: answer::Judged,
    repository: Repository,
}

async fn ask(site: &Site, address: &str) -> Result<Found, Problem> {
    match site
        .api
        .query(ByUrlIn::of(address, site.texts.language()))
        .await
    {
        Ok(Answer {
            catalogue,
            judged,
            repository: Some(repository),
        }) => match repository.gone {
            None => Ok(Found {
                catalogue,
                judged,
                repository,
            }),
            Some(gone) => Err(Problem::GoneRepository(GoneRepository {
                address: address.to_owned(),
                host: repository.forge.host,
                kind: gone.kind,
                noticed_at: gone.noticed_at,
                kept: repository.archive.kept().map(Box::new),
            })),
        },
        // What is no address of a repository names none.
        Ok(_) | Err(AskError::Refused(_)) => Err(Problem::NoRepository(address.to_owned())),
        Err(AskError::Failed(error)) => Err(Problem::Unavailable(error)),
    }
}

fn page(
    site: &Site,
    place: &Place,
    query: Option<&str>,
    base_url: &str,
    answer: Found,
    (about, community): (AboutView, CommunityView),
) -> RepositoryPage {
    let texts = site.texts;
    let Found {
        catalogue,
        judged,
        repository,
    } = answer;
    let now = judged.assessed_at;
    let head = HeadView::new(&repository, texts);
    let host = repository.forge.host.clone();
    let with_host = |key| texts.with(key, [("host", text(&host))]);
    let related = |related: &Related| related.view(texts);
    let group = |group: &RelationGroup| group.view(texts);
    // Who uses it is told with what organisations say themselves.
    let relations = repository.relations.iter();
    let relations = relations.filter(|group| !group.is_used_by());
    let (facts, unknown) = facts::facts(&repository, texts);
    let path = place.path(texts.language());
    let linked = format!("{path}{}", codemeta::ENDING);
    let title = head.page_title(texts);
    RepositoryPage {
        frame: Frame::new(site, place, query, title, Some(&catalogue))
            .described(head.description(&repository, texts))
            .pictured(
                &format!("{path}{}", preview::ENDING),
                &head.picture(&repository, texts),
            )
            .linked(linked.clone()),
        schema_org: source_code(&repository, &head, base_url, texts).in_page(),
        linked,
        rest: format!("/api/v1/repositories/{}", repository.id.inner()),
        badges: badges(&repository, place, base_url, texts),
        search: Place::Search.path(texts.language()),
        compare: {
            let address = crate::place::without_scheme(&repository.url);
            let mut query = url::form_urlencoded::Serializer::new(String::new());
            let query = query.append_pair("met", address).finish();
            format!("{}?{query}", Place::Compare.path(texts.language()))
        },
        visit: with_host("repository-visit"),
        stale: repository.account.stale(repository.observed_at, texts),
        shown_as: repository.shown_as.as_ref().map(related),
        reuse: ReuseView::new(&repository, now, texts),
        asking: AskingView::new(&repository, now, texts),
        tasks: TasksView::new(&repository, texts),
        about,
        community,
        readme_absent: texts.get(if repository.lacks_file("readme") {
            "readme-none"
        } else {
            "readme-unknown"
        }),
        users: UsersView::new(&repository, texts),
        relations: relations.map(group).collect(),
        similar: repository.similar.iter().map(related).collect(),
        usage: UsageView::new(&repository, &head.title, texts),
        activity: repository
            .commits
            .as_ref()
            .map(|commits| ActivityView::new(commits, repository.observed_at, texts)),
        releases: releases(&repository, texts),
        history: history(&repository.history, texts),
        brief: facts::brief(&repository, texts),
        facts,
        unknown: (!unknown.is_empty())
            .then(|| texts.with("facts-unknown", [("what", text(unknown.join(", ")))])),
        themes: themes::rows(&repository.themes, texts),
        openness: OpennessView::new(&repository.openness, texts),
        archive: ArchiveView::new(&repository.archive, texts),
        scorecard: ScorecardView::new(&repository.scorecard, texts),
        publiccode: VerdictView::of_publiccode(&repository.publiccode_verdict, texts),
        european: super::european_feed::address(&repository.url, texts.language()),
        findings: FindingView::all(&repository.publiccode_verdict.findings, texts),
        open_by_default: OpenByDefaultView::new(&repository.open_by_default, texts),
        files: repository
            .files
            .as_deref()
            .map(|files| FilesView::new(files, &repository.unknown_files, texts)),
        referrals: referrals::by_register(&repository.referrals, texts),
        scans: ScanView::all(&repository.scans, texts),
        vitality: VitalityView::new(&repository.vitality, texts),
        gaps: repository
            .gaps
            .iter()
            .map(|gap| {
                let values = [("field", text(&gap.field)), ("reason", text(&gap.reason))];
                texts.with("gap-line", values)
            })
            .collect(),
        citation: CitationView::new(&repository, &head.title, texts),
        mending: MendingView::new(&repository, texts),
        former: repository.former_urls,
        path: repository.path,
        url: repository.url,
        head,
    }
}

/// The badges that say something of it.
fn badges(repository: &Repository, place: &Place, base_url: &str, texts: Texts) -> Vec<BadgeLink> {
    let shown = Shown {
        status: &repository.maintenance.status,
        score: repository.openness.score(),
        archive: &repository.archive.state,
        is_gone: false,
    };
    let badges = Badge::ALL.into_iter().filter(|badge| shown.knows(*badge));
    badges
        .map(|badge| badge.link(place, base_url, &shown, texts))
        .collect()
}

/// The repository for search engines.
fn source_code<'a>(
    repository: &'a Repository,
    head: &'a HeadView,
    base_url: &str,
    texts: Texts,
) -> SourceCode<'a> {
    let page = Place::of_repository(&repository.url).path(texts.language());
    let owner = head.owner.as_ref();
    let languages = repository.languages.iter().flatten();
    SourceCode {
        url: &repository.url,
        page: format!("{base_url}{page}"),
        title: &head.title,
        name: head.name.as_deref(),
        summary: head.summary.as_ref(),
        owner: owner.map(|(name, page)| (name.as_str(), format!("{base_url}{page}"))),
        licence: &repository.licence,
        languages: languages.map(|language| language.name.clone()).collect(),
        topics: repository.topics.as_deref().unwrap_or_default(),
        version: repository
            .latest_release
            .as_ref()
            .map(|version| version.name.as_str()),
        created_at: repository.created_at,
        modified_at: repository.last_activity_at,
    }
}

fn history(events: &[Event], texts: Texts) -> Vec<(String, String)> {
    let in_words = |event: &Event| {
        let words = if let Some(change) = &event.status {
            let name = |status: &MaintenanceStatus| {
                text(short(&format!("maintenance-{}", status.key()), texts))
            };
            texts.with(
                &format!("event-status-{}", change.cause.key()),
                [("from", name(&change.from)), ("to", name(&change.to))],
            )
        } else if let Some(change) = &event.licence {
            let name = |licence: &Option<String>| {
                let licence = licence.clone();
                text(licence.unwrap_or_else(|| texts.get("event-licence-none")))
            };
            let values = [("from", name(&change.from)), ("to", name(&change.to))];
            texts.with("event-licence-changed-from", values)
        } else {
            let from = event.from.as_deref().unwrap_or_default();
            let key = format!("event-{}", event.kind.key());
            texts.with(&key, [("from", text(from))])
        };
        (texts.day(event.noticed_at), words)
    };
    events.iter().map(in_words).collect()
}

fn releases(repository: &Repository, texts: Texts) -> Option<ReleasesView> {
    let view = |versions: &Versions, key| ReleasesView {
        summary: texts.count(key, versions.total),
        newest: versions
            .newest
            .iter()
            .take(SHOWN_RELEASES)
            .map(|version| (version.name.clone(), version.at.map(|at| texts.day(at))))
            .collect(),
    };
    match (&repository.releases, &repository.tags) {
        (Some(releases), Some(tags)) if releases.total == 0 && tags.total > 0 => {
            Some(view(tags, "tags-total"))
        }
        (Some(releases), _) => Some(view(releases, "releases-total")),
        (None, Some(tags)) => Some(view(tags, "tags-total")),
        (None, None) => None,
    }
}
