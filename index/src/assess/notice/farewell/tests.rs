//! Sentences that are farewells, with what each gives, and sentences that only look like them.

use bronwijzer_testing::repository;

use super::*;
use FarewellKind::{
    Archived, Deprecated, Discontinued, Merged, Mirror, Moved, Superseded, Unmaintained,
};

fn at(url: &str, readme: &str) -> Option<Farewell> {
    find(&repository(url).readme(readme).build())
}

fn found(readme: &str) -> Option<Farewell> {
    at("gemeente/open-loket", readme)
}

/// What a farewell gives: its kind, and the name and the address of what comes after.
type Given = (FarewellKind, Option<&'static str>, Option<&'static str>);

#[test]
fn farewells_are_recognised_with_what_comes_after() {
    const NEW: Option<&str> = Some("https://github.com/gemeente/loket-nieuw");
    const LAB: Option<&str> = Some("https://gitlab.com/gemeente/open-loket");
    #[rustfmt::skip]
    let cases: &[(&str, Given)] = &[
        ("This repository is archived.", (Archived, None, None)),
        ("This repository has been archived because the modules have been merged.", (Archived, None, None)),
        ("[This repository has been archived on 4/7/2023]", (Archived, None, None)),
        ("This repository is archived and read-only since May 2023.", (Archived, None, None)),
        ("This project is read-only.", (Archived, None, None)),
        ("Deze repository is gearchiveerd.", (Archived, None, None)),
        ("Deze repository is per 1 januari 2024 gearchiveerd.", (Archived, None, None)),
        ("Let op: dit project is gearchiveerd en wordt niet meer bijgewerkt.", (Archived, None, None)),
        ("We have archived this repository.", (Archived, None, None)),
        ("We hebben dit project gearchiveerd.", (Archived, None, None)),
        ("This project is deprecated.", (Deprecated, None, None)),
        ("***This project been deprecated.***", (Deprecated, None, None)),
        ("**DEPRECATED**", (Deprecated, None, None)),
        ("# DEPRECATED\n\n# Loket", (Deprecated, None, None)),
        ("# Loket (deprecated)", (Deprecated, None, None)),
        ("# [DEPRECATED] Loket", (Deprecated, None, None)),
        ("# Loket - DEPRECATED", (Deprecated, None, None)),
        ("# Loket\n\n⚠️ Deprecated: use [loket-nieuw](https://github.com/gemeente/loket-nieuw).", (Deprecated, None, NEW)),
        ("# Loket\n\nDeprecated in favour of https://github.com/gemeente/loket-nieuw.", (Deprecated, None, NEW)),
        ("This library is deprecated in favor of [X](https://github.com/gemeente/loket-nieuw).", (Deprecated, None, NEW)),
        ("This package is deprecated. Please use https://github.com/gemeente/loket-nieuw instead.", (Deprecated, None, NEW)),
        ("This npm package is obsolete, use `gemeente/loket-nieuw`.", (Deprecated, None, NEW)),
        ("This software has reached end-of-life.", (Deprecated, None, None)),
        ("Deze repository is verouderd.", (Deprecated, None, None)),
        ("Deze standaard is vervallen.", (Deprecated, None, None)),
        ("This is a deprecated repository.", (Deprecated, None, None)),
        ("This is the old code repository for the loket. The actual code has since been migrated to our [GitLab](https://gitlab.com/gemeente/open-loket) repository.", (Deprecated, None, LAB)),
        ("Dit is de oude repository van het loket.", (Deprecated, None, None)),
        ("Open Loket is deprecated.", (Deprecated, None, None)),
        ("**Status:** deprecated", (Deprecated, None, None)),
        ("This project is discontinued.", (Discontinued, None, None)),
        ("This project was discontinued in 2021.", (Discontinued, None, None)),
        ("# Announcement\n\n**HQ has been replaced by [Quality](https://github.com/gemeente/loket-nieuw).**", (Superseded, Some("Quality"), NEW)),
        ("The maintenance of this page is discontinued.", (Discontinued, None, None)),
        ("Project discontinued", (Discontinued, None, None)),
        ("This pilot has ended.", (Discontinued, None, None)),
        ("Development has been discontinued.", (Discontinued, None, None)),
        ("Development of this project has stopped.", (Discontinued, None, None)),
        ("Dit project is stopgezet.", (Discontinued, None, None)),
        ("Dit project is op 1 mei 2023 beëindigd.", (Discontinued, None, None)),
        ("De ontwikkeling van dit project is gestopt.", (Discontinued, None, None)),
        ("Project status: discontinued", (Discontinued, None, None)),
        ("[![Project Status: Abandoned](https://www.repostatus.org/badges/latest/abandoned.svg)](https://www.repostatus.org/#abandoned)", (Discontinued, None, None)),
        ("This project is no longer maintained.", (Unmaintained, None, None)),
        ("**This Repository Is No Longer Maintained.**", (Unmaintained, None, None)),
        ("This software is not actively maintained any more.", (Unmaintained, None, None)),
        ("This package is unmaintained.", (Unmaintained, None, None)),
        ("This project is no longer maintained by us.", (Unmaintained, None, None)),
        ("As of January 2025 this project is no longer maintained.", (Unmaintained, None, None)),
        ("Please note that this library is no longer maintained, so fork it.", (Unmaintained, None, None)),
        ("This project is no longer maintained here.", (Unmaintained, None, None)),
        ("This repository is no longer in use.", (Unmaintained, None, None)),
        ("This app is no longer under active development.", (Unmaintained, None, None)),
        ("Let op: dit project wordt niet meer onderhouden.", (Unmaintained, None, None)),
        ("Deze applicatie wordt niet meer actief onderhouden.", (Unmaintained, None, None)),
        ("> **_NOTE:_**  Dit repository wordt niet meer actief beheerd en heeft de status 'archived'.", (Unmaintained, None, None)),
        ("Sinds 2024 wordt deze repository niet meer onderhouden.", (Unmaintained, None, None)),
        ("**❗Het open-loket wordt niet langer actief onderhouden. Kijk op https://loket.example.nl voor meer.**", (Unmaintained, None, Some("https://loket.example.nl/"))),
        ("This repository is not under active development anymore.", (Unmaintained, None, None)),
        ("This project isn't maintained anymore.", (Unmaintained, None, None)),
        ("This tool hasn’t been maintained since 2019.", (Unmaintained, None, None)),
        ("We no longer maintain this repository.", (Unmaintained, None, None)),
        ("Wij onderhouden deze repository niet meer.", (Unmaintained, None, None)),
        ("Dit project wordt niet verder ontwikkeld.", (Unmaintained, None, None)),
        ("Er vindt geen onderhoud meer plaats.", (Unmaintained, None, None)),
        ("# Loket\n\nNo longer maintained.", (Unmaintained, None, None)),
        ("This project has been superseded by [Loket Nieuw](https://github.com/gemeente/loket-nieuw).", (Superseded, Some("Loket Nieuw"), NEW)),
        ("This project is replaced by Loket Nieuw.", (Superseded, Some("Loket Nieuw"), None)),
        ("Deze repository is vervangen door [loket-nieuw](https://github.com/gemeente/loket-nieuw).", (Superseded, Some("loket-nieuw"), NEW)),
        ("Dit project is opgevolgd door Loket Nieuw en wordt niet meer onderhouden.", (Superseded, Some("Loket Nieuw"), None)),
        ("Deze applicatie is door [loket-nieuw](https://github.com/gemeente/loket-nieuw) vervangen.", (Superseded, Some("loket-nieuw"), NEW)),
        ("This repository has moved to https://gitlab.com/gemeente/open-loket.", (Moved, None, LAB)),
        ("This repository has been moved to [GitLab](https://gitlab.com/gemeente/open-loket)", (Moved, None, LAB)),
        ("# Moved to https://gitlab.com/gemeente/open-loket", (Moved, None, LAB)),
        ("This project has been migrated to a new **monorepo** and is no longer maintained here. Please visit the new repository: [x](https://github.com/gemeente/loket-nieuw)", (Moved, None, NEW)),
        ("## ⚠️ Development Has Moved!\n\n**Attention:** Development for this project has moved to a new location. Please refer to [x](https://www.github.com/loket)", (Moved, None, Some("https://www.github.com/loket"))),
        ("Active development has moved to <https://gitlab.com/gemeente/open-loket>", (Moved, None, LAB)),
        ("This component has moved into the [monorepo](https://gitlab.com/gemeente/open-loket).", (Moved, None, LAB)),
        ("De ontwikkeling vindt nu plaats op https://gitlab.com/gemeente/open-loket", (Moved, None, LAB)),
        ("Development continues at https://gitlab.com/gemeente/open-loket.", (Moved, None, LAB)),
        ("This project now has a new place: it is elsewhere.\n\nThis project is now maintained at https://gitlab.com/gemeente/open-loket", (Moved, None, LAB)),
        ("We have moved to https://gitlab.com/gemeente/open-loket.", (Moved, None, LAB)),
        ("Deze repository is verhuisd naar https://gitlab.com/gemeente/open-loket.", (Moved, None, LAB)),
        ("Dit project is verplaatst naar GitLab.", (Moved, None, None)),
        ("Dit project is naar [GitLab](https://gitlab.com/gemeente/open-loket) verhuisd.", (Moved, None, LAB)),
        ("De code is overgezet naar https://gitlab.com/gemeente/open-loket.", (Moved, None, LAB)),
        ("Deze repository is verplaatst. Zie https://gitlab.com/gemeente/open-loket", (Moved, None, LAB)),
        ("This repository was merged into [loket-nieuw](https://github.com/gemeente/loket-nieuw).", (Merged, None, NEW)),
        ("This project has been merged with `gemeente/loket-nieuw`.", (Merged, None, NEW)),
        ("Deze repository is opgegaan in https://github.com/gemeente/loket-nieuw.", (Merged, None, NEW)),
        ("Mirror of https://gitlab.com/gemeente/open-loket", (Mirror, None, LAB)),
        ("This is a read-only mirror of https://gitlab.com/gemeente/open-loket", (Mirror, None, LAB)),
        ("This repository is a mirror of [GitLab](https://gitlab.com/gemeente/open-loket).", (Mirror, Some("GitLab"), LAB)),
        ("Dit is een alleen-lezen kopie van https://gitlab.com/gemeente/open-loket", (Mirror, None, LAB)),
    ];
    for (readme, (kind, name, url)) in cases {
        let farewell = found(readme);
        let given = farewell.as_ref().map(|farewell| {
            let successor = farewell.successor.as_ref();
            let name = successor.and_then(|one| one.name.as_deref());
            (
                farewell.kind,
                name,
                successor.and_then(|one| one.url.as_deref()),
            )
        });
        assert_eq!(given, Some((*kind, *name, *url)), "{readme}");
    }
}

