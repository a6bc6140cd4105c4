//! What machines are told of the bus: how far behind this one is, and whether the server answers.

use jiff::Timestamp;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Registry;

use crate::store::bus_lag::BusLag;

/// The meters of the bus; all stand at 0 where there is none.
#[derive(Debug, Clone, Default)]
pub(super) struct BusMeters {
    unpublished: Gauge,
    unpublished_seconds: Gauge,
    pending: Gauge,
    away_seconds: Gauge,
    unreadable: Gauge,
    missed: Gauge,
}

impl BusMeters {
    pub(super) fn register(&self, all: &mut Registry) {
        for (name, words, gauge) in [
            ("bus_unpublished_lines", "What was polled and the bus does not have yet", &self.unpublished),
            ("bus_unpublished_seconds", "How long the oldest of it waits", &self.unpublished_seconds),
            ("bus_pending_messages", "Messages that this desk has to take yet", &self.pending),
            (
                "bus_away_seconds",
                "Since when the server does not answer; 0 where it does",
                &self.away_seconds,
            ),
            ("bus_unreadable_messages", "Messages that were set aside", &self.unreadable),
            ("bus_missed_messages", "Messages that were gone before this desk took them", &self.missed),
        ] {
            all.register(name, words, gauge.clone());
        }
    }

    pub(super) fn take(&self, BusLag { unpublished, state, unreadable }: &BusLag, now: Timestamp) {
        let since = |at: Option<Timestamp>| at.map_or(0, |at| now.duration_since(at).as_secs().max(0));
        let whole = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
        self.unpublished.set(unpublished.lines);
        self.unpublished_seconds.set(since(unpublished.since));
        self.pending.set(whole(state.pending));
        self.away_seconds.set(since(state.away_since));
        self.unreadable.set(unreadable.messages);
        self.missed.set(whole(state.missed));
    }
}
