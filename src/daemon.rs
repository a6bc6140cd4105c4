//! The service: one event loop, what runs beside it, and the installation that it runs.

mod background;
pub(crate) mod control;
mod error;
mod event_loop;
pub(crate) mod files;
pub(crate) mod installation;
mod polls;
mod supervisor;
#[cfg(test)]
pub(crate) mod test_installation;
#[cfg(test)]
mod tests;
mod upkeep;

pub(crate) use event_loop::run;
