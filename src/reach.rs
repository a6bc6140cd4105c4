//! What every request to another machine has in common: which addresses may be asked, names that lead there, and patience.

mod client;
mod guard;
pub(crate) mod headers;
mod program;
pub(crate) mod secret_file;

pub(crate) use self::client::{ReachError, base, build};
pub(crate) use self::guard::{Guard, Stopped, is_private_host};
pub(crate) use self::program::ProgramGroup;
