//! How the outputs fare, for `status`: what each was brought, what waits for it, and why. No address stands in it.

use serde::Serialize;

use crate::load::{Loaded, Rejected};
use crate::shown::Shown;
use crate::store::posts::{OutputState, output_states};
use crate::store::{Connection, StoreError};
use crate::wording::{counted, utc_minute};

/// One output.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct OutputStatus {
    /// Its kind, such as `webhook`; `None` where the files cannot be read.
    pub kind: Option<&'static str>,
    /// What became of what it was to be brought.
    #[serde(flatten)]
    pub state: OutputState,
}

/// Every output that the store has listed.
pub(crate) fn output_statuses(
    connection: &Connection,
    on_disk: &Result<Loaded, Rejected>,
) -> Result<Vec<OutputStatus>, StoreError> {
    let outputs = on_disk.as_ref().map(|loaded| &*loaded.outputs).unwrap_or_default();
    let kind = |id: &str| outputs.iter().find(|output| output.id == id).map(|output| output.to.kind());
    let status = |state: OutputState| OutputStatus {
        kind: kind(&state.id),
        state: OutputState {
            last_failure: state.last_failure.map(|words| Shown::text(&words).to_string()),
            ..state
        },
    };
    Ok(output_states(connection)?.into_iter().map(status).collect())
}

impl OutputStatus {
    /// Whether nobody needs to look at it.
    pub(crate) fn is_well(&self) -> bool {
        self.state.suppressed.is_none() && self.state.given_up == 0
    }

    /// How it fares, in a line.
    pub(crate) fn words(&self) -> String {
        let OutputState { id, suppressed, sent, waiting, waiting_since, given_up, last_sent, last_failure } =
            &self.state;
        let count = |number: i64, one, many| counted(usize::try_from(number).unwrap_or(0), one, many);
        let kind = self.kind.map_or(String::new(), |kind| format!(" ({kind})"));
        let last = last_sent.map_or(String::new(), |at| format!(", the last {}", utc_minute(at)));
        let mut parts = vec![format!("{}{last}", count(*sent, "post taken", "posts taken"))];
        if suppressed.is_some() {
            parts.push(format!("switched off; `wirewatch subscribers restore output:{id}`"));
        }
        if let Some(since) = waiting_since {
            parts.push(format!("{} since {}", count(*waiting, "waits", "wait"), utc_minute(*since)));
        }
        if *given_up > 0 {
            parts.push(format!("{given_up} given up"));
        }
        if let Some(words) = last_failure {
            parts.push(words.clone());
        }
        format!("{id}{kind}: {}", parts.join("; "))
    }
}
