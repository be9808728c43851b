//! A verdict as a short word with a shape: the word says it, the shape repeats it for who
//! looks along a list or prints in grey, and colour only supports both.

use crate::enums;
use crate::texts::{Texts, capitalised};

/// At most so many characters stand on a label, which never wraps.
#[cfg(test)]
const MAX_LENGTH: usize = 24;

/// A verdict on a card, in a table or at the head of a page: `label.html` draws it.
#[derive(Debug, Clone)]
pub(crate) struct Label {
    pub(crate) shape: Shape,
    pub(crate) tone: Tone,
    pub(crate) text: String,
    /// Why, as one sentence; empty when there is nothing to say.
    pub(crate) reason: String,
}

/// What is drawn before the word, on a field of 16 by 16.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    Check,
    Dot,
    Half,
    Cross,
    Box,
    Exclamation,
    Question,
    Flag,
    Ring,
    Dashes,
}

/// The field behind the word; a class of the stylesheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub(crate) enum Tone {
    Positive,
    Info,
    Warning,
    Negative,
    Neutral,
}

/// How each verdict looks, by the key of its text. One that is not here is as little
/// known as any.
const LOOKS: &[(&str, Shape, Tone)] = &[
    ("maintenance-active", Shape::Dot, Tone::Positive),
    ("maintenance-maintained", Shape::Check, Tone::Positive),
    ("maintenance-dormant", Shape::Half, Tone::Warning),
    ("maintenance-unmaintained", Shape::Cross, Tone::Negative),
    ("maintenance-archived", Shape::Box, Tone::Neutral),
    ("maintenance-seeking-maintainer", Shape::Flag, Tone::Info),
    ("licence-open", Shape::Check, Tone::Positive),
    ("licence-open-content", Shape::Check, Tone::Info),
    ("licence-not-open", Shape::Cross, Tone::Negative),
    ("licence-missing", Shape::Cross, Tone::Negative),
    ("licence-contradictory", Shape::Exclamation, Tone::Warning),
    ("risk-at-risk", Shape::Exclamation, Tone::Warning),
    ("risk-not-at-risk", Shape::Check, Tone::Positive),
    ("risk-already-left", Shape::Cross, Tone::Neutral),
    ("users-named", Shape::Check, Tone::Positive),
    ("publiccode-valid", Shape::Check, Tone::Positive),
    ("publiccode-invalid", Shape::Cross, Tone::Warning),
    ("publiccode-missing", Shape::Cross, Tone::Neutral),
    ("rhythm-regular", Shape::Check, Tone::Positive),
    ("rhythm-irregular", Shape::Dot, Tone::Neutral),
    ("rhythm-slowing", Shape::Half, Tone::Warning),
    ("answers-quick", Shape::Check, Tone::Positive),
    ("answers-weeks", Shape::Dot, Tone::Neutral),
    ("answers-slow", Shape::Half, Tone::Warning),
    ("state-publishes", Shape::Check, Tone::Positive),
    ("state-declared-closed", Shape::Cross, Tone::Neutral),
    ("state-nothing-known", Shape::Ring, Tone::Neutral),
    ("state-not-read", Shape::Question, Tone::Neutral),
    ("state-no-account", Shape::Dashes, Tone::Neutral),
    ("state-ended", Shape::Box, Tone::Neutral),
];

impl Label {
    /// The label of a verdict of this kind, without why: with what it means, where that is
    /// written down.
    pub(crate) fn of(kind: &str, verdict: &str, texts: Texts) -> Self {
        let key = format!("{kind}-{}", enums::key(verdict));
        let meaning = texts.find(&format!("{key}-what"));
        Self {
            reason: meaning.unwrap_or_default(),
            ..Self::new(&key, &[], texts)
        }
    }

    /// The same that says what it is about.
    pub(crate) fn naming(mut self, subject: Option<&str>) -> Self {
        if let Some(subject) = subject {
            self.text = format!("{}: {subject}", self.text);
        }
        self
    }

    /// The label of the verdict with this key.
    pub(crate) fn new(key: &str, reasons: &[String], texts: Texts) -> Self {
        Self::told(key, short(key, texts), reasons)
    }

