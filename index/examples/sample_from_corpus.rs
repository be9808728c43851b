//! Makes the sample that ships with the program from a corpus of facts read
//! from public git histories.
//!
//! ```sh
//! cargo run -p bronwijzer-index --example sample_from_corpus -- CORPUS data/sample.ndjson.zst
//! ```
//!
//! `CORPUS` is a folder with `repositories.jsonl` and `texts/OWNER+NAME.json`.
//! Only facts go into the sample: names, dates, licences, languages, counts and
//! which files there are. No text of a repository does.

use std::io::Write;
use std::path::Path;

use bronwijzer_crawler::address::{AccountUrl, RepositoryId, RepositoryUrl};
use bronwijzer_crawler::commits::{Commit, CommitActivity, WINDOW_DAYS};
use bronwijzer_crawler::observation::{
    FileKind, ForgeLicence, KnownFile, LanguageSize, Observation, Release, Releases, Source,
};
use chrono::{DateTime, Days, Utc};
use serde::Deserialize;
use serde_json::{Map, Value, json};

#[derive(Deserialize)]
struct Row {
    owner: String,
    name: String,
    url: RepositoryUrl,
    default_branch: Option<String>,
    last_commit_at: Option<DateTime<Utc>>,
    licence_file: Option<String>,
    licence_spdx: Option<String>,
    readme_file: Option<String>,
    publiccode_file: Option<String>,
    community_files: Map<String, Value>,
    ci: bool,
    tests: bool,
    languages: Map<String, Value>,
    tags: Vec<Tag>,
}

#[derive(Deserialize)]
struct Tag {
    name: String,
    at: DateTime<Utc>,
}

#[derive(Deserialize)]
struct History {
    commits: Vec<(DateTime<Utc>, u64)>,
}

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [corpus, output] = arguments.as_slice() else {
        return Err("give the folder of the corpus and the file to write".into());
    };
    let corpus = Path::new(corpus);
    let rows: Vec<Row> = std::fs::read_to_string(corpus.join("repositories.jsonl"))?
        .lines()
        .map(serde_json::from_str)
        .collect::<Result<_, _>>()?;
    let newest = rows.iter().filter_map(|row| row.last_commit_at).max();
    let observed_at = newest.ok_or("the corpus has no commits")?;

    let mut writer = zstd::stream::write::Encoder::new(std::fs::File::create(output)?, 19)?;
    writeln!(
        writer,
        "{}",
        json!({ "format": "bronwijzer-catalogue", "version": 1, "contents": "sample" })
    )?;
    for row in &rows {
        let texts = corpus
            .join("texts")
            .join(format!("{}+{}.json", row.owner, row.name));
        let history: History = serde_json::from_str(&std::fs::read_to_string(texts)?)?;
        let observation = observe(row, &history, observed_at);
        let account = AccountUrl::new(row.url.host().clone(), &row.owner);
        let record = json!({
            "observation": observation,
            "account": account,
            "first_seen_at": observed_at,
        });
        writeln!(writer, "{}", json!({ "record": record }))?;
    }
    writer.finish()?;
    println!("{} repositories, facts of {observed_at}", rows.len());
    Ok(())
}

fn observe(row: &Row, history: &History, observed_at: DateTime<Utc>) -> Observation {
    // The corpus does not know the forge's id.
    let id = RepositoryId::new(row.url.host().clone(), row.url.path().to_lowercase());
    let mut observation = Observation::bare(id, row.url.clone(), observed_at, Source::Sample);
    observation.default_branch.clone_from(&row.default_branch);
    observation.licence = Some(match (&row.licence_spdx, &row.licence_file) {
        (Some(id), _) => ForgeLicence::Spdx { id: id.clone() },
        (None, Some(_)) => ForgeLicence::Unrecognised,
        (None, None) => ForgeLicence::Missing,
    });
    let mut languages: Vec<LanguageSize> = row
        .languages
        .iter()
        .filter_map(|(name, bytes)| {
            Some(LanguageSize {
                name: name.clone(),
                bytes: bytes.as_u64()?,
            })
        })
        .collect();
    languages.sort_by_key(|language| std::cmp::Reverse(language.bytes));
    observation.languages = Some(languages);
    observation.tags = Some(tags(row));
    observation.files = Some(files(row));
    observation.commits = Some(commits(row, history, observed_at));
    observation
}

fn tags(row: &Row) -> Releases {
    let mut newest: Vec<Release> = row
        .tags
        .iter()
        .map(|tag| Release {
            name: tag.name.clone(),
            at: Some(tag.at),
            ..Release::default()
        })
        .collect();
    newest.sort_by_key(|tag| std::cmp::Reverse(tag.at));
    newest.truncate(10);
    Releases {
        total: row.tags.len() as u64,
        newest,
    }
}

fn files(row: &Row) -> Vec<KnownFile> {
    let mut files: Vec<KnownFile> = [
        (FileKind::Readme, &row.readme_file),
        (FileKind::Licence, &row.licence_file),
        (FileKind::Publiccode, &row.publiccode_file),
    ]
    .into_iter()
    .filter_map(|(kind, path)| {
        Some(KnownFile {
            kind,
            path: path.clone()?,
        })
    })
    .collect();
    for path in row.community_files.values().filter_map(Value::as_str) {
        let name = path.rsplit('/').next().unwrap_or(path);
        if let Some(kind) = FileKind::of(name, false) {
            files.push(KnownFile {
                kind,
                path: path.to_owned(),
            });
        }
    }
    // The corpus says that there are some, and not where.
    for (kind, there) in [(FileKind::Tests, row.tests), (FileKind::Ci, row.ci)] {
        if there {
            files.push(KnownFile {
                kind,
                path: String::new(),
            });
        }
    }
    files.sort_by_key(|file| file.kind);
    files
}

fn commits(row: &Row, history: &History, observed_at: DateTime<Utc>) -> CommitActivity {
    let since = observed_at - Days::new(WINDOW_DAYS);
    let recent: Vec<Commit> = history
        .commits
        .iter()
        .filter(|(at, _)| *at >= since)
        .map(|(at, author)| Commit {
            at: *at,
            author: author.to_string(),
            bot: false,
            merge: None,
        })
        .collect();
    CommitActivity::count(
        since,
        since,
        recent.len() as u64,
        row.last_commit_at,
        recent,
    )
}
