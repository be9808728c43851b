//! Where a crawl looks: accounts on forges, and repositories registered by
//! themselves.

use async_graphql::{Context, Object, Result, SimpleObject};
use bronwijzer_index::catalogue::{AccountMemory, AccountUrl};
use bronwijzer_index::{Catalogue, IndexError, uuid_of_account};
use chrono::{DateTime, Utc};

use crate::batch::Batched;
use crate::facts::Forge;
use crate::uuid::Uuid;

/// An account, and whether the registry has it.
pub(crate) struct Account {
    pub(crate) url: AccountUrl,
    pub(crate) registered: bool,
}

/// An organisation's account on a forge, or a repository of its own under an
/// account that is not.
#[Object]
impl Account {
    /// Its address.
    async fn url(&self) -> String {
        self.url.to_string()
    }

    /// By which other programs know it: of version 5, in the namespace of URLs, of its address
    /// in lower case.
    async fn uuid(&self) -> Uuid {
        Uuid(uuid_of_account(&self.url))
    }

    /// The forge.
    async fn forge(&self) -> Forge {
        Forge::of(self.url.host())
    }

    /// Its name on the forge.
    async fn path(&self) -> &str {
        self.url.path()
    }

    /// Whether the registry of organisations has it. What was found under an
    /// account that has left the registry stays, and is no longer looked at.
    async fn registered(&self) -> bool {
        self.registered
    }

    /// How the last crawls of it went; null when none has tried it.
    async fn crawled(&self, ctx: &Context<'_>) -> Result<Option<AccountState>> {
        let memory = self.url.clone().load(ctx).await?;
        Ok(memory.map(Into::into))
    }
}

/// How the crawls of an account went.
impl Batched for AccountUrl {
    type Found = Option<AccountMemory>;

    fn read(&self, catalogue: &Catalogue) -> Result<Self::Found, IndexError> {
        catalogue.account(self)
    }
}

/// How the last crawls of an account went.
#[derive(SimpleObject)]
pub(crate) struct AccountState {
    /// When a crawl was last done with it.
    completed_at: Option<DateTime<Utc>>,
    /// Since when it can't be listed; null when the last try went well. What
    /// was found before stays as it was.
    failed_since: Option<DateTime<Utc>>,
    /// Why not.
    failure: Option<String>,
}

impl From<AccountMemory> for AccountState {
    fn from(memory: AccountMemory) -> Self {
        Self {
            completed_at: memory.completed_at,
            failed_since: memory.failed_since,
            failure: memory.failure,
        }
    }
}
