//! A repository by CodeMeta 3.0, whose words are those of schema.org and a few
//! of its own: <https://w3id.org/codemeta/3.0>.

use chrono::{DateTime, Utc};
use poem::{Request, Response};
use serde_json::{Map, Value, json};
use spdx::{AdditionItem, Expression, LicenseItem, ParseMode};

use super::JSON_LD;
use crate::api::AskError;
use crate::cached;
use crate::enums::MaintenanceStatus;
use crate::place::Place;
use crate::schema;
use crate::search::answer::{Departure, Forge, Identity, Status};
use crate::site::{GoneRepository, Problem, Site};
use crate::summary::best;
use crate::texts::Texts;
use crate::variables::{ByUrl, ByUrlFields};
use crate::verdict::LicenceVerdict;

/// What the address ends with, after that of the repository's page.
pub(crate) const ENDING: &str = "/codemeta.jsonld";

const CONTEXT: &str = "https://w3id.org/codemeta/3.0";

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query", variables = "ByUrl")]
struct Answer {
    #[arguments(url: $url)]
    repository: Option<Repository>,
}

#[derive(cynic::QueryFragment)]
struct Repository {
    #[cynic(spread)]
    identity: Identity,
    forge: Forge,
    gone: Option<Departure>,
    name: String,
    descriptions: Vec<Description>,
    homepage_url: Option<String>,
    topics: Option<Vec<String>>,
    organisation: Option<Organisation>,
    languages: Option<Vec<Language>>,
    licence: LicenceVerdict,
    maintenance: Status,
    vitality: Vitality,
    created_at: Option<DateTime<Utc>>,
    last_activity_at: Option<DateTime<Utc>>,
}

/// What the owner says of it in one language.
#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "RepositoryDescription")]
struct Description {
    language: String,
    name: Option<String>,
    features: Vec<String>,
}

#[derive(cynic::QueryFragment)]
struct Organisation {
    slug: String,
    name: String,
    tooi: Option<String>,
}

#[derive(cynic::QueryFragment)]
struct Language {
    name: String,
}

#[derive(cynic::QueryFragment)]
struct Vitality {
    newest_release: Option<String>,
}

