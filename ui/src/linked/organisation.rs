//! An organisation by schema.org, as its page has it for search engines:
//! <https://schema.org/GovernmentOrganization>.

use serde_json::{Map, Value, json};

use super::codemeta::listed;
use crate::pages::account::Account;
use crate::pages::organisation::answer::{Contact, Facts};
use crate::place::Place;
use crate::site::Site;

/// What is told of an organisation; what is not known is left out.
pub(crate) struct GovernmentOrganisation<'a> {
    pub(crate) facts: &'a Facts,
    pub(crate) accounts: &'a [Account],
    /// The address of its page here.
    pub(crate) page: String,
    pub(crate) site: &'a Site,
}

impl GovernmentOrganisation<'_> {
    /// JSON to stand within a page, without `<`: see `schema_org`.
    pub(crate) fn in_page(&self) -> String {
        self.document().to_string().replace('<', "\\u003c")
    }

    fn document(&self) -> Value {
        let facts = self.facts;
        let accounts: Vec<String> = self.accounts.iter().map(|one| one.url.clone()).collect();
        let children = facts.children.iter();
        let children: Vec<Value> = children
            .map(|one| self.other(&one.name, &one.slug))
            .collect();
        let members: Vec<Value> = facts
            .members
            .iter()
            .map(|one| self.other(&one.name, &one.slug))
            .collect();
        let contacts: Vec<Value> = facts.contacts.iter().filter_map(contact_point).collect();
        let parent = facts.parent.as_ref();
        let ended = facts.ended.as_ref();
        let fields = [
            ("@context", Some(json!("https://schema.org"))),
            ("@type", Some(json!("GovernmentOrganization"))),
            (
                "@id",
                Some(json!(facts.tooi.as_ref().unwrap_or(&self.page))),
            ),
            ("name", Some(json!(facts.name))),
            ("alternateName", listed(&facts.short_names)),
            ("url", listed(&facts.websites)),
            ("identifier", facts.tooi.as_ref().map(|tooi| json!(tooi))),
            ("sameAs", listed(&accounts)),
            ("mainEntityOfPage", Some(json!(self.page))),
            (
                "parentOrganization",
                parent.map(|one| self.other(&one.name, &one.slug)),
            ),
            ("subOrganization", some(children)),
            ("member", some(members)),
            ("contactPoint", some(contacts)),
            ("dissolutionDate", ended.map(|ended| json!(ended.on))),
        ];
        let known = fields
            .into_iter()
            .filter_map(|(name, value)| Some((name.to_owned(), value?)));
        Value::Object(known.collect::<Map<_, _>>())
    }

    fn other(&self, name: &str, slug: &str) -> Value {
        let page = Place::Organisation(slug.to_owned()).path(self.site.texts.language());
        json!({
            "@type": "GovernmentOrganization",
            "name": name,
            "url": format!("{}{page}", self.site.origin),
        })
    }
}

fn some(values: Vec<Value>) -> Option<Value> {
    (!values.is_empty()).then_some(Value::Array(values))
}

fn contact_point(contact: &Contact) -> Option<Value> {
    let fields = [
        ("name", contact.name.as_ref()),
        ("email", contact.email.as_ref()),
        ("url", contact.url.as_ref()),
    ];
    let known = fields
        .into_iter()
        .filter_map(|(name, value)| Some((name.to_owned(), json!(value?))));
    let mut point: Map<String, Value> = known.collect();
    point.insert("@type".to_owned(), json!("ContactPoint"));
    (point.len() > 1).then_some(Value::Object(point))
}
