//! Who runs the catalogue, by the settings and the registry.

use bronwijzer_crawler::registry::Registry;
use bronwijzer_graphql::Operator;

use super::{Config, ConfigError, ConfigProblem};

impl Config {
    /// Who runs the catalogue.
    ///
    /// # Errors
    /// When the publisher is not in the registry.
    pub(crate) fn operator(&self, registry: &Registry) -> Result<Operator, ConfigError> {
        let publisher = &self.settings.publisher;
        let organisation = publisher.value.as_ref().map(|slug| {
            let mut organisations = registry.organisations.iter();
            let found = organisations.find(|organisation| organisation.slug == *slug);
            found.cloned().ok_or_else(|| {
                ConfigError(vec![ConfigProblem {
                    at: publisher.origin.clone(),
                    what: format!("`{slug}` is not an organisation in the registry"),
                    advice: "`bronwijzer organisations` lists them".to_owned(),
                }])
            })
        });
        Ok(Operator {
            publisher: organisation.transpose()?,
            contact_email: self.settings.contact_email.value.clone(),
            contact_url: self.settings.contact_url.value.clone(),
            security_contact: self.settings.security_contact.value.clone(),
            data_licence: self.settings.data_licence.value.clone(),
            public_url: self.settings.public_url.value.clone(),
            sign_in: self.told_providers(),
            sends_mail: self.mail.is_some(),
        })
    }
}
