//! What a table of `feeds.toml` says of the kind of its source.

use feeds::{is_date_format, selector_fault};
use url::Url;

use crate::diagnostic::table::{Table, TextValue};
use crate::diagnostic::{Fault, Problem};
use crate::feed::{FeedSource, ListSelectors, SourceKind};

/// The keys that only lists have, but `title`, which is the name of every other source.
const OF_LISTS: [&str; 5] = ["item", "link", "date", "date_format", "name"];

/// What stands at the address, and what the operator calls it.
pub(super) fn source_and_name(table: &mut Table<'_>, url: Option<&Url>) -> (FeedSource, Option<String>) {
    let is_said = table.has("kind");
    let kinds = [SourceKind::Feed, SourceKind::Sitemap, SourceKind::Telegram, SourceKind::List];
    let kind = table.choice("kind", &kinds.map(|kind| (kind.word(), kind))).filter(|_| is_said);
    let title = table.text("title");
    let name = table.text("name");
    let keep = table.text("keep");
    if let Some(empty) = keep.as_ref().filter(|keep| keep.value.trim().is_empty()) {
        let problem = Problem::error(empty.span.clone(), "no-path", "this `keep` keeps nothing");
        table.note(
            problem
                .help("write what the paths of its articles look like: keep = \"/news/*\", or take it out"),
        );
    }
    let keep = keep.map(|text| text.value.to_owned());
    let list = selectors(table, title.as_ref(), kind);
    if let Some(url) = url {
        note_channel(table, url, kind);
    }
    if kind == Some(SourceKind::List) {
        let source = FeedSource { kind, list: Some(list), keep };
        return (source, name.map(|name| name.value.to_owned()));
    }
    for key in OF_LISTS.into_iter().filter(|key| table.has(key)) {
        let span = table.key_span(key).unwrap_or_default();
        let problem = Problem::error(span, "not-a-list", format!("`{key}` is a key of lists"));
        table.note(problem.help("write kind = \"list\", or take it out"));
    }
    (FeedSource { kind, list: None, keep }, title.map(|title| title.value.to_owned()))
}

/// The selectors of a list; of another source only whether they are text.
fn selectors(
    table: &mut Table<'_>,
    title: Option<&TextValue<'_>>,
    kind: Option<SourceKind>,
) -> ListSelectors {
    let is_list = kind == Some(SourceKind::List);
    if is_list && !table.has("item") {
        table.missing("item", "write the CSS selector of an item: item = \"article.teaser\"");
    }
    if let Some(title) = title.filter(|title| is_list && is_a_name(title.value)) {
        let words = "where kind = \"list\", `title` is the selector of an item's title";
        table.note(
            Problem::warning(title.span.clone(), "selector", words).help("the name of the list is `name`"),
        );
    }
    let [item, link, date] = ["item", "link", "date"].map(|key| table.text(key));
    let format = table.text("date_format");
    let right = |text: Option<&TextValue<'_>>| {
        let text = text.filter(|_| is_list)?;
        table.read_text(text, "selector", selector)
    };
    ListSelectors {
        item: right(item.as_ref()).unwrap_or_default(),
        link: right(link.as_ref()),
        title: right(title),
        date: right(date.as_ref()),
        date_format: format
            .filter(|_| is_list)
            .and_then(|text| table.read_text(&text, "date-format", date_format)),
    }
}

fn selector(text: &str) -> Result<String, Fault> {
    match selector_fault(text) {
        None => Ok(text.to_owned()),
        Some(why) => Err(Fault::new(0..text.len(), format!("this is no CSS selector: {why}"))
            .help("write it as in a style sheet: \"article.teaser\", \"ul.news > li\", \"h2 a\"")),
    }
}

fn date_format(text: &str) -> Result<String, Fault> {
    if is_date_format(text) {
        return Ok(text.to_owned());
    }
    Err(Fault::new(0..text.len(), "no whole date can be read in this format")
        .help("write day, month and year: \"%d.%m.%Y %H:%M\", \"%d %B %Y\""))
}

/// Whether a title is what people call something: elements have names of small Latin letters.
fn is_a_name(title: &str) -> bool {
    title.chars().all(|c| c.is_alphabetic() || c.is_whitespace())
        && title.chars().any(|c| c.is_uppercase() || !c.is_ascii())
}

/// A channel is read in its preview.
fn note_channel(table: &Table<'_>, url: &Url, kind: Option<SourceKind>) {
    let is_telegram = url.host_str().is_some_and(|host| ["t.me", "telegram.me"].contains(&host));
    let is_meant = kind == Some(SourceKind::Telegram) || (kind.is_none() && is_telegram);
    let path = url.path().trim_matches('/');
    if !is_meant || path.starts_with("s/") || path.is_empty() {
        return;
    }
    let span = table.key_span("url").unwrap_or_default();
    let problem = Problem::error(span, "telegram", "a Telegram channel is read in its preview");
    let name = path.split('/').next().unwrap_or(path);
    table.note(problem.help(format!(
        "write \"{}\"",
        url.join(&format!("/s/{name}")).map_or_else(|_| name.to_owned(), String::from)
    )));
}
