//! Who runs the catalogue, as pages and descriptions show it.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;

use crate::place::Place;

/// The fields of `catalogue` that are asked for.
pub(crate) const FIELDS: &str = "publisher { slug name tooi } contactEmail contactUrl dataLicence";

/// What is encoded of a mailbox in an address: all that may mean something there.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// As the schema says; each may be unsaid.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Operator {
    pub(crate) publisher: Option<Publisher>,
    pub(crate) contact_email: Option<String>,
    pub(crate) contact_url: Option<String>,
    pub(crate) data_licence: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Publisher {
    slug: String,
    pub(crate) name: String,
    pub(crate) tooi: Option<String>,
}

impl Operator {
    /// The e-mail address as something to open, by RFC 6068.
    pub(crate) fn mailto(&self) -> Option<String> {
        let (mailbox, domain) = self.contact_email.as_deref()?.rsplit_once('@')?;
        let mailbox = utf8_percent_encode(mailbox, ENCODED);
        Some(format!("mailto:{mailbox}@{domain}"))
    }

    pub(crate) fn says_anything(&self) -> bool {
        self.publisher.is_some()
            || self.contact_email.is_some()
            || self.contact_url.is_some()
            || self.data_licence.is_some()
    }
}

impl Publisher {
    /// Its page.
    pub(crate) fn place(&self) -> Place {
        Place::Organisation(self.slug.clone())
    }
}
