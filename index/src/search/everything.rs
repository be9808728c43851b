//! Pages of all that can be found. Everything is ordered once for each commit:
//! ordering a million entries for each who looks would take longer than a search.

use std::sync::Arc;

use tantivy::DocAddress;

use super::SearchIndex;
use super::collector::{Found, Hit, Page};
use super::opened::Opened;
use crate::error::IndexError;

impl SearchIndex {
    /// A page in the order of the number in `field`.
    pub(super) fn page_of_everything(
        &self,
        searcher: &Arc<Opened>,
        field: &'static str,
        page: &Page,
    ) -> Result<Found, IndexError> {
        let order = self.order_of_everything(searcher, field)?;
        let orders = page.opened.orders(field)?;
        let hit = |address: &DocAddress| {
            let its = orders.get(address.segment_ord as usize);
            Hit {
                key: its.map_or(f64::MIN, |its| its.number(address.doc_id)),
                tie: its.map_or(0, |its| its.tie(address.doc_id)),
                address: *address,
            }
        };
        let start = page.after.map_or(0, |(key, tie)| {
            order.partition_point(|address| !hit(address).comes_after(key, tie))
        });
        Ok(Found {
            hits: order.iter().skip(start).take(page.limit).map(hit).collect(),
            total: order.len() as u64,
        })
    }
}
