//! Errors as the register tells them: like RFC 9457, with a list of what is wrong in place of
//! a detail, and without a type.

use poem::http::{HeaderValue, StatusCode, header};
use poem::{IntoResponse, Response};
use serde::Serialize;

use crate::caching::{Caching, Reply};
use crate::error::ErrorCode;
use crate::guard::RETRY_AFTER_SECONDS;

const MEDIA_TYPE: &str = "application/problem+json";

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Problem {
    title: &'static str,
    #[serde(serialize_with = "as_number")]
    status: StatusCode,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<Mistake>,
}

/// What is wrong with a part of the request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Mistake {
    /// `query` or `path`.
    #[serde(rename = "in")]
    place: &'static str,
    /// The parameter, as a JSON pointer.
    location: String,
    code: &'static str,
    /// What to send instead.
    detail: String,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "as serde calls it")]
fn as_number<S: serde::Serializer>(status: &StatusCode, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_u16(status.as_u16())
}

impl Problem {
    /// One that follows from the status alone.
    pub(super) fn of(status: StatusCode) -> Self {
        let title = match status {
            StatusCode::NOT_FOUND => "Resource does not exist",
            StatusCode::METHOD_NOT_ALLOWED => "Method not allowed",
            StatusCode::SERVICE_UNAVAILABLE => "Service unavailable",
            status if status.is_client_error() => "Invalid input",
            _ => "Internal server error",
        };
        Self {
            title,
            status,
            errors: Vec::new(),
        }
    }

    /// A value that a parameter does not take.
    pub(super) fn invalid(parameter: &str, detail: impl Into<String>) -> Self {
        Self {
            title: "Request validation failed",
            ..Self::with("query", parameter, "invalid", detail.into())
        }
    }

    /// A parameter that has to be there.
    pub(super) fn missing(parameter: &str) -> Self {
        Self::with(
            "query",
            parameter,
            "required",
            format!("{parameter} is required"),
        )
    }

    /// An identifier that is no text.
    pub(super) fn unreadable_id() -> Self {
        let detail = "id is not a text in UTF-8 without NUL";
        Self::with("path", "id", "invalid", detail.to_owned())
    }

    fn with(place: &'static str, parameter: &str, code: &'static str, detail: String) -> Self {
        Self {
            errors: vec![Mistake {
                place,
                location: format!("#/{parameter}"),
                code,
                detail,
            }],
            ..Self::of(StatusCode::BAD_REQUEST)
        }
    }

    /// What the schema refused: all that a client can have wrong is looked at before.
    pub(super) fn of_schema(code: ErrorCode, detail: &str) -> Self {
        if code.status().is_server_error() {
            return Self::of(code.status());
        }
        Self::invalid("q", detail)
    }

    pub(super) fn into_response(self) -> Response {
        let body = serde_json::to_vec(&self).unwrap_or_default();
        let response = Response::builder()
            .status(self.status)
            .content_type(MEDIA_TYPE)
            .body(body);
        let mut response = Reply::Public(response, Caching::Never).into_response();
        if self.status == StatusCode::SERVICE_UNAVAILABLE {
            let wait = HeaderValue::from(RETRY_AFTER_SECONDS);
            response.headers_mut().insert(header::RETRY_AFTER, wait);
        }
        response
    }
}

/// Whether an answer tells a problem already.
pub(super) fn is_one(response: &Response) -> bool {
    response
        .content_type()
        .is_some_and(|kind| kind.starts_with(MEDIA_TYPE))
}
