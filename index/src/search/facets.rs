//! The table of facets: the properties that repositories are counted and
//! filtered by. A new facet is a row in [`with_facets`] and a function of that name in
//! `values`; the index, what can be typed, the GraphQL schema, REST, the pages and the
//! tables of the documentation follow.

mod values;

use std::collections::{BTreeMap, HashMap};

use async_graphql::Enum;

use crate::assess::camel_case;
use crate::model::Entry;

/// Calls a macro with the table, which is all that is told of a facet: its field, its
/// variant, what it is (the description in the schema), what people type before a colon
/// in Dutch and in English (the first is the usual name), its [`FacetValues`], and its
/// place on the page (lower comes first). Between the two parts stand the facets of
/// [`with_judgements`](crate::with_judgements).
#[macro_export]
macro_rules! with_facets {
    ($callback:ident) => {
        $crate::with_judgements! { @facets $callback {
            organisation: Organisation, "The organisation that owns it, by its short name.",
                nl ["organisatie", "eigenaar"], en ["organisation", "organization", "org", "owner"], Open, 40;
            organisation_type: OrganisationType, "What kind of organisation owns it.",
                nl ["soort-organisatie"], en ["organisation-type", "organization-type"], Closed("type", &[
                    ("ministry", &["ministerie"]),
                    ("agency", &["agentschap"]),
                    ("municipality", &["gemeente"]),
                    ("province", &["provincie"]),
                    ("water_board", &["waterschap"]),
                    ("cooperation", &["samenwerkingsverband"]),
                    ("public_body", &["openbaar-lichaam"]),
                    ("foundation", &["stichting"]),
                    ("other", &["overig", "overige", "anders"]),
                ]), 50;
            forge: Forge, "The host of the forge it is on.",
                nl ["forge"], en ["forge", "host"], Open, 170;
            language: Language, "The language that most of its code is in.",
                nl ["taal", "programmeertaal"], en ["language", "lang"], Open, 60;
            licence: Licence, "The SPDX identifier of its licence.",
                nl ["licentie"], en ["licence", "license"], Open, 70;
            maintenance: Maintenance, "Its maintenance status.",
                nl ["status", "onderhoud"], en ["status", "maintenance"], Closed("maintenance", &[
                    ("active", &["actief"]),
                    ("maintained", &["onderhouden"]),
                    ("seeking_maintainer", &["zoekt-beheerder", "zoekt-een-beheerder"]),
                    ("dormant", &["slapend"]),
                    ("unmaintained", &["niet-onderhouden", "verlaten"]),
                    ("archived", &["gearchiveerd", "archief"]),
                    ("unknown", &["onbekend"]),
                ]), 20;
        } {
            kind: Kind, "What it publishes: software, a standard, data, documentation.",
                nl ["soort"], en ["kind"], Closed("publishes", &[
                    ("standard", &["standaard"]),
                    ("data", &["gegevens"]),
                    ("documentation", &["documentatie", "docs"]),
                    ("unknown", &["onbekend"]),
                ]), 100;
            seeking: Seeking, "Whether it seeks a maintainer.",
                nl ["zoekt-beheerder"], en ["seeking"], Closed("seeking", &[
                    ("explicit", &["ja", "yes"]),
                    ("likely", &["ja", "yes", "waarschijnlijk"]),
                    ("no", &["nee"]),
                ]), 75;
            help: Help, "What others can do in it: kinds of help that first tasks ask for, `any` where no label says which, and `questions` without an answer. Of repositories that are kept up.",
                nl ["hulp", "taken"], en ["help", "tasks"], Closed("help-kind", &[
                    ("design", &["ontwerp"]),
                    ("text", &["tekst", "documentatie", "documentation"]),
                    ("translation", &["vertaling", "vertalen"]),
                    ("testing", &["testen"]),
                    ("research", &["onderzoek"]),
                    ("community", &["gemeenschap"]),
                    ("security", &["beveiliging"]),
                    ("any", &["algemeen"]),
                    ("questions", &["vragen"]),
                ]), 77;
            openness: Openness, "The quarter that its openness score falls in.",
                nl ["openheid"], en ["openness"], Closed("openness", &[]), 210;
            development_status: DevelopmentStatus, "How far its development is, as publiccode.yml has it: `concept`, `development`, `beta`, `stable` or `obsolete`.",
                nl ["ontwikkelstatus"], en ["development-status"], Closed("development-status", &[
                    ("development", &["ontwikkeling", "in-ontwikkeling"]),
                    ("stable", &["stabiel"]),
                    ("obsolete", &["verouderd"]),
                ]), 112;
            maintenance_type: MaintenanceType, "Who maintains it, as publiccode.yml has it: `internal`, `contract`, `community`, or `nobody` where it says `none`.",
                nl ["onderhoud-door"], en ["maintenance-type"], Closed("maintenance-type", &[
                    ("internal", &["intern"]),
                    ("community", &["gemeenschap"]),
                    ("nobody", &["niemand"]),
                ]), 114;
            interface_language: InterfaceLanguage, "A language of its interface, as publiccode.yml has it: the first part of a tag of BCP 47, as in `nl`.",
                nl ["schermtaal"], en ["interface-language"], Named("interface-language", &[
                    ("nl", &["nederlands", "dutch"]),
                    ("en", &["engels", "english"]),
                    ("fy", &["fries", "frisian"]),
                    ("de", &["duits", "german"]),
                    ("fr", &["frans", "french"]),
                ]), 145;
            category: Category, "What it is for: categories of publiccode.yml, declared or guessed.",
                nl ["categorie", "toepassing"], en ["category"], Listed("category"), 30;
            software_type: SoftwareType, "What kind of software it is, as publiccode.yml has it, declared or guessed.",
                nl ["type", "soort-software"], en ["type", "software-type"], Listed("software-type"), 130;
            platform: Platform, "Where users run it, as publiccode.yml has it, declared or guessed.",
                nl ["platform"], en ["platform"], Listed("platform"), 140;
            refers_to: RefersTo, "A register or standard that it refers to, by its name here.",
                nl ["verwijst-naar", "register"], en ["refers-to", "register"], Listed("register"), 160;
            open_by_default: OpenByDefault, "What it counts under for open by default: each figure with its outcome, or why it is left out.",
                nl ["open-tenzij"], en ["open-by-default"], Closed("counts-as", &[]), 220;
            publiccode: Publiccode, "The verdict on its publiccode.yml.",
                nl ["publiccode"], en ["publiccode"], Closed("publiccode", &[
                    ("valid", &["geldig", "ja", "yes"]),
                    ("invalid", &["ongeldig", "niet-geldig"]),
                    ("missing", &["ontbreekt", "geen", "nee", "no"]),
                    ("unknown", &["onbekend"]),
                ]), 110;
            licence_verdict: LicenceVerdict, "Whether its licence lets it be reused.",
                nl ["licentie-oordeel"], en ["licence-verdict", "license-verdict"], Closed("licence", &[
                    ("open_content", &["open-inhoud"]),
                    ("not_open", &["niet-open"]),
                    ("missing", &["ontbreekt", "geen"]),
                    ("contradictory", &["tegenstrijdig"]),
                    ("unknown", &["onbekend"]),
                ]), 10;
            used_by: UsedBy, "An organisation that says here that it uses it, by its short name.",
                nl ["gebruikt-door"], en ["used-by"], Open, 155;
            support: Support, "What suppliers offer for it: `hosting`, `implementation`, `maintenance`, `training` or `advice`.",
                nl ["dienst", "ondersteuning"], en ["support", "service"], Closed("service", &[
                    ("implementation", &["invoering"]),
                    ("maintenance", &["onderhoud"]),
                    ("training", &["opleiding"]),
                    ("advice", &["advies"]),
                ]), 157;
            theme: Theme, "The part of society that it is for: the scopes of publiccode.yml, as declared.",
                nl ["thema"], en ["theme"], Listed("audience"), 150;
            activity: Activity, "How long before it was judged its last activity was: `month`, `quarter`, `year`, `two_years` or `longer`.",
                nl ["activiteit"], en ["activity"], Closed("activity", &[
                    ("month", &["maand"]),
                    ("quarter", &["kwartaal"]),
                    ("year", &["jaar"]),
                    ("two_years", &["twee-jaar"]),
                    ("longer", &["langer"]),
                ]), 90;
            archived: Archived, "Whether the forge has it as archived: `yes` or `no`.",
                nl ["gearchiveerd"], en ["archived"], Closed("archived", YES_OR_NO), 180;
            fork: Fork, "Whether it is a fork on the same forge: `yes` or `no`.",
                nl ["afsplitsing"], en ["fork"], Closed("fork", YES_OR_NO), 190;
            has_releases: HasReleases, "Whether it has a release or a tag: `yes` or `no`.",
                nl ["releases", "versies"], en ["has-releases"], Closed("has-releases", YES_OR_NO), 200;
            has_landing_page: HasLandingPage, "Whether it names a page of its own, outside the repository: `yes` or `no`.",
                nl ["website", "landingspagina"], en ["has-landing-page", "website"], Closed("has-landing-page", YES_OR_NO), 205;
            declared_software_type: DeclaredSoftwareType, "What kind of software it is, as publiccode.yml writes it; never guessed.",
                nl ["opgegeven-type"], en ["declared-type"], Open, 1010;
            declared_platform: DeclaredPlatform, "Where users run it, as publiccode.yml writes it; never guessed.",
                nl ["opgegeven-platform"], en ["declared-platform"], Open, 1020;
            declared_language: DeclaredLanguage, "A language of its interface, the whole tag as publiccode.yml writes it.",
                nl ["opgegeven-taal"], en ["declared-language"], Open, 1030;
            declared_licence: DeclaredLicence, "Its licence as publiccode.yml writes it: an SPDX expression.",
                nl ["opgegeven-licentie"], en ["declared-licence", "declared-license"], Open, 1040;
        }}
    };
}

