use bronwijzer_graphql::client::Places;
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};
use tokio::time::{advance, pause};

use super::*;

/// What the pipe between the two holds, in bytes.
const PIPE: usize = 1024;

fn connection() -> (Timed<DuplexStream>, DuplexStream) {
    pause();
    let (server, client) = duplex(PIPE);
    let place = Places::new(1, 1).take(None).unwrap();
    (Timed::new(server, place), client)
}

fn timed_out<T: std::fmt::Debug>(result: io::Result<T>) {
    assert_eq!(result.unwrap_err().kind(), io::ErrorKind::TimedOut);
}

#[tokio::test]
async fn a_client_that_sends_nothing_is_cut_off() {
    let (mut server, _client) = connection();
    timed_out(server.read_u8().await);
}

#[tokio::test]
async fn a_request_that_drips_is_cut_off() {
    let (mut server, mut client) = connection();
    let began = Instant::now();
    loop {
        client.write_u8(b'x').await.unwrap();
        if let Err(error) = server.read_u8().await {
            timed_out::<()>(Err(error));
            break;
        }
        advance(Duration::from_secs(1)).await;
        assert!(began.elapsed() < FIRST_REQUEST * 2, "it goes on for ever");
    }
}

#[tokio::test]
async fn an_answer_gives_time_for_the_next_request() {
    let (mut server, mut client) = connection();
    client.write_u8(b'x').await.unwrap();
    server.read_u8().await.unwrap();
    advance(FIRST_REQUEST - Duration::from_secs(1)).await;
    server.write_u8(b'y').await.unwrap();
    advance(NEXT_REQUEST - Duration::from_secs(1)).await;
    client.write_u8(b'x').await.unwrap();
    assert_eq!(server.read_u8().await.unwrap(), b'x');
    timed_out(server.read_u8().await);
}

#[tokio::test]
async fn a_client_that_takes_nothing_is_cut_off() {
    let (mut server, _client) = connection();
    timed_out(server.write_all(&[0; PIPE * 4]).await);
}

#[tokio::test]
async fn a_client_that_takes_too_little_is_cut_off() {
    let (mut server, mut client) = connection();
    let reads = async {
        let mut byte = [0; 1];
        while client.read_exact(&mut byte).await.is_ok() {
            tokio::time::sleep(STALLED / 2).await;
        }
    };
    let writes = async {
        let written = server.write_all(&[0; PIPE * 1024]).await;
        drop(server);
        written
    };
    let (written, ()) = tokio::join!(writes, reads);
    timed_out(written);
}

#[tokio::test]
async fn a_slow_client_that_takes_enough_is_served() {
    let (mut server, mut client) = connection();
    let reads = async {
        let mut some = [0; PIPE];
        let mut taken = 0;
        while taken < PIPE * 100 {
            taken += client.read(&mut some).await.unwrap();
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    };
    let (written, ()) = tokio::join!(async { server.write_all(&[0; PIPE * 100]).await }, reads);
    written.unwrap();
}
