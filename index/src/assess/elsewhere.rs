//! Whether what is seen here happens elsewhere: mirrors, copies that name
//! another home, and forks that nobody pushed to.

use bronwijzer_crawler::address::{self, RepositoryUrl};
use bronwijzer_crawler::observation::Observation;
use chrono::TimeDelta;
use url::Url;

use super::publiccode::Publiccode;
use super::{Fact, Reason};

/// A fork that was last pushed to within this many days after it was made holds
/// nothing but its parent's commits: GitHub gives a new fork the time of its
/// parent's last push, and others the time of forking.
const FORKING_DAYS: i64 = 1;

/// The rule that publiccode.yml names another home.
const OTHER_HOME: &str = "publiccode_names_other_home";

/// Where the code is kept up, if that is elsewhere.
pub(super) fn kept_up_elsewhere(
    observation: &Observation,
    publiccode: Option<&Publiccode>,
) -> Vec<Reason> {
    let mut reasons = Vec::new();
    let mirrored = observation.mirror_url.as_deref().map(without_credentials);
    match mirrored {
        Some(Some(address)) => reasons.push(Reason::new(
            "kept_up_elsewhere",
            [("address", Fact::Text(address))],
        )),
        None if observation.flags.mirror != Some(true) => {}
        _ => reasons.push(Reason::new("kept_up_elsewhere_unnamed", [])),
    }
    let named = publiccode.and_then(|file| file.url.as_ref());
    if let Some(url) = named.filter(|url| is_elsewhere(url, observation)) {
        reasons.push(Reason::new(
            OTHER_HOME,
            [("address", Fact::Text(url.to_string()))],
        ));
    }
    reasons
}

/// Whether an address is of another repository: neither a page or another
/// spelling of this one, nor a web site.
fn is_elsewhere(url: &RepositoryUrl, observation: &Observation) -> bool {
    let here = &observation.url;
    let is_forge = address::looks_like_a_forge(url.host()) || url.host() == here.host();
    is_forge && !leads_to(url, here)
}

/// Whether an address, as somebody wrote it, leads to a repository.
fn leads_to(url: &RepositoryUrl, repository: &RepositoryUrl) -> bool {
    let whole = |url: &RepositoryUrl| address::whole(url).map(|url| url.key());
    url.key() == repository.key() || whole(url) == whole(repository)
}

/// Whether a reason says that it is kept up elsewhere.
pub(super) fn is_elsewhere_reason(reason: &Reason) -> bool {
    [OTHER_HOME, "kept_up_elsewhere", "kept_up_elsewhere_unnamed"].contains(&reason.rule)
}

/// Takes out what names an address that the repository had before: it still
/// leads there.
pub(super) fn forget_former(reasons: &mut Vec<Reason>, former: &[RepositoryUrl]) {
    reasons.retain(|reason| {
        let address = reason.facts.iter().find_map(|(name, fact)| match fact {
            Fact::Text(text) if *name == "address" => text.parse().ok(),
            _ => None,
        });
        let is_former = |url: RepositoryUrl| former.iter().any(|one| leads_to(&url, one));
        reason.rule != OTHER_HOME || !address.is_some_and(is_former)
    });
}

/// The address, without a user or password that somebody left in it. `None`
/// when it is no address.
fn without_credentials(address: &str) -> Option<String> {
    let mut url = Url::parse(address.trim()).ok()?;
    url.set_username("").ok()?;
    url.set_password(None).ok()?;
    Some(url.to_string())
}

/// A fork that nobody pushed to and that has no release of its own: what shows
/// of it is its parent's. `None` also where the facts don't tell.
pub(super) fn fork_without_own_push(observation: &Observation) -> Option<Reason> {
    let is_fork = observation.flags.fork == Some(true) || observation.parent.is_some();
    let (created, pushed) = (observation.created_at?, observation.pushed_at?);
    let forked = created + TimeDelta::days(FORKING_DAYS);
    let mut releases = observation.releases.iter().flat_map(|all| &all.newest);
    if !is_fork || pushed > forked || releases.any(|release| release.at > Some(forked)) {
        return None;
    }
    let date = ("date", Fact::Date(created.date_naive()));
    Some(match &observation.parent {
        Some(parent) => Reason::new(
            "fork_without_own_push",
            [date, ("address", Fact::Text(parent.to_string()))],
        ),
        None => Reason::new("fork_without_own_push_unnamed", [date]),
    })
}
