//! Which texts are a licence, and which only look like one.

use super::*;

/// The text of a licence of the SPDX list, with an owner, and each paragraph on
/// one line.
fn text_of(id: &str) -> String {
    let text = spdx::license_id(id).unwrap().text();
    let text = text.replace("<year> <copyright holders>", "2026 Gemeente Voorbeeld");
    unwrapped(&text)
}

fn unwrapped(text: &str) -> String {
    let words = |one: &str| one.split_whitespace().collect::<Vec<_>>().join(" ");
    let paragraphs: Vec<String> = text.split("\n\n").map(words).collect();
    paragraphs.join("\n\n").replace("niet- ", "niet-")
}

fn judge_text(text: &str, forge: Option<ForgeLicence>) -> LicenceAssessment {
    let mut observation = bare();
    observation.licence = forge;
    observation.licence_text = Some(TextFile::capped("LICENSE", text.to_owned(), 1, false));
    judge(&observation, None)
}

#[test]
fn a_licence_with_a_restriction_is_never_open() {
    let mit = text_of("MIT");
    let apache = text_of("Apache-2.0");
    let (dutch, english) = (unwrapped(eupl::DUTCH), unwrapped(EUPL));
    let (eupl, english) = (dutch.as_str(), english.as_str());
    let changed = |text: &str, old: &str, new: &str| {
        assert!(text.contains(old), "{old}");
        text.replacen(old, new, 1)
    };
    let cases = [
        // Written in.
        changed(
            &mit,
            "to use, copy",
            "to use, for non-commercial purposes only, copy",
        ),
        changed(
            &mit,
            "to any person obtaining",
            "to any government organisation obtaining",
        ),
        changed(
            &mit,
            "publish, distribute",
            "publish (within the Netherlands), distribute",
        ),
        changed(&mit, ", and/or sell copies", " copies"),
        changed(&mit, "without restriction", "with the restriction"),
        changed(
            &mit,
            "sell copies of the Software, and",
            "share copies of the Software, and",
        ),
        changed(
            &text_of("ISC"),
            "for any purpose",
            "for any purpose except war",
        ),
        changed(
            &text_of("BSD-3-Clause"),
            "with or without modification",
            "without modification",
        ),
        changed(
            &text_of("BSD-3-Clause"),
            "\n\nTHIS SOFTWARE",
            "\n\n4. It may not be used by banks.\n\nTHIS SOFTWARE",
        ),
        changed(
            &apache,
            "no-charge, royalty-free",
            "no-charge, non-commercial, royalty-free",
        ),
        changed(english, "royalty-free", "royalty-free, for public bodies,"),
        changed(
            eupl,
            "royaltyvrije",
            "royaltyvrije, voor overheden bestemde",
        ),
        changed(eupl, "niet-exclusieve", "niet-exclusieve, niet-commerciële"),
        changed(
            &text_of("AGPL-3.0"),
            "You may make, run and propagate",
            "Public bodies may make, run and propagate",
        ),
        // Before or after it.
        format!(
            "\"Commons Clause\" License Condition v1.0\n\nThe Software is provided to you under the License with the following condition: the grant of rights does not include the right to Sell the Software.\n\n{apache}"
        ),
        format!("{mit}\nThe Software may not be used for military purposes.\n"),
        format!("{mit}\nAlleen gemeenten mogen deze software gebruiken.\n"),
        format!("Gebruik door bedrijven is niet toegestaan.\n\n{EUPL}"),
        format!("{eupl}\nVoor commercieel gebruik is toestemming van de gemeente nodig.\n"),
        format!("{EUPL}\n\nAdditional terms: you must send us your changes.\n"),
        changed(
            &mit,
            "2026 Gemeente Voorbeeld",
            "2026 Gemeente Voorbeeld, for internal use only",
        ),
        format!(
            "{}\nDieses Programm darf nur für Behörden genutzt werden.\n",
            text_of("GPL-3.0")
        ),
        // Of somebody else.
        format!(
            "Copyright 2026 Gemeente Voorbeeld. All rights reserved.\n\nThis product uses left-pad:\n\n{mit}"
        ),
        format!(
            "Copyright (c) 2026 Gemeente Voorbeeld\nAlle rechten voorbehouden.\n\nleft-pad\n\n{mit}"
        ),
        format!(
            "(c) 2026 Gemeente Voorbeeld. All rights reserved.\n\nThird party notices\n===\n{apache}"
        ),
        format!("All rights reserved, Gemeente Voorbeeld.\n\nPortions of this software:\n{mit}"),
    ];
    for text in cases {
        // The forge may say that it is the licence that it is nearly.
        for forge in [
            ForgeLicence::Unrecognised,
            ForgeLicence::Spdx {
                id: "MIT".to_owned(),
            },
        ] {
            let judged = judge_text(&text, Some(forge));
            let what = (judged.verdict.value, &judged.verdict.reasons);
            assert_eq!(
                what.0,
                Unknown,
                "{:?}\n{}",
                what.1,
                &text[..text.len().min(3_000)]
            );
            assert_eq!(judged.spdx_id, None);
        }
    }
}

