//! The door through which `benches/events` measures; no part of the program's interface.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use crate::event::{EventGroups, FingerprintReader, KnownPublishers};
use crate::feed::Feed;

/// Articles between two hours of the clock.
const AN_HOUR: i64 = 60;

/// A desk that has grouped articles for a while.
#[derive(Debug, Default)]
pub struct EventsBench {
    groups: EventGroups,
    reader: FingerprintReader,
    articles: i64,
}

impl EventsBench {
    /// A desk with feeds of these titles, whose publishers may be cited.
    pub fn among(titles: &[String]) -> Self {
        let feed =
            |title: &String| Feed { url: title.clone(), title: Some(title.clone()), ..Feed::default() };
        let feeds: Vec<Feed> = titles.iter().map(feed).collect();
        let reader = FingerprintReader::new(&Arc::new(KnownPublishers::of(&feeds)));
        Self { reader, ..Self::default() }
    }

    /// Reads an article; answers whether it cites a publisher.
    pub fn cites(&mut self, title: &str, text: &str) -> bool {
        self.reader.read((title, text), &[], "").cites.is_some()
    }

    /// Reads and groups the next article; answers whether it began an event.
    pub fn add(&mut self, title: &str, text: &str) -> bool {
        let at = Timestamp::UNIX_EPOCH + SignedDuration::from_mins(self.articles * 60 / AN_HOUR);
        let fingerprint = self.reader.read((title, text), &[], "");
        self.articles += 1;
        self.groups.add(self.articles, &fingerprint, at) == self.articles
    }
}
