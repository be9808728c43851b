//! What a user can type before a colon and behind it: facets, by their Dutch and English
//! names, and what people call their values.

use super::analysis::folded;
use super::facets::{FacetName, FacetValues};

/// What the index holds for a repository without a value, in words.
const NONE: (&str, &[&str]) = ("none", &["none", "geen", "onbekend", "unknown"]);

/// The facet that people call so: case, `-` and `_` make no difference.
pub(super) fn facet_called(name: &str) -> Option<FacetName> {
    let plain = |name: &str| name.to_lowercase().replace(['-', '_'], "");
    let asked = plain(name);
    let mut all = FacetName::ALL.iter().copied();
    all.find(|facet| {
        let row = facet.row();
        let mut names = row.dutch.iter().chain(row.english);
        plain(row.field) == asked || names.any(|name| plain(name) == asked)
    })
}

/// The values of a facet that a user means. `known` are values with what they
/// are called. A name as a whole goes before a part of one.
pub(super) fn meant<'a>(
    facet: FacetName,
    typed: &str,
    known: impl Iterator<Item = (&'a str, &'a str)>,
) -> Vec<String> {
    let (words, by_part) = match facet.row().values {
        FacetValues::Open | FacetValues::Listed(_) => (&[][..], true),
        FacetValues::Named(_, words) | FacetValues::Closed(_, words) => (words, false),
    };
    let typed = plain(typed);
    let mut part = Vec::new();
    let mut whole: Vec<String> = words
        .iter()
        .filter(|(_, words)| words.contains(&typed.as_str()))
        .map(|(value, _)| (*value).to_owned())
        .collect();
    // `onbekend` is a value of its own where there is a word for it.
    if whole.is_empty() && NONE.1.contains(&typed.as_str()) {
        whole.push(NONE.0.to_owned());
    }
    for (name, value) in known {
        let name = plain(name);
        if name == typed {
            whole.push(value.to_owned());
        } else if by_part && has_part(&name, &typed) {
            part.push(value.to_owned());
        }
    }
    let mut values = if whole.is_empty() { part } else { whole };
    values.sort_unstable();
    values.dedup();
    values
}

/// A name without case and accents, with `-` for the marks between words.
fn plain(name: &str) -> String {
    folded(name.trim()).replace([' ', '_', '/'], "-")
}

/// The shortest part that stands for a whole, in letters.
const SHORTEST_PART: usize = 2;

/// Whether `part` is one or more whole words of `name`.
fn has_part(name: &str, part: &str) -> bool {
    let between = |c: char| !c.is_alphanumeric();
    part.chars().count() >= SHORTEST_PART
        && name.match_indices(part).any(|(at, _)| {
            (at == 0 || name[..at].ends_with(between))
                && name[at + part.len()..]
                    .chars()
                    .next()
                    .is_none_or(|c| !c.is_alphanumeric())
        })
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    #[test]
    fn each_name_leads_to_one_facet() {
        let mut facets = HashMap::new();
        for facet in FacetName::ALL {
            let row = facet.row();
            assert_eq!(facet_called(row.field), Some(*facet));
            for name in row.dutch.iter().chain(row.english) {
                assert_eq!(facet_called(name), Some(*facet), "{name}");
                assert_eq!(*facets.entry(name).or_insert(facet), facet, "{name}");
            }
        }
    }

    #[test]
    fn names_are_known_in_any_spelling() {
        for (name, facet) in [
            ("Licentie", Some(FacetName::Licence)),
            ("LICENSE", Some(FacetName::Licence)),
            ("softwareType", Some(FacetName::SoftwareType)),
            ("soort_organisatie", Some(FacetName::OrganisationType)),
            ("http", None),
            ("", None),
        ] {
            assert_eq!(facet_called(name), facet, "{name}");
        }
    }

    #[test]
    fn field_values_match_by_name_part_or_synonym() {
        use FacetName::{Language, Licence, Maintenance, Organisation};
        let organisations = [
            ("gemeente-utrecht", "gemeente-utrecht"),
            ("Gemeente Utrecht", "gemeente-utrecht"),
            ("provincie-utrecht", "provincie-utrecht"),
            ("GemeenteUtrecht", "gemeente-utrecht"),
            ("súdwest-fryslân", "sudwest"),
        ];
        let licences = [("EUPL-1.2", "EUPL-1.2"), ("GPL-3.0", "GPL-3.0")];
        let languages = [("C", "C"), ("C++", "C++"), ("C#", "C#")];
        let statuses = [("active", "active"), ("unmaintained", "unmaintained")];
        type Case<'a> = (FacetName, &'a [(&'a str, &'a str)], &'a str, &'a [&'a str]);
        let cases: &[Case<'_>] = &[
            (
                Organisation,
                &organisations,
                "GEMEENTE utrecht",
                &["gemeente-utrecht"],
            ),
            (
                Organisation,
                &organisations,
                "gemeenteutrecht",
                &["gemeente-utrecht"],
            ),
            (
                Organisation,
                &organisations,
                "utrecht",
                &["gemeente-utrecht", "provincie-utrecht"],
            ),
            (Organisation, &organisations, "recht", &[]),
            (
                Organisation,
                &organisations,
                "Sudwest-Fryslan",
                &["sudwest"],
            ),
            (Licence, &licences, "eupl-1.2", &["EUPL-1.2"]),
            (Licence, &licences, "eupl", &["EUPL-1.2"]),
            (Licence, &licences, "geen", &["none"]),
            (Language, &languages, "c", &["C"]),
            (Language, &languages, "c++", &["C++"]),
            (Language, &languages, "rust", &[]),
            (Maintenance, &statuses, "Actief", &["active"]),
            (
                Maintenance,
                &statuses,
                "niet onderhouden",
                &["unmaintained"],
            ),
            (Maintenance, &statuses, "onbekend", &["unknown"]),
            (Maintenance, &statuses, "act", &[]),
            (Maintenance, &[], "gearchiveerd", &["archived"]),
        ];
        for (facet, known, typed, expected) in cases {
            let values = meant(*facet, typed, known.iter().copied());
            assert_eq!(values, *expected, "{facet:?} {typed}");
        }
    }
}
