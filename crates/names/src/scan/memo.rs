//! What one thread remembers of the tokens it has met: each distinct token is worked out once.

use std::cell::Cell;
use std::hash::{BuildHasher, Hasher};

use foldhash::fast::FixedState;
use hashbrown::HashTable;

use crate::forms::alphabets::Witness;
use crate::index::term_index::TermIndex;
use crate::phonetic::cache::{SILENT, SoundCache, UNHEARD, VoiceId};
use crate::phonetic::index::SoundIndex;
use crate::scan::lookup::find;
use crate::spec::word::{LONGEST_TOKEN, WordMatch};
use crate::text::fold::{Folded, fold_into};

/// The memory of one thread, for one lexicon at a time: given another, it forgets everything by itself. Holds
/// at most a million distinct tokens and as many matches (then it starts anew with the next item), so its memory is
/// bounded.
#[derive(Debug, Default)]
pub struct Memo {
    /// Which lexicon the rest belongs to.
    lexicon: Option<u64>,
    known: HashTable<Known>,
    /// The bytes of all known tokens, one behind the other.
    bytes: Vec<u8>,
    /// The words of all tokens that are any, one behind the other.
    matches: Vec<WordMatch>,
    /// Which of `matches` belong to a token; entry 0 is the token without any.
    lists: Vec<MatchRange>,
    pub(crate) voices: SoundCache,
    /// How each distinct token sounds; [`UNHEARD`] until somebody asks, [`SILENT`] at once where its first letter says that
    /// it is no name.
    voice_of: Vec<VoiceId>,
    /// What each distinct token says about the language of its text, once somebody has asked.
    witnesses: Vec<Cell<Option<Witness>>>,
    folded: Folded,
    found: Vec<WordMatch>,
    tokens: Vec<Placed>,
}

/// A token of a text that is scanned.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Placed {
    pub start: usize,
    pub end: usize,
    pub list: ListId,
    pub voice: VoiceId,
    /// Which of the distinct tokens it is; [`u32::MAX`] for one that is too long.
    pub known: u32,
}

/// What is known of a token wherever it stands.
#[derive(Debug, Clone, Copy)]
pub(crate) struct KnownToken {
    pub list: ListId,
    /// Its place among the distinct ones; [`u32::MAX`] for one that is too long.
    pub place: u32,
}

/// One token that has been met.
#[derive(Debug)]
struct Known {
    at: u32,
    length: u16,
    list: u32,
    /// Its place among the distinct tokens.
    place: u32,
}

/// A range of the matches, in the order of their words.
#[derive(Debug, Clone, Copy, Default)]
struct MatchRange {
    first: u32,
    end: u32,
}

/// An index into the lists of matches; 0 is a token that is no word of any spelling.
pub(crate) type ListId = u32;

const MOST_TOKENS: usize = 1_000_000;
/// Words that tokens were found to be; a watchlist of many patterns finds many for each.
const MOST_MATCHES: usize = 1_000_000;

const HASHER: FixedState = FixedState::with_seed(0x5749_5245);

#[inline]
fn hash(token: &[u8]) -> u64 {
    let mut hasher = HASHER.build_hasher();
    hasher.write(token);
    hasher.finish()
}

impl Memo {
    /// Makes the memo one of this lexicon.
    pub(crate) fn belong_to(&mut self, lexicon: u64) {
        let full = self.known.len() >= MOST_TOKENS || self.matches.len() >= MOST_MATCHES;
        if self.lexicon != Some(lexicon) || full || self.voices.is_full() {
            self.known.clear();
            self.bytes.clear();
            self.matches.clear();
            self.lists.clear();
            self.lists.push(MatchRange::default());
            self.voices.clear();
            self.voice_of.clear();
            self.witnesses.clear();
            self.lexicon = Some(lexicon);
        }
    }

