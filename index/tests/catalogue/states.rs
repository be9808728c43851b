//! Which organisations publish: as it is, and as snapshots keep it.

use bronwijzer_crawler::organisation::{Ended, Organisation, OrganisationType, Province, Slug};
use bronwijzer_index::{
    BodyFigure, Catalogue, Contents, CountsOnDay, OrganisationFilter, OrganisationOrder, Outcome,
    Publishing, Scope, StateCounts,
};
use chrono::{DateTime, Days, NaiveDate, Utc};
use tempfile::TempDir;

use crate::support::{account, depart, fill, looked_at, now, repository};

fn slug(slug: &str) -> Slug {
    slug.parse().unwrap()
}

fn municipality(name: &str, province: Option<Province>, login: Option<&str>) -> Organisation {
    let kind = OrganisationType::Municipality;
    Organisation {
        province,
        accounts: login.map(account).into_iter().collect(),
        ..Organisation::new(
            slug(&format!("gemeente-{name}")),
            format!("Gemeente {name}"),
            kind,
        )
    }
}

/// One that publishes, one whose account is empty, one without an account, and one without
/// a province; and the province itself.
fn organisations() -> Vec<Organisation> {
    vec![
        municipality("zeist", Some(Province::Utrecht), Some("zeist")),
        municipality("delft", Some(Province::ZuidHolland), Some("delft")),
        municipality("soest", Some(Province::Utrecht), None),
        municipality("atlantis", None, None),
        Organisation {
            province: Some(Province::Utrecht),
            ..Organisation::new(
                slug("provincie-utrecht"),
                "Provincie Utrecht",
                OrganisationType::Province,
            )
        },
    ]
}

fn open(dir: &TempDir, organisations: Vec<Organisation>) -> Catalogue {
    Catalogue::open(dir.path(), organisations, now())
        .unwrap()
        .catalogue
}

async fn filled() -> (TempDir, Catalogue) {
    let dir = tempfile::tempdir().unwrap();
    let catalogue = open(&dir, organisations());
    let [a, b] = [("1", "zeist/a", 3), ("2", "zeist/b", 900)]
        .map(|(id, path, days)| repository(id, path, days));
    fill(&catalogue, [a, b]).await;
    (dir, catalogue)
}

fn state(catalogue: &Catalogue, name: &str) -> Publishing {
    let states = catalogue.states().unwrap();
    states.of(&slug(name)).unwrap().publishing
}

fn ago(days: u64) -> DateTime<Utc> {
    now() - Days::new(days)
}

fn day(days_ago: u64) -> NaiveDate {
    ago(days_ago).date_naive()
}

/// Total, publishes, nothing known, not read, no account.
fn numbers(counts: &StateCounts) -> [u64; 5] {
    use Publishing::{NoAccount, NotRead, NothingKnown, Publishes};
    let states = [Publishes, NothingKnown, NotRead, NoAccount].map(|state| counts.in_state(state));
    let mut all = std::iter::once(counts.total()).chain(states);
    std::array::from_fn(|_| all.next().unwrap())
}

fn kept(catalogue: &Catalogue, scope: Scope, days_ago: u64) -> Option<CountsOnDay> {
    let counted = catalogue.state_counts(&[scope], day(days_ago)).unwrap();
    counted.map(|mut counted| counted.pop().unwrap())
}

/// Since when an organisation is in its state, as a day's snapshot has it.
fn since(catalogue: &Catalogue, name: &str, days_ago: u64) -> Option<NaiveDate> {
    let states = catalogue.states_of(day(days_ago)).unwrap()?;
    states.of(&slug(name))?.since
}

/// The states that an organisation was in, each with its first and last day.
fn periods(catalogue: &Catalogue, name: &str) -> Vec<(Publishing, NaiveDate, NaiveDate)> {
    let organisation = catalogue.organisation(name).unwrap();
    let periods = catalogue.state_periods(organisation).unwrap();
    let periods = periods.iter();
    periods
        .map(|period| (period.publishing, period.from, period.until))
        .collect()
}

