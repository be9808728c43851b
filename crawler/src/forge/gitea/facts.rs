//! From a row and the parts of one repository to an observation.

use chrono::{DateTime, Datelike, Utc};

use super::client::Client;
use super::response::Row;
use crate::address::RepositoryUrl;
use crate::commits::CommitActivity;
use crate::forge::ForgeError;
use crate::forge::findings::Findings;
use crate::forge::texts::Texts;
use crate::observation::{
    FileKind, Flags, ForgeLicence, LanguageSize, Observation, Releases, Source, Unread,
};
use crate::run::Problem;

/// What was asked for beside the row. What the forge did not tell is `None`.
#[derive(Debug, Default)]
pub(super) struct Observed {
    /// The git id of the newest commit.
    pub(super) head: Option<String>,
    /// Whether there are no commits at all.
    pub(super) is_empty: bool,
    /// Whether the default branch that the row names is not there.
    pub(super) has_no_branch: bool,
    pub(super) commits: Option<CommitActivity>,
    /// Its files and texts.
    pub(super) texts: Option<Texts>,
    pub(super) languages: Option<Vec<LanguageSize>>,
    pub(super) releases: Option<Releases>,
    pub(super) tags: Option<Releases>,
}

/// Whether a moment is one: the forge writes "never" as 1970 or as year 1.
pub(super) fn is_told(at: &DateTime<Utc>) -> bool {
    at.year() > 1970
}

/// Makes an observation, and names what could not be read whole. `failed` are
/// the parts that could not be read.
pub(super) fn observe(
    client: &Client,
    row: Row,
    url: RepositoryUrl,
    observed_at: DateTime<Utc>,
    observed: Observed,
    failed: Vec<(Unread, ForgeError)>,
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
    let needs_files = row.licenses.as_ref().is_some_and(Vec::is_empty);
    let licences = row.licenses.clone();
    take_row(&mut observation, row, observed.is_empty);
    observation.languages = observed.languages;
    observation.releases = observed.releases;
    observation.tags = observed.tags;
    observation.commits = observed.commits;

    found.unread(failed.into_iter().flat_map(|(part, error)| {
        // Which texts there are, and whether one is a licence, is not known
        // without the files.
        let without_files: &[Unread] = match part {
            Unread::Files if needs_files => &[Unread::Texts, Unread::Licence],
            Unread::Files => &[Unread::Texts],
            _ => &[],
        };
        let why = error.to_string();
        let also = without_files.iter().copied();
        std::iter::once(part)
            .chain(also)
            .map(move |part| (part, why.clone()))
    }));
    if let Some(texts) = observed.texts {
        let asked = !found.is_unread(Unread::Texts);
        texts.finish(&mut found, &mut observation, asked);
    }
    observation.licence = licence(licences, &observation, &found);
    if observed.has_no_branch {
        observation.default_branch = None;
    }
    if observed.is_empty || observed.has_no_branch {
        found.no_default_branch();
    }
    observation.gaps = found.gaps;
    (observation, found.problems)
}

/// Takes over what the row tells by itself.
pub(super) fn take_row(observation: &mut Observation, row: Row, is_empty: bool) {
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
        discussions: None,
    };
    observation.counts = counts;
}

/// What the forge says of the licence. Several licences all hold, as far as it
/// tells. An empty list with a licence file is one that it does not recognise.
fn licence(
    said: Option<Vec<String>>,
    observation: &Observation,
    found: &Findings,
) -> Option<ForgeLicence> {
    let said = said?;
    if !said.is_empty() {
        return Some(ForgeLicence::Spdx {
            id: said.join(" AND "),
        });
    }
    let mut files = observation.files.as_ref()?.iter();
    let is_partial = found.gaps.iter().any(|gap| gap.field == "files");
    if files.any(|file| file.kind == FileKind::Licence && !file.path.contains('/')) {
        Some(ForgeLicence::Unrecognised)
    } else {
        (!is_partial).then_some(ForgeLicence::Missing)
    }
}

#[cfg(test)]
mod tests;
