//! What runs: one set of files on one database. The daemon publishes it, and everything that works takes it from there.

mod error;
mod files;
mod running;

pub(crate) use error::InstallationError;
pub(crate) use files::{Files, RefusedFiles};
pub(crate) use running::Installation;
