//! YAML as a tree that knows where each thing stands.
//!
//! Built on the events of granit-parser, which serde-saphyr reads with too, so
//! that both see the same file. Size, depth and what aliases unfold to are
//! bounded, so a hostile file costs no more than a large honest one.

use std::collections::HashMap;
use std::rc::Rc;

use granit_parser::{ErrorKind, Event, Options, Parser, ScalarStyle, ScanError, Span, Tag};

use super::finding::{Finding, Refuser, Severity};
use crate::assess::Fact;

/// The largest file that is read, in bytes.
pub const MAX_BYTES: usize = 256 * 1024;

/// How deep lists and mappings may nest.
const MAX_DEPTH: usize = 64;

/// How many values a file may have, with aliases written out.
const MAX_VALUES: usize = 50_000;

/// A line and a character in it, both from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) line: u32,
    pub(super) column: u32,
}

impl Place {
    pub(super) const START: Self = Self { line: 1, column: 1 };

    fn of(span: &Span) -> Self {
        Self::new(span.start.line(), span.start.col())
    }

    /// `line` counts from 1 and `column` from 0, as the parser does.
    fn new(line: usize, column: usize) -> Self {
        let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Self {
            line: number(line.max(1)),
            column: number(column.saturating_add(1)),
        }
    }

    pub(super) fn finding(self, rule: &'static str) -> Finding {
        Finding {
            rule,
            severity: Severity::Error,
            key: String::new(),
            line: self.line,
            column: self.column,
            facts: Vec::new(),
        }
    }
}

/// A value and where it stands.
#[derive(Debug)]
pub(super) struct Node {
    pub(super) place: Place,
    pub(super) value: Value,
    /// Values in it, itself too, with aliases written out.
    size: usize,
    /// Levels in it.
    height: usize,
}

/// A value by the core schema of YAML 1.2.
#[derive(Debug)]
pub(super) enum Value {
    Nothing,
    /// As written.
    Truth(String),
    /// As written.
    Number(String),
    Text {
        text: String,
        /// Whether it stands there without quotes.
        plain: bool,
    },
    List(Vec<Rc<Node>>),
    Mapping(Vec<Entry>),
}

impl Value {
    /// The name of its type in facts.
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Truth(_) => "truth",
            Self::Number(_) => "number",
            Self::Text { .. } => "text",
            Self::List(_) => "list",
            Self::Mapping(_) => "mapping",
        }
    }
}

/// A key with its value.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) key: String,
    pub(super) place: Place,
    pub(super) node: Rc<Node>,
}

/// What is wrong with a file as YAML, and who refuses it.
type Problems = Vec<(Finding, Refuser)>;

/// Reads a file: its tree, if it has one, and what is wrong with it as YAML.
pub(super) fn read(text: &str) -> (Option<Rc<Node>>, Problems) {
    let mut reader = Reader::default();
    let mut options = Options::default();
    options.flow_nesting_limit = MAX_DEPTH;
    options.block_nesting_limit = MAX_DEPTH;
    for next in Parser::new_from_str_with_options(text, options) {
        let step = match next {
            Ok((event, span)) => reader.take(event, &span),
            Err(error) => Err(unreadable(&error)),
        };
        if let Err(finding) = step {
            reader.findings.push((finding, Refuser::Both));
            return (None, reader.findings);
        }
    }
    let tabs = tabs_alone(text).map(|place| (place.finding("yaml_tab"), Refuser::Parser));
    reader.findings.extend(tabs);
    (reader.root, reader.findings)
}

/// Lines that say nothing and begin with a tab, which YAML allows.
fn tabs_alone(text: &str) -> impl Iterator<Item = Place> {
    let lines = text.lines().zip(1..);
    lines.filter_map(|(line, number)| {
        let said = line.trim_start();
        let is_alone = line.starts_with('\t') && (said.is_empty() || said.starts_with('#'));
        is_alone.then(|| Place::new(number, 0))
    })
}

