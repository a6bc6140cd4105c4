//! One pass over the texts of an item: tokens, words, phrases, then what one mention says about another.

use std::sync::Arc;

use foldhash::fast::FixedState;
use hashbrown::HashSet;
use smallvec::{SmallVec, smallvec};

use crate::index::term_index::TermIndex;
use crate::scan::around::around;
use crate::scan::memo::{KnownToken, Memo, Placed};
use crate::scan::pairs::{self, Ear, Meetings};
use crate::scan::scanned_text::ScannedText;
use crate::scan::settle::{HitCandidate, HitRole, settle};
use crate::scan::short_form::{LetterRun, runs};
use crate::scan::words_around::WordsAround;
use crate::spec::hit::{Manner, NameHit, Why};
use crate::spec::phrase::{Phrase, PhraseFound, Style};
use crate::spec::term::{Surname, TermId};
use crate::spec::word::Taken;
use crate::text::token::{Token, tokens};

/// The longest initial or elided letter, in bytes.
const LONGEST_BEFORE_STOP: usize = 12;
/// What a mention found by sound is worth.
const BY_SOUND: f32 = 0.8;
/// What a surname is worth that only counts because the full name stands in the item.
const ANCHORED: f32 = 0.7;

/// Appends every mention in the texts of **one item** (its title, its body, ...) to `hits`, ordered by text,
/// start, then term. A lone surname that is anchored counts when the full name stands anywhere in `texts`.
pub(crate) fn scan(index: &TermIndex, memo: &mut Memo, texts: &[&str], hits: &mut Vec<NameHit>) {
    memo.belong_to(index.id);
    let mut candidates = Vec::new();
    let mut placed = memo.take_tokens();
    let mut ends: SmallVec<[usize; 4]> = SmallVec::new();
    // Which texts have short words before a full stop: the others have neither initials nor letters with stops.
    let mut stops: SmallVec<[bool; 4]> = SmallVec::new();
    for text in texts {
        stops.push(place(index, memo, text, &mut placed));
        ends.push(placed.len());
    }
    let range = |part: usize| part.checked_sub(1).map_or(0, |before| ends[before])..ends[part];
    let ear = if index.sounds.lone().is_empty() { Ear::Pairs } else { Ear::All };
    let mut met: SmallVec<[Meetings; 4]> = SmallVec::new();
    for (at, text) in texts.iter().enumerate() {
        met.push(if index.sounds.is_empty() {
            Meetings::default()
        } else {
            pairs::hear(index, memo, text, &mut placed[range(at)], ear, stops[at])
        });
    }
    let with_stops = |at: usize, memo: &mut Memo, placed: &[Placed]| {
        if stops[at] {
            runs(texts[at], &placed[range(at)], |joined| memo.look_up(joined, index).list)
        } else {
            Vec::new()
        }
    };
    let with_stops: SmallVec<[Vec<LetterRun>; 4]> =
        (0..texts.len()).map(|at| with_stops(at, memo, &placed)).collect();
    for at in 0..texts.len() {
        let text = ScannedText { whole: texts[at], tokens: &placed[range(at)], memo, sounds: &index.sounds };
        phrases_of(index, at, text, None, &mut candidates);
        candidates.extend(with_stops[at].iter().flat_map(|run| short_forms(index, at, text, *run)));
        pairs::heard(index, text, &met[at], |phrase, found| {
            candidates.push(candidate(index, at, text, phrase, &found));
        });
    }
    // Most items name nobody in full: lone surnames are looked at only for those they do.
    let named = named_in_full(&candidates);
    if !named.is_empty() {
        let all_ears = named.iter().any(|term| index.sounds.anchored(*term).next().is_some());
        for (at, whole) in texts.iter().enumerate() {
            if all_ears {
                pairs::hear(index, memo, whole, &mut placed[range(at)], Ear::Rest, false);
            }
            let text = ScannedText { whole, tokens: &placed[range(at)], memo, sounds: &index.sounds };
            phrases_of(index, at, text, Some(&named), &mut candidates);
            pairs::heard_anchored(index, text, &named, |phrase, found| {
                candidates.push(candidate(index, at, text, phrase, &found));
            });
        }
    }
    drop_words(texts, &mut candidates);
    placed.clear();
    memo.give_back(placed);
    settle(candidates, hits);
}

/// Places the tokens of a text, and answers whether a short one stands right before a full stop.
fn place(index: &TermIndex, memo: &mut Memo, text: &str, placed: &mut Vec<Placed>) -> bool {
    let mut stops = false;
    for Token { start, end } in tokens(text) {
        let KnownToken { list, place } = memo.look_up(&text[start..end], index);
        placed.push(Placed { start, end, list, voice: memo.voice(place), known: place });
        stops |= text.as_bytes().get(end) == Some(&b'.') && end - start <= LONGEST_BEFORE_STOP;
    }
    stops
}

