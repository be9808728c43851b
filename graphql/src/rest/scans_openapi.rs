//! What the OpenAPI document says of scans.

use async_graphql::parser::parse_query;
use async_graphql::parser::types::{DocumentOperations, SelectionSet};
use bronwijzer_index::community::scan::{MOST_FINDINGS, MOST_VULNERABILITIES};
use serde_json::{Map, Value, json};

use super::openapi::{headers, object, reference, responses};
use super::scans::{ON_BEHALF_OF, SCHEMA_VERSION, SELECTION};
use super::types::Types;

/// The name of how a program says who it is.
const ACCESS_TOKEN: &str = "accessToken";

/// How a program says who it is.
pub(super) fn security_schemes() -> Value {
    json!({
        ACCESS_TOKEN: {
            "type": "http",
            "scheme": "bearer",
            "description": "An access token with the scope `scans`, from a member's own page.",
        },
    })
}

/// The addresses, with what they take and answer among the schemas.
pub(super) fn paths(types: &Types, schemas: &mut Map<String, Value>) -> [(String, Value); 2] {
    if let Some(selection) = selection() {
        let scan = object(&selection, "Scan", types, schemas);
        schemas.insert("Scan".to_owned(), scan);
    }
    schemas.insert("ScanList".to_owned(), list());
    schemas.insert("ScanSubmission".to_owned(), submission());
    schemas.insert("ScanReceipt".to_owned(), receipt());
    let problems = ["400", "404", "500", "503"];
    let of_one = json!({
        "parameters": [{
            "name": "id",
            "in": "path",
            "required": true,
            "description": "The identifier of the repository.",
            "schema": { "type": "string", "minLength": 1 },
        }],
        "get": {
            "operationId": "listScans",
            "tags": ["repositories"],
            "summary": "What programs of others found in the repository.",
            "description": "The newest scan of each source, the last first. Of each the 500 most \
                severe vulnerabilities and findings; the counts are of all.",
            "responses": responses("ScanList", "All of them.", &["API-Version", "ETag"], &problems),
        },
        "post": post("submitScan", "Hand in a scan of the repository."),
    });
    let of_any = json!({
        "post": post("submitScanOfAny", "Hand in a scan of the repository that it names."),
    });
    [
        ("/repositories/{id}/scans".to_owned(), of_one),
        ("/scans".to_owned(), of_any),
    ]
}

fn selection() -> Option<SelectionSet> {
    match parse_query(SELECTION).ok()?.operations {
        DocumentOperations::Single(operation) => Some(operation.node.selection_set.node),
        DocumentOperations::Multiple(_) => None,
    }
}

fn post(id: &str, what: &str) -> Value {
    let kept = |what: &str| {
        json!({
            "description": what,
            "headers": headers(&["API-Version"]),
            "content": { "application/json": { "schema": reference("ScanReceipt") } },
        })
    };
    let mut responses = json!({
        "200": kept("The same was handed in before; nothing changed."),
        "201": kept("It is kept, in the place of what the same source handed in before."),
    });
    for status in [
        "400", "401", "403", "404", "413", "422", "429", "500", "503",
    ] {
        responses[status] = json!({ "$ref": "#/components/responses/problem" });
    }
    json!({
        "operationId": id,
        "tags": ["repositories"],
        "summary": what,
        "description": "For a member who speaks for an organisation, with an access token that has \
            the scope `scans`. What a scan has beside what stands here is passed over.",
        "security": [{ ACCESS_TOKEN: [] }],
        "parameters": [{
            "name": ON_BEHALF_OF,
            "in": "query",
            "description": "The organisation for which it is handed in, by its slug. Without it \
                the owner of the repository where the member speaks for it, else the first that \
                they speak for.",
            "schema": { "type": "string", "pattern": "^[a-z0-9-]+$", "maxLength": 100 },
        }],
        "requestBody": {
            "required": true,
            "content": { "application/json": { "schema": reference("ScanSubmission") } },
        },
        "responses": responses,
    })
}

fn list() -> Value {
    json!({
        "type": "object",
        "required": ["total", "items", "links"],
        "properties": {
            "total": { "type": "integer", "minimum": 0 },
            "items": { "type": "array", "items": reference("Scan") },
            "links": {
                "type": "object",
                "required": ["self"],
                "properties": { "self": { "type": "string", "format": "uri-reference" } },
            },
        },
    })
}

fn submission() -> Value {
    let text = |limit: usize| json!({ "type": "string", "maxLength": limit });
    let name = json!({ "type": "string", "minLength": 1, "maxLength": 300 });
    let maybe = |kind: &str| json!({ "type": [kind, "null"] });
    let vulnerability = json!({
        "type": "object",
        "required": ["package_id", "id"],
        "properties": {
            "package_id": name,
            "id": name,
            "summary": maybe("string"),
            "severity": maybe("string"),
            "score": maybe("number"),
            "scoring_system": maybe("string"),
            "first_fixed_versions": { "type": ["array", "null"], "items": text(300) },
        },
    });
    let finding = json!({
        "type": "object",
        "required": ["rule"],
        "properties": {
            "rule": name,
            "severity": maybe("string"),
            "message": maybe("string"),
        },
    });
    json!({
        "type": "object",
        "required": ["schemaVersion", "scan"],
        "properties": {
            "schemaVersion": { "const": SCHEMA_VERSION },
            "repositoryId": {
                "type": ["string", "null"],
                "description": "The identifier of the repository; needed where the address has none.",
            },
            "scan": {
                "type": "object",
                "description": "What was found: `run.json` of the ORT runner.",
                "required": ["status", "repository", "revision"],
                "properties": {
                    "status": { "enum": ["completed", "incomplete", "failed"] },
                    "repository": {
                        "type": "string",
                        "description": "The web address of what was checked out.",
                    },
                    "revision": {
                        "type": "string",
                        "pattern": "^([0-9a-fA-F]{40}|[0-9a-fA-F]{64})?$",
                        "description": "The commit; empty only when the scan failed.",
                    },
                    "finished_at": { "type": ["string", "null"], "format": "date-time" },
                    "ort_image": maybe("string"),
                    "package_count": { "type": ["integer", "null"], "minimum": 0 },
                    "vulnerabilities": {
                        "type": ["array", "null"],
                        "maxItems": MOST_VULNERABILITIES,
                        "items": vulnerability,
                    },
                    "findings": {
                        "type": ["array", "null"],
                        "maxItems": MOST_FINDINGS,
                        "items": finding,
                    },
                },
            },
        },
    })
}

fn receipt() -> Value {
    json!({
        "type": "object",
        "required": [
            "repositoryId", "organisation", "receivedAt", "revision", "revisions",
            "vulnerabilities", "findings", "links",
        ],
        "properties": {
            "repositoryId": { "type": "string" },
            "organisation": { "type": "string", "description": "For which it was handed in." },
            "receivedAt": { "type": "string", "format": "date-time" },
            "revision": { "type": ["string", "null"] },
            "revisions": {
                "type": "integer",
                "description": "How many revisions this source checked.",
            },
            "vulnerabilities": { "type": ["integer", "null"] },
            "findings": { "type": ["integer", "null"] },
            "links": {
                "type": "object",
                "required": ["self"],
                "properties": { "self": { "type": "string", "format": "uri-reference" } },
            },
        },
    })
}
