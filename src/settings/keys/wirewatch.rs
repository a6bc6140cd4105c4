//! The keys of `wirewatch.toml`.

use crate::diagnostic::table::{KeyKind, KeyTable, TomlKey};

use super::forms::{ADDRESS, DAY, HOUR, INTERVAL, LISTEN, MINUTE, SOME};
use super::outside::{BUS, TRANSLATE};

/// The settings of one installation.
pub(crate) static WIREWATCH: KeyTable = KeyTable::new(
    "The settings of one Wirewatch installation. Paths are relative to the file",
    &[
        TomlKey::new("feeds", KeyKind::TEXT, "A file of feeds, or a folder of .toml and .opml files")
            .or("feeds.toml"),
        TomlKey::new("subscribers", KeyKind::TEXT, "The file of subscribers").or("subscribers.toml"),
        TomlKey::new(
            "watchlists",
            KeyKind::TEXT,
            "The folder of watchlists; entities.toml in it holds the entities that all of them share",
        )
        .or("watchlists"),
        TomlKey::new(
            "operators",
            KeyKind::Texts { pattern: Some(ADDRESS) },
            "Addresses that are told about dead feeds, refused mail and rejected files",
        )
        .such_as("ops@example.org"),
        TomlKey::new("allow_commands", KeyKind::Flag, "Whether an output may be a program of this machine")
            .or("false"),
        TomlKey::new("store", KeyKind::Table(&STORE), "Where items are kept, and for how long"),
        TomlKey::new("watch", KeyKind::Table(&WATCH), "What a changed watchlist may bring"),
        TomlKey::new(
            "fetch",
            KeyKind::Table(&FETCH),
            "How feeds are asked, and how much of an answer is read",
        ),
        TomlKey::new("mail", KeyKind::Table(&MAIL), "Who the mails are from, and how they leave"),
        TomlKey::new("web", KeyKind::Table(&WEB), "The listener; leave the table out and nothing listens"),
        TomlKey::new("metrics", KeyKind::Table(&METRICS), "Numbers for machines, on a listener of their own"),
        TomlKey::new(
            "translate",
            KeyKind::Table(&TRANSLATE),
            "Who translates titles and excerpts; leave the table out and no text leaves",
        ),
        TomlKey::new(
            "bus",
            KeyKind::Table(&BUS),
            "What lies between machines; leave the table out and there is one",
        ),
    ],
);

static STORE: KeyTable = KeyTable::new(
    "Where items are kept, and for how long",
    &[
        TomlKey::new("database", KeyKind::TEXT, "The SQLite file").or("wirewatch.db"),
        TomlKey::new(
            "retention",
            KeyKind::Duration { least: DAY, most: 36_500 * DAY },
            "Text older than this goes; what was seen stays known. \"0\" keeps all",
        )
        .or("400d"),
    ],
);

static WATCH: KeyTable = KeyTable::new(
    "What a changed watchlist may bring",
    &[TomlKey::new(
        "max_growth",
        KeyKind::Number { least: 1.0, most: 1_000_000.0 },
        "A reload that would multiply what a watchlist mails by more than this is refused",
    )
    .or("10.0")],
);

static FETCH: KeyTable = KeyTable::new(
    "How feeds are asked, and how much of an answer is read",
    &[
        TomlKey::new("every", INTERVAL, "How often a feed is asked that has no `every` of its own").or("15m"),
        TomlKey::new("min_every", INTERVAL, "The interval adapts to the feed, but never below this").or("5m"),
        TomlKey::new("max_every", INTERVAL, "The interval adapts to the feed, but never above this").or("1h"),
        TomlKey::new(
            "backfill",
            KeyKind::Duration { least: 0, most: 3_650 * DAY },
            "At first sight of a feed, items this young are news; older ones are only stored",
        )
        .or("24h"),
        TomlKey::new(
            "timeout",
            KeyKind::Duration { least: 1, most: 10 * MINUTE },
            "The longest that one request may take, redirects and body included",
        )
        .or("30s"),
        TomlKey::new("concurrency", KeyKind::Whole { least: 1, most: 4096 }, "Requests at one time").or("64"),
        TomlKey::new("per_host", KeyKind::Whole { least: 1, most: 64 }, "Requests at one time to one host")
            .or("2"),
        TomlKey::new(
            "max_body",
            KeyKind::Size { least: 1 << 10, most: 1 << 30 },
            "The most that is read of one answer, after decompression",
        )
        .or("20MiB"),
        TomlKey::new(
            "contact",
            KeyKind::TEXT,
            "A page or a mail address, which goes into the User-Agent so that publishers can reach you",
        )
        .such_as("https://example.org/wirewatch"),
        TomlKey::new(
            "allow_private_addresses",
            KeyKind::Flag,
            "Whether loopback, private and link-local addresses may be asked",
        )
        .or("false"),
        TomlKey::new(
            "ca_file",
            KeyKind::TEXT,
            "Certificates in PEM that are trusted beside the system's: an authority of your own",
        )
        .such_as("own-ca.pem"),
        TomlKey::new(
            "pages",
            KeyKind::Table(&PAGES),
            "How the articles behind the items of feeds are fetched",
        ),
    ],
);

