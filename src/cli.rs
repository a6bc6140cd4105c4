//! The commands and flags: they read the command line, call the application and print; they decide nothing.

#![warn(clippy::print_stdout, clippy::print_stderr)]

mod archived;
mod backtest;
mod backup;
mod bounce;
mod check;
mod command;
mod common;
mod deliver;
mod demo;
mod digest;
mod documents;
mod explain;
mod extract;
mod feeds;
mod group;
mod init;
mod installation;
mod log;
mod manual;
mod match_command;
mod match_terms;
mod moment;
mod names;
mod orders;
mod outbox;
mod output;
mod plan;
mod poll;
mod query;
mod read_command;
mod reload;
mod restore_check;
mod run;
mod schema;
mod screen;
mod search;
mod status;
mod subscribers;
mod test_mail;
mod test_output;
mod token;
mod version;
mod why;

pub use command::main;
