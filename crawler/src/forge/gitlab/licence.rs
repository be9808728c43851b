//! From GitLab's keys of licences to SPDX identifiers.

use super::response::License;
use crate::observation::ForgeLicence;

/// Identifiers that are not just the key in upper case.
const MIXED_CASE: &[&str] = &[
    "Apache-1.1",
    "Apache-2.0",
    "Artistic-1.0",
    "Artistic-2.0",
    "BSD-2-Clause",
    "BSD-2-Clause-Patent",
    "BSD-3-Clause",
    "BSD-3-Clause-Clear",
    "BSD-4-Clause",
    "BlueOak-1.0.0",
    "LPPL-1.3c",
    "MS-PL",
    "MulanPSL-2.0",
    "ODbL-1.0",
    "PostgreSQL",
    "Unlicense",
    "Vim",
    "Zlib",
];

/// What GitLab says of the licence. Its keys are SPDX identifiers in lower
/// case; `other` is a licence that it does not recognise.
pub(super) fn recognised(license: Option<License>) -> ForgeLicence {
    let Some(License { key }) = license else {
        return ForgeLicence::Missing;
    };
    if key.is_empty() || key.eq_ignore_ascii_case("other") {
        return ForgeLicence::Unrecognised;
    }
    let known = MIXED_CASE.iter().find(|id| id.eq_ignore_ascii_case(&key));
    let id = match known {
        Some(id) => (*id).to_owned(),
        // GNU's endings are in lower case.
        None => key
            .to_uppercase()
            .replace("-ONLY", "-only")
            .replace("-OR-LATER", "-or-later"),
    };
    ForgeLicence::Spdx { id }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_become_identifiers() {
        let of = |key: &str| {
            recognised(Some(License {
                key: key.to_owned(),
            }))
        };
        for (key, id) in [
            ("mit", "MIT"),
            ("eupl-1.2", "EUPL-1.2"),
            ("apache-2.0", "Apache-2.0"),
            ("agpl-3.0-or-later", "AGPL-3.0-or-later"),
            ("unlicense", "Unlicense"),
        ] {
            assert_eq!(of(key), ForgeLicence::Spdx { id: id.to_owned() });
        }
        assert_eq!(of("other"), ForgeLicence::Unrecognised);
        assert_eq!(recognised(None), ForgeLicence::Missing);
    }
}
