//! Org as Markdown, line by line.

use super::lines::{escaped, fence, indent, ruler, target};

pub(super) fn to_markdown(text: &str) -> String {
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while at < lines.len() {
        let line = lines[at];
        let lower = line.trim_start().get(..16.min(line.trim_start().len()));
        let lower = lower.unwrap_or_default().to_ascii_lowercase();
        if let Some(name) = lower.strip_prefix("#+begin_") {
            let name = name.split_whitespace().next().unwrap_or_default();
            if ["src", "example", "export", "comment"]
                .iter()
                .any(|known| name.starts_with(known))
            {
                let end = end_of(&lines, at + 1);
                if name.starts_with("src") || name.starts_with("example") {
                    let language = line.split_whitespace().nth(1).unwrap_or_default();
                    out.push('\n');
                    fence(&mut out, "", language, lines[at + 1..end].iter().copied());
                }
                at = end + 1;
                continue;
            }
        } else if line.trim() == ":PROPERTIES:" || line.trim() == ":LOGBOOK:" {
            let rest = lines[at + 1..].iter();
            let inner = rest.take_while(|line| line.trim() != ":END:").count();
            at += inner + 2;
            continue;
        }
        one(&mut out, line, at > 0 && lines[at - 1].starts_with('|'));
        at += 1;
    }
    out
}

/// Where a block ends: at the line with its end, or where the text does.
fn end_of(lines: &[&str], from: usize) -> usize {
    let is_end = |line: &&str| {
        let line = line.trim_start();
        line.get(..6)
            .is_some_and(|start| start.eq_ignore_ascii_case("#+end_"))
    };
    from + lines[from..]
        .iter()
        .take_while(|line| !is_end(line))
        .count()
}

fn one(out: &mut String, line: &str, goes_on_table: bool) {
    let stars = line.len() - line.trim_start_matches('*').len();
    let title = line[stars..].strip_prefix(' ').filter(|_| stars > 0);
    let named = line
        .split_once(' ')
        .filter(|(key, _)| key.eq_ignore_ascii_case("#+title:"));
    let title = title
        .map(|title| (stars, title))
        .or(named.map(|(_, title)| (1, title)));
    if let Some((level, title)) = title {
        let words = title.trim();
        let words = words
            .strip_prefix("TODO ")
            .or(words.strip_prefix("DONE "))
            .unwrap_or(words);
        out.push_str(&format!("\n{} ", "#".repeat(level.min(6))));
        inline(out, words);
        out.push_str("\n\n");
        return;
    }
    let bare = line.trim_start();
    if bare.starts_with("#+") || bare == "#" || bare.starts_with("# ") {
        return;
    }
    if let Some(code) = bare.strip_prefix(": ") {
        out.push_str(&format!("    {code}\n"));
        return;
    }
    if bare.starts_with("|-") {
        ruler(out, "", bare.matches('+').count() + 1);
        return;
    }
    if bare.starts_with('|') && !goes_on_table {
        out.push('\n');
    }
    out.push_str(&" ".repeat(indent(line).min(3)));
    inline(out, bare);
    out.push('\n');
}

/// Links and code; the rest is as in Markdown.
fn inline(out: &mut String, text: &str) {
    let mut rest = text;
    let mut before = ' ';
    let mut may_close = true;
    while let Some(first) = rest.chars().next() {
        if let Some(after) = rest.strip_prefix("[[").filter(|_| may_close) {
            if let Some((link, tail)) = after.split_once("]]") {
                let (url, text) = link.split_once("][").unwrap_or((link, link));
                out.push('[');
                escaped(out, text);
                target(out, url);
                rest = tail;
                before = ']';
                continue;
            }
            may_close = false;
        }
        match first {
            '=' | '~' if !before.is_alphanumeric() || !next_is_word(rest) => out.push('`'),
            '*' if before != '*' => out.push_str("**"),
            '<' | '#' => {
                out.push('\\');
                out.push(first);
            }
            _ => out.push(first),
        }
        before = first;
        rest = &rest[first.len_utf8()..];
    }
}

fn next_is_word(rest: &str) -> bool {
    rest[1..].starts_with(char::is_alphanumeric)
}
