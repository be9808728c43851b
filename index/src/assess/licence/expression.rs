//! SPDX expressions: which licences one names, and what it allows.

use std::collections::{BTreeSet, HashMap};
use std::sync::LazyLock;

use spdx::expression::ExprNode;
use spdx::identifiers::{EXCEPTIONS, LICENSES};
use spdx::{Expression, LicenseId, LicenseItem, LicenseReq, ParseMode};

use super::LicenceVerdict;

/// Licences for texts and data that anybody may reuse for any purpose, by the
/// start of their SPDX identifier. Source: the Open Definition,
/// <https://opendefinition.org/licenses>.
const OPEN_CONTENT: &[&str] = &[
    "CC0-",
    "CC-BY-1",
    "CC-BY-2",
    "CC-BY-3",
    "CC-BY-4",
    "CC-BY-SA-",
    "CC-PDDC",
    "CDLA-",
    "GFDL-",
    "ODbL-",
    "ODC-By-",
    "PDDL-",
];

/// Identifiers that hold a licence and an exception in one. SPDX has deprecated
/// them in favour of these. Source: <https://spdx.org/licenses/>, the notes of
/// each.
const WITH_EXCEPTION: &[(&str, &str)] = &[
    (
        "GPL-2.0-with-autoconf-exception",
        "GPL-2.0-only WITH Autoconf-exception-2.0",
    ),
    (
        "GPL-2.0-with-bison-exception",
        "GPL-2.0-only WITH Bison-exception-2.2",
    ),
    (
        "GPL-2.0-with-classpath-exception",
        "GPL-2.0-only WITH Classpath-exception-2.0",
    ),
    (
        "GPL-2.0-with-font-exception",
        "GPL-2.0-only WITH Font-exception-2.0",
    ),
    (
        "GPL-2.0-with-GCC-exception",
        "GPL-2.0-only WITH GCC-exception-2.0",
    ),
    (
        "GPL-3.0-with-autoconf-exception",
        "GPL-3.0-only WITH Autoconf-exception-3.0",
    ),
    (
        "GPL-3.0-with-GCC-exception",
        "GPL-3.0-only WITH GCC-exception-3.1",
    ),
];

/// Every identifier of the list, licences and exceptions, by its name in lower
/// case: SPDX matches them without regard to case.
static BY_LOWER_CASE: LazyLock<HashMap<String, &'static str>> = LazyLock::new(|| {
    let licences = LICENSES.iter().map(|licence| licence.name);
    let exceptions = EXCEPTIONS.iter().map(|exception| exception.name);
    let names = licences.chain(exceptions);
    names.map(|name| (name.to_lowercase(), name)).collect()
});

/// The expression with every identifier of the SPDX list as the list spells it.
/// What is none stays as it is.
pub(in crate::assess) fn spelled(text: &str) -> String {
    let mut spelled = String::with_capacity(text.len());
    let mut rest = text.trim();
    let part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | ':');
    while !rest.is_empty() {
        let end = rest.find(|c: char| !part(c)).unwrap_or(rest.len());
        let (name, behind) = rest.split_at(end);
        let lower = name.to_lowercase();
        match (lower.as_str(), BY_LOWER_CASE.get(&lower)) {
            ("and" | "or" | "with", _) => spelled.push_str(&lower.to_uppercase()),
            (_, Some(name)) => spelled.push_str(name),
            (_, None) => spelled.push_str(name),
        }
        // The sign behind a name, or space.
        let sign = behind.chars().next().map_or(0, char::len_utf8);
        let (sign, behind) = behind.split_at(sign);
        spelled.push_str(sign);
        rest = behind;
    }
    spelled
}

/// Whether a name is an exception of the SPDX list, which licences are given
/// with.
pub(super) fn is_exception(name: &str) -> bool {
    let name = spelled(name);
    spdx::exception_id(&name).is_some() && spdx::license_id(&name).is_none()
}

