//! How each facet takes its values from an entry; none counts as `none`. Each function
//! is named for its row in the table.

use std::collections::BTreeSet;

use bronwijzer_crawler::address::{RepositoryUrl, candidates};

use super::NONE;
use crate::assess::{PubliccodeVerdict, Themed, language_of, web_address};
use crate::community::kinds::{Field, StatementKind};
use crate::community::statement::{Behalf, Statement};
use crate::model::{Entry, OpenWork};
use crate::with_judgements;

/// The ranges of the last activity, each with the most days between it and the
/// day of judging; what lies further back is in [`LONGER`].
const ACTIVITY_RANGES: &[(&str, i64)] = &[
    ("month", 31),
    ("quarter", 92),
    ("year", 365),
    ("two_years", 730),
];
const LONGER: &str = "longer";

macro_rules! of_judgements {
    ($($object:ident, $field:ident: $verdict:ident, $answers:literal { $facet:ident: $($row:tt)* })+) => {
        $(pub(super) fn $facet(entry: &Entry) -> Vec<String> {
            vec![entry.assessment.judgements.$field.value.as_str().to_owned()]
        })+
    };
}
with_judgements!(of_judgements);

pub(super) fn organisation(entry: &Entry) -> Vec<String> {
    let organisation = entry.organisation.iter();
    organisation.map(|body| body.slug.to_string()).collect()
}

pub(super) fn organisation_type(entry: &Entry) -> Vec<String> {
    let organisation = entry.organisation.iter();
    organisation
        .map(|body| body.organisation_type.as_str().to_owned())
        .collect()
}

pub(super) fn forge(entry: &Entry) -> Vec<String> {
    vec![entry.observation.url.host().to_string()]
}

pub(super) fn language(entry: &Entry) -> Vec<String> {
    let languages = entry.observation.languages.iter().flatten();
    languages
        .take(1)
        .map(|language| language.name.clone())
        .collect()
}

pub(super) fn licence(entry: &Entry) -> Vec<String> {
    entry.assessment.licence.spdx_id.iter().cloned().collect()
}

pub(super) fn kind(entry: &Entry) -> Vec<String> {
    vec![entry.assessment.kind.value.as_str().to_owned()]
}

pub(super) fn maintenance(entry: &Entry) -> Vec<String> {
    vec![entry.assessment.maintenance.value.as_str().to_owned()]
}

pub(super) fn seeking(entry: &Entry) -> Vec<String> {
    vec![entry.assessment.seeking.value.as_str().to_owned()]
}

pub(super) fn help(entry: &Entry) -> Vec<String> {
    OpenWork::of(entry).values()
}

pub(super) fn openness(entry: &Entry) -> Vec<String> {
    let band = entry.assessment.openness.band();
    band.into_iter().map(str::to_owned).collect()
}

pub(super) fn category(entry: &Entry) -> Vec<String> {
    named(&entry.assessment.themes.categories)
}

pub(super) fn software_type(entry: &Entry) -> Vec<String> {
    named(entry.assessment.themes.software_type.as_slice())
}

pub(super) fn platform(entry: &Entry) -> Vec<String> {
    named(&entry.assessment.themes.platforms)
}

fn named(themes: &[Themed]) -> Vec<String> {
    themes.iter().map(|theme| theme.value.to_owned()).collect()
}

pub(super) fn refers_to(entry: &Entry) -> Vec<String> {
    let referrals = entry.assessment.referrals.iter();
    let registers: BTreeSet<&str> = referrals.map(|referral| referral.register).collect();
    registers.into_iter().map(str::to_owned).collect()
}

pub(super) fn open_by_default(entry: &Entry) -> Vec<String> {
    entry.open_by_default.values()
}

pub(super) fn publiccode(entry: &Entry) -> Vec<String> {
    vec![entry.assessment.publiccode.value.as_str().to_owned()]
}

/// What the standard has for `developmentStatus`.
const DEVELOPMENT_STATUSES: &[&str] = &["concept", "development", "beta", "stable", "obsolete"];

pub(super) fn development_status(entry: &Entry) -> Vec<String> {
    let declared = entry.assessment.declared.as_deref();
    let status = declared.and_then(|file| file.development_status.as_deref());
    let status = status.filter(|status| DEVELOPMENT_STATUSES.contains(status));
    status.into_iter().map(str::to_owned).collect()
}

/// What the standard has for `maintenance.type`, and its value here: `none` is what
/// stands for no value at all.
const MAINTENANCE_TYPES: &[(&str, &str)] = &[
    ("internal", "internal"),
    ("contract", "contract"),
    ("community", "community"),
    ("none", "nobody"),
];

pub(super) fn maintenance_type(entry: &Entry) -> Vec<String> {
    let declared = entry.assessment.declared.as_deref();
    let declared = declared.and_then(|file| file.maintenance_type.as_deref());
    let types = MAINTENANCE_TYPES.iter();
    types
        .filter(|(name, _)| declared == Some(name))
        .map(|(_, value)| (*value).to_owned())
        .collect()
}

/// Regions and scripts are left out: who looks for French reads that of Canada too.
pub(super) fn interface_language(entry: &Entry) -> Vec<String> {
    let declared = entry.assessment.declared.iter();
    declared
        .flat_map(|file| &file.languages)
        .take(MAX_INTERFACE_LANGUAGES)
        .filter_map(|tag| language_of(tag))
        .filter_map(|tag| Some(tag.split('-').next()?.to_lowercase()))
        .collect()
}

