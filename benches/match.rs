//! How fast 10 000 names are found, beside an exact scan for the same names and the bare tokenizer.
//!
//! `WIREWATCH_NAMES=FOLDER cargo bench --bench match` takes texts and names from the NDJSON files of a folder
//! (`"text"`, `"term"`); without it, both are made up. `max alloc` of the cold runs is what memo and hits take.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use daachorse::{DoubleArrayAhoCorasick, DoubleArrayAhoCorasickBuilder, MatchKind};
use divan::counter::BytesCount;
use divan::{AllocProfiler, Bencher};
use wirewatch::bench_door::names::{Desk, Names, tokens};

#[global_allocator]
static ALLOCATIONS: AllocProfiler = AllocProfiler::system();

fn main() {
    let corpus = &*CORPUS;
    let mut names = exact_names();
    names.all();
    println!(
        "{} texts, {} bytes, {} names, {} people, {} distinct words",
        corpus.texts.len(),
        corpus.bytes,
        corpus.names.len(),
        corpus.people.len(),
        names.0.remembered()
    );
    divan::main();
}

const NAMES: usize = 10_000;
const PEOPLE: usize = 1_500;
const QUERIES: usize = 500;
const ENTITIES: usize = 1_000;
const WATCHLISTS: usize = 20;

struct Corpus {
    texts: Vec<String>,
    bytes: usize,
    names: Vec<String>,
    /// Names of two or more words in Latin letters: looked for by sound.
    people: Vec<String>,
}

static CORPUS: LazyLock<Corpus> = LazyLock::new(|| {
    #[expect(clippy::disallowed_methods, reason = "a benchmark is its own command line")]
    let folder = std::env::var("WIREWATCH_NAMES");
    let (texts, terms) = folder.map_or_else(|_| made_up(), |folder| read(&folder));
    let spread = |terms: Vec<String>, most: usize| -> Vec<String> {
        let step = terms.len().div_ceil(most).max(1);
        let offsets = (0..step).flat_map(|first| (first..terms.len()).step_by(step));
        offsets.take(most).map(|at| terms[at].clone()).collect()
    };
    let is_person = |term: &&String| term.is_ascii() && (2..=3).contains(&term.split(' ').count());
    let people: Vec<String> = terms.iter().filter(is_person).cloned().collect();
    let bytes = texts.iter().map(String::len).sum();
    Corpus { texts, bytes, names: spread(terms, NAMES), people: spread(people, PEOPLE) }
});

/// The distinct texts and terms of all NDJSON files of a folder.
fn read(folder: &str) -> (Vec<String>, Vec<String>) {
    let (mut texts, mut terms) = (BTreeSet::new(), BTreeSet::new());
    let files = std::fs::read_dir(folder).expect("WIREWATCH_NAMES names a folder");
    for file in files.flatten().filter(|file| file.path().extension().is_some_and(|e| e == "jsonl")) {
        for line in std::fs::read_to_string(file.path()).expect("a text file").lines() {
            let row: serde_json::Value = serde_json::from_str(line).expect("NDJSON");
            texts.extend(row["text"].as_str().map(str::to_owned));
            terms.extend(row["term"].as_str().map(str::to_owned));
        }
    }
    (texts.into_iter().collect(), terms.into_iter().collect())
}

/// Names of made-up syllables, and texts in which one word of ten is one of them with an ending.
fn made_up() -> (Vec<String>, Vec<String>) {
    let syllables =
        ["ба", "ку", "ре", "ван", "тби", "ли", "си", "мос", "ков", "al", "iy", "ev", "pash", "in", "yan"];
    let endings = ["", "а", "у", "ом", "ым", "in", "da", "dan", "a", "owi"];
    let mut state = 1_u32;
    let mut next = |below: usize| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) as usize % below
    };
    let mut word = |letters: usize| -> String {
        // Names of two words are people, whom another script spells otherwise: their own is Latin.
        let script = if letters != 2 && next(2) == 0 { 0..9 } else { 9..15 };
        (0..letters).map(|_| syllables[script.start + next(script.len())]).collect()
    };
    let capital = |word: String| -> String {
        let mut letters = word.chars();
        letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
    };
    let mut terms: Vec<String> = (0..NAMES).map(|at| capital(word(3 + at % 3))).collect();
    terms.extend((0..PEOPLE).map(|_| format!("{} {}{}", capital(word(2)), capital(word(2)), word(2))));
    let words: Vec<String> = (0..30_000).map(|_| word(4)).collect();
    let mut sentence = || -> String {
        let word = |at: usize| match at % 10 {
            9 => format!("{}{} ", terms[next(terms.len())], endings[next(endings.len())]),
            _ => format!("{} ", words[next(words.len())]),
        };
        (0..40).map(word).collect()
    };
    ((0..5_000).map(|_| sentence()).collect(), terms)
}

