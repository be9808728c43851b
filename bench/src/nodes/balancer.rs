//! A balancer as simple as they come: each connection goes to the next node.

use std::net::SocketAddr;
use std::sync::Arc;

use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// It ends when it is dropped.
pub(super) struct Balancer {
    address: SocketAddr,
    accepting: JoinHandle<()>,
}

impl Balancer {
    /// Listens in front of these servers of this machine.
    pub(super) async fn before(servers: Vec<SocketAddr>) -> anyhow::Result<Self> {
        anyhow::ensure!(!servers.is_empty(), "a balancer needs a server");
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let servers: Arc<[SocketAddr]> = servers.into();
        let accepting = tokio::spawn(async move {
            let mut next = 0;
            while let Ok((mut client, _)) = listener.accept().await {
                let server = servers[next % servers.len()];
                next += 1;
                tokio::spawn(async move {
                    // Whoever asked sees that the connection ends.
                    if let Ok(mut server) = TcpStream::connect(server).await {
                        let _ = copy_bidirectional(&mut client, &mut server).await;
                    }
                });
            }
        });
        Ok(Self { address, accepting })
    }

    /// Where pages are, with a slash at the end.
    pub(super) fn address(&self) -> String {
        format!("http://{}/", self.address)
    }
}

impl Drop for Balancer {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    use super::*;

    #[tokio::test]
    async fn connections_go_to_servers_in_turn() {
        let mut servers = Vec::new();
        for name in ["a", "b"] {
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            servers.push(listener.local_addr().unwrap());
            tokio::spawn(async move {
                while let Ok((mut client, _)) = listener.accept().await {
                    client.write_all(name.as_bytes()).await.unwrap();
                }
            });
        }
        let balancer = Balancer::before(servers).await.unwrap();
        let mut heard = String::new();
        for _ in 0..4 {
            let mut connection = TcpStream::connect(balancer.address).await.unwrap();
            connection.read_to_string(&mut heard).await.unwrap();
        }
        assert_eq!(heard, "abab");
    }
}
