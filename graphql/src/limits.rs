//! Query limits: what one request may ask, which is its size, its shape and its time.

use std::collections::HashMap;
use std::time::Duration;

use async_graphql::parser::types::{
    ExecutableDocument, FragmentDefinition, Selection, SelectionSet,
};
use async_graphql::{Name, Pos, Positioned, ServerError};

use crate::error::ErrorCode;

/// How large, deep and heavy a request may be. The defaults are generous for a
/// person's query and for a page, and are told in `docs/api.md`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of a query's text. Long values belong in variables.
    pub query_bytes: usize,
    /// How deep brackets may nest in a query's text, whatever they hold.
    pub nesting: usize,
    /// How deep fields may nest. The introspection query of usual clients has
    /// 13 levels.
    pub depth: usize,
    /// How many fields a query may ask for, each counted as often as the page
    /// sizes above it allow. A hundred repositories with every fact and verdict
    /// stay below it.
    pub complexity: usize,
    /// How long an answer may take.
    pub time: Duration,
    /// How many requests may be answered at the same time.
    pub requests: usize,
    /// How many subscriptions may be open at the same time.
    pub subscriptions: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            query_bytes: 32 * 1024,
            nesting: 64,
            depth: 16,
            complexity: 25_000,
            time: Duration::from_secs(10),
            requests: 256,
            subscriptions: 1_000,
        }
    }
}

/// How deep fragments and fields together are followed: field depth has a limit
/// of its own, and fragments add a level each.
const MOST_LEVELS: usize = 32;

/// Fields that lead from a type of the schema to others, and how often a query
/// may go on by them: each multiplies the answer by some ten. The introspection
/// query of usual clients does so once.
const SCHEMA_LISTS: [&str; 4] = ["fields", "inputFields", "interfaces", "possibleTypes"];
const MOST_SCHEMA_LISTS: usize = 2;

/// What a selection asks for, fragments written out.
#[derive(Debug, Clone, Copy, Default)]
struct Shape {
    fields: usize,
    /// Levels of fields and fragments.
    levels: usize,
    /// Levels of fields that are lists when the schema itself is asked for.
    schema_lists: usize,
}

impl Shape {
    /// Beside each other.
    fn add(&mut self, other: Self) {
        self.fields = self.fields.saturating_add(other.fields);
        self.levels = self.levels.max(other.levels);
        self.schema_lists = self.schema_lists.max(other.schema_lists);
    }
}

impl Limits {
    /// Checks what can be told from the text alone: the parser follows brackets
    /// by recursion, so a deep text must not reach it.
    pub(crate) fn check_text(&self, query: &str) -> Result<(), ServerError> {
        if query.len() > self.query_bytes {
            return Err(ErrorCode::QueryTooLarge.refusal(
                format!(
                    "the query has {} bytes; send at most {}, with long values in `variables`",
                    query.len(),
                    self.query_bytes
                ),
                None,
            ));
        }
        if nesting(query) > self.nesting {
            return Err(self.too_deep(None));
        }
        Ok(())
    }

    /// Checks the shape of every operation. async-graphql writes fragments out
    /// when it measures a query, and so would never end with fragments that
    /// contain themselves or double at each level: here each is measured once,
    /// however often it is used. A field counts for one at least, so that what
    /// has more fields than may be asked for need not be weighed.
    pub(crate) fn check_document(&self, document: &ExecutableDocument) -> Result<(), ServerError> {
        let mut measurer = Measurer {
            limits: self,
            fragments: &document.fragments,
            measured: HashMap::new(),
        };
        for fragment in document.fragments.keys() {
            measurer.fragment(fragment, Pos::default(), 0)?;
        }
        for (_, operation) in document.operations.iter() {
            let shape = measurer.set(&operation.node.selection_set.node, 0)?;
            if shape.fields > self.complexity {
                return Err(self.too_complex(Some(operation.pos)));
            }
        }
        Ok(())
    }

