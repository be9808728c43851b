//! What forges answered, and when: a file in the data folder, so that a search goes on
//! where it stopped and nothing is asked twice within its time.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{ErrorKind, Read, Write};
use std::path::Path;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::address::{AccountUrl, ForgeHost};
use crate::forge::{AccountProfile, AccountQuestion, PubliccodeHit};

/// The form of the file.
const VERSION: u32 = 1;

/// The largest file that is read, in bytes.
const MAX_BYTES: u64 = 64 * 1024 * 1024;

/// Everything that forges answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Memory {
    version: u32,
    /// By forge and question.
    forges: BTreeMap<ForgeHost, BTreeMap<String, Answered>>,
}

impl Default for Memory {
    fn default() -> Self {
        Self {
            version: VERSION,
            forges: BTreeMap::new(),
        }
    }
}

/// An answer that is remembered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answered {
    /// When it came.
    pub on: DateTime<Utc>,
    /// The organisations in it that are worth remembering.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub profiles: Vec<AccountProfile>,
    /// The repositories in it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub repositories: Vec<PubliccodeHit>,
    /// Whether there was more than was read.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub has_more: bool,
}

impl Answered {
    /// An answer of this moment, with nothing in it.
    #[must_use]
    pub fn at(on: DateTime<Utc>) -> Self {
        Self {
            on,
            profiles: Vec::new(),
            repositories: Vec::new(),
            has_more: false,
        }
    }
}

/// Why the file can't be used.
#[derive(Debug, thiserror::Error)]
pub enum MemoryError {
    /// It can't be opened or read.
    #[error(
        "{file}, which remembers what forges answered, can't be read: {source}. Correct its rights, or remove it to ask everything anew"
    )]
    Unreadable {
        /// The file.
        file: String,
        /// Why.
        source: std::io::Error,
    },
    /// It can't be written.
    #[error("{file}, which remembers what forges answered, can't be written: {source}")]
    Unwritable {
        /// The file.
        file: String,
        /// Why.
        source: std::io::Error,
    },
}

impl Memory {
    /// Reads the file at `path`; nothing is known where there is none. Of a file that is
    /// broken, or of another version of the program, nothing is used: the text says why.
    ///
    /// # Errors
    /// When the file is there and can't be read.
    pub fn load(path: &Path) -> Result<(Self, Option<String>), MemoryError> {
        let file = path.display().to_string();
        let mut bytes = Vec::new();
        let read =
            File::open(path).and_then(|open| open.take(MAX_BYTES + 1).read_to_end(&mut bytes));
        match read {
            Ok(_) => {}
            Err(error) if error.kind() == ErrorKind::NotFound => {
                return Ok((Self::default(), None));
            }
            Err(source) => return Err(MemoryError::Unreadable { file, source }),
        }
        let anew = |why: String| {
            let notice = format!("{file} {why}, so every forge is asked anew");
            Ok((Self::default(), Some(notice)))
        };
        if bytes.len() as u64 > MAX_BYTES {
            return anew(format!("is larger than {MAX_BYTES} bytes"));
        }
        match serde_json::from_slice::<Self>(&bytes) {
            Ok(memory) if memory.version == VERSION => Ok((memory, None)),
            Ok(memory) => anew(format!("is of version {}", memory.version)),
            Err(error) => anew(format!("is broken ({error})")),
        }
    }

    /// Writes the file whole: who reads it sees the one before or this one.
    ///
    /// # Errors
    /// When it can't be written; the one before is still there.
    pub fn save(&self, path: &Path) -> Result<(), MemoryError> {
        let write = || {
            let temporary = path.with_extension("json.new");
            let mut file = File::create(&temporary)?;
            file.write_all(&serde_json::to_vec(self)?)?;
            file.sync_all()?;
            std::fs::rename(&temporary, path)
        };
        write().map_err(|source| MemoryError::Unwritable {
            file: path.display().to_string(),
            source,
        })
    }

    /// What a forge answered to a question.
    pub(super) fn answered(&self, host: &ForgeHost, question: &str) -> Option<&Answered> {
        self.forges.get(host)?.get(question)
    }

    pub(super) fn remember(&mut self, host: ForgeHost, question: String, answered: Answered) {
        let answers = self.forges.entry(host).or_default();
        answers.insert(question, answered);
    }

    /// The first page of a list, from `first` on, that was not read since; `None` when all
    /// were.
    pub(super) fn next_page(
        &self,
        host: &ForgeHost,
        first: u64,
        since: DateTime<Utc>,
    ) -> Option<u64> {
        let mut page = first;
        loop {
            let question = AccountQuestion::Page(page).to_string();
            match self.answered(host, &question) {
                Some(answered) if answered.on >= since => {
                    if !answered.has_more {
                        return None;
                    }
                    page += 1;
                }
                _ => return Some(page),
            }
        }
    }

