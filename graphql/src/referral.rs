//! References to registers and standards of Dutch government.

use async_graphql::{Enum, SimpleObject};
use bronwijzer_index::{FoundIn, Mention, Referral as IndexReferral, RegisterKind};

/// A reference to a register or a standard. That it is mentioned says nothing
/// about keeping to it.
#[derive(SimpleObject)]
pub(crate) struct Referral {
    /// The register's name, as the filter `refersTo` takes it.
    register: String,
    /// What kind of thing that is.
    kind: RegisterKind,
    /// The page, over https or http; null for a topic.
    url: Option<String>,
    /// The topic that stands for it; null for a page.
    topic: Option<String>,
    /// Where it was found.
    found_in: ReferralPlace,
    /// The key of publiccode.yml under which it stands; null elsewhere.
    key: Option<String>,
}

impl From<&IndexReferral> for Referral {
    fn from(referral: &IndexReferral) -> Self {
        let (url, topic) = match &referral.mention {
            Mention::Page(url) => (Some(url.to_string()), None),
            Mention::Topic(topic) => (None, Some(topic.clone())),
        };
        let (found_in, key) = match &referral.place {
            FoundIn::Homepage => (ReferralPlace::Homepage, None),
            FoundIn::Publiccode(key) => (ReferralPlace::Publiccode, Some(key.clone())),
            FoundIn::Readme => (ReferralPlace::Readme, None),
            FoundIn::Topics => (ReferralPlace::Topics, None),
        };
        Self {
            register: referral.register.to_owned(),
            kind: referral.kind,
            url,
            topic,
            found_in,
            key,
        }
    }
}

/// Where a reference was found.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ReferralPlace {
    /// The project's own page is one of the register.
    Homepage,
    /// In publiccode.yml.
    Publiccode,
    /// In the README.
    Readme,
    /// Among the topics on the forge.
    Topics,
}
