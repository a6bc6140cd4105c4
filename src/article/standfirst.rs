//! The sentence below a headline that says what the article is about: it has the most names of all, and often stands in an element
//! of its own that no extractor takes for a paragraph.

use trafilatura::dom::{Document, NodeId};

use super::cards::INLINE;
use super::trim::{is_dateline, plain};
use super::words::count_words;
use crate::entry::noise;

/// Words of the shortest and of the longest.
const SHORTEST: usize = 5;
const LONGEST: usize = 80;

/// Elements that are looked at behind the headline before a paragraph of the article must have come.
const WITHIN: usize = 60;

/// The most of them that are taken.
const MOST: usize = 2;

/// What holds words of its own.
const HOLDERS: [&str; 6] = ["p", "div", "h2", "h3", "section", "span"];

/// What stands beside an article and is none of its words.
const BESIDE: [&str; 10] =
    ["figure", "figcaption", "aside", "nav", "form", "ul", "ol", "table", "button", "footer"];

/// Parts of the names that sites give to what stands there beside it.
const BESIDE_NAMES: [&str; 18] = [
    "caption",
    "photo",
    "image",
    "credit",
    "copyright",
    "author",
    "byline",
    "share",
    "social",
    "tags",
    "promo",
    "advert",
    "subscribe",
    "comment",
    "related",
    "cookie",
    "breadcrumb",
    "player",
];

/// The blocks of a page behind its first headline, in the order in which they stand.
#[derive(Debug, Default)]
pub(super) struct Standfirst(Vec<HeadBlock>);

#[derive(Debug)]
struct HeadBlock {
    key: String,
    text: String,
    may_be_one: bool,
}

impl Standfirst {
    /// Those of a page.
    pub(super) fn of(document: &Document) -> Self {
        let Some(headline) = document.query_selector(document.root(), "h1") else { return Self::default() };
        let elements = document.iter(document.root(), &[]);
        let behind = elements.into_iter().skip_while(|id| *id != headline).skip(1);
        let holders = behind.filter(|id| HOLDERS.contains(&document.tag_name(*id)));
        let blocks = holders.take(WITHIN).filter_map(|id| {
            // What holds blocks is none: its text would be that of half the page.
            let is_one =
                document.children(id).iter().all(|child| INLINE.contains(&document.tag_name(*child)));
            let text = is_one.then(|| document.text_content(id))?;
            let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
            (!text.is_empty()).then(|| HeadBlock {
                key: plain(&text),
                may_be_one: stands_alone(document, id, &text),
                text,
            })
        });
        Self(blocks.collect())
    }

    /// What stands between the headline and the first line of a text, and not in the text.
    pub(super) fn above(&self, text: &str) -> String {
        let first = text.lines().next().map(plain);
        let place = self.0.iter().position(|block| Some(&block.key) == first.as_ref());
        let Some(place) = place else { return String::new() };
        let body = plain(text);
        let mut found: Vec<&str> = Vec::new();
        for block in self.0[..place].iter().filter(|block| block.may_be_one) {
            if found.len() < MOST && !found.contains(&block.text.as_str()) && !body.contains(&block.key) {
                found.push(&block.text);
            }
        }
        found.join("\n")
    }
}

/// Whether a block is a sentence of the article's, by its words and by what holds it.
fn stands_alone(document: &Document, id: NodeId, text: &str) -> bool {
    let is_beside = |id: NodeId| {
        let name = document.class_name(id).to_lowercase();
        BESIDE.contains(&document.tag_name(id)) || BESIDE_NAMES.iter().any(|part| name.contains(part))
    };
    let mut holders = std::iter::successors(Some(id), |id| document.parent(*id));
    let links = document
        .query_selector_all(id, "a")
        .into_iter()
        .map(|link| count_words(&document.text_content(link)));
    let words = count_words(text);
    (SHORTEST..=LONGEST).contains(&words)
        && noise::ends_a_sentence(text)
        && links.sum::<usize>() * 2 < words
        // An hour: who wrote it, and when.
        && ![" a.m.", " p.m."].iter().any(|hour| text.ends_with(hour))
        && !is_dateline(text)
        && !noise::credits(text)
        && !noise::points_elsewhere(text)
        && !holders.any(is_beside)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_between_headline_and_text_is_found() {
        let text = "The first paragraph.\nThe second.";
        for (between, lead) in [
            (
                "<div class=lead>Tasmagambetov will go to Baku on Monday.</div>",
                Some("Tasmagambetov will go to Baku on Monday."),
            ),
            (
                "<header><p>Tasmagambetov will go to Baku on Monday.</p></header>",
                Some("Tasmagambetov will go to Baku on Monday."),
            ),
            ("<div class=lead>Short.</div>", None),
            ("<figure><figcaption>Tasmagambetov and Aliyev in Baku on Monday.</figcaption></figure>", None),
            ("<div class=photo-caption>Tasmagambetov and Aliyev in Baku on Monday.</div>", None),
            ("<div><a href=/x>Tasmagambetov will go to Baku on Monday.</a></div>", None),
            ("<ul><li><p>Tasmagambetov will go to Baku on Monday.</p></li></ul>", None),
        ] {
            let page = format!(
                "<body><h1>Talks</h1>{between}<div><p>The first paragraph.</p><p>The second.</p></div></body>"
            );
            assert_eq!(
                Standfirst::of(&Document::parse(&page)).above(text),
                lead.unwrap_or_default(),
                "{between}"
            );
        }
        let page = "<body><h1>Talks</h1><div>The first paragraph.</div></body>";
        assert_eq!(Standfirst::of(&Document::parse(page)).above(text), "");
    }
}
