//! News: what happened to what a member follows, and to what the organisations that they
//! speak for use. By a feed at a secret address, and by mail.

use std::collections::BTreeSet;

use bronwijzer_crawler::address::RepositoryId;
use bronwijzer_crawler::organisation::Slug;
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use strum::IntoStaticStr;
use url::form_urlencoded;

use super::Community;
use super::said::{Said, put, read_json};
use crate::assess::MaintenanceStatus;
use crate::community::CommunityError;
use crate::community::action::Followed;
use crate::community::inbox::Message;
use crate::community::kinds::{Field, StatementKind};
use crate::community::member::{DigestFrequency, Member, MemberId};
use crate::community::statement::{Behalf, Statement, StatementId, Subject};
use crate::model::{Entry, EventKind, StatusCause};
use crate::search::{FacetName, Filter, SearchRequest, Sort};
use crate::store::documents::{Before, DocumentWrite, Table};

/// The most repositories of one organisation, theme or search that are told as new.
const MOST_NEW: usize = 20;
/// The most repositories that an organisation uses and that are looked at.
const MOST_USED: usize = 100;
/// The most that is told at once: the newest.
const MOST_NEWS: usize = 100;

/// What happened.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    IntoStaticStr,
    async_graphql::Enum,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum NewsKind {
    /// Nobody has worked on it for long.
    WentQuiet,
    /// It is worked on again.
    Revived,
    /// Its owner archived it.
    Archived,
    /// It is there no longer.
    Left,
    /// It has another owner.
    NewOwner,
    /// It may be used under other terms.
    LicenceChanged,
    /// Its owner seeks a maintainer, help or partners.
    Seeking,
    /// Its owner told why it stopped.
    Farewell,
    /// Somebody said something else about it.
    Statement,
    /// A repository is in the catalogue for the first time.
    NewRepository,
}

/// A piece of news.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct News {
    /// When it was noticed.
    pub at: DateTime<Utc>,
    /// What.
    pub kind: NewsKind,
    /// With which repository.
    pub repository: Option<RepositoryId>,
    /// With which organisation.
    pub organisation: Option<Slug>,
    /// By which statement.
    pub statement: Option<StatementId>,
    /// What it was followed by; `None` where an organisation that the member speaks for uses
    /// the repository.
    pub because: Option<Followed>,
}

/// Until when a member got news by mail.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Digest {
    until: DateTime<Utc>,
}

/// What a message is called that somebody wrote.
const CONTACT: &str = "contact";

/// Under which key it is noted that a member was told of messages.
pub(super) fn of_messages(member: &MemberId) -> String {
    format!("{member}/messages")
}

/// A time, without its beginning.
type Period = (DateTime<Utc>, DateTime<Utc>);

fn is_in((since, now): Period, at: DateTime<Utc>) -> bool {
    since < at && at <= now
}

