//! The twelve provinces of the Netherlands.

use async_graphql::Enum;
use serde::{Deserialize, Serialize};
use strum::{IntoStaticStr, VariantArray};

/// A province.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    Enum,
    IntoStaticStr,
    VariantArray,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Province {
    /// Groningen.
    Groningen,
    /// Fryslân.
    Fryslan,
    /// Drenthe.
    Drenthe,
    /// Overijssel.
    Overijssel,
    /// Flevoland.
    Flevoland,
    /// Gelderland.
    Gelderland,
    /// Utrecht.
    Utrecht,
    /// Noord-Holland.
    NoordHolland,
    /// Zuid-Holland.
    ZuidHolland,
    /// Zeeland.
    Zeeland,
    /// Noord-Brabant.
    NoordBrabant,
    /// Limburg.
    Limburg,
}
named!(Province);

/// Each province with the code of its TOOI URI and its name.
const PROVINCES: &[(Province, &str, &str)] = &[
    (Province::Groningen, "pv20", "Groningen"),
    (Province::Fryslan, "pv21", "Fryslân"),
    (Province::Drenthe, "pv22", "Drenthe"),
    (Province::Overijssel, "pv23", "Overijssel"),
    (Province::Flevoland, "pv24", "Flevoland"),
    (Province::Gelderland, "pv25", "Gelderland"),
    (Province::Utrecht, "pv26", "Utrecht"),
    (Province::NoordHolland, "pv27", "Noord-Holland"),
    (Province::ZuidHolland, "pv28", "Zuid-Holland"),
    (Province::Zeeland, "pv29", "Zeeland"),
    (Province::NoordBrabant, "pv30", "Noord-Brabant"),
    (Province::Limburg, "pv31", "Limburg"),
];

impl Province {
    /// Every province, in the order of their codes in TOOI.
    pub const ALL: &'static [Self] = Self::VARIANTS;

    /// The province that goes with the code of a TOOI URI, as `pv26`.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        find(|(_, of, _)| *of == code)
    }

    /// The province of this name, with or without `provincie` before it, or written as in
    /// an address (`noord_holland`).
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        let lower = name.trim().to_lowercase();
        let short = lower.strip_prefix("provincie ").unwrap_or(&lower).trim();
        find(|(province, _, of)| of.to_lowercase() == short || province.as_str() == short)
    }

    /// Its name in Dutch, which English uses too.
    #[must_use]
    pub fn name(self) -> &'static str {
        let mut provinces = PROVINCES.iter();
        provinces
            .find(|(province, _, _)| *province == self)
            .map_or("", |(_, _, name)| name)
    }
}

fn find(matches: impl Fn(&(Province, &str, &str)) -> bool) -> Option<Province> {
    let found = PROVINCES.iter().find(|row| matches(row));
    found.map(|(province, _, _)| *province)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_province_has_a_code_and_a_name() {
        for province in Province::ALL {
            assert_eq!(Province::from_name(province.name()), Some(*province));
            assert_eq!(Province::from_name(province.as_str()), Some(*province));
        }
        assert_eq!(
            Province::from_name("provincie Fryslân"),
            Some(Province::Fryslan)
        );
        assert_eq!(Province::from_code("pv31"), Some(Province::Limburg));
        assert_eq!(Province::from_name("Brabant"), None);
    }
}
