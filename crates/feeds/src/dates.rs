//! Dates as feeds write them.

mod calendar;
mod clock_time;
mod instant;
mod iso;
mod months;
mod parts;
mod slashes;
mod words;
mod zones;

pub use self::instant::read;
pub(crate) use self::instant::read_in;
pub(crate) use self::slashes::{DayOrder, SlashDate, slash_date};
