//! Why a cursor is refused.

/// A cursor that can't be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CursorError {
    /// It was not given out by a list of repositories.
    #[error("this is not a cursor; take it from an earlier page of the same list")]
    Malformed,
    /// It belongs to a list in another order.
    #[error("the cursor belongs to a list in another order; start again from the first page")]
    OtherOrder,
    /// The list that it belongs to was begun anew.
    #[error("the list was reset after this cursor was issued; start again without it")]
    Expired,
}