#[tokio::test]
async fn states_follow_repositories_accounts_and_reading() {
    let (_dir, catalogue) = filled().await;
    assert_eq!(state(&catalogue, "gemeente-zeist"), Publishing::Publishes);
    assert_eq!(state(&catalogue, "gemeente-delft"), Publishing::NotRead);
    assert_eq!(state(&catalogue, "gemeente-soest"), Publishing::NoAccount);
    looked_at(&catalogue, &["delft"], now()).await;
    assert_eq!(
        state(&catalogue, "gemeente-delft"),
        Publishing::NothingKnown
    );
    let states = catalogue.states().unwrap();
    assert_eq!(numbers(&states.counts(&Scope::All).counts), [5, 1, 1, 0, 3]);
    let utrecht = Scope::Province(Province::Utrecht);
    assert_eq!(numbers(&states.counts(&utrecht).counts), [3, 1, 0, 0, 2]);
    let municipalities = Scope::TypeInProvince(OrganisationType::Municipality, Province::Utrecht);
    let counts = states.counts(&municipalities).counts;
    assert_eq!(numbers(&counts), [2, 1, 0, 0, 1]);
    assert_eq!(counts.figure(BodyFigure::OpenLicence).passed, 1);
    assert_eq!(counts.figure(BodyFigure::Upkeep).passed, 1);
    assert_eq!(counts.figure(BodyFigure::ValidPubliccode).passed, 0);
    let zeist = states.of(&slug("gemeente-zeist")).unwrap();
    assert_eq!((zeist.repositories, zeist.accounts), (Some(2), 1));
    assert_eq!(zeist.since, None);
    let none = states.counts(&Scope::Type(OrganisationType::Ministry));
    assert_eq!(none.counts.total(), 0);
}

#[tokio::test]
async fn a_kept_day_and_its_list_stay_what_they_were() {
    let (dir, catalogue) = filled().await;
    catalogue.take_snapshot(ago(5)).unwrap();
    depart(&catalogue, &["1", "2"]).await;
    looked_at(&catalogue, &["zeist", "delft"], now()).await;
    catalogue.take_snapshot(ago(1)).unwrap();
    drop(catalogue);

    // Another registry: one has moved, one has left, one is new.
    let mut later = organisations();
    later[0].province = Some(Province::Gelderland);
    later.retain(|one| one.slug != slug("gemeente-atlantis"));
    later.push(municipality("breda", Some(Province::NoordBrabant), None));
    let catalogue = open(&dir, later);
    let all = |days_ago| kept(&catalogue, Scope::All, days_ago).map(|kept| numbers(&kept.counts));
    assert_eq!(all(5), Some([5, 1, 0, 1, 3]));
    assert_eq!(all(1), Some([5, 0, 2, 0, 3]));
    assert_eq!(all(3), None);

    let states = catalogue.states_of(day(5)).unwrap().unwrap();
    let find = |filter: &OrganisationFilter| {
        let order = OrganisationOrder::Name;
        let found = catalogue.find_organisations(&states, filter, order, 10, (None, 0));
        let found = found.unwrap();
        let slugs = found
            .organisations
            .iter()
            .map(|(state, registered)| (state.slug.to_string(), registered.is_some()));
        (found.total, slugs.collect::<Vec<_>>())
    };
    let in_utrecht = OrganisationFilter {
        provinces: vec![Province::Utrecht],
        publishing: vec![Publishing::Publishes],
        ..OrganisationFilter::default()
    };
    assert_eq!(
        find(&in_utrecht),
        (1, vec![("gemeente-zeist".to_owned(), true)])
    );
    let (total, all) = find(&OrganisationFilter::default());
    assert_eq!(total, 5);
    assert!(all.contains(&("gemeente-atlantis".to_owned(), false)));
    assert!(catalogue.states_of(day(3)).unwrap().is_none());
    assert!(
        catalogue
            .states_of(now().date_naive() + Days::new(1))
            .unwrap()
            .is_none()
    );
    assert_eq!(catalogue.state_days().unwrap(), [day(5), day(1)]);
}

#[tokio::test]
async fn history_has_only_days_on_which_states_were_kept() {
    let (_dir, catalogue) = filled().await;
    let header = r#"{"format":"bronwijzer-catalogue","version":1,"contents":"crawled"}"#;
    // As an earlier version kept it.
    let old = format!(
        r#"{{"snapshot":{{"day":"{}","scope":"all","taken_at":"2026-01-01T00:00:00Z","rules":1,"leave_out":[],"tally":{{"repositories":1}}}}}}"#,
        day(9)
    );
    let file = format!("{header}\n{old}\n");
    let report = catalogue
        .import(file.as_bytes(), Contents::Crawled)
        .unwrap();
    assert_eq!((report.snapshots, report.bad_lines.len()), (1, 0));
    for days_ago in [4, 2] {
        catalogue.take_snapshot(ago(days_ago)).unwrap();
    }
    assert_eq!(kept(&catalogue, Scope::All, 9), None);
    assert!(catalogue.standings_of(day(9)).unwrap().is_some());
    let ministries = Scope::Type(OrganisationType::Ministry);
    for (scope, total) in [(Scope::All, 5), (ministries, 0)] {
        let history = catalogue.state_history(&scope, day(30), day(0)).unwrap();
        let history = history.iter().map(|kept| (kept.day, kept.counts.total()));
        assert_eq!(
            history.collect::<Vec<_>>(),
            [(day(4), total), (day(2), total)]
        );
    }
}

