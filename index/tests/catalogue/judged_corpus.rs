//! The verdicts on real repositories, for reading through: names, dates and
//! counts alone, no text. Whoever has no corpus beside the checkout skips it.

use std::path::Path;

use bronwijzer_crawler::address::{RepositoryId, RepositoryUrl};
use bronwijzer_crawler::commits::{Commit, CommitActivity, WINDOW_DAYS};
use bronwijzer_crawler::observation::{
    LanguageSize, Observation, Release, Releases, Source, TextFile,
};
use bronwijzer_double::corpus::{self, CorpusRow, CorpusTexts};
use bronwijzer_index::assess::assess;
use chrono::{DateTime, Days, Utc};

use crate::sample::words;
use crate::support::now;

/// The facts that git alone tells. Who is a bot, what is a merge and how often
/// it is starred, it does not.
fn observe(row: &CorpusRow, texts: &CorpusTexts) -> Observation {
    let address = format!("https://github.com/{}/{}", row.owner, row.name);
    let url: RepositoryUrl = address.parse().unwrap();
    let id = RepositoryId::new(url.host().clone(), url.path());
    let mut observation = Observation::bare(id, url, now(), Source::GitHistory);
    observation.created_at = Some(row.first_commit_at);
    let mut languages: Vec<LanguageSize> = row
        .languages
        .iter()
        .map(|(name, bytes)| LanguageSize {
            name: name.clone(),
            bytes: bytes.as_u64().unwrap(),
        })
        .collect();
    languages.sort_by_key(|language| std::cmp::Reverse(language.bytes));
    observation.languages = Some(languages);
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
    observation.tags = Some(Releases {
        total: row.tags.len() as u64,
        newest,
    });
    let text = |path: &str, text: &Option<String>| {
        let text = text.clone()?;
        let bytes = text.len() as u64;
        Some(TextFile::capped(path, text, bytes, false))
    };
    observation.readme = text("README.md", &texts.readme);
    observation.publiccode = text("publiccode.yml", &texts.publiccode);
    observation.commits = Some(commits(texts, row.last_commit_at));
    observation
}

fn commits(texts: &CorpusTexts, last_at: DateTime<Utc>) -> CommitActivity {
    let since = now() - Days::new(WINDOW_DAYS);
    let commits: Vec<Commit> = texts
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
    let total = commits.len() as u64;
    CommitActivity::count(since, since, total, Some(last_at), commits)
}

#[test]
fn the_verdicts_on_the_corpus() {
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus");
    let Some(rows) = corpus::read(&shared) else {
        println!("skipped: {} is not on this machine", shared.display());
        return;
    };
    let lines: Vec<String> = rows
        .iter()
        .map(|(row, texts)| {
            let observation = observe(row, texts);
            let assessed = assess(&observation, now());
            let vitality = &assessed.vitality;
            let score = vitality.score.value;
            format!(
                "{}\n  {} {}\n  {} {}\n  {} {}\n  vitality {} {}",
                observation.url.path(),
                assessed.maintenance.value.as_str(),
                words(&assessed.maintenance.reasons),
                assessed.kind.value.as_str(),
                words(&assessed.kind.reasons),
                assessed.judgements.risk.value.as_str(),
                words(&assessed.judgements.risk.reasons),
                score.map_or("unknown".to_owned(), |score| score.to_string()),
                words(&vitality.score.reasons),
            )
        })
        .collect();
    insta::assert_snapshot!(lines.join("\n"));
}
