//! `[metrics]` of the settings.

use std::net::SocketAddr;

use crate::diagnostic::table::Table;

use super::values;

/// `[metrics]`: numbers for machines, on a listener of their own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct MetricsSettings {
    /// The address to bind.
    pub listen: SocketAddr,
}

impl MetricsSettings {
    pub(super) fn read(mut table: Table<'_>) -> Option<Self> {
        let listen = table.read("listen", "address", values::listen);
        table.finish();
        Some(Self { listen: listen? })
    }
}
