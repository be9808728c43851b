//! Accounts in lists of others, for whom they are said to be.

use std::path::PathBuf;

use bronwijzer_crawler::address::AccountUrl;
use bronwijzer_crawler::organisation::Slug;
use bronwijzer_crawler::registry::Registry;

use crate::exchange::List;

/// An account that a list has.
pub(super) struct Listed {
    /// The list.
    pub(super) file: String,
    /// Whose it is by the list.
    pub(super) organisation: Slug,
    /// Whether the list says so by an identifier.
    pub(super) by_id: bool,
    /// The account.
    pub(super) account: AccountUrl,
}

/// Reads lists. What can't be used is logged with its line, and the rest is used.
///
/// # Errors
/// When one is no list.
pub(super) fn read(files: &[PathBuf], registry: &Registry) -> anyhow::Result<Vec<Listed>> {
    let mut all = Vec::new();
    for path in files {
        let list = List::read(path, None)?;
        let file = path.display().to_string();
        for problem in &list.problems {
            tracing::warn!("{problem}");
        }
        for row in &list.rows {
            let Some((organisation, by_id)) = row.in_registry(registry) else {
                tracing::warn!(
                    "{file}:{}: the registry has no organisation `{}`; its accounts are skipped",
                    row.line,
                    row.organisation.name
                );
                continue;
            };
            all.extend(row.organisation.accounts.iter().map(|account| Listed {
                file: file.clone(),
                organisation: organisation.slug.clone(),
                by_id,
                account: account.clone(),
            }));
        }
    }
    Ok(all)
}
