//! Stored entries as the commands that match them see them.

use jiff::Timestamp;

use crate::ask::address::addresses;
use crate::clock;
use crate::settings::units::parse_duration;
use crate::store::addresses::pages_at;
use crate::store::archive::{ArchivedEntry, archived_entry};
use crate::store::{ReadOnlyStore, StoreError};
use crate::watch::found::Excerpt;

/// The newest entry with this number or address whose text is still kept.
pub(super) fn entry_named(reader: &ReadOnlyStore, name: &str) -> Result<Option<ArchivedEntry>, StoreError> {
    reader.read(|connection| {
        let numbers = match name.parse::<i64>() {
            Ok(number) => vec![number],
            Err(_) => pages_at(connection, &addresses(name))?,
        };
        let found = numbers.into_iter().find_map(|number| archived_entry(connection, number).transpose());
        found.transpose()
    })
}

/// Reads `--since 30d` as the instant that long ago.
pub(super) fn since(text: &str) -> Result<Timestamp, String> {
    let span = parse_duration(text).map_err(|fault| fault.message)?;
    clock::now().checked_sub(span).map_err(|_| "that is before the calendar begins".to_owned())
}

/// An excerpt with its names marked as mails mark them: `*so*`.
pub(super) fn marked(excerpt: &Excerpt) -> String {
    let mut text = String::with_capacity(excerpt.text.len() + 2 * excerpt.marks.len());
    let mut last = 0;
    for (start, end) in &excerpt.marks {
        text.push_str(&excerpt.text[last..*start]);
        text.push('*');
        text.push_str(&excerpt.text[*start..*end]);
        text.push('*');
        last = *end;
    }
    text.push_str(&excerpt.text[last..]);
    text
}
