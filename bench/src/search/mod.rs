//! `bronwijzer-bench search`: a server with a made-up catalogue, asked over HTTP
//! on the same machine.

mod damaged;
pub(crate) mod figures;
pub(crate) mod memory;
pub(crate) mod pages;
mod peers;
pub(crate) mod server;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use self::figures::{Figures, mebibytes};
use self::server::{CLIENTS, Memory, Server};
use crate::Ending;
use crate::made_up::MadeUp;
use crate::measured::{bronwijzer, watch};

/// The seed of catalogue and questions.
const SEED: u64 = 1;

/// How often each question is asked for its times, after a tenth of that to
/// warm up.
const ASKED: usize = 500;

/// How often two servers take turns.
const TURNS: u32 = 3;

/// The entry at which a page counts as deep.
const DEEP: usize = 10_000;

/// Twelve fields of an entry.
const FIELDS: &str = "nodes { id url path description topics primaryLanguage stars archived \
    lastActivityAt observedAt licence { spdxId } maintenance { status } }";

/// Six facets among the most used.
const SIX_FACETS: &str = "ORGANISATION, LICENCE, MAINTENANCE, LANGUAGE, OPENNESS, FORGE";

pub(super) fn run(
    repositories: u64,
    keep: Option<&Path>,
    peers: Option<&Path>,
) -> anyhow::Result<Ending> {
    let temporary = tempfile::tempdir()?;
    let dir = keep.unwrap_or(temporary.path());
    std::fs::create_dir_all(dir)?;
    let mut out = std::io::stdout();
    writeln!(out, "{repositories} repositories\n\n| | |\n|---|---|")?;
    let mut load = None;
    let mut file = None;
    let is_new = !dir.join("data").exists();
    if is_new || peers.is_some() {
        let made = MadeUpFile(dir.join("catalogue.ndjson"));
        MadeUp::new(SEED).write(repositories, std::fs::File::create(&made.0)?)?;
        file = Some(made);
    }
    if let Some(file) = file.as_ref().filter(|_| is_new) {
        let started = Instant::now();
        let mut import = with_data_in(dir)?
            .arg("import")
            .arg(&file.0)
            .stdout(Stdio::null())
            .spawn()?;
        let peak = watch(&mut import)?;
        let took = started.elapsed();
        anyhow::ensure!(import.wait()?.success(), "the import failed");
        load = Some(took);
        writeln!(out, "| load from export | {:.1} s |", took.as_secs_f64())?;
        writeln!(
            out,
            "| most memory while loading | {:.0} MiB |",
            mebibytes(peak)
        )?;
    }
    let words: Vec<String> = {
        let mut words = MadeUp::new(SEED);
        (0..ASKED).map(|_| words.query()).collect()
    };
    let runtime = tokio::runtime::Runtime::new()?;
    let ours = runtime.block_on(measure(dir, load, &words, &mut out))?;
    if let (Some(scripts), Some(file)) = (peers, &file) {
        let work = dir.join("peers");
        let peers_figures = runtime.block_on(peers::measure(scripts, &file.0, &work, &words))?;
        let ours = ("Bronwijzer".to_owned(), ours);
        let columns: Vec<_> = std::iter::once(ours).chain(peers_figures).collect();
        figures::compare(&mut out, &columns)?;
        std::fs::remove_dir_all(&work)?;
    }
    Ok(Ending::Complete)
}

/// A catalogue file, which goes when it is no longer needed.
struct MadeUpFile(PathBuf);

impl Drop for MadeUpFile {
    fn drop(&mut self) {
        // What can't be removed is in the way of nobody.
        let _ = std::fs::remove_file(&self.0);
    }
}

