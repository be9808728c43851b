//! What people said of a repository, as far as judgements rest on it. A statement is a fact
//! whose source is a person.

use std::sync::Arc;

use bronwijzer_crawler::observation::Observation;
use bronwijzer_crawler::organisation::Slug;
use chrono::{DateTime, Utc};

use super::publiccode::{Publiccode, organisation_key};
use super::seeking::Seeking;
use super::{Fact, Reason, Verdict};
use crate::community::kinds::{Field, StatementKind};
use crate::community::statement::{Behalf, Statement};

/// The rule by which an owner seeks, refuses or said farewell here.
const SEEKS: &str = "stated_by_owner";
const SEEKS_NOTHING: &str = "stated_seeks_nothing";
const FAREWELL: &str = "stated_farewell";

/// What holds of a repository by the word of people, and what its owner is called.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stated {
    /// What its owner seeks, and since when.
    seeks: Option<(String, DateTime<Utc>)>,
    /// When its owner told why it stopped.
    farewell: Option<DateTime<Utc>>,
    /// The organisations that use it, beside the owner.
    users: Vec<User>,
    /// What the owner is called.
    owner_names: Vec<String>,
}

/// An organisation that says that it uses something.
#[derive(Debug, Clone, PartialEq, Eq)]
struct User {
    slug: Slug,
    /// What it is called, as publiccode.yml may name it.
    keys: Vec<String>,
}

impl Stated {
    /// What follows from statements about one repository, which is `owner`'s. `names` gives
    /// what an organisation is called.
    #[must_use]
    pub fn of(
        statements: &[Arc<Statement>],
        owner: Option<&Slug>,
        names: impl Fn(&Slug) -> Vec<String>,
    ) -> Self {
        let mut stated = Self {
            owner_names: owner.map(&names).unwrap_or_default(),
            ..Self::default()
        };
        for one in statements.iter().filter(|one| one.holds()) {
            match one.kind {
                StatementKind::Seeking => {
                    let sought = one.value(Field::Sought).map(str::to_owned);
                    stated.seeks = sought.map(|sought| (sought, one.since)).or(stated.seeks);
                }
                StatementKind::Farewell => stated.farewell = Some(one.since),
                StatementKind::Use if one.value(Field::Stage) != Some("stopped") => {
                    if let Behalf::Organisation(slug) = &one.behalf
                        && owner != Some(slug)
                        && stated.users.iter().all(|user| user.slug != *slug)
                    {
                        let names = names(slug);
                        stated.users.push(User {
                            slug: slug.clone(),
                            keys: names.iter().map(|name| organisation_key(name)).collect(),
                        });
                    }
                }
                _ => {}
            }
        }
        stated
    }

    /// What the registry calls the owner.
    pub(super) fn owner_names(&self) -> &[String] {
        &self.owner_names
    }

    /// The organisations that say that they use it and that its publiccode.yml does not name.
    pub(super) fn users_beside(
        &self,
        declared: Option<&Publiccode>,
        observation: &Observation,
    ) -> Vec<Slug> {
        let named = declared.map(|file| file.used_by_others(observation));
        let named = named.into_iter().flatten();
        let named: Vec<String> = named.map(organisation_key).collect();
        let is_named = |user: &&User| user.keys.iter().any(|key| named.contains(key));
        let unnamed = self.users.iter().filter(|user| !is_named(user));
        unnamed.map(|user| user.slug.clone()).collect()
    }

    /// The verdict on seeking by the word of its owner, which counts for more than what is
    /// likely; `None` where they said nothing.
    pub(super) fn seeking(&self) -> Option<Verdict<Seeking>> {
        let verdict = |value, rule, since: &DateTime<Utc>, what: Option<&str>| {
            let mut reason = Reason::new(rule, [("since", Fact::Date(since.date_naive()))]);
            let what = what.map(|what| ("sought", Fact::Text(what.to_owned())));
            reason.facts.extend(what);
            Some(Verdict {
                value,
                reasons: vec![reason],
            })
        };
        match (&self.seeks, &self.farewell) {
            (Some((sought, since)), _) if sought == "nothing" => {
                verdict(Seeking::No, SEEKS_NOTHING, since, None)
            }
            (Some((sought, since)), _) => verdict(Seeking::Explicit, SEEKS, since, Some(sought)),
            (None, Some(since)) => verdict(Seeking::No, FAREWELL, since, None),
            (None, None) => None,
        }
    }
}
