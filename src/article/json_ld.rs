//! What publishers say of an article in JSON-LD (schema.org `NewsArticle` and its kin).

use serde_json::Value;

use super::trim::plain;
use crate::entry::canonical_link;

/// How deep graphs of JSON-LD are followed: real ones have two or three levels.
const MOST_DEPTH: usize = 8;

/// The types that are an article's, lower case; `Report`s and postings of blogs are written like them.
const ARTICLES: [&str; 11] = [
    "article",
    "newsarticle",
    "analysisnewsarticle",
    "askpublicnewsarticle",
    "backgroundnewsarticle",
    "opinionnewsarticle",
    "reportagenewsarticle",
    "reviewnewsarticle",
    "blogposting",
    "liveblogposting",
    "report",
];

/// What is told of one article; texts as they stand there, so they may hold markup.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct StructuredArticle {
    pub headline: Option<String>,
    pub body: Option<String>,
    pub published: Option<String>,
    pub modified: Option<String>,
    pub authors: Vec<String>,
    pub language: Option<String>,
    pub correction: Option<String>,
    /// `None` where nothing is said.
    pub free: Option<bool>,
    /// The addresses that it is said to stand at.
    addresses: Vec<String>,
    /// Whether it stands in a list of articles.
    is_listed: bool,
}

/// What a page calls itself: lists of what others read name articles as well.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct PageName<'a> {
    /// Its addresses: where it was asked for, and which it calls its own.
    pub addresses: [Option<&'a str>; 2],
    pub title: Option<&'a str>,
}

/// The article of a page: one that is said to stand at its address or has its title; of several of these, or where none says so,
/// the one with the longest body, else the first. One that is said to stand elsewhere under another title is another article.
///
/// Blocks that are no JSON are passed over: a page is not worse for them. Raw line breaks in strings, which many
/// systems write there, are mended.
pub(super) fn article_of(blocks: &[String], page: &PageName<'_>) -> Option<StructuredArticle> {
    let mut found = Vec::new();
    for block in blocks {
        let text =
            block.trim().trim_start_matches("<!--").trim_end_matches("-->").trim().trim_end_matches(';');
        let value: Option<Value> = serde_json::from_str(text)
            .or_else(|_| serde_json::from_str(&without_control_characters(text)))
            .ok();
        if let Some(value) = value {
            collect(&value, (0, false), &mut found);
        }
    }
    let longest = |article: &StructuredArticle| article.body.as_deref().map_or(0, str::len);
    let of_page = |article: &StructuredArticle| page.says(article);
    // A page whose only article has another address and title has changed both since.
    let is_alone = found.len() == 1;
    let is_other = |article: &StructuredArticle| match of_page(article) {
        Some(is_own) => !is_own && (!is_alone || article.is_listed),
        None => false,
    };
    let own = found.into_iter().filter(|article| !is_other(article));
    // `max_by_key` would take the last of equals; pages put their own article first.
    own.rev().max_by_key(|article| (of_page(article), longest(article)))
}

impl PageName<'_> {
    /// Whether an article is this page's; `None` where nothing tells.
    fn says(&self, article: &StructuredArticle) -> Option<bool> {
        let words = |title: Option<&str>| {
            let words = title.map(|title| plain(&html_escape::decode_html_entities(title)));
            words.filter(|words| !words.is_empty())
        };
        let titles = words(self.title).zip(words(article.headline.as_deref()));
        if titles.is_some_and(|(title, headline)| title.contains(&headline) || headline.contains(&title)) {
            return Some(true);
        }
        let own: Vec<String> = self.addresses.into_iter().flatten().map(canonical_link).collect();
        let stands_here = || article.addresses.iter().any(|address| own.contains(&canonical_link(address)));
        (!own.is_empty() && !article.addresses.is_empty()).then(stands_here)
    }
}

fn without_control_characters(text: &str) -> String {
    text.chars().map(|char| if char.is_control() { ' ' } else { char }).collect()
}

fn collect(value: &Value, (depth, is_listed): (usize, bool), found: &mut Vec<StructuredArticle>) {
    if depth > MOST_DEPTH {
        return;
    }
    match value {
        Value::Array(items) => items.iter().for_each(|item| collect(item, (depth + 1, is_listed), found)),
        Value::Object(fields) => {
            if is_article(&value["@type"]) {
                found.push(StructuredArticle { is_listed, ..read(value) });
            }
            for key in ["@graph", "mainEntity", "mainEntityOfPage", "itemListElement", "item"] {
                if let Some(inner) = fields.get(key) {
                    collect(inner, (depth + 1, is_listed || key == "itemListElement"), found);
                }
            }
        }
        _ => {}
    }
}

fn is_article(kind: &Value) -> bool {
    let is = |name: &str| {
        let name = name.rsplit(['/', ':', '#']).next().unwrap_or(name);
        ARTICLES.iter().any(|article| article.eq_ignore_ascii_case(name))
    };
    match kind {
        Value::String(name) => is(name),
        Value::Array(names) => names.iter().filter_map(Value::as_str).any(is),
        _ => false,
    }
}

fn read(article: &Value) -> StructuredArticle {
    let text = |key: &str| first_text(&article[key]);
    StructuredArticle {
        headline: text("headline").or_else(|| text("name")),
        body: text("articleBody"),
        published: text("datePublished").or_else(|| text("dateCreated")),
        modified: text("dateModified"),
        authors: names(&article["author"]),
        language: text("inLanguage"),
        correction: text("correction").or_else(|| first_text(&article["correction"]["text"])),
        free: free(&article["isAccessibleForFree"]),
        addresses: addresses(article),
        is_listed: false,
    }
}

