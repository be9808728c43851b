//! The top of the page: what it is called, what it is, whose it is, and where to go from there.

use super::answer::{Repository, Theme};
use crate::place::Place;
use crate::preview::{Picture, Pictured};
use crate::search::facet::key_of;
use crate::summary::Summary;
use crate::texts::{Texts, text};
use crate::verdict::VerdictView;

/// The top of the page.
pub(crate) struct HeadView {
    /// What people call it.
    pub(crate) title: String,
    /// The repository's name, where that is another.
    pub(crate) name: Option<String>,
    pub(crate) summary: Option<Summary>,
    /// Where the summary comes from.
    pub(crate) summary_source: Option<String>,
    /// Its owner, and the owner's page.
    pub(crate) owner: Option<(String, String)>,
    /// What kind of thing it is, for whom, and in which language.
    pub(crate) facts: Vec<String>,
    /// The website and the documentation: the words of the link, and its address.
    pub(crate) links: Vec<(String, String)>,
}

impl HeadView {
    pub(super) fn new(repository: &Repository, texts: Texts) -> Self {
        let title = repository.title.clone();
        let declared = &repository.declaration;
        let website = repository
            .homepage_url
            .as_ref()
            .or(declared.landing_url.as_ref());
        let documentation = declared.documentation.first();
        let links = [
            ("repository-website", website),
            ("repository-documentation", documentation),
        ];
        Self {
            name: (plain(&title) != plain(&repository.name)).then(|| repository.name.clone()),
            summary_source: repository.described_by.as_ref().map(|described| {
                let key = format!("summary-{}", described.source.key());
                texts.with(&key, [("host", text(&repository.forge.host))])
            }),
            summary: repository.summary.clone(),
            owner: repository.organisation.as_ref().map(|organisation| {
                let place = Place::Organisation(organisation.slug.clone());
                (organisation.name.clone(), place.path(texts.language()))
            }),
            facts: facts(repository, texts),
            links: links
                .into_iter()
                .filter_map(|(key, page)| Some((texts.get(key), page?.clone())))
                .collect(),
            title,
        }
    }

    /// What the page is called in the browser.
    pub(super) fn page_title(&self, texts: Texts) -> String {
        let title = || ("title", text(&self.title));
        match &self.owner {
            Some((owner, _)) => {
                let values = [title(), ("owner", text(in_a_sentence(owner)))];
                texts.with("repository-title", values)
            }
            None => texts.with("repository-title-alone", [title()]),
        }
    }

    /// What social networks show of the page.
    pub(super) fn picture(&self, repository: &Repository, texts: Texts) -> Picture {
        let pictured = Pictured {
            title: &self.title,
            summary: self.summary.as_ref().map(|summary| summary.text.as_str()),
            owner: self.owner.as_ref().map(|(owner, _)| owner.as_str()),
            licence: &repository.licence,
            maintenance: &repository.maintenance,
        };
        pictured.picture(texts)
    }

    /// What search engines say of the page.
    pub(super) fn description(&self, repository: &Repository, texts: Texts) -> String {
        let licence = match &repository.licence.spdx_id {
            Some(spdx) => texts.with("repository-licence", [("licence", text(spdx))]),
            None => VerdictView::of_licence(&repository.licence, texts).label,
        };
        let status = VerdictView::of_maintenance(&repository.maintenance, texts).label;
        let last = repository
            .last_activity_at
            .map(|at| texts.with("repository-last-change", [("date", text(texts.day(at)))]));
        let parts = [Some(licence), Some(status.to_lowercase()), last];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        let verdicts = format!("{}.", parts.join(", "));
        let summary = self.summary.as_ref();
        let start = summary.map_or(&self.title, |summary| &summary.text).trim();
        let end = if start.ends_with(['.', '!', '?', '…']) {
            ""
        } else {
            "."
        };
        format!("{start}{end} {verdicts}")
    }
}

/// Letters and digits alone, to compare names by.
fn plain(name: &str) -> String {
    let letters = name.chars().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

/// Kinds of organisations that are no proper names.
const KINDS: &[&str] = &["Gemeente ", "Ministerie ", "Provincie ", "Waterschap "];

/// The name of an organisation as it stands in a sentence.
fn in_a_sentence(name: &str) -> String {
    let is_kind = KINDS.iter().any(|kind| name.starts_with(kind));
    match name.split_at_checked(1).filter(|_| is_kind) {
        Some((first, rest)) => first.to_lowercase() + rest,
        None => name.to_owned(),
    }
}

/// A term as it stands in a sentence: an abbreviation keeps its capitals.
fn in_lower_case(term: &str) -> String {
    let mut letters = term.chars();
    let Some(first) = letters.next() else {
        return String::new();
    };
    if letters.clone().next().is_some_and(char::is_uppercase) {
        return term.to_owned();
    }
    first.to_lowercase().chain(letters).collect()
}

fn facts(repository: &Repository, texts: Texts) -> Vec<String> {
    let themes = &repository.themes;
    let named = |kind: &str, theme: &Theme| {
        let name = key_of(&theme.value).and_then(|key| texts.find(&format!("{kind}-{key}")));
        in_lower_case(&name.unwrap_or_else(|| theme.value.clone()))
    };
    let sort = themes.software_type.iter().filter(|theme| !theme.guessed);
    let sort = sort.map(|theme| named("software-type", theme));
    let audience: Vec<String> = themes
        .audience
        .iter()
        .map(|theme| named("audience", theme))
        .collect();
    let audience = (!audience.is_empty())
        .then(|| texts.with("repository-for", [("audience", text(audience.join(", ")))]));
    let languages = repository.languages.as_deref().unwrap_or_default();
    let language = languages.first().map(|language| language.name.clone());
    sort.chain(audience).chain(language).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_of_organisations_are_common_nouns() {
        assert_eq!(in_a_sentence("Gemeente Delft"), "gemeente Delft");
        assert_eq!(in_a_sentence("Kadaster"), "Kadaster");
        assert_eq!(in_a_sentence("Ésope"), "Ésope");
        assert_eq!(in_lower_case("Server of API"), "server of API");
        assert_eq!(in_lower_case("API"), "API");
    }
}
