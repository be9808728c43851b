//! A world of real repositories, from a corpus of facts and texts read from
//! public git histories. The corpus lies beside the checkout on some machines
//! and is never part of it.

use std::path::Path;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::world::{Account, Author, Commit, Release, Repository, World};

/// One repository of the corpus, as far as a forge would know it.
#[derive(Debug, Clone, Deserialize)]
pub struct CorpusRow {
    /// The owner's name.
    pub owner: String,
    /// The repository's name.
    pub name: String,
    /// The default branch.
    pub default_branch: String,
    /// The first commit.
    pub first_commit_at: DateTime<Utc>,
    /// The newest commit.
    pub last_commit_at: DateTime<Utc>,
    /// The licence's file.
    pub licence_file: Option<String>,
    /// The licence, where its text was recognised.
    pub licence_spdx: Option<String>,
    /// The README's file.
    pub readme_file: Option<String>,
    /// The publiccode.yml.
    pub publiccode_file: Option<String>,
    /// Other well-known files.
    pub community_files: Map<String, Value>,
    /// Whether there is continuous integration.
    pub ci: bool,
    /// Whether there are tests.
    pub tests: bool,
    /// Languages with sizes in bytes.
    pub languages: Map<String, Value>,
    /// Tags, the newest of them where there are very many.
    pub tags: Vec<CorpusTag>,
    /// How many tags there are, where not all are listed.
    #[serde(default)]
    pub tag_count: Option<u64>,
}

/// A tag of the corpus.
#[derive(Debug, Clone, Deserialize)]
pub struct CorpusTag {
    /// Its name.
    pub name: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// The texts of one repository.
#[derive(Debug, Clone, Deserialize)]
pub struct CorpusTexts {
    /// README.
    pub readme: Option<String>,
    /// publiccode.yml.
    pub publiccode: Option<String>,
    /// The licence.
    pub licence: Option<String>,
    /// CONTRIBUTING.
    #[serde(default)]
    pub contributing: Option<String>,
    /// Every commit: when, and the author's number.
    pub commits: Vec<(DateTime<Utc>, u32)>,
    /// The files in the root.
    #[serde(default)]
    pub root_files: Vec<String>,
}

impl CorpusTexts {
    /// Whether the root has several READMEs. Then the corpus may have the text of
    /// another one than a forge shows, as a translation.
    #[must_use]
    pub fn has_several_readmes(&self) -> bool {
        self.has_several("readme")
    }

    /// Whether the root has several licences, of which a forge and a catalogue name none.
    #[must_use]
    pub fn has_several_licences(&self) -> bool {
        self.has_several("licen")
    }

    fn has_several(&self, beginning: &str) -> bool {
        let names = self.root_files.iter().map(|name| name.to_lowercase());
        names.filter(|name| name.starts_with(beginning)).count() > 1
    }
}

/// Reads the corpus in `dir`; `None` when there is none.
///
/// # Panics
/// When the corpus is there and can't be read.
#[must_use]
pub fn read(dir: &Path) -> Option<Vec<(CorpusRow, CorpusTexts)>> {
    let rows = std::fs::read_to_string(dir.join("repositories.jsonl")).ok()?;
    let read_row = |line: &str| {
        let row: CorpusRow = serde_json::from_str(line).unwrap_or_else(|e| panic!("{e}: {line}"));
        let file = dir
            .join("texts")
            .join(format!("{}+{}.json", row.owner, row.name));
        let texts =
            std::fs::read_to_string(&file).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
        let texts =
            serde_json::from_str(&texts).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
        (row, texts)
    };
    Some(rows.lines().map(read_row).collect())
}

impl World {
    /// The corpus as a world. What only a forge knows (stars, topics) is made
    /// up from the position in the corpus.
    #[must_use]
    pub fn corpus(rows: &[(CorpusRow, CorpusTexts)]) -> Self {
        let mut world = World::default();
        for (id, (row, texts)) in (1..).zip(rows) {
            if world.account(&row.owner).is_none() {
                world.accounts.push(Account::organisation(&row.owner));
            }
            world.repositories.push(repository(id, row, texts));
        }
        world
    }
}

fn repository(id: u64, row: &CorpusRow, texts: &CorpusTexts) -> Repository {
    let mut repository = Repository::new(id, &row.owner, &row.name, row.last_commit_at);
    repository.description = None;
    repository.topics = vec![format!("topic-{}", id % 7)];
    repository.created_at = row.first_commit_at;
    repository.pushed_at = Some(row.last_commit_at);
    repository.updated_at = row.last_commit_at;
    repository.default_branch = Some(row.default_branch.clone());
    repository.licence = match (&row.licence_spdx, &row.licence_file) {
        (Some(id), _) => Some(id.clone()),
        (None, Some(_)) => Some("NOASSERTION".to_owned()),
        (None, None) => None,
    };
    repository.languages = row
        .languages
        .iter()
        .filter_map(|(name, bytes)| Some((name.clone(), bytes.as_u64()?)))
        .collect();
    repository
        .languages
        .sort_by_key(|(_, bytes)| std::cmp::Reverse(*bytes));
    repository.tags = row
        .tags
        .iter()
        .map(|tag| Release {
            name: tag.name.clone(),
            at: tag.at,
            ..Release::default()
        })
        .collect();
    repository.tags.sort_by_key(|tag| std::cmp::Reverse(tag.at));

    repository.commits = texts
        .commits
        .iter()
        .map(|(at, author)| Commit {
            at: at.timestamp(),
            author: *author,
        })
        .collect();
    repository
        .commits
        .sort_by_key(|commit| std::cmp::Reverse(commit.at));
    let authors = texts.commits.iter().map(|(_, author)| author + 1).max();
    repository.authors = Arc::new(
        (0..authors.unwrap_or_default())
            .map(|number| Author {
                name: format!("Author {number}"),
                email: format!("author-{number}@example.org"),
                login: None,
            })
            .collect(),
    );

    repository.files.clear();
    for name in &texts.root_files {
        repository.write(name, "");
    }
    for path in row.community_files.values().filter_map(Value::as_str) {
        repository.write(path, "");
    }
    let with_text = [
        (&row.readme_file, &texts.readme),
        (&row.publiccode_file, &texts.publiccode),
        (&row.licence_file, &texts.licence),
    ];
    for (path, text) in with_text {
        if let (Some(path), Some(text)) = (path, text) {
            repository.write(path, text);
        }
    }
    if row.ci {
        repository.write(".github/workflows/ci.yml", "");
    }
    if row.tests {
        repository.write("tests/first", "");
    }
    repository
}