/// Where an article is said to stand: addresses that are whole.
fn addresses(article: &Value) -> Vec<String> {
    let page = &article["mainEntityOfPage"];
    let said = [&article["url"], &article["@id"], page, &page["@id"], &page["url"]];
    said.into_iter()
        .filter_map(Value::as_str)
        .filter(|address| address.contains("://"))
        .map(str::to_owned)
        .collect()
}

fn first_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Value::Array(items) => items.iter().find_map(first_text),
        Value::Object(_) => first_text(&value["@value"]).or_else(|| first_text(&value["name"])),
        _ => None,
    }
}

/// The names of persons and bodies, written as text, as an object or as a list of either.
fn names(value: &Value) -> Vec<String> {
    match value {
        Value::Array(items) => items.iter().flat_map(names).collect(),
        Value::Object(_) => first_text(&value["name"]).into_iter().collect(),
        Value::String(_) => first_text(value).into_iter().filter(|name| !name.contains("://")).collect(),
        _ => Vec::new(),
    }
}

/// Written as a boolean, or as one of the words that many systems write instead.
fn free(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(free) => Some(*free),
        Value::String(word) => {
            let word = word.rsplit('/').next().unwrap_or(word);
            if word.eq_ignore_ascii_case("true") {
                Some(true)
            } else if word.eq_ignore_ascii_case("false") {
                Some(false)
            } else {
                None
            }
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn articles_are_found_wherever_they_stand() {
        for (block, headline) in [
            (r#"{"@type": "NewsArticle", "headline": "A"}"#, Some("A")),
            (
                r#"{"@type": ["Thing", "https://schema.org/ReportageNewsArticle"], "headline": "A"}"#,
                Some("A"),
            ),
            (
                r#"{"@graph": [{"@type": "WebSite", "name": "S"}, {"@type": "Article", "headline": "A"}]}"#,
                Some("A"),
            ),
            (r#"[{"@type": "WebPage", "mainEntity": {"@type": "BlogPosting", "headline": "A"}}]"#, Some("A")),
            ("{\"@type\": \"NewsArticle\", \"headline\": \"A\", \"articleBody\": \"one\ntwo\"}", Some("A")),
            (r#"{"@type": "Organization", "name": "O"}"#, None),
            ("no json", None),
            ("", None),
        ] {
            let found = article_of(&[block.to_owned()], &PageName::default());
            assert_eq!(found.and_then(|article| article.headline).as_deref(), headline, "{block}");
        }
    }

    #[test]
    fn of_several_the_one_that_says_most_is_taken() {
        let teaser = r#"{"@type": "NewsArticle", "headline": "beside", "articleBody": "short"}"#;
        let whole = r#"{"@type": "NewsArticle", "headline": "own", "articleBody": "a longer body"}"#;
        let found = article_of(&[teaser.to_owned(), whole.to_owned()], &PageName::default())
            .expect("two articles stand there");
        assert_eq!(found.headline.as_deref(), Some("own"));
    }

    #[test]
    fn articles_that_others_read_are_not_the_pages() {
        let other = r#"{"@type": "NewsArticle", "headline": "Football: a win", "url": "https://e.example/other",
            "articleBody": "A long report of a match that nobody looked for.", "isAccessibleForFree": false}"#;
        let own = r#"{"@type": "NewsArticle", "headline": "Talks of the council",
            "mainEntityOfPage": {"@id": "http://www.e.example/news/a/?utm_source=list"}, "articleBody": "Short."}"#;
        let page = PageName {
            addresses: [Some("https://e.example/news/a"), None],
            title: Some("Talks of the council | The Site"),
        };
        let list = format!(
            r#"{{"@type": "ItemList", "itemListElement": [{{"@type": "ListItem", "item": {other}}}]}}"#
        );
        for blocks in [vec![list.clone(), own.to_owned()], vec![own.to_owned(), other.to_owned()]] {
            let found = article_of(&blocks, &page).expect("an article stands there");
            assert_eq!(found.headline.as_deref(), Some("Talks of the council"));
        }
        assert_eq!(article_of(&[list], &page), None);
        // Where the number of an article stands in its query, another number is another article.
        let numbered = |number: u8| format!("https://e.example/news.php?id={number}");
        let of_seven = other.replace("https://e.example/other", &numbered(7));
        let page_of_five = PageName { addresses: [Some(&numbered(5)), None], ..page };
        let own_of_five = own.replace("http://www.e.example/news/a/?utm_source=list", &numbered(5));
        let found = article_of(&[of_seven, own_of_five], &page_of_five).expect("an article stands there");
        assert_eq!(found.headline.as_deref(), Some("Talks of the council"));
        // What says neither is taken as before, and so is one whose title alone tells.
        let silent = r#"{"@type": "NewsArticle", "headline": "Talks end", "articleBody": "They ended."}"#;
        assert!(article_of(&[silent.to_owned()], &page).is_some());
        let moved =
            r#"{"@type": "NewsArticle", "headline": "Talks of the council", "url": "https://old.example/1"}"#;
        assert!(article_of(&[moved.to_owned()], &page).is_some());
    }

    #[test]
    fn authors_and_access_are_read_in_every_way_they_are_written() {
        let block = r#"{"@type": "NewsArticle", "isAccessibleForFree": "False",
            "author": [{"@type": "Person", "name": "A. One"}, "B. Two", "https://example.org/c"], "correction": {"text": "was wrong"}}"#;
        let found = article_of(&[block.to_owned()], &PageName::default()).expect("an article stands there");
        assert_eq!(found.authors, ["A. One", "B. Two"]);
        assert_eq!(found.free, Some(false));
        assert_eq!(found.correction.as_deref(), Some("was wrong"));
    }
}
