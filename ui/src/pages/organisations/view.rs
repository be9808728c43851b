//! What the list of organisations shows: counts that lead on, choices, and lines in groups.

use super::{Chosen, FIGURES, Initial, Organisation, PROVINCES, TYPES};
use crate::pages::bodies::answer::{Counts, CountsOfType};
use crate::place::Place;
use crate::publishing::{STATES, State};
use crate::texts::{Texts, number, text};
use crate::verdict::Label;

/// How many are in a state, and the list of them.
pub(super) struct StateLink {
    pub(super) href: String,
    pub(super) count: String,
    pub(super) label: Label,
    pub(super) is_chosen: bool,
}

/// How many of a type publish, and the list of that type.
pub(super) struct KindLink {
    pub(super) href: String,
    pub(super) label: String,
    pub(super) count: String,
}

/// A choice that holds, and the list without it.
pub(super) struct Chip {
    pub(super) href: String,
    pub(super) label: String,
}

/// A list to choose one from.
pub(super) struct Choice {
    pub(super) parameter: &'static str,
    pub(super) label: String,
    /// That all will do.
    pub(super) any: String,
    pub(super) options: Vec<(&'static str, String, bool)>,
}

/// A letter, and where names begin with it.
pub(super) struct LetterLink {
    pub(super) letter: String,
    pub(super) href: String,
}

/// Organisations in one state, or with the same first letter.
pub(super) struct Group {
    pub(super) anchor: String,
    /// The letter, where there is no label.
    pub(super) title: String,
    pub(super) label: Option<Label>,
    /// What the state means.
    pub(super) what: Option<String>,
    pub(super) lines: Vec<Line>,
}

pub(super) struct Line {
    pub(super) name: String,
    pub(super) short_names: String,
    pub(super) href: String,
    /// What it is, or what is known of it.
    pub(super) about: String,
}

/// How many are in each state, of the chosen type and province.
pub(super) fn states(counts: Option<&Counts>, chosen: &Chosen, texts: Texts) -> Vec<StateLink> {
    let Some(counts) = counts else {
        return Vec::new();
    };
    let link = |state: &&'static str| {
        let only = Chosen {
            kind: chosen.kind,
            province: chosen.province,
            state: Some(*state),
            ..Chosen::default()
        };
        StateLink {
            href: only.address(texts.language()),
            count: texts.number(counts.in_state(state)),
            label: State::label(state, texts),
            is_chosen: chosen.state == Some(*state),
        }
    };
    STATES.iter().map(link).collect()
}

/// How many of each type publish.
pub(super) fn kinds(counts: &[CountsOfType], texts: Texts) -> Vec<KindLink> {
    let link = |kind: &&'static str| {
        let counts = &counts.iter().find(|row| row.kind.key() == **kind)?.counts;
        let only = Chosen {
            kind: Some(*kind),
            ..Chosen::default()
        };
        (counts.total > 0).then(|| KindLink {
            href: only.address(texts.language()),
            label: texts.get(&format!("type-heading-{kind}")),
            count: texts.with(
                "bodies-of",
                [
                    ("count", number(counts.publishes)),
                    ("all", number(counts.total)),
                ],
            ),
        })
    };
    TYPES.iter().filter_map(link).collect()
}

/// The text of a choice: of a type, a province, a state, or what it has.
fn words(parameter: &str, value: &str, texts: Texts) -> String {
    let key = match parameter {
        "type" => format!("type-heading-{value}"),
        _ => format!("{parameter}-{value}"),
    };
    texts.get(&key)
}

pub(super) fn choices(chosen: &Chosen, texts: Texts) -> Vec<Choice> {
    let choice = |parameter, all: &'static [&'static str], now: Option<&'static str>| Choice {
        parameter,
        label: texts.get(&format!("choose-{parameter}")),
        any: texts.get(&format!("choose-{parameter}-any")),
        options: all
            .iter()
            .map(|value| (*value, words(parameter, value, texts), now == Some(*value)))
            .collect(),
    };
    vec![
        choice("type", TYPES, chosen.kind),
        choice("province", PROVINCES, chosen.province),
        choice("state", STATES, chosen.state),
    ]
}

