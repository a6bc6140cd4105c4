//! What polling has learnt of a feed.

use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::counter_memory::CounterMemory;
use super::doubt::{AbsentEntry, CutTexts, HeldBody, ReturnedText};
use super::health::{FeedHealth, HealthReport};
use super::list_memory::ListMemory;
use super::listing::Feed;
use super::moved::Moved;
use super::older::Backlog;
use super::validators::Validators;
use super::wishes::Wishes;

/// What polling has learnt of a feed. Written in the same transaction as the entries it speaks of.
///
/// Large for ten thousand feeds: load it when a feed is polled, not for all feeds at once.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct FeedState {
    /// Sent back byte for byte at the next poll (RFC 9110, 13.1).
    pub validators: Validators,
    /// The same for the sitemaps of an index.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Validators>,
    /// What the lists of its page were like: a redesign shows by that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub list: Option<ListMemory>,
    /// Not before this instant; `None` for a feed that was never polled, and for one that is [`FeedHealth::Gone`].
    pub next_due: Option<Timestamp>,
    /// The first successful poll: the baseline of "new".
    pub first_polled: Option<Timestamp>,
    /// The last poll, successful or not.
    pub last_polled: Option<Timestamp>,
    /// The last poll that brought a readable feed or a 304.
    pub last_ok: Option<Timestamp>,
    /// The last poll that brought a new entry; at first sight the newest date that the feed claims.
    pub last_new: Option<Timestamp>,
    /// Until when its host has asked to be left alone (429, 503): `poll --all` and a restart keep to it.
    pub patience: Option<Timestamp>,
    /// Failures since the last success.
    pub failures: u32,
    /// When the present row of failures began.
    pub failing_since: Option<Timestamp>,
    /// The last failure in words, or why it is [`FeedHealth::Gone`]; kept until the next success.
    pub last_error: Option<String>,
    /// The state of the feed, as tables show it.
    pub health: FeedHealth,
    /// Since when it is in that state.
    pub health_since: Option<Timestamp>,
    /// What the operators were last told: they hear of a change once, then weekly, then of the recovery.
    pub told: Option<HealthReport>,
    /// When they were last told of something odd in the feed itself (emptied, new ids); at most weekly.
    pub oddity_told: Option<Timestamp>,
    /// The permanent redirect seen lately and how often it was seen in agreement.
    pub moved: Option<Moved>,
    /// The address to ask instead of the listed one, once a permanent redirect is believed.
    pub effective_url: Option<String>,
    /// The addresses that it was listed under before, newest last; at most [`FORMER`].
    pub former: Vec<String>,
    /// The feed's own title, as last read.
    pub title: Option<String>,
    /// The feed's own language, as it says.
    pub lang: Option<String>,
    /// The language that most entries of its last body were in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub writes: Option<String>,
    /// The feed's own wishes about the interval, as last read.
    pub hints: Wishes,
    /// How long the last answer stays fresh, by its headers.
    pub fresh_for: Option<Duration>,
    /// Older documents of the feed that are still to be read.
    pub backlog: Option<Backlog>,
    /// Hashes of the addresses of its archives that were read: they never change.
    pub archives: Vec<u64>,
    /// Hashes of lines that stand in many of its entries: boxes of other articles, whose change is no edit.
    pub boxes: Vec<u64>,
    /// Keys of the entries in the last good body, in its order; the first 500.
    pub listed: Vec<String>,
    /// The smoothed time between new entries, from which the adaptive interval is computed.
    pub rhythm: Option<Duration>,
    /// How many words its last entries had, the newest last: short ones are teasers.
    pub entry_words: Vec<u16>,
    /// Entries that are missing since an answer, and may have been taken back: gone is what a second answer lacks too.
    pub absent: Vec<AbsentEntry>,
    /// Former texts that pages have returned to for a second time: whether they stand or flap, the next answers tell.
    pub returned: Vec<ReturnedText>,
    /// A body whose entries had nearly all another title and text, until a second answer says the same.
    pub held: Option<HeldBody>,
    /// Texts that it shows whole in one answer and cut in another.
    pub cut: CutTexts,
    /// The last entry of a body that broke off, where it was new: it is taken when it is whole, or there for a second time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub half: Option<String>,
    /// The last answer that brought a body: a server may answer 304 for ever.
    pub last_body: Option<Timestamp>,
    /// The counters in its entries, whose change is no edit.
    pub counters: CounterMemory,
    /// Whether its ids name places in its list: entries are known by their links then.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub ids_are_places: bool,
    /// How entries leave the feed: one that is not read from the end cannot tell what was withdrawn.
    pub departures: Departures,
}

/// Former addresses that are remembered.
const FORMER: usize = 4;

/// How many entries left a feed oldest first, and how many from amid the others.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Departures {
    /// Oldest first, as in a list that rolls.
    pub in_order: u32,
    /// While older ones stayed.
    pub out_of_order: u32,
}

impl FeedState {
    /// The address to ask: the one a believed redirect leads to, else the listed one.
    pub(crate) fn address<'a>(&'a self, feed: &'a Feed) -> &'a str {
        self.effective_url.as_deref().unwrap_or(&feed.url)
    }

    /// Whether something that the last answers said is to be confirmed by the next one, which is asked for whole.
    pub(crate) fn is_in_doubt(&self) -> bool {
        !self.absent.is_empty()
            || !self.returned.is_empty()
            || self.half.is_some()
            || self.held.as_ref().is_some_and(|held| !held.is_given_up)
    }

    /// Bytes of the stored texts of the entries that are listed, as far as they are known, by their keys.
    pub(crate) fn stored_lengths(&self) -> impl Iterator<Item = (&str, usize)> {
        let lengths = self.listed.iter().zip(&self.cut.lengths).filter(|(_, length)| **length > 0);
        lengths.map(|(key, length)| (key.as_str(), *length as usize))
    }

    /// The operator lists the feed at another address from now on. What is known of it stays, so that nothing becomes
    /// news again; what was wrong at the old address says nothing about the new one.
    pub(crate) fn relist(&mut self, old: &str) {
        self.former.push(old.to_owned());
        self.former.drain(..self.former.len().saturating_sub(FORMER));
        (self.effective_url, self.moved) = (None, None);
        (self.failures, self.failing_since, self.last_error) = (0, None, None);
        (self.health, self.health_since, self.told) = (FeedHealth::Unknown, None, None);
        (self.next_due, self.patience) = (None, None);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_comes_back_from_the_store_as_it_went() {
        let etag = Some(b"W/\"caf\xe9-gzip\"".to_vec());
        let state = FeedState {
            validators: Validators { etag, body_hash: Some(u64::MAX), ..Validators::default() },
            next_due: Some(Timestamp::UNIX_EPOCH),
            rhythm: Some(Duration::from_millis(1500)),
            health: FeedHealth::Blocked,
            ..FeedState::default()
        };
        let stored = serde_json::to_string(&state).expect("plain data");
        assert_eq!(serde_json::from_str::<FeedState>(&stored).expect("our own text"), state);
        assert_eq!(
            serde_json::from_str::<FeedState>("{}").expect("all fields have defaults"),
            FeedState::default()
        );
    }
}
