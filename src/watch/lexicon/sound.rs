//! How a name sounds, in one alphabet for all scripts, and how far two sounds are apart.

use std::sync::LazyLock;

use smallvec::SmallVec;
use smallvec::smallvec;
use unicode_normalization::UnicodeNormalization;

use crate::text::fold::Folded;
use crate::text::script::Script;

/// A name in the sound alphabet: small letters as in Latin, and `Q` ch, `X` sh, `J` zh or dj, `C` ts, `A` ya,
/// `U` yu.
pub(super) type Sound = SmallVec<[u8; 16]>;

/// The furthest that two names may be apart and still be taken for one when both words of a full name agree.
pub(super) const FULL_NAME: f32 = 0.30;
/// The furthest that the words of a full name may be apart on average.
pub(super) const FULL_NAME_MEAN: f32 = 0.22;
/// The furthest for a word on its own.
pub(super) const ONE_WORD: f32 = 0.12;
/// The furthest for a surname on its own when the full name stands in the item.
pub(super) const ANCHORED: f32 = 0.15;

/// The readings of a folded or written word: one for most scripts, one for each family of orthographies in
/// Latin letters that the word may belong to.
pub(super) fn readings(word: &str, script: Script, mut emit: impl FnMut(&Sound)) {
    if script != Script::Latin {
        return emit(&spell(word, &LETTERS.others));
    }
    let lower: String = word.nfc().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    emit(&spell(&lower, &LETTERS.latin));
    for family in &LETTERS.families {
        if family.marks.iter().any(|mark| lower.contains(mark)) {
            emit(&spell(&lower, &family.letters));
        }
    }
}

/// Letters or groups of letters with what they sound like; the longest group is found first.
type Letters = hashbrown::HashMap<&'static str, &'static str, foldhash::fast::FixedState>;

struct Alphabet {
    others: Letters,
    latin: Letters,
    families: Vec<Family>,
}

/// Languages that read Latin letters alike.
struct Family {
    /// A word that has none of these is not one of theirs.
    marks: Vec<&'static str>,
    letters: Letters,
}

static LETTERS: LazyLock<Alphabet> = LazyLock::new(|| {
    let mut alphabet =
        Alphabet { others: Letters::default(), latin: Letters::default(), families: Vec::new() };
    for line in include_str!("sound.txt").lines().filter(|line| !line.starts_with('#')) {
        let Some((table, pairs)) = line.split_once(" : ") else { continue };
        let pairs = pairs.split(' ').filter_map(|pair| pair.split_once('='));
        match table.split_once(" if ") {
            Some((_, marks)) => {
                let marks = marks.split(' ').collect();
                alphabet.families.push(Family { marks, letters: pairs.collect() });
            }
            None if table == "latin" => alphabet.latin.extend(pairs),
            None => alphabet.others.extend(pairs),
        }
    }
    alphabet
});

fn spell(word: &str, letters: &Letters) -> Sound {
    let mut sound = Sound::new();
    let mut rest = word;
    while let Some(first) = rest.chars().next() {
        let mut ends: SmallVec<[usize; 5]> = rest.char_indices().skip(1).map(|(at, _)| at).take(4).collect();
        if ends.len() < 4 {
            ends.push(rest.len());
        }
        let found = ends.iter().rev().find_map(|&end| letters.get(&rest[..end]).map(|sounds| (end, *sounds)));
        let end = match found {
            Some((end, sounds)) => {
                sound.extend_from_slice(sounds.as_bytes());
                end
            }
            None => {
                // A letter with a mark that no table names sounds like the letter.
                let plain = first.nfd().next().unwrap_or(first);
                match letters.get(plain.encode_utf8(&mut [0; 4]) as &str) {
                    Some(sounds) => sound.extend_from_slice(sounds.as_bytes()),
                    None if plain.is_ascii_lowercase() => sound.push(plain as u8),
                    None => {}
                }
                first.len_utf8()
            }
        };
        rest = &rest[end..];
    }
    sound
}

/// What it costs in hundredths to take one sound for another, or to leave one out.
struct Costs {
    swap: [[u16; 128]; 128],
    leave: [u16; 128],
}

static COSTS: LazyLock<Box<Costs>> = LazyLock::new(|| {
    let mut costs = Box::new(Costs { swap: [[100; 128]; 128], leave: [90; 128] });
    for sound in 0..128 {
        costs.swap[sound][sound] = 0;
    }
    for (cost, groups) in [
        (90, "bdfgklmnprstvz"),
        (35, "aeiouAU bp td gkh vuw vf sz zJ CQ CX QJ JX Xs Jy"),
        (30, "vu mn"),
        (25, "gh gk hk sC zC QX ty iy ey"),
        (20, "ao ae iA eA oe yi kC vb pf"),
        (10, "ou ei aA uU iy"),
    ] {
        for group in groups.split(' ') {
            for (a, b) in group.bytes().flat_map(|a| group.bytes().map(move |b| (a, b))) {
                if a != b {
                    costs.swap[usize::from(a)][usize::from(b)] = cost;
                }
            }
        }
    }
    for (cost, sounds) in [(30, "aeiouAU"), (20, "y"), (45, "h"), (70, "v")] {
        for sound in sounds.bytes() {
            costs.leave[usize::from(sound)] = cost;
        }
    }
    costs
});

