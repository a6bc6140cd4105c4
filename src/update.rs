//! The decision what one poll of a feed means: new, edited, seen, relinked, well or failing.
//!
//! A poll asks in this order: fetch, read, [`questions`], the store's answer to them, [`decide()`], one transaction.

mod answer;
mod baseline;
mod body_meaning;
mod boxes;
mod counters;
mod cuts;
mod decide;
mod departures;
mod displaced;
mod edits;
mod entries;
mod freshness;
mod health;
mod holding;
mod intervals;
mod known;
mod languages;
mod learning;
mod look;
mod meaning;
mod oddities;
mod older;
mod page_state;
mod places;
mod question;
mod recheck;
mod recognised;
mod redesign;
mod sorted;
mod standing;
mod teasers;
#[cfg(test)]
mod tests;
mod text_form;

pub(crate) use answer::{Missing, PollAnswer, Reading};
pub(crate) use decide::decide;
pub(crate) use freshness::abandoned_since;
pub(crate) use intervals::intervals_of;
pub(crate) use known::{KnownEntry, Questions, questions};
pub(crate) use look::{Absence, BodyLook, Look, LookAnswer, LookMeaning, TextLook};
pub(crate) use meaning::{ChangeKind, EntryChange, Update};
pub(crate) use older::decide_older;
pub(crate) use page_state::{PageState, UnknownReason};
pub(crate) use question::PollQuestion;
pub(crate) use recheck::next_look;
pub(crate) use standing::{line_hashes, standing};
pub(crate) use teasers::{gives_teasers, is_read_whole};
