//! The store in PostgreSQL, in the schema `bronwijzer` of a database of its own or another's.
//! What is in which table stands in [`migrations`]; backups are files in the data folder, as
//! of every store.
//!
//! Each write is one transaction that begins by locking one row, so that writes of several
//! processes come one after the other, and the numbers that they give in the order in which
//! they can be read. A write that is interrupted is made again; by the row that it leaves in
//! `made_writes` one is known that was made although its answer got lost.

mod address;
mod connection;
mod keys;
mod migrations;

pub use self::address::Address;
