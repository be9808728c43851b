//! Finding: what comes first, what is counted, and how pages follow each other.

use std::collections::{BTreeMap, BTreeSet};

use bronwijzer_crawler::observation::{ForgeLicence, Releases, TextFile};
use bronwijzer_index::{
    Card, Catalogue, Cursor, FacetName, Filter, IndexError, MaintenanceStatus, NoteCode, PageKey,
    SearchPage, SearchRequest, Sort,
};
use chrono::Days;
use proptest::prelude::*;

use crate::support::{
    depart, described, empty, fill, names, now, open, repository, search, with_all_words,
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
async fn of_two_that_fit_as_well_the_one_that_is_kept_up_comes_first() {
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
async fn words_are_found_by_stem_part_beginning_and_without_accents() {
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
async fn compounds_are_found_by_their_parts_and_names_as_people_write_them() {
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
async fn where_few_have_all_words_those_with_some_follow() {
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
    let note = |page: &SearchPage| page.notes.iter().map(|note| note.code).collect::<Vec<_>>();
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
async fn a_filter_alone_leaves_relevance_to_upkeep() {
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

fn filter(facets: &[(FacetName, &[&str])]) -> Filter {
    let mut filter = Filter::default();
    for (facet, values) in facets {
        let values = values.iter().map(|value| (*value).to_owned()).collect();
        filter.0.insert(*facet, values);
    }
    filter
}

#[tokio::test]
async fn facets_count_what_is_found_and_ignore_their_own_choice() {
    let (_dir, catalogue) = empty();
    let mut unlicensed = repository("3", "ICTU/c", 3);
    unlicensed.licence = Some(ForgeLicence::Missing);
    unlicensed.languages = None;
    fill(
        &catalogue,
        [
            repository("1", "minvws/a", 3),
            repository("2", "minvws/b", 500),
            unlicensed,
        ],
    )
    .await;
    let count = |chosen: &Filter, facet: FacetName| -> Vec<(String, u64, bool)> {
        let request = SearchRequest {
            filter: chosen.clone(),
            first: 10,
            facets: FacetName::ALL.to_vec(),
            ..SearchRequest::default()
        };
        let page = catalogue.search(&request).unwrap();
        let mut facets = page.facets.iter();
        let facet = facets.find(|found| found.name == facet).unwrap();
        facet
            .values
            .iter()
            .map(|value| (value.label.clone(), value.count, value.selected))
            .collect()
    };
    let entry = |label: &str, count, selected| (label.to_owned(), count, selected);

    let all = Filter::default();
    assert_eq!(
        count(&all, FacetName::Organisation),
        [
            entry("Ministerie van VWS", 2, false),
            entry("Stichting ICTU", 1, false)
        ]
    );
    assert_eq!(
        count(&all, FacetName::Licence),
        [entry("EUPL-1.2", 2, false), entry("none", 1, false)]
    );
    let vws = filter(&[(FacetName::Organisation, &["ministerie-vws"])]);
    assert_eq!(
        count(&vws, FacetName::Organisation),
        [
            entry("Ministerie van VWS", 2, true),
            entry("Stichting ICTU", 1, false)
        ]
    );
    assert_eq!(
        count(&vws, FacetName::Maintenance),
        [entry("active", 1, false), entry("dormant", 1, false)]
    );
    let both = filter(&[
        (
            FacetName::Organisation,
            &["ministerie-vws", "stichting-ictu"],
        ),
        (FacetName::Maintenance, &["active"]),
    ]);
    assert_eq!(
        count(&both, FacetName::Organisation),
        [
            entry("Ministerie van VWS", 1, true),
            entry("Stichting ICTU", 1, true)
        ]
    );
    let unknown = filter(&[(FacetName::Language, &["Klingon"])]);
    assert!(count(&unknown, FacetName::Language).contains(&entry("Klingon", 0, true)));
}

/// Facets that are asked for together, alone, and by hand from what is found.
#[tokio::test]
async fn facets_count_the_same_alone_together_and_by_hand() {
    let (_dir, catalogue) = empty();
    let languages = ["Go", "Rust", "Python"];
    // In two commits, so that there are two segments, and some are written
    // again, so that segments hold what is no longer there.
    for from in [0, 20] {
        let observations = (from..from + 30_u64).map(|n| {
            let owner = if n % 4 == 0 { "ICTU" } else { "minvws" };
            let mut its = repository(&n.to_string(), &format!("{owner}/kaart-{n}"), n * 9);
            if let Some(languages_of) = &mut its.languages {
                languages_of[0].name = languages[(n % 3) as usize].to_owned();
            }
            its.flags.fork = [Some(true), Some(false), None][(n % 5 % 3) as usize];
            its.flags.archived = Some(n % 7 == 0);
            its
        });
        fill(&catalogue, observations).await;
    }
    let chosen: &[&[(FacetName, &[&str])]] = &[
        &[],
        &[(FacetName::Language, &["Go"])],
        &[
            (FacetName::Language, &["Go", "Rust"]),
            (FacetName::Fork, &["no"]),
        ],
        &[
            (FacetName::Organisation, &["ministerie-vws"]),
            (FacetName::Archived, &["no"]),
            (FacetName::Activity, &["quarter", "year"]),
        ],
        &[(FacetName::Language, &["Klingon"])],
    ];
    let ask = |query: &str, filter: &Filter, facets: &[FacetName]| {
        let request = SearchRequest {
            query: query.to_owned(),
            filter: filter.clone(),
            first: 100,
            facets: facets.to_vec(),
            ..SearchRequest::default()
        };
        catalogue.search(&request).unwrap()
    };
    for (chosen, query) in chosen
        .iter()
        .flat_map(|its| [(its, ""), (its, "kaart -18")])
    {
        let filter = filter(chosen);
        let all = ask(query, &filter, FacetName::ALL);
        assert_eq!(all.facets.len(), FacetName::ALL.len());
        for facet in &all.facets {
            let alone = ask(query, &filter, &[facet.name]);
            assert_eq!(
                alone.facets,
                std::slice::from_ref(facet),
                "{query} {filter:?}"
            );
            let mut others = filter.clone();
            others.0.remove(&facet.name);
            for value in &facet.values {
                let mut only = others.clone();
                only.0.insert(facet.name, vec![value.value.clone()]);
                let found = ask(query, &only, &[]).total;
                assert_eq!(value.count, found, "{query} {only:?}");
            }
        }
        let alone = ask(query, &filter, &[]);
        assert_eq!((alone.total, &alone.hits), (all.total, &all.hits));
    }
}

#[tokio::test]
async fn what_is_known_of_activity_archiving_and_releases_is_counted() {
    let (_dir, catalogue) = empty();
    let mut unknown = repository("9", "minvws/unknown", 3);
    (unknown.commits, unknown.pushed_at) = (None, None);
    let mut released = repository("8", "minvws/released", 3);
    released.tags = Some(Releases::default());
    released.releases = Some(Releases {
        total: 1,
        newest: Vec::new(),
    });
    released.flags.archived = Some(true);
    let days = [31, 32, 92, 93, 365, 366, 730, 731];
    let observations = (0..)
        .zip(days)
        .map(|(n, days)| repository(&n.to_string(), &format!("minvws/{n}"), days));
    fill(&catalogue, observations.chain([unknown, released])).await;
    let counts = |facet: FacetName| {
        let request = SearchRequest {
            facets: vec![facet],
            ..SearchRequest::default()
        };
        let values = catalogue.search(&request).unwrap().facets[0].values.clone();
        let counts = values.iter().map(|its| (its.value.clone(), its.count));
        counts.collect::<BTreeMap<String, u64>>()
    };
    let expect = |counts: &[(&str, u64)]| {
        let counts = counts.iter();
        counts
            .map(|(value, count)| ((*value).to_owned(), *count))
            .collect()
    };
    let activity: BTreeMap<_, _> = expect(&[
        ("month", 2),
        ("quarter", 2),
        ("year", 2),
        ("two_years", 2),
        ("longer", 1),
        ("none", 1),
    ]);
    assert_eq!(counts(FacetName::Activity), activity);
    assert_eq!(
        counts(FacetName::Archived),
        expect(&[("yes", 1), ("none", 9)])
    );
    assert_eq!(
        counts(FacetName::HasReleases),
        expect(&[("yes", 1), ("none", 9)])
    );
    assert_eq!(counts(FacetName::LicenceVerdict), expect(&[("open", 10)]));
}

#[tokio::test]
async fn counts_follow_what_changes() {
    let (_dir, catalogue) = empty();
    fill(&catalogue, [repository("1", "minvws/a", 3)]).await;
    assert_eq!(search(&catalogue, "").facets[0].values[0].count, 1);
    fill(&catalogue, [repository("2", "minvws/b", 3)]).await;
    assert_eq!(search(&catalogue, "").facets[0].values[0].count, 2);
}

/// Pages through everything; `between` runs after the first page.
fn visit(
    catalogue: &bronwijzer_index::Catalogue,
    sort: Sort,
    query: &str,
    first: usize,
    mut between: impl FnMut(),
) -> Vec<String> {
    let mut seen = Vec::new();
    let mut after: Option<Cursor> = None;
    loop {
        let page = catalogue
            .search(&SearchRequest {
                query: query.to_owned(),
                sort: Some(sort),
                first,
                after,
                ..SearchRequest::default()
            })
            .unwrap();
        let names = page.hits.iter().map(|hit| hit.card.url.name());
        seen.extend(names.map(str::to_owned));
        if !page.has_next {
            return seen;
        }
        if after.is_none() {
            between();
        }
        // As a client passes it on.
        after = page
            .hits
            .last()
            .map(|hit| hit.cursor.to_string().parse().unwrap());
    }
}

#[tokio::test]
async fn every_page_size_visits_everything_once_in_every_order() {
    let (_dir, catalogue) = empty();
    // Many ties: equal dates, equal stars, equal scores.
    let observations = (0..23).map(|n| {
        described(
            repository(&n.to_string(), &format!("minvws/app-{n}"), 3 + n % 3),
            "kaart",
        )
    });
    fill(&catalogue, observations).await;
    for sort in Sort::ALL {
        for first in [1, 2, 7, 22, 23, usize::MAX] {
            for query in ["", "kaart"] {
                let seen = visit(&catalogue, *sort, query, first, || {});
                let distinct: BTreeSet<&String> = seen.iter().collect();
                assert_eq!(
                    (seen.len(), distinct.len()),
                    (23, 23),
                    "{sort:?} {first} {query}"
                );
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_comes_and_goes_between_pages_shifts_nothing() {
    let (_dir, catalogue) = empty();
    let observations =
        (0..12_u64).map(|n| repository(&n.to_string(), &format!("minvws/app-{n:02}"), 10 + n));
    fill(&catalogue, observations).await;
    let handle = tokio::runtime::Handle::current();
    let seen = tokio::task::block_in_place(|| {
        visit(&catalogue, Sort::LastActivity, "", 5, || {
            handle.block_on(async {
                // One appears before the page that was seen, one disappears from it.
                fill(&catalogue, [repository("99", "minvws/newest", 1)]).await;
                depart(&catalogue, &["2"]).await;
                catalogue.reindex().unwrap();
            });
        })
    });
    let expected: Vec<String> = (0..12).map(|n| format!("app-{n:02}")).collect();
    assert_eq!(seen, expected);
}

/// What else there is changes how well each entry fits, and so the number that
/// a cursor of this order holds.
#[tokio::test(flavor = "multi_thread")]
async fn pages_by_relevance_go_on_while_other_repositories_come() {
    let (_dir, catalogue) = empty();
    let observations = (0..20_u64).map(|n| {
        let words = format!("kaart {}", "vulling ".repeat(usize::try_from(n).unwrap()));
        described(
            repository(&n.to_string(), &format!("minvws/app-{n:02}"), 3),
            &words,
        )
    });
    fill(&catalogue, observations).await;
    let handle = tokio::runtime::Handle::current();
    let visited = |between: &mut dyn FnMut()| {
        tokio::task::block_in_place(|| visit(&catalogue, Sort::Relevance, "kaart", 4, between))
    };
    let undisturbed = visited(&mut || {});
    let mut grow = || {
        let others = (0..30).map(|n| repository(&format!("x{n}"), &format!("ICTU/other-{n}"), 3));
        handle.block_on(fill(&catalogue, others));
    };
    assert_eq!(visited(&mut grow), undisturbed);
    assert_eq!(undisturbed.len(), 20);
}

#[tokio::test]
async fn a_cursor_of_another_order_is_refused() {
    let (_dir, catalogue) = empty();
    fill(
        &catalogue,
        [
            repository("1", "minvws/a", 3),
            repository("2", "minvws/b", 3),
        ],
    )
    .await;
    let mut request = SearchRequest {
        sort: Some(Sort::Stars),
        first: 1,
        ..SearchRequest::default()
    };
    let page = catalogue.search(&request).unwrap();
    request.after = Some(page.hits[0].cursor);
    request.sort = Some(Sort::Created);
    let refused = catalogue.search(&request);
    assert!(matches!(&refused, Err(error @ IndexError::Cursor(_)) if error.is_callers_mistake()));
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
async fn a_register_can_ask_who_refers_to_a_page_of_it() {
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
async fn what_changes_after_everything_was_indexed_anew_is_there_once() {
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
async fn what_is_new_and_what_changed_come_first() {
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
async fn lists_show_each_repository_as_it_is_through_any_number_of_writes() {
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
