use super::*;

const PLACES: Places = Places {
    folders: &["", ".github", "docs", "src", REUSE_FOLDER],
    readmes: &[".github", "", "docs"],
};

/// A tree of paths; what begins with `@` is a link.
fn tree(paths: &[&str]) -> Tree {
    let mut tree = Tree::default();
    let mut folders: HashMap<String, Listing> = HashMap::new();
    folders.entry(String::new()).or_default();
    for path in paths {
        let (path, kind) = match path.strip_prefix('@') {
            Some(path) => (path, EntryKind::Link),
            None => (*path, EntryKind::File),
        };
        for (at, _) in path.match_indices('/') {
            let (folder, name) = path[..at].rsplit_once('/').unwrap_or(("", &path[..at]));
            let listing = folders.entry(folder.to_owned()).or_default();
            if listing.entries.iter().all(|entry| entry.name != name) {
                listing.entries.push(Entry {
                    name: name.to_owned(),
                    kind: EntryKind::Folder,
                });
            }
        }
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        let listing = folders.entry(folder.to_owned()).or_default();
        listing.entries.push(Entry {
            name: name.to_owned(),
            kind,
        });
    }
    for (path, listing) in folders {
        tree.list(path, listing);
    }
    tree
}

#[test]
fn symlinks_are_followed_within_the_repository() {
    let links = HashMap::from([
        ("to-docs", "docs/README.md"),
        ("dotted", "./docs/../docs/README.md"),
        ("docs/up", "../uitleg.md"),
        ("twice", "to-docs"),
        ("through", "handboek/README.md"),
        ("handboek", "docs"),
        ("broken", "docs/nothing.md"),
        ("loop", "pool"),
        ("pool", "loop"),
        ("self", "self"),
        ("absolute", "/etc/passwd"),
        ("out", "../other/README.md"),
        ("docs/out", "../../README.md"),
        ("folder", "docs"),
        ("under-a-file", "uitleg.md/README.md"),
        ("empty", ""),
    ]);
    let mut paths: Vec<String> = links.keys().map(|path| format!("@{path}")).collect();
    paths.extend(["docs/README.md".to_owned(), "uitleg.md".to_owned()]);
    let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
    let tree = tree(&paths);
    let follow = |path: &str| tree.follow(path, |link| links.get(link).copied());
    for (path, file) in [
        ("uitleg.md", "uitleg.md"),
        ("to-docs", "docs/README.md"),
        ("dotted", "docs/README.md"),
        ("docs/up", "uitleg.md"),
        ("twice", "docs/README.md"),
        ("through", "docs/README.md"),
    ] {
        assert_eq!(follow(path), Way::File(file.to_owned()), "{path}");
    }
    for (path, why) in [
        ("broken", "leads to nothing"),
        ("loop", "leads through too many links"),
        ("self", "leads through too many links"),
        ("absolute", "leads out of the repository"),
        ("out", "leads out of the repository"),
        ("docs/out", "leads out of the repository"),
        ("folder", "leads to a folder"),
        ("under-a-file", "leads to nothing"),
        ("empty", "leads to a folder"),
    ] {
        assert_eq!(follow(path), Way::Nowhere(why), "{path}");
    }
    let unread = tree.follow("to-docs", |_| None);
    assert_eq!(unread, Way::Follow("to-docs".to_owned()));
    let unlisted = tree.follow("to-docs", |_| Some("verder/weg.md"));
    assert_eq!(unlisted, Way::Nowhere("leads to nothing"));
}

#[test]
fn usual_file_name_wins_over_others() {
    let cases: &[(&[&str], &str)] = &[
        (&["README.nl.md", "README.txt", "README.md"], "README.md"),
        (&["README.en.md", "README.nl.md"], "README.nl.md"),
        (&["LEESMIJ.md", "readme.rst"], "readme.rst"),
        (&["README", "README.rst"], "README.rst"),
        (&["README", "Readme.mdown", "README.adoc"], "Readme.mdown"),
        (&["docs/README.md", "src/README.md"], "docs/README.md"),
        (&["README.md", "docs/README.md"], "README.md"),
        (&["README.md", ".github/readme.org"], ".github/readme.org"),
    ];
    for (paths, expected) in cases {
        assert_eq!(tree(paths).readmes(&PLACES)[0], *expected);
    }
    for name in [
        "readme.md",
        "ReadMe.MD",
        "README.markdown",
        "readme.mkd",
        "README.mkdn",
        "README.mdwn",
        "README.mdx",
        "README.rst",
        "Readme.txt",
        "README.org",
        "README.asciidoc",
        "README.adoc",
        "README.pod",
        "README.creole",
        "README.mediawiki",
        "readme.wiki",
        "README.textile",
        "README.rdoc",
        "README",
        "Leesmij.md",
    ] {
        assert_eq!(tree(&[name]).readmes(&PLACES), [name]);
    }
    for name in ["README.py", "readme.json", "NOREADME.md", "README.md/x"] {
        assert!(tree(&[name]).readmes(&PLACES).is_empty(), "{name}");
    }
    let licences = tree(&[
        "LICENSE-MIT",
        "COPYING.LESSER",
        "@LICENSE",
        "COPYING",
        "NOTICE",
        "LICENSES/MIT.txt",
        "LICENSES/LicenseRef-eigen.txt",
    ]);
    assert_eq!(
        licences.licences(),
        [
            "LICENSE",
            "COPYING",
            "COPYING.LESSER",
            "LICENSE-MIT",
            "LICENSES/LicenseRef-eigen.txt",
        ]
    );
}

#[test]
fn folders_are_recognised_by_location_and_content() {
    let kinds = |paths: &[&str], languages: &[&str]| -> Vec<FileKind> {
        let languages: Vec<LanguageSize> = languages
            .iter()
            .map(|name| LanguageSize {
                name: (*name).to_owned(),
                bytes: 1,
            })
            .collect();
        let files = tree(paths).known_files(&PLACES, None, Some(&languages));
        files.into_iter().map(|file| file.kind).collect()
    };
    assert_eq!(kinds(&["workflows/ci.yml"], &[]), []);
    assert_eq!(kinds(&["docs/workflows/ci.yml"], &[]), []);
    assert_eq!(kinds(&[".github/workflows/ci.yml"], &[]), [FileKind::Ci]);
    assert_eq!(kinds(&["spec/standaard.md"], &["HTML"]), []);
    assert_eq!(kinds(&["spec/standaard.md"], &["JavaScript"]), []);
    assert_eq!(kinds(&["spec/a_spec.rb"], &["Ruby"]), [FileKind::Tests]);
    assert_eq!(
        kinds(&["spec/a.spec.ts"], &["TypeScript"]),
        [FileKind::Tests]
    );
    assert_eq!(kinds(&["tests/a.md"], &[]), [FileKind::Tests]);
    assert_eq!(kinds(&["docs/SECURITY.md"], &[]), [FileKind::Security]);
}
