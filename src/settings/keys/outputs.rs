//! The keys of `[[output]]`.

use crate::diagnostic::table::{KeyKind, KeyTable, TomlKey};

use super::forms::WEB_ADDRESS;

/// `[[output]]`.
pub(super) static OUTPUT: KeyTable = KeyTable::new(
    "A subscriber without a mailbox",
    &[
        TomlKey::new("id", KeyKind::like("^[a-z0-9_-]+$"), "Its name, listed once")
            .required("write id = \"desk-hook\"")
            .such_as("desk-hook"),
        TomlKey::new("watchlists", KeyKind::TEXTS, "The ids of watchlists, or [\"*\"] for all")
            .required("write watchlists = [\"*\"] for all of them")
            .such_as("*"),
        TomlKey::new("when", KeyKind::TEXT, "\"immediate\", or when, as for a subscriber").or("immediate"),
        TomlKey::new("timezone", KeyKind::TEXT, "Whose clock the times mean").or("UTC"),
        TomlKey::new("to", KeyKind::Table(&TO), "Where to: one of these kinds").required(
            "write to = { webhook = \"https://hooks.example.org/w\", secret_file = \"hook-secret\" }",
        ),
    ],
);

/// The keys of `to` that say the kind, of which one stands.
pub(crate) const OUTPUT_KINDS: &[&str] = &[
    "webhook",
    "webhook_file",
    "ntfy",
    "slack",
    "slack_file",
    "mattermost",
    "mattermost_file",
    "discord",
    "discord_file",
    "telegram",
    "matrix",
    "apprise",
    "apprise_file",
    "command",
];

static TO: KeyTable = KeyTable {
    sentence: "Where an output goes: one kind of receiver",
    keys: &[
        TomlKey::new("webhook", WEB_ADDRESS, "JSON is posted there, signed as Standard Webhooks says")
            .such_as("https://hooks.example.org/w"),
        TomlKey::new("webhook_file", KeyKind::TEXT, "The file that holds that address").such_as("hook-address"),
        TomlKey::new(
            "secret_file",
            KeyKind::TEXT,
            "With `webhook`: the file with its secrets, one a line, each `whsec_` and base64; else the credential `output-ID`",
        )
        .such_as("hook-secret"),
        TomlKey::new("ntfy", WEB_ADDRESS, "A topic of ntfy").such_as("https://ntfy.example.org/desk"),
        TomlKey::new("slack", WEB_ADDRESS, "An incoming webhook of Slack; its address is a secret")
            .such_as("https://hooks.slack.example/services/x"),
        TomlKey::new("slack_file", KeyKind::TEXT, "The file that holds that address").such_as("slack-address"),
        TomlKey::new("mattermost", WEB_ADDRESS, "An incoming webhook of Mattermost; its address is a secret")
            .such_as("https://chat.example.org/hooks/x"),
        TomlKey::new("mattermost_file", KeyKind::TEXT, "The file that holds that address")
            .such_as("mattermost-address"),
        TomlKey::new("discord", WEB_ADDRESS, "A webhook of a Discord channel; its address is a secret")
            .such_as("https://discord.example/api/webhooks/1/x"),
        TomlKey::new("discord_file", KeyKind::TEXT, "The file that holds that address")
            .such_as("discord-address"),
        TomlKey::new("telegram", KeyKind::TEXT, "A chat of Telegram: its number, or \"@channel\"")
            .such_as("-1001234567890"),
        TomlKey::new("matrix", KeyKind::TEXT, "A room of Matrix, with `server`").such_as("!room:example.org"),
        TomlKey::new("server", WEB_ADDRESS, "With `matrix` the homeserver; with `telegram` another server of bots")
            .such_as("https://matrix.example.org"),
        TomlKey::new(
            "token_file",
            KeyKind::TEXT,
            "With `ntfy`, `telegram` and `matrix`: the file with the token; else the credential `output-ID`",
        )
        .such_as("output-token"),
        TomlKey::new("apprise", WEB_ADDRESS, "An Apprise API server, with the key of its configuration")
            .such_as("http://apprise.example.org:8000/notify/desk"),
        TomlKey::new("apprise_file", KeyKind::TEXT, "The file that holds that address")
            .such_as("apprise-address"),
        TomlKey::new(
            "command",
            KeyKind::TEXTS,
            "A program of this machine and its arguments, which reads JSON; only where the settings say `allow_commands = true`",
        )
        .such_as("/usr/local/bin/take-news"),
    ],
    one_of: OUTPUT_KINDS,
};