#[tokio::test]
async fn since_is_the_first_of_the_snapshots_without_a_break() {
    let (dir, catalogue) = filled().await;
    catalogue.take_snapshot(ago(9)).unwrap();
    catalogue.take_snapshot(ago(6)).unwrap();
    looked_at(&catalogue, &["delft"], now()).await;
    // Nothing shows the state of now yet.
    let delft = |catalogue: &Catalogue| {
        let states = catalogue.states().unwrap();
        states.of(&slug("gemeente-delft")).unwrap().since
    };
    assert_eq!(delft(&catalogue), None);
    catalogue.take_snapshot(ago(3)).unwrap();
    catalogue.take_snapshot(ago(2)).unwrap();
    assert_eq!(delft(&catalogue), Some(day(3)));
    assert_eq!(since(&catalogue, "gemeente-delft", 6), Some(day(9)));
    assert_eq!(since(&catalogue, "gemeente-zeist", 2), Some(day(9)));
    drop(catalogue);

    let mut renamed = organisations();
    renamed[0].slug = slug("gemeente-zeist-nieuw");
    renamed[0].former_slugs = vec![slug("gemeente-zeist")];
    let catalogue = open(&dir, renamed);
    assert_eq!(delft(&catalogue), Some(day(3)));
    assert_eq!(
        periods(&catalogue, "gemeente-delft"),
        [
            (Publishing::NothingKnown, day(3), day(2)),
            (Publishing::NotRead, day(9), day(6)),
        ]
    );
    assert_eq!(
        periods(&catalogue, "gemeente-zeist-nieuw"),
        [(Publishing::Publishes, day(9), day(2))]
    );
    let states = catalogue.states().unwrap();
    let zeist = states.of(&slug("gemeente-zeist-nieuw")).unwrap();
    assert_eq!(zeist.since, Some(day(9)));
    let scope = Scope::Organisation(slug("gemeente-zeist-nieuw"));
    let history = catalogue.snapshots(&scope, day(30), day(0)).unwrap();
    assert_eq!(history.len(), 4);
    assert_eq!(
        catalogue.organisation("gemeente-zeist").unwrap().slug,
        slug("gemeente-zeist-nieuw")
    );
}

#[tokio::test]
async fn days_that_come_between_others_change_since_when() {
    let (_dir, catalogue) = filled().await;
    catalogue.take_snapshot(ago(9)).unwrap();
    catalogue.take_snapshot(ago(3)).unwrap();
    looked_at(&catalogue, &["delft"], now()).await;
    // The clock was set back, to a day that has none.
    catalogue.take_snapshot(ago(6)).unwrap();
    assert_eq!(since(&catalogue, "gemeente-delft", 6), Some(day(6)));
    assert_eq!(since(&catalogue, "gemeente-delft", 3), Some(day(3)));
    assert_eq!(since(&catalogue, "gemeente-zeist", 3), Some(day(9)));

    let mut file = Vec::new();
    catalogue.export(&mut file).unwrap();
    let (_other_dir, other) = filled().await;
    other.take_snapshot(ago(1)).unwrap();
    other.import(file.as_slice(), Contents::Imported).unwrap();
    assert_eq!(since(&other, "gemeente-zeist", 1), Some(day(9)));
    assert_eq!(since(&other, "gemeente-delft", 1), Some(day(3)));
    let states = other.states().unwrap();
    let zeist = states.of(&slug("gemeente-zeist")).unwrap();
    assert_eq!(zeist.since, Some(day(9)));
}

