//! The one place that answers questions about what is stored: plain data for the commands and the web face.

mod address;
pub(crate) mod ailment;
pub(crate) mod backtest;
pub(crate) mod csv_table;
pub(crate) mod desk;
pub(crate) mod entry;
pub(crate) mod feeds;
pub(crate) mod outputs;
pub(crate) mod search;
pub(crate) mod status;
pub(crate) mod stream;
pub(crate) mod suggest;
pub(crate) mod teasers;
pub(crate) mod why;
