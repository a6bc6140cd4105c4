//! What runs: one set of files on one database. The daemon publishes it, and everything that works takes it from there.

mod error;
mod files;
mod listings;
mod missed;
mod own_readers;
mod running;

pub(crate) use error::InstallationError;
pub(crate) use files::{Files, RefusedFiles};
pub(crate) use listings::listings;
pub(crate) use missed::{CaughtUp, FormerFiles};
pub(crate) use own_readers::{all_readers, as_subscriber, as_toml, check_own_wishes};
pub(crate) use running::Installation;
