//! The types of the schema, read from its written form.

use std::collections::HashMap;

use async_graphql::Positioned;
use async_graphql::parser::parse_schema;
use async_graphql::parser::types::{
    BaseType, FieldDefinition, InputValueDefinition, Type, TypeKind, TypeSystemDefinition,
};

/// A type.
#[derive(Debug)]
pub(crate) struct Known {
    pub(crate) description: String,
    pub(crate) kind: Kind,
}

/// What kind of type.
#[derive(Debug)]
pub(crate) enum Kind {
    /// Fields with their types.
    Object(HashMap<String, Field>),
    /// Values with what they mean.
    Enum(Vec<(String, String)>),
    /// What an argument takes.
    Input(Vec<Argument>),
    Scalar,
}

/// A field of an object.
#[derive(Debug)]
pub(crate) struct Field {
    pub(crate) description: String,
    pub(crate) ty: Type,
    pub(crate) arguments: Vec<Argument>,
}

/// An argument, or a field of an input.
#[derive(Debug)]
pub(crate) struct Argument {
    pub(crate) name: String,
    pub(crate) description: String,
    pub(crate) ty: Type,
}

/// Every type by name.
#[derive(Debug, Default)]
pub(crate) struct Types(HashMap<String, Known>);

impl Types {
    /// Reads a schema; none of what it can't read.
    pub(crate) fn of(sdl: &str) -> Self {
        let Ok(document) = parse_schema(sdl) else {
            return Self::default();
        };
        let types = document.definitions.into_iter().filter_map(|definition| {
            let TypeSystemDefinition::Type(ty) = definition else {
                return None;
            };
            let ty = ty.node;
            let kind = match ty.kind {
                TypeKind::Object(object) => Kind::Object(fields(object.fields)),
                TypeKind::Interface(interface) => Kind::Object(fields(interface.fields)),
                TypeKind::Enum(declared) => Kind::Enum(
                    declared
                        .values
                        .into_iter()
                        .map(|value| {
                            (
                                value.node.value.node.to_string(),
                                text(value.node.description),
                            )
                        })
                        .collect(),
                ),
                TypeKind::InputObject(input) => Kind::Input(arguments(input.fields)),
                TypeKind::Scalar | TypeKind::Union(_) => Kind::Scalar,
            };
            let known = Known {
                description: text(ty.description),
                kind,
            };
            Some((ty.name.node.to_string(), known))
        });
        Self(types.collect())
    }

    /// The type of that name.
    pub(crate) fn get(&self, name: &str) -> Option<&Known> {
        self.0.get(name)
    }

    /// A field of an object.
    pub(crate) fn field(&self, ty: &str, field: &str) -> Option<&Field> {
        match &self.get(ty)?.kind {
            Kind::Object(fields) => fields.get(field),
            _ => None,
        }
    }
}

/// The name of a type, without lists around it.
pub(crate) fn name_of(ty: &Type) -> &str {
    match &ty.base {
        BaseType::Named(name) => name.as_str(),
        BaseType::List(inner) => name_of(inner),
    }
}

fn fields(fields: Vec<Positioned<FieldDefinition>>) -> HashMap<String, Field> {
    let fields = fields.into_iter().map(|field| {
        let field = field.node;
        let declared = Field {
            description: text(field.description),
            ty: field.ty.node,
            arguments: arguments(field.arguments),
        };
        (field.name.node.to_string(), declared)
    });
    fields.collect()
}

fn arguments(arguments: Vec<Positioned<InputValueDefinition>>) -> Vec<Argument> {
    let arguments = arguments.into_iter().map(|argument| Argument {
        name: argument.node.name.node.to_string(),
        description: text(argument.node.description),
        ty: argument.node.ty.node,
    });
    arguments.collect()
}

/// A description on one line.
fn text(description: Option<Positioned<String>>) -> String {
    let text = description.map(|text| text.node).unwrap_or_default();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
