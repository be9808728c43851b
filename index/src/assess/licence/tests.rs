//! The rules by cases.

use super::*;
use LicenceVerdict::{Contradictory, Missing, NotOpen, Open, OpenContent, Unknown};
use bronwijzer_crawler::observation::{FileKind, Gap, KnownFile, TextFile};
use bronwijzer_testing::repository;

/// The licence of this project, in English.
const EUPL: &str = include_str!("../../../../LICENSE");

/// The text of ISC, one of the shortest.
const ISC: &str = "Copyright (c) 2026 Somebody

Permission to use, copy, modify, and/or distribute this software for any
purpose with or without fee is hereby granted, provided that the above
copyright notice and this permission notice appear in all copies.

THE SOFTWARE IS PROVIDED \"AS IS\" AND THE AUTHOR DISCLAIMS ALL WARRANTIES WITH
REGARD TO THIS SOFTWARE INCLUDING ALL IMPLIED WARRANTIES OF MERCHANTABILITY AND
FITNESS. IN NO EVENT SHALL THE AUTHOR BE LIABLE FOR ANY SPECIAL, DIRECT,
INDIRECT, OR CONSEQUENTIAL DAMAGES OR ANY DAMAGES WHATSOEVER RESULTING FROM LOSS
OF USE, DATA OR PROFITS, WHETHER IN AN ACTION OF CONTRACT, NEGLIGENCE OR OTHER
TORTIOUS ACTION, ARISING OUT OF OR IN CONNECTION WITH THE USE OR PERFORMANCE OF
THIS SOFTWARE.
";

fn bare() -> Observation {
    repository("o/r").build()
}

fn declaring(licence: &str) -> Publiccode {
    Publiccode {
        licence: Some(licence.to_owned()),
        ..Publiccode::default()
    }
}

fn judge_both(
    forge: Option<ForgeLicence>,
    declared: Option<&str>,
) -> (LicenceVerdict, Option<String>, &'static str) {
    let mut observation = bare();
    observation.licence = forge;
    let publiccode = declared.map(declaring);
    let licence = judge(&observation, publiccode.as_ref());
    (
        licence.verdict.value,
        licence.spdx_id,
        licence.verdict.reasons[0].rule,
    )
}

fn spdx(id: &str) -> Option<ForgeLicence> {
    Some(ForgeLicence::Spdx { id: id.to_owned() })
}

#[test]
fn a_licence_is_judged_by_what_it_allows() {
    let cases = [
        (spdx("EUPL-1.2"), None, Open, "open_licence"),
        (spdx("EUPL-1.0"), None, Open, "open_licence"),
        (spdx("MIT"), None, Open, "open_licence"),
        (spdx("AGPL-3.0"), None, Open, "open_licence"),
        (spdx("CC0-1.0"), None, OpenContent, "open_content_licence"),
        (spdx("CC-BY-4.0"), None, OpenContent, "open_content_licence"),
        (spdx("CC-BY-NC-4.0"), None, NotOpen, "not_an_open_licence"),
        (spdx("CC-BY-ND-4.0"), None, NotOpen, "not_an_open_licence"),
        (spdx("BUSL-1.1"), None, NotOpen, "not_an_open_licence"),
        (spdx("MIT OR BUSL-1.1"), None, Open, "open_licence"),
        (
            spdx("MIT AND CC-BY-4.0"),
            None,
            OpenContent,
            "open_content_licence",
        ),
        (spdx("House-Rules"), None, Unknown, "licence_not_in_spdx"),
        (
            Some(ForgeLicence::Missing),
            None,
            Missing,
            "no_licence_found",
        ),
        (
            Some(ForgeLicence::Unrecognised),
            None,
            Unknown,
            "licence_not_recognised",
        ),
        (None, None, Unknown, "licence_not_looked_for"),
        (
            Some(ForgeLicence::Unrecognised),
            Some("EUPL-1.2"),
            Open,
            "open_licence",
        ),
        (
            spdx("EUPL-1.2"),
            Some("MIT"),
            Contradictory,
            "licences_differ",
        ),
        (
            spdx("AGPL-3.0"),
            Some("AGPL-3.0-or-later"),
            Open,
            "open_licence",
        ),
        (spdx("MIT"), Some("EUPL-1.2 OR MIT"), Open, "open_licence"),
        (
            spdx("AGPL-1.0"),
            Some("agpl-1.0-OR-later"),
            Open,
            "open_licence",
        ),
        (
            spdx("GPL-2.0"),
            Some("GPL-2.0-with-classpath-exception"),
            Open,
            "open_licence",
        ),
        (
            Some(ForgeLicence::Missing),
            Some("eupl-1.2"),
            Open,
            "open_licence",
        ),
        (
            spdx("EUPL-1.2"),
            Some("not a licence"),
            Open,
            "open_licence",
        ),
    ];
    for (forge, declared, verdict, rule) in cases {
        let what = format!("{forge:?} {declared:?}");
        let (found, _, reason) = judge_both(forge, declared);
        assert_eq!((found, reason), (verdict, rule), "{what}");
    }
}

