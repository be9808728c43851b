//! Who a member is: the fields of the form, as they are and as they were sent.

use serde_json::{Value, json};

use super::answer::Viewer;
use crate::community::deed::Refusal;
use crate::enums::name;
use crate::form::{Control, FieldView, OptionView};
use crate::session::Submitted;
use crate::texts::Texts;

/// What the form holds; nothing in what was not sent.
#[derive(Default)]
pub(super) struct Profile {
    name: String,
    email: String,
    /// The keys of the values, as `weekly`.
    digest: String,
    language: String,
    supplier_name: String,
    supplier_website: String,
    is_sent: bool,
    /// Whether the form kept how often there is mail, as the site sends none.
    keeps_digest: bool,
}

/// The name of the field by which a form tells that it did not ask about mail.
const KEPT: &str = "mail-kept";
const DIGESTS: &[&str] = &["never", "daily", "weekly"];
const LANGUAGES: &[&str] = &["dutch", "english"];

impl Profile {
    pub(super) fn sent(form: &Submitted) -> Self {
        let one = |name: &str| form.one(name).to_owned();
        Self {
            name: one("name"),
            email: one("email"),
            digest: one("digest"),
            language: one("language"),
            supplier_name: one("supplier-name"),
            supplier_website: one("supplier-website"),
            is_sent: true,
            keeps_digest: !one(KEPT).is_empty(),
        }
    }

    /// What was sent, or else what is known.
    pub(super) fn or_of(self, viewer: &Viewer) -> Self {
        if self.is_sent {
            return self;
        }
        let supplier = viewer.member.supplier.as_ref();
        Self {
            name: viewer.member.name.clone(),
            email: viewer
                .unconfirmed_email
                .as_ref()
                .or(viewer.email.as_ref())
                .cloned()
                .unwrap_or_default(),
            digest: viewer.digest.key(),
            language: viewer.language.key(),
            supplier_name: supplier.map_or_else(String::new, |one| one.name.clone()),
            supplier_website: supplier.map_or_else(String::new, |one| one.website.clone()),
            is_sent: false,
            keeps_digest: false,
        }
    }

    /// What the form keeps where the site sends no mail, by name: what it does not ask for then.
    pub(super) fn hidden(&self, sends_mail: bool) -> Vec<(&'static str, String)> {
        if sends_mail {
            return Vec::new();
        }
        let email = self.email.is_empty().then(|| ("email", String::new()));
        let kept = [
            (KEPT, "1".to_owned()),
            ("digest", self.digest.clone()),
            ("language", self.language.clone()),
        ];
        email.into_iter().chain(kept).collect()
    }

    pub(super) fn variables(&self) -> Value {
        // Where no mail is sent the form does not ask how often.
        let digest = match self.email.is_empty() && self.keeps_digest {
            true => "never",
            false => &self.digest,
        };
        let has_supplier = !self.supplier_name.is_empty() || !self.supplier_website.is_empty();
        let supplier = json!({ "name": self.supplier_name, "website": self.supplier_website });
        let email = Some(&self.email).filter(|email| !email.is_empty());
        json!({
            "name": self.name,
            "email": email,
            "digest": name(digest),
            "language": name(&self.language),
            "supplier": has_supplier.then_some(supplier),
        })
    }

    /// The fields of the form. Where the site sends no mail an address can be taken out, and
    /// nothing else is asked about mail.
    pub(super) fn fields(
        &self,
        sends_mail: bool,
        refusal: Option<&Refusal>,
        texts: Texts,
    ) -> Vec<FieldView> {
        let with_errors = |field: FieldView| self.with_errors(field, refusal, texts);
        let name = FieldView {
            hint: Some(texts.get("own-name-hint")),
            mandatory: true,
            value: self.name.clone(),
            autocomplete: Some("nickname"),
            ..FieldView::new("name", texts.get("own-name"))
        };
        let email = FieldView {
            hint: Some(texts.get(match sends_mail {
                true => "own-email-hint",
                false => "own-email-hint-unused",
            })),
            control: Control::Input("email"),
            value: self.email.clone(),
            autocomplete: Some("email"),
            ..FieldView::new("email", texts.get("own-email"))
        };
        let choice = |name: &str, values: &[&str], start: &str, chosen: &str| FieldView {
            control: Control::Radios,
            options: values
                .iter()
                .map(|value| OptionView {
                    value: (*value).to_owned(),
                    label: texts.get(&format!("{start}-{value}")),
                    help: None,
                    chosen: *value == chosen,
                })
                .collect(),
            ..FieldView::new(name, texts.get(&format!("own-{name}")))
        };
        if !sends_mail {
            let email = (!self.email.is_empty()).then(|| with_errors(email));
            return [with_errors(name)].into_iter().chain(email).collect();
        }
        vec![
            with_errors(name),
            with_errors(email),
            choice("digest", DIGESTS, "digest", &self.digest),
            choice("language", LANGUAGES, "mail-language", &self.language),
        ]
    }

    pub(super) fn supplier_fields(
        &self,
        refusal: Option<&Refusal>,
        texts: Texts,
    ) -> Vec<FieldView> {
        let name = FieldView {
            value: self.supplier_name.clone(),
            autocomplete: Some("organization"),
            ..FieldView::new("supplier-name", texts.get("own-supplier-name"))
        };
        let website = FieldView {
            control: Control::Input("url"),
            hint: Some(texts.get("field-url-hint")),
            value: self.supplier_website.clone(),
            autocomplete: Some("url"),
            ..FieldView::new("supplier-website", texts.get("own-supplier-website"))
        };
        vec![name, self.with_errors(website, refusal, texts)]
    }

    /// The field with what is wrong with it: the schema names the last part of its name.
    fn with_errors(
        &self,
        mut field: FieldView,
        refusal: Option<&Refusal>,
        texts: Texts,
    ) -> FieldView {
        let named = refusal.and_then(|refusal| refusal.field.as_deref());
        let is_it = named.is_some_and(|named| field.name.rsplit('-').next() == Some(named));
        if let Some(named) = named.filter(|_| is_it && self.is_sent) {
            field.errors.push(texts.get(&format!("own-wrong-{named}")));
        }
        field
    }
}
