//! Finding: what comes first, and what is found at all.

use std::collections::BTreeMap;

use bronwijzer_crawler::observation::{ForgeLicence, LanguageSize, Release, Releases, TextFile};
use bronwijzer_index::{
    Card, Catalogue, FacetName, MaintenanceStatus, NoteCode, PageKey, SearchPage, SearchRequest,
    Sort,
};
use chrono::Days;
use proptest::prelude::*;

use crate::support::{
    depart, described, empty, fill, filter, names, now, open, repository, search, with_all_words,
    with_readme,
};

#[tokio::test]
async fn names_outrank_descriptions_and_descriptions_outrank_readmes() {
    let (_dir, catalogue) = empty();
    fill(
        &catalogue,
        [
            with_readme(
                repository("1", "minvws/in-readme", 3),
                "Over zaaksysteem en meer.",
            ),
            described(
                repository("2", "minvws/in-description", 3),
                "Een zaaksysteem voor gemeenten",
            ),
            repository("3", "minvws/zaaksysteem-api", 3),
            repository("4", "minvws/zaaksysteem", 3),
            repository("5", "minvws/iets-anders", 3),
        ],
    )
    .await;
    assert_eq!(
        names(&search(&catalogue, "zaaksysteem")),
        [
            "zaaksysteem",
            "zaaksysteem-api",
            "in-description",
            "in-readme"
        ]
    );
}

#[tokio::test]
async fn what_publiccode_says_is_found_in_each_language() {
    let (_dir, catalogue) = empty();
    let mut declared = repository("1", "minvws/kademuren", 3);
    let text = "description:\n  nl: {shortDescription: Houdt bij hoe muren staan, features: [Metingen op een kaart]}\n  \
        en: {localisedName: Quay, longDescription: For inspectors of embankments}\n";
    declared.publiccode = Some(TextFile::capped("publiccode.yml", text.into(), 9, false));
    let in_readme = with_readme(
        repository("2", "minvws/anders", 3),
        "Metingen en inspectors.",
    );
    fill(&catalogue, [declared, in_readme]).await;
    for (query, expected) in [
        ("muren", &["kademuren"][..]),
        ("quay", &["kademuren"]),
        ("embankment", &["kademuren"]),
        ("metingen", &["kademuren", "anders"]),
        ("inspectors", &["kademuren", "anders"]),
    ] {
        assert_eq!(names(&search(&catalogue, query)), expected, "{query}");
    }
}

#[tokio::test]
async fn maintained_repository_ranks_first_among_equals() {
    let (_dir, catalogue) = empty();
    let mut archived = described(repository("1", "minvws/app", 3), "kaart");
    archived.flags.archived = Some(true);
    let old = described(repository("2", "minvws/bpp", 700), "kaart");
    let mut unlicensed = described(repository("3", "minvws/cpp", 3), "kaart");
    unlicensed.licence = Some(ForgeLicence::Missing);
    let kept_up = described(repository("4", "minvws/dpp", 3), "kaart");
    fill(&catalogue, [archived, old, unlicensed, kept_up]).await;
    assert_eq!(
        names(&search(&catalogue, "kaart")),
        ["dpp", "cpp", "bpp", "app"]
    );
}

#[tokio::test]
async fn words_match_by_stem_part_prefix_and_without_accents() {
    let (_dir, catalogue) = empty();
    fill(
        &catalogue,
        [
            described(
                repository("1", "minvws/nl-covid19-notification-app", 3),
                "Coördinatie",
            ),
            described(
                repository("2", "ICTU/qualityTime", 3),
                "Metingen voor gemeenten",
            ),
            described(
                repository("3", "ICTU/publiccode-checker", 3),
                "Checks your files",
            ),
        ],
    )
    .await;
    let cases = [
        ("covid", "nl-covid19-notification-app"),
        ("covid19 notification", "nl-covid19-notification-app"),
        ("notif", "nl-covid19-notification-app"),
        ("coordinatie", "nl-covid19-notification-app"),
        ("COÖRDINATIE", "nl-covid19-notification-app"),
        ("time", "qualityTime"),
        ("qualitytime", "qualityTime"),
        ("gemeente meting", "qualityTime"),
        ("checking file", "publiccode-checker"),
        ("ministerie vws", "nl-covid19-notification-app"),
        ("\"metingen voor\"", "qualityTime"),
        // Stop words and punctuation are no demand.
        (
            "een coördinatie van het covid",
            "nl-covid19-notification-app",
        ),
        ("gemeenten - metingen & !", "qualityTime"),
    ];
    for (query, name) in cases {
        assert_eq!(names(&with_all_words(&catalogue, query)), [name], "{query}");
    }
    for query in [
        "gemeente covid",
        "\"voor metingen\"",
        "!!!",
        "bestaatniet",
        "voor het",
    ] {
        assert_eq!(with_all_words(&catalogue, query).total, 0, "{query}");
    }
    // What comes after the first thousand letters is passed over.
    let long = format!("gemeenten{}bestaatniet", " ".repeat(1000));
    assert_eq!(names(&search(&catalogue, &long)), ["qualityTime"]);
}

