//! Errors with a code that programs can act on, in `extensions.code`.

use async_graphql::{Error, ErrorExtensionValues, ErrorExtensions, Pos, ServerError};
use bronwijzer_index::{CommunityError, CursorError, IndexError};
use chrono::Utc;
use poem::http::StatusCode;

use crate::guard::RETRY_AFTER_SECONDS;

/// Declares every code once: its name in the answer, the status over HTTP and
/// what it means.
macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $variant:ident = $name:literal, $status:ident;)+) => {
        /// What `extensions.code` of an error says.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum ErrorCode {
            $($(#[doc = $doc])+ $variant,)+
        }

        impl ErrorCode {
            /// Every code.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The code as clients see it.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// The status over HTTP of an answer that is this error alone.
            #[must_use]
            pub fn status(self) -> StatusCode {
                match self { $(Self::$variant => StatusCode::$status,)+ }
            }
        }
    };
}

codes! {
    /// The request can't be answered as it is; the message says why.
    BadRequest = "BAD_REQUEST", BAD_REQUEST;
    /// The query is not written in GraphQL.
    Syntax = "SYNTAX_ERROR", BAD_REQUEST;
    /// The query does not fit the schema.
    Validation = "VALIDATION_ERROR", BAD_REQUEST;
    /// `first` is outside what the list allows.
    PageSize = "PAGE_SIZE", BAD_REQUEST;
    /// The cursor is damaged, or belongs to another list or another order.
    BadCursor = "BAD_CURSOR", BAD_REQUEST;
    /// The list that the cursor belongs to was begun anew.
    CursorExpired = "CURSOR_EXPIRED", GONE;
    /// The query's text, or the request's body, has too many bytes.
    QueryTooLarge = "QUERY_TOO_LARGE", PAYLOAD_TOO_LARGE;
    /// Fields, values or fragments nest too deep.
    QueryTooDeep = "QUERY_TOO_DEEP", BAD_REQUEST;
    /// The query may have to read too much.
    QueryTooComplex = "QUERY_TOO_COMPLEX", BAD_REQUEST;
    /// Several queries came in one request.
    Batch = "BATCH_NOT_SUPPORTED", BAD_REQUEST;
    /// A subscription came over plain HTTP.
    Subscription = "SUBSCRIPTION_NEEDS_WEBSOCKET", BAD_REQUEST;
    /// The server does not have the persisted query; send its text once.
    PersistedQueryNotFound = "PERSISTED_QUERY_NOT_FOUND", BAD_REQUEST;
    /// A mutation came in an address or over a websocket.
    MutationNeedsPost = "MUTATION_NEEDS_POST", METHOD_NOT_ALLOWED;
    /// It needs somebody who is signed in, or an access token.
    SignInRequired = "SIGN_IN_REQUIRED", UNAUTHORIZED;
    /// The viewer may not do that, or their access token may not.
    NotAllowed = "NOT_ALLOWED", FORBIDDEN;
    /// There is no such thing, or the viewer may not see it.
    NotFound = "NOT_FOUND", NOT_FOUND;
    /// That kind of statement is not made about this.
    WrongSubject = "WRONG_SUBJECT", UNPROCESSABLE_ENTITY;
    /// A value is missing or can't be used; `extensions.field` says which.
    InvalidField = "INVALID_FIELD", UNPROCESSABLE_ENTITY;
    /// A text is too long; `extensions.longest` says how long it may be.
    TooLong = "TOO_LONG", UNPROCESSABLE_ENTITY;
    /// It has a state in which that can't be done.
    WrongState = "WRONG_STATE", CONFLICT;
    /// The viewer said that before.
    Twice = "TWICE", CONFLICT;
    /// A link or a token does not work any more.
    Expired = "EXPIRED", GONE;
    /// Others changed it at the same time; read it again.
    Conflict = "CONFLICT", CONFLICT;
    /// The viewer did too much in a short time; `extensions.retryAfter` says how many
    /// seconds to wait.
    RateLimited = "RATE_LIMITED", TOO_MANY_REQUESTS;
    /// The answer took too long.
    Timeout = "TIMEOUT", SERVICE_UNAVAILABLE;
    /// Too many others ask at the moment; try again after a while.
    TooBusy = "TOO_BUSY", SERVICE_UNAVAILABLE;
    /// The store can't be reached at the moment; what can be answered without it is.
    Unavailable = "UNAVAILABLE", SERVICE_UNAVAILABLE;
    /// The catalogue failed; the request was right.
    Internal = "INTERNAL", INTERNAL_SERVER_ERROR;
}

impl ErrorCode {
    /// The code of an error in an answer.
    #[must_use]
    pub fn of(error: &ServerError) -> Option<Self> {
        let code = error.extensions.as_ref()?.get("code")?;
        let known = |known: &&Self| *code == known.as_str().into();
        Self::ALL.iter().find(known).copied()
    }

    /// Whether the request has to change before it can be answered, rather
    /// than wait.
    #[must_use]
    pub fn is_askers_mistake(self) -> bool {
        !matches!(
            self,
            Self::Timeout
                | Self::TooBusy
                | Self::Unavailable
                | Self::Internal
                | Self::Conflict
                | Self::RateLimited
        )
    }

    /// An error of a request as a whole.
    pub(crate) fn refusal(self, message: impl Into<String>, at: Option<Pos>) -> ServerError {
        let mut error = ServerError::new(message, at);
        self.put_in(&mut error);
        error
    }

