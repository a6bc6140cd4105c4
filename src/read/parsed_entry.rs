//! An entry as its publisher sent it becomes one of ours: plain text under a key of its own.

use feeds::ParsedEntry;

use super::undone::{undone, undone_title};
use crate::entry::{Entry, EntryKey};

/// What tells it from the other entries of its feed, at every poll the same.
pub(crate) fn key_of(parsed: &ParsedEntry) -> EntryKey {
    if parsed.guid.is_some() || parsed.link.is_some() {
        return EntryKey::derive(parsed.guid.as_deref(), parsed.link.as_deref(), "", None, "");
    }
    let title = title_of(parsed);
    // Recordings without a word of their own are told apart by their files.
    if title.is_empty() && parsed.enclosure.is_some() {
        return EntryKey::derive(None, parsed.enclosure.as_deref(), "", None, "");
    }
    let date = parsed.published_raw.as_deref().or(parsed.updated_raw.as_deref());
    EntryKey::derive(None, None, &title, date, &text_of(parsed))
}

/// The entry in plain text, with the feed's language where it has none of its own.
pub(crate) fn entry_of(parsed: ParsedEntry, feed_lang: Option<&str>) -> Entry {
    Entry {
        key: key_of(&parsed),
        title: title_of(&parsed),
        text: text_of(&parsed),
        link: parsed.link,
        author: parsed.author,
        tags: parsed.tags,
        lang: parsed.lang.or_else(|| feed_lang.map(str::to_owned)),
        published: parsed.published,
        updated: parsed.updated,
    }
}

fn title_of(parsed: &ParsedEntry) -> String {
    undone_title(parsed.plain_title())
}

fn text_of(parsed: &ParsedEntry) -> String {
    undone(parsed.body().unwrap_or_default(), parsed.text())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_without_guid_and_link_has_the_same_key_at_every_poll() {
        let text = b"<rss><item><title>A</title><pubDate>1 Oct 2024</pubDate></item>\
            <item><description>B</description></item></rss>";
        let keys =
            || feeds::read(text, None, None).map(|feed| feed.entries.iter().map(key_of).collect::<Vec<_>>());
        assert_eq!(keys(), keys());
        assert!(keys().is_ok_and(|keys| keys[0] != keys[1]));
    }
}