#[tokio::test]
async fn compounds_match_by_part_and_names_by_any_spelling() {
    let (_dir, catalogue) = empty();
    fill(
        &catalogue,
        [
            described(
                repository("1", "minvws/nl-covid19-notification-app", 3),
                "Zaaksystemen koppelen",
            ),
            repository("2", "ICTU/open-zaak", 3),
            repository("3", "ICTU/parkeerscans", 3),
            with_readme(
                repository("4", "ICTU/qualityTime", 3),
                "Over omgevingsvergunningen en een e-mail.",
            ),
            repository("5", "minvws/open-zaak-client", 3),
        ],
    )
    .await;
    let cases: &[(&str, &[&str])] = &[
        ("systeem koppeling", &["nl-covid19-notification-app"]),
        ("zaaksysteem", &["nl-covid19-notification-app"]),
        ("covid-19 notifications", &["nl-covid19-notification-app"]),
        ("NotificationApp covid", &["nl-covid19-notification-app"]),
        ("scan", &["parkeerscans"]),
        ("parkeer scan", &["parkeerscans"]),
        ("vergunning", &["qualityTime"]),
        ("vergunningen omgeving", &["qualityTime"]),
        ("email", &["qualityTime"]),
        ("\"een e-mail\"", &["qualityTime"]),
        ("qualitytimes", &["qualityTime"]),
        // However it is written, the exact name comes first.
        ("open zaak", &["open-zaak", "open-zaak-client"]),
        ("openzaak", &["open-zaak", "open-zaak-client"]),
        ("Open-Zaak", &["open-zaak", "open-zaak-client"]),
        ("ictu open zaak", &["open-zaak"]),
        ("minvws/open-zaak-client", &["open-zaak-client"]),
        // A phrase and what is not wanted are as they were written.
        ("\"systeem koppelen\"", &[]),
        ("omgevingsvergunningen -vergunning", &["qualityTime"]),
    ];
    for (query, expected) in cases {
        assert_eq!(
            names(&with_all_words(&catalogue, query)),
            *expected,
            "{query}"
        );
    }
}

#[tokio::test]
async fn few_full_matches_are_followed_by_partial_ones() {
    let (_dir, catalogue) = empty();
    let described = |id: &str, path: &str, text| described(repository(id, path, 3), text);
    let mut archived = described("1", "minvws/both", "Een kaart van bomen");
    archived.flags.archived = Some(true);
    let others = [
        described("2", "minvws/trees", "Bomen en struiken"),
        described("3", "minvws/maps", "De kaart op de kaart"),
        described("4", "minvws/neither", "Vergunningen"),
    ];
    fill(&catalogue, others.into_iter().chain([archived])).await;
    let page = search(&catalogue, "kaart bomen");
    // What has all comes first, whatever its standing.
    assert_eq!(names(&page)[0], "both");
    assert_eq!((page.total, page.hits.len()), (3, 3));
    let note = |page: &SearchPage| -> Vec<NoteCode> {
        let codes = page.notes.iter().map(|note| note.code);
        codes
            .filter(|code| *code != NoteCode::AlsoSearched)
            .collect()
    };
    assert_eq!(note(&page), [NoteCode::MissingWords]);
    // Stop words, and what is not wanted, are no words that may be missing.
    for query in ["de kaart", "kaart -bomen", "kaart taal:python"] {
        assert_eq!(note(&search(&catalogue, query)), [], "{query}");
    }
    // Filters and what is not wanted hold for the others too.
    assert_eq!(
        names(&search(&catalogue, "kaart bomen -struiken")),
        ["both", "maps"]
    );
    let facet = |page: &SearchPage| page.facets.iter().map(|facet| facet.values[0].count).max();
    assert_eq!(facet(&page), Some(3));
    assert_eq!(with_all_words(&catalogue, "kaart bomen").total, 1);
    // A list goes on as it began, also when more has come in since.
    let next = |after: &SearchPage| {
        let after = after.hits.last().unwrap().cursor.to_string();
        catalogue.search(&SearchRequest {
            query: "kaart bomen".to_owned(),
            first: 1,
            after: Some(after.parse().unwrap()),
            ..SearchRequest::default()
        })
    };
    let mut first = page.clone();
    first.hits.truncate(1);
    assert_eq!(names(&next(&first).unwrap()), [names(&page)[1]]);
    let more = |n: u32| {
        described(
            &n.to_string(),
            &format!("minvws/both-{n}"),
            "Kaart van bomen",
        )
    };
    fill(&catalogue, (10..14).map(more)).await;
    assert_eq!(note(&search(&catalogue, "kaart bomen")), []);
    let second = next(&first).unwrap();
    assert_eq!(
        (note(&second), second.total),
        (vec![NoteCode::MissingWords], 7)
    );
}

