//! Words around a licence that may take away what it gives.
//!
//! Nobody can read every rider, so the rule is careful: where words that limit
//! stand beside a licence, the licence is not called open.

use std::sync::LazyLock;

use super::words::in_line;

/// Notices that the stewards of licences tell people to use. They repeat what
/// the licence says, in words that would limit if they were the owner's.
const NOTICES: &[&str] = &[
    // Apache-2.0 and EUPL-1.2.
    "you may not use this file except in compliance with the license",
    "you may not use this software except in compliance with the license",
    "you may not use this project except in compliance with the license",
    "you may not use this work except in compliance with the license",
    "you may not use the work except in compliance with the license",
    "see the license for the specific language governing permissions and limitations under the license",
    "see the license for the specific language governing permissions and limitations",
    "unless required by applicable law or agreed to in writing",
    "u kunt dit werk niet gebruiken behalve in overeenstemming met de licentie",
    "u kunt dit werk niet gebruiken behalve onder de voorwaarden van de licentie",
    "u mag dit werk alleen gebruiken in overeenstemming met de licentie",
    "tenzij vereist door de toepasselijke wetgeving of schriftelijk overeengekomen",
    "tenzij dit op grond van toepasselijk recht vereist is of schriftelijk is overeengekomen",
    "including but not limited to",
    "does not permit incorporating your program into proprietary programs",
    "more useful to permit linking proprietary applications with the library",
    "this source code form is subject to the terms of the",
    // The GPL and its kin, and its identifiers.
    "version only",
    "gpl only",
    "agpl only",
    "lgpl only",
    "gfdl only",
    "without even the implied warranty of merchantability or fitness for particular purpose",
    "you should have received copy of the",
];

/// What speaks of limits, conditions or money in English and Dutch. A word with `*` stands for all that begin so.
const LIMITS: &[&str] = &[
    "additional conditions",
    "additional limitations",
    "additional permission required",
    "additional restrictions",
    "additional terms",
    "by using",
    "can not",
    "cannot",
    "closed source",
    "commercial*",
    "commons clause",
    "confidential",
    "consent",
    "evaluation purposes",
    "exclusively",
    "except for",
    "except that",
    "excluding",
    "exclusive property",
    "fee",
    "fees",
    "following restrictions",
    "following conditions apply",
    "forbidden",
    "for government*",
    "for research",
    "further restrictions",
    "government use",
    "governmental use",
    "in addition to the above",
    "internal use",
    "is restricted",
    "limited to",
    "may not",
    "may only",
    "military",
    "must",
    "must not",
    "no commercial",
    "no license",
    "no modification",
    "no permission",
    "no redistribution",
    "no rights",
    "non commercial*",
    "not allowed",
    "not be sold",
    "not be used",
    "not for",
    "not granted",
    "not licensed",
    "not permitted",
    "not sell",
    "not to be",
    "not use",
    "obliged",
    "on condition",
    "only",
    "pay",
    "payment",
    "permission of",
    "permission from",
    "personal use",
    "prior approval",
    "prior written",
    "private use",
    "prohibited",
    "prohibits",
    "proprietary",
    "provided that",
    "purchase",
    "requires",
    "resell",
    "resold",
    "restricted to",
    "restriction applies",
    "restrictions apply",
    "royalties",
    "royalty",
    "sell",
    "selling",
    "shall not",
    "should not use",
    "sold",
    "solely",
    "subject to",
    "surveillance",
    "trade secret",
    "unless",
    "warfare",
    "weapons",
    "with the exception",
    "without permission",
    "without the permission",
    "written agreement",
    "written approval",
    "written permission",
    // Dutch.
    "aanvullende voorwaarden",
    "alleen",
    "behalve",
    "behoudens",
    "beperkt tot",
    "bijkomende voorwaarden",
    "commercie*",
    "enkel",
    "extra voorwaarden",
    "geen commercie*",
    "geen licentie",
    "geen recht",
    "geen toestemming",
    "kosten verbonden",
    "mag niet",
    "met uitzondering",
    "militaire",
    "mits",
    "moet",
    "moeten",
    "mogen niet",
    "na toestemming",
    "niet commercie*",
    "niet gebruiken",
    "niet gebruikt",
    "niet toegestaan",
    "niet voor",
    "niet worden",
    "onder voorwaarde dat",
    "op voorwaarde",
    "schriftelijke",
    "slechts",
    "tenzij",
    "toestemming van",
    "toestemming vragen",
    "uitgezonderd",
    "uitsluitend",
    "verbod",
    "verboden",
    "vergoeding",
    "verkocht",
    "verkoop",
    "verkopen",
    "verplicht",
    "vertrouwelijk",
    "voorbehoud",
    "zonder toestemming",
];

/// The same in German and French.
const LIMITS_ABROAD: &[&str] = &[
    "ausgenommen",
    "ausschließlich",
    "genehmigung",
    "gewerblich*",
    "kommerziell*",
    "nicht erlaubt",
    "nicht gestattet",
    "nicht kommerziell*",
    "nur für",
    "untersagt",
    "verboten",
    "vertraulich",
    "autorisation préalable",
    "exclusivement",
    "interdit",
    "interdite",
    "seulement",
    "uniquement",
];

