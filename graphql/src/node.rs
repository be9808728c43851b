//! Global object identification (Relay): ids that are opaque to clients, a kind and the
//! catalogue's own identifier inside. A statement's is its UUID as it is, which addresses of
//! pages have too.

use async_graphql::ID;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bronwijzer_crawler::address::RepositoryId;
use bronwijzer_index::community::statement::StatementId;

/// What a global identifier names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum GlobalId {
    Repository(RepositoryId),
    Organisation(String),
    CrawlRun(String),
    Change(String),
    Statement(StatementId),
    StatementChange(u64),
}

impl GlobalId {
    /// The identifier as clients see it.
    pub(crate) fn encode(&self) -> ID {
        let text = match self {
            Self::Repository(id) => format!("Repository:{id}"),
            Self::Organisation(slug) => format!("Organisation:{slug}"),
            Self::CrawlRun(id) => format!("CrawlRun:{id}"),
            Self::Change(cursor) => format!("Change:{cursor}"),
            Self::Statement(id) => return ID(id.to_string()),
            Self::StatementChange(number) => format!("StatementChange:{number}"),
        };
        ID(URL_SAFE_NO_PAD.encode(text))
    }

    /// What `id` names; `None` when no catalogue has given it out.
    pub(crate) fn decode(id: &ID) -> Option<Self> {
        if is_uuid(id) {
            return Some(Self::Statement(StatementId(id.to_string())));
        }
        let text = String::from_utf8(URL_SAFE_NO_PAD.decode(id.as_bytes()).ok()?).ok()?;
        let (kind, rest) = text.split_once(':')?;
        match kind {
            "Repository" => rest.parse().ok().map(Self::Repository),
            "Organisation" => Some(Self::Organisation(rest.to_owned())),
            "CrawlRun" => Some(Self::CrawlRun(rest.to_owned())),
            "Change" => Some(Self::Change(rest.to_owned())),
            "StatementChange" => rest.parse().ok().map(Self::StatementChange),
            _ => None,
        }
    }
}

/// Whether it has the form of a UUID, as it is written in lower case.
fn is_uuid(text: &str) -> bool {
    let mut bytes = text.bytes().enumerate();
    text.len() == 36
        && bytes.all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte),
        })
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
        fn the_id_of_a_statement_is_its_own(id in "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}") {
            let statement = GlobalId::Statement(StatementId(id.clone()));
            prop_assert_eq!(statement.encode(), ID(id));
            prop_assert_eq!(GlobalId::decode(&statement.encode()), Some(statement));
        }

        #[test]
        fn any_text_is_decoded_or_refused(text in "\\PC{0,80}") {
            let _ = GlobalId::decode(&ID(text));
        }
    }
}
