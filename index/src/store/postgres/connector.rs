//! Making connections: to the host of an address that answers and takes writes.
//!
//! The driver tries hosts in the order of the address and waits for each as long as the first
//! one likes to be silent. Here the host that answered last goes first, each gets its share of
//! the time, and a server that was left behind when a standby was promoted is refused: it may
//! have come back as it was, and take writes that nobody would see.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use deadpool::managed::{Manager, Metrics, RecycleError, RecycleResult};
use deadpool_postgres::ClientWrapper;
use tokio_postgres::config::{LoadBalanceHosts, TargetSessionAttrs};
use tokio_postgres::tls::MakeTlsConnect;
use tokio_postgres::{Client, Config, Connection, SimpleQueryMessage, Socket};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::Address;
use super::connection::failed;
use crate::store::StoreError;

/// Which cluster a server is of, and how often one of it was promoted. Only who takes writes can
/// tell, and some services that speak PostgreSQL's protocol can't.
const HISTORY: &str = "SELECT system_identifier, \
     ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::bigint \
     FROM pg_control_system()";

/// A connection, and the history of its server where that is known.
type Connected = (Client, Connection<Socket, Stream>, Option<History>);

type Stream = <MakeRustlsConnect as MakeTlsConnect<Socket>>::Stream;

/// The history of a server: each promotion begins the next timeline of its cluster.
#[derive(Debug, Clone, PartialEq, Eq)]
struct History {
    cluster: String,
    timeline: i64,
}

impl History {
    /// Whether a server was left behind when one with the other history was promoted.
    fn is_behind(&self, other: &Self) -> bool {
        self.cluster == other.cluster && self.timeline < other.timeline
    }
}

/// A client, and the history of its server where that is known.
pub(super) struct Session {
    client: ClientWrapper,
    history: Option<History>,
}

impl std::ops::Deref for Session {
    type Target = ClientWrapper;

    fn deref(&self) -> &Self::Target {
        &self.client
    }
}

/// Makes connections to an address.
pub(super) struct Connector {
    /// The configuration of each host, and how it is shown.
    hosts: Vec<(Config, String)>,
    tls: MakeRustlsConnect,
    /// What holds on each connection, as SQL.
    settings: String,
    /// How long making a connection may take, all hosts together.
    patience: Duration,
    /// The place of the host that answered last.
    last: AtomicUsize,
    /// The newest history of whom was connected to.
    newest: Mutex<Option<History>>,
}

impl Connector {
    /// Prepares connections to an address, known by `name`, with `settings` on each. Making one
    /// may take as long as `patience`, all hosts together.
    ///
    /// # Errors
    /// [`StoreError::Address`] when the address has certificates that can't be read.
    pub(super) fn new(
        address: &Address,
        name: &str,
        settings: String,
        patience: Duration,
    ) -> Result<Self, StoreError> {
        let mut hosts = address.hosts();
        for (config, _) in &mut hosts {
            config.application_name(name);
        }
        Ok(Self {
            hosts,
            tls: address.tls()?,
            settings,
            patience,
            last: AtomicUsize::new(0),
            newest: Mutex::default(),
        })
    }

    /// A connection to the first host that answers, beginning with the one that did last.
    ///
    /// # Errors
    /// [`StoreError::Interrupted`] when one may answer in a moment, and
    /// [`StoreError::Unavailable`] when none will.
    async fn connect_any(&self) -> Result<Connected, StoreError> {
        let patience = self.patience / u32::try_from(self.hosts.len().max(1)).unwrap_or(1);
        let first = self.first_host()?;
        let (mut reasons, mut may_answer) = (Vec::new(), false);
        for place in (first..self.hosts.len()).chain(0..first) {
            let (config, shown) = &self.hosts[place];
            let connected = tokio::time::timeout(patience, self.connect_to(config, shown)).await;
            let silent = |_| {
                let why = format!("{shown}: it takes too long to connect");
                Err(StoreError::Unavailable(why))
            };
            match connected.unwrap_or_else(silent) {
                Ok(connected) => {
                    self.last.store(place, Ordering::Relaxed);
                    return Ok(connected);
                }
                Err(StoreError::Interrupted(why)) => {
                    may_answer = true;
                    reasons.push(why);
                }
                Err(StoreError::Unavailable(why)) => reasons.push(why),
                Err(other) => return Err(other),
            }
        }
        let reasons = reasons.join("; ");
        Err(if may_answer {
            StoreError::Interrupted(reasons)
        } else {
            StoreError::Unavailable(reasons)
        })
    }

