//! OPML, the lists of feeds that readers exchange: as feeds, and back.
//!
//! What OPML has no place for stands in attributes of our own namespace, so that what we write comes back as it was.

use std::fmt::Write as _;
use std::io::Read as _;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;
use std::{fs, io};

use feeds::{decoded, is_date_format, selector_fault};
use html_escape::{decode_html_entities, encode_double_quoted_attribute};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::diagnostic::Problem;
use crate::diagnostic::finding::Finding;
use crate::feed::{Feed, FeedSource, FullText, ListSelectors, RequestRules, Robots, SourceKind};
use crate::settings::units::{parse_duration, show_duration};
use crate::settings::values;

use super::feeds_file::ListedFeed;
use super::file::FileKind;

/// Outlines deeper than this are no folders any more.
const DEPTH_LIMIT: usize = 64;

/// The namespace of our own attributes.
const NAMESPACE: &str = "https://wirewatch.example/opml";

/// Reads a list: every outline with an `xmlUrl` is a feed, and the titles of those around it are its tags.
pub(super) fn read(text: &str) -> (Vec<ListedFeed>, Vec<Problem>) {
    let mut reader = Reader::from_str(text);
    let config = reader.config_mut();
    (config.allow_dangling_amp, config.allow_unmatched_ends, config.check_end_names) = (true, true, false);
    let mut list = OutlineReader::default();
    loop {
        let start = place(reader.buffer_position());
        let event = reader.read_event();
        let span = start..place(reader.buffer_position()).min(text.len());
        match event {
            Ok(Event::Start(tag)) if is_outline(&tag) => {
                let folder = list.outline(&tag, span);
                list.folders.push(folder);
                if list.folders.len() > DEPTH_LIMIT {
                    let words = format!("outlines are nested more than {DEPTH_LIMIT} deep");
                    list.problems.push(Problem::error(start..start, "opml", words));
                    break;
                }
            }
            Ok(Event::Empty(tag)) if is_outline(&tag) => drop(list.outline(&tag, span)),
            Ok(Event::End(tag)) if tag.local_name().as_ref().eq_ignore_ascii_case(OUTLINE) => {
                list.folders.pop();
            }
            Ok(Event::Start(tag)) if tag.local_name().as_ref().eq_ignore_ascii_case(ROOT) => {
                list.is_opml = true;
            }
            Ok(Event::Eof) => break,
            Ok(_) => {}
            Err(error) => {
                let words = format!("this is no XML from here on: {error}");
                list.problems.push(Problem::error(start..start, "opml", words));
                break;
            }
        }
    }
    if !list.is_opml && list.feeds.is_empty() && list.problems.is_empty() {
        list.problems.push(Problem::error(0..0, "opml", "this is no OPML: it has no `opml` element"));
    }
    (list.feeds, list.problems)
}

