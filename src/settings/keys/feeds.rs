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
        TomlKey::new("title", KeyKind::TEXT, "Its name; without one the feed's own is shown").such_as("Example"),
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
            KeyKind::Flag,
            "Whether the article page is fetched too and its text matched; not built yet, `check` warns of it",
        )
        .or("false"),
    ],
);
