//! Organisations of which no code is known, in groups by why.

use crate::place::Place;
use crate::reading::{Publishing, Reading};
use crate::texts::Texts;

/// A group of them.
pub(crate) struct Group {
    pub(crate) anchor: &'static str,
    pub(crate) title: String,
    /// What it means that an organisation is in it.
    pub(crate) what: String,
    /// How many, as a part of a sentence.
    pub(crate) count: String,
    pub(crate) organisations: Vec<Line>,
}

/// An organisation.
pub(crate) struct Line {
    pub(crate) name: String,
    pub(crate) href: String,
    /// What is known of it.
    pub(crate) state: String,
}

/// The groups that there are, of organisations by slug and name.
pub(crate) fn groups<'a>(
    organisations: &(impl Iterator<Item = (&'a str, &'a str, &'a Reading)> + Clone),
    texts: Texts,
) -> Vec<Group> {
    let group = |publishing: Publishing| {
        let lines = organisations
            .clone()
            .filter(|(_, _, reading)| reading.publishing() == publishing)
            .map(|(slug, name, reading)| Line {
                name: name.to_owned(),
                href: Place::Organisation(slug.to_owned()).path(texts.language()),
                state: reading.words(texts),
            });
        let lines: Vec<Line> = lines.collect();
        let key = publishing.key();
        (!lines.is_empty()).then(|| Group {
            anchor: key,
            title: texts.count(&format!("group-{key}"), lines.len() as u64),
            what: texts.get(&format!("group-{key}-what")),
            count: texts.count(&format!("group-{key}-count"), lines.len() as u64),
            organisations: lines,
        })
    };
    Publishing::WITHOUT_CODE
        .into_iter()
        .filter_map(group)
        .collect()
}