/// The feeds of a list that another program wrote, in whatever charset, and what is wrong with it.
pub(crate) fn read_file(path: &Path) -> io::Result<(Vec<Feed>, Vec<Finding>)> {
    let mut bytes = Vec::new();
    fs::File::open(path)?.take(FileKind::Feeds.most_bytes() + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > FileKind::Feeds.most_bytes() {
        return Err(io::Error::other(format!(
            "it is larger than {} MiB: split it",
            FileKind::Feeds.most_bytes() >> 20
        )));
    }
    let source: Arc<str> = decoded(&bytes).into();
    let (listed, problems) = read(&source);
    let path = path.display().to_string();
    let finding = |problem| Finding { path: path.clone(), source: Arc::clone(&source), problem };
    Ok((listed.into_iter().map(|listed| listed.feed).collect(), problems.into_iter().map(finding).collect()))
}

const OUTLINE: &str = "outline";
const ROOT: &str = "opml";

fn is_outline(tag: &BytesStart<'_>) -> bool {
    tag.local_name().as_ref().eq_ignore_ascii_case(OUTLINE)
}

fn place(position: u64) -> usize {
    usize::try_from(position).unwrap_or(usize::MAX)
}

/// What has been read of a list.
#[derive(Debug, Default)]
struct OutlineReader {
    feeds: Vec<ListedFeed>,
    problems: Vec<Problem>,
    /// The titles of the outlines around, outermost first; `None` for one without.
    folders: Vec<Option<String>>,
    is_opml: bool,
}

impl OutlineReader {
    /// Takes an outline, and answers the title that it gives to what stands in it.
    fn outline(&mut self, tag: &BytesStart<'_>, span: Range<usize>) -> Option<String> {
        let attributes: Vec<(String, String)> = tag
            .html_attributes()
            .with_checks(false)
            .flatten()
            .map(|found| {
                let value = decode_html_entities(&*found.value).trim().to_owned();
                (found.key.as_ref().to_ascii_lowercase(), value)
            })
            .collect();
        let named = |name: &str| {
            let found = attributes.iter().find(|(found, _)| found == name).map(|(_, value)| value.clone());
            found.filter(|value| !value.is_empty())
        };
        let title = named("title").or_else(|| named("text"));
        let Some(url) = named("xmlurl").map(without_feed_scheme) else { return title };
        if let Err(fault) = values::web_address(&url) {
            self.problems.push(Problem::error(span, "url", format!("`{url}`: {}", fault.message)));
            return title;
        }
        let own = |name: &str| named(&format!("wirewatch:{name}"));
        let feed = Feed {
            title: title.clone().filter(|title| *title != url),
            lang: own("lang").or_else(|| named("language")).and_then(|lang| values::language(&lang).ok()),
            country: own("country").and_then(|country| values::country(&country).ok()),
            publisher: own("publisher"),
            tags: self.tags(own("tags").as_deref(), named("category").as_deref()),
            every: own("every").and_then(|every| parse_duration(&every).ok()),
            full_text: own("full_text").and_then(|rule| FullText::of_word(&rule)),
            robots: own("robots").and_then(|rule| Robots::of_word(&rule)),
            source: self.source(&own, &span),
            request: RequestRules { user_agent: own("user_agent"), ..RequestRules::default() },
            url,
        };
        self.feeds.push(ListedFeed { feed, span });
        title
    }

    /// What stands at the address. A list whose selectors are none is left a feed: it fails where people see it.
    fn source(&mut self, own: &impl Fn(&str) -> Option<String>, span: &Range<usize>) -> FeedSource {
        let kind = own("kind").and_then(|word| SourceKind::of_word(&word));
        let keep = own("keep");
        let Some(item) = own("item").filter(|_| kind == Some(SourceKind::List)) else {
            return FeedSource { kind: kind.filter(|kind| *kind != SourceKind::List), list: None, keep };
        };
        let list = ListSelectors {
            item,
            link: own("link"),
            title: own("title"),
            date: own("date"),
            date_format: own("date_format").filter(|format| is_date_format(format)),
        };
        let selectors = [Some(&list.item), list.link.as_ref(), list.title.as_ref(), list.date.as_ref()];
        let fault = selectors.into_iter().flatten().find_map(|text| Some((text, selector_fault(text)?)));
        if let Some((text, fault)) = fault {
            let words = format!("`{text}` is no CSS selector: {fault}");
            self.problems.push(Problem::error(span.clone(), "selector", words));
            return FeedSource::default();
        }
        FeedSource { kind, list: Some(list), keep }
    }

    /// Our own list of tags, else the folders around and the categories, each once.
    fn tags(&self, own: Option<&str>, categories: Option<&str>) -> Vec<String> {
        if let Some(tags) = own.and_then(|own| serde_json::from_str(own).ok()) {
            return tags;
        }
        let categories = categories.unwrap_or_default().split([',', '/']).map(str::trim);
        let around = self.folders.iter().flatten().map(String::as_str);
        let mut tags: Vec<String> = Vec::new();
        for tag in around.chain(categories).filter(|tag| !tag.is_empty()) {
            if !tags.iter().any(|found| found == tag) {
                tags.push(tag.to_owned());
            }
        }
        tags
    }
}

/// `feed://` and `feed:https://` are how some browsers wrote addresses of feeds.
fn without_feed_scheme(url: String) -> String {
    match url.strip_prefix("feed:") {
        Some(rest) if rest.starts_with("//") => format!("http:{rest}"),
        Some(rest) => rest.to_owned(),
        None => url,
    }
}

/// Writes a list: feeds in a row with one first tag stand in a folder of that name. Headers are left out: such a list is
/// handed on.
pub(crate) fn write(feeds: &[Feed]) -> String {
    let mut text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<opml version=\"2.0\" xmlns:wirewatch=\"{NAMESPACE}\">\n\
         <head>\n  <title>Wirewatch</title>\n</head>\n<body>\n"
    );
    for row in feeds.chunk_by(|a, b| a.tags.first() == b.tags.first()) {
        let folder = row.first().and_then(|feed| feed.tags.first());
        let indent = if folder.is_some() { "    " } else { "  " };
        if let Some(folder) = folder {
            text.push_str("  <outline");
            attribute(&mut text, "text", folder);
            text.push_str(">\n");
        }
        for feed in row {
            text.push_str(indent);
            outline(&mut text, feed);
        }
        if folder.is_some() {
            text.push_str("  </outline>\n");
        }
    }
    text.push_str("</body>\n</opml>\n");
    text
}

