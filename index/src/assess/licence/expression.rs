//! SPDX expressions: which licences one names, and what it allows.

use std::collections::BTreeSet;

use spdx::expression::ExprNode;
use spdx::{Expression, ParseMode};

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

/// Reads an expression as people write it; `None` when it is none.
pub(super) fn parse(text: &str) -> Option<Expression> {
    Expression::parse_mode(text.trim(), ParseMode::LAX).ok()
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
pub(super) fn family(id: &str) -> &str {
    id.trim_end_matches('+')
        .trim_end_matches("-only")
        .trim_end_matches("-or-later")
}

/// An expression is open when a user can choose only open licences by it.
pub(super) fn verdict_of(licence: &Expression) -> LicenceVerdict {
    let could_be = |allowed: fn(LicenceVerdict) -> bool| {
        licence.evaluate(|requirement| {
            let id = requirement.license.id();
            allowed(id.map_or(LicenceVerdict::NotOpen, verdict_of_id))
        })
    };
    if could_be(|verdict| verdict == LicenceVerdict::Open) {
        LicenceVerdict::Open
    } else if could_be(|verdict| {
        matches!(verdict, LicenceVerdict::Open | LicenceVerdict::OpenContent)
    }) {
        LicenceVerdict::OpenContent
    } else {
        LicenceVerdict::NotOpen
    }
}

/// What several licences allow of which nobody says how they go together: all
/// at once, each for a part, or one to choose. Only where that makes no
/// difference is there an answer.
pub(super) fn verdict_of_all(families: &BTreeSet<String>) -> LicenceVerdict {
    let mut verdicts = families
        .iter()
        .map(|id| parse(id).map_or(LicenceVerdict::NotOpen, |licence| verdict_of(&licence)));
    if verdicts.clone().any(|one| one == LicenceVerdict::NotOpen) {
        LicenceVerdict::Unknown
    } else if verdicts.any(|one| one == LicenceVerdict::Open) {
        LicenceVerdict::Open
    } else {
        LicenceVerdict::OpenContent
    }
}

fn verdict_of_id(id: spdx::LicenseId) -> LicenceVerdict {
    if id.is_osi_approved() || id.name.starts_with("EUPL-") {
        LicenceVerdict::Open
    } else if OPEN_CONTENT.iter().any(|start| id.name.starts_with(start)) {
        LicenceVerdict::OpenContent
    } else if id.is_fsf_free_libre() {
        LicenceVerdict::Open
    } else {
        LicenceVerdict::NotOpen
    }
}