/// A row of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FacetRow {
    /// The name in the index; the schema has it in its own spelling.
    pub field: &'static str,
    /// What it is, in English.
    pub description: &'static str,
    /// What people type for it in Dutch; the first is the usual name.
    pub dutch: &'static [&'static str],
    /// What people type for it in English; the first is the usual name.
    pub english: &'static [&'static str],
    /// What values it has.
    pub values: FacetValues,
    /// Its place on a page: lower comes first. What comes at [`FacetRow::OFF_PAGES`] or
    /// later is for programs, and on no page.
    pub place: u32,
}

impl FacetRow {
    /// The first place that is on no page.
    pub const OFF_PAGES: u32 = 1000;

    /// Whether pages offer it.
    #[must_use]
    pub fn is_on_pages(&self) -> bool {
        self.place < Self::OFF_PAGES
    }

    /// The field of the schema's filter, and the parameter in addresses: in camel case.
    #[must_use]
    pub fn parameter(&self) -> String {
        camel_case(self.field)
    }
}

/// What values a facet has. Texts of values are told by what their keys start with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FacetValues {
    /// Any: each is its own label. A part of one will do in a query, as `utrecht` for
    /// `gemeente-utrecht`.
    Open,
    /// Any: those that many have are named by a text, and have other words that people
    /// type; any other is its own label.
    Named(
        &'static str,
        &'static [(&'static str, &'static [&'static str])],
    ),
    /// Those that have a text, too many to type whole: a part of one will do too.
    Listed(&'static str),
    /// Those that have a text, with other words for them that people type.
    Closed(
        &'static str,
        &'static [(&'static str, &'static [&'static str])],
    ),
}

