//! Stories in memory: articles that come one after another, each put to the story that it tells.

use jiff::Timestamp;

use super::candidates::StoryCandidates;
use super::compare::{Between, GROUP_WITHIN, same_story};
use super::sketch::{Sketch, sketch};

/// An article on its way into a story.
#[derive(Debug, Clone, Copy)]
pub(crate) struct GroupedArticle<'a> {
    /// In plain text.
    pub title: &'a str,
    /// In plain text.
    pub text: &'a str,
    /// The family of publishers; two articles without one are of two.
    pub publisher: Option<&'a str>,
    /// When it was published, where that is known.
    pub published: Option<Timestamp>,
}

/// The stories so far. Each is named by the number of its first article, in the order in which they came.
#[derive(Debug, Default)]
pub(crate) struct StoryGroups {
    articles: Vec<GroupedBefore>,
    candidates: StoryCandidates,
}

#[derive(Debug)]
struct GroupedBefore {
    /// Kept of a story's first article, which the others are compared with.
    sketch: Option<Sketch>,
    publisher: Option<String>,
    published: Option<Timestamp>,
}

impl StoryGroups {
    /// Takes the next article; answers the number of the first one of its story, which may be its own.
    pub(crate) fn add(&mut self, article: &GroupedArticle<'_>) -> usize {
        let own = self.articles.len();
        let sketch = sketch(article.title, article.text);
        let index = sketch.index();
        let near = self.candidates.near(&sketch, &index, 0);
        let near = near.into_iter().filter_map(|story| usize::try_from(story).ok());
        let near: Vec<usize> = near.filter(|story| self.tells_the_same(*story, &sketch, article)).collect();
        // Of bulletins of one form a copy is of the one that it equals.
        let is_equal = |story: &&usize| {
            self.articles[**story].sketch.as_ref().is_some_and(|first| first.is_same_text(&sketch))
        };
        let story = near.iter().find(is_equal).or(near.first()).copied().unwrap_or(own);
        if let (Ok(article), Ok(story)) = (i64::try_from(own), i64::try_from(story)) {
            self.candidates.remember(article, story, &index, 0);
            if article == story {
                self.candidates.remember_head(article, story, &sketch);
            }
        }
        self.articles.push(GroupedBefore {
            sketch: (story == own).then_some(sketch),
            publisher: article.publisher.map(str::to_owned),
            published: article.published,
        });
        story
    }

    fn tells_the_same(&self, story: usize, sketch: &Sketch, article: &GroupedArticle<'_>) -> bool {
        let first = &self.articles[story];
        let apart = first.published.zip(article.published);
        if apart.is_some_and(|(a, b)| a.duration_since(b).abs() > GROUP_WITHIN) {
            return false;
        }
        let is_one_family = article.publisher.is_some() && article.publisher == first.publisher.as_deref();
        let between = if is_one_family { Between::OnePublisher } else { Between::TwoPublishers };
        first.sketch.as_ref().is_some_and(|first| same_story(sketch, first, between))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_share_the_number_of_the_first_and_bulletins_keep_their_own() {
        let wire = "The chiefs of staff of the alliance met in the old town hall of Larn on Monday and spoke for three \
                    hours about the bridge over the river, the port, and the road to the north that was closed in spring.";
        let bulletin = |dead: u32| {
            format!("{dead} people were hurt in the Kurik district overnight, said the administration there.")
        };
        let (one, two) = (bulletin(2), bulletin(15));
        let rounds = ["north", "east", "south"].map(|wing| {
            format!(
                "Guards of the {wing} gate were changed at dawn, as on every day of this month, said an officer there; the \
                 road was open, nobody was turned away, and the market behind the wall sold bread, cheese and grapes."
            )
        });
        let mut groups = StoryGroups::default();
        for (title, text, publisher, day, story) in [
            ("Chiefs meet", wire, Some("a"), 1, 0),
            ("Evening bulletin of the district", one.as_str(), Some("b"), 1, 1),
            ("In Larn", wire, Some("c"), 2, 0),
            ("Evening bulletin of the district", two.as_str(), Some("b"), 2, 3),
            ("In Larn again", wire, None, 20, 4),
            // A copy is of the one that it equals, however much the others of its form resemble it.
            ("Report", &rounds[0], Some("d"), 21, 5),
            ("Report", &rounds[1], Some("d"), 21, 6),
            ("Report", &rounds[2], Some("d"), 21, 7),
            ("From the north", &rounds[0], Some("e"), 21, 5),
            ("From the south", &rounds[2], Some("f"), 21, 7),
        ] {
            let published = format!("2026-11-{day:02}T12:00:00Z").parse().ok();
            assert_eq!(groups.add(&GroupedArticle { title, text, publisher, published }), story, "{title}");
        }
    }
}
