//! What stands within a line: links, literals, roles.

use super::definitions::Definitions;
use crate::markup::lines::{code_span, escaped, target};

/// Names of roles and substitutions are no longer than this, in bytes.
const LONGEST_NAME: usize = 64;

/// Goes over the text once: where an end is looked for and not found, none of
/// its kind is looked for again.
pub(super) fn to_markdown(text: &str, definitions: &Definitions<'_>) -> String {
    let mut inline = Inline {
        text,
        at: 0,
        definitions,
        ends: Ends {
            literal: true,
            backtick: true,
        },
        out: String::with_capacity(text.len()),
    };
    inline.read();
    inline.out
}

/// Whether an end of a kind may still follow.
struct Ends {
    literal: bool,
    backtick: bool,
}

struct Inline<'a> {
    text: &'a str,
    at: usize,
    definitions: &'a Definitions<'a>,
    ends: Ends,
    out: String,
}

impl<'a> Inline<'a> {
    fn read(&mut self) {
        while let Some(first) = self.text[self.at..].chars().next() {
            let rest = &self.text[self.at..];
            let read = match first {
                '\\' => self.escape(rest),
                '`' if rest.starts_with("``") => self.literal(rest),
                '`' => self.interpreted(rest),
                ':' => self.role(rest),
                '|' => self.substitution(rest),
                '*' => {
                    self.out.push('*');
                    Some(1)
                }
                _ if first.is_alphanumeric() => Some(self.word(rest)),
                _ => None,
            };
            self.at += read.unwrap_or_else(|| {
                escaped(&mut self.out, &rest[..first.len_utf8()]);
                first.len_utf8()
            });
        }
    }

    /// A backslash takes the meaning of what follows; before white space both go.
    fn escape(&mut self, rest: &str) -> Option<usize> {
        let next = rest[1..].chars().next()?;
        if !next.is_whitespace() {
            escaped(&mut self.out, &rest[1..=next.len_utf8()]);
        }
        Some(1 + next.len_utf8())
    }

    fn literal(&mut self, rest: &str) -> Option<usize> {
        let length = self.ends.literal.then(|| rest[2..].find("``")).flatten();
        let Some(length) = length.filter(|length| *length > 0) else {
            self.ends.literal &= rest[2..].starts_with("``");
            self.out.push_str("\\`\\`");
            return Some(2);
        };
        code_span(&mut self.out, &rest[2..2 + length]);
        Some(length + 4)
    }

    /// Text between backticks: a link when an underscore follows.
    fn interpreted(&mut self, rest: &str) -> Option<usize> {
        let length = self.ends.backtick.then(|| rest[1..].find('`')).flatten();
        let Some(length) = length else {
            self.ends.backtick = false;
            return None;
        };
        let content = &rest[1..=length];
        let after = &rest[length + 2..];
        let (text, url) = match content.rsplit_once('<') {
            Some((text, url)) => match url.strip_suffix('>') {
                Some(url) => (text.trim(), Some(url)),
                None => (content, None),
            },
            None => (content, None),
        };
        let marks = after
            .bytes()
            .take_while(|byte| *byte == b'_')
            .count()
            .min(2);
        if marks > 0 {
            let named = url.and_then(|url| url.strip_suffix('_'));
            let url = match named {
                Some(name) => self.definitions.target(name),
                None => url.or_else(|| self.definitions.target(text)),
            };
            self.link(
                if text.is_empty() {
                    url.unwrap_or_default()
                } else {
                    text
                },
                url,
            );
            return Some(length + 2 + marks);
        }
        escaped(&mut self.out, text);
        let suffix = if after.starts_with(':') {
            role_length(after).unwrap_or(0)
        } else {
            0
        };
        Some(length + 2 + suffix)
    }

    fn link(&mut self, text: &str, url: Option<&str>) {
        match url {
            Some(url) => {
                self.out.push('[');
                escaped(&mut self.out, text);
                target(&mut self.out, url);
            }
            None => escaped(&mut self.out, text),
        }
    }

    /// The name of a role before text between backticks says nothing to a
    /// reader.
    fn role(&mut self, rest: &str) -> Option<usize> {
        let length = role_length(rest)?;
        rest[length..].starts_with('`').then_some(length)
    }

    fn substitution(&mut self, rest: &str) -> Option<usize> {
        let max = rest.len().min(LONGEST_NAME);
        let length = rest.as_bytes()[1..max]
            .iter()
            .position(|byte| *byte == b'|')?;
        let text = self.definitions.substitution(rest.get(1..=length)?)?;
        self.out.push_str(text);
        let after = &rest[length + 2..];
        let marks = after
            .bytes()
            .take_while(|byte| *byte == b'_')
            .count()
            .min(2);
        Some(length + 2 + marks)
    }

    /// A word: an address of the web stays as it is, and one that ends in an
    /// underscore names a target.
    fn word(&mut self, rest: &str) -> usize {
        if rest.starts_with("https://") || rest.starts_with("http://") {
            let end = rest.find(|c: char| c.is_whitespace() || "<>`|\"".contains(c));
            let url = &rest[..end.unwrap_or(rest.len())];
            self.out.push_str(url);
            return url.len();
        }
        let is_part = |c: char| c.is_alphanumeric() || "_-.+".contains(c);
        let end = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
        let word = &rest[..end];
        let name = word.trim_end_matches(['.', '-', '+']);
        let referred = name
            .strip_suffix('_')
            .map(|name| name.trim_end_matches('_'));
        let known = referred.and_then(|name| Some((name, self.definitions.target(name)?)));
        if let Some((text, url)) = known {
            self.link(text, Some(url));
            escaped(&mut self.out, &word[name.len()..]);
        } else {
            escaped(&mut self.out, word);
        }
        word.len()
    }
}

/// How long `:name:` at the beginning is.
fn role_length(text: &str) -> Option<usize> {
    let max = text.len().min(LONGEST_NAME);
    let length = text.as_bytes()[1..max]
        .iter()
        .position(|byte| *byte == b':')?;
    let name = text.get(1..=length)?;
    let is_name = !name.is_empty()
        && name
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "-_.+".contains(c));
    is_name.then_some(length + 2)
}
