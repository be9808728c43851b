//! What a publiccode.yml says, read leniently: a file that breaks the standard
//! in one place still tells the rest.

use async_graphql::Enum;
use bronwijzer_crawler::address::{self, RepositoryUrl};
use bronwijzer_crawler::observation::Observation;
use bronwijzer_crawler::yaml;
use chrono::NaiveDate;
use serde_json::Value;

use super::check::language_of;
use crate::search;

/// What publiccode.yml says, as far as something here uses it. What is absent
/// or of another type than the standard asks for is left out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Publiccode {
    /// Whether only values of some keys are known: a key that is absent is unknown then.
    pub is_partial: bool,
    /// `name`: what the software is called.
    pub name: Option<String>,
    /// `applicationSuite`: what it is a part of.
    pub application_suite: Option<String>,
    /// `url`: where the code is.
    pub url: Option<RepositoryUrl>,
    /// The same as the file writes it, which may be no address of a repository.
    pub url_as_written: Option<String>,
    /// `landingURL`: the page for visitors.
    pub landing_url: Option<String>,
    /// `roadmap`: what is planned.
    pub roadmap: Option<String>,
    /// `isBasedOn`: what it is a variant of.
    pub is_based_on: Vec<RepositoryUrl>,
    /// The same as the file writes it.
    pub is_based_on_as_written: Vec<String>,
    /// `developmentStatus`, as in `stable` or `obsolete`.
    pub development_status: Option<String>,
    /// `softwareType`, as in `standalone/web`.
    pub software_type: Option<String>,
    /// `categories`, as in `content-management`.
    pub categories: Vec<String>,
    /// `platforms`, as in `web` or `android`.
    pub platforms: Vec<String>,
    /// `intendedAudience.scope`, as in `local-authorities`.
    pub audience: Vec<String>,
    /// `usedBy`: organisations, as the file writes them.
    pub used_by: Vec<String>,
    /// What the registry calls the owner: see [`Publiccode::of_owner`].
    pub(crate) owner_names: Vec<String>,
    /// `dependsOn`: what it needs to run, the open part first.
    pub depends_on: Vec<Dependency>,
    /// `legal.license`, an SPDX expression.
    pub licence: Option<String>,
    /// `legal.mainCopyrightOwner`.
    pub copyright_owner: Option<String>,
    /// `organisation.name`, else `legal.repoOwner`.
    pub owner: Option<String>,
    /// `organisation.uri`.
    pub owner_uri: Option<String>,
    /// `maintenance.type`: internal, contract, community or none.
    pub maintenance_type: Option<String>,
    /// `maintenance.contacts`: people, as the owner publishes them.
    pub contacts: Vec<Contact>,
    /// `maintenance.contractors`.
    pub contractors: Vec<Contractor>,
    /// `localisation.availableLanguages`.
    pub languages: Vec<String>,
    /// `localisation.localisationReady`: whether it can be translated.
    pub is_localisation_ready: Option<bool>,
    /// `fundedBy`: the names of who paid for it; at most [`MAX_FUNDERS`].
    pub funded_by: Vec<String>,
    /// `description.*.documentation` and `description.*.apiDocumentation`.
    pub documentation: Vec<String>,
    /// `description.*.screenshots`: addresses, or paths in the repository, each once.
    pub screenshots: Vec<String>,
    /// `description`: a part for each language, in the order of the file.
    pub descriptions: Vec<Description>,
}

/// Software or hardware that it needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dependency {
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: DependencyKind,
    /// Whether it runs without.
    pub is_optional: bool,
    /// Which versions of it: as in `≥ 14.0` or `1.2–2.0`.
    pub versions: Option<String>,
}

/// A part of `dependsOn`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub enum DependencyKind {
    /// Open source software.
    Open,
    /// Software under a closed licence.
    Proprietary,
    /// Hardware.
    Hardware,
}

impl DependencyKind {
    const ALL: [(&'static str, Self); 3] = [
        ("open", Self::Open),
        ("proprietary", Self::Proprietary),
        ("hardware", Self::Hardware),
    ];
}

/// What the owner says of it in one language. Texts are cut at [`MAX_TEXT`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Description {
    /// The language, a tag of BCP 47.
    pub language: String,
    /// `localisedName`: what it is called in this language.
    pub name: Option<String>,
    /// `genericName`: what kind of software it is.
    pub generic_name: Option<String>,
    /// `shortDescription`: what it does, in a sentence.
    pub short: Option<String>,
    /// `longDescription`: what it does and for whom, in Markdown.
    pub long: Option<String>,
    /// `features`: what can be done with it; at most [`MAX_FEATURES`].
    pub features: Vec<String>,
}

