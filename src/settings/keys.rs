//! Every key that operators may write, told once: from these tables files are read, checked, described and begun.

mod beginning;
mod described;
mod entities;
mod feeds;
mod forms;
mod outputs;
mod outside;
mod schema;
mod subscribers;
mod watchlist;
mod wirewatch;
mod written;

#[cfg(test)]
mod tests;

pub(crate) use beginning::beginning;
pub(crate) use entities::ENTITIES;
pub(crate) use feeds::FEEDS;
pub(crate) use outputs::OUTPUT_KINDS;
pub(crate) use schema::schema;
pub(crate) use subscribers::SUBSCRIBERS;
pub(crate) use watchlist::WATCHLIST;
pub(crate) use wirewatch::WIREWATCH;
