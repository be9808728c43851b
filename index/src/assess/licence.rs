//! Licence verdict: may somebody else reuse this?

use bronwijzer_crawler::observation::{ForgeLicence, Observation};
use serde::{Deserialize, Serialize};
use spdx::expression::ExprNode;
use spdx::{Expression, ParseMode};

use super::publiccode::Publiccode;
use super::{Fact, Reason, Verdict};

/// What a licence allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LicenceVerdict {
    /// Open source: approved by the OSI, counted as free by the FSF, or EUPL.
    Open,
    /// An open licence for texts or data, not meant for code.
    OpenContent,
    /// A licence that keeps some users or uses out.
    NotOpen,
    /// No licence: nobody may reuse it.
    Missing,
    /// Two sources name different licences.
    Contradictory,
    /// There is a licence and nobody recognised it, or nobody looked.
    Unknown,
}

impl LicenceVerdict {
    /// The name in the index and in filters.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::OpenContent => "open_content",
            Self::NotOpen => "not_open",
            Self::Missing => "missing",
            Self::Contradictory => "contradictory",
            Self::Unknown => "unknown",
        }
    }
}

/// The licence and what it allows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LicenceAssessment {
    /// SPDX identifier or expression, where one is known.
    pub spdx_id: Option<String>,
    /// What it allows, and why we say so.
    pub verdict: Verdict<LicenceVerdict>,
}

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

/// Judges the licence from what the forge recognised and what publiccode.yml
/// declares.
pub(super) fn judge(
    observation: &Observation,
    publiccode: Option<&Publiccode>,
) -> LicenceAssessment {
    let declared = publiccode
        .and_then(|file| file.licence.as_deref())
        .and_then(|licence| Expression::parse_mode(licence.trim(), ParseMode::LAX).ok());
    let recognised = match &observation.licence {
        Some(ForgeLicence::Spdx { id }) => Expression::parse_mode(id, ParseMode::LAX).ok(),
        _ => None,
    };
    match (recognised, declared) {
        (Some(recognised), Some(declared)) if !share_a_licence(&recognised, &declared) => {
            LicenceAssessment {
                spdx_id: Some(recognised.to_string()),
                verdict: Verdict {
                    value: LicenceVerdict::Contradictory,
                    reasons: vec![Reason::new(
                        "forge_and_publiccode_differ",
                        [
                            ("forge", Fact::Text(recognised.to_string())),
                            ("publiccode", Fact::Text(declared.to_string())),
                        ],
                    )],
                },
            }
        }
        (Some(recognised), _) => allowed(&recognised, "recognised_by_forge"),
        (None, Some(declared)) => allowed(&declared, "declared_in_publiccode"),
        (None, None) => without_identifier(observation.licence.as_ref()),
    }
}

fn allowed(licence: &Expression, found: &'static str) -> LicenceAssessment {
    let value = verdict_of(licence);
    let rule = match value {
        LicenceVerdict::Open => "open_licence",
        LicenceVerdict::OpenContent => "open_content_licence",
        _ => "not_an_open_licence",
    };
    let text = || Fact::Text(licence.to_string());
    LicenceAssessment {
        spdx_id: Some(licence.to_string()),
        verdict: Verdict {
            value,
            reasons: vec![
                Reason::new(rule, [("licence", text())]),
                Reason::new(found, [("licence", text())]),
            ],
        },
    }
}

fn without_identifier(licence: Option<&ForgeLicence>) -> LicenceAssessment {
    let (value, reason) = match licence {
        Some(ForgeLicence::Missing) => {
            (LicenceVerdict::Missing, Reason::new("no_licence_found", []))
        }
        Some(ForgeLicence::Spdx { id }) => (
            LicenceVerdict::Unknown,
            Reason::new("licence_not_in_spdx", [("licence", Fact::Text(id.clone()))]),
        ),
        Some(ForgeLicence::Unrecognised) => (
            LicenceVerdict::Unknown,
            Reason::new("licence_not_recognised", []),
        ),
        None => (
            LicenceVerdict::Unknown,
            Reason::new("licence_not_looked_for", []),
        ),
    };
    LicenceAssessment {
        spdx_id: None,
        verdict: Verdict {
            value,
            reasons: vec![reason],
        },
    }
}

