//! Reads public repositories of government organisations from code forges, as facts.
//!
//! The crate knows which organisation owns which forge account
//! ([`registry`]), asks each forge what it says about the repositories there
//! ([`forge`]), and hands the answers, as [`observation`]s, to a
//! [`sink::Sink`] that somebody else implements. What services say of a repository
//! that host none of it is asked of them ([`outside`]). It judges nothing and knows no
//! database.

/// Gives enums that derive `IntoStaticStr` their names as a method.
#[macro_export]
macro_rules! named {
    ($($name:ty),+) => {
        $(impl $name {
            /// The name outside the program: in files, the index, filters and addresses.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                self.into()
            }
        })+
    };
}

pub mod address;
pub mod bots;
pub mod commits;
pub mod crawl;
pub mod discover;
pub mod forge;
#[cfg(any(test, fuzzing))]
#[doc(hidden)]
pub mod fuzzing;
pub mod halt;
pub mod observation;
pub mod organisation;
pub mod outbound;
pub mod outside;
mod people;
pub mod registry;
pub mod run;
pub mod sink;
pub mod yaml;
