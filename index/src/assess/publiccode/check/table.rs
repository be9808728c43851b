//! The table of keys: what the standard says of each, from which the checks
//! follow.
//!
//! A key's path is as in findings, with `*` for a language and `[]` for the
//! items of a list. Source: schema.core.rst of the standard, its CHANGELOG.rst
//! for what changed when, and the files of the versions themselves for the
//! figures that the changelog leaves out.

use super::lists::{self, Allowed};
use super::version::Version;
use Kind::{
    Bool, Country, Date, Email, File, Id, ItalianCode, Language, Languages, Length, Licence, List,
    ListByParser, ListOrOne, MediaType, OneOf, Page, Phone, Platform, Repository, Section, Text,
    Uri, Video, YmlVersion,
};
use Version as V;

/// A key of the standard.
#[derive(Debug, Clone, Copy)]
pub(super) struct Key {
    pub(super) path: &'static str,
    pub(super) kind: Kind,
    pub(super) presence: Presence,
    /// The first version that has it.
    pub(super) since: Version,
    /// The version from which on it should not be used any more.
    pub(super) deprecated: Option<Version>,
    /// What to use in its place.
    pub(super) instead: Option<&'static str>,
}

/// What may stand under a key.
#[derive(Debug, Clone, Copy)]
pub(super) enum Kind {
    /// Keys of their own.
    Section,
    /// A section for each language.
    Languages,
    /// A list; a single value is wrong.
    List(&'static Kind),
    /// A list, or one value.
    ListOrOne(&'static Kind),
    /// A list; by the text of the standard one value too.
    ListByParser(&'static Kind),
    /// Any text.
    Text,
    /// A text of this many characters at most, and at least.
    Length(&'static Limits),
    /// Yes or no.
    Bool,
    /// YYYY-MM-DD.
    Date(Tense),
    /// One of a list.
    OneOf(&'static [Allowed]),
    /// A platform; best one of the list.
    Platform,
    /// The address of a repository.
    Repository,
    /// The address of a page.
    Page,
    /// The address of a page with a provider of oEmbed.
    Video,
    /// A URI.
    Uri,
    /// `alias:` with a known name, or a URI.
    Id,
    /// A path in the repository or an address, with one of these extensions;
    /// any when there are none.
    File(&'static [&'static str]),
    /// An address for e-mail.
    Email,
    /// A telephone number.
    Phone,
    /// A language, by BCP 47.
    Language,
    /// A country, by ISO 3166-1.
    Country,
    /// A code in the register of Italian administrations.
    ItalianCode,
    /// An SPDX expression of open licences.
    Licence,
    /// A media type, by RFC 6838.
    MediaType,
    /// The version of the standard.
    YmlVersion,
    /// The version of a dependency: text, as the standard's examples write it.
    Version,
}

/// How long a text may be, in characters as a reader counts them.
#[derive(Debug)]
pub(super) struct Limits {
    pub(super) min: usize,
    /// The least before some version, by the text of the standard.
    pub(super) min_before: Option<(Version, usize)>,
    pub(super) max: usize,
    /// The version from which on there is no most. The reference parser has none
    /// in older versions either.
    pub(super) max_until: Option<Version>,
    /// Whether it should be one line.
    pub(super) one_line: bool,
}

/// What a day may be, against today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tense {
    /// It has been.
    Past,
    /// The end of a contract: it is to come.
    ContractEnd,
}

/// Whether a key has to be there. The reference parser has the same rules for
/// all versions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Presence {
    Optional,
    Mandatory,
    /// Mandatory by the reference parser alone.
    MandatoryByParser,
    /// Mandatory by the text of the standard alone.
    MandatoryByStandard,
    /// Mandatory by the text of the standard in versions before this one.
    MandatoryBefore(Version),
    /// Mandatory in each language; by the text of the standard in one at least.
    EachLanguage,
    /// Mandatory when `maintenance.type` is one of these; forbidden otherwise,
    /// by the text of the standard from a version on.
    ForTypes(&'static [&'static str], Option<Version>),
}

impl Key {
    const fn new(path: &'static str, kind: Kind) -> Self {
        Self {
            path,
            kind,
            presence: Presence::Optional,
            since: V::V0_2,
            deprecated: None,
            instead: None,
        }
    }

    const fn mandatory(self) -> Self {
        self.presence(Presence::Mandatory)
    }

    const fn presence(mut self, presence: Presence) -> Self {
        self.presence = presence;
        self
    }

    const fn since(mut self, version: Version) -> Self {
        self.since = version;
        self
    }

    const fn deprecated(mut self, version: Version) -> Self {
        self.deprecated = Some(version);
        self
    }

    const fn instead(mut self, key: &'static str) -> Self {
        self.instead = Some(key);
        self
    }

