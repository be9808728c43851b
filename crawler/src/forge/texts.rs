//! Reading the texts of one repository: README, publiccode.yml and licences.
//!
//! A forge lists folders and gives files; this tells what has to be asked next,
//! follows links inside the repository, and says what came of it. It asks
//! nothing itself, so that every kind of forge may ask in its own way.

use std::collections::HashMap;

use super::encoding::decode;
use super::findings::Findings;
use super::tree::{Listing, Places, Tree, Way};
use crate::observation::{LanguageSize, MOST_LICENCE_TEXTS, Observation, TextFile};

/// How often a forge is asked for one repository's texts at most: a link takes
/// two questions.
pub(super) const MOST_ROUNDS: usize = 8;

/// How many files are tried for a text when those before lead to nothing.
const MOST_CANDIDATES: usize = 4;

/// How much text of all licence files together is kept, in bytes.
const MOST_LICENCE_BYTES: usize = 512 * 1024;

/// What a forge gave of a file.
#[derive(Debug)]
pub(super) enum Content {
    /// The bytes of all of it, or of its start.
    Bytes {
        bytes: Vec<u8>,
        size: u64,
        is_cut: bool,
    },
    /// Its text.
    Text {
        text: String,
        size: u64,
        is_cut: bool,
    },
    /// The forge could not make a text of it; its bytes may tell more.
    NoText,
    /// There is nothing that the forge gives.
    Nothing {
        /// How large the file is, where it is only too large.
        size: Option<u64>,
    },
}

/// What has to be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Question {
    /// What is in this folder.
    Folder(String),
    /// What is in this file, or where this link leads.
    File(String),
    /// The bytes of this file, of which the forge could make no text.
    Bytes(String),
}

/// What is known of the texts of one repository.
#[derive(Debug)]
pub(super) struct Texts {
    places: &'static Places,
    tree: Tree,
    contents: HashMap<String, Content>,
}

/// How far a path has come.
enum Step {
    /// The file at this path was read.
    Read(String),
    /// This has to be asked first.
    Ask(Question),
    /// It has no text, and why.
    None(String),
}

impl Texts {
    pub(super) fn new(places: &'static Places) -> Self {
        Self {
            places,
            tree: Tree::default(),
            contents: HashMap::new(),
        }
    }

    /// Takes up what is in a folder.
    pub(super) fn list(&mut self, path: impl Into<String>, listing: Listing) {
        self.tree.list(path, listing);
    }

    /// Takes up a file, or the target of a link.
    pub(super) fn put(&mut self, path: impl Into<String>, content: Content) {
        self.contents.insert(path.into(), content);
    }

    /// Takes up the path of a test in a folder that was not listed whole.
    pub(super) fn spot(&mut self, path: &str, is_folder: bool) {
        self.tree.spot(path, is_folder);
    }

    /// Whether this folder was listed.
    pub(super) fn has(&self, path: &str) -> bool {
        self.tree.has(path)
    }

    /// The folders to look through for tests, as
    /// [`Tree::folders_to_search`](super::tree::Tree::folders_to_search).
    pub(super) fn folders_to_search(&self, languages: Option<&[LanguageSize]>) -> Vec<String> {
        self.tree.folders_to_search(languages)
    }

    /// Whether the root was listed.
    pub(super) fn is_listed(&self) -> bool {
        self.tree.has("")
    }

    /// What has to be asked now; nothing when all is known that there is to
    /// know.
    pub(super) fn questions(&self) -> Vec<Question> {
        let mut questions = Vec::new();
        for paths in [
            self.tree.readmes(self.places),
            self.tree.publiccodes(),
            self.tree.reuse(),
        ] {
            for path in paths.iter().take(MOST_CANDIDATES) {
                match self.step(path) {
                    Step::Read(_) => break,
                    Step::Ask(question) => {
                        questions.push(question);
                        break;
                    }
                    Step::None(_) => {}
                }
            }
        }
        for path in self.tree.licences().iter().take(MOST_LICENCE_TEXTS) {
            if let Step::Ask(question) = self.step(path) {
                questions.push(question);
            }
        }
        questions.dedup();
        questions
    }

    /// How far the file at `path` has come.
    fn step(&self, path: &str) -> Step {
        let target = |link: &str| match self.contents.get(link) {
            Some(Content::Text { text, .. }) => Some(text.as_str()),
            Some(Content::Bytes { bytes, .. }) => std::str::from_utf8(bytes).ok(),
            // A link that can't be read leads to nothing.
            Some(Content::NoText | Content::Nothing { .. }) => Some(""),
            None => None,
        };
        let is_link = |file: &str| file != path;
        match self.tree.follow(path, target) {
            Way::List(folder) => Step::Ask(Question::Folder(folder)),
            Way::Follow(link) => Step::Ask(Question::File(link)),
            Way::Nowhere(why) => Step::None(format!("{path} is a link that {why}")),
            Way::File(file) => match self.contents.get(&file) {
                None => Step::Ask(Question::File(file)),
                Some(Content::NoText) => Step::Ask(Question::Bytes(file)),
                Some(Content::Nothing { size: Some(size) }) => Step::None(format!(
                    "{path} has {size} bytes, which the forge does not give"
                )),
                Some(Content::Nothing { size: None }) if is_link(&file) => Step::None(format!(
                    "{path} is a link to {file}, which the forge does not give"
                )),
                Some(Content::Nothing { size: None }) => {
                    Step::None(format!("{path} is listed, and the forge does not give it"))
                }
                Some(Content::Text { .. } | Content::Bytes { .. }) => Step::Read(file),
            },
        }
    }

