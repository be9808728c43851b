//! Members, as others see them: nothing here knows an address for e-mail or who somebody is
//! with their provider.

use async_graphql::{Context, ID, Object, Result, SimpleObject};
use bronwijzer_index::community::member::{self, MemberId, PublicMember};
use bronwijzer_index::{Catalogue, IndexError};

use crate::batch::Batched;
use crate::organisation::{Organisation, RELATED, named};

/// A member as others see them.
#[derive(Clone)]
pub(crate) struct Member(PublicMember);

impl From<PublicMember> for Member {
    fn from(member: PublicMember) -> Self {
        Self(member)
    }
}

/// Somebody who signed in at least once.
#[Object]
impl Member {
    /// Identifier: a random UUID, which tells nothing of who they are elsewhere.
    async fn id(&self) -> ID {
        ID(self.0.id.to_string())
    }

    /// The name that they chose.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// The organisations that they speak for.
    #[graphql(complexity = "RELATED * child_complexity")]
    async fn represents(&self, ctx: &Context<'_>) -> Result<Vec<Organisation>> {
        named(ctx, &self.0.represents)
    }

    /// The supplier that they are; null for who is none.
    async fn supplier(&self) -> Option<Supplier> {
        self.0.supplier.clone().map(Into::into)
    }
}

/// The member, unless they left.
impl Batched for MemberId {
    type Found = Option<Member>;

    fn read(&self, catalogue: &Catalogue) -> Result<Self::Found, IndexError> {
        Ok(catalogue.community().public_member(self).map(Into::into))
    }
}

/// The member with this identifier, where there is one.
pub(crate) async fn of(ctx: &Context<'_>, id: Option<&MemberId>) -> Result<Option<Member>> {
    match id {
        Some(id) => id.clone().load(ctx).await,
        None => Ok(None),
    }
}

/// A company or foundation that is no government and offers its services.
#[derive(SimpleObject)]
pub(crate) struct Supplier {
    /// Its name.
    name: String,
    /// Its website.
    website: String,
}

impl From<member::Supplier> for Supplier {
    fn from(supplier: member::Supplier) -> Self {
        Self {
            name: supplier.name,
            website: supplier.website,
        }
    }
}
