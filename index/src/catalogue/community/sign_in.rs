//! Coming in: sessions, invitations and access tokens. Of each secret the hash alone is kept.

use bronwijzer_crawler::organisation::Slug;
use chrono::{DateTime, TimeDelta, Utc};
use strum::VariantArray;

use super::said::{Changes, Said, put, read_json, remove, rows};
use super::{Community, Done};
use crate::community::CommunityError;
use crate::community::inbox::{AccessToken, Invitation, Session};
use crate::community::member::{
    DigestFrequency, Identity, MailLanguage, Member, MemberId, Representation, RepresentsBy, Scope,
    SignIn, Viewer,
};
use crate::community::secrets::{
    Secret, TOKEN_PREFIX, derived, hash, new_secret, random_id, timed_id,
};
use crate::community::text::{Lines, bounded, clean};
use crate::store::StoreError;
use crate::store::documents::{Before, DocumentWrite, Table};

/// How long a session lasts at most.
const SESSION_DAYS: i64 = 30;
/// How long an invitation can be accepted.
const INVITATION_HOURS: i64 = 24;
/// How long an access token works.
const TOKEN_DAYS: i64 = 365;
/// The most access tokens that a member has.
const MOST_TOKENS: usize = 20;
/// The longest name of a member or a token, in characters.
pub(super) const LONGEST_NAME: usize = 80;
/// The provider of who came by an invitation.
const INVITED: &str = "invite";
/// The name of who has none to begin with.
const NAMELESS: &str = "Nieuw lid";

/// A session that began.
#[derive(Debug, Clone)]
pub struct NewSession {
    /// Who signed in.
    pub member: Member,
    /// Its secret, 256 random bits: for the cookie alone.
    pub token: Secret,
    /// When it ends.
    pub expires_at: DateTime<Utc>,
}

impl Community {
    /// Signs somebody in, who becomes a member the first time. Each time a new session begins,
    /// with a new secret; what their provider says of whom they speak for holds from then on.
    ///
    /// # Errors
    /// When the store fails.
    pub fn sign_in(
        &self,
        sign_in: &SignIn,
        now: DateTime<Utc>,
    ) -> Result<NewSession, CommunityError> {
        let _writing = self.begin()?;
        let said = self.said();
        let mut member = match said.member_with(&sign_in.identity) {
            Some(member) => Member::clone(member),
            None => new_member(sign_in, now)?,
        };
        member.is_moderator = sign_in.moderator_as.is_some();
        member.moderator_as.clone_from(&sign_in.moderator_as);
        self.take_representations(&mut member, sign_in, now);
        self.begin_session(&said, member, Changes::default(), now)
    }

    /// Puts what the provider shows in the place of what it showed before.
    fn take_representations(&self, member: &mut Member, sign_in: &SignIn, now: DateTime<Utc>) {
        let known = |slug: &Slug| {
            let catalogue = self.catalogue().ok()?;
            let organisation = catalogue.organisation(slug.as_str());
            organisation.map(|organisation| organisation.slug.clone())
        };
        let shown: Vec<Slug> = sign_in.represents.iter().filter_map(known).collect();
        let by_provider = |one: &Representation| one.by == RepresentsBy::Provider;
        member
            .represents
            .retain(|one| !by_provider(one) || shown.contains(&one.organisation));
        for organisation in shown {
            if !member
                .represents
                .iter()
                .any(|one| one.organisation == organisation)
            {
                member.represents.push(Representation {
                    organisation,
                    by: RepresentsBy::Provider,
                    since: now,
                });
            }
        }
    }

    fn begin_session(
        &self,
        said: &Said,
        member: Member,
        mut changes: Changes,
        now: DateTime<Utc>,
    ) -> Result<NewSession, CommunityError> {
        let token = new_secret()?;
        let expires_at = now + TimeDelta::days(SESSION_DAYS);
        let session = Session {
            member: member.id.clone(),
            began_at: now,
            expires_at,
        };
        let key = hash(&token).ok_or(CommunityError::NoRandomness)?;
        changes.others.push(put(Table::Sessions, key, &session)?);
        changes.members.push(member.clone());
        self.commit(said, changes)?;
        Ok(NewSession {
            member,
            token: token.into(),
            expires_at,
        })
    }

