//! Stored entries as the commands that match them see them.

use std::ops::ControlFlow;

use jiff::Timestamp;

use crate::clock;
use crate::entry::canonical_link;
use crate::settings::units::parse_duration;
use crate::store::Reader;
use crate::store::StoreError;
use crate::store::archive::ArchivedEntry;
use crate::store::archive::Selection;
use crate::store::archive::entries_at;
use crate::store::archive::visit_entries;
use crate::watch::found::Excerpt;
use crate::watch::item::Item;

/// The entry as the matcher saw it when it was polled.
pub(super) fn item(entry: &ArchivedEntry) -> Item<'_> {
    Item {
        title: &entry.title,
        text: &entry.text,
        url: entry.link.as_deref(),
        source: Some(&entry.source),
        lang: entry.feed.lang.as_deref().or(entry.lang.as_deref()),
        country: entry.feed.country.as_deref(),
        author: entry.author.as_deref(),
        tags: &entry.tags,
        feed_tags: &entry.feed.tags,
    }
}

/// The newest entry with this number or address whose text is still kept.
pub(super) fn entry_named(reader: &Reader, name: &str) -> Result<Option<ArchivedEntry>, StoreError> {
    let numbers = match name.parse::<i64>() {
        Ok(number) => vec![number],
        Err(_) => reader.read(|connection| entries_at(connection, &canonical_link(name)))?,
    };
    let mut found = None;
    if let Some(wanted) = numbers.first() {
        reader.read(|connection| {
            visit_entries(connection, &Selection::default(), |entry| {
                if entry.id != *wanted {
                    return ControlFlow::Continue(());
                }
                found = Some(entry);
                ControlFlow::Break(())
            })
        })?;
    }
    Ok(found)
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
