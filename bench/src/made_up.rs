//! A made-up catalogue file: the facts of the sample's real repositories many
//! times over, under other names and with texts of their own, all from a seed.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, BufWriter, Read, Write};

use anyhow::Context;
use bronwijzer_index::SAMPLE;
use fastrand::Rng;
use serde_json::{Value, json};

/// What the words come from: texts of ours in both languages.
const DUTCH: &[&str] = &[
    include_str!("../../ui/locales/nl/explanation.ftl"),
    include_str!("../../ui/locales/nl/open_by_default.ftl"),
    include_str!("../../ui/locales/nl/openness.ftl"),
    include_str!("../../ui/locales/nl/publiccode.ftl"),
];
const ENGLISH: &[&str] = &[
    include_str!("../../ARCHITECTURE.md"),
    include_str!("../../docs/judgements/licence.md"),
    include_str!("../../docs/judgements/relations.md"),
    include_str!("../../README.md"),
];
const LICENCE: &str = include_str!("../../LICENSE");
const PUBLICCODE: &str = include_str!("../../publiccode.yml");

/// How many words a README has.
const README_WORDS: usize = 150;

/// How many different words a language has, compounds included.
const VOCABULARY: usize = 20_000;

/// The words of a language, the most frequent first.
struct Vocabulary(Vec<String>);

impl Vocabulary {
    /// The words of `texts`, and compounds of them up to [`VOCABULARY`].
    fn new(texts: &[&str], rng: &mut Rng) -> Self {
        let plain: BTreeSet<String> = texts
            .iter()
            .flat_map(|text| text.split(|c: char| !c.is_alphabetic()))
            .filter(|word| (4..12).contains(&word.chars().count()))
            .map(str::to_lowercase)
            .collect();
        let mut words: Vec<String> = plain.into_iter().collect();
        rng.shuffle(&mut words);
        let simple = words.len();
        while words.len() < VOCABULARY {
            let pair = (rng.usize(..simple), rng.usize(..simple));
            words.push(format!("{}{}", words[pair.0], words[pair.1]));
        }
        Self(words)
    }

    /// A word, by Zipf's law: the one of rank r comes up in proportion to 1/r.
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between 1 and the number of words"
    )]
    fn word(&self, rng: &mut Rng) -> &str {
        let rank = (self.0.len() as f64).powf(rng.f64()) as usize;
        &self.0[rank.min(self.0.len()) - 1]
    }

    fn sentence(&self, words: usize, rng: &mut Rng) -> String {
        let words: Vec<&str> = (0..words).map(|_| self.word(rng)).collect();
        words.join(" ")
    }
}

/// A source of texts, the same for the same seed.
pub(super) struct MadeUp {
    rng: Rng,
    languages: [Vocabulary; 2],
}

impl MadeUp {
    pub(super) fn new(seed: u64) -> Self {
        let mut rng = Rng::with_seed(seed);
        let languages = [DUTCH, ENGLISH].map(|texts| Vocabulary::new(texts, &mut rng));
        Self { rng, languages }
    }

    /// Two words that somebody may look for, of one language. Neither of the
    /// hundred most frequent words, which nobody looks for, nor so rare that
    /// they find nothing.
    pub(super) fn query(&mut self) -> String {
        let language = &self.languages[self.rng.usize(..2)];
        let mut word = || &language.0[self.rng.usize(100..2_000)];
        format!("{} {}", word(), word())
    }

    /// Writes a catalogue file of so many repositories.
    pub(super) fn write(&mut self, repositories: u64, file: impl Write) -> anyhow::Result<()> {
        let mut sample = String::new();
        zstd::stream::read::Decoder::new(SAMPLE)?.read_to_string(&mut sample)?;
        let mut lines = BufReader::new(sample.as_bytes()).lines();
        let header = lines.next().context("the sample is empty")??;
        let lines: Vec<Value> = lines
            .map(|line| Ok(serde_json::from_str(&line?)?))
            .collect::<anyhow::Result<_>>()?;
        // It has examples of what members say too.
        let is_record = |line: &&Value| line.get("record").is_some();
        let records: Vec<&Value> = lines.iter().filter(is_record).collect();
        let mut out = BufWriter::new(file);
        writeln!(out, "{header}")?;
        for (number, line) in (0..repositories).zip(records.iter().cycle()) {
            let mut line = Value::clone(line);
            self.rewrite(number, &mut line)
                .context("the sample has a record of another form")?;
            writeln!(out, "{line}")?;
        }
        out.flush()?;
        Ok(())
    }

    /// Gives a record another name and texts of its own. `None` when it has not
    /// the form of a record.
    fn rewrite(&mut self, number: u64, line: &mut Value) -> Option<()> {
        let observation = line.pointer_mut("/record/observation")?;
        let owner = observation["url"].as_str()?.split('/').nth(3)?.to_owned();
        let (rng, languages) = (&mut self.rng, &self.languages);
        let language = &languages[rng.usize(..2)];
        let name = format!("{}-{number}", language.sentence(2, rng).replace(' ', "-"));
        let topics: Vec<&str> = (0..rng.usize(..4)).map(|_| language.word(rng)).collect();
        observation["topics"] = json!(topics);
        observation["description"] = json!(language.sentence(12, rng));
        observation["counts"]["stars"] = json!(rng.u32(..100) * rng.u32(..10));
        let title = language.sentence(3, rng);
        let body = language.sentence(README_WORDS, rng);
        observation["readme"] = text("README.md", &format!("# {title}\n\n{body}\n"));
        if !number.is_multiple_of(4) {
            observation["licence_text"] = text("LICENSE", LICENCE);
        }
        if number.is_multiple_of(10) {
            let own = PUBLICCODE.replace("name: Bronwijzer", &format!("name: {name}"));
            observation["publiccode"] = text("publiccode.yml", &own);
        }
        observation["id"] = json!(format!("github.com:{number}"));
        observation["url"] = json!(format!("https://github.com/{owner}/{name}"));
        Some(())
    }
}

fn text(path: &str, text: &str) -> Value {
    json!({ "path": path, "text": text, "bytes": text.len() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn same_seed_gives_same_file_with_distinct_lines() {
        let file = |seed| {
            let mut bytes = Vec::new();
            MadeUp::new(seed).write(150, &mut bytes).unwrap();
            String::from_utf8(bytes).unwrap()
        };
        let once = file(7);
        assert_eq!(once, file(7));
        assert_ne!(once, file(8));
        let lines: BTreeSet<&str> = once.lines().collect();
        assert_eq!(lines.len(), 151);
    }

    #[test]
    fn file_goes_on_past_the_end_of_the_sample() {
        let mut bytes = Vec::new();
        MadeUp::new(1).write(1_000, &mut bytes).unwrap();
        let file = String::from_utf8(bytes).unwrap();
        let lines: BTreeSet<&str> = file.lines().collect();
        assert_eq!(lines.len(), 1_001);
    }
}
