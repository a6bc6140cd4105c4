//! Paragraphs that the extractor leaves out for the links that they hold, though they stand among those that it takes.

use std::collections::HashMap;

use trafilatura::dom::{Document, NodeId};

use super::trim::plain;
use crate::entry::noise;

/// Words of the shortest paragraph that is put back.
const SHORTEST: usize = 8;

/// The paragraphs of a page in the order in which they stand, as they are compared, each with the element that holds it.
#[derive(Debug, Default)]
pub(super) struct Paragraphs(Vec<Paragraph>);

#[derive(Debug)]
struct Paragraph {
    parent: Option<NodeId>,
    key: String,
    text: String,
}

impl Paragraphs {
    /// Those of a page.
    pub(super) fn of(document: &Document) -> Self {
        let paragraph = |id: NodeId| {
            let text = document.text_content(id).split_whitespace().collect::<Vec<_>>().join(" ");
            Paragraph { parent: document.parent(id), key: plain(&text), text }
        };
        let all = document.query_selector_all(document.root(), "p").into_iter().map(paragraph);
        Self(all.filter(|paragraph| !paragraph.key.is_empty()).collect())
    }

    /// The lines with those paragraphs between them that the same element holds: sentences, no captions and no pointers.
    pub(super) fn put_back(&self, text: &str) -> String {
        let lines: Vec<&str> = text.lines().collect();
        let places: HashMap<String, usize> =
            lines.iter().enumerate().map(|(place, line)| (plain(line), place)).collect();
        let place_of = |paragraph: &Paragraph| places.get(&paragraph.key).copied();
        let mut behind: HashMap<usize, Vec<&str>> = HashMap::new();
        let mut holders: HashMap<Option<NodeId>, (usize, Vec<&Paragraph>)> = HashMap::new();
        for paragraph in &self.0 {
            match (place_of(paragraph), holders.get_mut(&paragraph.parent)) {
                (Some(place), Some((last, missing))) => {
                    // Both neighbours stand in the text one behind the other: what is between them was left out.
                    if place == *last + 1 {
                        let texts = missing.iter().map(|paragraph| paragraph.text.as_str());
                        behind.entry(*last).or_default().extend(texts);
                    }
                    (*last, *missing) = (place, Vec::new());
                }
                (Some(place), None) => {
                    holders.insert(paragraph.parent, (place, Vec::new()));
                }
                (None, Some((_, missing))) if paragraph.is_of_an_article() => missing.push(paragraph),
                (None, _) => {}
            }
        }
        let mut all: Vec<&str> = Vec::with_capacity(lines.len());
        for (place, line) in lines.into_iter().enumerate() {
            all.push(line);
            all.extend(behind.remove(&place).unwrap_or_default());
        }
        all.join("\n")
    }
}

impl Paragraph {
    fn is_of_an_article(&self) -> bool {
        noise::ends_a_sentence(&self.text)
            && !noise::points_elsewhere(&self.text)
            && self.key.split(' ').count() >= SHORTEST
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_paragraph_between_two_that_were_taken_is_put_back() {
        let page = "<div><p>The first.</p><p><a href=/x>A long link to what was said before</a>, and so on it went.</p>\
                    <p>Read also: what was said on the day before it.</p><p>The last.</p><p>Behind all of them there is \
                    one more that is long.</p></div>";
        let paragraphs = Paragraphs::of(&Document::parse(page));
        for (text, expected) in [
            (
                "The first.\nThe last.",
                "The first.\nA long link to what was said before, and so on it went.\nThe last.",
            ),
            ("The first.\nSomething between.\nThe last.", "The first.\nSomething between.\nThe last."),
            ("Another.", "Another."),
        ] {
            assert_eq!(paragraphs.put_back(text), expected);
        }
    }
}
