//! How repositories relate, and mirrors that are shown as one.

use bronwijzer_crawler::address::RepositoryId;
use bronwijzer_crawler::observation::{Observation, TextFile};
use bronwijzer_index::{Catalogue, FacetName, RelationKind};
use chrono::Days;

use crate::support::{
    at, depart, described, empty, fill, names, now, repository, search, with_readme,
};

const ORIGINAL: &str = "minvws/app";
const MIRROR: &str = "ICTU/app-copy";

fn original() -> Observation {
    repository("1", ORIGINAL, 3)
}

/// A mirror of what has this path on GitHub.
fn mirror_of(id: &str, path: &str, of: &str) -> Observation {
    let mut mirror = repository(id, path, 2);
    mirror.flags.mirror = Some(true);
    mirror.mirror_url = Some(format!("https://github.com/{of}.git"));
    mirror
}

fn mirror() -> Observation {
    mirror_of("2", MIRROR, ORIGINAL)
}

fn with_publiccode(mut observation: Observation, text: &str) -> Observation {
    observation.publiccode = Some(TextFile::capped(
        "publiccode.yml",
        text.to_owned(),
        1,
        false,
    ));
    observation
}

/// What lists show: names by last activity. Totals, facets and the count of all
/// say the same, and a rebuilt index too.
fn shown(catalogue: &Catalogue) -> Vec<String> {
    let look = || {
        let page = search(catalogue, "");
        let shown: Vec<String> = names(&page).into_iter().map(str::to_owned).collect();
        let forges = page
            .facets
            .iter()
            .find(|facet| facet.name == FacetName::Forge);
        let counted: u64 = forges.unwrap().values.iter().map(|value| value.count).sum();
        assert_eq!(page.total, shown.len() as u64);
        assert_eq!(page.total, counted);
        assert_eq!(page.total, catalogue.summary().unwrap().repositories);
        shown
    };
    let before = look();
    catalogue.reindex().unwrap();
    assert_eq!(look(), before, "a rebuilt index differs");
    before
}

/// Relations as `KIND label`, with `*` where the other end is in the catalogue
/// and `!` where it is of another organisation.
fn relations(catalogue: &Catalogue, path: &str) -> Vec<String> {
    let entry = at(catalogue, path).unwrap();
    let groups = catalogue.relations(&entry, RelationKind::ALL, 50).unwrap();
    let mut relations = Vec::new();
    for group in groups {
        assert_eq!(group.total, group.relations.len() as u64);
        for relation in group.relations {
            assert!(!relation.reasons.is_empty());
            let known = relation.repository.is_some() || relation.organisation.is_some();
            relations.push(format!(
                "{:?} {}{}{}",
                group.kind,
                relation.label,
                if known { "*" } else { "" },
                if relation.between_organisations {
                    "!"
                } else {
                    ""
                },
            ));
        }
    }
    relations
}

#[tokio::test]
async fn mirror_is_shown_as_its_source_in_any_order() {
    for first in [original(), mirror()] {
        let second = if first.id == original().id {
            mirror()
        } else {
            original()
        };
        let (_dir, catalogue) = empty();
        fill(&catalogue, [first]).await;
        fill(&catalogue, [second]).await;
        assert_eq!(shown(&catalogue), ["app"]);
        assert!(names(&search(&catalogue, "copy")).is_empty());
        let copy = at(&catalogue, MIRROR).unwrap();
        assert_eq!(copy.shown_as, Some(original().id));
        assert_eq!(relations(&catalogue, MIRROR), ["MirrorOf minvws/app*!"]);
        assert_eq!(
            relations(&catalogue, ORIGINAL),
            ["MirroredBy ICTU/app-copy*!"]
        );
    }
    let (_dir, catalogue) = empty();
    fill(&catalogue, [mirror(), original()]).await;
    assert_eq!(shown(&catalogue), ["app"]);
}

