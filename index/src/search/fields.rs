//! Index schema, the table of fields: each text that is searched is declared once, with how
//! it is analysed and how much it weighs. Facets have a table of their own.

use std::borrow::Cow;

use tantivy::TantivyDocument;
use tantivy::schema::{
    FAST, Field, IndexRecordOption, STRING, Schema, TextFieldIndexing, TextOptions,
};

use super::Indexed;
use super::alphabetical::Alphabetical;
use super::analysis::Analysis;
use super::engine::card_store::CARD;
use super::engine::impacts::{ImpactTerms, ImpactTokenizer};
use super::engine::top_hits::UNKNOWN;
use super::facets::FacetName;
use super::suggest::edge_ngrams;
use super::verify::Held;
use crate::assess::{Description, LicenceVerdict, MaintenanceStatus, Referral, visible_text};
use crate::error::IndexError;
use crate::model::{Card, Entry, EventKind, Names, StatusCause};

/// A change of this number makes every index be rebuilt: raise it when a table
/// here, in `analysis` or `engine::impacts`, what a facet takes from an entry, or a
/// [`Card`] or what is kept behind it changes.
pub(super) const SCHEMA_VERSION: u32 = 26;

/// What an index is marked with that was made as one is made now. A new facet is
/// another version by itself.
pub(super) fn schema_version() -> String {
    let facets = FacetName::ALL.iter().map(|facet| facet.as_str());
    let facets: Vec<&str> = facets.collect();
    format!("{SCHEMA_VERSION} {}", facets.join(" "))
}

/// A text that is searched.
pub(super) struct TextField {
    pub(super) name: &'static str,
    pub(super) analysis: Analysis,
    /// The boost of a word as it was written, relative to one in a README.
    pub(super) boost: f32,
    /// The boost of its stem.
    pub(super) stem_boost: f32,
    /// How many words such a text usually has, BM25's average length: in a longer one each
    /// weighs less.
    pub(super) usual_length: f32,
    /// What is indexed of an entry.
    text: fn(&Entry) -> Cow<'_, str>,
}

impl TextField {
    /// What is indexed of an entry, before it is analysed.
    pub(super) fn text_of<'a>(&self, entry: &'a Entry) -> Cow<'a, str> {
        (self.text)(entry)
    }
}

/// Names outrank descriptions, descriptions outrank READMEs; a word as it was
/// written outranks its stem. docs/search.md tells what each is for.
pub(super) const TEXT_FIELDS: &[TextField] = &[
    TextField {
        name: "name",
        analysis: Analysis::Identifier,
        boost: 8.0,
        stem_boost: 4.0,
        usual_length: 4.0,
        text: name,
    },
    TextField {
        name: "also_known_as",
        analysis: Analysis::Identifier,
        boost: 8.0,
        stem_boost: 4.0,
        usual_length: 4.0,
        text: also_known_as,
    },
    TextField {
        name: "topics",
        analysis: Analysis::Identifier,
        boost: 4.0,
        stem_boost: 4.0,
        usual_length: 5.0,
        text: topics,
    },
    TextField {
        name: "owner",
        analysis: Analysis::Identifier,
        boost: 3.0,
        stem_boost: 2.0,
        usual_length: 4.0,
        text: owner,
    },
    TextField {
        name: "languages",
        analysis: Analysis::Words,
        boost: 2.0,
        stem_boost: 0.7,
        usual_length: 2.0,
        text: languages,
    },
    TextField {
        name: "description",
        analysis: Analysis::Words,
        boost: 4.0,
        stem_boost: 3.0,
        usual_length: 12.0,
        text: description,
    },
    TextField {
        name: "features",
        analysis: Analysis::Words,
        boost: 1.5,
        stem_boost: 1.0,
        usual_length: 120.0,
        text: features,
    },
    TextField {
        name: README,
        analysis: Analysis::Words,
        boost: 1.0,
        stem_boost: 0.7,
        usual_length: 300.0,
        text: readme,
    },
];

/// The name of the field with what a reader sees of the README.
pub(super) const README: &str = "readme";

/// The impact of a name as a whole, and of owner and name as a whole.
pub(super) const EXACT_NAME_BOOST: f32 = 20.0;

/// The impact of the organisation, for words of a query that name it.
pub(super) const ORGANISATION_BOOST: f32 = 3.0;

/// The impact of an edge n-gram of a word of a name.
pub(super) const EDGE_NGRAM_BOOST: f32 = 2.0;

/// How much of a README is searched, in bytes of its source: what a reader sees first.
const SEARCHED_README_BYTES: usize = 32 * 1024;

