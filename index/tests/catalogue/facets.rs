//! Facets: what is counted, and what a choice does.

use std::collections::BTreeMap;

use bronwijzer_crawler::observation::{
    ForgeLicence, Gap, Observation, Releases, Source, TextFile, Unread,
};
use bronwijzer_index::{FacetName, Filter, SearchRequest};

use chrono::Days;

use crate::support::{empty, fill, filter, now, repository, search};

#[tokio::test]
async fn facet_counts_ignore_their_own_filter() {
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
            let mut entry = repository(&n.to_string(), &format!("{owner}/kaart-{n}"), n * 9);
            if let Some(languages_of) = &mut entry.languages {
                languages_of[0].name = languages[(n % 3) as usize].to_owned();
            }
            entry.flags.fork = [Some(true), Some(false), None][(n % 5 % 3) as usize];
            entry.flags.archived = Some(n % 7 == 0);
            entry
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
        .flat_map(|entry| [(entry, ""), (entry, "kaart -18")])
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
async fn facets_count_activity_archived_and_releases() {
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
        let counts = values
            .iter()
            .map(|value| (value.value.clone(), value.count));
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
async fn publiccode_declares_status_upkeep_and_languages() {
    let (_dir, catalogue) = empty();
    let declares = |id: &str, text: &str| {
        let mut observation = repository(id, &format!("minvws/{id}"), 3);
        let text = format!("name: Kaart\n{text}\n");
        let length = text.len() as u64;
        observation.publiccode = Some(TextFile::capped("publiccode.yml", text, length, false));
        observation
    };
    fill(
        &catalogue,
        [
            repository("1", "minvws/silent", 3),
            declares(
                "2",
                "developmentStatus: stable\nmaintenance: {type: none}\n\
                 localisation: {availableLanguages: [nl, nl-BE, eng, Dutch]}",
            ),
            declares(
                "3",
                "developmentStatus: ready\nmaintenance: {type: community}\n\
                 localisation: {availableLanguages: []}",
            ),
        ],
    )
    .await;
    let request = SearchRequest {
        facets: vec![
            FacetName::DevelopmentStatus,
            FacetName::MaintenanceType,
            FacetName::InterfaceLanguage,
        ],
        ..SearchRequest::default()
    };
    let page = catalogue.search(&request).unwrap();
    let counts = page.facets.iter().map(|facet| {
        let values = facet.values.iter();
        let counts = values.map(|value| format!("{} {}", value.value, value.count));
        counts.collect::<Vec<_>>().join(", ")
    });
    let counts: Vec<String> = counts.collect();
    assert_eq!(
        counts,
        [
            "none 2, stable 1",
            "community 1, nobody 1, none 1",
            "none 2, en 1, nl 1"
        ]
    );
    let found = |query: &str| search(&catalogue, query).total;
    assert_eq!(found("schermtaal:nederlands"), 1);
    assert_eq!(found("onderhoud-door:niemand"), 1);
    assert_eq!(found("development-status:stabiel"), 1);
}

/// The whole of what each repository is asked for, the counts beside it, and what is never guessed.
#[tokio::test]
async fn all_of_a_facet_can_be_asked_and_since_when() {
    let (_dir, catalogue) = empty();
    let declares = |id: &str, days: u64, platforms: &str| {
        let mut observation = repository(id, &format!("minvws/{id}"), days);
        let text = format!("name: Kaart\nplatforms: [{platforms}]\n");
        let length = text.len() as u64;
        observation.publiccode = Some(TextFile::capped("publiccode.yml", text, length, false));
        observation
    };
    fill(
        &catalogue,
        [
            repository("1", "minvws/android-app", 3),
            declares("2", 10, "web, linux, none"),
            declares("3", 20, "linux, windows, 'web'"),
            declares("4", 30, "web"),
        ],
    )
    .await;
    let ask = |platforms: &[&str], all_of: &[FacetName], days: Option<u64>| {
        let platforms = platforms.iter().map(|platform| (*platform).to_owned());
        let mut filter = Filter::default();
        let chosen = filter.0.entry(FacetName::DeclaredPlatform).or_default();
        chosen.extend(platforms);
        let request = SearchRequest {
            filter,
            all_of: all_of.to_vec(),
            active_since: days.map(|days| (now() - Days::new(days)).date_naive()),
            facets: vec![FacetName::DeclaredPlatform],
            ..SearchRequest::default()
        };
        let page = catalogue.search(&request).unwrap();
        let values = page.facets[0].values.iter();
        let counts = values.map(|value| format!("{} {}", value.value, value.count));
        (page.total, counts.collect::<Vec<_>>().join(", "))
    };
    // Without its own choice a facet counts the same, whichever is asked.
    let all = "web 3, linux 2, none 1, windows 1";
    let (facet, any) = (&[FacetName::DeclaredPlatform][..], &[][..]);
    assert_eq!(ask(&["web", "linux"], any, None), (3, all.to_owned()));
    assert_eq!(ask(&["web", "linux"], facet, None), (2, all.to_owned()));
    assert_eq!(ask(&["web", "linux", "web"], facet, None).0, 2);
    assert_eq!(ask(&["web", "iot"], facet, None).0, 0);
    let recent = "linux 2, web 2, none 1, windows 1";
    assert_eq!(ask(&["web"], facet, Some(25)), (2, recent.to_owned()));
    assert_eq!(ask(&["web"], facet, Some(2)).0, 0);
}

/// By the forge's field, by publiccode.yml, and where neither can tell.
#[tokio::test]
async fn landing_pages_lead_out_of_the_repository() {
    let gitlab = || Source::Forge {
        api: "https://gitlab.com/api/v4".to_owned(),
    };
    let homepage = |text: &'static str| {
        move |observation: &mut Observation| observation.homepage = Some(text.to_owned())
    };
    let declares = |text: &str| {
        let text = format!("name: Kaart\n{text}\n");
        let file = TextFile::capped("publiccode.yml", text.clone(), text.len() as u64, false);
        move |observation: &mut Observation| {
            observation.source = gitlab();
            observation.publiccode = Some(file.clone());
        }
    };
    type Change<'a> = &'a dyn Fn(&mut Observation);
    let cases: &[(&str, Change<'_>, &str)] = &[
        ("a page elsewhere", &homepage("kaart.example.org"), "yes"),
        (
            "of the same account",
            &homepage("https://minvws.github.io/kaart"),
            "yes",
        ),
        (
            "another repository",
            &homepage("https://github.com/minvws/site"),
            "yes",
        ),
        (
            "itself",
            &homepage("https://github.com/MinVWS/kaart#readme"),
            "no",
        ),
        (
            "a page within it",
            &homepage("https://github.com/minvws/kaart/wiki"),
            "no",
        ),
        ("no address", &homepage("geen"), "no"),
        ("nothing", &|_| {}, "no"),
        (
            "files not listed",
            &|observation| observation.files = None,
            "none",
        ),
        (
            "homepage not read",
            &|observation| {
                observation
                    .gaps
                    .push(Gap::unread(Unread::Homepage, "it failed".to_owned()));
            },
            "none",
        ),
        (
            "GitLab",
            &|observation| observation.source = gitlab(),
            "none",
        ),
        (
            "declared",
            &declares("landingURL: https://kaart.example.org"),
            "yes",
        ),
        (
            "declares none",
            &declares("url: https://github.com/minvws/kaart"),
            "none",
        ),
    ];
    for (case, change, expected) in cases {
        let (_dir, catalogue) = empty();
        let mut observation = repository("1", "minvws/kaart", 3);
        observation.files = Some(Vec::new());
        change(&mut observation);
        fill(&catalogue, [observation]).await;
        let request = SearchRequest {
            facets: vec![FacetName::HasLandingPage],
            ..SearchRequest::default()
        };
        let page = catalogue.search(&request).unwrap();
        assert_eq!(page.facets[0].values[0].value, *expected, "{case}");
    }
}

#[tokio::test]
async fn counts_follow_what_changes() {
    let (_dir, catalogue) = empty();
    fill(&catalogue, [repository("1", "minvws/a", 3)]).await;
    assert_eq!(search(&catalogue, "").facets[0].values[0].count, 1);
    fill(&catalogue, [repository("2", "minvws/b", 3)]).await;
    assert_eq!(search(&catalogue, "").facets[0].values[0].count, 2);
}
