//! The keys of `feeds.toml`.

use crate::diagnostic::table::{KeyKind, KeyTable, TomlKey};

use super::forms::{INTERVAL, LANGUAGE, WEB_ADDRESS};

/// The feeds that are polled.
pub(crate) static FEEDS: KeyTable =
    KeyTable::new("The feeds that are polled", &[TomlKey::new("feed", KeyKind::Tables(&FEED), "One feed")]);

static FEED: KeyTable = KeyTable::new(
    "One feed",
    &[
        TomlKey::new("url", WEB_ADDRESS, "Its address: the identity in this file")
            .required("write url = \"https://example.org/rss\"")
            .such_as("https://example.org/rss"),
        TomlKey::new(
            "title",
            KeyKind::TEXT,
            "Its name; without one the feed's own is shown. With kind = \"list\": the selector of an item's title, without which the words of the link are taken",
        )
        .such_as("Example"),
        TomlKey::new(
            "lang",
            KeyKind::like(LANGUAGE),
            "A hint at its language, such as \"az\"; without one the feed's own counts",
        )
        .such_as("az"),
        TomlKey::new("country", KeyKind::like("^[A-Za-z]{2}$"), "Two letters, such as \"AZ\"").such_as("AZ"),
        TomlKey::new(
            "publisher",
            KeyKind::TEXT,
            "The family of publishers: copies inside one family count once",
        )
        .such_as("example"),
        TomlKey::new("tags", KeyKind::TEXTS, "Free labels that watchlists filter by").such_as("state-media"),
        TomlKey::new("every", INTERVAL, "How often it is asked, whatever [fetch] says").such_as("10m"),
        TomlKey::new(
            "full_text",
            KeyKind::FlagOr(&["auto"]),
            "Whether the page of an item is fetched too and its text matched; \"auto\": where the feed brings teasers only. Without it [fetch.pages] says",
        )
        .such_as("true"),
        TomlKey::new(
            "robots",
            KeyKind::Choice(&["obey", "ignore"]),
            "Whether the robots.txt of its site is obeyed for its pages; without it [fetch.pages] says",
        )
        .such_as("obey"),
        TomlKey::new(
            "user_agent",
            KeyKind::TEXT,
            "What requests call themselves to its site, for publishers that refuse an honest name; shown in `status`",
        )
        .such_as("Mozilla/5.0 (compatible; example)"),
        TomlKey::new(
            "headers",
            KeyKind::Headers,
            "Headers of requests to its host by their names, which `status` shows; `{ file = \"…\" }` keeps a secret out of this file",
        )
        .such_as("{ \"X-Key\" = { file = \"example-key\" } }"),
        TomlKey::new(
            "kind",
            KeyKind::Choice(&["feed", "sitemap", "telegram", "list"]),
            "What stands at the address: a feed or news sitemap, any sitemap, the preview of a Telegram channel, a page with a list; without this the address and the answer tell",
        ),
        TomlKey::new("item", KeyKind::TEXT, "With kind = \"list\", where it must stand: the CSS selector of an item")
            .such_as("article.teaser"),
        TomlKey::new(
            "link",
            KeyKind::TEXT,
            "With kind = \"list\": the selector of its link, within an item; without one the first link, or the item itself",
        )
        .such_as("a"),
        TomlKey::new(
            "date",
            KeyKind::TEXT,
            "With kind = \"list\": the selector of its date, within an item; without one the first `time`. Items without a date are taken at first sight",
        )
        .such_as("time"),
        TomlKey::new(
            "date_format",
            KeyKind::TEXT,
            "With kind = \"list\": how dates are written, in the letters of strftime; without this they are read as in feeds",
        )
        .such_as("%d.%m.%Y %H:%M"),
        TomlKey::new("name", KeyKind::TEXT, "With kind = \"list\", where `title` is a selector: its name").such_as("Example"),
        TomlKey::new(
            "keep",
            KeyKind::TEXT,
            "Only items whose link is like this: `*` is anything; one that begins with `/` is compared with the path",
        )
        .such_as("/news/*"),
    ],
);
