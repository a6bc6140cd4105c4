//! The way of one page from its feed to its readers, and where it stopped.

mod behind;
mod page;
mod question;
mod reader;
mod trace;
mod unread;
mod way;
mod words;

pub(crate) use question::WhyQuestion;
pub(crate) use trace::trace;
#[cfg(test)]
pub(crate) use way::WayStage;
pub(crate) use way::{PageTrace, TraceStep, WayEnd, WayVerdict};
