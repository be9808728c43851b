//! Methods of a route. poem answers 405 without saying what is allowed, which RFC 9110 (15.5.6)
//! asks for; routes are made by [`get`] and [`post`] of this module instead, and so say it.

use poem::error::ResponseError;
use poem::http::{HeaderValue, Method, StatusCode, header};
use poem::{Endpoint, IntoEndpoint, Request, Response, Result, RouteMethod};

/// A route by its methods.
pub struct Methods {
    route: RouteMethod,
    known: Vec<Method>,
}

/// A route that answers GET, and HEAD as GET without its body.
pub fn get<E>(endpoint: E) -> Methods
where
    E: IntoEndpoint,
    E::Endpoint: 'static,
{
    Methods::new().with(Method::GET, endpoint)
}

/// A route that answers POST alone, unless others are added.
pub fn post<E>(endpoint: E) -> Methods
where
    E: IntoEndpoint,
    E::Endpoint: 'static,
{
    Methods::new().with(Method::POST, endpoint)
}

impl Methods {
    fn new() -> Self {
        Self {
            route: RouteMethod::new(),
            known: Vec::new(),
        }
    }

    fn with<E>(mut self, method: Method, endpoint: E) -> Self
    where
        E: IntoEndpoint,
        E::Endpoint: 'static,
    {
        if method == Method::GET {
            self.known.push(Method::HEAD);
        }
        self.known.push(method.clone());
        Self {
            route: self.route.method(method, endpoint),
            known: self.known,
        }
    }

    /// Answers POST too.
    #[must_use]
    pub fn post<E>(self, endpoint: E) -> Self
    where
        E: IntoEndpoint,
        E::Endpoint: 'static,
    {
        self.with(Method::POST, endpoint)
    }

    /// Answers OPTIONS too.
    #[must_use]
    pub fn options<E>(self, endpoint: E) -> Self
    where
        E: IntoEndpoint,
        E::Endpoint: 'static,
    {
        self.with(Method::OPTIONS, endpoint)
    }
}

impl Endpoint for Methods {
    type Output = Response;

    async fn call(&self, request: Request) -> Result<Response> {
        if self.known.contains(request.method()) {
            return self.route.call(request).await;
        }
        Err(NotAllowed::but(&self.known).into())
    }
}

/// 405: what is at the address is not asked so.
#[derive(Debug, Clone, thiserror::Error)]
#[error("the method is not allowed at this address; use {}", .allowed.join(", "))]
pub struct NotAllowed {
    allowed: Vec<String>,
}

impl NotAllowed {
    /// For an address at which these methods are allowed.
    #[must_use]
    pub fn but(methods: &[Method]) -> Self {
        let mut allowed: Vec<String> = methods.iter().map(ToString::to_string).collect();
        allowed.sort_unstable();
        Self { allowed }
    }

    /// The value of `Allow`.
    #[must_use]
    pub fn allow(&self) -> HeaderValue {
        HeaderValue::try_from(self.allowed.join(", ")).unwrap_or(HeaderValue::from_static("GET"))
    }
}

impl ResponseError for NotAllowed {
    fn status(&self) -> StatusCode {
        StatusCode::METHOD_NOT_ALLOWED
    }

    fn as_response(&self) -> Response {
        Response::builder()
            .status(self.status())
            .header(header::ALLOW, self.allow())
            .content_type("text/plain; charset=utf-8")
            .body(format!("{self}\n"))
    }
}

#[cfg(test)]
mod tests {
    use poem::endpoint::make_sync;

    use super::*;

    async fn answer(route: &Methods, method: Method) -> (StatusCode, Option<HeaderValue>) {
        let response = route
            .get_response(Request::builder().method(method).finish())
            .await;
        let allow = response.headers().get(header::ALLOW).cloned();
        (response.status(), allow)
    }

    #[tokio::test]
    async fn refused_method_comes_with_the_allowed_ones() {
        let route = get(make_sync(|_| "")).post(make_sync(|_| ""));
        for method in [Method::GET, Method::HEAD, Method::POST] {
            assert_eq!(answer(&route, method).await, (StatusCode::OK, None));
        }
        let brew = Method::from_bytes(b"BREW").unwrap();
        for method in [Method::PUT, Method::OPTIONS, Method::TRACE, brew] {
            let (status, allow) = answer(&route, method).await;
            assert_eq!(status, StatusCode::METHOD_NOT_ALLOWED);
            assert_eq!(allow.unwrap(), "GET, HEAD, POST");
        }
    }
}
