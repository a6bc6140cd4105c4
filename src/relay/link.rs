//! What is written down of the bus, so that `status`, `/metrics` and `/healthz` can tell it.

use std::sync::Arc;

use jiff::Timestamp;

use super::error::RelayError;
use crate::store::bus_state::{BusState, bus_state, save_bus_state};
use crate::store::health::{NoticeKind, record_notice};
use crate::store::{Connection, Store, StoreError};

/// How the link to the server is; written where it changes.
pub(super) struct Link {
    store: Arc<Store>,
    state: BusState,
}

impl Link {
    /// As it was when somebody last looked.
    pub(super) fn new(store: &Arc<Store>) -> Self {
        let state = store.read(bus_state).unwrap_or_default();
        Self { store: Arc::clone(store), state }
    }

    /// The server answers.
    pub(super) async fn reached(&mut self) -> Result<(), StoreError> {
        if self.state.away_since.is_some() {
            tracing::info!("the bus is there again");
        }
        self.change(|state| (state.away_since, state.words) = (None, None)).await
    }

    /// It does not, or refuses. Logged once.
    pub(super) async fn lost(&mut self, error: &RelayError, now: Timestamp) {
        let words = error.to_string();
        if self.state.words.as_ref() != Some(&words) {
            tracing::error!("the bus is away: {words}");
        }
        let noted = self.change(move |state| {
            state.away_since.get_or_insert(now);
            state.words = Some(words.clone());
        });
        if let Err(error) = noted.await {
            tracing::error!(%error, "that the bus is away could not be written down");
        }
    }

    /// So many messages wait to be taken.
    pub(super) async fn pending(&mut self, pending: u64) -> Result<(), StoreError> {
        self.change(move |state| state.pending = pending).await
    }

    /// So many messages were gone before they were taken.
    pub(super) async fn missed(
        &mut self,
        stream: &str,
        messages: u64,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        tracing::error!(
            messages,
            "the stream did not keep what this desk had to take: it was away for too long"
        );
        let said = serde_json::json!([stream, messages]).to_string();
        let tell =
            move |connection: &Connection| record_notice(connection, NoticeKind::StreamLost, &said, now);
        self.store.write(tell).await?;
        self.change(move |state| {
            state.missed = state.missed.saturating_add(messages);
            state.missed_at = Some(now);
        })
        .await
    }

    /// Changes what is written, which others of this machine may have changed meanwhile.
    async fn change(&mut self, change: impl Fn(&mut BusState) + Send + 'static) -> Result<(), StoreError> {
        let mut own = self.state.clone();
        change(&mut own);
        if own == self.state {
            return Ok(());
        }
        let write = move |connection: &Connection| {
            let mut state = bus_state(connection)?;
            change(&mut state);
            save_bus_state(connection, &state).map(|()| state)
        };
        self.state = self.store.write(write).await?;
        Ok(())
    }
}
