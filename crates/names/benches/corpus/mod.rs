//! Texts and names to measure with: of a folder that `WIREWATCH_NAMES` names, or made up.

use std::collections::BTreeSet;
use std::sync::LazyLock;

/// How many names are looked for.
pub(crate) const NAMES: usize = 10_000;
/// How many people are looked for by sound.
pub(crate) const PEOPLE: usize = 1_500;

/// What is measured.
pub(crate) struct Corpus {
    pub(crate) texts: Vec<String>,
    /// Of all texts together.
    pub(crate) bytes: usize,
    pub(crate) names: Vec<String>,
    /// Names of two or more words in Latin letters: looked for by sound.
    pub(crate) people: Vec<String>,
}

/// Read or made up at first use.
pub(crate) static CORPUS: LazyLock<Corpus> = LazyLock::new(|| {
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
