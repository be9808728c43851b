//! Sentences that are notices, and sentences that only look like them.

use super::*;
use crate::assess::readme::passages;
use bronwijzer_crawler::observation::TextFile;

fn found(path: &str, text: &str) -> Option<String> {
    let file = TextFile::capped(path, text.to_owned(), text.len() as u64, false);
    let passages = passages(&file, 4096);
    passages
        .iter()
        .find_map(|passage| find(passage, "open-loket"))
}

#[test]
fn calls_for_maintainers_are_recognised() {
    let notices = [
        "We are looking for a maintainer.",
        "We are currently looking for a new maintainer!",
        "We're looking for maintainers.",
        "I am looking for a maintainer, please get in touch.",
        "I'm looking for a new maintainer because I changed jobs.",
        "This project is looking for a maintainer.",
        "This repository is looking for new maintainers to keep it going.",
        "The project is in search of active maintainers.",
        "Our library needs a maintainer.",
        "This tool needs a new maintainer.",
        "Looking for maintainers!",
        "Seeking a maintainer for this project.",
        "We are seeking additional maintainers who know Rust.",
        "We are looking for a maintainer to take over.",
        "Wij zoeken een beheerder om dit project over te nemen.",
        "Maintainer wanted",
        "New maintainers wanted!",
        "Maintainers needed.",
        "A new maintainer is needed for this repository.",
        "Help wanted: we are looking for a co-maintainer.",
        "Note: we are looking for a maintainer for open-loket.",
        "For this project we are looking for a maintainer.",
        "Open Loket needs a maintainer.",
        "Unfortunately, this project currently has no maintainer.",
        "We zijn op zoek naar een nieuwe beheerder.",
        "Wij zijn momenteel op zoek naar een maintainer.",
        "We zoeken een beheerder.",
        "Wij zoeken dringend nieuwe maintainers voor dit project.",
        "Daarom zoeken we een beheerder.",
        "Momenteel zijn we op zoek naar een onderhouder.",
        "Dit project zoekt een beheerder.",
        "Dit project is op zoek naar een nieuwe maintainer die Java kent.",
        "Voor dit project zoeken we een nieuwe beheerder.",
        "Op zoek naar een beheerder!",
        "Beheerder gezocht",
        "Gezocht: nieuwe beheerder.",
        "Er wordt een nieuwe beheerder gezocht.",
        "Helaas heeft niemand tijd. Dit project heeft geen beheerder.",
        "# Maintainer wanted\n\nMail us.",
    ];
    for text in notices {
        assert!(found("README.md", text).is_some(), "{text}");
    }
}

