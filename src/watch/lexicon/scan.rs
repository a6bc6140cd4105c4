//! One pass over the texts of an item: tokens, words, phrases, then what one mention says about another.

use std::sync::Arc;

use smallvec::SmallVec;

use super::Lexicon;
use super::Memo;
use super::hearing::Ear;
use super::hit::Manner;
use super::hit::TermHit;
use super::hit::Why;
use super::phrase::Found;
use super::phrase::Phrase;
use super::phrase::Style;
use super::spec::Surname;
use super::spec::TermId;
use super::text::Placed;
use super::text::Taken;
use super::text::Text;
use super::voices::SILENT;
use crate::text::token::tokens;

/// What a mention found by sound is worth.
const BY_SOUND: f32 = 0.8;
/// What a surname is worth that only counts because the full name stands in the item.
const ANCHORED: f32 = 0.7;

/// A hit before the mentions have been held against each other.
struct Candidate {
    hit: TermHit,
    role: Role,
}

/// What a mention may say about others, or others about it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    /// Nothing.
    Plain,
    /// A person's name with the given name.
    Full,
    /// A surname alone: does not count inside the full name of somebody else.
    Lone,
    /// A surname alone of somebody whose full name stands in the item.
    Anchored,
    /// What the watchlist excludes.
    Cancels,
}

impl Lexicon {
    /// Appends every mention in the texts of **one item** (its title, its body, ...) to `hits`, ordered by text,
    /// start, then term. A lone surname that is anchored counts when the full name stands anywhere in `texts`.
    pub(crate) fn scan(&self, memo: &mut Memo, texts: &[&str], hits: &mut Vec<TermHit>) {
        memo.belong_to(self.id);
        let mut candidates = Vec::new();
        let mut placed = memo.take_tokens();
        let mut ends: SmallVec<[usize; 4]> = SmallVec::new();
        for text in texts {
            for token in tokens(text) {
                let list = memo.look_up(&text[token.start..token.end], &self.words);
                placed.push(Placed { start: token.start, end: token.end, list, voice: SILENT });
            }
            ends.push(placed.len());
        }
        let range = |part: usize| part.checked_sub(1).map_or(0, |before| ends[before])..ends[part];
        if !self.sounds.is_empty() {
            for (at, text) in texts.iter().enumerate() {
                let ear = if self.sounds.lone().is_empty() { Ear::Pairs } else { Ear::All };
                self.hear(memo, text, &mut placed[range(at)], ear);
            }
        }
        for at in 0..texts.len() {
            let text = Text { whole: texts[at], tokens: &placed[range(at)], memo, sounds: &self.sounds };
            self.phrases_of(at, text, None, &mut candidates);
            self.heard(text, |phrase, found| candidates.push(candidate(at, text, phrase, &found)));
        }
        // Most items name nobody in full: lone surnames are looked at only for those they do.
        let mut named: SmallVec<[TermId; 4]> = candidates
            .iter()
            .filter(|one: &&Candidate| one.role == Role::Full)
            .map(|one| one.hit.term)
            .collect();
        named.sort_unstable();
        named.dedup();
        if !named.is_empty() {
            let all_ears = named.iter().any(|term| self.sounds.anchored(*term).next().is_some());
            for (at, whole) in texts.iter().enumerate() {
                if all_ears {
                    self.hear(memo, whole, &mut placed[range(at)], Ear::Rest);
                }
                let text = Text { whole, tokens: &placed[range(at)], memo, sounds: &self.sounds };
                self.phrases_of(at, text, Some(&named), &mut candidates);
                self.heard_anchored(text, &named, |phrase, found| {
                    candidates.push(candidate(at, text, phrase, &found));
                });
            }
        }
        placed.clear();
        memo.give_back(placed);
        settle(candidates, hits);
    }

    /// Everything that is found by form but anchored surnames, or the anchored surnames of those who are `named`
    /// in full.
    fn phrases_of(
        &self,
        part: usize,
        text: Text<'_>,
        named: Option<&[TermId]>,
        candidates: &mut Vec<Candidate>,
    ) {
        let wanted = |phrase: &Phrase| match named {
            None => !phrase.is_anchored(),
            Some(named) => phrase.is_anchored() && named.contains(&phrase.term),
        };
        for (at, token) in text.tokens.iter().enumerate().filter(|(_, token)| token.list != 0) {
            for one in text.memo.words(token.list) {
                for phrase in self.anchored_by(one.word).filter(|phrase| wanted(phrase)) {
                    if let Some(found) = phrase.find(text, at, Taken::from(one)) {
                        candidates.push(candidate(part, text, phrase, &found));
                    }
                }
            }
        }
    }
}