/// The most languages of one interface that count.
const MAX_INTERFACE_LANGUAGES: usize = 100;

pub(super) fn declared_software_type(entry: &Entry) -> Vec<String> {
    let file = entry.assessment.declared.as_deref();
    as_written(file.and_then(|file| file.software_type.as_ref()))
}

pub(super) fn declared_platform(entry: &Entry) -> Vec<String> {
    let file = entry.assessment.declared.iter();
    as_written(file.flat_map(|file| &file.platforms))
}

pub(super) fn declared_language(entry: &Entry) -> Vec<String> {
    let file = entry.assessment.declared.iter();
    as_written(file.flat_map(|file| &file.languages))
}

pub(super) fn declared_licence(entry: &Entry) -> Vec<String> {
    let file = entry.assessment.declared.as_deref();
    as_written(file.and_then(|file| file.licence.as_ref()))
}

/// Values of others, within bounds. `none` is what stands for no value at all.
fn as_written<'a>(values: impl IntoIterator<Item = &'a String>) -> Vec<String> {
    let values = values.into_iter();
    let values = values.filter(|value| value.len() <= LONGEST_AS_WRITTEN && *value != NONE);
    values.take(MOST_AS_WRITTEN).cloned().collect()
}

/// The most values of one facet that a file is counted under, and the longest, in bytes.
const MOST_AS_WRITTEN: usize = 100;
const LONGEST_AS_WRITTEN: usize = 200;

pub(super) fn licence_verdict(entry: &Entry) -> Vec<String> {
    vec![entry.assessment.licence.verdict.value.as_str().to_owned()]
}

/// Who stopped using it says so, and counts no more.
pub(super) fn used_by(entry: &Entry) -> Vec<String> {
    let uses = holding(entry, StatementKind::Use);
    let uses = uses.filter(|one| one.value(Field::Stage) != Some("stopped"));
    uses.filter_map(|one| match &one.behalf {
        Behalf::Organisation(slug) => Some(slug.to_string()),
        Behalf::Own | Behalf::Supplier { .. } => None,
    })
    .collect()
}

pub(super) fn support(entry: &Entry) -> Vec<String> {
    let offers = holding(entry, StatementKind::Support);
    offers
        .flat_map(|one| one.values(Field::Service))
        .cloned()
        .collect()
}

/// The statements of a kind that hold.
fn holding(entry: &Entry, kind: StatementKind) -> impl Iterator<Item = &Statement> {
    let all = entry.statements.iter().map(AsRef::as_ref);
    all.filter(move |one: &&Statement| one.kind == kind && one.holds())
}

pub(super) fn theme(entry: &Entry) -> Vec<String> {
    named(&entry.assessment.themes.audience)
}

pub(super) fn activity(entry: &Entry) -> Vec<String> {
    let assessment = &entry.assessment;
    let range = |last: chrono::DateTime<chrono::Utc>| {
        let days = (assessment.vitality.until - last.date_naive()).num_days();
        let range = ACTIVITY_RANGES
            .iter()
            .find(|(_, max_days)| days <= *max_days);
        range.map_or(LONGER, |(name, _)| name).to_owned()
    };
    assessment.last_activity_at.into_iter().map(range).collect()
}

pub(super) fn archived(entry: &Entry) -> Vec<String> {
    yes_or_no(entry.observation.flags.archived)
}

pub(super) fn fork(entry: &Entry) -> Vec<String> {
    yes_or_no(entry.observation.flags.fork)
}

pub(super) fn has_releases(entry: &Entry) -> Vec<String> {
    let known = [&entry.observation.releases, &entry.observation.tags];
    let known = known.into_iter().flatten();
    yes_or_no(
        known
            .map(|releases| releases.total > 0)
            .reduce(|a, b| a || b),
    )
}

/// A page within the repository on its forge is no page of its own. That there is none
/// is known only where both the forge and publiccode.yml could have named one.
pub(super) fn has_landing_page(entry: &Entry) -> Vec<String> {
    let (seen, judged) = (&entry.observation, &entry.assessment);
    let own: Vec<String> = std::iter::once(&seen.url)
        .chain(&entry.former_urls)
        .map(RepositoryUrl::key)
        .collect();
    let is_landing_page = |text: &String| {
        web_address(text).is_some_and(|page| {
            let leads_to = candidates(page.as_str());
            !leads_to.iter().any(|url| own.contains(&url.key()))
        })
    };
    let declared = judged.declared.as_deref();
    let named = declared.and_then(|file| file.landing_url.as_ref());
    if seen.homepage.iter().chain(named).any(is_landing_page) {
        return yes_or_no(Some(true));
    }
    let told_by_forge = seen.homepage.is_some() || seen.tells_homepage();
    let told_by_owner = match judged.publiccode.value {
        PubliccodeVerdict::Missing => true,
        PubliccodeVerdict::Valid | PubliccodeVerdict::Invalid => {
            declared.is_some_and(|file| !file.is_partial)
        }
        PubliccodeVerdict::Unknown => false,
    };
    yes_or_no((told_by_forge && told_by_owner).then_some(false))
}

fn yes_or_no(fact: Option<bool>) -> Vec<String> {
    let word = |yes| if yes { "yes" } else { "no" };
    fact.map(word).into_iter().map(str::to_owned).collect()
}
