//! "We use this": what an organisation can send to the owner, so that others see it. Nothing
//! of it is stored here.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::answer::Repository;
use crate::forge_pages::ForgePages;
use crate::operator::mailto;
use crate::texts::{Texts, text};

/// The most users that the lines to paste repeat.
const SHOWN_USERS: usize = 30;

/// What is prepared.
pub(crate) struct UsageView {
    /// The lines for publiccode.yml.
    pub(crate) lines: String,
    /// The forge's editor of that file, or of a new one: the words of the link, and its address.
    pub(crate) edit: Option<(String, String)>,
    /// Whether the file is there.
    pub(crate) has_file: bool,
    /// The message to the owner: whom to, and the link that opens it.
    pub(crate) mail: Option<(String, String)>,
}

impl UsageView {
    pub(super) fn new(repository: &Repository, title: &str, texts: Texts) -> Self {
        let pages = ForgePages::of(&repository.url, repository.default_branch.as_deref());
        let path = repository.publiccode_path();
        let lines = lines(&repository.declaration.used_by, texts);
        let edit = pages.and_then(|pages| match path {
            Some(path) => pages.edit(path).map(String::from),
            None if repository.lacks_file("publiccode") => {
                let name = scalar(title);
                let url = &repository.url;
                let text =
                    format!("publiccodeYmlVersion: '0.4'\nname: {name}\nurl: {url}\n{lines}\n");
                pages
                    .new_file("publiccode.yml", &text)
                    .map(|file| file.href)
            }
            None => None,
        });
        let key = if path.is_some() {
            "usage-edit"
        } else {
            "usage-make"
        };
        let host = [("host", text(&repository.forge.host))];
        Self {
            edit: edit.map(|href| (texts.with(key, host), href)),
            has_file: path.is_some(),
            mail: repository.mailbox(texts).and_then(|mailbox| {
                let values = || [("title", text(title)), ("url", text(&repository.url))];
                let subject = texts.with("usage-mail-subject", values());
                let body = texts.with("usage-mail-body", values());
                let part = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
                let address = mailto(&mailbox.address)?;
                let href = format!("{address}?subject={}&body={}", part(&subject), part(&body));
                Some((texts.with("usage-mail", [("who", text(mailbox.who))]), href))
            }),
            lines,
        }
    }
}

/// `usedBy` with those that it names, and a place for one more.
fn lines(used_by: &[String], texts: Texts) -> String {
    let own = texts.get("usage-your-name");
    let names = used_by.iter().take(SHOWN_USERS).chain([&own]);
    let names: String = names
        .map(|name| format!("\n  - {}", scalar(name)))
        .collect();
    format!("usedBy:{names}")
}

/// A text as YAML: as it is, or between quotes where it would be something else.
fn scalar(text: &str) -> String {
    let text: String = text.chars().filter(|c| !c.is_control()).collect();
    let is_plain = |c: char| c.is_alphanumeric() || " .-()/&".contains(c);
    let is_word = text.starts_with(char::is_alphabetic)
        && !text.ends_with(' ')
        && text.chars().all(is_plain)
        && !RESERVED.contains(&text.to_lowercase().as_str());
    if is_word {
        text
    } else {
        format!("'{}'", text.replace('\'', "''"))
    }
}

/// Words that are no text in YAML.
const RESERVED: &[&str] = &["true", "false", "yes", "no", "on", "off", "null", "y", "n"];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;

    #[test]
    fn lines_to_paste_are_valid_yaml() {
        let names = [
            "Gemeente Delft",
            "no",
            "'s-Hertogenbosch",
            "a: b",
            "- x",
            "7",
        ];
        let names = names.map(str::to_owned);
        let lines = lines(&names, Texts::new(Language::Dutch));
        assert_eq!(
            lines,
            "usedBy:\n  - Gemeente Delft\n  - 'no'\n  - '''s-Hertogenbosch'\n  - 'a: b'\n  \
             - '- x'\n  - '7'\n  - Naam van uw organisatie"
        );
    }
}
