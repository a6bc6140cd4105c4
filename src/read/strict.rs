//! What a strict reader, feed-rs, makes of the bytes that ours reads: what an operator can send to a publisher.

use std::collections::{HashMap, HashSet, VecDeque};
use std::panic::{AssertUnwindSafe, catch_unwind};

use feed_rs::model::{Entry, Feed};
use feed_rs::parser::{self, ParseFeedError};
use feeds::{ParsedEntry, ParsedFeed};
use quick_xml::Reader;
use quick_xml::events::Event;
use serde::Serialize;

/// Differences that are named; the rest is counted.
const NAMED: usize = 50;

/// What the strict reader makes of a document.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(crate) struct SecondOpinion {
    /// Entries that it reads.
    pub entries: usize,
    /// Why it reads nothing.
    pub error: Option<StrictError>,
    /// Entries that ours reads and it does not: their titles, else their links.
    pub missed: Vec<String>,
    /// Fields that it reads otherwise.
    pub differing: Vec<DifferentField>,
    /// What of both is not named here.
    pub more: usize,
}

/// Where and why the strict reader stops.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct StrictError {
    pub message: String,
    /// From 1, where it can be told.
    pub line: Option<usize>,
    /// In characters, from 1.
    pub column: Option<usize>,
}

/// A field of an entry that two readers read differently.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct DifferentField {
    /// The entry's title, else its link.
    pub entry: String,
    pub field: &'static str,
    pub ours: Option<String>,
    pub strict: Option<String>,
}

/// Has feed-rs read the bytes. It panics on some feeds, which is an error like others; whoever calls this may want to keep
/// what is printed of it from people.
pub(crate) fn second_opinion(bytes: &[u8], ours: Option<&ParsedFeed>) -> SecondOpinion {
    let theirs = match catch_unwind(AssertUnwindSafe(|| parser::parse(bytes))) {
        Ok(Ok(feed)) => feed,
        Ok(Err(error)) => return refused(strict_error(bytes, &error), ours),
        Err(_) => {
            let message = "feed-rs stops with a panic".to_owned();
            return refused(StrictError { message, line: None, column: None }, ours);
        }
    };
    compared(&theirs, ours)
}

/// The opinion of a reader that stopped: everything is missed.
fn refused(error: StrictError, ours: Option<&ParsedFeed>) -> SecondOpinion {
    let missed = ours.iter().flat_map(|ours| &ours.entries).map(name).collect();
    cut(SecondOpinion { error: Some(error), missed, ..SecondOpinion::default() })
}

/// Entries are the same by link, id or title, each found in one step. An id that feed-rs has made up is nobody's.
fn compared(theirs: &Feed, ours: Option<&ParsedFeed>) -> SecondOpinion {
    let mut opinion = SecondOpinion { entries: theirs.entries.len(), ..SecondOpinion::default() };
    let mut places: HashMap<String, VecDeque<usize>> = HashMap::new();
    for (at, entry) in theirs.entries.iter().enumerate() {
        let links = entry.links.iter().map(|link| link.href.clone());
        for sign in links.chain([entry.id.clone(), title(entry)]) {
            places.entry(sign).or_default().push_back(at);
        }
    }
    let mut taken = HashSet::new();
    for entry in ours.iter().flat_map(|ours| &ours.entries) {
        let signs = [entry.link.clone(), entry.guid.clone(), Some(entry.plain_title())];
        let found = signs.into_iter().flatten().filter(|sign| !sign.is_empty()).find_map(|sign| {
            let places = places.get_mut(&sign)?;
            // Each place is passed once, however many entries share a sign.
            while let Some(at) = places.pop_front() {
                if taken.insert(at) {
                    return Some(at);
                }
            }
            None
        });
        match found {
            Some(at) => differences(entry, &theirs.entries[at], &mut opinion.differing),
            None => opinion.missed.push(name(entry)),
        }
    }
    cut(opinion)
}

fn cut(mut opinion: SecondOpinion) -> SecondOpinion {
    let beyond = |length: usize| length.saturating_sub(NAMED);
    opinion.more = beyond(opinion.missed.len()) + beyond(opinion.differing.len());
    opinion.missed.truncate(NAMED);
    opinion.differing.truncate(NAMED);
    opinion
}

