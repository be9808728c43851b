//! Asking and taking part: where, whom, and how to report a vulnerability.

use chrono::{DateTime, NaiveDate, Utc};

use super::answer::{Contractor, Repository};
use crate::forge_pages::ForgePages;
use crate::pages::maintainer_search::{Contact, ContactView, MaintainerSearchView};
use crate::texts::{Texts, number, text};

/// Where to ask, and whom.
pub(crate) struct AskingView {
    /// The issues on the forge: the words of the link, and its address.
    pub(crate) issues: Option<(String, String)>,
    /// That there are so many open ones.
    pub(crate) open_issues: Option<String>,
    pub(crate) contacts: Vec<ContactView>,
    /// Who is under contract, and until when.
    pub(crate) contractors: Vec<(ContactView, Option<String>)>,
    pub(crate) files: Vec<FileView>,
    /// Why it seeks a maintainer, when it does.
    pub(crate) seeking: Option<MaintainerSearchView>,
}

/// A file for who takes part.
pub(crate) struct FileView {
    pub(crate) label: String,
    /// Where it is.
    pub(crate) href: Option<String>,
    /// That it is not there, or that we don't know.
    pub(crate) note: Option<String>,
}

/// The kinds of files, and whether it is worth a word that there is none.
const FILES: &[(&str, bool)] = &[
    ("support", false),
    ("contributing", true),
    ("security", true),
    ("codeowners", false),
    ("governance", false),
];

impl AskingView {
    pub(super) fn new(repository: &Repository, now: DateTime<Utc>, texts: Texts) -> Self {
        let pages = ForgePages::of(&repository.url, repository.default_branch.as_deref());
        let host = [("host", text(&repository.forge.host))];
        let issues = pages.as_ref().and_then(ForgePages::issues);
        let declared = &repository.declaration;
        let today = now.date_naive();
        Self {
            issues: issues.map(|url| (texts.with("asking-issues", host), url.into())),
            open_issues: repository
                .open_issues
                .map(|count| texts.with("fact-open", [("open", number(count))])),
            contacts: declared
                .contacts
                .iter()
                .map(|one| one.view(texts))
                .collect(),
            contractors: declared
                .contractors
                .iter()
                .map(|one| {
                    let until = one.until.map(|until| contract(until, today, texts));
                    (one.contact().view(texts), until)
                })
                .collect(),
            files: FILES
                .iter()
                .filter_map(|(kind, is_expected)| {
                    file(repository, pages.as_ref(), kind, *is_expected, texts)
                })
                .collect(),
            seeking: repository.maintainer_search.view(texts),
        }
    }

    pub(crate) fn has_people(&self) -> bool {
        !self.contacts.is_empty() || !self.contractors.is_empty()
    }
}

fn contract(until: NaiveDate, today: NaiveDate, texts: Texts) -> String {
    let key = if until < today {
        "asking-contract-ended"
    } else {
        "asking-contract-until"
    };
    texts.with(key, [("date", text(texts.date(until)))])
}

fn file(
    repository: &Repository,
    pages: Option<&ForgePages>,
    kind: &str,
    is_expected: bool,
    texts: Texts,
) -> Option<FileView> {
    let label = texts.get(&format!("asking-{kind}"));
    let own = repository.file(kind).filter(|path| !path.is_empty());
    if let Some(url) = own.and_then(|path| pages?.file(path)) {
        return Some(FileView {
            label,
            href: Some(url.into()),
            note: None,
        });
    }
    let note = if repository.file(kind).is_some() {
        "file-present"
    } else if repository.openness.is_given_by_owner(kind) {
        "check-given-by-owner"
    } else if !is_expected {
        return None;
    } else if repository.lacks_file(kind) {
        "asking-no-file"
    } else {
        "file-unknown"
    };
    Some(FileView {
        label,
        href: None,
        note: Some(texts.get(note)),
    })
}

/// A person or company to write to.
pub(super) struct Mailbox {
    pub(super) who: String,
    pub(super) address: String,
}

impl Repository {
    /// Where its well-known file of this kind is, by its key; empty where only that there is
    /// one is known.
    pub(super) fn file(&self, kind: &str) -> Option<&str> {
        let mut files = self.files.iter().flatten();
        let file = files.find(|file| file.kind.key() == kind)?;
        Some(&file.path)
    }

    /// The first that can be written to.
    pub(super) fn mailbox(&self, texts: Texts) -> Option<Mailbox> {
        let people = self.declaration.contacts.iter();
        let companies = self.declaration.contractors.iter().map(Contractor::contact);
        let mut mailboxes = people
            .cloned()
            .chain(companies)
            .filter_map(|contact: Contact| {
                Some(Mailbox {
                    who: contact.view(texts).who,
                    address: contact.mailbox()?.to_owned(),
                })
            });
        mailboxes.next()
    }
}