/// How many languages, and features of each, are kept. The standard suggests 5 to
/// 20 features.
const MAX_LANGUAGES: usize = 30;
const MAX_FEATURES: usize = 100;

/// How many pictures and dependencies are kept.
const MAX_SCREENSHOTS: usize = 20;
const MAX_DEPENDENCIES: usize = 100;

/// How many who paid for it are kept.
const MAX_FUNDERS: usize = 100;

/// How many characters of a text are kept; the standard's longest is 10,000.
const MAX_TEXT: usize = 10_000;
/// The same of what is shown on a line.
const MAX_LINE: usize = 500;

impl Description {
    fn of(key: &str, node: Node<'_>) -> Option<Self> {
        let line = |key: &str| node.at(key).text().map(|text| cut(&text, MAX_LINE));
        Some(Self {
            language: language_of(key)?,
            name: line("localisedName"),
            generic_name: line("genericName"),
            short: line("shortDescription"),
            long: node
                .at("longDescription")
                .text()
                .map(|text| cut(&text, MAX_TEXT)),
            features: node
                .at("features")
                .list(Node::text)
                .iter()
                .take(MAX_FEATURES)
                .map(|feature| cut(feature, MAX_LINE))
                .collect(),
        })
    }
}

/// The first characters of a text, with a sign where more follow.
fn cut(text: &str, max: usize) -> String {
    match text.char_indices().nth(max) {
        Some((end, _)) => format!("{}…", text[..end].trim_end()),
        None => text.to_owned(),
    }
}

/// A person who maintains it, as the owner publishes them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Contact {
    /// Their name.
    pub name: Option<String>,
    /// Their address for e-mail.
    pub email: Option<String>,
    /// Their telephone number.
    pub phone: Option<String>,
    /// Who they work for.
    pub affiliation: Option<String>,
}

/// A company or person under contract to maintain it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Contractor {
    /// Their name.
    pub name: Option<String>,
    /// Their address for e-mail.
    pub email: Option<String>,
    /// Their website.
    pub website: Option<String>,
    /// The last day of the contract.
    pub until: Option<NaiveDate>,
}

impl Publiccode {
    /// The repository's publiccode.yml, or what is known of it; `None` without one, or when
    /// it is no YAML.
    pub(crate) fn of(observation: &Observation) -> Option<Self> {
        if let Some(file) = &observation.publiccode {
            return Self::read(&file.text);
        }
        let known = observation.publiccode_values.as_ref()?;
        Some(Self {
            is_partial: true,
            ..Self::of_values(&known.values)?
        })
    }

