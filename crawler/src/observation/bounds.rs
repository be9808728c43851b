//! How much is kept of what others wrote. A forge's client keeps to these bounds while it reads;
//! what was not made by one, as a file that is imported, is cut to them.

use crate::commits::CommitActivity;

use super::{ForgeLicence, Observation, PubliccodeValues, TextFile};

/// How much of a text file is kept, in bytes. Of 73 READMEs of Dutch
/// government repositories the largest had 41 KB.
pub const MAX_TEXT_BYTES: usize = 256 * 1024;

/// How many licence files of one repository are read at most. Of 73
/// repositories of Dutch government none had more than three.
pub const MOST_LICENCE_TEXTS: usize = 8;

/// How much of a text of a line or a few is kept, in bytes. GitHub allows 350 characters
/// for a description, GitLab and Forgejo 2,000 and 2,048.
pub const MAX_LINE_BYTES: usize = 16 * 1024;

/// How many topics, languages or well-known files are kept: GitHub allows 20 topics and
/// GitLab's lists have no more than 100 on a page.
pub const MAX_LISTED: usize = 1_000;

/// How many of the newest releases or tags are kept.
pub const MAX_NEWEST: usize = 10;

/// How much of a forge's handle or of the name of a licence is kept, in bytes.
const MAX_NAME_BYTES: usize = 256;

/// The beginning of a text, of so many bytes at most, cut at a character.
pub(super) fn cut(mut text: String, max_bytes: usize) -> String {
    let mut ends = (0..=max_bytes.min(text.len())).rev();
    let end = ends.find(|at| text.is_char_boundary(*at));
    text.truncate(end.unwrap_or_default());
    text
}

fn cut_in_place(text: &mut String, max_bytes: usize) {
    *text = cut(std::mem::take(text), max_bytes);
}

impl TextFile {
    /// Keeps at most [`MAX_TEXT_BYTES`] of `text`, cut at a character.
    #[must_use]
    pub fn capped(path: impl Into<String>, mut text: String, bytes: u64, truncated: bool) -> Self {
        let mut truncated = truncated;
        if text.len() > MAX_TEXT_BYTES {
            text = cut(text, MAX_TEXT_BYTES);
            truncated = true;
        }
        Self {
            path: path.into(),
            text,
            bytes,
            truncated,
        }
    }

    fn bounded(self) -> Self {
        let path = cut(self.path, MAX_LINE_BYTES);
        Self::capped(path, self.text, self.bytes, self.truncated)
    }
}

impl Observation {
    /// Cuts foreign texts to the sizes that are kept of them, for an observation that was
    /// not made by a forge's client: a file that was imported may hold anything.
    pub fn bound(&mut self) {
        self.bound_files();
        self.bound_lists();
        self.publiccode_values = self
            .publiccode_values
            .take()
            .filter(PubliccodeValues::is_bounded);
        if let Some(catalogued) = &mut self.catalogued {
            catalogued.bound();
        }
        if let Some(issues) = &mut self.issues {
            issues.bound(&self.url);
        }
        for line in [
            &mut self.description,
            &mut self.homepage,
            &mut self.mirror_url,
            &mut self.default_branch,
        ] {
            *line = line.take().map(|line| cut(line, MAX_LINE_BYTES));
        }
        // Half of a handle asks for another repository.
        self.handle = self
            .handle
            .take()
            .filter(|handle| handle.len() <= MAX_NAME_BYTES);
        if let Some(ForgeLicence::Spdx { id }) = &mut self.licence {
            cut_in_place(id, MAX_NAME_BYTES);
        }
        self.commits = self.commits.take().filter(CommitActivity::is_bounded);
    }

