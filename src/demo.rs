//! The main job on bundled feeds, with no network and no mail server.

pub(crate) mod editions;
pub(crate) mod files;
pub(crate) mod newsstand;
