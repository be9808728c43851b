//! The API, as clients meet it.

mod addresses;
mod bad_input;
mod batches;
mod bodies;
mod changes;
mod community;
mod documentation;
mod few_hits;
mod foreign_words;
mod http;
mod limits;
mod live;
mod open_by_default;
mod open_work;
mod openness;
mod operator;
mod oss_register;
mod outside;
mod publiccode;
mod queries;
mod reading;
mod relations;
mod rest;
mod risk;
mod schema;
mod support;
