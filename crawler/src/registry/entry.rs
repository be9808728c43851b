//! One organisation of the small file: what it adds to a body of the list, or all of an
//! organisation that the list lacks.

mod addresses;
mod facts;
mod references;
mod representatives;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

pub(super) use addresses::read_not_government;

use super::draft::{Draft, Place, listed};
use super::parse::Reader;
use crate::organisation::{Organisation, OrganisationType, Province, Slug, TooiUri};

/// Every key of an organisation, in the order to write them in.
pub(super) const KEYS: &[&str] = &[
    "slug",
    "name",
    "short_names",
    "tooi",
    "uri",
    "type",
    "province",
    "parent",
    "members",
    "ended",
    "successors",
    "former_slugs",
    "websites",
    "contacts",
    "accounts",
    "unconfirmed",
    "repositories",
    "account_ids",
    "email_domains",
    "members_of",
];

/// What becomes of an organisation with a mistake in what identifies it.
const LEFT_OUT: &str = "This organisation is skipped until that is corrected";

/// One `[[organisations]]` of the small file.
pub(super) struct Entry<'e, 'r, 'a, 't> {
    reader: &'e mut Reader<'r, 'a>,
    table: &'t DeTable<'t>,
    /// The byte of its header.
    at: usize,
    /// From where the spans inside the table count.
    start: usize,
}

impl<'e, 'r, 'a, 't> Entry<'e, 'r, 'a, 't> {
    /// The organisation whose header is at byte `at`; the spans inside `table` count from
    /// byte `start`.
    pub(super) fn new(
        reader: &'e mut Reader<'r, 'a>,
        table: &'t DeTable<'t>,
        at: usize,
        start: usize,
    ) -> Self {
        Self {
            reader,
            table,
            at,
            start,
        }
    }

    /// Reads it. What can't be used becomes a problem.
    pub(super) fn read(mut self) {
        self.unknown_keys();
        let slug = self.slug();
        let number = slug
            .as_ref()
            .and_then(|slug| self.reader.drafts.by_slug.get(slug.as_str()).copied());
        let number = match number {
            Some(number) => self.added_to(number),
            None => self.of_its_own(slug),
        };
        let Some(number) = number else {
            return;
        };
        let mut draft = self.take(number);
        self.facts(&mut draft);
        self.references(&mut draft);
        self.addresses(&mut draft.organisation);
        self.representatives(&mut draft.organisation);
        self.reader.drafts.all[number] = draft;
    }

    /// A draft to work on while others are looked up; it goes back to its number.
    fn take(&mut self, number: usize) -> Draft {
        let known = &mut self.reader.drafts.all[number];
        let organisation = &known.organisation;
        let stand_in = Draft::new(
            Organisation::new(
                organisation.slug.clone(),
                "",
                organisation.organisation_type,
            ),
            known.at,
        );
        std::mem::replace(known, stand_in)
    }

    /// Adds to a body of the list. `None`, after a problem, when another entry did.
    fn added_to(&mut self, number: usize) -> Option<usize> {
        let here = self.place(self.at);
        let slug = self.reader.drafts.all[number].organisation.slug.clone();
        if let Some(first) = self.reader.drafts.all[number].entry {
            let line = first.line;
            let what = format!("the slug `{slug}` is already used on line {line}");
            self.problem(self.at, what, LEFT_OUT);
            return None;
        }
        let name = self.name();
        let tooi = self.tooi();
        let kind = self.organisation_type();
        let draft = &mut self.reader.drafts.all[number];
        draft.entry = Some(here);
        if let Some(name) = name {
            draft.organisation.name = name;
        }
        let listed = &draft.organisation;
        let tooi = tooi.filter(|(_, tooi)| listed.tooi.as_ref() != Some(tooi));
        let differs = kind.filter(|(_, kind)| *kind != listed.organisation_type);
        let of_list = listed.organisation_type.as_str();
        if let Some((value, tooi)) = tooi {
            let what = format!("the TOOI URI {tooi} is not that of `{slug}` in the list of bodies");
            self.problem_at(value, what, "Remove `tooi`; that of the list is used");
        } else if let Some((value, kind)) = differs {
            let what = format!(
                "the type `{}` contradicts the list of bodies, which says `{of_list}`",
                kind.as_str()
            );
            self.problem_at(value, what, "Remove `type`; that of the list is used");
        }
        Some(number)
    }

    /// Takes up an organisation that the list lacks. `None`, after a problem, when it can't
    /// be used.
    fn of_its_own(&mut self, slug: Option<Slug>) -> Option<usize> {
        // Each part is read before one of them may end it, so that every mistake
        // is told at once.
        if !self.table.contains_key("name") {
            self.missing("`name`");
        }
        let name = self.name();
        let identity = self.identity();
        let (slug, name, (tooi, organisation_type)) = (slug?, name?, identity?);
        let tooi = tooi.and_then(|tooi| self.unless_taken(tooi, &slug));
        let organisation = Organisation {
            tooi,
            ..Organisation::new(slug, name, organisation_type)
        };
        let here = self.place(self.at);
        let mut draft = Draft::new(organisation, here);
        draft.entry = Some(here);
        Some(self.reader.drafts.add(draft))
    }

    /// A TOOI URI, unless another organisation has it, which is a problem.
    fn unless_taken(&mut self, tooi: TooiUri, slug: &Slug) -> Option<TooiUri> {
        let drafts = &self.reader.drafts;
        let Some(first) = drafts.by_tooi.get(tooi.as_str()) else {
            return Some(tooi);
        };
        let first = &drafts.all[*first];
        let owner = first.organisation.slug.clone();
        let value = self.table.get("tooi")?;
        let here = self.place(self.start + value.span().start);
        let place = self.reader.drafts.seen_from(here, first.at);
        let what = format!("the TOOI URI {tooi} is that of `{owner}` {place}");
        let advice = format!(
            "It is left out. Write slug = \"{owner}\" to add to that organisation; or, where `{slug}` is a part of it, remove `tooi` and write parent = \"{owner}\""
        );
        self.problem_at(value, what, &advice);
        None
    }

