//! What is a member's own: their profile, what they follow, all of it in one piece, and how
//! they delete it.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::{Serialize, Serializer};
use serde_json::Value;

use super::Community;
use super::act::{Acting, Done};
use super::said::{Changes, all, put, remove, rows};
use super::sign_in::name_of;
use crate::catalogue::removal::{self, Removal, Removals, Removed};
use crate::community::CommunityError;
use crate::community::action::Followed;
use crate::community::inbox::{AccessToken, Message, Report, Session};
use crate::community::member::{
    DigestFrequency, MailLanguage, Member, MemberId, Supplier, UnconfirmedEmail, Viewer,
};
use crate::community::scan::Scan;
use crate::community::statement::{
    Behalf, Statement, StatementEvent, StatementEventKind, StatementState, Visibility,
};
use crate::community::text::{Lines, bounded};
use crate::community::validate::web_address;
use crate::store::documents::{DocumentWrite, Table};
use crate::store::{Reads, StoreError};

/// The most that a member follows.
const MOST_FOLLOWED: usize = 200;
/// The longest name of a theme and query string of a search, in characters.
const LONGEST_THEME: usize = 80;
const LONGEST_SEARCH: usize = 500;
/// The longest address for e-mail, as the mail's standard has it.
const LONGEST_EMAIL: usize = 254;

/// Everything that is kept of a member, for their own eyes.
#[derive(Debug, Clone, Serialize)]
pub struct OwnData {
    /// Their profile.
    pub member: Member,
    /// What they said, the newest first.
    #[serde(serialize_with = "each")]
    pub statements: Vec<Arc<Statement>>,
    /// What they follow.
    pub follows: Vec<Followed>,
    /// Their access tokens, without the secrets.
    pub tokens: Vec<AccessToken>,
    /// Messages to them, the last first.
    pub messages: Vec<Message>,
    /// Reports by them.
    pub reports: Vec<Report>,
    /// What their programs found in repositories.
    pub scans: Vec<Scan>,
    /// Where they are signed in, without the secrets.
    pub sessions: Vec<Session>,
    /// The secret part of the address of their feed.
    pub feed_secret: String,
}

fn each<S: Serializer>(statements: &[Arc<Statement>], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(statements.iter().map(AsRef::<Statement>::as_ref))
}

impl Community {
    /// Everything of the viewer's.
    ///
    /// # Errors
    /// [`CommunityError::NotSignedIn`] when they have left, and when the store fails.
    pub fn own(&self, viewer: &Viewer) -> Result<OwnData, CommunityError> {
        let said = self.said();
        let id = &viewer.member.id;
        let member = said.members.get(id).ok_or(CommunityError::NotSignedIn)?;
        let statements = said.statements.values().rev();
        let own = statements.filter(|one| one.author.as_ref() == Some(id));
        let sessions = all::<Session>(&*self.store, Table::Sessions, "")?.into_iter();
        let reports = all::<Report>(&*self.store, Table::Reports, "")?.into_iter();
        Ok(OwnData {
            member: Member::clone(member),
            statements: own.cloned().collect(),
            follows: self.follows_of(id)?,
            tokens: self.tokens_of(id)?,
            messages: self.messages(viewer)?,
            reports: reports.filter(|one| one.by.as_ref() == Some(id)).collect(),
            scans: self
                .scans_of(id)?
                .into_iter()
                .map(|(_, scan)| scan)
                .collect(),
            sessions: sessions.filter(|session| session.member == *id).collect(),
            feed_secret: self.feed_secret(member)?,
        })
    }

    /// What the viewer follows.
    ///
    /// # Errors
    /// When the store fails.
    pub fn follows(&self, viewer: &Viewer) -> Result<Vec<Followed>, CommunityError> {
        Ok(follows_in(self.store.shown(), &viewer.member.id)?)
    }

