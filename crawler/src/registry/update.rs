//! Refreshing the long list from the value lists of TOOI.
//!
//! Nothing is ever removed from the list: links lead to what is in it, and its history stays.
//! A slug that was given once is kept.

#[cfg(test)]
mod tests;
mod value_list;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt;

use chrono::NaiveDate;

pub use value_list::{LARGEST, ValueListError};

use super::draft::{Draft, Drafts, Place, WhichFile};
use super::list::{self, COLUMNS};
use super::slug::slug_of;
use super::{Registry, RegistryFile, RegistryProblem};
use crate::organisation::{Organisation, Province, Slug, TooiUri};
use value_list::{ListedBody, ValueList};

/// How many bodies are named in one hint.
const NAMED: usize = 10;

/// The list as it is after an update, and what changed.
#[derive(Debug)]
pub struct Update {
    /// The new text of the list.
    pub list: String,
    /// What changed, in the order of the list.
    pub changes: Vec<Change>,
    /// What a person has to look at.
    pub hints: Vec<String>,
}

/// What changed of one body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Which body.
    pub slug: Slug,
    /// What changed.
    pub what: Changed,
}

/// What can change of a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Changed {
    /// It is new in the list.
    Added,
    /// It was called otherwise; its slug stays.
    Renamed {
        /// How it was called.
        from: String,
        /// How it is called.
        to: String,
    },
    /// It lies in another province.
    Moved(Province),
    /// It ended.
    Ended {
        /// The first day on which it no longer existed.
        on: NaiveDate,
        /// Who came after it.
        successors: Vec<Slug>,
    },
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let slug = &self.slug;
        match &self.what {
            Changed::Added => write!(f, "{slug} is new"),
            Changed::Renamed { from, to } => write!(f, "{slug} was {from}, and is {to}"),
            Changed::Moved(province) => write!(f, "{slug} lies in {}", province.name()),
            Changed::Ended { on, successors } if successors.is_empty() => {
                write!(f, "{slug} ended on {on}")
            }
            Changed::Ended { on, successors } => {
                let successors: Vec<&str> = successors.iter().map(Slug::as_str).collect();
                write!(
                    f,
                    "{slug} ended on {on}; after it came {}",
                    successors.join(", ")
                )
            }
        }
    }
}

