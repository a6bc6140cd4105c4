//! Turns at sites: one request at a time, and so far apart as the operator or the site wants.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// Fewer sites than this are remembered without looking which of them have had their rest.
const REMEMBERED: usize = 1_000;

/// When each site may be asked again, and which are being asked. A site is a registrable domain. A clone minds the same
/// sites, so that passes side by side keep to one count.
#[derive(Debug, Clone, Default)]
pub(super) struct SiteTurns(Arc<Mutex<Sites>>);

#[derive(Debug)]
struct Sites {
    /// Since when turns are taken.
    began: Instant,
    rests_until: HashMap<String, Instant>,
    busy: HashSet<String>,
}

impl Default for Sites {
    fn default() -> Self {
        Self { began: Instant::now(), rests_until: HashMap::new(), busy: HashSet::new() }
    }
}

/// Whether a site may be asked.
#[derive(Debug)]
pub(super) enum Asking {
    Taken(SiteTurn),
    /// Somebody asks it just now.
    Busy,
    /// It rests until then.
    Rests(Instant),
}

/// The turn at a site. When it is dropped, the site has its rest.
#[derive(Debug)]
pub(super) struct SiteTurn {
    sites: SiteTurns,
    site: String,
    /// For the first turn at the site: how long turns have been taken by then. Who had turns before that is not known here.
    pub first_after: Option<Duration>,
    /// How long the site rests afterwards.
    pub rest: Duration,
}

impl SiteTurns {
    /// Takes the turn of a site, which rests so long afterwards unless the turn says otherwise.
    pub(super) fn take(&self, site: &str, rest: Duration, now: Instant) -> Asking {
        let mut sites = self.lock();
        if let Some(until) = sites.rests_until.get(site).filter(|until| **until > now) {
            return Asking::Rests(*until);
        }
        if !sites.busy.insert(site.to_owned()) {
            return Asking::Busy;
        }
        let is_first = !sites.rests_until.contains_key(site);
        let first_after = is_first.then(|| now.saturating_duration_since(sites.began));
        Asking::Taken(SiteTurn { sites: self.clone(), site: site.to_owned(), first_after, rest })
    }

    fn lock(&self) -> MutexGuard<'_, Sites> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for SiteTurn {
    fn drop(&mut self) {
        let now = Instant::now();
        let mut sites = self.sites.lock();
        sites.busy.remove(&self.site);
        if sites.rests_until.len() >= REMEMBERED {
            sites.rests_until.retain(|_, until| *until > now);
        }
        sites.rests_until.insert(std::mem::take(&mut self.site), now + self.rest);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_is_asked_once_at_a_time_and_left_alone_between() {
        let (turns, second) = (SiteTurns::default(), Duration::from_secs(1));
        let take = |site: &str, now| turns.clone().take(site, 5 * second, now);
        let start = Instant::now();
        let Asking::Taken(mut turn) = take("a.example", start) else { panic!("nobody asks it") };
        assert!(turn.first_after.is_some());
        assert!(matches!(take("a.example", start), Asking::Busy));
        assert!(matches!(take("b.example", start), Asking::Taken(_)));
        turn.rest = 7 * second;
        drop(turn);
        let Asking::Rests(until) = take("a.example", start + second) else { panic!("it rests") };
        assert!(until >= start + 7 * second);
        let Asking::Taken(turn) = take("a.example", until) else { panic!("it has had its rest") };
        assert_eq!(turn.first_after, None);
    }
}