#[tokio::test]
async fn ended_organisations_count_until_their_day() {
    let (dir, catalogue) = filled().await;
    catalogue.take_snapshot(ago(9)).unwrap();
    drop(catalogue);

    // Zeist goes into Soest, which gets its account.
    let mut merged = organisations();
    merged[0].ended = Some(Ended {
        on: day(5),
        successors: vec![slug("gemeente-soest")],
    });
    merged[2].accounts = std::mem::take(&mut merged[0].accounts);
    let catalogue = open(&dir, merged);
    catalogue.take_snapshot(ago(6)).unwrap();
    catalogue.take_snapshot(ago(5)).unwrap();
    let total = |days_ago| {
        kept(&catalogue, Scope::All, days_ago)
            .unwrap()
            .counts
            .total()
    };
    assert_eq!([total(9), total(6), total(5)], [5, 5, 4]);
    let states = catalogue.states().unwrap();
    assert_eq!(states.counts(&Scope::All).counts.total(), 4);
    assert_eq!(catalogue.summary().unwrap().organisations, 4);
    // The successor's own state began when it did.
    assert_eq!(state(&catalogue, "gemeente-soest"), Publishing::Publishes);
    assert_eq!(since(&catalogue, "gemeente-soest", 5), Some(day(6)));
    // What was kept of the one that ended stays.
    let zeist = Scope::Organisation(slug("gemeente-zeist"));
    let history = catalogue.snapshots(&zeist, day(30), day(0)).unwrap();
    assert_eq!(history[0].tally.repositories, 2);
    assert_eq!(since(&catalogue, "gemeente-zeist", 9), Some(day(9)));
    assert_eq!(since(&catalogue, "gemeente-zeist", 5), None);
    assert_eq!(
        periods(&catalogue, "gemeente-zeist"),
        [
            (Publishing::NoAccount, day(6), day(6)),
            (Publishing::Publishes, day(9), day(9)),
        ]
    );
    let predecessors = catalogue.predecessors(&slug("gemeente-soest"));
    assert_eq!(predecessors[0].slug, slug("gemeente-zeist"));

    let find = |with_ended| {
        let filter = OrganisationFilter {
            query: "zeist".to_owned(),
            with_ended,
            ..OrganisationFilter::default()
        };
        let order = OrganisationOrder::Name;
        let found = catalogue.find_organisations(&states, &filter, order, 10, (None, 0));
        found.unwrap().total
    };
    assert_eq!((find(false), find(true)), (0, 1));
}

#[tokio::test]
async fn nothing_is_stored_again_of_who_has_no_repositories() {
    let (_dir, catalogue) = filled().await;
    // All, each, two types, two provinces, three types in them, and Zeist.
    assert_eq!(catalogue.take_snapshot(ago(9)).unwrap(), 10);
    depart(&catalogue, &["1", "2"]).await;
    catalogue.take_snapshot(ago(8)).unwrap();
    // Nobody has repositories, and it was told once that Zeist has none.
    assert_eq!(catalogue.take_snapshot(ago(7)).unwrap(), 9);
    let zeist = Scope::Organisation(slug("gemeente-zeist"));
    let history = catalogue.snapshots(&zeist, day(30), day(0)).unwrap();
    let history = history.iter().map(|kept| kept.tally.repositories);
    assert_eq!(history.collect::<Vec<_>>(), [2, 0]);
    let last = catalogue.snapshot_until(&zeist, day(0)).unwrap().unwrap();
    assert_eq!(last.tally.repositories, 0);
    let (_, standings) = catalogue.standings_of(day(7)).unwrap().unwrap();
    assert_eq!(standings.of(&zeist).unwrap().repositories, 0);
}

#[tokio::test]
async fn backup_brings_states_back() {
    let (dir, catalogue) = filled().await;
    catalogue.take_snapshot(ago(2)).unwrap();
    catalogue.backup().unwrap();
    drop(catalogue);
    drop(open(&dir, organisations()));
    std::fs::remove_dir_all(dir.path().join("store")).unwrap();
    let catalogue = open(&dir, organisations());
    let all = kept(&catalogue, Scope::All, 2).unwrap();
    assert_eq!(numbers(&all.counts), [5, 1, 0, 1, 3]);
    let states = catalogue.states_of(day(2)).unwrap().unwrap();
    let zeist = states.of(&slug("gemeente-zeist")).unwrap();
    assert_eq!(zeist.figure(BodyFigure::OpenLicence), Outcome::Passed);
}

#[tokio::test]
async fn pages_of_organisations_follow_each_other() {
    let (_dir, catalogue) = filled().await;
    let states = catalogue.states().unwrap();
    let page = |order, after: Option<&Slug>, offset| {
        let filter = OrganisationFilter::default();
        let found = catalogue.find_organisations(&states, &filter, order, 2, (after, offset));
        found.map(|found| {
            let slugs = found.organisations.iter();
            let slugs: Vec<Slug> = slugs.map(|(state, _)| state.slug.clone()).collect();
            (found.total, found.before, slugs)
        })
    };
    for order in [OrganisationOrder::Name, OrganisationOrder::Publishing] {
        let mut seen: Vec<Slug> = Vec::new();
        loop {
            let (total, before, slugs) = page(order, seen.last(), 0).unwrap();
            assert_eq!((total, before), (5, seen.len()));
            if slugs.is_empty() {
                break;
            }
            let (_, _, by_number) = page(order, None, seen.len()).unwrap();
            assert_eq!(by_number, slugs);
            seen.extend(slugs);
        }
        assert_eq!(seen.len(), 5, "{order:?}");
    }
    let (_, _, first) = page(OrganisationOrder::Publishing, None, 0).unwrap();
    assert_eq!(
        first,
        [slug("gemeente-zeist"), slug("gemeente-delft")],
        "those that publish first"
    );
    assert!(page(OrganisationOrder::Name, Some(&slug("nobody")), 0).is_none());
}