#[test]
fn a_long_restriction_is_one_whatever_publiccode_yml_says() {
    let long = "to the municipalities, provinces and water boards of the Netherlands and to the companies that work under contract for them, but only as long as that contract lasts and only for the tasks that are named in it,";
    let text = text_of("MIT").replacen("to any person", &format!("{long} to any person"), 1);
    let mut observation = bare();
    observation.licence_text = Some(TextFile::capped("LICENSE", text, 1, false));
    let judged = judge(&observation, Some(&declaring("MIT")));
    assert_eq!(
        judged.verdict.value, Unknown,
        "{:?}",
        judged.verdict.reasons
    );
}

#[test]
fn every_licence_file_is_judged() {
    let notice = "Kademuren is free software, see the file COPYING for its terms.";
    let gpl = text_of("GPL-3.0");
    let gpl = gpl.as_str();
    let closed = format!("{}\nAlleen gemeenten mogen dit gebruiken.", text_of("MIT"));
    let cases = [
        (
            vec![notice, gpl],
            (Open, Some("GPL-3.0")),
            vec!["open_licence", "recognised_in_text"],
        ),
        (
            vec![gpl, notice],
            (Open, Some("GPL-3.0")),
            vec!["open_licence", "recognised_in_text"],
        ),
        (
            vec![ISC, gpl],
            (Open, None),
            vec![
                "several_licences",
                "recognised_in_text",
                "recognised_in_text",
            ],
        ),
        (
            vec![gpl, &closed],
            (Unknown, None),
            vec![
                "licence_with_other_terms",
                "recognised_in_text",
                "text_adds_terms",
            ],
        ),
    ];
    for (texts, expected, rules) in cases {
        let mut observation = bare();
        observation.licence = Some(ForgeLicence::Unrecognised);
        let mut files = texts
            .into_iter()
            .enumerate()
            .map(|(at, text)| TextFile::capped(format!("LICENSE-{at}"), text.to_owned(), 1, false));
        observation.licence_text = files.next();
        observation.further_licence_texts = files.collect();
        let judged = judge(&observation, None);
        let reasons: Vec<&str> = judged.verdict.reasons.iter().map(|one| one.rule).collect();
        assert_eq!(reasons, rules);
        assert_eq!((judged.verdict.value, judged.spdx_id.as_deref()), expected);
    }
}

#[test]
fn restrictive_terms_count_without_a_licence_too() {
    let text = "This software is for non-commercial use.";
    let judged = judge_text(text, spdx("MIT"));
    let reasons: Vec<&str> = judged.verdict.reasons.iter().map(|one| one.rule).collect();
    assert_eq!(judged.verdict.value, Unknown);
    assert_eq!(
        reasons,
        [
            "licence_with_other_terms",
            "recognised_by_forge",
            "text_limits_use"
        ]
    );
}

