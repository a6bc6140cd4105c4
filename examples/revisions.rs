//! How fast a program reads revisions by cursor: `cargo run --release --example revisions`.

use std::time::Instant;

use wirewatch::bench_door::archive::Archive;
use wirewatch::bench_door::streams::read_revisions;

/// Feeds, days and entries of a feed and day: 100 000 entries, each with its first revision.
const FEEDS: usize = 100;
const DAYS: u32 = 10;
const ITEMS: u64 = 100;

fn main() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let database = folder.path().join("w.db");
    let urls: Vec<String> = (0..FEEDS).map(|feed| format!("https://news{feed}.example/rss")).collect();
    let stored = Archive::open(&database)?.fill(&urls, DAYS, ITEMS, |number| {
        let words: Vec<String> =
            (0..60).map(|word| format!("word{}", (number * 31 + word * 7) % 9973)).collect();
        (format!("A headline of the usual length, number {number}"), words.join(" "))
    })?;
    for page in [100, 1_000, 10_000] {
        let begin = Instant::now();
        let (lines, bytes) = read_revisions(&database, page)?;
        let seconds = begin.elapsed().as_secs_f64();
        println!("{lines} of {stored} revisions, {bytes} bytes, in pages of {page}: {seconds:.2} s");
    }
    Ok(())
}
