//! Pieces of Markdown that every reader writes.

use std::fmt::Write;

/// Writes code between fences that are longer than any in it.
pub(super) fn fence<'a>(
    out: &mut String,
    prefix: &str,
    language: &str,
    code: impl Iterator<Item = &'a str> + Clone,
) {
    let longest = code.clone().map(longest_run).max().unwrap_or(0);
    let fence = "`".repeat((longest + 1).max(3));
    let language: String = language
        .chars()
        .take(30)
        .take_while(|c| c.is_ascii_alphanumeric() || "+-#_.".contains(*c))
        .collect();
    // Writing into a String can't fail.
    let _ = writeln!(out, "{prefix}{fence}{language}");
    for line in code {
        let _ = writeln!(out, "{prefix}{line}");
    }
    let _ = writeln!(out, "{prefix}{fence}\n{}", prefix.trim_end());
}

/// A code span, whatever backticks are in it.
pub(super) fn code_span(out: &mut String, code: &str) {
    let code = code.trim();
    if code.is_empty() {
        return;
    }
    let fence = "`".repeat(longest_run(code) + 1);
    let space = if code.contains('`') { " " } else { "" };
    out.push_str(&fence);
    out.push_str(space);
    out.push_str(code);
    out.push_str(space);
    out.push_str(&fence);
}

fn longest_run(line: &str) -> usize {
    let (mut longest, mut run) = (0, 0);
    for byte in line.bytes() {
        run = if byte == b'`' { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    longest
}

/// A link or the target of an image: no white space and no angle brackets.
pub(super) fn target(out: &mut String, url: &str) {
    out.push_str("](<");
    out.extend(
        url.chars()
            .filter(|c| !c.is_whitespace() && !"<>".contains(*c)),
    );
    out.push_str(">)");
}

/// Text that stands for itself in Markdown.
pub(super) fn escaped(out: &mut String, text: &str) {
    for c in text.chars() {
        if "\\`*_[]<>#~&".contains(c) {
            out.push('\\');
        }
        out.push(c);
    }
}

/// A line of a paragraph that Markdown must not take for the beginning of a
/// list, or for what underlines a heading.
pub(super) fn guarded(line: &str) -> String {
    let line = line.trim_start();
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let rest = &line[digits..];
    if line.starts_with(['-', '+', '=', '#', '>']) || line.starts_with("* ") || line == "*" {
        format!("\\{line}")
    } else if digits > 0 && rest.starts_with(['.', ')']) {
        format!("{}\\{rest}", &line[..digits])
    } else {
        line.to_owned()
    }
}

/// How many spaces a line begins with.
pub(super) fn indent(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

/// A row of a table, its cells in Markdown.
pub(super) fn row(out: &mut String, prefix: &str, cells: &[String]) {
    out.push_str(prefix);
    for cell in cells {
        out.push_str("| ");
        out.push_str(&cell.replace('|', "\\|"));
        out.push(' ');
    }
    out.push_str("|\n");
}

/// The row below a table's head.
pub(super) fn ruler(out: &mut String, prefix: &str, cells: usize) {
    out.push_str(prefix);
    for _ in 0..cells {
        out.push_str("| --- ");
    }
    out.push_str("|\n");
}
