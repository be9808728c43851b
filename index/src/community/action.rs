//! Everything a member can do, with who may: the API's mutations, the forms and the command line
//! all come down to one [`Action`].

use std::collections::BTreeMap;

use async_graphql::Enum;
use bronwijzer_crawler::address::RepositoryId;
use bronwijzer_crawler::organisation::Slug;
use serde::{Deserialize, Serialize};
use strum::{IntoStaticStr, VariantArray};

use super::kinds::{Field, StatementKind};
use super::member::{DigestFrequency, MailLanguage, MemberId, Role, Scope, Supplier};
use super::scan::ScanReport;
use super::statement::{Behalf, StatementId, Subject};

/// What a statement is made of.
#[derive(Debug, Clone)]
pub struct NewStatement {
    /// What kind it is.
    pub kind: StatementKind,
    /// What it is about.
    pub subject: Subject,
    /// The statement that it answers, of a reply in a discussion.
    pub reply_to: Option<StatementId>,
    /// On whose behalf.
    pub behalf: Behalf,
    /// Its text.
    pub text: String,
    /// Its fields.
    pub fields: BTreeMap<Field, Vec<String>>,
}

/// What a moderator decides on a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Enum, IntoStaticStr)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Decision {
    /// Everybody may see it; a correction is applied.
    Accept,
    /// Nobody but its author sees it.
    Remove,
    /// The last decision is taken back.
    Undo,
    /// What was reported stays; the reports are done with.
    Keep,
}

/// What can be followed.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Followed {
    /// A repository or an organisation.
    Subject(Subject),
    /// A theme, by its name in the API.
    Theme(String),
    /// A search: the query string of its page.
    Search(String),
}

/// What somebody wants to do.
#[derive(Debug, Clone)]
pub enum Action {
    /// Make a statement.
    Make(NewStatement),
    /// Change the text and fields of one's own.
    Change {
        /// Which.
        id: StatementId,
        /// The whole new text.
        text: String,
        /// All fields anew.
        fields: BTreeMap<Field, Vec<String>>,
    },
    /// Say that it still holds.
    Renew(StatementId),
    /// End it, and say why.
    Close {
        /// Which.
        id: StatementId,
        /// Why.
        text: String,
    },
    /// Take up what is asked.
    Claim {
        /// Which.
        id: StatementId,
        /// What one is going to do.
        text: String,
    },
    /// Tell how it goes with what one took up.
    GiveNews {
        /// Which.
        id: StatementId,
        /// How.
        text: String,
    },
    /// Give up what one took up, or end the claim of another.
    Release {
        /// Which.
        id: StatementId,
        /// Why.
        text: String,
    },
    /// Support a request, or support it no longer.
    Support {
        /// Which.
        id: StatementId,
        /// Whether one does.
        supports: bool,
    },
    /// Answer it.
    Answer {
        /// Which.
        id: StatementId,
        /// The explanation.
        text: String,
        /// The fields of the answer.
        fields: BTreeMap<Field, Vec<String>>,
    },
    /// Send its author, or who took it up, a message through the site.
    Contact {
        /// Which.
        id: StatementId,
        /// The message.
        text: String,
    },
    /// Report a statement to the moderators.
    Report {
        /// Which.
        id: StatementId,
        /// What is wrong with it.
        text: String,
    },
    /// Decide on a statement.
    Decide {
        /// Which.
        id: StatementId,
        /// What.
        decision: Decision,
        /// Why: its author reads it.
        reason: String,
    },
    /// Take out what somebody wrote beside a statement: with a claim, as news, in an answer.
    RemoveText {
        /// Of which.
        id: StatementId,
        /// Which event of its history, the first being 0.
        event: usize,
        /// Why: who wrote it reads it.
        reason: String,
    },
    /// Close the discussion about a subject, or open it again.
    CloseDiscussion {
        /// About what.
        subject: Subject,
        /// Whether it is closed.
        closed: bool,
        /// Why.
        reason: String,
    },
    /// Let a member speak for an organisation, or no longer.
    Grant {
        /// Who.
        member: MemberId,
        /// For which.
        organisation: Slug,
        /// Whether they do.
        granted: bool,
        /// Why.
        reason: String,
    },
    /// Follow something, or no longer.
    Follow {
        /// What.
        what: Followed,
        /// Whether one does.
        follows: bool,
    },
    /// Change one's own name, mail and supplier.
    ChangeProfile {
        /// The name that others see.
        name: String,
        /// The address for alerts; `None` to have none. One that is new gets no news until
        /// its owner confirmed it.
        email: Option<String>,
        /// How often there is mail.
        digest: DigestFrequency,
        /// In which language.
        language: MailLanguage,
        /// The supplier that one is.
        supplier: Option<Supplier>,
    },
    /// End all of one's sessions.
    SignOutEverywhere,
    /// Have another address for one's feed; nobody reads the old one any more.
    RenewFeed,
    /// Make an access token for a program.
    MakeToken {
        /// What it is for.
        name: String,
        /// What it may do.
        scopes: Vec<Scope>,
    },
    /// Void an access token.
    RevokeToken(String),
    /// Hand in what a program found in a repository.
    Scan {
        /// Which.
        repository: RepositoryId,
        /// What it found.
        report: ScanReport,
        /// For which organisation; `None` for the owner where the member speaks for it, else
        /// the first that they speak for.
        organisation: Option<Slug>,
    },
    /// Delete oneself.
    DeleteMe,
}

