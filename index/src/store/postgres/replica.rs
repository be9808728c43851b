//! A replica of the database, which answers who only shows what is read.
//!
//! A replica follows the database a moment later. What was shown or indexed here must not be
//! followed by something older, so each read tells how far the store was written that it saw, in
//! the same snapshot, and [`Floor`] keeps the furthest. A replica that has not got there yet is
//! passed over, as is one that does not answer: nobody waits for it until it is of use again.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use metrics::counter;
use tokio_postgres::{Row, SimpleQueryMessage};

use super::Address;
use super::connection::{Database, Param, Patience};
use crate::store::StoreError;

/// How long is waited for a replica before it is taken to be away.
const PATIENCE: Patience = Patience {
    connect: Duration::from_secs(2),
    pool: Duration::from_secs(1),
    answer: Duration::from_secs(5),
};

/// How long between two looks at a replica that was behind a moment ago, and at one that is away
/// or stays behind.
const SOON: Duration = Duration::from_millis(100);
const LATER: Duration = Duration::from_secs(1);

/// For how long a replica may be behind before somebody is told.
const BEHIND_FOR_LONG: Duration = Duration::from_secs(30);

/// How far the store was written that a read saw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reached {
    /// Which store it is.
    identity: String,
    /// The numbers of the last writes of records, documents and reports, and of the lead. The
    /// last is larger after each change of it: a server that was left behind has an older one.
    numbers: [u64; 4],
}

impl Reached {
    /// What tells it, as SQL.
    pub(super) const SQL: &'static str = "SELECT (SELECT identity FROM state), \
         (SELECT number FROM state), (SELECT number FROM document_state), \
         (SELECT number FROM report_state), (SELECT epoch FROM fences WHERE part = 'lead')";

    /// What that gave.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when it is no such answer.
    pub(super) fn of(messages: &[SimpleQueryMessage]) -> Result<Self, StoreError> {
        let rows = messages.iter().filter_map(|message| match message {
            SimpleQueryMessage::Row(row) => Some(row),
            _ => None,
        });
        let read = |row: &tokio_postgres::SimpleQueryRow| {
            let mut numbers = [0; 4];
            for (place, number) in numbers.iter_mut().enumerate() {
                *number = row.get(place + 1)?.parse().ok()?;
            }
            let identity = row.get(0)?.to_owned();
            Some(Self { identity, numbers })
        };
        rows.last().and_then(read).ok_or_else(super::no_state)
    }
}

impl Reached {
    /// Whether both are of one store.
    pub(super) fn is_of_the_store_of(&self, other: &Self) -> bool {
        self.identity == other.identity
    }

    /// How many writes this is behind the other.
    pub(super) fn writes_behind(&self, other: &Self) -> u64 {
        let numbers = self.numbers.iter().zip(other.numbers).take(3);
        numbers
            .map(|(own, others)| others.saturating_sub(*own))
            .sum()
    }
}

/// The furthest that the store was written that this process has seen.
#[derive(Debug, Default)]
pub(super) struct Floor(Mutex<[u64; 4]>);

impl Floor {
    fn numbers(&self) -> MutexGuard<'_, [u64; 4]> {
        // Whole numbers, whoever panicked.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// From now on nothing older is read.
    pub(super) fn raise(&self, reached: &Reached) {
        for (known, seen) in self.numbers().iter_mut().zip(reached.numbers) {
            *known = seen.max(*known);
        }
    }

    fn now(&self) -> [u64; 4] {
        *self.numbers()
    }
}

/// Whether a replica can be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Answers,
    /// It has not got there yet: since when, and whether somebody was told.
    Behind {
        since: Instant,
        is_told: bool,
    },
    Away,
}

impl State {
    fn behind() -> Self {
        Self::Behind {
            since: Instant::now(),
            is_told: false,
        }
    }
}

/// A replica of a database.
pub(super) struct Replica {
    database: Database,
    /// What was seen of the store that it has to be of.
    store: Reached,
    floor: Arc<Floor>,
    state: Mutex<State>,
}

