//! The OpenAPI document of what is served here, in our own words. Parameters are those of the
//! table; the shapes are those of `shapes`, which a test compares with real answers.

use serde_json::{Map, Value, json};

use super::parameters::{Parameter, Q, Takes};
use super::{OF_ACCOUNTS, OF_ORGANISATIONS, OF_SEARCH, ROOT, VERSION};
use super::{of_filters, of_repositories, parameters};
use crate::operator::Operator;
use crate::rest::contact;

const DESCRIPTION: &str = "The catalogue by the contract of the OSS register of \
    developer.overheid.nl, for what reads that register: read-only, without a key. Pages are \
    told by the headers `Link`, `Total-Count`, `Total-Pages`, `Per-Page` and `Current-Page`. \
    Unknown parameters and empty values are let be. The catalogue's own API is at `/api/v1`.";

/// Writes the document.
pub(super) fn document(operator: &Operator) -> Value {
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "OSS register",
            "summary": "Bronwijzer by the contract of the OSS register",
            "description": DESCRIPTION,
            "version": VERSION,
            "contact": contact(operator),
            "license": { "name": "EUPL-1.2", "identifier": "EUPL-1.2" },
        },
        "servers": [{ "url": ROOT }],
        "tags": [
            { "name": "repositories", "description": "Repositories and what they can be filtered by." },
            { "name": "organisations", "description": "Organisations and their accounts on forges." },
        ],
        "paths": {
            "/repositories": list("listRepositories", "Repositories",
                "A page of repositories.", &of_repositories(), "RepositorySummary"),
            "/repositories/_search": deprecated(list("searchRepositories", "Search",
                "A page of repositories with these words, with and without publiccode.yml; use \
                 /repositories instead.", &parameters::of(OF_SEARCH), "RepositorySummary")),
            "/repositories/filters": get("listRepositoryFilters", "repositories", "Filters",
                "What repositories can be filtered by, with how many each value finds. The counts \
                 of a group ignore what is chosen in it.",
                &of_filters(), &array("FilterGroup"), &["API-Version"], &["400"]),
            "/repositories/{id}": one(),
            "/organisations": list("listOrganisations", "Organisations",
                "A page of a hundred organisations with code, by label.",
                &parameters::of(OF_ORGANISATIONS), "OrganisationSummary"),
            "/git-organisations": list("listGitOrganisations", "Accounts on forges",
                "A page of accounts on forges.", &parameters::of(OF_ACCOUNTS), "GitOrganisation"),
            "/openapi.json": get("getOpenapi", "repositories", "OpenAPI document",
                "This document.", &[], &json!({ "type": "object" }), &["API-Version"], &[]),
        },
        "components": {
            "headers": headers(),
            "responses": {
                "400": refused("A value that a parameter does not take."),
                "404": refused("There is no such repository."),
            },
            "schemas": schemas(),
        },
    })
}

/// The headers of pages.
const OF_PAGES: &[&str] = &[
    "API-Version",
    "Link",
    "Total-Count",
    "Total-Pages",
    "Per-Page",
    "Current-Page",
];

fn list(
    id: &str,
    summary: &str,
    description: &str,
    parameters: &[&Parameter],
    item: &str,
) -> Value {
    let tag = if item.starts_with("Repository") {
        "repositories"
    } else {
        "organisations"
    };
    get(
        id,
        tag,
        summary,
        description,
        parameters,
        &array(item),
        OF_PAGES,
        &["400"],
    )
}

/// The search that needs words.
fn deprecated(mut path: Value) -> Value {
    path["get"]["deprecated"] = true.into();
    let parameters = path["get"]["parameters"].as_array_mut();
    for parameter in parameters.into_iter().flatten() {
        if parameter["name"] == Q {
            parameter["required"] = true.into();
        }
    }
    path
}