    fn unknown_keys(&mut self) {
        for (key, _) in self.table {
            if !KEYS.contains(&key.get_ref().as_ref()) {
                let what = format!("unknown key `{}`", key.get_ref());
                let advice = format!("Use one of: {}", KEYS.join(", "));
                self.problem(self.start + key.span().start, what, &advice);
            }
        }
    }

    fn missing(&mut self, what: &str) {
        let what = format!("an organisation without {what}, which the list of bodies lacks");
        self.problem(self.at, what, LEFT_OUT);
    }

    fn slug(&mut self) -> Option<Slug> {
        if !self.table.contains_key("slug") {
            let what = "an organisation without `slug`".to_owned();
            self.problem(self.at, what, LEFT_OUT);
        }
        let (value, text) = self.text("slug", LEFT_OUT)?;
        match text.parse() {
            Ok(slug) => Some(slug),
            Err(error) => {
                self.problem_at(value, format!("{error}"), LEFT_OUT);
                None
            }
        }
    }

    fn name(&mut self) -> Option<String> {
        let (value, text) = self.text("name", LEFT_OUT)?;
        if text.is_empty() {
            self.problem_at(value, "`name` is empty".to_owned(), LEFT_OUT);
            return None;
        }
        Some(text.to_owned())
    }

    fn tooi(&mut self) -> Option<(&'t Spanned<DeValue<'t>>, TooiUri)> {
        let (value, text) = self.text("tooi", LEFT_OUT)?;
        match text.parse() {
            Ok(tooi) => Some((value, tooi)),
            Err(error) => {
                self.problem_at(value, format!("{error}"), LEFT_OUT);
                None
            }
        }
    }

    /// The TOOI URI, and the type that follows from it or stands in its place.
    fn identity(&mut self) -> Option<(Option<TooiUri>, OrganisationType)> {
        let written = self.organisation_type();
        if !self.table.contains_key("tooi") {
            if !self.table.contains_key("type") {
                self.missing("`tooi` and without `type`");
            }
            return written.map(|(_, organisation_type)| (None, organisation_type));
        }
        let (_, tooi) = self.tooi()?;
        let derived = tooi.organisation_type();
        if let Some((value, written)) = written.filter(|(_, written)| *written != derived) {
            let what = format!(
                "the type `{}` contradicts the TOOI URI, which says `{}`",
                written.as_str(),
                derived.as_str()
            );
            self.problem_at(value, what, "Remove `type`; the TOOI URI is used");
        }
        Some((Some(tooi), derived))
    }

    fn organisation_type(&mut self) -> Option<(&'t Spanned<DeValue<'t>>, OrganisationType)> {
        let (value, text) = self.text("type", LEFT_OUT)?;
        let found = OrganisationType::from_name(text);
        if found.is_none() {
            let all = listed(OrganisationType::ALL.iter().map(|kind| kind.as_str()));
            let advice = format!("Use one of: {all}");
            self.problem_at(value, format!("unknown type `{text}`"), &advice);
        }
        Some((value, found?))
    }

    fn province(&mut self) -> Option<Province> {
        let (value, text) = self.text("province", "It is left out")?;
        let found = Province::from_name(text);
        if found.is_none() {
            let all = listed(Province::ALL.iter().map(|province| province.name()));
            let advice = format!("Remove it, or use one of: {all}");
            self.problem_at(value, format!("unknown province `{text}`"), &advice);
        }
        found
    }

    fn problem(&mut self, at: usize, what: String, advice: &str) {
        self.reader.problem(at, what, advice);
    }

    fn problem_at(&mut self, value: &Spanned<DeValue<'_>>, what: String, advice: &str) {
        self.reader
            .problem(self.start + value.span().start, what, advice);
    }

    fn place(&self, at: usize) -> Place {
        self.reader.place(at)
    }

    fn place_of(&self, value: &Spanned<DeValue<'_>>) -> Place {
        self.place(self.start + value.span().start)
    }

    /// The text under `key`. `None` when it is absent or, which is a problem with this
    /// advice, no text.
    fn text(&mut self, key: &str, advice: &str) -> Option<(&'t Spanned<DeValue<'t>>, &'t str)> {
        let value = self.table.get(key)?;
        let text = self.text_in(value, &format!("`{key}`"), advice)?;
        Some((value, text))
    }

    /// The text in `value`, which problems call by what it is. `None`, after a problem, when it is none.
    fn text_in<'v>(
        &mut self,
        value: &'v Spanned<DeValue<'_>>,
        what: &str,
        advice: &str,
    ) -> Option<&'v str> {
        let text = value.get_ref().as_str().map(str::trim);
        if text.is_none() {
            let found = value.get_ref().type_str();
            let what = format!("{what} must be a text in quotes, but is of type {found}");
            self.problem_at(value, what, advice);
        }
        text
    }

    /// The list under `key`; empty when it is absent or, which is a problem, no list.
    fn list(&mut self, key: &str, example: &str) -> &'t [Spanned<DeValue<'t>>] {
        let Some(value) = self.table.get(key) else {
            return &[];
        };
        let items = value.get_ref().as_array().map(|items| &items[..]);
        if items.is_none() {
            let advice = format!("Write {key} = [{example}]");
            self.problem_at(value, format!("`{key}` is not a list"), &advice);
        }
        items.unwrap_or_default()
    }
}