impl Replica {
    /// A replica at an address, of the store of which this was seen. It is not connected to yet.
    ///
    /// # Errors
    /// [`StoreError::Address`] when the address has certificates that can't be read.
    pub(super) fn new(
        address: &Address,
        schema: &str,
        of: Reached,
        floor: Arc<Floor>,
    ) -> Result<Self, StoreError> {
        Ok(Self {
            database: Database::with_patience(&address.for_reading(), schema, PATIENCE)?,
            store: of,
            floor,
            state: Mutex::new(State::Answers),
        })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Put in whole, whoever panicked.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What a statement gives there; `None` when the database itself has to be asked.
    pub(super) fn read(
        self: &Arc<Self>,
        sql: &'static str,
        params: &impl Fn() -> Vec<Param>,
    ) -> Option<Vec<Row>> {
        let known = *self.state();
        let answer = match known {
            State::Answers => self.ask(sql, params),
            passed_over => Err(passed_over),
        };
        let name = match &answer {
            Ok(_) => "replica",
            Err(State::Behind { .. }) => "behind",
            Err(_) => "away",
        };
        counter!("bronwijzer_replica_reads_total", "answer" => name).increment(1);
        answer.ok()
    }

    fn ask(
        self: &Arc<Self>,
        sql: &'static str,
        params: &impl Fn() -> Vec<Param>,
    ) -> Result<Vec<Row>, State> {
        // What was shown until now: more may be while it answers.
        let floor = self.floor.now();
        let mut answer = self.database.read_once(sql, params());
        if matches!(answer, Err(StoreError::Interrupted(_))) {
            // As where the replica had to remove what the read needed.
            answer = self.database.read_once(sql, params());
        }
        let answer = answer.map_err(|error| error.to_string());
        let answer = answer.and_then(|(reached, rows)| {
            let is_there = self.is_there(&reached, floor)?;
            Ok(is_there.then_some((reached, rows)))
        });
        match answer {
            Ok(Some((reached, rows))) => {
                self.floor.raise(&reached);
                Ok(rows)
            }
            Ok(None) => Err(self.pass_over(State::behind())),
            Err(why) => {
                let passed_over = self.pass_over(State::Away);
                if passed_over == State::Away {
                    self.warn(&why);
                }
                Err(passed_over)
            }
        }
    }

    /// Whether a store was written as far as was shown here.
    ///
    /// # Errors
    /// Why not, in words, where it is another store.
    fn is_there(&self, reached: &Reached, floor: [u64; 4]) -> Result<bool, String> {
        if !reached.is_of_the_store_of(&self.store) {
            return Err("it belongs to another store".to_owned());
        }
        let mut both = reached.numbers.iter().zip(floor);
        Ok(both.all(|(seen, shown)| *seen >= shown))
    }

    /// Asks it no more until it is of use again. Gives back why, which another may have found
    /// out before.
    fn pass_over(self: &Arc<Self>, why: State) -> State {
        let mut state = self.state();
        if *state != State::Answers {
            return *state;
        }
        *state = why;
        drop(state);
        let replica = Arc::downgrade(self);
        let watched = self.database.spawn(async move {
            let mut pause = Some(if why == State::Away { LATER } else { SOON });
            while let Some(until) = pause {
                tokio::time::sleep(until).await;
                // It is gone once the store was closed.
                pause = match replica.upgrade() {
                    Some(replica) => replica.look().await,
                    None => None,
                };
            }
        });
        if watched.is_err() {
            tracing::debug!("the store is being closed");
        }
        why
    }

    /// Looks whether it is of use again. Gives back when to look next, and nothing once it is.
    async fn look(&self) -> Option<Duration> {
        let floor = self.floor.now();
        let reached = self.database.reached().await;
        let found = reached.map_err(|error| error.to_string());
        let found = found.and_then(|reached| self.is_there(&reached, floor));
        let mut state = self.state();
        let (next, pause) = match (found, *state) {
            (Ok(true), before) => {
                if !matches!(before, State::Behind { is_told: false, .. }) {
                    let shown = self.database.shown();
                    tracing::info!("the replica {shown} is read from again");
                }
                (State::Answers, None)
            }
            (Ok(false), State::Behind { since, is_told }) => {
                let is_long = since.elapsed() >= BEHIND_FOR_LONG;
                if is_long && !is_told {
                    let seconds = BEHIND_FOR_LONG.as_secs();
                    self.warn(&format!("it has been behind for {seconds} s"));
                }
                let is_told = is_told || is_long;
                let pause = if is_long { LATER } else { SOON };
                (State::Behind { since, is_told }, Some(pause))
            }
            (Ok(false), _) => {
                let since = Instant::now();
                let is_told = true;
                (State::Behind { since, is_told }, Some(SOON))
            }
            (Err(why), before) => {
                if matches!(before, State::Behind { is_told: false, .. }) {
                    self.warn(&why);
                }
                (State::Away, Some(LATER))
            }
        };
        *state = next;
        pause
    }

    fn warn(&self, why: &str) {
        tracing::warn!(
            "the replica {} can't be read from: {why}; the store itself is asked until it can",
            self.database.shown()
        );
    }
}
