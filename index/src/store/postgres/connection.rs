//! Connections to PostgreSQL, for callers that block.
//!
//! The driver is asynchronous, and a store is called from any thread, those that drive other
//! asynchronous work too. So connections live on a small runtime of the store's own, and who
//! asks waits for the answer as for any other channel.

use std::fmt;
use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, mpsc};
use std::time::{Duration, Instant};

use backon::{BlockingRetryable, ExponentialBuilder};
use deadpool::Runtime;
use deadpool::managed::{self, PoolError, TimeoutType};
use tokio::runtime;
use tokio_postgres::error::SqlState;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Error, Row, SimpleQueryMessage};

use super::Address;
use super::connector::{Connector, Pooled};
use super::replica::{Floor, Reached};
use crate::store::StoreError;

type Pool = managed::Pool<Pooled>;
type Object = managed::Object<Pooled>;

/// Connections at the same time.
pub(super) const MOST_CONNECTIONS: usize = 8;

/// How long is waited for what.
#[derive(Debug, Clone, Copy)]
pub(super) struct Patience {
    /// For a connection that is made, all hosts of the address together.
    pub(super) connect: Duration,
    /// For one of the pool, while all are in use.
    pub(super) pool: Duration,
    /// For what is read: a page of a table at most.
    pub(super) answer: Duration,
}

/// How long is waited for the database itself.
const PATIENCE: Patience = Patience {
    connect: Duration::from_secs(10),
    pool: Duration::from_secs(10),
    answer: Duration::from_secs(30),
};

/// How long an answer may take: somewhat longer than the server lets a statement run.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(11 * 60);

/// How long the answer to who looks whether there is one may take.
const GLANCE_TIMEOUT: Duration = Duration::from_secs(5);

/// For how long the database may be out of reach, as while it starts again, before calls are
/// refused at once.
const BRIEF: Duration = Duration::from_secs(4);

/// How long after the last try one is let through again.
const TRIED_AGAIN: Duration = Duration::from_secs(1);

/// How often an interrupted call is tried again, and how long between two tries.
const TRIES: usize = 8;
const FIRST_PAUSE: Duration = Duration::from_millis(50);
const LONGEST_PAUSE: Duration = Duration::from_secs(2);

/// What holds on each connection. A statement may drop a whole catalogue, or read one.
///
/// The server notices within half a minute that this machine is gone, and lets go of its locks. It
/// compiles no statement: each takes milliseconds, and compiling one takes hundreds of them.
const SETTINGS: &str = "SET jit = off; SET statement_timeout = '10min'; SET lock_timeout = '2min'; \
     SET idle_in_transaction_session_timeout = '1min'; SET client_min_messages = warning; \
     SET tcp_keepalives_idle = 15; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3; \
     SET tcp_user_timeout = 30000";

/// A value that goes with a statement.
pub(super) type Param = Box<dyn ToSql + Sync + Send>;

/// The values of a statement.
macro_rules! params {
    ($($value:expr),* $(,)?) => {
        vec![$(Box::new($value) as $crate::store::postgres::connection::Param),*]
    };
}
pub(super) use params;

/// Connections to one database.
#[derive(Clone)]
pub(super) struct Database {
    shared: Arc<Shared>,
}

struct Shared {
    pool: Pool,
    connector: Arc<Connector>,
    /// Taken when this is dropped.
    runtime: Option<runtime::Runtime>,
    shown: String,
    patience: Patience,
    /// How far it was seen to be written, where a replica has to have got there.
    floor: OnceLock<Arc<Floor>>,
    /// Whether the database is out of reach.
    outage: Mutex<Option<Outage>>,
}

/// That the database can't be reached.
#[derive(Debug, Clone, Copy)]
struct Outage {
    since: Instant,
    /// When it was last tried.
    tried: Instant,
}

impl Drop for Shared {
    fn drop(&mut self) {
        self.pool.close();
        if let Some(runtime) = self.runtime.take() {
            // To wait for it is not allowed where the last one who has the store is asynchronous.
            runtime.shutdown_background();
        }
    }
}

impl Database {
    /// Prepares connections to a database, with what is in `schema` in front; none is made yet.
    ///
    /// # Errors
    /// [`StoreError::Address`] when the address has certificates that can't be read, and
    /// [`StoreError::Failed`] when no thread can be started.
    pub(super) fn new(address: &Address, schema: &str) -> Result<Self, StoreError> {
        Self::with_patience(address, schema, PATIENCE)
    }

