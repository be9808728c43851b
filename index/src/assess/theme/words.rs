//! The words that a theme is guessed by, in Dutch and English. Lower case; a
//! word counts whole, and `-` and `_` count as spaces.

/// What a word points to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Theme {
    Category(&'static str),
    SoftwareType(&'static str),
    Platform(&'static str),
}

use Theme::{Category, Platform, SoftwareType};

/// What each theme is guessed by; of two software types the first in the table
/// counts. Words that mean something else in the other language, or that stand
/// in any description, are left out.
pub(super) const WORDS: &[(Theme, &[&str])] = &[
    (
        SoftwareType("addon"),
        &[
            "plugin",
            "plug in",
            "addon",
            "add on",
            "browser extension",
            "browserextensie",
        ],
    ),
    (
        SoftwareType("configurationFiles"),
        &[
            "ansible",
            "terraform",
            "helm",
            "helm chart",
            "helm charts",
            "playbooks",
            "infrastructure as code",
            "dockerfiles",
            "docker image",
            "gitops",
        ],
    ),
    (
        SoftwareType("standalone/mobile"),
        &["android", "ios", "mobile app", "mobiele app"],
    ),
    (
        SoftwareType("standalone/iot"),
        &["iot", "internet of things", "lorawan"],
    ),
    (
        SoftwareType("library"),
        &[
            "library",
            "bibliotheek",
            "sdk",
            "npm package",
            "python package",
            "r package",
            "crate",
            "component library",
            "componentenbibliotheek",
            "client library",
            "design system",
        ],
    ),
    (
        SoftwareType("standalone/web"),
        &[
            "website",
            "webapp",
            "web app",
            "webapplicatie",
            "web application",
            "frontend",
            "front end",
            "portal",
            "portaal",
            "dashboard",
        ],
    ),
    (
        SoftwareType("standalone/backend"),
        &[
            "backend",
            "back end",
            "microservice",
            "webservice",
            "rest api",
            "api",
            "graphql",
        ],
    ),
    (
        SoftwareType("standalone/desktop"),
        &["desktop", "desktop application", "desktopapplicatie"],
    ),
    (Platform("android"), &["android"]),
    (Platform("ios"), &["ios", "iphone"]),
    (Platform("windows"), &["windows"]),
    (Platform("linux"), &["linux"]),
    (Platform("mac"), &["macos"]),
    (
        Platform("web"),
        &[
            "website",
            "webapp",
            "web app",
            "webapplicatie",
            "web application",
        ],
    ),
    (Category("accounting"), &["accounting", "boekhouding"]),
    (
        Category("appointment-scheduling"),
        &["appointment", "appointments", "afspraken", "afspraak maken"],
    ),
    (
        Category("budgeting"),
        &["begroting", "begrotingen", "budgeting"],
    ),
    (
        Category("business-intelligence"),
        &["business intelligence", "managementinformatie"],
    ),
    (
        Category("business-process-management"),
        &[
            "bpmn",
            "camunda",
            "zaakgericht",
            "zaakgericht werken",
            "zaaksysteem",
            "zgw",
            "case management",
        ],
    ),
    (
        Category("collaboration"),
        &["collaboration", "samenwerken", "samenwerkomgeving"],
    ),
    (
        Category("compliance-management"),
        &["compliance", "dpia", "gdpr", "avg", "privacyverklaring"],
    ),
    (
        Category("content-management"),
        &[
            "cms",
            "content management",
            "contentbeheer",
            "drupal",
            "wordpress",
            "wagtail",
            "typo3",
        ],
    ),
    (Category("crm"), &["crm", "klantcontact"]),
    (
        Category("data-analytics"),
        &[
            "analytics",
            "data analysis",
            "data analyse",
            "data science",
            "machine learning",
            "statistics",
            "statistiek",
        ],
    ),
    (
        Category("data-collection"),
        &[
            "crawler",
            "scraper",
            "harvester",
            "data collection",
            "dataverzameling",
            "sensordata",
        ],
    ),
    (
        Category("data-visualization"),
        &[
            "dashboard",
            "dashboards",
            "data visualization",
            "visualization",
            "visualisation",
            "visualisatie",
            "grafieken",
        ],
    ),
    (
        Category("design-system"),
        &[
            "design system",
            "designsystem",
            "design tokens",
            "component library",
            "nl design system",
            "huisstijl",
        ],
    ),
    (
        Category("digital-citizenship"),
        &[
            "participatie",
            "burgerparticipatie",
            "citizen participation",
            "petities",
        ],
    ),
    (
        Category("document-management"),
        &[
            "document management",
            "documentbeheer",
            "dms",
            "archivering",
            "archiefbeheer",
        ],
    ),
    (
        Category("e-signature"),
        &["digital signature", "digitale handtekening", "e signature"],
    ),
    (
        Category("educational-content"),
        &["cursus", "lesmateriaal", "course material", "e learning"],
    ),
    (
        Category("event-management"),
        &["evenementen", "evenementenkalender"],
    ),
    (
        Category("feedback-and-reviews-management"),
        &["meldingen", "klachten", "feedback"],
    ),
    (
        Category("geographic-information-systems"),
        &[
            "gis",
            "geo",
            "geodata",
            "geospatial",
            "geoinformatie",
            "geopackage",
            "geoserver",
            "mapserver",
            "qgis",
            "wms",
            "wfs",
            "openlayers",
            "leaflet",
            "kaarten",
            "rdnaptrans",
        ],
    ),
    (Category("help-desk"), &["help desk", "helpdesk"]),
    (Category("hr"), &["hrm", "personeelszaken"]),
    (
        Category("identity-management"),
        &[
            "oidc",
            "openid connect",
            "oauth",
            "oauth2",
            "saml",
            "digid",
            "eherkenning",
            "eidas",
            "irma",
            "yivi",
            "authentication",
            "authenticatie",
            "identity management",
            "keycloak",
        ],
    ),
    (
        Category("it-development"),
        &[
            "linter",
            "developer tools",
            "openapi",
            "code quality",
            "codekwaliteit",
            "ci cd",
            "devops",
        ],
    ),
    (
        Category("it-security"),
        &[
            "cybersecurity",
            "informatiebeveiliging",
            "information security",
            "vulnerability",
            "vulnerabilities",
            "kwetsbaarheden",
            "pentest",
            "encryption",
            "versleuteling",
        ],
    ),
    (
        Category("knowledge-management"),
        &["kennisbank", "knowledge base", "wiki"],
    ),
    (
        Category("payment-gateway"),
        &["payment", "payments", "betalingen"],
    ),
    (
        Category("predictive-analysis"),
        &["predictive", "forecasting", "voorspellingen"],
    ),
    (
        Category("procurement"),
        &["procurement", "inkoop", "aanbesteding", "aanbestedingen"],
    ),
    (
        Category("project-management"),
        &["project management", "projectmanagement"],
    ),
    (
        Category("regulations-and-directives"),
        &[
            "wetgeving",
            "regelgeving",
            "legislation",
            "rules as code",
            "machine readable law",
        ],
    ),
    (
        Category("survey"),
        &[
            "survey",
            "surveys",
            "enquete",
            "enquête",
            "vragenlijst",
            "vragenlijsten",
        ],
    ),
    (
        Category("taxes-management"),
        &["belasting", "belastingen", "taxes"],
    ),
    (
        Category("translation"),
        &["translation", "vertaling", "vertalingen"],
    ),
    (
        Category("video-conferencing"),
        &["video conferencing", "videobellen", "jitsi"],
    ),
    (
        Category("workflow-management"),
        &["workflow", "workflows", "werkstroom"],
    ),
];

/// Software types by the language that most of the code is in, where hardly
/// anything else is written in it.
pub(super) const BY_LANGUAGE: &[(&str, &str)] = &[
    ("HCL", "configurationFiles"),
    ("Dockerfile", "configurationFiles"),
    ("Swift", "standalone/mobile"),
    ("Dart", "standalone/mobile"),
];
