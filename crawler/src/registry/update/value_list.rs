//! The value lists of TOOI, the register of government organisations, as they are published:
//! expanded JSON-LD, in which nodes are organisations and what happened to them.
//!
//! The published files are expanded already, so reading them takes no JSON-LD processor:
//! keys are whole IRIs, and values are lists of objects with `@value` or `@id`. A file that
//! would need one is refused.
//!
//! Source: <https://standaarden.overheid.nl/tooi/waardelijsten/>.

use std::collections::HashMap;

use chrono::{Days, NaiveDate};
use serde_json::{Map, Value};

use crate::organisation::{Province, TooiUri};

/// The largest file that is read, in bytes: ten times the largest that is published.
pub const LARGEST: usize = 10_000_000;

const ONTOLOGY: &str = "https://identifier.overheid.nl/tooi/def/ont/";
const PROV: &str = "http://www.w3.org/ns/prov#";
const LABEL: &str = "http://www.w3.org/2000/01/rdf-schema#label";
const ORGANISATION: &str = "https://identifier.overheid.nl/tooi/id/";

/// Why a file is refused as a whole.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ValueListError {
    /// It is larger than [`LARGEST`].
    #[error("it is larger than {} MB, which no value list is", LARGEST / 1_000_000)]
    TooLarge,
    /// It is no JSON, or ends in the middle.
    #[error("it is not valid JSON ({0}); download it again")]
    NotJson(String),
    /// It is JSON of something else.
    #[error(
        "it is not a value list of TOOI: {0}. Download one as JSON from https://standaarden.overheid.nl/tooi/waardelijsten/"
    )]
    NotAValueList(&'static str),
    /// An organisation in it lacks what every one has.
    #[error("{id} in it has {what}; download it again")]
    Broken {
        /// The organisation.
        id: String,
        /// What is wrong with it.
        what: &'static str,
    },
}

/// What a value list says.
#[derive(Debug, Default)]
pub(super) struct ValueList {
    /// The organisations, in the order of the file.
    pub(super) bodies: Vec<ListedBody>,
    /// By URI of an organisation that ended: those that came after it. Empty where nobody
    /// did.
    pub(super) successors: HashMap<String, Vec<String>>,
}

/// An organisation in a value list.
#[derive(Debug)]
pub(super) struct ListedBody {
    pub(super) tooi: TooiUri,
    pub(super) name: String,
    pub(super) province: Option<Province>,
    /// The first day on which it no longer existed.
    pub(super) ended: Option<NaiveDate>,
    /// For a version of an organisation, which was called otherwise then: that one's URI.
    pub(super) version_of: Option<String>,
}

impl ValueList {
    /// Reads a value list from the bytes of its file.
    pub(super) fn read(bytes: &[u8]) -> Result<Self, ValueListError> {
        if bytes.len() > LARGEST {
            return Err(ValueListError::TooLarge);
        }
        let document: Value = serde_json::from_slice(bytes)
            .map_err(|error| ValueListError::NotJson(error.to_string()))?;
        let mut list = Self::default();
        for node in nodes(&document)? {
            list.read_node(node)?;
        }
        if list.bodies.is_empty() {
            return Err(ValueListError::NotAValueList("it has no organisation"));
        }
        Ok(list)
    }

