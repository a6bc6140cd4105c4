//! What the head of a page says: its language, its dates, the address it calls its own.

use trafilatura::dom::Document;

use super::json_ld::{self, PageName};

/// Names of `meta` under which publishers give the time of publication, best first.
const PUBLISHED: [&str; 8] = [
    "article:published_time",
    "og:published_time",
    "datepublished",
    "parsely-pub-date",
    "sailthru.date",
    "dc.date.issued",
    "publish-date",
    "pubdate",
];

/// The same for the last change.
const MODIFIED: [&str; 5] =
    ["article:modified_time", "og:updated_time", "datemodified", "last-modified", "dc.date.modified"];

/// What stands in a page beside its text, as it is written there.
#[derive(Debug, Default)]
pub(super) struct PageHead {
    pub title: Option<String>,
    /// What the site calls itself.
    pub site: Option<String>,
    pub canonical: Option<String>,
    pub lang: Option<String>,
    pub published: Option<String>,
    pub modified: Option<String>,
    /// Whether the page calls itself an article (`og:type`).
    pub is_article: bool,
    /// Whether an element of it is marked up as one.
    pub has_article: bool,
    pub has_password_field: bool,
    pub structured: Option<json_ld::StructuredArticle>,
}

/// `url` is where the page came from.
pub(super) fn read(document: &Document, url: Option<&str>) -> PageHead {
    let root = document.root();
    let all = |selector: &str| document.query_selector_all(root, selector);
    let attribute = |selector: &str, name: &str| {
        all(selector)
            .into_iter()
            .find_map(|id| document.get_attribute(id, name).filter(|value| !value.trim().is_empty()))
    };
    let metas: Vec<(String, String)> = all("meta[content]")
        .into_iter()
        .filter_map(|id| {
            let name = ["property", "name", "itemprop", "http-equiv"]
                .iter()
                .find_map(|key| document.get_attribute(id, key))?;
            Some((name.trim().to_ascii_lowercase(), document.get_attribute(id, "content")?))
        })
        .collect();
    let meta = |names: &[&str]| {
        names.iter().find_map(|name| {
            let found = metas.iter().find(|(found, content)| found == name && !content.trim().is_empty());
            found.map(|(_, content)| content.trim().to_owned())
        })
    };
    let blocks: Vec<String> = document
        .scripts_with_type(&["application/ld+json"])
        .into_iter()
        .map(|id| document.text(id))
        .collect();
    let title = meta(&["og:title", "twitter:title"])
        .or_else(|| all("title").first().map(|id| document.text_content(*id)))
        .map(|title| title.split_whitespace().collect::<Vec<_>>().join(" "));
    let canonical = attribute("link[rel~=\"canonical\"]", "href").or_else(|| meta(&["og:url"]));
    let page = PageName { addresses: [url, canonical.as_deref()], title: title.as_deref() };
    let structured = json_ld::article_of(&blocks, &page);
    PageHead {
        title,
        site: meta(&["og:site_name", "application-name"]),
        canonical,
        lang: attribute("html", "lang")
            .or_else(|| attribute("html", "xml:lang"))
            .or_else(|| meta(&["content-language", "og:locale"])),
        published: meta(&PUBLISHED).or_else(|| attribute("time[itemprop=\"datePublished\"]", "datetime")),
        modified: meta(&MODIFIED).or_else(|| attribute("time[itemprop=\"dateModified\"]", "datetime")),
        is_article: meta(&["og:type"]).is_some_and(|kind| kind.eq_ignore_ascii_case("article")),
        has_article: !all("article,[itemprop=\"articleBody\"]").is_empty(),
        has_password_field: !all("input[type=\"password\"]").is_empty(),
        structured,
    }
}
