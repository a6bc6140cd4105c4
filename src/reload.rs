//! Reloading the operator's files, keeping the last good set.
