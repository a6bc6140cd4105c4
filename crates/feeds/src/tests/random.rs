//! Feeds broken at random, the same way at every run: nothing panics, and reading twice gives the same.
//!
//! `WIREWATCH_FUZZ_SECONDS=3600 cargo test --release -p feeds random` goes on for an hour, from another
//! start at every run, and prints the seed of what it finds.

use std::time::{Duration, Instant};

use super::fixtures;
use crate::html;
use crate::read;

/// A small generator of numbers, so that a seed is all that is needed to repeat a run (xorshift64*).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    /// A number below `end`, which is above 0.
    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() >> 33).unwrap_or_default() % end
    }
}

/// What breaks readers when it stands where nobody expects it.
const PIECES: [&[u8]; 40] = [
    b"<",
    b">",
    b"</",
    b"/>",
    b"&",
    b";",
    b"\"",
    b"'",
    b"=",
    b"<![CDATA[",
    b"]]>",
    b"<!--",
    b"-->",
    b"<?xml",
    b"?>",
    b"<!DOCTYPE x [<!ENTITY a \"b\">]>",
    b"&a;",
    b"&#x92;",
    b"&#xD800;",
    b"&#99999999;",
    b"<item>",
    b"</item>",
    b"<entry>",
    b"<title>",
    b"</title>",
    b"<link>",
    b"<description>",
    b"</channel>",
    b"xmlns:a='b'",
    b"xml:base='x/'",
    b"\0",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"\xd0",
    b"\x80",
    "«я@ə» İ".as_bytes(),
    b"type='xhtml'",
    b"mode='base64'",
    b"Wed, 02 Oct 2024 15:04:05 +",
    b"\\ud800\"}",
];

/// Breaks a feed in up to eight places; sometimes with a part of another.
fn broken(random: &mut Random, feeds: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut bytes = feeds[random.below(feeds.len())].1.clone();
    for _ in 0..=random.below(8) {
        let at = random.below(bytes.len() + 1);
        let end = at + random.below(bytes.len() - at + 1).min(60);
        match random.below(7) {
            0 => drop(bytes.drain(at..end)),
            1 => bytes.truncate(at.max(1)),
            2 => {
                let part = bytes[at..end].to_vec();
                let to = random.below(bytes.len() + 1);
                bytes.splice(to..to, part);
            }
            3 => {
                let other = &feeds[random.below(feeds.len())].1;
                let from = random.below(other.len());
                let to = from + random.below(other.len() - from + 1).min(400);
                bytes.splice(at..end, other[from..to].iter().copied());
            }
            4 if at < bytes.len() => bytes[at] = u8::try_from(random.below(256)).unwrap_or_default(),
            _ => drop(bytes.splice(at..at, PIECES[random.below(PIECES.len())].iter().copied())),
        }
        if bytes.is_empty() {
            bytes.push(b'<');
        }
    }
    bytes
}

/// Reads one broken feed, and makes everything of it that anybody makes.
fn try_one(seed: u64, feeds: &[(String, Vec<u8>)]) {
    let mut random = Random(seed | 1);
    let bytes = broken(&mut random, feeds);
    let content_type =
        [None, Some("text/xml; charset=windows-1251"), Some("application/json")][random.below(3)];
    let start = Instant::now();
    let feed = read(&bytes, content_type, Some("https://a.example/feed"));
    let text = String::from_utf8_lossy(&bytes);
    drop(html::to_text(&text));
    let again = read(&bytes, content_type, Some("https://a.example/feed"));
    assert!(feed == again, "seed {seed}: two readings differ");
    for entry in feed.into_iter().flat_map(|feed| feed.entries) {
        drop((entry.plain_title(), entry.text()));
    }
    // Some kilobytes take some microseconds; seconds are a square or worse, whatever else the machine does.
    assert!(start.elapsed() < Duration::from_secs(5), "seed {seed}: {:?}", start.elapsed());
}

#[test]
fn broken_feeds_are_read_without_panic_and_always_the_same() {
    let feeds = fixtures();
    #[expect(clippy::disallowed_methods, reason = "the length of a long run is given by whoever starts it")]
    let seconds =
        std::env::var("WIREWATCH_FUZZ_SECONDS").ok().and_then(|seconds| seconds.parse::<u64>().ok());
    let Some(seconds) = seconds else {
        (0..700_u64).for_each(|seed| try_one(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15), &feeds));
        return;
    };
    let start = Instant::now();
    let mut seed = u64::from(std::process::id()) << 32;
    let mut count = 0_u64;
    while start.elapsed() < Duration::from_secs(seconds) {
        seed += 1;
        count += 1;
        let tried = std::panic::catch_unwind(|| try_one(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15), &feeds));
        assert!(tried.is_ok(), "number {seed}");
    }
    println!("{count} broken feeds in {seconds} s");
}