/// Why nothing was updated.
#[derive(Debug, thiserror::Error)]
pub enum UpdateError {
    /// A file is no value list.
    #[error("{file} is refused: {source}")]
    ValueList {
        /// The file, as it was named.
        file: String,
        /// Why.
        source: ValueListError,
    },
    /// A faulty row of the list would be lost.
    #[error("the list of bodies has a mistake, and would lose it: {0}")]
    List(RegistryProblem),
    /// The list could not be written as CSV.
    #[error("the list can't be written: {0}")]
    Csv(#[from] csv::Error),
}

/// Refreshes a list from value lists, each with its name and its bytes. `registry` tells which
/// slugs are taken, and `today` which ends are only announced.
///
/// # Errors
/// When one of the files is no sound value list, or the list has a mistake. Then nothing
/// changes.
pub fn update(
    list: &RegistryFile,
    registry: &Registry,
    value_lists: &[(String, Vec<u8>)],
    today: NaiveDate,
) -> Result<Update, UpdateError> {
    let mut drafts = Drafts::new(&list.name, "", &[]);
    list::read(&list.text, &mut drafts);
    if let Some(problem) = drafts.take_problems().into_iter().next() {
        return Err(UpdateError::List(problem));
    }
    let mut read = Vec::new();
    for (file, bytes) in value_lists {
        let list = ValueList::read(bytes).map_err(|source| UpdateError::ValueList {
            file: file.clone(),
            source,
        })?;
        read.push(list);
    }
    let organisations = registry.organisations.iter();
    let taken = organisations.flat_map(|organisation| {
        std::iter::once(&organisation.slug).chain(&organisation.former_slugs)
    });
    let own = drafts.all.iter().flat_map(|draft| {
        let former = draft.former_slugs.iter().map(|(slug, _)| slug);
        std::iter::once(&draft.organisation.slug).chain(former)
    });
    let taken = taken.chain(own).cloned().collect();
    let mut updating = Updating {
        by_tooi: drafts.by_tooi,
        bodies: drafts.all,
        taken,
        today,
        changes: Vec::new(),
        hints: Vec::new(),
    };
    for list in &read {
        for body in &list.bodies {
            updating.add(body);
        }
    }
    for list in &read {
        for body in &list.bodies {
            updating.compare(body, list);
        }
    }
    updating.tell_absent(&read);
    updating.finish()
}

/// An update on its way.
struct Updating {
    bodies: Vec<Draft>,
    /// Number in `bodies` by TOOI URI.
    by_tooi: HashMap<String, usize>,
    taken: HashSet<Slug>,
    today: NaiveDate,
    changes: Vec<(TooiUri, Change)>,
    hints: Vec<String>,
}

impl Updating {
    /// Takes up a body that exists and is new. One that ended before it was ever in the
    /// list has nothing here to be kept for.
    fn add(&mut self, body: &ListedBody) {
        let is_known = self.by_tooi.contains_key(body.tooi.as_str());
        let is_past = body.ended.is_some_and(|on| on <= self.today);
        if is_known || is_past || body.version_of.is_some() {
            return;
        }
        let Some(slug) = slug_of(&body.name, &body.tooi, |slug| self.taken.contains(slug)) else {
            let hint = format!(
                "{} has no slug that is free: add it to the list by hand",
                body.tooi
            );
            return self.hints.push(hint);
        };
        self.taken.insert(slug.clone());
        let organisation = Organisation {
            tooi: Some(body.tooi.clone()),
            province: province_of(body),
            ..Organisation::new(
                slug.clone(),
                body.name.clone(),
                body.tooi.organisation_type(),
            )
        };
        let nowhere = Place {
            file: WhichFile::List,
            line: 0,
        };
        self.by_tooi
            .insert(body.tooi.to_string(), self.bodies.len());
        self.bodies.push(Draft::new(organisation, nowhere));
        self.note(body, slug, Changed::Added);
    }

    fn note(&mut self, body: &ListedBody, slug: Slug, what: Changed) {
        let change = Change { slug, what };
        self.changes.push((body.tooi.clone(), change));
    }

    /// Takes over what a value list says of a body of the list.
    fn compare(&mut self, body: &ListedBody, list: &ValueList) {
        let Some(number) = self.by_tooi.get(body.tooi.as_str()).copied() else {
            return;
        };
        let known = &mut self.bodies[number].organisation;
        let slug = known.slug.clone();
        if known.name != body.name {
            let from = std::mem::replace(&mut known.name, body.name.clone());
            let to = body.name.clone();
            self.note(body, slug.clone(), Changed::Renamed { from, to });
        }
        let known = &mut self.bodies[number].organisation;
        if let Some(province) = body.province.filter(|now| known.province != Some(*now)) {
            known.province = Some(province);
            self.note(body, slug.clone(), Changed::Moved(province));
        }
        self.compare_end(number, body, list);
    }

    fn compare_end(&mut self, number: usize, body: &ListedBody, list: &ValueList) {
        let slug = self.bodies[number].organisation.slug.clone();
        let on = match (self.bodies[number].ended, body.ended) {
            (known, Some(on)) if known == Some(on) => return,
            (None, None) => return,
            (Some(known), None) => {
                return self.hints.push(format!(
                    "{slug} exists by the value list, and ended on {known} by the list: correct the list by hand if it does exist"
                ));
            }
            (_, Some(on)) if on > self.today => {
                return self.hints.push(format!(
                    "{slug} ends on {on}: update the list again from then on"
                ));
            }
            (_, Some(on)) => on,
        };
        let successors = self.successors(&slug, body, list);
        let draft = &mut self.bodies[number];
        draft.ended = Some(on);
        if draft.successors.is_empty() {
            let at = draft.at;
            draft.successors = successors.into_iter().map(|slug| (slug, at)).collect();
        }
        let successors = draft.successors.iter().map(|(slug, _)| slug.clone());
        let successors: Vec<Slug> = successors.collect();
        match successors.len() {
            0 => self.hints.push(format!(
                "{slug} ended, and the value list does not say who came after it: write the slug in `successors` by hand if anybody did"
            )),
            1 => {}
            _ => self.hints.push(format!(
                "{slug} has several successors: put the one that has its repositories now first in `successors`"
            )),
        }
        self.note(body, slug, Changed::Ended { on, successors });
    }

