//! `feeds.toml` as feeds.

use std::ops::Range;
use std::path::Path;

use crate::diagnostic::Problem;
use crate::diagnostic::finding::SECRET;
use crate::diagnostic::table::{Table, TomlDocument};
use crate::feed::Feed;
use crate::settings::keys::FEEDS;
use crate::settings::typed::duration;
use crate::settings::{full_text, robots, values};

use super::feed_request::request;
use super::feed_source::source_and_name;
use super::feed_warnings::odd_address;

/// What one machine polls, with room to spare.
const FEEDS_LIMIT: usize = 200_000;

/// A feed and where its address stands in the file.
#[derive(Debug, Clone)]
pub(super) struct ListedFeed {
    pub feed: Feed,
    pub span: Range<usize>,
}

/// Reads the file: the feeds that are right, and all that is wrong. Files that it names stand in `folder`.
pub(super) fn read(text: &str, folder: &Path) -> (Vec<ListedFeed>, Vec<Problem>) {
    let document = TomlDocument::parse(text);
    let mut root = Table::root(&document, &FEEDS);
    let tables = root.tables_up_to("feed", FEEDS_LIMIT).into_iter();
    let feeds = tables.filter_map(|table| feed(table, folder)).collect();
    root.finish();
    (feeds, document.into_problems())
}

fn feed(mut table: Table<'_>, folder: &Path) -> Option<ListedFeed> {
    let url = table.text("url");
    let checked = url.as_ref().and_then(|url| table.read_text(url, "url", values::web_address));
    let (source, title) = source_and_name(&mut table, checked.as_ref());
    let request = request(&mut table, folder);
    let lang = table.read("lang", "language", values::language);
    let country = table.read("country", "country", values::country);
    let publisher = table.text("publisher").map(|text| text.value.to_owned());
    let tags = table.texts("tags").unwrap_or_default().iter().map(|text| text.value.to_owned()).collect();
    let every = duration(&mut table, "every");
    let full_text = full_text(&mut table);
    let robots = robots(&mut table);
    if let Some(problem) = url.as_ref().and_then(|text| odd_address(text.value, &text.span)) {
        table.note(problem);
    }
    if let (Some(text), Some(checked)) = (&url, &checked)
        && checked.password().is_some()
    {
        let problem = Problem::warning(text.span.clone(), SECRET, "the address holds a password");
        table.note(problem.help(
            "such an address is never asked, and everybody who reads this file has the password: take it out",
        ));
    }
    table.finish();
    checked?;
    let url = url?;
    let (address, span) = (url.value.to_owned(), url.span);
    let feed = Feed {
        url: address,
        title,
        lang,
        country,
        publisher,
        tags,
        every,
        full_text,
        robots,
        source,
        request,
    };
    Some(ListedFeed { feed, span })
}
