use std::io::Write as _;
use std::os::unix::net::UnixStream as Blocking;

use anyhow::bail;
use serde::{Deserialize, Serialize};

use super::frame::Kind;
use super::*;
use crate::commands::session::{Local, line};

/// What these tests ask.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
enum Asked {
    Length,
    Bytes(usize),
    Fail,
}

fn perform(asked: Asked, session: &mut dyn Session) -> anyhow::Result<Ending> {
    match asked {
        Asked::Length => {
            let length = std::io::copy(&mut session.input()?, &mut std::io::sink())?;
            line(session, &length.to_string())?;
            Ok(Ending::Incomplete)
        }
        Asked::Bytes(many) => {
            session.large_output(&mut |out| {
                out.write_all(&vec![b'x'; many])?;
                Ok(many as u64)
            })?;
            Ok(Ending::Complete)
        }
        Asked::Fail => bail!("no such thing"),
    }
}

async fn asked(dir: &Path, asked: Asked, mut local: Local) -> anyhow::Result<Option<Ending>> {
    let dir = dir.to_owned();
    let work = tokio::task::spawn_blocking(move || ask(&dir, &asked, &mut local));
    work.await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn files_of_any_size_go_both_ways() {
    let dir = tempfile::tempdir().unwrap();
    let _control = serve(dir.path(), perform).unwrap();
    let (large, out) = (dir.path().join("large"), dir.path().join("out"));
    std::fs::write(&large, vec![b'y'; 5_000_001]).unwrap();
    let mode = std::fs::metadata(dir.path().join(NAME)).unwrap().mode();
    assert_eq!(mode & 0o777, 0o600);

    let ended = asked(dir.path(), Asked::Length, Local::reading(&large)).await;
    assert_eq!(ended.unwrap(), Some(Ending::Incomplete));
    let ended = asked(dir.path(), Asked::Bytes(5_000_001), Local::writing(&out)).await;
    assert_eq!(ended.unwrap(), Some(Ending::Complete));
    assert_eq!(std::fs::metadata(&out).unwrap().len(), 5_000_001);
    assert!(!dir.path().join("out.part").exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_fails_is_told_and_leaves_no_file() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("out");
    assert_eq!(
        asked(dir.path(), Asked::Fail, Local::new()).await.unwrap(),
        None
    );
    let control = serve(dir.path(), perform).unwrap();
    let why = asked(dir.path(), Asked::Fail, Local::writing(&out)).await;
    assert_eq!(why.unwrap_err().to_string(), "no such thing");
    let missing = dir.path().join("missing");
    let why = asked(dir.path(), Asked::Length, Local::reading(&missing)).await;
    assert!(why.unwrap_err().to_string().contains("can't be read"));
    assert!(!out.exists() && !dir.path().join("out.part").exists());
    drop(control);
    assert!(!dir.path().join(NAME).exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn file_that_breaks_off_is_not_taken_up() {
    let dir = tempfile::tempdir().unwrap();
    let _control = serve(dir.path(), perform).unwrap();
    let socket = dir.path().join(NAME);
    let answer = tokio::task::spawn_blocking(move || {
        let mut stream = Blocking::connect(socket).unwrap();
        frame::write_json(&mut stream, Kind::Request, &Asked::Length).unwrap();
        frame::write(&mut stream, Kind::Input, b"half").unwrap();
        stream.shutdown(std::net::Shutdown::Write).unwrap();
        frame::read(&mut stream).unwrap().unwrap()
    });
    let answer = answer.await.unwrap();
    assert_eq!(answer.kind, Kind::Failed);
    assert!(
        answer.text().contains("nothing was changed"),
        "{}",
        answer.text()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn unknown_requests_are_refused() {
    let dir = tempfile::tempdir().unwrap();
    let _control = serve(dir.path(), perform).unwrap();
    for (kind, bytes, answers) in [
        (Kind::Request, &b"\"Later\""[..], Some(Kind::Failed)),
        (Kind::Input, b"{}", None),
    ] {
        let socket = dir.path().join(NAME);
        let answer = tokio::task::spawn_blocking(move || {
            let mut stream = Blocking::connect(socket).unwrap();
            frame::write(&mut stream, kind, bytes).unwrap();
            stream.flush().unwrap();
            frame::read(&mut stream).unwrap()
        });
        let answer = answer.await.unwrap();
        assert_eq!(answer.map(|answer| answer.kind), answers, "{kind:?}");
    }
}