    /// Every organisation that is remembered, as it was seen last. One that has been asked
    /// for by its login, and was not there, is left out.
    #[must_use]
    pub fn profiles(&self) -> Vec<(&AccountProfile, DateTime<Utc>)> {
        let mut newest: BTreeMap<String, (&AccountProfile, DateTime<Utc>)> = BTreeMap::new();
        for (host, answers) in &self.forges {
            for answered in answers.values() {
                for profile in &answered.profiles {
                    if self.is_gone(host, profile, answered.on) {
                        continue;
                    }
                    let rank =
                        |(profile, on): &(&AccountProfile, DateTime<Utc>)| (profile.is_whole, *on);
                    let seen = (profile, answered.on);
                    newest
                        .entry(profile.account.key())
                        .and_modify(|known| {
                            if rank(&seen) > rank(known) {
                                *known = seen;
                            }
                        })
                        .or_insert(seen);
                }
            }
        }
        newest.into_values().collect()
    }

    fn is_gone(&self, host: &ForgeHost, profile: &AccountProfile, on: DateTime<Utc>) -> bool {
        let question = AccountQuestion::Account(profile.account.path().to_owned());
        let answered = self.answered(host, &question.to_string());
        answered.is_some_and(|answered| answered.on >= on && answered.profiles.is_empty())
    }

    /// Whether an account was asked for by its login, and what the forge said: `None` when
    /// it was not asked, or else whether an organisation is there.
    #[must_use]
    pub fn is_organisation(&self, account: &AccountUrl) -> Option<bool> {
        let question = AccountQuestion::Account(account.path().to_owned());
        let answered = self.answered(account.host(), &question.to_string());
        answered.map(|answered| !answered.profiles.is_empty())
    }

    /// Every repository with a publiccode.yml that a search found.
    #[must_use]
    pub fn repositories(&self) -> Vec<&PubliccodeHit> {
        let answers = self.forges.values().flat_map(BTreeMap::values);
        let mut found: Vec<&PubliccodeHit> = answers
            .flat_map(|answered| &answered.repositories)
            .collect();
        found.sort();
        found.dedup();
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn host() -> ForgeHost {
        ForgeHost::new("github.com")
    }

    fn now() -> DateTime<Utc> {
        "2026-11-29T10:00:00Z".parse().unwrap()
    }

    fn with(profiles: Vec<AccountProfile>) -> Answered {
        Answered {
            profiles,
            ..Answered::at(now())
        }
    }

    #[test]
    fn memory_is_read_as_it_was_saved() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("discover.json");
        assert_eq!(Memory::load(&path).unwrap(), (Memory::default(), None));
        let mut memory = Memory::default();
        let answered = with(vec![AccountProfile::bare(&host(), "Gemeente-Zeist")]);
        memory.remember(host(), "words zeist".to_owned(), answered);
        memory.save(&path).unwrap();
        assert_eq!(Memory::load(&path).unwrap(), (memory, None));
        let files = std::fs::read_dir(folder.path()).unwrap();
        assert_eq!(files.count(), 1);
    }

    #[test]
    fn broken_memory_begins_anew_and_says_so() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("discover.json");
        for (text, why) in [
            ("{\"version\":1,\"forges\":{\"github.c", "is broken"),
            ("\u{0}\u{1}", "is broken"),
            ("{\"version\":9,\"forges\":{}}", "is of version 9"),
        ] {
            std::fs::write(&path, text).unwrap();
            let (memory, told) = Memory::load(&path).unwrap();
            assert_eq!(memory, Memory::default());
            assert!(told.unwrap().contains(why), "{text}");
        }
    }

    #[test]
    fn list_goes_on_after_the_last_page_that_was_read() {
        let mut memory = Memory::default();
        let host = host();
        let page = |memory: &mut Memory, page: u64, on: DateTime<Utc>, has_more: bool| {
            let answered = Answered {
                has_more,
                ..Answered::at(on)
            };
            memory.remember(
                host.clone(),
                AccountQuestion::Page(page).to_string(),
                answered,
            );
        };
        let since = now() - chrono::TimeDelta::days(30);
        assert_eq!(memory.next_page(&host, 1, since), Some(1));
        page(&mut memory, 1, now(), true);
        assert_eq!(memory.next_page(&host, 1, since), Some(2));
        page(&mut memory, 2, now(), false);
        assert_eq!(memory.next_page(&host, 1, since), None);
        page(&mut memory, 1, since - chrono::TimeDelta::days(1), true);
        assert_eq!(memory.next_page(&host, 1, since), Some(1));
    }

    #[test]
    fn account_that_is_not_there_is_left_out() {
        let mut memory = Memory::default();
        let bare = AccountProfile::bare(&host(), "zeist");
        let whole = AccountProfile {
            is_whole: true,
            name: Some("Gemeente Zeist".to_owned()),
            ..bare.clone()
        };
        memory.remember(host(), "words zeist".to_owned(), with(vec![bare]));
        assert_eq!(memory.is_organisation(&whole.account), None);
        let asked = "account zeist".to_owned();
        memory.remember(host(), asked.clone(), with(vec![whole.clone()]));
        assert_eq!(memory.profiles(), [(&whole, now())]);
        memory.remember(host(), asked, with(Vec::new()));
        assert_eq!(memory.profiles(), []);
        assert_eq!(memory.is_organisation(&whole.account), Some(false));
    }
}
