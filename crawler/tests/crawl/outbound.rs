//! Addresses that come from data lead to the public internet alone, whatever a resolver or a
//! server answers meanwhile.

use std::future::Future;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use bronwijzer_crawler::outbound::{InternalNetworks, Lookup, Outbound, OutboundError};
use reqwest::{Method, StatusCode};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use url::Url;

const PATIENCE: Duration = Duration::from_secs(60);

/// A resolver that answers each time with the next of these addresses, and then with the last.
struct Changing {
    answers: Vec<Vec<IpAddr>>,
    asked: Arc<AtomicUsize>,
}

impl Changing {
    fn new(answers: &[&[&str]]) -> (Self, Arc<AtomicUsize>) {
        let asked = Arc::new(AtomicUsize::new(0));
        let parse = |answer: &&[&str]| answer.iter().map(|ip| ip.parse().unwrap()).collect();
        let answers = answers.iter().map(parse).collect();
        let lookup = Self {
            answers,
            asked: Arc::clone(&asked),
        };
        (lookup, asked)
    }
}

impl Lookup for Changing {
    fn addresses<'a>(
        &'a self,
        _: &'a str,
    ) -> Pin<Box<dyn Future<Output = io::Result<Vec<IpAddr>>> + Send + 'a>> {
        let time = self.asked.fetch_add(1, Ordering::SeqCst);
        let answer = self.answers[time.min(self.answers.len() - 1)].clone();
        Box::pin(async move { Ok(answer) })
    }
}

/// A server that answers everything with `answer`, and counts who knocks.
async fn server(at: SocketAddr, answer: String) -> (SocketAddr, Arc<AtomicUsize>) {
    let listener = TcpListener::bind(at).await.unwrap();
    let address = listener.local_addr().unwrap();
    let knocks = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&knocks);
    tokio::spawn(async move {
        loop {
            let (mut socket, _) = listener.accept().await.unwrap();
            counted.fetch_add(1, Ordering::SeqCst);
            let answer = answer.clone();
            tokio::spawn(async move {
                let _ = socket.read(&mut [0; 4096]).await;
                let _ = socket.write_all(answer.as_bytes()).await;
            });
        }
    });
    (address, knocks)
}

fn redirect(to: &str) -> String {
    format!("HTTP/1.1 302 Found\r\nlocation: {to}\r\ncontent-length: 0\r\n\r\n")
}

fn body(text: &str) -> String {
    format!(
        "HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{text}",
        text.len()
    )
}

/// One address of this machine stands for the public internet, and the others for what is inside.
fn open() -> InternalNetworks {
    InternalNetworks::from_text("127.0.0.2").unwrap()
}

fn any_port(host: &str) -> SocketAddr {
    format!("{host}:0").parse().unwrap()
}

#[tokio::test]
async fn name_that_changes_its_address_leads_nowhere_inside() {
    let port = {
        let free = TcpListener::bind("127.0.0.1:0").await.unwrap();
        free.local_addr().unwrap().port()
    };
    let again = format!("http://rebinding.example:{port}/again");
    let outside = format!("127.0.0.2:{port}").parse().unwrap();
    let inside = format!("127.0.0.1:{port}").parse().unwrap();
    let (_, knocks_outside) = server(outside, redirect(&again)).await;
    let (_, knocks_inside) = server(inside, body("secret")).await;
    let (lookup, asked) = Changing::new(&[&["127.0.0.2"], &["127.0.0.1"]]);
    let outbound = Outbound::resolving_by(lookup, open(), PATIENCE).unwrap();
    let url: Url = format!("http://rebinding.example:{port}/").parse().unwrap();
    let answer = outbound.ask(Method::GET, &url, 100).await;
    assert!(matches!(answer, Err(OutboundError::Internal)), "{answer:?}");
    assert_eq!(asked.load(Ordering::SeqCst), 2);
    assert_eq!(knocks_outside.load(Ordering::SeqCst), 1);
    assert_eq!(knocks_inside.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn addresses_inside_are_left_out_of_what_a_name_has() {
    let (address, knocks) = server(any_port("127.0.0.2"), body("fine")).await;
    let url: Url = format!("http://mixed.example:{}/", address.port())
        .parse()
        .unwrap();
    let (lookup, _) = Changing::new(&[&["127.0.0.1", "169.254.169.254", "127.0.0.2"]]);
    let outbound = Outbound::resolving_by(lookup, open(), PATIENCE).unwrap();
    let answer = outbound.ask(Method::GET, &url, 100).await.unwrap();
    assert_eq!(
        (answer.status, answer.start),
        (StatusCode::OK, b"fine".to_vec())
    );
    assert_eq!(knocks.load(Ordering::SeqCst), 1);
    let (lookup, _) = Changing::new(&[&["10.0.0.1", "fd00::1"]]);
    let outbound = Outbound::resolving_by(lookup, open(), PATIENCE).unwrap();
    let answer = outbound.ask(Method::GET, &url, 100).await;
    assert!(matches!(answer, Err(OutboundError::Internal)), "{answer:?}");
}

#[tokio::test]
async fn redirects_never_lead_inside_in_any_form() {
    let (inside, knocks) = server(any_port("127.0.0.1"), body("secret")).await;
    let port = inside.port();
    for target in [
        format!("http://127.0.0.1:{port}/"),
        format!("http://2130706433:{port}/"),
        format!("http://0x7f.1:{port}/"),
        format!("http://[::ffff:127.0.0.1]:{port}/"),
        "http://169.254.169.254/latest/meta-data/".to_owned(),
    ] {
        let (outside, _) = server(any_port("127.0.0.2"), redirect(&target)).await;
        let (lookup, _) = Changing::new(&[&["127.0.0.2"]]);
        let outbound = Outbound::resolving_by(lookup, open(), PATIENCE).unwrap();
        let url: Url = format!("http://outside.example:{}/", outside.port())
            .parse()
            .unwrap();
        let answer = outbound.ask(Method::GET, &url, 100).await;
        assert!(
            matches!(answer, Err(OutboundError::Internal)),
            "{target}: {answer:?}"
        );
        // And asked for it directly.
        let answer = outbound.status(&target.parse().unwrap()).await;
        assert!(
            matches!(answer, Err(OutboundError::Internal)),
            "{target}: {answer:?}"
        );
    }
    assert_eq!(knocks.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn no_more_is_read_than_there_is_room_for() {
    // A body without an end, and one that would grow if it were unpacked.
    let endless = format!("HTTP/1.1 200 OK\r\n\r\n{}", "x".repeat(100_000));
    let packed =
        "HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 4\r\n\r\nPK\u{1}\u{2}";
    for (answer, expected) in [(endless, 11), (packed.to_owned(), 4)] {
        let (address, _) = server(any_port("127.0.0.2"), answer).await;
        let outbound = Outbound::new(open(), PATIENCE).unwrap();
        let url: Url = format!("http://{address}/").parse().unwrap();
        let answer = outbound.ask(Method::GET, &url, 10).await.unwrap();
        assert_eq!(answer.start.len(), expected);
    }
}
