//! Files and their texts as a crawl sees them, the same on every kind of forge.

use bronwijzer_crawler::observation::{FileKind, FilePresence, ForgeLicence, Observation};
use bronwijzer_crawler::run::CrawlRun;
use bronwijzer_double::world::{Release, Repository, World};
use chrono::Duration;

use crate::support::{Kind, Setup, expect_problem, now};

/// Crawls one repository, changed in some way, on a forge of this kind.
async fn crawl(kind: Kind, change: impl Fn(&mut Repository)) -> (CrawlRun, Observation, Setup) {
    let mut repository = Repository::new(1, "minvws", "rocky", now());
    change(&mut repository);
    let world = World::with_organisations(&["minvws"])
        .with(repository)
        .with(Repository::new(2, "minvws", "puzi", now()));
    let setup = Setup::on(kind, world, &["minvws"]).await;
    let run = setup.crawl().await;
    assert_eq!(run.total().new, 2, "{:#?}", run.problems);
    let neighbour = setup.sink.at("minvws/puzi").observation;
    assert!(neighbour.gaps.is_empty(), "{:?}", neighbour.gaps);
    assert!(neighbour.readme.is_some());
    let observation = setup.sink.at("minvws/rocky").observation;
    (run, observation, setup)
}

fn has(facts: &Observation, kind: FileKind) -> bool {
    facts.files.iter().flatten().any(|file| file.kind == kind)
}

#[tokio::test]
async fn symlink_text_is_that_of_its_target() {
    let text = "# Uitleg\n\nWat het doet.\n";
    let cases: &[(&str, &[(&str, &str)])] = &[
        ("docs/README.md", &[("README.md", "docs/README.md")]),
        ("docs/uitleg.md", &[("README.md", "./docs/uitleg.md")]),
        ("diep/weg/tekst.md", &[("README.md", "diep/weg/tekst.md")]),
        ("uitleg.md", &[("docs/README.md", "../uitleg.md")]),
        (
            "handboek/start.md",
            &[
                ("README.md", "tussen.md"),
                ("tussen.md", "handboek/start.md"),
            ],
        ),
        (
            "handboek/start.md",
            &[("README.md", "boek/start.md"), ("boek", "handboek")],
        ),
    ];
    for kind in Kind::ALL {
        for (target, links) in cases {
            let (run, facts, _) = crawl(*kind, |repository| {
                repository.remove("README.md");
                repository.write(target, text);
                for (path, to) in *links {
                    repository.link(path, to);
                }
            })
            .await;
            let readme = facts.readme.unwrap_or_else(|| panic!("{:?}", run.problems));
            assert_eq!(readme.text, text, "{links:?}");
            assert_eq!(readme.bytes, text.len() as u64);
            assert_eq!(readme.path, links[0].0);
            assert!(run.problems.is_empty(), "{:?}", run.problems);
        }
    }
}

#[tokio::test]
async fn broken_symlink_is_reported_without_text() {
    let cases: &[(&[(&str, &str)], &str)] = &[
        (&[("README.md", "weg.md")], "leads to nothing"),
        (&[("README.md", "src")], "leads to a folder"),
        (&[("README.md", "/etc/motd")], "leads out of the repository"),
        (
            &[("README.md", "../../motd")],
            "leads out of the repository",
        ),
        (
            &[("README.md", "b.md"), ("b.md", "README.md")],
            "leads through too many links",
        ),
    ];
    for kind in Kind::ALL {
        for (links, why) in cases {
            let (run, facts, _) = crawl(*kind, |repository| {
                repository.write("src/main.rs", "");
                for (path, to) in *links {
                    repository.link(path, to);
                }
            })
            .await;
            assert_eq!(facts.readme, None, "{links:?}");
            assert!(has(&facts, FileKind::Readme));
            expect_problem(&run, &["minvws/rocky", "README.md is a link that", why]);
        }
    }
}

