//! The form of a kind of statement: to make one, to change one, and to answer one.

use askama::Template;
use serde_json::Value;

use super::about::About;
use super::behalf::{self, BEHALF, Speaker};
use super::fields::{Filled, TEXT};
use crate::assets;
use crate::community::deed::Refusal;
use crate::community::kinds::{StatementFieldInfo, StatementKindInfo};
use crate::form::organisations::{Choices, by_name, by_slug};
use crate::form::{Control, FieldView};
use crate::pages::frame::Frame;
use crate::place::Place;
use crate::session::Submitted;
use crate::site::{Problem, Site};
use crate::texts::{Texts, number, text};

/// A form that is about to be shown, or that was sent.
pub(crate) struct Form {
    pub(crate) kind: StatementKindInfo,
    pub(crate) about: About,
    /// Who it can be said for; nobody but its author where it was said before.
    pub(crate) speaker: Option<Speaker>,
    /// Whether it is the answer to a statement that is asked for.
    pub(crate) of_answer: bool,
    pub(crate) title: String,
    pub(crate) lead: String,
    pub(crate) button: String,
    /// What happens when it is sent.
    pub(crate) then: Vec<String>,
    pub(crate) place: Place,
    pub(crate) action: String,
    /// What the form keeps, by name.
    pub(crate) hidden: Vec<(String, String)>,
    /// Where one goes who says nothing after all.
    pub(crate) back: Option<String>,
}

#[derive(Template)]
#[template(path = "saying.html")]
pub(crate) struct FormPage {
    frame: Frame,
    script: String,
    lead: String,
    /// What it is about: its name and its page.
    about: Option<(String, String)>,
    action: String,
    csrf: String,
    hidden: Vec<(String, String)>,
    fields: Vec<FieldView>,
    /// What is wrong, in words; nothing when nothing is.
    summary: Option<String>,
    /// What is wrong with no field of the form.
    elsewhere: Vec<String>,
    then: Vec<String>,
    button: String,
    back: Option<String>,
    /// Why this visitor can't say this.
    blocked: Option<String>,
}

/// A form that can be sent on.
pub(crate) struct Checked {
    pub(crate) text: String,
    pub(crate) fields: Vec<Value>,
    pub(crate) behalf: (Option<String>, bool),
    /// What was filled in, to show it again.
    pub(crate) values: Filled,
}

/// What is wrong: the name of the field, and the words. Without a field, with the whole.
type Fault = (Option<String>, String);

impl Form {
    fn key(&self) -> String {
        self.kind.kind.key()
    }

    /// The fields that this form asks for.
    fn fields(&self) -> impl Iterator<Item = &StatementFieldInfo> {
        let fields = self.kind.fields.iter();
        fields.filter(|field| field.of_answer == self.of_answer)
    }

    /// Whether a text has to be filled in.
    fn needs_text(&self) -> bool {
        self.kind.needs_text || self.of_answer
    }

    /// What was sent, if nothing in it is missing; else the page that says what is.
    pub(crate) async fn check(
        &self,
        site: &Site,
        sent: &Submitted,
    ) -> Result<Result<Checked, FormPage>, Problem> {
        let texts = site.texts;
        let mut values = Filled::sent(sent);
        let mut faults: Vec<Fault> = Vec::new();
        let mut choices = Choices::default();
        let mut slugs = values.clone();
        for field in self
            .fields()
            .filter(|field| field.form.key() == "organisation")
        {
            let name = field.form_name();
            let asked = values.one(&name).to_owned();
            let (found, named) = match by_slug(site, &asked).await? {
                Some(organisation) => (Some(organisation), Choices::default()),
                None => by_name(site, &asked).await?,
            };
            choices = named;
            match found {
                Some(organisation) => {
                    slugs.replace(&name, organisation.slug);
                    values.replace(&name, organisation.name);
                }
                None if asked.is_empty() => {}
                None => faults.push((Some(name), field.fault(&values, texts))),
            }
        }
        let is_choosing = sent.one("do") == "organisation" || sent.all("organisation").len() > 1;
        if is_choosing {
            return Ok(Err(self.page(site, &values, Vec::new()).choosing(choices)));
        }
        for field in self.fields().filter(|field| field.required) {
            if values.one(&field.form_name()).is_empty() {
                faults.push((Some(field.form_name()), field.fault(&values, texts)));
            }
        }
        let length = values.one(TEXT).chars().count() as u64;
        if self.needs_text() && length == 0 {
            faults.push((Some(TEXT.to_owned()), texts.get("form-missing")));
        } else if length > self.kind.longest_text {
            let counts = [
                ("length", number(length)),
                ("longest", number(self.kind.longest_text)),
            ];
            let words = texts.with("form-too-long", counts);
            faults.push((Some(TEXT.to_owned()), words));
        }
        let chosen = values.one(BEHALF).to_owned();
        if self.kind.on_behalf && self.speaker.is_some() && chosen.is_empty() {
            let words = texts.get("form-missing-choice");
            faults.push((Some(BEHALF.to_owned()), words));
        }
        if !faults.is_empty() {
            return Ok(Err(self.page(site, &values, faults).choosing(choices)));
        }
        Ok(Ok(Checked {
            text: values.one(TEXT).to_owned(),
            fields: self
                .fields()
                .filter_map(|field| field.input(&slugs))
                .collect(),
            behalf: behalf::told(&self.kind, &chosen),
            values,
        }))
    }

