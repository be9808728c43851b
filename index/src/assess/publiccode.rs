//! The few keys of publiccode.yml that judgements use, read leniently: a file
//! that breaks the standard elsewhere still tells these. The standard is at
//! <https://yml.publiccode.tools>.

use bronwijzer_crawler::address::RepositoryUrl;
use bronwijzer_crawler::observation::Observation;
use chrono::NaiveDate;
use serde::Deserialize;
use serde_json::Value;

/// What publiccode.yml says, as far as a judgement uses it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Publiccode {
    /// `developmentStatus`, as in `stable` or `obsolete`.
    pub(super) development_status: Option<String>,
    /// `maintenance.type`: internal, contract, community or none.
    pub(super) maintenance_type: Option<String>,
    /// The last day of `maintenance.contractors[].until`.
    pub(super) contract_until: Option<NaiveDate>,
    /// `legal.license`, an SPDX expression.
    pub(super) licence: Option<String>,
}

/// Reads the repository's publiccode.yml; `None` without one, or when it is no
/// YAML.
pub(super) fn read(observation: &Observation) -> Option<Publiccode> {
    let text = &observation.publiccode.as_ref()?.text;
    let file: File = serde_saphyr::from_str(text).ok()?;
    let text = |value: Option<&Value>| value.and_then(Value::as_str).map(str::to_owned);
    let maintenance = file.maintenance.as_ref();
    Some(Publiccode {
        development_status: text(file.development_status.as_ref()),
        maintenance_type: text(maintenance.and_then(|maintenance| maintenance.get("type"))),
        contract_until: maintenance
            .and_then(|maintenance| maintenance.get("contractors"))
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(|contractor| contractor.get("until")?.as_str()?.parse().ok())
            .max(),
        licence: text(file.legal.as_ref().and_then(|legal| legal.get("license"))),
    })
}

/// The repositories that a publiccode.yml points to, with the key that does:
/// where the software is, and what it is based on. A text or a list of texts.
pub(crate) fn links(text: &str) -> Vec<(&'static str, RepositoryUrl)> {
    let Ok(file) = serde_saphyr::from_str::<Links>(text) else {
        return Vec::new();
    };
    let mut links = Vec::new();
    for (key, value) in [("url", file.url), ("isBasedOn", file.is_based_on)] {
        let texts = match value {
            Some(Value::Array(texts)) => texts,
            value => value.into_iter().collect(),
        };
        let urls = texts.iter().filter_map(|text| text.as_str()?.parse().ok());
        links.extend(urls.map(|url| (key, url)));
    }
    links
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Links {
    #[serde(default)]
    url: Option<Value>,
    #[serde(default)]
    is_based_on: Option<Value>,
}

/// Any value may stand anywhere in a file that somebody else wrote.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct File {
    #[serde(default)]
    development_status: Option<Value>,
    #[serde(default)]
    maintenance: Option<Value>,
    #[serde(default)]
    legal: Option<Value>,
}
