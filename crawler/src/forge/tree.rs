//! The folders of a repository as far as a forge listed them: which well-known
//! files they hold, and where a link in them leads.

use std::cmp::Reverse;
use std::collections::{HashMap, VecDeque};

use crate::observation::{
    FileKind, FileSearch, KnownFile, LanguageSize, REUSE_FOLDER, is_licence_name, is_test_file,
    is_test_folder, may_hold_specs, may_hold_tests,
};

/// How many links lead to one file at most; git itself stops at 40, and people
/// use one.
const MOST_LINKS: usize = 8;

/// How many files of one kind are kept, where a kind may have several.
const MOST_OF_A_KIND: usize = 50;

/// How many folders of a repository are looked through for tests when there are none in
/// the usual places.
const MOST_SEARCHED: usize = 4;

/// Folders that hold the code of a repository, those with most tests first.
#[rustfmt::skip]
const SOURCE_FOLDERS: &[&str] = &[
    "app", "apps", "backend", "server", "api", "packages", "modules", "services", "internal",
    "pkg", "lib", "libs", "core", "source", "crates", "client", "frontend", "web", "projects",
    "cmd",
];

/// Extensions of documents, what is read best first; GitHub prefers Markdown
/// to other markup, and markup to plain text.
/// Source: <https://github.com/github/markup#markups>.
const EXTENSIONS: &[&str] = &[
    "md",
    "markdown",
    "mdown",
    "mkdn",
    "mkd",
    "mdwn",
    "mdx",
    "rst",
    "adoc",
    "asciidoc",
    "asc",
    "org",
    "textile",
    "rdoc",
    "mediawiki",
    "wiki",
    "creole",
    "pod",
    "txt",
    "",
];

/// Where a kind of forge looks for well-known files, the first place first.
#[derive(Debug)]
pub(super) struct Places {
    /// Folders that are listed; the root is empty.
    pub(super) folders: &'static [&'static str],
    /// Folders whose README counts for the repository.
    pub(super) readmes: &'static [&'static str],
}

/// What stands in a folder under a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum EntryKind {
    File,
    Folder,
    /// A symbolic link (mode 120000).
    Link,
    /// A commit of another repository.
    Submodule,
}

#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) name: String,
    pub(super) kind: EntryKind,
}

/// What a folder holds.
#[derive(Debug, Clone, Default)]
pub(super) struct Listing {
    pub(super) entries: Vec<Entry>,
    /// Whether the forge had more than was read.
    pub(super) is_cut: bool,
}

/// The folders that were listed, by path. One that is not there is listed as
/// empty.
#[derive(Debug, Default)]
pub(super) struct Tree {
    folders: HashMap<String, Listing>,
    /// A test in a folder that was not listed whole.
    spotted: Option<String>,
}

/// Where a path leads, links followed.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// To this file, which is no link.
    File(String),
    /// This folder has to be listed first.
    List(String),
    /// The link at this path has to be read first.
    Follow(String),
    /// Nowhere, and why.
    Nowhere(&'static str),
}

impl Tree {
    /// Takes up what is in a folder.
    pub(super) fn list(&mut self, path: impl Into<String>, listing: Listing) {
        self.folders.insert(path.into(), listing);
    }

    pub(super) fn has(&self, path: &str) -> bool {
        self.folders.contains_key(path)
    }

    /// The folders of which not all entries were read, in the order of their
    /// names.
    pub(super) fn cut_folders(&self) -> Vec<&str> {
        let cut = self.folders.iter().filter(|(_, listing)| listing.is_cut);
        let mut cut: Vec<&str> = cut.map(|(path, _)| path.as_str()).collect();
        cut.sort_unstable();
        cut
    }

    fn entries(&self, folder: &str) -> &[Entry] {
        self.folders
            .get(folder)
            .map_or(&[], |listing| listing.entries.as_slice())
    }