struct All(Names);

impl All {
    fn all(&mut self) -> usize {
        CORPUS.texts.iter().map(|text| self.0.mentions(text)).sum()
    }
}

fn exact_names() -> All {
    All(Names::new(CORPUS.names.iter().map(String::as_str), std::iter::empty()))
}

fn names_and_people() -> All {
    All(Names::new(CORPUS.names.iter().map(String::as_str), CORPUS.people.iter().map(String::as_str)))
}

fn bytes() -> BytesCount {
    BytesCount::new(CORPUS.bytes)
}

#[divan::bench(sample_count = 10)]
fn a_tokenizer(bencher: Bencher<'_, '_>) {
    bencher.counter(bytes()).bench(|| CORPUS.texts.iter().map(|text| tokens(text)).sum::<usize>());
}

#[divan::bench(sample_count = 10)]
fn b_daachorse_exact(bencher: Bencher<'_, '_>) {
    let distinct: BTreeSet<&str> = CORPUS.names.iter().map(String::as_str).collect();
    let scanner: DoubleArrayAhoCorasick<u32> = DoubleArrayAhoCorasickBuilder::new()
        .match_kind(MatchKind::LeftmostLongest)
        .build(distinct)
        .expect("the names are distinct and not empty");
    let is_word = |text: &str, start: usize, end: usize| {
        !text[..start].ends_with(char::is_alphanumeric) && !text[end..].starts_with(char::is_alphanumeric)
    };
    let scan = |text: &String| {
        let found = scanner.leftmost_find_iter(text);
        found.filter(|found| is_word(text, found.start(), found.end())).count()
    };
    bencher.counter(bytes()).bench(|| CORPUS.texts.iter().map(scan).sum::<usize>());
}

#[divan::bench(sample_count = 10)]
fn c_names_warm(bencher: Bencher<'_, '_>) {
    let mut names = exact_names();
    names.all();
    bencher.counter(bytes()).bench_local(|| names.all());
}

#[divan::bench(sample_count = 5)]
fn d_names_cold(bencher: Bencher<'_, '_>) {
    let mut names = exact_names();
    bencher.counter(bytes()).bench_local(|| {
        names.0.forget();
        names.all()
    });
}

#[divan::bench(sample_count = 5)]
fn e_names_and_people_by_sound_warm(bencher: Bencher<'_, '_>) {
    let mut names = names_and_people();
    names.all();
    bencher.counter(bytes()).bench_local(|| names.all());
}

#[divan::bench(sample_count = 2)]
fn f_names_and_people_by_sound_cold(bencher: Bencher<'_, '_>) {
    let mut names = names_and_people();
    bencher.counter(bytes()).bench_local(|| {
        names.0.forget();
        names.all()
    });
}

/// 500 watchlists of 20 names each: mentions, queries, scores and excerpts.
#[divan::bench(sample_count = 5)]
fn g_queries_warm(bencher: Bencher<'_, '_>) {
    let quoted = |name: &String| format!("\\\"{}\\\"", name.replace(['"', '\\', '*', '?'], " "));
    let query = |(at, names): (usize, &[String])| {
        let (first, others) = names.split_first().expect("chunks are not empty");
        let others: Vec<String> = others.iter().map(quoted).collect();
        let text = format!("title = \"{at}\"\nquery = \"{} AND ({})\"\n", quoted(first), others.join(" OR "));
        (format!("q{at}.toml"), text)
    };
    let files = CORPUS.names.chunks_exact(NAMES / QUERIES).enumerate().map(query).collect();
    let Some(mut desk) = Desk::new(files) else { return };
    let mut all = || CORPUS.texts.iter().map(|text| desk.matches(text)).sum::<usize>();
    all();
    bencher.counter(bytes()).bench_local(all);
}

/// What `check` and the start take: a folder of entities with an alias each in two scripts, used by watchlists
/// with examples, from text to a set that runs.
#[divan::bench(sample_count = 10)]
fn i_load(bencher: Bencher<'_, '_>) {
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
    bencher.bench_local(|| Desk::new(files.clone()).expect("the files are good"));
}

#[divan::bench(sample_count = 10)]
fn h_build(bencher: Bencher<'_, '_>) {
    bencher.bench_local(names_and_people);
}