    /// Deletes a member by the authority of who runs the catalogue, as they would do it
    /// themselves. Gives back whether there was one.
    pub(in crate::catalogue) fn erase(
        &self,
        id: &MemberId,
        reason: Option<&str>,
        now: DateTime<Utc>,
    ) -> Result<bool, CommunityError> {
        let _writing = self.begin()?;
        let said = self.said();
        let Some(member) = said.members.get(id) else {
            return Ok(false);
        };
        let viewer = Viewer {
            member: Member::clone(member),
            scopes: BTreeSet::new(),
            csrf_token: None,
        };
        let acting = Acting {
            community: self,
            said,
            viewer,
            now,
        };
        acting.erase(reason)?;
        Ok(true)
    }

    /// Takes people who were removed out of all statements, and out of what members and
    /// moderators wrote to each other. Gives back of how many statements, and of how many of
    /// the others.
    pub(in crate::catalogue) fn redact(
        &self,
        removals: &Removals,
    ) -> Result<(u64, u64), CommunityError> {
        let _writing = self.begin()?;
        let said = self.said();
        let statements = said.statements.values().filter_map(|statement| {
            let mut statement = Statement::clone(statement);
            removals.redact_in(&mut statement).then_some(statement)
        });
        let discussions = said.closed.iter().filter_map(|(subject, closed)| {
            let mut closed = closed.clone();
            let redacted = removals.redact_in(&mut closed);
            redacted.then(|| (subject.clone(), Some(closed)))
        });
        let mut changes = Changes {
            statements: statements.collect(),
            discussions: discussions.collect(),
            ..Changes::default()
        };
        for table in [Table::Messages, Table::Reports] {
            for (key, mut document) in rows::<Value>(&*self.store, table, "")? {
                if removals.redact_in(&mut document) {
                    changes.others.push(put(table, key, &document)?);
                }
            }
        }
        let written = changes.discussions.len() + changes.others.len();
        let redacted = (changes.statements.len() as u64, written as u64);
        if redacted != (0, 0) {
            self.commit(&said, changes)?;
        }
        Ok(redacted)
    }

    pub(super) fn follows_of(&self, member: &MemberId) -> Result<Vec<Followed>, StoreError> {
        follows_in(&*self.store, member)
    }
}

fn follows_in(reads: &dyn Reads, member: &MemberId) -> Result<Vec<Followed>, StoreError> {
    let json = reads.document(Table::Follows, &member.0)?;
    json.map_or(Ok(Vec::new()), |json| super::said::read_json(&json))
}

