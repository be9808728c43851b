//! Facets and their counts, as the index counted them.

use std::sync::Arc;

use async_graphql::Object;
use bronwijzer_index::{Facet as Counted, FacetCount, FacetName};

/// A property, and how many of the repositories found have each value of it.
pub(crate) struct Facet(Arc<Counted>);

impl From<Arc<Counted>> for Facet {
    fn from(counted: Arc<Counted>) -> Self {
        Self(counted)
    }
}

/// A property, and how many of the repositories found have each value of it.
#[Object(serial)]
impl Facet {
    /// Which property.
    async fn name(&self) -> FacetName {
        self.0.name
    }

    /// The values, the most frequent first; at most 500, beside those that are
    /// selected.
    async fn values(
        &self,
        #[graphql(desc = "Only so many, beside those that are selected.")] first: Option<u32>,
    ) -> Vec<FacetValue> {
        let max = first.map_or(usize::MAX, |first| first as usize);
        let values = self.0.values.iter().enumerate();
        values
            .filter(|(at, value)| *at < max || value.selected)
            .map(|(at, _)| FacetValue {
                facet: Arc::clone(&self.0),
                at,
            })
            .collect()
    }
}

/// One value of a facet.
pub(crate) struct FacetValue {
    facet: Arc<Counted>,
    at: usize,
}

impl FacetValue {
    fn counted(&self) -> &FacetCount {
        &self.facet.values[self.at]
    }
}

/// One value of a facet.
#[Object(serial)]
impl FacetValue {
    /// The value, as the filter takes it; `none` for repositories without one.
    async fn value(&self) -> &str {
        &self.counted().value
    }

    /// What to show: an organisation's name, else the value itself.
    async fn label(&self) -> &str {
        &self.counted().label
    }

    /// How many repositories have it.
    async fn count(&self) -> u64 {
        self.counted().count
    }

    /// Whether the filter names it.
    async fn selected(&self) -> bool {
        self.counted().selected
    }
}
