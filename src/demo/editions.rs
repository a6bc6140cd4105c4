//! The sample feeds of the demo: ten invented outlets in three editions, dated by the demo's own clock.
//!
//! The outlets, their speakers and what these say are our own writing. One feed is malformed, one dies after
//! the first edition, one wire story runs in three of them, two items are rewritten after publication, and
//! most items are noise that must not match. One gives teasers: of the pages behind them one is rewritten and
//! one taken down.

use encoding_rs::WINDOWS_1251;
use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp};

/// How long before the demo's now each edition is polled. An hourly digest falls between each and the next.
pub(crate) const EDITIONS: [SignedDuration; 3] =
    [SignedDuration::from_hours(3), SignedDuration::from_hours(2), SignedDuration::from_hours(1)];

/// One invented outlet and what it answers in each edition.
#[derive(Debug)]
pub(crate) struct SampleFeed {
    /// The path under which the demo's server answers, with its leading slash.
    pub path: &'static str,
    /// The outlet's name.
    pub title: &'static str,
    /// BCP 47 language.
    pub lang: &'static str,
    /// ISO 3166 country.
    pub country: &'static str,
    content_type: &'static str,
    editions: [EditionPage; 3],
}

/// What a request is answered with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct EditionAnswer {
    /// The HTTP status.
    pub status: u16,
    /// `Content-Type`.
    pub content_type: &'static str,
    /// The body in the encoding that it declares.
    pub body: Vec<u8>,
}

/// A page as it is kept: in UTF-8, with placeholders for dates.
#[derive(Debug)]
struct EditionPage {
    status: u16,
    text: &'static str,
}

macro_rules! edition {
    ($edition:literal, $file:literal) => {
        edition!($edition, $file, 200)
    };
    ($edition:literal, $file:literal, $status:literal) => {
        EditionPage { status: $status, text: include_str!(concat!("feeds/edition-", $edition, "/", $file)) }
    };
}

macro_rules! sample {
    ($file:literal, $kind:literal, $title:literal, $lang:literal, $country:literal) => {
        SampleFeed {
            path: concat!("/", $file),
            title: $title,
            lang: $lang,
            country: $country,
            content_type: $kind,
            editions: [edition!(1, $file), edition!(2, $file), edition!(3, $file)],
        }
    };
}

/// The outlets.
pub(crate) const FEEDS: [SampleFeed; 10] = [
    sample!("caspian-courier.xml", "application/rss+xml; charset=utf-8", "The Caspian Courier", "en", "AZ"),
    sample!("steppe-and-sea.json", "application/feed+json", "Steppe & Sea Monitor", "en", "KZ"),
    sample!("severny-telegraf.xml", "text/xml; charset=windows-1251", "Северный телеграф", "ru", "RU"),
    sample!("kaspiyskaya-liniya.xml", "application/atom+xml", "Каспийская линия", "ru", "KZ"),
    sample!("xezer-xeber.xml", "application/atom+xml", "Xəzər Xəbər", "az", "AZ"),
    sample!("araksi-lrahos.xml", "text/html", "Արաքսի լրահոս", "hy", "AM"),
    sample!("mtkvris-matsne.xml", "application/rdf+xml", "მტკვრის მაცნე", "ka", "GE"),
    sample!("bogaz-gundem.xml", "application/rss+xml", "Boğaz Gündem", "tr", "TR"),
    SampleFeed {
        path: "/highland-dispatch.xml",
        title: "Highland Dispatch",
        lang: "en",
        country: "GE",
        content_type: "application/rss+xml",
        editions: [
            edition!(1, "highland-dispatch.xml"),
            edition!(2, "highland-dispatch.html", 500),
            edition!(3, "highland-dispatch.html", 410),
        ],
    },
    sample!("shirvan-telegraph.xml", "application/rss+xml; charset=utf-8", "Shirvan Telegraph", "en", "AZ"),
];

/// The outlet that gives teasers.
const TEASERS: &str = "/shirvan-telegraph.xml";

/// The pages behind its teasers: their paths, and what they answer in each edition.
const PAGES: [(&str, [EditionPage; 3]); 3] = [
    (
        "/shirvan-telegraph/observers.html",
        [
            edition!(1, "shirvan-telegraph/observers.html"),
            edition!(2, "shirvan-telegraph/observers.html"),
            edition!(3, "shirvan-telegraph/observers.html"),
        ],
    ),
    (
        "/shirvan-telegraph/letter.html",
        [
            edition!(1, "shirvan-telegraph/letter.html"),
            edition!(2, "shirvan-telegraph/letter.html", 404),
            edition!(3, "shirvan-telegraph/letter.html", 404),
        ],
    ),
    (
        "/shirvan-telegraph/pomegranates.html",
        [
            edition!(1, "shirvan-telegraph/pomegranates.html"),
            edition!(2, "shirvan-telegraph/pomegranates.html"),
            edition!(3, "shirvan-telegraph/pomegranates.html"),
        ],
    ),
];

