//! Words that every room says alike: counts, lists, moments in UTC, and foreign text on one line.

mod count;
mod line;
mod moment;

pub(crate) use count::{counted, list, list_up_to};
pub(crate) use line::{line, line_up_to, spaced};
pub(crate) use moment::utc_minute;
