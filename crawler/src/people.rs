//! Author deduplication: who is one person among the authors of commits. Names and addresses live
//! here while commits are counted, and become numbers.
//!
//! One person may commit under several addresses, with an account of the forge
//! and without one. Authors are one person when they have
//! - the same account, also one that a forge's own address names: `ada` of
//!   `123+ada@users.noreply.github.com`;
//! - the same e-mail address;
//! - the same name, unless it is a word that many have (`root`) or people with
//!   different accounts have it.
//!
//! A `.mailmap` is not read: it takes a request for each repository, for a file
//! that few have.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{DateTime, Utc};

use crate::bots::BotList;
use crate::commits::Commit;

/// Names that are nobody's own.
const ANYBODY: &[&str] = &[
    "admin",
    "administrator",
    "author",
    "dev",
    "developer",
    "git",
    "github",
    "gitlab",
    "info",
    "none",
    "root",
    "student",
    "test",
    "ubuntu",
    "unknown",
    "user",
    "vagrant",
    "your name",
];

/// The shortest name that tells people apart, in letters.
const SHORTEST_NAME: usize = 3;

/// An author as a forge tells it: what it knows of account, address and name.
#[derive(Debug, Clone, Default)]
pub(crate) struct Author {
    /// The name of the account on the forge.
    pub(crate) login: Option<String>,
    /// The address in git.
    pub(crate) email: Option<String>,
    /// The name in git.
    pub(crate) name: Option<String>,
}

/// A commit with its author.
#[derive(Debug, Clone)]
pub(crate) struct AuthoredCommit {
    /// When it was committed.
    pub(crate) at: DateTime<Utc>,
    pub(crate) author: Author,
    /// Whether the author is a program.
    pub(crate) bot: bool,
    /// Whether it merges others, where the source tells.
    pub(crate) merge: Option<bool>,
}

impl AuthoredCommit {
    /// A commit whose author is told from programs by `bots`.
    pub(crate) fn new(
        at: DateTime<Utc>,
        author: Author,
        merge: Option<bool>,
        bots: &BotList,
    ) -> Self {
        let filled = |text: Option<String>| {
            let text = text?.trim().to_owned();
            (!text.is_empty()).then_some(text)
        };
        let author = Author {
            login: filled(author.login),
            email: filled(author.email),
            name: filled(author.name),
        };
        let bot = bots.is_bot(
            author.login.as_deref(),
            author.name.as_deref(),
            author.email.as_deref(),
        );
        Self {
            at,
            author,
            bot,
            merge,
        }
    }
}

/// Gives each person a number in place of names and addresses.
pub(crate) fn tell_apart(commits: impl IntoIterator<Item = AuthoredCommit>) -> Vec<Commit> {
    let mut people = People::default();
    let commits: Vec<(AuthoredCommit, usize)> = commits
        .into_iter()
        .map(|commit| {
            let place = people.add(&commit.author);
            (commit, place)
        })
        .collect();
    people.join_names();
    commits
        .into_iter()
        .map(|(commit, place)| Commit {
            at: commit.at,
            author: people.person(place).to_string(),
            bot: commit.bot,
            merge: commit.merge,
        })
        .collect()
}

/// Authors, joined as far as they are one person (a union-find).
#[derive(Default)]
struct People {
    /// The author that each is joined to; itself when it is the first.
    joined: Vec<usize>,
    /// The account of each, until names are joined.
    logins: Vec<Option<String>>,
    /// Who has an account or an address.
    by_key: HashMap<String, usize>,
    /// Who has a name.
    by_name: BTreeMap<String, Vec<usize>>,
    /// Where an author is that came before, word for word.
    seen: HashMap<[Option<String>; 3], usize>,
}

impl People {
    fn add(&mut self, author: &Author) -> usize {
        let lower = |text: &Option<String>| text.as_ref().map(|text| text.to_lowercase());
        let (login, email) = (lower(&author.login), lower(&author.email));
        let name = lower(&author.name).map(|name| {
            let words: Vec<&str> = name.split_whitespace().collect();
            words.join(" ")
        });
        let whole = [login.clone(), email.clone(), name.clone()];
        if let Some(place) = self.seen.get(&whole) {
            return *place;
        }
        let place = self.joined.len();
        self.joined.push(place);
        self.seen.insert(whole, place);

        let hidden = email.as_deref().and_then(login_in_address);
        let login = login.or_else(|| hidden.map(str::to_owned));
        let keys = [
            login.as_ref().map(|login| format!("login {login}")),
            email.map(|email| format!("email {email}")),
        ];
        let mut has_key = false;
        for key in keys.into_iter().flatten() {
            has_key = true;
            let first = *self.by_key.entry(key).or_insert(place);
            self.join(place, first);
        }
        self.logins.push(login);
        if let Some(name) = name {
            let is_own = name.chars().filter(|c| c.is_alphabetic()).count() >= SHORTEST_NAME
                && !ANYBODY.contains(&name.as_str());
            // Without anything else, a name is all there is.
            if is_own || !has_key {
                self.by_name.entry(name).or_default().push(place);
            }
        }
        place
    }

