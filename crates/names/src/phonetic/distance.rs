//! How far two sounds are apart, in the alphabet that all scripts share.

use std::sync::LazyLock;

use smallvec::{SmallVec, smallvec};

use crate::phonetic::letters::{OTHER_ENGLISH, Sound, families_of, name_readings, readings};
use crate::text::fold::{Folded, fold};
use crate::text::script::Script;

/// The furthest that two names may be apart and still be taken for one when both words of a full name agree.
pub(crate) const FULL_NAME: f32 = 0.30;
/// The furthest that the words of a full name may be apart on average.
pub(crate) const FULL_NAME_MEAN: f32 = 0.14;
/// The same where the surname stands first: two surnames in a list are nobody's name.
pub(crate) const REVERSED_MEAN: f32 = 0.09;
/// The same where one of the scripts writes no vowels.
pub(crate) const UNVOICED_MEAN: f32 = 0.15;
/// The same for a short name: there are more words like it.
pub(crate) const UNVOICED_SHORT: f32 = 0.13;
/// So many letters a short name has at most.
pub(crate) const LONG_NAME: usize = 11;
/// The same there with a word between.
pub(crate) const UNVOICED_BETWEEN: f32 = 0.05;
/// The furthest for a surname behind an initial.
pub(crate) const BEHIND_INITIAL: f32 = 0.10;
/// The furthest for a word on its own.
pub(crate) const ONE_WORD: f32 = 0.105;
/// The same for a word of few letters, and how many those are.
pub(crate) const ONE_SHORT_WORD: f32 = 0.075;
pub(crate) const SHORT_WORD: usize = 4;
/// The furthest for a surname on its own when the full name stands in the item.
pub(crate) const ANCHORED: f32 = 0.15;

/// What it costs in hundredths to take one sound for another, or to leave one out.
struct Costs {
    swap: [[u8; 64]; 64],
    leave: [u8; 64],
    /// The same where one of the scripts writes no vowels: leaving one out costs next to nothing.
    leave_unvoiced: [u8; 64],
}

/// Where a sound stands in the tables: all of them are ASCII letters.
#[inline]
fn place(sound: u8) -> usize {
    usize::from(sound & 0x3F)
}

static COSTS: LazyLock<Box<Costs>> = LazyLock::new(|| {
    let mut costs = Box::new(Costs { swap: [[100; 64]; 64], leave: [90; 64], leave_unvoiced: [90; 64] });
    for sound in 0..64 {
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
                    costs.swap[place(a)][place(b)] = cost;
                }
            }
        }
    }
    for (cost, sounds) in [(30, "aeiouAU"), (20, "y"), (45, "h"), (70, "v")] {
        for sound in sounds.bytes() {
            costs.leave[place(sound)] = cost;
            costs.leave_unvoiced[place(sound)] = if cost == 30 { 8 } else { cost };
        }
    }
    costs
});

/// Longer words are no names, and are not compared.
pub(crate) const LONGEST: usize = 64;

/// A sound that others are compared with, and what each comparison with it begins with.
#[derive(Debug)]
pub(crate) struct ComparedSound {
    pub sound: Sound,
    voiced: Margin,
    unvoiced: Margin,
}

/// What it costs to leave out each sound of a word, and all up to it.
#[derive(Debug)]
struct Margin {
    leave: SmallVec<[u16; 16]>,
    sums: SmallVec<[u16; 16]>,
}

impl Margin {
    fn new(sound: &[u8], costs: &[u8; 64]) -> Self {
        let before = std::iter::once(None).chain(sound.iter().copied().map(Some));
        let leave: SmallVec<[u16; 16]> =
            sound.iter().zip(before).map(|(sound, before)| leaving(*sound, before, costs)).collect();
        let mut sum = 0;
        let sums = leave.iter().map(|cost| {
            sum += cost;
            sum
        });
        Self { sums: sums.collect(), leave }
    }
}

