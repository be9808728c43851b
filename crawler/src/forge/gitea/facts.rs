//! From a row and the parts of one repository to an observation.

use chrono::{DateTime, Datelike, Utc};

use super::client::Client;
use super::files::{Files, Text};
use super::response::Row;
use crate::address::RepositoryUrl;
use crate::commits::CommitActivity;
use crate::forge::ForgeError;
use crate::forge::findings::Findings;
use crate::observation::{
    FileKind, Flags, ForgeLicence, Gap, LanguageSize, Observation, Releases, Source, Unread,
};
use crate::run::Problem;

/// The texts that are kept, each with its field.
pub(super) const TEXTS: &[(FileKind, &str)] = &[
    (FileKind::Readme, "readme"),
    (FileKind::Publiccode, "publiccode"),
    (FileKind::Licence, "licence_text"),
];

/// What was asked for beside the row. What the forge did not tell is `None`.
#[derive(Debug, Default)]
pub(super) struct Observed {
    /// The git id of the newest commit.
    pub(super) head: Option<String>,
    /// Whether there are no commits at all.
    pub(super) is_empty: bool,
    pub(super) commits: Option<CommitActivity>,
    pub(super) files: Option<Files>,
    pub(super) languages: Option<Vec<LanguageSize>>,
    pub(super) releases: Option<Releases>,
    pub(super) tags: Option<Releases>,
    pub(super) readme: Option<Text>,
    pub(super) publiccode: Option<Text>,
    pub(super) licence: Option<Text>,
}

/// Whether a moment is one: the forge writes "never" as 1970 or as year 1.
pub(super) fn is_told(at: &DateTime<Utc>) -> bool {
    at.year() > 1970
}

/// Makes an observation, and names what could not be read whole. `failed` is
/// the part that could not be read, if any.
pub(super) fn observe(
    client: &Client,
    row: Row,
    url: RepositoryUrl,
    observed_at: DateTime<Utc>,
    observed: Observed,
    failed: Option<(Unread, ForgeError)>,
) -> (Observation, Vec<Problem>) {
    let mut found = Findings::about(url.to_string());
    let source = Source::Forge {
        api: client.address().to_owned(),
    };
    let id = row.repository_id(client.host());
    let mut observation = Observation::bare(id, url, observed_at, source);
    observation.handle = Some(row.id.to_string());
    observation.parent = row
        .parent
        .as_ref()
        .and_then(|parent| parent.url(client.host()));
    observation.files = observed.files.as_ref().map(Files::known);
    observation.licence = licence(row.licenses.as_deref(), observed.files.as_ref());
    take_row(&mut observation, row, observed.is_empty);
    observation.languages = observed.languages;
    observation.releases = observed.releases;
    observation.tags = observed.tags;
    observation.commits = observed.commits;

    let mut unread = Vec::new();
    if let Some((part, error)) = failed {
        let what = format!("its {} could not be read: {error}", part.as_str());
        found.problems.push(Problem {
            subject: observation.url.to_string(),
            what: what.clone(),
            instead: "the rest was read".to_owned(),
            advice: "The next full refresh tries again".to_owned(),
        });
        // Which texts there are is not known without the files.
        let also = (part == Unread::Files).then_some(Unread::Texts);
        let parts = [part].into_iter().chain(also);
        unread.extend(parts.map(|part| Gap::unread(part, what.clone())));
    }
    for ((_, field), text) in
        TEXTS
            .iter()
            .zip([observed.readme, observed.publiccode, observed.licence])
    {
        let text = text.and_then(|text| text.read(&mut found, field));
        match *field {
            "readme" => observation.readme = text,
            "publiccode" => observation.publiccode = text,
            _ => observation.licence_text = text,
        }
    }
    if observed.is_empty {
        found.note(
            "default_branch",
            "the repository has no default branch",
            "it is in the catalogue without commits and files",
            "Push a first commit, or set a default branch in the settings of the repository",
        );
    } else if observation.files.is_some()
        && !unread.iter().any(|gap| gap.unread == Some(Unread::Texts))
    {
        found.check_readme(&observation);
    }
    found.check_publiccode(&observation);
    observation.gaps = found.gaps;
    observation.gaps.extend(unread);
    (observation, found.problems)
}

/// Takes over what the row tells by itself.
fn take_row(observation: &mut Observation, row: Row, is_empty: bool) {
    let counts = row.counts();
    let filled = |text: Option<String>| text.filter(|text| !text.is_empty());
    observation.description = filled(row.description);
    observation.homepage = filled(row.website);
    observation.topics = row.topics;
    observation.created_at = row.created_at.filter(is_told);
    observation.updated_at = row.updated_at;
    observation.archived_at = row
        .archived_at
        .filter(|at| row.archived == Some(true) && is_told(at));
    // A repository that was imported once has the address too.
    observation.mirror_url = filled(row.original_url).filter(|_| row.mirror == Some(true));
    observation.default_branch = filled(row.default_branch).filter(|_| !is_empty);
    observation.flags = Flags {
        archived: row.archived,
        // The forge has no such thing.
        disabled: None,
        empty: if is_empty { Some(true) } else { row.empty },
        fork: row.fork,
        mirror: row.mirror,
        template: row.template,
    };
    observation.counts = counts;
}

/// What the forge says of the licence. Several licences all hold, as far as it
/// tells. An empty list with a licence file is one that it does not recognise.
fn licence(said: Option<&[String]>, files: Option<&Files>) -> Option<ForgeLicence> {
    let said = said?;
    if said.is_empty() {
        return Some(match files?.text(FileKind::Licence) {
            Some(_) => ForgeLicence::Unrecognised,
            None => ForgeLicence::Missing,
        });
    }
    Some(ForgeLicence::Spdx {
        id: said.join(" AND "),
    })
}

#[cfg(test)]
mod tests;