#[tokio::test]
async fn mirror_without_its_source_is_shown() {
    let (_dir, catalogue) = empty();
    fill(&catalogue, [mirror()]).await;
    assert_eq!(shown(&catalogue), ["app-copy"]);
    assert_eq!(relations(&catalogue, MIRROR), ["MirrorOf minvws/app"]);
    fill(&catalogue, [original()]).await;
    assert_eq!(shown(&catalogue), ["app"]);
    depart(&catalogue, &["1"]).await;
    assert_eq!(shown(&catalogue), ["app-copy"]);
    assert_eq!(at(&catalogue, MIRROR).unwrap().shown_as, None);
    let mut back = original();
    back.observed_at = now() + Days::new(1);
    fill(&catalogue, [back]).await;
    assert_eq!(shown(&catalogue), ["app"]);
}

#[tokio::test]
async fn a_mirror_follows_what_it_mirrors_to_another_address() {
    let (_dir, catalogue) = empty();
    fill(&catalogue, [original(), mirror()]).await;
    let mut renamed = repository("1", "minvws/new-app", 3);
    renamed.observed_at = now() + Days::new(1);
    fill(&catalogue, [renamed]).await;
    assert_eq!(shown(&catalogue), ["new-app"]);
    let relations_of_new = ["MirroredBy ICTU/app-copy*!"];
    assert_eq!(relations(&catalogue, "minvws/new-app"), relations_of_new);
    // The mirror is told by the new address too.
    fill(&catalogue, [mirror_of("2", MIRROR, "minvws/new-app")]).await;
    assert_eq!(shown(&catalogue), ["new-app"]);
    // A new repository takes the old address, and then leaves.
    fill(&catalogue, [mirror(), repository("3", ORIGINAL, 4)]).await;
    assert_eq!(shown(&catalogue), ["new-app", "app"]);
    assert_eq!(relations(&catalogue, "minvws/new-app"), [""; 0]);
    depart(&catalogue, &["3"]).await;
    assert_eq!(shown(&catalogue), ["app-copy", "new-app"]);
}

#[tokio::test]
async fn of_repositories_that_mirror_each_other_one_is_shown() {
    let (_dir, catalogue) = empty();
    let ring = |created: [Option<u64>; 3]| {
        let members = [
            ("1", "ICTU/a", "ICTU/b"),
            ("2", "ICTU/b", "ICTU/c"),
            ("3", "ICTU/c", "ICTU/a"),
        ];
        members
            .into_iter()
            .zip(created)
            .map(|((id, path, of), days)| {
                let mut member = mirror_of(id, path, of);
                member.created_at = days.map(|days| now() - Days::new(days));
                member
            })
            .collect::<Vec<Observation>>()
    };
    // Nobody knows which was first.
    fill(&catalogue, ring([None; 3])).await;
    assert_eq!(shown(&catalogue), ["a"]);
    // One after the other, as a crawl of several accounts stores them.
    for member in ring([Some(10), Some(30), Some(20)]) {
        fill(&catalogue, [member]).await;
    }
    assert_eq!(shown(&catalogue), ["b"]);
    let first = RepositoryId::new(
        at(&catalogue, "ICTU/a")
            .unwrap()
            .observation
            .url
            .host()
            .clone(),
        "2",
    );
    assert_eq!(
        at(&catalogue, "ICTU/a").unwrap().shown_as,
        Some(first.clone())
    );
    // One that mirrors a member of the ring is never in it.
    fill(&catalogue, [mirror_of("4", "minvws/d", "ICTU/a")]).await;
    assert_eq!(shown(&catalogue), ["b"]);
    assert_eq!(at(&catalogue, "minvws/d").unwrap().shown_as, Some(first));
    // The ring breaks.
    depart(&catalogue, &["3"]).await;
    assert_eq!(shown(&catalogue), ["b"]);
    depart(&catalogue, &["2"]).await;
    assert_eq!(shown(&catalogue), ["a"]);
    // Something that mirrors itself.
    let (_dir, catalogue) = empty();
    fill(&catalogue, [mirror_of("1", "ICTU/a", "ICTU/a")]).await;
    assert_eq!(shown(&catalogue), ["a"]);
}

