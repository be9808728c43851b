//! The table of judgements that have one verdict each. The assessment and the cards, the
//! facet, the schema with REST, the files of the whole catalogue and the pages follow
//! from a row.

use serde::{Deserialize, Serialize};
use strum::VariantNames;

use super::{Reason, Verdict, release_rhythm, responsiveness, risk};

/// Calls a macro with the table: the type of the schema; the field of a repository, which
/// is also the module that judges; the verdicts, one of them `Unknown`; what it answers; and its row in
/// [`with_facets`](crate::with_facets).
#[macro_export]
macro_rules! with_judgements {
    ($callback:ident) => {
        $crate::with_judgements! { @table (rows $callback) }
    };
    // The table of facets, with those of judgements between its two parts.
    (@facets $callback:ident $before:tt $after:tt) => {
        $crate::with_judgements! { @table (facets $callback $before $after) }
    };
    (@give (rows $callback:ident) $($table:tt)*) => {
        $callback! { $($table)* }
    };
    (@give (facets $callback:ident {$($before:tt)*} {$($after:tt)*})
        $($object:ident, $field:ident: $verdict:ident, $answers:literal { $($facet:tt)* })+) => {
        $callback! { $($before)* $($($facet)*;)+ $($after)* }
    };
    (@table $then:tt) => {
        $crate::with_judgements! { @give $then
            Risk, risk: RiskVerdict,
                "Whether it leans on one person, or is left by those who work on it while others use it." {
                at_risk: AtRisk, "Whether it is at risk.",
                nl ["risico"], en ["risk"], Closed("risk", &[
                    ("at_risk", &["ja", "yes", "loopt-risico"]),
                    ("not_at_risk", &["nee", "no", "geen"]),
                    ("already_left", &["verlaten", "left"]),
                    ("unknown", &["onbekend"]),
                ]), 80
            }
            ReleaseRhythm, release_rhythm: ReleaseRhythmVerdict,
                "How regularly versions come out." {
                release_rhythm: ReleaseRhythm, "How regularly versions come out.",
                nl ["releaseritme"], en ["release-rhythm"], Closed("rhythm", &[
                    ("regular", &["regelmatig"]),
                    ("irregular", &["onregelmatig"]),
                    ("slowing", &["vertraagt"]),
                    ("too_few", &["te-weinig"]),
                    ("unknown", &["onbekend"]),
                ]), 95
            }
            Responsiveness, responsiveness: ResponsivenessVerdict,
                "How soon questions and changes get a first answer." {
                responsiveness: Responsiveness, "How soon questions and changes get a first answer.",
                nl ["reactietijd"], en ["responsiveness"], Closed("answers", &[
                    ("quick", &["snel"]),
                    ("weeks", &["weken"]),
                    ("slow", &["traag"]),
                    ("too_few", &["te-weinig"]),
                    ("unknown", &["onbekend"]),
                ]), 97
            }
        }
    };
}

/// A row of the table.
#[derive(Debug)]
pub struct JudgementRow {
    /// Its name: the field of the schema's `Repository`, in snake case.
    pub name: &'static str,
    /// What the keys of its verdicts' texts start with, and the classes of its marks.
    pub texts: &'static str,
    /// Its verdicts, by their names in the index and in filters.
    pub verdicts: &'static [&'static str],
    /// What it says: the verdict by its name, and the rules that held.
    pub of: fn(&Judgements) -> (&'static str, &[Reason]),
}

impl JudgementRow {
    /// The field of the schema's `Repository`.
    #[must_use]
    pub fn field(&self) -> String {
        camel_case(self.name)
    }
}

/// A name in snake case as the schema writes it.
pub(crate) fn camel_case(name: &str) -> String {
    let mut camel = String::with_capacity(name.len());
    for (at, word) in name.split('_').enumerate() {
        let (initial, rest) = word.split_at(usize::from(at > 0));
        camel.push_str(&initial.to_uppercase());
        camel.push_str(rest);
    }
    camel
}

/// What the keys of texts start with, from the row of a facet.
macro_rules! texts_of {
    ({ $facet:ident: $variant:ident, $doc:literal, nl $dutch:tt, en $english:tt,
        Closed($texts:literal, $words:expr), $place:literal }) => {
        $texts
    };
}

macro_rules! judgements {
    ($($object:ident, $field:ident: $verdict:ident, $answers:literal $facet:tt)+) => {
        /// The judgements of the table, each with its reasons.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub struct Judgements {
            $(#[doc = $answers] pub $field: Verdict<super::$verdict>,)+
        }

        /// The verdicts of the table alone, as lists show them.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
        pub struct Verdicts {
            $(#[doc = $answers] pub $field: super::$verdict,)+
        }

        impl Judgements {
            pub(super) fn of(facts: &super::Facts<'_>) -> Self {
                Self { $($field: $field::judge(facts),)+ }
            }

            /// Nothing is known, for this reason.
            pub(super) fn unknown(reason: &Reason) -> Self {
                Self {
                    $($field: Verdict {
                        value: super::$verdict::Unknown,
                        reasons: vec![reason.clone()],
                    },)+
                }
            }

            /// The verdicts without their reasons.
            #[must_use]
            pub fn verdicts(&self) -> Verdicts {
                Verdicts { $($field: self.$field.value,)+ }
            }
        }

        /// Every row of the table.
        pub const JUDGEMENTS: &[JudgementRow] = &[$(JudgementRow {
            name: stringify!($field),
            texts: texts_of!($facet),
            verdicts: super::$verdict::VARIANTS,
            of: |judgements| {
                let verdict = &judgements.$field;
                (verdict.value.as_str(), &verdict.reasons)
            },
        },)+];
    };
}
with_judgements!(judgements);
