//! A table of the file with keys of its own, as a forge or a provider has: what somebody wrote,
//! and how values are taken from it.

use std::collections::BTreeMap;
use std::path::PathBuf;

use strum::VariantArray;

use super::origin::{Origin, Written};
use super::{ConfigProblem, Environment};

/// The keys of such a table: an enum whose variants are written as its keys are.
pub(super) trait Key: Copy + Ord + Into<&'static str> + VariantArray {
    /// What the table tells of, as in `a forge`.
    const OF: &'static str;

    /// How the value is written in the file.
    fn form(self) -> Form {
        Form::Text
    }
}

/// How a value is written in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// A text in quotes.
    Text,
    /// A number.
    Number,
    /// A text, or a list of texts.
    List,
}

/// Such a table as somebody wrote it.
#[derive(Debug)]
pub(super) struct Entry<K> {
    pub(super) origin: Origin,
    pub(super) values: BTreeMap<K, Written>,
}

/// Where a secret comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum SecretSource {
    /// From nowhere.
    None,
    /// From this environment variable.
    Environment(String),
    /// From this file.
    File(PathBuf),
}

/// A kind of secret: the keys that say where it is, what it is called, and how it is read.
pub(super) struct Secret<K, T> {
    pub(super) env: K,
    pub(super) file: K,
    /// As in `token`.
    pub(super) noun: &'static str,
    /// `None` where the text holds none.
    pub(super) parse: fn(&str) -> Option<T>,
}

impl<K: Key> Entry<K> {
    /// The value of a key that has to be there. `None` after a problem.
    pub(super) fn value<T>(
        &self,
        key: K,
        problems: &mut Vec<ConfigProblem>,
        parse: impl Fn(&str) -> Option<T>,
        allowed: &str,
    ) -> Option<T> {
        if !self.values.contains_key(&key) {
            let name: &str = key.into();
            problems.push(ConfigProblem {
                at: self.origin.clone(),
                what: format!("{} without `{name}`", K::OF),
                advice: format!("Give {name} {allowed}"),
            });
            return None;
        }
        self.optional(key, problems, parse, allowed)?
    }

    /// The value of a key, if it is there. `None` after a problem.
    #[allow(
        clippy::option_option,
        reason = "absent and wrong are not the same to who reads it"
    )]
    pub(super) fn optional<T>(
        &self,
        key: K,
        problems: &mut Vec<ConfigProblem>,
        parse: impl Fn(&str) -> Option<T>,
        allowed: &str,
    ) -> Option<Option<T>> {
        let Some(written) = self.values.get(&key) else {
            return Some(None);
        };
        let value = parse(&written.text);
        if value.is_none() {
            let name: &str = key.into();
            problems.push(ConfigProblem {
                at: written.origin.clone(),
                what: format!("`{}` is not a valid value for {name}", written.text),
                advice: format!("Give {name} {allowed}"),
            });
        }
        value.map(Some)
    }

    /// Where a secret comes from, and the secret where that has one. `None` after a problem.
    pub(super) fn secret<T>(
        &self,
        secret: &Secret<K, T>,
        environment: &Environment<'_>,
        problems: &mut Vec<ConfigProblem>,
    ) -> Option<(SecretSource, Option<T>)> {
        let noun = secret.noun;
        let (env_key, file_key): (&str, &str) = (secret.env.into(), secret.file.into());
        let mut problem = |at: &Origin, what: String, advice: String| {
            problems.push(ConfigProblem {
                at: at.clone(),
                what,
                advice,
            });
            None
        };
        match (self.values.get(&secret.env), self.values.get(&secret.file)) {
            (None, None) => Some((SecretSource::None, None)),
            (Some(_), Some(file)) => problem(
                &file.origin,
                format!("{} with both `{env_key}` and `{file_key}`", K::OF),
                "Keep one of the two".to_owned(),
            ),
            (Some(Written { text, origin }), None) => {
                if !is_variable(text) {
                    // Not repeated: it may be the secret itself.
                    let what = format!("`{env_key}` is not the name of an environment variable");
                    let advice = format!(
                        "Use the name of the variable that holds the {noun}, in capitals, digits \
                         and underscores; never the {noun} itself"
                    );
                    return problem(origin, what, advice);
                }
                let source = SecretSource::Environment(text.clone());
                let Some(value) = environment(text) else {
                    return Some((source, None));
                };
                let Some(found) = value.to_str().and_then(secret.parse) else {
                    let at = Origin::Environment(text.clone());
                    let what = format!(
                        "it is set but holds no {noun} (it is empty, or has a character that no \
                         {noun} has)"
                    );
                    return problem(&at, what, format!("Put the {noun} in it, or unset it"));
                };
                Some((source, Some(found)))
            }
            (None, Some(Written { text, origin })) => {
                let content = match super::text::read(text) {
                    Ok(content) => content,
                    Err(error) => {
                        let what = format!("the {noun} file {text} can't be read: {error}");
                        let advice = format!("Correct {file_key}, or its permissions");
                        return problem(origin, what, advice);
                    }
                };
                let Some(found) = (secret.parse)(&content) else {
                    let what = format!("the {noun} file {text} holds no {noun}");
                    return problem(origin, what, format!("Put the {noun} in it"));
                };
                Some((SecretSource::File(PathBuf::from(text)), Some(found)))
            }
        }
    }
}

/// Whether `text` is a variable's name in capitals. Hardly any secret looks so, which tells
/// one that was put in the place of a name.
fn is_variable(text: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_';
    !text.is_empty() && text.bytes().all(fits)
}
