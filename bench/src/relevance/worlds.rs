//! The catalogues that judged queries are asked of, each beside plain BM25 on one field.

use std::collections::HashMap;
use std::io::Read;
use std::path::Path;

use anyhow::Context;
use bronwijzer_crawler::address::{AccountUrl, ForgeHost};
use bronwijzer_crawler::observation::Source;
use bronwijzer_crawler::registry::Registry;
use bronwijzer_crawler::sink::{Batch, Sink};
use bronwijzer_double::corpus::{self, CorpusRow, CorpusTexts};
use bronwijzer_index::{Catalogue, Contents, SAMPLE, SearchRequest};
use bronwijzer_testing::corpus::with_texts;
use serde::Deserialize;
use serde_json::Value;
use tantivy::collector::TopDocs;
use tantivy::query::QueryParser;
use tantivy::schema::{STORED, STRING, Schema, TEXT, Value as _};
use tantivy::{Index, TantivyDocument, doc};

use super::quality::SEEN;

/// The day that the repositories are judged as of: shortly after the corpus.
const AS_OF: &str = "2026-09-01T12:00:00Z";

/// How many repositories of the corpus have queries that were judged without descriptions.
const UNDESCRIBED: usize = 73;

const GITHUB: &str = "https://github.com/";
const NO_CORPUS: &str = "no corpus: give it by --corpus";

/// A catalogue and what it is compared with.
pub(super) struct World {
    pub(super) catalogue: Catalogue,
    plain: Plain,
    /// Where the catalogue is.
    _dir: tempfile::TempDir,
}

impl World {
    fn open(texts: &[(String, String)]) -> anyhow::Result<Self> {
        let dir = tempfile::tempdir()?;
        let hosts = [ForgeHost::new("github.com")];
        let registry = Registry::built_in(&hosts);
        let catalogue = Catalogue::open(dir.path(), registry.organisations, AS_OF.parse()?)?;
        Ok(Self {
            catalogue: catalogue.catalogue,
            plain: Plain::new(texts)?,
            _dir: dir,
        })
    }

    /// The first repositories of the corpus, without descriptions and topics, which only a
    /// forge knows.
    pub(super) fn undescribed(dir: &Path) -> anyhow::Result<Self> {
        let rows = corpus::read(dir).context(NO_CORPUS)?;
        let rows = rows.iter().take(UNDESCRIBED);
        Self::filled(rows.map(|(row, own)| (row, own, None)))
    }

    /// The whole corpus, each repository with a description in the language of its README,
    /// as owners write them, and without topics.
    pub(super) fn corpus(dir: &Path) -> anyhow::Result<Self> {
        let rows = corpus::read(dir).context(NO_CORPUS)?;
        let descriptions = descriptions(dir)?;
        let described = |(row, own): &'_ (CorpusRow, CorpusTexts)| {
            let path = format!("{}/{}", row.owner, row.name);
            let described = descriptions.get(&path);
            let described = described.with_context(|| format!("{path} has no description"))?;
            let readme = own.readme.as_deref().unwrap_or_default();
            Ok(if is_dutch(readme) {
                described.nl.clone()
            } else {
                described.en.clone()
            })
        };
        let texts: Vec<String> = rows.iter().map(described).collect::<anyhow::Result<_>>()?;
        let rows = rows.iter().zip(&texts);
        Self::filled(rows.map(|((row, own), text)| (row, own, Some(text))))
    }

    /// The sample as it ships: the catalogue's own words, and no texts.
    pub(super) fn sample() -> anyhow::Result<Self> {
        let mut sample = String::new();
        zstd::stream::read::Decoder::new(SAMPLE)?.read_to_string(&mut sample)?;
        let mut texts = Vec::new();
        for line in sample.lines().skip(1) {
            let line: Value = serde_json::from_str(line)?;
            let Some(observation) = line.pointer("/record/observation") else {
                // What somebody says.
                continue;
            };
            let path = observation["url"]
                .as_str()
                .and_then(|url| url.strip_prefix(GITHUB))
                .context("the sample has a repository elsewhere")?;
            // The words themselves, with the names of the keys between them.
            let words = observation["catalogued"].to_string();
            texts.push((path.to_owned(), format!("{path} {words}")));
        }
        let world = Self::open(&texts)?;
        let report = world.catalogue.import(SAMPLE, Contents::Sample)?;
        anyhow::ensure!(report.bad_lines.is_empty(), "{:?}", report.bad_lines);
        Ok(world)
    }

    /// Repositories of the corpus, each with its description if it has one.
    fn filled<'a>(
        rows: impl Iterator<Item = (&'a CorpusRow, &'a CorpusTexts, Option<&'a String>)>,
    ) -> anyhow::Result<Self> {
        let mut texts = Vec::new();
        let mut batch = Batch::default();
        for (row, own, description) in rows {
            let path = format!("{}/{}", row.owner, row.name);
            let readme = own.readme.as_deref().unwrap_or_default();
            let plain = description.map_or("", String::as_str);
            texts.push((path.clone(), format!("{path} {plain} {readme}")));
            let mut observation = with_texts(row, own, AS_OF.parse()?, Source::GitHistory);
            observation.description = description.cloned();
            let account: AccountUrl = format!("{GITHUB}{}", row.owner).parse()?;
            batch.observations.push((account, observation));
        }
        let world = Self::open(&texts)?;
        let runtime = tokio::runtime::Builder::new_current_thread().build()?;
        runtime.block_on(world.catalogue.sink().accept(batch))?;
        Ok(world)
    }

    /// The paths of what the catalogue finds, in its order.
    pub(super) fn ask(&self, query: &str) -> anyhow::Result<Vec<String>> {
        let page = self.catalogue.search(&SearchRequest {
            query: query.to_owned(),
            first: SEEN,
            ..SearchRequest::default()
        })?;
        Ok(page.hits.iter().map(|hit| hit.card.url.path()).collect())
    }

    /// The paths of all repositories.
    pub(super) fn paths(&self) -> anyhow::Result<Vec<String>> {
        let page = self.catalogue.search(&SearchRequest {
            first: usize::from(u16::MAX),
            ..SearchRequest::default()
        })?;
        Ok(page.hits.iter().map(|hit| hit.card.url.path()).collect())
    }

    /// What plain BM25 finds.
    pub(super) fn ask_plain(&self, query: &str) -> anyhow::Result<Vec<String>> {
        self.plain.ask(query)
    }
}