fn one() -> Value {
    let mut path = get(
        "getRepositoryById",
        "repositories",
        "One repository",
        "One repository with what its publiccode.yml says.",
        &[],
        &reference("RepositoryDetail"),
        &["API-Version"],
        &["400", "404"],
    );
    path["get"]["parameters"] = json!([{
        "name": "id",
        "in": "path",
        "required": true,
        "description": "The id that lists give.",
        "schema": { "type": "string" },
    }]);
    path
}

#[expect(clippy::too_many_arguments, reason = "each is a part of an operation")]
fn get(
    id: &str,
    tag: &str,
    summary: &str,
    description: &str,
    parameters: &[&Parameter],
    schema: &Value,
    headers: &[&str],
    problems: &[&str],
) -> Value {
    let named: Map<String, Value> = headers
        .iter()
        .map(|name| {
            let header = json!({ "$ref": format!("#/components/headers/{name}") });
            ((*name).to_owned(), header)
        })
        .collect();
    let mut responses = json!({
        "200": {
            "description": description,
            "headers": named,
            "content": { "application/json": { "schema": schema } },
        },
    });
    for status in problems {
        responses[*status] = json!({ "$ref": format!("#/components/responses/{status}") });
    }
    json!({
        "get": {
            "operationId": id,
            "tags": [tag],
            "summary": summary,
            "description": description,
            "parameters": parameters.iter().map(|one| parameter(one)).collect::<Vec<_>>(),
            "responses": responses,
        },
    })
}

fn parameter(parameter: &Parameter) -> Value {
    let schema = match parameter.takes {
        Takes::Number { usual, limit } => {
            json!({ "type": "integer", "minimum": 0, "maximum": limit, "default": usual })
        }
        Takes::Text => json!({ "type": "string" }),
        Takes::Truth => json!({ "type": "boolean" }),
        Takes::Day => json!({ "type": "string", "format": "date" }),
        Takes::Values => json!({ "type": "array", "items": { "type": "string" } }),
        Takes::Choice(all) => json!({ "type": "string", "enum": all, "default": all[0] }),
    };
    let mut described = json!({
        "name": parameter.name,
        "in": "query",
        "description": parameter.description,
        "schema": schema,
    });
    if parameter.takes == Takes::Values {
        described["style"] = "form".into();
        described["explode"] = true.into();
    }
    described
}

fn headers() -> Value {
    let number = |what: &str| json!({ "description": what, "schema": { "type": "integer" } });
    let text = |what: &str| json!({ "description": what, "schema": { "type": "string" } });
    json!({
        "API-Version": text("The version of this API."),
        "Link": text("The pages around, by RFC 8288; at most 2,000 characters, else left out."),
        "Total-Count": number("How many entries there are in all."),
        "Total-Pages": number("How many pages they fill."),
        "Per-Page": number("How many entries a page has."),
        "Current-Page": number("The number of this page."),
    })
}

