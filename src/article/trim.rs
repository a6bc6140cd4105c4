//! Lines that an extracted text has around the article: its headline, who wrote it and when, links to other articles.

use std::collections::HashSet;

use trafilatura::dom::Document;

use crate::entry::noise;

/// Lines at the beginning among which a headline stands; what stands before it is none of the article.
const HEADLINE_WITHIN: usize = 8;

/// Words of the longest line that tells who wrote an article and when.
const LONGEST_DATELINE: usize = 14;

/// Words of the longest line at the end that asks to write, to follow or to subscribe.
const LONGEST_CLOSING: usize = 20;

/// And of the shortest.
const SHORTEST_CLOSING: usize = 3;

/// Lines at the end that may be taken away as closing ones.
const CLOSING_LINES: usize = 2;

/// Links below one another from which on they are a list of other articles.
const LINKS_OF_A_LIST: usize = 3;

/// What of a page's markup tells the article from what stands around it.
#[derive(Debug, Default)]
pub(super) struct Surroundings {
    /// Its headlines, as they are compared.
    headlines: HashSet<String>,
    /// The texts of all links, as they are compared.
    links: HashSet<String>,
}

impl Surroundings {
    /// Takes them from a page that has these titles.
    pub(super) fn of(document: &Document, titles: [Option<&str>; 2]) -> Self {
        let texts = |selector: &str| {
            let found = document.query_selector_all(document.root(), selector);
            let found = found.into_iter().map(|id| document.text_content(id));
            // A bare address is somebody's source.
            found.filter(|text| !text.contains("://")).map(|text| plain(&text)).collect::<Vec<_>>()
        };
        let mut headlines: HashSet<String> = texts("h1").into_iter().collect();
        headlines.extend(titles.into_iter().flatten().map(plain));
        headlines.remove("");
        let links = texts("a").into_iter().filter(|text| text.contains(' ')).collect();
        Self { headlines, links }
    }

    /// The text without what stands around the article.
    pub(super) fn trim(&self, text: &str) -> String {
        let mut lines: Vec<&str> = text.lines().collect();
        let headline = lines.iter().take(HEADLINE_WITHIN).rposition(|line| self.is_headline(line));
        let begin = headline.map_or(0, |place| place + 1);
        lines.drain(..begin);
        let datelines = lines.iter().take(2).take_while(|line| is_dateline(line)).count();
        lines.drain(..datelines);
        let mut kept = self.without_lists(&lines);
        for _ in 0..CLOSING_LINES {
            if kept.len() > 2 && kept.last().is_some_and(|line| self.is_link(line) || is_closing(line)) {
                kept.pop();
            }
        }
        kept.join("\n")
    }

    /// A headline, with the name of the site behind it or without.
    fn is_headline(&self, line: &str) -> bool {
        self.headlines.contains(&plain(line))
    }

    /// Whether a line is nothing but a link to another article, with a word or two before it.
    fn is_link(&self, line: &str) -> bool {
        let behind_colon = line.split_once(": ").map(|(_, rest)| rest);
        !noise::ends_a_sentence(line) && self.links.contains(&plain(line))
            || behind_colon
                .is_some_and(|rest| noise::points_elsewhere(line) && self.links.contains(&plain(rest)))
    }

    /// The lines without lists of links, and without pointers to single ones.
    fn without_lists<'a>(&self, lines: &[&'a str]) -> Vec<&'a str> {
        let runs = lines.chunk_by(|one, next| self.is_link(one) == self.is_link(next));
        let is_kept = |run: &&[&str]| {
            let points = run.iter().all(|line| noise::points_elsewhere(line));
            !self.is_link(run[0]) || run.len() < LINKS_OF_A_LIST && !points
        };
        runs.filter(is_kept).flatten().copied().collect()
    }
}

/// The words of a line in lower case, for comparison.
pub(super) fn plain(text: &str) -> String {
    let words = text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}

/// A short line with a date or an hour that is no sentence.
pub(super) fn is_dateline(line: &str) -> bool {
    let is_numeric = |word: &str| {
        let parts: Vec<&str> = word.split([':', '/', '.', '-']).collect();
        parts.len() >= 2 && parts.iter().all(|part| part.len() <= 4 && part.parse::<u16>().is_ok())
    };
    let words: Vec<&str> = line.split_whitespace().collect();
    words.len() <= LONGEST_DATELINE
        && !noise::ends_a_sentence(line)
        && words.iter().any(|word| is_numeric(word))
}

/// A short line with an address to write or to go to; a quote's source has a dash before it.
fn is_closing(line: &str) -> bool {
    let words: Vec<&str> = line.split_whitespace().collect();
    let is_address = |word: &&str| {
        word.contains("://")
            || word.starts_with("www.")
            || word.trim_start_matches('(').starts_with('@')
            || word.trim_end_matches(['.', ',']).split_once('@').is_some_and(|(_, host)| host.contains('.'))
    };
    (SHORTEST_CLOSING..=LONGEST_CLOSING).contains(&words.len())
        && !line.starts_with('—')
        && words.iter().any(is_address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_around_an_article_is_left_out() {
        let page = "<html><body><h1>Talks resume</h1><a href=/x>Wheat is dearer in Larn</a>\
                    <a href=/y>The bridge is closed again</a></body></html>";
        let around = Surroundings::of(&Document::parse(page), [Some("Talks resume | Example"), None]);
        for (text, expected) in [
            ("Talks resume\nOne.\nTwo.\nThree.", "One.\nTwo.\nThree."),
            ("World\nTalks Resume\n20.11.2026, 12:40 - By A. Baker\nOne.\nTwo.", "One.\nTwo."),
            ("TALKS RESUME | Example\nOne.", "One."),
            ("One.\nRead also: Wheat is dearer in Larn\nTwo.\nThree.", "One.\nTwo.\nThree."),
            ("One.\nWheat is dearer in Larn\nTwo.\nThree.", "One.\nWheat is dearer in Larn\nTwo.\nThree."),
            ("One.\nTwo.\nWheat is dearer in Larn\nThe bridge is closed again", "One.\nTwo."),
            ("One.\nTwo.\nThree.\nWrite to a.baker@example.org", "One.\nTwo.\nThree."),
            ("One.\nWrite to a.baker@example.org, he said.", "One.\nWrite to a.baker@example.org, he said."),
            ("At 12:40 the bridge was closed.\nTwo.", "At 12:40 the bridge was closed.\nTwo."),
        ] {
            assert_eq!(around.trim(text), expected, "{text}");
        }
    }
}
