//! The OpenAPI document, made from the schema's types: version 3.1, whose types
//! are those of JSON Schema.

use async_graphql::parser::types::{BaseType, Selection, SelectionSet, Type};
use serde_json::{Map, Value, json};

use super::parameters::Parameter;
use super::resource::{Figures, Resource};
use super::scans_openapi;
use super::types::{Kind, Types, name_of};
use super::{ROOT, VERSION, publiccode};
use crate::operator::Operator;

const DESCRIPTION: &str = "The open source catalogue and community index of the Dutch government: \
    what government code exists, who owns it, whether it is maintained, and whether it may be \
    reused. Anybody can read it, and scans of repositories can be handed in. The same and more can \
    be asked by GraphQL at `/graphql`.";

/// Writes the document.
pub(super) fn document(
    resources: &[Resource],
    figures: &[Figures],
    types: &Types,
    operator: &Operator,
) -> Value {
    let mut paths = Map::new();
    let mut schemas = Map::new();
    for resource in resources {
        paths.insert(format!("/{}", resource.name()), list(resource));
        paths.insert(format!("/{}/{{id}}", resource.name()), item(resource));
        let title = resource.title();
        let mut of =
            |selection: &SelectionSet| object(selection, &resource.type_name, types, &mut schemas);
        let (in_list, alone) = (of(&resource.in_list), of(&resource.alone));
        schemas.insert(format!("{title}InList"), in_list);
        schemas.insert(title.to_owned(), alone);
        schemas.insert(format!("{title}List"), page(title));
        for parameter in &resource.parameters {
            value(&parameter.ty, types, &mut schemas);
        }
    }
    for figures in figures {
        paths.insert(format!("/{}", figures.name()), answer(figures));
        let form = object(&figures.selection, &figures.type_name, types, &mut schemas);
        let form = if figures.is_list {
            let items = json!({ "type": "array", "items": form });
            json!({ "type": "object", "required": ["items"], "properties": { "items": items } })
        } else {
            form
        };
        schemas.insert(figures.title().to_owned(), form);
        for parameter in &figures.parameters {
            value(&parameter.ty, types, &mut schemas);
        }
    }
    paths.extend(scans_openapi::paths(types, &mut schemas));
    schemas.insert("Problem".to_owned(), problem());
    paths.insert(publiccode::DESCRIBED_PATH.to_owned(), publiccode_text());
    paths.insert(
        "/openapi.json".to_owned(),
        about("getOpenapi", "This document."),
    );
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Bronwijzer",
            "summary": "What code the Dutch government publishes",
            "description": DESCRIPTION,
            "version": VERSION,
            "contact": contact(operator),
            "license": { "name": "EUPL-1.2", "identifier": "EUPL-1.2" },
        },
        "servers": [{ "url": ROOT }],
        "tags": tags(resources, types),
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": scans_openapi::security_schemes(),
            "headers": {
                "API-Version": {
                    "description": "The version of this API.",
                    "schema": { "type": "string", "examples": [VERSION] },
                },
                "Link": {
                    "description": "The next page, by RFC 8288; not on the last page.",
                    "schema": { "type": "string" },
                },
                "ETag": {
                    "description": "Send it as If-None-Match to hear whether anything changed.",
                    "schema": { "type": "string" },
                },
            },
            "responses": {
                "problem": {
                    "description": "Why there is no answer, and what to do about it.",
                    "headers": headers(&["API-Version"]),
                    "content": { "application/problem+json": { "schema": reference("Problem") } },
                },
            },
        },
    })
}

/// Whom to ask, as far as those who run the catalogue say: by /core/doc-openapi-contact
/// of the API Design Rules a name, a page and an e-mail address.
pub(crate) fn contact(operator: &Operator) -> Value {
    let publisher = operator.publisher.as_ref();
    let mut contact =
        json!({ "name": publisher.map_or("Bronwijzer", |organisation| &organisation.name) });
    if let Some(url) = &operator.contact_url {
        contact["url"] = url.as_str().into();
    }
    if let Some(email) = &operator.contact_email {
        contact["email"] = email.as_str().into();
    }
    contact
}

fn tags(resources: &[Resource], types: &Types) -> Vec<Value> {
    let resources = resources.iter().map(|resource| {
        let known = types.get(&resource.type_name);
        let description = known.map_or("", |known| known.description.as_str());
        json!({ "name": resource.name(), "description": description })
    });
    let figures = json!({
        "name": "figures",
        "description": "How many organisations publish, now and on days that were.",
    });
    let api = json!({ "name": "api", "description": "The API itself." });
    resources.chain([figures, api]).collect()
}

pub(super) fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

