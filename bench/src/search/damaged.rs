//! Queries, cursors and documents that are damaged in every way: how long the
//! slowest answer takes, and what becomes of the server's memory.

use std::time::{Duration, Instant};

use fastrand::Rng;
use serde_json::{Value, json};

use super::SEED;
use super::server::Server;

/// How many are asked before the server's memory is looked at.
pub(super) const ASKED: usize = 10_000;

/// How often: what is freed is not given back at once, so that its memory goes up
/// and down.
const LOOKS: usize = 5;

/// What queries are damaged with.
const PIECES: [&str; 20] = [
    "\"",
    "-",
    "--",
    ":",
    "licentie:",
    "org:",
    "status:\"",
    "-taal:",
    "AND",
    "(",
    ")",
    "*",
    "\\",
    "\u{0}",
    "\u{202e}",
    "\u{300}",
    "👩‍👩‍👧",
    "ﬀ",
    "1e999",
    "{",
];

/// What came of it.
pub(super) struct Damaged {
    pub(super) slowest: Duration,
    /// What the server had of its own, in bytes, at each look.
    pub(super) memory: Vec<u64>,
}

/// Asks a server. `words` are queries as people ask them, `cursor` is one that it
/// gave.
pub(super) async fn measure(
    server: &Server,
    words: &[String],
    cursor: &str,
) -> anyhow::Result<Damaged> {
    let mut rng = Rng::with_seed(SEED);
    let mut slowest = Duration::ZERO;
    let mut memory = Vec::with_capacity(LOOKS);
    for _ in 0..LOOKS {
        for _ in 0..ASKED {
            let body = body(&mut rng, words, cursor);
            let started = Instant::now();
            server.answer_or_refusal(&body).await?;
            slowest = slowest.max(started.elapsed());
        }
        memory.push(server.memory().own);
    }
    Ok(Damaged { slowest, memory })
}

fn body(rng: &mut Rng, words: &[String], cursor: &str) -> Value {
    let list = "query($q: String, $after: String, $sort: RepositorySort) {
        repositories(query: $q, after: $after, sort: $sort, first: 5) {
            total didYouMean { query } waysOut { total } facets { name } nodes { url } } }";
    let words = rng.choice(words).map_or("", String::as_str);
    let typed = damage(rng, words);
    match rng.u8(..10) {
        0 => json!({ "query": damage(rng, list) }),
        1 => json!({ "query": format!("{{ {}", "a { ".repeat(rng.usize(..4_000))) }),
        2 => {
            json!({ "query": format!("{{ {} }}", "a: catalogue { contents } ".repeat(rng.usize(..1_000))) })
        }
        3 => {
            let long = typed.repeat(rng.usize(..2_000));
            json!({ "query": list, "variables": { "q": long } })
        }
        4 | 5 => {
            let sorts = ["RELEVANCE", "STARS", "CREATED"];
            let sort = *rng.choice(&sorts).unwrap_or(&"STARS");
            let after = damage(rng, cursor);
            json!({ "query": list, "variables": { "after": after, "sort": sort } })
        }
        _ => json!({ "query": list, "variables": { "q": typed } }),
    }
}

/// Changes a few letters of a text, or puts something into it.
fn damage(rng: &mut Rng, text: &str) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    for _ in 0..rng.usize(1..4) {
        let at = rng.usize(..=letters.len());
        match rng.u8(..4) {
            0 => letters.truncate(at),
            1 if at < letters.len() => {
                letters[at] = rng.char(..);
            }
            _ => {
                let piece = rng.choice(PIECES).unwrap_or_default();
                letters.splice(at..at, piece.chars());
            }
        }
    }
    letters.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn same_seed_gives_same_damage() {
        let damaged = |seed| -> Vec<String> {
            let mut rng = Rng::with_seed(seed);
            (0..50)
                .map(|_| damage(&mut rng, "zaaksysteem gemeente"))
                .collect()
        };
        assert_eq!(damaged(1), damaged(1));
        assert_ne!(damaged(1), damaged(2));
        let kept = damaged(1)
            .iter()
            .filter(|text| *text == "zaaksysteem gemeente")
            .count();
        assert!(kept < 5, "{kept}");
    }
}
