//! Errors as the contract has them: `application/problem+json` with title, detail and status.

use poem::http::{HeaderValue, StatusCode, header};
use poem::{IntoResponse, Response};
use serde::Serialize;

use crate::caching::{Caching, Reply};
use crate::error::ErrorCode;
use crate::guard::RETRY_AFTER_SECONDS;

const MEDIA_TYPE: &str = "application/problem+json";

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Problem {
    status: StatusCode,
    detail: String,
}

#[derive(Serialize)]
struct Body<'a> {
    title: &'a str,
    detail: &'a str,
    status: u16,
}

impl Problem {
    /// There is no such thing.
    pub(super) fn not_found(detail: impl Into<String>) -> Self {
        Self {
            status: StatusCode::NOT_FOUND,
            detail: detail.into(),
        }
    }

    /// A parameter can't be used.
    pub(super) fn unusable(detail: impl Into<String>) -> Self {
        Self {
            status: StatusCode::UNPROCESSABLE_ENTITY,
            detail: detail.into(),
        }
    }

    /// The method is none of those that read.
    pub(super) fn read_only() -> Self {
        Self {
            status: StatusCode::METHOD_NOT_ALLOWED,
            detail: "this catalogue can be read here, and not be written to; use GET".to_owned(),
        }
    }

    /// A cursor is none, or of another list.
    pub(super) fn cursor() -> Self {
        Self::unusable(
            "page[after] and page[before] take what `links` of another answer of this list has",
        )
    }

    /// What the schema answered.
    pub(super) fn of(code: ErrorCode, detail: &str) -> Self {
        match code {
            ErrorCode::BadCursor => Self::cursor(),
            code => Self {
                status: code.status(),
                detail: detail.to_owned(),
            },
        }
    }

    /// What another status says.
    pub(super) fn of_status(status: StatusCode) -> Self {
        Self {
            status,
            detail: format!(
                "there is nothing at this address; {}/openapi.json tells what there is",
                super::ROOT
            ),
        }
    }

    /// Whether the schema could not do anything with what was asked.
    pub(super) fn is_bad_request(&self) -> bool {
        self.status == ErrorCode::BadRequest.status()
    }

    pub(super) fn into_response(self) -> Response {
        let body = Body {
            title: self.status.canonical_reason().unwrap_or("Error"),
            detail: &self.detail,
            status: self.status.as_u16(),
        };
        let body = serde_json::to_string(&body).unwrap_or_default();
        let mut response = body
            .with_content_type(MEDIA_TYPE)
            .with_status(self.status)
            .into_response();
        let headers = response.headers_mut();
        if self.status == StatusCode::SERVICE_UNAVAILABLE {
            headers.insert(header::RETRY_AFTER, RETRY_AFTER_SECONDS.into());
        }
        if self.status == StatusCode::METHOD_NOT_ALLOWED {
            headers.insert(header::ALLOW, HeaderValue::from_static(super::METHODS));
        }
        Reply::Public(response, Caching::Never).into_response()
    }
}

/// Whether an answer tells a problem already.
pub(super) fn is_one(response: &Response) -> bool {
    response
        .content_type()
        .is_some_and(|kind| kind.starts_with(MEDIA_TYPE))
}