    /// The path of what it stands in, and its own name.
    pub(super) fn parts(&self) -> (&'static str, &'static str) {
        self.path.rsplit_once('.').unwrap_or(("", self.path))
    }
}

const fn key(path: &'static str, kind: Kind) -> Key {
    Key::new(path, kind)
}

const SHORT: Limits = Limits {
    min: 0,
    min_before: None,
    max: 150,
    max_until: None,
    one_line: true,
};
const LONG: Limits = Limits {
    min: 150,
    min_before: Some((V::V0_3, 500)),
    max: 10_000,
    max_until: None,
    one_line: false,
};
const GENERIC_NAME: Limits = Limits {
    min: 0,
    min_before: None,
    max: 35,
    max_until: None,
    one_line: false,
};
const FEATURE: Limits = Limits {
    min: 0,
    min_before: None,
    max: 100,
    max_until: Some(V::V0_3),
    one_line: false,
};

const LOGOS: Kind = File(&["svg", "svgz", "png"]);
const SCREENSHOTS: Kind = List(&File(&["png", "jpg"]));
const TEXTS: Kind = List(&Text);
const SECTIONS: Kind = List(&Section);
const COUNTRIES: Kind = List(&Country);

/// Every key of the standard.
pub(super) const KEYS: &[Key] = &[
    key("publiccodeYmlVersion", YmlVersion).mandatory(),
    key("name", Text).mandatory(),
    key("applicationSuite", Text),
    key("url", Repository).mandatory(),
    key("landingURL", Page),
    key("isBasedOn", ListOrOne(&Repository)),
    key("softwareVersion", Text),
    key("releaseDate", Date(Tense::Past)).presence(Presence::MandatoryBefore(V::V0_4)),
    key("logo", LOGOS),
    key("monochromeLogo", LOGOS).deprecated(V::V0_3),
    key("inputTypes", List(&MediaType)).deprecated(V::V0_3),
    key("outputTypes", List(&MediaType)).deprecated(V::V0_3),
    key("platforms", ListByParser(&Platform)).mandatory(),
    key("categories", List(&OneOf(lists::CATEGORIES))).presence(Presence::MandatoryBefore(V::V0_5)),
    key("usedBy", TEXTS),
    key("fundedBy", SECTIONS).since(V::V0_5),
    key("fundedBy[].name", Text).presence(Presence::MandatoryByStandard),
    key("fundedBy[].uri", Uri).presence(Presence::MandatoryByParser),
    key("roadmap", Page),
    key("developmentStatus", OneOf(lists::DEVELOPMENT_STATUS)).mandatory(),
    key("softwareType", OneOf(lists::SOFTWARE_TYPE)).mandatory(),
    key("supports", SECTIONS).since(V::V0_7),
    key("supports[].id", Id).mandatory(),
    key("organisation", Section).since(V::V0_5),
    key("organisation.uri", Uri).mandatory(),
    key("organisation.name", Text),
    key("intendedAudience", Section),
    key("intendedAudience.countries", COUNTRIES),
    key("intendedAudience.unsupportedCountries", COUNTRIES),
    key("intendedAudience.scope", List(&OneOf(lists::SCOPES))),
    key("description", Languages).mandatory(),
    key("description.*.localisedName", Text),
    key("description.*.genericName", Length(&GENERIC_NAME))
        .presence(Presence::MandatoryBefore(V::V0_3))
        .deprecated(V::V0_3),
    key("description.*.shortDescription", Length(&SHORT)).mandatory(),
    key("description.*.longDescription", Length(&LONG)).presence(Presence::EachLanguage),
    key("description.*.documentation", Page),
    key("description.*.apiDocumentation", Page),
    key("description.*.features", List(&Length(&FEATURE))).presence(Presence::EachLanguage),
    key("description.*.screenshots", SCREENSHOTS),
    key("description.*.videos", List(&Video)),
    key("description.*.awards", TEXTS),
    key("legal", Section).mandatory(),
    key("legal.license", Licence).mandatory(),
    key("legal.mainCopyrightOwner", Text),
    key("legal.repoOwner", Text)
        .deprecated(V::V0_5)
        .instead("organisation.name"),
    key("legal.authorsFile", File(&[])).deprecated(V::V0_4),
    key("maintenance", Section).mandatory(),
    key("maintenance.type", OneOf(lists::MAINTENANCE_TYPE)).mandatory(),
    key("maintenance.contractors", SECTIONS)
        .presence(Presence::ForTypes(&["contract"], Some(V::V0_5))),
    key("maintenance.contractors[].name", Text).mandatory(),
    key("maintenance.contractors[].until", Date(Tense::ContractEnd)).mandatory(),
    key("maintenance.contractors[].email", Email),
    key("maintenance.contractors[].website", Page),
    key("maintenance.contacts", SECTIONS)
        .presence(Presence::ForTypes(&["internal", "community"], None)),
    key("maintenance.contacts[].name", Text).mandatory(),
    key("maintenance.contacts[].email", Email),
    key("maintenance.contacts[].phone", Phone),
    key("maintenance.contacts[].affiliation", Text),
    key("localisation", Section).mandatory(),
    key("localisation.localisationReady", Bool).mandatory(),
    key("localisation.availableLanguages", List(&Language)).mandatory(),
    key("dependsOn", Section),
    key("dependsOn.open", SECTIONS),
    key("dependsOn.open[].name", Text).mandatory(),
    key("dependsOn.open[].versionMin", Kind::Version),
    key("dependsOn.open[].versionMax", Kind::Version),
    key("dependsOn.open[].version", Kind::Version),
    key("dependsOn.open[].optional", Bool),
    key("dependsOn.proprietary", SECTIONS),
    key("dependsOn.proprietary[].name", Text).mandatory(),
    key("dependsOn.proprietary[].versionMin", Kind::Version),
    key("dependsOn.proprietary[].versionMax", Kind::Version),
    key("dependsOn.proprietary[].version", Kind::Version),
    key("dependsOn.proprietary[].optional", Bool),
    key("dependsOn.hardware", SECTIONS),
    key("dependsOn.hardware[].name", Text).mandatory(),
    key("dependsOn.hardware[].versionMin", Kind::Version),
    key("dependsOn.hardware[].versionMax", Kind::Version),
    key("dependsOn.hardware[].version", Kind::Version),
    key("dependsOn.hardware[].optional", Bool),
    key("IT", Section).deprecated(V::V0_7).instead("supports"),
    key(
        "IT.countryExtensionVersion",
        OneOf(lists::COUNTRY_EXTENSION),
    )
    .presence(Presence::MandatoryByStandard),
    key("IT.conforme", Section).deprecated(V::V0_5),
    key("IT.conforme.lineeGuidaDesign", Bool),
    key("IT.conforme.modelloInteroperabilita", Bool),
    key("IT.conforme.misureMinimeSicurezza", Bool),
    key("IT.conforme.gdpr", Bool),
    key("IT.riuso", Section),
    key("IT.riuso.codiceIPA", ItalianCode)
        .deprecated(V::V0_5)
        .instead("organisation.uri"),
    key("IT.piattaforme", Section),
    key("IT.piattaforme.spid", Bool),
    key("IT.piattaforme.cie", Bool),
    key("IT.piattaforme.anpr", Bool),
    key("IT.piattaforme.pagopa", Bool),
    key("IT.piattaforme.io", Bool).since(V::V0_3),
];

/// Keys that had another name before 0.2, and those that are gone: CHANGELOG.rst.
pub(super) const FORMER: &[(&str, Option<&str>)] = &[
    ("publiccode-yaml-version", Some("publiccodeYmlVersion")),
    ("tags", Some("categories")),
    ("freeTags", None),
    ("intendedAudience.onlyFor", Some("intendedAudience.scope")),
    (
        "IT.conforme.accessibile",
        Some("IT.conforme.lineeGuidaDesign"),
    ),
    (
        "IT.conforme.interoperabile",
        Some("IT.conforme.modelloInteroperabilita"),
    ),
    (
        "IT.conforme.sicuro",
        Some("IT.conforme.misureMinimeSicurezza"),
    ),
    ("IT.conforme.privacy", Some("IT.conforme.gdpr")),
    ("IT.ecosistemi", None),
    ("IT.designKit", None),
];

/// The keys that stand in the section at `parent`, as in `maintenance` or
/// `description.*`; at the top for none.
pub(super) fn keys_in(parent: &str) -> impl Iterator<Item = &'static Key> {
    KEYS.iter().filter(move |key| key.parts().0 == parent)
}

