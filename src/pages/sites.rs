//! Turns at sites: one request at a time, and so far apart as the operator or the site wants.

use std::collections::HashMap;
use std::time::Duration;

use tokio::time::Instant;

/// When each site may be asked again, and which are being asked. A site is a registrable domain.
#[derive(Debug, Default)]
pub(super) struct SiteTurns {
    free_at: HashMap<String, Instant>,
    busy: Vec<String>,
}

impl SiteTurns {
    /// Nobody is being asked: whoever had a turn when the last pass broke has none any more.
    pub(super) fn begin(&mut self) {
        self.busy.clear();
    }

    /// Takes the turn of a site, and answers how long to wait before its first request.
    pub(super) fn take(&mut self, site: &str, now: Instant) -> Duration {
        self.busy.push(site.to_owned());
        self.free_at.get(site).map_or(Duration::ZERO, |free| free.saturating_duration_since(now))
    }

    /// Gives the turn back; the next request to the site may come at `free`.
    pub(super) fn give_back(&mut self, site: &str, free: Instant, now: Instant) {
        self.busy.retain(|busy| busy != site);
        self.free_at.retain(|_, at| *at > now);
        self.free_at.insert(site.to_owned(), free);
    }

    /// The sites that are being asked.
    pub(super) fn busy(&self) -> &[String] {
        &self.busy
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_is_left_alone_between_two_requests() {
        let mut turns = SiteTurns::default();
        let start = Instant::now();
        assert_eq!(turns.take("a.example", start), Duration::ZERO);
        assert_eq!(turns.busy(), ["a.example"]);
        turns.give_back("a.example", start + Duration::from_secs(5), start);
        assert!(turns.busy().is_empty());
        assert_eq!(turns.take("a.example", start + Duration::from_secs(2)), Duration::from_secs(3));
        assert_eq!(turns.take("b.example", start), Duration::ZERO);
    }
}
