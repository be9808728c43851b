//! What is compared: a row for each verdict and fact, in the order of a visitor's questions.

use chrono::{DateTime, Days, NaiveDate, Utc};

use crate::declared::Stage;
use crate::enums::{FileKind, RepositoryKind, Seeking};
use crate::facts::{Theme, Themes, Version};
use crate::schema;
use crate::search::answer::{Gone, Identity, Licence, OrganisationName, PubliccodeOnly};
use crate::search::facet::key_of;
use crate::texts::{Texts, text};
use crate::verdict::{Judgement, Label, Maintenance};

/// How many days count as the last year.
const YEAR: Days = Days::new(365);

/// A repository, as far as it is compared.
#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Repository")]
pub(super) struct Compared {
    #[cynic(spread)]
    pub(super) identity: Identity,
    pub(super) path: String,
    organisation: Option<OrganisationName>,
    languages: Option<Vec<Named>>,
    licence: Licence,
    maintenance: Maintenance,
    kind: Kind,
    judgements: Vec<Judgement>,
    publiccode_verdict: PubliccodeOnly,
    openness: Openness,
    maintainer_search: MaintainerSearch,
    themes: Themes,
    declaration: Stage,
    used_by_others: Option<u64>,
    last_activity_at: Option<DateTime<Utc>>,
    created_at: Option<DateTime<Utc>>,
    stars: Option<u64>,
    forks: Option<u64>,
    open_issues: Option<u64>,
    latest_release: Option<Version>,
    releases: Option<Versions>,
    tags: Option<Versions>,
    commits: Option<Commits>,
    files: Option<Vec<KnownFile>>,
    unknown_files: Vec<FileKind>,
    gone: Option<Gone>,
    observed_at: DateTime<Utc>,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Language")]
struct Named {
    name: String,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "KindVerdict")]
struct Kind {
    kind: RepositoryKind,
}

#[derive(cynic::QueryFragment)]
struct Openness {
    score: Option<u64>,
}