#[tokio::test]
async fn moved_repository_is_not_hidden_by_its_old_address() {
    let (_dir, catalogue) = empty();
    let mut gitlab = original();
    gitlab.url = "https://gitlab.com/minvws/app".parse().unwrap();
    gitlab.id = "gitlab.com:7".parse().unwrap();
    let moved = with_publiccode(original(), "url: https://gitlab.com/minvws/app");
    fill(&catalogue, [gitlab.clone(), moved]).await;
    assert_eq!(shown(&catalogue).len(), 1);
    assert_eq!(relations(&catalogue, ORIGINAL), ["MirrorOf minvws/app*"]);
    gitlab.flags.archived = Some(true);
    fill(&catalogue, [gitlab]).await;
    assert_eq!(shown(&catalogue).len(), 2);
}

#[tokio::test]
async fn a_relation_is_found_from_both_ends() {
    let (_dir, catalogue) = empty();
    let mut fork = repository("2", "ICTU/fork", 2);
    fork.parent = "https://github.com/minvws/app".parse().ok();
    let mut outside = repository("3", "ICTU/outside", 2);
    outside.parent = "https://github.com/kubernetes/kubernetes".parse().ok();
    let technical = with_publiccode(
        repository("4", "ICTU/technical", 2),
        "url: https://github.com/MinVWS/App\nusedBy: [ICTU]",
    );
    let variant = with_publiccode(
        repository("5", "ICTU/variant", 2),
        "url: https://github.com/ICTU/variant\nisBasedOn: https://github.com/minvws/app\n\
         dependsOn: {open: [{name: Het Loket}, {name: PostgreSQL}]}",
    );
    let app = with_publiccode(
        original(),
        "name: Het loket\nurl: https://github.com/minvws/app\nusedBy: [Ministerie van VWS, ICTU, Ergens]",
    );
    fill(&catalogue, [app, fork, outside, technical, variant]).await;
    assert_eq!(
        relations(&catalogue, ORIGINAL),
        [
            "HasVariant ICTU/variant*!",
            "HasTechnicalFork ICTU/technical*!",
            "ForkedBy ICTU/fork*!",
            "UsedBy Ministerie van VWS*",
            "UsedBy ICTU*!",
            "UsedBy Ergens",
            "DependencyOf ICTU/variant*!",
        ]
    );
    assert_eq!(relations(&catalogue, "ICTU/fork"), ["ForkOf minvws/app*!"]);
    assert_eq!(
        relations(&catalogue, "ICTU/outside"),
        ["ForkOf kubernetes/kubernetes"]
    );
    assert_eq!(
        relations(&catalogue, "ICTU/technical"),
        ["TechnicalForkOf minvws/app*!"]
    );
    assert_eq!(
        relations(&catalogue, "ICTU/variant"),
        [
            "VariantOf minvws/app*!",
            "DependsOn minvws/app*!",
            "DependsOn PostgreSQL",
        ]
    );
    // A second one of that name makes the name say nothing.
    let same_name = with_publiccode(repository("6", "ICTU/x", 2), "name: HET-LOKET");
    fill(&catalogue, [same_name]).await;
    assert!(relations(&catalogue, "ICTU/variant").contains(&"DependsOn Het Loket".to_owned()));
    assert!(
        !relations(&catalogue, ORIGINAL)
            .iter()
            .any(|one| one.starts_with("Dependency"))
    );

    // A copy of a publiccode.yml does not say who uses the copy.
    let uses = |slug: &str| {
        let (total, cards) = catalogue.used_by(&slug.parse().unwrap(), 10).unwrap();
        assert_eq!(total, cards.len() as u64);
        let cards = cards.into_iter();
        cards
            .map(|card| card.url.name().to_owned())
            .collect::<Vec<String>>()
    };
    assert_eq!(uses("stichting-ictu"), ["app"]);
    assert_eq!(uses("ministerie-vws"), [""; 0]);
}

#[tokio::test]
async fn relations_are_limited_but_all_counted() {
    let (_dir, catalogue) = empty();
    let forks = (2..9).map(|id: u64| {
        let mut fork = repository(&id.to_string(), &format!("ICTU/fork-{id}"), id);
        fork.parent = "https://github.com/minvws/app".parse().ok();
        fork
    });
    fill(&catalogue, forks.chain([original()])).await;
    let entry = at(&catalogue, ORIGINAL).unwrap();
    let kinds = [RelationKind::ForkedBy, RelationKind::ForkOf];
    let groups = catalogue.relations(&entry, &kinds, 2).unwrap();
    assert_eq!((groups.len(), groups[0].total), (1, 7));
    let labels: Vec<&str> = groups[0]
        .relations
        .iter()
        .map(|relation| relation.label.as_str())
        .collect();
    assert_eq!(labels, ["ICTU/fork-2", "ICTU/fork-3"]);
}

