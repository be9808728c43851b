//! Takes what a crawl finds into the catalogue.

use async_trait::async_trait;
use bronwijzer_crawler::address::{AccountUrl, RepositoryId};
use bronwijzer_crawler::run::CrawlRun;
use bronwijzer_crawler::sink::{Batch, Known, Sink, SinkError};

use crate::catalogue::{Catalogue, Contents, Gone};
use crate::error::IndexError;
use crate::store::{Record, Store};

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
        tokio::task::spawn_blocking(move || work(&catalogue))
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

    async fn accept(&self, batch: Batch) -> Result<(), SinkError> {
        self.run(move |catalogue| accept(catalogue, batch)).await
    }

    async fn finish(&self, run: &CrawlRun) -> Result<(), SinkError> {
        let run = run.clone();
        self.run(move |catalogue| catalogue.store().write_run(&run))
            .await
    }
}

fn known(catalogue: &Catalogue, account: &AccountUrl) -> Result<Vec<Known>, IndexError> {
    // What a sample holds is no knowledge: it will be replaced.
    if catalogue.meta()?.contents == Contents::Sample {
        return Ok(Vec::new());
    }
    let mut known = Vec::new();
    for id in catalogue.store().ids_under(account)? {
        if let Some(record) = catalogue.store().record(&id)? {
            let observation = record.observation;
            known.push(Known {
                id: observation.id,
                handle: observation.handle,
                url: observation.url,
                pushed_at: observation.pushed_at,
                updated_at: observation.updated_at,
                gone: record.gone.is_some(),
                uncounted_of: observation
                    .commits
                    .and_then(|commits| commits.uncounted_of()),
            });
        }
    }
    Ok(known)
}

fn accept(catalogue: &Catalogue, batch: Batch) -> Result<(), IndexError> {
    let _writing = catalogue.begin();
    let replaces_sample =
        catalogue.meta()?.contents == Contents::Sample && !batch.observations.is_empty();
    let mut changed = Changed {
        catalogue,
        ignore_stored: replaces_sample,
        records: Vec::new(),
    };
    for (account, observation) in batch.observations {
        match changed.record(&observation.id)? {
            Some(record) => record.observe(account, observation),
            None => changed.records.push(Record::new(account, observation)),
        }
    }
    for (id, commits) in batch.histories {
        if let Some(record) = changed.record(&id)? {
            record.observation.commits = Some(commits);
        }
    }
    for departure in batch.departures {
        if let Some(record) = changed.record(&departure.id)? {
            record.gone = Some(Gone {
                kind: departure.kind,
                noticed_at: departure.noticed_at,
            });
        }
    }
    if changed.records.is_empty() {
        return Ok(());
    }
    catalogue.put(changed.records, Contents::Crawled, replaces_sample)
}

/// The records that a batch touches, each read from the store once.
struct Changed<'a> {
    catalogue: &'a Catalogue,
    ignore_stored: bool,
    records: Vec<Record>,
}

impl Changed<'_> {
    fn record(&mut self, id: &RepositoryId) -> Result<Option<&mut Record>, IndexError> {
        if let Some(at) = self
            .records
            .iter()
            .position(|record| record.observation.id == *id)
        {
            return Ok(self.records.get_mut(at));
        }
        if self.ignore_stored {
            return Ok(None);
        }
        match self.catalogue.store().record(id)? {
            Some(record) => {
                self.records.push(record);
                Ok(self.records.last_mut())
            }
            None => Ok(None),
        }
    }
}
