//! Drafts: organisations as they are read, before it is known whether all that they refer to
//! exists.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::{RegistryProblem, Unconfirmed};
use crate::address::{AccountUrl, ForgeHost};
use crate::organisation::{Organisation, Slug};

/// The most organisations of both files together. The Dutch government has a tenth of that, with
/// all that ended.
pub(super) const MOST_ORGANISATIONS: usize = 20_000;

/// The most problems that are kept; of more it is said how many there are.
const MOST_PROBLEMS: usize = 1_000;

/// A line of one of the files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    pub(super) file: WhichFile,
    /// Counted from 1.
    pub(super) line: usize,
}

/// One of the files, in the order in which they are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum WhichFile {
    List,
    Entries,
}

/// The slug of another organisation, and where it stands.
pub(super) type Reference = (Slug, Place);

/// An organisation, with its references to others apart until all are read.
pub(super) struct Draft {
    pub(super) organisation: Organisation,
    /// Its row of the list, or else its entry.
    pub(super) at: Place,
    /// Its entry in the small file.
    pub(super) entry: Option<Place>,
    pub(super) parent: Option<Reference>,
    pub(super) members: Vec<Reference>,
    pub(super) ended: Option<NaiveDate>,
    pub(super) successors: Vec<Reference>,
    pub(super) former_slugs: Vec<Reference>,
}

impl Draft {
    pub(super) fn new(organisation: Organisation, at: Place) -> Self {
        Self {
            organisation,
            at,
            entry: None,
            parent: None,
            members: Vec::new(),
            ended: None,
            successors: Vec::new(),
            former_slugs: Vec::new(),
        }
    }
}

/// What was read so far: organisations one after another, and which names and accounts are
/// taken.
pub(super) struct Drafts<'a> {
    pub(super) forges: &'a [ForgeHost],
    /// What the list and the small file are called.
    names: [&'a str; 2],
    pub(super) all: Vec<Draft>,
    /// Number in `all` by slug.
    pub(super) by_slug: HashMap<String, usize>,
    /// Number in `all` by TOOI URI.
    pub(super) by_tooi: HashMap<String, usize>,
    /// Short name in lower case to the slug of its organisation and its place.
    pub(super) short_names: HashMap<String, (String, Place)>,
    /// Account key to the slug of its organisation and its place.
    pub(super) accounts: HashMap<String, (String, Place)>,
    pub(super) account_ids: HashMap<String, String>,
    /// What shows somebody to be of an organisation, to its slug and its place.
    pub(super) shows: HashMap<String, (String, Place)>,
    pub(super) unconfirmed: Vec<Unconfirmed>,
    pub(super) not_government: Vec<AccountUrl>,
    problems: Vec<(Place, String, String)>,
    /// The last of the problems that were not kept, and how many those are.
    unkept: Option<(Place, usize)>,
}

impl<'a> Drafts<'a> {
    pub(super) fn new(list: &'a str, entries: &'a str, forges: &'a [ForgeHost]) -> Self {
        Self {
            forges,
            names: [list, entries],
            all: Vec::new(),
            by_slug: HashMap::new(),
            by_tooi: HashMap::new(),
            short_names: HashMap::new(),
            accounts: HashMap::new(),
            account_ids: HashMap::new(),
            shows: HashMap::new(),
            unconfirmed: Vec::new(),
            not_government: Vec::new(),
            problems: Vec::new(),
            unkept: None,
        }
    }

    /// Whether no more organisations are taken up; that there are more `at` a place is a
    /// problem then.
    pub(super) fn is_full(&mut self, at: Place) -> bool {
        let is_full = self.all.len() >= MOST_ORGANISATIONS;
        if is_full {
            self.problem(
                at,
                format!("there are more than {MOST_ORGANISATIONS} organisations"),
                "This file is skipped from here on; remove what is no organisation",
            );
        }
        is_full
    }

    /// Takes up an organisation whose slug and TOOI URI are nobody's yet.
    pub(super) fn add(&mut self, draft: Draft) -> usize {
        let number = self.all.len();
        let organisation = &draft.organisation;
        self.by_slug.insert(organisation.slug.to_string(), number);
        if let Some(tooi) = &organisation.tooi {
            self.by_tooi.insert(tooi.to_string(), number);
        }
        self.all.push(draft);
        number
    }

    pub(super) fn problem(&mut self, at: Place, what: String, advice: impl Into<String>) {
        if self.problems.len() < MOST_PROBLEMS {
            self.problems.push((at, what, advice.into()));
        } else {
            let (_, more) = self.unkept.unwrap_or((at, 0));
            self.unkept = Some((at, more + 1));
        }
    }

    /// Where something stands, for who reads about it `at` another place.
    pub(super) fn seen_from(&self, at: Place, place: Place) -> String {
        let line = place.line;
        if at.file == place.file {
            format!("on line {line}")
        } else {
            format!("on line {line} of {}", self.name(place.file))
        }
    }

    fn name(&self, file: WhichFile) -> &'a str {
        self.names[file as usize]
    }

    /// How many problems there are so far.
    pub(super) fn problem_count(&self) -> usize {
        self.problems.len() + self.unkept.map_or(0, |(_, more)| more)
    }

    /// The problems in the order of the files.
    pub(super) fn take_problems(&mut self) -> Vec<RegistryProblem> {
        let mut problems = std::mem::take(&mut self.problems);
        problems.sort_by_key(|(at, _, _)| *at);
        problems.extend(self.unkept.take().map(|(at, more)| {
            let what = format!("there are {more} more problems, the last of them here");
            (at, what, "Correct the others first".to_owned())
        }));
        let problems = problems.into_iter();
        let problems = problems.map(|(at, what, advice)| RegistryProblem {
            file: self.name(at.file).to_owned(),
            line: at.line,
            what,
            advice,
        });
        problems.collect()
    }
}

/// The values that something may have, for advice.
pub(super) fn listed<'n>(names: impl Iterator<Item = &'n str>) -> String {
    names.collect::<Vec<_>>().join(", ")
}
