//! `bronwijzer bench search`: a server with a made-up catalogue, asked over HTTP
//! on the same machine.

use std::io::{BufRead, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::Context;
use reqwest::Client;
use serde_json::{Value, json};

use super::made_up::MadeUp;
use super::measured::{memory, watch};
use crate::Ending;

/// The seed of catalogue and questions.
const SEED: u64 = 1;

/// How often each question is asked for its times, after a tenth of that to
/// warm up.
const ASKED: usize = 500;

/// Clients that ask at once when answers a second are counted.
const CLIENTS: usize = 32;

/// How long they ask.
const COUNTED: Duration = Duration::from_secs(10);

/// The entry at which a page counts as deep.
const DEEP: usize = 10_000;

/// Twelve fields of an entry.
const FIELDS: &str = "nodes { id url path description topics primaryLanguage stars archived \
    lastActivityAt observedAt licence { spdxId } maintenance { status } }";

/// The same number of fields, of the server that answers from memory.
const FROM_MEMORY: &str = "{ total nodes { id url path name owner description topics \
    primaryLanguage stars archived lastActivityAt observedAt } }";

/// Six facets among the most used.
const SIX_FACETS: &str = "ORGANISATION, LICENCE, MAINTENANCE, LANGUAGE, OPENNESS, FORGE";

pub(super) fn run(repositories: u64, keep: Option<&Path>) -> anyhow::Result<Ending> {
    let temporary = tempfile::tempdir()?;
    let dir = keep.unwrap_or(temporary.path());
    std::fs::create_dir_all(dir)?;
    let mut out = std::io::stdout();
    writeln!(out, "{repositories} repositories\n\n| | |\n|---|---|")?;
    if !dir.join("data").exists() {
        let file = dir.join("catalogue.ndjson");
        MadeUp::new(SEED).write(repositories, std::fs::File::create(&file)?)?;
        let started = Instant::now();
        let mut import = bronwijzer(dir)
            .arg("import")
            .arg(&file)
            .stdout(Stdio::null())
            .spawn()?;
        let most = watch(&mut import)?;
        let took = started.elapsed().as_secs_f64();
        anyhow::ensure!(import.wait()?.success(), "the import failed");
        writeln!(out, "| load from export | {took:.1} s |")?;
        writeln!(out, "| most memory while loading | {} |", mebibytes(most))?;
        std::fs::remove_file(&file)?;
    }
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(measure(dir, &mut out))?;
    Ok(Ending::Complete)
}

async fn measure(dir: &Path, out: &mut impl std::io::Write) -> anyhow::Result<()> {
    let started = Instant::now();
    let server = Server::start(
        bronwijzer(dir).args(["--listen", "127.0.0.1:0", "--schedule", "off", "serve"]),
        "Bronwijzer is at ",
    )?;
    server.wait_until_ready().await?;
    let ready = started.elapsed().as_secs_f64();
    writeln!(out, "| start until ready | {ready:.2} s |")?;

    let mut words = MadeUp::new(SEED);
    let mut questions: Vec<(&str, Vec<Value>)> = Vec::new();
    let mut asked = |question: &str| -> Vec<Value> {
        (0..ASKED)
            .map(|_| json!({ "query": question, "variables": { "words": words.query() } }))
            .collect()
    };
    let search = format!(
        "query($words: String) {{ repositories(query: $words, first: 20) {{ total {FIELDS} }} }}"
    );
    questions.push(("two words, 20 results of 12 fields, total", asked(&search)));
    let counts = format!("facets(names: [{SIX_FACETS}]) {{ name values {{ value count }} }}");
    let with_facets = search.replace(" total ", &format!(" total {counts} "));
    questions.push(("the same with six facets", asked(&with_facets)));
    let all_facets = search.replace(" total ", " total facets { name values { value count } } ");
    questions.push(("the same with all facets", asked(&all_facets)));
    let start_page = all_facets
        .replace("query($words: String)", "")
        .replace("query: $words, ", "");
    questions.push((
        "start page: all, newest first, all facets",
        asked(&start_page),
    ));
    questions.push(("suggestions for a key press", key_presses(&mut words)));
    let (deep, at) = deep_page(&server).await?;
    let deep_name = format!("page after entry {at} by cursor");
    questions.push((&deep_name, vec![deep; ASKED]));
    for (what, bodies) in &questions {
        let (middle, worst) = times(&server, bodies).await?;
        writeln!(out, "| {what}, p50 / p99 | {middle:.1} / {worst:.1} ms |")?;
    }

    let per_second = rate(&server, &questions[0].1).await?;
    let resident = server.memory("VmRSS:");
    let baseline = Server::start(
        Command::new(std::env::current_exe()?).args(["bench", "memory"]),
        "",
    )?;
    let from_memory = rate(&baseline, &[json!({ "query": FROM_MEMORY })]).await?;
    writeln!(
        out,
        "| searches a second, {CLIENTS} clients | {per_second:.0} of {from_memory:.0} from memory: {:.0}% |",
        per_second * 100.0 / from_memory
    )?;
    let line = format!("| memory under that load | {} |", mebibytes(resident));
    writeln!(out, "{line}")?;
    Ok(())
}

/// What is asked while words are typed, key by key.
fn key_presses(words: &mut MadeUp) -> Vec<Value> {
    let question = "query($typed: String!) { suggestions(prefix: $typed) { kind text url slug } }";
    let mut asked = Vec::with_capacity(ASKED);
    while asked.len() < ASKED {
        let words = words.query();
        let ends = words
            .char_indices()
            .map(|(at, letter)| at + letter.len_utf8());
        asked.extend(
            ends.map(|end| json!({ "query": question, "variables": { "typed": &words[..end] } })),
        );
    }
    asked.truncate(ASKED);
    asked
}

fn mebibytes(bytes: u64) -> String {
    format!("{} MiB", bytes >> 20)
}

/// This program, with its catalogue in `dir`.
fn bronwijzer(dir: &Path) -> Command {
    // Found in any case: it is running.
    let mut command = Command::new(std::env::current_exe().unwrap_or_default());
    command
        .arg("--data-dir")
        .arg(dir.join("data"))
        .args(["--log", "error"]);
    command
}

/// A server in a process of its own.
struct Server {
    process: Child,
    endpoint: String,
    address: String,
    client: Client,
}

impl Server {
    /// Starts a server that tells its address on its first line, after
    /// `before`.
    fn start(command: &mut Command, before: &str) -> anyhow::Result<Self> {
        let mut process = command.stdout(Stdio::piped()).spawn()?;
        let told = process.stdout.take().context("the server tells nothing")?;
        let mut line = String::new();
        BufReader::new(told).read_line(&mut line)?;
        let address = line.trim().strip_prefix(before).unwrap_or_default();
        Ok(Self {
            process,
            endpoint: format!("{address}graphql"),
            address: address.to_owned(),
            client: Client::builder().no_proxy().build()?,
        })
    }

    async fn wait_until_ready(&self) -> anyhow::Result<()> {
        let ready = format!("{}health/ready", self.address);
        loop {
            let answer = self.client.get(&ready).send().await;
            if answer.is_ok_and(|answer| answer.status().is_success()) {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    fn memory(&self, what: &str) -> u64 {
        memory(&self.process, what).unwrap_or(0)
    }

    /// Asks, and reads the answer to its end.
    async fn ask(&self, body: &Value) -> anyhow::Result<bytes::Bytes> {
        let answer = self.client.post(&self.endpoint).json(body).send().await?;
        anyhow::ensure!(answer.status().is_success(), "{}", answer.status());
        Ok(answer.bytes().await?)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself; there is nothing to save either way.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A question for the page behind a deep entry, and which entry that is: the
/// last there is in a smaller catalogue.
async fn deep_page(server: &Server) -> anyhow::Result<(Value, usize)> {
    let page = "query($after: String) { repositories(first: 100, after: $after) \
        { pageInfo { endCursor hasNextPage } } }";
    let mut after = Value::Null;
    let mut at = 0;
    while at < DEEP {
        let body = json!({ "query": page, "variables": { "after": after } });
        let answer: Value = serde_json::from_slice(&server.ask(&body).await?)?;
        let info = &answer["data"]["repositories"]["pageInfo"];
        if info["hasNextPage"] != true {
            break;
        }
        after = info["endCursor"].clone();
        at += 100;
    }
    let question = format!(
        "query($after: String) {{ repositories(first: 20, after: $after) {{ total {FIELDS} }} }}"
    );
    let body = json!({ "query": question, "variables": { "after": after } });
    Ok((body, at))
}

/// The middle and the worst but one per cent of the times that questions take,
/// one after the other, in milliseconds.
async fn times(server: &Server, bodies: &[Value]) -> anyhow::Result<(f64, f64)> {
    for body in bodies.iter().take(bodies.len() / 10) {
        let answer: Value = serde_json::from_slice(&server.ask(body).await?)?;
        anyhow::ensure!(answer["errors"].is_null(), "{}", answer["errors"]);
    }
    let mut times = Vec::with_capacity(bodies.len());
    for body in bodies {
        let started = Instant::now();
        server.ask(body).await?;
        times.push(started.elapsed().as_secs_f64() * 1_000.0);
    }
    times.sort_by(f64::total_cmp);
    let at = |percent: usize| times[(times.len() * percent / 100).min(times.len() - 1)];
    Ok((at(50), at(99)))
}

/// How many answers a second a number of clients get.
async fn rate(server: &Server, bodies: &[Value]) -> anyhow::Result<f64> {
    let ends = Instant::now() + COUNTED;
    let clients = (0..CLIENTS).map(|client| async move {
        let mut answers = 0_u32;
        for body in bodies.iter().cycle().skip(client * bodies.len() / CLIENTS) {
            if Instant::now() >= ends {
                break;
            }
            server.ask(body).await?;
            answers += 1;
        }
        anyhow::Ok(answers)
    });
    let answers = futures::future::try_join_all(clients).await?;
    Ok(f64::from(answers.iter().sum::<u32>()) / COUNTED.as_secs_f64())
}
