//! The community in the schema: what people say, who they are to others and to themselves,
//! what moderators see, and everything that can be done.

pub(crate) mod change;
pub(crate) mod discussion;
pub(crate) mod input;
pub(crate) mod kinds;
pub(crate) mod list;
pub(crate) mod member;
pub(crate) mod moderation;
pub(crate) mod mutation;
pub(crate) mod news;
pub(crate) mod own;
pub(crate) mod payload;
pub(crate) mod sayable;
pub(crate) mod statement;
pub(crate) mod subject;
pub(crate) mod usage;
