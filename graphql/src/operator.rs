//! Who runs a catalogue.

use async_graphql::SimpleObject;
use bronwijzer_crawler::organisation::Organisation;
use url::Url;

/// Who publishes a catalogue, whom to ask about it, and on which terms its data may
/// be used. Only those who run it know, so each may be absent.
#[derive(Debug, Clone, Default)]
pub struct Operator {
    /// The organisation that publishes it.
    pub publisher: Option<Organisation>,
    /// The address for e-mail about it.
    pub contact_email: Option<String>,
    /// The page that tells how to ask about it.
    pub contact_url: Option<Url>,
    /// Where weaknesses in security are reported: `mailto:` or `https:`.
    pub security_contact: Option<Url>,
    /// The licence under which its data may be used, by its web address.
    pub data_licence: Option<Url>,
    /// Where the catalogue stands on the web, without a path.
    pub public_url: Option<Url>,
    /// With whom people sign in; nobody can where there is none.
    pub sign_in: Vec<SignInProvider>,
    /// Whether members can get mail.
    pub sends_mail: bool,
}

impl Operator {
    /// The URI that stands for an organisation: that of TOOI, else the one of the registry,
    /// else the address of its page here; where the catalogue does not know its own address,
    /// a name by the slug.
    pub(crate) fn uri_of(&self, organisation: &Organisation) -> String {
        let tooi = organisation.tooi.as_ref().map(ToString::to_string);
        let known = tooi.or_else(|| organisation.uri.clone());
        let page = || {
            let page = format!("/organisaties/{}", organisation.slug);
            Some(self.public_url.as_ref()?.join(&page).ok()?.to_string())
        };
        let known = known.or_else(page);
        known.unwrap_or_else(|| format!("urn:bronwijzer:organisation:{}", organisation.slug))
    }
}

/// With whom people sign in.
#[derive(Debug, Clone, SimpleObject)]
pub struct SignInProvider {
    /// What stands for it in addresses: `/sign-in/<id>?next=<path>` begins to sign in.
    pub id: String,
    /// What people know it by.
    pub name: String,
}