#[test]
fn ordinary_copies_of_a_licence_are_recognised() {
    let mit = text_of("MIT");
    let notice = "This program is free software: you can redistribute it and/or modify\nit under the terms of the GNU Affero General Public License as published by\nthe Free Software Foundation, either version 3 of the License, or\n(at your option) any later version.";
    let cases = [
        ("MIT", mit.replace('"', "”")),
        ("MIT", mit.replace("MIT License", "# The MIT License (MIT)")),
        (
            "MIT",
            mit.replace(
                "2026 Gemeente",
                "2019-2026 Gemeente X en\nCopyright 2020 Gemeente",
            ),
        ),
        (
            "MIT",
            mit.replace("Voorbeeld", "Voorbeeld. All rights reserved."),
        ),
        ("MIT", spdx::license_id("MIT").unwrap().text().to_owned()),
        ("MIT", mit.to_uppercase()),
        ("MIT", mit.replace('\n', "\r\n")),
        (
            "MIT",
            format!(
                "All rights reserved.\nThis project is released under the MIT license:\n\n{mit}"
            ),
        ),
        (
            "BSD-3-Clause",
            text_of("BSD-3-Clause")
                .replace("the copyright holder nor", "Gemeente Voorbeeld nor")
                .replace("HOLDER OR", "OWNER OR"),
        ),
        (
            "Apache-2.0",
            text_of("Apache-2.0").replace(
                "[yyyy] [name of copyright owner]",
                "2026 Gemeente Voorbeeld",
            ),
        ),
        (
            "Apache-2.0",
            text_of("Apache-2.0")
                .split("APPENDIX")
                .next()
                .unwrap()
                .to_owned(),
        ),
        (
            "EUPL-1.2",
            format!(
                "# Licentie\n\nDit project van Gemeente Voorbeeld valt onder de EUPL 1.2, zie https://eupl.eu/1.2/nl.\n\n{EUPL}"
            ),
        ),
        (
            "EUPL-1.2",
            format!(
                "Copyright (c) 2026 Gemeente Voorbeeld\n\nLicensed under the EUPL. You may not use this work except in compliance with the Licence.\n\n{EUPL}"
            ),
        ),
        ("EUPL-1.2", unwrapped(eupl::DUTCH)),
        ("EUPL-1.2", format!("{}\n\n{}", EUPL, eupl::DUTCH)),
        (
            "CC0-1.0",
            format!(
                "The texts of this project are in the public domain.\n\n{}",
                text_of("CC0-1.0")
            ),
        ),
        (
            "AGPL-3.0",
            format!(
                "Kademuren, an app of Gemeente Voorbeeld\n{notice}\n\n{}",
                text_of("AGPL-3.0")
            ),
        ),
        ("GPL-3.0", text_of("GPL-3.0").replace("https://", "http://")),
        (
            "GPL-3.0",
            text_of("GPL-3.0")
                .split("How to Apply")
                .next()
                .unwrap()
                .to_owned(),
        ),
        (
            "MIT",
            format!(
                "{mit}\n\nThird-party software\n\nThis product includes software that may only be used by schools.\n"
            ),
        ),
    ];
    for (id, text) in cases {
        let judged = judge_text(&text, Some(ForgeLicence::Unrecognised));
        let reasons = &judged.verdict.reasons;
        let head = &text[..text.len().min(600)];
        assert_eq!(judged.spdx_id.as_deref(), Some(id), "{reasons:?}\n{head}");
    }
}

/// Texts of real repositories, beside the checkout on some machines, against
/// the identifier that others found in each by searching for words.
#[test]
fn real_licence_texts_are_recognised() {
    let corpus = std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/corpus"));
    let Ok(rows) = std::fs::read_to_string(corpus.join("repositories.jsonl")) else {
        println!("skipped: the corpus is not at {}", corpus.display());
        return;
    };
    let (mut same, mut other) = (0, Vec::new());
    for row in rows.lines() {
        let row: serde_json::Value = serde_json::from_str(row).unwrap();
        let name = format!(
            "{}+{}",
            row["owner"].as_str().unwrap(),
            row["name"].as_str().unwrap()
        );
        let texts = std::fs::read_to_string(corpus.join(format!("texts/{name}.json"))).unwrap();
        let texts: serde_json::Value = serde_json::from_str(&texts).unwrap();
        let Some(text) = texts["licence"].as_str() else {
            continue;
        };
        let mut observation = bare();
        observation.licence_text = Some(TextFile::capped("LICENSE", text.to_owned(), 1, false));
        let judged = judge(&observation, None);
        if judged.spdx_id.as_deref() == row["licence_spdx"].as_str() {
            same += 1;
        } else {
            let said = row["licence_spdx"].as_str().unwrap_or("nothing").to_owned();
            let reason = &judged.verdict.reasons[judged.verdict.reasons.len() - 1];
            other.push(format!(
                "{name}: {said}, and here {:?} by {reason:?}",
                judged.spdx_id
            ));
        }
    }
    println!(
        "{same} the same, {} other: {}",
        other.len(),
        other.join("\n")
    );
    // Several that were called AGPL for its name are the GPL; others point to a
    // licence without giving it. None has terms of its own.
    for rule in [
        "text_adds",
        "text_leaves",
        "text_reserves",
        "text_limits",
        "text_resembles",
    ] {
        let changed: Vec<&String> = other.iter().filter(|one| one.contains(rule)).collect();
        assert!(changed.is_empty(), "{changed:#?}");
    }
    assert!(same >= 230, "{same}");
}