/// An expression is open when a user can choose only open licences by it.
fn verdict_of(licence: &Expression) -> LicenceVerdict {
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

/// Whether two expressions name a licence in common. `GPL-3.0`,
/// `GPL-3.0-only` and `GPL-3.0-or-later` count as one here: forges read the
/// text, and that is the same for all three.
fn share_a_licence(a: &Expression, b: &Expression) -> bool {
    let ids = |expression: &Expression| -> Vec<String> {
        expression
            .iter()
            .filter_map(|node| match node {
                ExprNode::Req(requirement) => Some(requirement.req.license.to_string()),
                ExprNode::Op(_) => None,
            })
            .map(|id| {
                id.trim_end_matches('+')
                    .trim_end_matches("-only")
                    .trim_end_matches("-or-later")
                    .to_owned()
            })
            .collect()
    };
    let b = ids(b);
    ids(a).iter().any(|id| b.contains(id))
}

#[cfg(test)]
mod tests {
    use super::*;
    use LicenceVerdict::{Contradictory, Missing, NotOpen, Open, OpenContent, Unknown};
    use bronwijzer_crawler::address::{RepositoryId, RepositoryUrl};
    use bronwijzer_crawler::observation::Source;

    fn judge_both(
        forge: Option<ForgeLicence>,
        declared: Option<&str>,
    ) -> (LicenceVerdict, Option<String>, &'static str) {
        let url: RepositoryUrl = "https://github.com/o/r".parse().unwrap();
        let mut observation = Observation::bare(
            RepositoryId::new(url.host().clone(), "1"),
            url,
            chrono::DateTime::UNIX_EPOCH,
            Source::Sample,
        );
        observation.licence = forge;
        let publiccode = declared.map(|licence| Publiccode {
            licence: Some(licence.to_owned()),
            ..Publiccode::default()
        });
        let licence = judge(&observation, publiccode.as_ref());
        (
            licence.verdict.value,
            licence.spdx_id,
            licence.verdict.reasons[0].rule,
        )
    }

    fn spdx(id: &str) -> Option<ForgeLicence> {
        Some(ForgeLicence::Spdx { id: id.to_owned() })
    }

    #[test]
    fn a_licence_is_judged_by_what_it_allows() {
        let cases = [
            (spdx("EUPL-1.2"), None, Open, "open_licence"),
            (spdx("EUPL-1.0"), None, Open, "open_licence"),
            (spdx("MIT"), None, Open, "open_licence"),
            (spdx("AGPL-3.0"), None, Open, "open_licence"),
            (spdx("CC0-1.0"), None, OpenContent, "open_content_licence"),
            (spdx("CC-BY-4.0"), None, OpenContent, "open_content_licence"),
            (spdx("CC-BY-NC-4.0"), None, NotOpen, "not_an_open_licence"),
            (spdx("CC-BY-ND-4.0"), None, NotOpen, "not_an_open_licence"),
            (spdx("BUSL-1.1"), None, NotOpen, "not_an_open_licence"),
            (spdx("MIT OR BUSL-1.1"), None, Open, "open_licence"),
            (
                spdx("MIT AND CC-BY-4.0"),
                None,
                OpenContent,
                "open_content_licence",
            ),
            (spdx("House-Rules"), None, Unknown, "licence_not_in_spdx"),
            (
                Some(ForgeLicence::Missing),
                None,
                Missing,
                "no_licence_found",
            ),
            (
                Some(ForgeLicence::Unrecognised),
                None,
                Unknown,
                "licence_not_recognised",
            ),
            (None, None, Unknown, "licence_not_looked_for"),
            (
                Some(ForgeLicence::Unrecognised),
                Some("EUPL-1.2"),
                Open,
                "open_licence",
            ),
            (
                spdx("EUPL-1.2"),
                Some("MIT"),
                Contradictory,
                "forge_and_publiccode_differ",
            ),
            (
                spdx("AGPL-3.0"),
                Some("AGPL-3.0-or-later"),
                Open,
                "open_licence",
            ),
            (spdx("MIT"), Some("EUPL-1.2 OR MIT"), Open, "open_licence"),
            (
                spdx("EUPL-1.2"),
                Some("not a licence"),
                Open,
                "open_licence",
            ),
        ];
        for (forge, declared, verdict, rule) in cases {
            let what = format!("{forge:?} {declared:?}");
            let (found, _, reason) = judge_both(forge, declared);
            assert_eq!((found, reason), (verdict, rule), "{what}");
        }
    }

    #[test]
    fn the_identifier_is_given_where_one_is_known() {
        assert_eq!(
            judge_both(spdx("EUPL-1.2"), None).1.as_deref(),
            Some("EUPL-1.2")
        );
        assert_eq!(judge_both(None, Some("MIT")).1.as_deref(), Some("MIT"));
        assert_eq!(judge_both(Some(ForgeLicence::Missing), None).1, None);
    }
}