pub(super) fn headers(names: &[&str]) -> Value {
    let headers = names.iter().map(|name| {
        let header = json!({ "$ref": format!("#/components/headers/{name}") });
        ((*name).to_owned(), header)
    });
    Value::Object(headers.collect())
}

pub(super) fn responses(schema: &str, what: &str, names: &[&str], problems: &[&str]) -> Value {
    let mut all = json!({
        "200": {
            "description": what,
            "headers": headers(names),
            "content": { "application/json": { "schema": reference(schema) } },
        },
        "304": {
            "description": "Nothing changed since the answer with this ETag.",
            "headers": headers(&["API-Version", "ETag"]),
        },
    });
    for status in problems {
        all[status] = json!({ "$ref": "#/components/responses/problem" });
    }
    all
}

fn list(resource: &Resource) -> Value {
    let schema = format!("{}List", resource.title());
    let names = ["API-Version", "ETag", "Link"];
    json!({
        "get": {
            "operationId": format!("list{}", capital(resource.name())),
            "tags": [resource.name()],
            "summary": resource.descriptions.0,
            "description": "A parameter that takes several values may be given several times: any \
                of the values, unless it says otherwise. Between parameters: all of them.",
            "parameters": given_parameters(&resource.parameters),
            "responses": responses(&schema, "A page of them.", &names, &["400", "410", "500", "503"]),
        },
    })
}

/// The parameters of a list or of figures.
fn given_parameters(parameters: &[Parameter]) -> Vec<Value> {
    let shown = parameters.iter().map(|parameter| {
        let mut shown = json!({
            "name": parameter.name,
            "in": "query",
            "description": parameter.description,
            "schema": plain(&given(&parameter.ty)),
        });
        if parameter.is_list() {
            shown["style"] = "form".into();
            shown["explode"] = true.into();
        }
        if parameter.name == "first" {
            shown["schema"] =
                json!({ "type": "integer", "minimum": 1, "maximum": 100, "default": 20 });
        }
        shown
    });
    shown.collect()
}

/// The answer of figures.
fn answer(figures: &Figures) -> Value {
    let names = ["API-Version", "ETag"];
    json!({
        "get": {
            "operationId": format!("get{}", figures.title()),
            "tags": ["figures"],
            "summary": figures.description,
            "description": "Each answer tells the day that it holds for; there is none for a day of \
                which no figures are kept.",
            "parameters": given_parameters(&figures.parameters),
            "responses": responses(figures.title(), "The figures.", &names, &["400", "404", "500", "503"]),
        },
    })
}

fn item(resource: &Resource) -> Value {
    let names = ["API-Version", "ETag"];
    json!({
        "get": {
            "operationId": format!("get{}", resource.title()),
            "tags": [resource.name()],
            "summary": resource.descriptions.1,
            "description": "More than the list gives of each, with the reasons for each verdict.",
            "parameters": [{
                "name": "id",
                "in": "path",
                "required": true,
                "description": resource.id_description,
                "schema": { "type": "string", "minLength": 1 },
            }],
            "responses": responses(resource.title(), "It is there.", &names, &["400", "404", "500", "503"]),
        },
    })
}

/// The publiccode.yml of a repository.
fn publiccode_text() -> Value {
    let mut responses = responses(
        "Problem",
        "The text, as the owner wrote it.",
        &["API-Version", "ETag"],
        &["400", "404", "500", "503"],
    );
    responses["200"]["content"] =
        json!({ publiccode::MEDIA_TYPE: { "schema": { "type": "string" } } });
    json!({
        "get": {
            "operationId": "getPubliccode",
            "tags": ["repositories"],
            "summary": "The publiccode.yml of a repository.",
            "description": "The file as it was last read; `publiccodeVerdict` tells whether it \
                keeps to the standard.",
            "parameters": [{
                "name": "id",
                "in": "path",
                "required": true,
                "description": "Global identifier.",
                "schema": { "type": "string", "minLength": 1 },
            }],
            "responses": responses,
        },
    })
}

/// An answer about the API itself.
fn about(id: &str, what: &str) -> Value {
    json!({
        "get": {
            "operationId": id,
            "tags": ["api"],
            "summary": what,
            "description": "Made from the schema of GraphQL, so it tells of every parameter.",
            "responses": {
                "200": {
                    "description": what,
                    "headers": headers(&["API-Version"]),
                    "content": { "application/json": { "schema": { "type": "object" } } },
                },
            },
        },
    })
}

/// What a parameter takes when it is given: never null.
fn given(ty: &Type) -> Type {
    Type {
        nullable: false,
        ..ty.clone()
    }
}

fn capital(name: &str) -> String {
    let mut letters = name.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}

