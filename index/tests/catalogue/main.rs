//! The catalogue as those who fill and read it meet it.

mod backups;
mod changes;
mod community;
mod cursors;
mod damage;
mod documentation;
mod exchange;
mod facets;
mod gone;
mod identity;
mod judged_corpus;
mod kinds;
mod life;
mod names;
mod open_by_default;
mod open_work;
mod pages;
mod query_syntax;
mod recovery;
mod relations;
mod sample;
mod search;
mod states;
mod suggestions;
mod support;
mod version;
