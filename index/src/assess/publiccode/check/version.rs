//! The versions of the standard.

use std::fmt;

/// A version of the standard: patches change no rule that is checked here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version {
    /// As the 7 of 0.7: no other major version came out.
    pub minor: u8,
}

impl Version {
    pub(super) const V0_2: Self = Self::zero(2);
    pub(super) const V0_3: Self = Self::zero(3);
    pub(super) const V0_4: Self = Self::zero(4);
    pub(super) const V0_5: Self = Self::zero(5);
    const V0_6: Self = Self::zero(6);
    pub(super) const V0_7: Self = Self::zero(7);

    /// The newest version that came out.
    pub const NEWEST: Self = Self::V0_7;

    const fn zero(minor: u8) -> Self {
        Self { minor }
    }
}

impl Default for Version {
    fn default() -> Self {
        Self::NEWEST
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "0.{}", self.minor)
    }
}

/// What the text of `publiccodeYmlVersion` names.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Named {
    /// A version that came out and that the reference parser reads.
    Known(Version),
    /// One that came out, and that the reference parser does not read.
    NotRead(Version),
    /// Well written, and no version that came out.
    Unknown(Version),
    /// No version.
    Nonsense,
}

/// The versions that came out, with patches: the changelog of the standard. `0`
/// stands for the newest, as in the standard's own examples.
const KNOWN: &[(&str, Version)] = &[
    ("0", Version::NEWEST),
    ("0.2", Version::V0_2),
    ("0.2.0", Version::V0_2),
    ("0.2.1", Version::V0_2),
    ("0.2.2", Version::V0_2),
    ("0.3", Version::V0_3),
    ("0.3.0", Version::V0_3),
    ("0.4", Version::V0_4),
    ("0.4.0", Version::V0_4),
    ("0.5", Version::V0_5),
    ("0.5.0", Version::V0_5),
    ("0.7", Version::V0_7),
    ("0.7.0", Version::V0_7),
];

/// Those that the reference parser passes over: 0.1 is from before the key had
/// this name, and 0.6 changed nothing.
const NOT_READ: &[(&str, Version)] = &[
    ("0.1", Version::V0_2),
    ("0.1.0", Version::V0_2),
    ("0.6", Version::V0_6),
    ("0.6.0", Version::V0_6),
];

/// Reads a version. What is unknown is checked as the nearest known one.
pub(super) fn named(text: &str) -> Named {
    let of = |list: &[(&str, Version)]| {
        let found = list.iter().find(|(name, _)| *name == text);
        found.map(|(_, version)| *version)
    };
    if let Some(version) = of(KNOWN) {
        return Named::Known(version);
    }
    if let Some(version) = of(NOT_READ) {
        return Named::NotRead(version);
    }
    let parts: Vec<&str> = text.split('.').collect();
    let numbers: Option<Vec<u32>> = parts
        .iter()
        .map(|part| {
            let digits = (1..=6).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
            digits.then(|| part.parse().ok()).flatten()
        })
        .collect();
    let newest = Version::NEWEST.minor;
    match numbers.as_deref() {
        Some([0, minor] | [0, minor, _]) => {
            let minor = u8::try_from(*minor).map_or(newest, |minor| minor.clamp(2, newest));
            Named::Unknown(Version::zero(minor))
        }
        Some([_] | [_, _] | [_, _, _]) => Named::Unknown(Version::NEWEST),
        _ => Named::Nonsense,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_version_notation_is_parsed() {
        let cases = [
            ("0", Named::Known(Version::V0_7)),
            ("0.2", Named::Known(Version::V0_2)),
            ("0.2.2", Named::Known(Version::V0_2)),
            ("0.6", Named::NotRead(Version::V0_6)),
            ("1", Named::Unknown(Version::NEWEST)),
            ("0.1", Named::NotRead(Version::V0_2)),
            ("0.4.9", Named::Unknown(Version::V0_4)),
            ("0.8", Named::Unknown(Version::V0_7)),
            ("2", Named::Unknown(Version::NEWEST)),
            ("0.0", Named::Unknown(Version::V0_2)),
            ("", Named::Nonsense),
            ("v0.4", Named::Nonsense),
            ("0.x", Named::Nonsense),
            ("0.4.0.0", Named::Nonsense),
            ("0.99999999999999999999", Named::Nonsense),
        ];
        for (text, expected) in cases {
            assert_eq!(named(text), expected, "{text}");
        }
    }
}