impl Community {
    /// What happened after `since` and until `now` to what a member follows, and to what an
    /// organisation that they speak for uses; the newest first, at most 100.
    ///
    /// # Errors
    /// When the store or the search index fails.
    pub fn news_for(
        &self,
        member: &MemberId,
        since: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<Vec<News>, CommunityError> {
        let said = self.said();
        let Some(member) = said.members.get(member) else {
            return Ok(Vec::new());
        };
        let period = (since, now);
        let mut news = Vec::new();
        for followed in self.follows_of(&member.id)? {
            let because = Some(&followed);
            match &followed {
                Followed::Subject(Subject::Repository(id)) => {
                    news.extend(self.of_repository(&said, id, period, because)?);
                }
                Followed::Subject(Subject::Organisation(slug)) => {
                    news.extend(of_organisation(&said, slug, period, because));
                    let wanted = filter(FacetName::Organisation, slug.as_str());
                    news.extend(self.new_repositories(String::new(), wanted, period, because)?);
                }
                Followed::Subject(_) => {}
                Followed::Theme(theme) => {
                    let wanted = filter(FacetName::Theme, theme);
                    news.extend(self.new_repositories(String::new(), wanted, period, because)?);
                }
                Followed::Search(search) => {
                    let (query, wanted) = read_search(search);
                    news.extend(self.new_repositories(query, wanted, period, because)?);
                }
            }
        }
        for id in self.used_by(&said, member)? {
            news.extend(self.of_repository(&said, &id, period, None)?);
        }
        // What is followed in two ways is told once: by the first.
        let mut seen = BTreeSet::new();
        news.retain(|one| {
            let what = (one.kind, one.at, one.statement.clone());
            let with = one.repository.as_ref().map(ToString::to_string);
            seen.insert((what, with, one.organisation.clone()))
        });
        news.sort_by_key(|one| std::cmp::Reverse(one.at));
        news.truncate(MOST_NEWS);
        Ok(news)
    }

    fn of_repository(
        &self,
        said: &Said,
        id: &RepositoryId,
        period: Period,
        because: Option<&Followed>,
    ) -> Result<Vec<News>, CommunityError> {
        let entry = self.catalogue()?.entry(id)?;
        let events = entry.iter().flat_map(|entry| events_of(entry, period));
        let statements = said.about(&Subject::Repository(id.clone())).iter();
        let statements = statements.filter_map(|one| statement_news(one, period));
        let all = events.map(|(at, kind)| (at, kind, None)).chain(statements);
        let news = all.map(|(at, kind, statement)| News {
            at,
            kind,
            repository: Some(id.clone()),
            organisation: None,
            statement,
            because: because.cloned(),
        });
        Ok(news.collect())
    }

    fn new_repositories(
        &self,
        query: String,
        wanted: Filter,
        period: Period,
        because: Option<&Followed>,
    ) -> Result<Vec<News>, CommunityError> {
        let page = self.catalogue()?.search(&SearchRequest {
            query,
            all_words: true,
            filter: wanted,
            sort: Some(Sort::FirstSeen),
            first: MOST_NEW,
            ..SearchRequest::default()
        })?;
        let new = page.hits.into_iter().map(|hit| hit.card);
        let new = new.filter(|card| is_in(period, card.first_seen_at));
        let news = new.map(|card| News {
            at: card.first_seen_at,
            kind: NewsKind::NewRepository,
            repository: Some(card.id),
            organisation: None,
            statement: None,
            because: because.cloned(),
        });
        Ok(news.collect())
    }

    /// What the organisations that a member speaks for use, as they say here or as a
    /// publiccode.yml has it.
    fn used_by(
        &self,
        said: &Said,
        member: &Member,
    ) -> Result<BTreeSet<RepositoryId>, CommunityError> {
        let catalogue = self.catalogue()?;
        let mut used = BTreeSet::new();
        for one in &member.represents {
            let behalf = Behalf::Organisation(one.organisation.clone());
            let uses = said.statements.values().filter(|said| {
                said.kind == StatementKind::Use && said.holds() && said.behalf == behalf
            });
            used.extend(uses.filter_map(|said| match &said.subject {
                Subject::Repository(id) => Some(id.clone()),
                _ => None,
            }));
            let (_, cards) = catalogue.used_by(&one.organisation, MOST_USED)?;
            used.extend(cards.into_iter().map(|card| card.id));
        }
        Ok(used)
    }

    /// The members whose digest is due: a day or a week after the last one, as they chose.
    /// Where there is no news, no mail is sent and nothing is to be noted.
    ///
    /// # Errors
    /// When the store fails.
    pub fn digests_due(&self, now: DateTime<Utc>) -> Result<Vec<MemberId>, CommunityError> {
        let mut due = Vec::new();
        for member in self.said().members.values() {
            if let Some(period) = period_of(member)
                && self.digest_from(&member.id, now)? + period <= now
            {
                due.push(member.id.clone());
            }
        }
        Ok(due)
    }

    /// From when on the next digest of a member tells news.
    ///
    /// # Errors
    /// When the store fails.
    pub fn digest_from(
        &self,
        member: &MemberId,
        now: DateTime<Utc>,
    ) -> Result<DateTime<Utc>, CommunityError> {
        if let Some(json) = self.store.document(Table::Digests, &member.0)? {
            return Ok(read_json::<Digest>(&json)?.until);
        }
        let said = self.said();
        let period = said
            .members
            .get(member)
            .and_then(|member| period_of(member));
        Ok(now - period.unwrap_or_else(|| TimeDelta::days(1)))
    }

    /// Notes that news until a moment was mailed. Whoever notes it first sends it: of two at
    /// the same time, or after a restart, the other one is refused.
    ///
    /// # Errors
    /// [`CommunityError::Conflict`] when news until then or later was mailed already, and when
    /// the store fails.
    pub fn digest_sent(
        &self,
        member: &MemberId,
        until: DateTime<Utc>,
    ) -> Result<(), CommunityError> {
        self.note_mail(&member.0, until)
    }

    /// Takes the note of [`Community::digest_sent`] back, as the mail was refused: the next
    /// digest tells news since `since` again.
    ///
    /// # Errors
    /// [`CommunityError::Conflict`] when something else was noted since, and when the store
    /// fails.
    pub fn digest_not_sent(
        &self,
        member: &MemberId,
        since: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> Result<(), CommunityError> {
        self.take_note_back(&member.0, since, until)
    }

    /// The newest message that somebody wrote to a member in the last week, and that no mail
    /// told of yet. `None` for who wants no mail.
    ///
    /// # Errors
    /// When the store fails.
    pub fn untold_message(
        &self,
        member: &Member,
        now: DateTime<Utc>,
    ) -> Result<Option<Message>, CommunityError> {
        if period_of(member).is_none() {
            return Ok(None);
        }
        let told_until = self.told_until(&member.id, now)?;
        let messages = self.messages_of(&member.id)?;
        let mut newest_first = messages.into_iter().rev();
        Ok(newest_first.find(|one| one.what == CONTACT && one.at > told_until))
    }

    fn told_until(
        &self,
        member: &MemberId,
        now: DateTime<Utc>,
    ) -> Result<DateTime<Utc>, CommunityError> {
        let week_ago = now - TimeDelta::days(7);
        let json = self.store.document(Table::Digests, &of_messages(member))?;
        let digest = json.map(|json| read_json::<Digest>(&json)).transpose()?;
        Ok(digest.map_or(week_ago, |digest| digest.until.max(week_ago)))
    }

    /// Notes that a member was told by mail of the messages until a moment.
    ///
    /// # Errors
    /// As of [`Community::digest_sent`].
    pub fn message_told(
        &self,
        member: &MemberId,
        until: DateTime<Utc>,
    ) -> Result<(), CommunityError> {
        self.note_mail(&of_messages(member), until)
    }

    /// Takes the note of [`Community::message_told`] back, as the mail was refused.
    ///
    /// # Errors
    /// As of [`Community::digest_not_sent`].
    pub fn message_not_told(
        &self,
        member: &MemberId,
        until: DateTime<Utc>,
    ) -> Result<(), CommunityError> {
        let before = until - TimeDelta::microseconds(1);
        self.take_note_back(&of_messages(member), before, until)
    }

    fn note_mail(&self, key: &str, until: DateTime<Utc>) -> Result<(), CommunityError> {
        let json = self.store.document(Table::Digests, key)?;
        let before = match json {
            Some(json) if read_json::<Digest>(&json)?.until >= until => {
                return Err(CommunityError::Conflict);
            }
            Some(json) => Before::Same(json),
            None => Before::Absent,
        };
        let write = DocumentWrite {
            before,
            ..put(Table::Digests, key.to_owned(), &Digest { until })?
        };
        Ok(self.store.write_documents(&[write])?)
    }

    fn take_note_back(
        &self,
        key: &str,
        since: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> Result<(), CommunityError> {
        let json = self.store.document(Table::Digests, key)?;
        let Some(json) = json else {
            return Err(CommunityError::Conflict);
        };
        if read_json::<Digest>(&json)?.until != until {
            return Err(CommunityError::Conflict);
        }
        let write = DocumentWrite {
            before: Before::Same(json),
            ..put(Table::Digests, key.to_owned(), &Digest { until: since })?
        };
        Ok(self.store.write_documents(&[write])?)
    }
}

/// How long it is from one digest of a member to the next; `None` when they want none.
fn period_of(member: &Member) -> Option<TimeDelta> {
    member.email.as_ref()?;
    // Less than whole days: a job that is a little late must not skip a day.
    match member.digest {
        DigestFrequency::Never => None,
        DigestFrequency::Daily => Some(TimeDelta::hours(20)),
        DigestFrequency::Weekly => Some(TimeDelta::hours(7 * 24 - 4)),
    }
}

fn events_of(entry: &Entry, period: Period) -> Vec<(DateTime<Utc>, NewsKind)> {
    let is_quiet = |status: MaintenanceStatus| {
        matches!(
            status,
            MaintenanceStatus::Dormant | MaintenanceStatus::Unmaintained
        )
    };
    let is_kept_up = |status: MaintenanceStatus| {
        matches!(
            status,
            MaintenanceStatus::Active | MaintenanceStatus::Maintained
        )
    };
    let kind_of = |what: &EventKind| match what {
        EventKind::Archived => Some(NewsKind::Archived),
        EventKind::Left { .. } => Some(NewsKind::Left),
        EventKind::Transferred { .. } => Some(NewsKind::NewOwner),
        EventKind::LicenceChanged { .. } => Some(NewsKind::LicenceChanged),
        EventKind::StatusChanged { from, to, cause } if *cause != StatusCause::Rules => {
            if is_quiet(*to) && !is_quiet(*from) {
                Some(NewsKind::WentQuiet)
            } else {
                (is_quiet(*from) && is_kept_up(*to)).then_some(NewsKind::Revived)
            }
        }
        _ => None,
    };
    let events = entry
        .history
        .iter()
        .filter(|event| is_in(period, event.noticed_at));
    events
        .filter_map(|event| Some((event.noticed_at, kind_of(&event.what)?)))
        .collect()
}

/// What a statement is as news: once, when everybody could see it first.
fn statement_news(
    statement: &Statement,
    period: Period,
) -> Option<(DateTime<Utc>, NewsKind, Option<StatementId>)> {
    use crate::community::statement::StatementEventKind::Accepted;
    if !statement.is_public() {
        return None;
    }
    let accepted = statement
        .history
        .iter()
        .rev()
        .find(|event| event.kind == Accepted);
    let at = accepted.map_or(statement.since, |event| event.at);
    let kind = match statement.kind {
        StatementKind::Seeking if statement.value(Field::Sought) != Some("nothing") => {
            NewsKind::Seeking
        }
        StatementKind::Farewell => NewsKind::Farewell,
        _ => NewsKind::Statement,
    };
    is_in(period, at).then(|| (at, kind, Some(statement.id.clone())))
}

fn of_organisation(
    said: &Said,
    slug: &Slug,
    period: Period,
    because: Option<&Followed>,
) -> Vec<News> {
    let about = Subject::Organisation(slug.clone());
    let asked = said.about(&Subject::Software).iter();
    let asked = asked.filter(|one| one.value(Field::Organisation) == Some(slug.as_str()));
    let statements = said.about(&about).iter().chain(asked);
    let news = statements.filter_map(|one| {
        let (at, kind, statement) = statement_news(one, period)?;
        Some(News {
            at,
            kind,
            repository: None,
            organisation: Some(slug.clone()),
            statement,
            because: because.cloned(),
        })
    });
    news.collect()
}

fn filter(facet: FacetName, value: &str) -> Filter {
    Filter([(facet, vec![value.to_owned()])].into())
}

/// What the query string of a page of results asks for: words under `q`, facets under their
/// names. What it has beside them says nothing of what is found.
fn read_search(search: &str) -> (String, Filter) {
    let mut query = String::new();
    let mut filter = Filter::default();
    let search = search.rsplit('?').next().unwrap_or(search);
    for (name, value) in form_urlencoded::parse(search.as_bytes()) {
        if name == "q" {
            query = value.into_owned();
        } else if let Some(facet) = FacetName::ALL
            .iter()
            .find(|one| one.row().parameter() == name)
        {
            filter.0.entry(*facet).or_default().push(value.into_owned());
        }
    }
    (query, filter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn followed_search_is_read_from_its_address() {
        let (query, filter) =
            read_search("?q=open+zaak&maintenance=active&maintenance=maintained&page=3");
        assert_eq!(query, "open zaak");
        let values = &filter.0[&FacetName::Maintenance];
        assert_eq!((filter.0.len(), values.len()), (1, 2));
        assert_eq!(read_search("").1, Filter::default());
    }
}
