//! Suggestions while typing, other spellings, and ways out.

use bronwijzer_crawler::observation::Observation;
use bronwijzer_crawler::organisation::{Organisation, OrganisationType};
use bronwijzer_index::{
    Catalogue, FacetName, Filter, SearchPage, SearchRequest, Spelling, Suggestion,
};
use tempfile::TempDir;

use crate::support::{depart, described, empty, fill, now, organisations, repository};

fn starred(path: &str, stars: u64, topics: &[&str]) -> Observation {
    let mut observation = repository(path, path, 3);
    observation.counts.stars = Some(stars);
    observation.topics = Some(topics.iter().map(|topic| (*topic).to_owned()).collect());
    observation
}

async fn catalogue() -> (TempDir, Catalogue) {
    let (dir, catalogue) = empty();
    fill_with_names(&catalogue).await;
    (dir, catalogue)
}

async fn fill_with_names(catalogue: &Catalogue) {
    fill(
        catalogue,
        [
            starred("minvws/open-zaak", 50, &["common-ground", "zaak"]),
            starred("ICTU/zaaksysteem", 5, &["common-ground"]),
            starred("minvws/zaakBrug", 20, &["Zorg en Welzijn"]),
            starred("minvws/api", 1, &["zaakgericht", "Coördinatie"]),
            starred("ICTU/open-forms", 70, &[]),
            starred("minvws/nl-covid19-app", 90, &[]),
        ],
    )
    .await;
}

/// What is suggested, in one line.
fn suggested(catalogue: &Catalogue, typed: &str, first: usize) -> String {
    let text = |suggestion| match suggestion {
        Suggestion::Repository { name, url, .. } => {
            assert!(url.starts_with("https://github.com/") && url.ends_with(&name));
            name
        }
        Suggestion::Organisation { slug, .. } => format!("@{slug}"),
        Suggestion::Topic(topic) => format!("#{topic}"),
    };
    let all = catalogue.suggest(typed, first).unwrap();
    all.into_iter().map(text).collect::<Vec<_>>().join(" ")
}

#[tokio::test]
async fn names_are_suggested_by_prefix_of_any_word() {
    let (_dir, catalogue) = catalogue().await;
    for (typed, expected) in [
        // The most stars first; topics by how many have them.
        ("zaak", "open-zaak zaakBrug zaaksysteem #zaak #zaakgericht"),
        ("ZAAKS", "zaaksysteem"),
        ("za", "open-zaak zaakBrug zaaksysteem #zaak #zaakgericht"),
        ("bru", "zaakBrug"),
        ("brug", "zaakBrug"),
        ("aak", ""),
        ("open za", "open-zaak"),
        ("open-zaak", "open-zaak"),
        // Of an owner, by what the organisation is called or its account.
        ("minvws zaak", "open-zaak zaakBrug"),
        ("vws", "@ministerie-vws"),
        ("minv", "@ministerie-vws"),
        ("stichting ic", "@stichting-ictu"),
        // Accents and capitals make no difference.
        ("coordi", "#Coördinatie"),
        ("CÖÖR", "#Coördinatie"),
        ("co", "nl-covid19-app #common-ground #Coördinatie"),
        ("common gr", "#common-ground"),
        ("wel", "#Zorg en Welzijn"),
        ("19", "nl-covid19-app"),
        ("", ""),
        (" -!\"", ""),
        ("bestaatniet", ""),
    ] {
        assert_eq!(suggested(&catalogue, typed, 10), expected, "{typed}");
    }
    // What is too long counts as far as it goes.
    let long = format!("zaak{}bestaatniet", " ".repeat(1000));
    assert!(suggested(&catalogue, &long, 10).starts_with("open-zaak"));
}

#[tokio::test]
async fn every_kind_has_a_part_of_a_short_list() {
    let (_dir, catalogue) = catalogue().await;
    assert_eq!(
        suggested(&catalogue, "zaak", 4),
        "open-zaak zaakBrug zaaksysteem #zaak"
    );
    assert_eq!(suggested(&catalogue, "zaak", 2), "open-zaak #zaak");
    assert_eq!(suggested(&catalogue, "s", 10), "@stichting-ictu");
    assert_eq!(suggested(&catalogue, "zaak", 0), "");
}

#[tokio::test]
async fn organisations_without_repositories_come_last() {
    let dir = tempfile::tempdir().unwrap();
    let mut registry = organisations();
    for (slug, name) in [
        ("zaak", "Raad voor de zaak"),
        ("zaakdorp", "Gemeente Zaakdorp"),
    ] {
        let slug = slug.parse().unwrap();
        registry.push(Organisation::new(slug, name, OrganisationType::Other));
    }
    let opened = Catalogue::open(dir.path(), registry, now()).unwrap();
    let catalogue = opened.catalogue;
    fill_with_names(&catalogue).await;
    assert_eq!(
        suggested(&catalogue, "zaak", 4),
        "open-zaak zaakBrug zaaksysteem #zaak"
    );
    assert_eq!(
        suggested(&catalogue, "zaak", 10),
        "open-zaak zaakBrug zaaksysteem #zaak #zaakgericht @zaak @zaakdorp"
    );
    assert_eq!(suggested(&catalogue, "zaakdorp", 10), "@zaakdorp");
}

