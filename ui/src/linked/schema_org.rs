//! A repository by schema.org, as its page has it for search engines:
//! <https://schema.org/SoftwareSourceCode>.

use chrono::{DateTime, Utc};
use serde_json::{Map, Value, json};

use super::codemeta::{day, licences, listed};
use crate::summary::Summary;
use crate::verdict::LicenceVerdict;

/// What is told of a repository; what is not known is left out.
pub(crate) struct SourceCode<'a> {
    /// Its address on the forge.
    pub(crate) url: &'a str,
    /// The address of its page here.
    pub(crate) page: String,
    pub(crate) title: &'a str,
    /// The repository's name, where that is another.
    pub(crate) name: Option<&'a str>,
    pub(crate) summary: Option<&'a Summary>,
    /// Its owner, and the address of the owner's page here.
    pub(crate) owner: Option<(&'a str, String)>,
    pub(crate) licence: &'a LicenceVerdict,
    pub(crate) languages: Vec<String>,
    pub(crate) topics: &'a [String],
    pub(crate) version: Option<&'a str>,
    pub(crate) created_at: Option<DateTime<Utc>>,
    pub(crate) modified_at: Option<DateTime<Utc>>,
}

impl SourceCode<'_> {
    /// JSON to stand within a page. It has no `<`, so that nothing in it ends its element; as
    /// data it is no script to browsers, and needs no leave of the content security policy.
    pub(crate) fn in_page(&self) -> String {
        self.document().to_string().replace('<', "\\u003c")
    }

    fn document(&self) -> Value {
        let owner = self.owner.as_ref();
        let fields = [
            ("@context", Some(json!("https://schema.org"))),
            ("@type", Some(json!("SoftwareSourceCode"))),
            ("@id", Some(json!(self.url))),
            ("name", Some(json!(self.title))),
            ("alternateName", self.name.map(Value::from)),
            (
                "description",
                self.summary.map(|summary| json!(summary.text)),
            ),
            ("codeRepository", Some(json!(self.url))),
            ("mainEntityOfPage", Some(json!(self.page))),
            ("license", licences(self.licence)),
            ("programmingLanguage", listed(&self.languages)),
            ("keywords", listed(self.topics)),
            ("version", self.version.map(Value::from)),
            ("dateCreated", self.created_at.map(day)),
            ("dateModified", self.modified_at.map(day)),
            (
                "producer",
                owner.map(|(name, page)| {
                    json!({ "@type": "GovernmentOrganization", "name": name, "url": page })
                }),
            ),
        ];
        let known = fields
            .into_iter()
            .filter_map(|(name, value)| Some((name.to_owned(), value?)));
        Value::Object(known.collect::<Map<_, _>>())
    }
}
