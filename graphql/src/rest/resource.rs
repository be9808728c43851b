//! The table of resources, and the queries that answer for them.

use std::fmt::Write;

use async_graphql::parser::parse_query;
use async_graphql::parser::types::{BaseType, DocumentOperations, SelectionSet};
use bronwijzer_index::{JUDGEMENTS, JudgementRow};

use super::ROOT;
use super::parameters::Parameter;
use super::types::{Argument, Types, name_of};

/// What is given of figures over organisations.
macro_rules! body_figures {
    () => {
        include_str!("body_figures.graphql")
    };
}
const BODY_FIGURES: &str = body_figures!();

/// Something that is listed, and can be had one by one.
#[derive(Debug)]
pub(super) struct Declared {
    /// Its name in addresses, which is also the field of the schema that lists.
    name: &'static str,
    /// The field of the schema that gives one of them.
    item_field: &'static str,
    /// The argument by which one is asked for, and its type.
    item_argument: (&'static str, &'static str),
    /// Arguments of the list that are for who is signed in, which nobody is here.
    left_out: &'static [&'static str],
    /// What one is called, in titles.
    title: &'static str,
    /// What a list gives of each.
    in_list: &'static str,
    /// What is given of one.
    alone: &'static str,
}

/// Every resource.
pub(super) const RESOURCES: &[Declared] = &[
    Declared {
        name: "repositories",
        item_field: "repository",
        item_argument: ("id", "ID!"),
        left_out: &[],
        title: "Repository",
        in_list: include_str!("repository_in_list.graphql"),
        alone: include_str!("repository.graphql"),
    },
    Declared {
        name: "organisations",
        item_field: "organisation",
        item_argument: ("slug", "String!"),
        left_out: &[],
        title: "Organisation",
        in_list: include_str!("organisation_in_list.graphql"),
        alone: include_str!("organisation.graphql"),
    },
    Declared {
        name: "statements",
        item_field: "statement",
        item_argument: ("id", "ID!"),
        left_out: &["visibility"],
        title: "Statement",
        in_list: include_str!("statement_in_list.graphql"),
        alone: include_str!("statement.graphql"),
    },
];

/// Figures: one answer, of a day or a period.
#[derive(Debug)]
pub(super) struct DeclaredFigures {
    /// Its name in addresses.
    name: &'static str,
    /// The field of the schema that answers.
    field: &'static str,
    /// What the answer is called.
    title: &'static str,
    /// What is given.
    selection: &'static str,
}

/// All figures.
pub(super) const FIGURES: &[DeclaredFigures] = &[
    DeclaredFigures {
        name: "bodies",
        field: "bodies",
        title: "BodyFigures",
        selection: BODY_FIGURES,
    },
    DeclaredFigures {
        name: "bodies-by-type",
        field: "bodiesByType",
        title: "BodiesOfKind",
        selection: concat!("{ type bodies ", body_figures!(), "}"),
    },
    DeclaredFigures {
        name: "bodies-by-province",
        field: "bodiesByProvince",
        title: "BodiesOfProvince",
        selection: concat!(
            "{ province municipalities ",
            body_figures!(),
            "provinces ",
            body_figures!(),
            "waterBoards ",
            body_figures!(),
            "}"
        ),
    },
    DeclaredFigures {
        name: "body-history",
        field: "bodyHistory",
        title: "BodyHistory",
        selection: BODY_FIGURES,
    },
];

/// Figures with what the schema says of them.
pub(super) struct Figures {
    declared: &'static DeclaredFigures,
    /// What they are asked with.
    pub(super) parameters: Vec<Parameter>,
    pub(super) query: String,
    /// The type of the schema that the answer is, or each of it where it is a list.
    pub(super) type_name: String,
    pub(super) selection: SelectionSet,
    pub(super) is_list: bool,
    pub(super) description: String,
}

