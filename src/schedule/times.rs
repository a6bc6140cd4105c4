//! When a digest is due.

mod clock_change;
mod digest_times;
mod fields;
mod parse;
pub(crate) mod quiet;
#[cfg(test)]
mod tests;
mod wall_clock;
mod words;
pub(crate) mod zone;

pub(crate) use digest_times::DigestTimes;
