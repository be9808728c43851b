//! Tables: drawn as a grid, or simple ones with borders of `=`.

use super::{Reader, adornment};
use crate::markup::lines::{row, ruler};

/// The most columns of a table.
const MOST_COLUMNS: usize = 64;

/// Whether a line is a border of a grid: `+---+---+`.
pub(super) fn is_grid_border(line: &str) -> bool {
    line.len() > 2
        && line.starts_with('+')
        && line.ends_with('+')
        && line.bytes().all(|byte| b"+-=".contains(&byte))
        && adornment(line).is_none()
}

/// Whether a line is a border of a simple table: `====  ====`.
pub(super) fn is_border(line: &str) -> bool {
    line.starts_with('=') && line.contains(' ') && line.bytes().all(|byte| b"= ".contains(&byte))
}

fn is_end(lines: &[&str], at: usize) -> bool {
    is_border(lines[at]) && lines.get(at + 1).is_none_or(|next| next.is_empty())
}

/// The last line that ends a simple table.
pub(super) fn last_border(lines: &[&str]) -> Option<usize> {
    (0..lines.len()).rev().find(|at| is_end(lines, *at))
}

/// Where the simple table that begins at `from` ends.
pub(super) fn simple_until(lines: &[&str], from: usize) -> usize {
    let end = (from + 1..lines.len()).find(|at| is_end(lines, *at));
    end.map_or(lines.len(), |end| end + 1)
}

impl<'a> Reader<'a> {
    /// Rows are what stands between borders; lines of one row are joined cell by
    /// cell.
    pub(super) fn grid_table(&mut self, lines: &[&'a str], prefix: &str) {
        let mut rows: Vec<Vec<String>> = Vec::new();
        let mut is_new = true;
        for line in lines {
            if line.starts_with('+') {
                is_new = true;
                continue;
            }
            let cells = line.trim_matches('|').split('|').take(MOST_COLUMNS);
            if is_new {
                rows.push(Vec::new());
                is_new = false;
            }
            let Some(row) = rows.last_mut() else { continue };
            for (at, cell) in cells.enumerate() {
                add(row, at, cell);
            }
        }
        self.table(&rows, prefix);
    }

    /// Columns lie where the border has them. A line whose first cell is empty
    /// goes on with the row above.
    pub(super) fn simple_table(&mut self, lines: &[&'a str], prefix: &str) {
        let columns = columns(lines[0]);
        let mut rows: Vec<Vec<String>> = Vec::new();
        for line in lines
            .iter()
            .filter(|line| !line.is_empty() && !is_border(line))
        {
            let characters: Vec<char> = line.chars().collect();
            let mut cells: Vec<String> = columns
                .iter()
                .map(|(from, until)| {
                    let until = until.unwrap_or(characters.len()).min(characters.len());
                    let cell = characters.get(*from..until.max(*from)).unwrap_or_default();
                    cell.iter().collect::<String>().trim().to_owned()
                })
                .collect();
            let goes_on = cells.first().is_some_and(String::is_empty);
            // A row has the cells that are written: short rows below a wide head would cost the
            // head's width each.
            while cells.len() > 1 && cells.last().is_some_and(String::is_empty) {
                cells.pop();
            }
            match rows.last_mut().filter(|_| goes_on) {
                Some(row) => {
                    for (at, cell) in cells.iter().enumerate() {
                        add(row, at, cell);
                    }
                }
                None => rows.push(cells),
            }
        }
        self.table(&rows, prefix);
    }

    fn table(&mut self, rows: &[Vec<String>], prefix: &str) {
        let width = rows.iter().map(Vec::len).max().unwrap_or(0);
        if width == 0 {
            return;
        }
        if self.marker.is_some() {
            self.line(prefix, "");
        }
        for (at, cells) in rows.iter().enumerate() {
            let mut cells: Vec<String> = cells.iter().map(|cell| self.inline(cell)).collect();
            if at == 0 {
                // The head tells how many columns there are.
                cells.resize(width, String::new());
            }
            row(&mut self.out, prefix, &cells);
            if at == 0 {
                ruler(&mut self.out, prefix, width);
            }
        }
        self.line(prefix, "");
    }
}

/// Adds text to a cell of a row.
fn add(row: &mut Vec<String>, at: usize, text: &str) {
    if row.len() <= at {
        row.resize(at + 1, String::new());
    }
    let text = text.trim();
    if !text.is_empty() {
        if !row[at].is_empty() {
            row[at].push(' ');
        }
        row[at].push_str(text);
    }
}

/// Where columns begin and end; the last has no end.
fn columns(border: &str) -> Vec<(usize, Option<usize>)> {
    let mut starts = Vec::new();
    let mut before = b' ';
    for (at, byte) in border.bytes().enumerate() {
        if byte == b'=' && before == b' ' && starts.len() < MOST_COLUMNS {
            starts.push(at);
        }
        before = byte;
    }
    let ends = starts.iter().skip(1).copied().map(Some).chain([None]);
    starts
        .iter()
        .copied()
        .zip(ends.collect::<Vec<_>>())
        .collect()
}
