//! A publisher as none should be: it edits, renames, takes back and brings again, and its server answers with older lists, parts of
//! them, or rubbish.

use std::collections::BTreeMap;

use crate::entry::{Entry, EntryKey};
use crate::feed::{AnswerHead, FailureKind, FetchFailure};
use crate::update::{PollAnswer, Reading};

/// Numbers that look random and are the same in every run.
pub(super) struct Dice(pub u64);

impl Dice {
    pub(super) fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % limit
    }

    pub(super) fn one_in(&mut self, chance: usize) -> bool {
        self.below(chance) == 0
    }
}

/// An article as its publisher has it.
#[derive(Debug, Clone)]
struct Published {
    guid: String,
    number: usize,
    edits: usize,
    /// Whether it names who is watched.
    is_named: bool,
}

impl Published {
    fn entry(&self, is_garbled: bool) -> Entry {
        let link = format!("https://a.example/{}", self.number);
        let (title, text) = if is_garbled {
            (format!("Ð¥Ñ {}", self.number), format!("ÐÑÐ¾ {} Ð¸ {}", self.number, self.edits))
        } else {
            let who = if self.is_named { "CSTO" } else { "port" };
            let own = |place: usize| own_word(self.number, place);
            let words =
                format!("The {who} opened pier {} of {} in {}, {}.", self.number, own(1), own(2), own(3));
            (format!("{} and {}", own(4), own(5)), format!("{words} It has {} berths.", self.edits + 3))
        };
        Entry {
            key: EntryKey::derive(Some(&self.guid), Some(&link), &title, None, &text),
            link: Some(link),
            title,
            text,
            author: None,
            tags: Vec::new(),
            lang: None,
            published: None,
            updated: None,
        }
    }
}

/// A word that stands in one article alone.
fn own_word(number: usize, place: usize) -> String {
    const SYLLABLES: [&str; 10] = ["lar", "vel", "nor", "tor", "ask", "bri", "dun", "kel", "mos", "pyr"];
    let syllable = |share: usize| SYLLABLES[(number / share + place) % 10];
    format!("{}{}{place}", syllable(1), syllable(10))
}

/// A server with a list, and what it has answered before.
pub(super) struct Server {
    pub dice: Dice,
    list: Vec<Published>,
    gone: Vec<Published>,
    former: Vec<Vec<Published>>,
    numbers: usize,
    was_garbled: bool,
    /// In how many whole answers each article stood.
    pub shown: BTreeMap<usize, u32>,
}

impl Server {
    pub(super) fn new(seed: u64) -> Self {
        let mut server = Self {
            dice: Dice(seed),
            list: Vec::new(),
            gone: Vec::new(),
            former: Vec::new(),
            numbers: 0,
            was_garbled: false,
            shown: BTreeMap::new(),
        };
        (0..8).for_each(|_| server.publish());
        server
    }

    fn publish(&mut self) {
        self.numbers += 1;
        let number = self.numbers;
        let is_named = !self.dice.one_in(4);
        self.list.insert(0, Published { guid: format!("g{number}"), number, edits: 0, is_named });
        self.list.truncate(12);
    }

    /// Gives the id of an article to another one, which stands in its place.
    pub(super) fn replace(&mut self) {
        let at = self.dice.below(self.list.len());
        self.numbers += 1;
        let is_named = !self.dice.one_in(4);
        let Published { guid, .. } = self.list[at].clone();
        self.list[at] = Published { guid, number: self.numbers, edits: 0, is_named };
    }

    /// What its editors do before the next answer.
    pub(super) fn edit(&mut self) {
        let at = self.dice.below(self.list.len());
        match self.dice.below(13) {
            0..=3 => self.publish(),
            4 | 5 => self.list[at].edits += 1,
            6 => self.list[at].edits = self.list[at].edits.saturating_sub(1),
            7 if self.list.len() > 4 => {
                let article = self.list.remove(at);
                self.gone.push(article);
            }
            8 => {
                if let Some(article) = self.gone.pop() {
                    self.list.insert(at, article);
                }
            }
            9 => self.list[at].guid.push('x'),
            10 => self.list.iter_mut().for_each(|article| article.guid.push('y')),
            11 => self.list[at].is_named = !self.list[at].is_named,
            _ => {}
        }
    }

    /// What it answers: its list, an older one, another order, a part of it, rubbish, or nothing.
    pub(super) fn answer(&mut self) -> PollAnswer {
        self.former.push(self.list.clone());
        let mut list = self.list.clone();
        let mut is_garbled = false;
        match self.dice.below(14) {
            0 => list.clone_from(&self.former[self.former.len().saturating_sub(2)]),
            1 => list.reverse(),
            2 => list.truncate(self.dice.below(list.len()) + 1),
            3 => {
                list.remove(self.dice.below(list.len()));
            }
            // What two answers in a row say is believed, and of a few entries anything is.
            4 => is_garbled = list.len() > 8 && !self.was_garbled,
            5 => return PollAnswer::Failed(FetchFailure::new(FailureKind::Network, "no answer")),
            _ => {}
        }
        self.was_garbled = is_garbled;
        if !is_garbled {
            for article in &list {
                *self.shown.entry(article.number).or_default() += 1;
            }
        }
        let entries = list.iter().map(|article| article.entry(is_garbled)).collect();
        PollAnswer::Read(AnswerHead::default(), Reading { entries, ..Reading::default() })
    }
}
