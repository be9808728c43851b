//! The published ranges, and the reckoning day by day.

use super::*;
use bronwijzer_crawler::observation::Release;
use bronwijzer_testing::now;

/// How many commits by this author so many days ago, and whether they merge.
fn repository(commits: &[(usize, &str, u64, bool)], tags: &[u64], age: Option<u64>) -> Observation {
    let commits = commits
        .iter()
        .map(|(count, author, days, merge)| (*count, *author, *days, Some(*merge)));
    let tag = |days: &u64| Release {
        name: format!("v{days}"),
        at: Some(now() - Days::new(*days)),
        ..Release::default()
    };
    bronwijzer_testing::repository("o/r")
        .commits_and_merges(commits)
        .with(|observation| {
            observation.tags = Some(Releases {
                total: tags.len() as u64,
                newest: tags.iter().map(tag).collect(),
            });
            observation.created_at = age.map(|days| now() - Days::new(days));
        })
        .build()
}

/// The score, and the sum of points of each part.
fn score(observation: &Observation) -> (Option<u32>, [Option<u32>; 4]) {
    let vitality = judge(observation, now());
    let VitalityParts {
        authors,
        activity,
        releases,
        age,
    } = vitality.parts;
    let sums = [authors, activity, releases, age].map(|part| part.map(|points| points.0));
    (vitality.score.value, sums)
}

#[test]
fn points_follow_the_published_ranges() {
    let cases = [
        (
            AUTHORS,
            &[(0, 4), (1, 4), (2, 8), (27, 32), (28, 36), (10_000, 0)][..],
        ),
        (
            ACTIVITY,
            &[(0, 2), (3, 2), (4, 8), (24, 38), (35, 60), (10_000, 0)],
        ),
        (TAGS, &[(0, 20), (1, 30), (3, 40), (4, 50), (100, 0)]),
        (
            AGE,
            &[
                (0, 20),
                (364, 20),
                (365, 30),
                (729, 30),
                (730, 35),
                (10_000, 0),
            ],
        ),
    ];
    for (ranges, expected) in cases {
        for (value, given) in expected {
            assert_eq!(points(ranges, *value), *given, "{value} of {ranges:?}");
        }
        for pair in ranges.windows(2) {
            assert_eq!(pair[0].1, pair[1].0, "ranges join");
        }
    }
}

#[test]
fn the_index_is_the_mean_of_sixty_days() {
    // Nothing happens: the least that an old repository can have.
    let quiet = repository(&[], &[], Some(4000));
    assert_eq!(
        score(&quiet),
        (Some(4 + 2 + 20 + 35), [240, 120, 1200, 2100].map(Some))
    );
    let young = repository(&[], &[], Some(10));
    assert_eq!(score(&young).0, Some(4 + 2 + 20 + 20));
    // Five commits on one day of sixty, two of them merges: seven, so 14 points.
    let busy = repository(
        &[(3, "a", 10, false), (2, "a", 10, true)],
        &[3, 3],
        Some(400),
    );
    let parts = [4 * 60, 2 * 59 + 14, 20 * 59 + 40, 30 * 60];
    assert_eq!(
        score(&busy),
        (Some(parts.iter().sum::<u32>() / 60), parts.map(Some))
    );
    // No day has more than a hundred.
    let days: Vec<_> = (0..60).map(|day| (40, "a", day, false)).collect();
    assert_eq!(score(&repository(&days, &[], Some(4000))).0, Some(100));
}

#[test]
fn authors_count_from_their_first_commit_on() {
    // 1 September 2026 is a Tuesday: the second author began in the week before.
    let grown = repository(&[(1, "a", 300, false), (1, "b", 5, false)], &[], Some(4000));
    let (_, parts) = score(&grown);
    // Monday 24 August is eight days ago: nine days with two authors.
    assert_eq!(parts[0], Some(51 * 4 + 9 * 8));
}

#[test]
fn activity_before_the_window_is_ignored() {
    let edges = repository(
        &[(9, "a", 59, false), (9, "a", 60, false)],
        &[59, 60],
        Some(4000),
    );
    let (_, parts) = score(&edges);
    assert_eq!(parts[1], Some(59 * 2 + 20));
    assert_eq!(parts[2], Some(59 * 20 + 30));
}

#[test]
fn a_part_without_facts_leaves_no_score() {
    let rules = |observation: &Observation| -> Vec<&'static str> {
        let vitality = judge(observation, now());
        assert_eq!(vitality.score.value, None);
        vitality
            .score
            .reasons
            .iter()
            .map(|reason| reason.rule)
            .collect()
    };
    let mut part = repository(&[(1, "a", 1, false)], &[], Some(4000));
    if let Some(commits) = &mut part.commits {
        commits.total = 100;
        commits.counted_since = now() - Days::new(1);
    }
    part.tags = None;
    assert_eq!(
        rules(&part),
        [
            "vitality_without_authors",
            "vitality_without_days",
            "vitality_without_tags",
            "vitality_age"
        ]
    );
    // How old it is at least, and not how old.
    let ageless = repository(&[(1, "a", 300, false)], &[], None);
    assert_eq!(rules(&ageless)[3], "vitality_without_age");
    let old_enough = repository(&[], &[731], None);
    assert_eq!(score(&old_enough).1[3], Some(2100));
    let imported = repository(&[], &[9000], Some(10));
    assert_eq!(rules(&imported)[3], "vitality_too_old");
}

#[test]
fn a_full_list_of_tags_may_go_on() {
    let mut tags = repository(&[], &[1, 2, 3], Some(4000));
    let rule = |observation: &Observation| judge(observation, now()).score.reasons[2].rule;
    assert_eq!(rule(&tags), "vitality_tags");
    if let Some(tags) = &mut tags.tags {
        tags.total = 400;
    }
    assert_eq!(rule(&tags), "vitality_newest_tags");
    let vitality = judge(&tags, now());
    assert_eq!(vitality.newest_release, Some(("v1".to_owned(), 1)));
}
