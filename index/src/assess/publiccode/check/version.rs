//! The versions of the standard.

use std::fmt;

/// A version of the standard: patches change no rule that is checked here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version {
    /// 0, or 1 when the deprecated keys are gone.
    pub major: u8,
    /// As the 7 of 0.7.
    pub minor: u8,
}

impl Version {
    pub(super) const V0_2: Self = Self::zero(2);
    pub(super) const V0_3: Self = Self::zero(3);
    pub(super) const V0_4: Self = Self::zero(4);
    pub(super) const V0_5: Self = Self::zero(5);
    pub(super) const V0_7: Self = Self::zero(7);
    pub(super) const V1: Self = Self { major: 1, minor: 0 };

    /// The newest version that came out.
    pub const NEWEST: Self = Self::V0_7;

    const fn zero(minor: u8) -> Self {
        Self { major: 0, minor }
    }
}

impl Default for Version {
    fn default() -> Self {
        Self::NEWEST
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.major {
            0 => write!(f, "0.{}", self.minor),
            major => major.fmt(f),
        }
    }
}

/// What the text of `publiccodeYmlVersion` names.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Named {
    /// A version that came out, or 1.
    Known(Version),
    /// 0.1, from before the key had this name.
    BeforeFirst,
    /// Well written, and no version that we know of.
    Unknown(Version),
    /// No version.
    Nonsense,
}

/// The versions that came out, with patches: the changelog of the standard. `0`
/// stands for the newest 0.x, as in the standard's own examples; `1` is what the
/// standard announces.
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
    ("0.6", Version::zero(6)),
    ("0.6.0", Version::zero(6)),
    ("0.7", Version::V0_7),
    ("0.7.0", Version::V0_7),
    ("1", Version::V1),
    ("1.0", Version::V1),
    ("1.0.0", Version::V1),
];

/// Reads a version. What is unknown is checked as the nearest known one.
pub(super) fn named(text: &str) -> Named {
    if let Some((_, version)) = KNOWN.iter().find(|(known, _)| *known == text) {
        return Named::Known(*version);
    }
    let parts: Vec<&str> = text.split('.').collect();
    let numbers: Option<Vec<u32>> = parts
        .iter()
        .map(|part| {
            let digits = (1..=6).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
            digits.then(|| part.parse().ok()).flatten()
        })
        .collect();
    match numbers.as_deref() {
        Some([0, 0..=1] | [0, 0..=1, _]) => Named::BeforeFirst,
        Some([0, minor] | [0, minor, _]) => {
            let newest = u32::from(Version::NEWEST.minor);
            let minor = u8::try_from((*minor).min(newest)).unwrap_or(Version::NEWEST.minor);
            Named::Unknown(Version::zero(minor))
        }
        Some([_] | [_, _] | [_, _, _]) => Named::Unknown(Version::V1),
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
            ("0.6", Named::Known(Version::zero(6))),
            ("1", Named::Known(Version::V1)),
            ("0.1", Named::BeforeFirst),
            ("0.4.9", Named::Unknown(Version::V0_4)),
            ("0.8", Named::Unknown(Version::V0_7)),
            ("2", Named::Unknown(Version::V1)),
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
