//! Pages of all that can be found. Everything is ordered once for each commit:
//! ordering a million entries for each who looks would take longer than a search.

use tantivy::columnar::Column;
use tantivy::{DocAddress, Searcher};

use super::SearchIndex;
use super::collector::{Found, Hit, Page};
use super::fields::TIE;
use crate::error::IndexError;

impl SearchIndex {
    /// A page in the order of the number in `field`.
    pub(super) fn page_of_everything(
        &self,
        searcher: &Searcher,
        field: &'static str,
        page: &Page,
    ) -> Result<Found, IndexError> {
        let order = self.order_of_everything(searcher, field)?;
        let columns = Columns::open(searcher, field)?;
        let start = page.after.map_or(0, |(key, tie)| {
            order.partition_point(|address| !columns.hit(*address).comes_after(key, tie))
        });
        let hits = order.iter().skip(start).take(page.limit);
        Ok(Found {
            hits: hits.map(|address| columns.hit(*address)).collect(),
            total: order.len() as u64,
        })
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
