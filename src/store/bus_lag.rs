//! How far this machine and the bus are apart: for `status`, `/metrics` and people.

use serde::Serialize;

use super::bus_state::{BusState, UnreadableMessages, bus_state, unreadable_messages};
use super::outgoing::{Unpublished, unpublished};
use super::{Connection, StoreError};

/// How far this machine and the bus are apart.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(crate) struct BusLag {
    /// What a machine that polls has to publish yet.
    pub unpublished: Unpublished,
    /// Whether the server answers, and what a desk has to take yet.
    #[serde(flatten)]
    pub state: BusState,
    /// What a desk has set aside.
    pub unreadable: UnreadableMessages,
}

/// How far they are apart now.
pub(crate) fn bus_lag(connection: &Connection) -> Result<BusLag, StoreError> {
    Ok(BusLag {
        unpublished: unpublished(connection)?,
        state: bus_state(connection)?,
        unreadable: unreadable_messages(connection)?,
    })
}

impl BusLag {
    /// Whether nothing needs a look; that the server is away is an ailment of its own.
    pub(crate) fn is_well(&self) -> bool {
        self.unreadable.messages == 0 && self.state.missed == 0
    }
}