/// The values that the standard allows under the key at `path`, as in `categories`, without those
/// that should not be used any more; none where it has no list of them.
#[must_use]
pub fn allowed_values(path: &str) -> Vec<&'static str> {
    let key = KEYS.iter().find(|key| key.path == path);
    let of_one = key.map(|key| match key.kind {
        List(item) | ListByParser(item) => *item,
        kind => kind,
    });
    match of_one {
        Some(OneOf(allowed)) => allowed
            .iter()
            .filter(|allowed| allowed.deprecated.is_none())
            .map(|allowed| allowed.value)
            .collect(),
        Some(Platform) => lists::PLATFORMS.to_vec(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn lists_of_values_are_without_deprecated_ones() {
        let kinds = allowed_values("softwareType");
        assert!(kinds.contains(&"standalone/web") && !kinds.contains(&"standalone"));
        assert!(allowed_values("categories").contains(&"accounting"));
        assert_eq!(allowed_values("platforms"), lists::PLATFORMS);
        assert!(allowed_values("name").is_empty());
    }

    #[test]
    fn publiccode_keys_are_unique_and_in_a_section() {
        let paths: BTreeSet<&str> = KEYS.iter().map(|key| key.path).collect();
        assert_eq!(paths.len(), KEYS.len());
        for key in KEYS {
            let parent = key.parts().0;
            let parent = parent.trim_end_matches(".*").trim_end_matches("[]");
            assert!(parent.is_empty() || paths.contains(parent), "{}", key.path);
        }
    }
}
