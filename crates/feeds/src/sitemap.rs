//! What of a sitemap, and of an index of them, may be news.

use crate::feed::ParsedEntry;

/// Sitemaps of an index that are read: what is new stands in the newest.
const NEWEST: usize = 3;

/// Leaves the addresses that may be articles: those of news, with a headline or the time of publication, else those with a time, else
/// all.
pub(crate) fn keep_articles(entries: &mut Vec<ParsedEntry>) {
    entries.retain(|entry| entry.link.is_some());
    let is_news = |entry: &ParsedEntry| entry.title.is_some() || entry.published.is_some();
    let has_news = entries.iter().any(is_news);
    let is_dated = entries.iter().any(|entry| entry.updated.is_some());
    // Beside headlines and times, an address without any is that of a page of the site itself.
    entries.retain(|entry| match (has_news, is_dated) {
        (true, _) => is_news(entry),
        (false, true) => entry.updated.is_some(),
        (false, false) => true,
    });
}

/// The addresses of the newest sitemaps of an index, newest first.
///
/// Where it tells no times, those whose names speak of news or posts come first, and of those the last: archives are
/// numbered as they grow.
pub(crate) fn newest(listed: &[ParsedEntry]) -> Vec<String> {
    let mut ranked: Vec<_> = listed
        .iter()
        .enumerate()
        .filter_map(|(at, entry)| {
            let address = entry.link.as_deref()?;
            Some((entry.updated, speaks_of_news(address), at, address))
        })
        .collect();
    ranked.sort_by(|a, b| b.cmp(a));
    ranked.dedup_by_key(|(.., address)| *address);
    ranked.into_iter().take(NEWEST).map(|(.., address)| address.to_owned()).collect()
}

/// Whether an address looks like that of a sitemap of articles.
pub(crate) fn speaks_of_news(address: &str) -> bool {
    let address = address.to_ascii_lowercase();
    ["news", "post", "article", "stor"].iter().any(|word| address.contains(word))
}
