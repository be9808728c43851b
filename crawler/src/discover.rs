//! Asks the forges themselves where Dutch government code may be: which organisations have
//! a name that a body has, and which repositories have a publiccode.yml that names one.
//!
//! What a forge answered is remembered ([`Memory`]), so that a search goes on where it
//! stopped. What an answer means is judged elsewhere: here are facts alone.

mod memory;
mod questions;

use std::collections::{HashSet, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};

use crate::address::{AccountUrl, ForgeHost};
use crate::forge::{
    AccountAnswer, AccountProfile, AccountQuestion, Forge, ForgeConfig, ForgeError, ForgeKind,
    PubliccodeHit,
};
use crate::halt::Halt;

pub use memory::{Answered, Memory, MemoryError};
pub use questions::questions;

/// What a publiccode.yml of a Dutch organisation holds: the address of its identifier
/// in TOOI, or its country.
const PUBLICCODE_WORDS: &[&str] = &["identifier.overheid.nl", "\"countries\" \"nl\""];

/// Questions in a row that a forge may fail to answer before it is left alone.
const MOST_FAILURES: usize = 3;

/// What to look for, and how long.
pub struct Search<'a> {
    /// What to ask every forge that has a search, most wanted first.
    pub questions: &'a [AccountQuestion],
    /// Accounts to look at, wherever they are.
    pub accounts: &'a [AccountUrl],
    /// Requests to each forge; retries count too.
    pub requests: u64,
    /// After how long the same is asked again.
    pub again_after: TimeDelta,
    /// The moment that answers are dated by.
    pub now: DateTime<Utc>,
    /// Which organisations are worth remembering.
    pub keep: &'a (dyn Fn(&AccountProfile) -> bool + Sync),
    /// When to end before all is asked.
    pub halt: Halt,
}

/// How far a search came.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Progress {
    /// Each forge that was asked, or would have been, in the order of the configuration.
    pub forges: Vec<ForgeProgress>,
}

/// How far a search came on one forge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForgeProgress {
    /// The forge.
    pub host: ForgeHost,
    /// Questions that it answered.
    pub answered: u64,
    /// Requests that were sent.
    pub requests: u64,
    /// Questions that are still open, as far as known: a list of all has an unknown number
    /// of pages, and counts as one.
    pub open: u64,
    /// What went wrong, with what to do.
    pub problems: Vec<String>,
}

/// Asks every forge, side by side, until all is answered or the requests are spent. After
/// each answer `save` gets all that is known; an error of it ends the search.
///
/// # Errors
/// The first error of `save`.
pub async fn search<E: Send>(
    forges: &[ForgeConfig],
    search: &Search<'_>,
    memory: &mut Memory,
    save: &(dyn Fn(&Memory) -> Result<(), E> + Sync),
) -> Result<Progress, E> {
    let shared = Mutex::new(Shared {
        memory: std::mem::take(memory),
        failed: None,
    });
    let asked = forges.iter().map(|config| async {
        let mut progress = ForgeProgress {
            host: config.host.clone(),
            answered: 0,
            requests: 0,
            open: 0,
            problems: Vec::new(),
        };
        match ForgeKind::connect(config, &search.halt) {
            Ok(forge) => {
                let mut asking = Asking::new(&*forge, search, &shared, save);
                asking.run(&mut progress).await;
            }
            Err(error) => progress.problems.push(in_words(&error)),
        }
        progress
    });
    let forges = futures::future::join_all(asked).await;
    let shared = shared.into_inner().unwrap_or_else(PoisonError::into_inner);
    *memory = shared.memory;
    match shared.failed {
        Some(error) => Err(error),
        None => Ok(Progress { forges }),
    }
}

/// What all forges write to.
struct Shared<E> {
    memory: Memory,
    /// Why it can't be kept.
    failed: Option<E>,
}

/// The questions to one forge.
struct Asking<'a, E> {
    forge: &'a dyn Forge,
    search: &'a Search<'a>,
    shared: &'a Mutex<Shared<E>>,
    save: &'a (dyn Fn(&Memory) -> Result<(), E> + Sync),
    open: VecDeque<AccountQuestion>,
}

impl<'a, E> Asking<'a, E> {
    fn new(
        forge: &'a dyn Forge,
        search: &'a Search<'a>,
        shared: &'a Mutex<Shared<E>>,
        save: &'a (dyn Fn(&Memory) -> Result<(), E> + Sync),
    ) -> Self {
        Self {
            forge,
            search,
            shared,
            save,
            open: VecDeque::new(),
        }
    }

    /// Asks until nothing is open, or there is a reason to stop.
    async fn run(&mut self, progress: &mut ForgeProgress) {
        self.open = self.all_open();
        if let Err(error) = self.publiccode(progress).await {
            progress.problems.push(in_words(&error));
            if error.may_be_of_one() {
                self.ask_all(progress).await;
            }
        } else {
            self.ask_all(progress).await;
        }
        progress.open += self.open.len() as u64;
        progress.requests = self.forge.spending().requests;
    }

    async fn ask_all(&mut self, progress: &mut ForgeProgress) {
        let mut failures = 0;
        while !self.open.is_empty() && self.may_go_on() {
            let width = self.forge.questions_at_once().min(self.open.len());
            let asked: Vec<AccountQuestion> = self.open.drain(..width).collect();
            let answers = self.forge.search_accounts(&asked).await;
            let mut is_over = false;
            for (question, answer) in asked.into_iter().zip(answers) {
                match answer {
                    Ok(answer) => {
                        failures = 0;
                        progress.answered += 1;
                        self.take(&question, answer);
                    }
                    // It is not asked again in this search, and stays open.
                    Err(error) => {
                        failures += 1;
                        progress.open += 1;
                        let text = in_words(&error);
                        if !progress.problems.contains(&text) {
                            progress.problems.push(text);
                        }
                        is_over |= !error.may_be_of_one() || failures >= MOST_FAILURES;
                    }
                }
            }
            self.save();
            if is_over {
                break;
            }
        }
    }

