//! Lists of other articles on a page, each with a headline that leads there and the beginning of its text: they read like an
//! article and tell of what this page is not about.

use std::collections::{HashMap, HashSet};

use trafilatura::dom::{Document, NodeId};
use url::Url;

use super::words::count_words;

/// So many cards below one another are a list.
const FEWEST: usize = 3;

/// Words of the longest card. What is longer is an article, or holds lists itself.
const LONGEST: usize = 100;

/// Fewer words are no headline but a topic, an hour, somebody's name.
const SHORTEST_HEADLINE: usize = 3;

/// Cards are so much of what holds them, in hundredths of its words: elsewhere they are an article's own.
const MOSTLY: usize = 60;

/// And so much of the one article of a page that gathers others.
const NEARLY_ALL: usize = 75;

/// Cards that have so many words of their headlines, in hundredths, say something beside them. Bare links are known as such.
const WITH_TEXTS: usize = 130;

/// What a card is made of; paragraphs are the article's.
const CARDS: [&str; 7] = ["li", "div", "article", "section", "a", "td", "tr"];

/// What stands within a line.
pub(super) const INLINE: [&str; 7] = ["a", "b", "br", "em", "i", "span", "strong"];

/// What is not shown.
const UNSEEN: [&str; 4] = ["script", "style", "noscript", "template"];

/// Takes the lists out of a page that came from `url`.
pub(super) fn remove_lists(document: &mut Document, url: Option<&Url>) {
    let elements = document.iter(document.root(), &[]);
    let mut seen: HashMap<NodeId, Seen> = HashMap::with_capacity(elements.len());
    for id in elements.iter().rev() {
        let found = Seen::of(document, *id, url, &seen);
        seen.insert(*id, found);
    }
    for holder in elements {
        for card in cards(document, holder, &seen) {
            document.remove(card, true);
        }
    }
}

/// What is known of an element.
#[derive(Debug, Clone, Copy, Default)]
struct Seen {
    words: usize,
    opening: Opening,
    /// Whether a headline of the first rank stands in it, or is it.
    is_headed: bool,
}

/// How its text begins.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Opening {
    /// With so little that one cannot tell.
    #[default]
    Unknown,
    /// With a headline that leads to another article, of so many words.
    Headline { link: NodeId, words: usize },
    /// With words of its own.
    Words,
}

impl Seen {
    /// Looks at an element whose children are known.
    fn of(document: &Document, id: NodeId, url: Option<&Url>, known: &HashMap<NodeId, Seen>) -> Self {
        let tag = document.tag_name(id);
        if UNSEEN.contains(&tag) {
            return Self::default();
        }
        let mut seen = Self { is_headed: tag == "h1", ..Self::default() };
        seen.reads(&document.text(id));
        let mut headline = 0;
        for child in document.children(id) {
            let Some(found) = known.get(&child) else { continue };
            if headline == 0 {
                headline = found.words;
            }
            let tail = document.tail(child);
            let runs_on = INLINE.contains(&document.tag_name(child)) && !is_little(&tail);
            seen.words += found.words;
            seen.is_headed |= found.is_headed;
            if seen.opening == Opening::Unknown {
                seen.opening = if runs_on { Opening::Words } else { found.opening };
            }
            seen.reads(&tail);
        }
        if tag == "a" && seen.words >= SHORTEST_HEADLINE && leads_elsewhere(document, id, url) {
            let words = if headline == 0 { seen.words } else { headline };
            seen.opening = Opening::Headline { link: id, words };
        }
        seen
    }

    fn reads(&mut self, text: &str) {
        self.words += count_words(text);
        if self.opening == Opening::Unknown && !is_little(text) {
            self.opening = Opening::Words;
        }
    }
}

fn is_little(text: &str) -> bool {
    count_words(text) < SHORTEST_HEADLINE
}

/// Whether a link leads to another page than the one that holds it.
fn leads_elsewhere(document: &Document, link: NodeId, url: Option<&Url>) -> bool {
    let Some(address) = document.get_attribute(link, "href") else { return false };
    let address = address.trim();
    if address.is_empty() || address.starts_with(['#', '?']) {
        return false;
    }
    match (url, url.map(|url| url.join(address))) {
        (Some(url), Some(Ok(other))) => other.has_host() && other.path() != url.path(),
        (_, Some(Err(_))) => false,
        (_, _) => !address.starts_with("mailto:") && !address.starts_with("javascript:"),
    }
}

