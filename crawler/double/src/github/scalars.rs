//! GitHub's scalars and the inputs that lists take.

use async_graphql::{
    Enum, InputObject, InputValueError, InputValueResult, Scalar, ScalarType, Value,
};
use chrono::Utc;

/// A moment, as GitHub writes it: in UTC, without fractions.
#[derive(Clone, Copy)]
pub(crate) struct DateTime(pub(crate) chrono::DateTime<Utc>);

/// A moment as git has it.
#[derive(Clone, Copy)]
pub(crate) struct GitTimestamp(pub(crate) chrono::DateTime<Utc>);

/// A web address.
#[derive(Clone)]
pub(crate) struct Uri(pub(crate) String);

/// The name of an object in git.
#[derive(Clone)]
pub(crate) struct GitObjectId(pub(crate) String);

fn moment(value: &Value) -> Option<chrono::DateTime<Utc>> {
    match value {
        Value::String(text) => text.parse().ok(),
        _ => None,
    }
}

fn written(at: chrono::DateTime<Utc>) -> Value {
    Value::String(at.format("%Y-%m-%dT%H:%M:%SZ").to_string())
}

#[Scalar]
impl ScalarType for DateTime {
    fn parse(value: Value) -> InputValueResult<Self> {
        moment(&value)
            .map(Self)
            .ok_or_else(|| InputValueError::expected_type(value))
    }

    fn to_value(&self) -> Value {
        written(self.0)
    }
}

#[Scalar]
impl ScalarType for GitTimestamp {
    fn parse(value: Value) -> InputValueResult<Self> {
        moment(&value)
            .map(Self)
            .ok_or_else(|| InputValueError::expected_type(value))
    }

    fn to_value(&self) -> Value {
        written(self.0)
    }
}

#[Scalar(name = "URI")]
impl ScalarType for Uri {
    fn parse(value: Value) -> InputValueResult<Self> {
        match value {
            Value::String(text) => Ok(Self(text)),
            other => Err(InputValueError::expected_type(other)),
        }
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.clone())
    }
}

#[Scalar(name = "GitObjectID")]
impl ScalarType for GitObjectId {
    fn parse(value: Value) -> InputValueResult<Self> {
        match value {
            Value::String(text) => Ok(Self(text)),
            other => Err(InputValueError::expected_type(other)),
        }
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.clone())
    }
}

/// Which way.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OrderDirection {
    Asc,
    Desc,
}

/// Declares an order: what can be ordered by, and the input that says it.
macro_rules! orders {
    ($($input:ident by $field:ident { $($variant:ident),+ }),+ $(,)?) => {
        $(
            #[derive(Enum, Clone, Copy, PartialEq, Eq)]
            pub(crate) enum $field { $($variant,)+ }

            #[derive(InputObject)]
            pub(crate) struct $input {
                pub(crate) field: $field,
                pub(crate) direction: OrderDirection,
            }
        )+
    };
}

orders! {
    RepositoryOrder by RepositoryOrderField { CreatedAt, Name, PushedAt, Stargazers, UpdatedAt },
    LanguageOrder by LanguageOrderField { Size },
    ReleaseOrder by ReleaseOrderField { CreatedAt, Name },
    RefOrder by RefOrderField { Alphabetical, TagCommitDate },
    IssueOrder by IssueOrderField { Comments, CreatedAt, UpdatedAt },
}

#[derive(Enum, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RepositoryPrivacy {
    Private,
    Public,
}

#[derive(Enum, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RepositoryAffiliation {
    Collaborator,
    OrganizationMember,
    Owner,
}

#[derive(Enum, Clone, Copy, PartialEq, Eq)]
pub(crate) enum IssueState {
    Closed,
    Open,
}

#[derive(Enum, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PullRequestState {
    Closed,
    Merged,
    Open,
}

/// Where a page of `first` after `after`, or of `last` before `before`, begins
/// and ends among `total`. Cursors are positions behind a prefix that clients
/// must not read.
pub(crate) fn span(
    total: usize,
    (first, after): (Option<i32>, Option<&str>),
    (last, before): (Option<i32>, Option<&str>),
) -> async_graphql::Result<(usize, usize)> {
    let place = |cursor: &str| -> async_graphql::Result<usize> {
        let at = cursor.strip_prefix("cursor:");
        at.and_then(|at| at.parse().ok()).ok_or_else(|| {
            async_graphql::Error::new(format!("`{cursor}` does not appear to be a valid cursor."))
        })
    };
    let start = after.map(place).transpose()?.map_or(0, |at| at + 1);
    let end = before.map(place).transpose()?.unwrap_or(total).min(total);
    let start = start.min(end);
    let size = |size: i32| usize::try_from(size).unwrap_or(0);
    Ok(match (first, last) {
        (Some(first), _) => (start, end.min(start + size(first))),
        (None, Some(last)) => (start.max(end.saturating_sub(size(last))), end),
        (None, None) => (start, start),
    })
}

/// The cursor of the entry at a position.
pub(crate) fn cursor(at: usize) -> String {
    format!("cursor:{at}")
}
