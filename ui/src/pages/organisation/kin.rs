//! Who an organisation has to do with: what it is part of, what is part of it, who works
//! together in it, and who came before and after.

use super::answer::{Facts, Kin};
use crate::place::Place;
use crate::texts::{Texts, text};

/// Lists longer than this are folded.
const FEW: usize = 12;

/// An organisation with its page and what is known of it.
pub(crate) struct KinView {
    pub(crate) name: String,
    pub(crate) href: String,
    pub(crate) about: String,
}

/// Several of them, under a head.
pub(crate) struct KinList {
    pub(crate) id: &'static str,
    pub(crate) title: String,
    pub(crate) kin: Vec<KinView>,
    pub(crate) is_long: bool,
}

/// That it ended.
pub(crate) struct EndView {
    pub(crate) sentence: String,
    pub(crate) successors: Vec<KinView>,
}

impl KinView {
    pub(crate) fn new(kin: &Kin, texts: Texts) -> Self {
        Self {
            name: kin.name.clone(),
            href: Place::Organisation(kin.slug.clone()).path(texts.language()),
            about: kin.known.words(texts),
        }
    }
}

/// The lists that have anybody in them.
pub(super) fn lists(facts: &Facts, texts: Texts) -> Vec<KinList> {
    let list = |id: &'static str, kin: &[Kin]| KinList {
        id,
        title: texts.count(&format!("kin-{id}"), kin.len() as u64),
        kin: kin.iter().map(|one| KinView::new(one, texts)).collect(),
        is_long: kin.len() > FEW,
    };
    let lists = [
        list("children", &facts.children),
        list("members", &facts.members),
        list("member-of", &facts.member_of),
    ];
    lists
        .into_iter()
        .filter(|list| !list.kin.is_empty())
        .collect()
}

/// Who it came after, each with the page of what was known of it and when it ended.
pub(super) fn predecessors(facts: &Facts, texts: Texts) -> Vec<KinView> {
    let view = |one: &super::answer::Predecessor| KinView {
        name: one.name.clone(),
        href: Place::OrganisationHistory(one.slug.clone()).path(texts.language()),
        about: one.ended.as_ref().map_or_else(String::new, |ended| {
            texts.with("kin-until", [("day", text(texts.date(ended.on)))])
        }),
    };
    facts.predecessors.iter().map(view).collect()
}

/// That it ended, and who came after it.
pub(super) fn end(facts: &Facts, texts: Texts) -> Option<EndView> {
    let ended = facts.ended.as_ref()?;
    let key = match ended.successors.len() {
        0 => "organisation-ended-alone",
        1 => "organisation-ended-one",
        _ => "organisation-ended-several",
    };
    let values = [
        ("name", text(&facts.name)),
        ("day", text(texts.date(ended.on))),
    ];
    let successors = ended.successors.iter();
    Some(EndView {
        sentence: texts.with(key, values),
        successors: successors.map(|one| KinView::new(one, texts)).collect(),
    })
}

/// Where the address of one that ended leads: to who came after it, where that is one.
pub(crate) fn successor(facts: &Facts) -> Option<Place> {
    match facts.ended.as_ref()?.successors.as_slice() {
        [one] => Some(Place::Organisation(one.slug.clone())),
        _ => None,
    }
}
