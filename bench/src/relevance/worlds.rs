//! The catalogues that judged queries are asked of, each beside plain BM25 on one field.

use std::collections::{BTreeMap, HashMap};
use std::io::Read;
use std::path::Path;

use anyhow::Context;
use bronwijzer_crawler::address::{AccountUrl, ForgeHost, RepositoryId, RepositoryUrl};
use bronwijzer_crawler::commits::{Commit, CommitActivity, WINDOW_DAYS};
use bronwijzer_crawler::observation::{LanguageSize, Observation, Source, TextFile};
use bronwijzer_crawler::registry::Registry;
use bronwijzer_crawler::sink::{Batch, Sink};
use bronwijzer_double::corpus::{self, CorpusRow, CorpusTexts};
use bronwijzer_index::{Catalogue, Contents, SAMPLE, SearchRequest};
use chrono::{DateTime, Days, Utc};
use serde::Deserialize;
use serde_json::{Value, json};
use tantivy::collector::TopDocs;
use tantivy::query::QueryParser;
use tantivy::schema::{STORED, STRING, Schema, TEXT, Value as _};
use tantivy::{Index, TantivyDocument, doc};

use super::quality::SEEN;

/// The registry that ships with the program.
const BUILT_IN: &str = include_str!("../../../data/organisations.toml");

/// The day that the repositories are judged as of: shortly after the corpus.
const AS_OF: &str = "2026-09-01T12:00:00Z";

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
        let registry = Registry::parse("the built-in registry", BUILT_IN, &hosts);
        let catalogue = Catalogue::open(dir.path(), registry.organisations, AS_OF.parse()?)?;
        Ok(Self {
            catalogue: catalogue.catalogue,
            plain: Plain::new(texts)?,
            _dir: dir,
        })
    }

    /// The sample, of which the corpus has the texts: no descriptions and no topics.
    pub(super) fn sample(corpus: &Path) -> anyhow::Result<Self> {
        let mut sample = String::new();
        zstd::stream::read::Decoder::new(SAMPLE)?.read_to_string(&mut sample)?;
        let mut lines = sample.lines();
        let mut file = format!("{}\n", lines.next().context("the sample is empty")?);
        let mut texts = Vec::new();
        for line in lines {
            let mut line: Value = serde_json::from_str(line)?;
            let observation = line
                .pointer_mut("/record/observation")
                .context("the sample has a record of another form")?;
            let path = observation["url"]
                .as_str()
                .and_then(|url| url.strip_prefix("https://github.com/"))
                .context("the sample has a repository elsewhere")?
                .to_owned();
            let own = corpus
                .join("texts")
                .join(format!("{}.json", path.replace('/', "+")));
            let own = std::fs::read_to_string(&own)
                .with_context(|| format!("{}: give the corpus by --corpus", own.display()))?;
            let own: Value = serde_json::from_str(&own)?;
            for (key, name, file) in [
                ("readme", "readme", "README.md"),
                ("publiccode", "publiccode", "publiccode.yml"),
                ("licence", "licence_text", "LICENSE"),
            ] {
                if let Some(text) = own[key].as_str() {
                    observation[name] = json!({ "path": file, "text": text, "bytes": text.len() });
                }
            }
            let readme = own["readme"].as_str().unwrap_or_default();
            texts.push((path.clone(), format!("{path} {readme}")));
            file.push_str(&line.to_string());
            file.push('\n');
        }
        let world = Self::open(&texts)?;
        let report = world
            .catalogue
            .import(file.as_bytes(), Contents::Imported)?;
        anyhow::ensure!(report.bad_lines.is_empty(), "{:?}", report.bad_lines);
        Ok(world)
    }

    /// The whole corpus, each repository with a description in the language of its README,
    /// as owners write them, and without topics.
    pub(super) fn corpus(dir: &Path) -> anyhow::Result<Self> {
        let rows = corpus::read(dir).context("no corpus: give it by --corpus")?;
        let descriptions = descriptions(dir)?;
        let mut texts = Vec::new();
        let mut batch = Batch::default();
        for (row, own) in &rows {
            let path = format!("{}/{}", row.owner, row.name);
            let readme = own.readme.as_deref().unwrap_or_default();
            let described = descriptions
                .get(&path)
                .with_context(|| format!("{path} has no description"))?;
            let description = if is_dutch(readme) {
                &described.nl
            } else {
                &described.en
            };
            texts.push((path.clone(), format!("{path} {description} {readme}")));
            let observation = observe(row, own, description)?;
            let account: AccountUrl = format!("https://github.com/{}", row.owner).parse()?;
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
        let path = described.url.trim_start_matches("https://github.com/");
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

/// The facts of a repository that git tells, and its description.
fn observe(row: &CorpusRow, own: &CorpusTexts, description: &str) -> anyhow::Result<Observation> {
    let now: DateTime<Utc> = AS_OF.parse()?;
    let address = format!("https://github.com/{}/{}", row.owner, row.name);
    let url: RepositoryUrl = address.parse()?;
    let id = RepositoryId::new(url.host().clone(), url.path());
    let mut observation = Observation::bare(id, url, now, Source::GitHistory);
    observation.description = Some(description.to_owned());
    observation.created_at = Some(row.first_commit_at);
    let languages: BTreeMap<u64, &String> = row
        .languages
        .iter()
        .filter_map(|(name, bytes)| Some((bytes.as_u64()?, name)))
        .collect();
    let languages = languages.into_iter().rev();
    let languages = languages.map(|(bytes, name)| LanguageSize {
        name: name.clone(),
        bytes,
    });
    observation.languages = Some(languages.collect());
    let text = |path: &Option<String>, usual: &str, text: &Option<String>| {
        let path = path.as_deref().unwrap_or(usual);
        let text = text.clone()?;
        let bytes = text.len() as u64;
        Some(TextFile::capped(path, text, bytes, false))
    };
    observation.readme = text(&row.readme_file, "README.md", &own.readme);
    observation.publiccode = text(&row.publiccode_file, "publiccode.yml", &own.publiccode);
    observation.licence_text = text(&row.licence_file, "LICENSE", &own.licence);
    let since = now - Days::new(WINDOW_DAYS);
    let commits = own.commits.iter().filter(|(at, _)| *at >= since);
    let commits: Vec<Commit> = commits
        .map(|(at, author)| Commit {
            at: *at,
            author: author.to_string(),
            bot: false,
            merge: None,
        })
        .collect();
    let (total, last) = (commits.len() as u64, Some(row.last_commit_at));
    let activity = CommitActivity::count(since, since, total, last, commits);
    observation.commits = Some(activity);
    Ok(observation)
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
