//! What people said in files: taking it up from an export, and what moderators accepted as
//! lines of the registry.

use std::collections::BTreeMap;

use bronwijzer_crawler::organisation::Slug;

use super::Community;
use super::said::{Changes, missing_account};
use crate::catalogue::AccountUrl;
use crate::community::CommunityError;
use crate::community::kinds::{Field, StatementKind};
use crate::community::member::{
    DigestFrequency, Identity, MailLanguage, Member, PublicMember, Representation, RepresentsBy,
    Viewer,
};
use crate::community::statement::{LONGEST_TEXT, Statement, StatementId, Subject};
use crate::error::IndexError;
use crate::store::catalogue_file::Said as Line;
use crate::store::documents::{Before, Document, DocumentWrite, Table};

/// The provider of members of another catalogue: nobody signs in as one.
const IMPORTED: &str = "import";

/// A correction that a moderator accepted, as the registry would have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// By which statement.
    pub statement: StatementId,
    /// The organisation whose entry it belongs to.
    pub organisation: Slug,
    /// Whether it is a whole account rather than one repository.
    pub is_account: bool,
    /// The web address of that.
    pub address: String,
}

impl Community {
    /// Takes up lines of a file: what is there already stays. Gives back how many statements
    /// were new.
    pub(in crate::catalogue) fn import(&self, lines: Vec<Line>) -> Result<u64, IndexError> {
        let _writing = self.begin()?;
        let said = self.said();
        let mut changes = Changes::default();
        let mut reads_anew = false;
        let removals = self.catalogue()?.removals();
        for line in lines {
            match line {
                Line::Statement(mut statement) => {
                    removals.redact_in(&mut statement);
                    let is_new = !said.statements.contains_key(&statement.id);
                    if is_new && is_fit(&statement) {
                        changes.statements.push(*statement);
                    }
                }
                Line::Member(member) if !said.members.contains_key(&member.id) => {
                    changes.members.push(imported(member));
                }
                Line::Member(_) => {}
                Line::Document(document) => {
                    let Document { table, key, value } = document;
                    let is_there = self.store.document(table, &key)?.is_some();
                    // The numbers of this catalogue are its own.
                    if is_there || table == Table::Sequences {
                        continue;
                    }
                    if let (Table::Statements, Ok(statement)) =
                        (table, serde_json::from_value::<Statement>(value.clone()))
                    {
                        let mut statement = statement;
                        removals.redact_in(&mut statement);
                        changes.statements.push(statement);
                        continue;
                    }
                    reads_anew = true;
                    changes.others.push(DocumentWrite {
                        table,
                        key,
                        before: Before::Absent,
                        value: serde_json::to_vec(&value).ok(),
                    });
                }
            }
        }
        let new = changes.statements.len() as u64;
        self.commit(&said, changes)?;
        if reads_anew {
            self.read_anew()?;
        }
        Ok(new)
    }

    /// Removes the statements that came with the sample and only show what one looks like.
    pub(in crate::catalogue) fn drop_examples(&self) -> Result<(), IndexError> {
        let _writing = self.begin()?;
        let said = self.said();
        let examples = said.statements.values().filter(|one| one.is_example);
        let dropped: Vec<StatementId> = examples.map(|one| one.id.clone()).collect();
        if dropped.is_empty() {
            return Ok(());
        }
        let changes = Changes {
            dropped,
            ..Changes::default()
        };
        self.commit(&said, changes)?;
        Ok(())
    }

    /// The corrections that moderators accepted and that belong in the registry: for
    /// moderators.
    ///
    /// # Errors
    /// [`CommunityError::NotAllowed`] for others, and when the store fails.
    pub fn corrections(&self, viewer: &Viewer) -> Result<Vec<Correction>, CommunityError> {
        super::moderate::moderators_only(viewer)?;
        self.all_corrections()
    }

    fn all_corrections(&self) -> Result<Vec<Correction>, CommunityError> {
        let said = self.said();
        let accepted = said
            .statements
            .values()
            .filter(|one| one.kind == StatementKind::Correction && one.is_public());
        let mut corrections = Vec::new();
        for one in accepted {
            corrections.extend(self.correction(one)?);
        }
        Ok(corrections)
    }