    fn read_node(&mut self, node: &Map<String, Value>) -> Result<(), ValueListError> {
        let invalidated = ids(node, &format!("{PROV}invalidated"));
        for ended in invalidated {
            // What came of it, or what it was added to.
            let after = ["generated", "used"].map(|key| ids(node, &format!("{PROV}{key}")));
            let successors = self.successors.entry(ended.to_owned()).or_default();
            for successor in after.into_iter().flatten() {
                if successor != ended && !successors.iter().any(|known| known == successor) {
                    successors.push(successor.to_owned());
                }
            }
        }
        let Some(id) = node.get("@id").and_then(Value::as_str) else {
            return Ok(());
        };
        let has_code = node.contains_key(&format!("{ONTOLOGY}organisatiecode"));
        if !has_code || !id.starts_with(ORGANISATION) {
            return Ok(());
        }
        let broken = |what| ValueListError::Broken {
            id: id.to_owned(),
            what,
        };
        let Ok(tooi) = id.parse() else {
            return Err(broken("an identifier of an unknown form"));
        };
        let official = format!("{ONTOLOGY}officieleNaamInclSoort");
        let name = text(node, LABEL).or_else(|| text(node, &official));
        let name = name.ok_or_else(|| broken("no name"))?;
        let province = ids(node, &format!("{ONTOLOGY}ligtInProvincie")).next();
        let code = province.and_then(|province| province.rsplit('/').next());
        self.bodies.push(ListedBody {
            tooi,
            name: capitalised(name),
            province: code.and_then(Province::from_code),
            ended: ended(node).map_err(|()| broken("an end that is no date"))?,
            version_of: ids(node, &format!("{PROV}specializationOf"))
                .next()
                .map(str::to_owned),
        });
        Ok(())
    }
}

/// The nodes of a document: of a list, of a graph, or the one that it is.
fn nodes(document: &Value) -> Result<Vec<&Map<String, Value>>, ValueListError> {
    let is_compact = |node: &Map<String, Value>| node.contains_key("@context");
    let nodes = match document {
        Value::Array(nodes) => nodes.iter().collect(),
        Value::Object(node) if is_compact(node) => {
            let what =
                "it is compacted JSON-LD (it has a `@context`), and the lists of TOOI are expanded";
            return Err(ValueListError::NotAValueList(what));
        }
        Value::Object(node) => match node.get("@graph") {
            Some(Value::Array(nodes)) => nodes.iter().collect(),
            Some(node) => vec![node],
            None => vec![document],
        },
        _ => return Err(ValueListError::NotAValueList("it has no objects")),
    };
    let nodes: Option<Vec<_>> = nodes.into_iter().map(Value::as_object).collect();
    nodes.ok_or(ValueListError::NotAValueList("not all in it are objects"))
}

/// The values under a key, be it one or a list.
fn values<'a>(node: &'a Map<String, Value>, key: &str) -> &'a [Value] {
    match node.get(key) {
        Some(Value::Array(values)) => values,
        Some(value) => std::slice::from_ref(value),
        None => &[],
    }
}

fn ids<'a>(node: &'a Map<String, Value>, key: &str) -> impl Iterator<Item = &'a str> + use<'a> {
    let values = values(node, key).iter();
    values.filter_map(|value| value.get("@id").unwrap_or(value).as_str())
}

/// The first text under a key, the Dutch one where there are several.
fn text<'a>(node: &'a Map<String, Value>, key: &str) -> Option<&'a str> {
    let values = values(node, key);
    let is_dutch = |value: &&Value| value["@language"].as_str() == Some("nl");
    let value = values.iter().find(is_dutch).or(values.first())?;
    let text = value.get("@value").unwrap_or(value).as_str()?;
    Some(text.trim()).filter(|text| !text.is_empty())
}

/// The first day on which it no longer existed: the one after its last.
fn ended(node: &Map<String, Value>) -> Result<Option<NaiveDate>, ()> {
    for key in ["einddatum", "einddatumHV"] {
        let key = format!("{ONTOLOGY}{key}");
        if node.contains_key(&key) {
            let last = text(node, &key).and_then(|text| text.get(..10));
            let last: Option<NaiveDate> = last.and_then(|day| day.parse().ok());
            let first = last.and_then(|last| last.checked_add_days(Days::new(1)));
            return first.map(Some).ok_or(());
        }
    }
    Ok(None)
}

/// A name as it stands alone: `gemeente Delft` begins with a capital there.
fn capitalised(name: &str) -> String {
    let mut letters = name.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).collect()
}