    /// Gives our words and a code to an error by async-graphql's own limits,
    /// which says neither how much is too much nor what to do.
    pub(crate) fn explain(&self, error: &mut ServerError) {
        match error.message.as_str() {
            "Query is too complex." => *error = self.too_complex(None),
            "Query is nested too deep." => *error = self.too_deep(None),
            _ => {}
        }
    }

    fn too_complex(&self, at: Option<Pos>) -> ServerError {
        ErrorCode::QueryTooComplex.refusal(
            format!(
                "the query is too complex: ask for at most {} fields, each counted as often as the \
                 page sizes above it allow; ask for fewer fields, or for smaller pages in `first`",
                self.complexity
            ),
            at,
        )
    }

    fn too_deep(&self, at: Option<Pos>) -> ServerError {
        ErrorCode::QueryTooDeep.refusal(
            format!(
                "the query is nested too deep; nest fields at most {} levels, and brackets at most {}",
                self.depth, self.nesting
            ),
            at,
        )
    }
}

/// How deep the brackets of a text nest, outside strings and comments.
fn nesting(query: &str) -> usize {
    let bytes = query.as_bytes();
    let (mut depth, mut deepest) = (0usize, 0usize);
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        at += 1;
        match byte {
            b'{' | b'(' | b'[' => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b'}' | b')' | b']' => depth = depth.saturating_sub(1),
            b'#' => at += until(&bytes[at..], |rest| matches!(rest[0], b'\n' | b'\r')),
            b'"' if bytes[at..].starts_with(b"\"\"") => {
                at += 2;
                while at < bytes.len() && !bytes[at..].starts_with(b"\"\"\"") {
                    let escaped = bytes[at..].starts_with(b"\\\"\"\"");
                    at += if escaped { 4 } else { 1 };
                }
                at += 3;
            }
            b'"' => {
                // A string ends on its line, whether it is closed or not.
                while let Some(&inside) = bytes.get(at) {
                    at += 1;
                    match inside {
                        b'\\' => at += 1,
                        b'"' | b'\n' | b'\r' => break,
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }
    deepest
}

fn until(bytes: &[u8], is_end: impl Fn(&[u8]) -> bool) -> usize {
    (0..bytes.len())
        .find(|&at| is_end(&bytes[at..]))
        .unwrap_or(bytes.len())
}

struct Measurer<'a> {
    limits: &'a Limits,
    fragments: &'a HashMap<Name, Positioned<FragmentDefinition>>,
    /// `None` while a fragment is being measured.
    measured: HashMap<&'a Name, Option<Shape>>,
}

impl<'a> Measurer<'a> {
    fn set(&mut self, set: &'a SelectionSet, level: usize) -> Result<Shape, ServerError> {
        let mut shape = Shape::default();
        for selection in &set.items {
            let at = selection.pos;
            if level >= MOST_LEVELS {
                return Err(self.limits.too_deep(Some(at)));
            }
            let mut inner = match &selection.node {
                Selection::Field(field) => {
                    let mut inner = self.set(&field.node.selection_set.node, level + 1)?;
                    inner.fields = inner.fields.saturating_add(1);
                    let name = field.node.name.node.as_str();
                    inner.schema_lists += usize::from(SCHEMA_LISTS.contains(&name));
                    let introspects = ["__schema", "__type"].contains(&name);
                    if introspects && inner.schema_lists > MOST_SCHEMA_LISTS {
                        return Err(self.limits.too_deep(Some(at)));
                    }
                    inner
                }
                Selection::InlineFragment(fragment) => {
                    self.set(&fragment.node.selection_set.node, level + 1)?
                }
                Selection::FragmentSpread(spread) => {
                    self.fragment(&spread.node.fragment_name.node, at, level + 1)?
                }
            };
            inner.levels += 1;
            shape.add(inner);
        }
        Ok(shape)
    }

    fn fragment(&mut self, name: &Name, at: Pos, level: usize) -> Result<Shape, ServerError> {
        let Some((name, fragment)) = self.fragments.get_key_value(name) else {
            // Validation says so in its own words.
            return Ok(Shape::default());
        };
        match self.measured.get(name) {
            Some(Some(shape)) if level + shape.levels > MOST_LEVELS => {
                Err(self.limits.too_deep(Some(at)))
            }
            Some(Some(shape)) => Ok(*shape),
            Some(None) => Err(ErrorCode::Validation
                .refusal(format!("the fragment `{name}` contains itself"), Some(at))),
            None => {
                self.measured.insert(name, None);
                let shape = self.set(&fragment.node.selection_set.node, level)?;
                self.measured.insert(name, Some(shape));
                Ok(shape)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use async_graphql::parser::parse_query;

    fn check(query: &str) -> Result<(), String> {
        let limits = Limits::default();
        let code = |error: ServerError| ErrorCode::of(&error).unwrap().as_str().to_owned();
        limits.check_text(query).map_err(code)?;
        limits
            .check_document(&parse_query(query).unwrap())
            .map_err(code)
    }

    #[test]
    fn brackets_are_counted_outside_strings_and_comments() {
        let cases = [
            ("{ a(b: [1, {c: 2}]) }", 4),
            (r#"{ a(b: "((((((") }"#, 2),
            (r#"{ a(b: "\"((((((") }"#, 2),
            (r#"{ a(b: """ "(((( \""" (((( """) }"#, 2),
            ("{ a # ((((\n }", 1),
            // A string that is not closed ends with its line.
            ("{ a(b: \"\n[[[", 5),
            ("{ a(b: \"", 2),
            ("\"\"\"", 0),
            ("\\", 0),
        ];
        for (query, expected) in cases {
            assert_eq!(nesting(query), expected, "{query}");
        }
    }

    #[test]
    fn hostile_documents_are_refused_before_validation() {
        let doubling = (0..25).fold("{ ...f0 }".to_owned(), |text, at| {
            let next = at + 1;
            text + &format!(" fragment f{at} on Q {{ ...f{next} ...f{next} }}")
        }) + " fragment f25 on Q { a { b } }";
        let chain = (0..900).fold("{ ...f0 }".to_owned(), |text, at| {
            text + &format!(" fragment f{at} on Q {{...f{}}}", at + 1)
        });
        let cases = [
            ("{ a }".to_owned(), Ok(())),
            (
                format!("{{ {} }}", "a".repeat(33 * 1024)),
                Err("QUERY_TOO_LARGE"),
            ),
            (
                format!("{{ a(b: {}1) }}", "[".repeat(5_000)),
                Err("QUERY_TOO_DEEP"),
            ),
            ("{ a".repeat(40) + &"}".repeat(40), Err("QUERY_TOO_DEEP")),
            (doubling, Err("QUERY_TOO_COMPLEX")),
            (chain, Err("QUERY_TOO_DEEP")),
            (
                "{ ...a } fragment a on Q { b { ...c } } fragment c on Q { ...a }".to_owned(),
                Err("VALIDATION_ERROR"),
            ),
        ];
        for (query, expected) in cases {
            let expected = expected.map_err(str::to_owned);
            assert_eq!(check(&query), expected, "{query:.80}");
        }
    }

    #[test]
    fn the_schema_can_be_asked_for_and_not_multiplied() {
        let by = |name: &str, times: usize| {
            let (open, close) = (
                format!("{name} {{ type {{ ").repeat(times),
                "} }".repeat(times),
            );
            format!("{{ __schema {{ types {{ {open} name {close} }} }} }}")
        };
        assert_eq!(check(&by("fields", 2)), Ok(()));
        for name in ["fields", "possibleTypes"] {
            assert_eq!(check(&by(name, 3)), Err("QUERY_TOO_DEEP".to_owned()));
        }
    }
}