fn name(entry: &Entry) -> Cow<'_, str> {
    entry.observation.url.name().into()
}

/// What it is called elsewhere than in its address: the title and other names.
fn also_known_as(entry: &Entry) -> Cow<'_, str> {
    let names = Names::of(entry);
    names.all().collect::<Vec<_>>().join("\n").into()
}

fn topics(entry: &Entry) -> Cow<'_, str> {
    let topics: Vec<&str> = topics_of(entry).collect();
    topics.join(" ").into()
}

/// The topics on the forge and the catalogue's own.
fn topics_of(entry: &Entry) -> impl Iterator<Item = &str> {
    let catalogued = entry.observation.catalogued.iter();
    let catalogued = catalogued.flat_map(|words| &words.topics);
    let topics = entry.observation.topics.iter().flatten().chain(catalogued);
    topics.map(String::as_str)
}

/// The account and what everybody calls the organisation for short. Not its official name:
/// `zaken` is no word of each repository of Binnenlandse Zaken. See `organisation_names`.
fn owner(entry: &Entry) -> Cow<'_, str> {
    let mut names = vec![entry.observation.url.owner()];
    if let Some(organisation) = &entry.organisation {
        names.extend(organisation.short_names.iter().map(String::as_str));
    }
    names.join(" ").into()
}

/// The programming languages that make up a part of it worth naming, the largest
/// first.
fn languages(entry: &Entry) -> Cow<'_, str> {
    let languages = entry.observation.languages.as_deref().unwrap_or_default();
    let all: u64 = languages.iter().map(|language| language.bytes).sum();
    let named = languages.iter().filter(|language| {
        language.bytes.saturating_mul(LANGUAGE_IS_ONE_IN) >= all && language.bytes > 0
    });
    let names: Vec<&str> = named.map(|language| language.name.as_str()).collect();
    names.join(", ").into()
}

/// A language that is a smaller part of a repository is not looked for in it.
const LANGUAGE_IS_ONE_IN: u64 = 5;

/// That of the forge, and those of publiccode.yml and of the catalogue in each language.
fn description(entry: &Entry) -> Cow<'_, str> {
    let on_forge = entry.observation.description.as_deref();
    let declared = descriptions(entry).flat_map(|text| {
        let texts = [&text.generic_name, &text.short];
        texts.into_iter().flatten().map(String::as_str)
    });
    let catalogued = entry.observation.catalogued.iter();
    let catalogued = catalogued.flat_map(|words| &words.sentences);
    let catalogued = catalogued.map(|sentence| sentence.text.as_str());
    let texts = on_forge.into_iter().chain(declared).chain(catalogued);
    let texts: Vec<&str> = texts.collect();
    texts.join("\n").into()
}

/// What publiccode.yml tells at length, in each language.
fn features(entry: &Entry) -> Cow<'_, str> {
    let texts = descriptions(entry).flat_map(|text| text.features.iter().chain(&text.long));
    let texts: Vec<&str> = texts.map(String::as_str).collect();
    texts.join("\n").into()
}

fn descriptions(entry: &Entry) -> impl Iterator<Item = &Description> {
    let declared = entry.assessment.declared.iter();
    declared.flat_map(|file| &file.descriptions)
}

fn readme(entry: &Entry) -> Cow<'_, str> {
    let readme = entry.observation.readme.as_ref();
    let text = readme.map(|readme| visible_text(readme, SEARCHED_README_BYTES));
    text.unwrap_or_default().into()
}

/// A number that results are ordered by, or weighed with.
pub(super) struct NumberField {
    pub(super) name: &'static str,
    /// The field that orders what is equal in this one.
    pub(super) tie: &'static str,
    number: fn(&Entry, &Card) -> f64,
}

/// Numbers are kept as floats, exact for times in seconds and for counts. What
/// is not known sorts last.
pub(super) const NUMBER_FIELDS: &[NumberField] = &[
    NumberField {
        name: LAST_ACTIVITY,
        tie: TIE,
        number: |entry, _| seconds(entry.assessment.last_activity_at),
    },
    NumberField {
        name: "created",
        tie: TIE,
        number: |entry, _| seconds(entry.observation.created_at),
    },
    NumberField {
        name: "latest_release",
        tie: TIE,
        number: |_, card| seconds(card.latest_release.as_ref().map(|release| release.at)),
    },
    NumberField {
        name: FIRST_SEEN,
        tie: TIE,
        number: |entry, _| seconds(Some(entry.first_seen_at)),
    },
    NumberField {
        name: FIRST_WRITTEN,
        tie: TIE,
        number: |entry, _| place_in_sequence(entry.first_written()),
    },
    NumberField {
        name: OBSERVED,
        tie: TIE,
        number: |entry, _| seconds(Some(entry.observation.observed_at)),
    },
    NumberField {
        name: "status_changed",
        tie: TIE,
        number: |entry, _| seconds(status_changed_at(entry)),
    },
    NumberField {
        name: "stars",
        tie: TIE,
        number: |entry, _| stars(entry),
    },
    NumberField {
        name: "static_rank",
        tie: TIE,
        number: |entry, _| static_rank(entry),
    },
    NumberField {
        name: NAME,
        tie: NAME_TIE,
        number: |_, card| Alphabetical::of(card).number(),
    },
];