/// The expression without identifiers that hold an exception.
fn without_combined(text: &str) -> String {
    let words = text.split(' ').map(|word| {
        let bare = word.trim_matches(['(', ')']);
        let now = WITH_EXCEPTION.iter().find(|(old, _)| *old == bare);
        now.map_or_else(|| word.to_owned(), |(old, now)| word.replace(old, now))
    });
    words.collect::<Vec<_>>().join(" ")
}

/// Reads an expression as people write it; `None` when it is none.
pub(in crate::assess) fn parse(text: &str) -> Option<Expression> {
    let text = without_combined(&spelled(text));
    Expression::parse_mode(&text, ParseMode::LAX).ok()
}

/// The licences that an expression names, each as its [`family`].
pub(super) fn families(expression: &Expression) -> BTreeSet<String> {
    expression
        .iter()
        .filter_map(|node| match node {
            ExprNode::Req(requirement) => Some(requirement.req.license.to_string()),
            ExprNode::Op(_) => None,
        })
        .map(|id| family(&id).to_owned())
        .collect()
}

/// An identifier without what only its users can add to the text: `GPL-3.0`,
/// `GPL-3.0-only` and `GPL-3.0-or-later` have one and the same text, and
/// forges go by the text.
pub(in crate::assess) fn family(id: &str) -> &str {
    id.trim_end_matches('+')
        .trim_end_matches("-only")
        .trim_end_matches("-or-later")
}

/// An expression is open when a user can choose only open licences by it. What
/// is not on the SPDX list, as `LicenseRef-…`, may allow anything: where it
/// decides, nobody knows.
pub(super) fn verdict_of(licence: &Expression) -> LicenceVerdict {
    use LicenceVerdict::{NotOpen, Open, OpenContent, Unknown};
    let could_be = |allowed: &[LicenceVerdict]| {
        licence.evaluate(|requirement| allowed.contains(&verdict_of_one(requirement)))
    };
    if could_be(&[Open]) {
        Open
    } else if could_be(&[Open, OpenContent]) {
        OpenContent
    } else if could_be(&[Open, OpenContent, Unknown]) {
        Unknown
    } else {
        NotOpen
    }
}

/// What several licences allow of which nobody says how they go together: all
/// at once, each for a part, or one to choose. Only where that makes no
/// difference is there an answer.
pub(super) fn verdict_of_all(families: &BTreeSet<String>) -> LicenceVerdict {
    use LicenceVerdict::{NotOpen, Open, OpenContent, Unknown};
    let mut verdicts = families
        .iter()
        .map(|id| parse(id).map_or(Unknown, |licence| verdict_of(&licence)));
    if verdicts.clone().any(|one| matches!(one, NotOpen | Unknown)) {
        Unknown
    } else if verdicts.any(|one| one == Open) {
        Open
    } else {
        OpenContent
    }
}

fn verdict_of_one(requirement: &LicenseReq) -> LicenceVerdict {
    let LicenseItem::Spdx { id, or_later } = &requirement.license else {
        return LicenceVerdict::Unknown;
    };
    if is_open(*id, *or_later) {
        LicenceVerdict::Open
    } else if OPEN_CONTENT.iter().any(|start| id.name.starts_with(start)) {
        LicenceVerdict::OpenContent
    } else if is_free(*id, *or_later) {
        LicenceVerdict::Open
    } else {
        LicenceVerdict::NotOpen
    }
}

/// Whether every licence of an expression may be used freely: approved by the
/// OSI, free by the FSF, or a version of the EUPL. Gives the first that may not;
/// what is not on the SPDX list is passed over.
pub(in crate::assess) fn first_closed(licence: &Expression) -> Option<&'static str> {
    licence.requirements().find_map(|node| {
        let LicenseItem::Spdx { id, or_later } = &node.req.license else {
            return None;
        };
        let free = is_open(*id, *or_later) || is_free(*id, *or_later);
        (!free).then_some(id.name)
    })
}

/// Approved by the OSI, or a version of the EUPL.
fn is_open(id: LicenseId, or_later: bool) -> bool {
    let approved = |id: LicenseId| id.is_osi_approved() || id.name.starts_with("EUPL-");
    may_be_chosen(id, or_later).any(approved)
}

