//! `publishers.yml`, as `publiccode-crawler crawl publishers.yml` reads it: a list of
//! publishers with `id`, `name`, `orgs` and `repos`.
//! Source: `common/publisher.go` in <https://github.com/italia/publiccode-crawler>.

use anyhow::Context;
use bronwijzer_crawler::registry::Registry;
use bronwijzer_crawler::yaml;
use bronwijzer_ui::{Publisher, publishers_yml};
use serde_json::Value;
use serde_saphyr::Spanned;

use super::{List, MAX_BYTES, Row, parse_all};

/// How many values a list may have: an organisation has some ten.
const MAX_NODES: usize = 1_000_000;

/// Every organisation of the registry, under its TOOI URI or else its slug.
pub(super) fn write(registry: &Registry) -> String {
    let publishers = registry.organisations.iter().map(|organisation| {
        let tooi = organisation.tooi.as_ref();
        let id = tooi.map_or(organisation.slug.as_str(), |tooi| tooi.as_str());
        let accounts = organisation.accounts.iter().map(ToString::to_string);
        let repositories = organisation.repositories.iter().map(ToString::to_string);
        Publisher {
            id: id.to_owned(),
            name: organisation.name.clone(),
            accounts: accounts.collect(),
            repositories: repositories.collect(),
        }
    });
    publishers_yml(publishers)
}

/// Reads such a file, also with the longer names that older ones have.
pub(super) fn read(text: &str) -> anyhow::Result<List> {
    let entries: Vec<Spanned<Value>> = yaml::read_within(text, MAX_NODES, MAX_BYTES as usize)
        .context("this is no list of publishers")?;
    let mut list = List::default();
    for entry in entries {
        let line = entry.referenced.line();
        let Some(fields) = entry.value.as_object() else {
            list.problems.push(format!(
                "{line}: this is no publisher; write id, name, orgs and repos"
            ));
            continue;
        };
        let text = |key: &str| fields.get(key).and_then(scalar);
        let id = text("id").filter(|id| !id.is_empty());
        let name = text("name").unwrap_or_default();
        let mut row = match Row::new(line, id, &name) {
            Ok(row) => row,
            Err(problem) => {
                list.problems.push(problem);
                continue;
            }
        };
        let addresses = |keys: [&str; 2]| {
            let value = keys.iter().find_map(|key| fields.get(*key));
            let items = value.and_then(Value::as_array).into_iter().flatten();
            items.map(|item| scalar(item).unwrap_or_default())
        };
        let organisation = &mut row.organisation;
        organisation.accounts = parse_all(
            line,
            addresses(["orgs", "organizations"]),
            &mut list.problems,
        );
        organisation.repositories = parse_all(
            line,
            addresses(["repos", "repositories"]),
            &mut list.problems,
        );
        list.rows.push(row);
    }
    Ok(list)
}

/// A text, or a number that was meant as one.
fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().to_owned()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}
