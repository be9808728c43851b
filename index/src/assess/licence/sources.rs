//! Who names which licence, and how that goes together.

use std::collections::BTreeSet;
use std::sync::Arc;

use bronwijzer_crawler::observation::{FileKind, ForgeLicence, KnownFile, Observation};
use spdx::Expression;

use super::detect::{self, Reading};
use super::expression::{families, family, is_exception, parse, spelled};
use super::reuse;
use crate::assess::publiccode::Publiccode;
use crate::assess::{Fact, Reason};

/// Everything that names a licence. Sets hold families of identifiers.
pub(super) struct Sources {
    /// What the forge recognised.
    forge: Option<Expression>,
    /// The licence files that were read, and what the text of each turned out to
    /// be.
    texts: Vec<(String, Arc<Reading>)>,
    /// What the names of the licence files say, as `LICENSE-MIT` does.
    names: BTreeSet<String>,
    /// Licence files at the root.
    files: usize,
    /// `legal.license` of publiccode.yml.
    declared: Option<Expression>,
    /// The files in the folder LICENSES.
    reuse: BTreeSet<String>,
    /// What REUSE.toml says of all files.
    annotated: Option<Expression>,
}

impl Sources {
    pub(super) fn of(observation: &Observation, publiccode: Option<&Publiccode>) -> Self {
        let of_kind = |kind: FileKind| {
            let files = observation.files.iter().flatten();
            files.filter(move |file| file.kind == kind)
        };
        let licence_files = || {
            let files = of_kind(FileKind::Licence);
            files.filter(|file| !file.path.contains('/'))
        };
        Self {
            forge: match &observation.licence {
                Some(ForgeLicence::Spdx { id }) => parse(id),
                _ => None,
            },
            texts: observation
                .licence_texts()
                .map(|file| (file.path.clone(), detect::read(&file.text)))
                .collect(),
            names: licence_files().filter_map(named_by_file).collect(),
            files: licence_files().count(),
            declared: publiccode
                .and_then(|file| file.licence.as_deref())
                .and_then(parse),
            reuse: of_kind(FileKind::ReuseLicence)
                .filter_map(named_in_folder)
                .collect(),
            annotated: observation.reuse.as_ref().and_then(reuse::of_all_files),
        }
    }

    /// Whether there is a licence file, recognised or not.
    pub(super) fn has_file(&self) -> bool {
        self.files > 0 || !self.texts.is_empty()
    }

    /// Whether a licence file has words that take away from the licence in it.
    pub(super) fn are_limited(&self) -> bool {
        self.texts
            .iter()
            .any(|(_, reading)| reading.limit.is_some())
    }

    /// Whether two sources have no licence in common.
    ///
    /// The forge and the text speak of one and the same file where there is one
    /// licence file, and may each have taken another one where there are more.
    pub(super) fn contradict(&self) -> bool {
        let disjoint = |a: &BTreeSet<String>, b: &BTreeSet<String>| {
            !a.is_empty() && !b.is_empty() && a.is_disjoint(b)
        };
        let (forge, text) = (named(self.forge.as_ref()), self.in_text());
        let here = self.here();
        let declared = named(self.declared.as_ref());
        let one_file = self.files <= 1 && text.len() <= 1;
        (one_file && disjoint(&forge, &text))
            || disjoint(&here, &declared)
            || disjoint(&here, &self.reuse)
            || disjoint(&declared, &self.reuse)
    }

    /// The one licence, or the expression that says how several go together.
    /// `None` when nothing names one, or several are named and nobody says how.
    pub(super) fn one(&self) -> Option<Expression> {
        let here = self.here();
        if let Some(declared) = &self.declared {
            let named = families(declared);
            let present: BTreeSet<String> = here.union(&self.reuse).cloned().collect();
            if named.len() > 1 && named.is_subset(&present) {
                return Some(declared.clone());
            }
        }
        match here.len() {
            0 => self
                .declared
                .clone()
                .or_else(|| self.annotated.clone())
                .or_else(|| only(&self.reuse).and_then(|id| parse(id))),
            1 => self
                .forge
                .clone()
                .or_else(|| only(&here).and_then(|id| parse(id))),
            // The forge's own expression says how they go together.
            _ => self
                .forge
                .clone()
                .filter(|forge| here.is_subset(&families(forge))),
        }
    }

    /// Every licence that is named; of several, nobody says how they go
    /// together.
    pub(super) fn all(&self) -> BTreeSet<String> {
        let here = self.here();
        if here.is_empty() {
            self.reuse.clone()
        } else {
            here
        }
    }

