//! A server in a process of its own, what it answers and how fast.

use std::collections::HashSet;
use std::io::{BufRead, BufReader};
use std::process::{Child, ChildStderr, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::Context;
use reqwest::Client;
use serde_json::Value;

/// How long each question is asked at most, of a server that takes its time.
const LONGEST: Duration = Duration::from_secs(60);

/// Clients that ask at once when answers a second are counted.
pub(super) const CLIENTS: usize = 32;

/// How long they ask.
const COUNTED: Duration = Duration::from_secs(10);

/// How long a server is given to stop.
const PATIENCE: Duration = Duration::from_secs(120);

/// How often it is looked whether it has.
const GLANCE: Duration = Duration::from_millis(5);

/// A server that is asked. It is killed when this is dropped.
pub(crate) struct Server {
    process: Child,
    /// Where its pages are, with a slash at the end.
    address: String,
    endpoint: String,
    client: Client,
    /// Beside its own process, those that work for it.
    others: Vec<u32>,
}

impl Server {
    /// Starts a server, which tells something on its first line.
    pub(crate) fn start(command: &mut Command) -> anyhow::Result<(Self, String)> {
        let mut process = command.stdout(Stdio::piped()).spawn()?;
        let stdout = process
            .stdout
            .take()
            .context("the server has no standard output")?;
        let mut line = String::new();
        BufReader::new(stdout).read_line(&mut line)?;
        let server = Self {
            process,
            address: String::new(),
            endpoint: String::new(),
            client: Client::builder().no_proxy().build()?,
            others: Vec::new(),
        };
        Ok((server, line.trim().to_owned()))
    }

    /// Starts `bronwijzer serve`, and waits until it listens.
    pub(crate) fn serve(command: &mut Command) -> anyhow::Result<Self> {
        let (mut server, line) = Self::start(command)?;
        let address = line.strip_prefix("Bronwijzer is at ");
        let address = address.context("the server does not tell where it is")?;
        address.clone_into(&mut server.address);
        Ok(server.at(format!("{address}graphql"), Vec::new()))
    }

    /// Where its pages are, with a slash at the end.
    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    /// Its log, where the command had it piped and nobody has taken it yet.
    pub(crate) fn log(&mut self) -> Option<ChildStderr> {
        self.process.stderr.take()
    }

    /// Sends it a signal, by the name that `kill` knows.
    pub(crate) fn signal(&self, name: &str) -> anyhow::Result<()> {
        signal(self.process.id(), name)
    }

    /// The number of its process.
    pub(crate) fn id(&self) -> u32 {
        self.process.id()
    }

    /// Waits until it has ended by itself.
    pub(crate) fn wait(&mut self) -> anyhow::Result<()> {
        let asked = Instant::now();
        while self.process.try_wait()?.is_none() {
            anyhow::ensure!(asked.elapsed() < PATIENCE, "the server does not stop");
            std::thread::sleep(GLANCE);
        }
        Ok(())
    }

    /// Stops it as a service manager does.
    pub(crate) fn stop(mut self) -> anyhow::Result<()> {
        self.signal("TERM")?;
        self.wait()
    }

    /// At that address, with those processes.
    pub(crate) fn at(mut self, endpoint: String, others: Vec<u32>) -> Self {
        self.endpoint = endpoint;
        self.others = others;
        self
    }

    pub(crate) async fn wait_for(&self, page: &str) {
        loop {
            let answer = self.client.get(page).send().await;
            if answer.is_ok_and(|answer| answer.status().is_success()) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    /// Its memory, in bytes.
    pub(crate) fn memory(&self) -> Memory {
        let mut memory = Memory::default();
        for process in with_children(self.others.iter().copied().chain([self.process.id()])) {
            memory.add(process);
        }
        memory
    }

    /// Asks, and reads the answer to its end.
    async fn ask(&self, body: &Value) -> anyhow::Result<bytes::Bytes> {
        let answer = self.client.post(&self.endpoint).json(body).send().await?;
        anyhow::ensure!(answer.status().is_success(), "{}", answer.status());
        Ok(answer.bytes().await?)
    }

    /// Asks, and reads what it answers. An error in it is an error.
    pub(super) async fn answer(&self, body: &Value) -> anyhow::Result<Value> {
        let answer: Value = serde_json::from_slice(&self.ask(body).await?)?;
        anyhow::ensure!(answer["errors"].is_null(), "{}", answer["errors"]);
        Ok(answer)
    }

    /// Asks what may be refused. That the server fails is an error.
    pub(super) async fn answer_or_refusal(&self, body: &Value) -> anyhow::Result<()> {
        let answer = self.client.post(&self.endpoint).json(body).send().await?;
        anyhow::ensure!(
            !answer.status().is_server_error(),
            "{}: {body}",
            answer.status()
        );
        answer.bytes().await?;
        Ok(())
    }

    /// Gets a page, and reads it to its end.
    pub(super) async fn page(&self, address: &str) -> anyhow::Result<bytes::Bytes> {
        let answer = self.client.get(address).send().await?;
        anyhow::ensure!(
            answer.status().is_success(),
            "{}: {address}",
            answer.status()
        );
        Ok(answer.bytes().await?)
    }

    /// The middle and the worst but one per cent of the times that questions take,
    /// one after the other.
    pub(super) async fn times(&self, bodies: &[Value]) -> anyhow::Result<Times> {
        let begun = Instant::now();
        let in_time = || begun.elapsed() < LONGEST;
        for body in bodies
            .iter()
            .take(bodies.len() / 10)
            .take_while(|_| in_time())
        {
            self.answer(body).await?;
        }
        Self::times_of(bodies, |body| self.ask(body)).await
    }

    /// The same of pages.
    pub(super) async fn page_times(&self, addresses: &[String]) -> anyhow::Result<Times> {
        for address in addresses.iter().take(addresses.len() / 10) {
            self.page(address).await?;
        }
        Self::times_of(addresses, |address| self.page(address)).await
    }

    async fn times_of<'a, T, A>(asked: &'a [T], ask: impl Fn(&'a T) -> A) -> anyhow::Result<Times>
    where
        A: Future<Output = anyhow::Result<bytes::Bytes>>,
    {
        let begun = Instant::now();
        let mut times = Vec::with_capacity(asked.len());
        for one in asked.iter().take_while(|_| begun.elapsed() < LONGEST) {
            let started = Instant::now();
            ask(one).await?;
            times.push(started.elapsed());
        }
        times.sort();
        let at = |percent: usize| {
            let at = times.len() * percent / 100;
            times.get(at).or(times.last()).copied().unwrap_or_default()
        };
        Ok(Times {
            middle: at(50),
            worst: at(99),
        })
    }

    /// How many answers a second a number of clients get.
    pub(super) async fn rate(&self, bodies: &[Value]) -> anyhow::Result<f64> {
        let begun = Instant::now();
        let ends = begun + COUNTED;
        let clients = (0..CLIENTS).map(|client| async move {
            let mut answers = 0_u32;
            for body in bodies.iter().cycle().skip(client * bodies.len() / CLIENTS) {
                if Instant::now() >= ends {
                    break;
                }
                self.ask(body).await?;
                answers += 1;
            }
            anyhow::Ok(answers)
        });
        let answers = futures::future::try_join_all(clients).await?;
        // The last answers may come long after the end.
        Ok(f64::from(answers.iter().sum::<u32>()) / begun.elapsed().as_secs_f64())
    }
}

/// Sends a process a signal, by the name that `kill` knows.
pub(crate) fn signal(process: u32, name: &str) -> anyhow::Result<()> {
    let sent = Command::new("kill")
        .args([format!("-{name}"), process.to_string()])
        .status()?;
    anyhow::ensure!(sent.success(), "the signal {name} can't be sent");
    Ok(())
}

impl Drop for Server {
    fn drop(&mut self) {
        // One that has processes of its own ends them when it is asked to.
        if !self.others.is_empty() && self.signal("TERM").is_ok() {
            let _ = self.process.wait();
            return;
        }
        // It may have ended by itself; there is nothing to save either way.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// How long answers took.
#[derive(Clone, Copy)]
pub(super) struct Times {
    pub(super) middle: Duration,
    pub(super) worst: Duration,
}

/// Memory of processes in bytes, each page counted once.
#[derive(Clone, Copy, Default)]
pub(crate) struct Memory {
    /// In all.
    pub(super) whole: u64,
    /// Of that what can't be read again from a file.
    pub(crate) own: u64,
}

impl Memory {
    /// Adds a process by its proportional set size, in which pages that several
    /// processes share count once. One that has ended has none.
    fn add(&mut self, process: u32) {
        let path = format!("/proc/{process}/smaps_rollup");
        let rollup = std::fs::read_to_string(path).unwrap_or_default();
        let bytes = |name: &str| {
            let line = rollup.lines().find_map(|line| line.strip_prefix(name));
            let kilobytes = line.and_then(|line| line.trim().strip_suffix(" kB"));
            kilobytes.map_or(0, |number| number.parse::<u64>().unwrap_or(0) * 1024)
        };
        self.whole += bytes("Pss:");
        self.own += bytes("Pss_Anon:");
    }
}

/// Processes and all that they started.
fn with_children(processes: impl Iterator<Item = u32>) -> HashSet<u32> {
    let mut all = HashSet::new();
    let mut waiting: Vec<u32> = processes.collect();
    while let Some(process) = waiting.pop() {
        if !all.insert(process) {
            continue;
        }
        let threads = std::fs::read_dir(format!("/proc/{process}/task"));
        for thread in threads.into_iter().flatten().flatten() {
            let children = std::fs::read_to_string(thread.path().join("children"));
            let children = children.unwrap_or_default();
            waiting.extend(
                children
                    .split_whitespace()
                    .filter_map(|id| id.parse::<u32>().ok()),
            );
        }
    }
    all
}