impl Figures {
    /// `None` when the schema does not have what is declared, which a test rules out.
    pub(super) fn new(declared: &'static DeclaredFigures, types: &Types) -> Option<Self> {
        let field = types.field("Query", declared.field)?;
        let (defined, given) = passed_on(&field.arguments);
        Some(Self {
            declared,
            parameters: Parameter::of(&field.arguments.iter(), types),
            query: format!(
                "query({defined}) {{ found: {}({given}) {} }}",
                declared.field, declared.selection
            ),
            type_name: name_of(&field.ty).to_owned(),
            selection: selection(declared.selection)?,
            is_list: matches!(field.ty.base, BaseType::List(_)),
            description: field.description.clone(),
        })
    }

    /// Their name in addresses.
    pub(super) fn name(&self) -> &'static str {
        self.declared.name
    }

    /// What the answer is called.
    pub(super) fn title(&self) -> &'static str {
        self.declared.title
    }

    /// Where they are.
    pub(super) fn address(&self) -> String {
        format!("{ROOT}/{}", self.name())
    }
}

/// The arguments of a field as variables of a query, and as it is given them.
fn passed_on<'a>(arguments: impl IntoIterator<Item = &'a Argument>) -> (String, String) {
    let (mut defined, mut given) = (String::new(), String::new());
    for argument in arguments {
        let _ = write!(defined, "${}: {} ", argument.name, argument.ty);
        let _ = write!(given, "{0}: ${0} ", argument.name);
    }
    (defined, given)
}

/// A resource with what the schema says of it.
pub(super) struct Resource {
    declared: &'static Declared,
    /// What the list takes.
    pub(super) parameters: Vec<Parameter>,
    pub(super) list_query: String,
    pub(super) item_query: String,
    /// The type of the schema that its items are of.
    pub(super) type_name: String,
    pub(super) in_list: SelectionSet,
    pub(super) alone: SelectionSet,
    /// What the schema says of the list, and of one.
    pub(super) descriptions: (String, String),
    /// What the schema says of the identifier.
    pub(super) id_description: String,
}

impl Resource {
    /// `None` when the schema does not have what is declared, which a test rules
    /// out.
    pub(super) fn new(declared: &'static Declared, types: &Types) -> Option<Self> {
        let list = types.field("Query", declared.name)?;
        let item = types.field("Query", declared.item_field)?;
        let is_given = |argument: &&Argument| !declared.left_out.contains(&argument.name.as_str());
        let arguments = || list.arguments.iter().filter(is_given);
        let (defined, given) = passed_on(arguments());
        let (id, id_type) = declared.item_argument;
        let in_list = with_judgements(declared.in_list, "verdict");
        let reasons = "verdict reasons { rule facts { name value } }";
        let alone = with_judgements(declared.alone, reasons);
        let id_argument = item.arguments.iter().find(|argument| argument.name == id)?;
        Some(Self {
            declared,
            parameters: Parameter::of(&arguments(), types),
            list_query: format!(
                "query({defined}) {{ found: {}({given}) {{ total pageInfo {{ endCursor hasNextPage }} nodes {} }} }}",
                declared.name, in_list
            ),
            item_query: format!(
                "query($id: {id_type}) {{ found: {}({id}: $id) {} }}",
                declared.item_field, alone
            ),
            type_name: name_of(&item.ty).to_owned(),
            in_list: selection(&in_list)?,
            alone: selection(&alone)?,
            descriptions: (list.description.clone(), item.description.clone()),
            id_description: id_argument.description.clone(),
        })
    }

    /// Its name in addresses.
    pub(super) fn name(&self) -> &'static str {
        self.declared.name
    }

    /// What one of them is called.
    pub(super) fn title(&self) -> &'static str {
        self.declared.title
    }

    /// Where the list is.
    pub(super) fn address(&self) -> String {
        format!("{ROOT}/{}", self.name())
    }
}

/// The selection with every judgement of the index's table in the place of a line, each
/// with what is asked `below` it.
fn with_judgements(selection: &str, below: &str) -> String {
    let fields = JUDGEMENTS.iter().map(JudgementRow::field);
    let fields: String = fields
        .map(|field| format!("  {field} {{ {below} }}\n"))
        .collect();
    selection.replace("  # judgements\n", &fields)
}

fn selection(text: &str) -> Option<SelectionSet> {
    match parse_query(text).ok()?.operations {
        DocumentOperations::Single(operation) => Some(operation.node.selection_set.node),
        DocumentOperations::Multiple(_) => None,
    }
}
