//! From letters to sounds: how a word of any script is read.

use std::borrow::Cow;
use std::sync::LazyLock;

use foldhash::fast::FixedState;
use hashbrown::HashMap;
use smallvec::SmallVec;
use unicode_normalization::UnicodeNormalization;

use crate::text::script::Script;

/// A name in the sound alphabet: small letters as in Latin, and `Q` ch, `X` sh, `J` zh or dj, `C` ts, `A` ya,
/// `U` yu.
pub(crate) type Sound = SmallVec<[u8; 16]>;

/// The readings of a folded or written word: one for most scripts, one for each family of orthographies in
/// Latin letters that the word may belong to.
pub(crate) fn readings(word: &str, script: Script, mut emit: impl FnMut(&Sound)) {
    if script != Script::Latin {
        return emit(&ALPHABET.others.spell(word));
    }
    let lower = lowered(word);
    emit(&ALPHABET.latin.spell(&lower));
    let letters = letters_of(&lower);
    for family in ALPHABET.families.iter().filter(|family| family.may_have(&lower, letters)) {
        emit(&family.letters.spell(&lower));
    }
}

/// Among the families: the name is read with the other sounds of English too. Two words bear it, one alone would be anybody.
pub(crate) const OTHER_ENGLISH: u8 = 1 << 7;

/// How a name is read that is looked for by sound: as in English, with the other sound that English gives `g` and `ch`, and in
/// the families of orthographies that are known of it.
pub(crate) fn name_readings(name: &str, script: Script, families: u8, mut emit: impl FnMut(&Sound)) {
    if script != Script::Latin {
        return emit(&ALPHABET.others.spell(name));
    }
    let lower = lowered(name);
    emit(&ALPHABET.latin.spell(&lower));
    if families & OTHER_ENGLISH != 0 && lower.contains(['g', 'c', 'j', 'w']) {
        ALPHABET.other_latin.iter().for_each(|letters| emit(&letters.spell(&lower)));
    }
    let known = (0..7).zip(&ALPHABET.families).filter(|(place, _)| families & 1 << place != 0);
    known.for_each(|(_, family)| emit(&family.letters.spell(&lower)));
}

/// The families of orthographies, as bits, that have a mark of a name which hardly another has.
pub(crate) fn families_of(name: &str) -> u8 {
    let lower = lowered(name);
    let marked = |family: &Family| {
        let mut marks = family.marked.iter().chain(family.groups.iter().map(|(group, _)| group));
        marks.any(|mark| lower.contains(mark))
    };
    (0..8)
        .zip(&ALPHABET.families)
        .filter(|(_, family)| marked(family))
        .fold(0, |set, (place, _)| set | 1 << place)
}

/// Small letters, composed, without anything else.
fn lowered(word: &str) -> Cow<'_, str> {
    let plain = word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
    if plain {
        return Cow::Borrowed(word);
    }
    word.nfc().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

struct Alphabet {
    /// All scripts but Latin.
    others: LetterSounds,
    /// Latin letters as in English.
    latin: LetterSounds,
    /// The same with the other sound of `g`, `ch` and `j`.
    other_latin: Vec<LetterSounds>,
    families: Vec<Family>,
}

