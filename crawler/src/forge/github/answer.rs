//! What came back: data and errors side by side, or something that is no
//! answer at all.

use serde::Deserialize;
use serde_json::{Map, Value};

/// An answer: what could be resolved, and what went wrong beside it.
pub(super) struct Answer {
    pub(super) data: Map<String, Value>,
    pub(super) errors: Vec<AnswerError>,
}

impl Answer {
    /// The first error about the field at `path` of the answer or below it.
    pub(super) fn error_at(&self, path: &[Value]) -> Option<&AnswerError> {
        self.errors
            .iter()
            .find(|error| error.path.len() >= path.len() && error.path[..path.len()] == *path)
    }
}

/// One entry of an answer's `errors`.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct AnswerError {
    #[serde(default, rename = "type")]
    pub(super) kind: Option<String>,
    #[serde(default)]
    pub(super) path: Vec<Value>,
    #[serde(default)]
    pub(super) message: String,
}

impl AnswerError {
    pub(super) fn is_not_found(&self) -> bool {
        self.kind.as_deref() == Some("NOT_FOUND")
    }
}

/// The forge's own words about a refusal, or its status where it sent a page.
pub(super) fn message_of(status: u16, body: &[u8]) -> String {
    #[derive(Deserialize)]
    struct Message {
        message: String,
    }
    match serde_json::from_slice::<Message>(body) {
        Ok(Message { message }) => format!("HTTP {status}: {message}"),
        Err(_) => format!("HTTP {status}"),
    }
}