    /// Gives an error this code, unless it has one.
    pub(crate) fn put_in(self, error: &mut ServerError) {
        let extensions = error
            .extensions
            .get_or_insert_with(ErrorExtensionValues::default);
        if extensions.get("code").is_none() {
            extensions.set("code", self.as_str());
        }
    }

    /// The refusal of a server that has too much to do.
    pub(crate) fn too_busy() -> ServerError {
        Self::TooBusy.refusal(
            format!("the server is busy; try again after {RETRY_AFTER_SECONDS} seconds"),
            None,
        )
    }

    /// An error of a field.
    pub(crate) fn error(self, message: impl Into<String>) -> Error {
        Error::new(message).extend_with(|_, extensions| extensions.set("code", self.as_str()))
    }
}

/// The asker's mistake, and what to do about it.
pub(crate) fn bad_request(message: impl Into<String>) -> Error {
    ErrorCode::BadRequest.error(message)
}

/// A page of a size that the list does not give.
pub(crate) fn page_size(message: impl Into<String>) -> Error {
    ErrorCode::PageSize.error(message)
}

/// A cursor that this list did not give out.
pub(crate) fn bad_cursor() -> Error {
    ErrorCode::BadCursor.error(
        "`after` is not a cursor of this list; take it from `pageInfo.endCursor` of an earlier page",
    )
}

/// Our own failure: logged whole, told in general.
pub(crate) fn internal(error: &dyn std::fmt::Display) -> Error {
    tracing::error!("a query failed: {error}");
    ErrorCode::Internal.error("the catalogue could not answer; try again later")
}

/// The store can't be reached: logged, and told with how long to wait.
fn out_of_reach(error: &dyn std::fmt::Display) -> Error {
    tracing::warn!("a query can't be answered now: {error}");
    let why = "this can't be answered or kept at the moment; nothing was changed, try again";
    let error = ErrorCode::Unavailable.error(why);
    error.extend_with(|_, extensions| {
        extensions.set("retryAfter", RETRY_AFTER_SECONDS);
    })
}

/// Tells the asker's mistakes from our failures.
#[expect(
    clippy::needless_pass_by_value,
    reason = "used as a function in map_err"
)]
pub(crate) fn from_index(error: IndexError) -> Error {
    match &error {
        IndexError::Cursor(CursorError::Expired) => {
            ErrorCode::CursorExpired.error(error.to_string())
        }
        IndexError::Cursor(_) => ErrorCode::BadCursor.error(error.to_string()),
        error if error.is_callers_mistake() => bad_request(error.to_string()),
        error if error.is_out_of_reach() => out_of_reach(error),
        error => internal(error),
    }
}

/// What the community refuses. Its own failures are logged whole and told in general.
#[expect(
    clippy::needless_pass_by_value,
    reason = "used as a function in map_err"
)]
pub(crate) fn from_community(refused: CommunityError) -> Error {
    let code = match &refused {
        CommunityError::NotSignedIn => ErrorCode::SignInRequired,
        CommunityError::NotAllowed(_) => ErrorCode::NotAllowed,
        CommunityError::NoStatement | CommunityError::NoSubject => ErrorCode::NotFound,
        CommunityError::WrongSubject => ErrorCode::WrongSubject,
        CommunityError::NoText | CommunityError::Field { .. } | CommunityError::Invalid { .. } => {
            ErrorCode::InvalidField
        }
        CommunityError::TooLong { .. } => ErrorCode::TooLong,
        CommunityError::WrongState(_) => ErrorCode::WrongState,
        CommunityError::Twice => ErrorCode::Twice,
        CommunityError::TooMany(_) => ErrorCode::RateLimited,
        CommunityError::Expired => ErrorCode::Expired,
        CommunityError::Conflict => ErrorCode::Conflict,
        CommunityError::Index(error) if error.is_out_of_reach() => return out_of_reach(error),
        CommunityError::Store(error) if error.is_out_of_reach() => return out_of_reach(error),
        CommunityError::NoRandomness | CommunityError::Index(_) | CommunityError::Store(_) => {
            return internal(&refused);
        }
    };
    let error = code.error(refused.to_string());
    error.extend_with(|_, extensions| match &refused {
        CommunityError::NotAllowed(rule) => {
            extensions.set("rule", as_constant((*rule).into()));
        }
        CommunityError::NoText => extensions.set("field", "text"),
        CommunityError::Field { field, .. } => {
            extensions.set("field", as_constant((*field).into()));
        }
        CommunityError::Invalid { name, .. } => extensions.set("field", *name),
        CommunityError::TooLong { longest, .. } => extensions.set("longest", *longest),
        CommunityError::TooMany(until) => {
            let wait = (*until - Utc::now()).num_seconds().max(1);
            extensions.set("retryAfter", wait);
        }
        _ => {}
    })
}

/// After how many seconds what was refused may be tried again, where the error says so.
pub(crate) fn retry_after(error: &ServerError) -> Option<u64> {
    let wait = error.extensions.as_ref()?.get("retryAfter")?.clone();
    wait.into_json().ok()?.as_u64()
}

/// A word as the values of the schema's enums are written.
pub(crate) fn as_constant(word: &'static str) -> String {
    word.to_ascii_uppercase()
}
