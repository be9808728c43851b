//! A TCP proxy on this machine that cuts or silences what goes through it.

use std::net::SocketAddr;

use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// What happens to connections.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Line {
    /// They go through.
    Open,
    /// They are closed, and new ones too.
    Cut,
    /// Nothing comes through, and nobody is told.
    Silent,
}

/// A proxy in front of a server; it ends when it is dropped.
pub(crate) struct Proxy {
    address: SocketAddr,
    line: watch::Sender<Line>,
}

impl Proxy {
    /// Listens in front of a port of this machine.
    pub(crate) async fn before(port: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (line, watched) = watch::channel(Line::Open);
        tokio::spawn(async move {
            let mut ends = watched.clone();
            loop {
                let client = tokio::select! {
                    accepted = listener.accept() => accepted.unwrap().0,
                    // The proxy was dropped.
                    Err(_) = ends.wait_for(|_| false) => return,
                };
                tokio::spawn(carry(client, port, watched.clone()));
            }
        });
        Self { address, line }
    }

    pub(crate) fn port(&self) -> u16 {
        self.address.port()
    }

    pub(crate) fn set(&self, line: Line) {
        self.line.send_replace(line);
    }
}

/// Carries what goes both ways, as long as the line is open.
async fn carry(mut client: TcpStream, port: u16, mut line: watch::Receiver<Line>) {
    if *line.borrow() == Line::Cut {
        return;
    }
    let Ok(mut server) = TcpStream::connect(("127.0.0.1", port)).await else {
        return;
    };
    loop {
        let now = *line.borrow_and_update();
        match now {
            Line::Open => tokio::select! {
                _ = copy_bidirectional(&mut client, &mut server) => return,
                changed = line.changed() => if changed.is_err() { return },
            },
            Line::Cut => return,
            Line::Silent => {
                if line.changed().await.is_err() {
                    return;
                }
            }
        }
    }
}
