//! `AsciiDoc` as Markdown, line by line: titles, delimited blocks, lists, links.

use super::lines::{escaped, fence, indent, target};

/// Addresses are no longer than this, in characters.
const LONGEST_ADDRESS: usize = 500;

/// What the lines between two delimiters are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Block {
    Code,
    /// Comments, and HTML that is passed on as it is.
    Hidden,
}

pub(super) fn to_markdown(text: &str) -> String {
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    let mut in_table = false;
    while at < lines.len() {
        let line = lines[at];
        if let Some((level, title)) = title(&lines, at) {
            out.push_str(&format!("\n{} ", "#".repeat(level)));
            inline(&mut out, title);
            out.push_str("\n\n");
            at += if line.starts_with(['=', '#']) { 1 } else { 2 };
            continue;
        }
        if let Some(block) = delimited(line) {
            let inner = lines[at + 1..].iter().position(|end| *end == line);
            let end = inner.map_or(lines.len(), |inner| at + 1 + inner);
            if block == Block::Code {
                out.push('\n');
                fence(&mut out, "", "", lines[at + 1..end].iter().copied());
            }
            at = end + 1;
            continue;
        }
        if line == "|===" || line == "!===" {
            in_table = !in_table;
            out.push('\n');
        } else if in_table {
            cells(&mut out, line);
        } else {
            other(&mut out, line);
        }
        at += 1;
    }
    out
}

/// A title at this line: with marks before it, or underlined, which takes two
/// lines.
fn title<'a>(lines: &[&'a str], at: usize) -> Option<(usize, &'a str)> {
    let line = lines[at];
    for mark in ['=', '#'] {
        let title = line.trim_start_matches(mark);
        let level = line.len() - title.len();
        if (1..=6).contains(&level) && title.starts_with(' ') {
            return Some((level, title.trim()));
        }
    }
    let below = lines.get(at + 1)?;
    let mark = *below.as_bytes().first()?;
    let level = b"=-~^+".iter().position(|known| *known == mark)? + 1;
    let width = line.chars().count();
    // Asciidoctor takes a line for an underline when it is as long, give or take
    // one character; a longer or shorter one delimits a block.
    let is_underline = below.len() >= 2
        && below.bytes().all(|byte| byte == mark)
        && below.len().abs_diff(width) <= 1
        && (at == 0 || lines[at - 1].is_empty() || lines[at - 1].starts_with('['))
        && line.chars().any(char::is_alphanumeric);
    is_underline.then_some((level, line))
}

fn delimited(line: &str) -> Option<Block> {
    if line.starts_with("```") {
        return Some(Block::Code);
    }
    let mark = *line.as_bytes().first()?;
    if line.len() < 4 || line.bytes().any(|byte| byte != mark) {
        return None;
    }
    match mark {
        b'-' | b'.' => Some(Block::Code),
        b'/' | b'+' => Some(Block::Hidden),
        _ => None,
    }
}

fn cells(out: &mut String, line: &str) {
    for cell in line
        .split('|')
        .map(str::trim)
        .filter(|cell| !cell.is_empty())
    {
        inline(out, cell);
        out.push_str("\n\n");
    }
}

/// A line of text, of a list, or of what says how the next block is to be shown.
fn other(out: &mut String, line: &str) {
    let is_attribute = line.starts_with('[') && line.ends_with(']') && !line.contains("](");
    let is_entry = line
        .strip_prefix(':')
        .and_then(|rest| rest.split_once(':'))
        .is_some_and(|(name, value)| {
            !name.is_empty()
                && name
                    .chars()
                    .all(|c| c.is_alphanumeric() || "-_!".contains(c))
                && (value.is_empty() || value.starts_with(' '))
        });
    let is_macro = [
        "include::",
        "toc::",
        "ifdef::",
        "ifndef::",
        "ifeval::",
        "endif::",
    ]
    .iter()
    .any(|name| line.starts_with(name));
    let is_delimiter = line == "--"
        || line.len() >= 4 && (line.bytes().all(|b| b == b'=') || line.bytes().all(|b| b == b'*'))
        || line.len() >= 4 && line.bytes().all(|b| b == b'_');
    if line.is_empty() || line == "+" || is_delimiter {
        out.push('\n');
        return;
    }
    if is_attribute || is_entry || is_macro || line.starts_with("//") {
        return;
    }
    if let Some((url, rest)) = line
        .strip_prefix("image::")
        .and_then(|rest| rest.split_once('['))
    {
        out.push_str("![");
        escaped(out, rest.split([',', ']']).next().unwrap_or_default());
        target(out, url);
        out.push_str("\n\n");
        return;
    }
    let bare = line.trim_start();
    for (mark, bullet) in [('*', "- "), ('.', "1. "), ('-', "- ")] {
        let rest = bare.trim_start_matches(mark);
        let depth = bare.len() - rest.len();
        if (1..=5).contains(&depth) && rest.starts_with(' ') {
            out.push_str(&" ".repeat(bullet.len() * (depth - 1)));
            out.push_str(bullet);
            inline(out, rest.trim_start());
            out.push('\n');
            return;
        }
    }
    if indent(line) > 0 {
        // A literal paragraph: Markdown wants four spaces.
        out.push_str(&format!("    {bare}\n"));
        return;
    }
    if let Some(title) = line
        .strip_prefix('.')
        .filter(|rest| !rest.starts_with(['.', ' ']))
    {
        out.push_str(&format!("\n**{title}**\n\n"));
        return;
    }
    inline(out, line);
    out.push('\n');
}

/// Links, images and bold text; the rest is as in Markdown or stands for itself.
fn inline(out: &mut String, text: &str) {
    let mut before = ' ';
    let mut rest = text;
    let mut may_close = true;
    while let Some(first) = rest.chars().next() {
        let macro_of = |name: &str| rest.strip_prefix(name).map(|after| (name.len(), after));
        let is_start = !before.is_alphanumeric();
        let link = [macro_of("link:"), macro_of("xref:"), macro_of("image:")];
        let link = link.into_iter().flatten().find(|_| is_start && may_close);
        let url = is_start && (rest.starts_with("https://") || rest.starts_with("http://"));
        if let Some((skipped, after)) = link.or(url.then_some((0, rest))) {
            let is_end = |c: char| c.is_whitespace() || "[<>".contains(c);
            let within = after.chars().take(LONGEST_ADDRESS);
            let address = within.take_while(|c| !is_end(*c)).map(char::len_utf8).sum();
            let (address, tail) = after.split_at(address);
            let label = tail.strip_prefix('[').filter(|_| may_close);
            let label = label.and_then(|label| label.split_once(']'));
            if let Some((label, tail)) = label.filter(|_| !address.is_empty()) {
                out.push_str(if rest.starts_with("image:") {
                    "!["
                } else {
                    "["
                });
                escaped(out, label.trim_end_matches('^'));
                target(out, address);
                rest = tail;
                before = ']';
                continue;
            }
            may_close &= !tail.starts_with('[');
            if skipped == 0 {
                out.push_str(address);
                rest = tail;
                before = 'x';
                continue;
            }
        }
        let is_bold = first == '*' && !rest[1..].starts_with('*') && before != '*';
        match first {
            '*' if is_bold => out.push_str("**"),
            '<' | '#' | '[' | ']' => {
                out.push('\\');
                out.push(first);
            }
            _ => out.push(first),
        }
        before = first;
        rest = &rest[first.len_utf8()..];
    }
}