    fn bound_files(&mut self) {
        self.further_licence_texts.truncate(MOST_LICENCE_TEXTS);
        let further = std::mem::take(&mut self.further_licence_texts);
        self.further_licence_texts = further.into_iter().map(TextFile::bounded).collect();
        for file in [
            &mut self.readme,
            &mut self.publiccode,
            &mut self.licence_text,
            &mut self.reuse,
        ] {
            *file = file.take().map(TextFile::bounded);
        }
        if let Some(files) = &mut self.files {
            files.truncate(MAX_LISTED);
            for file in files {
                cut_in_place(&mut file.path, MAX_LINE_BYTES);
            }
        }
    }

    fn bound_lists(&mut self) {
        if let Some(topics) = &mut self.topics {
            topics.truncate(MAX_LISTED);
            for topic in topics {
                cut_in_place(topic, MAX_LINE_BYTES);
            }
        }
        if let Some(languages) = &mut self.languages {
            languages.truncate(MAX_LISTED);
            for language in languages {
                cut_in_place(&mut language.name, MAX_LINE_BYTES);
            }
        }
        for versions in [&mut self.releases, &mut self.tags].into_iter().flatten() {
            versions.newest.truncate(MAX_NEWEST);
            for version in &mut versions.newest {
                cut_in_place(&mut version.name, MAX_LINE_BYTES);
            }
        }
        self.gaps.truncate(MAX_LISTED);
        for gap in &mut self.gaps {
            cut_in_place(&mut gap.field, MAX_NAME_BYTES);
            cut_in_place(&mut gap.reason, MAX_LINE_BYTES);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_text_is_cut_at_a_character_boundary() {
        let text = "é".repeat(MAX_TEXT_BYTES);
        let file = TextFile::capped("README.md", text, 2 * MAX_TEXT_BYTES as u64, false);
        assert!(file.truncated);
        assert_eq!(file.text.len(), MAX_TEXT_BYTES);
        assert!(file.text.chars().all(|c| c == 'é'));
    }

    #[test]
    fn observation_of_a_file_is_bounded_in_every_field() {
        let long = "é".repeat(MAX_LINE_BYTES);
        let names: Vec<String> = vec![long.clone(); 3 * MAX_LISTED];
        let listed = |kind: &str| -> Vec<serde_json::Value> {
            let one = serde_json::json!({ "kind": kind, "path": "x".repeat(900) });
            vec![one; 3 * MAX_LISTED]
        };
        let weeks = vec![serde_json::json!({ "monday": "2026-01-05", "human": 1 }); 3_000];
        let file = serde_json::json!({
            "id": "github.com:1",
            "url": "https://github.com/minvws/example",
            "observed_at": "2026-01-01T00:00:00Z",
            "source": { "kind": "sample" },
            "handle": long,
            "description": long,
            "homepage": long,
            "topics": names,
            "licence": { "kind": "spdx", "id": long },
            "default_branch": long,
            "files": listed("readme"),
            "gaps": vec![serde_json::json!({ "field": long, "reason": "x" }); 3 * MAX_LISTED],
            "readme": { "path": long, "text": "é".repeat(MAX_TEXT_BYTES), "bytes": 1 },
            "commits": {
                "since": "2024-01-01T00:00:00Z",
                "counted_since": "2024-01-01T00:00:00Z",
                "weeks": weeks,
                "total": 3,
                "per_author": [3],
            },
        });
        let mut observation: Observation = serde_json::from_value(file).unwrap();
        observation.bound();
        assert_eq!(observation.handle, None);
        assert_eq!(observation.commits, None);
        assert_eq!(observation.topics.as_ref().unwrap().len(), MAX_LISTED);
        assert_eq!(observation.files.as_ref().unwrap().len(), MAX_LISTED);
        assert_eq!(observation.gaps.len(), MAX_LISTED);
        assert!(observation.readme.as_ref().unwrap().truncated);
        // Every list at its longest with every line of it, and the README.
        let longest = 2 * MAX_TEXT_BYTES + (MAX_LISTED + 8) * (MAX_LINE_BYTES + 1_200);
        let kept = serde_json::to_vec(&observation).unwrap().len();
        assert!(kept <= longest, "{kept}");
    }
}
