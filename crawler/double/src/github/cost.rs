//! What a query costs, by GitHub's published formula: each list is one request
//! for each thing it hangs on, all lists above it taken as full; a hundred
//! requests are a point, rounded, and one at least. And the nodes: the product
//! of the page sizes along each path.
//!
//! A list that is asked for its length alone needs no page size and costs
//! nothing: the formula goes by `first` and `last`, and others who reckoned so
//! found the same points as GitHub tells
//! (<https://gitlab.sgdev.org/root/sourcegraph/-/merge_requests/11402>).

use std::collections::HashMap;

use async_graphql::Variables;
use async_graphql_parser::Positioned;
use async_graphql_parser::types::{ExecutableDocument, Field, Selection, SelectionSet};
use async_graphql_value::{ConstValue, Value};

/// The fields that are lists with pages.
const CONNECTIONS: &[&str] = &[
    "repositories",
    "issues",
    "pullRequests",
    "watchers",
    "languages",
    "repositoryTopics",
    "releases",
    "refs",
    "history",
    "comments",
    "labels",
    "parents",
    "participants",
    "reviews",
    "timelineItems",
    "search",
];

/// The most nodes of one query.
pub(crate) const MOST_NODES: u64 = 500_000;

/// What a query costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Cost {
    pub(crate) points: u64,
    pub(crate) nodes: u64,
}

/// Why a query is refused before it runs.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) kind: &'static str,
    pub(crate) message: String,
}

/// Reckons the cost of the first operation of a document.
pub(crate) fn of(document: &ExecutableDocument, variables: &Variables) -> Result<Cost, Refusal> {
    let fragments: HashMap<&str, &SelectionSet> = document
        .fragments
        .iter()
        .map(|(name, fragment)| (name.as_str(), &fragment.node.selection_set.node))
        .collect();
    let mut reckoning = Reckoning {
        fragments,
        variables,
        requests: 0,
        nodes: 0,
    };
    if let Some((_, operation)) = document.operations.iter().next() {
        reckoning.walk(&operation.node.selection_set.node, 1)?;
    }
    let points = ((reckoning.requests + 50) / 100).max(1);
    if reckoning.nodes > MOST_NODES {
        return Err(Refusal {
            kind: "MAX_NODE_LIMIT_EXCEEDED",
            message: format!(
                "This query requests up to {} possible nodes which exceeds the maximum limit of {MOST_NODES}.",
                reckoning.nodes
            ),
        });
    }
    Ok(Cost {
        points,
        nodes: reckoning.nodes,
    })
}

struct Reckoning<'a> {
    fragments: HashMap<&'a str, &'a SelectionSet>,
    variables: &'a Variables,
    requests: u64,
    nodes: u64,
}

impl<'a> Reckoning<'a> {
    /// Walks a selection that is there `times` times.
    fn walk(&mut self, selection: &'a SelectionSet, times: u64) -> Result<(), Refusal> {
        for item in &selection.items {
            match &item.node {
                Selection::Field(field) => self.field(&field.node, times)?,
                Selection::InlineFragment(fragment) => {
                    self.walk(&fragment.node.selection_set.node, times)?;
                }
                Selection::FragmentSpread(spread) => {
                    if let Some(fragment) = self
                        .fragments
                        .get(spread.node.fragment_name.node.as_str())
                        .copied()
                    {
                        self.walk(fragment, times)?;
                    }
                }
            }
        }
        Ok(())
    }

