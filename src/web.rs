//! The web face: digests and ways out under unguessable links, and the health of the loop.

mod error;
mod front_page;
mod loop_health;
mod meters;
mod metrics_page;
mod pages;
mod serve;
#[cfg(test)]
mod tests;

pub(crate) use error::WebError;
pub(crate) use front_page::FrontPage;
pub(crate) use loop_health::LoopHealth;
pub(crate) use meters::Meters;
pub(crate) use serve::{bind, serve, serve_metrics};
