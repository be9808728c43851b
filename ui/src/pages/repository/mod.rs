//! The page of one repository: every fact, every verdict with its reasons, and
//! the README.

mod about;
mod activity;
mod answer;
mod facts;
mod open_by_default;
mod openness;
mod referrals;
mod relations;
mod themes;
mod vitality;

use std::sync::Arc;

use askama::Template;
use bronwijzer_graphql::caching::{Caching, Reply};
use poem::web::{Data, Path, Redirect};
use poem::{IntoResponse, Request, Response, handler};

use super::account::StaleView;
use super::frame::Frame;
use super::maintainer_search::MaintainerSearchView;
use super::show;
use crate::alternates;
use crate::api::AskError;
use crate::badges::{Badge, BadgeLink};
use crate::described::{Described, description};
use crate::enums::MaintenanceStatus;
use crate::finding::FindingView;
use crate::linked::codemeta;
use crate::place::Place;
use crate::readme::{Location, Rendered};
use crate::site::{GoneRepository, Problem, Site};
use crate::texts::{Texts, text};
use crate::variables::ByUrl;
use crate::verdict::{JudgementView, VerdictView, short};
use about::AboutView;
use activity::ActivityView;
use answer::{Answer, Event, Repository, Versions};
use facts::{FactView, FilesView, LanguageView};
use open_by_default::OpenByDefaultView;
use openness::OpennessView;
use referrals::RegisterView;
use relations::{GroupView, RelationGroup};
pub(super) use relations::{Related, RelatedView};
use themes::ThemeView;
use vitality::VitalityView;

/// How many releases are listed.
const SHOWN_RELEASES: usize = 5;

#[derive(Template)]
#[template(path = "repository.html")]
struct RepositoryPage {
    frame: Frame,
    name: String,
    path: String,
    url: String,
    description: Option<Described>,
    about: Option<AboutView>,
    visit: String,
    stale: Option<StaleView>,
    /// What lists show in its place.
    shown_as: Option<RelatedView>,
    how_we_know: String,
    maintenance: VerdictView,
    /// What it publishes, when that is no software.
    /// What comes after it, as its owner says: its name and address.
    successor: Option<(String, String)>,
    kind: Option<VerdictView>,
    /// Those of the table.
    judgements: Vec<JudgementView>,
    vitality: VitalityView,
    licence: VerdictView,
    spdx_id: Option<String>,
    publiccode: VerdictView,
    findings: Vec<FindingView>,
    themes: Vec<ThemeView>,
    referrals: Vec<RegisterView>,
    open_by_default: OpenByDefaultView,
    openness: OpennessView,
    seeking: Option<MaintainerSearchView>,
    facts: Vec<FactView>,
    /// What the source does not tell, in one sentence.
    unknown: Option<String>,
    languages: Vec<LanguageView>,
    activity: Option<ActivityView>,
    releases: Option<ReleasesView>,
    files: Option<FilesView>,
    relations: Vec<GroupView>,
    similar: Vec<RelatedView>,
    /// What happened to it: the day, and what.
    history: Vec<(String, String)>,
    former: Vec<String>,
    gaps: Vec<String>,
    badges: Vec<BadgeLink>,
    /// The same as linked data.
    linked: String,
    readme: Option<ReadmeView>,
    readme_absent: String,
    readme_at_forge: String,
}

/// Releases, or tags where the source names no releases.
struct ReleasesView {
    summary: String,
    /// Name, and day where it is known.
    newest: Vec<(String, Option<String>)>,
}

struct ReadmeView {
    from: String,
    rendered: Arc<Rendered>,
    truncated: bool,
}

#[handler]
pub(crate) async fn serve(
    request: &Request,
    Path(address): Path<String>,
    Data(site): Data<&Site>,
) -> poem::Result<Response> {
    let address = address.trim_end_matches('/');
    if let Some(response) = alternates::serve(request, address, site).await? {
        return Ok(response);
    }
    let repository = ask(site, address).await?;
    let place = Place::of_repository(&repository.1.url);
    let path = place.path(site.texts.language());
    // Former addresses and other spellings lead to the current one.
    if place != Place::Repository(address.to_owned()) {
        let response = Redirect::moved_permanent(path).into_response();
        return Ok(Reply::Public(response, Caching::Revalidated).into_response());
    }
    let query = request.uri().query();
    let base_url = site.base_url.of(request);
    let readme = readme(&repository.1, site).await;
    let about = about::about(&repository.1, site).await;
    let mut page = page(site, &place, query, &base_url, repository);
    page.readme = readme;
    page.about = about;
    show(Ok(page))
}