static PAGES: KeyTable = KeyTable::new(
    "How the articles behind the items of feeds are fetched",
    &[
        TomlKey::new(
            "full_text",
            KeyKind::FlagOr(&["auto"]),
            "Whether the page of an item is fetched and its text matched, for feeds that do not say; \"auto\": where feeds bring teasers only",
        )
        .or("auto"),
        TomlKey::new(
            "wait",
            KeyKind::Duration { least: 0, most: DAY },
            "The longest that a new item waits for its page before it is told",
        )
        .or("5m"),
        TomlKey::new(
            "spacing",
            KeyKind::Duration { least: 0, most: HOUR },
            "Between two requests for pages of one site; a longer Crawl-delay of the site wins",
        )
        .or("5s"),
        TomlKey::new("concurrency", KeyKind::Whole { least: 1, most: 256 }, "Requests for pages at one time").or("8"),
        TomlKey::new("per_day", KeyKind::Whole { least: 0, most: 1_000_000 }, "Pages of one feed in one day").or("500"),
        TomlKey::new(
            "robots",
            KeyKind::Choice(&["obey", "ignore"]),
            "Whether the robots.txt of a site is obeyed; `status` shows who does not",
        ),
        TomlKey::new(
            "recheck",
            KeyKind::Durations { least: MINUTE, most: 365 * DAY },
            "Looks at the page of an item that matched, counted from its first sight; none for []",
        )
        .or("30m, 2h, 6h, 24h, 3d, 7d, 30d"),
    ],
);

static MAIL: KeyTable = KeyTable::new(
    "Who the mails are from, and how they leave",
    &[
        TomlKey::new(
            "transport",
            KeyKind::Choice(&["folder", "smtp", "sendmail"]),
            "How mail leaves: into a folder for trying out, through a mail server, or through a local program",
        ),
        TomlKey::new(
            "from",
            KeyKind::TEXT,
            "An address, with or without a name: \"Wirewatch <digest@example.org>\"; needed with smtp and sendmail",
        )
        .such_as("Wirewatch <digest@example.org>"),
        TomlKey::new(
            "bounces",
            KeyKind::like(ADDRESS),
            "Where mails return that cannot be delivered, each to an extension of its own (bounce+…@example.org); pipe them to `wirewatch bounce`",
        )
        .such_as("bounce@example.org"),
        TomlKey::new("folder", KeyKind::TEXT, "Where .eml files go with transport = \"folder\"").or("mail"),
        TomlKey::new("sendmail", KeyKind::TEXT, "The program that is run with transport = \"sendmail\"")
            .or("/usr/sbin/sendmail"),
        TomlKey::new("smtp", KeyKind::Table(&SMTP), "The mail server, used with transport = \"smtp\""),
    ],
);

static SMTP: KeyTable = KeyTable::new(
    "The mail server, used with transport = \"smtp\"",
    &[
        TomlKey::new("host", KeyKind::like(SOME), "Its name or address, without the port")
            .required("write host = \"mail.example.org\"")
            .such_as("mail.example.org"),
        TomlKey::new(
            "security",
            KeyKind::Choice(&["starttls", "tls", "none"]),
            "How the connection is protected; \"none\" is allowed to this machine only",
        ),
        TomlKey::new(
            "port",
            KeyKind::Whole { least: 1, most: 65_535 },
            "Its port: 587 by default, 465 with security = \"tls\", 25 with \"none\"",
        )
        .such_as("587"),
        TomlKey::new(
            "username",
            KeyKind::TEXT,
            "The user to log in as; without it mail is sent without login",
        )
        .such_as("digest"),
        TomlKey::new(
            "password_file",
            KeyKind::TEXT,
            "The file that holds the password; without it the systemd credential smtp-password is used",
        )
        .such_as("smtp-password"),
    ],
);

static WEB: KeyTable = KeyTable::new(
    "The listener; leave the table out and nothing listens",
    &[
        TomlKey::new("listen", LISTEN, "The address to bind")
            .required("write listen = \"127.0.0.1:8710\"")
            .such_as("127.0.0.1:8710"),
        TomlKey::new(
            "public_url",
            KeyKind::like(r"^https?://[^\s?#]+$"),
            "Where people reach it from outside; links in mails begin with it",
        )
        .such_as("https://watch.example.org"),
        TomlKey::new(
            "signup",
            KeyKind::Choice(&["closed", "domains", "open"]),
            "Who may subscribe by themselves: nobody, addresses of `allowed_domains`, everybody",
        ),
        TomlKey::new(
            "allowed_domains",
            KeyKind::TEXTS,
            "Domains whose addresses may subscribe by themselves",
        )
        .such_as("example.org"),
        TomlKey::new("auth", KeyKind::Table(&AUTH), "Who signs readers in; without it a code sent by mail"),
    ],
);

static AUTH: KeyTable = KeyTable::new(
    "A proxy that signs readers in",
    &[
        TomlKey::new("header", KeyKind::TEXT, "The header in which the proxy names the reader's address")
            .required("write header = \"Remote-Email\"")
            .such_as("Remote-Email"),
        TomlKey::new("trusted", KeyKind::TEXTS, "The only addresses whose requests are believed")
            .required("write trusted = [\"127.0.0.1/32\"]")
            .such_as("127.0.0.1/32"),
    ],
);

static METRICS: KeyTable = KeyTable::new(
    "Numbers for machines, on a listener of their own",
    &[TomlKey::new("listen", LISTEN, "The address to bind; never that of [web]")
        .required("write listen = \"127.0.0.1:8711\"")
        .such_as("127.0.0.1:8711")],
);
