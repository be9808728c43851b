//! Connections and clients within bounds: who holds too many or asks too much, and everybody
//! else.

use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::place::{Place, Server};

/// So long something is waited for that has to come: far longer than any machine needs.
const PATIENCE: Duration = Duration::from_secs(120);

/// The close code of a websocket on which nobody says what they want, as it is on the wire.
const INITIALISATION_TIMEOUT: [u8; 2] = 4408_u16.to_be_bytes();

fn place() -> Place {
    let mut place = Place::with_config("listen = \"127.0.0.1:0\"\norganisations_list = \"off\"\n");
    place.set_token(None);
    place
}

async fn connected(server: &Server) -> TcpStream {
    let address = server.address().strip_prefix("http://").unwrap();
    TcpStream::connect(address).await.unwrap()
}

/// What comes back of a request for `/health/live` over a connection of its own.
async fn answer(server: &Server) -> String {
    let mut connection = connected(server).await;
    let request = "GET /health/live HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
    connection.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    connection.read_to_end(&mut answer).await.unwrap();
    String::from_utf8(answer).unwrap()
}

/// Holds `number` idle connections, sees that another one is told to come back, lets them go,
/// and waits until there is a place again.
async fn takes_all_places(server: &Server, number: usize) {
    let mut idle = Vec::new();
    for _ in 0..number {
        idle.push(connected(server).await);
    }
    let refused = answer(server).await;
    assert!(refused.starts_with("HTTP/1.1 503"), "{refused}");
    assert!(refused.contains("retry-after: "), "{refused}");
    drop(idle);
    tokio::time::timeout(PATIENCE, async {
        while !answer(server).await.starts_with("HTTP/1.1 200") {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    })
    .await
    .unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn connections_are_bounded_in_all_and_for_each_client() {
    let place = place();
    let server = place.serve(&["--max-connections", "8"]);
    takes_all_places(&server, 8).await;
    drop(server);
    let server = place.serve(&["--max-connections", "8", "--trusted-proxies", "none"]);
    takes_all_places(&server, 2).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_asks_too_much_is_told_when_to_come_back() {
    let place = place();
    let server = place.serve(&["--rate-limit", "20"]);
    let client = reqwest::Client::new();
    let asked = async |from: &str, path: &str| {
        let request = client.get(format!("{}{path}", server.address()));
        request
            .header("x-forwarded-for", from)
            .send()
            .await
            .unwrap()
    };
    let mut refused = None;
    for _ in 0..100 {
        let answer = asked("192.0.2.1", "/api/v1/repositories?first=1").await;
        if answer.status() == 429 {
            refused = Some(answer);
            break;
        }
        assert_eq!(answer.status(), 200);
    }
    let refused = refused.expect("asks as much as it likes");
    assert!(refused.headers().contains_key("retry-after"));
    assert_eq!(
        refused.headers()["content-type"],
        "application/problem+json"
    );
    assert_eq!(refused.headers()["x-content-type-options"], "nosniff");
    assert_eq!(asked("192.0.2.1", "/").await.status(), 429);
    assert_eq!(asked("192.0.2.1", "/health/live").await.status(), 200);
    assert_eq!(asked("192.0.2.2", "/").await.status(), 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_websocket_on_which_nobody_asks_is_closed() {
    let place = place();
    let server = place.serve(&[]);
    let mut socket = connected(&server).await;
    let request = "GET /graphql/ws HTTP/1.1\r\nhost: localhost\r\nconnection: upgrade\r\n\
         upgrade: websocket\r\nsec-websocket-version: 13\r\n\
         sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\
         sec-websocket-protocol: graphql-transport-ws\r\n\r\n";
    socket.write_all(request.as_bytes()).await.unwrap();
    let mut came = Vec::new();
    tokio::time::timeout(PATIENCE, socket.read_to_end(&mut came))
        .await
        .unwrap()
        .unwrap();
    assert!(came.starts_with(b"HTTP/1.1 101"));
    let closed = came.windows(2).any(|bytes| bytes == INITIALISATION_TIMEOUT);
    assert!(closed, "{}", String::from_utf8_lossy(&came));
}
