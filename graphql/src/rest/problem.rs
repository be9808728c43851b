//! Errors as RFC 9457 has them: `application/problem+json`.

use poem::http::StatusCode;
use poem::{IntoResponse, Response};
use serde_json::json;

use crate::caching::{Caching, Reply};
use crate::error::ErrorCode;

const MEDIA_TYPE: &str = "application/problem+json";

/// Why there is no answer, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Problem {
    status: StatusCode,
    code: Option<ErrorCode>,
    detail: String,
}

impl Problem {
    pub(super) fn new(status: StatusCode, detail: impl Into<String>) -> Self {
        Self {
            status,
            code: None,
            detail: detail.into(),
        }
    }

    /// A request that can't be answered as it is.
    pub(super) fn bad_request(detail: impl Into<String>) -> Self {
        Self {
            code: Some(ErrorCode::BadRequest),
            ..Self::new(ErrorCode::BadRequest.status(), detail)
        }
    }

    /// What the schema answered.
    pub(super) fn of(code: ErrorCode, detail: &str) -> Self {
        Self {
            code: Some(code),
            ..Self::new(code.status(), detail)
        }
    }

    pub(super) fn into_response(self) -> Response {
        // RFC 9457 has no place of its own for a code, and the API Design Rules
        // allow no others: the code is the problem's type.
        let kind = match self.code {
            Some(code) => format!("urn:bronwijzer:{}", code.as_str().to_lowercase()),
            None => "about:blank".to_owned(),
        };
        let body = json!({
            "type": kind,
            "title": self.status.canonical_reason().unwrap_or("Error"),
            "status": self.status.as_u16(),
            "detail": self.detail,
        });
        let response = body
            .to_string()
            .with_content_type(MEDIA_TYPE)
            .with_status(self.status)
            .into_response();
        Reply::Public(response, Caching::Never).into_response()
    }
}

/// Whether an answer tells a problem already.
pub(super) fn is_one(response: &Response) -> bool {
    response
        .content_type()
        .is_some_and(|kind| kind.starts_with(MEDIA_TYPE))
}
