//! Looking for accounts of organisations, told against every kind of forge.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use bronwijzer_crawler::address::{AccountUrl, ForgeHost};
use bronwijzer_crawler::discover::{ForgeProgress, Memory, Search, search};
use bronwijzer_crawler::forge::{AccountProfile, AccountQuestion, ForgeConfig};
use bronwijzer_crawler::halt::Halt;
use bronwijzer_crawler::organisation::TooiUri;
use bronwijzer_double::fault::Fault;
use bronwijzer_double::gitea::Settings;
use bronwijzer_double::world::{Account, Profile, Repository, World};
use chrono::{DateTime, TimeDelta, Utc};
use tokio_util::sync::CancellationToken;

use crate::support::{Kind, Setup, TOKEN, now};

fn said(name: &str, website: &str) -> Profile {
    Profile {
        name: Some(name.to_owned()),
        description: Some("Code van de gemeente".to_owned()),
        website: Some(website.to_owned()),
        email: Some("info@zeist.nl".to_owned()),
        location: Some("Zeist, Nederland".to_owned()),
        is_verified: true,
        is_limited: false,
    }
}

/// The account of a municipality, one of a person with its name, and others.
fn world() -> World {
    let mut world = World::default();
    world.accounts = vec![
        Account::organisation("zst-ict").saying(said("Gemeente Zeist", "https://www.zeist.nl")),
        Account::user("gemeentezeist").saying(said("Gemeente Zeist", "https://www.zeist.nl")),
        Account::organisation("Gemeente-Bergen"),
        Account::organisation("unrelated").saying(said("Somebody else", "https://example.org")),
        Account::organisation("gemeente-zeist-intern").saying(Profile {
            is_limited: true,
            ..Profile::default()
        }),
    ];
    world
}

fn words(texts: &[&str]) -> Vec<AccountQuestion> {
    let texts = texts.iter();
    texts
        .map(|text| AccountQuestion::Words((*text).to_owned()))
        .collect()
}

/// A search with what stays between two of them.
struct Hunt {
    questions: Vec<AccountQuestion>,
    accounts: Vec<AccountUrl>,
    requests: u64,
    now: DateTime<Utc>,
    halt: Halt,
    memory: Memory,
    /// How often all was saved.
    saved: AtomicU64,
    /// Cancels after so many.
    cancel_after: Option<(u64, CancellationToken)>,
}

impl Hunt {
    fn new(texts: &[&str]) -> Self {
        Self {
            questions: words(texts),
            accounts: Vec::new(),
            requests: 50,
            now: now(),
            halt: Halt::default(),
            memory: Memory::default(),
            saved: AtomicU64::new(0),
            cancel_after: None,
        }
    }

    async fn on(&mut self, forges: &[ForgeConfig]) -> Vec<ForgeProgress> {
        let keep = |profile: &AccountProfile| profile.account.path() != "unrelated";
        let mut memory = std::mem::take(&mut self.memory);
        self.saved.store(0, Ordering::Relaxed);
        let last = Mutex::new(Memory::default());
        let asked = Search {
            questions: &self.questions,
            accounts: &self.accounts,
            requests: self.requests,
            again_after: TimeDelta::days(30),
            now: self.now,
            keep: &keep,
            halt: self.halt.clone(),
        };
        let save = |memory: &Memory| -> Result<(), ()> {
            *last.lock().unwrap() = memory.clone();
            let saved = self.saved.fetch_add(1, Ordering::Relaxed) + 1;
            if let Some((after, token)) = &self.cancel_after
                && saved >= *after
            {
                token.cancel();
            }
            Ok(())
        };
        let progress = search(forges, &asked, &mut memory, &save).await.unwrap();
        if self.saved.load(Ordering::Relaxed) > 0 {
            assert_eq!(*last.lock().unwrap(), memory);
        }
        self.memory = memory;
        progress.forges
    }

    fn found(&self) -> Vec<&AccountProfile> {
        let profiles = self.memory.profiles();
        profiles.into_iter().map(|(profile, _)| profile).collect()
    }

    fn logins(&self) -> Vec<&str> {
        self.found()
            .iter()
            .map(|profile| profile.account.path())
            .collect()
    }
}

/// The account, on every kind of forge, by everybody.
#[tokio::test]
async fn organisations_are_found_by_name_and_persons_never() {
    for (kind, token) in Kind::ALL
        .iter()
        .flat_map(|kind| [(*kind, Some(TOKEN)), (*kind, None)])
    {
        let setup = Setup::on(kind, world(), &[]).await;
        let mut hunt = Hunt::new(&["gemeente zeist", "gemeentezeist", "gemeente bergen"]);
        let progress = hunt.on(&[setup.config(token)]).await;
        assert_eq!(progress[0].problems, [""; 0], "{kind:?}");
        assert_eq!(progress[0].open, 0, "{kind:?}");
        assert_eq!(
            progress[0].requests as usize,
            setup.forge.asked(),
            "{kind:?}"
        );
        let shown: Vec<&str> = hunt
            .logins()
            .into_iter()
            .filter(|login| *login != "gemeente-zeist-intern")
            .collect();
        assert_eq!(shown, ["Gemeente-Bergen", "zst-ict"], "{kind:?} {token:?}");
        // What only visitors with an account see is no public account.
        let hidden = hunt.logins().contains(&"gemeente-zeist-intern");
        assert_eq!(hidden, kind == Kind::GitHub, "{kind:?}");
        let found = hunt.found();
        let zeist = found
            .iter()
            .find(|one| one.account.path() == "zst-ict")
            .unwrap();
        assert!(zeist.is_whole, "{kind:?}");
        assert_eq!(zeist.name.as_deref(), Some("Gemeente Zeist"));
        assert!(zeist.description.is_some());
        let has_website = kind != Kind::GitLab;
        assert_eq!(zeist.website.is_some(), has_website, "{kind:?}");
        assert_eq!(zeist.verified, (kind == Kind::GitHub).then_some(true));
    }
}

