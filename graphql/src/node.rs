//! Global object identification (Relay): ids that are opaque to clients, a kind and the catalogue's own
//! identifier inside.

use async_graphql::ID;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bronwijzer_crawler::address::RepositoryId;

/// What a global identifier names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum GlobalId {
    Repository(RepositoryId),
    Organisation(String),
    CrawlRun(String),
    Change(String),
}

impl GlobalId {
    /// The identifier as clients see it.
    pub(crate) fn encode(&self) -> ID {
        let text = match self {
            Self::Repository(id) => format!("Repository:{id}"),
            Self::Organisation(slug) => format!("Organisation:{slug}"),
            Self::CrawlRun(id) => format!("CrawlRun:{id}"),
            Self::Change(cursor) => format!("Change:{cursor}"),
        };
        ID(URL_SAFE_NO_PAD.encode(text))
    }

    /// What `id` names; `None` when no catalogue has given it out.
    pub(crate) fn decode(id: &ID) -> Option<Self> {
        let text = String::from_utf8(URL_SAFE_NO_PAD.decode(id.as_bytes()).ok()?).ok()?;
        let (kind, rest) = text.split_once(':')?;
        match kind {
            "Repository" => rest.parse().ok().map(Self::Repository),
            "Organisation" => Some(Self::Organisation(rest.to_owned())),
            "CrawlRun" => Some(Self::CrawlRun(rest.to_owned())),
            "Change" => Some(Self::Change(rest.to_owned())),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bronwijzer_crawler::address::ForgeHost;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_global_id_round_trips(host in "[a-z.]{1,20}", id in "[a-z0-9/_.-]{1,30}") {
            let id = GlobalId::Repository(RepositoryId::new(ForgeHost::new(&host), id));
            prop_assert_eq!(GlobalId::decode(&id.encode()), Some(id));
        }

        #[test]
        fn any_text_is_decoded_or_refused(text in "\\PC{0,80}") {
            let _ = GlobalId::decode(&ID(text));
        }
    }
}
