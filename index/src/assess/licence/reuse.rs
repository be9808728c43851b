//! Which licence a repository is under by the REUSE specification: what `REUSE.toml`
//! or `.reuse/dep5` says of all files.
//!
//! Source: <https://reuse.software/spec-3.3/#reusetoml>, and for the older form
//! <https://reuse.software/spec-3.2/#dep5-deprecated>.

use bronwijzer_crawler::observation::TextFile;
use serde::Deserialize;
use spdx::Expression;

use super::expression::parse;

/// Patterns that stand for every file.
const ALL_FILES: &[&str] = &["*", "**", "**/*", "./**"];

#[derive(Deserialize)]
struct Reuse {
    #[serde(default)]
    annotations: Vec<Annotation>,
}

#[derive(Deserialize)]
struct Annotation {
    path: OneOrMore,
    #[serde(rename = "SPDX-License-Identifier")]
    licence: Option<OneOrMore>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMore {
    One(String),
    More(Vec<String>),
}

impl OneOrMore {
    fn into_vec(self) -> Vec<String> {
        match self {
            Self::One(one) => vec![one],
            Self::More(more) => more,
        }
    }
}

/// The licence of all files. Of several annotations the last one counts, as the
/// specification has it; what it says of single files is no licence of the whole.
pub(super) fn of_all_files(file: &TextFile) -> Option<Expression> {
    let stated = if file.path.ends_with(".toml") {
        in_toml(&file.text)
    } else {
        in_dep5(&file.text)
    };
    let is_all = |path: &String| ALL_FILES.contains(&path.as_str());
    let of_all = stated
        .into_iter()
        .rfind(|(paths, _)| paths.iter().any(is_all))?;
    parse(&of_all.1)
}

/// Paths, and the expression that they are under. Several expressions hold together.
fn in_toml(text: &str) -> Vec<(Vec<String>, String)> {
    let reuse: Reuse = toml::from_str(text).unwrap_or(Reuse {
        annotations: Vec::new(),
    });
    let stated = reuse.annotations.into_iter().filter_map(|annotation| {
        let licences = annotation.licence?.into_vec();
        let licence = match licences.as_slice() {
            [one] => one.clone(),
            more => {
                let parts: Vec<String> = more.iter().map(|one| format!("({one})")).collect();
                parts.join(" AND ")
            }
        };
        Some((annotation.path.into_vec(), licence))
    });
    stated.collect()
}

/// The same of the machine-readable copyright format of Debian: paragraphs of fields, of
/// which a line that is indented goes on with the one before.
fn in_dep5(text: &str) -> Vec<(Vec<String>, String)> {
    let text = text.replace("\r\n", "\n");
    let stated = text.split("\n\n").filter_map(|paragraph| {
        let (mut paths, mut licence, mut is_files) = (Vec::new(), None, false);
        for line in paragraph.lines() {
            if line.starts_with([' ', '\t']) {
                let more = line.split_whitespace().map(str::to_owned);
                paths.extend(more.filter(|_| is_files));
                continue;
            }
            let (field, value) = line.split_once(':')?;
            is_files = field.eq_ignore_ascii_case("Files");
            if is_files {
                paths.extend(value.split_whitespace().map(str::to_owned));
            } else if field.eq_ignore_ascii_case("License") {
                licence = Some(value.trim().to_owned());
            }
        }
        Some((paths, licence?))
    });
    stated.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn licence(path: &str, text: &str) -> Option<String> {
        let file = TextFile::capped(path, text.to_owned(), text.len() as u64, false);
        of_all_files(&file).map(|licence| licence.to_string())
    }

    #[test]
    fn annotation_of_all_files_names_the_licence() {
        let all = "version = 1\n[[annotations]]\npath = \"**\"\n\
            SPDX-FileCopyrightText = \"VWS\"\nSPDX-License-Identifier = \"EUPL-1.2\"\n";
        let images = "[[annotations]]\npath = [\"docs/**\", \"*.png\"]\n\
            SPDX-License-Identifier = \"CC0-1.0\"\n";
        let cases = [
            (all.to_owned(), Some("EUPL-1.2")),
            (format!("{all}{images}"), Some("EUPL-1.2")),
            (format!("version = 1\n{images}"), None),
            (all.replace("\"**\"", "[\"**\", \"a\"]"), Some("EUPL-1.2")),
            (
                all.replace("\"EUPL-1.2\"", "[\"MIT\", \"CC0-1.0\"]"),
                Some("(MIT) AND (CC0-1.0)"),
            ),
            (
                all.replace("\"EUPL-1.2\"", "\"mit or apache-2.0\""),
                Some("MIT OR Apache-2.0"),
            ),
            ("annotations = 1".to_owned(), None),
            ("not toml".to_owned(), None),
        ];
        for (text, expected) in cases {
            assert_eq!(licence("REUSE.toml", &text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn older_form_names_the_licence_too() {
        let header = "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n";
        let all = "\nFiles: *\nCopyright: 2021 VWS\nLicense: EUPL-1.2\n";
        let images = "\nFiles: a.png\n b.png\nCopyright: 2021 VWS\nLicense: CC0-1.0\n";
        let cases = [
            (format!("{header}{all}{images}"), Some("EUPL-1.2")),
            (format!("{header}{images}"), None),
            (
                format!("{header}{all}").replace('\n', "\r\n"),
                Some("EUPL-1.2"),
            ),
            (String::new(), None),
        ];
        for (text, expected) in cases {
            assert_eq!(licence(".reuse/dep5", &text).as_deref(), expected, "{text}");
        }
    }
}
