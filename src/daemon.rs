//! The service: one event loop, what runs beside it, and the installation that it runs.

mod asked_polls;
mod background;
pub(crate) mod carry_out;
mod clock_watch;
mod composing;
pub(crate) mod control;
mod error;
mod event_loop;
mod failing_feeds;
mod health_check;
pub(crate) mod order;
mod output_posts;
mod page_looks;
mod polls;
mod returned_watchlists;
pub(crate) mod signpost;
mod supervisor;
mod task;
#[cfg(test)]
pub(crate) mod test_installation;
#[cfg(test)]
mod tests;
mod upkeep;
pub(crate) mod workers;

pub(crate) use event_loop::run;
