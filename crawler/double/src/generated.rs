//! Worlds of any size from a seed, for cost and speed.

use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};

use crate::world::{Account, Commit, Repository, World, bot, person};

/// A small generator of numbers that are the same on every machine (splitmix64).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % bound
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        let at = usize::try_from(self.below(from.len() as u64)).unwrap_or_default();
        from[at]
    }
}

impl World {
    /// `accounts` organisations called `organisatie-0` and so on, with
    /// `repositories` each, of all ages. The same arguments give the same world.
    #[must_use]
    pub fn generated(seed: u64, accounts: usize, repositories: usize, now: DateTime<Utc>) -> Self {
        let mut numbers = Numbers(seed);
        let authors = Arc::new(vec![
            person("ada"),
            person("grace"),
            person("edsger"),
            bot("dependabot"),
        ]);
        let readme: Arc<[u8]> = Arc::from(
            "# Een project\n\nDit is open source van de overheid.\n"
                .repeat(10)
                .as_bytes(),
        );
        let licence: Arc<[u8]> = Arc::from(b"European Union Public Licence".as_slice());
        let mut world = World::default();
        let mut id = 0;
        for account in 0..accounts {
            let login = format!("organisatie-{account}");
            for number in 0..repositories {
                let theme = numbers.pick(&["zaken", "register", "kaart", "formulier", "api"]);
                let days = i64::try_from(numbers.below(1500)).unwrap_or_default();
                let last = now - Duration::days(days);
                let mut repository =
                    Repository::new(id, &login, &format!("{theme}-{number}"), last);
                id += 1;
                repository.commits = (0..i64::try_from(numbers.below(40)).unwrap_or_default())
                    .map(|n| Commit {
                        at: (last - Duration::days(3 * n)).timestamp(),
                        author: u32::try_from(numbers.below(4)).unwrap_or_default(),
                    })
                    .collect();
                repository.authors = Arc::clone(&authors);
                repository.files.clear();
                repository
                    .files
                    .insert("README.md".to_owned(), Arc::clone(&readme));
                repository
                    .files
                    .insert("LICENSE".to_owned(), Arc::clone(&licence));
                for path in layout(number) {
                    repository
                        .files
                        .insert((*path).to_owned(), Arc::from(b"".as_slice()));
                }
                repository.languages = vec![(
                    numbers
                        .pick(&["Python", "Java", "C#", "TypeScript", "Rust"])
                        .to_owned(),
                    1 + numbers.below(100_000),
                )];
                repository.counts.0 = numbers.below(300);
                world.repositories.push(repository);
            }
            world.accounts.push(Account::organisation(&login));
        }
        world
    }
}

/// Where the code and the tests of a repository stand: most have them in the usual
/// places, and of every ten three have them elsewhere or have none.
fn layout(number: usize) -> &'static [&'static str] {
    match number % 10 {
        0 => &[
            "backend/zaken/main",
            "backend/zaken/tests/first",
            "frontend/src/main",
        ],
        1 => &[
            "app/main",
            "lib/kaart/main",
            "scripts/start",
            "deploy/chart",
        ],
        2 => &[
            "server/zaken/kern/tests/first",
            "client/src/app/main",
            "web/main",
        ],
        3 | 4 => &["src/zaken/main", "src/zaken/tests/first"],
        _ => &["src/main", "tests/first"],
    }
}
