//! Dates as feeds write them.

mod clock_time;
mod instant;
mod iso;
mod months;
mod parts;
mod words;
mod zones;

pub(crate) use self::instant::read;
