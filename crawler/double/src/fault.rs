//! What can go wrong between a client and a forge, on purpose.

use std::time::Duration;

/// One fault, in place of an answer.
#[derive(Debug, Clone)]
pub enum Fault {
    /// This status with a web page, as a proxy in front of the forge gives.
    Page(u16),
    /// The right answer, cut off in the middle.
    Truncated,
    /// Status 200 and nothing.
    Nothing,
    /// Status 200 and a web page.
    Html,
    /// The connection is torn in the middle of the answer.
    Reset,
    /// A limit on pace: 403 (GitHub) or 429 (others), with `retry-after` in
    /// seconds.
    Secondary(u64),
    /// The same without a word on how long.
    SecondaryUntold,
    /// The primary limit: 200, no data, an error, and a reset in so many
    /// seconds.
    RateLimited(u64),
    /// Partial data and RESOURCE_LIMITS_EXCEEDED.
    ResourceLimits,
    /// A limit on pace as GitHub's GraphQL may tell it: 200, and a message in
    /// place of data; with `retry-after` in seconds.
    SecondaryIn200(u64),
    /// The same as an error without a type.
    SecondaryUntyped(u64),
    /// 200, no data, and errors with these messages and no place.
    Errors(Vec<String>),
    /// The right answer, with an error beside it that names no field.
    Beside(String),
    /// These fields of the repository at this path failed: they are null, with
    /// an error each beside the data. The empty name is the repository itself,
    /// in a list too. A name leads into the repository by dots.
    Null(String, Vec<&'static str>),
    /// The repository at this path is null, without a word.
    Lost(String),
    /// A list lacks the repository at this path, without a word.
    Omitted(String),
    /// Status 200 and a JSON text of so many bytes.
    Huge(usize),
    /// Status 200 and JSON of another form.
    OtherForm,
    /// The right answer, after a while.
    Slow(Duration),
}

/// Which fault a request meets.
pub type FaultPlan = Box<dyn FnMut(&IncomingRequest) -> Option<Fault> + Send>;

/// A request as a fault plan sees it.
#[derive(Debug, Clone)]
pub struct IncomingRequest {
    /// Counts all requests, from 0.
    pub index: usize,
    /// The name of the query.
    pub operation: String,
    /// How many repositories are asked for by id.
    pub ids: usize,
    /// The body, for looking something up in it.
    pub body: String,
}
