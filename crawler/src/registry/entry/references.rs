//! What an entry says of other organisations: its parent, its members, who came after it. They
//! are looked up when all are read.

use chrono::NaiveDate;
use toml::Spanned;
use toml::de::DeValue;

use super::Entry;
use crate::organisation::Slug;
use crate::registry::draft::{Draft, Reference};

/// What becomes of a slug that is none.
const LEFT_OUT: &str = "It is skipped until that is corrected";

impl<'t> Entry<'_, '_, '_, 't> {
    pub(super) fn references(&mut self, draft: &mut Draft) {
        if let Some(value) = self.table.get("parent") {
            draft.parent = self.reference(value);
        }
        draft.members = self.slugs("members");
        draft.former_slugs.extend(self.slugs("former_slugs"));
        draft.successors.extend(self.slugs("successors"));
        draft.ended = self.ended().or(draft.ended);
        if let (None, Some(value)) = (draft.ended, self.table.get("successors")) {
            let what = "an organisation with `successors` that has not `ended`".to_owned();
            let advice = "Write ended = 2026-01-01, the first day on which it no longer existed";
            self.problem_at(value, what, advice);
        }
    }

    fn slugs(&mut self, key: &str) -> Vec<Reference> {
        let items = self.list(key, "\"gemeente-delft\"").iter();
        items.filter_map(|item| self.reference(item)).collect()
    }

    fn reference(&mut self, value: &Spanned<DeValue<'_>>) -> Option<Reference> {
        let text = self.text_in(value, "a slug", LEFT_OUT)?;
        let slug: Result<Slug, _> = text.parse();
        match slug {
            Ok(slug) => Some((slug, self.place_of(value))),
            Err(error) => {
                self.problem_at(value, format!("{error}"), LEFT_OUT);
                None
            }
        }
    }

    /// The day under `ended`, as a date of TOML or a text.
    fn ended(&mut self) -> Option<NaiveDate> {
        let value = self.table.get("ended")?;
        let day = self.day(value);
        if day.is_none() {
            let advice = "Write ended = 2026-01-01; until then the organisation counts as existing";
            self.problem_at(value, "`ended` is not a day".to_owned(), advice);
        }
        day
    }

    pub(super) fn day(&self, value: &Spanned<DeValue<'t>>) -> Option<NaiveDate> {
        match value.get_ref() {
            DeValue::Datetime(day) => day.to_string().parse().ok(),
            DeValue::String(text) => text.trim().parse().ok(),
            _ => None,
        }
    }
}
