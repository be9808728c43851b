//! Wiki texts as Markdown: headings, code and links; what else they have is
//! kept as text.

use super::lines::{escaped, fence, guarded, target};

/// `MediaWiki`, and Creole where it is the same.
pub(super) fn mediawiki(text: &str) -> String {
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while at < lines.len() {
        let line = lines[at];
        let opened = ["<pre", "<source", "<syntaxhighlight", "{{{"]
            .iter()
            .find(|tag| line.starts_with(**tag));
        if let Some(tag) = opened {
            let end = if *tag == "{{{" { "}}}" } else { "</" };
            let is_end = |line: &&str| line.contains(end);
            if is_end(&line) {
                // Opened and closed on one line.
                let code = line
                    .split(['>', '<', '{', '}'])
                    .find(|part| part.contains(' '));
                fence(&mut out, "", "", code.into_iter());
                at += 1;
                continue;
            }
            let inner = lines[at + 1..]
                .iter()
                .take_while(|line| !is_end(line))
                .count();
            fence(
                &mut out,
                "",
                "",
                lines[at + 1..at + 1 + inner].iter().copied(),
            );
            at += inner + 2;
            continue;
        }
        let marks = line.len() - line.trim_start_matches('=').len();
        let title = line[marks..].trim_end_matches('=').trim();
        if (1..=6).contains(&marks) && line.ends_with('=') && !title.is_empty() {
            out.push_str(&format!("\n{} ", "#".repeat(marks)));
            escaped(&mut out, title);
            out.push_str("\n\n");
        } else if let Some(item) = line.strip_prefix(['*', '#', ';', ':']) {
            let item = item.trim_start_matches(['*', '#', ':', ' ']);
            out.push_str("- ");
            wiki_line(&mut out, item);
        } else if let Some(code) = line.strip_prefix(' ') {
            out.push_str(&format!("    {code}\n"));
        } else {
            wiki_line(&mut out, &guarded(line));
        }
        at += 1;
    }
    out
}

/// Links in brackets; quotes around bold and slanted words say nothing.
fn wiki_line(out: &mut String, line: &str) {
    let text = line.replace("'''", "").replace("''", "");
    let mut rest = text.as_str();
    while let Some((before, after)) = rest.split_once('[') {
        out.push_str(before);
        let (open, after) = match after.strip_prefix('[') {
            Some(after) => ("]]", after),
            None => ("]", after),
        };
        let Some((link, tail)) = after.split_once(open) else {
            out.push_str("\\[");
            rest = after;
            break;
        };
        let (url, label) = match link.split_once('|') {
            Some(parts) => parts,
            None if open == "]" => link.split_once(' ').unwrap_or((link, link)),
            None => (link, link),
        };
        out.push('[');
        escaped(out, label);
        target(out, url);
        rest = tail;
    }
    out.push_str(rest);
    out.push('\n');
}

/// Textile.
pub(super) fn textile(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut in_code = false;
    for line in text.lines().map(str::trim_end) {
        let (signature, rest) = line.split_once(". ").unwrap_or(("", line));
        let level = signature
            .strip_prefix('h')
            .and_then(|level| level.parse::<usize>().ok());
        if let Some(level) = level.filter(|level| (1..=6).contains(level)) {
            out.push_str(&format!("\n{} ", "#".repeat(level)));
            escaped(&mut out, rest);
            out.push_str("\n\n");
        } else if matches!(signature, "bc" | "pre") {
            in_code = true;
            out.push_str(&format!("\n    {rest}\n"));
        } else if in_code && !line.is_empty() {
            out.push_str(&format!("    {line}\n"));
        } else if let Some(item) = line
            .strip_prefix(['*', '#'])
            .filter(|rest| rest.starts_with(['*', '#', ' ']))
        {
            out.push_str(&format!("- {}\n", item.trim_start_matches(['*', '#', ' '])));
        } else {
            in_code = false;
            let rest = if signature == "p" { rest } else { line };
            out.push_str(&format!("{}\n", guarded(rest)));
        }
    }
    out
}