    /// The same, waiting so long for what.
    ///
    /// # Errors
    /// As of [`Database::new`].
    pub(super) fn with_patience(
        address: &Address,
        schema: &str,
        patience: Patience,
    ) -> Result<Self, StoreError> {
        // By which all connections of one process are known.
        let name = format!("bronwijzer {}", super::new_uuid()?);
        let settings = format!("{SETTINGS}; SET search_path = \"{schema}\"");
        let connector = Connector::new(address, &name, settings, patience.connect)?;
        let connector = Arc::new(connector);
        let pool = Pool::builder(Pooled(Arc::clone(&connector)))
            .max_size(MOST_CONNECTIONS)
            .runtime(Runtime::Tokio1)
            .wait_timeout(Some(patience.pool))
            .build()
            .map_err(|error| StoreError::Failed(error.to_string()))?;
        let runtime = runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name("bronwijzer-postgres")
            .enable_all()
            .build()
            .map_err(|error| StoreError::Failed(error.to_string()))?;
        Ok(Self {
            shared: Arc::new(Shared {
                pool,
                connector,
                runtime: Some(runtime),
                shown: address.to_string(),
                patience,
                floor: OnceLock::new(),
                outage: Mutex::new(None),
            }),
        })
    }

    /// Waits for what a future makes of it.
    pub(super) fn wait<T: Send + 'static>(
        &self,
        work: impl Future<Output = T> + Send + 'static,
    ) -> Result<T, StoreError> {
        let stopped = || StoreError::Failed("the threads of the store have stopped".to_owned());
        let runtime = self.shared.runtime.as_ref().ok_or_else(stopped)?;
        let (send, receive) = mpsc::sync_channel(1);
        runtime.spawn(async move {
            // Nobody waits any more when this fails.
            let _ = send.send(work.await);
        });
        receive.recv().map_err(|_| stopped())
    }

    /// Does something beside all others, until the store is closed.
    ///
    /// # Errors
    /// When the store is being closed.
    pub(super) fn spawn(
        &self,
        work: impl Future<Output = ()> + Send + 'static,
    ) -> Result<(), StoreError> {
        let stopped = || StoreError::Failed("the threads of the store have stopped".to_owned());
        let runtime = self.shared.runtime.as_ref().ok_or_else(stopped)?;
        runtime.spawn(work);
        Ok(())
    }

    fn outage(&self) -> MutexGuard<'_, Option<Outage>> {
        // Whole whoever panicked: it is put in at once.
        let outage = self.shared.outage.lock();
        outage.unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes whether the database answers.
    fn note(&self, answers: bool, waited: Duration) {
        let mut outage = self.outage();
        let now = Instant::now();
        *outage = (!answers).then(|| Outage {
            since: outage.map_or_else(|| now.checked_sub(waited).unwrap_or(now), |one| one.since),
            tried: now,
        });
    }

    /// Refuses at once while the database is known to be out of reach, so that nobody waits for
    /// it in vain. One who asks is let through each second, to see whether it is back: gives back
    /// whether it is that one.
    fn refuse_in_outage(&self) -> Result<bool, StoreError> {
        let mut outage = self.outage();
        let Some(known) = outage.as_mut() else {
            return Ok(false);
        };
        let is_out = known.since.elapsed() >= BRIEF;
        if is_out && known.tried.elapsed() < TRIED_AGAIN {
            let shown = self.shown();
            return Err(StoreError::Unavailable(format!(
                "{shown}: it can't be reached"
            )));
        }
        known.tried = Instant::now();
        Ok(is_out)
    }

    /// A connection, as soon as one is free.
    ///
    /// # Errors
    /// [`StoreError::Interrupted`] when none can be made, as while a server starts again, and
    /// [`StoreError::Unavailable`] when none is free for long or nobody may have one.
    pub(super) fn connection(&self) -> Result<Connection, StoreError> {
        let pool = self.shared.pool.clone();
        let began = Instant::now();
        let object = self.wait(async move { pool.get().await })?;
        let is_used_up = matches!(&object, Err(PoolError::Timeout(TimeoutType::Wait)));
        if object.is_err() && !is_used_up {
            self.note(false, began.elapsed());
        }
        Ok(Connection {
            object: Some(object.map_err(|why| self.no_connection(why))?),
            database: self.clone(),
            patience: ANSWER_TIMEOUT,
        })
    }

    /// Does what is begun anew on another connection after an interruption: `work` must leave
    /// nothing behind when it fails with one, or know what it left. It gets how often it was
    /// tried before.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when no connection can be made; what `work` gives, of
    /// interruptions the last one.
    pub(super) fn retrying<T>(
        &self,
        mut work: impl FnMut(Connection, usize) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        // One who looks whether it is back waits no longer than that takes.
        let is_out = self.refuse_in_outage()?;
        let mut tried = 0;
        let mut is_connected = false;
        let attempt = || {
            tried += 1;
            is_connected = false;
            let mut connection = self.connection()?;
            if is_out {
                connection.only_glances();
            }
            is_connected = true;
            work(connection, tried - 1)
        };
        let pauses = ExponentialBuilder::default()
            .with_jitter()
            .with_min_delay(FIRST_PAUSE)
            .with_max_delay(LONGEST_PAUSE)
            .with_max_times(TRIES);
        let done = attempt
            .retry(pauses)
            .when(|error| matches!(error, StoreError::Interrupted(_)) && !is_out)
            .notify(|error, pause| tracing::debug!("tried again in {pause:?}: {error}"))
            .call();
        match done {
            Err(StoreError::Interrupted(why)) if !is_connected => Err(StoreError::Unavailable(why)),
            done => done,
        }
    }

    /// Reads rows, by a statement of its own.
    ///
    /// # Errors
    /// When the database can't be reached or the statement fails.
    pub(super) fn read(
        &self,
        sql: &'static str,
        params: impl Fn() -> Vec<Param>,
    ) -> Result<Vec<Row>, StoreError> {
        let answer = self.shared.patience.answer;
        self.retrying(|mut connection, _| {
            connection.patience = connection.patience.min(answer);
            let Some(floor) = self.shared.floor.get() else {
                return connection.query(sql, params());
            };
            let (reached, rows) = connection.query_at(sql, params())?;
            floor.raise(&reached);
            Ok(rows)
        })
    }

    /// Reads rows, and how far the store was written that they were read of. What fails is not
    /// tried again.
    ///
    /// # Errors
    /// As of [`Database::read`].
    pub(super) fn read_once(
        &self,
        sql: &'static str,
        params: Vec<Param>,
    ) -> Result<(Reached, Vec<Row>), StoreError> {
        let mut connection = self.connection()?;
        connection.patience = self.shared.patience.answer;
        connection.query_at(sql, params)
    }

    /// How far the store is written.
    ///
    /// # Errors
    /// As of [`Database::connection`].
    pub(super) async fn reached(&self) -> Result<Reached, StoreError> {
        let object = self.shared.pool.get().await;
        let object = object.map_err(|why| self.no_connection(why))?;
        let asked = tokio::time::timeout(
            self.shared.patience.answer,
            object.simple_query(Reached::SQL),
        );
        match asked.await {
            Ok(Ok(messages)) => Reached::of(&messages),
            Ok(Err(error)) => Err(failed(self.shown(), &error)),
            Err(_) => {
                // Nobody may get it from the pool with what is under way on it.
                drop(Object::take(object));
                Err(self.silent())
            }
        }
    }

    /// From now on keeps how far the store was seen to be written, by whatever is read and
    /// written here.
    pub(super) fn keep_floor(&self) -> Arc<Floor> {
        Arc::clone(self.shared.floor.get_or_init(Arc::default))
    }

    /// Reads one row, of which it is known that it is there in no time: who asks wants to know
    /// whether the database answers.
    ///
    /// # Errors
    /// As of [`Database::read`].
    pub(super) fn glance(&self, sql: &'static str) -> Result<Option<Row>, StoreError> {
        self.retrying(|mut connection, _| {
            connection.patience = GLANCE_TIMEOUT;
            Ok(connection.query(sql, Vec::new())?.pop())
        })
    }

    /// The last row that a statement gives.
    ///
    /// # Errors
    /// As of [`Database::read`].
    pub(super) fn read_one(
        &self,
        sql: &'static str,
        params: impl Fn() -> Vec<Param>,
    ) -> Result<Option<Row>, StoreError> {
        Ok(self.read(sql, params)?.pop())
    }

    /// Does in one transaction what is made whole or not at all.
    ///
    /// # Errors
    /// As of [`Database::retrying`].
    pub(super) fn transact<T>(
        &self,
        mut work: impl FnMut(&mut Transaction, usize) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.retrying(|connection, tried| {
            let mut transaction = connection.begin()?;
            let done = work(&mut transaction, tried)?;
            let Some(floor) = self.shared.floor.get() else {
                transaction.commit()?;
                return Ok(done);
            };
            let reached = transaction.reached()?;
            transaction.commit()?;
            floor.raise(&reached);
            Ok(done)
        })
    }

    /// What makes connections beside those of the pool.
    pub(super) fn connector(&self) -> Arc<Connector> {
        Arc::clone(&self.shared.connector)
    }

    fn silent(&self) -> StoreError {
        StoreError::Unavailable(format!("{}: it does not answer", self.shown()))
    }

    /// Why there is no connection.
    fn no_connection(&self, why: PoolError<StoreError>) -> StoreError {
        let shown = self.shown();
        match why {
            PoolError::Timeout(TimeoutType::Wait) => {
                let seconds = self.shared.patience.pool.as_secs();
                StoreError::Unavailable(format!(
                    "{shown}: all {MOST_CONNECTIONS} connections were in use for {seconds} s"
                ))
            }
            PoolError::Backend(error) => error,
            other => StoreError::Unavailable(format!("{shown}: {other}")),
        }
    }

    /// How the database is shown to people.
    pub(super) fn shown(&self) -> &str {
        &self.shared.shown
    }
}

