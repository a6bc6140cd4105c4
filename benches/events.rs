//! What it takes to put one more matched article to its event, of a desk that has grouped few and many.
//!
//! `cargo bench --bench events`: articles of 150 words with 14 names of 4 000, a sixth of them about what others are about.

use divan::Bencher;
use wirewatch::bench_door::events::EventsBench;

fn main() {
    divan::main();
}

/// A simple generator: the same articles every time.
struct Words(u64);

impl Words {
    fn next(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % below
    }

    fn word(&mut self) -> String {
        const SYLLABLES: [&str; 20] = [
            "ba", "ri", "mo", "tel", "va", "sun", "ko", "der", "li", "gash", "pe", "nor", "chu", "zan", "fi",
            "tov", "yel", "mir", "ak", "ost",
        ];
        let length = 2 + self.next(3);
        (0..length).map(|_| SYLLABLES[usize::try_from(self.next(20)).expect("it is below 20")]).collect()
    }
}

fn name(number: u64) -> String {
    let word = Words(number.wrapping_mul(7_919) + 1).word();
    word[..1].to_uppercase() + &word[1..]
}

/// The article with this number: six in a row may be about one thing.
fn article(number: u64) -> (String, String) {
    let (mut about, mut own) = (Words(number / 6 * 31 + 5), Words(number * 17 + 3));
    let is_shared = number % 6 == 1;
    let mut named = Vec::new();
    for place in 0..14 {
        let words = if is_shared && place < 8 { &mut about } else { &mut own };
        named.push(name(words.next(4_000)));
    }
    let mut text = String::new();
    for place in 0..136 {
        text.push_str(&own.word());
        text.push(' ');
        if place % 10 == 3 {
            text.push_str(&named[place / 10]);
            text.push(' ');
        }
        if place % 50 == 7 {
            text.push_str(&(100 + own.next(9_000)).to_string());
            text.push(' ');
        }
        if place % 17 == 16 {
            text.push_str("end. ");
        }
    }
    (format!("{} and {} meet", named[0], named[1]), text)
}

/// A thousand articles after `before` others: divide by a thousand.
#[divan::bench(args = [1_000, 30_000], sample_count = 5)]
fn a_thousand_articles(bencher: Bencher<'_, '_>, before: u64) {
    let articles: Vec<(String, String)> = (before..before + 1_000).map(article).collect();
    bencher
        .with_inputs(|| {
            let mut desk = EventsBench::default();
            (0..before).for_each(|number| {
                let (title, text) = article(number);
                desk.add(&title, &text);
            });
            desk
        })
        .bench_local_values(|mut desk| articles.iter().filter(|(title, text)| desk.add(title, text)).count());
}

/// Reads a thousand articles on a desk of so many publishers; of `all` each cites one of them.
fn reads(bencher: Bencher<'_, '_>, publishers: u64, all: bool) {
    let titles: Vec<String> =
        (0..publishers).map(|number| format!("{} {}", name(number), name(number * 3))).collect();
    let articles: Vec<(String, String)> = (0..1_000)
        .map(|number| {
            let (title, text) = article(number);
            let cited = &titles[usize::try_from(number % publishers).expect("it is one of them")];
            let text = if all { format!("It is so, according to {cited}. {text}") } else { text };
            (title, text)
        })
        .collect();
    let mut desk = EventsBench::among(&titles);
    bencher.bench_local(|| articles.iter().filter(|(title, text)| desk.cites(title, text)).count());
}

#[divan::bench(args = [100, 10_000], sample_count = 5)]
fn a_thousand_that_cite_nobody(bencher: Bencher<'_, '_>, publishers: u64) {
    reads(bencher, publishers, false);
}

#[divan::bench(args = [100, 10_000], sample_count = 5)]
fn a_thousand_that_cite(bencher: Bencher<'_, '_>, publishers: u64) {
    reads(bencher, publishers, true);
}

/// What a list of so many feeds costs at every reload.
#[divan::bench(args = [1_000, 10_000], sample_count = 5)]
fn publishers_of_a_list(bencher: Bencher<'_, '_>, publishers: u64) {
    let titles: Vec<String> =
        (0..publishers).map(|number| format!("{} {}", name(number), name(number * 3))).collect();
    bencher.bench_local(|| EventsBench::among(&titles));
}