#[tokio::test]
async fn symlinked_licence_and_publiccode_are_read() {
    for kind in Kind::ALL {
        let (run, facts, _) = crawl(*kind, |repository| {
            repository.write("LICENSES/MIT.txt", "MIT License\n");
            repository.link("LICENSE", "LICENSES/MIT.txt");
            repository.write("meta/publiccode.yml", "name: Rocky\n");
            repository.link("publiccode.yml", "meta/publiccode.yml");
        })
        .await;
        let licence = facts.licence_text.unwrap();
        assert_eq!(
            (licence.path.as_str(), licence.text.as_str()),
            ("LICENSE", "MIT License\n")
        );
        assert_eq!(facts.publiccode.unwrap().text, "name: Rocky\n");
        assert!(run.problems.is_empty(), "{:?}", run.problems);
    }
}

#[tokio::test]
async fn a_readme_is_read_under_any_name() {
    for kind in Kind::ALL {
        for name in [
            "readme.txt",
            "Readme.txt",
            "readme.rst",
            "README.org",
            "README.asciidoc",
            "README.mdown",
            "ReadMe.textile",
            "readme",
            "README.mediawiki",
            "leesmij.md",
            "README.nl.md",
        ] {
            let (run, facts, _) = crawl(*kind, |repository| {
                repository.remove("README.md");
                repository.write(name, "parkeerontheffingen");
            })
            .await;
            let readme = facts.readme.unwrap_or_else(|| panic!("{name}"));
            assert_eq!(readme.path, name);
            assert_eq!(readme.text, "parkeerontheffingen");
            assert!(run.problems.is_empty(), "{:?}", run.problems);
        }
    }
}

#[tokio::test]
async fn a_readme_in_another_encoding_is_read() {
    let utf16: Vec<u8> = "\u{FEFF}Coöperatie"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let cases: [&[u8]; 3] = [&utf16, b"Co\xf6peratie", "\u{FEFF}Coöperatie".as_bytes()];
    for kind in Kind::ALL {
        for bytes in cases {
            let (run, facts, _) = crawl(*kind, |repository| {
                repository.write("README.md", bytes);
            })
            .await;
            let readme = facts.readme.unwrap_or_else(|| panic!("{bytes:?}"));
            assert_eq!(readme.text, "Coöperatie", "{bytes:?}");
            assert!(run.problems.is_empty(), "{:?}", run.problems);
        }
    }
}

#[tokio::test]
async fn every_licence_file_is_read() {
    for kind in Kind::ALL {
        let (_, facts, _) = crawl(*kind, |repository| {
            repository.write("LICENSE", "See COPYING.\n");
            repository.write("COPYING", "GNU GENERAL PUBLIC LICENSE\n");
            repository.write("COPYING.LESSER", "GNU LESSER GENERAL PUBLIC LICENSE\n");
            repository.write("LICENSE-MIT", "MIT License\n");
            repository.write("LICENSE.APACHE", "Apache License\n");
            repository.write("LICENSES/LicenseRef-eigen.txt", "Mag alles.\n");
            repository.write("NOTICE", "Made by us.\n");
        })
        .await;
        let paths: Vec<&str> = facts.licence_texts().map(|file| &*file.path).collect();
        assert_eq!(
            paths,
            [
                "LICENSE",
                "LICENSE.APACHE",
                "COPYING",
                "COPYING.LESSER",
                "LICENSE-MIT",
                "LICENSES/LicenseRef-eigen.txt",
            ]
        );
    }
}

#[tokio::test]
async fn folder_of_many_pages_is_listed_completely() {
    for kind in Kind::ALL {
        let (run, facts, _) = crawl(*kind, |repository| {
            for number in 0..1_250 {
                repository.write(&format!("Data-{number}.csv"), "");
                repository.write(&format!("docs/a-{number}.md"), "");
            }
            for number in 0..130 {
                repository.write(&format!("Map-{number}/a.csv"), "");
                repository.write(&format!("LICENSES/AAA-{number}.txt"), "");
            }
            repository.write("SECURITY.md", "");
            repository.write("docs/contributing.md", "");
            repository.write("tests/one.rs", "");
            repository.write("publiccode.yml", "name: Rocky\n");
            repository.remove("LICENSE");
            repository.write("license.txt", "European Union Public Licence v. 1.2\n");
        })
        .await;
        for kind in [
            FileKind::Security,
            FileKind::Contributing,
            FileKind::Tests,
            FileKind::Licence,
            FileKind::Readme,
        ] {
            assert!(has(&facts, kind), "{kind:?}");
        }
        assert!(facts.lists_all_files());
        assert!(facts.licence_text.is_some() && facts.publiccode.is_some());
        assert!(run.problems.is_empty(), "{:?}", run.problems);
    }
}

