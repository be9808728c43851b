//! Several servers on one store: locks and the lead with their fencing tokens, and how a server
//! learns of what others write.
//!
//! Locks are advisory locks of a connection: they end with it, whatever becomes of the process.
//! One that was paused, or cut off, may not notice. So each lock comes with a number that the next
//! holder makes larger, and a write looks at it in its own transaction.

use std::future::poll_fn;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::sync::watch;
use tokio_postgres::AsyncMessage;

use super::connection::{Connection, Database, Transaction, params};
use super::{PostgresStore, keys, no_state, number_of};
use crate::store::StoreError;
use crate::store::sharing::{Lead, Part, Position, Sharing, WriteLock, Writer};

/// How long an answer takes at most once a lock is had.
const ANSWERS_WITHIN: Duration = Duration::from_secs(30);

/// Waits so long for a lock from now on, and then as always.
const SET_WAIT: &str = "SELECT set_config('lock_timeout', $1, false), \
     set_config('statement_timeout', $2, false)";
const RESET_WAIT: &str = "SELECT set_config('lock_timeout', '2min', false), \
     set_config('statement_timeout', '10min', false)";

/// The first half of the keys of our advisory locks: `bron` in ASCII.
const LOCKS: i32 = 0x6272_6f6e;

/// After how many seconds without a word the one that leads is taken to hang.
const HANGS_AFTER: i32 = 8;

/// How long is waited before the connection that listens for writes is made anew.
const LISTEN_AGAIN: Duration = Duration::from_secs(1);

impl Part {
    /// Its row in `fences`.
    fn name(self) -> &'static str {
        match self {
            Self::Records => "records",
            Self::Documents => "documents",
        }
    }

    /// How long is waited until nobody else writes: a judgement of everything takes minutes, and
    /// a member does not wait that long.
    fn patience(self) -> Duration {
        match self {
            Self::Records => Duration::from_secs(30 * 60),
            Self::Documents => Duration::from_secs(10),
        }
    }

    /// The second half of the key of its lock.
    fn key(self) -> i32 {
        match self {
            Self::Records => 1,
            Self::Documents => 2,
        }
    }
}

/// Ends all connections of the process that leads and was not heard of for so many seconds: with
/// them what it has locked. `pid` in `leader` counts while it has the lock of the lead alone.
const END_WHO_HANGS: &str = "SELECT pg_terminate_backend(other.pid) FROM leader l \
     JOIN pg_locks k ON k.pid = l.pid AND k.locktype = 'advisory' AND k.granted \
     AND k.classid = $2::integer::oid AND k.objid = 3::oid AND k.objsubid = 2 \
     JOIN pg_stat_activity held ON held.pid = l.pid \
     JOIN pg_stat_activity other ON other.application_name = held.application_name \
     AND other.datname = held.datname \
     WHERE held.datname = current_database() \
     AND l.seen_at < now() - make_interval(secs => $1::integer)";

/// The row of the lead in `fences`, and the second half of the key of its lock.
const LEAD: (&str, i32) = ("lead", 3);

/// The fencing tokens of what this process holds; 0 of what it does not.
#[derive(Debug, Default)]
pub(super) struct Fences {
    records: Tokens,
    documents: Tokens,
    lead: AtomicI64,
}

/// What a write of a part has to hold still.
#[derive(Debug, Default)]
struct Tokens {
    part: AtomicI64,
    /// Where it is made by jobs.
    lead: AtomicI64,
}

impl Tokens {
    fn hold(&self, part: i64, lead: i64) {
        self.part.store(part, Ordering::Release);
        self.lead.store(lead, Ordering::Release);
    }
}

impl Fences {
    fn of(&self, part: Part) -> &Tokens {
        match part {
            Part::Records => &self.records,
            Part::Documents => &self.documents,
        }
    }

    /// Refuses a write of who lost the right to it. Nobody gets it before the transaction ends.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when it was lost.
    pub(super) fn check(
        &self,
        transaction: &mut Transaction,
        part: Part,
    ) -> Result<(), StoreError> {
        let tokens = self.of(part);
        let held = [
            (part.name(), tokens.part.load(Ordering::Acquire)),
            (LEAD.0, tokens.lead.load(Ordering::Acquire)),
        ];
        if held.iter().all(|(_, epoch)| *epoch == 0) {
            return Ok(());
        }
        let rows = transaction.query(
            "SELECT part, epoch FROM fences WHERE part = $1 OR part = 'lead' FOR SHARE",
            params![part.name()],
        )?;
        for row in &rows {
            let (name, epoch): (&str, i64) = (row.get(0), row.get(1));
            let is_lost = |(of, held): &(&str, i64)| *of == name && *held != 0 && *held != epoch;
            if held.iter().any(is_lost) {
                return Err(StoreError::Unavailable(
                    "another server took over what this one was writing".to_owned(),
                ));
            }
        }
        Ok(())
    }
}

