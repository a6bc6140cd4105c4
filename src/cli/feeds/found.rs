//! What was found at an address, as it is listed and as it is shown.

use crate::feed::{Feed, SourceKind};
use crate::fetch::FoundSource;
use crate::load::append;
use crate::wording::{self, counted};

/// How many of its newest titles show that it is the right source.
const SHOWN: usize = 5;

/// A found source as the file of feeds lists it.
pub(super) fn as_feed(found: &FoundSource) -> Feed {
    let is_list = found.source.kind == Some(SourceKind::List);
    // Where `title` is a selector, the name cannot be left to the page: the file shows what it is a list of.
    let title = found.feed.plain_title().filter(|_| is_list).map(|title| wording::line(&title));
    Feed { url: found.url.clone(), title, source: found.source.clone(), ..Feed::default() }
}

/// The lines for the file of feeds.
pub(super) fn paste(found: &FoundSource) -> String {
    append::as_text(&as_feed(found))
}

/// Address, title and count; of what is no feed the newest titles and the lines for the file of feeds as well.
pub(super) fn shown(found: &FoundSource) -> String {
    let title = found.feed.plain_title().unwrap_or_else(|| "without a title".to_owned());
    let title = wording::line(&title);
    let count = counted(found.feed.entries.len(), "entry", "entries");
    let kind = found.source.kind.unwrap_or_default();
    if kind == SourceKind::Feed {
        return format!("{}\n    {title}, {count}\n", found.url);
    }
    let titles = newest_titles(found).into_iter().map(|title| format!("    - {title}\n"));
    let lines = paste(found);
    let lines = lines.lines().map(|line| format!("    {line}\n"));
    let head = format!("{} ({})\n    {title}, {count}\n", found.url, kind.word());
    std::iter::once(head).chain(titles).chain(lines).collect()
}

/// The titles of its newest entries, one line each.
pub(super) fn newest_titles(found: &FoundSource) -> Vec<String> {
    let mut entries: Vec<_> = found.feed.entries.iter().collect();
    // Sources without dates stand in their own order.
    entries.sort_by_key(|entry| std::cmp::Reverse(entry.published.or(entry.updated)));
    let named = |entry: &&feeds::ParsedEntry| {
        let title = entry.plain_title();
        let text = || entry.text().chars().take(80).collect::<String>();
        let words = if title.is_empty() { text() } else { title };
        let words = wording::line(&words);
        // Plain sitemaps have nothing but addresses.
        if words.is_empty() { entry.link.clone().unwrap_or_default() } else { words }
    };
    entries.iter().take(SHOWN).map(named).collect()
}
