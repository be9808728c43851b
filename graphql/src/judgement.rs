//! The judgements of the index's table: a type and a field of a repository for each, and
//! all of them in one form.

use async_graphql::{Context, Object, Result, SimpleObject};
use bronwijzer_index::{JudgementRow, Judgements, with_judgements};

use crate::repository::Repository;
use crate::verdict::{Reason, reasons};

macro_rules! judgements {
    ($($object:ident, $field:ident: $verdict:ident, $answers:literal $facet:tt)+) => {
        $(
            pub(crate) struct $object(Repository);

            #[doc = $answers]
            #[Object(serial)]
            impl $object {
                /// The verdict.
                async fn verdict(&self) -> bronwijzer_index::assess::$verdict {
                    self.0.card().verdicts.$field
                }

                /// The rules that held.
                async fn reasons(&self, ctx: &Context<'_>) -> Result<Vec<Reason>> {
                    let entry = self.0.entry(ctx).await?;
                    Ok(reasons(&entry.assessment.judgements.$field.reasons))
                }
            }
        )+

        /// The fields of a repository that the table gives it.
        pub(crate) struct JudgementFields(pub(crate) Repository);

        #[Object(serial)]
        impl JudgementFields {
            $(
                #[doc = $answers]
                async fn $field(&self) -> $object {
                    $object(self.0.clone())
                }
            )+
        }
    };
}
with_judgements!(judgements);

/// A judgement in the form that is the same for each.
#[derive(SimpleObject)]
pub(crate) struct Judgement {
    /// Its name, as in `release_rhythm`: the field `releaseRhythm` of a repository has it
    /// too.
    name: &'static str,
    /// The verdict, as the filter takes it.
    verdict: &'static str,
    /// The rules that held.
    reasons: Vec<Reason>,
}

impl Judgement {
    pub(crate) fn new(row: &JudgementRow, judged: &Judgements) -> Self {
        let (verdict, held) = (row.of)(judged);
        Self {
            name: row.name,
            verdict,
            reasons: reasons(held),
        }
    }
}