#[test]
fn the_identifier_is_given_where_one_is_known() {
    assert_eq!(
        judge_both(spdx("EUPL-1.2"), None).1.as_deref(),
        Some("EUPL-1.2")
    );
    assert_eq!(judge_both(None, Some("MIT")).1.as_deref(), Some("MIT"));
    assert_eq!(judge_both(Some(ForgeLicence::Missing), None).1, None);
}

/// Everything that names a licence, and what comes of it.
struct Case {
    forge: Option<ForgeLicence>,
    text: Option<&'static str>,
    files: &'static [&'static str],
    declared: Option<&'static str>,
    expected: (LicenceVerdict, Option<&'static str>),
    reasons: &'static [&'static str],
}

impl Case {
    fn check(self) {
        let mut observation = bare();
        observation.licence = self.forge;
        observation.licence_text = self
            .text
            .map(|text| TextFile::capped("LICENSE", text.to_owned(), 1, false));
        let kind = |path: &str| match path.starts_with("LICENSES/") {
            true => FileKind::ReuseLicence,
            false => FileKind::Licence,
        };
        let files = self.files.iter().map(|path| KnownFile {
            kind: kind(path),
            path: (*path).to_owned(),
        });
        observation.files = Some(files.collect());
        let declared = self.declared.map(declaring);
        let judged = judge(&observation, declared.as_ref());
        let reasons: Vec<&str> = judged.verdict.reasons.iter().map(|one| one.rule).collect();
        assert_eq!(reasons, self.reasons);
        assert_eq!(
            (judged.verdict.value, judged.spdx_id.as_deref()),
            self.expected,
            "{reasons:?}"
        );
    }
}

#[test]
fn licence_text_confirms_corrects_or_completes_the_forge() {
    let one_file: &[&str] = &["LICENSE"];
    Case {
        forge: spdx("EUPL-1.2"),
        text: Some(EUPL),
        files: one_file,
        declared: Some("EUPL-1.2"),
        expected: (Open, Some("EUPL-1.2")),
        reasons: &[
            "open_licence",
            "recognised_by_forge",
            "recognised_in_text",
            "declared_in_publiccode",
        ],
    }
    .check();
    Case {
        forge: spdx("EUPL-1.2"),
        text: Some(ISC),
        files: one_file,
        declared: Some("EUPL-1.2"),
        expected: (Contradictory, Some("EUPL-1.2")),
        reasons: &[
            "licences_differ",
            "recognised_by_forge",
            "recognised_in_text",
            "declared_in_publiccode",
        ],
    }
    .check();
    Case {
        forge: Some(ForgeLicence::Unrecognised),
        text: Some(ISC),
        files: one_file,
        declared: None,
        expected: (Open, Some("ISC")),
        reasons: &["open_licence", "recognised_in_text"],
    }
    .check();
    Case {
        forge: None,
        text: Some(EUPL),
        files: one_file,
        declared: Some("MIT"),
        expected: (Contradictory, Some("EUPL-1.2")),
        reasons: &[
            "licences_differ",
            "recognised_in_text",
            "declared_in_publiccode",
        ],
    }
    .check();
    Case {
        forge: Some(ForgeLicence::Unrecognised),
        text: Some("The code is under the EUPL, see LICENSES/."),
        files: one_file,
        declared: None,
        expected: (Unknown, None),
        reasons: &["licence_not_recognised", "text_not_recognised"],
    }
    .check();
    Case {
        forge: Some(ForgeLicence::Missing),
        text: Some(&EUPL[..9_000]),
        files: one_file,
        declared: None,
        expected: (Unknown, None),
        reasons: &["licence_not_recognised", "text_resembles"],
    }
    .check();
}

