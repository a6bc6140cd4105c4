//! The keys of a watchlist.

use crate::diagnostic::table::{KeyKind, KeyTable, TomlKey};

use super::entities::ENTITY;
use super::forms::SOME;

/// What to look for.
pub(crate) static WATCHLIST: KeyTable = KeyTable::new(
    "What to look for; the file's name without .toml is the watchlist's id",
    &[
        TomlKey::new("entity", KeyKind::Tables(&ENTITY), "An entity of this watchlist alone"),
        TomlKey::new("title", KeyKind::TEXT, "What digests call it").such_as("CSTO and Azerbaijan"),
        TomlKey::new("description", KeyKind::TEXT, "One or two sentences for people"),
        TomlKey::new(
            "query",
            KeyKind::like(SOME),
            "What must stand in an item: words, \"phrases\", @entities, AND, OR, NOT, NEAR/10, w/s, title:…",
        )
        .required("say what to look for: query = \"@csto AND @azerbaijan\"")
        .such_as("@csto AND @azerbaijan"),
        TomlKey::new(
            "notable",
            KeyKind::TEXTS,
            "Not required: what stands here raises the score and is named in the digest",
        ),
        TomlKey::new(
            "alert",
            KeyKind::Choice(&["digest", "immediate"]),
            "Whether matches wait for the digest or are mailed at once",
        ),
        TomlKey::new(
            "threshold",
            KeyKind::Number { least: -1_000_000.0, most: 1_000_000.0 },
            "Items with a lower score are kept and can be searched, but are not mailed",
        )
        .or("0.0"),
        TomlKey::new(
            "visible",
            KeyKind::Choice(&["followers", "signed-in"]),
            "Who sees it on the web face: those who get it, or every reader, who may then subscribe to it",
        ),
        TomlKey::new("weights", KeyKind::Table(&WEIGHTS), "How much a mention counts by where it stands"),
        TomlKey::new("feeds", KeyKind::Table(&FILTER), "Only feeds that have one of each list"),
        TomlKey::new(
            "test",
            KeyKind::Tables(&EXAMPLE),
            "An example, run by `check`, at load and at every reload; a failing one refuses the file",
        ),
    ],
);

/// How far a weight goes to either side.
const WEIGHT: KeyKind = KeyKind::Number { least: -1000.0, most: 1000.0 };

static WEIGHTS: KeyTable = KeyTable::new(
    "How much a mention counts by where it stands",
    &[
        TomlKey::new("title", WEIGHT, "In the title").or("3.0"),
        TomlKey::new("lead", WEIGHT, "In the lead").or("2.0"),
        TomlKey::new("text", WEIGHT, "In the text").or("1.0"),
        TomlKey::new("notable", WEIGHT, "Of a notable name").or("2.0"),
    ],
);

static FILTER: KeyTable = KeyTable::new(
    "Only feeds that have one of each list",
    &[
        TomlKey::new("tags", KeyKind::TEXTS, "Labels of feeds"),
        TomlKey::new("lang", KeyKind::TEXTS, "Languages"),
        TomlKey::new("country", KeyKind::TEXTS, "Countries"),
    ],
);

static EXAMPLE: KeyTable = KeyTable {
    sentence: "An example",
    keys: &[
        TomlKey::new("title", KeyKind::TEXT, "A title beside the text"),
        TomlKey::new("lang", KeyKind::TEXT, "The language of the text"),
        TomlKey::new("match", KeyKind::TEXT, "A text that must match"),
        TomlKey::new("no_match", KeyKind::TEXT, "A text that must not match"),
    ],
    one_of: &["match", "no_match"],
};