#[tokio::test]
async fn more_of_the_words_outranks_a_better_match() {
    let (_dir, catalogue) = empty();
    let described = |id: &str, path: &str, text| described(repository(id, path, 3), text);
    let mut archived = described("1", "minvws/both", "Formulier met xyzzy");
    archived.flags.archived = Some(true);
    let common = (10..20).map(|n| {
        let path = format!("minvws/formulier-{n}");
        described(&n.to_string(), &path, "Formulier")
    });
    let rare = with_readme(repository("2", "minvws/rare", 3), "Over xyzzy.");
    fill(&catalogue, common.chain([archived, rare])).await;
    let found = search(&catalogue, "formulier xyzzy plugh");
    assert_eq!(names(&found)[..2], ["both", "rare"]);
}

#[tokio::test]
async fn words_are_found_in_the_other_language_unless_quoted() {
    let (_dir, catalogue) = empty();
    let described = |id: &str, path: &str, text| described(repository(id, path, 3), text);
    let repositories = [
        described("1", "minvws/dutch", "Verkiezingen in gemeenten"),
        described("2", "minvws/english", "Counts the votes of an election"),
        described(
            "3",
            "minvws/request",
            "Handles freedom of information requests",
        ),
        described("4", "minvws/apart", "Freedom to move information"),
        described("5", "minvws/neither", "Kaart"),
    ];
    fill(&catalogue, repositories).await;
    let cases: &[(&str, &[&str])] = &[
        ("verkiezing", &["dutch", "english"]),
        ("elections", &["english", "dutch"]),
        // Of several words all must be there, one after the other.
        ("wet open overheid", &["request"]),
        ("\"verkiezingen\"", &["dutch"]),
        ("\"election\"", &["english"]),
    ];
    for (query, expected) in cases {
        assert_eq!(names(&search(&catalogue, query)), *expected, "{query}");
    }
    assert_eq!(names(&with_all_words(&catalogue, "elections")), ["english"]);
    let note = |query| search(&catalogue, query).notes;
    let [note] = note("verkiezing").try_into().unwrap();
    assert_eq!(note.code, NoteCode::AlsoSearched);
    // What no repository has is not searched.
    assert_eq!(note.text, "election");
    assert_eq!(search(&catalogue, "\"verkiezing\"").notes, []);
}

#[tokio::test]
async fn official_names_lift_nothing_unless_they_are_named() {
    let (_dir, catalogue) = empty();
    let other = described(
        repository("2", "elders/kaart", 3),
        "Een ministerie op de kaart",
    );
    fill(&catalogue, [repository("1", "minvws/app", 3), other]).await;
    // The ministry is called `Ministerie van VWS`.
    let cases: &[(&str, &[&str])] = &[
        ("ministerie", &["kaart"]),
        ("ministerie van vws", &["app"]),
        ("ministerie vws app", &["app"]),
        ("\"ministerie van vws\"", &["app"]),
        ("organisatie:ministerie", &["app"]),
    ];
    for (query, expected) in cases {
        assert_eq!(
            names(&with_all_words(&catalogue, query)),
            *expected,
            "{query}"
        );
    }
}