fn outline(text: &mut String, feed: &Feed) {
    let title = feed.title.as_deref().unwrap_or(&feed.url);
    let tags = serde_json::to_string(&feed.tags).unwrap_or_default();
    let every = feed.every.map(show_duration);
    let (source, list) = (&feed.source, feed.source.list.as_ref());
    text.push_str("<outline type=\"rss\"");
    for (name, value) in [
        ("text", Some(title)),
        ("title", feed.title.as_deref()),
        ("xmlUrl", Some(&*feed.url)),
        ("language", feed.lang.as_deref()),
        ("category", (!feed.tags.is_empty()).then_some(&*feed.tags.join(","))),
        ("wirewatch:tags", (!feed.tags.is_empty()).then_some(&*tags)),
        ("wirewatch:lang", feed.lang.as_deref()),
        ("wirewatch:country", feed.country.as_deref()),
        ("wirewatch:publisher", feed.publisher.as_deref()),
        ("wirewatch:every", every.as_deref()),
        ("wirewatch:full_text", feed.full_text.map(FullText::word)),
        ("wirewatch:robots", feed.robots.map(Robots::word)),
        ("wirewatch:kind", source.kind.map(SourceKind::word)),
        ("wirewatch:item", list.map(|list| &*list.item)),
        ("wirewatch:link", list.and_then(|list| list.link.as_deref())),
        ("wirewatch:title", list.and_then(|list| list.title.as_deref())),
        ("wirewatch:date", list.and_then(|list| list.date.as_deref())),
        ("wirewatch:date_format", list.and_then(|list| list.date_format.as_deref())),
        ("wirewatch:keep", source.keep.as_deref()),
        ("wirewatch:user_agent", feed.request.user_agent.as_deref()),
    ] {
        if let Some(value) = value {
            attribute(text, name, value);
        }
    }
    text.push_str("/>\n");
}