    fn field(&mut self, field: &'a Field, times: u64) -> Result<(), Refusal> {
        let name = field.name.node.as_str();
        let inside = &field.selection_set.node;
        if name == "nodes" && field.get_argument("ids").is_some() {
            let ids = match self.argument(field, "ids") {
                Some(ConstValue::List(ids)) => ids.len() as u64,
                _ => 0,
            };
            self.nodes += ids;
            return self.walk(inside, times * ids);
        }
        if !CONNECTIONS.contains(&name) {
            return self.walk(inside, times);
        }
        let size = self
            .argument(field, "first")
            .or_else(|| self.argument(field, "last"));
        match size {
            Some(ConstValue::Number(size)) => {
                let size = size.as_i64().unwrap_or(0);
                if !(1..=100).contains(&size) {
                    return Err(Refusal {
                        kind: "EXCESSIVE_PAGINATION",
                        message: format!(
                            "Requesting {size} records on the `{name}` connection exceeds the `first` limit of 100 records."
                        ),
                    });
                }
                self.requests += times;
                let below = times * size.unsigned_abs();
                self.nodes += below;
                self.walk(inside, below)
            }
            _ if self.asks_for_nodes(inside) => Err(Refusal {
                kind: "MISSING_PAGINATION_BOUNDARIES",
                message: format!(
                    "You must provide a `first` or `last` value to properly paginate the `{name}` connection."
                ),
            }),
            _ => Ok(()),
        }
    }

    fn asks_for_nodes(&self, selection: &SelectionSet) -> bool {
        selection.items.iter().any(|item| match &item.node {
            Selection::Field(field) => matches!(field.node.name.node.as_str(), "nodes" | "edges"),
            Selection::InlineFragment(fragment) => {
                self.asks_for_nodes(&fragment.node.selection_set.node)
            }
            Selection::FragmentSpread(spread) => self
                .fragments
                .get(spread.node.fragment_name.node.as_str())
                .is_some_and(|fragment| self.asks_for_nodes(fragment)),
        })
    }

    fn argument(&self, field: &Field, name: &str) -> Option<ConstValue> {
        let value: &Positioned<Value> = field.get_argument(name)?;
        value
            .node
            .clone()
            .into_const_with(|variable| {
                Ok::<_, ()>(self.variables.get(&variable).cloned().unwrap_or_default())
            })
            .ok()
            .filter(|value| *value != ConstValue::Null)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cost(query: &str, variables: serde_json::Value) -> Result<Cost, Refusal> {
        let document = async_graphql_parser::parse_query(query).unwrap();
        of(&document, &Variables::from_json(variables))
    }

    #[test]
    fn cost_formula_matches_githubs_example() {
        let query = "{ viewer { repositories(first: 100) { edges { node { issues(first: 50) { edges { node { labels(first: 60) { edges { node { name } } } } } } } } } } }";
        assert_eq!(
            cost(query, serde_json::json!({})),
            Ok(Cost {
                points: 51,
                nodes: 100 + 5_000 + 300_000
            })
        );
    }

    #[test]
    fn duplicate_ids_are_charged_each_time() {
        let query = "query($ids: [ID!]!) { nodes(ids: $ids) { ... on Repository { languages(first: 10) { edges { size } } topics: repositoryTopics(first: 10) { nodes { id } } issues { totalCount } } } }";
        let ids: Vec<String> = (0..100).map(|id| id.to_string()).collect();
        assert_eq!(
            cost(query, serde_json::json!({ "ids": ids })),
            Ok(Cost {
                points: 2,
                nodes: 100 + 2_000
            })
        );
    }

    #[test]
    fn page_sizes_are_limited() {
        let cases = [
            (
                "{ a { issues { nodes { id } } } }",
                "MISSING_PAGINATION_BOUNDARIES",
            ),
            (
                "{ a { issues(first: 101) { nodes { id } } } }",
                "EXCESSIVE_PAGINATION",
            ),
            (
                "{ a { issues(first: 0) { nodes { id } } } }",
                "EXCESSIVE_PAGINATION",
            ),
            (
                "{ repositories(first: 100) { nodes { issues(first: 100) { nodes { labels(first: 100) { nodes { name } } } } } } }",
                "MAX_NODE_LIMIT_EXCEEDED",
            ),
        ];
        for (query, kind) in cases {
            let refusal = cost(query, serde_json::json!({})).unwrap_err();
            assert_eq!(refusal.kind, kind, "{query}");
        }
    }
}