/// What a repository is, in both languages.
#[derive(Deserialize)]
struct Described {
    url: String,
    nl: String,
    en: String,
}

fn descriptions(dir: &Path) -> anyhow::Result<HashMap<String, Described>> {
    let lines = std::fs::read_to_string(dir.join("descriptions.jsonl"))?;
    let described = lines.lines().map(|line| {
        let described: Described = serde_json::from_str(line)?;
        let path = described.url.trim_start_matches(GITHUB);
        Ok((path.to_owned(), described))
    });
    described.collect()
}

/// Whether a text has more Dutch than English function words, and ten in all at least.
fn is_dutch(text: &str) -> bool {
    let dutch = "de het een van en voor met niet worden wordt deze dit zijn naar bij om te kan";
    let english = "the a of and for with not are this that to be can you it from by or as";
    let dutch: Vec<&str> = dutch.split(' ').collect();
    let english: Vec<&str> = english.split(' ').collect();
    let text = text.to_lowercase();
    let words = text.split(|c: char| !c.is_alphabetic());
    let (mut dutch_words, mut english_words) = (0, 0);
    for word in words {
        dutch_words += usize::from(dutch.contains(&word));
        english_words += usize::from(english.contains(&word));
    }
    dutch_words + english_words >= 10 && dutch_words > english_words
}

/// BM25 as it comes, on one field with the path and the texts; any word will
/// do.
struct Plain {
    index: Index,
}

impl Plain {
    fn new(texts: &[(String, String)]) -> anyhow::Result<Self> {
        let mut schema = Schema::builder();
        let path = schema.add_text_field("path", STRING | STORED);
        let text = schema.add_text_field("text", TEXT);
        let index = Index::create_in_ram(schema.build());
        let mut writer = index.writer_with_num_threads(1, 15_000_000)?;
        for (own_path, own_text) in texts {
            writer.add_document(doc!(path => own_path.as_str(), text => own_text.as_str()))?;
        }
        writer.commit()?;
        Ok(Self { index })
    }

    fn ask(&self, query: &str) -> anyhow::Result<Vec<String>> {
        let schema = self.index.schema();
        let (path, text) = (schema.get_field("path")?, schema.get_field("text")?);
        let parser = QueryParser::for_index(&self.index, vec![text]);
        let (query, _) = parser.parse_query_lenient(query);
        let searcher = self.index.reader()?.searcher();
        let found = searcher.search(&query, &TopDocs::with_limit(SEEN).order_by_score())?;
        found
            .into_iter()
            .map(|(_, address)| {
                let document: TantivyDocument = searcher.doc(address)?;
                let path = document.get_first(path).and_then(|path| path.as_str());
                Ok(path.unwrap_or_default().to_owned())
            })
            .collect()
    }
}
