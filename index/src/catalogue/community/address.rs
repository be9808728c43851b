//! Secret addresses: by which a member's news is read, by which mail to them ends with one click,
//! and by which they confirm an address for it. Each is for one thing, and is derived from a
//! secret of this catalogue, so none is kept.

use chrono::{DateTime, TimeDelta, Utc};

use super::Community;
use super::said::{Changes, Said, put, read_json};
use crate::community::CommunityError;
use crate::community::member::{DigestFrequency, Member, MemberId, UnconfirmedEmail};
use crate::community::secrets::{Secret, derived, is_same, new_secret};
use crate::store::StoreError;
use crate::store::documents::{Before, DocumentWrite, Table};

/// The key of the secret that secret addresses are made of.
const ADDRESSES: &str = "addresses";
/// The name of the secret that seals what was begun.
const SIGN_IN: &str = "sign_in";

/// How long an address for mail can be confirmed.
const CONFIRMED_WITHIN: TimeDelta = TimeDelta::days(7);

impl Community {
    /// The secret part of the address of a member's feed. Signing out everywhere makes
    /// another one, and so does asking for one.
    pub(super) fn feed_secret(&self, member: &Member) -> Result<String, CommunityError> {
        let since = member.sessions_since.max(member.feed_since);
        let since = since.map(|since| since.timestamp_micros());
        let purpose = format!("feed/{}/{}", member.id, since.unwrap_or_default());
        self.address(member, &purpose)
    }

    /// The secret part of the address at which a member ends mail with one click.
    ///
    /// # Errors
    /// When there is no such member, and when the store fails.
    pub fn unsubscribe_secret(&self, member: &MemberId) -> Result<String, CommunityError> {
        let said = self.said();
        let member = said
            .members
            .get(member)
            .ok_or(CommunityError::NotSignedIn)?;
        self.address(member, &format!("unsubscribe/{}", member.id))
    }

    /// The secret part of the address at which a member confirms the address for mail that they
    /// gave. `None` where there is none to confirm.
    ///
    /// # Errors
    /// When the store fails.
    pub fn confirmation_secret(&self, member: &Member) -> Result<Option<String>, CommunityError> {
        let Some(email) = &member.unconfirmed else {
            return Ok(None);
        };
        let UnconfirmedEmail { address, since, .. } = email;
        let since = since.timestamp_micros();
        let purpose = format!("confirm/{}/{since}/{address}", member.id);
        self.address(member, &purpose).map(Some)
    }

    /// Takes up the address for mail of whoever has this secret: from now on news goes there.
    /// Gives back whether there was one to confirm, given no more than seven days ago.
    ///
    /// # Errors
    /// When the store fails.
    pub fn confirm_email(&self, secret: &str, now: DateTime<Utc>) -> Result<bool, CommunityError> {
        let _writing = self.begin()?;
        let said = self.said();
        let Some(mut member) = self.member_in(secret) else {
            return Ok(false);
        };
        let expected = self.confirmation_secret(&member)?;
        let is_it = expected.is_some_and(|expected| is_same(secret, &expected));
        let Some(email) = member.unconfirmed.take().filter(|_| is_it) else {
            return Ok(false);
        };
        if email.since + CONFIRMED_WITHIN < now {
            return Ok(false);
        }
        let before = member.clone();
        member.email = Some(email.address);
        let begun = self.begun_digest(&said, &before, &member, now)?;
        let changes = Changes {
            members: vec![member],
            others: begun.into_iter().collect(),
            ..Changes::default()
        };
        self.commit(&said, changes)?;
        Ok(true)
    }

    /// Notes whether the mail that asks to confirm an address is handed over. Whoever notes it
    /// first sends it.
    ///
    /// # Errors
    /// [`CommunityError::Conflict`] where that is so already or the address is another one
    /// now, and when the store fails.
    pub fn note_confirmation(
        &self,
        member: &MemberId,
        address: &str,
        is_asked: bool,
    ) -> Result<(), CommunityError> {
        let _writing = self.begin()?;
        let said = self.said();
        let known = said.members.get(member);
        let mut member = Member::clone(known.ok_or(CommunityError::NotSignedIn)?);
        match &mut member.unconfirmed {
            Some(email) if email.address == address && email.is_asked != is_asked => {
                email.is_asked = is_asked;
            }
            _ => return Err(CommunityError::Conflict),
        }
        self.put_member(&said, member)
    }

    /// Comes back when there is mail that should not wait.
    pub async fn mail_is_wanted(&self) {
        self.wants_mail.notified().await;
    }

    fn put_member(&self, said: &Said, member: Member) -> Result<(), CommunityError> {
        let changes = Changes {
            members: vec![member],
            ..Changes::default()
        };
        self.commit(said, changes).map(drop)
    }

    /// Who a member is, and what only this catalogue can make of that.
    fn address(&self, member: &Member, purpose: &str) -> Result<String, CommunityError> {
        Ok(format!("{}.{}", member.id, derived(&self.key()?, purpose)))
    }

    /// The secret of this catalogue, made when it is first needed.
    fn key(&self) -> Result<String, CommunityError> {
        self.kept_key(ADDRESSES)
    }

    /// The secret by which it is sealed what somebody began who signs in: the same for all
    /// servers that share the store.
    ///
    /// # Errors
    /// When the store fails, or the system gives no random bytes.
    pub fn sign_in_key(&self) -> Result<Secret, CommunityError> {
        Ok(self.kept_key(SIGN_IN)?.into())
    }

    /// A secret that is made when it is first asked for.
    fn kept_key(&self, name: &str) -> Result<String, CommunityError> {
        if let Some(json) = self.store.document(Table::Keys, name)? {
            return Ok(read_json(&json)?);
        }
        let key = new_secret()?;
        let write = DocumentWrite {
            before: Before::Absent,
            ..put(Table::Keys, name.to_owned(), &key)?
        };
        match self.store.write_documents(&[write]) {
            Ok(()) => Ok(key),
            Err(StoreError::Conflict) => self.kept_key(name),
            Err(error) => Err(error.into()),
        }
    }

    /// Whose feed it is that is asked for with a secret.
    ///
    /// # Errors
    /// When the store fails.
    pub fn member_of_feed(&self, secret: &str) -> Result<Option<MemberId>, CommunityError> {
        let Some(member) = self.member_in(secret) else {
            return Ok(None);
        };
        let expected = self.feed_secret(&member)?;
        Ok(is_same(secret, &expected).then_some(member.id))
    }

    /// Ends mail to whoever has this secret. Gives back whether somebody has.
    ///
    /// # Errors
    /// When the store fails.
    pub fn unsubscribe(&self, secret: &str) -> Result<bool, CommunityError> {
        let Some(mut member) = self.member_in(secret) else {
            return Ok(false);
        };
        if !is_same(secret, &self.unsubscribe_secret(&member.id)?) {
            return Ok(false);
        }
        let _writing = self.begin()?;
        let said = self.said();
        if let Some(now) = said.members.get(&member.id) {
            member = Member::clone(now);
            member.digest = DigestFrequency::Never;
            self.put_member(&said, member)?;
        }
        Ok(true)
    }

    /// The member whom a secret address names.
    fn member_in(&self, secret: &str) -> Option<Member> {
        let (id, _) = secret.split_once('.')?;
        let said = self.said();
        let member = said.members.get(&MemberId(id.to_owned()))?;
        Some(Member::clone(member))
    }
}
