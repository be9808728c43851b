//! What a text defines once and names elsewhere: targets of links, and
//! substitutions.

use std::cell::Cell;
use std::collections::HashMap;

use crate::markup::lines::{escaped, target};

/// How many bytes may be put in the place of names, in all: what is defined once
/// can be named many times.
const MOST_BYTES: usize = 256 * 1024;

/// Targets and substitutions by name.
pub(super) struct Definitions<'a> {
    /// What is left of [`MOST_BYTES`].
    room: Cell<usize>,
    targets: HashMap<String, &'a str>,
    substitutions: HashMap<String, String>,
}

/// Names are the same whatever their capitals and white space.
fn normal(name: &str) -> String {
    let words: Vec<&str> = name.split_whitespace().collect();
    words.join(" ").to_lowercase()
}

impl<'a> Definitions<'a> {
    pub(super) fn of(lines: &[&'a str]) -> Self {
        let mut definitions = Self {
            room: Cell::new(MOST_BYTES),
            targets: HashMap::new(),
            substitutions: HashMap::new(),
        };
        for (at, line) in lines.iter().enumerate() {
            let Some(rest) = line.trim_start().strip_prefix(".. ") else {
                continue;
            };
            if let Some(rest) = rest.strip_prefix('_') {
                let named = match rest.strip_prefix('`') {
                    Some(quoted) => quoted.split_once("`:"),
                    None => rest.split_once(": "),
                };
                if let Some((name, url)) = named.filter(|(_, url)| !url.trim().is_empty()) {
                    definitions.targets.insert(normal(name), url.trim());
                }
            } else if let Some((name, directive)) = rest
                .strip_prefix('|')
                .and_then(|rest| rest.split_once("| "))
            {
                let following = lines.get(at + 1..).unwrap_or_default();
                if let Some(text) = substitution(directive, following) {
                    definitions.substitutions.insert(normal(name), text);
                }
            }
        }
        definitions
    }

    pub(super) fn target(&self, name: &str) -> Option<&'a str> {
        let url = self.targets.get(&normal(name)).copied()?;
        self.has_room(url.len()).then_some(url)
    }

    fn has_room(&self, bytes: usize) -> bool {
        let left = self.room.get().checked_sub(bytes);
        self.room.set(left.unwrap_or(0));
        left.is_some()
    }

    /// What stands for `|name|`, in Markdown.
    pub(super) fn substitution(&self, name: &str) -> Option<&str> {
        let text = self.substitutions.get(&normal(name))?;
        self.has_room(text.len()).then_some(text)
    }
}

fn substitution(directive: &str, following: &[&str]) -> Option<String> {
    let (name, argument) = directive.split_once("::")?;
    match name.trim() {
        "image" => Some(image(argument, following)),
        "replace" => {
            let mut text = String::new();
            escaped(&mut text, argument.trim());
            Some(text)
        }
        _ => None,
    }
}

/// An image in Markdown, by the options on the lines below it.
pub(super) fn image(url: &str, following: &[&str]) -> String {
    let options = following
        .iter()
        .map(|line| line.trim())
        .take_while(|line| line.starts_with(':'));
    let mut alternative = "";
    let mut link = None;
    for option in options {
        if let Some(text) = option.strip_prefix(":alt:") {
            alternative = text.trim();
        } else if let Some(url) = option.strip_prefix(":target:") {
            link = Some(url.trim());
        }
    }
    let mut text = String::from("![");
    escaped(&mut text, alternative);
    target(&mut text, url);
    if let Some(link) = link {
        text.insert(0, '[');
        target(&mut text, link);
    }
    text
}