impl ComparedSound {
    /// At most [`LONGEST`] sounds; of more, none is compared.
    pub(crate) fn new(sound: Sound) -> Self {
        let own = if sound.len() > LONGEST { &[] } else { &*sound };
        let (voiced, unvoiced) = (Margin::new(own, &COSTS.leave), Margin::new(own, &COSTS.leave_unvoiced));
        Self { sound, voiced, unvoiced }
    }

    /// How far a sound is from this one, over the length of the longer one; more than `most` is answered by infinity.
    ///
    /// `unvoiced`: one of the scripts writes no vowels.
    pub(crate) fn distance(&self, left: &[u8], most: f32, unvoiced: bool) -> f32 {
        let right = &*self.sound;
        let longest = left.len().max(right.len());
        let shortest = left.len().min(right.len());
        if shortest == 0 || longest > LONGEST || longest - shortest > longest.div_ceil(2) {
            return f32::INFINITY;
        }
        let longest = f32::from(u16::try_from(longest).unwrap_or(u16::MAX));
        // No sum comes near 65 536 hundredths.
        let limit = most * 100.0 * longest;
        let costs = &**COSTS;
        let (margin, leave) =
            if unvoiced { (&self.unvoiced, &costs.leave_unvoiced) } else { (&self.voiced, &costs.leave) };
        let mut cells = [0_u16; LONGEST];
        let row = &mut cells[..margin.sums.len()];
        row.copy_from_slice(&margin.sums);
        // The first sound weighs half as much again.
        let mut diagonal = u16::from(costs.swap[place(left[0])][place(right[0])]) / 2;
        let (mut edge, mut last) = (0, None);
        for &a in left {
            let swaps = &costs.swap[place(a)];
            let leave_left = leaving(a, last, leave);
            last = Some(a);
            edge += leave_left;
            let mut before = edge;
            let mut least = before;
            for ((&b, &leave), cell) in right.iter().zip(&margin.leave).zip(&mut *row) {
                let best =
                    (diagonal + u16::from(swaps[place(b)])).min(before + leave).min(*cell + leave_left);
                diagonal = *cell;
                *cell = best;
                before = best;
                least = least.min(best);
            }
            if f32::from(least) > limit {
                return f32::INFINITY;
            }
            diagonal = edge;
        }
        let total = f32::from(row[row.len() - 1]);
        if total > limit { f32::INFINITY } else { total / 100.0 / longest }
    }
}

/// Whether an initial of this sound may be that of a name in another script.
pub(crate) fn may_begin_alike(initial: u8, first: u8) -> bool {
    // Ю is Jü, too.
    let glide = |one, other| one == b'y' && matches!(other, b'U' | b'A');
    glide(initial, first)
        || glide(first, initial)
        || ComparedSound::new(smallvec![first]).distance(&[initial], 0.44, false).is_finite()
}

/// What a given name begins with, in each way in which it may be read.
pub(crate) fn firsts_of_name(name: &str) -> SmallVec<[u8; 4]> {
    let mut firsts = SmallVec::new();
    if let Some(script) = name.chars().find_map(Script::of) {
        let folded = fold(name).text;
        let source = if script == Script::Latin { name } else { folded.as_str() };
        name_readings(source, script, families_of(name) | OTHER_ENGLISH, |sound| {
            firsts.extend(sound.first().copied());
        });
    }
    firsts
}

/// The first sound of a folded word, and its script.
pub(crate) fn first_of(folded: &Folded) -> Option<(Script, u8)> {
    let script = folded.script?;
    let mut first = None;
    readings(&folded.text, script, |sound| first = first.or(sound.first().copied()));
    first.map(|first| (script, first))
}

/// What it costs to leave out a sound behind another: little for a doubled one, more for the first of a word.
#[inline]
fn leaving(sound: u8, before: Option<u8>, leave: &[u8; 64]) -> u16 {
    let cost = u16::from(leave[place(sound)]);
    match before {
        None => cost + cost / 2,
        Some(before) if before == sound => 5,
        Some(_) => cost,
    }
}
