//! Documents made to hurt: each is read in time that grows with its length and no faster.

use std::time::{Duration, Instant};

use crate::read;

/// A shape is a head, a part that is repeated (`#` becomes its number), and a tail.
type Shape = (&'static str, String, &'static str, &'static str);

const ITEM: &str = "<rss><channel><item>";

fn shapes() -> Vec<Shape> {
    let entity = format!("<!DOCTYPE x [<!ENTITY a '{}'>]>{ITEM}<description>", "x".repeat(1000));
    let names: String = (0..500).map(|number| format!("<!ENTITY a{number} 'x'>")).collect();
    let item = |rest: &str| format!("{ITEM}{rest}");
    vec![
        ("open tags", item(""), "<a#>", ""),
        ("open fields", item(""), "<description><b>", ""),
        ("items in items", item(""), "<item>", ""),
        ("end tags without start tags", item(&"<xyz>".repeat(256)), "</xay>", ""),
        (
            "CDATA sections in items without an end",
            item(""),
            "<description><![CDATA[a</description></item><item>",
            "]]>",
        ),
        ("CDATA sections in fields without an end", item(""), "<title><![CDATA[a", ""),
        ("CDATA sections without an end", item(""), "<![CDATA[", ""),
        ("attributes", "<rss><item ".to_owned(), "a#='b' ", ">"),
        ("quotes without an end", item(""), "<a b='", ""),
        ("namespace bindings", "<rss><item ".to_owned(), "xmlns:a#='urn:b#' ", ">"),
        ("namespace bindings inside one another", "<rss>".to_owned(), "<a# xmlns:a#='urn:b#'>", ""),
        (
            "bases inside one another",
            "<rss xml:base='http://a.example/'>".to_owned(),
            "<a xml:base='x/'>",
            "",
        ),
        ("comments without an end", item(""), "<!-- >", ""),
        ("document types", String::new(), "<!DOCTYPE [ ] ", ""),
        ("ampersands", item("<title>"), "&", ""),
        ("references that are none", item("<title>"), "&aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", ""),
        ("a billion laughs", entity, "&a;", "</description></item></rss>"),
        (
            "many declared names",
            format!("<!DOCTYPE x [{names}]>{ITEM}"),
            "<title>&zz;&zz;&zz;&zz;</title>",
            "",
        ),
        ("angle brackets", item("<title>"), "<", ""),
        ("authors", item("<author>"), "<name>a#</name>", ""),
        ("dates", item(""), "<pubDate>mar mar mar 1 mar mar mar +9+9+9</pubDate>", ""),
        ("open brackets of JSON", String::new(), "[", ""),
        ("broken JSON", "{\"items\":[".to_owned(), "{\"title\":\"a\\ud800\"},", ""),
        ("backslashes in JSON", "{\"items\":[\"".to_owned(), "\\", ""),
    ]
}

fn document((_, head, part, tail): &Shape, length: usize) -> Vec<u8> {
    let mut text = head.clone();
    for number in 0_u32.. {
        if text.len() >= length {
            break;
        }
        text.push_str(&part.replace('#', &number.to_string()));
    }
    text.push_str(tail);
    text.into_bytes()
}

/// The least of three times, which is nearest to what the reading itself costs on a busy machine.
fn time(bytes: &[u8]) -> Duration {
    let once = |_| {
        let start = Instant::now();
        let _ = read(bytes, None, Some("https://a.example/"));
        start.elapsed()
    };
    (0..3).map(once).min().unwrap_or_default()
}

#[test]
fn eight_times_the_length_costs_no_square() {
    for shape in shapes() {
        let short = time(&document(&shape, 50_000));
        let long = time(&document(&shape, 400_000));
        // A square would be 64 times. The rest is room for caches and for a busy machine, on which only what
        // takes long can be told from chance.
        let bound = (short * 32).max(Duration::from_secs(1));
        assert!(long < bound, "{}: {short:?} for 50 kB, {long:?} for 400 kB", shape.0);
    }
}

#[test]
fn references_to_declared_names_cannot_fill_the_memory() {
    let shapes = shapes();
    let laughs = shapes.iter().find(|shape| shape.0 == "a billion laughs").expect("it is in the list");
    let feed = read(&document(laughs, 1_000_000), None, None).expect("it is a feed");
    let length = feed.entries[0].summary.as_ref().map(String::len).unwrap_or_default();
    assert!(length < 2_200_000, "{length}");
}

#[test]
fn a_document_that_breaks_off_says_so() {
    let item = "<item><title>A</title><guid>1</guid></item>";
    for (text, breaks_off) in [
        (format!("<rss><channel>{item}</channel></rss>"), false),
        (format!("<rss><channel>{item}"), true),
        (format!("<rss><channel>{item}</channel>"), true),
        (format!("<rss><channel>{item}<item><title>B</ti"), true),
        (format!("<rss><channel>{item}</RSS>\n"), false),
        (item.to_owned(), false),
        (
            "<a:feed xmlns:a='http://www.w3.org/2005/Atom'><a:entry><a:title>A</a:title></a:entry></feed>"
                .to_owned(),
            false,
        ),
        (
            "{\"version\":\"https://jsonfeed.org/version/1\",\"items\":[{\"id\":\"1\",\"title\":\"A\"}"
                .to_owned(),
            true,
        ),
        (
            "{\"version\":\"https://jsonfeed.org/version/1\",\"items\":[{\"id\":\"1\",\"title\":\"A\"}]}"
                .to_owned(),
            false,
        ),
    ] {
        let feed = crate::read(text.as_bytes(), None, None).expect("it holds an entry");
        assert_eq!(
            feed.warnings.contains(&crate::Warning::BreaksOff),
            breaks_off,
            "{text}: {:?}",
            feed.warnings
        );
    }
}

#[test]
fn an_entry_that_was_closed_is_whole_whatever_is_missing_behind_it() {
    let item = "<item><title>A</title><guid>1</guid></item>";
    let json = "{\"version\":\"https://jsonfeed.org/version/1\",\"items\":[{\"id\":\"1\",\"title\":\"A\"}";
    for (text, is_half) in [
        (format!("<rss><channel>{item}"), false),
        (format!("<rss><channel>{item}{item}</channel>"), false),
        (format!("<rss><channel>{item}<item><title>B</title><guid>2</guid>"), true),
        (format!("<rss><channel>{item}<item><title>B</ti"), true),
        (format!("<rss><channel>{item}<item><title>B</title><description><![CDATA[So it"), true),
        (format!("<rss><channel>{item}</channel></rss>"), false),
        (json.to_owned(), false),
        (format!("{json},{{\"id\":\"2\",\"title\":\"B"), true),
    ] {
        let feed = crate::read(text.as_bytes(), None, None).expect("it holds an entry");
        let found = feed.warnings.contains(&crate::Warning::HalfEntry);
        assert_eq!(found, is_half, "{text}: {:?}", feed.warnings);
    }
}
