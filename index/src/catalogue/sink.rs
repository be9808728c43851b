//! The sink: takes what a crawl read into the catalogue, and merges it with what is stored.

use async_trait::async_trait;
use std::collections::{HashMap, HashSet};

use bronwijzer_crawler::address::{AccountUrl, RepositoryId, RepositoryUrl};
use bronwijzer_crawler::observation::Observation;
use bronwijzer_crawler::run::CrawlRun;
use bronwijzer_crawler::sink::{AccountMemory, Batch, Known, Sink, SinkError};

use super::Catalogue;
use crate::error::IndexError;
use crate::model::{Contents, Record};
use crate::store::Store;

/// A catalogue as a crawl sees it. The first batch of a crawl replaces a
/// sample.
#[derive(Clone)]
pub struct CatalogueSink(Catalogue);

impl CatalogueSink {
    pub(crate) fn new(catalogue: Catalogue) -> Self {
        Self(catalogue)
    }

    async fn run<T, F>(&self, work: F) -> Result<T, SinkError>
    where
        F: FnOnce(&Catalogue) -> Result<T, IndexError> + Send + 'static,
        T: Send + 'static,
    {
        let catalogue = self.0.clone();
        let span = tracing::Span::current();
        tokio::task::spawn_blocking(move || span.in_scope(|| work(&catalogue)))
            .await
            .map_err(|error| SinkError(error.into()))?
            .map_err(|error| SinkError(error.into()))
    }
}

#[async_trait]
impl Sink for CatalogueSink {
    async fn known(&self, account: &AccountUrl) -> Result<Vec<Known>, SinkError> {
        let account = account.clone();
        self.run(move |catalogue| known(catalogue, &account)).await
    }

    async fn known_by_id(&self, ids: &[RepositoryId]) -> Result<Vec<Known>, SinkError> {
        let ids = ids.to_vec();
        self.run(move |catalogue| known_by_id(catalogue, &ids))
            .await
    }

    async fn known_at(
        &self,
        url: &RepositoryUrl,
    ) -> Result<Option<(AccountUrl, Known)>, SinkError> {
        let url = url.clone();
        self.run(move |catalogue| known_at(catalogue, &url)).await
    }

    async fn accounts(&self) -> Result<Vec<AccountMemory>, SinkError> {
        self.run(|catalogue| Ok(catalogue.store().accounts()?))
            .await
    }

    async fn accept(&self, batch: Batch) -> Result<(), SinkError> {
        self.run(move |catalogue| accept(catalogue, batch)).await
    }

    async fn finish(&self, run: &CrawlRun) -> Result<(), SinkError> {
        let run = run.clone();
        self.run(move |catalogue| {
            let _writing = catalogue.begin()?;
            catalogue.take_up_crawled()?;
            catalogue.store().write_run(&run)?;
            catalogue.refresh_looks()
        })
        .await
    }
}

/// What a sample holds is no knowledge: it will be replaced.
fn is_sample(catalogue: &Catalogue) -> Result<bool, IndexError> {
    Ok(catalogue.meta()?.contents == Contents::Sample)
}

fn known(catalogue: &Catalogue, account: &AccountUrl) -> Result<Vec<Known>, IndexError> {
    if is_sample(catalogue)? {
        return Ok(Vec::new());
    }
    Ok(catalogue.store().known_under(account)?)
}

fn known_by_id(catalogue: &Catalogue, ids: &[RepositoryId]) -> Result<Vec<Known>, IndexError> {
    if is_sample(catalogue)? {
        return Ok(Vec::new());
    }
    let records = catalogue.store().records_of(ids)?;
    Ok(records.iter().map(Record::known).collect())
}

fn known_at(
    catalogue: &Catalogue,
    url: &RepositoryUrl,
) -> Result<Option<(AccountUrl, Known)>, IndexError> {
    if is_sample(catalogue)? {
        return Ok(None);
    }
    let Some(id) = catalogue.store().id_at(&url.key())? else {
        return Ok(None);
    };
    let record = catalogue.store().record(&id)?;
    Ok(record.map(|record| (record.account.clone(), record.known())))
}

fn accept(catalogue: &Catalogue, batch: Batch) -> Result<(), IndexError> {
    let mut writing = catalogue.begin()?;
    let replaces_sample =
        catalogue.meta()?.contents == Contents::Sample && !batch.observations.is_empty();
    let mut changed = Changed::default();
    if replaces_sample {
        catalogue.community().drop_examples()?;
    } else {
        changed.read(catalogue.store(), &batch)?;
    }
    let removals = catalogue.removals();
    for (account, mut observation) in batch.observations {
        // A forge may say anything, at any length.
        observation.bound();
        match changed.record(&observation.id) {
            None if removals.keeps_out(&observation.url) => {}
            // Only an import that says so brings it back.
            Some(record) if record.is_removed() => {}
            Some(record) => record.observe(account, observation),
            None => changed.add(Record::new(account, observation)),
        }
    }
    for (id, commits) in batch.histories {
        if let Some(record) = changed.record(&id)
            && record.gone.is_none()
        {
            record.observation.commits = Some(commits);
        }
    }
    for (id, issues) in batch.issues {
        if let Some(record) = changed.record(&id)
            && record.gone.is_none()
        {
            record.observation.issues = Some(issues);
        }
    }
    for update in batch.updates {
        if let Some(record) = changed.record(&update.id) {
            record.update(update);
        }
    }
    for departure in batch.departures {
        if let Some(record) = changed.record(&departure.id) {
            record.leave(&departure);
        }
    }
    if changed.records.is_empty() {
        return Ok(());
    }
    for record in &mut changed.records {
        removals.screen(record, false);
    }
    catalogue.settle(&mut changed.records, &changed.before)?;
    if replaces_sample {
        return catalogue.put(changed.records, Contents::Crawled, true);
    }
    catalogue.put_soon(&mut writing, changed.records)
}

/// The records that a batch touches.
#[derive(Default)]
struct Changed {
    records: Vec<Record>,
    /// Where each is in `records`.
    places: HashMap<RepositoryId, usize>,
    /// What was known of those that were there before.
    before: HashMap<RepositoryId, Observation>,
}

impl Changed {
    /// Reads what the store has of the repositories of a batch.
    fn read(&mut self, store: &dyn Store, batch: &Batch) -> Result<(), IndexError> {
        let observed = batch.observations.iter().map(|(_, seen)| &seen.id);
        let counted = batch.histories.iter().map(|(id, _)| id);
        let asked = batch.issues.iter().map(|(id, _)| id);
        let updated = batch.updates.iter().map(|update| &update.id);
        let left = batch.departures.iter().map(|departure| &departure.id);
        let ids = observed.chain(counted).chain(asked);
        let ids: HashSet<&RepositoryId> = ids.chain(updated).chain(left).collect();
        let ids: Vec<RepositoryId> = ids.into_iter().cloned().collect();
        for record in store.records_of(&ids)? {
            let observation = &record.observation;
            self.before
                .insert(observation.id.clone(), observation.clone());
            self.add(record);
        }
        Ok(())
    }

    fn add(&mut self, record: Record) {
        let id = record.observation.id.clone();
        self.places.insert(id, self.records.len());
        self.records.push(record);
    }

    fn record(&mut self, id: &RepositoryId) -> Option<&mut Record> {
        self.records.get_mut(*self.places.get(id)?)
    }
}