/// What the outlet at `path` answers in an edition (0 to 2) of a demo whose present is `now`.
///
/// `None` for a path that no outlet has and for an edition that there is not.
pub(crate) fn answer(edition: usize, path: &str, now: Timestamp) -> Option<EditionAnswer> {
    if let Some((_, editions)) = PAGES.iter().find(|(page, _)| *page == path) {
        let EditionPage { status, text } = editions.get(edition)?;
        let body = text.as_bytes().to_vec();
        return Some(EditionAnswer { status: *status, content_type: "text/html; charset=utf-8", body });
    }
    let feed = FEEDS.iter().find(|feed| feed.path == path)?;
    let page = feed.editions.get(edition)?;
    let text = fill_dates(page.text, now);
    let body = match feed.content_type {
        declared if declared.ends_with("windows-1251") => WINDOWS_1251.encode(&text).0.into_owned(),
        _ => text.into_bytes(),
    };
    let content_type = if page.status == 200 { feed.content_type } else { "text/html; charset=utf-8" };
    Some(EditionAnswer { status: page.status, content_type, body })
}

/// The demo's `feeds.toml`, with every outlet below `base` (`http://127.0.0.1:8710`).
pub(crate) fn feeds_file(base: &str) -> String {
    let tables = FEEDS.iter().map(|SampleFeed { path, title, lang, country, .. }| {
        // They share a host, which would make one publisher of them all.
        let full_text = *path == TEASERS;
        format!(
            "[[feed]]\nurl = \"{base}{path}\"\ntitle = \"{title}\"\nlang = \"{lang}\"\nfull_text = {full_text}\n\
             country = \"{country}\"\npublisher = \"{title}\"\n"
        )
    });
    tables.collect::<Vec<_>>().join("\n")
}

/// Puts a date in place of each `{{rss -90 +0400}}` or `{{iso -90 +0400}}`: minutes from `now`, hours of the zone.
///
/// What does not read as such a placeholder stays as it is.
fn fill_dates(text: &str, now: Timestamp) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        filled.push_str(before);
        rest = after;
        match after.split_once("}}").and_then(|(inside, after)| Some((date(inside, now)?, after))) {
            Some((date, after)) => {
                filled.push_str(&date);
                rest = after;
            }
            None => filled.push_str("{{"),
        }
    }
    filled.push_str(rest);
    filled
}

/// The date of one placeholder's inside, as in `rss -90 +0400`.
fn date(placeholder: &str, now: Timestamp) -> Option<String> {
    let [form, minutes, zone] = placeholder.split(' ').collect::<Vec<_>>().try_into().ok()?;
    let form = match form {
        "rss" => "%a, %d %b %Y %H:%M:%S %z",
        "iso" => "%Y-%m-%dT%H:%M:%S%:z",
        _ => return None,
    };
    let hours = zone.strip_suffix("00")?.parse().ok()?;
    let time = now.checked_add(SignedDuration::from_mins(minutes.parse().ok()?)).ok()?;
    Some(time.to_zoned_datetime(Offset::from_hours(hours).ok()?.to_time_zone()).strftime(form).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Timestamp {
        "2026-11-23T12:00:00Z".parse().expect("a fixed instant")
    }

    #[test]
    fn dates_follow_the_demos_clock_in_the_outlets_zone() {
        for (text, filled) in [
            ("<pubDate>{{rss -90 +0400}}</pubDate>", "<pubDate>Mon, 23 Nov 2026 14:30:00 +0400</pubDate>"),
            ("{{iso -1500 +0300}}|{{iso 0 +0000}}", "2026-11-22T14:00:00+03:00|2026-11-23T12:00:00+00:00"),
            ("{{ name }} {{rss x +0400}} {{", "{{ name }} {{rss x +0400}} {{"),
        ] {
            assert_eq!(fill_dates(text, now()), filled);
        }
    }

    #[test]
    fn every_outlet_answers_in_every_edition_and_no_date_is_left_open() {
        for feed in &FEEDS {
            for edition in 0..EDITIONS.len() {
                let answer = answer(edition, feed.path, now()).expect("each outlet has three editions");
                let open = String::from_utf8_lossy(&answer.body).contains("{{");
                assert!(!answer.body.is_empty() && !open, "{} in edition {edition}", feed.path);
                assert_eq!(answer.status == 200, feed.title != "Highland Dispatch" || edition == 0);
            }
        }
        assert_eq!(answer(0, "/elsewhere.xml", now()), None);
        assert_eq!(answer(3, FEEDS[0].path, now()), None);
    }

    #[test]
    fn the_outlet_in_an_old_encoding_is_encoded_without_loss() {
        let answer = answer(0, "/severny-telegraf.xml", now()).expect("the outlet exists");
        let (text, _, broken) = WINDOWS_1251.decode(&answer.body);
        assert!(!broken && text.contains("Азербайджана") && !text.contains("&#"));
    }
}
