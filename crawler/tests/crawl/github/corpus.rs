//! Real repositories, where their facts are on this machine.

use bronwijzer_crawler::observation::{FileKind, ForgeLicence};
use bronwijzer_double::corpus;
use bronwijzer_double::world::World;

use crate::support::{Setup, shared};

/// Far more runs than the longest histories take.
const LATER_RUNS: usize = 40;

#[tokio::test]
async fn crawl_reads_the_facts_of_real_repositories() {
    let Some(rows) = shared("corpus").and_then(|dir| corpus::read(&dir)) else {
        return;
    };
    let mut owners: Vec<&str> = rows.iter().map(|(row, _)| row.owner.as_str()).collect();
    owners.sort_unstable();
    owners.dedup();
    let setup = Setup::new(World::corpus(&rows), &owners).await;
    let run = setup.crawl().await;
    assert_eq!(run.total().new, rows.len() as u64, "{:#?}", run.problems);
    println!(
        "{} repositories of {} accounts: {} requests, {} points",
        rows.len(),
        owners.len(),
        run.spending[0].requests,
        run.spending[0].points
    );
    let seen = setup.forge.take_seen();
    let asked: Vec<&str> = seen.iter().map(|seen| &*seen.operation).collect();
    let max_requests = 5 * (rows.len() as u64).div_ceil(100);
    assert!(run.spending[0].requests <= max_requests, "{asked:?}");
    // Histories that did not fit follow in later runs, some in each.
    let is_whole = || {
        rows.iter().all(|(row, _)| {
            let path = format!("{}/{}", row.owner, row.name);
            let commits = setup.sink.at(&path).observation.commits;
            commits.is_some_and(|commits| commits.missing() == 0)
        })
    };
    for _ in 0..LATER_RUNS {
        if is_whole() {
            break;
        }
        setup.crawl().await;
    }

    for (row, texts) in &rows {
        let path = format!("{}/{}", row.owner, row.name);
        let facts = setup.sink.at(&path).observation;
        assert_eq!(
            facts.default_branch.as_deref(),
            Some(row.default_branch.as_str()),
            "{path}"
        );
        assert_eq!(facts.pushed_at, Some(row.last_commit_at), "{path}");
        let licence = match (&row.licence_spdx, &row.licence_file) {
            (Some(id), _) => ForgeLicence::Spdx { id: id.clone() },
            (None, Some(_)) => ForgeLicence::Unrecognised,
            (None, None) => ForgeLicence::Missing,
        };
        assert_eq!(facts.licence, Some(licence), "{path}");

        let languages: Vec<_> = facts.languages.iter().flatten().collect();
        assert_eq!(languages.len(), row.languages.len().min(20), "{path}");
        for language in languages {
            assert_eq!(row.languages[&language.name], language.bytes, "{path}");
        }
        assert_eq!(
            facts.tags.as_ref().unwrap().total,
            row.tags.len() as u64,
            "{path}"
        );

        let text_of = |file: &Option<bronwijzer_crawler::observation::TextFile>| {
            file.as_ref().map(|file| (file.path.clone(), file.bytes))
        };
        let expected = |path: &Option<String>, text: &Option<String>| {
            Some((path.clone()?, text.as_ref()?.len() as u64))
        };
        if !texts.has_several_readmes() {
            assert_eq!(
                text_of(&facts.readme),
                expected(&row.readme_file, &texts.readme),
                "{path}"
            );
        }
        assert_eq!(
            text_of(&facts.publiccode),
            expected(&row.publiccode_file, &texts.publiccode),
            "{path}"
        );
        // Licences are looked for in the root, and read where they are texts.
        let is_read = |path: &String| !path.contains('/') && !path.ends_with(".pdf");
        if row.licence_file.as_ref().is_none_or(is_read) {
            let found: Vec<_> = facts
                .licence_texts()
                .map(|file| (file.path.clone(), file.bytes))
                .collect();
            let expected = expected(&row.licence_file, &texts.licence);
            assert!(
                expected.as_ref().is_none_or(|file| found.contains(file)),
                "{path}: {expected:?} in {found:?}"
            );
        }
        let has = |kind| facts.files.iter().flatten().any(|file| file.kind == kind);
        assert!(has(FileKind::Tests) || !row.tests, "{path}");
        assert!(has(FileKind::Ci) || !row.ci, "{path}");
        for (kind, file) in &row.community_files {
            // Quarto's is no markup that forges show.
            if file.as_str().is_some_and(|file| file.ends_with(".qmd")) {
                continue;
            }
            let kind = match kind.as_str() {
                "changelog" => FileKind::Changelog,
                "codeowners" => FileKind::Codeowners,
                "contributing" => FileKind::Contributing,
                "security" => FileKind::Security,
                "code_of_conduct" => FileKind::CodeOfConduct,
                "governance" => FileKind::Governance,
                // Templates are no fact of the catalogue.
                _ => continue,
            };
            assert!(has(kind), "{path} {kind:?} {:?}", row.community_files);
        }

        let commits = facts.commits.unwrap();
        let recent: Vec<_> = texts
            .commits
            .iter()
            .filter(|(at, _)| *at >= commits.since)
            .collect();
        assert_eq!(commits.missing(), 0, "{path}");
        assert_eq!(commits.counted(), recent.len() as u64, "{path}");
        let mut authors: Vec<u32> = recent.iter().map(|(_, author)| *author).collect();
        authors.sort_unstable();
        authors.dedup();
        assert_eq!(commits.per_author.len(), authors.len(), "{path}");
        // The branch's own commit need not be the newest by its clock.
        let newest = texts.commits.iter().map(|(at, _)| *at).max();
        assert_eq!(
            commits.last_at,
            newest.max(Some(row.last_commit_at)),
            "{path}"
        );
    }
}