#[derive(cynic::QueryFragment)]
struct MaintainerSearch {
    seeking: Seeking,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Releases")]
struct Versions {
    total: u64,
}

#[derive(cynic::QueryFragment)]
struct Commits {
    weeks: Vec<Week>,
    distinct_authors: u64,
}

#[derive(cynic::QueryFragment)]
struct Week {
    monday: NaiveDate,
    human: u64,
}

#[derive(cynic::QueryFragment)]
struct KnownFile {
    kind: FileKind,
}

/// Rows that answer one question.
pub(super) struct Group {
    pub(super) title: String,
    pub(super) rows: Vec<Row>,
}

/// A fact or verdict of each.
pub(super) struct Row {
    pub(super) title: String,
    pub(super) cells: Vec<Cell>,
    /// Whether what is known of them is not the same.
    pub(super) differs: bool,
}

/// A fact or verdict of one.
#[derive(Default)]
pub(super) struct Cell {
    /// `None` for what is not known.
    pub(super) text: Option<String>,
    /// The verdict that the text is of.
    pub(super) label: Option<Label>,
    /// The language of the text, where it is the owner's own.
    pub(super) lang: Option<String>,
}

impl From<Option<String>> for Cell {
    fn from(text: Option<String>) -> Self {
        Self {
            text: text.filter(|text| !text.is_empty()),
            ..Self::default()
        }
    }
}

impl Cell {
    /// A verdict; that nothing can be said is none.
    fn verdict(kind: &str, verdict: &str, texts: Texts) -> Self {
        let label = Label::of(kind, verdict, texts);
        let is_known = !verdict.eq_ignore_ascii_case("unknown");
        Self {
            text: is_known.then(|| label.text.clone()),
            label: Some(label),
            lang: None,
        }
    }
}

/// Takes what a row shows from one of them.
type Take = fn(&Compared, Texts) -> Cell;

/// Every row: the key of its title and where it comes from, under the question that it
/// answers.
const GROUPS: &[(&str, &[(&str, Take)])] = &[
    (
        "compare-what",
        &[
            ("compare-summary", |one, texts| one.summary(texts)),
            ("fact-organisation", |one, _| {
                let organisation = one.organisation.as_ref();
                organisation
                    .map(|organisation| organisation.name.clone())
                    .into()
            }),
            ("facet-kind", |one, texts| {
                texts
                    .find(&format!("publishes-{}", one.kind.kind.key()))
                    .into()
            }),
            ("facet-software-type", |one, texts| {
                let software_type = one.themes.software_type.as_slice();
                named("software-type", software_type, texts)
            }),
            ("facet-category", |one, texts| {
                named("category", &one.themes.categories, texts)
            }),
            ("facet-platform", |one, texts| {
                named("platform", &one.themes.platforms, texts)
            }),
            ("facet-theme", |one, texts| {
                named("audience", &one.themes.audience, texts)
            }),
            ("fact-languages", |one, _| {
                let languages = one.languages.iter().flatten().take(SHOWN_LANGUAGES);
                let names: Vec<&str> = languages.map(|language| language.name.as_str()).collect();
                Some(names.join(", ")).into()
            }),
            ("facet-interface-language", |one, texts| {
                one.declaration.languages(texts).into()
            }),
        ],
    ),
    (
        "compare-use",
        &[
            ("section-licence", |one, texts| {
                Cell::verdict("licence", &one.licence.verdict.0, texts)
            }),
            ("compare-licence", |one, _| {
                one.licence.spdx_id.clone().into()
            }),
            ("compare-users", |one, texts| {
                one.used_by_others.map(|users| texts.number(users)).into()
            }),
        ],
    ),
    (
        "compare-upkeep",
        &[
            ("section-maintenance", |one, texts| {
                Cell::verdict("maintenance", &one.maintenance.status.0, texts)
            }),
            ("compare-why", |one, texts| {
                let reason = one.maintenance.reasons.first();
                reason.map(|reason| reason.sentence(texts)).into()
            }),
            ("facet-development-status", |one, texts| {
                one.declaration.development_status(texts).into()
            }),
            ("facet-maintenance-type", |one, texts| {
                one.declaration.maintenance_type(texts).into()
            }),
            ("fact-last-activity", |one, texts| {
                day(one.last_activity_at, texts)
            }),
            ("compare-commits", |one, texts| {
                one.commits_in_a_year()
                    .map(|commits| texts.number(commits))
                    .into()
            }),
            ("compare-authors", |one, texts| {
                let commits = one.commits.as_ref();
                commits
                    .map(|commits| texts.number(commits.distinct_authors))
                    .into()
            }),
            ("compare-version", |one, texts| {
                one.latest_version(texts).into()
            }),
            ("facet-seeking", |one, texts| {
                texts
                    .find(&format!("seeking-{}", one.maintainer_search.seeking.key()))
                    .into()
            }),
        ],
    ),
    (
        "compare-order",
        &[
            ("facet-publiccode", |one, texts| {
                Cell::verdict("publiccode", &one.publiccode_verdict.verdict.0, texts)
            }),
            ("facet-openness", |one, texts| {
                one.openness
                    .score
                    .map(|score| texts.count("compare-openness", score))
                    .into()
            }),
            ("file-contributing", |one, texts| {
                one.file("contributing", texts)
            }),
            ("file-security", |one, texts| one.file("security", texts)),
            ("file-tests", |one, texts| one.file("tests", texts)),
            ("file-ci", |one, texts| one.file("ci", texts)),
        ],
    ),
    (
        "compare-figures",
        &[
            ("fact-created", |one, texts| day(one.created_at, texts)),
            ("fact-stars", |one, texts| {
                one.stars.map(|count| texts.number(count)).into()
            }),
            ("fact-forks", |one, texts| {
                one.forks.map(|count| texts.number(count)).into()
            }),
            ("compare-issues", |one, texts| {
                one.open_issues.map(|count| texts.number(count)).into()
            }),
            ("compare-seen", |one, texts| {
                day(Some(one.observed_at), texts)
            }),
        ],
    ),
];

/// How many programming languages are named.
const SHOWN_LANGUAGES: usize = 4;

/// The rows of these, without those of which nothing is known of any.
pub(super) fn groups(compared: &[Compared], texts: Texts) -> Vec<Group> {
    let row = |title: String, cells: Vec<Cell>| {
        let mut known = cells.iter().filter_map(|cell| cell.text.as_ref());
        let first = known.next()?;
        let differs = known.any(|other| other != first);
        Some(Row {
            title,
            cells,
            differs,
        })
    };
    let of_table = |rows: &[(&str, Take)]| -> Vec<Row> {
        let rows = rows.iter().filter_map(|(title, take)| {
            let cells = compared.iter().map(|one| take(one, texts)).collect();
            row(texts.get(title), cells)
        });
        rows.collect()
    };
    let mut groups: Vec<Group> = GROUPS
        .iter()
        .map(|(title, rows)| Group {
            title: texts.get(title),
            rows: of_table(rows),
        })
        .collect();
    // The judgements of the index's table stand with what is told of upkeep.
    let upkeep = GROUPS
        .iter()
        .position(|(title, _)| *title == "compare-upkeep");
    if let Some(group) = upkeep.and_then(|at| groups.get_mut(at)) {
        let names = compared.first().map(|one| one.judgements.as_slice());
        for at in 0..names.unwrap_or_default().len() {
            let cells = compared.iter().map(|one| {
                let judgement = one.judgements.get(at);
                let verdict = judgement.and_then(Judgement::verdict);
                verdict.map_or_else(Cell::default, |(kind, verdict)| {
                    Cell::verdict(kind, verdict, texts)
                })
            });
            let title = names.and_then(|names| names.get(at)?.title(texts));
            group
                .rows
                .extend(title.and_then(|title| row(title, cells.collect())));
        }
    }
    groups.retain(|group| !group.rows.is_empty());
    groups
}

fn day(at: Option<DateTime<Utc>>, texts: Texts) -> Cell {
    at.map(|at| texts.day(at)).into()
}

fn named(kind: &str, themes: &[Theme], texts: Texts) -> Cell {
    let name = |theme: &Theme| texts.find(&format!("{kind}-{}", key_of(&theme.value)?));
    let names: Vec<String> = themes.iter().filter_map(name).collect();
    Some(names.join(", ")).into()
}

impl Compared {
    /// Whether it is no longer public.
    pub(super) fn is_gone(&self) -> bool {
        self.gone.is_some()
    }