/// The repository at `address`; `None` when there is no such repository.
pub(crate) async fn serve(
    request: &Request,
    address: &str,
    site: &Site,
) -> Result<Option<Response>, Problem> {
    let answer: Answer = match site.api.query(ByUrl::of(address)).await {
        Ok(answer) => answer,
        Err(AskError::Refused(_)) => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let Some(mut repository) = answer.repository else {
        return Ok(None);
    };
    if let Some(gone) = repository.gone.take() {
        let gone = GoneRepository {
            address: address.to_owned(),
            host: repository.forge.host,
            kind: gone.kind,
            noticed_at: gone.noticed_at,
            kept: None,
        };
        return Err(Problem::GoneRepository(gone));
    }
    let base_url = site.base_url.of(request);
    let document = document(repository, &base_url, site.texts);
    let text = format!("{document:#}\n");
    Ok(Some(cached::answer(request, JSON_LD, text)))
}

/// What is not known is left out.
fn document(repository: Repository, base_url: &str, texts: Texts) -> Value {
    let language = texts.language();
    let identity = &repository.identity;
    let page = Place::of_repository(&identity.url).path(language);
    let page = format!("{base_url}{page}");
    let languages = repository.languages.unwrap_or_default();
    let languages: Vec<String> = languages
        .into_iter()
        .map(|language| language.name)
        .collect();
    let descriptions = repository.descriptions.iter();
    let mut names: Vec<String> = descriptions
        .clone()
        .filter_map(|text| text.name.clone())
        .collect();
    names.sort_unstable();
    names.dedup();
    let features = best(
        descriptions.filter(|text| !text.features.is_empty()),
        |text| &text.language,
        language,
    );
    let version = repository.vitality.newest_release;
    let status = development_status(&repository.maintenance.status);
    let fields = [
        ("@context", Some(json!(CONTEXT))),
        ("@type", Some(json!("SoftwareSourceCode"))),
        ("@id", Some(json!(identity.url))),
        ("identifier", Some(json!(identity.url))),
        ("name", Some(json!(repository.name))),
        (
            "description",
            identity
                .summary(language)
                .map(|summary| json!(summary.text)),
        ),
        // CodeMeta has no words of its own for these.
        ("schema:alternateName", listed(&names)),
        (
            "schema:featureList",
            features.and_then(|part| listed(&part.features)),
        ),
        ("codeRepository", Some(json!(identity.url))),
        ("url", repository.homepage_url.map(Value::from)),
        ("relatedLink", Some(json!(page))),
        ("license", licences(&repository.licence)),
        ("programmingLanguage", listed(&languages)),
        (
            "keywords",
            listed(repository.topics.as_deref().unwrap_or_default()),
        ),
        ("developmentStatus", status.map(Value::from)),
        ("version", version.map(|name| json!(name))),
        ("dateCreated", repository.created_at.map(day)),
        ("dateModified", repository.last_activity_at.map(day)),
        (
            "producer",
            repository.organisation.map(|body| {
                let page = Place::Organisation(body.slug).path(language);
                json!({
                    "@type": "Organization",
                    "@id": body.tooi.unwrap_or_else(|| format!("{base_url}{page}")),
                    "name": body.name,
                })
            }),
        ),
    ];
    let known = fields
        .into_iter()
        .filter_map(|(name, value)| Some((name.to_owned(), value?)));
    Value::Object(known.collect::<Map<_, _>>())
}

pub(super) fn day(at: DateTime<Utc>) -> Value {
    json!(at.date_naive())
}

pub(super) fn listed(values: &[String]) -> Option<Value> {
    (!values.is_empty()).then(|| json!(values))
}

/// The pages of the licences at SPDX, one or a list; CodeMeta has no word for
/// how several go together. What is not on its list has a name and no page.
pub(super) fn licences(licence: &LicenceVerdict) -> Option<Value> {
    let mut found: Vec<Value> = Vec::new();
    let mut add = |value: Value| {
        if !found.contains(&value) {
            found.push(value);
        }
    };
    let named = licence
        .reasons
        .iter()
        .filter(|reason| reason.rule == "several_licences");
    let named = named.flat_map(|reason| &reason.facts);
    let named = named.filter(|fact| fact.name == "licences");
    let several = named.flat_map(|fact| fact.value.split(", "));
    for text in licence.spdx_id.as_deref().into_iter().chain(several) {
        let Ok(expression) = Expression::parse_mode(text, ParseMode::LAX) else {
            continue;
        };
        for part in expression.requirements() {
            match &part.req.license {
                LicenseItem::Spdx { id, .. } => add(spdx_page(id.name)),
                LicenseItem::Other(other) => {
                    add(json!({ "@type": "CreativeWork", "name": other.to_string() }));
                }
            }
            if let Some(exception) = part.req.addition.as_ref().and_then(AdditionItem::id) {
                add(spdx_page(exception.name));
            }
        }
    }
    match found.len() {
        0 => None,
        1 => found.pop(),
        _ => Some(Value::Array(found)),
    }
}

fn spdx_page(id: &str) -> Value {
    json!(format!("https://spdx.org/licenses/{id}"))
}

/// The status in the words of repostatus.org, which CodeMeta asks for: active,
/// inactive (kept, not developed), unsupported (nobody works on it, a new
/// maintainer may be wanted). What we can't judge is left out.
fn development_status(status: &MaintenanceStatus) -> Option<String> {
    let word = match status.0.as_str() {
        "ACTIVE" | "MAINTAINED" => "active",
        "DORMANT" => "inactive",
        "SEEKING_MAINTAINER" | "UNMAINTAINED" | "ARCHIVED" => "unsupported",
        _ => return None,
    };
    Some(format!("https://www.repostatus.org/#{word}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::enums::LicenceVerdictKind;
    use crate::verdict::{Fact, Reason};

    #[test]
    fn only_what_fits_a_term_is_said() {
        let open = || LicenceVerdictKind("OPEN".to_owned());
        let page = |id: &str| json!(format!("https://spdx.org/licenses/{id}"));
        let licence = |spdx: &str| {
            licences(&LicenceVerdict {
                verdict: open(),
                spdx_id: Some(spdx.to_owned()),
                reasons: Vec::new(),
            })
        };
        let both = |one, other| Some(json!([page(one), page(other)]));
        assert_eq!(licence("EUPL-1.2"), Some(page("EUPL-1.2")));
        assert_eq!(licence("Apache-2.0+"), Some(page("Apache-2.0")));
        assert_eq!(licence("EUPL-1.2 OR MIT"), both("EUPL-1.2", "MIT"));
        assert_eq!(
            licence("GPL-2.0-only WITH Classpath-exception-2.0"),
            both("GPL-2.0-only", "Classpath-exception-2.0")
        );
        let own = json!({ "@type": "CreativeWork", "name": "LicenseRef-gemeente" });
        assert_eq!(licence("LicenseRef-gemeente"), Some(own));
        assert_eq!(licence("House Rules"), None);
        let unsaid = LicenceVerdict {
            verdict: open(),
            spdx_id: None,
            reasons: vec![Reason {
                rule: "several_licences".to_owned(),
                facts: vec![Fact {
                    name: "licences".to_owned(),
                    value: "ISC, MIT".to_owned(),
                }],
            }],
        };
        assert_eq!(licences(&unsaid), both("ISC", "MIT"));
        assert_eq!(
            development_status(&MaintenanceStatus("UNKNOWN".to_owned())),
            None
        );
    }
}