    /// Remembers an answer, and asks what follows from it.
    fn take(&mut self, question: &AccountQuestion, answer: AccountAnswer) {
        let mut profiles = answer.profiles;
        // Who was asked for by login is wanted, whatever the name.
        if !matches!(question, AccountQuestion::Account(_)) {
            profiles.retain(|profile| (self.search.keep)(profile));
        }
        self.follow(question, &profiles, answer.has_more);
        self.remember(question.to_string(), |answered| {
            answered.profiles = profiles;
            answered.has_more = answer.has_more;
        });
    }

    fn may_go_on(&self) -> bool {
        let failed = self.state().failed.is_some();
        self.requests_left() > 0 && !failed && self.search.halt.reached().is_none()
    }

    fn requests_left(&self) -> u64 {
        let spent = self.forge.spending().requests;
        self.search.requests.saturating_sub(spent)
    }

    /// Everything that this forge can be asked and did not answer lately: accounts first,
    /// then what was never asked, then what was answered longest ago.
    fn all_open(&self) -> VecDeque<AccountQuestion> {
        let host = self.forge.host();
        let here = self.search.accounts.iter();
        let here = here.filter(|account| account.host() == host);
        let accounts = here.map(|account| AccountQuestion::Account(account.path().to_owned()));
        let list = [AccountQuestion::Page(1)];
        let known = self.search.questions.iter().chain(&list);
        let state = self.state();
        let mut open: Vec<(Option<DateTime<Utc>>, AccountQuestion)> = Vec::new();
        let mut seen = HashSet::new();
        for question in accounts.chain(known.cloned()) {
            if !self.forge.answers(&question) || !seen.insert(question.clone()) {
                continue;
            }
            let question = match question {
                AccountQuestion::Page(first) => {
                    match state.memory.next_page(host, first, self.since()) {
                        Some(page) => AccountQuestion::Page(page),
                        None => continue,
                    }
                }
                other => other,
            };
            let answered = state.memory.answered(host, &question.to_string());
            let on = answered.map(|answered| answered.on);
            if on.is_none_or(|on| on < self.since()) {
                open.push((on, question));
            }
        }
        open.sort_by_key(|(on, question)| {
            let is_account = matches!(question, AccountQuestion::Account(_));
            (!is_account, *on)
        });
        open.into_iter().map(|(_, question)| question).collect()
    }

    fn is_fresh(&self, question: &str) -> bool {
        let state = self.state();
        let answered = state.memory.answered(self.forge.host(), question);
        answered.is_some_and(|answered| answered.on >= self.since())
    }

    /// Answers from before this moment are too old.
    fn since(&self) -> DateTime<Utc> {
        let since = self.search.now.checked_sub_signed(self.search.again_after);
        since.unwrap_or(DateTime::<Utc>::MIN_UTC)
    }

    /// Asks what follows from an answer: the next page of a list, and what an account says
    /// of itself where its login alone is known.
    fn follow(&mut self, question: &AccountQuestion, profiles: &[AccountProfile], has_more: bool) {
        if let AccountQuestion::Page(page) = question
            && has_more
        {
            self.open.push_front(AccountQuestion::Page(page + 1));
        }
        for profile in profiles.iter().filter(|profile| !profile.is_whole) {
            let question = AccountQuestion::Account(profile.account.path().to_owned());
            if !self.is_fresh(&question.to_string()) && !self.open.contains(&question) {
                self.open.push_front(question);
            }
        }
    }

    async fn publiccode(&self, progress: &mut ForgeProgress) -> Result<(), ForgeError> {
        for words in PUBLICCODE_WORDS {
            let name = format!("publiccode {words}");
            let left = self.requests_left();
            if left == 0 || self.is_fresh(&name) {
                continue;
            }
            let Some(found) = self.forge.search_publiccode(words, left).await? else {
                return Ok(());
            };
            progress.answered += 1;
            // The account of a person is no body's.
            let repositories: Vec<PubliccodeHit> = found
                .into_iter()
                .filter(|hit| hit.by_organisation != Some(false))
                .collect();
            self.remember(name, |answered| answered.repositories = repositories);
            self.save();
        }
        Ok(())
    }

    fn remember(&self, question: String, tell: impl FnOnce(&mut Answered)) {
        let mut answered = Answered::at(self.search.now);
        tell(&mut answered);
        let mut state = self.state();
        state
            .memory
            .remember(self.forge.host().clone(), question, answered);
    }

    fn save(&self) {
        let mut state = self.state();
        if state.failed.is_none() {
            state.failed = (self.save)(&state.memory).err();
        }
    }

    fn state(&self) -> MutexGuard<'_, Shared<E>> {
        // An answer is put in whole, whoever panicked.
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn in_words(error: &ForgeError) -> String {
    match error {
        ForgeError::OutOfBudget { host, until } => format!(
            "{error}. Run the command again after {until}; give {host} a token if this happens often"
        ),
        ForgeError::Halted(_) => {
            "The search was stopped. The same command goes on from there".to_owned()
        }
        error => format!("{error}. {}", error.advice()),
    }
}
