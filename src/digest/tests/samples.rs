//! Builders of what the store hands over.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::digest::input::{
    Coverage, DigestInput, DigestWindow, FoundArticle, ReadExtent, ReaderLinks, Recipient, ShownArticle,
    Topic, TroubledFeed,
};
use crate::feed::FeedHealth;
use crate::watch::found::{Excerpt, Hit, Match};
use crate::watch::hit_rule::HitRule;
use crate::watch::item::Field;

pub(super) fn at(time: &str) -> Timestamp {
    format!("{time}:00Z").parse().expect("a sample's time is well-formed")
}

pub(super) fn topic(id: &str, title: &str, description: &str) -> Topic {
    Topic { id: id.into(), title: title.into(), description: description.into(), threshold: 0.0 }
}

pub(super) fn empty() -> DigestInput {
    let zone = TimeZone::get("Asia/Baku").expect("the zone exists");
    DigestInput {
        reader: Recipient {
            email: "analyst@example.org".into(),
            name: Some("A. Analyst".into()),
            zone,
            schedule: "weekdays 07:00".into(),
        },
        window: DigestWindow { from: at("2024-06-21T03:00"), to: at("2024-06-24T03:00"), missed: 0 },
        now: at("2024-06-24T03:00"),
        topics: vec![topic(
            "csto-azerbaijan",
            "CSTO and Azerbaijan",
            "Any talk of Azerbaijan joining or leaving the orbit of the CSTO",
        )],
        found: Vec::new(),
        edits: Vec::new(),
        withdrawn: Vec::new(),
        coverage: Coverage { feeds: 40, read: 40, new_entries: 412, ..Coverage::default() },
        links: ReaderLinks {
            archive: Some("https://watch.example.org/d/5f1c9a7e20b84d63".into()),
            leave: Some("https://watch.example.org/s/91b2e0c4".into()),
            leave_mail: Some("digest@example.org".into()),
        },
    }
}

pub(super) fn article(entry: i64, source: &str, lang: &str, title: &str, seen: &str) -> ShownArticle {
    let host = source.to_lowercase().replace(|c: char| !c.is_ascii_alphanumeric(), "");
    let host = if host.is_empty() { format!("news-{lang}") } else { host };
    ShownArticle {
        entry,
        link: Some(format!("https://{host}.example/news/{entry}?from=rss&p=1")),
        title: title.replace('*', ""),
        source: source.into(),
        family: source.to_lowercase(),
        cites: None,
        lang: Some(lang.into()),
        country: None,
        published: None,
        seen: at(seen),
        read: ReadExtent::Whole,
    }
}

/// The text without its asterisks and the bytes that stood between them.
pub(super) fn unmarked(text: &str) -> (String, Vec<(usize, usize)>) {
    let mut plain = String::new();
    let mut marks = Vec::new();
    for (place, piece) in text.split('*').enumerate() {
        let start = plain.len();
        plain.push_str(piece);
        if place % 2 == 1 {
            marks.push((start, plain.len()));
        }
    }
    (plain, marks)
}

pub(super) fn matched(score: f64, title: &str, quotes: &[&str], terms: &[&str], notable: &[&str]) -> Match {
    let (plain, marks) = unmarked(title);
    let hit = |&(start, end): &(usize, usize)| Hit {
        field: Field::Title,
        start,
        end,
        surface: plain[start..end].to_owned(),
        term: plain[start..end].to_owned(),
        entity: None,
        why: HitRule::Told("as written".into()),
    };
    let excerpt = |quote: &&str| {
        let (text, marks) = unmarked(quote);
        Excerpt { field: Field::Text, text, marks }
    };
    Match {
        watchlist: "csto-azerbaijan".into(),
        score,
        hits: marks.iter().map(hit).collect(),
        excerpts: quotes.iter().map(excerpt).collect(),
        terms: terms.iter().map(|term| (*term).to_owned()).collect(),
        notable: notable.iter().map(|name| (*name).to_owned()).collect(),
        note: None,
    }
}

/// A found article whose match marks what stands between asterisks.
pub(super) fn found(
    score: f64,
    head: (i64, &str, &str, &str, &str),
    quotes: &[&str],
    terms: &[&str],
    notable: &[&str],
) -> FoundArticle {
    let (entry, source, lang, title, seen) = head;
    FoundArticle {
        article: article(entry, source, lang, title, seen),
        text: String::new(),
        matches: vec![matched(score, title, quotes, terms, notable)],
        story: None,
        story_sent: None,
        event: None,
        first: None,
    }
}

pub(super) fn troubled() -> Coverage {
    let feed = |title: &str, health, words: &str, since: Option<&str>| TroubledFeed {
        title: title.into(),
        url: String::new(),
        health,
        words: words.into(),
        since: since.map(at),
    };
    Coverage {
        feeds: 40,
        read: 38,
        new_entries: 412,
        undated: 3,
        teasers: 2,
        troubled: vec![
            feed("Kura Post", FeedHealth::Late, "the connection was refused", Some("2024-06-23T22:10")),
            feed("Old Gazette", FeedHealth::Gone, "the publisher answers 410", Some("2024-05-02T10:00")),
        ],
        cuts: vec!["Steppe Herald: it breaks off after 12 entries; these were read".into()],
    }
}
