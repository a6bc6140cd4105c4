//! The door through which `benches/events` measures; no part of the program's interface.

use jiff::{SignedDuration, Timestamp};

use crate::event::{EventGroups, FingerprintReader};

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
    /// Reads and groups the next article; answers whether it began an event.
    pub fn add(&mut self, title: &str, text: &str) -> bool {
        let at = Timestamp::UNIX_EPOCH + SignedDuration::from_mins(self.articles * 60 / AN_HOUR);
        let fingerprint = self.reader.read((title, text), &[], "");
        self.articles += 1;
        self.groups.add(self.articles, &fingerprint, at) == self.articles
    }
}
