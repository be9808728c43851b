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
use crate::model::{Entry, Event, EventKind, StatusCause};
use crate::search::{FacetName, Filter, FirstWritten, SearchRequest, Sort};
use crate::store::StoreError;
use crate::store::documents::{Before, DocumentWrite, Table};

/// The most repositories of one organisation, theme or search that are told as new.
const MOST_NEW: usize = 20;
/// The most repositories that an organisation uses and that are looked at.
const MOST_USED: usize = 100;
/// The most that is told at once: the newest.
const MOST_NEWS: usize = 100;
/// The same of a digest, after which nothing tells it again.
const MOST_NEW_MAILED: usize = 200;
const MOST_MAILED: usize = 500;

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

/// How far a member was told by mail: of news by the numbers of writes, as much may be written
/// long after it was noticed; of messages by the clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct DigestMark {
    until: DateTime<Utc>,
    /// The number of the last write of repositories that was looked at. `None` in what an older
    /// build noted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    written: Option<u64>,
    /// The number of the last write of a statement.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    said: Option<u64>,
}

/// News that is due to a member by mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberDigest {
    /// How far they were told before.
    since: DigestMark,
    /// How far they are told with this.
    until: DigestMark,
    /// The newest first, at most 500.
    pub news: Vec<News>,
}

/// What a message is called that somebody wrote.
const CONTACT: &str = "contact";

/// Under which key it is noted that a member was told of messages.
pub(super) fn of_messages(member: &MemberId) -> String {
    format!("{member}/messages")
}

/// What is looked through for news, without its beginning.
#[derive(Debug, Clone, Copy)]
struct Span {
    since: DateTime<Utc>,
    until: DateTime<Utc>,
    /// The same by the numbers of writes of repositories, and of statements. What has such a
    /// number is told by it where these are known, and by the clock else.
    written: Option<(u64, u64)>,
    said: Option<(u64, u64)>,
    /// The most repositories that are told as new of each thing that is followed.
    most_new: usize,
    /// The most that is told in all.
    limit: usize,
}

impl Span {
    /// From one moment to another, for who reads.
    fn between(since: DateTime<Utc>, until: DateTime<Utc>) -> Self {
        Self {
            since,
            until,
            written: None,
            said: None,
            most_new: MOST_NEW,
            limit: MOST_NEWS,
        }
    }

    fn has(self, at: DateTime<Utc>) -> bool {
        self.since < at && at <= self.until
    }

    fn has_event(self, event: &Event) -> bool {
        self.has_numbered(self.written, event.number, event.noticed_at)
    }

