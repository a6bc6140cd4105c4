//! A program of this machine, which is stopped with all that it has started.

use rustix::process::{Pid, Signal, kill_process_group};

/// A program that leads a process group of its own (`process_group(0)`). It is killed with the whole group when this is
/// dropped: a shell that is killed alone leaves behind what it waited for.
#[derive(Debug)]
pub(crate) struct ProgramGroup {
    group: Option<Pid>,
}

impl ProgramGroup {
    /// The group of the child with this id; `None` for one that has ended already.
    pub(crate) fn of(child: Option<u32>) -> Self {
        Self { group: child.and_then(|id| i32::try_from(id).ok()).and_then(Pid::from_raw) }
    }

    /// It has ended by itself: what it left running on purpose is its own affair.
    pub(crate) fn ended(mut self) {
        self.group = None;
    }
}

impl Drop for ProgramGroup {
    fn drop(&mut self) {
        if let Some(group) = self.group {
            // Only a group that is gone already is not there to be killed.
            let _ = kill_process_group(group, Signal::KILL);
        }
    }
}