/// The name of the field with the last activity, in seconds.
pub(super) const LAST_ACTIVITY: &str = "last_activity";

#[expect(clippy::cast_precision_loss, reason = "seconds stay far below 2^53")]
pub(super) fn seconds(at: Option<chrono::DateTime<chrono::Utc>>) -> f64 {
    at.map_or(UNKNOWN, |at| at.timestamp() as f64)
}

/// A number of the sequence of writes; what has none lies before them all.
#[expect(clippy::cast_precision_loss, reason = "writes stay far below 2^53")]
pub(super) fn place_in_sequence(number: Option<u64>) -> f64 {
    number.map_or(UNKNOWN, |number| number as f64)
}

/// When its maintenance status last changed by the world or by time. Other rules
/// change many at once, and are no news of any of them.
fn status_changed_at(entry: &Entry) -> Option<chrono::DateTime<chrono::Utc>> {
    let changes = entry.history.iter().filter(|event| {
        matches!(
            event.what,
            EventKind::StatusChanged { cause, .. } if cause != StatusCause::Rules
        )
    });
    changes.map(|event| event.noticed_at).max()
}

#[expect(clippy::cast_precision_loss, reason = "stars stay far below 2^53")]
fn stars(entry: &Entry) -> f64 {
    entry
        .observation
        .counts
        .stars
        .map_or(UNKNOWN, |stars| stars as f64)
}

/// Static rank: what relevance is multiplied by, so that of two repositories that fit a
/// query as well, the one that is kept up and may be reused comes first.
pub(super) fn static_rank(entry: &Entry) -> f64 {
    let upkeep = match entry.assessment.maintenance.value {
        MaintenanceStatus::Active => 1.0,
        MaintenanceStatus::Maintained if entry.assessment.is_barely_kept_up() => 0.87,
        MaintenanceStatus::Maintained => 0.95,
        MaintenanceStatus::SeekingMaintainer => 0.9,
        MaintenanceStatus::Dormant => 0.8,
        MaintenanceStatus::Unknown => 0.75,
        MaintenanceStatus::Unmaintained => 0.65,
        MaintenanceStatus::Archived => 0.5,
    };
    let reuse = match entry.assessment.licence.verdict.value {
        LicenceVerdict::Open => 1.0,
        LicenceVerdict::OpenContent => 0.95,
        LicenceVerdict::Contradictory | LicenceVerdict::Unknown => 0.9,
        LicenceVerdict::NotOpen | LicenceVerdict::Missing => 0.85,
    };
    upkeep * reuse
}

/// The fields of the index, resolved.
#[derive(Clone)]
pub(super) struct Fields {
    pub(super) schema: Schema,
    /// The repository's id, which updates go by.
    pub(super) id: Field,
    /// A stable number for each repository, which orders what is otherwise
    /// equal.
    tie: Field,
    /// The same where names are ordered.
    name_tie: Field,
    /// By which it is known whether a later judgement is another.
    fingerprint: Field,
    /// By which it is known whether it holds what follows from the store.
    content: Field,
    /// The words of all texts as they are written, and their stems, with their impacts: see
    /// `engine::impacts`.
    pub(super) words: Field,
    pub(super) stems: Field,
    /// Each text by itself, for phrases and as a source of words.
    texts: Vec<Field>,
    numbers: Vec<Field>,
    facets: Vec<Field>,
    /// Pages that it refers to, as `normalise` writes them.
    pub(super) pages: Field,
    /// What it points to, and the names that others point to: see `relations`.
    pub(super) points_to: Field,
    /// Set where another repository is shown in its place.
    pub(super) hidden: Field,
    /// What lists show of it, a [`Card`], and its [`Pointers`](crate::relations::Pointers) behind
    /// that; only stored: see `engine::card_store`.
    pub(super) card: Field,
    /// Its topics, each as a whole.
    pub(super) topic: Field,
    /// Edge n-grams of each word of its names: see `suggest`.
    pub(super) edge_ngrams: Field,
}

