//! `wirewatch feeds`.

mod add;
mod asking;
mod command;
mod discover;
mod table;

pub(super) use command::{FeedsArgs, run};
