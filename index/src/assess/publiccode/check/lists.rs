//! The lists of values that the standard allows, with the version that each
//! came with.

use super::version::Version;
use Version as V;

/// A value that a key may have.
#[derive(Debug, Clone, Copy)]
pub(in crate::assess) struct Allowed {
    pub(in crate::assess) value: &'static str,
    /// The first version that has it.
    pub(super) since: Version,
    /// The version from which on it should not be used any more.
    pub(in crate::assess) deprecated: Option<Version>,
}

macro_rules! allowed {
    ($name:ident, $doc:literal, $($value:literal $(since $since:ident)? $(deprecated $deprecated:ident)?),+ $(,)?) => {
        #[doc = $doc]
        pub(in crate::assess) const $name: &[Allowed] = &[$(
            Allowed {
                value: $value,
                since: allowed!(@since $($since)?),
                deprecated: allowed!(@deprecated $($deprecated)?),
            },
        )+];
    };
    (@since) => { V::V0_2 };
    (@since $version:ident) => { V::$version };
    (@deprecated) => { None };
    (@deprecated $version:ident) => { Some(V::$version) };
}

allowed!(
    DEVELOPMENT_STATUS,
    "`developmentStatus`: schema.core.rst.",
    "concept",
    "development",
    "beta",
    "stable",
    "obsolete",
);

allowed!(
    SOFTWARE_TYPE,
    "`softwareType`: schema.core.rst; `standalone` alone is deprecated since 0.2 (CHANGELOG.rst).",
    "standalone/mobile",
    "standalone/iot",
    "standalone/desktop",
    "standalone/web",
    "standalone/backend",
    "standalone/other",
    "addon",
    "library",
    "configurationFiles",
    "standalone" deprecated V0_2,
);

allowed!(
    MAINTENANCE_TYPE,
    "`maintenance.type`: schema.core.rst.",
    "internal",
    "contract",
    "community",
    "none",
);

allowed!(
    COUNTRY_EXTENSION,
    "`IT.countryExtensionVersion`: schema.it.rst, and 0.2 before 0.3.",
    "1.0",
    "0.2",
);

allowed!(
    SCOPES,
    "`intendedAudience.scope`: scope-list.rst.",
    "agriculture",
    "culture",
    "defence",
    "education",
    "emergency-services",
    "employment",
    "energy",
    "environment",
    "finance-and-economic-development",
    "foreign-affairs",
    "government",
    "healthcare",
    "infrastructures",
    "justice",
    "local-authorities",
    "manufacturing",
    "research",
    "science-and-technology",
    "security",
    "society",
    "sport",
    "tourism",
    "transportation",
    "welfare",
);

allowed!(
    CATEGORIES,
    "`categories`: categories-list.rst, and CHANGELOG.rst for what came later.",
    "accounting",
    "agile-project-management",
    "applicant-tracking",
    "application-development",
    "appointment-scheduling",
    "backup",
    "billing-and-invoicing",
    "blog",
    "budgeting",
    "business-intelligence",
    "business-process-management",
    "cad",
    "call-center-management",
    "cloud-management",
    "collaboration",
    "communications",
    "compliance-management",
    "contact-management",
    "content-management",
    "crm",
    "customer-service-and-support",
    "data-analytics",
    "data-collection",
    "data-visualization",
    "design" since V0_4,
    "design-system" since V0_4,
    "digital-asset-management",
    "digital-citizenship",
    "document-management",
    "donor-management",
    "e-commerce",
    "e-signature",
    "educational-content" since V0_3,
    "email-management",
    "email-marketing",
    "employee-management",
    "enterprise-project-management",
    "enterprise-social-networking",
    "erp",
    "event-management",
    "facility-management",
    "feedback-and-reviews-management",
    "financial-reporting",
    "fleet-management",
    "fundraising",
    "gamification",
    "geographic-information-systems",
    "grant-management",
    "graphic-design",
    "help-desk",
    "hr",
    "ide",
    "identity-management",
    "instant-messaging",
    "integrated-library-system" since V0_4,
    "inventory-management",
    "it-asset-management",
    "it-development",
    "it-management",
    "it-security",
    "it-service-management",
    "knowledge-management",
    "learning-management-system",
    "marketing",
    "mind-mapping",
    "mobile-marketing",
    "mobile-payment",
    "network-management",
    "office",
    "online-booking",
    "online-community",
    "payment-gateway",
    "payroll",
    "predictive-analysis",
    "procurement",
    "productivity-suite",
    "project-collaboration",
    "project-management",
    "property-management",
    "real-estate-management",
    "regulations-and-directives" since V0_4,
    "remote-support",
    "resource-management",
    "sales-management",
    "seo",
    "service-desk",
    "social-media-management",
    "survey",
    "talent-management",
    "task-management",
    "taxes-management",
    "test-management",
    "time-management",
    "time-tracking",
    "translation",
    "video-conferencing",
    "video-editing",
    "visitor-management",
    "voip",
    "warehouse-management",
    "web-collaboration",
    "web-conferencing",
    "website-builder",
    "whistleblowing" since V0_3,
    "workflow-management",
    "other" since V0_5,
);

/// `supports[].id` after `alias:`: aliases-list.rst.
pub(super) const ALIASES: &[&str] = &[
    "gdpr", "eidas", "nis2", "cra", "spid", "cie", "anpr", "pagopa", "io",
];

/// `platforms`: what to use if possible; other values are allowed.
/// schema.core.rst.
pub(in crate::assess) const PLATFORMS: &[&str] =
    &["web", "windows", "mac", "linux", "ios", "android"];

/// Languages of three letters (ISO 639-2) that have a tag of two, which BCP 47
/// asks for: those of the European Union and its neighbours. Files from before
/// 0.2 have them. Source: <https://www.loc.gov/standards/iso639-2>.
pub(super) const SHORTER_LANGUAGES: &[(&str, &str)] = &[
    ("bul", "bg"),
    ("cat", "ca"),
    ("ces", "cs"),
    ("cze", "cs"),
    ("dan", "da"),
    ("deu", "de"),
    ("dut", "nl"),
    ("ell", "el"),
    ("eng", "en"),
    ("est", "et"),
    ("eus", "eu"),
    ("fin", "fi"),
    ("fra", "fr"),
    ("fre", "fr"),
    ("fry", "fy"),
    ("ger", "de"),
    ("gle", "ga"),
    ("gre", "el"),
    ("hrv", "hr"),
    ("hun", "hu"),
    ("ita", "it"),
    ("lav", "lv"),
    ("lit", "lt"),
    ("ltz", "lb"),
    ("mlt", "mt"),
    ("nld", "nl"),
    ("nor", "no"),
    ("pol", "pl"),
    ("por", "pt"),
    ("ron", "ro"),
    ("rum", "ro"),
    ("slk", "sk"),
    ("slo", "sk"),
    ("slv", "sl"),
    ("spa", "es"),
    ("swe", "sv"),
    ("tur", "tr"),
    ("ukr", "uk"),
];

/// Names of mailboxes that belong to nobody in particular; the standard asks
/// for an address at which a person is reached.
pub(super) const SHARED_MAILBOXES: &[&str] = &[
    "admin",
    "contact",
    "helpdesk",
    "hello",
    "info",
    "mail",
    "noreply",
    "no-reply",
    "office",
    "servicedesk",
    "support",
    "webmaster",
];
