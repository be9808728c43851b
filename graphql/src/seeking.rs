//! Whether a repository seeks a maintainer, and whom to talk to.

use async_graphql::SimpleObject;
use bronwijzer_index::{self as index, Assessment, Entry, Seeking, skills};

use crate::verdict::{Reason, reasons};

/// Whether a repository seeks a maintainer, and what somebody who helps wants
/// to know.
#[derive(SimpleObject)]
pub(crate) struct MaintainerSearch {
    /// Whether it does.
    seeking: Seeking,
    /// The rules that held.
    reasons: Vec<Reason>,
    /// Whom to talk to, as the owner publishes it in publiccode.yml.
    contacts: Vec<Contact>,
    /// The languages that most of the code is in, at most three.
    skills: Vec<String>,
    /// Who uses it, as the owner writes them in publiccode.yml.
    used_by: Vec<String>,
}

/// Somebody to talk to.
#[derive(SimpleObject)]
pub(crate) struct Contact {
    /// Their name.
    name: Option<String>,
    /// Their address for e-mail.
    email: Option<String>,
    /// Their telephone number.
    phone: Option<String>,
    /// Who they work for.
    affiliation: Option<String>,
    /// Their website.
    website: Option<String>,
}

impl From<&Entry> for MaintainerSearch {
    fn from(entry: &Entry) -> Self {
        let seeking = &entry.assessment.seeking;
        let declared = entry.assessment.declared.as_deref();
        Self {
            seeking: seeking.value,
            reasons: reasons(&seeking.reasons),
            contacts: contacts(&entry.assessment),
            skills: skills(&entry.observation)
                .into_iter()
                .map(str::to_owned)
                .collect(),
            // Its owner is nobody for whom others have to keep it up.
            used_by: declared.map_or_else(Vec::new, |file| {
                let others = file.used_by_others(&entry.observation).into_iter();
                others.map(str::to_owned).collect()
            }),
        }
    }
}

/// People who maintain it, and then companies under contract.
fn contacts(assessment: &Assessment) -> Vec<Contact> {
    let Some(file) = assessment.declared.as_deref() else {
        return Vec::new();
    };
    let people = file.contacts.iter().map(Contact::from);
    let companies = file.contractors.iter().map(Contact::from);
    people.chain(companies).collect()
}

impl From<&index::Contact> for Contact {
    fn from(person: &index::Contact) -> Self {
        Self {
            name: person.name.clone(),
            email: person.email.clone(),
            phone: person.phone.clone(),
            affiliation: person.affiliation.clone(),
            website: None,
        }
    }
}

impl From<&index::Contractor> for Contact {
    fn from(company: &index::Contractor) -> Self {
        Self {
            name: company.name.clone(),
            email: company.email.clone(),
            phone: None,
            affiliation: None,
            website: company.website.clone(),
        }
    }
}
