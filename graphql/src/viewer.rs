//! The viewer: how who asks reaches the resolvers. A request over HTTP has its viewer among its
//! extensions, where the program's middleware puts it; a request in process is
//! [asked as](ask_as) somebody; a websocket keeps its access token, and each operation on it
//! looks that up again, as a socket outlives a token that is revoked.

use std::any::TypeId;
use std::sync::Arc;

use async_graphql::{Context, Data, Request as Query, Result};
use bronwijzer_index::CommunityError;
use bronwijzer_index::community::member::Scope;
pub use bronwijzer_index::community::member::Viewer;
use bronwijzer_index::community::secrets::Secret;
use chrono::Utc;
use poem::Request;
use poem::http::{HeaderMap, header};

use crate::error::{self, ErrorCode};
use crate::reader::Reader;

/// Says who asks. Without it nobody does.
pub fn put(request: &mut Request, viewer: Viewer) {
    request.extensions_mut().insert(Arc::new(viewer));
}

/// Who asks; `None` when nobody is signed in.
#[must_use]
pub fn of(request: &Request) -> Option<Arc<Viewer>> {
    request.extensions().get::<Arc<Viewer>>().cloned()
}

/// The query, asked by `viewer`.
#[must_use]
pub fn ask_as(query: Query, viewer: Option<Arc<Viewer>>) -> Query {
    match viewer {
        Some(viewer) => query.data(viewer),
        None => query,
    }
}

/// Who acts; `None` when nobody is signed in.
pub(crate) fn acting<'a>(ctx: &Context<'a>) -> Option<&'a Arc<Viewer>> {
    ctx.data_opt::<Arc<Viewer>>()
}

/// Who acts.
///
/// # Errors
/// `SIGN_IN_REQUIRED` when nobody is signed in.
pub(crate) fn signed_in<'a>(ctx: &Context<'a>) -> Result<&'a Arc<Viewer>> {
    acting(ctx).ok_or_else(|| error::from_community(CommunityError::NotSignedIn))
}

/// Who reads. An access token that may not read sees what everybody sees, and one that may
/// not moderate what its member would see without being a moderator.
pub(crate) fn reading(ctx: &Context<'_>) -> Option<Arc<Viewer>> {
    let viewer = acting(ctx)?;
    if !viewer.scopes.contains(&Scope::Read) {
        return None;
    }
    if viewer.member.is_moderator && !viewer.scopes.contains(&Scope::Moderate) {
        let mut limited = Viewer::clone(viewer);
        limited.member.is_moderator = false;
        return Some(Arc::new(limited));
    }
    Some(Arc::clone(viewer))
}

/// That a viewer may use a scope.
///
/// # Errors
/// `NOT_ALLOWED` for an access token without it.
pub(crate) fn needs(viewer: &Viewer, scope: Scope) -> Result<()> {
    if viewer.scopes.contains(&scope) {
        return Ok(());
    }
    let scope: &'static str = scope.into();
    Err(ErrorCode::NotAllowed.error(format!("the access token needs the scope `{scope}`")))
}

/// The access token of a websocket.
struct Bearer(Secret);

/// What a websocket keeps of the request that opened it.
#[must_use]
pub fn session_data(headers: &HeaderMap) -> Data {
    let mut data = Data::default();
    let sent = headers.get(header::AUTHORIZATION);
    if let Some(bearer) = sent.and_then(|value| Bearer::read(value.to_str().ok()?)) {
        data.insert(bearer);
    }
    data
}

/// What a websocket keeps of its first message: the token under `Authorization`, as browsers can
/// give no headers. It takes the place of the one that the request came with.
///
/// # Errors
/// `SIGN_IN_REQUIRED` when there is something else under that name, or a token that does not
/// hold: what is asked next would else be answered as to nobody.
pub(crate) async fn init_data(reader: &Reader, payload: serde_json::Value) -> Result<Data> {
    let mut data = Data::default();
    let Some(sent) = payload.as_object().and_then(|payload| {
        let mut fields = payload.iter();
        fields.find(|(name, _)| name.eq_ignore_ascii_case(header::AUTHORIZATION.as_str()))
    }) else {
        return Ok(data);
    };
    let bearer = sent.1.as_str().and_then(Bearer::read);
    let bearer = bearer.ok_or_else(|| {
        ErrorCode::SignInRequired
            .error("`Authorization` of the first message wants `Bearer` and an access token")
    })?;
    data.insert(bearer);
    of_session(reader, &data).await?;
    Ok(data)
}

impl Bearer {
    /// Reads `Bearer TOKEN`.
    fn read(sent: &str) -> Option<Self> {
        let (scheme, token) = sent.split_once(' ')?;
        let is_bearer = scheme.eq_ignore_ascii_case("bearer");
        is_bearer.then(|| Self(token.trim().to_owned().into()))
    }
}

/// Who asks over a websocket now.
///
/// # Errors
/// `SIGN_IN_REQUIRED` when its access token does not hold any more.
pub(crate) async fn of_session(reader: &Reader, data: &Data) -> Result<Option<Arc<Viewer>>> {
    let bearer = data.get(&TypeId::of::<Bearer>());
    let Some(Bearer(token)) = bearer.and_then(|bearer| bearer.downcast_ref()) else {
        return Ok(None);
    };
    let token = token.clone();
    let viewer = reader.consult(move |community| {
        let viewer = community.viewer_of_token(&token, Utc::now())?;
        viewer.ok_or(CommunityError::NotSignedIn)
    });
    viewer.await.map(|viewer| Some(Arc::new(viewer)))
}