    /// What the first source names, in the order of the reasons.
    pub(super) fn first(&self) -> Option<String> {
        let forge = self.forge.as_ref().map(ToString::to_string);
        forge
            .or_else(|| self.in_text().into_iter().next())
            .or_else(|| self.names.first().cloned())
            .or_else(|| self.declared.as_ref().map(ToString::to_string))
    }

    /// What each source says.
    pub(super) fn reasons(&self) -> Vec<Reason> {
        let text = |text: &dyn ToString| Fact::Text(text.to_string());
        let mut reasons = Vec::new();
        if let Some(forge) = &self.forge {
            reasons.push(Reason::new(
                "recognised_by_forge",
                [("licence", text(forge))],
            ));
        }
        let recognised = !self.in_text().is_empty();
        for (path, reading) in &self.texts {
            if let Some(limit) = &reading.limit {
                let mut reason = Reason::new(
                    limit.rule,
                    [("words", text(&limit.words)), ("path", text(path))],
                );
                let licence = limit.licence.as_ref();
                reason.facts.extend(licence.map(|id| ("licence", text(id))));
                reasons.push(reason);
                continue;
            }
            let found = reading
                .licences
                .iter()
                .map(|one| (one, "recognised_in_text"));
            let near = reading.nearest.iter().map(|one| (one, "text_resembles"));
            reasons.extend(found.chain(near).map(|(one, rule)| {
                Reason::new(
                    rule,
                    [
                        ("licence", text(&one.id)),
                        ("percent", Fact::Number(i64::from(one.percent))),
                        ("path", text(path)),
                    ],
                )
            }));
            // Beside a licence it only points to that.
            if **reading == Reading::default() && !recognised {
                reasons.push(Reason::new("text_not_recognised", [("path", text(path))]));
            }
        }
        if !self.names.is_empty() {
            reasons.push(Reason::new(
                "named_by_files",
                [("licences", text(&list(&self.names)))],
            ));
        }
        if let Some(declared) = &self.declared {
            reasons.push(Reason::new(
                "declared_in_publiccode",
                [("licence", text(declared))],
            ));
        }
        if let Some(annotated) = &self.annotated {
            reasons.push(Reason::new(
                "annotated_by_reuse",
                [("licence", text(annotated))],
            ));
        }
        if !self.reuse.is_empty() {
            reasons.push(Reason::new(
                "listed_in_reuse_folder",
                [("licences", text(&list(&self.reuse)))],
            ));
        }
        reasons
    }

    /// The licences whose files are at the root, as far as somebody recognised
    /// them.
    fn here(&self) -> BTreeSet<String> {
        let mut here = named(self.forge.as_ref());
        here.extend(self.in_text());
        here.extend(self.names.iter().cloned());
        here
    }

    fn in_text(&self) -> BTreeSet<String> {
        let readings = self.texts.iter().flat_map(|(_, reading)| &reading.licences);
        readings.map(|one| one.id.clone()).collect()
    }
}

fn named(expression: Option<&Expression>) -> BTreeSet<String> {
    expression.map(families).unwrap_or_default()
}

fn only(ids: &BTreeSet<String>) -> Option<&String> {
    ids.first().filter(|_| ids.len() == 1)
}

fn list(ids: &BTreeSet<String>) -> String {
    ids.iter()
        .map(String::as_str)
        .collect::<Vec<_>>()
        .join(", ")
}

/// The identifier that follows the first `-`, `_` or `.` of a file's name, as in
/// `LICENSE-MIT` and `LICENCE.EUPL-1.2.txt`; only a whole one counts, so
/// `LICENSE-APACHE` names none.
fn named_by_file(file: &KnownFile) -> Option<String> {
    let (_, rest) = file.path.split_once(['-', '_', '.'])?;
    let id = spdx_id(rest)?;
    Some(family(id).to_owned())
}

/// The licence that a file in the folder LICENSES is named for, with any
/// extension. Exceptions stand there too, and are no licences; neither is what
/// has another name.
fn named_in_folder(file: &KnownFile) -> Option<String> {
    let name = file.path.rsplit('/').next().unwrap_or(&file.path);
    if let Some(id) = spdx_id(name) {
        return Some(family(id).to_owned());
    }
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let own = name.starts_with("LicenseRef-") && !is_exception(stem);
    own.then(|| stem.to_owned())
}

/// The licence on the SPDX list that a file is named for, with an extension or
/// without.
fn spdx_id(name: &str) -> Option<&'static str> {
    let stem = name.rsplit_once('.').map(|(stem, _)| stem);
    let names = [Some(name), stem].into_iter().flatten();
    let mut ids = names.filter_map(|name| spdx::license_id(&spelled(name)));
    ids.next().map(|id| id.name)
}
