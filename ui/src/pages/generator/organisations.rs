//! The organisation of the form: with the one that is chosen its address in the register TOOI
//! comes along.

use super::values::Values;
use crate::form::organisations::{Choices, Organisation, by_name, by_slug};
use crate::site::{Problem, Site};

/// The fields of the form that an organisation fills in.
const NAME: &str = "organisation.name";
const URI: &str = "organisation.uri";

/// What the addresses in TOOI begin with: only those are replaced.
const TOOI: &str = "https://identifier.overheid.nl/tooi/";

/// The organisations that fit what was filled in. The one that was `picked`, or that has
/// just this name, is filled in.
pub(super) async fn choices(
    site: &Site,
    values: &mut Values,
    picked: Option<&str>,
) -> Result<Choices, Problem> {
    if let Some(slug) = picked
        && let Some(organisation) = by_slug(site, slug).await?
    {
        fill_in(&organisation, values);
    }
    let name = values.one(NAME).unwrap_or_default().to_owned();
    let (exact, choices) = by_name(site, &name).await?;
    if let Some(organisation) = exact {
        fill_in(&organisation, values);
    }
    Ok(choices)
}

/// Fills in its name, and its address where none but that of another stands there.
fn fill_in(organisation: &Organisation, values: &mut Values) {
    values.replace(NAME, &organisation.name);
    let is_own = values.one(URI).is_some_and(|uri| !uri.starts_with(TOOI));
    if let Some(uri) = organisation.tooi.as_deref().filter(|_| !is_own) {
        values.replace(URI, uri);
    }
}
