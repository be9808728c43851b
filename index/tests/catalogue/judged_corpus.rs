//! The verdicts on real repositories, for reading through: names, dates and
//! counts alone, no text. Whoever has no corpus beside the checkout skips it.

use std::path::Path;

use bronwijzer_crawler::address::{RepositoryId, RepositoryUrl};
use bronwijzer_crawler::commits::{Commit, CommitActivity, WINDOW_DAYS};
use bronwijzer_crawler::observation::{
    FileKind, ForgeLicence, KnownFile, LanguageSize, Observation, Release, Releases, Source,
    TextFile,
};
use bronwijzer_double::corpus::{self, CorpusRow, CorpusTexts};
use bronwijzer_index::Reason;
use bronwijzer_index::assess::{Assessment, CheckOutcome, OPENNESS_CHECKS, Openness, assess};
use chrono::{DateTime, Days, Utc};
use serde_json::Value;

use crate::sample::words;

/// The facts that git tells. Who is a bot, what is a merge and how often it is
/// starred, it does not.
pub(crate) fn observe(row: &CorpusRow, texts: &CorpusTexts, day: DateTime<Utc>) -> Observation {
    let address = format!("https://github.com/{}/{}", row.owner, row.name);
    let url: RepositoryUrl = address.parse().unwrap();
    let id = RepositoryId::new(url.host().clone(), url.path());
    let mut observation = Observation::bare(id, url, day, Source::GitHistory);
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
    observation.licence = Some(match (&row.licence_spdx, &row.licence_file) {
        (Some(id), _) => ForgeLicence::Spdx { id: id.clone() },
        (None, Some(_)) => ForgeLicence::Unrecognised,
        (None, None) => ForgeLicence::Missing,
    });
    let text = |path: &Option<String>, text: &Option<String>| {
        let (path, text) = (path.as_ref()?, text.clone()?);
        let bytes = text.len() as u64;
        Some(TextFile::capped(path, text, bytes, false))
    };
    observation.readme = text(&row.readme_file, &texts.readme);
    observation.publiccode = text(&row.publiccode_file, &texts.publiccode);
    observation.licence_text = text(&row.licence_file, &texts.licence);
    observation.files = Some(files(row, texts));
    observation.commits = Some(commits(texts, row.last_commit_at, day));
    observation
}

fn files(row: &CorpusRow, texts: &CorpusTexts) -> Vec<KnownFile> {
    let community = row.community_files.values().filter_map(Value::as_str);
    let mut paths: Vec<&str> = community
        .chain(texts.root_files.iter().map(String::as_str))
        .collect();
    paths.sort_unstable();
    paths.dedup();
    let named = paths.into_iter().filter_map(|path| {
        let name = path.rsplit('/').next().unwrap_or(path);
        let kind = FileKind::of(name, false)?;
        Some((kind, path))
    });
    // The corpus tells that there are some, and not where.
    let found = [
        (row.ci, FileKind::Ci, ".github/workflows"),
        (row.tests, FileKind::Tests, "tests"),
    ];
    let found = found
        .into_iter()
        .filter_map(|(there, kind, path)| there.then_some((kind, path)));
    let mut files: Vec<KnownFile> = named
        .chain(found)
        .map(|(kind, path)| KnownFile {
            kind,
            path: path.to_owned(),
        })
        .collect();
    files.sort_by_key(|file| file.kind);
    files
}

fn commits(texts: &CorpusTexts, last_at: DateTime<Utc>, day: DateTime<Utc>) -> CommitActivity {
    let since = day - Days::new(WINDOW_DAYS);
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

/// The rules that held with their facts, without words out of a README.
fn because(reasons: &[Reason]) -> String {
    let mut reasons = reasons.to_vec();
    for reason in &mut reasons {
        reason.facts.retain(|(name, _)| *name != "words");
    }
    words(&reasons)
}

/// Which checks passed, failed and could not be judged.
fn checks(openness: &Openness) -> String {
    let of = |mark: char, is: fn(&CheckOutcome) -> bool| {
        let outcomes = OPENNESS_CHECKS.iter().zip(&openness.outcomes);
        let ids: Vec<&str> = outcomes
            .filter(|(_, outcome)| is(outcome))
            .map(|(check, _)| check.id)
            .collect();
        format!(" {mark}[{}]", ids.join(" "))
    };
    let passed = of('+', CheckOutcome::passes);
    let failed = of('-', |outcome| *outcome == CheckOutcome::Failed);
    let unknown = of('?', |outcome| *outcome == CheckOutcome::Unknown);
    passed + &failed + &unknown
}

fn verdicts(path: &str, assessed: &Assessment) -> String {
    let number = |number: Option<u32>| number.map_or("unknown".to_owned(), |n| n.to_string());
    let licence = &assessed.licence;
    let vitality = &assessed.vitality.score;
    let risk = &assessed.judgements.risk;
    let lines = [
        path.to_owned(),
        format!(
            "{} {}",
            assessed.maintenance.value.as_str(),
            because(&assessed.maintenance.reasons)
        ),
        format!("{} {}", risk.value.as_str(), because(&risk.reasons)),
        format!(
            "seeking {} {}",
            assessed.seeking.value.as_str(),
            because(&assessed.seeking.reasons)
        ),
        format!(
            "{} {}",
            assessed.kind.value.as_str(),
            because(&assessed.kind.reasons)
        ),
        format!(
            "licence {} {} {}",
            licence.verdict.value.as_str(),
            licence.spdx_id.as_deref().unwrap_or("-"),
            because(&licence.verdict.reasons)
        ),
        format!(
            "openness {}{}",
            number(assessed.openness.score),
            checks(&assessed.openness)
        ),
        format!(
            "vitality {} {}",
            number(vitality.value),
            because(&vitality.reasons)
        ),
    ];
    lines.join("\n  ")
}

#[test]
fn the_verdicts_on_the_corpus() {
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus");
    let Some(rows) = corpus::read(&shared) else {
        println!("skipped: {} is not on this machine", shared.display());
        return;
    };
    // Facts are judged as of the day on which they were gathered.
    let newest = rows.iter().map(|(row, _)| row.last_commit_at).max();
    let day = newest.unwrap();
    let lines: Vec<String> = rows
        .iter()
        .map(|(row, texts)| {
            let observation = observe(row, texts, day);
            verdicts(&observation.url.path(), &assess(&observation, day))
        })
        .collect();
    insta::assert_snapshot!(lines.join("\n"));
}
