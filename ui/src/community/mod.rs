//! What people say: as the schema answers it, in words, and what can be done with it.

pub(crate) mod answer;
pub(crate) mod deed;
pub(crate) mod discussion;
pub(crate) mod follow;
pub(crate) mod kinds;
pub(crate) mod matching;
pub(crate) mod sayable;
pub(crate) mod view;
pub(crate) mod words;
