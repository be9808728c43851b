//! The table of declarations: what kinds of statements there are, and of each its fields, who may
//! make it, how long it holds, who answers it and what ends it. Validation, forms, the API's
//! description and exports follow from it.

use async_graphql::Enum;
use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};

use super::member::Role;

/// What kind of statement it is.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    Enum,
    IntoStaticStr,
    EnumString,
    VariantArray,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum StatementKind {
    /// Its owner seeks a maintainer, help or partners.
    Seeking,
    /// Somebody offers to help.
    Offer,
    /// An organisation uses it.
    Use,
    /// A supplier offers services for it.
    Support,
    /// Somebody asks an organisation to release the source of software.
    ReleaseRequest,
    /// An organisation tells what it does not open, and on which ground.
    DeclaredClosed,
    /// Something in the catalogue is wrong.
    Correction,
    /// Its owner tells why it stopped.
    Farewell,
    /// A contribution to a discussion.
    Post,
}

/// What a statement can be about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Enum, IntoStaticStr)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum SubjectKind {
    /// A repository.
    Repository,
    /// An organisation.
    Organisation,
    /// Software that is not open.
    Software,
    /// Nothing in particular.
    General,
}

/// A field of a statement, beside its text.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    Enum,
    IntoStaticStr,
    EnumString,
    VariantArray,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Field {
    /// How much is sought.
    Sought,
    /// Kinds of help that are sought or offered.
    Help,
    /// Skills, in words of one's own.
    Skills,
    /// Hours a week.
    Hours,
    /// How it is used.
    Stage,
    /// The day since when.
    SinceDay,
    /// What a supplier does.
    Service,
    /// The name of software.
    Name,
    /// The organisation that it is of, by its slug.
    Organisation,
    /// What it does.
    Purpose,
    /// The answer to a request.
    Answer,
    /// On which ground something stays closed.
    Ground,
    /// The day on which it will be.
    ByDay,
    /// A repository, by its web address.
    Repository,
    /// What is wrong.
    Wrong,
    /// What it should be.
    ShouldBe,
    /// What was learned.
    Learned,
    /// What replaces it: a web address or a name.
    ReplacedBy,
    /// A web address to read more at.
    Url,
}

/// What can be filled in for a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldType {
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// Any of these words, at least one where the field is required.
    ManyOf(&'static [&'static str]),
    /// Plain text of so many characters at most, on one line.
    Line(usize),
    /// Plain text of so many characters at most.
    Text(usize),
    /// A whole number from 1 to this.
    Number(u32),
    /// A day, as in `2026-11-28`.
    Day,
    /// The slug of an organisation in the registry.
    Organisation,
    /// The web address of a repository in the catalogue.
    Repository,
    /// A web address that begins with `https://`.
    Url,
}

/// A field in the table.
#[derive(Debug, Clone, Copy)]
pub struct FieldRow {
    /// Which.
    pub field: Field,
    /// What can be filled in.
    pub field_type: FieldType,
    /// Whether the statement needs it.
    pub required: bool,
    /// Whether it is part of the answer rather than of the statement.
    pub of_answer: bool,
}

/// What ends a statement of itself, beside time. Each is the `rule` of the event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClosedBy {
    /// The repository was archived.
    Archived,
    /// The repository is gone.
    Gone,
    /// Others than before commit to it: people who were not there when it was made.
    NewMaintainers,
    /// The repository with what was asked for is in the catalogue.
    Released,
    /// The catalogue has what it asked for.
    Applied,
}

/// A kind in the table.
#[derive(Debug, Clone, Copy)]
pub struct KindRow {
    /// Which.
    pub kind: StatementKind,
    /// What it can be about.
    pub subjects: &'static [SubjectKind],
    /// Its fields, in the order of the form.
    pub fields: &'static [FieldRow],
    /// Whether the text has to be filled in.
    pub needs_text: bool,
    /// Who may make it: one of these roles is enough.
    pub made_by: &'static [Role],
    /// Whether it is made on behalf of an organisation, always.
    pub on_behalf: bool,
    /// Whether a member makes at most one that holds about the same subject.
    pub once: bool,
    /// Whether others can take it up.
    pub claimable: bool,
    /// Whether others can support it.
    pub supportable: bool,
    /// Who answers it, if anybody does.
    pub answered_by: &'static [Role],
    /// Whether every one waits for a moderator, also of members whose first ones were accepted.
    pub moderated: bool,
    /// After how many days it ends unless it is renewed.
    pub valid_days: Option<u32>,
    /// What ends it.
    pub closed_by: &'static [ClosedBy],
}

const fn field(field: Field, field_type: FieldType) -> FieldRow {
    FieldRow {
        field,
        field_type,
        required: false,
        of_answer: false,
    }
}

impl FieldRow {
    const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    const fn of_answer(mut self) -> Self {
        self.of_answer = true;
        self
    }
}

