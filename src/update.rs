//! The decision what one poll of a feed means: new, edited, seen, relinked, well or failing.
//!
//! A poll asks in this order: fetch, read, [`questions`], the store's answer to them, [`decide`], one transaction.

mod answer;
mod boxes;
mod decide;
mod departures;
mod entries;
mod health;
mod known;
mod learning;
mod look;
mod meaning;
mod oddities;
mod older;
mod page_state;
mod recheck;
mod recognised;
mod teasers;
#[cfg(test)]
mod tests;

pub(crate) use answer::{Missing, PollAnswer, Reading};
pub(crate) use decide::decide;
pub(crate) use known::{KnownEntry, Questions, questions};
pub(crate) use look::{Look, LookAnswer, LookMeaning, TextLook};
pub(crate) use meaning::{EntryChange, Update};
pub(crate) use older::decide_older;
pub(crate) use page_state::{MissingReason, PageState, UnknownReason};
pub(crate) use recheck::next_look;
pub(crate) use teasers::gives_teasers;
