//! The schema's enums and scalars, as the answers to queries have them.

use chrono::{DateTime, NaiveDate, Utc};
use cynic::variables::VariableType;
use serde::{Deserialize, Serialize};

use crate::schema;

cynic::impl_scalar!(DateTime<Utc>, schema::DateTime);
cynic::impl_scalar!(NaiveDate, schema::NaiveDate);
cynic::impl_scalar!(u64, schema::Count);

/// Makes a type for each enum of the schema. A value stays as the schema spells it,
/// as in `SEEKING_MAINTAINER`: texts are found by it, and one that is new is no
/// error.
macro_rules! enums {
    ($($name:ident)+) => {$(
        #[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
        #[serde(transparent)]
        pub(crate) struct $name(pub(crate) String);

        impl $name {
            /// The name as keys of texts and classes in the stylesheet have it.
            #[allow(dead_code, reason = "not every enum is put into words")]
            pub(crate) fn key(&self) -> String {
                key(&self.0)
            }
        }

        impl cynic::Enum for $name {
            type SchemaType = schema::$name;
        }

        cynic::impl_coercions!($name, schema::$name);

        impl schema::variable::Variable for $name {
            const TYPE: VariableType = VariableType::Named(stringify!($name));
        }
    )+};
}

enums! {
    ArchiveSaveOutcome
    ArchiveSaveReason
    ArchiveState
    ArchiveVisitStatus
    BodyFigure
    CatalogueContents
    ChangeKind
    ContactKind
    Decision
    DigestFrequency
    EventKind
    FacetName
    Field
    FieldForm
    FileKind
    FindingSeverity
    ForkKind
    GoneKind
    HaltReason
    HelpKind
    HighlightedText
    LeftOutReason
    LicenceVerdictKind
    MailLanguage
    MaintenanceStatus
    NewsKind
    NewsReason
    OpenByDefaultFigureName
    OpenByDefaultOutcome
    OpennessOutcome
    OpennessStepName
    OrganisationType
    OrganisationSort
    Outcome
    Province
    PubliccodeVerdictKind
    Publishing
    QueryNoteCode
    ReadingState
    ReferralPlace
    RelationKind
    RepositoryKind
    RepositorySort
    RiskVerdict
    Role
    ScanFindingSeverity
    ScanStatus
    Scope
    ScorecardState
    Seeking
    Source
    StatementEventKind
    StatementKind
    StatementRule
    StatementState
    StatusCause
    SubjectKind
    SuggestionKind
    SummarySource
    UseSource
    Visibility
    VulnerabilitySeverity
}

/// The name of a value as keys of texts and classes in the stylesheet have it.
pub(crate) fn key(name: &str) -> String {
    name.to_lowercase().replace('_', "-")
}

/// The name of a value as the schema spells it, from its key.
pub(crate) fn name(key: &str) -> String {
    key.to_uppercase().replace('-', "_")
}