/// How much an owner seeks.
pub const SOUGHT: &[&str] = &["orphaned", "adoption", "help", "partners", "nothing"];
/// Kinds of help, not only for programmers.
pub const HELP: &[&str] = &[
    "maintenance",
    "code",
    "design",
    "text",
    "translation",
    "testing",
    "research",
    "community",
    "hosting",
    "security",
];
/// How an organisation uses software.
pub const STAGES: &[&str] = &["production", "trial", "stopped"];
/// What suppliers do.
pub const SERVICES: &[&str] = &[
    "hosting",
    "implementation",
    "maintenance",
    "training",
    "advice",
];
/// What an organisation answers to a request.
pub const ANSWERS: &[&str] = &["will_release", "released", "not_now", "no"];
/// Grounds on which source code stays closed: the exceptions of the Open Government Act
/// ([Woo, articles 5.1 and 5.2](https://wetten.overheid.nl/BWBR0045754/)), and three that
/// are no exception of it and that organisations name.
pub const GROUNDS: &[&str] = &[
    "woo_5_1_1_a",
    "woo_5_1_1_b",
    "woo_5_1_1_c",
    "woo_5_1_1_d",
    "woo_5_1_1_e",
    "woo_5_1_2_a",
    "woo_5_1_2_b",
    "woo_5_1_2_c",
    "woo_5_1_2_d",
    "woo_5_1_2_e",
    "woo_5_1_2_f",
    "woo_5_1_2_g",
    "woo_5_1_2_h",
    "woo_5_1_2_i",
    "woo_5_1_4",
    "woo_5_1_5",
    "woo_5_2",
    "security",
    "contract",
    "third_party_rights",
];
/// What can be wrong.
pub const WRONG: &[&str] = &[
    "owner",
    "missing_account",
    "kind",
    "finished",
    "personal_data",
    "status",
    "licence",
    "other",
];

use ClosedBy::{Applied, Archived, Gone, NewMaintainers, Released};
use FieldType as T;
use SubjectKind as On;

const fn kind(kind: StatementKind) -> KindRow {
    KindRow {
        kind,
        subjects: &[On::Repository],
        fields: &[],
        needs_text: false,
        made_by: &[Role::Member],
        on_behalf: false,
        once: true,
        claimable: false,
        supportable: false,
        answered_by: &[],
        moderated: false,
        valid_days: None,
        closed_by: &[],
    }
}

/// Every kind.
pub const KINDS: &[KindRow] = &[
    KindRow {
        fields: &[
            field(Field::Sought, T::OneOf(SOUGHT)).required(),
            field(Field::Help, T::ManyOf(HELP)),
            field(Field::Skills, T::Line(200)),
        ],
        made_by: &[Role::OwnersRepresentative],
        on_behalf: true,
        claimable: true,
        valid_days: Some(365),
        closed_by: &[Archived, Gone, NewMaintainers],
        ..kind(StatementKind::Seeking)
    },
    KindRow {
        subjects: &[On::Repository, On::General],
        fields: &[
            field(Field::Help, T::ManyOf(HELP)).required(),
            field(Field::Skills, T::Line(200)),
            field(Field::Hours, T::Number(60)),
        ],
        made_by: &[Role::Member],
        valid_days: Some(365),
        closed_by: &[Gone],
        ..kind(StatementKind::Offer)
    },
    KindRow {
        fields: &[
            field(Field::Stage, T::OneOf(STAGES)).required(),
            field(Field::SinceDay, T::Day),
            field(Field::Url, T::Url),
        ],
        made_by: &[Role::Representative],
        on_behalf: true,
        valid_days: Some(730),
        ..kind(StatementKind::Use)
    },
    KindRow {
        fields: &[
            field(Field::Service, T::ManyOf(SERVICES)).required(),
            field(Field::Url, T::Url),
        ],
        made_by: &[Role::Supplier],
        moderated: true,
        valid_days: Some(730),
        closed_by: &[Gone],
        ..kind(StatementKind::Support)
    },
    KindRow {
        subjects: &[On::Software],
        fields: &[
            field(Field::Name, T::Line(100)).required(),
            field(Field::Organisation, T::Organisation).required(),
            field(Field::Purpose, T::Text(500)).required(),
            field(Field::Url, T::Url),
            field(Field::Answer, T::OneOf(ANSWERS))
                .required()
                .of_answer(),
            field(Field::ByDay, T::Day).of_answer(),
            field(Field::Repository, T::Repository).of_answer(),
            field(Field::Ground, T::ManyOf(GROUNDS)).of_answer(),
        ],
        needs_text: true,
        once: false,
        supportable: true,
        answered_by: &[Role::OwnersRepresentative],
        closed_by: &[Released],
        ..kind(StatementKind::ReleaseRequest)
    },
    KindRow {
        subjects: &[On::Organisation],
        fields: &[
            field(Field::Name, T::Line(100)).required(),
            field(Field::Ground, T::ManyOf(GROUNDS)).required(),
            field(Field::Url, T::Url),
        ],
        needs_text: true,
        made_by: &[Role::OwnersRepresentative],
        on_behalf: true,
        once: false,
        valid_days: Some(730),
        ..kind(StatementKind::DeclaredClosed)
    },
    KindRow {
        subjects: &[On::Repository, On::Organisation],
        fields: &[
            field(Field::Wrong, T::OneOf(WRONG)).required(),
            field(Field::ShouldBe, T::Line(300)),
        ],
        needs_text: true,
        once: false,
        answered_by: &[Role::Moderator],
        moderated: true,
        closed_by: &[Applied],
        ..kind(StatementKind::Correction)
    },
    KindRow {
        fields: &[
            field(Field::Learned, T::Text(1_000)),
            field(Field::ReplacedBy, T::Line(300)),
        ],
        needs_text: true,
        made_by: &[Role::OwnersRepresentative],
        on_behalf: true,
        ..kind(StatementKind::Farewell)
    },
    KindRow {
        subjects: &[On::Repository, On::Organisation],
        needs_text: true,
        once: false,
        ..kind(StatementKind::Post)
    },
];

impl StatementKind {
    /// Its row in the table.
    ///
    /// # Panics
    /// Never: a test holds that each kind has a row.
    #[must_use]
    pub fn row(self) -> &'static KindRow {
        // The rows stand in the order of the kinds.
        &KINDS[self as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_has_its_row() {
        let kinds: Vec<StatementKind> = KINDS.iter().map(|row| row.kind).collect();
        assert_eq!(kinds, StatementKind::VARIANTS);
        for kind in StatementKind::VARIANTS {
            assert_eq!(kind.row().kind, *kind);
        }
    }
}
