//! The web face: what readers read and set by themselves, digests and ways out under unguessable links, and the health
//! of the loop.

mod address_part;
mod address_query;
mod api;
mod api_csv;
mod api_entry;
mod api_error;
mod api_parameters;
mod api_reader;
mod api_token_page;
mod archive;
mod bus_meters;
mod changes;
mod chart;
mod cookies;
mod entry;
mod error;
mod face;
mod feeds;
mod form;
mod front;
mod guard;
mod host;
mod join;
mod letters;
mod list_parameters;
mod long_text;
mod loop_health;
mod me;
mod meters;
mod metrics_page;
mod outgoing;
mod page;
mod peer;
mod reader;
mod router;
mod rows;
mod serve;
mod sign_in;
#[cfg(test)]
mod tests;
mod welcome;

pub(crate) use error::WebError;
pub(crate) use face::OwnChanges;
pub(crate) use loop_health::LoopHealth;
pub(crate) use meters::Meters;
pub(crate) use serve::{bind, serve, serve_metrics};
pub(crate) use welcome::Welcome;