#[test]
fn only_a_declaration_combines_several_licences() {
    let two: &[&str] = &["LICENSE-ISC", "LICENSE-MIT"];
    Case {
        forge: spdx("MIT"),
        text: None,
        files: two,
        declared: Some("ISC OR MIT"),
        expected: (Open, Some("ISC OR MIT")),
        reasons: &[
            "open_licence",
            "recognised_by_forge",
            "named_by_files",
            "declared_in_publiccode",
        ],
    }
    .check();
    Case {
        forge: spdx("MIT"),
        text: None,
        files: two,
        declared: None,
        expected: (Open, None),
        reasons: &["several_licences", "recognised_by_forge", "named_by_files"],
    }
    .check();
    Case {
        forge: spdx("MIT"),
        text: None,
        files: &["LICENSE-BUSL-1.1", "LICENSE-MIT"],
        declared: None,
        expected: (Unknown, None),
        reasons: &[
            "several_licences_unclear",
            "recognised_by_forge",
            "named_by_files",
        ],
    }
    .check();
    // The forge and we may each have read another file.
    Case {
        forge: spdx("MIT"),
        text: Some(ISC),
        files: &["LICENSE", "LICENSE-MIT"],
        declared: None,
        expected: (Open, None),
        reasons: &[
            "several_licences",
            "recognised_by_forge",
            "recognised_in_text",
            "named_by_files",
        ],
    }
    .check();
    // One licence, and beside it a notice that no name says anything of.
    Case {
        forge: spdx("ISC"),
        text: Some(ISC),
        files: &["LICENSE", "LICENSE-APACHE"],
        declared: None,
        expected: (Open, Some("ISC")),
        reasons: &["open_licence", "recognised_by_forge", "recognised_in_text"],
    }
    .check();
}

#[test]
fn a_folder_of_licences_names_them_and_can_contradict() {
    Case {
        forge: Some(ForgeLicence::Unrecognised),
        text: None,
        files: &["LICENSES/EUPL-1.2.txt"],
        declared: None,
        expected: (Open, Some("EUPL-1.2")),
        reasons: &["open_licence", "listed_in_reuse_folder"],
    }
    .check();
    let two: &[&str] = &["LICENSES/CC0-1.0.txt", "LICENSES/EUPL-1.2.txt"];
    Case {
        forge: None,
        text: None,
        files: two,
        declared: Some("EUPL-1.2"),
        expected: (Open, Some("EUPL-1.2")),
        reasons: &[
            "open_licence",
            "declared_in_publiccode",
            "listed_in_reuse_folder",
        ],
    }
    .check();
    Case {
        forge: None,
        text: None,
        files: two,
        declared: None,
        expected: (Open, None),
        reasons: &["several_licences", "listed_in_reuse_folder"],
    }
    .check();
    Case {
        forge: None,
        text: None,
        files: &["LICENSES/EUPL-1.2.txt", "LICENSES/LicenseRef-House.txt"],
        declared: None,
        expected: (Unknown, None),
        reasons: &["several_licences_unclear", "listed_in_reuse_folder"],
    }
    .check();
    Case {
        forge: spdx("MIT"),
        text: None,
        files: two,
        declared: None,
        expected: (Contradictory, Some("MIT")),
        reasons: &[
            "licences_differ",
            "recognised_by_forge",
            "listed_in_reuse_folder",
        ],
    }
    .check();
}

#[test]
fn in_a_folder_of_licences_only_licences_count() {
    let cases: [(&'static [&'static str], _); 6] = [
        (
            &[
                "LICENSES/Classpath-exception-2.0.txt",
                "LICENSES/GPL-2.0-only.txt",
            ],
            (Open, Some("GPL-2.0")),
        ),
        (&["LICENSES/EUPL-1.2.md"], (Open, Some("EUPL-1.2"))),
        (&["LICENSES/eupl-1.2.html"], (Open, Some("EUPL-1.2"))),
        (
            &["LICENSES/EUPL-1.2", "LICENSES/README.txt"],
            (Open, Some("EUPL-1.2")),
        ),
        (
            &["LICENSES/LicenseRef-House.txt"],
            (Unknown, Some("LicenseRef-House")),
        ),
        (
            &["LICENSES/CC-BY-NC-4.0.txt"],
            (NotOpen, Some("CC-BY-NC-4.0")),
        ),
    ];
    for (files, expected) in cases {
        let mut observation = bare();
        let files = files.iter().map(|path| KnownFile {
            kind: FileKind::ReuseLicence,
            path: (*path).to_owned(),
        });
        observation.files = Some(files.collect());
        let judged = judge(&observation, None);
        assert_eq!((judged.verdict.value, judged.spdx_id.as_deref()), expected);
    }
}

