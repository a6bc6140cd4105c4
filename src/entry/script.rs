//! Which script a text is written in: its first letters, counted.

/// Letters of a text that are looked at.
const LOOKED_AT: usize = 600;

/// Letters from which on a script says something.
const ENOUGH: usize = 20;

/// A script that is known by its letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum WritingSystem {
    Latin,
    Cyrillic,
    Greek,
    Armenian,
    Georgian,
    Hebrew,
    Arabic,
    Devanagari,
    Thai,
    Hangul,
    Kana,
    Han,
}

use WritingSystem::{
    Arabic, Armenian, Cyrillic, Devanagari, Georgian, Greek, Han, Hangul, Hebrew, Kana, Latin, Thai,
};

impl WritingSystem {
    const ALL: [Self; 12] =
        [Latin, Cyrillic, Greek, Armenian, Georgian, Hebrew, Arabic, Devanagari, Thai, Hangul, Kana, Han];

    /// By its name in the files of the languages.
    pub(super) fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|script| format!("{script:?}") == name)
    }

    /// Of one letter.
    pub(super) fn of(c: char) -> Option<Self> {
        Some(match c {
            'a'..='z' | 'A'..='Z' | '\u{c0}'..='\u{24f}' | '\u{259}' | '\u{1e00}'..='\u{1eff}' => Latin,
            '\u{370}'..='\u{3ff}' => Greek,
            '\u{400}'..='\u{52f}' => Cyrillic,
            '\u{531}'..='\u{587}' => Armenian,
            '\u{5d0}'..='\u{5ea}' => Hebrew,
            '\u{620}'..='\u{64a}' | '\u{66e}'..='\u{6d5}' => Arabic,
            '\u{904}'..='\u{939}' => Devanagari,
            '\u{e01}'..='\u{e30}' => Thai,
            '\u{10a0}'..='\u{10ff}' | '\u{1c90}'..='\u{1cbf}' => Georgian,
            '\u{3041}'..='\u{30ff}' => Kana,
            '\u{3400}'..='\u{9fff}' => Han,
            '\u{ac00}'..='\u{d7a3}' => Hangul,
            _ => return None,
        })
    }
}

/// The first letters of a text.
#[derive(Debug, Clone)]
pub(crate) struct LetterSample {
    /// As far as they were counted, in small letters, with all that stands between.
    pub text: String,
    /// How many they are.
    pub letters: usize,
    /// The script of at least seven in ten of them; none for a handful.
    pub script: Option<WritingSystem>,
}

impl LetterSample {
    /// Of several texts, one after the other.
    pub(crate) fn of<'a>(texts: impl IntoIterator<Item = &'a str>) -> Self {
        let mut sample = Self { text: String::new(), letters: 0, script: None };
        let mut count = [0_usize; WritingSystem::ALL.len()];
        for c in texts.into_iter().flat_map(|text| text.chars().chain([' '])) {
            if sample.letters == LOOKED_AT {
                break;
            }
            if let Some(script) = WritingSystem::of(c) {
                count[script as usize] += 1;
                sample.letters += 1;
            }
            sample.text.extend(c.to_lowercase());
        }
        // Japanese is written in its own letters and in Chinese ones.
        if count[Kana as usize] * 10 >= sample.letters && count[Kana as usize] > 0 {
            count[Kana as usize] += std::mem::take(&mut count[Han as usize]);
        }
        let is_most = |script: &WritingSystem| count[*script as usize] * 10 >= sample.letters * 7;
        sample.script = WritingSystem::ALL.into_iter().find(is_most).filter(|_| sample.letters >= ENOUGH);
        sample
    }

    /// How many of them are among these.
    pub(super) fn count(&self, letters: &str) -> usize {
        self.text.chars().filter(|c| !c.is_ascii() && letters.contains(*c)).count()
    }
}
