//! The corpus of real repositories, where it lies beside the checkout: crawled
//! through the stand-in, every repository is in the catalogue with its facts.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;

use bronwijzer_crawler::address::ForgeHost;
use bronwijzer_crawler::registry::Registry;
use bronwijzer_double::corpus::{self, CorpusRow, CorpusTexts};
use bronwijzer_double::gitea::Gitea;
use bronwijzer_double::github::GitHub;
use bronwijzer_double::gitlab::GitLab;
use bronwijzer_double::world::World;
use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use crate::place::{Place, Server, TOKEN, forge};

const FACTS: &str =
    "query($after: String) { repositories(first: 10, after: $after, sort: CREATED) {
    total pageInfo { hasNextPage endCursor } nodes {
        url defaultBranch createdAt pushedAt primaryLanguage languages { name bytes }
        licence { spdxId verdict } tags { total newest { name } } organisation { slug }
        commits { since total weeks { human bot } distinctAuthors lastHumanAt complete }
        readme { path text truncated } publiccode { path text } files { kind path } source } } }";

/// A crawl completes long histories within an allowance; after so many it must
/// have completed all.
const CRAWLS: usize = 20;

#[tokio::test(flavor = "multi_thread")]
async fn corpus_repositories_are_catalogued_with_their_facts() {
    let dir = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/corpus"));
    let Some(mut rows) = corpus::read(dir) else {
        println!("skipped: no corpus beside the checkout");
        return;
    };
    let github_accounts = accounts_on("github.com");
    // The corpus has accounts that are not in the registry too.
    let registered = github_accounts.iter().map(|login| login.to_lowercase());
    let registered: BTreeSet<String> = registered.collect();
    rows.retain(|(row, _)| registered.contains(&row.owner.to_lowercase()));
    assert!(rows.len() > 70, "{}", rows.len());
    let mut world = World::corpus(&rows);
    let known: BTreeSet<String> = world
        .accounts
        .iter()
        .map(|a| a.login.to_lowercase())
        .collect();
    let others = github_accounts.iter().map(String::as_str);
    let others: Vec<&str> = others
        .filter(|login| !known.contains(&login.to_lowercase()))
        .collect();
    world
        .accounts
        .extend(World::with_organisations(&others).accounts);
    let github = GitHub::start(world, Some(TOKEN)).await;
    let gitlab = GitLab::start(empty_accounts("gitlab.com"), None).await;
    let gitea = Gitea::start(empty_accounts("code.overheid.nl"), None).await;
    let place = Place::with_config(&format!(
        "listen = \"127.0.0.1:0\"\nschedule = \"off\"\n{}\
         [[forges]]\nhost = \"gitlab.com\"\nkind = \"gitlab\"\napi = \"{}/api/v4\"\n\
         [[forges]]\nhost = \"code.overheid.nl\"\nkind = \"gitea\"\napi = \"{}/api/v1\"\n",
        forge(&github),
        gitlab.address(),
        gitea.address(),
    ));

    let crawl = place.run(&["crawl"]);
    assert_eq!(crawl.status, Some(0), "{crawl:?}");
    let first = format!(
        "{} new, 0 changed, 0 unchanged, 0 gone, 0 failed",
        rows.len()
    );
    assert!(crawl.stdout.contains(&first), "{}", crawl.stdout);
    println!("{}", crawl.stdout);

    let mut found = facts(&place.serve(&[])).await;
    for _ in 0..CRAWLS {
        if found
            .values()
            .all(|facts| facts["commits"]["complete"] == true)
        {
            break;
        }
        let crawl = place.run(&["crawl"]);
        assert_eq!(crawl.status, Some(0), "{crawl:?}");
        found = facts(&place.serve(&[])).await;
    }
    assert_eq!(found.len(), rows.len());
    for (row, texts) in &rows {
        let url = format!("https://github.com/{}/{}", row.owner, row.name);
        assert_facts(&url, &found[&url.to_lowercase()], row, texts);
    }
}

/// The accounts of the registry on a host, without any repository.
fn empty_accounts(host: &str) -> World {
    let logins = accounts_on(host);
    World::with_organisations(&Vec::from_iter(logins.iter().map(String::as_str)))
}

/// The accounts on a host in the registry that ships with the program.
fn accounts_on(host: &str) -> Vec<String> {
    let registry = Registry::built_in(&[ForgeHost::new(host)]);
    let organisations = registry.organisations.iter();
    let accounts = organisations.flat_map(|organisation| &organisation.accounts);
    accounts.map(|account| account.path().to_owned()).collect()
}

