//! The OpenAPI document of what is served here.

use serde_json::{Map, Value, json};

use super::ROOT;
use super::parameters::WITHOUT_FILE;

/// The version of the contract that is kept.
const VERSION: &str = "1.0.0";

/// A list or a thing that can be had.
struct Operation {
    path: &'static str,
    id: &'static str,
    summary: &'static str,
    /// What of the path is chosen, if anything.
    chosen: Option<(&'static str, &'static str)>,
    /// The parameters, by their names in [`parameter`].
    parameters: &'static [&'static str],
    answer: Answer,
}

/// The form of an answer, by the name of its schema.
enum Answer {
    Nothing,
    One(&'static str),
    List(&'static str),
}

const SOFTWARE_ID: Option<(&str, &str)> = Some(("softwareId", "The UUID of the software."));
const PUBLISHER_ID: Option<(&str, &str)> = Some((
    "publisherId",
    "The UUID of the publisher, or its URI of TOOI.",
));
const CATALOG_ID: Option<(&str, &str)> = Some((
    "catalogId",
    "The UUID of the catalogue, or `\u{2205}`, which is the one that there is.",
));
const LOG_ID: Option<(&str, &str)> = Some(("logId", "The UUID of the log."));

const PAGE: &[&str] = &["page[size]", "page[before]", "page[after]"];
const PERIOD: &[&str] = &["from", "to", "page[size]", "page[before]", "page[after]"];
const LOGS: &[&str] = &[
    "search",
    "from",
    "to",
    "page[size]",
    "page[before]",
    "page[after]",
];
const SOFTWARE: &[&str] = &[
    "url",
    "all",
    WITHOUT_FILE,
    "from",
    "to",
    "page[size]",
    "page[before]",
    "page[after]",
];

/// Everything that is served.
const OPERATIONS: &[Operation] = &[
    Operation {
        path: "/status",
        id: "showStatus",
        summary: "Tells that the API answers.",
        chosen: None,
        parameters: &[],
        answer: Answer::Nothing,
    },
    Operation {
        path: "/software",
        id: "listSoftware",
        summary: "Repositories with a publiccode.yml, those that were seen first first.",
        chosen: None,
        parameters: SOFTWARE,
        answer: Answer::List("Software"),
    },
    Operation {
        path: "/software/{softwareId}",
        id: "showSoftware",
        summary: "One repository, with or without a publiccode.yml.",
        chosen: SOFTWARE_ID,
        parameters: &[],
        answer: Answer::One("Software"),
    },
    Operation {
        path: "/software/{softwareId}/analysis",
        id: "showSoftwareAnalysis",
        summary: "The verdicts on a repository, with the rules that held.",
        chosen: SOFTWARE_ID,
        parameters: &[],
        answer: Answer::One("Analysis"),
    },
    Operation {
        path: "/software/{softwareId}/logs",
        id: "listSoftwareLogs",
        summary: "What the last check of the repository's publiccode.yml found.",
        chosen: SOFTWARE_ID,
        parameters: PERIOD,
        answer: Answer::List("Log"),
    },
    Operation {
        path: "/publishers",
        id: "listPublishers",
        summary: "Organisations that an account on a forge is known of.",
        chosen: None,
        parameters: PERIOD,
        answer: Answer::List("Publisher"),
    },
    Operation {
        path: "/publishers/{publisherId}",
        id: "showPublisher",
        summary: "One organisation.",
        chosen: PUBLISHER_ID,
        parameters: &[],
        answer: Answer::One("Publisher"),
    },
    Operation {
        path: "/catalogs",
        id: "listCatalogs",
        summary: "The catalogues: this one, which everything is in.",
        chosen: None,
        parameters: PAGE,
        answer: Answer::List("Catalog"),
    },
    Operation {
        path: "/catalogs/{catalogId}",
        id: "showCatalog",
        summary: "The catalogue.",
        chosen: CATALOG_ID,
        parameters: &[],
        answer: Answer::One("Catalog"),
    },
    Operation {
        path: "/catalogs/{catalogId}/analysis",
        id: "showCatalogAnalysis",
        summary: "What the catalogue holds.",
        chosen: CATALOG_ID,
        parameters: &[],
        answer: Answer::One("Analysis"),
    },
    Operation {
        path: "/catalogs/{catalogId}/software",
        id: "listCatalogSoftware",
        summary: "The same list as `/software`.",
        chosen: CATALOG_ID,
        parameters: SOFTWARE,
        answer: Answer::List("Software"),
    },
    Operation {
        path: "/catalogs/{catalogId}/publishers",
        id: "listCatalogPublishers",
        summary: "The same list as `/publishers`.",
        chosen: CATALOG_ID,
        parameters: PERIOD,
        answer: Answer::List("Publisher"),
    },
    Operation {
        path: "/catalogs/{catalogId}/logs",
        id: "listCatalogLogs",
        summary: "The same list as `/logs`.",
        chosen: CATALOG_ID,
        parameters: LOGS,
        answer: Answer::List("Log"),
    },
    Operation {
        path: "/logs",
        id: "listLogs",
        summary: "What the last check of each publiccode.yml found, the newest first.",
        chosen: None,
        parameters: LOGS,
        answer: Answer::List("Log"),
    },
    Operation {
        path: "/logs/{logId}",
        id: "showLog",
        summary: "One log.",
        chosen: LOG_ID,
        parameters: &[],
        answer: Answer::One("Log"),
    },
];

/// The document.
pub(super) fn document() -> Value {
    let paths = OPERATIONS.iter().map(|operation| {
        let path = operation.path.to_owned();
        (path, json!({ "get": operation.described() }))
    });
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Open Catalog API of Bronwijzer",
            "version": VERSION,
            "description": "The open source catalogue of the Dutch government, by the contract of \
                https://github.com/publiccodeyml/open-catalog-api. It is read-only. A parameter \
                that is not known, or is empty, is passed over.",
        },
        "servers": [{ "url": ROOT }],
        "paths": paths.collect::<Map<String, Value>>(),
        "components": { "schemas": schemas() },
    })
}

