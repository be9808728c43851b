//! Reads a sentence word by word: each part gives back where it ends.

use super::words::{PROJECT, THIS};

/// The words of a sentence, in lower case.
pub(super) struct Reader<'a> {
    pub(super) words: &'a [&'a str],
    /// What the project calls itself, each as words.
    pub(super) names: &'a [Vec<String>],
}

impl<'a> Reader<'a> {
    pub(super) fn word(&self, at: usize) -> &'a str {
        self.words.get(at).copied().unwrap_or_default()
    }

    pub(super) fn rest(&self, at: usize) -> &'a [&'a str] {
        self.words.get(at..).unwrap_or_default()
    }

    /// One of these words.
    pub(super) fn one(&self, at: usize, known: &[&str]) -> Option<usize> {
        let word = self.words.get(at)?;
        known.contains(word).then_some(at + 1)
    }

    /// All of these words, in order.
    pub(super) fn all(&self, at: usize, words: &[&str]) -> Option<usize> {
        let here = self.words.get(at..at + words.len())?;
        (here == words).then_some(at + words.len())
    }

    /// One of these phrases, written with spaces between the words.
    pub(super) fn phrase(&self, at: usize, phrases: &[&str]) -> Option<usize> {
        phrases.iter().find_map(|phrase| {
            // Hundreds are tried at each word, and nearly all differ in the first.
            phrase.split(' ').try_fold(at, |at, word| {
                (self.words.get(at) == Some(&word)).then_some(at + 1)
            })
        })
    }

    /// As many of the words as there are.
    pub(super) fn any(&self, at: usize, known: &[&str]) -> usize {
        let rest = self.rest(at);
        at + rest.iter().take_while(|word| known.contains(*word)).count()
    }

    /// The project itself: 'this repository', its own name, or 'project' alone.
    pub(super) fn project(&self, at: usize, determiners: &[&str]) -> Option<usize> {
        let determined = self.one(at, determiners);
        if let Some(end) = self.one(determined.unwrap_or(at), PROJECT) {
            return (determined.is_some() || determiners.len() > THIS.len()).then_some(end);
        }
        self.name(at)
    }

    /// A name of the project.
    pub(super) fn name(&self, at: usize) -> Option<usize> {
        self.names.iter().find_map(|name| {
            let here = self.words.get(at..at + name.len())?;
            (!name.is_empty() && here.iter().zip(name).all(|(a, b)| a == b))
                .then_some(at + name.len())
        })
    }
}
