//! What the groups of filters and their values are called. The register's site shows these
//! texts in Dutch as they are, so they are no texts of our pages.

/// A group of filters.
#[derive(Debug)]
pub(super) struct Group {
    /// The parameter that it stands for.
    pub(super) key: &'static str,
    pub(super) label: &'static str,
    pub(super) description: &'static str,
    pub(super) kind: &'static str,
    /// Whether it is about what a publiccode.yml says.
    pub(super) is_of_file: bool,
}

impl Group {
    const fn new(
        key: &'static str,
        kind: &'static str,
        label: &'static str,
        description: &'static str,
    ) -> Self {
        Self {
            key,
            label,
            description,
            kind,
            is_of_file: false,
        }
    }

    const fn of_file(self) -> Self {
        Self {
            is_of_file: true,
            ..self
        }
    }
}

/// Every group, in the order in which sites show them.
#[rustfmt::skip]
pub(super) const GROUPS: &[Group] = &[
    Group::new("publiccode", "toggle", "Heeft publiccode.yml",
        "Kies of er een publiccode.yml bij de broncode moet staan."),
    Group::new("archived", "toggle", "Toon archived repos",
        "Laat zien wat de eigenaar heeft gearchiveerd."),
    Group::new("lastActivityAfter", "date", "Actief na",
        "Laat zien waar op of na deze dag nog aan is gewerkt.").of_file(),
    Group::new("softwareType", "multi-select", "Software type",
        "Wat voor software het is, zoals de eigenaar het opgeeft.").of_file(),
    Group::new("developmentStatus", "multi-select", "Ontwikkelstatus",
        "Hoe ver de software is, zoals de eigenaar het opgeeft.").of_file(),
    Group::new("maintenanceType", "multi-select", "Onderhoud",
        "Wie de software onderhoudt.").of_file(),
    Group::new("platforms", "multi-select", "Platforms",
        "Waar je de software op gebruikt. Kies je er meer, dan moet alles kunnen.").of_file(),
    Group::new("availableLanguages", "multi-select", "Beschikbare talen",
        "De talen van de schermen. Kies je er meer, dan moeten ze er allemaal zijn.").of_file(),
    Group::new("license", "multi-select", "Licentie",
        "De licentie die de eigenaar in publiccode.yml opgeeft.").of_file(),
    Group::new("organisation", "single-select", "Organisatie",
        "De overheidsorganisatie waar de broncode van is."),
];

/// A value, what it is called, and what that means.
type Named = (&'static str, &'static str, Option<&'static str>);

/// The values that have names, by the key of their group.
#[rustfmt::skip]
pub(super) const VALUES: &[(&str, &[Named])] = &[
    ("softwareType", &[
        ("standalone/web", "Web applicatie", Some("Je gebruikt het in een browser.")),
        ("standalone/desktop", "Desktop applicatie", Some("Je installeert het op een computer.")),
        ("standalone/mobile", "Mobiele applicatie", Some("Je gebruikt het op een telefoon of tablet.")),
        ("standalone/backend", "Backend / API", Some("Het draait op een server, voor andere software.")),
        ("standalone/iot", "IoT", Some("Het draait in apparaten, zoals sensoren.")),
        ("standalone/other", "Overig standalone", Some("Het werkt op zichzelf, op een andere manier.")),
        ("addon", "Addon / Plugin", Some("Het breidt andere software uit.")),
        ("library", "Library", Some("Ontwikkelaars bouwen het in hun eigen software in.")),
        ("configurationFiles", "Configuratiebestanden", Some("Instellingen of sjablonen voor andere software.")),
    ]),
    ("developmentStatus", &[
        ("concept", "Concept", Some("Een idee of een eerste opzet.")),
        ("development", "In ontwikkeling", Some("Er wordt aan gebouwd en het is nog niet af.")),
        ("beta", "Beta", Some("Je kunt het proberen, maar er kunnen nog fouten in zitten.")),
        ("stable", "Stabiel", Some("Klaar voor gebruik.")),
        ("obsolete", "Verouderd", Some("De eigenaar raadt gebruik af.")),
    ]),
    ("maintenanceType", &[
        ("none", "Geen onderhoud", Some("Niemand onderhoudt het.")),
        ("internal", "Intern", Some("De organisatie onderhoudt het zelf.")),
        ("contract", "Contract", Some("Een leverancier onderhoudt het onder contract.")),
        ("community", "Community", Some("Een gemeenschap van gebruikers en ontwikkelaars onderhoudt het.")),
    ]),
    ("platforms", &[
        ("web", "Web", Some("In een browser.")),
        ("windows", "Windows", Some("Op computers met Windows.")),
        ("mac", "macOS", Some("Op computers van Apple.")),
        ("linux", "Linux", Some("Op computers en servers met Linux.")),
        ("ios", "iOS", Some("Op telefoons en tablets van Apple.")),
        ("android", "Android", Some("Op telefoons en tablets met Android.")),
    ]),
    ("availableLanguages", &[
        ("nl", "Nederlands", None),
        ("en", "Engels", None),
        ("de", "Duits", None),
        ("fr", "Frans", None),
        ("es", "Spaans", None),
        ("it", "Italiaans", None),
        ("pt", "Portugees", None),
        ("pl", "Pools", None),
        ("ar", "Arabisch", None),
    ]),
];
