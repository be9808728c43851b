//! Risk, kind and upkeep elsewhere, as visitors see them.

use bronwijzer_crawler::commits::{Commit, CommitActivity};
use bronwijzer_crawler::observation::{Release, Releases};
use chrono::Days;

use crate::site::{Site, now, part, portal};

#[tokio::test]
async fn repositories_at_risk_are_marked_and_explained() {
    let site = Site::crawled().await;
    let mark = "</svg>Let op: risico</span>";
    assert!(!site.page("/zoeken").await.contains(mark));
    let mut alone = portal();
    let since = now() - Days::new(730);
    let commits = (0..20).map(|day| Commit {
        at: now() - Days::new(day),
        author: "a".to_owned(),
        bot: false,
        merge: Some(false),
    });
    alone.commits = Some(CommitActivity::count(since, since, 20, None, commits));
    site.accept(alone).await;
    let page = site.page("/zoeken?atRisk=at_risk").await;
    assert!(page.contains(mark) && page.contains("1 project gevonden"));
    assert!(site.page("/hulp").await.contains("id=\"risk-at-risk\""));
    let page = site
        .page("/en/repositories/github.com/GemeenteNijmegen/portaal")
        .await;
    let risk = part(&page, "class=\"bw-reuse\"", "</section>");
    assert!(
        risk.contains("One person made 100% of the changes in the last year. Nobody else has"),
        "{risk}"
    );
    assert!(
        risk.contains("One person made 100% of the 20 changes by people in the last year"),
        "{risk}"
    );
}

#[tokio::test]
async fn the_rhythm_of_versions_is_shown_explained_and_exported() {
    let site = Site::crawled().await;
    let mut steady = portal();
    let version = |days| Release {
        name: format!("v1.{days}"),
        at: Some(now() - Days::new(days)),
        ..Release::default()
    };
    steady.releases = Some(Releases {
        total: 4,
        newest: [10, 40, 70, 100].map(version).into(),
    });
    site.accept(steady).await;
    let page = site
        .page("/en/repositories/github.com/GemeenteNijmegen/portaal")
        .await;
    let rhythm = part(&page, "id=\"reasons\"", "</details>");
    for expected in [
        "Regular releases",
        "The last versions came out on 4 days, mostly about 30 days apart",
        "href=\"/en/help#rhythm-regular\"",
    ] {
        assert!(rhythm.contains(expected), "{expected}: {rhythm}");
    }
    assert!(site.page("/hulp").await.contains("id=\"rhythm-regular\""));
    let chosen = site.page("/zoeken?releaseRhythm=regular").await;
    assert!(chosen.contains("1 project gevonden"));
    let table = site.page("/data/repositories.csv").await;
    let head = table.lines().next().unwrap_or_default();
    assert!(head.contains(",release_rhythm_verdict,"), "{head}");
}

#[tokio::test]
async fn a_quiet_standard_and_a_mirror_say_what_they_are() {
    let site = Site::crawled().await;
    let mut standard = portal();
    standard.topics = Some(vec!["open-standaard".to_owned()]);
    standard.languages = Some(Vec::new());
    standard.mirror_url = Some("https://user:secret@gitlab.com/a/b".to_owned());
    let since = now() - Days::new(730);
    let old = Some(now() - Days::new(900));
    standard.commits = Some(CommitActivity::count(since, since, 0, old, []));
    site.accept(standard).await;
    let page = site
        .page("/repositories/github.com/GemeenteNijmegen/portaal")
        .await;
    insta::assert_snapshot!(part(&page, "class=\"bw-reuse\"", "</section>"));
}
