//! What stands around the licences in a text: riders, and notices that the
//! licence is somebody else's.

use super::detect::Found;
use super::terms;
use super::words::{Words, position, starts};

/// Why a text with a licence in it does not give what the licence gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Limit {
    /// The rule that tells of it.
    pub(super) rule: &'static str,
    /// The licence that stands there.
    pub(super) licence: Option<String>,
    /// The words that limit, or that lack; in lower case.
    pub(super) words: String,
}

/// What keeps all rights, as words.
const RESERVED: &[&[&str]] = &[
    &["all", "rights", "reserved"],
    &["all", "rights", "are", "reserved"],
    &["alle", "rechten", "voorbehouden"],
    &["alle", "rechte", "vorbehalten"],
    &["tous", "droits", "réservés"],
];

/// What a file begins with where it goes on about software of others.
const OTHERS: &[&[&str]] = &[
    &["third", "party"],
    &["third", "parties"],
    &["thirdparty"],
    &["van", "derden"],
    &["bundled"],
];

/// What such a heading speaks of.
const THINGS: &[&str] = &[
    "attributions",
    "code",
    "componenten",
    "component",
    "components",
    "content",
    "copyright",
    "dependencies",
    "library",
    "libraries",
    "license",
    "licenses",
    "licensing",
    "licentie",
    "licenties",
    "material",
    "materials",
    "modules",
    "notice",
    "notices",
    "packages",
    "software",
    "works",
];

/// What says that a text is under the licence that follows.
const UNDER: &[&str] = &[
    "available",
    "distributed",
    "gelicentieerd",
    "gepubliceerd",
    "krachtens",
    "licensed",
    "onder",
    "published",
    "released",
    "under",
    "valt",
];

/// What says that a licence is of something else.
const PARTS: &[&str] = &[
    "bevat",
    "bundles",
    "component",
    "componenten",
    "components",
    "contains",
    "dependencies",
    "dependency",
    "derden",
    "gebruikt",
    "includes",
    "incorporates",
    "libraries",
    "library",
    "packages",
    "parties",
    "party",
    "portions",
    "uses",
];

/// Words of which the titles of licences are made.
const TITLES: &[&str] = &[
    "and",
    "apache",
    "bsd",
    "clause",
    "code",
    "conditions",
    "copyright",
    "eupl",
    "file",
    "following",
    "general",
    "gnu",
    "is",
    "isc",
    "license",
    "licensed",
    "licentie",
    "mit",
    "modified",
    "new",
    "of",
    "original",
    "project",
    "public",
    "released",
    "revised",
    "simplified",
    "software",
    "spdx",
    "identifier",
    "terms",
    "the",
    "this",
    "under",
    "version",
];

/// The position of the first word about software of others, behind the first
/// licence; the number of words where there is none.
pub(super) fn end_of_own(words: &Words, found: &[Found]) -> usize {
    let all = words.words.len();
    let places = || found.iter().map(|one| &one.difference.place);
    let Some(first) = places().map(|place| place.end).min() else {
        return all;
    };
    let outside = |at: &usize| !places().any(|place| place.contains(at));
    (first..all)
        .filter(outside)
        .find(|at| of_others(&words.words[*at..]))
        .unwrap_or(all)
}

fn of_others(words: &[String]) -> bool {
    let near = |phrase: &&&[&str]| {
        let behind = words[phrase.len()..].iter().take(3);
        starts(words, phrase)
            && behind
                .into_iter()
                .any(|word| THINGS.contains(&word.as_str()))
    };
    OTHERS
        .iter()
        .filter(|phrase| starts(words, phrase))
        .any(|phrase| near(&phrase))
}

/// What takes away from the licences that were found, in what stands around them
/// and before `end`.
pub(super) fn limit(words: &Words, found: &[Found], end: usize) -> Option<Limit> {
    let first = found.iter().min_by_key(|one| one.difference.place.start)?;
    let licence = Some(first.likeness.id.clone());
    let outside = outside(words, found, end);
    let asides = words.set_aside.iter().filter(|aside| aside.at <= end);
    let rider = outside
        .iter()
        .map(|part| &words.words[part.clone()])
        .chain(asides.map(|aside| aside.words.as_slice()))
        .find_map(terms::limit);
    if let Some(words) = rider {
        return Some(Limit {
            rule: "text_adds_terms",
            licence,
            words,
        });
    }
    let start = first.difference.place.start;
    let before = |from: usize| -> Vec<String> {
        let places = outside.iter().cloned().flatten();
        let places = places.filter(|at| (from..start).contains(at));
        places.map(|at| words.words[at].clone()).collect()
    };
    is_reserved(words, &before, start, &first.likeness.id).then(|| Limit {
        rule: "text_reserves_rights",
        licence,
        words: terms::shown(&before(0), 0),
    })
}

/// The parts before `end` that are none of a licence's.
fn outside(words: &Words, found: &[Found], end: usize) -> Vec<std::ops::Range<usize>> {
    let is_outside = |at: usize| {
        let within = found
            .iter()
            .filter(|one| one.difference.place.contains(&at));
        let mut within = within.peekable();
        within.peek().is_none()
            || within.all(|one| {
                let filled_in = &one.difference.filled_in;
                filled_in.iter().any(|range| range.contains(&at))
            })
    };
    let mut parts: Vec<std::ops::Range<usize>> = Vec::new();
    for at in (0..end.min(words.words.len())).filter(|at| is_outside(*at)) {
        match parts.last_mut().filter(|part| part.end == at) {
            Some(part) => part.end = at + 1,
            None => parts.push(at..at + 1),
        }
    }
    parts
}

/// Whether the owner keeps all rights, and the licence below is of something
/// else: between the two stands more than what it is called, and nothing says
/// that this work is under it.
fn is_reserved(
    words: &Words,
    before: &impl Fn(usize) -> Vec<String>,
    start: usize,
    id: &str,
) -> bool {
    let all = before(0);
    let short = id.split('-').next().unwrap_or(id).to_lowercase();
    let has = |list: &[&str]| all.iter().any(|word| list.contains(&word.as_str()));
    let says_so = has(UNDER) && all.contains(&short) && !has(PARTS);
    let in_text = RESERVED
        .iter()
        .any(|phrase| position(&all, phrase).is_some());
    let reserving = |words: &[String]| RESERVED.iter().any(|one| position(words, one).is_some());
    let asides = || words.set_aside.iter().filter(|aside| aside.at <= start);
    let Some(reserved) = asides().find(|aside| reserving(&aside.words)) else {
        return in_text && !says_so;
    };
    // Somebody else's copyright, apart from the owner's.
    let another = asides().any(|aside| {
        aside.line > reserved.line + 1
            && aside.words.first().is_some_and(|word| word == "copyright")
            && !reserving(&aside.words)
    });
    let behind = before(reserved.at);
    let more = behind.iter().any(|word| !TITLES.contains(&word.as_str()));
    (more || another) && !says_so
}
