//! `[[output]]` of `subscribers.toml`: a subscriber without a mailbox, and where what it is told goes.

use std::collections::BTreeSet;
use std::ops::Range;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use url::Url;

use crate::diagnostic::Problem;
use crate::diagnostic::finding::SECRET;
use crate::diagnostic::table::{Table, TextValue};
use crate::schedule::times::{DigestTimes, zone};
use crate::settings::keys::OUTPUT_KINDS;
use crate::subscriber::{Destination, Empty, HookAddress, Output, Subscriber, Way};

use super::output_parts::{OutputRules, SecretKind, address, chat, command, file, name, room, secret, token};
use super::wanted::{note_clock_change, note_double, wanted};

/// What is written for an output that is told at once.
const IMMEDIATE: &str = "immediate";

/// Where bots of Telegram are spoken with.
const TELEGRAM: &str = "https://api.telegram.org";

/// An output as a subscriber, and where it goes.
pub(super) fn output(
    mut table: Table<'_>,
    watchlists: Option<&[String]>,
    rules: &OutputRules<'_>,
    now: Timestamp,
    seen: &mut Vec<(String, Range<usize>)>,
) -> Option<(Subscriber, Output)> {
    let text = table.text("id");
    let id = text.as_ref().and_then(|text| table.read_text(text, "output", name));
    if let (Some(_), Some(text)) = (&id, &text) {
        note_double(&table, "this output", text, seen);
    }
    let wanted = wanted(&mut table, watchlists, &mut BTreeSet::new());
    let when = table.text("when").filter(|text| text.value != IMMEDIATE);
    let times = when.as_ref().map(|text| table.read_text(text, "digest-times", DigestTimes::parse));
    let timezone = table.read("timezone", "timezone", zone::find);
    let zone = timezone.clone().unwrap_or(TimeZone::UTC);
    note_clock_change(&table, times.as_ref().and_then(Option::as_ref), when.as_ref(), &zone, now);
    let to = table.table("to").and_then(|to| destination(to, id.as_deref().unwrap_or_default(), rules));
    table.finish();
    let (id, at_once) = (id?, times.is_none());
    let subscriber = Subscriber {
        email: Output::subscriber(&id),
        way: Way::Post,
        name: None,
        part: 0,
        watchlists: wanted?,
        times: match times {
            None => None,
            Some(times) => Some(times?),
        },
        timezone: timezone?,
        alerts: at_once,
        quiet: None,
        empty: Empty::Skip,
        alert_every: SignedDuration::ZERO,
        translate: false,
        pause_until: None,
    };
    Some((subscriber, Output { id, to: to? }))
}

/// All that `to` may hold, as it is written.
struct WrittenTo<'a> {
    /// The keys that say the kind.
    kinds: Vec<(&'static str, TextValue<'a>)>,
    command: Option<Vec<TextValue<'a>>>,
    secret: Option<TextValue<'a>>,
    token: Option<TextValue<'a>>,
    server: Option<TextValue<'a>>,
}

/// The one receiver that is named; what is wrong is noted.
fn destination(mut table: Table<'_>, id: &str, rules: &OutputRules<'_>) -> Option<Destination> {
    let mut written = WrittenTo {
        kinds: Vec::new(),
        command: table.texts("command"),
        secret: table.text("secret_file"),
        token: table.text("token_file"),
        server: table.text("server"),
    };
    let stands =
        |table: &Table<'_>| OUTPUT_KINDS.iter().copied().filter(|kind| table.has(kind)).collect::<Vec<_>>();
    let named = stands(&table);
    for kind in OUTPUT_KINDS.iter().copied().filter(|kind| *kind != "command") {
        written.kinds.extend(table.text(kind).map(|text| (kind, text)));
    }
    let to = match named[..] {
        [] => {
            let problem = Problem::error(table.span.clone(), "output", "this output goes nowhere");
            table.note(problem.help(format!("name one of {}", OUTPUT_KINDS.join(", "))));
            None
        }
        [kind] => receiver(&table, kind, &written, id, rules),
        [first, second, ..] => {
            let span = table.key_span(second).unwrap_or_default();
            let message = format!("this output goes to `{first}` already");
            let problem = Problem::error(span, "output", message);
            table.note(problem.help("one output is one receiver: give the other its own [[output]]"));
            None
        }
    };
    table.finish();
    to
}

