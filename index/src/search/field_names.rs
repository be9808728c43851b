//! The table of fields that a user can type before a colon: the facets, by
//! Dutch and English names, and what people call their values.

use super::analysis::folded;
use super::facets::FacetName;

/// What people type for a facet.
pub(super) struct FieldName {
    pub(super) facet: FacetName,
    /// Names in Dutch; the first is the usual one.
    pub(super) dutch: &'static [&'static str],
    /// Names in English; the first is the usual one.
    pub(super) english: &'static [&'static str],
    /// Whether a part of a value will do, as `utrecht` for `gemeente-utrecht`.
    pub(super) by_part: bool,
    /// Other words for values, where they are a fixed list.
    values: &'static [(&'static str, &'static [&'static str])],
}

/// What the index holds for a repository without a value, in words.
const NONE: (&str, &[&str]) = ("none", &["none", "geen", "onbekend", "unknown"]);

const YES: &[&str] = &["ja", "yes"];

const YES_OR_NO: &[(&str, &[&str])] = &[("yes", &["ja"]), ("no", &["nee"])];

/// One line for each facet. A facet without one is known by its name in the
/// schema alone.
pub(super) const FIELD_NAMES: &[FieldName] = &[
    open(
        FacetName::Organisation,
        &["organisatie", "eigenaar"],
        &["organisation", "organization", "org", "owner"],
    ),
    closed(
        FacetName::OrganisationType,
        &["soort-organisatie"],
        &["organisation-type", "organization-type"],
        &[
            ("ministry", &["ministerie"]),
            ("agency", &["agentschap"]),
            ("municipality", &["gemeente"]),
            ("province", &["provincie"]),
            ("water_board", &["waterschap"]),
            ("cooperation", &["samenwerkingsverband"]),
            ("foundation", &["stichting"]),
            ("other", &["overig", "overige", "anders"]),
        ],
    ),
    open(FacetName::Forge, &["forge"], &["forge", "host"]),
    open(
        FacetName::Language,
        &["taal", "programmeertaal"],
        &["language", "lang"],
    ),
    open(FacetName::Licence, &["licentie"], &["licence", "license"]),
    closed(
        FacetName::Maintenance,
        &["status", "onderhoud"],
        &["status", "maintenance"],
        &[
            ("active", &["actief"]),
            ("maintained", &["onderhouden"]),
            (
                "seeking_maintainer",
                &["zoekt-beheerder", "zoekt-een-beheerder"],
            ),
            ("dormant", &["slapend"]),
            ("unmaintained", &["niet-onderhouden", "verlaten"]),
            ("archived", &["gearchiveerd", "archief"]),
            ("unknown", &["onbekend"]),
        ],
    ),
    closed(
        FacetName::AtRisk,
        &["risico"],
        &["risk"],
        &[
            ("at_risk", &["ja", "yes", "loopt-risico"]),
            ("not_at_risk", &["nee", "no", "geen"]),
            ("unknown", &["onbekend"]),
        ],
    ),
    closed(
        FacetName::Kind,
        &["soort"],
        &["kind"],
        &[
            ("standard", &["standaard"]),
            ("data", &["gegevens"]),
            ("documentation", &["documentatie", "docs"]),
            ("unknown", &["onbekend"]),
        ],
    ),
    closed(
        FacetName::Seeking,
        &["zoekt-beheerder"],
        &["seeking"],
        &[
            ("explicit", YES),
            ("likely", &["ja", "yes", "waarschijnlijk"]),
            ("no", &["nee"]),
        ],
    ),
    closed(FacetName::Openness, &["openheid"], &["openness"], &[]),
    open(
        FacetName::Category,
        &["categorie", "toepassing"],
        &["category"],
    ),
    open(
        FacetName::SoftwareType,
        &["type", "soort-software"],
        &["type", "software-type"],
    ),
    open(FacetName::Platform, &["platform"], &["platform"]),
    open(
        FacetName::RefersTo,
        &["verwijst-naar", "register"],
        &["refers-to", "register"],
    ),
    closed(
        FacetName::OpenByDefault,
        &["open-tenzij"],
        &["open-by-default"],
        &[],
    ),
    closed(
        FacetName::Publiccode,
        &["publiccode"],
        &["publiccode"],
        &[
            ("valid", &["geldig", "ja", "yes"]),
            ("invalid", &["ongeldig", "niet-geldig"]),
            ("missing", &["ontbreekt", "geen", "nee", "no"]),
            ("unknown", &["onbekend"]),
        ],
    ),
    closed(
        FacetName::LicenceVerdict,
        &["licentie-oordeel"],
        &["licence-verdict", "license-verdict"],
        &[
            ("open_content", &["open-inhoud"]),
            ("not_open", &["niet-open"]),
            ("missing", &["ontbreekt", "geen"]),
            ("contradictory", &["tegenstrijdig"]),
            ("unknown", &["onbekend"]),
        ],
    ),
    open(FacetName::Theme, &["thema"], &["theme"]),
    closed(
        FacetName::Activity,
        &["activiteit"],
        &["activity"],
        &[
            ("month", &["maand"]),
            ("quarter", &["kwartaal"]),
            ("year", &["jaar"]),
            ("two_years", &["twee-jaar"]),
            ("longer", &["langer"]),
        ],
    ),
    closed(
        FacetName::Archived,
        &["gearchiveerd"],
        &["archived"],
        YES_OR_NO,
    ),
    closed(FacetName::Fork, &["afsplitsing"], &["fork"], YES_OR_NO),
    closed(
        FacetName::HasReleases,
        &["releases", "versies"],
        &["has-releases"],
        YES_OR_NO,
    ),
];

