//! The decision what a look at a page means: pure, so that every scene of removal and every trap is a row of a table.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};

use crate::article::MissingReason;

use super::page_state::{MissingSince, PageReading, PageState, UnknownReason};

/// Two looks that find a page missing are so far apart at least, in seconds.
const CONFIRMED_AFTER: i64 = 60 * 60;

/// Two equal readings that make an edit are so far apart at least, in seconds.
const SETTLED_AFTER: i64 = 10 * 60;

/// Of the words of the last text at least this share, in hundredths, is kept by an edit; below it stands another text.
const KEPT_BY_AN_EDIT: usize = 20;

/// A text shorter than this share of the last one, in hundredths, that keeps none of its words is no article any more.
const EMPTIED: usize = 20;

/// Former texts of a page that are remembered.
const MOST_PAST: usize = 12;

/// What a page answered, as far as it says something of the article.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LookAnswer {
    /// The validators still hold.
    Unchanged,
    /// An article.
    Text(TextLook),
    /// Less than the article: shorter than its feed, or the free part before a paywall.
    Teaser,
    /// An answer of a page without a text of its own, and whether it shows that the article is gone.
    NoText {
        is_gone: bool,
    },
    Missing(MissingReason),
    Unknown(UnknownReason),
}

/// An article's text beside the one that is known, as the shell has compared them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TextLook {
    /// Hash of the text without its noise and without the frame of its site.
    pub hash: u128,
    /// The same of what stands of it since the look that saw the pending text; `None` where nothing is pending.
    pub standing: Option<u128>,
    /// Whether only the headline is another.
    pub body: BodyLook,
    /// Of the known text's words, how many in a hundred stand in this one too; 100 where no text is known.
    pub kept: usize,
    /// How long it is, in hundredths of the known text; 100 where none is known.
    pub length: usize,
    /// Whether it shows that the article is gone.
    pub absence: Absence,
    /// Whether its title is about the known one: else the address led to a section or to another article.
    pub title_kept: bool,
    /// Whether a watched name, or its sentence, stood in the known text and stands there no more.
    pub takes_names_away: bool,
}

/// The text below a headline, beside the known one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BodyLook {
    Same,
    Other,
}

/// Whether a text shows that the article is gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Absence {
    /// It does not.
    Unshown,
    /// It does, if it is another text.
    IfAnother,
    /// It is what the site answers to an address that never was.
    LikeNotFound,
}

/// One look at one page.
#[derive(Debug)]
pub(crate) struct Look<'a> {
    pub state: &'a PageState,
    pub answer: LookAnswer,
    /// Whether its feed, or another known page of its host, answered well within the hour.
    pub host_is_well: bool,
    /// Whether more pages of the host went missing within an hour than publishers take back: an outage or a redesign.
    pub held: bool,
    pub now: Timestamp,
}

/// What a look means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LookMeaning {
    /// Nothing to tell and nothing to store but that it was looked at.
    Same,
    /// The article was read for the first time: its text takes the place of the teaser, which is no edit.
    FirstText,
    /// No article stands there, only less than that; the entry keeps what its feed said.
    OnlyTeaser,
    /// The text has changed.
    Edited { seen_once: bool },
    /// It shows again what it has shown before, and flaps: that is its text now, and nobody is told.
    Reverted,
    /// Another text was seen once: it is looked at again before anything is said.
    Suspected,
    /// The page is missing: it is looked at again before anything is said.
    MissingOnce(MissingReason),
    /// It is missing still while its host is well.
    Withdrawn(MissingReason),
    /// Its feed lists it no more, and its page does not say otherwise.
    Unlisted,
    /// It was told as withdrawn and is there again.
    Returned,
    /// Nobody can say.
    Unknown(UnknownReason),
}

