//! The distinct words of all spellings, found again from any of their case forms.

use foldhash::fast::FixedState;
use hashbrown::{HashMap, HashTable};
use unicode_normalization::UnicodeNormalization;

use crate::forms::language_set::LanguageSet;
use crate::forms::rules::{RuleId, UNCHANGED};
use crate::forms::tables::Forms;
use crate::index::pattern;
use crate::index::pattern::Patterns;
use crate::index::variants::transcribed;
use crate::spec::word::{SpelledWord, WordId, WordKind};
use crate::text::fold::fold;
use crate::text::script::Script;
use crate::text::token::is_skipped;

/// A stem under which forms of a word begin; entries of one stem are a linked list.
#[derive(Debug)]
pub(crate) struct StemEntry {
    pub word: WordId,
    pub rule: RuleId,
    pub next: u32,
}

#[derive(Debug)]
struct Stem {
    at: u32,
    length: u32,
    first: u32,
}

const NONE: u32 = u32::MAX;

/// All words; see the module.
#[derive(Debug)]
pub(crate) struct StemIndex {
    pub(crate) forms: &'static Forms,
    pub(crate) list: Vec<SpelledWord>,
    by_text: HashMap<(WordKind, LanguageSet, String), WordId, FixedState>,
    stems: HashTable<Stem>,
    stem_text: String,
    pub(crate) entries: Vec<StemEntry>,
    /// One bit for each stem's hash: most prefixes of most tokens are answered here.
    filter: Vec<u64>,
    /// Patterns that begin with `*` or `?`; every new token is asked.
    pub(crate) open_patterns: Patterns,
    /// The other patterns, under the first that begins so: the one that has an entry.
    pub(crate) patterns: HashMap<WordId, Patterns, FixedState>,
    fronts: HashMap<String, WordId, FixedState>,
}

/// The hash of a prefix, one byte at a time.
#[derive(Clone, Copy)]
pub(crate) struct Rolling(u64);

impl Rolling {
    pub(crate) const START: Self = Self(0xCBF2_9CE4_8422_2325);

    #[inline]
    pub(crate) fn push(&mut self, byte: u8) {
        self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(23);
    }

    fn of(text: &str) -> Self {
        let mut hash = Self::START;
        text.bytes().for_each(|byte| hash.push(byte));
        hash
    }

    #[inline]
    pub(crate) fn mixed(self) -> u64 {
        let hash = self.0.wrapping_mul(0xD6E8_FEB8_6659_FD93);
        hash ^ hash >> 32
    }
}

impl StemIndex {
    /// Room for about so many words.
    pub(crate) fn with_capacity(forms: &'static Forms, words: usize) -> Self {
        let bits = (words * 64).next_power_of_two().max(1 << 10);
        Self {
            forms,
            list: Vec::new(),
            by_text: HashMap::default(),
            stems: HashTable::new(),
            stem_text: String::new(),
            entries: Vec::new(),
            filter: vec![0; bits / 64],
            open_patterns: Patterns::default(),
            patterns: HashMap::default(),
            fronts: HashMap::default(),
        }
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.list.len()
    }

    /// The word of a spelling, entered at its first use.
    pub(crate) fn add(
        &mut self,
        written: &str,
        kind: WordKind,
        lang: Option<&str>,
        only: &[String],
    ) -> WordId {
        let text = match kind {
            WordKind::Exact => normal(written),
            WordKind::Sound { .. } => written.to_owned(),
            WordKind::Pattern { .. } => pattern::fold(written),
            _ => fold(written).text,
        };
        let languages = self.forms.only(only);
        let key = (kind, languages, text);
        if let Some(&known) = self.by_text.get(&key) {
            return known;
        }
        let id = WordId::try_from(self.list.len()).unwrap_or(NONE);
        let text = key.2.clone();
        self.by_text.insert(key, id);
        match kind {
            // By their sound they are found elsewhere.
            WordKind::Sound { .. } => {}
            WordKind::Exact => self.add_stem(&fold(written).text, id, UNCHANGED),
            WordKind::Pattern { .. } => self.add_pattern(&text, id),
            WordKind::Forms { .. } | WordKind::Acronym { .. } => {
                self.add_stems(&text, kind, id, !only.is_empty());
                if let Some(other) = transcribed(written) {
                    self.add_stems(&fold(&other).text, kind, id, !only.is_empty());
                }
            }
        }
        self.list.push(SpelledWord { kind, text, lang: lang.map(str::to_owned), languages });
        id
    }