#[test]
fn lookalike_notices_are_ignored() {
    let others = [
        // Farewells.
        "**This Repository Is No Longer Maintained.**",
        "This project is no longer maintained.",
        "This software is not actively maintained any more.",
        "This package is unmaintained.",
        "This project is no longer maintained by us.",
        "This repository is not maintained by anyone.",
        "As of January 2025 this project is no longer maintained.",
        "Please note that this library is no longer maintained, so fork it.",
        "Let op: dit project wordt niet meer onderhouden.",
        "Deze repository wordt niet langer onderhouden.",
        "Deze applicatie wordt niet meer actief onderhouden.",
        "Dit project wordt niet meer door ons onderhouden.",
        "Sinds 2024 wordt er weinig gedaan. Deze code is niet meer onderhouden.",
        "> [!WARNING]\n> This project is no longer maintained.",
        "> **Let op:** deze repository wordt niet meer onderhouden.",
        // The opposite.
        "We are not looking for a maintainer.",
        "We are no longer looking for a maintainer.",
        "We aren't looking for maintainers.",
        "Currently not looking for maintainers.",
        "No maintainer wanted.",
        "This project never needs a maintainer.",
        "This project does not need a maintainer.",
        "We are looking for a maintainer, but not right now.",
        "We are looking for a maintainer. Update: found!",
        "This project is not unmaintained.",
        "We zijn niet op zoek naar een beheerder.",
        "We zijn niet meer op zoek naar een nieuwe beheerder.",
        "Wij zoeken geen beheerder.",
        "Dit project zoekt geen nieuwe maintainer.",
        "Er wordt geen beheerder gezocht.",
        "We zoeken een beheerder. Inmiddels is die gevonden.",
        "Het is niet zo dat dit project niet meer wordt onderhouden.",
        // By or for somebody else.
        "This project is not maintained by Logius.",
        "This repository is not maintained by the ministry, but by volunteers.",
        "This project is not maintained and supported by Logius.",
        "Dit project wordt niet onderhouden door Logius.",
        "Dit project wordt niet door Logius onderhouden.",
        "We are looking for a maintainer for another project.",
        "We zijn op zoek naar een beheerder voor onze website.",
        "Op zoek naar een beheerder voor uw gebouw? Bel ons.",
        // Other software.
        "We use X since Y is no longer maintained.",
        "The old client is looking for a maintainer.",
        "Bij project Y zoeken we een beheerder.",
        "Its parser needs a maintainer.",
        "Every project needs a maintainer.",
        "We forked it because the original project is not maintained.",
        "De oude versie wordt niet meer onderhouden.",
        // Conditions and questions.
        "If we are looking for a maintainer, we will say so here.",
        "When this project is no longer maintained, it is archived.",
        "Are you looking for a maintainer?",
        "Looking for a maintainer? See CODEOWNERS.",
        "Contact us should this project need a maintainer.",
        "Als dit project niet meer wordt onderhouden, melden we dat hier.",
        "Mocht dit project een beheerder zoeken, dan staat dat hier.",
        "Beheerder gezocht? Kijk in CODEOWNERS.",
        // The past.
        "In 2019 we were looking for a maintainer.",
        "This project was not maintained for a year.",
        "Until 2020 this project was unmaintained.",
        "Vroeger zochten we een beheerder.",
        "We waren op zoek naar een beheerder.",
        "## Changelog\n\n- This project is no longer maintained.",
        "## Geschiedenis\n\nWe zoeken een beheerder.",
        // Where it went.
        "This project is no longer maintained here.",
        "This repository is no longer maintained on GitHub.",
        "This project is no longer maintained and has moved to GitLab.",
        // Quotations and code.
        "The bot adds \"this project is no longer maintained\".",
        "The label says “maintainer wanted”.",
        "De melding 'dit project wordt niet meer onderhouden' verschijnt.",
        "> This project is no longer maintained.\n\nsaid somebody.",
        "Set it to `maintainer wanted`.",
        "```\nThis project is no longer maintained.\n```",
        "    We zijn op zoek naar een beheerder.",
        "<!-- This project is no longer maintained. -->",
        "~~We are looking for a maintainer.~~",
        // Other things.
        "Maintainers are needed to approve a release.",
        "A maintainer is needed if the build fails.",
        "We are looking for maintainers to interview.",
        "The maintainer wanted to rewrite it.",
        "Maintainers wanted more control.",
        "We are looking for maintainers' opinions.",
        "It finds projects: this project is not maintained means two years of silence.",
        "The database administrator (beheerder) is gezocht.",
        "People say this project is no longer maintained.",
        "## FAQ\n\nThis project is no longer maintained.",
    ];
    for text in others {
        assert_eq!(found("README.md", text), None, "{text}");
    }
}

#[test]
fn a_notice_is_given_as_it_stands_there() {
    assert_eq!(
        found(
            "README.md",
            "# App\nHoi. Wij zijn *nu* op zoek naar een\nnieuwe beheerder."
        ),
        Some("Wij zijn nu op zoek naar een nieuwe beheerder".to_owned())
    );
}

#[test]
fn notices_are_read_in_every_markup() {
    for (path, text) in [
        (
            "README.rst",
            "App\n~~~\n\n.. warning:: We are looking for a maintainer.\n",
        ),
        (
            "README.adoc",
            "= App\n\nWARNING: We are looking for a maintainer.\n",
        ),
        ("README.org", "* App\n\nWe are looking for a maintainer.\n"),
        ("README", "App\n\nWe are looking for a maintainer.\n"),
    ] {
        assert!(found(path, text).is_some(), "{path}");
    }
    let code = "App\n===\n\nIt prints::\n\n  We are looking for a maintainer.\n";
    assert_eq!(found("README.rst", code), None);
}
