//! The SQLite store: all SQL, one writer.

pub(crate) mod addresses;
pub(crate) mod archive;
pub(crate) mod articles;
pub(crate) mod backup;
pub(crate) mod brought_back;
mod codec;
mod connection;
pub(crate) mod coverage;
pub(crate) mod cursors;
pub(crate) mod delivery;
pub(crate) mod digests;
pub(crate) mod entries;
mod error;
pub(crate) mod feeds;
mod handle;
pub(crate) mod health;
pub(crate) mod history;
pub(crate) mod known_pages;
pub(crate) mod languages;
#[cfg(test)]
pub(crate) mod ledger;
pub(crate) mod listing;
pub(crate) mod measures;
pub(crate) mod meta;
mod migrations;
pub(crate) mod outbox;
pub(crate) mod page_answers;
pub(crate) mod page_looks;
pub(crate) mod pages;
pub(crate) mod parked;
pub(crate) mod polled;
mod read_only;
pub(crate) mod readers;
pub(crate) mod refusals;
mod respelling;
pub(crate) mod retention;
pub(crate) mod revisions;
pub(crate) mod site_lines;
pub(crate) mod sites;
pub(crate) mod status;
pub(crate) mod stirred;
mod stories;
pub(crate) mod subscribers;
pub(crate) mod taken_away;
#[cfg(test)]
mod tests;
mod time;
pub(crate) mod untold;
mod vitals;
pub(crate) mod waiting_line;
mod writer;

pub(crate) use connection::Connection;
pub(crate) use error::StoreError;
pub(crate) use handle::Store;
pub(crate) use read_only::ReadOnlyStore;
pub(crate) use time::{instant, millis};