/// Counted as free by the FSF.
fn is_free(id: LicenseId, or_later: bool) -> bool {
    may_be_chosen(id, or_later).any(LicenseId::is_fsf_free_libre)
}

/// The licences that somebody may choose who is given this one. SPDX tells what
/// OSI and FSF say of `AGPL-1.0` and not of the newer `AGPL-1.0-only`; and with
/// "or later" a newer version is as good.
fn may_be_chosen(id: LicenseId, or_later: bool) -> impl Iterator<Item = LicenseId> {
    let or_later = or_later || id.name.ends_with("-or-later") || id.name.ends_with('+');
    let (name, version) = numbered(id.name);
    let later = LICENSES
        .iter()
        .filter(move |other| {
            let (other_name, other_version) = numbered(other.name);
            or_later && other_name == name && other_version > version
        })
        .filter_map(|other| spdx::license_id(other.name));
    [Some(id), spdx::license_id(family(id.name))]
        .into_iter()
        .flatten()
        .chain(later)
}

/// The name of a licence and its version, as in `AGPL` and 3.0.
fn numbered(name: &str) -> (&str, Vec<u32>) {
    let family = family(name);
    let numbers = |version: &str| -> Option<Vec<u32>> {
        version.split('.').map(|part| part.parse().ok()).collect()
    };
    family
        .rsplit_once('-')
        .and_then(|(name, version)| Some((name, numbers(version)?)))
        .unwrap_or((family, Vec::new()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use LicenceVerdict::{NotOpen, Open, OpenContent, Unknown};

    #[test]
    fn identifiers_are_found_without_regard_to_case() {
        let cases = [
            ("eupl-1.2", "EUPL-1.2"),
            ("mIt or APACHE-2.0", "MIT OR Apache-2.0"),
            (
                "(gpl-2.0-only with classpath-exception-2.0) and isc",
                "(GPL-2.0-only WITH Classpath-exception-2.0) AND ISC",
            ),
            ("apache-2.0+", "Apache-2.0+"),
            ("LicenseRef-Huis", "LicenseRef-Huis"),
            ("House Rules", "House Rules"),
        ];
        for (text, expected) in cases {
            assert_eq!(spelled(text), expected, "{text}");
        }
    }

    #[test]
    fn each_expression_has_its_verdict() {
        let cases = [
            ("eupl-1.2", Open),
            ("GPL-2.0-with-classpath-exception", Open),
            ("(gpl-2.0-with-font-exception)", Open),
            ("AGPL-1.0-or-later", Open),
            ("AGPL-1.0-only", Open),
            ("AGPL-1.0+", Open),
            ("LiLiQ-P-1.1", Open),
            ("CC-BY-NC-4.0", NotOpen),
            ("CC-BY-NC-1.0+", NotOpen),
            ("CC0-1.0", OpenContent),
            ("LicenseRef-gemeente", Unknown),
            ("MIT OR LicenseRef-gemeente", Open),
            ("MIT AND LicenseRef-gemeente", Unknown),
            ("BUSL-1.1 AND LicenseRef-gemeente", NotOpen),
        ];
        for (text, expected) in cases {
            assert_eq!(verdict_of(&parse(text).unwrap()), expected, "{text}");
        }
        for text in ["", "House Rules", "MIT AND", "Classpath-exception-2.0"] {
            assert!(parse(text).is_none(), "{text}");
        }
    }

    #[test]
    fn old_name_with_exception_maps_to_its_licence() {
        let old = parse("GPL-2.0-with-classpath-exception").unwrap();
        assert_eq!(families(&old), BTreeSet::from(["GPL-2.0".to_owned()]));
        assert!(is_exception("classpath-exception-2.0"));
        assert!(!is_exception("MIT") && !is_exception("unknown-exception"));
        for (_, now) in WITH_EXCEPTION {
            assert!(Expression::parse(now).is_ok(), "{now}");
        }
    }
}