#[tokio::test]
async fn files_beyond_the_list_limit_are_unknown() {
    // GitHub gives a folder whole.
    for kind in [Kind::GitLab, Kind::Gitea] {
        let (run, facts, _) = crawl(kind, |repository| {
            for number in 0..10_500 {
                repository.write(&format!("A/{number}"), "");
                repository.write(&format!("Data-{number}.csv"), "");
            }
            repository.remove("README.md");
            repository.remove("LICENSE");
            repository.licence = None;
            repository.write("zz.md", "");
        })
        .await;
        assert!(!facts.lists_all_files());
        assert!(facts.files.is_some());
        expect_problem(
            &run,
            &[
                "minvws/rocky",
                "the root folder has more files than were read",
            ],
        );
        let missing = run
            .problems
            .iter()
            .filter(|it| it.what.contains("no README"));
        assert_eq!(missing.count(), 0, "{:?}", run.problems);
    }
}

#[tokio::test]
async fn reuse_annotations_are_read() {
    for kind in Kind::ALL {
        for path in ["REUSE.toml", ".reuse/dep5"] {
            let (run, facts, _) = crawl(*kind, |repository| {
                repository.write(path, "version = 1\n");
                repository.write("tests/one.rs", "");
            })
            .await;
            let file = facts.reuse.unwrap();
            assert_eq!(
                (file.path.as_str(), file.text.as_str()),
                (path, "version = 1\n")
            );
            assert!(run.problems.is_empty(), "{:?}", run.problems);
        }
    }
}

#[tokio::test]
async fn tests_are_found_where_ecosystems_keep_them() {
    let layouts = [
        ("app/src/test/java/ATest.java", "app/src/test"),
        ("pkg/zaak/zaak_test.go", "pkg/zaak/zaak_test.go"),
        ("zaken/tests/test_zaak.py", "zaken/tests"),
        (
            "packages/kaart/jest.config.js",
            "packages/kaart/jest.config.js",
        ),
        ("src/Zaken.Tests/ZaakTests.cs", "src/Zaken.Tests"),
        ("src/app/app.spec.ts", "src/app/app.spec.ts"),
        ("phpunit.xml.dist", "phpunit.xml.dist"),
        ("features/zoeken.feature", "features/zoeken.feature"),
    ];
    for kind in Kind::ALL {
        for (path, found) in layouts {
            let (run, facts, _) = crawl(*kind, |repository| {
                repository.write(path, "");
                repository.write("web/index.js", "");
            })
            .await;
            let FilePresence::Own(file) = facts.find_file(FileKind::Tests) else {
                panic!("{kind:?}: no tests in {path}");
            };
            assert_eq!(file.path, found, "{kind:?}");
            assert!(run.problems.is_empty(), "{:?}", run.problems);
        }
    }
}

#[tokio::test]
async fn tests_are_absent_only_where_all_folders_were_seen() {
    for kind in Kind::ALL {
        for (language, expected) in [
            ("Go", FilePresence::Absent),
            // Tests stand in its code.
            ("Rust", FilePresence::Unlisted),
        ] {
            let (_, facts, _) = crawl(*kind, |repository| {
                repository.languages = vec![(language.to_owned(), 900)];
                repository.write("app/main", "");
                repository.write("lib/kaart/kern", "");
                repository.write("node_modules/jest/test/a.js", "");
                repository.write("docs/test/a.md", "");
            })
            .await;
            let found = facts.find_file(FileKind::Tests);
            assert_eq!(found, expected, "{kind:?} {language}");
        }
        let (_, facts, _) = crawl(*kind, |repository| {
            repository.languages = vec![("Go".to_owned(), 900)];
            repository.write("a/b/c/d/e/main", "");
            for folder in 'b'..='k' {
                repository.write(&format!("{folder}/main"), "");
            }
        })
        .await;
        let found = facts.find_file(FileKind::Tests);
        let expected = match kind {
            // It lists three levels of the most promising folders.
            Kind::GitHub => FilePresence::Unlisted,
            Kind::GitLab | Kind::Gitea => FilePresence::Absent,
        };
        assert_eq!(found, expected, "{kind:?}");
    }
}