    /// Invites somebody: the secret that is given back signs them in once, within 24 hours.
    /// A second invitation for the same name is for the same member.
    ///
    /// # Errors
    /// When the name is empty or too long, and when the store fails.
    pub fn invite(&self, name: &str, now: DateTime<Utc>) -> Result<String, CommunityError> {
        let invitation = Invitation {
            name: name_of(name)?,
            expires_at: now + TimeDelta::hours(INVITATION_HOURS),
        };
        let token = new_secret()?;
        let key = hash(&token).ok_or(CommunityError::NoRandomness)?;
        let write = DocumentWrite {
            before: Before::Absent,
            ..put(Table::Invitations, key, &invitation)?
        };
        self.store.write_documents(&[write])?;
        Ok(token)
    }

    /// Signs in who was invited. The invitation works no second time. `moderator_as` tells
    /// what the configuration names them by as a moderator.
    ///
    /// # Errors
    /// [`CommunityError::Expired`] of an invitation that is not known, was used or is too old.
    pub fn accept_invitation(
        &self,
        token: &str,
        moderator_as: &dyn Fn(&Identity) -> Option<String>,
        now: DateTime<Utc>,
    ) -> Result<NewSession, CommunityError> {
        let key = hash(token).ok_or(CommunityError::Expired)?;
        let _writing = self.begin()?;
        let json = self.store.document(Table::Invitations, &key)?;
        let json = json.ok_or(CommunityError::Expired)?;
        let invitation: Invitation = read_json(&json)?;
        if invitation.expires_at <= now {
            return Err(CommunityError::Expired);
        }
        let identity = Identity {
            provider: INVITED.to_owned(),
            subject: invitation.name.clone(),
        };
        let sign_in = SignIn {
            moderator_as: moderator_as(&identity),
            identity,
            suggested_name: Some(invitation.name),
            verified_email: None,
            represents: std::collections::BTreeSet::new(),
        };
        let said = self.said();
        let mut member = match said.member_with(&sign_in.identity) {
            Some(member) => Member::clone(member),
            None => new_member(&sign_in, now)?,
        };
        member.is_moderator = sign_in.moderator_as.is_some();
        member.moderator_as = sign_in.moderator_as;
        let mut changes = Changes::default();
        // Whoever comes at the same time with the same link finds it gone.
        changes.others.push(DocumentWrite {
            before: Before::Same(json),
            ..remove(Table::Invitations, key)
        });
        match self.begin_session(&said, member, changes, now) {
            Err(CommunityError::Conflict) => Err(CommunityError::Expired),
            session => session,
        }
    }

    /// Takes the right of moderators from those whom the configuration, as `names` reads it,
    /// names no longer. Called at the start, so that it holds from the first request on.
    ///
    /// # Errors
    /// When the store fails.
    pub fn keep_moderators(&self, names: &dyn Fn(&Member) -> bool) -> Result<(), CommunityError> {
        let _writing = self.begin()?;
        let said = self.said();
        let former = said.members.values();
        let former = former.filter(|member| member.is_moderator && !names(member));
        let members: Vec<Member> = former
            .map(|member| Member {
                is_moderator: false,
                moderator_as: None,
                ..Member::clone(member)
            })
            .collect();
        if !members.is_empty() {
            let changes = Changes {
                members,
                ..Changes::default()
            };
            self.commit(&said, changes)?;
        }
        Ok(())
    }

