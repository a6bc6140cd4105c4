//! What a key says, with its bounds.

use std::time::Duration;

use crate::diagnostic::table::{KeyKind, TomlKey};
use crate::settings::units::{show_duration, show_size};

/// The sentence of a key with its bounds, without a full stop.
pub(super) fn described(key: &TomlKey) -> String {
    let seconds = |seconds| show_duration(Duration::from_secs(seconds));
    let bounds = match key.kind {
        KeyKind::Duration { least, most } | KeyKind::Durations { least, most } => {
            bounds(least == 0, seconds(least), seconds(most))
        }
        KeyKind::Size { least, most } => bounds(least == 0, show_size(least), show_size(most)),
        KeyKind::Whole { least, most } => bounds(false, least.to_string(), most.to_string()),
        KeyKind::Number { least, most } => bounds(false, least.to_string(), most.to_string()),
        _ => String::new(),
    };
    format!("{}{bounds}", key.sentence)
}

fn bounds(open: bool, least: String, most: String) -> String {
    if open { format!("; at most {most}") } else { format!("; {least} to {most}") }
}