#[test]
fn lookalike_farewells_are_ignored() {
    #[rustfmt::skip]
    let others = [
        // Of something else.
        "This replaces the deprecated loket.",
        "This project replaces the old loket, which is no longer maintained.",
        "The old API is discontinued.",
        "The old version is no longer maintained.",
        "We use X since Y is no longer maintained.",
        "De oude versie wordt niet meer onderhouden.",
        "De API is verouderd.",
        "This function is deprecated.",
        "This endpoint is deprecated, use the other one.",
        "This version is superseded by version 2.",
        "This branch has been merged into main.",
        "This page has moved.",
        "We forked it because the original project is not maintained.",
        "This is an implementation of the deprecated SOAP standard.",
        "It depends on ansible. The project is discontinued.",
        "Support for Python 2 is discontinued.",
        "Ondersteuning voor versie 1 is gestopt.",
        "The documentation has moved to https://docs.example.nl.",
        "Our website has been replaced by https://www.example.nl in the example.",
        "Development of the client has stopped.",
        "XML has been replaced by [JSON](https://www.json.org).",
        // It stays here.
        "This project was migrated to Python 3.",
        "This project has been migrated to TypeScript and Vite.",
        "This project has been migrated to [Vite](https://vitejs.dev).",
        "This repository has moved to GitHub.",
        "This project was moved to GitHub from our SVN server.",
        "This project has been migrated to GitLab CI.",
        "This repository has been moved to https://github.com/gemeente/open-loket.",
        "This project has moved to our [account](https://github.com/gemeente).",
        "Deze repository is verplaatst van SVN naar git.",
        "We moved to a new office.",
        "This code was merged into master.",
        "This library is integrated in MijnOverheid.",
        "The code is now available under the EUPL.",
        "Development takes place at https://gitlab.com/gemeente/loket-nieuw.",
        // Other things that words for an end say.
        "This software is archived on Zenodo.",
        "This repository is archived in Zenodo: https://doi.org/10.5281/zenodo.1.",
        "This project is archived weekly.",
        "The data are archived by the municipality.",
        "Dit project archiveert berichten.",
        "This tool finds repositories that are no longer maintained.",
        "This project has stopped using jQuery.",
        "This project stopped working after the update.",
        "This module is deprecated functions free.",
        "This plugin is not supported on Windows.",
        "This project is not used in production yet.",
        "This package is no longer supported on Node 12.",
        "This tool is no longer used for the elections.",
        "This project is not maintained as a product.",
        "We no longer maintain the old documentation.",
        "Support has ended for the older versions.",
        "This repository is not used for issues.",
        "This repository has moved to a new license.",
        "This project is not maintained by Logius.",
        "Dit project wordt niet onderhouden door Logius.",
        "This project is no longer maintained by Logius but by volunteers.",
        "This package is not actively developed but still maintained.",
        "This is an old version of Dutch.",
        "This is a mirror of society.",
        "This is a copy of the register.",
        "This project is replaced by something nice every night.",
        "Open Loket is deprecated in version 2 of the framework.",
        "This repository is read-only for guests.",
        // Conditions, questions, the future and the past.
        "If this project is deprecated, we will say so here.",
        "When this project is no longer maintained, it is archived.",
        "Is this project deprecated?",
        "This project is deprecated?",
        "This project will be archived in 2030.",
        "Dit project zal worden gearchiveerd.",
        "Als dit project niet meer wordt onderhouden, melden we dat hier.",
        "This project was not maintained for a year.",
        "This project is not deprecated.",
        "This project is not unmaintained.",
        "Dit project is niet gearchiveerd.",
        "This project was archived in 2020. It was revived in 2022.",
        // Quotations, code and lists.
        "The bot adds \"this project is deprecated\".",
        "De melding 'dit project wordt niet meer onderhouden' verschijnt.",
        "```\nThis project is deprecated.\n```",
        "Set `status: deprecated` in the file.",
        "~~This project is deprecated.~~",
        "<!-- This project is deprecated. -->",
        "> This project is deprecated.\n\nsaid somebody.",
        "## Changelog\n\n### Deprecated\n\n- the old call",
        "# Loket\n\nEen app.\n\n## Gebruik\n\nHoi.\n\n## Deprecated\n\nThe call `x` is.",
        "## FAQ\n\nThis project is no longer maintained.",
        "# Deprecated APIs of Loket",
        "# Archived documents viewer",
        "# Loket\n\nDeprecated endpoints are listed in the wiki.",
        "# Loket\n\nArchived cases can be searched.",
        "# Respect\n\nRespect each other in this repository.",
        "We are looking for a maintainer.",
        "# Moved\n\nAn app about removals.",
    ];
    let mut wrong = others
        .into_iter()
        .filter_map(|text| Some((text, found(text)?)));
    assert_eq!(wrong.next(), None);
}

