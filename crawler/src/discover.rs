//! Asks the forges themselves where Dutch government code may be.

mod memory;
mod questions;

use crate::address::RepositoryUrl;
use crate::forge::{ForgeConfig, ForgeError, ForgeKind};
use crate::halt::Halt;

pub use memory::{Answered, Memory, MemoryError};
pub use questions::questions;

/// What a publiccode.yml of a Dutch organisation holds: the address of its identifier
/// in TOOI, or its country.
pub const SEARCHES: &[&str] = &["identifier.overheid.nl", "\"countries\" \"nl\""];

/// What the forges found.
#[derive(Debug, Default)]
pub struct Searched {
    /// Repositories with a publiccode.yml that names a Dutch organisation.
    pub repositories: Vec<RepositoryUrl>,
    /// What went wrong, or could not be asked.
    pub problems: Vec<String>,
}

/// Searches every forge that has a search of code.
pub async fn search(forges: &[ForgeConfig], halt: &Halt) -> Searched {
    let mut searched = Searched::default();
    for config in forges {
        match search_one(config, halt).await {
            Ok(Some(found)) => searched.repositories.extend(found),
            Ok(None) => searched.problems.push(format!(
                "{} has no search of code for everybody; it was not asked",
                config.host
            )),
            Err(error) => searched
                .problems
                .push(format!("{error}. {}", error.advice())),
        }
    }
    searched.repositories.sort();
    searched.repositories.dedup();
    searched
}

async fn search_one(
    config: &ForgeConfig,
    halt: &Halt,
) -> Result<Option<Vec<RepositoryUrl>>, ForgeError> {
    let forge = ForgeKind::connect(config, halt)?;
    let mut all = Vec::new();
    for words in SEARCHES {
        match forge.search_publiccode(words, u64::MAX).await? {
            Some(found) => all.extend(found.into_iter().map(|hit| hit.repository)),
            None => return Ok(None),
        }
    }
    Ok(Some(all))
}
