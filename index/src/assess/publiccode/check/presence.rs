//! Keys that are absent, empty or deprecated.

use super::finding::Refuser::{Both, Nobody, Parser, Standard};
use super::formats::{Problem, shown};
use super::table::{Key, Kind, Presence, keys_in};
use super::yaml::{Place, Value};
use super::{Walk, join};
use crate::assess::Fact;

impl Walk {
    pub(super) fn deprecated(&mut self, key: &Key, place: Place, path: &str) {
        let Some(since) = key.deprecated.filter(|since| self.version >= *since) else {
            return;
        };
        let mut facts = vec![("since", Fact::Text(since.to_string()))];
        let rule = match key.instead {
            None => "key_deprecated",
            Some(instead) => {
                facts.push(("instead", Fact::Text(instead.to_owned())));
                "key_deprecated_instead"
            }
        };
        self.add(place, path, (rule, Nobody, facts));
    }

    /// A key of the table that is not in the file, or has nothing in it.
    pub(super) fn absent(&mut self, key: &'static Key, path: &str, place: Place, empty: bool) {
        let rule = if empty { "key_empty" } else { "key_missing" };
        let problem = match key.presence {
            // Of a section is told what has to be in it.
            Presence::Mandatory if matches!(key.kind, Kind::Section) => {
                for inner in keys_in(key.path) {
                    if inner.presence == Presence::Mandatory {
                        let path = join(path, inner.parts().1);
                        self.absent(inner, &path, place, false);
                    }
                }
                return;
            }
            Presence::Mandatory => Some((rule, Both, Vec::new())),
            Presence::MandatoryByParser => Some((rule, Parser, Vec::new())),
            Presence::MandatoryByStandard => Some((rule, Standard, Vec::new())),
            Presence::MandatoryBefore(until) if self.version < until => {
                let facts = vec![
                    ("until", Fact::Text(until.to_string())),
                    ("version", Fact::Text(self.version.to_string())),
                ];
                Some(("key_missing_in_version", Standard, facts))
            }
            Presence::ForTypes(types, _) => match &self.maintenance {
                Some(found) if types.contains(&found.as_str()) => {
                    let facts = vec![("type", shown(found))];
                    Some(("key_missing_for_type", Both, facts))
                }
                _ => None,
            },
            // Told with the languages.
            Presence::EachLanguage => return,
            Presence::Optional | Presence::MandatoryBefore(_) => None,
        };
        let lenient = empty.then(|| ("value_empty", Nobody, Vec::new()));
        if let Some(problem) = problem.or(lenient) {
            self.add(place, path, problem);
        }
    }
}

/// What is wrong with a text of no letters, where that is told by itself.
pub(super) fn blank(key: &Key, value: &Value) -> Option<Problem> {
    let Value::Text { text, .. } = value else {
        return None;
    };
    let mandatory = matches!(key.presence, Presence::Mandatory | Presence::EachLanguage);
    let any_text = matches!(
        key.kind,
        Kind::Text | Kind::Length(_) | Kind::Phone | Kind::Version
    );
    let (rule, refused) = match (text.is_empty(), mandatory, key.kind) {
        _ if !text.trim().is_empty() => return None,
        // It may be too long even so.
        (false, _, Kind::Length(limits)) if text.chars().count() > limits.max => return None,
        (
            ..,
            Kind::Section | Kind::Languages | Kind::List(_) | Kind::ListByParser(_) | Kind::Bool,
        ) => return None,
        (true, true, _) => ("key_empty", Both),
        (false, true, _) if any_text && key.presence == Presence::Mandatory => {
            ("key_empty", Standard)
        }
        (_, false, _) if any_text => ("value_empty", Nobody),
        (true, false, Kind::File(_) | Kind::ItalianCode) => ("value_empty", Nobody),
        (true, false, _) => ("value_empty", Both),
        (false, ..) => return None,
    };
    Some((rule, refused, Vec::new()))
}
