//! What an entry says of the organisation itself.

use super::Entry;
use crate::organisation::Slug;
use crate::registry::draft::Draft;

/// The longest short name, in letters.
const LONGEST_SHORT_NAME: usize = 20;

impl Entry<'_, '_, '_, '_> {
    pub(super) fn facts(&mut self, draft: &mut Draft) {
        let organisation = &mut draft.organisation;
        organisation.short_names = self.short_names(&organisation.slug);
    }

    /// What everybody calls it for short. A short name that can't be used is left
    /// out.
    fn short_names(&mut self, slug: &Slug) -> Vec<String> {
        const LEFT_OUT: &str = "This short name is skipped until that is corrected";
        let mut names = Vec::new();
        for item in self.list("short_names", "\"VWS\"") {
            let Some(name) = self.text_in(item, "a short name", LEFT_OUT) else {
                continue;
            };
            let mut words = name.split(' ');
            let is_name = words.all(|word| {
                !word.is_empty() && word.chars().all(|c| c.is_alphanumeric() || c == '-')
            });
            if !is_name || name.chars().count() > LONGEST_SHORT_NAME {
                let what = format!(
                    "`{name}` is not a short name; use 1 to {LONGEST_SHORT_NAME} letters, digits and hyphens, with single spaces between words, as in `VWS` or `Den Haag`"
                );
                self.problem_at(item, what, LEFT_OUT);
                continue;
            }
            let here = self.place_of(item);
            let taken = &self.reader.drafts.short_names;
            if let Some((owner, place)) = taken.get(&name.to_lowercase()) {
                let line = place.line;
                let what =
                    format!("the short name `{name}` is already that of `{owner}` on line {line}");
                self.problem_at(item, what, "Remove one of the two; the first is used");
                continue;
            }
            let owner = (slug.to_string(), here);
            let taken = &mut self.reader.drafts.short_names;
            taken.insert(name.to_lowercase(), owner);
            names.push(name.to_owned());
        }
        names
    }
}