fn page(title: &str) -> Value {
    json!({
        "type": "object",
        "required": ["total", "items", "links"],
        "properties": {
            "total": { "type": "integer", "minimum": 0, "description": "How many there are in all." },
            "items": { "type": "array", "items": reference(&format!("{title}InList")) },
            "links": {
                "type": "object",
                "required": ["self"],
                "properties": {
                    "self": { "type": "string", "format": "uri-reference" },
                    "next": {
                        "type": "string",
                        "format": "uri-reference",
                        "description": "The next page; not on the last one.",
                    },
                },
            },
        },
    })
}

fn problem() -> Value {
    json!({
        "type": "object",
        "description": "A problem, by RFC 9457.",
        "required": ["type", "title", "status", "detail"],
        "properties": {
            "type": {
                "type": "string",
                "format": "uri-reference",
                "description": "The code that GraphQL gives for it, as a URN.",
            },
            "title": { "type": "string" },
            "status": { "type": "integer", "minimum": 400, "maximum": 599 },
            "detail": { "type": "string", "description": "What is wrong, and what to do about it." },
        },
    })
}

/// An object with the fields that are selected; everything is there, if only as
/// null, but for what only one of several types has. Fields have the name that the selection
/// gives them.
pub(crate) fn object(
    selection: &SelectionSet,
    ty: &str,
    types: &Types,
    schemas: &mut Map<String, Value>,
) -> Value {
    let (mut properties, mut required) = (Map::new(), Vec::new());
    for selected in &selection.items {
        let selected = match &selected.node {
            Selection::Field(selected) => selected,
            // What one of several types has is there for that type alone.
            Selection::InlineFragment(fragment) => {
                if let Some(condition) = &fragment.node.type_condition {
                    let of_type = condition.node.on.node.as_str();
                    let inner = &fragment.node.selection_set.node;
                    if let Value::Object(mut form) = object(inner, of_type, types, schemas)
                        && let Some(Value::Object(form)) = form.remove("properties")
                    {
                        properties.extend(form);
                    }
                }
                continue;
            }
            Selection::FragmentSpread(_) => continue,
        };
        let Some(field) = types.field(ty, selected.node.name.node.as_str()) else {
            continue;
        };
        let inner = &selected.node.selection_set.node;
        let mut schema = if inner.items.is_empty() {
            value(&field.ty, types, schemas)
        } else {
            let of_one = object(inner, name_of(&field.ty), types, schemas);
            wrap(&field.ty, &of_one)
        };
        describe(&mut schema, &field.description);
        let name = selected.node.response_key().node.to_string();
        properties.insert(name.clone(), schema);
        required.push(name);
    }
    json!({ "type": "object", "required": required, "properties": properties })
}

fn describe(schema: &mut Value, description: &str) {
    if !description.is_empty() {
        schema["description"] = description.into();
    }
}

/// A scalar or an enum; enums become schemas of their own.
fn value(ty: &Type, types: &Types, schemas: &mut Map<String, Value>) -> Value {
    let name = name_of(ty);
    if let Some(known) = types.get(name)
        && let Kind::Enum(values) = &known.kind
    {
        let meanings = values
            .iter()
            .map(|(value, meaning)| format!("- `{value}`: {meaning}"));
        let meanings: Vec<String> = meanings.collect();
        let names: Vec<&String> = values.iter().map(|(value, _)| value).collect();
        schemas.insert(
            name.to_owned(),
            json!({
                "type": "string",
                "enum": names,
                "description": format!("{}\n\n{}", known.description, meanings.join("\n")),
            }),
        );
    }
    plain(ty)
}

/// The form of a type, with references to enums.
fn plain(ty: &Type) -> Value {
    let scalar = match name_of(ty) {
        "String" | "ID" => json!({ "type": "string" }),
        "Int" => json!({ "type": "integer" }),
        "Float" => json!({ "type": "number" }),
        "Boolean" => json!({ "type": "boolean" }),
        "DateTime" => json!({ "type": "string", "format": "date-time" }),
        "UUID" => json!({ "type": "string", "format": "uuid" }),
        "NaiveDate" => json!({ "type": "string", "format": "date" }),
        name => reference(name),
    };
    wrap(ty, &scalar)
}

/// Puts lists and null around the form of what is in them.
fn wrap(ty: &Type, inner: &Value) -> Value {
    let form = match &ty.base {
        BaseType::Named(_) => inner.clone(),
        BaseType::List(of) => json!({ "type": "array", "items": wrap(of, inner) }),
    };
    if !ty.nullable {
        return form;
    }
    match form.get("type").and_then(Value::as_str) {
        Some(kind) => {
            let mut form = form.clone();
            form["type"] = json!([kind, "null"]);
            form
        }
        None => json!({ "anyOf": [form, { "type": "null" }] }),
    }
}