    /// Follows `path` through folders and links. `target` gives the text of the
    /// link at a path, once it was read.
    pub(super) fn follow<'a>(&self, path: &str, target: impl Fn(&str) -> Option<&'a str>) -> Way {
        let mut links = 0;
        let mut at: Vec<String> = Vec::new();
        let mut rest: VecDeque<String> = path.split('/').map(str::to_owned).collect();
        while let Some(name) = rest.pop_front() {
            match name.as_str() {
                "" | "." => continue,
                ".." => {
                    if at.pop().is_none() {
                        return Way::Nowhere("leads out of the repository");
                    }
                    continue;
                }
                _ => {}
            }
            let folder = at.join("/");
            let Some(listing) = self.folders.get(&folder) else {
                return Way::List(folder);
            };
            let entry = listing.entries.iter().find(|entry| entry.name == name);
            match entry.map(|entry| entry.kind) {
                Some(EntryKind::File) if rest.is_empty() => {
                    return Way::File(below(&folder, &name));
                }
                Some(EntryKind::Folder) => at.push(name),
                Some(EntryKind::Link) => {
                    links += 1;
                    if links > MOST_LINKS {
                        return Way::Nowhere("leads through too many links");
                    }
                    let link = below(&folder, &name);
                    let Some(target) = target(&link) else {
                        return Way::Follow(link);
                    };
                    // git keeps the target as it was given, without a line end.
                    if target.starts_with('/') {
                        return Way::Nowhere("leads out of the repository");
                    }
                    for part in target.split('/').rev() {
                        rest.push_front(part.to_owned());
                    }
                }
                Some(EntryKind::Submodule) => {
                    return Way::Nowhere("leads into another repository");
                }
                None if listing.is_cut => {
                    return Way::Nowhere("leads into a folder that is too large to be read");
                }
                Some(EntryKind::File) | None => return Way::Nowhere("leads to nothing"),
            }
        }
        Way::Nowhere("leads to a folder")
    }

    /// The paths that may be the README, the best first.
    pub(super) fn readmes(&self, places: &Places) -> Vec<String> {
        places
            .readmes
            .iter()
            .flat_map(|folder| self.of_kind(folder, FileKind::Readme))
            .collect()
    }

    /// The paths that may be the publiccode.yml, the best first.
    pub(super) fn publiccodes(&self) -> Vec<String> {
        self.of_kind("", FileKind::Publiccode)
    }

    /// The paths of what says by the REUSE specification which files are under which
    /// licence; a `REUSE.toml` goes before the older form.
    /// Source: <https://reuse.software/spec-3.3/#reusetoml>.
    pub(super) fn reuse(&self) -> Vec<String> {
        let has = |name: &str| self.entries("").iter().any(|entry| entry.name == name);
        let places = [("REUSE.toml", "REUSE.toml"), (".reuse", ".reuse/dep5")];
        let places = places.into_iter().filter(|(name, _)| has(name));
        places.map(|(_, path)| path.to_owned()).collect()
    }

    /// The paths of licence files, the usual one first. In the folder of REUSE
    /// a name that is an SPDX identifier says what the text is, so those are not
    /// among them.
    pub(super) fn licences(&self) -> Vec<String> {
        let mut paths = self.of_kind("", FileKind::Licence);
        let unnamed = |path: &String| {
            let name = path.rsplit('/').next().unwrap_or_default();
            let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
            !is_licence_name(stem)
        };
        let reuse = self.of_kind(REUSE_FOLDER, FileKind::ReuseLicence);
        paths.extend(reuse.into_iter().filter(unnamed));
        paths
    }

    /// The files of a kind in a folder, the best first.
    fn of_kind(&self, folder: &str, kind: FileKind) -> Vec<String> {
        let mut names: Vec<&str> = self
            .entries(folder)
            .iter()
            .filter(|entry| matches!(entry.kind, EntryKind::File | EntryKind::Link))
            .map(|entry| entry.name.as_str())
            .filter(|name| FileKind::within(folder, name, false) == Some(kind))
            .collect();
        names.sort_by_cached_key(|name| rank(kind, name));
        names.into_iter().map(|name| below(folder, name)).collect()
    }

    /// The well-known files, one per kind unless the kind may have several; what
    /// comes first counts. `readme` is the path of the one that counts as such.
    pub(super) fn known_files(
        &self,
        places: &Places,
        readme: Option<&str>,
        languages: Option<&[LanguageSize]>,
    ) -> Vec<KnownFile> {
        let mut files: Vec<KnownFile> = Vec::new();
        let known = |kind: FileKind, path: String| KnownFile { kind, path };
        files.extend(readme.map(|path| known(FileKind::Readme, path.to_owned())));
        files.extend(
            self.tests(languages)
                .map(|path| known(FileKind::Tests, path)),
        );
        let mut deep: Vec<&str> = self.folders.keys().map(String::as_str).collect();
        deep.retain(|path| path.starts_with("docs/"));
        deep.sort_unstable();
        for folder in places.folders.iter().copied().chain(deep) {
            for entry in self.entries(folder) {
                let is_folder = entry.kind == EntryKind::Folder;
                let Some(kind) = FileKind::within(folder, &entry.name, is_folder) else {
                    continue;
                };
                // Elsewhere than at the root these names mean something else.
                let counts = !matches!(kind, FileKind::Readme | FileKind::Tests)
                    && match folder {
                        "" => true,
                        "src" => false,
                        "docs" => kind != FileKind::Licence,
                        _ if folder.starts_with("docs/") => kind.may_be_deep_in_docs(),
                        _ => kind != FileKind::Publiccode,
                    };
                let max = if kind.may_be_several() {
                    MOST_OF_A_KIND
                } else {
                    1
                };
                let held = files.iter().filter(|file| file.kind == kind).count();
                if counts && held < max {
                    files.push(known(kind, below(folder, &entry.name)));
                }
            }
        }
        files.sort_by_key(|file| file.kind);
        files
    }

    /// Takes up the path of a test in a folder that was not listed whole.
    pub(super) fn spot(&mut self, path: &str, is_folder: bool) {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        let is_test = if is_folder {
            is_test_folder(name)
        } else {
            is_test_file(name)
        };
        if self.spotted.is_none() && is_test && may_hold_tests_in(folder) {
            self.spotted = Some(path.to_owned());
        }
    }

    /// Where the tests are: a folder of them rather than one of them, and one that is
    /// close to the root.
    pub(super) fn tests(&self, languages: Option<&[LanguageSize]>) -> Option<String> {
        let folders = self
            .folders
            .iter()
            .filter(|(path, _)| may_hold_tests_in(path));
        let entries = folders.flat_map(|(folder, listing)| {
            let entries = listing.entries.iter();
            entries.map(move |entry| (folder.as_str(), entry))
        });
        let tests = entries.filter_map(|(folder, entry)| {
            let path = below(folder, &entry.name);
            let is_folder = entry.kind == EntryKind::Folder;
            let is_test = match entry.kind {
                EntryKind::Folder => {
                    is_test_folder(&entry.name) || self.holds_specs(folder, &entry.name, languages)
                }
                EntryKind::File | EntryKind::Link => is_test_file(&entry.name),
                EntryKind::Submodule => false,
            };
            is_test.then(|| (path.matches('/').count(), !is_folder, path))
        });
        let best = tests.min().map(|(_, _, path)| path);
        best.or_else(|| self.spotted.clone())
    }

    /// Folders that were seen and not listed.
    fn unlisted(&self) -> impl Iterator<Item = String> {
        self.folders.iter().flat_map(|(folder, listing)| {
            let folders = listing.entries.iter();
            folders
                .filter(|entry| entry.kind == EntryKind::Folder)
                .map(|entry| below(folder, &entry.name))
                .filter(|path| !self.folders.contains_key(path))
        })
    }

    /// The folders of the root that are worth looking through for tests, when none were
    /// found and there is code, the most promising first.
    pub(super) fn folders_to_search(&self, languages: Option<&[LanguageSize]>) -> Vec<String> {
        let has_code = languages.is_none_or(|all| all.iter().any(LanguageSize::is_code));
        if !has_code || self.tests(languages).is_some() {
            return Vec::new();
        }
        let is_worth = |path: &String| !path.contains('/') && may_hold_tests(path);
        let mut folders: Vec<String> = self.unlisted().filter(is_worth).collect();
        let place = |path: &str| SOURCE_FOLDERS.iter().position(|known| *known == path);
        folders.sort_by_cached_key(|path| {
            let lower = path.to_lowercase();
            (place(&lower).unwrap_or(SOURCE_FOLDERS.len()), lower)
        });
        folders.truncate(MOST_SEARCHED);
        folders
    }

    /// How far the folders were listed.
    pub(super) fn search(&self) -> FileSearch {
        let is_document = |path: &str| path.strip_prefix("docs/").is_some_and(may_hold_tests);
        let cut = self.cut_folders();
        FileSearch {
            tests: !self.unlisted().any(|path| may_hold_tests(&path))
                && !cut.iter().any(|path| may_hold_tests_in(path)),
            docs_in_part: self.unlisted().any(|path| is_document(&path)),
        }
    }

    /// Whether a folder is named `spec` and is one of tests, not of specifications.
    /// Beyond the usual places only what is in it tells.
    fn holds_specs(&self, folder: &str, name: &str, languages: Option<&[LanguageSize]>) -> bool {
        let path = below(folder, name);
        let listed = self.folders.get(&path);
        let is_spec = matches!(&*name.to_lowercase(), "spec" | "specs");
        if !is_spec || listed.is_none() && !matches!(folder, "" | "src") {
            return false;
        }
        let names = listed.map(|listing| {
            let entries = listing.entries.iter();
            entries.map(|entry| entry.name.as_str()).collect::<Vec<_>>()
        });
        let languages = languages.unwrap_or_default().iter();
        may_hold_specs(
            languages.map(|language| language.name.as_str()),
            names.as_deref(),
        )
    }
}