    /// The place of the host that is tried first: any where they share the load.
    fn first_host(&self) -> Result<usize, StoreError> {
        let is_shared = |(config, _): &(Config, String)| {
            config.get_load_balance_hosts() == LoadBalanceHosts::Random
        };
        if self.hosts.first().is_some_and(is_shared) {
            let random = super::new_uuid()?.as_u128() % self.hosts.len() as u128;
            return Ok(usize::try_from(random).unwrap_or_default());
        }
        Ok(self.last.load(Ordering::Relaxed))
    }

    async fn connect_to(&self, config: &Config, shown: &str) -> Result<Connected, StoreError> {
        let failed = |error| failed(shown, &error);
        let (client, mut connection) = config.connect(self.tls.clone()).await.map_err(failed)?;
        let takes_writes = config.get_target_session_attrs() == TargetSessionAttrs::ReadWrite;
        let history = tokio::select! {
            prepared = self.prepare(&client, takes_writes) => prepared.map_err(failed)?,
            // Nothing is sent or received but by whoever polls it.
            ended = &mut connection => {
                let lost = || StoreError::Interrupted(format!("{shown}: the connection was lost"));
                return Err(ended.err().map_or_else(lost, failed));
            }
        };
        if !history.as_ref().is_none_or(|found| self.takes_part(found)) {
            return Err(StoreError::Interrupted(format!(
                "{shown}: this server was left behind when a standby was promoted"
            )));
        }
        Ok((client, connection, history))
    }

    async fn prepare(
        &self,
        client: &Client,
        takes_writes: bool,
    ) -> Result<Option<History>, tokio_postgres::Error> {
        client.batch_execute(&self.settings).await?;
        if !takes_writes {
            return Ok(None);
        }
        let rows = match client.simple_query(HISTORY).await {
            Ok(rows) => rows,
            Err(error) if error.as_db_error().is_some() => return Ok(None),
            Err(error) => return Err(error),
        };
        Ok(rows.iter().find_map(|message| {
            let SimpleQueryMessage::Row(row) = message else {
                return None;
            };
            Some(History {
                cluster: row.get(0)?.to_owned(),
                timeline: row.get(1)?.parse().ok()?,
            })
        }))
    }

    /// Whether a server was not left behind, as far as is known. Remembers the newest history.
    fn takes_part(&self, found: &History) -> bool {
        // Whole whoever panicked: it is put in at once.
        let mut newest = self.newest.lock().unwrap_or_else(PoisonError::into_inner);
        if newest
            .as_ref()
            .is_some_and(|newest| found.is_behind(newest))
        {
            return false;
        }
        *newest = Some(found.clone());
        true
    }

    /// A connection that is none of the pool's, which does nothing unless it is polled.
    ///
    /// # Errors
    /// As of [`Connector::connect_any`].
    pub(super) async fn connect(&self) -> Result<(Client, Connection<Socket, Stream>), StoreError> {
        let (client, connection, _) = self.connect_any().await?;
        Ok((client, connection))
    }
}

/// What a pool makes connections by.
pub(super) struct Pooled(pub(super) Arc<Connector>);

impl Manager for Pooled {
    type Type = Session;
    type Error = StoreError;

    async fn create(&self) -> Result<Session, StoreError> {
        let (client, connection, history) = self.0.connect_any().await?;
        let polled = tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!("a connection to PostgreSQL ended: {error}");
            }
        });
        Ok(Session {
            client: ClientWrapper::new(client, polled),
            history,
        })
    }

    async fn recycle(&self, session: &mut Session, _: &Metrics) -> RecycleResult<StoreError> {
        if session.client.is_closed() {
            return Err(RecycleError::message("it was closed"));
        }
        let takes_part = |history: &History| self.0.takes_part(history);
        if !session.history.as_ref().is_none_or(takes_part) {
            return Err(RecycleError::message("its server was left behind"));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn server_that_was_left_behind_takes_no_part() {
        let address: Address = "postgres://u@localhost/d".parse().unwrap();
        let connector = Connector::new(&address, "test", String::new(), Duration::ZERO).unwrap();
        let server = |cluster: &str, timeline| History {
            cluster: cluster.to_owned(),
            timeline,
        };
        for (found, takes_part) in [
            (server("a", 1), true),
            (server("a", 2), true),
            (server("a", 1), false),
            (server("a", 2), true),
            // A cluster that was upgraded begins anew.
            (server("b", 1), true),
        ] {
            assert_eq!(connector.takes_part(&found), takes_part, "{found:?}");
        }
    }
}
