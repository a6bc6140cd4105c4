//! Elements that open a feed or an entry, and what their attributes say.

use std::borrow::Cow;

use super::{Mapper, Place};
use crate::draft::Draft;
use crate::namespace::Class;
use crate::token::Tag;
use crate::{Format, MOST_ENTRIES, Warning};

impl<'a> Mapper<'a> {
    pub(super) fn open_entry(&mut self, tag: &Tag<'a>) -> Place {
        if let Some(open) = self.frames.iter().rposition(|frame| frame.place == Place::Entry) {
            self.warn(Warning::Unbalanced);
            self.pop_to(open);
        }
        if self.feed.entries.len() >= MOST_ENTRIES {
            self.warn(Warning::Limit { what: "entries", limit: MOST_ENTRIES });
            return Place::Other;
        }
        if !self.has_format {
            self.set_format(tag.local());
        }
        let mut draft = Draft::default();
        draft.lang = self.attribute("lang").map(Cow::into_owned);
        draft.about = self.attribute("about").map(Cow::into_owned);
        if let Some(href) = self.attribute("href") {
            draft.link.value = self.bases.resolve(&href);
        }
        if let Some(date) = self.attribute("lastmod") {
            draft.offer_updated(3, &date);
        }
        self.draft = Some(draft);
        Place::Entry
    }

    pub(super) fn finish_entry(&mut self) {
        if let Some(draft) = self.draft.take() {
            self.feed.entries.push(draft.finish());
        }
    }

    pub(super) fn open_feed(&mut self, tag: &Tag<'a>, class: Class) -> Place {
        if self.draft.is_some() {
            return Place::Other;
        }
        self.is_feed = true;
        if !self.has_format {
            // The channel of RSS 1.1 is the root, as that of CDF is, but it has an RDF name.
            let is_rdf = class == Class::Rdf || self.attribute("about").is_some();
            self.set_format(if is_rdf { "rdf" } else { tag.local() });
        }
        if let Some(lang) = self.attribute("lang") {
            self.feed.lang.get_or_insert_with(|| lang.into_owned());
        }
        if tag.local().eq_ignore_ascii_case("channel")
            && let Some(href) = self.attribute("href")
            && let Some(link) = self.bases.resolve(&href)
        {
            self.link.offer(0, link);
        }
        Place::Feed
    }

    pub(super) fn set_format(&mut self, local: &str) {
        self.has_format = true;
        self.feed.format = match local.to_ascii_lowercase().as_str() {
            "rdf" => Format::Rdf,
            "feed" | "entry" => Format::Atom,
            "channel" => Format::Cdf,
            _ => Format::Rss,
        };
    }
}
