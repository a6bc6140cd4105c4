//! Durations and sizes that must lie within bounds.

use std::time::Duration;

use crate::diagnostic::table::Table;
use crate::settings::units::{parse_duration, parse_size, show_duration, show_size};

/// A duration within bounds.
pub(super) fn duration(
    table: &mut Table<'_>,
    key: &'static str,
    least: Duration,
    most: Duration,
) -> Option<Duration> {
    let text = table.text(key)?;
    let duration = table.read_text(&text, "duration", parse_duration)?;
    if duration < least || duration > most {
        table.out_of_range(key, text.span, &show_duration(least), &show_duration(most));
        return None;
    }
    Some(duration)
}

/// A size in bytes within bounds.
pub(super) fn size(table: &mut Table<'_>, key: &'static str, least: u64, most: u64) -> Option<u64> {
    let text = table.text(key)?;
    let size = table.read_text(&text, "size", parse_size)?;
    if size < least || size > most {
        table.out_of_range(key, text.span, &show_size(least), &show_size(most));
        return None;
    }
    Some(size)
}
