//! How fast feeds are read, beside feed-rs and beside quick-xml's bare events, which store nothing: the floor.
//!
//! `WIREWATCH_BENCH_FEEDS=FOLDER cargo bench -p feeds` reads the feeds of a folder; without it, our fixtures.

use std::path::{Path, PathBuf};

use divan::Bencher;
use divan::counter::BytesCount;

fn main() {
    divan::main();
}

/// All XML files below the folder.
fn feeds() -> Vec<Vec<u8>> {
    let own = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let folder = std::env::var_os("WIREWATCH_BENCH_FEEDS").map_or(own, PathBuf::from);
    let mut feeds = Vec::new();
    add_feeds(&folder, &mut feeds);
    assert!(!feeds.is_empty(), "{} holds no feed", folder.display());
    feeds
}

fn add_feeds(folder: &Path, feeds: &mut Vec<Vec<u8>>) {
    for file in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = file.path();
        if path.is_dir() {
            add_feeds(&path, feeds);
        } else if let Ok(bytes) = std::fs::read(&path)
            && memchr::memmem::find(&bytes[..bytes.len().min(4096)], b"<").is_some()
        {
            feeds.push(bytes);
        }
    }
}

fn measure(bencher: Bencher, one: impl Fn(&[u8]) -> usize) {
    let feeds = feeds();
    let bytes: usize = feeds.iter().map(Vec::len).sum();
    bencher.counter(BytesCount::new(bytes)).bench_local(|| feeds.iter().map(|feed| one(feed)).sum::<usize>());
}

/// Reads a feed and counts its entries.
fn read(bytes: &[u8]) -> usize {
    feeds::read(bytes, None, None).map_or(0, |feed| feed.entries.len())
}

/// Reads a feed, makes plain text of its entries and counts the bytes.
fn read_as_text(bytes: &[u8]) -> usize {
    let entries = feeds::read(bytes, None, None).map(|feed| feed.entries).unwrap_or_default();
    entries.iter().map(|entry| entry.plain_title().len() + entry.text().len()).sum()
}

#[divan::bench]
fn wirewatch_read(bencher: Bencher) {
    measure(bencher, read);
}

#[divan::bench]
fn wirewatch_read_as_text(bencher: Bencher) {
    measure(bencher, read_as_text);
}

#[divan::bench]
fn feed_rs(bencher: Bencher) {
    // It panics on some real feeds; that costs it nothing here.
    std::panic::set_hook(Box::new(|_| {}));
    measure(bencher, |feed| {
        let feed = std::panic::catch_unwind(|| feed_rs::parser::parse(feed));
        feed.map_or(0, |feed| feed.map_or(0, |feed| feed.entries.len()))
    });
}

#[divan::bench]
fn quick_xml_events(bencher: Bencher) {
    measure(bencher, |feed| {
        let mut reader = quick_xml::Reader::from_reader(feed);
        reader.config_mut().check_end_names = false;
        reader.config_mut().allow_unmatched_ends = true;
        let mut events = 0;
        while !matches!(reader.read_event(), Ok(quick_xml::events::Event::Eof) | Err(_)) {
            events += 1;
        }
        events
    });
}