    /// Who a session is of; `None` when it is not known or has ended.
    ///
    /// # Errors
    /// When the store fails.
    pub fn viewer_of_session(
        &self,
        token: &str,
        now: DateTime<Utc>,
    ) -> Result<Option<Viewer>, CommunityError> {
        let Some(session) = self.document::<Session>(Table::Sessions, token)? else {
            return Ok(None);
        };
        let member = self.member_of_session(&session.member)?;
        let is_void = |member: &Member| {
            let void_before = member.sessions_since;
            session.expires_at <= now || void_before.is_some_and(|since| session.began_at < since)
        };
        let member = member.filter(|member| !is_void(member));
        Ok(member.map(|member| Viewer {
            member: Member::clone(&member),
            scopes: Scope::VARIANTS.iter().copied().collect(),
            csrf_token: Some(derived(token, "csrf").into()),
        }))
    }

    /// Who an access token is of; `None` when it is not known or has ended.
    ///
    /// # Errors
    /// When the store fails.
    pub fn viewer_of_token(
        &self,
        token: &str,
        now: DateTime<Utc>,
    ) -> Result<Option<Viewer>, CommunityError> {
        if !token.starts_with(TOKEN_PREFIX) {
            return Ok(None);
        }
        let known = self.document::<AccessToken>(Table::Tokens, token)?;
        let Some(known) = known.filter(|known| known.expires_at > now) else {
            return Ok(None);
        };
        let member = self.member_of_session(&known.member)?;
        Ok(member.map(|member| Viewer {
            member: Member::clone(&member),
            scopes: known.scopes.into_iter().collect(),
            csrf_token: None,
        }))
    }

    /// What is kept under a secret. It is looked up by a hash of all of it, so that the time
    /// it takes tells nothing of one that is nearly right.
    fn document<T: serde::de::DeserializeOwned>(
        &self,
        table: Table,
        secret: &str,
    ) -> Result<Option<T>, CommunityError> {
        let Some(key) = hash(secret) else {
            return Ok(None);
        };
        let json = self.store.document(table, &key)?;
        Ok(json.map(|json| read_json(&json)).transpose()?)
    }

    /// Ends a session. That it is not known is no error.
    ///
    /// # Errors
    /// When the store fails.
    pub fn end_session(&self, token: &str) -> Result<(), CommunityError> {
        if let Some(key) = hash(token) {
            self.store
                .write_documents(&[remove(Table::Sessions, key)])?;
        }
        Ok(())
    }

    /// The writes that remove what a member has of a table whose keys are hashes.
    pub(super) fn removals<T: serde::de::DeserializeOwned>(
        &self,
        table: Table,
        is_of_member: impl Fn(&T) -> bool,
    ) -> Result<Vec<DocumentWrite>, StoreError> {
        let rows = rows::<T>(&*self.store, table, "")?.into_iter();
        let of_member = rows.filter(|(_, value)| is_of_member(value));
        Ok(of_member.map(|(key, _)| remove(table, key)).collect())
    }

    /// Ends all sessions of a member.
    pub(super) fn sign_out_everywhere(
        &self,
        said: &Said,
        member: &Member,
        now: DateTime<Utc>,
    ) -> Result<Done, CommunityError> {
        let is_of_member = |session: &Session| session.member == member.id;
        let mut member = member.clone();
        member.sessions_since = Some(now);
        let changes = Changes {
            others: self.removals(Table::Sessions, is_of_member)?,
            members: vec![member.clone()],
            ..Changes::default()
        };
        self.commit(said, changes)?;
        Ok(Done::Member(Box::new(member)))
    }

