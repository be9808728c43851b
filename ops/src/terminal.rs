//! Standard output and standard error for people. Names and messages of others stand in it, and a terminal obeys what
//! is in a text: so that is shown instead.

use std::io::{self, Stdout, Write};

use crate::logging::visible;

/// Writes text of which a terminal obeys line feeds and tabs alone. What is written at once has to
/// be whole characters, as `write!` gives them.
pub(crate) struct Visible<W>(W);

/// Standard output for people.
pub(crate) fn stdout() -> Visible<Stdout> {
    Visible(io::stdout())
}

/// Tells something on standard error. Where that can't be written, as on a full disk, there is
/// nobody to tell, and the exit status still says how it went.
pub(crate) fn complain(text: &str) {
    let _ = writeln!(io::stderr(), "{}", visible(text));
}

impl<W: Write> Write for Visible<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let text = String::from_utf8_lossy(bytes);
        self.0.write_all(visible(&text).as_bytes())?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terminal_obeys_nothing_in_a_name() {
        let mut out = Visible(Vec::new());
        let name = "a\u{1b}]0;owned\u{7}\r\u{202e}b é";
        writeln!(out, "name\t{name}").unwrap();
        let written = String::from_utf8(out.0).unwrap();
        assert_eq!(written, "name\ta\\u{1b}]0;owned\\u{7}\\r\\u{202e}b é\n");
    }
}