/// What [`Fields::hidden`] holds where it holds anything.
pub(super) const HIDDEN: &str = "yes";

/// The name of the field with an entry's fingerprint.
pub(super) const FINGERPRINT: &str = "fingerprint";

/// The name of the field with the checksum of all else in a document.
pub(super) const CONTENT: &str = "content";

/// What of a document depends on a judgement and so on the date: facets, numbers,
/// its card with what it points to, and whether it is shown. Its texts follow from facts alone.
pub(super) struct Judged {
    facets: Vec<Vec<String>>,
    numbers: Vec<f64>,
    name: Alphabetical,
    card: Vec<u8>,
    is_hidden: bool,
}

impl Judged {
    pub(super) fn of(Indexed { entry, pointers }: &Indexed) -> Result<Self, IndexError> {
        let card = Card::of(entry);
        Ok(Self {
            facets: FacetName::ALL
                .iter()
                .map(|facet| facet.values(entry))
                .collect(),
            numbers: NUMBER_FIELDS
                .iter()
                .map(|field| (field.number)(entry, &card))
                .collect(),
            name: Alphabetical::of(&card),
            card: postcard::to_allocvec(&(&card, pointers))?,
            is_hidden: entry.shown_as.is_some(),
        })
    }

    /// Another one for what is judged in another way.
    pub(super) fn fingerprint(&self) -> u64 {
        let facets = self.facets.iter().map(|values| values.join(" "));
        let facets: Vec<String> = facets.collect();
        let numbers = self
            .numbers
            .iter()
            .flat_map(|number| number.to_bits().to_le_bytes());
        let mut all = facets.join("\n").into_bytes();
        all.extend(numbers.chain([u8::from(self.is_hidden)]));
        all.extend(&self.card);
        stable_hash(&all)
    }
}

/// The name of the tie-breaking field.
pub(super) const TIE: &str = "tie";

/// The names of the fields with when the catalogue first saw it, by which write, and when its
/// facts were gathered.
pub(super) const FIRST_SEEN: &str = "first_seen";
pub(super) const FIRST_WRITTEN: &str = "first_written";
pub(super) const OBSERVED: &str = "observed";

/// The names of the field with names as numbers, and of that with what of a name no
/// longer fits into it.
pub(super) const NAME: &str = "alphabetical";
const NAME_TIE: &str = "alphabetical_tie";

impl Fields {
    pub(super) fn new() -> Self {
        let mut builder = Schema::builder();
        let id = builder.add_text_field("id", STRING);
        let tie = builder.add_u64_field(TIE, FAST);
        let name_tie = builder.add_u64_field(NAME_TIE, FAST);
        let fingerprint = builder.add_u64_field(FINGERPRINT, FAST);
        let content = builder.add_u64_field(CONTENT, FAST);
        let texts = TEXT_FIELDS
            .iter()
            .map(|field| {
                let indexing = TextFieldIndexing::default()
                    .set_tokenizer(field.analysis.name())
                    .set_index_option(IndexRecordOption::WithFreqsAndPositions);
                let options = TextOptions::default().set_indexing_options(indexing);
                builder.add_text_field(field.name, options)
            })
            .collect();
        let impacts = TextFieldIndexing::default()
            .set_tokenizer(ImpactTokenizer::NAME)
            .set_fieldnorms(false)
            .set_index_option(IndexRecordOption::WithFreqs);
        let impacts = TextOptions::default().set_indexing_options(impacts);
        let words = builder.add_text_field("words", impacts.clone());
        let stems = builder.add_text_field("stems", impacts);
        let numbers = NUMBER_FIELDS
            .iter()
            .map(|field| builder.add_f64_field(field.name, FAST))
            .collect();
        let facets = FacetName::ALL
            .iter()
            .map(|facet| builder.add_text_field(facet.as_str(), STRING | FAST))
            .collect();
        let pages = builder.add_text_field("refers_to_page", STRING);
        // One term for each pointer: a whole text, with no need for counts.
        let points_to = builder.add_text_field("points_to", STRING);
        let hidden = builder.add_text_field("hidden", STRING);
        let card = builder.add_custom_field(CARD, CARD, serde_json::Value::Null);
        let topic = builder.add_text_field("topic", STRING);
        let edge_ngrams = builder.add_text_field("edge_ngrams", STRING);
        Self {
            points_to,
            hidden,
            card,
            topic,
            edge_ngrams,
            schema: builder.build(),
            id,
            tie,
            name_tie,
            fingerprint,
            content,
            words,
            stems,
            texts,
            numbers,
            facets,
            pages,
        }
    }