#[tokio::test]
async fn filter_without_words_ranks_by_static_rank() {
    let (_dir, catalogue) = empty();
    let observations = (0..10).map(|n| {
        let mut observation = repository(&n.to_string(), &format!("minvws/app-{n}"), 3);
        observation.flags.archived = Some(n % 2 == 0);
        observation
    });
    fill(&catalogue, observations).await;
    let request = SearchRequest {
        filter: filter(&[(FacetName::Organisation, &["ministerie-vws"])]),
        sort: Some(Sort::Relevance),
        first: 5,
        ..SearchRequest::default()
    };
    let page = catalogue.search(&request).unwrap();
    assert_eq!(page.total, 10);
    for hit in &page.hits {
        assert_eq!(hit.card.maintenance, MaintenanceStatus::Active);
    }
}

#[test]
fn no_text_is_an_error() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let (_dir, catalogue) = empty();
    runtime.block_on(fill(&catalogue, [repository("1", "minvws/a", 3)]));
    proptest!(ProptestConfig::with_cases(300), |(query in "\\PC{0,80}|[\"' a-z:()+-]{0,40}")| {
        search(&catalogue, &query);
    });
    search(&catalogue, &"woord ".repeat(20_000));
    search(&catalogue, &"x".repeat(1_000_000));
}

#[tokio::test]
async fn referring_repositories_are_found_by_page() {
    let (_dir, catalogue) = empty();
    let readme = "De API staat in het [register](https://www.data.overheid.nl/dataset/bomen/#api).";
    let mut stub = repository("3", "ICTU/c", 3);
    stub.topics = Some(vec!["common-ground".to_owned()]);
    fill(
        &catalogue,
        [
            with_readme(repository("1", "minvws/a", 3), readme),
            with_readme(
                repository("2", "minvws/b", 3),
                "https://data.overheid.nl/dataset/2",
            ),
            stub,
        ],
    )
    .await;
    let refer_to = |address: &str, query: &str| {
        let page = catalogue.search(&SearchRequest {
            query: query.to_owned(),
            refers_to: PageKey::of(address),
            first: 10,
            facets: FacetName::ALL.to_vec(),
            ..SearchRequest::default()
        });
        page.unwrap()
    };
    let found = refer_to("http://data.overheid.nl/dataset/bomen", "");
    assert_eq!(names(&found), ["a"]);
    let registers = found
        .facets
        .iter()
        .find(|facet| facet.name == FacetName::RefersTo)
        .map(|facet| (facet.values[0].value.as_str(), facet.values[0].count));
    assert_eq!(registers, Some(("data_register", 1)));
    assert_eq!(
        refer_to("https://data.overheid.nl/dataset/bomen", "register").total,
        1
    );
    assert_eq!(refer_to("https://data.overheid.nl/dataset", "").total, 0);
    let of_register = |register: &str| {
        let page = catalogue.search(&SearchRequest {
            filter: filter(&[(FacetName::RefersTo, &[register])]),
            first: 10,
            ..SearchRequest::default()
        });
        page.unwrap().total
    };
    assert_eq!(
        [
            of_register("data_register"),
            of_register("common_ground"),
            of_register("none")
        ],
        [2, 1, 0]
    );
}

#[tokio::test]
async fn repositories_are_found_by_theme_declared_or_guessed() {
    let (_dir, catalogue) = empty();
    let mut declared = repository("1", "minvws/a", 3);
    declared.publiccode = Some(TextFile::capped(
        "publiccode.yml",
        "softwareType: library\ncategories: [it-security]\nplatforms: [linux]\n".to_owned(),
        1,
        false,
    ));
    fill(
        &catalogue,
        [
            declared,
            described(repository("2", "minvws/b", 3), "Een website met kaarten"),
        ],
    )
    .await;
    for (facet, value, name) in [
        (FacetName::SoftwareType, "library", "a"),
        (FacetName::Category, "it-security", "a"),
        (FacetName::Platform, "linux", "a"),
        (FacetName::SoftwareType, "standalone/web", "b"),
        (FacetName::Category, "geographic-information-systems", "b"),
    ] {
        let request = SearchRequest {
            filter: filter(&[(facet, &[value])]),
            first: 10,
            ..SearchRequest::default()
        };
        assert_eq!(
            names(&catalogue.search(&request).unwrap()),
            [name],
            "{value}"
        );
    }
}

#[tokio::test]
async fn change_after_a_rebuild_is_indexed_once() {
    let (_dir, catalogue) = empty();
    let one = |id: u32| repository(&id.to_string(), &format!("minvws/{id}"), 3);
    fill(&catalogue, (0..8).map(one)).await;
    depart(&catalogue, &["2"]).await;
    catalogue.reindex().unwrap();
    fill(&catalogue, [one(0)]).await;
    assert_eq!(search(&catalogue, "").total, 7);
}

