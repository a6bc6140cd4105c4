//! Pages that say nothing but where to go.

use url::Url;

/// The largest page whose only word may be that the feed is elsewhere, in bytes.
const LARGEST_REFRESH: usize = 16 << 10;

/// And the most words that the page of an article shows that only leads on.
const MOST_OF_A_REFRESH: usize = 30;

/// Where a small page leads that stands in place of a feed, if that is on the same host.
pub(super) fn target(bytes: &[u8], header: Option<&str>, at: &str) -> Option<String> {
    let text = std::str::from_utf8(bytes.get(..LARGEST_REFRESH.min(bytes.len()))?).ok()?;
    if bytes.len() > LARGEST_REFRESH || !feeds::is_page(text) {
        return None;
    }
    let target = header.and_then(feeds::refresh_address).or_else(|| feeds::page_refresh(text))?;
    let at = Url::parse(at).ok()?;
    let next = at.join(&target).ok()?;
    // A page that only calls itself again counts its readers.
    (next.host_str() == at.host_str() && next != at).then(|| next.into())
}

/// The same for the page of an article: one that shows something may lead on after a while, and is what it shows.
pub(super) fn of_an_empty_page(bytes: &[u8], header: Option<&str>, at: &str) -> Option<String> {
    let target = target(bytes, header, at)?;
    let shown = feeds::to_line(&String::from_utf8_lossy(bytes));
    (shown.split_whitespace().count() <= MOST_OF_A_REFRESH).then_some(target)
}
