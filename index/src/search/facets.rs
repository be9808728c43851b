//! The table of facets: the properties that repositories are counted and
//! filtered by. A new facet is one line in [`with_facets`] and a function of
//! that name in `values`; the index, the search and the GraphQL schema follow.

use std::collections::{BTreeMap, HashMap};

use async_graphql::Enum;

use crate::catalogue::Entry;

/// Calls a macro with the table: `(field, Variant, "what it is"), …`.
#[macro_export]
macro_rules! with_facets {
    ($callback:ident) => {
        $callback! {
            (organisation, Organisation, "The government body that owns it, by short name."),
            (organisation_type, OrganisationType, "What kind of body owns it."),
            (forge, Forge, "The host of the forge it is on."),
            (language, Language, "The language that most of its code is in."),
            (licence, Licence, "The SPDX identifier of its licence."),
            (maintenance, Maintenance, "Its maintenance status."),
            (at_risk, AtRisk, "Whether it is at risk."),
            (kind, Kind, "What it publishes: software, a standard, data, documentation."),
            (seeking, Seeking, "Whether it seeks a maintainer."),
            (openness, Openness, "The quarter that its openness score falls in."),
            (category, Category, "What it is for: categories of publiccode.yml, declared or guessed."),
            (software_type, SoftwareType, "What kind of software it is, as publiccode.yml has it, declared or guessed."),
            (platform, Platform, "Where users run it, as publiccode.yml has it, declared or guessed."),
            (refers_to, RefersTo, "A register or standard that it refers to, by its name here."),
            (open_by_default, OpenByDefault, "What it counts under for open by default: each figure with its outcome, or why it is left out."),
            (publiccode, Publiccode, "The verdict on its publiccode.yml."),
            (licence_verdict, LicenceVerdict, "Whether its licence lets it be reused."),
            (theme, Theme, "The part of society that it is for: the scopes of publiccode.yml, as declared."),
            (activity, Activity, "How long before it was judged its last activity was: `month`, `quarter`, `year`, `two_years` or `longer`."),
            (archived, Archived, "Whether the forge has it as archived: `yes` or `no`."),
            (fork, Fork, "Whether it is a fork on the same forge: `yes` or `no`."),
            (has_releases, HasReleases, "Whether it has a release or a tag: `yes` or `no`."),
        }
    };
}

/// What stands for a repository that has no value.
const NONE: &str = "none";

/// The ranges of the last activity, each with the most days between it and the
/// day of judging; what lies further back is in [`LONGER`].
const ACTIVITY_RANGES: &[(&str, i64)] = &[
    ("month", 31),
    ("quarter", 92),
    ("year", 365),
    ("two_years", 730),
];
const LONGER: &str = "longer";

macro_rules! facet_names {
    ($(($field:ident, $variant:ident, $doc:literal)),+ $(,)?) => {
        /// A property that repositories are counted by.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Enum)]
        pub enum FacetName {
            $(#[doc = $doc] $variant,)+
        }

        impl FacetName {
            /// Every facet, in the order of the table.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The name of the field in the index.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => stringify!($field),)+
                }
            }

            /// The values that an entry counts under, each once; at least one.
            pub(super) fn values(self, entry: &Entry) -> Vec<String> {
                let mut values = match self {
                    $(Self::$variant => values::$field(entry),)+
                };
                values.sort_unstable();
                values.dedup();
                if values.is_empty() {
                    values.push(NONE.to_owned());
                }
                values
            }
        }
    };
}
with_facets!(facet_names);

/// How each facet takes its values from an entry; none counts as `none`.
mod values {
    use std::collections::BTreeSet;

    use super::{ACTIVITY_RANGES, Entry, LONGER};
    use crate::assess::Themed;

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

    pub(super) fn at_risk(entry: &Entry) -> Vec<String> {
        vec![entry.assessment.risk.value.as_str().to_owned()]
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

    pub(super) fn licence_verdict(entry: &Entry) -> Vec<String> {
        vec![entry.assessment.licence.verdict.value.as_str().to_owned()]
    }

    pub(super) fn theme(entry: &Entry) -> Vec<String> {
        named(&entry.assessment.themes.audience)
    }

    pub(super) fn activity(entry: &Entry) -> Vec<String> {
        let assessment = &entry.assessment;
        let range = |last: chrono::DateTime<chrono::Utc>| {
            let days = (assessment.vitality.until - last.date_naive()).num_days();
            let range = ACTIVITY_RANGES.iter().find(|(_, most)| days <= *most);
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
        yes_or_no(known.map(|its| its.total > 0).reduce(|a, b| a || b))
    }

    fn yes_or_no(fact: Option<bool>) -> Vec<String> {
        let word = |yes| if yes { "yes" } else { "no" };
        fact.map(word).into_iter().map(str::to_owned).collect()
    }
}

/// Narrows a search. Within a facet any of the values, between facets all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter(pub BTreeMap<FacetName, Vec<String>>);

/// A facet's values among the repositories found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facet {
    /// Which facet.
    pub name: FacetName,
    /// The values: the selected ones and those that occur, most frequent first.
    pub values: Vec<FacetCount>,
}

/// The most values of one facet that are given, beside those that are selected.
const MOST_VALUES: usize = 500;

impl Facet {
    /// Puts counts in order, and adds values that are selected and do not occur.
    pub(super) fn new(
        name: FacetName,
        mut counts: HashMap<String, u64>,
        selected: &[String],
    ) -> Self {
        for value in selected {
            counts.entry(value.clone()).or_default();
        }
        let mut counts: Vec<(String, u64)> = counts.into_iter().collect();
        counts.sort_unstable_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        let values = counts
            .into_iter()
            .enumerate()
            .filter_map(|(at, (value, count))| {
                let selected = selected.contains(&value);
                (at < MOST_VALUES || selected).then(|| FacetCount {
                    selected,
                    label: value.clone(),
                    value,
                    count,
                })
            });
        Self {
            name,
            values: values.collect(),
        }
    }
}

/// One value of a facet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FacetCount {
    /// The value, as a filter takes it.
    pub value: String,
    /// What to show.
    pub label: String,
    /// How many repositories have it.
    pub count: u64,
    /// Whether the filter names it.
    pub selected: bool,
}
