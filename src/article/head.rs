//! What the head of a page says: its language, its dates, the address it calls its own.

use trafilatura::dom::Document;

use super::json_ld::{self, PageName};

/// Names of `meta` under which publishers give the time of publication, best first.
const PUBLISHED: [&str; 10] = [
    "article:published_time",
    "og:published_time",
    "datepublished",
    "parsely-pub-date",
    "sailthru.date",
    "dc.date.issued",
    "publish-date",
    "pubdate",
    "dc.date",
    "date",
];

/// The same for the last change.
const MODIFIED: [&str; 5] =
    ["article:modified_time", "og:updated_time", "datemodified", "last-modified", "dc.date.modified"];

/// The same for authors.
const AUTHORS: [&str; 6] =
    ["author", "article:author", "byl", "parsely-author", "dc.creator", "sailthru.author"];

/// A date in words, with a zone and what it is, is no longer, in bytes.
const LONGEST_DATE: usize = 120;

/// Times that are looked at: a list of comments may give thousands.
const TIMES: usize = 64;

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
    /// Who is named as an author, as it is written.
    pub authors: Vec<String>,
    /// The times that the page gives to readers and programs alike, wherever they stand.
    pub times: Vec<String>,
    /// What stands where a date is shown to readers, in words.
    pub shown_dates: Vec<String>,
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
    let times = PageTimes::of(document);
    PageHead {
        title,
        site: meta(&["og:site_name", "application-name"]),
        canonical,
        lang: attribute("html", "lang")
            .or_else(|| attribute("html", "xml:lang"))
            .or_else(|| meta(&["content-language", "og:locale"])),
        published: meta(&PUBLISHED).or_else(|| times.first_of(TimeRank::Published)),
        modified: meta(&MODIFIED).or_else(|| times.first_of(TimeRank::Modified)),
        authors: metas
            .iter()
            .filter(|(name, _)| AUTHORS.contains(&name.as_str()))
            .map(|(_, content)| content.trim().to_owned())
            .collect(),
        shown_dates: shown_dates(document),
        times: times.0.into_iter().map(|(_, time)| time).collect(),
        is_article: meta(&["og:type"]).is_some_and(|kind| kind.eq_ignore_ascii_case("article")),
        has_article: !all("article,[itemprop=\"articleBody\"]").is_empty(),
        has_password_field: !all("input[type=\"password\"]").is_empty(),
        structured,
    }
}

/// The texts of short elements that are called a date or a time, the first ones.
fn shown_dates(document: &Document) -> Vec<String> {
    let all = document
        .query_selector_all(document.root(), "time,[class*=\"date\"],[class*=\"time\"],[class*=\"publi\"]");
    let texts = all.into_iter().take(TIMES).map(|id| document.text_content(id));
    texts
        .filter(|text| text.len() <= LONGEST_DATE && text.contains(|letter: char| letter.is_numeric()))
        .collect()
}

/// What a time of a page is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum TimeRank {
    Published,
    Unnamed,
    Modified,
}

/// The times that a page marks up, those of a publication first.
struct PageTimes(Vec<(TimeRank, String)>);

impl PageTimes {
    fn of(document: &Document) -> Self {
        let all = document.query_selector_all(document.root(), "time[datetime]").into_iter().take(TIMES);
        let rank = |id| {
            let attribute = |name| document.get_attribute(id, name).unwrap_or_default().to_ascii_lowercase();
            let called = ["itemprop", "class", "id"].map(attribute).join(" ");
            let is_called = |words: &[&str]| words.iter().any(|word| called.contains(word));
            if document.get_attribute(id, "pubdate").is_some() || is_called(&["publi", "created", "posted"]) {
                TimeRank::Published
            } else if is_called(&["updat", "modif"]) {
                TimeRank::Modified
            } else {
                TimeRank::Unnamed
            }
        };
        let mut times: Vec<(TimeRank, String)> =
            all.filter_map(|id| Some((rank(id), document.get_attribute(id, "datetime")?))).collect();
        times.sort_by_key(|(rank, _)| *rank);
        Self(times)
    }

    fn first_of(&self, rank: TimeRank) -> Option<String> {
        self.0.iter().find(|(own, _)| *own == rank).map(|(_, time)| time.clone())
    }
}
