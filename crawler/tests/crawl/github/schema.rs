//! The queries against GitHub's own schema, where it is on this machine.

use apollo_compiler::{ExecutableDocument, Schema};
use bronwijzer_crawler::forge::GitHub;

use crate::support::shared;

#[test]
fn every_query_is_valid_in_githubs_schema() {
    let Some(path) = shared("forge/github.graphql") else {
        return;
    };
    let text = std::fs::read_to_string(path).unwrap();
    let schema = Schema::parse_and_validate(text, "github.graphql")
        .unwrap_or_else(|invalid| panic!("{}", invalid.errors));
    for (name, document) in GitHub::documents() {
        if let Err(invalid) = ExecutableDocument::parse_and_validate(&schema, document, name) {
            panic!("{name}: {}", invalid.errors);
        }
    }
}

/// The double must not be more lenient than GitHub: what it offers, GitHub
/// offers too, in the same form.
#[test]
fn stand_in_schema_is_a_subset_of_githubs() {
    let Some(path) = shared("forge/github.graphql") else {
        return;
    };
    let text = std::fs::read_to_string(path).unwrap();
    let github = Schema::parse_and_validate(text, "github.graphql")
        .unwrap_or_else(|invalid| panic!("{}", invalid.errors));
    let double = Schema::parse_and_validate(bronwijzer_double::github::sdl(), "double.graphql")
        .unwrap_or_else(|invalid| panic!("{}", invalid.errors));
    let mut differences = Vec::new();
    for (name, ours) in &double.types {
        if ours.is_built_in() || ours.is_input_object() || ours.is_enum() || ours.is_scalar() {
            continue;
        }
        if !github.types.contains_key(name) {
            differences.push(format!("{name} is no type of GitHub's"));
            continue;
        }
        let fields: Vec<_> = match ours {
            apollo_compiler::schema::ExtendedType::Object(object) => {
                object.fields.values().collect()
            }
            apollo_compiler::schema::ExtendedType::Interface(interface) => {
                interface.fields.values().collect()
            }
            _ => continue,
        };
        for field in fields {
            match github.type_field(name, &field.name) {
                Err(_) => differences.push(format!("{name}.{} does not exist", field.name)),
                Ok(published) => {
                    if published.ty.to_string() != field.ty.to_string() {
                        differences.push(format!(
                            "{name}.{} is {} and not {}",
                            field.name, published.ty, field.ty
                        ));
                    }
                    for argument in &field.arguments {
                        let matching = published
                            .argument_by_name(&argument.name)
                            .is_some_and(|published| published.ty == argument.ty);
                        if !matching {
                            differences.push(format!("{name}.{}({}:)", field.name, argument.name));
                        }
                    }
                }
            }
        }
    }
    assert!(differences.is_empty(), "{differences:#?}");
}