impl Operation {
    fn described(&self) -> Value {
        let chosen = self.chosen.map(|(name, description)| {
            json!({
                "name": name,
                "in": "path",
                "required": true,
                "description": description,
                "schema": { "type": "string", "minLength": 1 },
            })
        });
        let parameters = self.parameters.iter().map(|name| parameter(name));
        let parameters: Vec<Value> = chosen.into_iter().chain(parameters).collect();
        let mut responses = Map::new();
        let (status, answer) = match self.answer {
            Answer::Nothing => ("204", json!({ "description": "It does." })),
            Answer::One(schema) => ("200", content("What was asked for.", &reference(schema))),
            Answer::List(schema) => ("200", content("A page.", &list_of(schema))),
        };
        responses.insert(status.to_owned(), answer);
        let problems = [
            ("404", "There is no such thing.", self.chosen.is_some()),
            (
                "422",
                "A parameter can't be used.",
                !self.parameters.is_empty(),
            ),
            (
                "503",
                "The server is busy, or the answer took too long.",
                true,
            ),
        ];
        for (status, description, _) in problems.into_iter().filter(|(_, _, has)| *has) {
            responses.insert(
                status.to_owned(),
                json!({
                    "description": description,
                    "content": { "application/problem+json": { "schema": reference("Problem") } },
                }),
            );
        }
        json!({
            "operationId": self.id,
            "summary": self.summary,
            "parameters": parameters,
            "responses": responses,
        })
    }
}

fn reference(schema: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{schema}") })
}

fn content(description: &str, schema: &Value) -> Value {
    json!({
        "description": description,
        "content": { "application/json": { "schema": schema } },
    })
}

fn list_of(schema: &str) -> Value {
    json!({
        "type": "object",
        "required": ["data", "links"],
        "additionalProperties": false,
        "properties": {
            "data": { "type": "array", "maxItems": 100, "items": reference(schema) },
            "links": reference("Links"),
        },
    })
}

fn parameter(name: &str) -> Value {
    let moment = json!({ "type": "string", "format": "date-time" });
    let cursor = json!({ "type": "string", "minLength": 1, "maxLength": 255 });
    let (description, schema) = match name {
        "url" => (
            "Only the software at this address, now or before, in any spelling.",
            json!({ "type": "string", "minLength": 1 }),
        ),
        "all" => (
            "Also what the forge switched off, and what has no commits.",
            json!({ "type": "boolean", "default": false }),
        ),
        WITHOUT_FILE => (
            "Also what has no publiccode.yml; the text is empty then. No parameter of the contract.",
            json!({ "type": "boolean", "default": false }),
        ),
        "search" => (
            "Only logs with this in their message; capitals make no difference.",
            json!({ "type": "string", "maxLength": 255 }),
        ),
        "from" => ("Only what was made after this moment.", moment),
        "to" => ("Only what was made before this moment.", moment),
        "page[size]" => (
            "How many entries to give; more than 100 gives 100.",
            json!({ "type": "integer", "minimum": 1, "maximum": 100, "default": 25 }),
        ),
        "page[before]" => ("What `links.prev` of another page has.", cursor),
        _ => ("What `links.next` of another page has.", cursor),
    };
    json!({ "name": name, "in": "query", "description": description, "schema": schema })
}

