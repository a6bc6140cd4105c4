//! What tests of the whole program share.

pub(crate) mod daemon;
pub(crate) mod feed_server;
pub(crate) mod installation;
pub(crate) mod smtp_server;
