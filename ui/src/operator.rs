//! Who runs the catalogue, as pages and descriptions show it.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::place::Place;
use crate::schema;
use crate::texts::Texts;

/// What is encoded of a mailbox in an address: all that may mean something there.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// As the schema says; each may be unsaid.
#[derive(Debug, cynic::QueryFragment)]
#[cynic(graphql_type = "Catalogue")]
pub(crate) struct Operator {
    pub(crate) publisher: Option<Publisher>,
    pub(crate) contact_email: Option<String>,
    pub(crate) contact_url: Option<String>,
    pub(crate) data_licence: Option<String>,
}

#[derive(Debug, cynic::QueryFragment)]
#[cynic(graphql_type = "Organisation")]
pub(crate) struct Publisher {
    slug: String,
    pub(crate) name: String,
    pub(crate) tooi: Option<String>,
}

impl Operator {
    /// The e-mail address as something to open.
    pub(crate) fn mailto(&self) -> Option<String> {
        mailto(self.contact_email.as_deref()?)
    }

    /// The page and the name of who publishes the catalogue.
    pub(crate) fn published_by(&self, texts: Texts) -> Option<(String, String)> {
        let publisher = self.publisher.as_ref()?;
        let page = publisher.place().path(texts.language());
        Some((page, publisher.name.clone()))
    }

    pub(crate) fn says_anything(&self) -> bool {
        self.publisher.is_some()
            || self.contact_email.is_some()
            || self.contact_url.is_some()
            || self.data_licence.is_some()
    }
}

/// Where to ask about the catalogue.
pub(crate) struct Contact {
    pub(crate) href: String,
    /// The e-mail address, when it is one.
    pub(crate) mailbox: Option<String>,
}

impl Contact {
    /// By e-mail where that is possible, at the operator's page otherwise.
    pub(crate) fn new(email: Option<&str>, page: Option<&str>) -> Option<Self> {
        let by_email = email.and_then(|email| {
            Some(Self {
                href: mailto(email)?,
                mailbox: Some(email.to_owned()),
            })
        });
        by_email.or_else(|| {
            Some(Self {
                href: page?.to_owned(),
                mailbox: None,
            })
        })
    }
}

/// An e-mail address as something to open, by RFC 6068.
pub(crate) fn mailto(email: &str) -> Option<String> {
    let (mailbox, domain) = email.rsplit_once('@')?;
    let [mailbox, domain] = [mailbox, domain].map(|part| utf8_percent_encode(part, ENCODED));
    Some(format!("mailto:{mailbox}@{domain}"))
}

impl Publisher {
    /// Its page.
    pub(crate) fn place(&self) -> Place {
        Place::Organisation(self.slug.clone())
    }
}
