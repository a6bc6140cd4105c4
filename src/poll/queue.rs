//! The feeds that wait for their poll, handed out so that no host and no dead feed holds the others.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap, VecDeque};

use crate::store::feeds::{FeedId, Waiting};

/// Feeds that wait, by host. The host with the most feeds left comes first: the space between its requests decides
/// how long the pass takes.
#[derive(Debug)]
pub(super) struct Queue {
    places: usize,
    per_host: usize,
    under_way: usize,
    hosts: Vec<HostQueue>,
    by_name: HashMap<String, usize>,
    /// Hosts that have both a feed that waits and a place for it: how many wait, then who came first.
    ready: BinaryHeap<(usize, Reverse<usize>)>,
}

#[derive(Debug, Default)]
struct HostQueue {
    waiting: VecDeque<FeedId>,
    under_way: usize,
}

/// A place that a poll holds in its queue, to be given back with [`Queue::give_back`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use = "a place that is not given back is lost"]
pub(super) struct PollPlace(usize);

impl Queue {
    /// A queue that hands out at most `places` feeds at one time, and `per_host` of one host.
    pub(super) fn new(places: usize, per_host: usize) -> Self {
        Self {
            places: places.max(1),
            per_host: per_host.max(1),
            under_way: 0,
            hosts: Vec::new(),
            by_name: HashMap::new(),
            ready: BinaryHeap::new(),
        }
    }

    /// Takes these feeds in place of those that wait; who is under way stays so.
    pub(super) fn refill(&mut self, feeds: impl IntoIterator<Item = Waiting>) {
        self.ready.clear();
        for host in &mut self.hosts {
            host.waiting.clear();
        }
        for Waiting { feed, url, .. } in feeds {
            let index = *self.by_name.entry(host_of(&url).to_owned()).or_insert_with(|| {
                self.hosts.push(HostQueue::default());
                self.hosts.len() - 1
            });
            self.hosts[index].waiting.push_back(feed);
        }
        for index in 0..self.hosts.len() {
            self.offer(index);
        }
    }

    /// The next feed that may start.
    pub(super) fn next(&mut self) -> Option<(FeedId, PollPlace)> {
        if self.under_way >= self.places {
            return None;
        }
        let (_, Reverse(index)) = self.ready.pop()?;
        let feed = self.hosts[index].waiting.pop_front()?;
        self.hosts[index].under_way += 1;
        self.under_way += 1;
        self.offer(index);
        Some((feed, PollPlace(index)))
    }

    /// Ends a poll.
    pub(super) fn give_back(&mut self, PollPlace(index): PollPlace) {
        let was_full = self.hosts[index].under_way == self.per_host;
        self.hosts[index].under_way -= 1;
        self.under_way -= 1;
        if was_full {
            self.offer(index);
        }
    }

    /// Puts a host among those that are ready, if it is: called when it is not there.
    fn offer(&mut self, index: usize) {
        let host = &self.hosts[index];
        if !host.waiting.is_empty() && host.under_way < self.per_host {
            self.ready.push((host.waiting.len(), Reverse(index)));
        }
    }
}

/// The host of an address as it is written: two spellings of one host are kept apart here, but not by its turns.
fn host_of(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split(['/', '?', '#']).next().unwrap_or(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Feeds `1, 2, …` of these hosts.
    fn queue(places: usize, per_host: usize, hosts: &str) -> Queue {
        let mut queue = Queue::new(places, per_host);
        queue.refill(waiting(hosts));
        queue
    }

    fn waiting(hosts: &str) -> Vec<Waiting> {
        (1..)
            .zip(hosts.chars())
            .map(|(id, host)| Waiting {
                feed: FeedId(id),
                url: format!("https://{host}.example/{id}"),
                failures: 0,
            })
            .collect()
    }

    /// The numbers that may start now.
    fn start(queue: &mut Queue) -> (Vec<i64>, Vec<PollPlace>) {
        std::iter::from_fn(|| queue.next()).map(|(feed, place)| (feed.0, place)).unzip()
    }

    #[test]
    fn a_host_takes_no_more_than_its_places_and_the_longest_line_goes_first() {
        for (places, per_host, hosts, expected) in [
            (8, 1, "abc", vec![1, 2, 3]),
            (8, 1, "aaab", vec![1, 4]),
            (8, 2, "aaab", vec![1, 2, 4]),
            (2, 1, "abbc", vec![2, 1]),
            (1, 9, "aab", vec![1]),
            (8, 1, "", vec![]),
        ] {
            let mut queue = queue(places, per_host, hosts);
            assert_eq!(start(&mut queue).0, expected, "{places} {per_host} {hosts}");
        }
    }

    #[test]
    fn every_feed_comes_once_however_places_are_given_back() {
        let mut queue = queue(3, 1, "aaabbcddddde");
        let (mut seen, mut held) = start(&mut queue);
        while !held.is_empty() {
            queue.give_back(held.remove(held.len() / 2));
            let (more, places) = start(&mut queue);
            seen.extend(more);
            held.extend(places);
        }
        seen.sort_unstable();
        assert_eq!(seen, (1..=12).collect::<Vec<_>>());
    }

    #[test]
    fn a_refill_counts_who_is_under_way() {
        let mut queue = queue(8, 1, "ab");
        let (_, held) = start(&mut queue);
        queue.refill(waiting("abc"));
        assert_eq!(start(&mut queue).0, [3]);
        for place in held {
            queue.give_back(place);
        }
        assert_eq!(start(&mut queue).0, [1, 2]);
    }
}