fn differences(ours: &ParsedEntry, theirs: &Entry, found: &mut Vec<DifferentField>) {
    let filled = |text: String| Some(text).filter(|text| !text.is_empty());
    let second =
        |at: Option<i64>| at.and_then(|at| jiff::Timestamp::from_second(at).ok()).map(|at| at.to_string());
    let stamp = |at: Option<jiff::Timestamp>| second(at.map(jiff::Timestamp::as_second));
    let link = theirs.links.first().map(|link| link.href.clone());
    let same_link = ours.link.as_ref().is_some_and(|own| theirs.links.iter().any(|link| link.href == *own));
    // feed-rs takes the date of publication for that of the last change where there is none.
    let updated =
        theirs.updated.filter(|updated| ours.updated.is_some() || Some(*updated) != theirs.published);
    let pairs = [
        ("title", filled(ours.plain_title()), filled(title(theirs))),
        ("link", ours.link.clone(), if same_link { ours.link.clone() } else { link }),
        ("id", ours.guid.clone(), ours.guid.as_ref().and(Some(theirs.id.clone()))),
        ("published", stamp(ours.published), second(theirs.published.map(|at| at.timestamp()))),
        ("updated", stamp(ours.updated), second(updated.map(|at| at.timestamp()))),
    ];
    for (field, own, strict) in pairs {
        if own != strict {
            found.push(DifferentField { entry: name(ours), field, ours: own, strict });
        }
    }
}

fn title(theirs: &Entry) -> String {
    let title = theirs.title.as_ref().map(|title| title.content.clone());
    ParsedEntry { title, ..ParsedEntry::default() }.plain_title()
}

fn name(entry: &ParsedEntry) -> String {
    let title = entry.plain_title();
    if title.is_empty() {
        entry.link.clone().or_else(|| entry.guid.clone()).unwrap_or_default()
    } else {
        title
    }
}

/// An error with its place, which feed-rs does not tell: its parsers do.
fn strict_error(bytes: &[u8], error: &ParseFeedError) -> StrictError {
    let message = error.to_string();
    let (line, column) = match error {
        ParseFeedError::JsonSerde(error) => (Some(error.line()), Some(error.column())),
        ParseFeedError::XmlReader(_) => match xml_error_at(bytes) {
            Some(at) => place(bytes, at),
            None => (None, None),
        },
        _ => (None, None),
    };
    StrictError { message, line, column }
}

/// Where the XML breaks its rules first.
fn xml_error_at(bytes: &[u8]) -> Option<usize> {
    let mut reader = Reader::from_reader(bytes);
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Eof) => return None,
            Ok(_) => {}
            Err(_) => return usize::try_from(reader.error_position()).ok(),
        }
    }
}

fn place(bytes: &[u8], at: usize) -> (Option<usize>, Option<usize>) {
    let before = &bytes[..at.min(bytes.len())];
    let begins = memchr::memrchr(b'\n', before).map_or(0, |at| at + 1);
    let line = memchr::memchr_iter(b'\n', before).count() + 1;
    (Some(line), Some(String::from_utf8_lossy(&before[begins..]).chars().count() + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn opinion(text: &str) -> SecondOpinion {
        second_opinion(text.as_bytes(), feeds::read(text.as_bytes(), None, None).ok().as_ref())
    }

    #[test]
    fn a_strict_reader_misses_what_ours_mends() {
        let broken = "<rss version=\"2.0\"><channel><title>T</title>\n<item><title>A</b></title><link>https://a.example/1</link></item></channel></rss>";
        let found = opinion(broken);
        let error = found.error.expect("the tags do not match");
        assert_eq!((error.line, found.entries), (Some(2), 0), "{}", error.message);
        assert_eq!(found.missed, ["A"]);
        let fine = "<rss version=\"2.0\"><channel><title>T</title><item><guid>1</guid><title>A</title>\
            <link>https://a.example/1</link><pubDate>Mon, 30 Nov 2026 10:00:00 GMT</pubDate></item></channel></rss>";
        assert_eq!(opinion(fine), SecondOpinion { entries: 1, ..SecondOpinion::default() });
        let dated = fine.replace("Mon, 30 Nov 2026 10:00:00 GMT", "30 noyabr 2026, 10:00");
        let found = opinion(&dated);
        assert_eq!(found.differing.len(), 1);
        assert_eq!((found.differing[0].field, found.differing[0].strict.as_deref()), ("published", None));
        assert_eq!(found.differing[0].ours.as_deref(), Some("2026-11-30T10:00:00Z"));
    }

    #[test]
    fn a_panic_is_an_error_like_others() {
        let text = "<rss version=\"2.0\"><channel><title>T</title><item><title>A</title>\
            <author>«news@example.ru» …</author></item></channel></rss>";
        let found = opinion(text);
        assert_eq!(found.error.map(|error| error.message).as_deref(), Some("feed-rs stops with a panic"));
        assert_eq!(found.missed, ["A"]);
    }
}
