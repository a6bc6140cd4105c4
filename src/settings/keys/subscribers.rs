//! The keys of `subscribers.toml`.

use crate::diagnostic::table::{KeyKind, KeyTable, TomlKey};

use super::forms::{ADDRESS, DAY};
use super::outputs::OUTPUT;

/// Who gets what.
pub(crate) static SUBSCRIBERS: KeyTable = KeyTable::new(
    "Who gets which watchlists, when, and how",
    &[
        TomlKey::new("subscriber", KeyKind::Tables(&SUBSCRIBER), "One reader of digests"),
        TomlKey::new("output", KeyKind::Tables(&OUTPUT), "A subscriber without a mailbox"),
    ],
);

static ALSO: KeyTable = KeyTable::new(
    "Other watchlists of the same reader; what is left out is as above",
    &[
        TomlKey::new(
            "watchlists",
            KeyKind::TEXTS,
            "Their ids; the reader's [\"*\"] leaves them to this part",
        )
        .required("write watchlists = [\"*\"] for all of them")
        .such_as("*"),
        TomlKey::new("digest", KeyKind::TEXT, "When, as for a subscriber").such_as("0 8 * * MON"),
        TomlKey::new("alerts", KeyKind::Flag, "Whether watchlists with alert = \"immediate\" mail at once")
            .such_as("false"),
        TomlKey::new("empty", KeyKind::Choice(&["skip", "heartbeat"]), "What is sent when nothing matched"),
    ],
);

static SUBSCRIBER: KeyTable = KeyTable::new(
    "One reader of digests",
    &[
        TomlKey::new("email", KeyKind::like(ADDRESS), "The mail address, each listed once")
            .required("write email = \"analyst@example.org\"")
            .such_as("analyst@example.org"),
        TomlKey::new("name", KeyKind::TEXT, "The name beside the address").such_as("A. Analyst"),
        TomlKey::new(
            "watchlists",
            KeyKind::TEXTS,
            "The ids of watchlists (their file names without .toml), or [\"*\"] for all",
        )
        .required("write watchlists = [\"*\"] for all of them")
        .such_as("*"),
        TomlKey::new(
            "digest",
            KeyKind::TEXT,
            "When: five cron fields, or \"daily 07:00\", \"weekdays 07:00\", \"hourly\"",
        )
        .or("daily 07:00")
        .such_as("weekdays 07:00"),
        TomlKey::new(
            "timezone",
            KeyKind::TEXT,
            "Whose clock the times mean: an IANA name such as \"Asia/Baku\"",
        )
        .or("UTC"),
        TomlKey::new("alerts", KeyKind::Flag, "Whether watchlists with alert = \"immediate\" mail at once")
            .or("true"),
        TomlKey::new(
            "quiet",
            KeyKind::like(r"^\s*[0-9]{1,2}:[0-9]{2}\s*-\s*[0-9]{1,2}:[0-9]{2}\s*$"),
            "Hours in which alerts wait, such as \"22:00-06:30\"",
        )
        .such_as("22:00-06:30"),
        TomlKey::new(
            "empty",
            KeyKind::Choice(&["skip", "heartbeat"]),
            "What is sent when nothing matched: nothing, or a mail that says so and what was read",
        ),
        TomlKey::new(
            "alert_every",
            KeyKind::Duration { least: 0, most: 7 * DAY },
            "The first alert goes at once; what follows within this time goes together; \"0s\": never gathered",
        )
        .or("10m"),
        TomlKey::new(
            "pause_until",
            KeyKind::TEXT,
            "Nothing is mailed before this day begins in the reader's zone, or before this instant; what matched meanwhile comes then",
        )
        .such_as("2026-12-10"),
        TomlKey::new("translate", KeyKind::Flag, "Whether titles and excerpts are translated, by [translate]")
            .or("false"),
        TomlKey::new("also", KeyKind::Tables(&ALSO), "Other watchlists of the same reader, at another time"),
    ],
);