impl Acting<'_> {
    fn own_write(&self, write: DocumentWrite) -> Result<Done, CommunityError> {
        let changes = Changes {
            others: vec![write],
            ..Changes::default()
        };
        self.community.commit(&self.said, changes)?;
        Ok(Done::Nothing)
    }

    pub(super) fn follow(&self, what: Followed, follows: bool) -> Result<Done, CommunityError> {
        let what = self.followable(what, follows)?;
        let mut all = self.community.follows_of(&self.member().id)?;
        all.retain(|one| *one != what);
        if follows {
            if all.len() >= MOST_FOLLOWED {
                return Err(CommunityError::WrongState(
                    "you follow 200 things; end one first",
                ));
            }
            all.push(what);
        }
        self.own_write(put(Table::Follows, self.member().id.0.clone(), &all)?)
    }

    fn followable(&self, what: Followed, follows: bool) -> Result<Followed, CommunityError> {
        let line = |name: &'static str, text: &str, longest| {
            let text = bounded(text, Lines::One, longest);
            let why = || format!("1 to {longest} characters");
            let invalid = || CommunityError::Invalid { name, why: why() };
            text.ok()
                .filter(|text| !text.is_empty())
                .ok_or_else(invalid)
        };
        Ok(match what {
            Followed::Subject(subject) => {
                // What is gone can still be let go of.
                if follows {
                    self.about(&subject)?;
                }
                Followed::Subject(subject)
            }
            Followed::Theme(theme) => Followed::Theme(line("theme", &theme, LONGEST_THEME)?),
            Followed::Search(search) => Followed::Search(line("search", &search, LONGEST_SEARCH)?),
        })
    }

    pub(super) fn change_profile(
        &self,
        name: &str,
        email: Option<String>,
        (digest, language): (DigestFrequency, MailLanguage),
        supplier: Option<Supplier>,
    ) -> Result<Done, CommunityError> {
        let invalid = |name, why: &str| CommunityError::Invalid {
            name,
            why: why.to_owned(),
        };
        let email = email
            .map(|email| email.trim().to_owned())
            .filter(|email| !email.is_empty());
        if email.as_deref().is_some_and(|email| !is_email(email)) {
            return Err(invalid(
                "email",
                "an address for e-mail, as in naam@example.nl",
            ));
        }
        if email.is_none() && digest != DigestFrequency::Never {
            return Err(invalid("email", "mail needs an address"));
        }
        let supplier = supplier
            .map(|supplier| {
                Ok::<_, CommunityError>(Supplier {
                    name: name_of(&supplier.name)?,
                    website: web_address(supplier.website.trim()).ok_or_else(|| {
                        invalid("website", "a web address that begins with https://")
                    })?,
                })
            })
            .transpose()?;
        let mut member = Member {
            name: name_of(name)?,
            digest,
            language,
            supplier,
            ..self.member().clone()
        };
        self.take_email(&mut member, email);
        let asks = member.unconfirmed.as_ref();
        let asks = asks.is_some_and(|email| !email.is_asked);
        let begun = self
            .community
            .begun_digest(&self.said, self.member(), &member, self.now)?;
        let done = self.change_member_with(member, begun)?;
        // Who sends mail has to find it.
        if asks {
            self.community.wants_mail.notify_one();
        }
        Ok(done)
    }

    /// An address that is new waits until its owner confirms it; news goes to the one before
    /// until then.
    fn take_email(&self, member: &mut Member, email: Option<String>) {
        let Some(email) = email else {
            member.email = None;
            member.unconfirmed = None;
            return;
        };
        let waits = member.unconfirmed.as_ref();
        if member.email.as_ref() == Some(&email) {
            member.unconfirmed = None;
        } else if waits.is_none_or(|waiting| waiting.address != email) {
            member.unconfirmed = Some(UnconfirmedEmail {
                address: email,
                since: self.now,
                is_asked: false,
            });
        }
    }

    pub(super) fn renew_feed(&self) -> Result<Done, CommunityError> {
        self.change_member(Member {
            feed_since: Some(self.now),
            ..self.member().clone()
        })
    }

    fn change_member(&self, member: Member) -> Result<Done, CommunityError> {
        self.change_member_with(member, None)
    }

    fn change_member_with(
        &self,
        member: Member,
        others: Option<DocumentWrite>,
    ) -> Result<Done, CommunityError> {
        let changes = Changes {
            members: vec![member.clone()],
            others: others.into_iter().collect(),
            ..Changes::default()
        };
        self.community.commit(&self.said, changes)?;
        Ok(Done::Member(Box::new(member)))
    }

    /// Deletes the member. What they said for an organisation stays, as of a former member;
    /// the rest of what is theirs goes.
    pub(super) fn delete_me(&self) -> Result<Done, CommunityError> {
        self.erase(None)
    }

    /// The same, with why.
    pub(super) fn erase(&self, reason: Option<&str>) -> Result<Done, CommunityError> {
        let id = self.member().id.clone();
        let mut changes = Changes {
            at: Some(self.now),
            left: vec![id.clone()],
            ..Changes::default()
        };
        for statement in self.said.statements.values() {
            let is_theirs = statement.author.as_ref() == Some(&id);
            if !is_theirs && !statement.people().any(|one| *one == id) {
                continue;
            }
            let stays = !is_theirs || matches!(statement.behalf, Behalf::Organisation(_));
            if stays {
                changes.statements.push(self.without_me(statement));
            } else if statement.visibility == Visibility::Held && is_theirs {
                changes.dropped.push(statement.id.clone());
            } else {
                changes.statements.push(statement.tombstone());
            }
        }
        changes.others = self.removals_of(&id)?;
        // A backup from before must not bring them back.
        changes.others.push(removal::write_of(&Removal {
            removed: Removed::Member(id.clone()),
            at: self.now,
            reason: reason.map(str::to_owned),
        })?);
        // Nobody is left who could hand in a newer one.
        changes.dropped_scans = self.community.scans_of(&id)?;
        self.community.commit(&self.said, changes)?;
        Ok(Done::Nothing)
    }

    /// A statement without the member who leaves: what they had taken up is open again.
    fn without_me(&self, statement: &Statement) -> Statement {
        let id = &self.member().id;
        let mut statement = Statement::clone(statement);
        let is_me = |one: &Option<MemberId>| one.as_ref() == Some(id);
        if is_me(&statement.author) {
            statement.author = None;
        }
        statement.supporters.retain(|one| one != id);
        for event in &mut statement.history {
            if is_me(&event.by) {
                event.by = None;
                let for_organisation = event.kind == StatementEventKind::Answered;
                if statement.author.is_some() && !for_organisation {
                    // What they wrote to what others said is theirs alone.
                    event.text = None;
                }
            }
        }
        if statement
            .claim
            .as_ref()
            .is_some_and(|claim| claim.by == *id)
        {
            statement.claim = None;
            statement.state = StatementState::Open;
            statement.history.push(StatementEvent {
                at: self.now,
                kind: StatementEventKind::Reopened,
                by: None,
                rule: Some("claimant_left".to_owned()),
                text: None,
                was: None,
                is_text_removed: false,
            });
        }
        statement
    }

    /// The writes that remove all else that is kept of a member, and their name from what
    /// stays.
    fn removals_of(&self, id: &MemberId) -> Result<Vec<DocumentWrite>, CommunityError> {
        let community = self.community;
        let mut writes = community.removals(Table::Sessions, |one: &Session| one.member == *id)?;
        writes.extend(community.removals(Table::Tokens, |one: &AccessToken| one.member == *id)?);
        writes.push(remove(Table::Follows, id.0.clone()));
        writes.push(remove(Table::Digests, id.0.clone()));
        writes.push(remove(Table::Digests, super::news::of_messages(id)));
        for (key, mut message) in rows::<Message>(&*community.store, Table::Messages, "")? {
            if key.starts_with(&format!("{id}/")) {
                writes.push(remove(Table::Messages, key));
            } else if message.from.as_ref() == Some(id) {
                message.from = None;
                writes.push(put(Table::Messages, key, &message)?);
            }
        }
        for mut report in all::<Report>(&*community.store, Table::Reports, "")? {
            if report.by.as_ref() == Some(id) {
                report.by = None;
                writes.push(put(Table::Reports, report.id.clone(), &report)?);
            }
        }
        Ok(writes)
    }
}

/// Whether a text is an address for e-mail that mail can be sent to.
fn is_email(text: &str) -> bool {
    let is_plain = text.len() <= LONGEST_EMAIL
        && text
            .chars()
            .all(|c| c.is_ascii_graphic() && !"<>()[],;:\\\"".contains(c));
    let parts = text.split_once('@');
    is_plain
        && parts.is_some_and(|(name, domain)| {
            let labels = domain.split('.');
            let is_label = |label: &str| {
                let fits = label
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b == b'-');
                !label.is_empty() && fits && !label.starts_with('-') && !label.ends_with('-')
            };
            !name.is_empty() && labels.clone().count() > 1 && labels.clone().all(is_label)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_for_mail_are_plain() {
        for email in ["naam@example.nl", "n.a+x@mail.example.org"] {
            assert!(is_email(email), "{email}");
        }
        let long = format!("{}@example.nl", "a".repeat(250));
        for email in [
            "naam",
            "@example.nl",
            "a@b",
            "a@b..nl",
            "a b@example.nl",
            "a@-b.nl",
            "A <a@example.nl>",
            "a@example.nl\nBcc: b@example.nl",
            &long,
        ] {
            assert!(!is_email(email), "{email}");
        }
    }
}