fn refused(description: &str) -> Value {
    json!({
        "description": description,
        "headers": { "API-Version": { "$ref": "#/components/headers/API-Version" } },
        "content": { "application/problem+json": { "schema": reference("ProblemJson") } },
    })
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

fn array(name: &str) -> Value {
    json!({ "type": "array", "items": reference(name) })
}

/// An object with these required and these other fields, and no more.
fn object(required: &[(&str, Value)], others: &[(&str, Value)]) -> Value {
    let all = required.iter().chain(others).cloned();
    let all: Map<String, Value> = all.map(|(name, form)| (name.to_owned(), form)).collect();
    let required: Vec<&str> = required.iter().map(|(name, _)| *name).collect();
    json!({
        "type": "object",
        "required": required,
        "properties": all,
        "additionalProperties": false,
    })
}

fn schemas() -> Value {
    let text = || json!({ "type": "string" });
    let uri = || json!({ "type": "string", "format": "uri" });
    let uuid = || json!({ "type": "string", "format": "uuid" });
    let moment = || json!({ "type": "string", "format": "date-time" });
    let number = || json!({ "type": "integer" });
    let truth = || json!({ "type": "boolean" });
    let texts = || json!({ "type": "array", "items": { "type": "string" } });
    let one_of = |values: &[&str]| json!({ "type": "string", "enum": values });
    let forks = ["TECHNICAL_FORK", "VARIANT_FORK", "GIT_FORK", "URL_MISTAKE"];
    let summary = [
        ("id", uuid()),
        ("url", uri()),
        ("name", text()),
        ("createdAt", moment()),
        ("lastCrawledAt", moment()),
        ("lastActivityAt", moment()),
        ("archived", truth()),
    ];
    let optional = [
        ("forkType", one_of(&forks)),
        ("organisation", reference("OrganisationSummary")),
        ("publicCodeUrl", uri()),
        ("shortDescription", text()),
    ];
    let mut detail = optional.to_vec();
    detail.push(("publicCode", reference("PublicCode")));
    detail.push(("longDescription", text()));
    json!({
        "OrganisationSummary": object(&[("uri", uri()), ("label", text())], &[]),
        "GitOrganisation": object(
            &[
                ("id", uuid()),
                ("organisation", reference("OrganisationSummary")),
                ("url", uri()),
            ],
            &[],
        ),
        "RepositorySummary": object(&summary, &optional),
        "RepositoryDetail": object(&summary, &detail),
        "PublicCode": public_code(),
        "Named": object(&[("name", text())], &[]),
        "FilterGroup": object(
            &[
                ("key", text()),
                ("label", text()),
                ("description", text()),
                ("type", one_of(&["toggle", "date", "multi-select", "single-select"])),
            ],
            &[
                ("value", json!({ "type": ["boolean", "string"] })),
                ("count", number()),
                ("options", array("FilterOption")),
            ],
        ),
        "FilterOption": object(
            &[
                ("value", text()),
                ("label", text()),
                ("description", json!({ "type": ["string", "null"] })),
                ("count", number()),
                ("selected", truth()),
            ],
            &[],
        ),
        "ProblemJson": object(
            &[("title", text()), ("status", number())],
            &[("errors", array("ProblemDetail"))],
        ),
        "ProblemDetail": object(
            &[
                ("in", one_of(&["body", "query", "path"])),
                ("location", text()),
                ("code", text()),
                ("detail", text()),
            ],
            &[],
        ),
        "Description": object(
            &[],
            &[
                ("shortDescription", text()),
                ("longDescription", text()),
                ("features", texts()),
            ],
        ),
    })
}

/// What a publiccode.yml says; what it does not say is left out.
fn public_code() -> Value {
    let text = || json!({ "type": "string" });
    let texts = || json!({ "type": "array", "items": { "type": "string" } });
    let named = || array("Named");
    let descriptions = json!({
        "type": "object",
        "additionalProperties": reference("Description"),
    });
    let contractor = object(
        &[],
        &[
            ("name", text()),
            ("until", json!({ "type": "string", "format": "date" })),
        ],
    );
    object(
        &[],
        &[
            ("publiccodeYmlVersion", text()),
            ("name", text()),
            ("url", text()),
            ("landingURL", text()),
            ("platforms", texts()),
            ("developmentStatus", text()),
            ("softwareType", text()),
            ("legal", object(&[], &[("license", text())])),
            ("description", descriptions),
            (
                "maintenance",
                object(
                    &[],
                    &[
                        ("type", text()),
                        (
                            "contractors",
                            json!({ "type": "array", "items": contractor }),
                        ),
                        ("contacts", named()),
                    ],
                ),
            ),
            (
                "localisation",
                object(
                    &[],
                    &[
                        ("localisationReady", json!({ "type": "boolean" })),
                        ("availableLanguages", texts()),
                    ],
                ),
            ),
            ("organisation", object(&[], &[("uri", text())])),
            (
                "dependsOn",
                object(
                    &[],
                    &[
                        ("open", named()),
                        ("proprietary", named()),
                        ("hardware", named()),
                    ],
                ),
            ),
            ("fundedBy", named()),
        ],
    )
}
