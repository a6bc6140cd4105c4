//! The parts of where an output goes: addresses, files with secrets, programs, rooms; each checked by itself.

use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};

use url::Url;

use crate::diagnostic::finding::SECRET;
use crate::diagnostic::table::{Table, TextValue};
use crate::diagnostic::{Fault, Problem};
use crate::reach::secret_file::{read_address, read_secret, read_token};
use crate::settings::values;
use crate::subscriber::{Destination, signing_secrets};

use super::feed_warnings::is_private;
use super::file::{readable_by_others, words};

/// Where files of outputs stand, and what the settings allow them.
#[derive(Debug, Clone, Copy)]
pub(super) struct OutputRules<'a> {
    /// Relative paths start there.
    pub folder: &'a Path,
    /// Whether an output may be a program.
    pub commands: bool,
    /// Whether it may lie in a network of one's own.
    pub private: bool,
    /// Where systemd puts credentials.
    pub credentials: Option<&'a Path>,
}

pub(super) fn address(table: &Table<'_>, text: &TextValue<'_>, rules: &OutputRules<'_>) -> Option<Url> {
    let url = table.read_text(text, "address", values::web_address)?;
    if !url.username().is_empty() || url.password().is_some() {
        let problem = Problem::error(text.span.clone(), SECRET, "the address names a user or password");
        table.note(problem.help("such an address is never asked: take them out"));
        return None;
    }
    if !rules.private && is_private(text.value) {
        let words = "this output lies in a private network, and nothing is posted there";
        let problem = Problem::warning(text.span.clone(), "never-asked", words);
        table.note(problem.help("allow it in the settings: [fetch] allow_private_addresses = true"));
    }
    Some(url)
}

/// The file of a secret: the one that is named, else the credential of this output, where systemd has one.
pub(super) fn secret(
    table: &Table<'_>,
    text: Option<&TextValue<'_>>,
    id: &str,
    kind: SecretKind,
    rules: &OutputRules<'_>,
) -> Option<PathBuf> {
    let Some(text) = text else {
        let credential = rules.credentials?.join(format!("output-{id}"));
        let path = credential.exists().then_some(credential)?;
        look_at(table, &table.span, kind, &path);
        return Some(path);
    };
    file(table, text, kind, rules)
}

/// The file of a token without which nothing can be sent.
pub(super) fn token(
    table: &Table<'_>,
    text: Option<&TextValue<'_>>,
    id: &str,
    rules: &OutputRules<'_>,
) -> Option<PathBuf> {
    let found = secret(table, text, id, SecretKind::Token, rules);
    if found.is_none() && text.is_none() {
        let problem = Problem::warning(table.span.clone(), "output-file", "there is no token for it");
        table.note(
            problem.help(format!("name a token_file, or give the service the credential `output-{id}`")),
        );
    }
    found
}

/// What the file of an output holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SecretKind {
    /// Secrets that sign, one a line.
    Signing,
    /// One word.
    Token,
    /// The address of a hook.
    Hook,
}

impl SecretKind {
    /// Why nothing can be sent with what this file holds, without a word of it.
    fn fault(self, path: &Path) -> Option<String> {
        let found = match self {
            Self::Token => read_token(path).map(drop),
            Self::Hook => read_address(path).map(drop),
            Self::Signing => read_secret(path).and_then(|text| {
                signing_secrets(&text).map(drop).map_err(|words| format!("{}: {words}", path.display()))
            }),
        };
        found.err()
    }
}

/// A file that is read when something is sent; here whether it can be, what it holds, and who could read it too.
pub(super) fn file(
    table: &Table<'_>,
    text: &TextValue<'_>,
    kind: SecretKind,
    rules: &OutputRules<'_>,
) -> Option<PathBuf> {
    let path = rules.folder.join(table.read_text(text, "path", values::path)?);
    look_at(table, &text.span, kind, &path);
    Some(path)
}

fn look_at(table: &Table<'_>, span: &Range<usize>, kind: SecretKind, path: &Path) {
    let warn = |message: String, help: String| {
        table.note(Problem::warning(span.clone(), "output-file", message).help(help));
    };
    let metadata = match fs::metadata(path) {
        Err(error) => {
            let message = format!("cannot read {}: {}", path.display(), words(&error));
            return warn(message, "nothing can be sent before it is there".to_owned());
        }
        Ok(metadata) => metadata,
    };
    if readable_by_others(&metadata) {
        let message = format!("everybody on this machine can read {}", path.display());
        warn(message, format!("run: chmod o= {}", path.display()));
    }
    // What is no file, such as a pipe, may be read once only.
    if let Some(message) = metadata.is_file().then(|| kind.fault(path)).flatten() {
        let help = match kind {
            SecretKind::Signing => "write one a line, as the receiver shows it: nothing is posted before",
            SecretKind::Token => "write the token alone, in one line: nothing can be sent before",
            SecretKind::Hook => "write the address alone, in one line: nothing can be sent before",
        };
        warn(message, help.to_owned());
    }
}

pub(super) fn command(
    table: &Table<'_>,
    words: Option<&[TextValue<'_>]>,
    rules: &OutputRules<'_>,
) -> Option<Destination> {
    let span = table.key_span("command").unwrap_or_default();
    let words: Vec<String> = words?.iter().map(|text| text.value.to_owned()).collect();
    if !words.first().is_some_and(|program| Path::new(program).is_absolute()) {
        let problem = Problem::error(span, "output", "a command begins with the whole path of a program");
        table.note(problem.help("write command = [\"/usr/local/bin/take-news\"]"));
        return None;
    }
    if !rules.commands {
        let problem = Problem::error(span, "output", "the settings allow no commands");
        table.note(problem.help("write allow_commands = true in wirewatch.toml, at the top"));
        return None;
    }
    Some(Destination::Command(words))
}

pub(super) fn name(text: &str) -> Result<String, Fault> {
    let good = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "_-".contains(c);
    match text.char_indices().find(|(_, c)| !good(*c)) {
        None if !text.is_empty() => Ok(text.to_owned()),
        found => {
            let span = found.map_or(0..0, |(at, c)| at..at + c.len_utf8());
            let fault = Fault::new(span, "the id of an output is small letters, digits, `-` and `_`");
            Err(fault.help("write id = \"desk-hook\""))
        }
    }
}

pub(super) fn chat(text: &str) -> Result<String, Fault> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    if is_number || (text.len() > 1 && text.starts_with('@')) {
        return Ok(text.to_owned());
    }
    let fault = Fault::new(0..text.len(), format!("`{text}` is no chat of Telegram"));
    Err(fault.help("write its number, such as \"-1001234567890\", or \"@channel\""))
}

pub(super) fn room(text: &str) -> Result<String, Fault> {
    if text.len() > 1 && text.starts_with('!') && !text.contains(char::is_whitespace) {
        return Ok(text.to_owned());
    }
    let fault = Fault::new(0..text.len(), format!("`{text}` is no room of Matrix"));
    Err(fault.help("write its internal id, such as \"!abcdef:example.org\", which its settings show"))
}
