//! The table of recognisers: which addresses and topics refer to which register
//! or standard. Order matters: the first row that fits counts.

use async_graphql::Enum;

/// What kind of thing is referred to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Enum)]
pub enum RegisterKind {
    /// A register or catalogue that says more about this software or its data.
    Register,
    /// Publications: documents, contracts, decisions.
    Publication,
    /// Standards, architecture and law.
    Standard,
}

/// A register or a body of standards that repositories refer to.
pub(super) struct Register {
    /// The name in the index and in filters; stable.
    pub(super) id: &'static str,
    pub(super) kind: RegisterKind,
    /// Where its pages are.
    pub(super) places: &'static [Place],
    /// Topics that stand for it.
    pub(super) topics: &'static [&'static str],
}

/// Pages of a register.
pub(super) struct Place {
    /// The host, with or without `www.`.
    pub(super) host: &'static str,
    /// Whether hosts below it count too.
    pub(super) with_subdomains: bool,
    /// What the path starts with, in lower case; empty for every path.
    pub(super) path: &'static str,
}

const fn at(host: &'static str, path: &'static str) -> Place {
    Place {
        host,
        with_subdomains: false,
        path,
    }
}

const fn below(host: &'static str) -> Place {
    Place {
        host,
        with_subdomains: true,
        path: "",
    }
}

const fn register(
    id: &'static str,
    kind: RegisterKind,
    places: &'static [Place],
    topics: &'static [&'static str],
) -> Register {
    Register {
        id,
        kind,
        places,
        topics,
    }
}

use RegisterKind::{Publication, Register as Catalogue, Standard};

pub(super) const REGISTERS: &[Register] = &[
    register(
        "api_register",
        Catalogue,
        &[
            at("apis.developer.overheid.nl", ""),
            at("developer.overheid.nl", "/apis"),
            at("api.developer.overheid.nl", "/api-register"),
        ],
        &[],
    ),
    register(
        "schema_register",
        Catalogue,
        &[
            at("schemas.developer.overheid.nl", ""),
            at("developer.overheid.nl", "/schemas"),
            at("api.developer.overheid.nl", "/schema-register"),
        ],
        &[],
    ),
    register(
        "oss_register",
        Catalogue,
        &[
            at("oss.developer.overheid.nl", ""),
            at("developer.overheid.nl", "/repositories"),
            at("api.developer.overheid.nl", "/oss-register"),
        ],
        &[],
    ),
    register(
        "algorithm_framework",
        Standard,
        &[
            at("algoritmes.overheid.nl", "/kader"),
            at("minbzk.github.io", "/algoritmekader"),
        ],
        &["algoritmekader"],
    ),
    register(
        "algorithm_register",
        Catalogue,
        &[at("algoritmes.overheid.nl", "")],
        &["algoritmeregister"],
    ),
    register(
        "amsterdam_algorithm_register",
        Catalogue,
        &[at("algoritmeregister.amsterdam.nl", "")],
        &[],
    ),
    register(
        "contract_register",
        Publication,
        &[
            at("data.overheid.nl", "/dataset/contractenregister"),
            at("data.overheid.nl", "/dataset/contractregister"),
        ],
        &["contractenregister"],
    ),
    register(
        "data_register",
        Catalogue,
        &[at("data.overheid.nl", "")],
        &["data-overheid-nl"],
    ),
    register(
        "council_information",
        Publication,
        &[below("openraadsinformatie.nl")],
        &["openraadsinformatie", "open-raadsinformatie"],
    ),
    register(
        "procurement",
        Publication,
        &[below("tenderned.nl"), at("ted.europa.eu", "")],
        &["tenderned"],
    ),
    register(
        "woo",
        Publication,
        &[
            at("open.overheid.nl", ""),
            at("open.minvws.nl", ""),
            at("rijksoverheid.nl", "/documenten/woo-besluiten"),
            at("rijksoverheid.nl", "/documenten/wob-verzoeken"),
        ],
        &["woo-besluit", "woo-verzoek"],
    ),
    register(
        "standards_forum",
        Standard,
        &[at("forumstandaardisatie.nl", "")],
        &[],
    ),
    register(
        "standards",
        Standard,
        &[
            at("gitdocumentatie.logius.nl", ""),
            at("logius-standaarden.github.io", ""),
            at("publicatie.centrumvoorstandaarden.nl", ""),
            at("docs.geostandaarden.nl", ""),
            at("geonovum.github.io", "/kp-apis"),
            at("standaarden.overheid.nl", ""),
        ],
        &["api-design-rules"],
    ),
    register(
        "software_catalogue",
        Catalogue,
        &[below("softwarecatalogus.nl")],
        &["softwarecatalogus"],
    ),
    register(
        "gemma",
        Standard,
        &[
            below("gemmaonline.nl"),
            at("vng-realisatie.github.io", "/gemma"),
            at("zaakgerichtwerken.vng.cloud", ""),
        ],
        &["gemma", "gemma-zaken"],
    ),
    register(
        "common_ground",
        Catalogue,
        &[below("commonground.nl")],
        &["commonground", "common-ground"],
    ),
    register("nora", Standard, &[below("noraonline.nl")], &[]),
    register(
        "legislation",
        Standard,
        &[
            at("wetten.overheid.nl", ""),
            at("lokaleregelgeving.overheid.nl", ""),
        ],
        &[],
    ),
    register(
        "organisation_register",
        Catalogue,
        &[
            at("organisaties.overheid.nl", ""),
            at("identifier.overheid.nl", "/tooi"),
        ],
        &[],
    ),
];
