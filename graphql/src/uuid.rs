//! UUIDs, by which other programs know what is in the catalogue.

use async_graphql::{InputValueError, InputValueResult, Scalar, ScalarType, Value};

/// A UUID as the schema has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Uuid(pub(crate) bronwijzer_index::Uuid);

/// A UUID of RFC 9562, in lower case with hyphens.
#[Scalar(
    name = "UUID",
    specified_by_url = "https://www.rfc-editor.org/rfc/rfc9562"
)]
impl ScalarType for Uuid {
    fn parse(value: Value) -> InputValueResult<Self> {
        let Value::String(text) = &value else {
            return Err(InputValueError::expected_type(value));
        };
        let uuid = text.parse().map_err(|_| {
            InputValueError::custom("this is no UUID; write it as 8-4-4-4-12 hexadecimal digits")
        })?;
        Ok(Self(uuid))
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_string())
    }
}