    /// What a file says; `None` when it is no YAML, or no mapping.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        Self::of_values(&yaml::read(text).ok()?)
    }

    fn of_values(file: &Value) -> Option<Self> {
        file.as_object()?;
        let file = Node(Some(file));
        let maintenance = file.at("maintenance");
        let legal = file.at("legal");
        let localisation = file.at("localisation");
        let organisation = file.at("organisation");
        let descriptions = file.at("description").entries();
        Some(Self {
            is_partial: false,
            name: file.at("name").text(),
            application_suite: file.at("applicationSuite").text(),
            url: file.at("url").address(),
            url_as_written: file.at("url").text(),
            landing_url: file.at("landingURL").text(),
            roadmap: file.at("roadmap").text(),
            is_based_on: file.at("isBasedOn").list(Node::address),
            is_based_on_as_written: file.at("isBasedOn").list(Node::text),
            development_status: file.at("developmentStatus").text(),
            software_type: file.at("softwareType").text(),
            categories: file.at("categories").list(Node::text),
            platforms: file.at("platforms").list(Node::text),
            audience: file.at("intendedAudience").at("scope").list(Node::text),
            used_by: file.at("usedBy").list(Node::text),
            owner_names: Vec::new(),
            depends_on: dependencies(file.at("dependsOn")),
            licence: legal.at("license").text(),
            copyright_owner: legal.at("mainCopyrightOwner").text(),
            owner: organisation
                .at("name")
                .text()
                .or_else(|| legal.at("repoOwner").text()),
            owner_uri: organisation.at("uri").text(),
            maintenance_type: maintenance.at("type").text(),
            contacts: maintenance.at("contacts").list(contact),
            contractors: maintenance.at("contractors").list(contractor),
            languages: localisation.at("availableLanguages").list(Node::text),
            is_localisation_ready: localisation
                .at("localisationReady")
                .0
                .and_then(Value::as_bool),
            funded_by: file
                .at("fundedBy")
                .list(|funder| funder.at("name").text())
                .iter()
                .take(MAX_FUNDERS)
                .map(|name| cut(name, MAX_LINE))
                .collect(),
            documentation: descriptions
                .iter()
                .flat_map(|(_, description)| {
                    ["documentation", "apiDocumentation"].map(|key| description.at(key).text())
                })
                .flatten()
                .collect(),
            screenshots: screenshots(&descriptions),
            descriptions: descriptions
                .iter()
                .filter_map(|(key, node)| Description::of(key, *node))
                .take(MAX_LANGUAGES)
                .collect(),
        })
    }

    /// What it says of the software in the language that comes first among those of the
    /// software itself, else in the first one by its tag; `None` where it says nothing.
    #[must_use]
    pub fn lead_description(&self) -> Option<&Description> {
        let place = |description: &Description| {
            let written = description.language.to_lowercase();
            let is_of = |tag: &str| {
                let rest = written.strip_prefix(tag)?;
                (rest.is_empty() || rest.starts_with('-')).then_some(usize::from(!rest.is_empty()))
            };
            let mut tags = self.languages.iter().enumerate();
            // Four places for each tag: itself, its variants, and the same of its language.
            tags.find_map(|(at, tag)| {
                let tag = tag.to_lowercase();
                let language = tag.split('-').next().unwrap_or_default();
                let found = is_of(&tag).or_else(|| Some(2 + is_of(language)?));
                found.map(|found| 4 * at + found)
            })
        };
        let said = self.descriptions.iter();
        let said =
            said.filter(|description| description.short.is_some() || description.long.is_some());
        said.min_by_key(|description| {
            (
                place(description).unwrap_or(usize::MAX),
                &description.language,
            )
        })
    }

    /// The names of `dependsOn.open`.
    pub(crate) fn open_dependencies(&self) -> Vec<String> {
        let open = self.depends_on.iter();
        let open = open.filter(|one| one.kind == DependencyKind::Open);
        open.map(|one| one.name.clone()).collect()
    }

    /// The same as the file of an owner with these names.
    pub(crate) fn of_owner(self, names: &[String]) -> Self {
        Self {
            owner_names: names.to_vec(),
            ..self
        }
    }

    /// The organisations of `usedBy` beside the owner, who uses its own software.
    #[must_use]
    pub fn used_by_others(&self, observation: &Observation) -> Vec<&str> {
        let login = observation.url.owner();
        let owners = [
            self.owner.as_deref(),
            self.copyright_owner.as_deref(),
            Some(login),
        ];
        let registered = self.owner_names.iter().map(String::as_str);
        let owners = owners.into_iter().flatten().chain(registered);
        let owners: Vec<String> = owners.map(organisation_key).collect();
        let others = self.used_by.iter().map(String::as_str);
        others
            .filter(|name| !owners.contains(&organisation_key(name)))
            .collect()
    }

    /// The last day of the contracts for maintenance; `None` without a contract,
    /// and where the end of one can't be read: it may be the last.
    pub(crate) fn contract_until(&self) -> Option<NaiveDate> {
        let ends = self.contractors.iter().map(|contractor| contractor.until);
        let ends: Option<Vec<NaiveDate>> = ends.collect();
        ends?.into_iter().max()
    }
}

/// Words in the names of organisations that tell them from nobody.
#[rustfmt::skip]
const KINDS_OF_ORGANISATIONS: &[&str] = &[
    "gemeente", "municipality", "city", "of", "provincie", "province", "waterschap", "ministerie",
    "ministry", "van", "stichting", "foundation", "de", "het", "the",
];

/// The same for every spelling of the name of an organisation: `Gemeente Delft`,
/// `Municipality of Delft` and `delft`.
pub(in crate::assess) fn organisation_key(name: &str) -> String {
    let words = search::words(name);
    let telling = words
        .iter()
        .filter(|word| !KINDS_OF_ORGANISATIONS.contains(&word.as_str()));
    let key: String = telling.map(String::as_str).collect();
    let without = KINDS_OF_ORGANISATIONS.iter().find_map(|kind| {
        // As an account is called: `gemeentedelft`.
        key.strip_prefix(kind).filter(|_| kind.len() > 3)
    });
    without
        .filter(|rest| !rest.is_empty())
        .map_or(key.clone(), str::to_owned)
}