    /// Makes an access token; its secret is given back once.
    pub(super) fn make_token(
        &self,
        said: &Said,
        member: &Member,
        (name, scopes): (&str, &[Scope]),
        now: DateTime<Utc>,
    ) -> Result<Done, CommunityError> {
        if scopes.is_empty() || scopes.contains(&Scope::Moderate) && !member.is_moderator {
            let why = "choose what the token may do, and no more than you may".to_owned();
            return Err(CommunityError::Invalid {
                name: "scopes",
                why,
            });
        }
        if self.tokens_of(&member.id)?.len() >= MOST_TOKENS {
            return Err(CommunityError::WrongState(
                "you have 20 tokens; revoke one first",
            ));
        }
        let mut scopes = scopes.to_vec();
        scopes.sort_unstable();
        scopes.dedup();
        let token = AccessToken {
            id: timed_id(now)?,
            member: member.id.clone(),
            name: name_of(name)?,
            scopes,
            made_at: now,
            expires_at: now + TimeDelta::days(TOKEN_DAYS),
        };
        let secret = format!("{TOKEN_PREFIX}{}", new_secret()?);
        let key = hash(&secret).ok_or(CommunityError::NoRandomness)?;
        let changes = Changes {
            others: vec![put(Table::Tokens, key, &token)?],
            ..Changes::default()
        };
        self.commit(said, changes)?;
        let id = token.id;
        Ok(Done::Token {
            id,
            secret: secret.into(),
        })
    }

    /// The access tokens of a member, the oldest first.
    pub(super) fn tokens_of(&self, member: &MemberId) -> Result<Vec<AccessToken>, StoreError> {
        let rows = rows::<AccessToken>(&*self.store, Table::Tokens, "")?.into_iter();
        let tokens = rows.map(|(_, token)| token);
        let mut tokens: Vec<_> = tokens.filter(|token| token.member == *member).collect();
        tokens.sort_by(|one, other| one.id.cmp(&other.id));
        Ok(tokens)
    }

    /// Voids an access token of a member.
    pub(super) fn revoke_token(
        &self,
        said: &Said,
        member: &Member,
        id: &str,
    ) -> Result<Done, CommunityError> {
        let is_it = |token: &AccessToken| token.member == member.id && token.id == id;
        let others = self.removals(Table::Tokens, is_it)?;
        if others.is_empty() {
            return Err(CommunityError::Expired);
        }
        let changes = Changes {
            others,
            ..Changes::default()
        };
        self.commit(said, changes)?;
        Ok(Done::Nothing)
    }

    /// The writes that remove what has ended by itself.
    pub(super) fn ended(&self, now: DateTime<Utc>) -> Result<Vec<DocumentWrite>, StoreError> {
        let mut ended = self.removals(Table::Sessions, |one: &Session| one.expires_at <= now)?;
        let is_over = |one: &Invitation| one.expires_at <= now;
        ended.extend(self.removals(Table::Invitations, is_over)?);
        ended.extend(self.removals(Table::Tokens, |one: &AccessToken| one.expires_at <= now)?);
        Ok(ended)
    }
}

/// A name that others see.
pub(super) fn name_of(name: &str) -> Result<String, CommunityError> {
    let invalid = |why: String| CommunityError::Invalid { name: "name", why };
    let name = bounded(name, Lines::One, LONGEST_NAME)
        .map_err(|_| invalid(format!("{LONGEST_NAME} characters at most")))?;
    if name.is_empty() {
        return Err(invalid("fill it in".to_owned()));
    }
    Ok(name)
}

fn new_member(sign_in: &SignIn, now: DateTime<Utc>) -> Result<Member, CommunityError> {
    let suggested = sign_in.suggested_name.as_deref().unwrap_or_default();
    let name: String = clean(suggested, Lines::One)
        .chars()
        .take(LONGEST_NAME)
        .collect();
    Ok(Member {
        id: MemberId(random_id()?),
        name: if name.is_empty() {
            NAMELESS.to_owned()
        } else {
            name
        },
        identity: sign_in.identity.clone(),
        email: sign_in.verified_email.clone(),
        unconfirmed: None,
        digest: DigestFrequency::default(),
        language: MailLanguage::default(),
        represents: Vec::new(),
        supplier: None,
        is_moderator: sign_in.moderator_as.is_some(),
        moderator_as: sign_in.moderator_as.clone(),
        joined_at: now,
        accepted: 0,
        sessions_since: None,
        feed_since: None,
    })
}