#[test]
fn farewell_in_a_description_counts() {
    let described = |text: &str| {
        let repository = repository("gemeente/open-loket").description(text);
        find(&repository.readme("# Loket\n\nEen app.").build())
    };
    for (text, kind) in [
        ("[DEPRECATED] Loket for all", Deprecated),
        ("Loket for all (archived)", Archived),
        (
            "DEPRECATED: use https://github.com/gemeente/loket-nieuw",
            Deprecated,
        ),
        (
            "Deze repository is verhuisd naar https://gitlab.com/gemeente/open-loket",
            Moved,
        ),
        ("Moved to https://gitlab.com/gemeente/open-loket", Moved),
    ] {
        let farewell = described(text);
        let kind_found = farewell
            .as_ref()
            .map(|farewell| (farewell.kind, farewell.place));
        assert_eq!(
            kind_found,
            Some((kind, FarewellPlace::Description)),
            "{text}"
        );
    }
    for text in [
        "Viewer of archived decisions",
        "Replaces the deprecated loket",
        "A tool to find deprecated packages",
        "Archived data (2012-2020) of the loket",
    ] {
        assert_eq!(described(text), None, "{text}");
    }
}

#[test]
fn names_that_say_little_are_no_subject() {
    assert_eq!(at("gemeente/api", "Api is deprecated."), None);
    assert!(at("gemeente/loketten", "Loketten is deprecated.").is_some());
    assert!(
        at(
            "ospo-nl/kennisbank",
            "De OSPO-NL-kennisbank wordt niet langer actief onderhouden."
        )
        .is_some()
    );
}

#[test]
fn farewells_are_read_in_every_markup() {
    for (path, text) in [
        (
            "README.rst",
            "App\n~~~\n\n.. warning:: This project is deprecated.\n",
        ),
        (
            "README.adoc",
            "= App\n\nWARNING: This project is deprecated.\n",
        ),
        ("README.org", "* App\n\nThis project is deprecated.\n"),
        ("README", "App\n\nThis project is deprecated.\n"),
    ] {
        let file = TextFile::capped(path, text.to_owned(), text.len() as u64, false);
        let mut observation = repository("o/r").build();
        observation.readme = Some(file);
        assert!(find(&observation).is_some(), "{path}");
    }
}