    fn correction(&self, statement: &Statement) -> Result<Option<Correction>, CommunityError> {
        let catalogue = self.catalogue()?;
        let Some(should_be) = statement.value(Field::ShouldBe) else {
            return Ok(None);
        };
        let found = match (statement.value(Field::Wrong), &statement.subject) {
            (Some("owner"), Subject::Repository(id)) => {
                let entry = catalogue.entry(id)?;
                let organisation = catalogue.organisation(should_be);
                entry.zip(organisation).map(|(entry, organisation)| {
                    (
                        organisation.slug.clone(),
                        false,
                        entry.observation.url.to_string(),
                    )
                })
            }
            _ => missing_account(statement)
                .filter(|(_, account)| !catalogue.is_registered(account))
                .map(|(slug, account)| (slug, true, account.to_string())),
        };
        Ok(found.map(|(organisation, is_account, address)| Correction {
            statement: statement.id.clone(),
            organisation,
            is_account,
            address,
        }))
    }

    /// The accounts that moderators accepted as an organisation's and that the registry lacks:
    /// they are crawled like those that it has.
    #[must_use]
    pub fn accepted_accounts(&self) -> Vec<(Slug, AccountUrl)> {
        let Ok(catalogue) = self.catalogue() else {
            return Vec::new();
        };
        let said = self.said();
        let accepted = said.accepted_accounts();
        let missing = accepted.filter(|(_, account)| !catalogue.is_registered(account));
        missing.cloned().collect()
    }

    /// The same as lines for the file of the registry.
    ///
    /// # Errors
    /// As of [`Community::corrections`].
    pub fn registry_overlay(&self, viewer: &Viewer) -> Result<String, CommunityError> {
        super::moderate::moderators_only(viewer)?;
        self.registry_overlay_by_operator()
    }

    /// The same for who runs the catalogue.
    ///
    /// # Errors
    /// When the store fails.
    pub fn registry_overlay_by_operator(&self) -> Result<String, CommunityError> {
        let mut entries = BTreeMap::<Slug, BTreeMap<&str, Vec<String>>>::new();
        for correction in self.all_corrections()? {
            let key = if correction.is_account {
                "accounts"
            } else {
                "repositories"
            };
            let entry = entries.entry(correction.organisation).or_default();
            entry.entry(key).or_default().push(correction.address);
        }
        let entries = entries.into_iter().map(|(slug, lists)| {
            let mut entry = toml::Table::new();
            entry.insert("slug".to_owned(), slug.to_string().into());
            let lists = lists
                .into_iter()
                .map(|(key, list)| (key.to_owned(), list.into()));
            entry.extend(lists);
            toml::Value::Table(entry)
        });
        let mut file = toml::Table::new();
        file.insert(
            "organisations".to_owned(),
            entries.collect::<Vec<_>>().into(),
        );
        Ok(toml::to_string(&file).unwrap_or_default())
    }
}

/// Whether a statement of a file can be shown: the program that wrote it may have known other
/// bounds.
fn is_fit(statement: &Statement) -> bool {
    statement.is_public() && statement.text.chars().count() <= LONGEST_TEXT
}

/// A member of another catalogue, as their statements name them.
fn imported(member: PublicMember) -> Member {
    let represents = member.represents.into_iter();
    let joined_at = chrono::DateTime::UNIX_EPOCH;
    Member {
        identity: Identity {
            provider: IMPORTED.to_owned(),
            subject: member.id.0.clone(),
        },
        id: member.id,
        name: member.name,
        email: None,
        unconfirmed: None,
        digest: DigestFrequency::default(),
        language: MailLanguage::default(),
        represents: represents
            .map(|organisation| Representation {
                organisation,
                by: RepresentsBy::Moderator,
                since: joined_at,
            })
            .collect(),
        supplier: member.supplier,
        is_moderator: false,
        moderator_as: None,
        joined_at,
        accepted: 0,
        sessions_since: None,
        feed_since: None,
    }
}
