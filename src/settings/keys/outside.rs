//! The keys of what an installation may leave to other machines: `[translate]` and `[bus]`.

use crate::diagnostic::table::{KeyKind, KeyTable, TomlKey};

use super::forms::{LANGUAGE, MINUTE, WEB_ADDRESS};

/// `[translate]`.
pub(super) static TRANSLATE: KeyTable = KeyTable::new(
    "Who translates titles and excerpts; leave the table out and no text leaves",
    &[
        TomlKey::new("kind", KeyKind::Choice(&["libretranslate", "openai"]), "What the server speaks"),
        TomlKey::new("url", WEB_ADDRESS, "The server")
            .required("write url = \"http://127.0.0.1:5000/translate\"")
            .such_as("http://127.0.0.1:5000/translate"),
        TomlKey::new("model", KeyKind::TEXT, "The model, with kind = \"openai\"").such_as("example"),
        TomlKey::new("key_file", KeyKind::TEXT, "The file that holds the key").such_as("translate-key"),
        TomlKey::new("to", KeyKind::like(LANGUAGE), "The language that readers read").or("en"),
        TomlKey::new(
            "from",
            KeyKind::Texts { pattern: Some(LANGUAGE) },
            "The languages that are translated; all others than `to` where none is named",
        )
        .such_as("hy, az, ka, ru"),
        TomlKey::new("per_day", KeyKind::Whole { least: 0, most: 1_000_000_000 }, "Characters a day")
            .or("200000"),
        TomlKey::new("timeout", KeyKind::Duration { least: 1, most: 10 * MINUTE }, "Of one request")
            .or("20s"),
    ],
);

/// `[bus]`.
pub(super) static BUS: KeyTable = KeyTable::new(
    "What lies between machines; leave the table out and there is one",
    &[
        TomlKey::new("url", KeyKind::like("^(nats|tls)://"), "The server")
            .required("write url = \"nats://127.0.0.1:4222\"")
            .such_as("nats://127.0.0.1:4222"),
        TomlKey::new("credentials_file", KeyKind::TEXT, "The file that holds what the server asks for: user:password, a token, the seed of an nkey, or a .creds file; without it the systemd credential bus-credentials is used, where there is one")
            .such_as("bus-credentials"),
        TomlKey::new("stream", KeyKind::like("^[A-Za-z0-9_-]+$"), "The stream, made where it is not there")
            .or("wirewatch"),
        TomlKey::new(
            "role",
            KeyKind::Choice(&["poll", "desk"]),
            "Whether this machine polls and publishes, or takes, matches and mails",
        )
        .required("write role = \"poll\" or role = \"desk\"")
        .such_as("poll"),
        TomlKey::new(
            "share",
            KeyKind::like("^[0-9]+/[0-9]+$"),
            "Which of the sites, by a hash of the registrable domain, with role = \"poll\": \"2/4\" is the second of four",
        )
        .or("1/1"),
        TomlKey::new(
            "keep",
            KeyKind::Choice(&["matched", "all"]),
            "What is stored of what is taken, with role = \"desk\": what a watchlist has matched, or all of it",
        ),
    ],
);
