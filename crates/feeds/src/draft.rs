//! An entry while it is read: of several sources of one value the better one wins, whichever comes first.

use jiff::Timestamp;

use crate::feed::ParsedEntry;
use crate::warning::Limit;
use crate::{address, dates};

/// The length of the authors' names together, in bytes.
const MOST_AUTHOR: usize = 1000;

/// A value and the rank of its source; the lower rank wins.
#[derive(Debug)]
pub(crate) struct Ranked<T> {
    rank: u8,
    pub value: Option<T>,
}

impl<T> Default for Ranked<T> {
    fn default() -> Self {
        Self { rank: u8::MAX, value: None }
    }
}

impl<T> Ranked<T> {
    /// Of equal ranks the first wins.
    pub(crate) fn offer(&mut self, rank: u8, value: T) {
        if self.value.is_none() || rank < self.rank {
            *self = Self { rank, value: Some(value) };
        }
    }

    /// Of equal ranks the last wins: a publisher who says something twice corrects it.
    pub(crate) fn offer_again(&mut self, rank: u8, value: T) {
        if self.value.is_none() || rank <= self.rank {
            *self = Self { rank, value: Some(value) };
        }
    }
}

/// A date as written and as read.
type ClaimedDate = (String, Option<Timestamp>);

/// The fields of an entry with the ranks of their sources.
#[derive(Debug, Default)]
pub(crate) struct EntryDraft {
    pub title: Ranked<String>,
    pub link: Ranked<String>,
    /// The publisher's own address beside one that counts clicks.
    pub own_link: Option<String>,
    /// The first file that belongs to the entry.
    pub enclosure: Option<String>,
    guid: Option<String>,
    /// The id as an address, where it may be one.
    guid_link: Option<String>,
    /// `rdf:about`, resolved.
    pub about: Option<String>,
    summary: Ranked<String>,
    content: Ranked<String>,
    author: Ranked<String>,
    tags: Vec<String>,
    pub lang: Option<String>,
    published: Ranked<ClaimedDate>,
    updated: Ranked<ClaimedDate>,
}

impl EntryDraft {
    /// Offers an id; `link` is the same as an address, where it may be one.
    pub(crate) fn offer_guid(&mut self, guid: String, link: Option<String>) {
        self.guid = Some(guid);
        self.guid_link = link;
    }

    /// Offers a summary. A second description is the content where there is no better: some feeds have a short
    /// and a long one.
    pub(crate) fn offer_summary(&mut self, rank: u8, text: String) {
        if rank <= 1 && self.summary.rank <= 1 {
            self.content.offer(1 + rank, text);
        } else {
            self.summary.offer(rank, text);
        }
    }

    pub(crate) fn offer_content(&mut self, text: String) {
        self.content.offer(0, text);
    }

    /// Offers an author; those of one rank are named together.
    pub(crate) fn offer_author(&mut self, rank: u8, name: String) {
        match &mut self.author.value {
            Some(names) if self.author.rank == rank => {
                if names.len() + name.len() < MOST_AUTHOR && !names.split(", ").any(|known| known == name) {
                    names.push_str(", ");
                    names.push_str(&name);
                }
            }
            _ => self.author.offer(rank, name),
        }
    }

    /// Adds a label, and says whether there was room for it.
    pub(crate) fn add_tag(&mut self, tag: String) -> bool {
        if tag.is_empty() || self.tags.contains(&tag) {
            return true;
        }
        let room = self.tags.len() < Limit::Labels.most();
        if room {
            self.tags.push(tag);
        }
        room
    }

    /// Offers a date of publication, and says whether it could be read.
    pub(crate) fn offer_published(&mut self, rank: u8, raw: &str) -> bool {
        offer_date(&mut self.published, rank, raw)
    }

    /// Offers a date of change, and says whether it could be read.
    pub(crate) fn offer_updated(&mut self, rank: u8, raw: &str) -> bool {
        offer_date(&mut self.updated, rank, raw)
    }

    /// The entry with what its sources left of each value.
    pub(crate) fn finish(mut self) -> ParsedEntry {
        if let Some(link) = self.guid_link {
            self.link.offer(8, link);
        }
        if let Some(about) = self.about.as_ref().filter(|about| address::is_web(about)) {
            self.link.offer(9, about.clone());
        }
        let leads_on = self.link.value.as_deref().is_some_and(address::is_feedburner);
        let own_link = self.own_link.filter(|_| !leads_on);
        let (published_raw, published) = self.published.value.unzip();
        let (updated_raw, updated) = self.updated.value.unzip();
        ParsedEntry {
            guid: self.guid.or(self.about),
            link: own_link.or(self.link.value),
            enclosure: self.enclosure,
            title: self.title.value,
            summary: self.summary.value,
            content: self.content.value,
            author: self.author.value,
            tags: self.tags,
            lang: self.lang,
            published: published.flatten(),
            published_raw,
            updated: updated.flatten(),
            updated_raw,
        }
    }
}

/// A date that can be read beats one that cannot, whatever their ranks.
fn offer_date(slot: &mut Ranked<ClaimedDate>, rank: u8, raw: &str) -> bool {
    let read = dates::read(raw);
    let date = (raw.to_owned(), read);
    match (&slot.value, read) {
        (Some((_, None)), Some(_)) => *slot = Ranked { rank, value: Some(date) },
        (Some((_, Some(_))), None) => {}
        _ => slot.offer_again(rank, date),
    }
    read.is_some()
}