impl Look<'_> {
    /// Decides.
    pub(crate) fn judge(&self) -> (PageState, LookMeaning) {
        let mut state = self.state.clone();
        let answer = self.settled_answer();
        if !matches!(answer, LookAnswer::Unknown(_)) {
            state.looks += 1;
            state.failures = 0;
            state.unknown = None;
        }
        let meaning = match answer {
            LookAnswer::Unchanged => present(&mut state, LookMeaning::Same),
            LookAnswer::Text(text) => self.text(&mut state, text),
            // A paywall that closes after a day takes nothing back; a page that is emptied does.
            LookAnswer::Teaser => present(&mut state, LookMeaning::OnlyTeaser),
            // What was never read cannot be missed: feeds link to pages that never were.
            LookAnswer::NoText { .. } | LookAnswer::Missing(_) if state.reading.is_none() => {
                LookMeaning::OnlyTeaser
            }
            LookAnswer::NoText { .. } => self.missing(&mut state, MissingReason::OtherText),
            LookAnswer::Missing(why) => self.missing(&mut state, why),
            LookAnswer::Unknown(why) => self.unknown(&mut state, why),
        };
        (state, meaning)
    }

    /// A text that is no article of this address is the same as none; and what neither is the article nor shows that it is
    /// gone says nothing of it: a notice, a form, a shell.
    fn settled_answer(&self) -> LookAnswer {
        let unknown = LookAnswer::Unknown(UnknownReason::SomethingElse);
        match self.answer {
            LookAnswer::Text(text) if self.state.reading.is_some() => {
                let another = text.kept < KEPT_BY_AN_EDIT && (!text.title_kept || text.length < EMPTIED);
                let is_gone = another && text.absence == Absence::IfAnother;
                match (text.absence == Absence::LikeNotFound || is_gone, another) {
                    (true, _) => LookAnswer::Missing(MissingReason::OtherText),
                    (false, true) => unknown,
                    (false, false) => self.answer,
                }
            }
            LookAnswer::NoText { is_gone: false } if self.state.reading.is_some() => unknown,
            LookAnswer::Text(text) if text.absence == Absence::LikeNotFound => {
                LookAnswer::NoText { is_gone: true }
            }
            answer => answer,
        }
    }

    fn text(&self, state: &mut PageState, text: TextLook) -> LookMeaning {
        let reading = PageReading { hash: text.hash, seen: self.now };
        let Some(known) = state.reading else {
            state.reading = Some(reading);
            return present(state, LookMeaning::FirstText);
        };
        if known.hash == text.hash {
            state.pending = None;
            state.seen_once = state.seen_once.filter(|at| self.since(*at) < SETTLED_AFTER);
            return present(state, LookMeaning::Same);
        }
        let waited = state.pending.filter(|pending| self.since(pending.seen) >= SETTLED_AFTER);
        let settled = waited.is_some_and(|pending| pending.hash == text.hash);
        if settled || text.takes_names_away {
            state.pending = None;
            return self.edited(state, known.hash, text, settled);
        }
        if let Some(standing) = text.standing.filter(|_| waited.is_some()) {
            state.pending = None;
            if standing == known.hash {
                state.seen_once = state.seen_once.filter(|at| self.since(*at) < SETTLED_AFTER);
                return present(state, LookMeaning::Same);
            }
            return self.edited(state, known.hash, TextLook { hash: standing, ..text }, true);
        }
        if state.pending.is_none() || waited.is_some() {
            state.pending = Some(reading);
        }
        present(state, LookMeaning::Suspected)
    }

    /// Another text is the current one.
    fn edited(&self, state: &mut PageState, known: u128, text: TextLook, settled: bool) -> LookMeaning {
        state.reading = Some(PageReading { hash: text.hash, seen: self.now });
        let flaps = flaps(&state.past, known, text);
        state.seen_once = (!settled && !flaps).then_some(self.now);
        state.past.push(known);
        state.past.drain(..state.past.len().saturating_sub(MOST_PAST));
        present(
            state,
            if flaps { LookMeaning::Reverted } else { LookMeaning::Edited { seen_once: !settled } },
        )
    }

    fn missing(&self, state: &mut PageState, why: MissingReason) -> LookMeaning {
        if state.withdrawn.is_some() {
            return LookMeaning::Same;
        }
        let first = *state.missing.get_or_insert(MissingSince { at: self.now, why });
        // Its feed has said so in two answers before.
        let is_seen_twice = self.since(first.at) >= CONFIRMED_AFTER || state.unlisted.is_some();
        let confirmed = is_seen_twice && self.host_is_well && !self.held;
        if !confirmed {
            return LookMeaning::MissingOnce(why);
        }
        (state.withdrawn, state.unlisted) = (Some(self.now), None);
        // What the publisher said with more words stands: a 451 that became a 404 was removed for legal reasons.
        let why = if first.why == MissingReason::Legal { first.why } else { why };
        LookMeaning::Withdrawn(why)
    }

    fn unknown(&self, state: &mut PageState, why: UnknownReason) -> LookMeaning {
        state.failures = state.failures.saturating_add(1);
        let since = state.unknown.map_or(self.now, |(_, since)| since);
        state.unknown = Some((why, since));
        if state.unlisted.take().is_some() {
            state.withdrawn = Some(self.now);
            return LookMeaning::Unlisted;
        }
        LookMeaning::Unknown(why)
    }

    /// Seconds since an instant; none of a clock that was set back.
    fn since(&self, at: Timestamp) -> i64 {
        self.now.duration_since(at).max(SignedDuration::ZERO).as_secs()
    }
}

/// Whether a page that has had these texts, and `known` last, goes to and fro. A text that was taken back once may be a
/// correction; a headline that is there again is one of two that are tried on readers.
fn flaps(past: &[u128], known: u128, text: TextLook) -> bool {
    let distinct: BTreeSet<u128> = past.iter().copied().chain([known]).collect();
    past.contains(&text.hash) && (text.body == BodyLook::Same || distinct.len() <= past.len())
}

/// The page is there: whatever was thought missing is not.
fn present(state: &mut PageState, meaning: LookMeaning) -> LookMeaning {
    (state.missing, state.unlisted) = (None, None);
    if state.withdrawn.take().is_some() { LookMeaning::Returned } else { meaning }
}