/// Everything in the catalogue, by lower-case address.
async fn facts(server: &Server) -> HashMap<String, Value> {
    let mut found = HashMap::new();
    let mut after = Value::Null;
    loop {
        let page = server.ask(FACTS, json!({ "after": after })).await;
        let page = &page["repositories"];
        for node in page["nodes"].as_array().unwrap() {
            found.insert(node["url"].as_str().unwrap().to_lowercase(), node.clone());
        }
        if page["pageInfo"]["hasNextPage"] == false {
            assert_eq!(page["total"].as_u64().unwrap(), found.len() as u64);
            return found;
        }
        after = page["pageInfo"]["endCursor"].clone();
    }
}

fn date(value: &Value) -> DateTime<Utc> {
    value.as_str().unwrap().parse().unwrap()
}

fn assert_facts(url: &str, facts: &Value, row: &CorpusRow, texts: &CorpusTexts) {
    assert_eq!(facts["source"], "FORGE", "{url}");
    assert_ne!(facts["organisation"], Value::Null, "{url}");
    assert_eq!(facts["defaultBranch"], row.default_branch, "{url}");
    assert_eq!(date(&facts["createdAt"]), row.first_commit_at, "{url}");
    assert_eq!(date(&facts["pushedAt"]), row.last_commit_at, "{url}");
    // Of several licences none is the one, nor of two that contradict each other: the corpus
    // names another than the file for a few.
    if let Some(spdx) = &row.licence_spdx
        && !texts.has_several_licences()
        && facts["licence"]["verdict"] != "CONTRADICTORY"
    {
        assert_eq!(facts["licence"]["spdxId"], *spdx, "{url}");
    }
    assert_eq!(facts["tags"]["total"], row.tags.len(), "{url}");

    let languages: BTreeMap<&str, f64> = facts["languages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|language| {
            (
                language["name"].as_str().unwrap(),
                language["bytes"].as_f64().unwrap(),
            )
        })
        .collect();
    for (name, bytes) in &row.languages {
        assert_eq!(
            languages.get(name.as_str()).copied(),
            bytes.as_f64(),
            "{url} {name}"
        );
    }
    let largest = row.languages.values().filter_map(Value::as_u64).max();
    let primary = facts["primaryLanguage"].as_str();
    assert_eq!(
        primary.map(|name| row.languages[name].as_u64()),
        largest.map(Some),
        "{url}"
    );

    for (key, path, text) in [
        ("readme", &row.readme_file, &texts.readme),
        ("publiccode", &row.publiccode_file, &texts.publiccode),
    ] {
        let may_be_another = key == "readme" && texts.has_several_readmes();
        if let (Some(path), Some(text)) = (path, text)
            && !may_be_another
        {
            assert_eq!(facts[key]["path"], *path, "{url}");
            // A byte order mark is no part of a text.
            let text = text.trim_start_matches('\u{feff}');
            assert_eq!(facts[key]["text"], text, "{url} {key}");
        }
    }
    let kinds: BTreeSet<&str> = facts["files"]
        .as_array()
        .unwrap()
        .iter()
        .map(|file| file["kind"].as_str().unwrap())
        .collect();
    assert!(!row.ci || kinds.contains("CI"), "{url}");
    assert!(!row.tests || kinds.contains("TESTS"), "{url}");

    let commits = &facts["commits"];
    let since = date(&commits["since"]);
    let within: Vec<_> = texts
        .commits
        .iter()
        .filter(|(at, _)| *at >= since)
        .collect();
    let authors: BTreeSet<u32> = within.iter().map(|(_, author)| *author).collect();
    let counted: u64 = commits["weeks"]
        .as_array()
        .unwrap()
        .iter()
        .map(|week| week["human"].as_u64().unwrap())
        .sum();
    assert_eq!(commits["complete"], true, "{url}");
    assert_eq!(commits["total"], within.len(), "{url}");
    assert_eq!(counted, within.len() as u64, "{url}");
    assert_eq!(commits["distinctAuthors"], authors.len(), "{url}");
    let newest = within.iter().map(|(at, _)| *at).max();
    let last_human = commits["lastHumanAt"]
        .as_str()
        .map(|at| at.parse::<DateTime<Utc>>().unwrap());
    if newest.is_some() {
        assert_eq!(last_human, newest, "{url}");
    }
}