/// Languages that read Latin letters alike. A word that has none of their marks is not one of theirs.
#[derive(Default)]
struct Family {
    /// Marks of one letter of ASCII, as bits.
    plain: u32,
    /// Marks of several.
    groups: Vec<(&'static str, u32)>,
    /// Marks that no word in ASCII has.
    marked: Vec<&'static str>,
    letters: LetterSounds,
}

/// LetterSounds and groups of letters with what they sound like; the longest group is found first.
#[derive(Default)]
struct LetterSounds {
    /// By the number of the letter.
    single: Vec<Single>,
    groups: HashMap<&'static str, &'static str, FixedState>,
}

/// What one letter sounds like.
#[derive(Debug, Clone, Copy, Default)]
struct Single {
    /// Up to three sounds, the rest 0.
    sounds: [u8; 3],
    /// With which letters it begins a group, as bits: most pairs of letters are answered here.
    seconds: u32,
}

/// LetterSounds with numbers below this are read from a table.
const SINGLE: u32 = 0x1100;

/// The longest group, in letters.
const LONGEST_GROUP: usize = 4;

/// One bit of a letter of any script, which few others of its script have.
fn second_bit(letter: char) -> u32 {
    1 << (letter as u32 & 31)
}

fn bit(letter: u8) -> u32 {
    1 << (letter & 31)
}

/// The small letters of ASCII in a word, as bits.
fn letters_of(word: &str) -> u32 {
    word.bytes().filter(u8::is_ascii_lowercase).fold(0, |letters, byte| letters | bit(byte))
}

static ALPHABET: LazyLock<Alphabet> = LazyLock::new(|| {
    let (mut others, mut latin, mut other_latin, mut families) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for line in include_str!("letters.txt").lines().filter(|line| !line.starts_with('#')) {
        let Some((table, pairs)) = line.split_once(" : ") else { continue };
        let pairs = pairs.split(' ').filter_map(|pair| pair.split_once('='));
        match table.split_once(" if ") {
            Some((_, marks)) => families.push(Family::new(marks, &pairs.collect::<Vec<_>>())),
            None if table == "latin" => latin.extend(pairs),
            None if table == "or latin" => other_latin.push(pairs.collect::<Vec<_>>()),
            None => others.extend(pairs),
        }
    }
    // What the other readings do not say is as in English; the first of two for one group counts.
    let other = |pairs: &Vec<(&'static str, &'static str)>| {
        let all: Vec<_> = pairs.iter().chain(&latin).copied().rev().collect();
        LetterSounds::new(&all)
    };
    Alphabet {
        other_latin: other_latin.iter().map(other).collect(),
        others: LetterSounds::new(&others),
        latin: LetterSounds::new(&latin),
        families,
    }
});

impl Family {
    fn new(marks: &'static str, pairs: &[(&'static str, &'static str)]) -> Self {
        let mut family = Self { letters: LetterSounds::new(pairs), ..Self::default() };
        for mark in marks.split(' ') {
            match mark.as_bytes() {
                [letter] => family.plain |= bit(*letter),
                _ if mark.is_ascii() => family.groups.push((mark, letters_of(mark))),
                _ => family.marked.push(mark),
            }
        }
        family
    }

    /// Whether a word, with these letters of ASCII, may be of one of the languages.
    fn may_have(&self, word: &str, letters: u32) -> bool {
        self.plain & letters != 0
            || self.groups.iter().any(|(mark, own)| own & !letters == 0 && word.contains(mark))
            || !word.is_ascii() && self.marked.iter().any(|mark| word.contains(mark))
    }
}

impl LetterSounds {
    fn new(pairs: &[(&'static str, &'static str)]) -> Self {
        let mut letters = Self { single: Vec::new(), groups: pairs.iter().copied().collect() };
        letters.single = (0..SINGLE)
            .map(|code| char::from_u32(code).map_or_else(Single::default, |c| letters.read(c)))
            .collect();
        for (group, _) in pairs.iter().filter(|(group, _)| group.chars().count() > 1) {
            let mut ends = group.chars();
            if let (Some(first), Some(second)) = (ends.next(), ends.next())
                && let Some(single) = letters.single.get_mut(first as usize)
            {
                single.seconds |= second_bit(second);
            }
        }
        letters
    }

    /// One letter alone. One with a mark that no table names sounds like the letter.
    fn read(&self, letter: char) -> Single {
        let named = |letter: char| self.groups.get(letter.encode_utf8(&mut [0; 4]) as &str).copied();
        let plain = letter.nfd().next().unwrap_or(letter);
        let mut single = Single::default();
        match named(letter).or_else(|| named(plain)) {
            Some(sounds) => {
                single.sounds.iter_mut().zip(sounds.bytes()).for_each(|(place, sound)| *place = sound);
            }
            None if plain.is_ascii_lowercase() => single.sounds[0] = plain as u8,
            None => {}
        }
        single
    }

    fn spell(&self, word: &str) -> Sound {
        let mut sound = Sound::new();
        let mut rest = word.chars();
        loop {
            let whole = rest.as_str();
            let Some(first) = rest.next() else { return sound };
            let single = self.single.get(first as usize).copied().unwrap_or_else(|| self.read(first));
            let second = rest.clone().next().map_or(0, second_bit);
            match if single.seconds & second != 0 { self.group(whole) } else { None } {
                Some((end, sounds)) => {
                    sound.extend_from_slice(sounds.as_bytes());
                    rest = whole[end..].chars();
                }
                None => {
                    for one in single.sounds.into_iter().take_while(|sound| *sound != 0) {
                        sound.push(one);
                    }
                }
            }
        }
    }

    /// The longest group that a word begins with: its length in bytes and its sounds.
    fn group(&self, word: &str) -> Option<(usize, &'static str)> {
        let ends = word.char_indices().map(|(at, letter)| at + letter.len_utf8()).take(LONGEST_GROUP);
        let found = ends.skip(1).filter_map(|end| self.groups.get(&word[..end]).map(|sounds| (end, *sounds)));
        found.last()
    }
}