    fn summary(&self, texts: Texts) -> Cell {
        let summary = self.identity.summary(texts.language());
        Cell {
            lang: summary.and_then(|summary| summary.language.clone()),
            ..summary.map(|summary| summary.text.clone()).into()
        }
    }

    /// Commits by people in the year before somebody last looked.
    fn commits_in_a_year(&self) -> Option<u64> {
        let from = self.observed_at.date_naive().checked_sub_days(YEAR)?;
        let weeks = self.commits.as_ref()?.weeks.iter();
        Some(
            weeks
                .filter(|week| week.monday >= from)
                .map(|week| week.human)
                .sum(),
        )
    }

    /// The newest release or tag, with its day; that there is none, where that is known.
    fn latest_version(&self, texts: Texts) -> Option<String> {
        if let Some(Version { name, at: Some(at) }) = &self.latest_release {
            let (name, day) = (text(name), text(texts.day(*at)));
            return Some(texts.with("compare-version-of", [("name", name), ("day", day)]));
        }
        let known = [&self.releases, &self.tags].into_iter().flatten();
        let total = known.map(|versions| versions.total).max()?;
        (total == 0).then(|| texts.get("compare-no-version"))
    }

    fn file(&self, kind: &str, texts: Texts) -> Cell {
        let is_kind = |file: &FileKind| file.key() == kind;
        let has = self
            .files
            .as_ref()
            .map(|files| files.iter().any(|file| is_kind(&file.kind)));
        let has = has.filter(|has| *has || !self.unknown_files.iter().any(is_kind));
        has.map(|has| texts.get(if has { "yes" } else { "no" }))
            .into()
    }
}
