//! Observations of the repositories of a corpus: the facts that git tells. Who is a bot, what
//! is a merge and what only a forge knows, it does not.

use bronwijzer_crawler::address::{RepositoryId, RepositoryUrl};
use bronwijzer_crawler::commits::{Commit, CommitActivity, WINDOW_DAYS};
use bronwijzer_crawler::observation::{
    FileKind, ForgeLicence, KnownFile, LanguageSize, MAX_NEWEST, Observation, Release, Releases,
    Source, TextFile,
};
use bronwijzer_double::corpus::{CorpusRow, CorpusTexts};
use chrono::{DateTime, Days, Utc};
use serde_json::Value;

/// What `source` says of a repository of the corpus as of `at`, without any text of it.
///
/// # Panics
/// When the corpus has a name that is none.
#[must_use]
pub fn facts(
    row: &CorpusRow,
    texts: &CorpusTexts,
    at: DateTime<Utc>,
    source: Source,
) -> Observation {
    let address = format!("https://github.com/{}/{}", row.owner, row.name);
    let url: RepositoryUrl = address.parse().unwrap_or_else(|e| panic!("{address}: {e}"));
    // The corpus does not know the forge's id.
    let id = RepositoryId::new(url.host().clone(), url.path().to_lowercase());
    let mut observation = Observation::bare(id, url, at, source);
    observation.default_branch = Some(row.default_branch.clone());
    observation.licence = Some(match (&row.licence_spdx, &row.licence_file) {
        (Some(id), _) => ForgeLicence::Spdx { id: id.clone() },
        (None, Some(_)) => ForgeLicence::Unrecognised,
        (None, None) => ForgeLicence::Missing,
    });
    observation.languages = Some(languages(row));
    observation.tags = Some(tags(row));
    observation.files = Some(files(row, texts));
    observation.commits = Some(commits(row, texts, at));
    observation
}

/// The same with the texts of its README, publiccode.yml and licence, and with its first
/// commit for when it was made.
///
/// # Panics
/// As [`facts`].
#[must_use]
pub fn with_texts(
    row: &CorpusRow,
    texts: &CorpusTexts,
    at: DateTime<Utc>,
    source: Source,
) -> Observation {
    let mut observation = facts(row, texts, at, source);
    observation.created_at = Some(row.first_commit_at);
    let file = |path: &Option<String>, text: &Option<String>| {
        let (path, text) = (path.as_ref()?, text.clone()?);
        let bytes = text.len() as u64;
        Some(TextFile::capped(path, text, bytes, false))
    };
    observation.readme = file(&row.readme_file, &texts.readme);
    observation.publiccode = file(&row.publiccode_file, &texts.publiccode);
    observation.licence_text = file(&row.licence_file, &texts.licence);
    observation
}

fn languages(row: &CorpusRow) -> Vec<LanguageSize> {
    let sizes = row.languages.iter().filter_map(|(name, bytes)| {
        Some(LanguageSize {
            name: name.clone(),
            bytes: bytes.as_u64()?,
        })
    });
    let mut languages: Vec<LanguageSize> = sizes.collect();
    languages.sort_by_key(|language| std::cmp::Reverse(language.bytes));
    languages
}

fn tags(row: &CorpusRow) -> Releases {
    let tags = row.tags.iter().map(|tag| Release {
        name: tag.name.clone(),
        at: Some(tag.at),
        ..Release::default()
    });
    let mut newest: Vec<Release> = tags.collect();
    newest.sort_by_key(|tag| std::cmp::Reverse(tag.at));
    newest.truncate(MAX_NEWEST);
    Releases {
        total: row.tag_count.unwrap_or(row.tags.len() as u64),
        newest,
    }
}

fn files(row: &CorpusRow, texts: &CorpusTexts) -> Vec<KnownFile> {
    let named = [&row.readme_file, &row.licence_file, &row.publiccode_file];
    let named = named.into_iter().flatten().map(String::as_str);
    let community = row.community_files.values().filter_map(Value::as_str);
    let mut paths: Vec<&str> = community
        .chain(named)
        .chain(texts.root_files.iter().map(String::as_str))
        .collect();
    paths.sort_unstable();
    paths.dedup();
    let of_a_kind = paths.into_iter().filter_map(|path| {
        let name = path.rsplit('/').next().unwrap_or(path);
        Some((FileKind::of(name, false)?, path))
    });
    // The corpus tells that there are some, and not where.
    let somewhere = [
        (row.ci, FileKind::Ci, ".github/workflows"),
        (row.tests, FileKind::Tests, "tests"),
    ];
    let somewhere = somewhere.into_iter();
    let somewhere = somewhere.filter_map(|(there, kind, path)| there.then_some((kind, path)));
    let mut files: Vec<KnownFile> = of_a_kind
        .chain(somewhere)
        .map(|(kind, path)| KnownFile {
            kind,
            path: path.to_owned(),
        })
        .collect();
    files.sort_by_key(|file| file.kind);
    files
}

fn commits(row: &CorpusRow, texts: &CorpusTexts, at: DateTime<Utc>) -> CommitActivity {
    let since = at - Days::new(WINDOW_DAYS);
    let recent = texts.commits.iter().filter(|(at, _)| *at >= since);
    let recent: Vec<Commit> = recent
        .map(|(at, author)| Commit {
            at: *at,
            author: author.to_string(),
            bot: false,
            merge: None,
        })
        .collect();
    let (total, last) = (recent.len() as u64, Some(row.last_commit_at));
    CommitActivity::count(since, since, total, last, recent)
}