/// What feeds go by: the newest in the catalogue, and the latest change of
/// status.
#[tokio::test]
async fn sorts_by_first_seen_and_status_change() {
    let (_dir, catalogue) = empty();
    let seen = |id: &str, days: u64, archived| {
        let mut repository = repository(id, &format!("minvws/app-{id}"), 3);
        repository.observed_at = now() + Days::new(days);
        repository.flags.archived = Some(archived);
        repository
    };
    fill(&catalogue, [seen("1", 0, false), seen("2", 1, false)]).await;
    fill(&catalogue, [seen("3", 2, false), seen("1", 3, true)]).await;
    let order = |sort| -> Vec<String> {
        let request = SearchRequest {
            sort: Some(sort),
            first: 10,
            ..SearchRequest::default()
        };
        let hits = catalogue.search(&request).unwrap().hits;
        let names = hits.iter().map(|hit| hit.card.url.name());
        names.map(str::to_owned).collect()
    };
    assert_eq!(order(Sort::FirstSeen), ["app-3", "app-2", "app-1"]);
    assert_eq!(order(Sort::StatusChanged)[0], "app-1");
}

#[tokio::test]
async fn sorts_by_the_latest_release_that_somebody_decided_on() {
    let (_dir, catalogue) = empty();
    let released = |id: &str, tags: &[(&str, u64)]| {
        let mut repository = repository(id, &format!("minvws/app-{id}"), 0);
        let newest = tags.iter().map(|(name, days)| Release {
            name: (*name).to_owned(),
            at: Some(now() - Days::new(*days)),
            ..Release::default()
        });
        let newest: Vec<Release> = newest.collect();
        repository.tags = Some(Releases {
            total: newest.len() as u64,
            newest,
        });
        repository
    };
    let all = [
        released("1", &[("v1.0", 40)]),
        released("2", &[]),
        // One that follows the code is no release.
        released("3", &[("nightly", 1), ("v0.9", 90)]),
        released("4", &[("v2.0", 3), ("v1.9", 50)]),
    ];
    fill(&catalogue, all).await;
    let request = SearchRequest {
        sort: Some(Sort::LatestRelease),
        first: 10,
        ..SearchRequest::default()
    };
    let hits = catalogue.search(&request).unwrap().hits;
    let shown = hits.iter().map(|hit| {
        let release = hit.card.latest_release.as_ref();
        (
            hit.card.url.name(),
            release.map(|release| release.name.as_str()),
        )
    });
    let expected = [
        ("app-4", Some("v2.0")),
        ("app-1", Some("v1.0")),
        ("app-3", Some("v0.9")),
        ("app-2", None),
    ];
    assert!(shown.eq(expected), "{hits:?}");
}

/// Each hit shows the card of the repository that it is, and none is missing.
fn check_cards(catalogue: &Catalogue, all: usize) {
    let page = search(catalogue, "");
    assert_eq!(page.hits.len(), all);
    for hit in page.hits {
        let entry = catalogue.entry(&hit.card.id).unwrap().unwrap();
        assert_eq!(hit.card, Card::of(&entry));
    }
}

#[tokio::test]
async fn lists_stay_current_through_many_writes() {
    let (dir, catalogue) = empty();
    let mut there = BTreeMap::new();
    // More writes than the index keeps apart: it joins them along the way.
    for write in 0..40_u64 {
        let text = format!("beschrijving {write}");
        let written = [write % 17, write % 5].map(|number| {
            let path = format!("minvws/app-{number}");
            described(repository(&number.to_string(), &path, write + 1), &text)
        });
        there.extend([write % 17, write % 5].map(|number| (number, ())));
        fill(&catalogue, written).await;
        if write % 7 == 6 {
            let gone = write % 17;
            depart(&catalogue, &[&gone.to_string()]).await;
            there.remove(&gone);
        }
        check_cards(&catalogue, there.len());
    }
    catalogue.reindex().unwrap();
    check_cards(&catalogue, there.len());
    drop(catalogue);
    check_cards(&open(&dir), there.len());
}

