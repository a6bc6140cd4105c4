//! How fast 500 watchlists are matched, and how fast 1 000 entities are loaded.
//!
//! `WIREWATCH_NAMES=FOLDER cargo bench --bench watchlists` takes texts and names from the NDJSON files of a folder
//! (`"text"`, `"term"`); without it, both are made up.

#[path = "../crates/names/benches/corpus/mod.rs"]
mod corpus;

use divan::counter::BytesCount;
use divan::{AllocProfiler, Bencher};
use wirewatch::bench_door::watchlists::MatcherBench;

use crate::corpus::{CORPUS, NAMES};

#[global_allocator]
static ALLOCATIONS: AllocProfiler = AllocProfiler::system();

fn main() {
    let corpus = &*CORPUS;
    println!(
        "{} texts, {} bytes, {} names, {} people",
        corpus.texts.len(),
        corpus.bytes,
        corpus.names.len(),
        corpus.people.len()
    );
    divan::main();
}

const QUERIES: usize = 500;
const ENTITIES: usize = 1_000;
const WATCHLISTS: usize = 20;

fn bytes() -> BytesCount {
    BytesCount::new(CORPUS.bytes)
}

/// 500 watchlists of 20 names each: mentions, queries, scores and excerpts.
#[divan::bench(sample_count = 5)]
fn a_queries_warm(bencher: Bencher<'_, '_>) {
    let quoted = |name: &String| format!("\\\"{}\\\"", name.replace(['"', '\\', '*', '?'], " "));
    let query = |(at, names): (usize, &[String])| {
        let (first, others) = names.split_first().expect("chunks are not empty");
        let others: Vec<String> = others.iter().map(quoted).collect();
        let text = format!("title = \"{at}\"\nquery = \"{} AND ({})\"\n", quoted(first), others.join(" OR "));
        (format!("q{at}.toml"), text)
    };
    let files = CORPUS.names.chunks_exact(NAMES / QUERIES).enumerate().map(query).collect();
    let Some(mut desk) = MatcherBench::new(files) else { return };
    let mut all = || CORPUS.texts.iter().map(|text| desk.matches(text)).sum::<usize>();
    all();
    bencher.counter(bytes()).bench_local(all);
}

/// What `check` and the start take: a folder of entities with an alias each in two scripts, used by watchlists
/// with examples, from text to a set that runs.
#[divan::bench(sample_count = 10)]
fn b_load(bencher: Bencher<'_, '_>) {
    let quoted = |name: &str| format!("\"{}\"", name.replace(['"', '\\', '*', '?'], " "));
    let names = |at: usize| quoted(&CORPUS.names[at % CORPUS.names.len()]);
    let entity = |at: usize| {
        let person = quoted(&CORPUS.people[at % CORPUS.people.len()]);
        let (other, third) = (names(at), names(at + ENTITIES));
        format!(
            "[[entity]]\nid = \"e{at}\"\nkind = \"person\"\nname = {person}\nnames = [{other}, {third}]\n"
        )
    };
    let watchlist = |at: usize| {
        let own = at * ENTITIES / WATCHLISTS..(at + 1) * ENTITIES / WATCHLISTS;
        let leaves: Vec<String> = own.map(|entity| format!("@e{entity}")).collect();
        let example = "[[test]]\nno_match = \"Grain harvest in the valley\"\n".repeat(5);
        (format!("w{at}.toml"), format!("query = \"{}\"\n{example}", leaves.join(" OR ")))
    };
    let mut files: Vec<(String, String)> = (0..WATCHLISTS).map(watchlist).collect();
    files.push(("entities.toml".to_owned(), (0..ENTITIES).map(entity).collect()));
    bencher.bench_local(|| MatcherBench::new(files.clone()).expect("the files are good"));
}
