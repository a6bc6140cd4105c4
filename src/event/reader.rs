//! Reads the fingerprint of a text: entities that the watchlists found, countries, other names, numbers.

use std::collections::BTreeSet;
use std::ops::{Range, RangeInclusive};
use std::sync::Arc;

use crate::event::citation::CitationFinder;
use crate::event::numbers::numbers;
use crate::event::written::{WrittenText, add_words};
use crate::event::{EventFingerprint, KnownPublishers};
use crate::watch::country_finder::CountryFinder;
use crate::watch::found::Match;
use crate::watch::item::Field;

/// Words that are looked at behind the title: what stands beyond them is what was before the happening.
const LOOKED_AT: usize = 220;
/// Those of them that lead, at most and at least: the first paragraph.
const LEADS: RangeInclusive<usize> = 15..=35;
/// Words that are kept of a text.
pub(super) const WORDS: usize = 90;

/// A place of which the watchlists know what stands there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct KnownMention {
    /// The entity that was found; `None` for a word of a query.
    pub entity: Option<String>,
    /// Where.
    pub field: Field,
    /// Which bytes.
    pub range: Range<usize>,
}

impl KnownMention {
    /// All places that matches of one article name.
    pub(crate) fn of(matches: &[Match]) -> Vec<Self> {
        let hits = matches.iter().flat_map(|found| &found.hits);
        hits.map(|hit| Self { entity: hit.entity.clone(), field: hit.field, range: hit.start..hit.end })
            .collect()
    }
}

/// Reads fingerprints, remembering the words it has met: one for each thread.
#[derive(Debug, Default)]
pub(crate) struct FingerprintReader {
    countries: CountryFinder,
    citations: CitationFinder,
}

impl FingerprintReader {
    /// One that knows which publishers may be cited; the default knows none.
    pub(crate) fn new(publishers: &Arc<KnownPublishers>) -> Self {
        Self { countries: CountryFinder::default(), citations: CitationFinder::new(publishers) }
    }

    /// What an article in plain text says of a happening; `family` is that of its publisher.
    pub(crate) fn read(
        &mut self,
        (title, text): (&str, &str),
        mentions: &[KnownMention],
        family: &str,
    ) -> EventFingerprint {
        let beginning = beginning(text);
        let countries = self.countries.find(&[title, beginning]);
        let mut known: BTreeSet<String> = mentions.iter().filter_map(|found| found.entity.clone()).collect();
        // What stands further behind, a capital more than a country, is where something else was.
        let (words_that_lead, mut tokens) = (lead(text), names::tokens(text));
        let lead_ends = tokens.nth(words_that_lead).map_or(text.len(), |token| token.start);
        let lead = countries.iter().filter(|found| found.part == 0 || found.start < lead_ends);
        known.extend(lead.map(|found| format!("={}", found.code)));
        let mut words = Vec::new();
        for (part, field, text, is_headline) in
            [(0, Field::Title, title, true), (1, Field::Text, text, false)]
        {
            let own = mentions.iter().filter(|found| found.field == field && found.entity.is_some());
            let own = own.map(|found| found.range.clone());
            let named = countries.iter().filter(|found| found.part == part);
            let known: Vec<Range<usize>> = own.chain(named.map(|found| found.start..found.end)).collect();
            let leads = if is_headline { LOOKED_AT } else { words_that_lead };
            add_words(
                &WrittenText { text, known: &known, leads, looked_at: LOOKED_AT, is_headline },
                &mut words,
            );
        }
        words.truncate(WORDS);
        let numbers = numbers(&format!("{title}\n{beginning}"));
        let cites = self.citations.cited(beginning, family);
        EventFingerprint { known: known.into_iter().collect(), words, numbers, cites }
    }
}

/// How many words of a text lead.
fn lead(text: &str) -> usize {
    let first = names::paragraphs(text).into_iter().next().unwrap_or_default();
    names::tokens(&text[first]).take(*LEADS.end()).count().max(*LEADS.start())
}

/// As much of a text as is looked at.
fn beginning(text: &str) -> &str {
    let end = names::tokens(text).nth(LOOKED_AT).map_or(text.len(), |token| token.start);
    &text[..end]
}
