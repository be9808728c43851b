//! How repositories relate, as clients ask for it.

use bronwijzer_crawler::observation::{Observation, TextFile};
use bronwijzer_crawler::sink::{Batch, Sink};

use crate::support::{Fixture, fixture, repository};

const PORTAL: &str = "https://github.com/GemeenteNijmegen/mijn-nijmegen";

/// The usual catalogue, in which ICTU has a variant of Nijmegen's portal, a
/// mirror of it, and something that is like it; the portal's publiccode.yml
/// says who uses it.
async fn related() -> Fixture {
    let catalogue = fixture().await;
    let file = |mut observation: Observation, text: &str| {
        observation.publiccode = Some(TextFile::capped(
            "publiccode.yml",
            text.to_owned(),
            1,
            false,
        ));
        observation
    };
    let text = "Portaal voor inwoners van gemeenten";
    let portal = file(
        repository("2", "GemeenteNijmegen/mijn-nijmegen", 500, text),
        &format!(
            "url: {PORTAL}\nusedBy: [Stichting ICTU, Gemeente Elders]\ndependsOn: {{open: [{{name: Quality Time}}]}}"
        ),
    );
    let variant = file(
        repository("4", "ICTU/mijn-ictu", 3, text),
        &format!("url: https://github.com/ICTU/mijn-ictu\nisBasedOn: {PORTAL}"),
    );
    let mut mirror = repository("5", "ICTU/mijn-nijmegen-kopie", 3, text);
    mirror.mirror_url = Some(PORTAL.to_owned());
    let alike = repository(
        "6",
        "ICTU/loket",
        3,
        "Portaal voor alle inwoners van gemeenten",
    );
    let accounts = ["GemeenteNijmegen", "ICTU", "ICTU", "ICTU"];
    let observations = accounts
        .map(|login| format!("https://github.com/{login}").parse().unwrap())
        .into_iter()
        .zip([portal, variant, mirror, alike])
        .collect();
    let batch = Batch {
        observations,
        ..Batch::default()
    };
    catalogue.catalogue.sink().accept(batch).await.unwrap();
    catalogue
}

#[tokio::test]
async fn a_repository_says_how_it_relates_and_why() {
    let catalogue = related().await;
    let answer = catalogue
        .ask(&format!(
            r#"{{
                repository(url: "{PORTAL}") {{
                    shownAs {{ path }}
                    relations {{ kind total relations {{
                        label url betweenBodies
                        repository {{ path maintenance {{ status }} }}
                        organisation {{ slug }}
                        reasons {{ rule facts {{ name value }} }}
                    }} }}
                    similar {{ path }}
                }}
                mirror: repository(url: "https://github.com/ICTU/mijn-nijmegen-kopie") {{
                    shownAs {{ path }}
                    relations(kinds: [MIRROR_OF]) {{ relations {{ label }} }}
                }}
                organisation(slug: "stichting-ictu") {{ uses {{ total nodes {{ path }} }} }}
                repositories {{ total nodes {{ path }} }}
                catalogue {{ repositories }}
            }}"#
        ))
        .await;
    // Fields are answered in the order in which they are ready.
    insta::with_settings!({ sort_maps => true }, {
        insta::assert_json_snapshot!(answer);
    });
}

#[tokio::test]
async fn relations_are_bounded_and_weigh_in_what_may_be_asked() {
    let catalogue = related().await;
    let one = |field: &str| format!("{{ repository(url: \"{PORTAL}\") {{ {field} }} }}");
    for (field, max) in [("relations", 50), ("similar", 20)] {
        for first in [0, max + 1, -1] {
            let ask = one(&format!("{field}(first: {first}) {{ __typename }}"));
            let (message, code) = catalogue.refusal(ask).await;
            assert!(message.contains(&format!("1 to {max}")), "{message}");
            assert_eq!(code.as_deref(), Some("PAGE_SIZE"));
        }
    }
    let nested = one(
        "relations { relations { repository { relations { relations { repository { relations { total } } } } } } }",
    );
    let (message, _) = catalogue.refusal(nested).await;
    assert!(message.contains("complex"), "{message}");
    let listed = "{ repositories(first: 20) { nodes { \
        similar(first: 3) { url path maintenance { status } } \
        relations(first: 1, kinds: [FORK_OF, MIRRORED_BY]) { total relations { label url } } } } }";
    catalogue.ask(listed).await;
}
