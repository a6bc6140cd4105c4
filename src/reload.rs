//! Reloading the operator's files, keeping the last good set.

mod change_watch;
mod growth;
mod losses;
mod running_files;

pub(crate) use running_files::{FilesReport, LOOK_EVERY, Refusal, Reload, ReloadOutcome, Safeguards};