/// A row of the table of permissions: what is done, by whom, and which scope an access token
/// needs for it.
#[derive(Debug, Clone, Copy)]
pub struct Permission {
    /// The action.
    pub rule: Rule,
    /// One of these is enough. Empty where the row of the statement's kind says it.
    pub roles: &'static [Role],
    /// What an access token needs; `None` where a person has to be there in a session.
    pub scope: Option<Scope>,
}

/// The name of what is done, one for each [`Action`].
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
    VariantArray,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
#[allow(missing_docs, reason = "each is the action of the same name")]
pub enum Rule {
    Make,
    Change,
    Renew,
    Close,
    Claim,
    GiveNews,
    Release,
    Support,
    Answer,
    Contact,
    Report,
    Decide,
    RemoveText,
    CloseDiscussion,
    Grant,
    Follow,
    ChangeProfile,
    SignOutEverywhere,
    RenewFeed,
    MakeToken,
    RevokeToken,
    Scan,
    DeleteMe,
}

const fn permission(rule: Rule, roles: &'static [Role], scope: Option<Scope>) -> Permission {
    Permission { rule, roles, scope }
}

use Role::{Author, Claimant, Member, Moderator, OwnersRepresentative, Representative};

/// Who may do what. Who may make or answer a statement stands with its kind.
pub const PERMISSIONS: &[Permission] = &[
    permission(Rule::Make, &[], Some(Scope::Write)),
    permission(Rule::Change, &[Author], Some(Scope::Write)),
    permission(Rule::Renew, &[Author, Representative], Some(Scope::Write)),
    permission(Rule::Close, &[Author, Representative], Some(Scope::Write)),
    permission(Rule::Claim, &[Member], Some(Scope::Write)),
    permission(Rule::GiveNews, &[Claimant], Some(Scope::Write)),
    permission(
        Rule::Release,
        &[Claimant, Author, OwnersRepresentative],
        Some(Scope::Write),
    ),
    permission(Rule::Support, &[Member], Some(Scope::Write)),
    permission(Rule::Answer, &[], Some(Scope::Write)),
    permission(Rule::Contact, &[Member], Some(Scope::Write)),
    permission(Rule::Report, &[Member], Some(Scope::Write)),
    permission(Rule::Decide, &[Moderator], Some(Scope::Moderate)),
    permission(Rule::RemoveText, &[Moderator], Some(Scope::Moderate)),
    permission(Rule::CloseDiscussion, &[Moderator], Some(Scope::Moderate)),
    permission(Rule::Grant, &[Moderator], Some(Scope::Moderate)),
    permission(Rule::Follow, &[Member], Some(Scope::Write)),
    permission(Rule::ChangeProfile, &[Member], None),
    permission(Rule::SignOutEverywhere, &[Member], None),
    permission(Rule::RenewFeed, &[Member], None),
    permission(Rule::MakeToken, &[Member], None),
    permission(Rule::RevokeToken, &[Member], None),
    // A supplier is what somebody says of themselves; that they speak for an organisation was
    // confirmed by a moderator or their provider.
    permission(Rule::Scan, &[Representative], Some(Scope::Scans)),
    permission(Rule::DeleteMe, &[Member], None),
];

impl Action {
    /// The row of the table that it is held to.
    #[must_use]
    pub fn rule(&self) -> Rule {
        match self {
            Self::Make(_) => Rule::Make,
            Self::Change { .. } => Rule::Change,
            Self::Renew(_) => Rule::Renew,
            Self::Close { .. } => Rule::Close,
            Self::Claim { .. } => Rule::Claim,
            Self::GiveNews { .. } => Rule::GiveNews,
            Self::Release { .. } => Rule::Release,
            Self::Support { .. } => Rule::Support,
            Self::Answer { .. } => Rule::Answer,
            Self::Contact { .. } => Rule::Contact,
            Self::Report { .. } => Rule::Report,
            Self::Decide { .. } => Rule::Decide,
            Self::RemoveText { .. } => Rule::RemoveText,
            Self::CloseDiscussion { .. } => Rule::CloseDiscussion,
            Self::Grant { .. } => Rule::Grant,
            Self::Follow { .. } => Rule::Follow,
            Self::ChangeProfile { .. } => Rule::ChangeProfile,
            Self::SignOutEverywhere => Rule::SignOutEverywhere,
            Self::RenewFeed => Rule::RenewFeed,
            Self::MakeToken { .. } => Rule::MakeToken,
            Self::RevokeToken(_) => Rule::RevokeToken,
            Self::Scan { .. } => Rule::Scan,
            Self::DeleteMe => Rule::DeleteMe,
        }
    }
}

impl Rule {
    /// Its row in the table.
    #[must_use]
    pub fn permission(self) -> &'static Permission {
        // The rows stand in the order of the rules.
        &PERMISSIONS[self as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_action_has_its_row() {
        let rules: Vec<Rule> = PERMISSIONS.iter().map(|row| row.rule).collect();
        assert_eq!(rules, Rule::VARIANTS);
    }
}