/// How far two sounds are apart, over the length of the longer one; more than `most` is answered by infinity.
///
/// `unvoiced`: one of the scripts writes no vowels, so leaving one out costs next to nothing.
pub(super) fn distance(left: &[u8], right: &[u8], most: f32, unvoiced: bool) -> f32 {
    let costs = &**COSTS;
    let longest = left.len().max(right.len());
    if longest == 0 || left.len().abs_diff(right.len()) > longest.div_ceil(2) {
        return f32::INFINITY;
    }
    let longest = f32::from(u16::try_from(longest).unwrap_or(u16::MAX));
    // No sum comes near 65 536 hundredths: the words that are compared have at most 64 sounds.
    let limit = most * 100.0 * longest;
    let leave_right = leaving(right, unvoiced);
    let mut row: SmallVec<[u16; 24]> = smallvec![0];
    row.extend(leave_right.iter().scan(0, |sum, cost| {
        *sum += cost;
        Some(*sum)
    }));
    for (i, (&a, leave_left)) in left.iter().zip(leaving(left, unvoiced)).enumerate() {
        let swaps = &costs.swap[usize::from(a & 0x7F)];
        let mut diagonal = row[0];
        row[0] += leave_left;
        let mut before = row[0];
        let mut least = before;
        for (j, ((&b, &leave), cell)) in right.iter().zip(&leave_right).zip(&mut row[1..]).enumerate() {
            let swap = swaps[usize::from(b & 0x7F)];
            let swap = if i == 0 && j == 0 { swap + swap / 2 } else { swap };
            let best = (diagonal + swap).min(before + leave).min(*cell + leave_left);
            diagonal = *cell;
            *cell = best;
            before = best;
            least = least.min(best);
        }
        if f32::from(least) > limit {
            return f32::INFINITY;
        }
    }
    let total = f32::from(row[right.len()]);
    if total > limit { f32::INFINITY } else { total / 100.0 / longest }
}

/// Whether an initial of this sound may be that of a name in another script.
pub(super) fn may_begin_alike(initial: u8, first: u8) -> bool {
    distance(&[initial], &[first], 0.6, false).is_finite()
}

/// The first sound of a folded word, and its script.
pub(super) fn first_of(folded: &Folded) -> Option<(Script, u8)> {
    let script = folded.script?;
    let mut first = None;
    readings(&folded.text, script, |sound| first = first.or(sound.first().copied()));
    first.map(|first| (script, first))
}

/// What it costs to leave out each sound of a word: little for a doubled one, more for the first.
fn leaving(word: &[u8], unvoiced: bool) -> SmallVec<[u16; 24]> {
    let mut before = 0;
    let cost = |(at, &sound): (usize, &u8)| {
        let cost = match sound {
            _ if at > 0 && before == sound => 5,
            b'a' | b'e' | b'i' | b'o' | b'u' | b'A' | b'U' if unvoiced => 8,
            _ => COSTS.leave[usize::from(sound & 0x7F)],
        };
        before = sound;
        if at == 0 { cost + cost / 2 } else { cost }
    };
    word.iter().enumerate().map(cost).collect()
}

/// The consonants of a sound in classes that no spelling confuses, at most 15, packed four bits each from the
/// low end; names whose keys differ by more than one consonant each way are not compared.
pub(super) fn key(sound: &[u8]) -> Key {
    let mut key = Key { packed: 0, length: 0 };
    let mut last = 0;
    for &sound in sound {
        let class = match sound {
            b'g' | b'h' | b'k' => 1,
            b'b' | b'p' | b'v' | b'f' => 2,
            b'd' | b't' => 3,
            b's' | b'z' | b'C' | b'X' | b'J' | b'Q' => 4,
            b'm' | b'n' => 5,
            b'l' => 6,
            b'r' => 7,
            _ => {
                last = 0;
                continue;
            }
        };
        if class != last && key.length < 15 {
            key.packed |= class << (4 * key.length);
            key.length += 1;
        }
        last = class;
    }
    key
}

/// See [`key`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Key {
    packed: u64,
    length: u32,
}

impl Key {
    /// Whether the keys are the same once at most one consonant of each is left out.
    pub(super) fn is_near(self, other: Self) -> bool {
        self.length.abs_diff(other.length) <= 1
            && self.variants().any(|one| other.variants().any(|other| one == other))
    }

    /// The key itself and with each of its consonants left out.
    pub(super) fn variants(self) -> impl Iterator<Item = u64> {
        let without = move |at: u32| {
            let low = self.packed & ((1 << (4 * at)) - 1);
            let high = self.packed >> (4 * at + 4) << (4 * at);
            low | high
        };
        std::iter::once(self.packed).chain((0..self.length).map(without))
    }
}