    /// Joins those of one name, unless people with different accounts have it.
    fn join_names(&mut self) {
        let mut accounts: HashMap<usize, BTreeSet<String>> = HashMap::new();
        for place in 0..self.joined.len() {
            if let Some(login) = self.logins[place].take() {
                accounts
                    .entry(self.person(place))
                    .or_default()
                    .insert(login);
            }
        }
        for places in std::mem::take(&mut self.by_name).into_values() {
            let persons: BTreeSet<usize> = places.iter().map(|at| self.person(*at)).collect();
            let logins: BTreeSet<String> = persons
                .iter()
                .filter_map(|person| accounts.get(person))
                .flatten()
                .cloned()
                .collect();
            if logins.len() > 1 {
                continue;
            }
            for pair in places.windows(2) {
                self.join(pair[0], pair[1]);
            }
            let person = self.person(places[0]);
            accounts.entry(person).or_default().extend(logins);
        }
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.person(a), self.person(b));
        self.joined[a.max(b)] = a.min(b);
    }

    /// The first author of the same person.
    fn person(&mut self, mut place: usize) -> usize {
        while self.joined[place] != place {
            // Shortens the way for who comes next.
            self.joined[place] = self.joined[self.joined[place]];
            place = self.joined[place];
        }
        place
    }
}

/// The account that a forge's own address names, which hides a person's:
/// `123+ada@users.noreply.github.com`, `ada@users.noreply.github.com`,
/// `123-ada@users.noreply.gitlab.com`, `ada@noreply.codeberg.org`.
///
/// Sources: <https://docs.github.com/en/account-and-profile/reference/email-addresses-reference>,
/// <https://docs.gitlab.com/user/profile/#use-an-automatically-generated-private-commit-email>,
/// and `NO_REPLY_ADDRESS` of Gitea and Forgejo.
pub(crate) fn login_in_address(email: &str) -> Option<&str> {
    let (mailbox, host) = email.split_once('@')?;
    let is_hidden = host.starts_with("users.noreply.") || host.starts_with("noreply.");
    if !is_hidden || mailbox.is_empty() {
        return None;
    }
    let number = mailbox.bytes().take_while(u8::is_ascii_digit).count();
    let rest = &mailbox[number..];
    let login = rest.strip_prefix(['+', '-']).filter(|_| number > 0);
    Some(login.filter(|login| !login.is_empty()).unwrap_or(mailbox))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How many people these authors are; each is login, address and name, and
    /// empty where that is not known.
    fn people(authors: &[(&str, &str, &str)]) -> usize {
        let filled = |text: &str| Some(text.to_owned());
        let commits = authors.iter().map(|(login, email, name)| {
            let author = Author {
                login: filled(login),
                email: filled(email),
                name: filled(name),
            };
            AuthoredCommit::new(DateTime::UNIX_EPOCH, author, None, &BotList::default())
        });
        let mut numbers: Vec<String> = tell_apart(commits)
            .into_iter()
            .map(|commit| commit.author)
            .collect();
        numbers.sort();
        numbers.dedup();
        numbers.len()
    }

    #[test]
    fn several_addresses_of_a_person_are_merged() {
        let cases: &[&[(&str, &str, &str)]] = &[
            &[
                ("ada", "ada@work.nl", "Ada L"),
                ("ada", "ada@home.nl", "ada"),
            ],
            &[("", "Ada@Work.nl", "Ada L"), ("", "ada@work.nl", "AdaL")],
            // A linked and an unlinked address.
            &[
                ("ada", "ada@work.nl", "Ada L"),
                ("", "ada@laptop.local", "Ada L"),
            ],
            &[
                ("", "a@work.nl", "Ada  Lovelace"),
                ("", "b@home.nl", "ada lovelace"),
            ],
            &[
                ("ada", "ada@work.nl", "Ada"),
                ("", "123+ada@users.noreply.github.com", "A. L."),
                ("", "Ada@users.noreply.github.com", "al"),
            ],
            &[
                ("", "42-ada@users.noreply.gitlab.com", "x"),
                ("", "ada@users.noreply.gitlab.com", "y"),
            ],
            &[
                ("ada", "ada@work.nl", "q"),
                ("", "ada@noreply.codeberg.org", "r"),
            ],
            // One leads to the next.
            &[
                ("", "a@work.nl", "Ada L"),
                ("", "a@work.nl", "Ada Lovelace"),
                ("", "b@home.nl", "Ada Lovelace"),
            ],
            &[("", "", "Jo"), ("", "", "jo")],
        ];
        for authors in cases {
            assert_eq!(people(authors), 1, "{authors:?}");
        }
    }

    #[test]
    fn different_people_are_not_merged() {
        let cases: &[&[(&str, &str, &str)]] = &[
            &[("ada", "a@work.nl", "Ada"), ("grace", "g@work.nl", "Grace")],
            // Two accounts of people with one name.
            &[
                ("jan1", "a@work.nl", "Jan de Vries"),
                ("jan2", "b@work.nl", "Jan de Vries"),
            ],
            &[
                ("", "1+jan1@users.noreply.github.com", "Jan de Vries"),
                ("", "2+jan2@users.noreply.github.com", "Jan de Vries"),
            ],
            &[("", "root@one.nl", "root"), ("", "root@two.nl", "root")],
            &[("", "a@work.nl", "A"), ("", "b@work.nl", "A")],
            &[("", "ada@work.nl", "x"), ("", "ada@home.nl", "y")],
            &[("", "a@noreplying.nl", "x"), ("", "a@work.nl", "y")],
        ];
        for authors in cases {
            assert_eq!(people(authors), 2, "{authors:?}");
        }
    }
}