pub(super) fn has(chosen: &Chosen, texts: Texts) -> Vec<(&'static str, String, bool)> {
    let box_of = |one: &&'static str| (*one, words("has", one, texts), chosen.has.contains(one));
    FIGURES.iter().map(box_of).collect()
}

/// What is chosen, each with the list without it.
pub(super) fn chips(chosen: &Chosen, texts: Texts) -> Vec<Chip> {
    let start = chosen.at_start();
    let chip = |without: Chosen, label: String| Chip {
        href: without.address(texts.language()),
        label,
    };
    let mut chips = Vec::new();
    if !chosen.query.is_empty() {
        let without = Chosen {
            query: String::new(),
            ..start.clone()
        };
        let query = [("query", text(&chosen.query))];
        chips.push(chip(without, texts.with("organisations-query", query)));
    }
    if let Some(kind) = chosen.kind {
        let without = Chosen {
            kind: None,
            ..start.clone()
        };
        chips.push(chip(without, words("type", kind, texts)));
    }
    if let Some(province) = chosen.province {
        let without = Chosen {
            province: None,
            ..start.clone()
        };
        chips.push(chip(without, words("province", province, texts)));
    }
    if let Some(state) = chosen.state {
        let without = Chosen {
            state: None,
            ..start.clone()
        };
        chips.push(chip(without, words("state", state, texts)));
    }
    for has in &chosen.has {
        let mut without = start.clone();
        without.has.retain(|one| one != has);
        chips.push(chip(without, words("has", has, texts)));
    }
    chips
}

/// The letters with the page on which names begin with each.
pub(super) fn letters(
    initials: &[Initial],
    chosen: &Chosen,
    size: u64,
    texts: Texts,
) -> Vec<LetterLink> {
    let mut before = 0;
    let link = |initial: &Initial| {
        let page = before / size;
        before += initial.organisations;
        let anchor = anchor_of(&initial.letter);
        LetterLink {
            href: if page == chosen.page {
                format!("#{anchor}")
            } else {
                let address = chosen.at_page(page).address(texts.language());
                format!("{address}#{anchor}")
            },
            letter: initial.letter.clone(),
        }
    };
    initials.iter().map(link).collect()
}

fn anchor_of(letter: &str) -> String {
    match letter {
        "#" => "letter-other".to_owned(),
        letter => format!("letter-{}", letter.to_lowercase()),
    }
}

/// Organisations come in order, so each group has them in order too.
pub(super) fn groups(
    organisations: &[Organisation],
    alphabetical: bool,
    texts: Texts,
) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for organisation in organisations {
        let state = organisation.known.state.key();
        let line = organisation.line(alphabetical, texts);
        let letter = organisation.initial();
        let anchor = match alphabetical {
            true => anchor_of(&letter),
            false => state.clone(),
        };
        match groups.last_mut().filter(|group| group.anchor == anchor) {
            Some(group) => group.lines.push(line),
            None if alphabetical => groups.push(Group {
                anchor,
                title: letter,
                label: None,
                what: None,
                lines: vec![line],
            }),
            None => groups.push(Group {
                anchor,
                title: String::new(),
                label: Some(State::label(&state, texts)),
                what: texts.find(&format!("state-{state}-what")),
                lines: vec![line],
            }),
        }
    }
    groups
}

impl Organisation {
    /// The letter under which it stands, as the schema counts them.
    fn initial(&self) -> String {
        let letter = self.sort_name.chars().find(|c| c.is_alphabetic());
        letter.map_or_else(
            || "#".to_owned(),
            |letter| letter.to_uppercase().to_string(),
        )
    }

    fn line(&self, alphabetical: bool, texts: Texts) -> Line {
        let kind = self.kind.key();
        let kind = texts.find(&format!("type-{kind}")).unwrap_or(kind);
        let province = self.province.as_ref();
        let province = province.and_then(|one| texts.find(&format!("province-{}", one.key())));
        let what = province.map_or_else(|| kind.clone(), |province| format!("{kind}, {province}"));
        // Under the head of its state the reason would be the same on each line.
        let is_told = !alphabetical && self.known.state.key() == "no-account";
        Line {
            name: self.name.clone(),
            short_names: self.short_names.join(", "),
            href: Place::Organisation(self.slug.clone()).path(texts.language()),
            about: match is_told {
                true => what,
                false => self.known.words(texts),
            },
        }
    }
}