fn unreadable(error: &ScanError) -> Finding {
    let place = Place::new(error.marker().line(), error.marker().col());
    let rule = match error.kind() {
        ErrorKind::TabNotAllowed
        | ErrorKind::TabInBlockIndentation
        | ErrorKind::TabAtBlockScalarStart
        | ErrorKind::TabInIndentation => "yaml_tab",
        ErrorKind::UnknownAnchor => "yaml_unknown_anchor",
        ErrorKind::RecursionLimitExceeded => "yaml_too_deep",
        _ => "yaml_syntax",
    };
    let mut finding = place.finding(rule);
    if rule == "yaml_syntax" {
        finding.facts = vec![("message", Fact::Text(error.info()))];
    }
    finding
}

/// A list or mapping that is not closed yet.
struct Open {
    place: Place,
    anchor: usize,
    size: usize,
    height: usize,
    what: Half,
}

enum Half {
    List(Vec<Rc<Node>>),
    Mapping {
        entries: Vec<Entry>,
        /// The key whose value comes next; without a name when it is no text.
        key: Option<(Option<String>, Place)>,
    },
}

#[derive(Default)]
struct Reader {
    open: Vec<Open>,
    anchors: HashMap<usize, Rc<Node>>,
    documents: usize,
    values: usize,
    root: Option<Rc<Node>>,
    findings: Problems,
}