#[tokio::test]
async fn community_files_count_deep_in_docs() {
    for kind in Kind::ALL {
        let (_, facts, _) = crawl(*kind, |repository| {
            repository.write("docs/dev/CONTRIBUTING.md", "");
            repository.write("docs/dev/security.md", "");
            repository.write("tests/one.rs", "");
        })
        .await;
        match kind {
            // It lists the folder docs alone: what is below it is not known.
            Kind::GitLab => {
                let found = facts.find_file(FileKind::Contributing);
                assert_eq!(found, FilePresence::Unlisted);
            }
            Kind::GitHub | Kind::Gitea => assert!(has(&facts, FileKind::Contributing)),
        }
        assert!(!has(&facts, FileKind::Security));
    }
}

#[tokio::test]
async fn unrelated_folders_are_neither_tests_nor_ci() {
    for kind in Kind::ALL {
        let (_, facts, _) = crawl(*kind, |repository| {
            repository.write("workflows/proces.bpmn", "");
            repository.write("spec/standaard.md", "");
        })
        .await;
        assert!(!has(&facts, FileKind::Ci) && !has(&facts, FileKind::Tests));
        let (_, facts, _) = crawl(*kind, |repository| {
            repository.languages = vec![("Ruby".to_owned(), 1)];
            repository.write("spec/model_spec.rb", "");
            repository.write(".github/workflows/ci.yml", "");
        })
        .await;
        assert!(has(&facts, FileKind::Ci) && has(&facts, FileKind::Tests));
    }
}

#[tokio::test]
async fn a_tag_is_as_old_as_its_commit() {
    let made = now();
    let committed = made - Duration::days(900);
    for kind in Kind::ALL {
        let (_, facts, _) = crawl(*kind, |repository| {
            repository.tags = vec![Release {
                name: "v1".to_owned(),
                at: committed,
                tagged_at: Some(made),
                ..Release::default()
            }];
        })
        .await;
        assert_eq!(facts.tags.unwrap().newest[0].at, Some(committed));
    }
}

#[tokio::test]
async fn release_has_prerelease_flag_and_author() {
    for kind in Kind::ALL {
        let (_, facts, _) = crawl(*kind, |repository| {
            let release = |name: &str, prerelease, author: &str| Release {
                name: name.to_owned(),
                at: now(),
                prerelease,
                author: Some(author.to_owned()),
                ..Release::default()
            };
            repository.releases = vec![
                release("nightly", true, "minvws-bot"),
                release("v1", false, "ada"),
            ];
        })
        .await;
        let newest = facts.releases.unwrap().newest;
        let file_flags: Vec<_> = newest
            .iter()
            .map(|one| (one.prerelease, one.by_bot))
            .collect();
        match kind {
            // It tells neither.
            Kind::GitLab => assert_eq!(file_flags, [(None, None); 2]),
            Kind::GitHub | Kind::Gitea => {
                assert_eq!(
                    file_flags,
                    [(Some(true), Some(true)), (Some(false), Some(false))]
                );
            }
        }
    }
}

#[tokio::test]
async fn gitlab_licence_key_maps_to_spdx() {
    for id in [
        "OpenSSL",
        "CC-BY-4.0",
        "OFL-1.1",
        "WTFPL",
        "EUPL-1.2",
        "LGPL-3.0-or-later",
    ] {
        let (_, facts, _) = crawl(Kind::GitLab, |repository| {
            repository.licence = Some(id.to_owned());
        })
        .await;
        assert_eq!(
            facts.licence,
            Some(ForgeLicence::Spdx { id: id.to_owned() })
        );
    }
}
