//! Scans that members hand in: the newest of each source for each repository.

use bronwijzer_crawler::address::RepositoryId;
use bronwijzer_crawler::organisation::Slug;

use super::Community;
use super::act::{Acting, Done};
use super::said::{Changes, read_json};
use crate::community::CommunityError;
use crate::community::action::Rule;
use crate::community::member::MemberId;
use crate::community::permission::{is_enough, roles_of};
use crate::community::scan::{Scan, ScanReport};
use crate::community::statement::{Behalf, Subject};
use crate::store::documents::Table;
use crate::store::{Reads, StoreError};

/// Scans that are read at once: each may have hundreds of kilobytes.
const BATCH: usize = 20;

impl Community {
    /// The newest scan of each source that still speaks for its organisation, the last that
    /// was handed in first.
    ///
    /// # Errors
    /// When the store fails.
    pub fn scans(&self, repository: &RepositoryId) -> Result<Vec<Scan>, CommunityError> {
        let said = self.said();
        // Nobody else hands any in, and the store may be far away.
        if said
            .members
            .values()
            .all(|member| member.represents.is_empty())
        {
            return Ok(Vec::new());
        }
        let mut scans = Vec::new();
        let prefix = format!("{repository}/");
        each(self.store.shown(), &prefix, |_, scan| {
            let member = said.members.get(&scan.by);
            // The id of one repository may begin as that of another does.
            let is_of_it = scan.repository == *repository;
            if is_of_it && member.is_some_and(|member| scan.is_backed_by(member)) {
                scans.push(scan);
            }
        })?;
        scans.sort_by_key(|scan| std::cmp::Reverse(scan.received_at));
        Ok(scans)
    }

    /// Every scan of a member, by its key.
    pub(super) fn scans_of(&self, member: &MemberId) -> Result<Vec<(String, Scan)>, StoreError> {
        let mut scans = Vec::new();
        each(&*self.store, "", |key, scan| {
            if scan.by == *member {
                scans.push((key, scan));
            }
        })?;
        Ok(scans)
    }
}

impl Acting<'_> {
    /// Keeps what a program found. What its source handed in before goes; the same again changes
    /// nothing.
    pub(super) fn scan(
        &self,
        repository: &RepositoryId,
        report: ScanReport,
        organisation: Option<Slug>,
    ) -> Result<Done, CommunityError> {
        let about = self.about(&Subject::Repository(repository.clone()))?;
        let is_there = |entry: &crate::model::Entry| entry.gone.is_none();
        if !about.entry.as_deref().is_some_and(is_there) {
            return Err(CommunityError::NoSubject);
        }
        let represents = self.member().represents.iter();
        let mut represents = represents.map(|one| &one.organisation);
        let is_owner = |slug: &&Slug| about.owner.as_ref() == Some(slug);
        let organisation = organisation
            .or_else(|| represents.clone().find(is_owner).cloned())
            .or_else(|| represents.next().cloned())
            .ok_or(CommunityError::NotAllowed(Rule::Scan))?;
        let behalf = Behalf::Organisation(organisation.clone());
        let roles = roles_of(self.member(), None, about.owner.as_ref(), &behalf);
        if !is_enough(Rule::Scan, None, &roles) {
            return Err(CommunityError::NotAllowed(Rule::Scan));
        }
        let catalogue = self.community.catalogue()?;
        let checked = catalogue.entry_at_for_write(&report.repository)?;
        if checked.is_none_or(|entry| entry.observation.id != *repository) {
            return Err(CommunityError::Invalid {
                name: "scan.repository",
                why: "it is the address of another repository, or of none in the catalogue"
                    .to_owned(),
            });
        }
        let found = report.into_found(self.now)?;
        let key = format!("{repository}/{organisation}/{}", self.member().id);
        let before = self.community.store.document(Table::Scans, &key)?;
        let before: Option<Scan> = before.map(|json| read_json(&json)).transpose()?;
        let revisions = match &before {
            Some(before) if before.found == found => {
                return Ok(Done::Scan(Box::new(before.clone())));
            }
            Some(before) => before.revisions + u64::from(before.found.revision != found.revision),
            None => 1,
        };
        let supplier = self.member().supplier.as_ref();
        let scan = Scan {
            repository: repository.clone(),
            by: self.member().id.clone(),
            organisation,
            supplier: supplier.map(|supplier| supplier.name.clone()),
            received_at: self.now,
            revisions,
            found,
        };
        let changes = Changes {
            scans: vec![(key, before, scan.clone())],
            ..Changes::default()
        };
        self.community.commit(&self.said, changes)?;
        Ok(Done::Scan(Box::new(scan)))
    }
}

/// Reads the scans whose keys begin with a prefix, few at a time.
pub(super) fn each(
    store: &dyn Reads,
    prefix: &str,
    mut take: impl FnMut(String, Scan),
) -> Result<(), StoreError> {
    let mut after: Option<String> = None;
    loop {
        let rows = store.documents(Table::Scans, prefix, after.as_deref(), BATCH)?;
        let Some((last, _)) = rows.last() else {
            return Ok(());
        };
        after = Some(last.clone());
        for (key, json) in rows {
            match read_json(&json) {
                Ok(scan) => take(key, scan),
                Err(error) => tracing::warn!("the scan {key} can't be read: {error}"),
            }
        }
    }
}
