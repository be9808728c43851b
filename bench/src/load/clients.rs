//! Those who ask: some who wait for each answer, to see what the server can give, or as many a
//! second as come by themselves, who don't wait for each other.

use std::collections::BTreeMap;
use std::time::Duration;

use futures::StreamExt;
use futures::stream::FuturesUnordered;
use reqwest::RequestBuilder;
use tokio::time::{Instant, sleep_until, timeout};

use super::at;
use super::traffic::{Kind, Traffic};
use crate::search::figures::mebibytes;
use crate::search::server::Server;

/// How many wait for answers at once when the most is looked for.
const WAITING: usize = 16;

/// How often memory is looked at.
const GLANCE: Duration = Duration::from_secs(5);

/// How long a visitor waits.
const PATIENCE: Duration = Duration::from_secs(30);

/// What was asked.
pub(crate) struct Asked {
    begun: Instant,
    ended: Instant,
    answers: Vec<(Kind, Duration)>,
    /// All times, in order.
    times: Vec<Duration>,
    /// When each came who got an answer, since the begin, and the time that it took.
    by_moment: Vec<(Duration, Duration)>,
    /// What failed: the kind and why.
    pub(crate) failures: Vec<String>,
    /// The server's own memory, in MiB, at equal distances.
    memory: Vec<f64>,
}

impl Asked {
    fn new(begun: Instant, done: Vec<Done>, memory: Vec<f64>) -> Self {
        let mut answers = Vec::with_capacity(done.len());
        let mut failures = Vec::new();
        let mut by_moment = Vec::with_capacity(done.len());
        for Done {
            kind,
            came,
            took,
            failure,
        } in done
        {
            match failure {
                None => {
                    answers.push((kind, took));
                    by_moment.push((came - begun, took));
                }
                Some(failure) => failures.push(format!("{kind:?}: {failure}")),
            }
        }
        let mut times: Vec<Duration> = answers.iter().map(|(_, took)| *took).collect();
        times.sort_unstable();
        Self {
            begun,
            ended: Instant::now(),
            answers,
            times,
            by_moment,
            failures,
            memory,
        }
    }

    /// Answers a second.
    #[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
    pub(crate) fn rate(&self) -> f64 {
        self.answers.len() as f64 / (self.ended - self.begun).as_secs_f64()
    }

    /// The time within which so many of a hundred were answered.
    pub(crate) fn at(&self, percent: usize) -> Duration {
        at(&self.times, percent)
    }

    /// The times of each kind, in order.
    pub(crate) fn by_kind(&self) -> BTreeMap<Kind, Vec<Duration>> {
        let mut kinds: BTreeMap<Kind, Vec<Duration>> = BTreeMap::new();
        for (kind, took) in &self.answers {
            kinds.entry(*kind).or_default().push(*took);
        }
        for times in kinds.values_mut() {
            times.sort_unstable();
        }
        kinds
    }

    /// The time within which 99 of a hundred were answered of those who came in each such part of
    /// the whole, in the order of time.
    pub(crate) fn p99_by(&self, part: Duration) -> Vec<Duration> {
        let mut parts: BTreeMap<u128, Vec<Duration>> = BTreeMap::new();
        for (came, took) in &self.by_moment {
            let part = came.as_nanos() / part.as_nanos().max(1);
            parts.entry(part).or_default().push(*took);
        }
        let p99 = |mut times: Vec<Duration>| {
            times.sort_unstable();
            at(&times, 99)
        };
        parts.into_values().map(p99).collect()
    }

    /// The server's own memory in MiB, on average over the second and over the last quarter: the
    /// first fills what is kept.
    pub(crate) fn memory_of_quarters(&self) -> (f64, f64) {
        let quarter = self.memory.len() / 4;
        let average = |part: &[f64]| {
            let count = u32::try_from(part.len().max(1)).unwrap_or(u32::MAX);
            part.iter().sum::<f64>() / f64::from(count)
        };
        (
            average(&self.memory[quarter..quarter * 2]),
            average(&self.memory[self.memory.len() - quarter..]),
        )
    }
}

/// A request that ended.
struct Done {
    kind: Kind,
    came: Instant,
    took: Duration,
    failure: Option<String>,
}

/// Asks, and reads the answer to its end. Time counts from when the visitor came.
async fn ask(came: Instant, (kind, request): (Kind, RequestBuilder)) -> Done {
    let answered = timeout(PATIENCE, async {
        let answer = request.send().await.map_err(|error| format!("{error:?}"))?;
        let status = answer.status();
        let body = answer.bytes().await.map_err(|error| format!("{error:?}"))?;
        match status.is_success() {
            true if body.starts_with(br#"{"data":null"#) => Err("an error in place of data".into()),
            true => Ok(()),
            false => Err(format!("status {status}")),
        }
    });
    let failure = match answered.await {
        Ok(answer) => answer.err(),
        Err(_) => Some("no answer".to_owned()),
    };
    Done {
        kind,
        came,
        took: came.elapsed(),
        failure,
    }
}

/// Asks for `time`, a number at once, each as soon as it has an answer.
pub(crate) async fn closed(traffic: &mut Traffic, time: Duration) -> Asked {
    let begun = Instant::now();
    let mut done = Vec::new();
    let mut waiting = FuturesUnordered::new();
    loop {
        let in_time = begun.elapsed() < time;
        while in_time && waiting.len() < WAITING {
            waiting.push(ask(Instant::now(), traffic.next()));
        }
        match waiting.next().await {
            Some(one) => done.push(one),
            None => return Asked::new(begun, done, Vec::new()),
        }
    }
}

/// Asks for `time`, so many a second, whether or not those before have their answers.
pub(crate) async fn at_rate(
    server: &Server,
    traffic: &mut Traffic,
    each_second: f64,
    time: Duration,
) -> Asked {
    let begun = Instant::now();
    let (mut next, mut glance) = (begun, begun);
    let mut done = Vec::new();
    let mut memory = Vec::new();
    let mut waiting = FuturesUnordered::new();
    while next < begun + time {
        tokio::select! {
            biased;
            () = sleep_until(next) => {
                waiting.push(ask(next, traffic.next()));
                next += traffic.pause(each_second);
            }
            () = sleep_until(glance) => {
                memory.push(mebibytes(server.memory().own));
                glance += GLANCE;
            }
            Some(one) = waiting.next(), if !waiting.is_empty() => done.push(one),
        }
    }
    while let Some(one) = waiting.next().await {
        done.push(one);
    }
    Asked::new(begun, done, memory)
}