impl Reader {
    fn take(&mut self, event: Event<'_>, span: &Span) -> Result<(), Finding> {
        let place = Place::of(span);
        match event {
            Event::DocumentStart(_, version) => {
                self.documents += 1;
                if self.documents > 1 {
                    return Err(place.finding("yaml_several_documents"));
                }
                if version.is_some() {
                    let finding = place.finding("yaml_directive");
                    self.findings.push((finding, Refuser::Parser));
                }
                Ok(())
            }
            Event::Scalar(text, style, anchor, tag) => {
                let value = scalar(text.into_owned(), style, tag.as_deref());
                self.close(place, anchor, value, 1, 0)
            }
            Event::SequenceStart(_, anchor, _) => self.start(place, anchor, Half::List(Vec::new())),
            Event::MappingStart(_, anchor, _) => {
                let half = Half::Mapping {
                    entries: Vec::new(),
                    key: None,
                };
                self.start(place, anchor, half)
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(),
            Event::Alias(anchor) => match self.anchors.get(&anchor) {
                Some(node) => {
                    let node = Rc::clone(node);
                    self.count(place, node.size)?;
                    self.put(node, place)
                }
                // An alias within what it names.
                None => Err(place.finding("yaml_unknown_anchor")),
            },
            _ => Ok(()),
        }
    }

    fn start(&mut self, place: Place, anchor: usize, what: Half) -> Result<(), Finding> {
        if self.open.len() >= MAX_DEPTH {
            return Err(place.finding("yaml_too_deep"));
        }
        self.open.push(Open {
            place,
            anchor,
            size: 1,
            height: 1,
            what,
        });
        Ok(())
    }

    fn end(&mut self) -> Result<(), Finding> {
        let Some(open) = self.open.pop() else {
            return Ok(());
        };
        let value = match open.what {
            Half::List(items) => Value::List(items),
            Half::Mapping { entries, .. } => {
                let entries = self.unique(entries);
                Value::Mapping(entries)
            }
        };
        self.close(open.place, open.anchor, value, open.size, open.height)
    }

    fn close(
        &mut self,
        place: Place,
        anchor: usize,
        value: Value,
        size: usize,
        height: usize,
    ) -> Result<(), Finding> {
        self.count(place, 1)?;
        let node = Rc::new(Node {
            place,
            value,
            size,
            height,
        });
        if anchor > 0 {
            self.anchors.insert(anchor, Rc::clone(&node));
        }
        self.put(node, place)
    }

    fn count(&mut self, place: Place, more: usize) -> Result<(), Finding> {
        self.values = self.values.saturating_add(more);
        if self.values > MAX_VALUES {
            let mut finding = place.finding("yaml_too_many_values");
            finding.facts = vec![("max", Fact::Number(MAX_VALUES as i64))];
            return Err(finding);
        }
        Ok(())
    }

    /// Puts a value where it belongs. `place` is where it is written, which for
    /// an alias is another place than where its value is.
    fn put(&mut self, node: Rc<Node>, place: Place) -> Result<(), Finding> {
        let Some(parent) = self.open.last_mut() else {
            self.root.get_or_insert(node);
            return Ok(());
        };
        parent.size = parent.size.saturating_add(node.size);
        parent.height = parent.height.max(node.height + 1);
        if parent.height > MAX_DEPTH {
            return Err(place.finding("yaml_too_deep"));
        }
        match &mut parent.what {
            Half::List(items) => items.push(node),
            Half::Mapping { entries, key } => match key.take() {
                None => {
                    let name = match &node.value {
                        Value::Text { text, .. } | Value::Number(text) | Value::Truth(text) => {
                            Some(text.clone())
                        }
                        _ => None,
                    };
                    if name.is_none() {
                        let finding = place.finding("yaml_key_not_text");
                        self.findings.push((finding, Refuser::Both));
                    }
                    *key = Some((name, place));
                }
                Some((Some(key), place)) => entries.push(Entry { key, place, node }),
                Some((None, _)) => {}
            },
        }
        Ok(())
    }

    /// Entries with each key once: the first one holds. What a merge key of YAML
    /// 1.1 brings in counts behind the mapping's own; the reference parser merges
    /// one mapping, with no key that is there already.
    fn unique(&mut self, entries: Vec<Entry>) -> Vec<Entry> {
        let mut seen: HashMap<String, u32> = HashMap::new();
        let mut kept = Vec::with_capacity(entries.len());
        let mut merges = Vec::new();
        for entry in entries {
            if entry.key == "<<" {
                merges.push(entry);
            } else if let Some(line) = seen.get(&entry.key) {
                let mut finding = entry.place.finding("yaml_duplicate_key");
                finding.key.clone_from(&entry.key);
                finding.facts = vec![("first", Fact::Number(i64::from(*line)))];
                self.findings.push((finding, Refuser::Both));
            } else {
                seen.insert(entry.key.clone(), entry.place.line);
                kept.push(entry);
            }
        }
        for merge in merges {
            let (nodes, mut refused) = match &merge.node.value {
                Value::List(items) => (items.as_slice(), Refuser::Parser),
                Value::Mapping(_) => (std::slice::from_ref(&merge.node), Refuser::Nobody),
                _ => (&[][..], Refuser::Parser),
            };
            let entries = nodes.iter().filter_map(|node| match &node.value {
                Value::Mapping(entries) => Some(entries),
                _ => None,
            });
            for entry in entries.flatten() {
                if seen.contains_key(&entry.key) {
                    refused = Refuser::Parser;
                    continue;
                }
                seen.insert(entry.key.clone(), entry.place.line);
                kept.push(Entry {
                    key: entry.key.clone(),
                    place: entry.place,
                    node: Rc::clone(&entry.node),
                });
            }
            let finding = merge.place.finding("yaml_old_merge");
            self.findings.push((finding, refused));
        }
        kept
    }
}

/// The value of a scalar: YAML 1.2.2, chapter 10.3.
fn scalar(text: String, style: ScalarStyle, tag: Option<&Tag>) -> Value {
    let plain = style == ScalarStyle::Plain;
    let as_text = tag.is_some_and(|tag| tag.core_suffix() == Some("str"));
    if !plain || as_text {
        return Value::Text { text, plain: false };
    }
    match text.as_str() {
        "" | "~" | "null" | "Null" | "NULL" => Value::Nothing,
        "true" | "True" | "TRUE" | "false" | "False" | "FALSE" => Value::Truth(text),
        _ if is_number(&text) => Value::Number(text),
        _ => Value::Text { text, plain },
    }
}

fn is_number(text: &str) -> bool {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    if let Some(digits) = text.strip_prefix("0x") {
        return !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_hexdigit());
    }
    if let Some(digits) = text.strip_prefix("0o") {
        return !digits.is_empty() && digits.bytes().all(|b| (b'0'..=b'7').contains(&b));
    }
    if matches!(unsigned, ".inf" | ".Inf" | ".INF") || matches!(text, ".nan" | ".NaN" | ".NAN") {
        return true;
    }
    // What Rust reads as a float and YAML too: digits, a point, an exponent.
    unsigned.starts_with(|first: char| first.is_ascii_digit() || first == '.')
        && unsigned
            .bytes()
            .all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'e' | b'E' | b'-' | b'+'))
        && unsigned.parse::<f64>().is_ok()
}