    fn has_numbered(
        self,
        numbers: Option<(u64, u64)>,
        number: Option<u64>,
        at: DateTime<Utc>,
    ) -> bool {
        match (numbers, number) {
            (Some((since, until)), Some(number)) => since < number && number <= until,
            _ => self.has(at),
        }
    }
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
        match said.members.get(member) {
            Some(member) => self.news_in(&said, member, Span::between(since, now)),
            None => Ok(Vec::new()),
        }
    }

    fn news_in(
        &self,
        said: &Said,
        member: &Member,
        span: Span,
    ) -> Result<Vec<News>, CommunityError> {
        let mut news = Vec::new();
        for followed in self.follows_of(&member.id)? {
            let because = Some(&followed);
            match &followed {
                Followed::Subject(Subject::Repository(id)) => {
                    news.extend(self.of_repository(said, id, span, because)?);
                }
                Followed::Subject(Subject::Organisation(slug)) => {
                    news.extend(of_organisation(said, slug, span, because));
                    let wanted = filter(FacetName::Organisation, slug.as_str());
                    news.extend(self.new_repositories("", &wanted, span, because)?);
                }
                Followed::Subject(_) => {}
                Followed::Theme(theme) => {
                    let wanted = filter(FacetName::Theme, theme);
                    news.extend(self.new_repositories("", &wanted, span, because)?);
                }
                Followed::Search(search) => {
                    let (query, wanted) = read_search(search);
                    news.extend(self.new_repositories(&query, &wanted, span, because)?);
                }
            }
        }
        for id in self.used_by(said, member)? {
            news.extend(self.of_repository(said, &id, span, None)?);
        }
        // What is followed in two ways is told once: by the first.
        let mut seen = BTreeSet::new();
        news.retain(|one| {
            let what = (one.kind, one.at, one.statement.clone());
            let with = one.repository.as_ref().map(ToString::to_string);
            seen.insert((what, with, one.organisation.clone()))
        });
        news.sort_by_key(|one| std::cmp::Reverse(one.at));
        news.truncate(span.limit);
        Ok(news)
    }

    fn of_repository(
        &self,
        said: &Said,
        id: &RepositoryId,
        span: Span,
        because: Option<&Followed>,
    ) -> Result<Vec<News>, CommunityError> {
        let entry = self.catalogue()?.entry(id)?;
        let events = entry.iter().flat_map(|entry| events_of(entry, span));
        let statements = said.about(&Subject::Repository(id.clone())).iter();
        let statements = statements.filter_map(|one| statement_news(one, span));
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
        query: &str,
        wanted: &Filter,
        span: Span,
        because: Option<&Followed>,
    ) -> Result<Vec<News>, CommunityError> {
        let catalogue = self.catalogue()?;
        let find = |first_written| {
            catalogue.search(&SearchRequest {
                query: query.to_owned(),
                all_words: true,
                filter: wanted.clone(),
                first_written,
                sort: Some(Sort::FirstSeen),
                first: span.most_new,
                ..SearchRequest::default()
            })
        };
        let (numbered, others) = match span.written {
            Some((since, until)) => (
                find(Some(FirstWritten::Between(since, until)))?.hits,
                find(Some(FirstWritten::Unnumbered))?.hits,
            ),
            None => (Vec::new(), find(None)?.hits),
        };
        let others = others.into_iter();
        let others = others.filter(|hit| span.has(hit.card.first_seen_at));
        let new = numbered.into_iter().chain(others).map(|hit| hit.card);
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

    /// The news that is due to a member by mail: a day or a week after the last one, as they
    /// chose. It goes on where the last one ended, by the numbers of writes: what is written is
    /// told once, however long that is after it was noticed. `None` when nothing is due yet.
    /// Without news no mail is sent and nothing is to be noted.
    ///
    /// # Errors
    /// When the store or the search index fails.
    pub fn digest_for(
        &self,
        member: &MemberId,
        now: DateTime<Utc>,
    ) -> Result<Option<MemberDigest>, CommunityError> {
        let said = self.said();
        let Some(member) = said.members.get(member) else {
            return Ok(None);
        };
        let Some(period) = period_of(member) else {
            return Ok(None);
        };
        let since = self.mark_of(&said, member, now)?;
        if since.until + period > now {
            return Ok(None);
        }
        let until = self.mark(&said, now)?;
        // Numbers that this store has not given out are those of one that was lost.
        let catalogue = self.catalogue()?;
        let given_out = catalogue.meta()?.number;
        let written = since.written.zip(until.written);
        let written = written.filter(|(since, _)| *since <= given_out);
        let numbers_of_said = since.said.zip(until.said);
        let numbers_of_said = numbers_of_said.filter(|(since, until)| since <= until);
        if written.is_some_and(|(since, until)| until < since) {
            // The search index is being made anew.
            return Ok(None);
        }
        let span = Span {
            written,
            said: numbers_of_said,
            most_new: MOST_NEW_MAILED,
            limit: MOST_MAILED,
            ..Span::between(since.until, now)
        };
        let news = self.news_in(&said, member, span)?;
        Ok(Some(MemberDigest { since, until, news }))
    }

    /// How far everything is written now.
    fn mark(&self, said: &Said, now: DateTime<Utc>) -> Result<DigestMark, CommunityError> {
        Ok(DigestMark {
            until: now,
            written: Some(self.catalogue()?.indexed_number()),
            said: Some(said.number),
        })
    }

    /// How far a member was told. Who was told nothing yet is told what comes from now on.
    fn mark_of(
        &self,
        said: &Said,
        member: &Member,
        now: DateTime<Utc>,
    ) -> Result<DigestMark, CommunityError> {
        let read = || self.store.document(Table::Digests, &member.id.0);
        if let Some(json) = read()? {
            return Ok(read_json(&json)?);
        }
        if let Some(begun) = self.begun(said, member, now)? {
            let begun = DocumentWrite {
                before: Before::Absent,
                ..begun
            };
            match self.store.write_documents(&[begun]) {
                // Somebody else began it at the same time.
                Ok(()) | Err(StoreError::Conflict) => {}
                Err(error) => return Err(error.into()),
            }
        }
        match read()? {
            Some(json) => Ok(read_json(&json)?),
            None => self.mark(said, now),
        }
    }

    /// The write that begins a member's digest, where they want mail and did not before: it tells
    /// what is written from now on.
    pub(super) fn begun_digest(
        &self,
        said: &Said,
        before: &Member,
        after: &Member,
        now: DateTime<Utc>,
    ) -> Result<Option<DocumentWrite>, CommunityError> {
        match period_of(before) {
            None => self.begun(said, after, now),
            Some(_) => Ok(None),
        }
    }

    fn begun(
        &self,
        said: &Said,
        member: &Member,
        now: DateTime<Utc>,
    ) -> Result<Option<DocumentWrite>, CommunityError> {
        let Some(period) = period_of(member) else {
            return Ok(None);
        };
        let mark = DigestMark {
            // The first one need not wait.
            until: now - period,
            ..self.mark(said, now)?
        };
        Ok(Some(put(Table::Digests, member.id.0.clone(), &mark)?))
    }

    /// Notes that a digest was mailed. Whoever notes it first sends it: of two at the same
    /// time, or after a restart, the other one is refused.
    ///
    /// # Errors
    /// [`CommunityError::Conflict`] when it was noted already or another one was, and when the
    /// store fails.
    pub fn digest_sent(
        &self,
        member: &MemberId,
        digest: &MemberDigest,
    ) -> Result<(), CommunityError> {
        self.move_mark(&member.0, digest.since, digest.until)
    }

    /// Takes the note of [`Community::digest_sent`] back, as the mail was refused: the next
    /// digest tells the same again.
    ///
    /// # Errors
    /// [`CommunityError::Conflict`] when something else was noted since, and when the store
    /// fails.
    pub fn digest_not_sent(
        &self,
        member: &MemberId,
        digest: &MemberDigest,
    ) -> Result<(), CommunityError> {
        self.move_mark(&member.0, digest.until, digest.since)
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
        let mark = json
            .map(|json| read_json::<DigestMark>(&json))
            .transpose()?;
        Ok(mark.map_or(week_ago, |mark| mark.until.max(week_ago)))
    }

    /// Notes that a member was told by mail of the messages until a moment.
    ///
    /// # Errors
    /// [`CommunityError::Conflict`] when they were told until then or later already, and when
    /// the store fails.
    pub fn message_told(
        &self,
        member: &MemberId,
        until: DateTime<Utc>,
    ) -> Result<(), CommunityError> {
        let key = of_messages(member);
        let json = self.store.document(Table::Digests, &key)?;
        let before = match json {
            Some(json) if read_json::<DigestMark>(&json)?.until >= until => {
                return Err(CommunityError::Conflict);
            }
            Some(json) => Before::Same(json),
            None => Before::Absent,
        };
        let write = DocumentWrite {
            before,
            ..put(Table::Digests, key, &DigestMark::of_messages(until))?
        };
        Ok(self.store.write_documents(&[write])?)
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
        let [until, before] = [until, before].map(DigestMark::of_messages);
        self.move_mark(&of_messages(member), until, before)
    }

    /// Puts one note in the place of another.
    fn move_mark(
        &self,
        key: &str,
        before: DigestMark,
        after: DigestMark,
    ) -> Result<(), CommunityError> {
        let json = self.store.document(Table::Digests, key)?;
        let json = json.ok_or(CommunityError::Conflict)?;
        if read_json::<DigestMark>(&json)? != before {
            return Err(CommunityError::Conflict);
        }
        let write = DocumentWrite {
            before: Before::Same(json),
            ..put(Table::Digests, key.to_owned(), &after)?
        };
        Ok(self.store.write_documents(&[write])?)
    }
}

impl DigestMark {
    fn of_messages(until: DateTime<Utc>) -> Self {
        Self {
            until,
            written: None,
            said: None,
        }
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

fn events_of(entry: &Entry, span: Span) -> Vec<(DateTime<Utc>, NewsKind)> {
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
    let events = entry.history.iter().filter(|event| span.has_event(event));
    events
        .filter_map(|event| Some((event.noticed_at, kind_of(&event.what)?)))
        .collect()
}

/// What a statement is as news: once, when everybody could see it first.
fn statement_news(
    statement: &Statement,
    span: Span,
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
    let is_new = span.has_numbered(span.said, statement.shown_number, at);
    is_new.then(|| (at, kind, Some(statement.id.clone())))
}

fn of_organisation(said: &Said, slug: &Slug, span: Span, because: Option<&Followed>) -> Vec<News> {
    let about = Subject::Organisation(slug.clone());
    let asked = said.about(&Subject::Software).iter();
    let asked = asked.filter(|one| one.value(Field::Organisation) == Some(slug.as_str()));
    let statements = said.about(&about).iter().chain(asked);
    let news = statements.filter_map(|one| {
        let (at, kind, statement) = statement_news(one, span)?;
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
