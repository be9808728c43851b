//! What can be typed: phrases, `-not`, `field:value`, and what is no syntax.

use bronwijzer_crawler::observation::{ForgeLicence, LanguageSize};
use bronwijzer_index::{Catalogue, FacetName, Filter, NoteCode, SearchRequest, Sort};
use tempfile::TempDir;

use crate::support::{described, empty, fill, names, repository, search};

/// Four repositories of two organisations.
async fn catalogue() -> (TempDir, Catalogue) {
    let (dir, catalogue) = empty();
    let mut old = described(repository("2", "minvws/old", 900), "Kaart van gemeenten");
    old.licence = Some(ForgeLicence::Missing);
    let mut go = described(repository("3", "ICTU/go", 4), "Kaart in Docker Compose");
    go.languages = Some(vec![LanguageSize {
        name: "Go".to_owned(),
        bytes: 1,
    }]);
    fill(
        &catalogue,
        [
            described(repository("1", "minvws/new", 3), "Kaart van zaken"),
            old,
            go,
            described(
                repository("4", "ICTU/plain", 5),
                "Compose without it: docker",
            ),
        ],
    )
    .await;
    (dir, catalogue)
}

#[tokio::test]
async fn words_phrases_fields_and_their_opposites_narrow() {
    let (_dir, catalogue) = catalogue().await;
    let cases: &[(&str, &[&str])] = &[
        ("kaart", &["go", "new", "old"]),
        ("kaart -docker", &["new", "old"]),
        ("-kaart", &["plain"]),
        ("-\"docker compose\"", &["new", "old", "plain"]),
        ("\"docker compose\"", &["go"]),
        ("org:minvws", &["new", "old"]),
        ("organisatie:\"Ministerie van VWS\"", &["new", "old"]),
        ("org:vws", &["new", "old"]),
        ("-org:vws", &["go", "plain"]),
        ("org:minvws org:ICTU kaart", &["go", "new", "old"]),
        ("kaart licentie:eupl", &["go", "new"]),
        ("license:geen", &["old"]),
        ("taal:go", &["go"]),
        ("TAAL:go taal:python -status:actief", &["old"]),
        ("taal:go org:minvws", &[]),
        ("forge:github kaart status:actief", &["go", "new"]),
        ("soort-organisatie:ministerie", &["new", "old"]),
        ("taal:go -", &["go"]),
        ("taal:go taal:klingon", &["go"]),
        ("-taal:klingon -kaart", &["plain"]),
    ];
    for (query, expected) in cases {
        let page = search(&catalogue, query);
        let mut found = names(&page);
        found.sort_unstable();
        assert_eq!(found, *expected, "{query}");
    }
}

#[tokio::test]
async fn invalid_syntax_is_searched_as_words_with_a_note() {
    let (_dir, catalogue) = catalogue().await;
    type Case<'a> = (&'a str, usize, &'a [(NoteCode, &'a str)]);
    let cases: &[Case<'_>] = &[
        ("kaart", 3, &[]),
        ("kleur:kaart", 0, &[(NoteCode::UnknownField, "kleur:kaart")]),
        (
            "\"kaart van",
            3,
            &[(NoteCode::UnclosedQuote, "\"kaart van")],
        ),
        (
            "taal: kaart",
            3,
            &[
                (NoteCode::EmptyValue, "taal:"),
                (NoteCode::MissingWords, "taal: kaart"),
            ],
        ),
        (
            "kaart taal:klingon",
            0,
            &[(NoteCode::UnknownValue, "taal:klingon")],
        ),
        (
            "kaart -taal:klingon",
            3,
            &[(NoteCode::UnknownValue, "-taal:klingon")],
        ),
        ("status:gearchiveerd", 0, &[]),
    ];
    for (query, total, expected) in cases {
        let page = search(&catalogue, query);
        assert_eq!(page.hits.len(), *total, "{query}");
        let notes: Vec<_> = page
            .notes
            .iter()
            .map(|note| (note.code, note.text.as_str()))
            .collect();
        assert_eq!(notes, *expected, "{query}");
    }
}

#[tokio::test]
async fn query_field_counts_like_a_facet_filter() {
    let (_dir, catalogue) = catalogue().await;
    let ask = |query: &str, filter: Filter| {
        let page = catalogue.search(&SearchRequest {
            query: query.to_owned(),
            filter,
            first: 10,
            facets: FacetName::ALL.to_vec(),
            ..SearchRequest::default()
        });
        page.unwrap()
    };
    let only = |facet, value: &str| {
        let mut filter = Filter::default();
        filter.0.insert(facet, vec![value.to_owned()]);
        filter
    };
    let typed = ask("kaart org:minvws", Filter::default());
    let chosen = ask("kaart", only(FacetName::Organisation, "ministerie-vws"));
    assert_eq!((typed.total, &typed.facets), (2, &chosen.facets));
    // Without the words that are not there to rank by, nothing differs either.
    let typed = ask("org:minvws", Filter::default());
    let chosen = ask("", only(FacetName::Organisation, "ministerie-vws"));
    assert_eq!(typed, chosen);
    assert!(
        typed.hits[0].cursor.to_string().starts_with('l'),
        "by activity"
    );
    // A typed value joins those that were chosen, and what is not wanted is
    // counted.
    let both = ask("taal:go", only(FacetName::Language, "Python"));
    assert_eq!(both.total, 4);
    let without = ask("-taal:go", Filter::default());
    let languages = without
        .facets
        .iter()
        .find(|facet| facet.name == FacetName::Language)
        .unwrap();
    let counts: Vec<_> = languages
        .values
        .iter()
        .map(|value| (value.value.as_str(), value.count, value.selected))
        .collect();
    assert_eq!(counts, [("Python", 3, false), ("Go", 1, false)]);
}

#[tokio::test]
async fn no_query_looks_beyond_the_list_that_is_searched() {
    let (_dir, catalogue) = catalogue().await;
    let mut within = Filter::default();
    within
        .0
        .insert(FacetName::Organisation, vec!["ministerie-vws".to_owned()]);
    for (query, total) in [("", 2), ("kaart", 2), ("org:ICTU", 0), ("-old", 1)] {
        let page = catalogue
            .search(&SearchRequest {
                query: query.to_owned(),
                within: within.clone(),
                sort: Some(Sort::Relevance),
                first: 10,
                facets: FacetName::ALL.to_vec(),
                ..SearchRequest::default()
            })
            .unwrap();
        assert_eq!(page.total, total, "{query}");
        let organisations = &page.facets[0].values;
        let beyond = organisations
            .iter()
            .filter(|value| value.count > 0 && value.value != "ministerie-vws");
        assert_eq!(beyond.count(), 0, "{query}");
    }
}