/// The cards of a list that an element holds; none where it holds something else.
fn cards(document: &Document, holder: NodeId, seen: &HashMap<NodeId, Seen>) -> Vec<NodeId> {
    let card = |id: NodeId| match seen.get(&id)? {
        Seen { words, opening: Opening::Headline { link, words: headline }, .. }
            if *words <= LONGEST && CARDS.contains(&document.tag_name(id)) =>
        {
            Some((id, *words, *link, *headline))
        }
        _ => None,
    };
    let cards: Vec<_> = document.children(holder).into_iter().filter_map(card).collect();
    let addresses: HashSet<_> =
        cards.iter().filter_map(|(_, _, link, _)| document.get_attribute(*link, "href")).collect();
    let words: usize = cards.iter().map(|(_, words, ..)| words).sum();
    let headlines: usize = cards.iter().map(|(.., headline)| headline).sum();
    let all = seen.get(&holder).map_or(0, |holder| holder.words);
    let is_list =
        addresses.len() >= FEWEST && words * 100 >= all * MOSTLY && words * 100 >= headlines * WITH_TEXTS;
    if is_list && !is_the_article(document, holder, words, seen) {
        cards.into_iter().map(|(id, ..)| id).collect()
    } else {
        Vec::new()
    }
}

/// Whether cards of so many words are nearly all of the article that holds them and has a headline above: what happened by this
/// morning.
fn is_the_article(document: &Document, holder: NodeId, words: usize, seen: &HashMap<NodeId, Seen>) -> bool {
    let mut holders = std::iter::successors(Some(holder), |id| document.parent(*id));
    let article = holders.find(|id| document.tag_name(*id) == "article").and_then(|id| seen.get(&id));
    article.is_some_and(|article| article.is_headed && words * 100 >= article.words * NEARLY_ALL)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEAD: &str = "Nine people were hurt and the road was closed for two hours.";

    fn left(body: &str) -> String {
        let mut document = Document::parse(&format!("<html><body>{body}</body></html>"));
        let url = Url::parse("https://a.example/news/1").expect("it is one");
        remove_lists(&mut document, Some(&url));
        let text = document.iter_text(document.root(), " ");
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn lists_of_other_articles_are_taken_out_whatever_they_are_made_of() {
        for card in [
            format!("<li><a href=/news/N>A bridge falls in Larn</a><p>{LEAD}</p></li>"),
            format!("<div><span>12:40</span><h3><a href=/news/N>A bridge falls in Larn</a></h3>{LEAD}</div>"),
            format!(
                "<article><a href=/news/N><img src=x></a><a href=/c>Region</a><div><a href=/news/N>A bridge falls in \
                     Larn</a></div><div>{LEAD}</div></article>"
            ),
            format!("<a href=/news/N><h3>A bridge falls in Larn</h3><p>{LEAD}</p></a>"),
        ] {
            let list: String = ["2", "3", "4"].map(|number| card.replace('N', number)).concat();
            assert_eq!(
                left(&format!("<p>The council met.</p><div><h2>Read also</h2>{list}</div>")),
                "The council met. Read also"
            );
        }
    }

    #[test]
    fn an_article_that_gathers_others_keeps_them() {
        let item = |number: u8| {
            format!("<div><h3><a href=/news/{number}>A bridge falls in Larn</a></h3><p>{LEAD}</p></div>")
        };
        let items = [2, 3, 4].map(item).concat();
        let page = format!(
            "<article><h1>What happened by this morning</h1><p>It was a long night.</p>{items}</article>"
        );
        assert_eq!(left(&page).matches("Larn").count(), 3);
        let below = format!("<article><h1>Talks</h1><p>{}</p><div>{items}</div></article>", LEAD.repeat(9));
        assert_eq!(left(&below).matches("Larn").count(), 0);
    }

    #[test]
    fn what_an_article_lists_itself_stays() {
        for item in [
            // A sentence that begins with a link.
            format!("<li><a href=/N>The ministry of health</a> says that {LEAD}</li>"),
            // Parts of one page.
            format!("<div><h3><a href=/news/1#N>What happened first</a></h3>{LEAD}</div>"),
            // Sources without a word.
            "<li><a href=https://b.example/N>The report of the ministry</a></li>".to_owned(),
            format!("<li><h3>What happened</h3><p>{LEAD} <a href=/N>More of it is here</a></p></li>"),
        ] {
            let list: String = ["2", "3", "4"].map(|number| item.replace('N', number)).concat();
            let before = Document::parse(&list);
            let before = before.iter_text(before.root(), " ");
            assert_eq!(left(&list), before.split_whitespace().collect::<Vec<_>>().join(" "), "{item}");
        }
    }
}
