//! What an entry is headed and what its page says of it: its feed and its page word it differently.

use super::ask::ReadPage;
use crate::entry::Entry;
use crate::store::known_pages::KnownPage;

/// The entry as its page shows it. What its feed left open, the page says: a list of addresses has no languages and few dates.
pub(super) fn page_entry(known: &KnownPage, read: &ReadPage, text: String) -> Entry {
    let page = &read.page.article;
    let mut entry = Entry { title: title(known, read), text, ..known.entry.clone() };
    entry.lang = entry.lang.or_else(|| page.lang.clone());
    entry.published = entry.published.or(page.published);
    entry
}

/// The headline stays the feed's until the page's own changes: the two are often worded differently.
fn title(known: &KnownPage, read: &ReadPage) -> String {
    match &known.state.title {
        Some(before) if before != headline(known, read) => headline(known, read).to_owned(),
        // A plain sitemap gives none.
        _ if known.entry.title.trim().is_empty() => headline(known, read).to_owned(),
        _ => known.entry.title.clone(),
    }
}

/// The page's headline: the known one, where the page gives itself that with the name of its site behind it.
pub(super) fn headline<'a>(known: &'a KnownPage, read: &'a ReadPage) -> &'a str {
    let before = known.state.title.as_deref().filter(|before| *before == read.page.shown.title);
    before.unwrap_or(&read.page.article.title)
}
