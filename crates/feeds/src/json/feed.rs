//! JSON Feed 1.0 and 1.1, read value by value: a field of the wrong type costs that field and nothing else.

use serde_json::{Map, Value};

use super::mend;
use crate::address::Bases;
use crate::clean::clean;
use crate::draft::EntryDraft;
use crate::feed::{FeedHints, ParsedEntry, ParsedFeed};
use crate::value::push_escaped;
use crate::warning::{Limit, NotAFeed, Warning};
use crate::{address, html};

/// Reads a JSON Feed; `url` is its address.
pub(crate) fn read(text: &str, url: Option<&str>) -> Result<ParsedFeed, NotAFeed> {
    let mut warnings = Vec::new();
    let value = match first_value(text) {
        Ok(value) => value,
        Err(error) => {
            warnings.push(Warning::MendedJson);
            if error.is_eof() || !text.trim_end().ends_with(['}', ']']) {
                warnings.push(Warning::BreaksOff);
                warnings.extend((!text.trim_end().ends_with(['}', ']'])).then_some(Warning::HalfEntry));
            }
            first_value(&mend::mend(text)).map_err(|error| NotAFeed::OtherJson(error.to_string()))?
        }
    };
    let (feed, items) = match &value {
        Value::Object(feed) => match feed.get("items") {
            Some(Value::Array(items)) => (feed, items.as_slice()),
            _ if string(feed, "version").is_some_and(|version| version.contains("jsonfeed")) => {
                (feed, &[][..])
            }
            _ => return Err(NotAFeed::OtherJson("it has no items".to_owned())),
        },
        _ => return Err(NotAFeed::OtherJson("it is no object".to_owned())),
    };
    let bases = Bases::of(url);
    if items.len() > Limit::Entries.most() {
        warnings.push(Warning::Limit(Limit::Entries));
    }
    let mut entries = Vec::with_capacity(items.len().min(Limit::Entries.most()));
    for item in items.iter().take(Limit::Entries.most()).filter_map(Value::as_object) {
        entries.push(entry(item, &bases, &mut warnings));
    }
    Ok(ParsedFeed {
        title: string(feed, "title"),
        link: string(feed, "home_page_url").and_then(|link| bases.resolve(&link)),
        lang: string(feed, "language"),
        entries,
        hints: hints(feed, &bases),
        warnings,
    })
}

/// The first value of the text; what follows it is left alone.
fn first_value(text: &str) -> Result<Value, serde_json::Error> {
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<Value>();
    values.next().unwrap_or(Ok(Value::Null))
}

fn entry(item: &Map<String, Value>, bases: &Bases, warnings: &mut Vec<Warning>) -> ParsedEntry {
    let mut draft = EntryDraft::default();
    for (rank, name) in [(0, "url"), (1, "external_url")] {
        if let Some(link) = string(item, name).and_then(|link| bases.resolve(&link)) {
            draft.link.offer(rank, link);
        }
    }
    if let Some(id) = string(item, "id") {
        let link = bases.resolve(&id).filter(|link| id.contains('/') && address::is_web(link));
        draft.offer_guid(id, link);
    }
    if let Some(title) = string(item, "title") {
        draft.title.offer(0, title);
    }
    if let Some(html) = string(item, "content_html") {
        draft.offer_content(html);
    } else if let Some(text) = string(item, "content_text") {
        draft.offer_content(as_markup(&text));
    }
    if let Some(summary) = string(item, "summary") {
        draft.offer_summary(1, as_markup(&summary));
    }
    for name in authors(item) {
        draft.offer_author(0, name);
    }
    for tag in item.get("tags").and_then(Value::as_array).into_iter().flatten().filter_map(text_of) {
        draft.add_tag(html::to_line(&tag));
    }
    draft.lang = string(item, "language");
    let dates = [string(item, "date_published"), string(item, "date_modified")];
    let read = [
        dates[0].as_deref().is_none_or(|raw| draft.offer_published(0, raw)),
        dates[1].as_deref().is_none_or(|raw| draft.offer_updated(0, raw)),
    ];
    for (raw, _) in dates.into_iter().flatten().zip(read).filter(|(_, read)| !read) {
        if !warnings.iter().any(|warning| matches!(warning, Warning::Date(_))) {
            warnings.push(Warning::Date(raw));
        }
    }
    draft.finish()
}