fn dependencies(node: Node<'_>) -> Vec<Dependency> {
    let of_kind = |(key, kind): (&str, DependencyKind)| {
        node.at(key).list(|dependency| {
            let version = |key: &str| dependency.at(key).text();
            let versions = match (version("versionMin"), version("versionMax")) {
                (Some(least), Some(greatest)) => Some(format!("{least}–{greatest}")),
                (Some(least), None) => Some(format!("≥ {least}")),
                (None, Some(greatest)) => Some(format!("≤ {greatest}")),
                (None, None) => version("version"),
            };
            Some(Dependency {
                name: cut(&dependency.at("name").text()?, MAX_LINE),
                kind,
                is_optional: dependency.at("optional").holds(),
                versions: versions.map(|versions| cut(&versions, MAX_LINE)),
            })
        })
    };
    let kinds = DependencyKind::ALL.into_iter().flat_map(of_kind);
    kinds.take(MAX_DEPENDENCIES).collect()
}

/// Those of all languages: the same picture may stand under each.
fn screenshots(descriptions: &[(&str, Node<'_>)]) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for (_, description) in descriptions {
        for picture in description.at("screenshots").list(Node::text) {
            if found.len() < MAX_SCREENSHOTS && !found.contains(&picture) {
                found.push(picture);
            }
        }
    }
    found
}

fn contact(node: Node<'_>) -> Option<Contact> {
    node.0?.as_object()?;
    Some(Contact {
        name: node.at("name").text(),
        email: node.at("email").text(),
        phone: node.at("phone").text(),
        affiliation: node.at("affiliation").text(),
    })
}

fn contractor(node: Node<'_>) -> Option<Contractor> {
    node.0?.as_object()?;
    Some(Contractor {
        name: node.at("name").text(),
        email: node.at("email").text(),
        website: node.at("website").text(),
        until: node.at("until").text().and_then(|day| day.parse().ok()),
    })
}

/// The repositories that a publiccode.yml points to, with the key that does:
/// where the software is, and what it is based on.
pub(crate) fn links(text: &str) -> Vec<(&'static str, RepositoryUrl)> {
    let Some(file) = Publiccode::read(text) else {
        return Vec::new();
    };
    let url = file.url.into_iter().map(|url| ("url", url));
    let based_on = file.is_based_on.into_iter().map(|url| ("isBasedOn", url));
    url.chain(based_on).collect()
}

/// A place in a file that somebody else wrote: anything may stand there, or
/// nothing.
#[derive(Clone, Copy)]
struct Node<'a>(Option<&'a Value>);

impl<'a> Node<'a> {
    fn at(self, key: &str) -> Self {
        Self(self.0.and_then(|value| value.get(key)))
    }

    /// A text that says something.
    fn text(self) -> Option<String> {
        let text = self.0?.as_str()?.trim();
        (!text.is_empty()).then(|| text.to_owned())
    }

    fn holds(self) -> bool {
        self.0.and_then(Value::as_bool) == Some(true)
    }

    fn address(self) -> Option<RepositoryUrl> {
        address::of_git(&self.text()?)
    }

