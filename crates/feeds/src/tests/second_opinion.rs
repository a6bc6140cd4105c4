//! What feed-rs thinks of our fixtures: where it reads one without error and with entries, every difference has
//! its reason here.

use super::fixtures;
use crate::{ParsedEntry, read};

/// The fixture, the field that differs, and why ours is right.
const DIFFERENCES: [(&str, &str, &str); 8] = [
    ("atom-1.0.xml", "title", "it does not tell a title of type text, where `<b>` is no tag, from HTML"),
    ("atom-1.0.xml", "link", "it does not take an id that is a web address for the missing link"),
    ("podcast.xml", "title", "it does not take a media:title for the missing title"),
    ("podcast.xml", "date", "it does not read dcterms"),
    ("rss-0.91.xml", "title", "it does not read names that the document type declares"),
    ("rss-1.0.xml", "count", "it drops an item without a link, though rdf:about names it"),
    ("rss-2.0.xml", "link", "it does not take a permanent guid for the missing link"),
    ("rss-2.0.xml", "date", "it reads no Azerbaijani month"),
];

/// The fields in which two readings differ.
fn differences(bytes: &[u8]) -> Vec<&'static str> {
    // feed-rs 3.0.0 panics on some author lines; that is an error like others.
    let theirs = std::panic::catch_unwind(|| feed_rs::parser::parse(bytes));
    let Ok(Ok(theirs)) = theirs else { return Vec::new() };
    if theirs.entries.is_empty() {
        return Vec::new();
    }
    let Ok(ours) = read(bytes, None, None) else { return vec!["everything"] };
    let mut found = Vec::new();
    let mut compare = |field, equal: bool| {
        if !equal && !found.contains(&field) {
            found.push(field);
        }
    };
    compare("count", ours.entries.len() == theirs.entries.len());
    for (ours, theirs) in ours.entries.iter().zip(&theirs.entries) {
        let title = theirs.title.as_ref().map(|title| title.content.trim().to_owned());
        let title = ParsedEntry { title, ..ParsedEntry::default() }.plain_title();
        compare("title", ours.plain_title() == title);
        let links: Vec<_> = theirs.links.iter().map(|link| link.href.trim_end_matches('/')).collect();
        let link = ours.link.as_deref().map(|link| link.trim_end_matches('/'));
        compare("link", link.map_or(links.is_empty(), |link| links.contains(&link)));
        let seconds = |at: Option<jiff::Timestamp>| at.map(jiff::Timestamp::as_second);
        let dates = [seconds(ours.published), seconds(ours.updated)];
        let date = theirs.published.or(theirs.updated).map(|at| at.timestamp());
        compare("date", date.map_or(dates == [None, None], |date| dates.contains(&Some(date))));
    }
    found
}

#[test]
fn every_difference_has_its_reason() {
    let mut found = Vec::new();
    for (name, bytes) in fixtures().iter().filter(|(name, _)| name != "json-feed.json") {
        found.extend(differences(bytes).into_iter().map(|field| (name.clone(), field)));
    }
    let known: Vec<_> = DIFFERENCES.iter().map(|(name, field, _)| ((*name).to_owned(), *field)).collect();
    assert_eq!(found, known);
}