/// Version 1.0 has one author, 1.1 several.
fn authors(item: &Map<String, Value>) -> Vec<String> {
    let many = item.get("authors").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let one = item.get("author");
    let name = |author: &Value| match author {
        Value::Object(author) => string(author, "name"),
        other => text_of(other),
    };
    many.iter().chain(one).filter_map(name).collect()
}

fn hints(feed: &Map<String, Value>, bases: &Bases) -> FeedHints {
    FeedHints {
        next: string(feed, "next_url").and_then(|address| bases.resolve(&address)),
        expired: feed.get("expired").is_some_and(|expired| expired == &Value::Bool(true)),
        ..FeedHints::default()
    }
}

/// A field as cleaned text; an empty one is none.
fn string(object: &Map<String, Value>, name: &str) -> Option<String> {
    text_of(object.get(name)?)
}

/// Numbers are taken for text: many write their ids so.
fn text_of(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => clean(text.as_str().into()).into_owned(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    (!text.is_empty()).then_some(text)
}

/// Plain text as markup, its lines kept.
fn as_markup(text: &str) -> String {
    let mut markup = String::with_capacity(text.len());
    for (index, line) in text.lines().enumerate() {
        markup.push_str(if index > 0 { "<br>\n" } else { "" });
        push_escaped(&mut markup, line);
    }
    markup
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, titles: &[&str]) -> ParsedFeed {
        let feed = read(text, Some("https://a.example/feed.json")).expect("it is a feed");
        let found: Vec<_> = feed.entries.iter().map(ParsedEntry::plain_title).collect();
        assert_eq!(found, titles, "{text}");
        feed
    }

    #[test]
    fn a_feed_of_version_1_1() {
        let feed = check(
            r#"{"version":"https://jsonfeed.org/version/1.1","title":"T &amp; t","home_page_url":"/","feed_url":"f",
            "next_url":"?p=2","expired":true,"language":"az","hubs":[{"type":"WebSub","url":"https://hub.example/"}],
            "items":[{"id":7,"url":"/7","title":"Seven","content_text":"a < b\nc","summary":"s","tags":["x",3,"x"],
            "date_published":"2024-10-02T15:04:05+03:00","authors":[{"name":"A"},{"name":"B"}]},"odd",{"id":"8"}]}"#,
            &["Seven", ""],
        );
        assert_eq!(feed.plain_title().as_deref(), Some("T & t"));
        assert!(feed.hints.expired);
        assert_eq!(feed.hints.next.as_deref(), Some("https://a.example/feed.json?p=2"));
        let entry = &feed.entries[0];
        assert_eq!(entry.guid.as_deref(), Some("7"));
        assert_eq!(entry.link.as_deref(), Some("https://a.example/7"));
        assert_eq!(entry.text(), "a < b\nc");
        assert_eq!(entry.author.as_deref(), Some("A, B"));
        assert_eq!(entry.tags, ["x", "3"]);
        assert_eq!(entry.published.map(|at| at.to_string()).as_deref(), Some("2024-10-02T12:04:05Z"));
    }

    #[test]
    fn a_wrong_type_costs_one_field() {
        check(r#"{"items":[{"id":{},"title":"A","url":5,"tags":"x","date_published":1}]} trailing"#, &["A"]);
    }

    #[test]
    fn broken_json_is_mended() {
        check("{\"items\":[{\"title\":\"A\nB\"},{\"title\":\"\\ud800C\"}]}", &["A B", "\u{fffd}C"]);
        check(r#"{"items":[{"title":"A"},{"title":"B","summary":"cut off"#, &["A", "B"]);
        check(r#"{"items":[{"title":"A",},{"title":"B"},],}"#, &["A", "B"]);
        assert!(matches!(read("{\"a\":1}", None), Err(NotAFeed::OtherJson(_))));
        assert!(matches!(read("[1]", None), Err(NotAFeed::OtherJson(_))));
        assert!(matches!(read(&"[".repeat(500_000), None), Err(NotAFeed::OtherJson(_))));
    }
}