    /// Who came after a body, as far as the list has them.
    fn successors(&mut self, slug: &Slug, body: &ListedBody, list: &ValueList) -> Vec<Slug> {
        let after = list.successors.get(body.tooi.as_str());
        let after = after.into_iter().flatten().chain(&body.version_of);
        let mut successors = Vec::new();
        for uri in after {
            match self.by_tooi.get(uri) {
                Some(number) => successors.push(self.bodies[*number].organisation.slug.clone()),
                None => self.hints.push(format!(
                    "after {slug} came {uri}, which is not in the list: update with the value list that has it, or write its slug in `successors` by hand"
                )),
            }
        }
        successors
    }

    /// Tells which bodies of the kinds in the value lists are in none of them.
    fn tell_absent(&mut self, read: &[ValueList]) {
        let bodies = || read.iter().flat_map(|list| &list.bodies);
        let present: HashSet<&str> = bodies().map(|body| body.tooi.as_str()).collect();
        let kinds: HashSet<&str> = bodies().map(|body| body.tooi.kind()).collect();
        let mut absent: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for draft in self.bodies.iter().filter(|draft| draft.ended.is_none()) {
            let tooi = draft.organisation.tooi.as_ref();
            let tooi = tooi.filter(|tooi| !present.contains(tooi.as_str()));
            if let Some(tooi) = tooi.filter(|tooi| kinds.contains(tooi.kind())) {
                let slug = draft.organisation.slug.as_str();
                absent.entry(tooi.kind()).or_default().push(slug);
            }
        }
        for (kind, slugs) in absent {
            let mut named = slugs[..slugs.len().min(NAMED)].join(", ");
            if slugs.len() > NAMED {
                named = format!("{named} and {} more", slugs.len() - NAMED);
            }
            self.hints.push(format!(
                "of the kind `{kind}` the value lists lack {named}: they stay in the list; write `ended` there by hand if they ended"
            ));
        }
    }

    fn finish(mut self) -> Result<Update, UpdateError> {
        self.bodies
            .sort_by(|a, b| a.organisation.tooi.cmp(&b.organisation.tooi));
        self.changes.sort_by(|(a, _), (b, _)| a.cmp(b));
        Ok(Update {
            list: written(&self.bodies)?,
            changes: self.changes.into_iter().map(|(_, change)| change).collect(),
            hints: self.hints,
        })
    }
}

/// A province lies in itself, which value lists don't say.
fn province_of(body: &ListedBody) -> Option<Province> {
    body.province
        .or_else(|| Province::from_code(body.tooi.code()))
}

/// The list as a file.
fn written(bodies: &[Draft]) -> Result<String, csv::Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(COLUMNS)?;
    let slugs = |references: &[(Slug, Place)]| {
        let slugs: Vec<&str> = references.iter().map(|(slug, _)| slug.as_str()).collect();
        slugs.join(" ")
    };
    for draft in bodies {
        let body = &draft.organisation;
        let ended = draft.ended.map(|on| on.to_string()).unwrap_or_default();
        writer.write_record([
            body.tooi.as_ref().map_or("", TooiUri::as_str),
            body.slug.as_str(),
            &body.name,
            body.organisation_type.as_str(),
            body.province.map_or("", Province::name),
            &ended,
            &slugs(&draft.successors),
            &slugs(&draft.former_slugs),
        ])?;
    }
    let bytes = writer
        .into_inner()
        .map_err(csv::IntoInnerError::into_error)?;
    // Only text was written.
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