    /// The label of the verdict with this key, in these words.
    pub(super) fn told(key: &str, text: String, reasons: &[String]) -> Self {
        let look = LOOKS.iter().find(|(verdict, ..)| *verdict == key);
        let (shape, tone) = look.map_or((Shape::Question, Tone::Neutral), |(_, shape, tone)| {
            (*shape, *tone)
        });
        Self {
            shape,
            tone,
            text,
            reason: sentence(reasons),
        }
    }

    /// The class that gives it its field.
    pub(crate) fn tone(&self) -> &'static str {
        self.tone.into()
    }
}

/// The short words for the verdict with this key; its text, where that is short.
pub(crate) fn short(key: &str, texts: Texts) -> String {
    let short = texts.find(&format!("label-{key}"));
    short
        .or_else(|| texts.find(key))
        .unwrap_or_else(|| key.to_owned())
}

/// Reasons, each the rest of a sentence, as one.
fn sentence(reasons: &[String]) -> String {
    if reasons.is_empty() {
        return String::new();
    }
    format!("{}.", capitalised(&reasons.join("; ")))
}

impl Shape {
    /// The path that is drawn as a line.
    pub(crate) fn line(self) -> &'static str {
        match self {
            Self::Check => "M2.5 8.5 6 12l7.5-8",
            Self::Dot => "",
            Self::Half | Self::Ring => "M8 2.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11z",
            Self::Cross => "m3.5 3.5 9 9m0-9-9 9",
            Self::Box => "M2.5 2.5h11v11h-11z",
            Self::Exclamation => "M8 2v7.5",
            Self::Question => "M5 5.5c0-2 1.3-3 3-3s3 1 3 2.7C11 7.5 8 7.7 8 10.2",
            Self::Flag => "M3.5 14.5v-13",
            Self::Dashes => "M1.5 8h3m2 0h3m2 0h3",
        }
    }

    /// The path that is filled.
    pub(crate) fn area(self) -> &'static str {
        match self {
            Self::Dot => "M8 2.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11z",
            Self::Half => "M8 2.5a5.5 5.5 0 0 0 0 11z",
            Self::Box => "M5.5 5.5h5v5h-5z",
            Self::Exclamation | Self::Question => "M8 12a1.4 1.4 0 1 0 0 2.8A1.4 1.4 0 0 0 8 12z",
            Self::Flag => "M3.5 1.5h10l-3 3.5 3 3.5h-10z",
            Self::Check | Self::Cross | Self::Ring | Self::Dashes => "",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;

    #[test]
    fn labels_are_short_in_every_language() {
        for language in Language::ALL {
            let texts = Texts::new(language);
            let unknown = ["maintenance", "licence", "risk", "publiccode"];
            let unknown = unknown.map(|kind| format!("{kind}-unknown"));
            let by_rule = "risk-at-risk-one_person_makes_most_commits";
            let keys = LOOKS.iter().map(|(key, ..)| *key).chain([by_rule]);
            for key in keys.chain(unknown.iter().map(String::as_str)) {
                let words = short(key, texts);
                let length = words.chars().count();
                assert!(length <= MAX_LENGTH, "{key}: {words} ({length})");
            }
        }
    }

    #[test]
    fn verdicts_of_one_kind_differ_in_shape_or_word() {
        for (at, (key, shape, tone)) in LOOKS.iter().enumerate() {
            let kind = key.split('-').next();
            let same = |(other, s, t): &(&str, Shape, Tone)| {
                other.split('-').next() == kind && s == shape && t == tone
            };
            let twins: Vec<_> = LOOKS[at + 1..].iter().filter(|look| same(look)).collect();
            // No licence and one that is not open both say that you may not.
            let expected = usize::from(*key == "licence-not-open");
            assert_eq!(twins.len(), expected, "{key}: {twins:?}");
        }
    }

    #[test]
    fn reasons_become_one_sentence() {
        let reasons = ["één persoon doet het".to_owned(), "let op".to_owned()];
        assert_eq!(sentence(&reasons), "Één persoon doet het; let op.");
        assert_eq!(sentence(&[]), "");
    }
}