    fn add_pattern(&mut self, text: &str, id: WordId) {
        let front = pattern::front(text);
        if front.is_empty() {
            return self.open_patterns.add(text, id);
        }
        let first = match self.fronts.get(front) {
            Some(first) => *first,
            None => {
                self.fronts.insert(front.to_owned(), id);
                self.add_stem(front, id, UNCHANGED);
                id
            }
        };
        self.patterns.entry(first).or_default().add(text, id);
    }

    fn add_stems(&mut self, text: &str, kind: WordKind, id: WordId, own: bool) {
        let Some(script) = text.chars().find_map(Script::of) else {
            return self.add_stem(text, id, UNCHANGED);
        };
        self.forms.stems(text, script, own, |stem, rule| {
            // An acronym is never cut: НАТО is no noun in -о.
            if !matches!(kind, WordKind::Acronym { .. }) || stem == text {
                self.add_stem(stem, id, rule);
            }
        });
        if let Some(bare) = self.forms.article(script).and_then(|article| text.strip_prefix(article))
            && bare.chars().count() > 2
        {
            self.add_stem(bare, id, UNCHANGED);
        }
    }

    fn add_stem(&mut self, stem: &str, word: WordId, rule: RuleId) {
        let hash = Rolling::of(stem).mixed();
        let entry = u32::try_from(self.entries.len()).unwrap_or(NONE);
        let text = &mut self.stem_text;
        let same = |s: &Stem| &text.as_bytes()[s.at as usize..(s.at + s.length) as usize] == stem.as_bytes();
        let next = match self.stems.find_mut(hash, same) {
            Some(known) => std::mem::replace(&mut known.first, entry),
            None => {
                let at = u32::try_from(text.len()).unwrap_or(NONE);
                let length = u32::try_from(stem.len()).unwrap_or(0);
                text.push_str(stem);
                let slot = Stem { at, length, first: entry };
                let text = &*text;
                self.stems.insert_unique(hash, slot, |s| {
                    Rolling::of(&text[s.at as usize..(s.at + s.length) as usize]).mixed()
                });
                NONE
            }
        };
        self.entries.push(StemEntry { word, rule, next });
        let (at, bit) = self.filter_bit(hash);
        self.filter[at] |= bit;
    }

    /// The first entry of a stem, if any word has it.
    #[inline]
    pub(crate) fn stem(&self, hash: u64, stem: &str) -> Option<u32> {
        let (at, bit) = self.filter_bit(hash);
        if self.filter[at] & bit == 0 {
            return None;
        }
        let bytes = self.stem_text.as_bytes();
        let same = |s: &Stem| &bytes[s.at as usize..(s.at + s.length) as usize] == stem.as_bytes();
        self.stems.find(hash, same).map(|slot| slot.first)
    }

    /// Where the filter remembers a hash: the word and the bit in it.
    #[inline]
    fn filter_bit(&self, hash: u64) -> (usize, u64) {
        let words = self.filter.len() as u64;
        (usize::try_from((hash >> 6) & (words - 1)).unwrap_or(0), 1 << (hash & 63))
    }
}

/// The characters as written, in one composition and without invisible ones.
pub(crate) fn normal(text: &str) -> String {
    text.nfc().filter(|c| !is_skipped(*c)).collect()
}
