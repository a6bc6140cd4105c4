//! The one place that answers questions about what is stored: plain data for the commands and the web face.

pub(crate) mod address;
pub(crate) mod why;