#[tokio::test]
async fn account_is_looked_up_and_a_person_is_none() {
    for (kind, token) in Kind::ALL
        .iter()
        .flat_map(|kind| [(*kind, Some(TOKEN)), (*kind, None)])
    {
        let setup = Setup::on(kind, world(), &[]).await;
        let mut hunt = Hunt::new(&[]);
        let url = |path: &str| setup.url(path).parse::<AccountUrl>().unwrap();
        hunt.accounts = vec![url("unrelated"), url("gemeentezeist"), url("nobody")];
        hunt.accounts
            .push("https://elsewhere.example/zeist".parse().unwrap());
        let progress = hunt.on(&[setup.config(token)]).await;
        assert_eq!(progress[0].problems, [""; 0], "{kind:?}");
        let is_there = |path: &str| hunt.memory.is_organisation(&url(path));
        assert_eq!(is_there("unrelated"), Some(true), "{kind:?}");
        assert_eq!(is_there("gemeentezeist"), Some(false), "{kind:?}");
        assert_eq!(is_there("nobody"), Some(false), "{kind:?}");
        assert_eq!(hunt.memory.is_organisation(&hunt.accounts[3]), None);
    }
}

#[tokio::test]
async fn spent_requests_stop_a_search_and_the_next_goes_on() {
    for kind in Kind::ALL {
        let mut world = world();
        let many = (0..120).map(|number| Account::organisation(&format!("dorp-{number:03}")));
        world.accounts.extend(many);
        let setup = Setup::on(*kind, world, &[]).await;
        let names: Vec<String> = (0..50).map(|number| format!("dorp {number:03}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let mut hunt = Hunt::new(&names);
        hunt.requests = 2;
        let mut answered = 0;
        let mut rounds = 0;
        loop {
            let before = setup.forge.asked();
            let progress = hunt.on(&[setup.config(None)]).await.remove(0);
            assert_eq!(progress.problems, [""; 0], "{kind:?}");
            assert!(setup.forge.asked() - before <= 2, "{kind:?}: {progress:?}");
            answered += progress.answered;
            rounds += 1;
            if progress.open == 0 || rounds > 4 {
                break;
            }
            assert_eq!(progress.answered, 2, "{kind:?}");
        }
        assert!(rounds > 1, "{kind:?}");
        if *kind == Kind::Gitea {
            // Three pages of fifty have them all.
            assert_eq!((rounds, answered), (2, 3));
            assert!(hunt.logins().contains(&"dorp-119"));
        }
        // Nothing is asked twice within its time, and all of it after.
        if *kind == Kind::Gitea {
            hunt.requests = 50;
            let progress = hunt.on(&[setup.config(None)]).await.remove(0);
            assert_eq!((progress.answered, progress.requests), (0, 0));
            hunt.now += TimeDelta::days(31);
            let progress = hunt.on(&[setup.config(None)]).await.remove(0);
            assert_eq!(progress.answered, 3);
        }
    }
}

#[tokio::test]
async fn many_questions_cost_github_few_requests() {
    let setup = Setup::new(world(), &[]).await;
    let names: Vec<String> = (0..100).map(|number| format!("dorp {number}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut hunt = Hunt::new(&names);
    let progress = hunt.on(&[setup.config(Some(TOKEN))]).await.remove(0);
    assert_eq!((progress.answered, progress.open), (102, 0));
    // Two searches of code, and twenty names in each other request.
    assert_eq!(progress.requests, 2 + 5);
}

#[tokio::test]
async fn search_too_large_for_github_is_asked_in_halves() {
    let setup = Setup::new(world(), &[]).await;
    setup.forge.fail(|request| {
        let searches = request.body.matches("query").count();
        (request.operation == "SearchAccounts" && searches > 30).then_some(Fault::Page(502))
    });
    let mut hunt = Hunt::new(&[
        "gemeente zeist",
        "b",
        "c",
        "d",
        "e",
        "f",
        "g",
        "h",
        "i",
        "j",
    ]);
    let progress = hunt.on(&[setup.config(Some(TOKEN))]).await.remove(0);
    assert_eq!(progress.open, 0, "{progress:?}");
    assert!(hunt.logins().contains(&"zst-ict"));
}

#[tokio::test]
async fn forge_that_is_down_stops_no_other() {
    for down in Kind::ALL {
        let broken = Setup::on(*down, world(), &[]).await;
        broken.forge.fail(|_| Some(Fault::Page(503)));
        let kind = if *down == Kind::Gitea {
            Kind::GitLab
        } else {
            Kind::Gitea
        };
        let sound = Setup::on(kind, world(), &[]).await;
        let mut hunt = Hunt::new(&["gemeente zeist"]);
        let forges = [broken.config(Some(TOKEN)), sound.config(Some(TOKEN))];
        let progress = hunt.on(&forges).await;
        assert_eq!(progress[0].host, ForgeHost::new(down.host()));
        assert!(
            progress[0].problems[0].contains(down.host()),
            "{progress:?}"
        );
        assert!(progress[0].open > 0);
        assert_eq!(progress[1].problems, [""; 0]);
        assert!(hunt.logins().contains(&"zst-ict"));
        // It is asked again by the next search.
        broken.forge.recover();
        let progress = hunt.on(&forges).await;
        assert_eq!((progress[0].open, progress[1].answered), (0, 0), "{down:?}");
    }
}

#[tokio::test]
async fn long_rate_limit_is_told_with_when_to_go_on() {
    for kind in Kind::ALL {
        let setup = Setup::on(*kind, world(), &[]).await;
        setup.forge.fail(|_| Some(Fault::Secondary(7200)));
        let mut hunt = Hunt::new(&["gemeente zeist"]);
        let progress = hunt.on(&[setup.config(Some(TOKEN))]).await.remove(0);
        assert!(progress.open > 0);
        let problem = &progress.problems[0];
        assert!(
            problem.contains("Run the command again after 20"),
            "{problem}"
        );
    }
}

#[tokio::test]
async fn cancelled_search_keeps_what_it_found() {
    let mut world = world();
    let many = (0..300).map(|number| Account::organisation(&format!("dorp-{number:03}")));
    world.accounts.extend(many);
    let setup = Setup::on(Kind::Gitea, world, &[]).await;
    let mut hunt = Hunt::new(&[]);
    let token = CancellationToken::new();
    hunt.halt = Halt::new(token.clone(), None);
    hunt.cancel_after = Some((2, token));
    let progress = hunt.on(&[setup.config(None)]).await.remove(0);
    assert_eq!((progress.answered, progress.open), (2, 1));
    assert!(hunt.logins().contains(&"dorp-090"));
    hunt.halt = Halt::default();
    hunt.cancel_after = None;
    let progress = hunt.on(&[setup.config(None)]).await.remove(0);
    assert_eq!((progress.answered, progress.open), (5, 0));
    assert!(hunt.logins().contains(&"zst-ict"));
}

#[tokio::test]
async fn publiccode_leads_to_the_organisation_that_it_names() {
    let uri = "https://identifier.overheid.nl/tooi/id/gemeente/gm0355";
    let mut world = world();
    for (id, owner) in [(1, "zst-ict"), (2, "gemeentezeist")] {
        let mut repository = Repository::new(id, owner, "app", now());
        repository.write(
            "publiccode.yml",
            format!("name: x\norganisation:\n  uri: {uri}\n"),
        );
        world = world.with(repository);
    }
    let setup = Setup::new(world, &[]).await;
    let mut hunt = Hunt::new(&[]);
    hunt.on(&[setup.config(Some(TOKEN))]).await;
    let found = hunt.memory.repositories();
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].repository.path(), "zst-ict/app");
    assert_eq!(found[0].tooi.as_ref().map(TooiUri::as_str), Some(uri));
}

#[tokio::test]
async fn token_without_the_right_is_told() {
    let settings = Settings {
        tokens_read_organisations: false,
        ..Settings::default()
    };
    let setup = Setup::on_gitea(settings, world(), &[]).await;
    let mut hunt = Hunt::new(&["gemeente zeist"]);
    let progress = hunt.on(&[setup.config(Some(TOKEN))]).await.remove(0);
    assert!(
        progress.problems[0].contains("read:organization"),
        "{progress:?}"
    );
}

#[tokio::test]
async fn hostile_answers_do_no_harm() {
    for kind in Kind::ALL {
        for fault in [Fault::Html, Fault::Truncated, Fault::Nothing] {
            let mut world = world();
            world
                .accounts
                .push(Account::organisation("gemeente-zeist").saying(Profile {
                    name: Some("\u{1b}[2J gemeente zeist".repeat(1000)),
                    website: Some("javascript:alert(1)".to_owned()),
                    ..Profile::default()
                }));
            let setup = Setup::on(*kind, world, &[]).await;
            let broken = fault.clone();
            setup
                .forge
                .fail(move |request| (request.index == 0).then(|| broken.clone()));
            let mut hunt = Hunt::new(&["gemeente zeist"]);
            hunt.on(&[setup.config(None)]).await;
            let found = hunt.found();
            let odd = found
                .iter()
                .find(|one| one.account.path() == "gemeente-zeist");
            let name = odd.and_then(|one| one.name.as_deref()).unwrap();
            assert!(
                name.len() <= 300 && !name.contains(char::is_control),
                "{kind:?}"
            );
        }
    }
}