    /// Puts files and texts into the observation, which has its languages
    /// already, and notes what could not be had. Without `texts` nobody asked
    /// for them.
    pub(super) fn finish(self, found: &mut Findings, observation: &mut Observation, texts: bool) {
        if !self.is_listed() {
            return;
        }
        let readmes = self.tree.readmes(self.places);
        let mut readme = readmes.first().cloned();
        if texts {
            observation.readme = self.first(found, "readme", &readmes);
            observation.publiccode = self.first(found, "publiccode", &self.tree.publiccodes());
            let reuse = self.tree.reuse();
            let reuse = reuse.iter().find_map(|path| match self.step(path) {
                Step::Read(file) => self.text(found, "reuse", path, &file),
                Step::Ask(_) | Step::None(_) => None,
            });
            observation.reuse = reuse;
            let mut licences = self.licences(found).into_iter();
            observation.licence_text = licences.next();
            observation.further_licence_texts = licences.collect();
            if let Some(file) = &observation.readme {
                readme = Some(file.path.clone());
            }
        }
        let languages = observation.languages.as_deref();
        let files = self
            .tree
            .known_files(self.places, readme.as_deref(), languages);
        let cut = self.tree.cut_folders();
        if readmes.is_empty() && texts && !cut.contains(&"") {
            found.note(
                "readme",
                "the repository has no README",
                "it is listed without one",
                "Add a README.md that says what the software does and for whom",
            );
        }
        for folder in cut {
            let name = match folder {
                "" => "the root folder".to_owned(),
                folder => format!("the folder {folder}"),
            };
            found.note(
                "files",
                &format!("{name} has more files than were read"),
                "a file that was not seen counts as unknown and not as missing",
                "Move files into folders of their own",
            );
        }
        observation.files = Some(files);
        observation.file_search = self.tree.search();
        found.check_publiccode(observation);
    }

    /// The text of the first of `paths` that has one.
    fn first(&self, found: &mut Findings, field: &str, paths: &[String]) -> Option<TextFile> {
        let mut why = None;
        for path in paths.iter().take(MOST_CANDIDATES) {
            match self.step(path) {
                Step::Read(file) => return self.text(found, field, path, &file),
                Step::None(reason) => {
                    why.get_or_insert((path, reason));
                }
                // Nobody asked any further.
                Step::Ask(_) => {
                    why.get_or_insert((path, format!("{path} could not be read to its end")));
                }
            }
        }
        if let Some((path, why)) = why {
            lost(found, field, path, &why);
        }
        None
    }

    /// The texts of all licence files; two names for one file count once.
    fn licences(&self, found: &mut Findings) -> Vec<TextFile> {
        let mut seen: Vec<String> = Vec::new();
        let mut texts: Vec<TextFile> = Vec::new();
        let mut room = MOST_LICENCE_BYTES;
        for path in self.tree.licences().iter().take(MOST_LICENCE_TEXTS) {
            match self.step(path) {
                Step::Read(file) if seen.contains(&file) => {}
                Step::Read(file) => {
                    if let Some(text) = self.text(found, "licence_text", path, &file)
                        && text.text.len() <= room
                    {
                        room -= text.text.len();
                        texts.push(text);
                    }
                    seen.push(file);
                }
                Step::None(why) => lost(found, "licence_text", path, &why),
                Step::Ask(_) => {
                    let why = format!("{path} could not be read to its end");
                    lost(found, "licence_text", path, &why);
                }
            }
        }
        texts
    }

    /// The text of `file`, which is called `path` in the observation.
    fn text(&self, found: &mut Findings, field: &str, path: &str, file: &str) -> Option<TextFile> {
        match self.contents.get(file)? {
            Content::Text { text, size, is_cut } => {
                found.keep_text(field, path, Some(text.clone()), *size, *is_cut)
            }
            Content::Bytes {
                bytes,
                size,
                is_cut,
            } => found.keep_text(field, path, decode(bytes), *size, *is_cut),
            Content::NoText | Content::Nothing { .. } => None,
        }
    }
}

fn lost(found: &mut Findings, field: &str, path: &str, why: &str) {
    let advice = if why.contains("link") {
        format!("Let {path} lead to a text in this repository, or put the text in its place")
    } else {
        "Move details to other files".to_owned()
    };
    found.note(field, why, "its text is skipped", &advice);
}

#[cfg(test)]
mod tests;