const fn open(
    facet: FacetName,
    dutch: &'static [&'static str],
    english: &'static [&'static str],
) -> FieldName {
    FieldName {
        facet,
        dutch,
        english,
        by_part: true,
        values: &[],
    }
}

const fn closed(
    facet: FacetName,
    dutch: &'static [&'static str],
    english: &'static [&'static str],
    values: &'static [(&'static str, &'static [&'static str])],
) -> FieldName {
    FieldName {
        facet,
        dutch,
        english,
        by_part: false,
        values,
    }
}

/// The facet that people call so: case, `-` and `_` make no difference.
pub(super) fn facet_called(name: &str) -> Option<FacetName> {
    let plain = |name: &str| name.to_lowercase().replace(['-', '_'], "");
    let asked = plain(name);
    let in_table = FIELD_NAMES.iter().find(|field| {
        let mut names = field.dutch.iter().chain(field.english);
        names.any(|name| plain(name) == asked)
    });
    in_table.map(|field| field.facet).or_else(|| {
        let mut all = FacetName::ALL.iter().copied();
        all.find(|facet| plain(facet.as_str()) == asked)
    })
}

/// The values of a facet that a user means. `known` are values with what they
/// are called. A name as a whole goes before a part of one.
pub(super) fn meant<'a>(
    facet: FacetName,
    typed: &str,
    known: impl Iterator<Item = (&'a str, &'a str)>,
) -> Vec<String> {
    let field = FIELD_NAMES.iter().find(|field| field.facet == facet);
    let typed = plain(typed);
    let mut part = Vec::new();
    let words = field.iter().flat_map(|field| field.values);
    let mut whole: Vec<String> = words
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
        } else if field.is_some_and(|field| field.by_part) && has_part(&name, &typed) {
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
    fn every_facet_has_names_in_both_languages_and_each_name_one_facet() {
        let mut facets = HashMap::new();
        for facet in FacetName::ALL {
            let fields: Vec<_> = FIELD_NAMES
                .iter()
                .filter(|field| field.facet == *facet)
                .collect();
            assert_eq!(fields.len(), 1, "lines in FIELD_NAMES for {facet:?}");
            assert!(!fields[0].dutch.is_empty() && !fields[0].english.is_empty());
            assert_eq!(facet_called(facet.as_str()), Some(*facet));
            for name in fields[0].dutch.iter().chain(fields[0].english) {
                assert_eq!(facet_called(name), Some(*facet), "{name}");
                assert_eq!(*facets.entry(name).or_insert(facet), facet, "{name}");
            }
        }
    }

    #[test]
    fn the_usual_names_are_in_the_documentation() {
        let docs = include_str!("../../../docs/search.md");
        for field in FIELD_NAMES {
            for name in field.dutch.iter().chain(field.english) {
                assert!(docs.contains(&format!("`{name}:`")), "{name}");
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
    fn values_are_known_by_name_by_part_and_by_other_words() {
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