/// Whether tests may stand in a folder; the root is empty.
fn may_hold_tests_in(folder: &str) -> bool {
    folder.is_empty() || may_hold_tests(folder)
}

fn below(folder: &str, name: &str) -> String {
    if folder.is_empty() {
        name.to_owned()
    } else {
        format!("{folder}/{name}")
    }
}

/// Which of several names is the best: the usual name, no translation or
/// variant, a form that is read well, the short one. Of translations Dutch comes
/// first.
fn rank(kind: FileKind, name: &str) -> (usize, usize, Reverse<bool>, usize, String) {
    let lower = name.to_lowercase();
    let stem = lower.split('.').next().unwrap_or_default();
    let extension = lower
        .rsplit_once('.')
        .map_or("", |(_, extension)| extension);
    let place = |list: &[&str], text: &str| {
        let at = list.iter().position(|known| *known == text);
        at.unwrap_or(list.len())
    };
    let known = place(kind.names(), &lower).min(place(kind.names(), stem));
    let extensions = match kind {
        FileKind::Licence | FileKind::ReuseLicence => &["", "txt", "md"],
        _ => EXTENSIONS,
    };
    (
        known,
        lower.matches('.').count().saturating_sub(1),
        Reverse(lower.split('.').nth(1) == Some("nl")),
        place(extensions, extension),
        lower,
    )
}

#[cfg(test)]
mod tests;
