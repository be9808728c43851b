//! However long a page is, what each of its entries needs is read together.

use bronwijzer_crawler::sink::{Batch, Sink};

use crate::support::{Fixture, fixture, repository};

/// Every field of a repository and of its organisation that reads.
const EVERY_READ: &str = "
    account { crawled { completedAt } }
    shownAs { path }
    similar(first: 1) { path }
    relations(first: 1, kinds: [MIRROR_OF, FORKED_BY]) { total }
    history { noticedAt }
    organisation {
        accounts { crawled { completedAt } }
        uses(first: 1) { total }
        repositories(first: 1) { total }
        openByDefault {
            figures { passed month { day } year { day } }
        }
    }";

/// Fifty repositories more; each second one mirrors another.
async fn fifty() -> Fixture {
    let catalogue = fixture().await;
    let observations = (10..60).map(|at| {
        let owner = ["ICTU", "GemeenteNijmegen"][at % 2];
        let text = "Portaal voor inwoners van gemeenten";
        let mut observation = repository(&at.to_string(), &format!("{owner}/app-{at}"), 3, text);
        if at % 2 == 1 {
            observation.mirror_url = Some(format!("https://github.com/ICTU/app-{}", at - 1));
        }
        (
            format!("https://github.com/{owner}").parse().unwrap(),
            observation,
        )
    });
    let batch = Batch {
        observations: observations.collect(),
        ..Batch::default()
    };
    catalogue.catalogue.sink().accept(batch).await.unwrap();
    catalogue
}

async fn reads(catalogue: &Fixture, query: &str) -> u64 {
    let before = bronwijzer_graphql::reads(&catalogue.schema);
    catalogue.ask(query).await;
    bronwijzer_graphql::reads(&catalogue.schema) - before
}

#[tokio::test]
async fn reads_do_not_grow_with_the_page() {
    let catalogue = fifty().await;
    let page =
        |first: usize| format!("{{ repositories(first: {first}) {{ nodes {{ {EVERY_READ} }} }} }}");
    let two = reads(&catalogue, &page(2)).await;
    let twenty = reads(&catalogue, &page(20)).await;
    // The page itself, and one for each kind of thing that its entries read;
    // mirrors are hidden from lists, so nothing is shown as another here.
    assert!(twenty <= 12, "{twenty} reads");
    assert!(
        two <= twenty && twenty <= two + 1,
        "{two} and {twenty} reads"
    );
    let light = "{ repositories(first: 50) { total nodes { account { crawled { completedAt } } history { kind } \
        organisation { name accounts { crawled { completedAt } } openByDefault { counted } } } } }";
    let fifty = reads(&catalogue, light).await;
    assert!(fifty <= 5, "{fifty} reads");
}

#[tokio::test]
async fn list_fields_are_batched() {
    let catalogue = fifty().await;
    let question = r#"{ __type(name: "Repository") { fields { name args { name }
        type { kind ofType { kind ofType { kind ofType { kind } } } } } } }"#;
    let answer = catalogue.ask(question).await;
    let fields = answer["__type"]["fields"].as_array().unwrap();
    let mut on_cards = Vec::new();
    for field in fields {
        let name = field["name"].as_str().unwrap();
        let is_object = field["type"].to_string().contains("OBJECT");
        let below = if is_object { "{ __typename }" } else { "" };
        let query = format!("{{ repositories(first: 20) {{ nodes {{ {name} {below} }} }} }}");
        let reads = reads(&catalogue, &query).await;
        // The page; what cards do not have, in one go; and what rests on that.
        assert!((1..=3).contains(&reads), "{name}: {reads} reads");
        if reads == 1 {
            on_cards.push(name);
        }
    }
    // What lists are most often asked for is read with the page.
    for name in [
        "id",
        "url",
        "description",
        "licence",
        "maintenance",
        "organisation",
        "stars",
    ] {
        assert!(on_cards.contains(&name), "{name} of {on_cards:?}");
    }
    let verdicts = "licence { verdict spdxId } maintenance { status } risk { verdict } kind { kind } \
        openness { score } publiccodeVerdict { verdict }";
    let query = format!("{{ repositories(first: 20) {{ nodes {{ {verdicts} }} }} }}");
    assert_eq!(reads(&catalogue, &query).await, 1);
    let query = query.replace("maintenance { status }", "maintenance { reasons { rule } }");
    assert_eq!(reads(&catalogue, &query).await, 2);
}

#[tokio::test]
async fn originals_of_mirrors_are_batched() {
    let catalogue = fifty().await;
    let mirrors = (11..31).step_by(2).map(|at| {
        format!(
            "m{at}: repository(url: \"https://github.com/GemeenteNijmegen/app-{at}\") {{ shownAs {{ path }} }}"
        )
    });
    let query = format!("{{ {} }}", mirrors.collect::<Vec<_>>().join(" "));
    let answer = catalogue.ask(&query).await;
    assert_eq!(answer["m11"]["shownAs"]["path"], "ICTU/app-10");
    // Each of the ten at the root, and all that they are shown as at once.
    let reads = reads(&catalogue, &query).await;
    assert!(reads < 20, "{reads} reads");
}

#[tokio::test]
async fn league_of_all_organisations_costs_few_reads() {
    let catalogue = fixture().await;
    let query = "{ organisations(first: 100) { nodes { slug openByDefault {
        counted figures { passed month { day } year { day } }
    } repositories(first: 1) { total } uses(first: 1) { total } } } }";
    assert!(reads(&catalogue, query).await <= 6);
}

#[tokio::test]
async fn nodes_are_read_together_and_keep_their_order() {
    let catalogue = fifty().await;
    let listed = catalogue
        .ask("{ repositories(first: 30, sort: NAME) { nodes { id path } } organisation(slug: \"stichting-ictu\") { id } }")
        .await;
    let listed_nodes = listed["repositories"]["nodes"].as_array().unwrap();
    let mut ids: Vec<&str> = listed_nodes
        .iter()
        .map(|node| node["id"].as_str().unwrap())
        .collect();
    ids.insert(1, "nothing");
    ids.push(listed["organisation"]["id"].as_str().unwrap());
    let query = format!(
        "{{ nodes(ids: {ids:?}) {{ id ... on Repository {{ path history {{ kind }} }} }} }}"
    );
    let answer = catalogue.ask(&query).await;
    let nodes = answer["nodes"].as_array().unwrap();
    assert_eq!(nodes.len(), ids.len());
    assert!(nodes.len() > 20);
    for (node, id) in nodes.iter().zip(&ids) {
        assert!(node["id"] == **id || node.is_null() && *id == "nothing");
    }
    assert_eq!(nodes[0]["path"], listed_nodes[0]["path"]);
    assert_eq!(reads(&catalogue, &query).await, 1);
    let many = vec!["nothing"; 101];
    let query = format!("{{ nodes(ids: {many:?}) {{ id }} }}");
    let answer = catalogue.schema.execute(query).await;
    assert_eq!(
        bronwijzer_graphql::ErrorCode::of(&answer.errors[0]),
        Some(bronwijzer_graphql::ErrorCode::PageSize)
    );
}
