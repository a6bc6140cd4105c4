//! The main job on bundled feeds, with no network and no mail server.

mod editions;
pub(crate) mod files;
mod newsstand;
pub(crate) mod show;
