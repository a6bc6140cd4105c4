//! How fast 10 000 names are found, beside an exact scan for the same names and the bare tokenizer.
//!
//! `WIREWATCH_NAMES=FOLDER cargo bench --bench match` takes texts and names from the NDJSON files of a folder
//! (`"text"`, `"term"`); without it, both are made up. `max alloc` of the cold runs is what memo and hits take.

mod corpus;

use std::collections::BTreeSet;

use daachorse::{DoubleArrayAhoCorasick, DoubleArrayAhoCorasickBuilder, MatchKind};
use divan::counter::BytesCount;
use divan::{AllocProfiler, Bencher};
use names::{Form, Lexicon, Memo, NameHit, Surname, Term, tokens};

use crate::corpus::CORPUS;

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

/// A lexicon with the memo of one thread.
struct Names {
    lexicon: Lexicon,
    memo: Memo,
    hits: Vec<NameHit>,
}

impl Names {
    /// `names` are looked for in all case forms, `people` also by sound in every script.
    fn new<'a>(names: impl Iterator<Item = &'a str>, people: impl Iterator<Item = &'a str>) -> Self {
        let person = Form::Person { surname: Surname::Anchored };
        let terms: Vec<Term> = names
            .map(|name| Term::single(Form::Name, name))
            .chain(people.map(|name| Term::single(person, name)))
            .collect();
        Self { lexicon: Lexicon::build(&terms), memo: Memo::default(), hits: Vec::new() }
    }

    /// How many mentions a text has.
    fn mentions(&mut self, text: &str) -> usize {
        self.hits.clear();
        self.lexicon.scan(&mut self.memo, &[text], &mut self.hits);
        self.hits.len()
    }

    /// Forgets every token, as after a reload.
    fn forget(&mut self) {
        self.memo = Memo::default();
    }

    /// How many distinct tokens are remembered.
    fn remembered(&self) -> usize {
        self.memo.len()
    }
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
    bencher.counter(bytes()).bench(|| CORPUS.texts.iter().map(|text| tokens(text).count()).sum::<usize>());
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

#[divan::bench(sample_count = 10)]
fn h_build(bencher: Bencher<'_, '_>) {
    bencher.bench_local(names_and_people);
}
