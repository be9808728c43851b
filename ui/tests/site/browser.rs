//! A browser and a server for it, each on a free port of this machine.

use std::future::Future;

use poem::Server;
use poem::endpoint::BoxEndpoint;
use poem::listener::TcpAcceptor;
use thirtyfour::WebDriver;

pub(crate) use crate::chromium::Setup;
use crate::chromium::visit as sit_down;

/// Serves `endpoint`, and lets `visit` go through it with a browser. The
/// address that it gets has no slash at its end.
pub(crate) async fn with_browser<V, F>(endpoint: BoxEndpoint<'static>, setup: Setup, visit: V)
where
    V: FnOnce(WebDriver, String) -> F,
    F: Future<Output = ()> + Send + 'static,
{
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let site = format!("http://{}", listener.local_addr().unwrap());
    let acceptor = TcpAcceptor::from_tokio(listener).unwrap();
    let server = tokio::spawn(Server::new_with_acceptor(acceptor).run(endpoint));
    sit_down(setup, |browser| visit(browser, site)).await;
    server.abort();
}
