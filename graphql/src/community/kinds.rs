//! The table of what can be said, for who makes a form of it.

use async_graphql::{Enum, Object, SimpleObject};
use bronwijzer_index::community::kinds::{
    ClosedBy, Field, FieldRow, FieldType, KINDS, KindRow, StatementKind, SubjectKind,
};
use bronwijzer_index::community::member::Role;
use bronwijzer_index::community::statement::LONGEST_TEXT;

pub(crate) struct StatementKindInfo(&'static KindRow);

/// Every kind, in the order of the table.
pub(crate) fn all() -> Vec<StatementKindInfo> {
    KINDS.iter().map(StatementKindInfo).collect()
}

/// A kind of statement: what it has, who may make it, and what ends it.
#[Object]
impl StatementKindInfo {
    /// Which.
    async fn kind(&self) -> StatementKind {
        self.0.kind
    }

    /// What it can be about.
    async fn subjects(&self) -> &[SubjectKind] {
        self.0.subjects
    }

    /// Its fields, in the order of a form.
    async fn fields(&self) -> Vec<StatementFieldInfo> {
        self.0.fields.iter().map(Into::into).collect()
    }

    /// Whether the text has to be filled in.
    async fn needs_text(&self) -> bool {
        self.0.needs_text
    }

    /// How many characters the text may have.
    async fn longest_text(&self) -> usize {
        LONGEST_TEXT
    }

    /// Who may make it: one of these is enough.
    async fn made_by(&self) -> &[Role] {
        self.0.made_by
    }

    /// Whether it is always made on behalf of an organisation.
    async fn on_behalf(&self) -> bool {
        self.0.on_behalf
    }

    /// Whether a member makes at most one that holds about the same subject.
    async fn once(&self) -> bool {
        self.0.once
    }

    /// Whether others can take it up.
    async fn claimable(&self) -> bool {
        self.0.claimable
    }

    /// Whether others can support it.
    async fn supportable(&self) -> bool {
        self.0.supportable
    }

    /// Who answers it; nobody where it asks for no answer.
    async fn answered_by(&self) -> &[Role] {
        self.0.answered_by
    }

    /// Whether each waits for a moderator before others see it.
    async fn moderated(&self) -> bool {
        self.0.moderated
    }

    /// After how many days it ends unless it is renewed; null for what has no end.
    async fn valid_days(&self) -> Option<u32> {
        self.0.valid_days
    }

    /// What ends it, beside time.
    async fn closed_by(&self) -> Vec<StatementEnd> {
        self.0.closed_by.iter().copied().map(Into::into).collect()
    }
}

/// What ends a statement of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "ClosedBy")]
pub(crate) enum StatementEnd {
    /// The repository was archived.
    Archived,
    /// The repository is gone.
    Gone,
    /// Others than before commit to it.
    NewMaintainers,
    /// The repository with what was asked for is in the catalogue.
    Released,
    /// The catalogue has what it asked for.
    Applied,
}

/// What can be filled in for a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub(crate) enum FieldForm {
    /// One of the values.
    OneOf,
    /// Any of the values.
    ManyOf,
    /// Plain text on one line.
    Line,
    /// Plain text.
    Text,
    /// A whole number from 1.
    Number,
    /// A day, as in `2026-11-28`.
    Day,
    /// The slug of an organisation.
    Organisation,
    /// The web address of a repository in the catalogue.
    Repository,
    /// A web address that begins with `https://`.
    Url,
}

/// A field of a kind of statement.
#[derive(SimpleObject)]
pub(crate) struct StatementFieldInfo {
    /// Which.
    name: Field,
    /// What can be filled in.
    form: FieldForm,
    /// The values to choose from; empty where there is nothing to choose.
    values: Vec<&'static str>,
    /// How many characters it may have; null for what is no text.
    longest: Option<usize>,
    /// The greatest number; null for what is no number.
    greatest: Option<u32>,
    /// Whether it has to be filled in.
    required: bool,
    /// Whether it is part of the answer rather than of the statement.
    of_answer: bool,
}

impl From<&FieldRow> for StatementFieldInfo {
    fn from(row: &FieldRow) -> Self {
        let (form, values, longest, greatest) = match row.field_type {
            FieldType::OneOf(values) => (FieldForm::OneOf, values, None, None),
            FieldType::ManyOf(values) => (FieldForm::ManyOf, values, None, None),
            FieldType::Line(longest) => (FieldForm::Line, &[][..], Some(longest), None),
            FieldType::Text(longest) => (FieldForm::Text, &[][..], Some(longest), None),
            FieldType::Number(greatest) => (FieldForm::Number, &[][..], None, Some(greatest)),
            FieldType::Day => (FieldForm::Day, &[][..], None, None),
            FieldType::Organisation => (FieldForm::Organisation, &[][..], None, None),
            FieldType::Repository => (FieldForm::Repository, &[][..], None, None),
            FieldType::Url => (FieldForm::Url, &[][..], None, None),
        };
        Self {
            name: row.field,
            form,
            values: values.to_vec(),
            longest,
            greatest,
            required: row.required,
            of_answer: row.of_answer,
        }
    }
}
