//! `wirewatch feeds`.

mod add;
mod asking;
mod attempt;
mod command;
mod discover;
mod doctor;
mod found;
mod table;

pub(super) use command::{FeedsArgs, run};
