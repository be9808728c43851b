//! Complexity limits on Markdown: what of a README is rendered at all. Who can push to a repository writes
//! what we render, and a rendering that has begun can't be stopped: so whatever
//! would cost more than in proportion to its length is told beforehand, by one
//! pass over the text.
//!
//! Two constructs of Markdown cost more in comrak 0.59. A line goes through
//! every quote and list that is open, so thousands within each other cost
//! thousands for each empty line. And each address that is made a link is read
//! to the next white space, so thousands without any cost the square of it.
//! What HTML costs is for [`balance`](super::balance) to bound.

/// The longest text that is rendered, in bytes: as much as a crawl keeps.
pub(super) const MOST_BYTES: usize = 256 * 1024;

/// The longest HTML that is made safe, in bytes: a table fills up its rows, so
/// short Markdown can make long HTML.
pub(super) const MOST_HTML_BYTES: usize = 2 * 1024 * 1024;

/// The most quotes and list items within each other.
const DEEPEST: usize = 50;

/// The most bytes that may be read to find the ends of addresses: more than any
/// README of that length needs whose words have spaces between them.
const MOST_ADDRESS_BYTES: usize = 16 * 1024 * 1024;

/// Whether rendering a text of Markdown costs no more than in proportion to
/// its length.
pub(super) fn are_kept_by(markdown: &str) -> bool {
    markdown.len() <= MOST_BYTES
        && address_bytes(markdown) <= MOST_ADDRESS_BYTES
        && !is_nested_deeply(markdown)
}

/// How many bytes are read at most to find where addresses end.
fn address_bytes(markdown: &str) -> usize {
    let runs = markdown.split(|c: char| c.is_ascii_whitespace());
    let of_run = |run: &str| {
        let starts = run.matches([':', '@']).count() + run.matches("www.").count();
        starts.saturating_mul(run.len())
    };
    runs.map(of_run).fold(0, usize::saturating_add)
}

/// Whether quotes and list items stand deeper within each other than
/// [`DEEPEST`] anywhere. It never counts too few: what looks like a mark counts
/// as one, in code too.
fn is_nested_deeply(markdown: &str) -> bool {
    let mut depth = 0;
    for line in markdown.split(['\n', '\r']) {
        if line.trim_ascii().is_empty() {
            // An empty line leaves list items open.
            continue;
        }
        let Marks { opened, kept_open } = Marks::of(line);
        depth = kept_open.min(depth) + opened;
        if depth > DEEPEST {
            return true;
        }
    }
    false
}

/// What a line begins with.
#[derive(Debug, Default)]
struct Marks {
    /// How many quotes and list items it may begin.
    opened: usize,
    /// How many that were open before it may stand in: a quote asks for its mark
    /// again, a list item for two columns at least.
    kept_open: usize,
}

impl Marks {
    fn of(line: &str) -> Self {
        let mut marks = Self::default();
        let mut columns = 0;
        let mut rest = line.as_bytes();
        while let [first, after @ ..] = rest {
            match first {
                b' ' => columns += 1,
                b'\t' => columns += 4,
                b'>' => {
                    marks.opened += 1;
                    marks.kept_open += 1;
                }
                _ if is_rule(rest) => break,
                _ => {
                    let Some(length) = list_mark(rest) else {
                        break;
                    };
                    marks.opened += 1;
                    rest = &rest[length..];
                    // Rules are looked for so often at most.
                    if marks.opened > DEEPEST {
                        break;
                    }
                    continue;
                }
            }
            rest = after;
        }
        marks.kept_open += columns / 2;
        marks
    }
}

/// The length of the mark of a list item, if there is one.
fn list_mark(line: &[u8]) -> Option<usize> {
    let digits = line.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let length = match (digits, line.get(digits)?) {
        (0, b'-' | b'+' | b'*') => 1,
        (1..=9, b'.' | b')') => digits + 1,
        _ => return None,
    };
    let after = line.get(length);
    after.is_none_or(u8::is_ascii_whitespace).then_some(length)
}

/// Whether this is a rule across the page: `* * *`.
fn is_rule(line: &[u8]) -> bool {
    let mut marks = line.iter().filter(|byte| !byte.is_ascii_whitespace());
    let Some(first @ (b'-' | b'*' | b'_')) = marks.next() else {
        return false;
    };
    let mut count = 1;
    marks.all(|byte| {
        count += 1;
        byte == first
    }) && count >= 3
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_queries_are_within_limits() {
        let picture = format!(
            "![x](data:image/png;base64,{})",
            "iVBORw0KGgo/".repeat(15_000)
        );
        let rules = format!("{}\n", "* ".repeat(200)).repeat(100);
        let nested: String = (0..20)
            .map(|at| format!("{}- a\n", "  ".repeat(at)))
            .collect();
        let code = format!("```\n{}\n```\n", " ".repeat(300)) + "    - a\n".repeat(1_000).as_str();
        let links = "See <https://example.org/a?b=c#d> and a@example.org. ".repeat(4_000);
        for text in [
            "> > > a\n> b\n".repeat(5_000),
            "1. a\n\n   - b\n\n".repeat(9_000),
            picture,
            rules,
            nested,
            code,
            links,
        ] {
            assert!(are_kept_by(&text), "{}", &text[..40]);
        }
    }

    #[test]
    fn superlinear_documents_are_rejected() {
        let growing: String = (0..60)
            .map(|at| format!("{}- a\n", "  ".repeat(at)))
            .collect();
        let numbered: String = (0..60)
            .map(|at| format!("{}1) a\n", "   ".repeat(at)))
            .collect();
        for text in [
            "> ".repeat(100),
            ">".repeat(100),
            format!("- a\n  {}a", "- ".repeat(60)),
            "1. ".repeat(60),
            "+ > 1) ".repeat(20),
            growing,
            numbered,
            "<http://a".repeat(20_000),
            "a@b.".repeat(60_000),
            "www.a".repeat(50_000),
            "a".repeat(MOST_BYTES + 1),
        ] {
            assert!(!are_kept_by(&text), "{}", &text[..40]);
        }
    }
}
