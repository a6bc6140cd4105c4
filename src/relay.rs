//! The line between machines: what is stored here is published, and what others publish is taken.

mod begin;
mod error;
mod line;
mod link;
mod matching;
mod pages;
mod publish;
mod run;
mod take;

pub(crate) use line::RelayLine;
pub(crate) use run::run_line;