fn candidate(part: usize, text: Text<'_>, phrase: &Phrase, found: &Found<'_>) -> Candidate {
    let by_sound = phrase.style.by_sound();
    let sound = by_sound.then(|| found.distance());
    let role = match phrase.style {
        _ if phrase.cancels => Role::Cancels,
        Style::Lone(Surname::Anchored) | Style::LoneBySound(Surname::Anchored) => Role::Anchored,
        Style::Lone(_) => Role::Lone,
        Style::Person | Style::PersonBySound => Role::Full,
        Style::LoneBySound(_) | Style::InOrder { .. } => Role::Plain,
    };
    let anchored = role == Role::Anchored;
    let skip = found.words.first().map_or(0, |word| usize::from(word.skip));
    let manner = if anchored { Manner::AnchoredSurname } else { found.manner };
    let why = Why {
        spelling: Arc::clone(&phrase.spelling),
        words: found.words.iter().map(|word| Arc::clone(word.reason)).collect(),
        manner,
        sound,
    };
    let hit = TermHit {
        term: phrase.term,
        part,
        start: text.tokens[found.first].start + skip,
        end: text.tokens[found.last].end,
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
    Candidate { hit, role }
}

/// Holds the candidates against each other and appends what counts.
fn settle(mut candidates: Vec<Candidate>, hits: &mut Vec<TermHit>) {
    if candidates.len() > 1 || candidates.iter().any(|one| matches!(one.role, Role::Anchored | Role::Cancels))
    {
        drop_cancelled(&mut candidates);
        drop_lone(&mut candidates);
        drop_overlapping(&mut candidates);
    }
    hits.extend(candidates.into_iter().map(|one| one.hit));
}

fn overlap(a: &TermHit, b: &TermHit) -> bool {
    a.part == b.part && a.start < b.end && b.start < a.end
}

/// Mentions that the watchlist excludes, with everything of the same term that overlaps them.
fn drop_cancelled(candidates: &mut Vec<Candidate>) {
    if !candidates.iter().any(|one| one.role == Role::Cancels) {
        return;
    }
    let cancelled: Vec<TermHit> =
        candidates.extract_if(.., |one| one.role == Role::Cancels).map(|one| one.hit).collect();
    candidates.retain(|one| !cancelled.iter().any(|not| not.term == one.hit.term && overlap(not, &one.hit)));
}

/// Lone surnames that are part of somebody else's full name.
fn drop_lone(candidates: &mut Vec<Candidate>) {
    let lone = |one: &Candidate| matches!(one.role, Role::Lone | Role::Anchored);
    if !candidates.iter().any(lone) {
        return;
    }
    let full: Vec<(TermId, usize, usize, usize)> = candidates
        .iter()
        .filter(|one| one.role == Role::Full)
        .map(|one| (one.hit.term, one.hit.part, one.hit.start, one.hit.end))
        .collect();
    candidates.retain(|one| {
        let hit = &one.hit;
        let inside = |&(term, part, start, end): &(TermId, usize, usize, usize)| {
            term != hit.term && part == hit.part && start < hit.end && hit.start < end
        };
        !lone(one) || !full.iter().any(inside)
    });
}

/// Of overlapping mentions of one term the longest, then the most certain, remains.
fn drop_overlapping(candidates: &mut Vec<Candidate>) {
    candidates.sort_by(|a, b| {
        let (a, b) = (&a.hit, &b.hit);
        let place = (a.term, a.part, a.start).cmp(&(b.term, b.part, b.start));
        place.then(b.end.cmp(&a.end)).then(b.confidence.total_cmp(&a.confidence))
    });
    candidates.dedup_by(|next, kept| {
        let same = next.hit.term == kept.hit.term && overlap(&next.hit, &kept.hit);
        if same && next.hit.end - next.hit.start > kept.hit.end - kept.hit.start {
            std::mem::swap(next, kept);
        }
        same
    });
    candidates.sort_by_key(|one| (one.hit.part, one.hit.start, one.hit.term));
}
