//! The table of tools.

use std::sync::Arc;

use async_graphql::parser::parse_query;
use async_graphql::parser::types::{DocumentOperations, OperationDefinition};
use rmcp::model::{CallToolResult, ContentBlock, JsonObject, Tool as Described, ToolAnnotations};
use serde_json::{Value, json};
use url::Url;

use super::argument::Argument;
use super::source::Source;
use super::{answer, forms};
use crate::rest::types::Types;

/// A tool: what it is for, what it asks the schema, and what its arguments mean.
struct Row {
    name: &'static str,
    title: &'static str,
    description: &'static str,
    query: &'static str,
    /// Each variable of the query, with what it is.
    arguments: &'static [(&'static str, &'static str)],
    /// The argument that is a list here, for each value of which the query is asked.
    each: Option<&'static str>,
    /// Where the answer has null when there is nothing by that name, and what to do then.
    nothing: Option<(&'static str, &'static str)>,
    /// The page that shows the same.
    page: Option<&'static str>,
}

const QUERY: &str = "Words to search for, in Dutch or English; synonyms of both are searched too. \
    A \"phrase\" in quotes, -word to leave out, and field:value for any facet, as in \
    licence:EUPL-1.2.";
const ORGANISATION: &str = "Only of these organisations, by slug, as in gemeente-amsterdam.";
const CATEGORY: &str = "Only for one of these: categories of publiccode.yml, as in \
    it-development, data-collection or geographic-information-systems.";
const LANGUAGE: &str = "Only with most code in one of these, as in Java or TypeScript.";
const REPOSITORY: &str = "Its web address on the forge, as in https://github.com/MinBZK/mijn-app; \
    a former address will do.";

/// Every tool, in the order in which a client lists them.
const TOOLS: &[Row] = &[
    Row {
        name: "search",
        title: "Search government software",
        description: "Finds repositories that organisations of the Dutch government publish, by \
            words and filters. Each hit says whether its licence allows reuse and whether it is \
            kept up, with the rules that led to that, and when it was last looked at.",
        query: include_str!("search.graphql"),
        arguments: &[
            ("query", QUERY),
            ("organisation", ORGANISATION),
            ("category", CATEGORY),
            ("programmingLanguage", LANGUAGE),
            (
                "licence",
                "Only under one of these licences, by SPDX identifier.",
            ),
            (
                "licenceVerdict",
                "Only where the licence is one of: open, open_content, not_open, missing, \
                 contradictory, unknown.",
            ),
            (
                "maintenance",
                "Only in one of these states: active, maintained, seeking_maintainer, dormant, \
                 unmaintained, archived, unknown.",
            ),
            (
                "kind",
                "Only of one of these: software, standard, data, documentation, unknown.",
            ),
            ("sort", "The order; by relevance when there are words."),
            ("first", "How many hits, 1 to 20."),
            (
                "after",
                "The endCursor of the answer before, for the hits that follow.",
            ),
        ],
        each: None,
        nothing: None,
        page: Some("/en/search"),
    },
    Row {
        name: "repository",
        title: "Tell all about one repository",
        description: "Everything known of one repository: what it does, whose it is, every verdict \
            with its reasons, who uses it, first tasks, and what resembles it.",
        query: include_str!("repository.graphql"),
        arguments: &[("url", REPOSITORY)],
        each: None,
        nothing: Some((
            "repository",
            "No repository in the catalogue has this address. Find it with the tool search; what \
             is not there may not be the government's.",
        )),
        page: None,
    },
    Row {
        name: "compare",
        title: "Put repositories side by side",
        description: "The same facts and verdicts of two to four repositories, to choose between \
            them.",
        query: include_str!("compare.graphql"),
        arguments: &[(
            "urls",
            "Their web addresses on the forge, two to four, as search gives them.",
        )],
        each: Some("urls"),
        nothing: Some((
            "repository",
            "No repository in the catalogue has this address. Take addresses from the tool search.",
        )),
        page: Some("/en/compare"),
    },
    Row {
        name: "organisation",
        title: "Tell about one organisation",
        description: "An organisation of the Dutch government: whether it publishes, how it does \
            on open by default, and what it works on now. When there is none by that slug, \
            organisation is null and alike lists those with these words in their name.",
        query: include_str!("organisation.graphql"),
        arguments: &[(
            "organisation",
            "Its slug, as in gemeente-utrecht, or words of its name.",
        )],
        each: None,
        nothing: None,
        page: None,
    },
    Row {
        name: "open_by_default",
        title: "Tell how openly government works",
        description: "The figures of the Dutch policy \"open, tenzij\" (open by default): how many \
            repositories pass each, fail, or are unknown; of all, of a type of organisation, or of \
            one; and how many organisations publish at all.",
        query: include_str!("open_by_default.graphql"),
        arguments: &[
            (
                "organisation",
                "One organisation, by slug. Not together with type.",
            ),
            ("type", "All organisations of this type."),
            ("day", "As kept on this day, as in 2026-08-31; now without."),
            (
                "withChildren",
                "Of an organisation: with those that are part of it, as a ministry with its \
                 agencies.",
            ),
        ],
        each: None,
        nothing: Some((
            "openByDefault",
            "There are no figures of this: no organisation has this slug (find it with the tool \
             organisation), or none were kept on this day.",
        )),
        page: Some("/en/open-by-default"),
    },
    Row {
        name: "looking_for_help",
        title: "Find where help is wanted",
        description: "Where people can help government software: first tasks that owners marked, \
            repositories that seek a maintainer, and questions that nobody answered.",
        query: include_str!("looking_for_help.graphql"),
        arguments: &[
            ("programmingLanguage", LANGUAGE),
            ("category", CATEGORY),
            ("organisation", ORGANISATION),
            ("help", "Only tasks that ask for one of these."),
            ("first", "How many of each, 1 to 20."),
        ],
        each: None,
        nothing: None,
        page: Some("/en/help-out"),
    },
    Row {
        name: "check_publiccode",
        title: "Check a publiccode.yml",
        description: "Checks the text of a publiccode.yml by the standard, before it is \
            published: each finding with its rule, key and line. Nothing is stored, and no \
            address in it is looked up.",
        query: include_str!("check_publiccode.graphql"),
        arguments: &[("text", "The whole text of the file, at most 256 KiB.")],
        each: None,
        nothing: None,
        page: Some("/en/check"),
    },
];