    /// How a distinct token sounds; worked out when first asked for.
    pub(crate) fn hear(&mut self, known: u32, token: &str, sounds: &SoundIndex) -> VoiceId {
        let Some(voice) = self.voice_of.get_mut(known as usize) else { return SILENT };
        if *voice == UNHEARD {
            *voice = self.voices.hear(token, sounds);
        }
        *voice
    }

    /// How a distinct token sounds, as far as anybody has asked.
    #[inline]
    pub(crate) fn voice(&self, known: u32) -> VoiceId {
        self.voice_of.get(known as usize).copied().unwrap_or(SILENT)
    }

    /// The words that a token may be, and its place among the distinct ones; worked out at the first meeting.
    #[inline]
    pub(crate) fn look_up(&mut self, token: &str, index: &TermIndex) -> KnownToken {
        let hash = hash(token.as_bytes());
        let bytes = &self.bytes;
        let same = |known: &Known| {
            let at = known.at as usize;
            usize::from(known.length) == token.len()
                && bytes[at..at + usize::from(known.length)] == *token.as_bytes()
        };
        match self.known.find(hash, same) {
            Some(known) => KnownToken { list: known.list, place: known.place },
            None => self.work_out(token, hash, index),
        }
    }

    #[cold]
    fn work_out(&mut self, token: &str, hash_of_token: u64, index: &TermIndex) -> KnownToken {
        const TOO_LONG: KnownToken = KnownToken { list: 0, place: u32::MAX };
        let (Ok(at), Ok(length)) = (u32::try_from(self.bytes.len()), u16::try_from(token.len())) else {
            return TOO_LONG;
        };
        if token.len() > LONGEST_TOKEN {
            return TOO_LONG;
        }
        fold_into(token, &mut self.folded);
        self.found.clear();
        find(&index.words, token, &self.folded, &mut self.found);
        let list = if self.found.is_empty() {
            0
        } else {
            self.found.sort_unstable_by_key(|one| one.word);
            let at = |more: usize| u32::try_from(self.matches.len() + more).unwrap_or(u32::MAX);
            let list = MatchRange { first: at(0), end: at(self.found.len()) };
            self.lists.push(list);
            self.matches.append(&mut self.found);
            ListId::try_from(self.lists.len() - 1).unwrap_or(0)
        };
        self.bytes.extend_from_slice(token.as_bytes());
        let bytes = &self.bytes;
        let place = u32::try_from(self.voice_of.len()).unwrap_or(u32::MAX);
        self.witnesses.push(Cell::new(None));
        self.voice_of.push(if index.sounds.wants(token) { UNHEARD } else { SILENT });
        self.known.insert_unique(hash_of_token, Known { at, length, list, place }, |known| {
            let at = known.at as usize;
            hash(&bytes[at..at + usize::from(known.length)])
        });
        KnownToken { list, place }
    }

    /// What a distinct token says about the language of its text; worked out when first asked for.
    pub(crate) fn witness(&self, known: u32, work_out: impl FnOnce() -> Witness) -> Witness {
        let Some(cell) = self.witnesses.get(known as usize) else { return Witness::default() };
        let witness = cell.get().unwrap_or_else(work_out);
        cell.set(Some(witness));
        witness
    }

    /// The words that a token was found to be.
    #[inline]
    pub(crate) fn words(&self, list: ListId) -> &[WordMatch] {
        let MatchRange { first, end } = self.lists[list as usize];
        &self.matches[first as usize..end as usize]
    }

    /// An empty list of tokens, whose memory is used again.
    pub(crate) fn take_tokens(&mut self) -> Vec<Placed> {
        std::mem::take(&mut self.tokens)
    }

    /// Keeps the memory of a list of tokens for the next text.
    pub(crate) fn give_back(&mut self, tokens: Vec<Placed>) {
        self.tokens = tokens;
    }

    /// How many distinct tokens it remembers.
    pub fn len(&self) -> usize {
        self.known.len()
    }

    /// Whether it remembers none.
    pub fn is_empty(&self) -> bool {
        self.known.is_empty()
    }
}