#[tokio::test]
async fn every_spelling_of_a_word_finds_the_same() {
    let (_dir, catalogue) = empty();
    let one = |id: &str, text: &str| described(repository(id, &format!("minvws/r{id}"), 3), text);
    fill(
        &catalogue,
        [
            one("1", "Koppelt met MijnOverheid"),
            one("2", "Koppelt met mijn overheid"),
            one("3", "Koppelt met mijnoverheid"),
            one("4", "Wat mijn buurman van de overheid vindt"),
            one("5", "De API's en foto’s"),
            one("6", "Een api met foto"),
            one("7", "Een kap\u{ad}vergunning per e\u{2011}mail\u{feff}"),
            one("8", "Geschreven in C# en .NET"),
            one("9", "Geschreven in C met punt.net"),
            one("10", "Geschreven in C++ en Node.js"),
            one("11", "Geschreven in nodejs"),
        ],
    )
    .await;
    let cases: &[(&[&str], &[&str])] = &[
        (
            &[
                "mijnoverheid",
                "MijnOverheid",
                "MIJNOVERHEID",
                "Mijnoverheid",
            ],
            &["r1", "r2", "r3"],
        ),
        (
            &["mijn overheid", "Mijn Overheid"],
            &["r1", "r2", "r3", "r4"],
        ),
        (
            &["API's", "API’s", "apis", "api", "API", "api´s"],
            &["r5", "r6"],
        ),
        (&["foto's", "foto", "FOTO`S"], &["r5", "r6"]),
        (
            &[
                "kapvergunning",
                "kap\u{200b}vergunning",
                "Kap\u{ad}vergunning",
            ],
            &["r7"],
        ),
        (&["e-mail", "email", "e\u{2010}mail"], &["r7"]),
        (&["C#", "c#"], &["r8"]),
        (&["C++"], &["r10"]),
        (&["c"], &["r9"]),
        (&[".NET", ".net"], &["r8"]),
        (&["node.js", "NodeJS", "nodejs"], &["r10", "r11"]),
    ];
    for (queries, expected) in cases {
        for query in *queries {
            let page = with_all_words(&catalogue, query);
            let mut found = names(&page);
            found.sort_by_key(|name| name[1..].parse::<u32>().unwrap());
            assert_eq!(found, *expected, "{query}");
        }
    }
}

#[tokio::test]
async fn an_address_leads_to_what_stands_there() {
    let (_dir, catalogue) = empty();
    fill(
        &catalogue,
        [
            repository("1", "minvws/nl-kat-rocky", 3),
            with_readme(
                repository("2", "minvws/other", 3),
                "Zie https://github.com/minvws/nl-kat-rocky en git.",
            ),
            repository("3", "ICTU/open-zaak", 3),
        ],
    )
    .await;
    for query in [
        "https://github.com/minvws/nl-kat-rocky",
        "http://www.github.com/MinVWS/NL-kat-rocky/tree/main/docs",
        "git@github.com:minvws/nl-kat-rocky.git",
        "github.com/minvws/nl-kat-rocky",
        "<https://github.com/minvws/nl-kat-rocky#readme>",
    ] {
        assert_eq!(
            names(&search(&catalogue, query)),
            ["nl-kat-rocky"],
            "{query}"
        );
    }
    let of_account = search(&catalogue, "https://github.com/MinVWS");
    assert_eq!(of_account.total, 2);
    // What is not there is searched as words.
    assert_eq!(
        search(&catalogue, "https://github.com/minvws/gone").total,
        0
    );
}

#[tokio::test]
async fn languages_and_short_names_of_organisations_are_found() {
    let (_dir, catalogue) = empty();
    let in_language = |id: &str, language: &str| {
        let mut repository = repository(id, &format!("minvws/r{id}"), 3);
        let size = |name: &str, bytes| LanguageSize {
            name: name.to_owned(),
            bytes,
        };
        repository.languages = Some(vec![size(language, 98), size("Shell", 2)]);
        repository
    };
    fill(
        &catalogue,
        [
            in_language("1", "C#"),
            in_language("2", "C++"),
            in_language("3", "C"),
        ],
    )
    .await;
    for (query, name) in [("C#", "r1"), ("c++", "r2"), ("C", "r3")] {
        assert_eq!(names(&search(&catalogue, query)), [name], "{query}");
    }
    assert_eq!(search(&catalogue, "shell").total, 0);
    for query in [
        "VWS",
        "vws",
        "org:vws",
        "ministerie van VWS",
        "organisatie:VWS",
    ] {
        assert_eq!(with_all_words(&catalogue, query).total, 3, "{query}");
    }
}
