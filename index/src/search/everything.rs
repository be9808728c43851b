//! All that can be found, in order: what the start page and every page behind
//! it show. Ordered once for each commit, as ordering a million entries for
//! each who looks would take longer than any search.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tantivy::columnar::Column;
use tantivy::query::Query;
use tantivy::{DocAddress, Searcher};

use super::collector::{Found, Hit, Key, Page};
use super::fields::TIE;
use crate::error::IndexError;

/// Orders of one commit, by the field that they go by. Eight bytes an entry.
#[derive(Default)]
struct Orders {
    commit: u64,
    by_field: HashMap<&'static str, Arc<[DocAddress]>>,
}

/// The orders that were asked for.
#[derive(Default)]
pub(super) struct Everything(Mutex<Orders>);

impl Everything {
    /// The page of all that `query` finds, which has to be the same each time,
    /// by the number in `field`.
    pub(super) fn page(
        &self,
        searcher: &Searcher,
        query: &dyn Query,
        field: &'static str,
        after: Option<(f64, u64)>,
        limit: usize,
    ) -> Result<Found, IndexError> {
        let order = self.order(searcher, query, field)?;
        let columns = Columns::open(searcher, field)?;
        let start = after.map_or(0, |(key, tie)| {
            order.partition_point(|address| !columns.hit(*address).comes_after(key, tie))
        });
        let page = order.iter().skip(start).take(limit);
        Ok(Found {
            hits: page.map(|address| columns.hit(*address)).collect(),
            total: order.len() as u64,
        })
    }

    fn order(
        &self,
        searcher: &Searcher,
        query: &dyn Query,
        field: &'static str,
    ) -> Result<Arc<[DocAddress]>, IndexError> {
        // Held while ordering, so that many who ask at once wait for one. What
        // is kept is put in whole, whoever panicked.
        let mut orders = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let commit = searcher.generation().generation_id();
        if orders.commit != commit {
            *orders = Orders {
                commit,
                ..Orders::default()
            };
        }
        if let Some(order) = orders.by_field.get(field) {
            return Ok(Arc::clone(order));
        }
        let all = Page {
            key: Key::Number(field),
            after: None,
            limit: usize::MAX,
        };
        let found = searcher.search(query, &all)?;
        let order: Arc<[DocAddress]> = found.hits.into_iter().map(|hit| hit.address).collect();
        orders.by_field.insert(field, Arc::clone(&order));
        Ok(order)
    }
}

/// What entries are ordered by, of each segment.
struct Columns(Vec<(Column<f64>, Column<u64>)>);

impl Columns {
    fn open(searcher: &Searcher, field: &str) -> tantivy::Result<Self> {
        let segments = searcher.segment_readers().iter().map(|segment| {
            let fast = segment.fast_fields();
            Ok((fast.f64(field)?, fast.u64(TIE)?))
        });
        segments.collect::<tantivy::Result<_>>().map(Self)
    }

    fn hit(&self, address: DocAddress) -> Hit {
        let columns = self.0.get(address.segment_ord as usize);
        let (number, tie) = columns.map_or((None, None), |(numbers, ties)| {
            (numbers.first(address.doc_id), ties.first(address.doc_id))
        });
        Hit {
            key: number.unwrap_or(f64::MIN),
            tie: tie.unwrap_or_default(),
            address,
        }
    }
}
