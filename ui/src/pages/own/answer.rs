//! What the schema answers about what is a member's own.

use chrono::{DateTime, Utc};

use crate::community::answer::{Member, Named, Statement, Statements, Supplier};
use crate::community::follow::Follow;
use crate::enums::{DigestFrequency, MailLanguage, Scope};
use crate::pages::frame::Contents;
use crate::schema;

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query")]
pub(super) struct Answer {
    pub(super) catalogue: Contents,
    pub(super) viewer: Option<Viewer>,
}

#[derive(cynic::QueryFragment)]
pub(super) struct Viewer {
    pub(super) member: Oneself,
    pub(super) email: Option<String>,
    pub(super) unconfirmed_email: Option<String>,
    pub(super) confirmation_sent: bool,
    pub(super) feed: String,
    pub(super) digest: DigestFrequency,
    pub(super) language: MailLanguage,
    pub(super) represents: Vec<Named>,
    pub(super) is_moderator: bool,
    #[arguments(first: 50)]
    pub(super) statements: Statements,
    pub(super) follows: Vec<Follow>,
    pub(super) messages: Vec<Message>,
    pub(super) tokens: Vec<AccessToken>,
    pub(super) sessions: Vec<Session>,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Member")]
pub(super) struct Oneself {
    pub(super) name: String,
    pub(super) supplier: Option<Supplier>,
}

#[derive(cynic::QueryFragment)]
pub(super) struct Message {
    pub(super) at: DateTime<Utc>,
    pub(super) what: String,
    pub(super) from: Option<Member>,
    pub(super) statement: Option<Statement>,
    pub(super) text: String,
}

#[derive(cynic::QueryFragment)]
pub(super) struct AccessToken {
    pub(super) id: cynic::Id,
    pub(super) name: String,
    pub(super) scopes: Vec<Scope>,
    pub(super) made_at: DateTime<Utc>,
    pub(super) expires_at: DateTime<Utc>,
}

#[derive(cynic::QueryFragment)]
pub(super) struct Session {
    pub(super) began_at: DateTime<Utc>,
    pub(super) expires_at: DateTime<Utc>,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query")]
pub(super) struct Exported {
    pub(super) viewer: Option<Export>,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Viewer")]
pub(super) struct Export {
    pub(super) export: String,
}