#[tokio::test]
async fn same_software_is_recognised_by_name_and_text() {
    let (_dir, catalogue) = empty();
    let readme = "Dit portaal helpt inwoners hun zaken te regelen. ".repeat(10);
    let text = "Portaal voor alle inwoners";
    let app = |id: &str, path: &str| with_readme(repository(id, path, 3), &readme);
    let mut fork = app("4", "knmi/app");
    fork.parent = "https://github.com/minvws/app".parse().ok();
    fill(
        &catalogue,
        [
            app("1", "minvws/app"),
            app("2", "ICTU/App"),
            described(repository("3", "rivm/app", 3), text),
            fork,
            app("5", "ICTU/other-name"),
            app("6", "MinVWS/ap-p"),
        ],
    )
    .await;
    assert_eq!(
        relations(&catalogue, "minvws/app"),
        ["ForkedBy knmi/app*", "SameSoftware ICTU/App*!"]
    );
    assert_eq!(
        relations(&catalogue, "knmi/app"),
        [
            "ForkOf minvws/app*",
            "SameSoftware ICTU/App*",
            "SameSoftware MinVWS/ap-p*"
        ]
    );
    assert_eq!(relations(&catalogue, "rivm/app"), [""; 0]);
    fill(&catalogue, [described(app("1", "minvws/app"), text)]).await;
    assert_eq!(
        relations(&catalogue, "rivm/app"),
        ["SameSoftware minvws/app*"]
    );
}

#[tokio::test]
async fn similar_repositories_share_words_but_no_relation() {
    let (_dir, catalogue) = empty();
    let about = |id: &str, path: &str, text: &str| described(repository(id, path, 3), text);
    let permits = "Vergunningen aanvragen en behandelen voor evenementen";
    let mut fork = about("4", "rivm/vergunning-fork", permits);
    fork.parent = "https://github.com/minvws/vergunningen".parse().ok();
    let mut sibling = about("5", "knmi/vergunning-zus", permits);
    sibling.parent = fork.parent.clone();
    let mut copy = about("6", "rivm/kopie", permits);
    copy.mirror_url = Some("https://github.com/ICTU/evenementen".to_owned());
    fill(
        &catalogue,
        [
            about("1", "minvws/vergunningen", permits),
            about(
                "2",
                "ICTU/evenementen",
                "Behandelen van vergunningen bij evenementen",
            ),
            about("3", "ICTU/weerbericht", "Metingen van regen en wind"),
            fork,
            sibling,
            copy,
        ],
    )
    .await;
    let alike = |path: &str, first| {
        let entry = at(&catalogue, path).unwrap();
        let cards = catalogue.similar(&entry, first).unwrap().into_iter();
        cards
            .map(|card| card.url.name().to_owned())
            .collect::<Vec<String>>()
    };
    assert_eq!(alike("minvws/vergunningen", 5), ["evenementen"]);
    assert_eq!(alike("rivm/vergunning-fork", 5), ["evenementen"]);
    assert_eq!(alike("ICTU/weerbericht", 5), [""; 0]);
    assert_eq!(alike("ICTU/evenementen", 1).len(), 1);
    assert_eq!(alike("ICTU/evenementen", 5).len(), 3);
}

#[tokio::test]
async fn a_farewell_relates_a_repository_to_its_successor() {
    let (_dir, catalogue) = empty();
    let old = with_readme(
        repository("2", "minvws/oud", 400),
        "# Oud\n\nThis project has been superseded by [App](https://github.com/minvws/app).",
    );
    fill(&catalogue, [original(), old]).await;
    assert_eq!(
        relations(&catalogue, "minvws/oud"),
        ["SupersededBy minvws/app*"]
    );
    assert_eq!(relations(&catalogue, ORIGINAL), ["Supersedes minvws/oud*"]);
    // It is no copy: it is found by itself.
    assert_eq!(search(&catalogue, "").total, 2);
}