impl FacetValues {
    /// What the keys of the texts of its values start with; `None` where a value is its
    /// own label.
    #[must_use]
    pub fn texts(self) -> Option<&'static str> {
        match self {
            Self::Open => None,
            Self::Listed(texts) | Self::Named(texts, _) | Self::Closed(texts, _) => Some(texts),
        }
    }

    /// Whether it has other values than those that have a text.
    #[must_use]
    pub fn are_open(self) -> bool {
        matches!(self, Self::Open | Self::Named(..))
    }
}

const YES_OR_NO: &[(&str, &[&str])] = &[("yes", &["ja"]), ("no", &["nee"])];

/// What stands for a repository that has no value.
const NONE: &str = "none";

macro_rules! facet_names {
    ($($field:ident: $variant:ident, $doc:literal,
        nl [$($dutch:literal),+], en [$($english:literal),+], $values:expr, $place:literal;)+) => {
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
                self.row().field
            }

            /// All that is told of it.
            #[must_use]
            pub fn row(self) -> &'static FacetRow {
                use FacetValues::{Closed, Listed, Named, Open};
                match self {
                    $(Self::$variant => &FacetRow {
                        field: stringify!($field),
                        description: $doc,
                        dutch: &[$($dutch),+],
                        english: &[$($english),+],
                        values: $values,
                        place: $place,
                    },)+
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
