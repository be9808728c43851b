//! Makes the sample that ships with the program from a corpus of facts read
//! from public git histories.
//!
//! ```sh
//! cargo run -p bronwijzer-index --example sample_from_corpus -- CORPUS data/sample.ndjson.zst
//! ```
//!
//! `CORPUS` is a folder with, by the repository,
//!
//! - `repositories.jsonl` and `texts/OWNER+NAME.json`: what git tells;
//! - `owners.json`: by account, whether it is of government;
//! - `descriptions.jsonl`: the catalogue's own words, in two languages;
//! - `publiccode-facts.jsonl`: values of publiccode.yml files.
//!
//! Repositories of government, of a service of it or of a cooperation go into the sample. Of a
//! repository it has facts (names, dates, licences, languages, counts, which files there are,
//! values of publiccode.yml and how many errors that has), and the catalogue's own words. No
//! text of a repository does.

use std::collections::HashMap;
use std::io::Write;
use std::path::Path;

use bronwijzer_crawler::address::AccountUrl;
use bronwijzer_crawler::observation::{Catalogued, PubliccodeValues, Sentence, Source};
use bronwijzer_double::corpus;
use bronwijzer_index::assess::publiccode::check;
use bronwijzer_testing::corpus::facts;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// What an owner is judged to be whose repositories are left out.
const NO_GOVERNMENT: &str = "not government";

#[derive(Deserialize)]
struct Owner {
    judgement: String,
}

/// The catalogue's own words for a repository.
#[derive(Deserialize)]
struct Described {
    url: String,
    nl: String,
    en: String,
    topics: Vec<String>,
    also_known_as: Vec<String>,
}

impl From<Described> for Catalogued {
    fn from(described: Described) -> Self {
        let sentences = [("nl", described.nl), ("en", described.en)];
        let sentences = sentences.map(|(language, text)| Sentence {
            language: language.to_owned(),
            text,
        });
        Self {
            also_known_as: described.also_known_as,
            sentences: sentences.into(),
            topics: described.topics,
        }
    }
}

/// Values of a publiccode.yml; none where it is no YAML.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Declared {
    url: String,
    #[serde(flatten)]
    values: HashMap<String, Value>,
}

impl Declared {
    /// The values in the structure of the standard.
    fn in_structure(&self) -> Value {
        let value = |key: &str| self.values.get(key).cloned().unwrap_or_default();
        let group = |group: &str| -> Vec<Value> {
            let needed = self.values.get("dependsOn").and_then(Value::as_array);
            let needed = needed.into_iter().flatten();
            let of_group = needed.filter(|needed| needed["group"] == group);
            of_group
                .map(|needed| json!({ "name": needed["name"] }))
                .collect()
        };
        let mut file = json!({
            "publiccodeYmlVersion": value("publiccodeYmlVersion"),
            "name": value("name"),
            "platforms": value("platforms"),
            "categories": value("categories"),
            "usedBy": value("usedBy"),
            "developmentStatus": value("developmentStatus"),
            "softwareType": value("softwareType"),
            "legal": { "license": value("licence") },
            "maintenance": { "type": value("maintenanceType") },
            "localisation": { "availableLanguages": value("availableLanguages") },
            "dependsOn": {
                "open": group("open"),
                "proprietary": group("proprietary"),
                "hardware": group("hardware"),
            },
        });
        drop_empty(&mut file);
        file
    }
}

/// Takes out what says nothing.
fn drop_empty(value: &mut Value) {
    let Value::Object(fields) = value else {
        return;
    };
    fields.values_mut().for_each(drop_empty);
    fields.retain(|_, value| match value {
        Value::Null => false,
        Value::Array(values) => !values.is_empty(),
        Value::Object(fields) => !fields.is_empty(),
        _ => true,
    });
}

/// A request to release source code that shows what one looks like. It goes with the sample.
const EXAMPLE_REQUEST: &str = include_str!("../../data/example-request.json");

/// What went wrong.
pub(crate) type Failure = Box<dyn std::error::Error>;

fn lines<T: DeserializeOwned>(file: &Path) -> Result<Vec<T>, Failure> {
    let text = std::fs::read_to_string(file)?;
    let lines = text.lines().map(serde_json::from_str);
    Ok(lines.collect::<Result<_, _>>()?)
}

fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [corpus, output] = arguments.as_slice() else {
        return Err("give the folder of the corpus and the file to write".into());
    };
    let mut writer = zstd::stream::write::Encoder::new(std::fs::File::create(output)?, 19)?;
    let written = write(Path::new(corpus), &mut writer)?;
    writer.finish()?;
    println!("{written} repositories");
    Ok(())
}

/// Writes the sample, without compression. Gives back how many repositories it has.
pub(crate) fn write(corpus: &Path, mut writer: impl Write) -> Result<u64, Failure> {
    let rows = corpus::read(corpus).ok_or("the folder has no repositories.jsonl")?;
    let owners = std::fs::read_to_string(corpus.join("owners.json"))?;
    let owners: HashMap<String, Owner> = serde_json::from_str(&owners)?;
    let described: Vec<Described> = lines(&corpus.join("descriptions.jsonl"))?;
    let described = described.into_iter().map(|row| (row.url.clone(), row));
    let mut described: HashMap<String, Described> = described.collect();
    let declared: Vec<Declared> = lines(&corpus.join("publiccode-facts.jsonl"))?;
    let declared = declared.into_iter().map(|row| (row.url.clone(), row));
    let declared: HashMap<String, Declared> = declared.collect();
    let newest = rows.iter().map(|(row, _)| row.last_commit_at).max();
    let observed_at = newest.ok_or("the corpus is empty")?;

    let header = json!({ "format": "bronwijzer-catalogue", "version": 1, "contents": "sample" });
    writeln!(writer, "{header}")?;
    let mut written = 0;
    for (row, texts) in &rows {
        let owner = owners.get(&format!("github.com/{}", row.owner));
        let owner = owner.ok_or_else(|| format!("nobody judged {}", row.owner))?;
        if owner.judgement == NO_GOVERNMENT {
            continue;
        }
        let mut observation = facts(row, texts, observed_at, Source::Sample);
        let url = observation.url.to_string();
        observation.catalogued = described.remove(&url).map(Catalogued::from);
        let checked = texts.publiccode.as_ref();
        let checked = checked.map(|text| check(text.as_bytes(), observed_at.date_naive()));
        observation.publiccode_values = declared.get(&url).map(|file| PubliccodeValues {
            values: file.in_structure(),
            errors: checked.map(|check| check.errors() as u64),
        });
        let account = AccountUrl::new(observation.url.host().clone(), &row.owner);
        let record = json!({
            "observation": observation,
            "account": account,
            "first_seen_at": observed_at,
        });
        writeln!(writer, "{}", json!({ "record": record }))?;
        written += 1;
    }
    write!(writer, "{EXAMPLE_REQUEST}")?;
    Ok(written)
}
