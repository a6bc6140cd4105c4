//! Wirewatch polls news feeds, keeps every edit, matches watchlists in every language and mails analysts.
//!
//! The modules stand here in reading order: each may use those of the groups above it, none beside or below
//! it. `tests/layering.rs` holds the same list and fails when an import points the wrong way.

// core: no clock, no disk, no network, no async
mod shown;
mod wording;

mod diagnostic;

mod entry;
mod feed;

mod schedule;

mod settings;
mod subscriber;

mod read;
mod watch;

mod article;

mod change;
mod story;

mod event;

mod digest;
mod update;

mod bulletin;

// shell: one kind of I/O each, blind to one another
mod reach;

mod bus;
mod fetch;
mod load;
mod mail;
mod post;
mod store;
mod translate;

// application: the only places that see two kinds of I/O
mod installation;

mod deliver;
mod pages;
mod poll;
mod relay;

mod ask;

mod clock;

mod reload;

mod web;

mod daemon;

mod demo;

mod cli;

#[doc(hidden)]
pub mod bench_door;

pub use cli::main;