    /// What a list holds; one thing that is no list counts as a list of one.
    fn list<T>(self, read: impl Fn(Node<'a>) -> Option<T>) -> Vec<T> {
        let values = match self.0 {
            Some(Value::Array(values)) => values.as_slice(),
            Some(value) => std::slice::from_ref(value),
            None => &[],
        };
        let nodes = values.iter().map(|value| Self(Some(value)));
        nodes.filter_map(read).collect()
    }

    fn entries(self) -> Vec<(&'a str, Self)> {
        let entries = self.0.and_then(Value::as_object).into_iter().flatten();
        entries
            .map(|(key, value)| (key.as_str(), Self(Some(value))))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn publiccode_is_read_leniently() {
        let file = Publiccode::read(
            "url: https://github.com/minvws/app\n\
             isBasedOn: https://github.com/italia/immuni\n\
             usedBy: [RIVM, 7, '']\n\
             categories: health\n\
             legal: {license: EUPL-1.2, repoOwner: VWS}\n\
             maintenance:\n  type: contract\n  contacts: nobody\n  contractors:\n    \
             - {name: A, until: 2025-01-31}\n    - {until: 2027-01-01}\n    - {name: B, until: soon}\n\
             fundedBy: [{name: BZK}, {uri: x}]\nlocalisation: {localisationReady: true}\n\
             dependsOn:\n  hardware: {name: Lezer}\n  open:\n    \
             - {name: PostgreSQL, optional: true, versionMin: '14.0'}\n    - {optional: true}\n\
             description:\n  nl: {shortDescription: Een app, documentation: https://example.org, screenshots: [a.png, a.png, 7]}\n  en: {screenshots: a.png}\n",
        )
        .unwrap();
        assert_eq!(file.url.as_ref().unwrap().path(), "minvws/app");
        assert_eq!(file.is_based_on.len(), 1);
        assert_eq!(file.used_by, ["RIVM"]);
        assert_eq!(file.categories, ["health"]);
        assert_eq!(file.owner.as_deref(), Some("VWS"));
        assert_eq!(file.contacts, []);
        assert_eq!(file.funded_by, ["BZK"]);
        assert_eq!(file.is_localisation_ready, Some(true));
        let written = file.url_as_written.as_deref();
        assert_eq!(written, Some("https://github.com/minvws/app"));
        assert_eq!(file.contractors.len(), 3);
        assert_eq!(file.contract_until(), None, "one contract's end is unknown");
        assert_eq!(file.documentation, ["https://example.org"]);
        assert_eq!(file.screenshots, ["a.png"]);
        let needed = file.depends_on.iter();
        let needed: Vec<_> = needed
            .map(|one| (one.name.as_str(), one.is_optional, one.versions.as_deref()))
            .collect();
        assert_eq!(
            needed,
            [("PostgreSQL", true, Some("≥ 14.0")), ("Lezer", false, None)]
        );
        let languages = file.descriptions.iter().map(|text| text.language.as_str());
        assert_eq!(languages.collect::<Vec<_>>(), ["nl", "en"]);
        assert_eq!(file.descriptions[0].short.as_deref(), Some("Een app"));
        let ends = |until: &str| {
            let text = format!(
                "maintenance:\n  contractors:\n    - {{name: A, until: 2020-01-01}}\n    - {{name: B{until}}}\n"
            );
            Publiccode::read(&text).unwrap().contract_until()
        };
        assert_eq!(ends(", until: 2027-01-01"), "2027-01-01".parse().ok());
        for unknown in ["", ", until: soon", ", until: 31-12-2030", ", until: ''"] {
            assert_eq!(ends(unknown), None, "{unknown}");
        }
        let lead = |languages: &str| {
            let text = format!(
                "localisation: {{availableLanguages: [{languages}]}}\ndescription:\n  \
                 en-GB: {{shortDescription: Walls}}\n  de: {{shortDescription: Mauern}}\n  nl: {{}}\n"
            );
            let file = Publiccode::read(&text).unwrap();
            file.lead_description().unwrap().language.clone()
        };
        for (languages, expected) in [
            ("nl, en", "en-GB"),
            ("EN-us, de", "en-GB"),
            ("de-AT", "de"),
            ("fr", "de"),
            ("", "de"),
        ] {
            assert_eq!(lead(languages), expected, "{languages}");
        }
        let git = Publiccode::read("url: git@github.com:minvws/app.git").unwrap();
        assert_eq!(git.url.unwrap().path(), "minvws/app");
        let long = "x".repeat(MAX_TEXT + 1);
        let features = ["a", "' '", "7"].join(", ");
        let text = format!(
            "description:\n  nld:\n    longDescription: {long}\n    features: [{features}]\n  Dutch: {{shortDescription: a}}\n"
        );
        let file = Publiccode::read(&text).unwrap();
        assert_eq!(file.descriptions.len(), 1, "Dutch is no tag");
        let dutch = &file.descriptions[0];
        assert_eq!(
            (dutch.language.as_str(), &dutch.features[..]),
            ("nl", &["a".to_owned()][..])
        );
        assert_eq!(dutch.long.as_ref().unwrap().chars().count(), MAX_TEXT + 1);
        assert_eq!(Publiccode::read("- a list"), None);
        assert_eq!(Publiccode::read("a: [not closed"), None);
    }
}
