//! How repositories relate: forks, variants, mirrors, the same software under
//! two owners, who uses what, and what is alike.
//!
//! [`pointers`] says what the facts of one repository point to. The search
//! index keeps that as terms, so that a relation is found from both ends; a
//! relation is read when somebody asks, and never stored.

mod links;
pub(crate) mod pointers;
mod registered;

use async_graphql::Enum;
use bronwijzer_crawler::address::RepositoryUrl;
use bronwijzer_crawler::organisation::Organisation;
use strum::VariantArray;

use crate::assess::Reason;
use crate::model::Card;

pub(crate) use links::{Link, LinkKind, LinkRule, links};
pub(crate) use pointers::{
    Pointers, depends_term, name_key, named_term, organisation_term, owner_term, used_by_term,
};
pub(crate) use registered::RegisteredOrganisations;

/// How a repository relates to what is at the other end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Enum, VariantArray)]
pub enum RelationKind {
    /// It is a copy of the other, kept in step.
    MirrorOf,
    /// The other is a copy of it, kept in step.
    MirroredBy,
    /// It goes back to the other, and is offered as an alternative.
    VariantOf,
    /// The other goes back to it, and is offered as an alternative.
    HasVariant,
    /// It was made from the other to work on that.
    TechnicalForkOf,
    /// The other was made from it to work on it.
    HasTechnicalFork,
    /// The forge says that it was forked from the other.
    ForkOf,
    /// The forge says that the other was forked from it.
    ForkedBy,
    /// Its owner says that the other took its place.
    SupersededBy,
    /// It took the place of the other, as the other's owner says.
    Supersedes,
    /// Another owner has what looks like the same software: the same name, with
    /// the same README or description.
    SameSoftware,
    /// An organisation uses it, as its publiccode.yml says.
    UsedBy,
    /// It needs the other, as its publiccode.yml says.
    DependsOn,
    /// The other needs it, as the other's publiccode.yml says.
    DependencyOf,
}

impl RelationKind {
    /// Every kind, in the order in which pages show them.
    pub const ALL: &'static [Self] = Self::VARIANTS;
}

/// What is at the other end of a relation.
#[derive(Debug, Clone, PartialEq)]
pub struct Relation {
    /// The repository, where the catalogue has it.
    pub repository: Option<Card>,
    /// The organisation: the one that uses the software, or that owns the repository;
    /// where the registry has it.
    pub organisation: Option<Organisation>,
    /// The repository's address, in the catalogue or not; `None` for what is
    /// known by its name alone.
    pub url: Option<RepositoryUrl>,
    /// What to call it: owner and name of a repository, else the name that
    /// publiccode.yml gives.
    pub label: String,
    /// Whether the two ends belong to different organisations of the registry.
    pub between_organisations: bool,
    /// The rules that held; at least one.
    pub reasons: Vec<Reason>,
}

/// Relations of one kind.
#[derive(Debug, Clone, PartialEq)]
pub struct RelationGroup {
    /// Which kind.
    pub kind: RelationKind,
    /// How many there are in all.
    pub total: u64,
    /// The first of them.
    pub relations: Vec<Relation>,
}
