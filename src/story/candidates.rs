//! Which stories an article may belong to: those with which it shares hashes of its sketch.

use std::collections::{BTreeMap, BTreeSet};

use super::outline::Outline;
use super::sketch::Sketch;

/// Articles that one hash leads to at most: what many carry tells nothing of one of them, and to look at all of them would
/// cost more with every article.
const LED_TO: usize = 8;

/// Stories that an article is compared with at most, those that share the most hashes with it first.
const COMPARED: usize = 16;

/// Articles that are remembered, the latest: a week of 7 000 a day, in about 30 MB.
pub(crate) const REMEMBERED: usize = 50_000;

/// The articles of late, by the hashes under which they are found ([`super::Sketch::index`]).
///
/// It is a guess, kept in memory only: whoever asks compares the sketches, so that what is remembered wrongly or not at all
/// costs a comparison or a story told twice, and never two stories told as one.
#[derive(Debug, Default)]
pub(crate) struct StoryCandidates {
    /// Each hash with the articles that carry it.
    led_to: BTreeSet<(i64, i64)>,
    /// The story of each article.
    stories: BTreeMap<i64, i64>,
    /// What the first text of each story is like, and the article that it is of.
    heads: BTreeMap<i64, (i64, Outline)>,
}

impl StoryCandidates {
    /// Takes in an article of a story. Numbers of articles grow with time; `since` is the first that still counts.
    pub(crate) fn remember(&mut self, article: i64, story: i64, hashes: &[i64], since: i64) {
        for hash in hashes {
            if self.carriers(*hash, since).take(LED_TO).count() < LED_TO {
                self.led_to.insert((*hash, article));
            }
        }
        self.stories.insert(article, story);
        // Now and then, and many at once: one by one each would have to be looked for.
        if self.stories.len() > REMEMBERED + REMEMBERED / 4 {
            self.forget();
        }
    }

    /// Takes in the first text of a story.
    pub(crate) fn remember_head(&mut self, article: i64, story: i64, sketch: &Sketch) {
        self.heads.entry(story).or_insert_with(|| (article, Outline::of(sketch)));
    }

    /// The stories that an article with this sketch and these hashes may belong to, the likeliest first; of two alike the later.
    pub(crate) fn near(&self, sketch: &Sketch, hashes: &[i64], since: i64) -> Vec<i64> {
        let may_be = |story: &i64| self.heads.get(story).is_none_or(|(_, head)| head.may_be(sketch));
        self.led_by(hashes, since).filter(may_be).take(COMPARED).collect()
    }

    /// All stories to which these hashes lead, those with the most of them first.
    fn led_by(&self, hashes: &[i64], since: i64) -> impl Iterator<Item = i64> {
        let mut shared: BTreeMap<i64, usize> = BTreeMap::new();
        for hash in hashes {
            let carriers =
                self.carriers(*hash, since).filter_map(|article| self.stories.get(&article).copied());
            let stories: BTreeSet<i64> = carriers.collect();
            // A line that as many stories have as are remembered of it, a signature: it says nothing of any.
            if stories.len() < LED_TO {
                for story in stories {
                    *shared.entry(story).or_default() += 1;
                }
            }
        }
        let mut near: Vec<(usize, i64)> = shared.into_iter().map(|(story, shared)| (shared, story)).collect();
        near.sort_unstable_by(|a, b| b.cmp(a));
        near.into_iter().map(|(_, story)| story)
    }

    fn carriers(&self, hash: i64, since: i64) -> impl Iterator<Item = i64> {
        self.led_to.range((hash, since)..=(hash, i64::MAX)).map(|(_, article)| *article)
    }

    fn forget(&mut self) {
        let oldest = self.stories.keys().rev().nth(REMEMBERED - 1).copied().unwrap_or(i64::MIN);
        self.stories = self.stories.split_off(&oldest);
        self.led_to.retain(|(_, article)| *article >= oldest);
        self.heads.retain(|_, (article, _)| *article >= oldest);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn led(candidates: &StoryCandidates, hashes: &[i64], since: i64) -> Vec<i64> {
        candidates.led_by(hashes, since).collect()
    }

    #[test]
    fn the_story_that_shares_most_comes_first_and_old_ones_do_not_come() {
        let mut candidates = StoryCandidates::default();
        for (article, hashes) in [(1, [10, 11, 12]), (2, [20, 21, 12]), (3, [30, 21, 12]), (4, [40, 41, 42])]
        {
            candidates.remember(article, article * 100, &hashes, 0);
        }
        assert_eq!(led(&candidates, &[21, 20, 12], 0), [200, 300, 100]);
        assert_eq!(led(&candidates, &[21, 20, 12], 3), [300]);
        assert!(led(&candidates, &[50], 0).is_empty());
    }

    #[test]
    fn what_all_carry_leads_nowhere_and_what_one_story_has_leads_there() {
        let mut candidates = StoryCandidates::default();
        (0..1000).for_each(|article| candidates.remember(article, article, &[7], 0));
        assert!(led(&candidates, &[7], 0).is_empty());
        // The first ones are too old by now.
        candidates.remember(1000, 1000, &[7], 900);
        assert_eq!(led(&candidates, &[7], 900), [1000]);
        (2000..2100).for_each(|article| candidates.remember(article, 2000, &[8], 0));
        assert_eq!(led(&candidates, &[7, 8], 0), [2000]);
    }

    #[test]
    fn the_latest_are_remembered_and_no_more() {
        let mut candidates = StoryCandidates::default();
        let many = i64::try_from(REMEMBERED * 2).expect("it is small");
        (0..many).for_each(|article| candidates.remember(article, article, &[article], 0));
        assert!(candidates.stories.len() <= REMEMBERED + REMEMBERED / 4);
        assert_eq!(candidates.led_to.len(), candidates.stories.len());
        assert!(led(&candidates, &[0], 0).is_empty());
        assert_eq!(led(&candidates, &[many - 1], 0), [many - 1]);
    }
}