fn attribute(text: &mut String, name: &str, value: &str) {
    // Written to a string, which cannot fail.
    let _ = write!(text, " {name}=\"{}\"", encode_double_quoted_attribute(value));
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn feed(url: &str, tags: &[&str]) -> Feed {
        Feed {
            url: url.to_owned(),
            tags: tags.iter().map(|tag| (*tag).to_owned()).collect(),
            ..Feed::default()
        }
    }

    fn feeds(text: &str) -> Vec<Feed> {
        let (listed, problems) = read(text);
        assert!(problems.is_empty(), "{problems:?}");
        listed.into_iter().map(|listed| listed.feed).collect()
    }

    #[test]
    fn what_we_write_comes_back_as_it_was() {
        let full = Feed {
            title: Some("Tom & \"Jerry\" <news> ’s".to_owned()),
            lang: Some("az".to_owned()),
            country: Some("AZ".to_owned()),
            publisher: Some("a&b".to_owned()),
            every: Some(Duration::from_mins(10)),
            full_text: Some(FullText::Fetched),
            request: RequestRules { user_agent: Some("Mozilla \"5\"".to_owned()), ..RequestRules::default() },
            ..feed("https://a.example/rss?x=1&y=2", &["state, media", "a/b", "caucasus"])
        };
        let list = ListSelectors {
            item: "ul[class='a > b'] > li".to_owned(),
            title: Some("h2".to_owned()),
            date_format: Some("%d.%m.%Y".to_owned()),
            ..ListSelectors::default()
        };
        let list =
            FeedSource { kind: Some(SourceKind::List), list: Some(list), keep: Some("/news/*".to_owned()) };
        let sitemap = FeedSource { kind: Some(SourceKind::Sitemap), ..FeedSource::default() };
        let listed = [
            feed("https://b.example/", &["caucasus"]),
            full,
            feed("https://c.example/", &["caucasus", "x"]),
            feed("https://d.example/", &[]),
            Feed { source: list, title: Some("Office".to_owned()), ..feed("https://e.example/", &[]) },
            Feed { source: sitemap, ..feed("https://f.example/s.xml", &["caucasus"]) },
        ];
        assert_eq!(feeds(&write(&listed)), listed);
    }

    #[test]
    fn a_list_of_another_program_is_read_in_its_charset() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("list.opml");
        let text = |charset: &str| {
            format!(
                "<?xml version='1.0' encoding='{charset}'?><opml><body><outline text='Кавказ'>\
                 <outline text='Новости' xmlUrl='feed://a.example/rss'/></outline></body></opml>"
            )
        };
        let utf16 = text("utf-16").encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
        for bytes in [
            encoding_rs::WINDOWS_1251.encode(&text("windows-1251")).0.into_owned(),
            [&b"\xff\xfe"[..], &utf16].concat(),
            format!("\u{feff}{}", text("utf-8")).into_bytes(),
        ] {
            fs::write(&path, bytes).unwrap();
            let (feeds, findings) = read_file(&path).unwrap();
            assert!(findings.is_empty(), "{findings:?}");
            assert_eq!(
                (feeds[0].url.as_str(), feeds[0].title.as_deref()),
                ("http://a.example/rss", Some("Новости"))
            );
            assert_eq!(feeds[0].tags, ["Кавказ"]);
        }
        fs::File::create(&path).unwrap().set_len(FileKind::Feeds.most_bytes() + 1).unwrap();
        assert!(read_file(&path).is_err());
    }

    #[test]
    fn nested_outlines_become_tags() {
        let text = "<opml version='1.0'><body><outline text='News'><outline title='Кавказ'>\
            <outline type=rss text=\"A & B\" XMLURL='https://a.example/rss?a=1&b=2' category='/World/Asia,News'/>\
            </outline><outline text='C' xmlUrl='https://c.example/' language='en-us'></outline></outline>\
            <outline text='https://d.example/' xmlUrl=' https://d.example/ '/></body></opml>";
        let found = feeds(text);
        assert_eq!(found[0].url, "https://a.example/rss?a=1&b=2");
        assert_eq!(found[0].title.as_deref(), Some("A & B"));
        assert_eq!(found[0].tags, ["News", "Кавказ", "World", "Asia"]);
        assert_eq!(
            (found[1].tags.as_slice(), found[1].lang.as_deref()),
            (&["News".to_owned()][..], Some("en-us"))
        );
        assert_eq!((found[2].url.as_str(), found[2].title.as_deref()), ("https://d.example/", None));
    }

    #[test]
    fn what_is_no_list_is_said_with_its_place() {
        for (text, feeds) in [
            ("just words", 0),
            (
                "<opml><body><outline xmlUrl='ftp://a.example/'/><outline xmlUrl='https://b.example/'/></body>",
                1,
            ),
            ("<opml><body><outline xmlUrl='https://b.example/'/><outline", 1),
            (
                "<opml><body><outline xmlUrl='https://b.example/' wirewatch:kind='list' wirewatch:item='a['/></body>",
                1,
            ),
        ] {
            let (listed, problems) = read(text);
            assert_eq!((listed.len(), problems.len()), (feeds, 1), "{text}: {problems:?}");
        }
        let (_, problems) = read(&"<outline>".repeat(1000));
        assert_eq!(problems.len(), 1);
        assert_eq!(read("<opml><body/></opml>").1, []);
    }
}
