//! What can be typed, the help about it, and notes on what is no syntax.

use url::form_urlencoded;

use crate::site::{Site, part};

#[tokio::test]
async fn query_notes_are_shown_in_words() {
    let site = Site::sample();
    let notes = |page: String| part(&page, "<ul class=\"bw-notes\">", "</ul>").to_owned();
    let query = "kleur:x%3Cb%3E+licentie:+taal:klingon+%22open";
    let dutch = notes(site.page(&format!("/zoeken?q={query}")).await);
    let english = notes(site.page(&format!("/en/search?q={query}")).await);
    insta::assert_snapshot!(format!("{dutch}\n{english}"));
    let own = site
        .page("/organisaties/gemeente-amsterdam?q=taal:klingon")
        .await;
    assert!(own.contains("<ul class=\"bw-notes\">"));
    assert!(!site.page("/zoeken?q=nijmegen").await.contains("bw-notes"));
    let few = site.page("/zoeken?q=zaak+xyzzyplugh").await;
    assert!(notes(few.clone()).contains("Geen enkel project heeft al uw woorden"));
    assert!(few.contains("<li class=\"bw-card\">") && few.contains("<mark>zaak"));
}

/// What the help says must be so.
#[tokio::test]
async fn the_help_names_examples_and_fields_that_work() {
    let site = Site::sample();
    // What the sample lacks is no fault of the example.
    let languages = [
        (
            "/zoeken",
            [
                "geen enkele repository heeft deze waarde",
                "al uw woorden",
                "Ook gezocht",
            ],
        ),
        (
            "/en/search",
            [
                "no repository has this value",
                "all your words",
                "Also searched",
            ],
        ),
    ];
    for (address, lacks) in languages {
        let page = site.page(address).await;
        let help = part(&page, "<details class=\"bw-help\">", "</details>");
        let mut queries: Vec<String> = help
            .split("<code>")
            .skip(1)
            .map(|piece| {
                piece
                    .split("</code>")
                    .next()
                    .unwrap()
                    .replace("&#34;", "\"")
            })
            .collect();
        assert_eq!(queries.len(), 5);
        let fields = part(help, "<p>", "</p>");
        let (_, fields) = fields.split_once(": ").unwrap();
        let fields = fields.trim_end_matches(".</p>").replace(" en ", ", ");
        let fields = fields.replace(" and ", ", ");
        // A field that does not exist would be told from one without a value.
        queries.extend(fields.split(", ").map(|field| format!("{field}:geen")));
        assert!(queries.len() > 20, "{queries:?}");
        for query in queries {
            let encoded: String = form_urlencoded::byte_serialize(query.as_bytes()).collect();
            let answer = site.page(&format!("{address}?q={encoded}")).await;
            let notes = answer.split("<ul class=\"bw-notes\">").nth(1);
            let notes = notes.map_or("", |notes| notes.split("</ul>").next().unwrap());
            let lacks = lacks.iter().map(|lack| notes.matches(lack).count());
            let faults = notes.matches("<li>").count() - lacks.sum::<usize>();
            assert_eq!(faults, 0, "{query}: {notes}");
        }
    }
}