    /// The page that says why the schema refused it.
    pub(crate) fn refused(&self, site: &Site, values: &Filled, refusal: &Refusal) -> FormPage {
        let texts = site.texts;
        let named = refusal.field.clone();
        let field = self.fields().find(|field| Some(field.form_name()) == named);
        let fault = match (field, named.as_deref()) {
            (Some(field), _) => (named, field.fault(values, texts)),
            (None, Some(TEXT)) => (named, texts.get("form-missing")),
            _ => (None, refusal.words(texts)),
        };
        self.page(site, values, vec![fault])
    }

    /// The page with the form, with what was filled in and what is wrong with it.
    pub(crate) fn page(&self, site: &Site, values: &Filled, faults: Vec<Fault>) -> FormPage {
        let texts = site.texts;
        let kind = self.key();
        let mut fields: Vec<FieldView> = self
            .fields()
            .map(|field| field.view(&kind, values, texts))
            .collect();
        fields.push(self.text_field(values, texts));
        let speaker = self.speaker.as_ref();
        let chosen = values.one(BEHALF);
        fields.extend(speaker.and_then(|speaker| speaker.field(&self.kind, chosen, texts)));
        let count = faults.len() as u64;
        let mut elsewhere = Vec::new();
        for (name, words) in faults {
            match fields
                .iter_mut()
                .find(|field| Some(&field.name) == name.as_ref())
            {
                Some(field) => field.errors.push(words),
                None => elsewhere.push(words),
            }
        }
        let may = speaker.is_none_or(|speaker| speaker.may(&self.kind));
        let name = self.about.name().map(str::to_owned);
        FormPage {
            frame: Frame::new(site, &self.place, None, self.title.clone(), None).unindexed(),
            script: assets::address("count.js"),
            lead: self.lead.clone(),
            about: name.zip(self.about.page(texts)),
            action: self.action.clone(),
            csrf: site.csrf(),
            hidden: self.hidden.clone(),
            fields,
            summary: (count > 0).then(|| texts.count("form-problems", count)),
            elsewhere,
            then: self.then.clone(),
            button: self.button.clone(),
            back: self.back.clone(),
            blocked: (!may).then(|| texts.get(&format!("say-{kind}-who"))),
        }
    }

    fn text_field(&self, values: &Filled, texts: Texts) -> FieldView {
        let start = match self.of_answer {
            true => "answer".to_owned(),
            false => self.key(),
        };
        FieldView {
            hint: texts.find(&format!("say-{start}-text-hint")),
            mandatory: self.needs_text(),
            control: Control::Area(8),
            value: values.one(TEXT).to_owned(),
            ..FieldView::new(TEXT, texts.get(&format!("say-{start}-text")))
        }
        .at_most(self.kind.longest_text, texts)
    }
}

impl FormPage {
    /// Every field with an error, in the order of the form.
    fn wrong(&self) -> impl Iterator<Item = &FieldView> {
        self.fields.iter().filter(|field| !field.errors.is_empty())
    }

    /// The page with these organisations to choose from.
    fn choosing(mut self, choices: Choices) -> Self {
        let is_one = |field: &&mut FieldView| matches!(field.control, Control::Organisation(_));
        if let Some(field) = self.fields.iter_mut().find(is_one) {
            let action = self.action.clone();
            field.control = Control::Organisation(Choices { action, ..choices });
        }
        self
    }
}

/// Who sees what the visitor says, and when.
pub(crate) fn audience(kind: &StatementKindInfo, site: &Site) -> String {
    let viewer = site.viewer.as_ref();
    let key = match viewer {
        Some(viewer) if viewer.member.is_moderator => "say-then-now",
        _ if kind.moderated => "say-then-moderated",
        Some(viewer) if viewer.is_new() => "say-then-held",
        _ => "say-then-public",
    };
    site.texts.get(key)
}

/// What happens when a new statement is sent: what, who sees it, and for how long.
pub(crate) fn consequences(kind: &StatementKindInfo, site: &Site) -> Vec<String> {
    let texts = site.texts;
    let days = kind.valid_days.map(|days| {
        let years = [("years", text(texts.number(days / 365)))];
        match days / 365 {
            1 => texts.get("say-then-year"),
            _ => texts.with("say-then-years", years),
        }
    });
    let key = format!("say-{}-then", kind.kind.key());
    let viewer = site.viewer.as_ref();
    let is_moderator = viewer.is_some_and(|viewer| viewer.member.is_moderator);
    // Nobody looks at what a moderator says before it stands there.
    let own = is_moderator.then(|| texts.find(&format!("{key}-moderator")));
    let own = own.flatten().unwrap_or_else(|| texts.get(&key));
    [Some(own), Some(audience(kind, site)), days]
        .into_iter()
        .flatten()
        .collect()
}