/// The terms that are named in full, in order, each once.
fn named_in_full(candidates: &[HitCandidate]) -> SmallVec<[TermId; 4]> {
    let full = candidates.iter().filter(|one| one.role == HitRole::Full);
    let mut named: SmallVec<[TermId; 4]> = full.map(|one| one.hit.term).collect();
    named.sort_unstable();
    named.dedup();
    named
}

/// Everything that is found by form but anchored surnames, or the anchored surnames of those who are `named`
/// in full.
fn phrases_of(
    index: &TermIndex,
    part: usize,
    text: ScannedText<'_>,
    named: Option<&[TermId]>,
    candidates: &mut Vec<HitCandidate>,
) {
    let wanted = |phrase: &Phrase| match named {
        None => !phrase.is_anchored(),
        Some(named) => phrase.is_anchored() && named.binary_search(&phrase.term).is_ok(),
    };
    let mut nearby = WordsAround::new(text, index.words.forms);
    for (at, token) in text.tokens.iter().enumerate().filter(|(_, token)| token.list != 0) {
        for one in text.memo.words(token.list) {
            for phrase in index.anchored_by(one.word).filter(|phrase| wanted(phrase)) {
                let Some(found) = around(phrase, text, at, Taken::from(one)) else { continue };
                // Asked last: hardly a word is all of a phrase.
                if one.ends_with_s() && text.is_compound_front(at) || nearby.forbid(at, one) {
                    break;
                }
                candidates.push(candidate(index, part, text, phrase, &found));
            }
        }
    }
}

/// The mentions of a short form with stops.
fn short_forms<'a>(
    index: &'a TermIndex,
    part: usize,
    text: ScannedText<'a>,
    run: LetterRun,
) -> impl Iterator<Item = HitCandidate> + 'a {
    text.memo.words(run.list).iter().flat_map(move |one| {
        let alone =
            |phrase: &&Phrase| phrase.words.len() == 1 && matches!(phrase.style, Style::InOrder { .. });
        index.anchored_by(one.word).filter(alone).map(move |phrase| {
            let first = Taken { skip: run.skip, ..Taken::from(one) };
            let (words, manner) = (smallvec![first], Manner::Whole);
            let found = PhraseFound { first: run.first, last: run.last, words, manner };
            candidate(index, part, text, phrase, &found)
        })
    })
}

/// Surnames that begin a sentence, of somebody who is named in full, and that the item also has in small letters: there
/// they are words.
fn drop_words(texts: &[&str], candidates: &mut Vec<HitCandidate>) {
    let surface = |one: &HitCandidate| texts[one.hit.part][one.hit.start..one.hit.end].to_lowercase();
    let begins = |one: &HitCandidate| {
        let before = texts[one.hit.part][..one.hit.start].trim_end();
        one.role == HitRole::Anchored && (before.is_empty() || before.ends_with(['.', '!', '?', '…', '։']))
    };
    let asked: HashSet<String, FixedState> =
        candidates.iter().filter(|one| begins(one)).map(surface).collect();
    if asked.is_empty() {
        return;
    }
    let small = |text: &&str| -> HashSet<String, FixedState> {
        let words = tokens(text).map(|token| &text[token.start..token.end]);
        words.filter(|word| asked.contains(*word)).map(str::to_owned).collect()
    };
    let words: HashSet<String, FixedState> = texts.iter().flat_map(small).collect();
    candidates.retain(|one| !(begins(one) && words.contains(&surface(one))));
}

fn candidate(
    index: &TermIndex,
    part: usize,
    text: ScannedText<'_>,
    phrase: &Phrase,
    found: &PhraseFound<'_>,
) -> HitCandidate {
    let by_sound = phrase.style.by_sound();
    let sound = by_sound.then(|| found.distance());
    let role = match phrase.style {
        _ if phrase.cancels => HitRole::Cancels,
        Style::Lone(Surname::Anchored) | Style::LoneBySound(Surname::Anchored) => HitRole::Anchored,
        Style::Lone(_) => HitRole::Lone,
        Style::Person | Style::PersonBySound => HitRole::Full,
        Style::LoneBySound(_) | Style::InOrder { .. } => HitRole::Plain,
    };
    let anchored = role == HitRole::Anchored;
    let skip = found.words.first().map_or(0, |word| usize::from(word.skip));
    let manner = if anchored { Manner::AnchoredSurname } else { found.manner };
    let why = Why {
        spelling: Arc::clone(&phrase.spelling),
        words: found.words.iter().map(|word| Arc::clone(word.reason)).collect(),
        manner,
        sound,
    };
    let hit = NameHit {
        term: phrase.term,
        part,
        start: text.tokens[found.first].start + skip,
        end: text.end_with_ending(found.last, index.words.forms),
        token_first: found.first,
        token_last: found.last,
        confidence: if anchored {
            ANCHORED
        } else if by_sound {
            BY_SOUND
        } else {
            1.0
        },
        why,
    };
    HitCandidate { hit, role }
}
