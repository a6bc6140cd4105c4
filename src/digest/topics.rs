//! Which of a reader's topics the matches of an article satisfy.

use crate::digest::input::Topic;
use crate::watch::found::Match;

/// The first of the reader's topics that these matches satisfy, by place, with its match.
pub(crate) fn first_topic<'a>(topics: &[Topic], matches: &'a [Match]) -> Option<(usize, &'a Match)> {
    topics.iter().enumerate().find_map(|(place, topic)| Some((place, match_of(topic, matches)?)))
}

/// The match of a topic, where its score is high enough to be mailed.
pub(crate) fn match_of<'a>(topic: &Topic, matches: &'a [Match]) -> Option<&'a Match> {
    matches.iter().find(|found| found.watchlist == topic.id && found.score >= topic.threshold)
}

/// Adds what is not there yet, keeping the order.
pub(crate) fn merge(into: &mut Vec<String>, items: &[String]) {
    for item in items {
        if !into.contains(item) {
            into.push(item.clone());
        }
    }
}