    /// The texts with what the table says of them.
    pub(super) fn texts(&self) -> impl Iterator<Item = (Field, &'static TextField)> {
        self.texts.iter().copied().zip(TEXT_FIELDS)
    }

    /// A field of [`TEXT_FIELDS`].
    pub(super) fn text(&self, name: &str) -> Option<Field> {
        let mut texts = self.texts();
        texts
            .find(|(_, declared)| declared.name == name)
            .map(|(field, _)| field)
    }

    /// A field of [`NUMBER_FIELDS`].
    pub(super) fn number(&self, name: &str) -> tantivy::Result<Field> {
        let mut numbers = self.numbers.iter().zip(NUMBER_FIELDS);
        let found = numbers.find(|(_, declared)| declared.name == name);
        let why = || tantivy::TantivyError::FieldNotFound(name.to_owned());
        found.map(|(field, _)| *field).ok_or_else(why)
    }

    pub(super) fn facet(&self, name: FacetName) -> Field {
        // The enum's discriminants are positions in the table.
        self.facets[name as usize]
    }

    /// The document for an entry, and what it is known by.
    pub(super) fn document(
        &self,
        indexed: &Indexed,
    ) -> Result<(TantivyDocument, Held), IndexError> {
        let Indexed { entry, pointers } = indexed;
        let judged = Judged::of(indexed)?;
        let fingerprint = judged.fingerprint();
        let mut document = Summed::default();
        let id = entry.observation.id.to_string();
        let tie = stable_hash(id.as_bytes());
        document.add_u64(self.tie, tie);
        document.add_u64(self.name_tie, judged.name.tie(tie));
        document.add_u64(self.fingerprint, fingerprint);
        document.add_text(self.id, id);
        // Its fingerprint tells the rest of what is judged.
        document.document.add_custom(self.card, &judged.card);
        for topic in topics_of(entry) {
            document.add_text(self.topic, topic);
        }
        let names = Names::of(entry);
        for ngram in edge_ngrams(names.all().chain([entry.observation.url.name()])) {
            document.add_text(self.edge_ngrams, ngram);
        }
        for (field, declared) in self.texts() {
            let text = declared.text_of(entry);
            if !text.is_empty() {
                document.add_text(field, text);
            }
        }
        let impacts = ImpactTerms::of(entry);
        document.add_text(self.words, impacts.words);
        document.add_text(self.stems, impacts.stems);
        for (field, number) in self.numbers.iter().zip(judged.numbers) {
            document.document.add_f64(*field, number);
        }
        for (field, values) in self.facets.iter().zip(judged.facets) {
            for value in values {
                document.add_text(*field, value);
            }
        }
        for page in entry.assessment.referrals.iter().filter_map(Referral::key) {
            document.add_text(self.pages, page);
        }
        for term in pointers.terms(entry) {
            document.add_text(self.points_to, term);
        }
        if judged.is_hidden {
            document.add_text(self.hidden, HIDDEN);
        }
        let Summed { mut document, sum } = document;
        let held = Held {
            content: u64::from(sum.finalize()),
            fingerprint,
        };
        document.add_u64(self.content, held.content);
        Ok((document, held))
    }
}

/// A document, and the CRC-32 of the terms and numbers that go into it.
#[derive(Default)]
struct Summed {
    document: TantivyDocument,
    sum: crc32fast::Hasher,
}

impl Summed {
    fn add_text(&mut self, field: Field, text: impl AsRef<str>) {
        let text = text.as_ref();
        self.sum.update(&field.field_id().to_le_bytes());
        self.sum.update(text.as_bytes());
        self.document.add_text(field, text);
    }

    fn add_u64(&mut self, field: Field, number: u64) {
        self.sum.update(&field.field_id().to_le_bytes());
        self.sum.update(&number.to_le_bytes());
        self.document.add_u64(field, number);
    }
}

/// FNV-1a: small, and the same on every machine and in every version, which
/// cursors rely on.
pub(super) struct StableHash(pub(super) u64);

impl StableHash {
    pub(super) fn new() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }

    pub(super) fn add(&mut self, bytes: &[u8]) {
        self.0 = bytes.iter().fold(self.0, |hash, byte| {
            (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
        });
    }
}

/// The [`StableHash`] of all of it.
pub(crate) fn stable_hash(bytes: &[u8]) -> u64 {
    let mut hash = StableHash::new();
    hash.add(bytes);
    hash.0
}