/// What a connection is asked.
enum Request {
    /// A statement that is prepared once for each connection.
    Query(&'static str, Vec<Param>),
    /// The same in a transaction of its own, which begins by telling how far the store was
    /// written that it sees.
    QueryAt(&'static str, Vec<Param>),
    /// Statements without values, one after the other.
    Run(String),
}

/// Rows, and what statements without values gave.
type Answer = (Vec<Row>, Vec<SimpleQueryMessage>);

async fn answer(object: &Object, request: &Request) -> Result<Answer, Error> {
    match request {
        Request::Query(sql, params) => {
            let statement = object.prepare_cached(sql).await?;
            let rows = object.query(&statement, &by_reference(params)).await?;
            Ok((rows, Vec::new()))
        }
        Request::QueryAt(sql, params) => {
            let statement = object.prepare_cached(sql).await?;
            let params = by_reference(params);
            let begin = format!(
                "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; {}",
                Reached::SQL
            );
            // All are sent at once, in this order, and so take one round trip.
            let (reached, rows, ended) = tokio::join!(
                biased;
                object.simple_query(&begin),
                object.query(&statement, &params),
                object.batch_execute("COMMIT"),
            );
            ended?;
            Ok((rows?, reached?))
        }
        Request::Run(sql) => Ok((Vec::new(), object.simple_query(sql).await?)),
    }
}

fn by_reference(params: &[Param]) -> Vec<&(dyn ToSql + Sync)> {
    params.iter().map(|param| &**param as _).collect()
}

/// One connection.
pub(super) struct Connection {
    database: Database,
    /// `None` once it is lost.
    object: Option<Object>,
    /// How long is waited for an answer.
    patience: Duration,
}

impl Connection {
    /// From now on waits for answers as who only looks whether there are any.
    pub(super) fn only_glances(&mut self) {
        self.patience = GLANCE_TIMEOUT;
    }

    /// From now on waits so long for answers.
    pub(super) fn wait_at_most(&mut self, patience: Duration) {
        self.patience = patience;
    }

    /// Closes it: nobody gets it from the pool again.
    pub(super) fn close(mut self) {
        if let Some(object) = self.object.take() {
            drop(Object::take(object));
        }
    }

    fn ask(&mut self, request: Request) -> Result<Answer, StoreError> {
        let lost = || StoreError::Interrupted("the connection was lost".to_owned());
        let object = self.object.take().ok_or_else(lost)?;
        let patience = self.patience;
        let (object, answered) = self.database.wait(async move {
            let answered = tokio::time::timeout(patience, answer(&object, &request)).await;
            if let Ok(answered) = answered {
                (Some(object), Some(answered))
            } else {
                // Nobody may get it from the pool with what is under way on it.
                drop(Object::take(object));
                (None, None)
            }
        })?;
        self.object = object;
        let is_heard = |answered: &Result<_, Error>| {
            answered
                .as_ref()
                .map_or_else(|error| error.as_db_error().is_some(), |_| true)
        };
        match &answered {
            None => self.database.note(false, patience),
            Some(answered) if is_heard(answered) => self.database.note(true, patience),
            // Whether it can be connected to again is seen by who tries.
            Some(_) => {}
        }
        let shown = self.database.shown();
        answered
            .ok_or_else(|| self.database.silent())?
            .map_err(|error| failed(shown, &error))
    }

    /// Runs a statement that is prepared once for each connection, and gives back its rows.
    ///
    /// # Errors
    /// When it fails.
    pub(super) fn query(
        &mut self,
        sql: &'static str,
        params: Vec<Param>,
    ) -> Result<Vec<Row>, StoreError> {
        Ok(self.ask(Request::Query(sql, params))?.0)
    }

    /// The same in a transaction of its own, and how far the store was written that it saw.
    ///
    /// # Errors
    /// When it fails.
    fn query_at(
        &mut self,
        sql: &'static str,
        params: Vec<Param>,
    ) -> Result<(Reached, Vec<Row>), StoreError> {
        let (rows, messages) = self.ask(Request::QueryAt(sql, params))?;
        Ok((Reached::of(&messages)?, rows))
    }

    /// Begins a transaction.
    ///
    /// # Errors
    /// When the connection is lost.
    pub(super) fn begin(mut self) -> Result<Transaction, StoreError> {
        self.ask(Request::Run("BEGIN".to_owned()))?;
        Ok(Transaction {
            connection: self,
            is_open: true,
        })
    }
}

/// A transaction. What is not committed is rolled back, by closing the connection.
pub(super) struct Transaction {
    connection: Connection,
    is_open: bool,
}

impl Transaction {
    /// As of [`Connection::query`].
    ///
    /// # Errors
    /// When it fails.
    pub(super) fn query(
        &mut self,
        sql: &'static str,
        params: Vec<Param>,
    ) -> Result<Vec<Row>, StoreError> {
        self.connection.query(sql, params)
    }

    /// Runs statements without values, one after the other.
    ///
    /// # Errors
    /// When one fails.
    pub(super) fn run(&mut self, sql: impl Into<String>) -> Result<(), StoreError> {
        self.connection.ask(Request::Run(sql.into())).map(drop)
    }

    /// How far the store is written when this ends.
    fn reached(&mut self) -> Result<Reached, StoreError> {
        let asked = Request::Run(Reached::SQL.to_owned());
        let (_, messages) = self.connection.ask(asked)?;
        Reached::of(&messages)
    }

    /// Makes it durable. After an interruption nobody knows whether it is.
    ///
    /// # Errors
    /// When it can't be, or the connection is lost before that is known.
    pub(super) fn commit(mut self) -> Result<(), StoreError> {
        // One that waits for a standby when its time is up succeeds, with nothing but a warning
        // that the standby may not have it.
        self.run("SET LOCAL statement_timeout = 0; COMMIT")?;
        self.is_open = false;
        Ok(())
    }
}

impl Drop for Transaction {
    fn drop(&mut self) {
        if self.is_open
            && let Some(object) = self.connection.object.take()
        {
            drop(Object::take(object));
        }
    }
}

/// What a failure of the driver or the server means for who asked.
pub(super) fn failed(shown: &str, error: &Error) -> StoreError {
    let Some(refusal) = error.as_db_error() else {
        return without_answer(shown, error);
    };
    let code = refusal.code();
    let why = format!("{shown}: {} ({})", refusal.message(), code.code());
    if *code == SqlState::T_R_SERIALIZATION_FAILURE
        || *code == SqlState::T_R_DEADLOCK_DETECTED
        || *code == SqlState::ADMIN_SHUTDOWN
        || *code == SqlState::CRASH_SHUTDOWN
        || *code == SqlState::CANNOT_CONNECT_NOW
        // It is a standby by now, or still one.
        || *code == SqlState::READ_ONLY_SQL_TRANSACTION
        || *code == SqlState::IDLE_IN_TRANSACTION_SESSION_TIMEOUT
    {
        return StoreError::Interrupted(why);
    }
    // 08 is trouble with the connection, 53 a lack of something, 57 what an operator did,
    // 28 and 3D that nobody may come in by this name.
    let class = code.code().get(..2).unwrap_or_default();
    if matches!(class, "08" | "28" | "3D" | "53" | "57") || *code == SqlState::LOCK_NOT_AVAILABLE {
        return StoreError::Unavailable(why);
    }
    StoreError::Failed(why)
}

/// What it means that the driver itself failed.
fn without_answer(shown: &str, error: &Error) -> StoreError {
    let why = format!("{shown}: {}", chain(error));
    let source = std::error::Error::source(error);
    let io = source.and_then(<dyn std::error::Error>::downcast_ref::<std::io::Error>);
    // That a certificate is wrong comes as an error of input and output too, and stays wrong.
    if error.to_string().contains("TLS") {
        StoreError::Unavailable(why)
    } else if error.is_closed() || io.is_some() {
        StoreError::Interrupted(why)
    } else if why.contains("authentication") || why.contains("password") {
        StoreError::Unavailable(why)
    } else {
        StoreError::Failed(why)
    }
}

/// An error with what it comes from.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(source) = next {
        let source_text = source.to_string();
        if !text.contains(&source_text) {
            text = format!("{text}: {source_text}");
        }
        next = source.source();
    }
    text
}

impl fmt::Debug for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.shown())
    }
}
