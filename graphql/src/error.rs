//! Errors with a code that programs can act on, in `extensions.code`.

use async_graphql::{Error, ErrorExtensions};
use bronwijzer_index::IndexError;

/// Codes in `extensions.code`.
#[derive(Debug, Clone, Copy)]
enum Code {
    /// The request can't be answered as it is; the message says why.
    BadRequest,
    /// The catalogue failed; the request was right.
    Internal,
}

impl Code {
    fn as_str(self) -> &'static str {
        match self {
            Self::BadRequest => "BAD_REQUEST",
            Self::Internal => "INTERNAL",
        }
    }
}

fn with_code(message: impl Into<String>, code: Code) -> Error {
    Error::new(message).extend_with(|_, extensions| extensions.set("code", code.as_str()))
}

/// The asker's mistake, and what to do about it.
pub(crate) fn bad_request(message: impl Into<String>) -> Error {
    with_code(message, Code::BadRequest)
}

/// A cursor that this list did not give out.
pub(crate) fn bad_cursor() -> Error {
    bad_request(
        "`after` is no cursor of this list; take it from `pageInfo.endCursor` of an earlier page",
    )
}

/// Our own failure: logged whole, told in general.
pub(crate) fn internal(error: &dyn std::fmt::Display) -> Error {
    tracing::error!("a query failed: {error}");
    with_code(
        "the catalogue could not answer; try again later",
        Code::Internal,
    )
}

/// Tells the asker's mistakes from our failures.
#[expect(
    clippy::needless_pass_by_value,
    reason = "used as a function in map_err"
)]
pub(crate) fn from_index(error: IndexError) -> Error {
    if error.is_callers_mistake() {
        bad_request(error.to_string())
    } else {
        internal(&error)
    }
}