#[tokio::test]
async fn suggestions_follow_what_changes() {
    let (_dir, catalogue) = catalogue().await;
    assert_eq!(suggested(&catalogue, "kaart", 10), "");
    fill(&catalogue, [starred("minvws/kaart", 1, &["kaarten"])]).await;
    assert_eq!(suggested(&catalogue, "kaart", 10), "kaart #kaarten");
    catalogue.reindex().unwrap();
    assert_eq!(suggested(&catalogue, "kaart", 10), "kaart #kaarten");
    depart(&catalogue, &["minvws/kaart"]).await;
    catalogue.reindex().unwrap();
    assert_eq!(suggested(&catalogue, "kaart", 10), "");
}

fn ask(catalogue: &Catalogue, query: &str, filter: &[(FacetName, &str)]) -> SearchPage {
    let mut request = SearchRequest {
        query: query.to_owned(),
        first: 10,
        other_spellings: true,
        ways_out: true,
        ..SearchRequest::default()
    };
    for (facet, value) in filter {
        let values = request.filter.0.entry(*facet).or_default();
        values.push((*value).to_owned());
    }
    catalogue.search(&request).unwrap()
}

fn spellings(catalogue: &Catalogue, query: &str) -> Vec<String> {
    let page = ask(catalogue, query, &[]);
    for Spelling { query, total } in &page.other_spellings {
        assert_eq!(ask(catalogue, query, &[]).total, *total);
    }
    let all = page.other_spellings.into_iter();
    all.map(|spelling| spelling.query).collect()
}

#[tokio::test]
async fn few_hits_have_other_spellings_that_find_more() {
    let (_dir, catalogue) = empty();
    let formulier = (0..12).map(|n| {
        let observation = repository(&n.to_string(), &format!("minvws/app-{n}"), 3);
        described(observation, "Formulieren voor vergunningen")
    });
    let slip = described(repository("90", "minvws/slip", 3), "Een vergumningen");
    let map = described(repository("91", "minvws/kaart", 3), "Een kaart");
    fill(&catalogue, formulier.chain([slip, map])).await;
    for (query, expected) in [
        ("formuleiren", "formulieren"),
        ("Formulieern vergunningen", "formulieren vergunningen"),
        ("formuliren-vergunnigen", "formulieren-vergunningen"),
        ("vergunnnigem", "vergunningen"),
        ("kaatr", "kaart"),
        // The catalogue knows it, and knows another word far better.
        ("vergumningen", "vergunningen"),
    ] {
        assert_eq!(spellings(&catalogue, query), [expected], "{query}");
    }
    for query in [
        "",
        "kaart",
        "formulieren",
        "xyzzyplugh",
        "\"formuleiren\"",
        "-kaatr",
        "taal:Pyton",
    ] {
        assert!(spellings(&catalogue, query).is_empty(), "{query}");
    }
}

#[tokio::test]
async fn empty_search_suggests_fewer_filters() {
    let (_dir, catalogue) = catalogue().await;
    let ways = |query: &str, filter: &[(FacetName, &str)]| -> Vec<String> {
        let page = ask(&catalogue, query, filter);
        let ways = page.ways_out.into_iter();
        ways.map(|way| {
            let filter: Vec<_> = filter
                .iter()
                .filter(|(facet, _)| !way.facets.contains(facet))
                .copied()
                .collect();
            assert_eq!(ask(&catalogue, &way.query, &filter).total, way.total);
            format!("{:?} '{}' {}", way.facets, way.query, way.total)
        })
        .collect()
    };
    assert_eq!(
        ways(
            "zaak",
            &[(FacetName::Language, "Go"), (FacetName::Archived, "yes")]
        ),
        ["[Language, Archived] 'zaak' 4"]
    );
    assert_eq!(
        ways("forms org:minvws", &[(FacetName::Forge, "github.com")]),
        [
            "[Organisation] 'forms' 1",
            "[Organisation, Forge] 'forms' 1"
        ]
    );
    // With one thing less nothing is found, in another spelling it is.
    assert_eq!(
        ways("zaaksystem taal:go", &[(FacetName::Fork, "yes")]),
        ["[Language, Fork] 'zaaksysteem' 1"]
    );
    assert_eq!(ways("bestaatniet", &[]), [""; 0]);
    assert_eq!(ways("zaak", &[]), [""; 0]);
    // A list that is searched is not left.
    let mut within = Filter::default();
    within
        .0
        .insert(FacetName::Organisation, vec!["geen".to_owned()]);
    let page = catalogue.search(&SearchRequest {
        query: "zaak taal:go".to_owned(),
        within,
        first: 1,
        ways_out: true,
        ..SearchRequest::default()
    });
    assert!(page.unwrap().ways_out.is_empty());
}
