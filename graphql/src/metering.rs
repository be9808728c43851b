//! Metrics of the API (`docs/metrics.md`). Label values come from the schema or are bounded in
//! number, whatever clients write.

use std::collections::HashSet;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use std::time::Instant;

use async_graphql::Response;
use async_graphql::parser::parse_schema;
use async_graphql::parser::types::{
    ExecutableDocument, OperationType, Selection, TypeKind, TypeSystemDefinition,
};
use metrics::{counter, gauge, histogram};
use tracing::Span;
use tracing::field::Empty;

use crate::error::ErrorCode;

/// Names of clients' operations that are counted by themselves: those that came first.
const MOST_NAMES: usize = 100;

/// Longer names count as others.
const LONGEST_NAME: usize = 64;

/// What all other values of a label count as.
const OTHER: &str = "other";

/// The fields that a query, a mutation or a subscription may begin with.
static ROOT_FIELDS: LazyLock<HashSet<String>> = LazyLock::new(|| {
    let document = parse_schema(crate::sdl());
    let definitions = document.map(|document| document.definitions);
    let fields = definitions.into_iter().flatten().filter_map(|definition| {
        let TypeSystemDefinition::Type(definition) = definition else {
            return None;
        };
        let name = definition.node.name.node.to_string();
        let is_root = ["Query", "Mutation", "Subscription"].contains(&name.as_str());
        match definition.node.kind {
            TypeKind::Object(object) if is_root => Some(object.fields),
            _ => None,
        }
    });
    let names = fields
        .flatten()
        .map(|field| field.node.name.node.to_string());
    names.collect()
});

/// An operation that is about to be answered.
#[derive(Debug, Clone)]
pub(crate) struct Operation {
    kind: &'static str,
    /// What it begins with: a root field of the schema, or [`OTHER`].
    field: String,
    /// What its client calls it.
    name: Option<String>,
}

/// The names by which clients' operations are counted.
#[derive(Debug, Default)]
pub(crate) struct OperationNames(Mutex<HashSet<Arc<str>>>);

/// Marks a request of a client, rather than of this program's own pages.
pub(crate) struct FromClient;

impl Operation {
    /// One whose text is not known yet, as it came by its hash.
    pub(crate) fn by_hash() -> Self {
        Self {
            kind: kind_name(OperationType::Query),
            field: "persisted".to_owned(),
            name: None,
        }
    }

    /// The one that is asked for by `name`, or the first.
    pub(crate) fn of(document: &ExecutableDocument, name: Option<&str>) -> Self {
        let mut operations = document.operations.iter();
        let asked = operations.find(|(own, _)| match (name, own) {
            (Some(name), Some(own)) => own.as_str() == name,
            (Some(_), None) => false,
            (None, _) => true,
        });
        let Some((own, operation)) = asked else {
            return Self {
                kind: kind_name(OperationType::Query),
                field: OTHER.to_owned(),
                name: None,
            };
        };
        let first = operation.node.selection_set.node.items.first();
        let field = match first.map(|selection| &selection.node) {
            Some(Selection::Field(field)) => Some(field.node.name.node.as_str()),
            _ => None,
        };
        let field = field.filter(|field| ROOT_FIELDS.contains(*field) || field.starts_with("__"));
        Self {
            kind: kind_name(operation.node.ty),
            field: match field {
                // As often as it is asked in another way it is the same.
                Some(field) if field.starts_with("__") => "introspection".to_owned(),
                Some(field) => field.to_owned(),
                None => OTHER.to_owned(),
            },
            name: own.map(ToString::to_string),
        }
    }

    /// Whether it only reads.
    pub(crate) fn is_query(&self) -> bool {
        self.kind == kind_name(OperationType::Query)
    }

    /// The part of a trace that it is.
    pub(crate) fn span(&self) -> Span {
        let Self { kind, field, .. } = self;
        tracing::info_span!(
            target: "bronwijzer_spans",
            "graphql",
            otel.name = %format_args!("{kind} {field}"),
            graphql.operation.type = *kind,
            graphql.field = field.as_str(),
            code = Empty,
        )
    }

    /// Counts an answer to it, which `span` was made for.
    pub(crate) fn answered(&self, began: Instant, answer: &Response, span: &Span) {
        let code = answer.errors.first().map(ErrorCode::of);
        let code = code.map_or("OK", |code| code.map_or(OTHER, ErrorCode::as_str));
        span.record("code", code);
        let (kind, field) = (self.kind, self.field.clone());
        counter!("bronwijzer_graphql_operations_total", "kind" => kind, "field" => field, "code" => code)
            .increment(1);
        histogram!("bronwijzer_graphql_duration_seconds", "kind" => kind).record(began.elapsed());
    }
}

impl OperationNames {
    /// Counts an operation of a client by its name.
    pub(crate) fn count(&self, operation: &Operation) {
        let name = match &operation.name {
            None => Arc::from("anonymous"),
            Some(name) => self.bounded(name),
        };
        let name = name.to_string();
        counter!("bronwijzer_graphql_client_operations_total", "name" => name).increment(1);
    }

    fn bounded(&self, name: &str) -> Arc<str> {
        let mut names = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = names.get(name) {
            return Arc::clone(known);
        }
        if names.len() >= MOST_NAMES || name.len() > LONGEST_NAME {
            return Arc::from(OTHER);
        }
        let name: Arc<str> = Arc::from(name);
        names.insert(Arc::clone(&name));
        name
    }
}

fn kind_name(kind: OperationType) -> &'static str {
    match kind {
        OperationType::Query => "query",
        OperationType::Mutation => "mutation",
        OperationType::Subscription => "subscription",
    }
}

/// What was refused, as too much was asked of the server at once.
pub(crate) fn shed(reason: &'static str) {
    counter!("bronwijzer_shed_total", "reason" => reason).increment(1);
}

/// Counts something as open for as long as it lives.
pub(crate) struct Open(&'static str);

impl Open {
    /// As one more under the name of a gauge.
    pub(crate) fn counted_in(gauge: &'static str) -> Self {
        gauge!(gauge).increment(1.0);
        Self(gauge)
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        gauge!(self.0).decrement(1.0);
    }
}

#[cfg(test)]
mod tests {
    use async_graphql::parser::parse_query;

    use super::*;

    fn of(query: &str) -> Operation {
        Operation::of(&parse_query(query).unwrap(), None)
    }

    #[test]
    fn labels_are_fields_of_the_schema_whatever_is_asked() {
        let cases = [
            ("{ repositories { total } }", "query", "repositories"),
            (
                "query Mine { mine: catalogue { name } }",
                "query",
                "catalogue",
            ),
            ("{ anything { x } }", "query", OTHER),
            (
                "{ ...a } fragment a on Query { catalogue { x } }",
                "query",
                OTHER,
            ),
            ("{ __schema { types { name } } }", "query", "introspection"),
            ("mutation { nonsense }", "mutation", OTHER),
        ];
        for (query, kind, field) in cases {
            let operation = of(query);
            assert_eq!(
                (operation.kind, operation.field.as_str()),
                (kind, field),
                "{query}"
            );
        }
    }

    #[test]
    fn invented_names_count_as_others() {
        let names = OperationNames::default();
        for number in 0..MOST_NAMES {
            let name = format!("name{number}");
            assert_eq!(*names.bounded(&name), *name);
        }
        assert_eq!(*names.bounded("one_more"), *OTHER);
        assert_eq!(*names.bounded("name7"), *"name7");
        let long = "x".repeat(LONGEST_NAME + 1);
        assert_eq!(*OperationNames::default().bounded(&long), *OTHER);
    }
}
