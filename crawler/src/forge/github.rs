//! GitHub.
use super::{Fetched, Forge, ForgeConfig, ForgeError, HistoryRequest, Listing};
use crate::address::{AccountUrl, ForgeHost, RepositoryId};
use crate::commits::CommitActivity;
use crate::run::Spending;
/// GitHub.
#[derive(Debug)]
pub struct GitHub {
    host: ForgeHost,
}
impl GitHub {
    /// Connects.
    pub fn connect(config: &ForgeConfig) -> Result<Self, ForgeError> {
        Ok(Self { host: config.host.clone() })
    }
}
#[async_trait::async_trait]
impl Forge for GitHub {
    fn host(&self) -> &ForgeHost {
        &self.host
    }
    fn accounts_per_list(&self) -> usize {
        10
    }
    async fn list(&self, _accounts: &[AccountUrl]) -> Vec<Result<Listing, ForgeError>> {
        Vec::new()
    }
    fn repositories_per_fetch(&self) -> usize {
        25
    }
    async fn fetch(&self, _handles: &[String]) -> Result<Vec<Fetched>, ForgeError> {
        Ok(Vec::new())
    }
    async fn histories(
        &self,
        _wanted: Vec<HistoryRequest>,
        _max_requests: u64,
    ) -> Result<Vec<(RepositoryId, CommitActivity)>, ForgeError> {
        Ok(Vec::new())
    }
    fn spending(&self) -> Spending {
        Spending { host: self.host.clone(), requests: 0, points: 0, bytes: 0, remaining: None }
    }
}