/// How many repositories are put side by side.
const COMPARED: std::ops::RangeInclusive<usize> = 2..=4;

/// A tool with what the schema says of it.
pub(super) struct Tool {
    row: &'static Row,
    arguments: Vec<Argument>,
    pub(super) described: Described,
}

/// Every tool. A row that does not fit the schema is left out, which a test rules out.
pub(super) fn all() -> Vec<Tool> {
    let types = Types::of(&crate::sdl());
    TOOLS
        .iter()
        .filter_map(|row| Tool::new(row, &types))
        .collect()
}

impl Tool {
    fn new(row: &'static Row, types: &Types) -> Option<Self> {
        let operation = operation(row.query)?;
        let mut arguments = Vec::new();
        for variable in &operation.variable_definitions {
            let name = variable.node.name.node.as_str();
            let (_, means) = row.arguments.iter().find(|(known, _)| *known == name)?;
            let listed = (row.each == Some(name)).then_some(COMPARED);
            arguments.push(Argument::new(&variable.node, means, listed, types));
        }
        let output = forms::output(&operation.selection_set.node, row.each.is_some(), types);
        let annotations = ToolAnnotations::with_title(row.title)
            .read_only(true)
            .destructive(false)
            .idempotent(true)
            .open_world(false);
        let described = Described::new(row.name, row.description, object(forms::input(&arguments)))
            .with_title(row.title)
            .with_raw_output_schema(object(output))
            .with_annotations(annotations);
        Some(Self {
            row,
            arguments,
            described,
        })
    }

    /// Does what is asked. What can't be done is an answer too, which says what to do.
    pub(super) async fn call(
        &self,
        source: &dyn Source,
        site: Option<&Url>,
        given: JsonObject,
    ) -> CallToolResult {
        match self.answer(source, site, given).await {
            Ok(answer) => CallToolResult::structured(answer),
            Err(why) => CallToolResult::error(vec![ContentBlock::text(why)]),
        }
    }

    async fn answer(
        &self,
        source: &dyn Source,
        site: Option<&Url>,
        given: JsonObject,
    ) -> Result<Value, String> {
        for argument in &self.arguments {
            argument.check(given.get(argument.name()))?;
        }
        if let Some(name) = given.keys().find(|name| !self.takes(name)) {
            let known: Vec<&str> = self.arguments.iter().map(Argument::name).collect();
            let shown: String = name.chars().take(60).collect();
            let known = known.join(", ");
            return Err(format!("Unknown argument `{shown}`; use {known}."));
        }
        let words = given.get("query").and_then(Value::as_str);
        let page = site
            .zip(self.row.page)
            .map(|(site, path)| answer::page(site, path, words));
        let mut data = match self.row.each {
            None => self.ask(source, Value::Object(given)).await?,
            Some(name) => {
                let mut compared = Vec::new();
                let values = given.get(name).and_then(Value::as_array);
                for value in values.into_iter().flatten() {
                    let data = self.ask(source, json!({ name: value })).await;
                    let one = data.map_err(|why| format!("{value}: {why}"))?;
                    compared.push(one);
                }
                json!({ "compared": compared })
            }
        };
        let shortened = answer::finish(&mut data, site);
        data["shortened"] = shortened.into();
        if self.row.page.is_some() {
            data["page"] = page.map_or(Value::Null, |page| String::from(page).into());
        }
        answer::bounded(data)
    }

    async fn ask(&self, source: &dyn Source, variables: Value) -> Result<Value, String> {
        let data = source.ask(self.row.query, variables).await?;
        match self.row.nothing {
            Some((field, advice)) if data[field].is_null() => Err(advice.to_owned()),
            _ => Ok(data),
        }
    }

    fn takes(&self, name: &str) -> bool {
        self.arguments
            .iter()
            .any(|argument| argument.name() == name)
    }
}

fn operation(query: &str) -> Option<OperationDefinition> {
    match parse_query(query).ok()?.operations {
        DocumentOperations::Single(operation) => Some(operation.node),
        DocumentOperations::Multiple(_) => None,
    }
}

/// A form as the SDK takes it; `json!` above makes objects alone.
fn object(form: Value) -> Arc<JsonObject> {
    match form {
        Value::Object(form) => Arc::new(form),
        _ => Arc::default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_fits_the_schema() {
        let tools = all();
        let names: Vec<&str> = tools.iter().map(|tool| tool.row.name).collect();
        let declared: Vec<&str> = TOOLS.iter().map(|row| row.name).collect();
        assert_eq!(names, declared);
        for tool in tools {
            assert_eq!(tool.arguments.len(), tool.row.arguments.len());
        }
    }
}
