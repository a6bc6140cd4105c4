//! What editors write above an article and do not repeat in it.

use super::likeness::kept_words;
use super::page::Article;
use super::shown::SAME_HEADLINE;
use super::words::count_words;

/// A line of which so many words in a hundred stand in the article says nothing more: feeds cut teasers in the middle of a word.
const TOLD_BY_THE_ARTICLE: usize = 90;

/// Words of the longest text of a feed that is taken for a teaser.
const LONGEST: usize = 150;

/// The lines that stand before the text of an article: the headline of its page, where it says more than that of its feed, and
/// what the page says below it and the feed beside it. A name that stands only there is watched as well.
pub(crate) fn lead((title, teaser): (&str, &str), page: &Article, text: &str) -> String {
    let article = format!("{title}\n{text}");
    let says_more = |line: &str| !line.trim().is_empty() && kept_words(line, &article) < TOLD_BY_THE_ARTICLE;
    // What has little of the feed's headline is the name of a site, or of another article.
    let headline =
        Some(page.title.as_str()).filter(|line| says_more(line) && kept_words(title, line) >= SAME_HEADLINE);
    let is_teaser = count_words(teaser) <= LONGEST;
    let lines = teaser.lines().filter(|line| is_teaser && says_more(line));
    let mut lead: Vec<&str> = headline.into_iter().chain(page.standfirst.lines()).collect();
    for line in lines {
        // Feeds give the sentence below the headline, or its beginning.
        if kept_words(line, &lead.join("\n")) < TOLD_BY_THE_ARTICLE {
            lead.push(line);
        }
    }
    lead.join("\n")
}

/// A text behind its lead.
pub(crate) fn below_lead(lead: &str, text: &str) -> String {
    if lead.is_empty() || text.is_empty() { text.to_owned() } else { format!("{lead}\n{text}") }
}

/// What stands below the lead; the whole text where it does not begin with it.
pub(crate) fn without_lead<'a>(lead: &str, text: &'a str) -> &'a str {
    let below = text.strip_prefix(lead).and_then(|rest| rest.strip_prefix('\n'));
    below.filter(|_| !lead.is_empty()).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_article_does_not_say_stands_above_it() {
        let text = "The council met on Friday and spoke of the border.\nIt will meet again in May.";
        for (title, teaser, page_title, expected) in [
            (
                "A meeting",
                "Tasmagambetov gave an interview.",
                "A meeting",
                "Tasmagambetov gave an interview.",
            ),
            ("A meeting", "The council met on Friday and spoke of the bor…", "A meeting", ""),
            ("A meeting", "", "Tasmagambetov: a meeting", "Tasmagambetov: a meeting"),
            ("A meeting", "", "News of Azerbaijan", ""),
            ("A meeting", "One.\nThe council met on Friday.", "A meeting", "One."),
        ] {
            let page = Article { title: page_title.to_owned(), ..Article::default() };
            assert_eq!(lead((title, teaser), &page, text), expected);
        }
        let page = Article { standfirst: "The minister will go to Baku.".to_owned(), ..Article::default() };
        for teaser in ["", "The minister will go to", "The minister will go to Baku."] {
            assert_eq!(lead(("A meeting", teaser), &page, text), page.standfirst);
        }
        let long = "another word ".repeat(100);
        assert_eq!(lead(("A meeting", &long), &Article::default(), text), "");
    }

    #[test]
    fn a_lead_is_laid_on_and_taken_off() {
        for (lead, text) in [("Above.", "Below.\nMore."), ("", "Below."), ("Above.", "")] {
            assert_eq!(without_lead(lead, &below_lead(lead, text)), text);
        }
        assert_eq!(without_lead("Above.", "Another text."), "Another text.");
    }
}