/// Takes an advisory lock by a statement that gives whether it was had, and then the next fencing
/// token. `None` where another has the lock.
fn locked(
    mut connection: Connection,
    sql: &'static str,
    (name, key): (&'static str, i32),
) -> Result<Result<(Connection, i64), Connection>, StoreError> {
    let taken = |connection: &mut Connection| -> Result<Option<i64>, StoreError> {
        let had = connection.query(sql, params![LOCKS, key])?;
        if !had.first().is_some_and(|row| row.get(0)) {
            return Ok(None);
        }
        let epoch = connection.query(
            "UPDATE fences SET epoch = epoch + 1 WHERE part = $1 RETURNING epoch",
            params![name],
        )?;
        let epoch = epoch.first().ok_or_else(no_state)?.get(0);
        Ok(Some(epoch))
    };
    match taken(&mut connection) {
        Ok(Some(epoch)) => Ok(Ok((connection, epoch))),
        Ok(None) => Ok(Err(connection)),
        Err(error) => {
            // Nobody may get it from the pool with the lock.
            connection.close();
            Err(error)
        }
    }
}

/// A lock that is held on a connection.
struct OnConnection {
    connection: Mutex<Option<Connection>>,
    key: i32,
}

impl OnConnection {
    fn new(connection: Connection, key: i32) -> Self {
        Self {
            connection: Mutex::new(Some(connection)),
            key,
        }
    }

    fn taken(&mut self) -> Option<Connection> {
        let connection = self.connection.get_mut();
        connection.unwrap_or_else(PoisonError::into_inner).take()
    }
}

impl Drop for OnConnection {
    fn drop(&mut self) {
        let key = self.key;
        if let Some(mut connection) = self.taken() {
            connection.only_glances();
            let unlocked =
                connection.query("SELECT pg_advisory_unlock($1, $2)", params![LOCKS, key]);
            if unlocked.is_err() {
                // The lock ends with the connection.
                connection.close();
            }
        }
    }
}

/// The right to write to a part.
struct PartLock {
    fences: Arc<Fences>,
    part: Part,
    /// Let go of last.
    _lock: OnConnection,
}

impl Drop for PartLock {
    fn drop(&mut self) {
        self.fences.of(self.part).hold(0, 0);
    }
}

/// The lead of this process.
struct Leader {
    fences: Arc<Fences>,
    epoch: i64,
    lock: OnConnection,
}

impl Lead for Leader {
    fn epoch(&self) -> u64 {
        self.epoch.unsigned_abs()
    }

    fn is_held(&self) -> bool {
        let connection = self.lock.connection.lock();
        let mut connection = connection.unwrap_or_else(PoisonError::into_inner);
        let Some(connection) = connection.as_mut() else {
            return false;
        };
        let seen = connection.query(
            "UPDATE leader SET seen_at = now() WHERE pid = pg_backend_pid() RETURNING 1",
            params![],
        );
        seen.is_ok_and(|rows| rows.len() == 1)
    }
}

impl Drop for Leader {
    fn drop(&mut self) {
        self.fences.lead.store(0, Ordering::Release);
    }
}

/// Tells of writes that were made by whoever, as PostgreSQL notifies.
pub(super) struct Listener(watch::Receiver<u64>);

impl Listener {
    /// Begins to listen, on a connection of its own that is made anew when it is lost.
    fn start(database: &Database) -> Result<Self, StoreError> {
        let (notify, notified) = watch::channel(0);
        let connector = database.connector();
        database.spawn(async move {
            while !notify.is_closed() {
                let Ok((client, mut connection)) = connector.connect().await else {
                    tokio::time::sleep(LISTEN_AGAIN).await;
                    continue;
                };
                let listens = async { client.batch_execute("LISTEN written").await.map_err(Some) };
                let forwards = async {
                    while let Some(Ok(message)) =
                        poll_fn(|context| connection.poll_message(context)).await
                    {
                        if matches!(message, AsyncMessage::Notification(_)) {
                            notify.send_modify(|count| *count += 1);
                        }
                    }
                    // The connection has ended.
                    Err::<(), _>(None)
                };
                if let Err(Some(error)) = tokio::try_join!(listens, forwards) {
                    tracing::debug!(
                        "no notice of writes of others, who are asked instead: {error}"
                    );
                }
                // Something may have been written meanwhile.
                notify.send_modify(|count| *count += 1);
                tokio::time::sleep(LISTEN_AGAIN).await;
            }
        })?;
        Ok(Self(notified))
    }
}

/// What of a store several servers need.
#[derive(Default)]
pub(super) struct Shared {
    pub(super) fences: Arc<Fences>,
    listener: OnceLock<Listener>,
}

impl PostgresStore {
    fn listener(&self) -> Result<&Listener, StoreError> {
        if let Some(listener) = self.shared.listener.get() {
            return Ok(listener);
        }
        let listener = Listener::start(&self.database)?;
        Ok(self.shared.listener.get_or_init(|| listener))
    }
}

/// Counts one more write of a report, of what is known of accounts, or of snapshots.
pub(super) fn count_report(transaction: &mut Transaction) -> Result<(), StoreError> {
    transaction.query("UPDATE report_state SET number = number + 1", params![])?;
    transaction.query("SELECT pg_notify('written', 'reports')", params![])?;
    Ok(())
}

impl Sharing for PostgresStore {
    fn position(&self) -> Result<Position, StoreError> {
        let row = self.database.glance(
            "SELECT (SELECT number FROM state), (SELECT number FROM document_state), \
             r.number, r.shown FROM report_state r",
        )?;
        let row = row.ok_or_else(no_state)?;
        let number = |at: usize| {
            let number: Option<i64> = row.get(at);
            number.ok_or_else(no_state).and_then(number_of)
        };
        Ok(Position {
            records: number(0)?,
            documents: number(1)?,
            reports: number(2)?,
            progress: number(3)?,
        })
    }

    fn wait_for_write(&self, seen: Position, at_most: Duration) -> Result<Position, StoreError> {
        let mut notified = self.listener()?.0.clone();
        notified.mark_unchanged();
        let position = self.position()?;
        if position != seen {
            return Ok(position);
        }
        self.database.wait(async move {
            // Whoever listens may have to begin anew: then the time decides.
            let _ = tokio::time::timeout(at_most, notified.changed()).await;
        })?;
        self.position()
    }

    fn lock(&self, part: Part, writer: Writer) -> Result<WriteLock<'_>, StoreError> {
        let lock = (part.name(), part.key());
        // It gives a row once it has the lock.
        let sql = "SELECT pg_advisory_lock($1, $2)::text IS NOT NULL";
        let taken = self.database.retrying(|mut connection, _| {
            let patience = part.patience();
            connection.wait_at_most(patience + ANSWERS_WITHIN);
            let wait = format!("{}ms", patience.as_millis());
            connection.query(SET_WAIT, params![wait.clone(), wait])?;
            locked(connection, sql, lock)
        })?;
        let Ok((mut connection, epoch)) = taken else {
            return Err(no_state());
        };
        if let Err(error) = connection.query(RESET_WAIT, params![]) {
            connection.close();
            return Err(error);
        }
        let fences = Arc::clone(&self.shared.fences);
        let lead = match writer {
            Writer::Jobs => fences.lead.load(Ordering::Acquire),
            Writer::Members => 0,
        };
        fences.of(part).hold(epoch, lead);
        Ok(WriteLock::held(PartLock {
            fences,
            part,
            _lock: OnConnection::new(connection, part.key()),
        }))
    }

    fn lead(&self) -> Result<Option<Box<dyn Lead>>, StoreError> {
        let sql = "SELECT pg_try_advisory_lock($1, $2)";
        let taken = self
            .database
            .retrying(|connection, _| locked(connection, sql, LEAD))?;
        let (mut connection, epoch) = match taken {
            Ok(taken) => taken,
            Err(mut connection) => {
                // One that hangs keeps its connection, and with it the lock. The next try has it.
                connection.query(END_WHO_HANGS, params![HANGS_AFTER, LOCKS])?;
                return Ok(None);
            }
        };
        connection.only_glances();
        let noted = connection.query(
            "UPDATE leader SET pid = pg_backend_pid(), seen_at = now()",
            params![],
        );
        let lock = OnConnection::new(connection, LEAD.1);
        noted?;
        let fences = Arc::clone(&self.shared.fences);
        fences.lead.store(epoch, Ordering::Release);
        Ok(Some(Box::new(Leader {
            fences,
            epoch,
            lock,
        })))
    }

    fn acts(
        &self,
        member: &str,
        what: &str,
        now: DateTime<Utc>,
    ) -> Result<Vec<DateTime<Utc>>, StoreError> {
        let rows = self.database.read(
            "SELECT at FROM member_acts WHERE member = $1 AND what = $2 \
             AND at > $3::timestamptz - interval '1 hour' ORDER BY at",
            || params![keys::stored(member), what.to_owned(), now],
        )?;
        Ok(rows.iter().map(|row| row.get(0)).collect())
    }

    fn note_act(&self, member: &str, what: &str, at: DateTime<Utc>) -> Result<(), StoreError> {
        // Made twice where an answer got lost, it would count twice: it is not tried again.
        let mut connection = self.database.connection()?;
        connection.query(
            "WITH old AS (DELETE FROM member_acts WHERE at < $3::timestamptz - interval '1 hour') \
             INSERT INTO member_acts (member, what, at) VALUES ($1, $2, $3)",
            params![keys::stored(member), what.to_owned(), at],
        )?;
        Ok(())
    }

    fn show_progress(&self, progress: Option<&str>) -> Result<(), StoreError> {
        let progress = progress.map(str::to_owned);
        self.database.transact(|transaction, _| {
            transaction.query(
                "UPDATE report_state SET shown = shown + 1, progress = $1::text::json",
                params![progress.clone()],
            )?;
            transaction.query("SELECT pg_notify('written', 'progress')", params![])?;
            Ok(())
        })
    }

    fn progress(&self) -> Result<Option<String>, StoreError> {
        let row = self
            .database
            .read_one("SELECT progress::text FROM report_state", Vec::new)?;
        Ok(row.and_then(|row| row.get(0)))
    }
}
