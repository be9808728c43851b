//! From GitLab's keys of licences to SPDX identifiers.

use super::response::License;
use crate::observation::{ForgeLicence, spdx_licence};

/// What GitLab says of the licence. Its keys are SPDX identifiers in lower
/// case, of any licence on SPDX's list; `other` is a licence that it does not
/// recognise.
pub(super) fn recognised(license: Option<License>) -> ForgeLicence {
    let Some(License { key }) = license else {
        return ForgeLicence::Missing;
    };
    if key.is_empty() || key.eq_ignore_ascii_case("other") {
        return ForgeLicence::Unrecognised;
    }
    // A key that SPDX does not know yet stays as it is.
    let id = spdx_licence(&key).map_or(key, str::to_owned);
    ForgeLicence::Spdx { id }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn licence_keys_map_to_spdx_identifiers() {
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
            ("openssl", "OpenSSL"),
            ("cc-by-4.0", "CC-BY-4.0"),
            ("ncsa", "NCSA"),
            ("ofl-1.1", "OFL-1.1"),
            ("wtfpl", "WTFPL"),
            ("beerware", "Beerware"),
            ("gpl-3.0+", "GPL-3.0+"),
            ("not-on-the-list-1.0", "not-on-the-list-1.0"),
        ] {
            assert_eq!(of(key), ForgeLicence::Spdx { id: id.to_owned() });
        }
        assert_eq!(of("other"), ForgeLicence::Unrecognised);
        assert_eq!(recognised(None), ForgeLicence::Missing);
    }
}