fn receiver(
    table: &Table<'_>,
    kind: &'static str,
    written: &WrittenTo<'_>,
    id: &str,
    rules: &OutputRules<'_>,
) -> Option<Destination> {
    note_foreign(table, kind);
    let hook = || hook(table, kind, written, rules);
    let secret = |text: &Option<TextValue<'_>>, kind| secret(table, text.as_ref(), id, kind, rules);
    let text = || written.kinds.first().map(|(_, text)| text);
    let server = |default: Option<&str>| match &written.server {
        Some(text) => address(table, text, rules),
        None => default.and_then(|url| Url::parse(url).ok()),
    };
    match kind {
        "webhook" | "webhook_file" => {
            let secret_file = secret(&written.secret, SecretKind::Signing);
            if secret_file.is_none() && written.secret.is_none() {
                let problem =
                    Problem::warning(table.span.clone(), "unsigned", "nothing signs what is posted there");
                table.note(
                    problem.help(format!(
                        "name a secret_file, or give the service the credential `output-{id}`"
                    )),
                );
            }
            Some(Destination::Webhook { address: hook()?, secret_file })
        }
        "ntfy" => {
            let topic = address(table, text()?, rules)?;
            Some(Destination::Ntfy { topic, token_file: secret(&written.token, SecretKind::Token) })
        }
        "slack" | "slack_file" => hook().map(Destination::Slack),
        "mattermost" | "mattermost_file" => hook().map(Destination::Mattermost),
        "discord" | "discord_file" => hook().map(Destination::Discord),
        "apprise" | "apprise_file" => hook().map(Destination::Apprise),
        "telegram" => {
            let chat = table.read_text(text()?, "output", chat)?;
            Some(Destination::Telegram {
                chat,
                server: server(Some(TELEGRAM))?,
                token_file: token(table, written.token.as_ref(), id, rules),
            })
        }
        "matrix" => {
            let room = table.read_text(text()?, "output", room)?;
            if written.server.is_none() {
                table.missing("server", "write server = \"https://matrix.example.org\", the homeserver");
            }
            Some(Destination::Matrix {
                room,
                server: server(None)?,
                token_file: token(table, written.token.as_ref(), id, rules),
            })
        }
        _ => command(table, written.command.as_deref(), rules),
    }
}

/// Keys that belong to another kind.
fn note_foreign(table: &Table<'_>, kind: &str) {
    let foreign: [(&str, &[&str]); 3] = [
        ("secret_file", &["webhook", "webhook_file"]),
        ("token_file", &["ntfy", "telegram", "matrix"]),
        ("server", &["telegram", "matrix"]),
    ];
    for (key, kinds) in foreign {
        if table.has(key) && !kinds.contains(&kind) {
            let span = table.key_span(key).unwrap_or_default();
            let problem = Problem::error(span, "output", format!("`{key}` says nothing of `{kind}`"));
            table.note(problem.help("take it out"));
        }
    }
}

/// The address of a hook, or the file that holds it.
fn hook(
    table: &Table<'_>,
    kind: &str,
    written: &WrittenTo<'_>,
    rules: &OutputRules<'_>,
) -> Option<HookAddress> {
    let (_, text) = written.kinds.first()?;
    if kind.ends_with("_file") {
        return Some(HookAddress::File(file(table, text, SecretKind::Hook, rules)?));
    }
    let url = address(table, text, rules)?;
    if matches!(kind, "slack" | "mattermost" | "discord") {
        let problem =
            Problem::warning(text.span.clone(), SECRET, "everybody who reads this file can write there");
        table.note(problem.help(format!("put the address into a file of its own: {kind}_file = \"…\"")));
    }
    Some(HookAddress::Written(url))
}