async fn measure(
    dir: &Path,
    load: Option<Duration>,
    words: &[String],
    out: &mut impl Write,
) -> anyhow::Result<Figures> {
    let started = Instant::now();
    let mut command = with_data_in(dir)?;
    command.args(["--listen", "127.0.0.1:0", "--schedule", "off", "serve"]);
    let server = Server::serve(&mut command)?;
    let address = server.address().to_owned();
    server.wait_for(&format!("{address}health/ready")).await;
    let ready = started.elapsed().as_secs_f64();
    writeln!(out, "| start until ready | {ready:.2} s |")?;

    let asked = |question: &str| -> Vec<Value> {
        let words = words.iter();
        let bodies =
            words.map(|words| json!({ "query": question, "variables": { "words": words } }));
        bodies.collect()
    };
    let search = format!(
        "query($words: String) {{ repositories(query: $words, first: 20) {{ total {FIELDS} }} }}"
    );
    let counts = format!("facets(names: [{SIX_FACETS}]) {{ name values {{ value count }} }}");
    let with_facets = search.replace(" total ", &format!(" total {counts} "));
    let all_facets = search.replace(" total ", " total facets { name values { value count } } ");
    let start_page = all_facets
        .replace("query($words: String)", "")
        .replace("query: $words, ", "");
    let (deep, at) = deep_page(&server).await?;
    let cursor = deep["variables"]["after"]
        .as_str()
        .unwrap_or_default()
        .to_owned();
    let deep_name = format!("page after entry {at} by cursor");
    let search = asked(&search);
    let mut times = Vec::new();
    for (what, bodies) in [
        ("two words, 20 results of 12 fields, total", &search),
        ("the same with six facets", &asked(&with_facets)),
        ("the same with all facets", &asked(&all_facets)),
        (
            "start page: all, newest first, all facets",
            &asked(&start_page),
        ),
        ("suggestions for a key press", &key_presses(words)),
        (&deep_name, &vec![deep; ASKED]),
    ] {
        let took = server.times(bodies).await?;
        let (middle, worst) = (milliseconds(took.middle), milliseconds(took.worst));
        writeln!(out, "| {what}, p50 / p99 | {middle:.1} / {worst:.1} ms |")?;
        times.push(took);
    }

    let (rate, from_memory, memory) = rates(&server, &search).await?;
    let mut found = 0;
    for body in search.iter().take(Figures::COUNTED_HITS) {
        let answer = server.answer(body).await?;
        let total = &answer["data"]["repositories"]["total"];
        found += total.as_u64().unwrap_or_default();
    }
    writeln!(
        out,
        "| searches a second, {CLIENTS} clients | {rate:.0} of {from_memory:.0} from memory: {:.0}% |",
        rate * 100.0 / from_memory
    )?;
    writeln!(
        out,
        "| memory under that load | {:.0} MiB, of which {:.0} are the index's files |",
        mebibytes(memory.whole),
        mebibytes(memory.whole - memory.own)
    )?;
    pages::measure(&server, &address, words, out).await?;
    let damaged = damaged::measure(&server, words, &cursor).await?;
    let after_each = damaged.memory.iter();
    let after_each = after_each.map(|bytes| format!("{:.0}", mebibytes(*bytes)));
    writeln!(
        out,
        "| damaged queries, cursors and documents: the slowest answer, the server's own memory \
         after each {} | {:.0} ms, {} MiB |",
        damaged::ASKED,
        milliseconds(damaged.slowest),
        after_each.collect::<Vec<_>>().join(", ")
    )?;
    Ok(Figures {
        load,
        search: times[0],
        with_facets: times[1],
        rate,
        memory,
        found,
    })
}

/// How many searches a second the server answers, how many the one that answers
/// from memory, and what memory the first then has. They take turns: a machine that
/// others use too is not as fast at one moment as at another.
async fn rates(server: &Server, search: &[Value]) -> anyhow::Result<(f64, f64, Memory)> {
    let mut command = Command::new(std::env::current_exe()?);
    let (baseline, address) = Server::start(command.arg("memory"))?;
    let baseline = baseline.at(format!("{address}graphql"), Vec::new());
    let (mut rate, mut from_memory) = (0.0, 0.0);
    let mut memory = Memory::default();
    for _ in 0..TURNS {
        rate += server.rate(search).await? / f64::from(TURNS);
        memory = server.memory();
        from_memory += baseline.rate(search).await? / f64::from(TURNS);
    }
    Ok((rate, from_memory, memory))
}

/// What is asked while words are typed, key by key.
fn key_presses(words: &[String]) -> Vec<Value> {
    let question = "query($typed: String!) { suggestions(prefix: $typed) { kind text url slug } }";
    let typed = words.iter().flat_map(|words| {
        let ends = words.char_indices();
        ends.map(|(at, letter)| &words[..at + letter.len_utf8()])
    });
    let asked = typed.map(|typed| json!({ "query": question, "variables": { "typed": typed } }));
    asked.take(ASKED).collect()
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}

fn with_data_in(dir: &Path) -> anyhow::Result<Command> {
    let mut command = bronwijzer()?;
    command.arg("--data-dir").arg(dir.join("data"));
    Ok(command)
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
        let answer = server.answer(&body).await?;
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