#[test]
fn annotation_of_all_files_decides_between_licences_of_the_folder() {
    let annotated = |licence: &str, path: &str| {
        let text = format!(
            "[[annotations]]\npath = \"{path}\"\nSPDX-License-Identifier = \"{licence}\"\n"
        );
        Some(TextFile::capped("REUSE.toml", text, 1, false))
    };
    let folder = ["LICENSES/CC0-1.0.txt", "LICENSES/EUPL-1.2.txt"];
    let cases = [
        (
            annotated("EUPL-1.2", "**"),
            (Open, Some("EUPL-1.2")),
            "open_licence",
        ),
        (
            annotated("CC-BY-NC-4.0", "**"),
            (NotOpen, Some("CC-BY-NC-4.0")),
            "not_an_open_licence",
        ),
        (
            annotated("CC-BY-NC-4.0", "docs/**"),
            (Open, None),
            "several_licences",
        ),
        (None, (Open, None), "several_licences"),
    ];
    for (reuse, expected, rule) in cases {
        let files = folder.iter().map(|path| KnownFile {
            kind: FileKind::ReuseLicence,
            path: (*path).to_owned(),
        });
        let observation = Observation {
            files: Some(files.collect()),
            reuse,
            ..bare()
        };
        let judged = judge(&observation, None);
        assert_eq!((judged.verdict.value, judged.spdx_id.as_deref()), expected);
        assert_eq!(judged.verdict.reasons[0].rule, rule);
    }
}

#[test]
fn licence_in_several_languages_is_one() {
    let file = |path: &str, text: &str| TextFile::capped(path, text.to_owned(), 1, false);
    let observation = Observation {
        licence: Some(ForgeLicence::Unrecognised),
        licence_text: Some(file(
            "LICENSE",
            spdx::license_id("EUPL-1.2").unwrap().text(),
        )),
        further_licence_texts: vec![file("LICENTIE.txt", include_str!("eupl-1.2.nl.txt"))],
        ..bare()
    };
    let judged = judge(&observation, None);
    assert_eq!(
        (judged.verdict.value, judged.spdx_id.as_deref()),
        (Open, Some("EUPL-1.2"))
    );
}

#[test]
fn complete_file_list_proves_a_missing_licence() {
    let judged = |files: Option<&[&str]>, forge: Option<ForgeLicence>, is_cut: bool| {
        let mut observation = bare();
        observation.licence = forge;
        observation.files = files.map(|files| {
            let files = files.iter().map(|path| KnownFile {
                kind: FileKind::Licence,
                path: (*path).to_owned(),
            });
            files.collect()
        });
        if is_cut {
            observation.gaps.push(Gap {
                field: "files".to_owned(),
                reason: "the root folder has more files than were read".to_owned(),
                unread: None,
            });
        }
        let verdict = judge(&observation, None).verdict;
        (verdict.value, verdict.reasons[0].rule)
    };
    let unknown = LicenceVerdict::Unknown;
    let missing = (LicenceVerdict::Missing, "no_licence_found");
    // Forgejo tells no licence.
    assert_eq!(judged(Some(&[]), None, false), missing);
    assert_eq!(
        judged(Some(&["LICENSE"]), None, false),
        (unknown, "licence_not_recognised")
    );
    let not_looked_for = (unknown, "licence_not_looked_for");
    assert_eq!(judged(None, None, false), not_looked_for);
    assert_eq!(judged(Some(&[]), None, true), not_looked_for);
    let forge = Some(ForgeLicence::Missing);
    assert_eq!(judged(Some(&[]), forge.clone(), true), not_looked_for);
    assert_eq!(judged(Some(&[]), forge, false), missing);
}

mod texts;
