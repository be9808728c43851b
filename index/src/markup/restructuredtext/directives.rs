//! Explicit markup: directives, footnotes, and what is no text.

use super::definitions::image;
use super::{Reader, dedented};

/// Directives whose content is code.
const CODE: &[&str] = &[
    "code",
    "code-block",
    "console",
    "doctest",
    "graphviz",
    "math",
    "mermaid",
    "parsed-literal",
    "prompt",
    "sourcecode",
    "uml",
];

/// Directives without text of their own.
const NO_TEXT: &[&str] = &[
    "contents",
    "currentmodule",
    "default-role",
    "highlight",
    "include",
    "index",
    "literalinclude",
    "meta",
    "raw",
    "role",
    "section-numbering",
    "sectnum",
    "toctree",
];

/// Directives that are shown under their name.
const ADMONITIONS: &[&str] = &[
    "attention",
    "caution",
    "danger",
    "deprecated",
    "error",
    "hint",
    "important",
    "note",
    "seealso",
    "tip",
    "versionadded",
    "versionchanged",
    "warning",
];

impl<'a> Reader<'a> {
    /// A block that begins with two dots. Comments, targets and substitutions
    /// show nothing where they stand.
    pub(super) fn explicit(&mut self, lines: &[&'a str], prefix: &str, depth: usize) {
        let first = lines[0].get(3..).unwrap_or_default().trim_start();
        let body = dedented(&lines[1..]);
        if let Some((label, text)) = first
            .strip_prefix('[')
            .and_then(|rest| rest.split_once(']'))
        {
            let text = self.inline(&format!("[{label}] {}", text.trim()));
            self.text(&text, prefix);
            self.nested(&body, prefix, "", depth);
        } else if let Some((name, argument)) = first.split_once("::")
            && is_name(name)
        {
            self.directive(name, argument.trim(), &body, prefix, depth);
        }
    }

    fn directive(
        &mut self,
        name: &str,
        argument: &'a str,
        body: &[&'a str],
        prefix: &str,
        depth: usize,
    ) {
        let options = body.iter().take_while(|line| line.starts_with(':')).count();
        let content = &body[options..];
        if NO_TEXT.contains(&name) {
            return;
        }
        if CODE.contains(&name) {
            let blank = content.iter().take_while(|line| line.is_empty()).count();
            self.code(&content[blank..], argument, prefix);
            return;
        }
        match name {
            "image" | "figure" => {
                let image = image(argument, body);
                self.text(&image, prefix);
                if name == "figure" {
                    self.nested(content, prefix, "", depth);
                }
                return;
            }
            _ if ADMONITIONS.contains(&name) => {
                let mut title = name.to_owned();
                title[..1].make_ascii_uppercase();
                self.text(&format!("**{title}**"), prefix);
            }
            _ => {}
        }
        if !argument.is_empty() {
            let argument = self.inline(argument);
            self.text(&argument, prefix);
        }
        self.nested(content, prefix, "", depth);
    }
}

fn is_name(name: &str) -> bool {
    let is_part = |c: char| c.is_ascii_alphanumeric() || "-_.:+".contains(c);
    !name.is_empty() && name.chars().all(is_part)
}