async fn ask(site: &Site, address: &str) -> Result<(super::frame::Contents, Repository), Problem> {
    match site.api.query(ByUrl::of(address)).await {
        Ok(Answer {
            catalogue,
            repository: Some(repository),
        }) => match repository.gone {
            None => Ok((catalogue, repository)),
            Some(gone) => Err(Problem::GoneRepository(GoneRepository {
                address: address.to_owned(),
                host: repository.forge.host,
                kind: gone.kind,
                noticed_at: gone.noticed_at,
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
    (contents, repository): (super::frame::Contents, Repository),
) -> RepositoryPage {
    let texts = site.texts;
    let title = format!("{} ({})", repository.name, repository.owner);
    let host = repository.forge.host.clone();
    let with_host = |key| texts.with(key, [("host", text(&host))]);
    let related = |related: &Related| related.view(texts);
    let group = |group: &RelationGroup| group.view(texts);
    let (facts, unknown) = facts::facts(&repository, texts);
    let linked = format!("{}{}", place.path(texts.language()), codemeta::ENDING);
    let status = repository.maintenance.status.key();
    let is_kept_up = ["active", "maintained"].contains(&status.as_str());
    RepositoryPage {
        frame: Frame::new(site, place, query, title, Some(&contents)).linked(linked.clone()),
        linked,
        badges: Badge::ALL
            .map(|badge| {
                let status = &repository.maintenance.status;
                let score = repository.openness.score();
                badge.link(place, base_url, status, score, false, texts)
            })
            .into(),
        visit: with_host("repository-visit"),
        stale: repository.account.stale(repository.observed_at, texts),
        shown_as: repository.shown_as.as_ref().map(related),
        relations: repository.relations.iter().map(group).collect(),
        similar: repository.similar.iter().map(related).collect(),
        how_we_know: how_we_know(&repository, texts),
        maintenance: VerdictView::of_maintenance(&repository.maintenance, texts),
        successor: repository.end.successor(),
        kind: VerdictView::of_other_kind(&repository.kind, texts),
        judgements: JudgementView::all(&repository.judgements, texts),
        vitality: VitalityView::new(&repository.vitality, is_kept_up, texts),
        licence: VerdictView::of_licence(&repository.licence, texts),
        spdx_id: repository.licence.spdx_id.clone(),
        publiccode: VerdictView::of_publiccode(&repository.publiccode_verdict, texts),
        findings: FindingView::all(&repository.publiccode_verdict.findings, texts),
        themes: themes::rows(&repository.themes, texts),
        referrals: referrals::by_register(&repository.referrals, texts),
        open_by_default: OpenByDefaultView::new(&repository.open_by_default, texts),
        openness: OpennessView::new(&repository.openness, texts),
        seeking: repository.maintainer_search.view(texts),
        facts,
        unknown: (!unknown.is_empty())
            .then(|| texts.with("facts-unknown", [("what", text(unknown.join(", ")))])),
        languages: facts::languages(repository.languages.as_deref().unwrap_or_default(), texts),
        activity: repository
            .commits
            .as_ref()
            .map(|commits| ActivityView::new(commits, repository.observed_at, texts)),
        releases: releases(&repository, texts),
        files: repository
            .files
            .as_deref()
            .map(|files| FilesView::new(files, &repository.unknown_files, texts)),
        gaps: repository
            .gaps
            .iter()
            .map(|gap| {
                let values = [("field", text(&gap.field)), ("reason", text(&gap.reason))];
                texts.with("gap-line", values)
            })
            .collect(),
        // They take their time on another thread.
        about: None,
        readme: None,
        readme_absent: texts.get(if has_no_readme(&repository) {
            "readme-none"
        } else {
            "readme-unknown"
        }),
        readme_at_forge: with_host("readme-at-forge"),
        history: history(&repository.history, texts),
        former: repository.former_urls,
        description: description(
            &repository.short_descriptions,
            repository.description.as_deref(),
            texts.language(),
        ),
        name: repository.name,
        path: repository.path,
        url: repository.url,
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
        } else {
            let from = event.from.as_deref().unwrap_or_default();
            let key = format!("event-{}", event.kind.key());
            texts.with(&key, [("from", text(from))])
        };
        (texts.day(event.noticed_at), words)
    };
    events.iter().map(in_words).collect()
}

fn how_we_know(repository: &Repository, texts: Texts) -> String {
    let source = texts.with(
        &format!("source-{}", repository.source.key()),
        [("host", text(&repository.forge.host))],
    );
    texts.with(
        "how-we-know-text",
        [
            ("source", text(source)),
            ("date", text(texts.day(repository.observed_at))),
        ],
    )
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

/// Whether the source listed the files and there was no README among them.
fn has_no_readme(repository: &Repository) -> bool {
    let files = repository.files.as_deref();
    files.is_some_and(|files| !files.iter().any(|file| file.kind.key() == "readme"))
}

async fn readme(repository: &Repository, site: &Site) -> Option<ReadmeView> {
    let file = repository.readme.as_ref()?;
    let location = Location {
        repository: repository.url.clone(),
        branch: repository.default_branch.clone(),
        path: file.path.clone(),
    };
    let rendered = site.readmes.render(&file.text, location).await;
    Some(ReadmeView {
        from: site.texts.with("readme-from", [("path", text(&file.path))]),
        truncated: file.truncated || rendered.is_cut,
        rendered,
    })
}
