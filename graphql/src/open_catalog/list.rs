//! Lists of repositories in the order of a moment, between two moments and from a cursor on,
//! forwards and backwards.

use async_graphql::{Request as Query, Variables};
use bronwijzer_index::{Cursor, Sort};
use chrono::{DateTime, DurationRound, TimeDelta, Utc};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::Served;
use super::parameters::{Place, QueryParameters};
use super::problem::Problem;

/// How many pages of the schema are read for one here: a page may be shorter than asked
/// for where most of what there is does not belong on it.
const MOST_PAGES: usize = 10;

/// The most entries that the schema gives at once.
const LARGEST_PAGE: usize = 100;

/// A page of anything, as the contract has it.
#[derive(Debug, Serialize)]
pub(super) struct Page<T> {
    pub(super) data: Vec<T>,
    pub(super) links: Links,
}

/// What stands behind the address of the list for the pages beside this one.
#[derive(Debug, Default, Serialize)]
pub(super) struct Links {
    pub(super) prev: Option<String>,
    pub(super) next: Option<String>,
}

impl<T> Page<T> {
    /// A page with nothing on it, and none beside it.
    pub(super) fn empty() -> Self {
        Self {
            data: Vec::new(),
            links: Links::default(),
        }
    }
}

/// The moments that are asked for: later than one and earlier than the other. Moments are
/// whole seconds here, which is what lists are ordered by.
#[derive(Debug, Clone, Copy)]
pub(super) struct Period {
    from: Option<DateTime<Utc>>,
    to: Option<DateTime<Utc>>,
}

impl Period {
    pub(super) fn of(parameters: &QueryParameters) -> Result<Self, Problem> {
        Ok(Self {
            from: parameters.moment("from")?,
            to: parameters.moment("to")?,
        })
    }

    pub(super) fn has(&self, at: DateTime<Utc>) -> bool {
        self.from.is_none_or(|from| at > from) && self.to.is_none_or(|to| at < to)
    }

    /// Whether a list that has come to this moment has nothing more of the period.
    fn is_over(&self, at: DateTime<Utc>, oldest_first: bool) -> bool {
        if oldest_first {
            self.to.is_some_and(|to| at >= to)
        } else {
            self.from.is_some_and(|from| at <= from)
        }
    }
}

/// A moment in whole seconds.
pub(super) fn in_seconds(at: DateTime<Utc>) -> DateTime<Utc> {
    at.duration_trunc(TimeDelta::seconds(1)).unwrap_or(at)
}

/// The order of a list.
#[derive(Debug, Clone, Copy)]
pub(super) struct Order {
    /// The order itself, and its exact reverse.
    pub(super) sort: Sort,
    pub(super) reverse: Sort,
    pub(super) oldest_first: bool,
}

/// An entry that the schema gave, by the moment that it is ordered by.
pub(super) trait Dated {
    fn at(&self) -> DateTime<Utc>;
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answer<T> {
    edges: Vec<Edge<T>>,
    page_info: PageInfo,
}

#[derive(Deserialize)]
struct Edge<T> {
    cursor: String,
    node: T,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PageInfo {
    has_next_page: bool,
}

/// What is listed.
pub(super) struct Listed<'a> {
    pub(super) order: Order,
    /// The verdicts on publiccode.yml that are listed; `None` for all.
    pub(super) publiccode: Option<&'static [&'static str]>,
    /// What is asked of each.
    pub(super) selection: &'a str,
}

/// The same place in the reverse order.
fn turned(cursor: &str) -> Option<String> {
    let cursor: Cursor = cursor.parse().ok()?;
    Some(cursor.reversed()?.to_string())
}

impl Served {
    /// A page of a list, with what `keep` makes of each entry.
    pub(super) async fn page<T, R>(
        &self,
        listed: &Listed<'_>,
        parameters: &QueryParameters,
        keep: impl Fn(T) -> Option<R>,
    ) -> Result<Page<R>, Problem>
    where
        T: DeserializeOwned + Dated,
    {
        let (size, period, place) = (
            parameters.size()?,
            Period::of(parameters)?,
            parameters.place(),
        );
        let Order {
            sort,
            reverse,
            oldest_first,
        } = listed.order;
        let backwards = matches!(place, Place::Before(_));
        let (sort, oldest_first) = if backwards {
            (reverse, !oldest_first)
        } else {
            (sort, oldest_first)
        };
        let edge_of_period = if oldest_first { period.from } else { period.to };
        let mut after = match &place {
            Place::After(cursor) | Place::Before(cursor) => Some(cursor.clone()),
            Place::Start => edge_of_period.map(|at| Cursor::behind(sort, at).to_string()),
        };
        let query = format!(
            "query($filter: RepositoryFilter, $sort: RepositorySort, $first: Int, $after: String) \
             {{ found: repositories(filter: $filter, sort: $sort, first: $first, after: $after) \
             {{ edges {{ cursor node {} }} pageInfo {{ hasNextPage }} }} }}",
            listed.selection
        );
        // One more than asked for tells whether there is a page behind this one.
        let mut found: Vec<(String, R)> = Vec::new();
        let mut passed = None;
        let mut ended = false;
        for _ in 0..MOST_PAGES {
            let lacks = size + 1 - found.len();
            let variables = json!({
                "filter": { "publiccode": listed.publiccode },
                "sort": sort.as_str().to_uppercase(),
                // A few more, as some may not belong on the page.
                "first": (lacks + lacks / 4 + 1).min(LARGEST_PAGE),
                "after": after,
            });
            let query = Query::new(query.clone()).variables(Variables::from_json(variables));
            let answer: Answer<T> = self.ask(query).await?;
            ended = !answer.page_info.has_next_page;
            for Edge { cursor, node } in answer.edges {
                if found.len() > size {
                    break;
                }
                let at = in_seconds(node.at());
                if period.is_over(at, oldest_first) {
                    ended = true;
                    break;
                }
                passed = Some(cursor.clone());
                if period.has(at)
                    && let Some(entry) = keep(node)
                {
                    found.push((cursor, entry));
                }
            }
            if ended || found.len() > size {
                break;
            }
            after.clone_from(&passed);
        }
        let has_more = found.len() > size || !ended;
        if found.len() > size {
            found.truncate(size);
            passed = found.last().map(|(cursor, _)| cursor.clone());
        }
        // Where it begins, for the page on the other side of it.
        let begin = found.first().map(|(cursor, _)| cursor.clone());
        let begin = match &place {
            Place::Start => None,
            Place::After(cursor) | Place::Before(cursor) => {
                turned(begin.as_deref().unwrap_or(cursor))
            }
        };
        let beyond = passed.filter(|_| has_more);
        let (prev, next) = if backwards {
            found.reverse();
            (beyond, begin)
        } else {
            (begin, beyond)
        };
        Ok(Page {
            data: found.into_iter().map(|(_, entry)| entry).collect(),
            links: Links {
                prev: prev.and_then(|cursor| parameters.link(&Place::Before(cursor))),
                next: next.and_then(|cursor| parameters.link(&Place::After(cursor))),
            },
        })
    }
}