fn schemas() -> Value {
    let id =
        json!({ "type": "string", "format": "uuid", "description": "A UUID that stays the same." });
    let created = json!({ "type": "string", "format": "date-time", "description": "When the catalogue first saw it." });
    let updated = json!({ "type": "string", "format": "date-time", "description": "When it was last looked at." });
    let address = json!({ "type": "string", "format": "uri" });
    let link = json!({ "type": ["string", "null"], "pattern": "^\\?" });
    json!({
        "Software": object(&["id", "url", "publiccodeYml", "createdAt", "updatedAt"], json!({
            "id": id,
            "url": address,
            "aliases": { "type": "array", "items": address, "description": "Addresses that it had before, oldest first." },
            "publiccodeYml": { "type": "string", "description": "The text of publiccode.yml as the owner wrote it; empty where there is none." },
            "active": { "type": "boolean", "description": "Whether the forge has it switched on and it has commits." },
            "vitality": { "type": ["string", "null"], "description": "The points of the vitality index of each of the last 60 days, today first, with commas between them; null where a part of it is not known.", "pattern": "^[0-9]+(,[0-9]+)*$" },
            "createdAt": created,
            "updatedAt": updated,
        })),
        "Publisher": object(&["id", "description", "codeHosting", "createdAt", "updatedAt"], json!({
            "id": id,
            "alternativeId": { "type": "string", "format": "uri", "description": "The URI in the TOOI register of Dutch government organisations." },
            "description": { "type": "string", "description": "The official name." },
            "email": { "type": "string", "format": "email", "description": "Whom to ask about its code." },
            "codeHosting": {
                "type": "array",
                "minItems": 1,
                "items": object(&["url", "createdAt", "updatedAt"], json!({
                    "url": address,
                    "group": { "type": "boolean", "description": "Whether it is an account, and not a single repository." },
                    "createdAt": created,
                    "updatedAt": updated,
                })),
            },
            "active": { "type": "boolean" },
            "createdAt": { "type": "string", "format": "date-time", "description": "When the catalogue first saw a repository of it; 1970-01-01 where it has seen none." },
            "updatedAt": { "type": "string", "format": "date-time" },
        })),
        "Catalog": object(&["id", "name", "sources", "createdAt", "updatedAt"], json!({
            "id": id,
            "name": { "type": "string" },
            "alternativeId": { "type": "string" },
            "active": { "type": "boolean" },
            "scopes": { "type": "array", "items": { "type": "string" } },
            "sources": { "type": "array", "maxItems": 0, "description": "The root catalogue has none." },
            "createdAt": created,
            "updatedAt": updated,
        })),
        "Log": object(&["id", "message", "createdAt", "updatedAt"], json!({
            "id": id,
            "message": { "type": "string", "maxLength": 2048, "description": "`[OWNER/NAME] GOOD publiccode.yml`, or BAD with a line for each finding." },
            "entity": { "type": "string", "description": "The software that it is about, as a path below the address of the API." },
            "createdAt": { "type": "string", "format": "date-time", "description": "When the file was last read." },
            "updatedAt": { "type": "string", "format": "date-time" },
        })),
        "Analysis": {
            "type": "object",
            "description": "Namespaces, each by the name of who made it.",
            "additionalProperties": {
                "type": "object",
                "required": ["v"],
                "properties": {
                    "v": { "type": "integer", "minimum": 1, "description": "The version of the namespace's form." },
                    "t": { "type": "string", "format": "date-time", "description": "When it held." },
                },
            },
        },
        "Links": object(&["prev", "next"], json!({ "prev": link, "next": link })),
        "Problem": object(&["title", "detail", "status"], json!({
            "title": { "type": "string" },
            "detail": { "type": "string" },
            "status": { "type": "integer", "minimum": 400, "maximum": 599 },
        })),
    })
}

fn object(required: &[&str], properties: Value) -> Value {
    let mut object = json!({
        "type": "object",
        "required": required,
        "additionalProperties": false,
    });
    object["properties"] = properties;
    object
}