/// What gives a right: a licence in which such a word lacks gives less.
const GRANTS: &[&str] = &[
    "any",
    "commercial",
    "copy",
    "derivative",
    "distribute",
    "free",
    "granted",
    "grants",
    "irrevocable",
    "license",
    "merge",
    "modify",
    "perpetual",
    "permission",
    "permitted",
    "perform",
    "publish",
    "purpose",
    "redistribute",
    "reproduce",
    "restriction",
    "royalty",
    "sell",
    "sublicense",
    "use",
    "without",
    "worldwide",
    "no",
    "not",
    "may",
];

/// How many words around a limit are told.
const SHOWN: usize = 6;

/// What no open licence says, wherever it stands.
const NEVER: &[&str] = &[
    "commons clause",
    "non commercial*",
    "no commercial*",
    "niet commercie*",
    "geen commercie*",
    "nicht kommerziell*",
    "may not be sold",
    "not for commercial*",
    "not for sale",
];

/// A list of phrases as words; the last of a phrase may end with `*`.
type Phrases = LazyLock<Vec<Vec<String>>>;

static NOTICES_READ: Phrases = LazyLock::new(|| read(NOTICES));
static LIMITS_READ: Phrases = LazyLock::new(|| read(LIMITS));
static LIMITS_ABROAD_READ: Phrases = LazyLock::new(|| read(LIMITS_ABROAD));
static NEVER_READ: Phrases = LazyLock::new(|| read(NEVER));

fn read(phrases: &[&str]) -> Vec<Vec<String>> {
    let phrases = phrases.iter().map(|phrase| {
        let mut words: Vec<String> = in_line(phrase).collect();
        if let Some(last) = words.last_mut().filter(|_| phrase.ends_with('*')) {
            last.push('*');
        }
        words
    });
    phrases.collect()
}

/// The first words in a text that may limit what a licence gives, with a few
/// around them; `None` where nothing does.
pub(super) fn limit(words: &[String]) -> Option<String> {
    let all = [&*LIMITS_READ, &*LIMITS_ABROAD_READ];
    find(words, &all).map(|at| shown(words, at))
}

/// Where words of Dutch or English limit, in a licence in another language. What
/// several languages write alike does not count.
pub(super) fn limit_abroad(words: &[String]) -> Option<usize> {
    static READ: Phrases = LazyLock::new(|| {
        let mut read = read(LIMITS);
        read.retain(|phrase| !phrase[0].starts_with("commerc") && phrase[0] != "consent");
        read
    });
    find(words, &[&*READ])
}

/// The first words in a text that no open licence has.
pub(super) fn never_open(words: &[String]) -> Option<String> {
    find(words, &[&*NEVER_READ]).map(|at| shown(words, at))
}

fn find(words: &[String], wanted: &[&Vec<Vec<String>>]) -> Option<usize> {
    let mut at = 0;
    while at < words.len() {
        let rest = &words[at..];
        if let Some(notice) = NOTICES_READ.iter().find(|notice| begins(rest, notice)) {
            at += notice.len();
        } else if wanted
            .iter()
            .copied()
            .flatten()
            .any(|phrase| begins(rest, phrase))
        {
            return Some(at);
        } else {
            at += 1;
        }
    }
    None
}

/// The words around a place.
pub(super) fn shown(words: &[String], at: usize) -> String {
    let to = words.len().min(at + SHOWN);
    words[at.saturating_sub(SHOWN / 2)..to].join(" ")
}

/// Whether a licence without these words gives less.
pub(super) fn takes_away(lacking: &[String]) -> bool {
    lacking.iter().any(|word| GRANTS.contains(&word.as_str()))
}

fn begins(words: &[String], phrase: &[String]) -> bool {
    words.len() >= phrase.len()
        && words.iter().zip(phrase).all(|(word, wanted)| {
            wanted
                .strip_suffix('*')
                .map_or_else(|| word == wanted, |start| word.starts_with(start))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        text.lines().flat_map(in_line).collect()
    }

    #[test]
    fn restrictions_are_found_in_every_wording() {
        for text in [
            "for non-commercial purposes only",
            "Commons Clause License Condition v1.0",
            "You may not sell this software",
            "Alleen voor gemeenten",
            "niet-commercieel gebruik",
            "Commercieel gebruik is niet toegestaan zonder toestemming van de gemeente.",
            "Nur für Behörden",
            "Use by companies requires a contract",
            "for government use",
            "Not for military purposes.",
            "All use is subject to our conditions",
        ] {
            assert!(limit(&words(text)).is_some(), "{text}");
        }
    }

    #[test]
    fn introduction_of_a_licence_is_no_restriction() {
        for text in [
            "This project of Gemeente Voorbeeld is licensed under the EUPL, see https://eupl.eu.",
            "De broncode valt onder de EUPL 1.2; de Nederlandse tekst staat hieronder.",
            "You may not use this file except in compliance with the Licence.",
            "Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an \"AS IS\" basis, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.",
            "In licentie gegeven krachtens de EUPL. U kunt dit werk niet gebruiken behalve in overeenstemming met de licentie.",
            "This program is free software: you can redistribute it and/or modify it under the terms of the GNU Affero General Public License as published by the Free Software Foundation, either version 3 of the License, or (at your option) any later version. This program is distributed in the hope that it will be useful, but WITHOUT ANY WARRANTY; without even the implied warranty of MERCHANTABILITY or FITNESS FOR A PARTICULAR PURPOSE.",
            "SPDX-License-Identifier: GPL-3.0-only",
        ] {
            assert_eq!(limit(&words(text)), None, "{text}");
        }
    }
}
