//! Durations, sizes and paths of a table, within the bounds of their keys.

use std::path::{Path, PathBuf};
use std::time::Duration;

use toml::de::DeValue;

use crate::diagnostic::Fault;
use crate::diagnostic::table::{KeyKind, Table, TextValue, out_of_range};

use super::units::{parse_duration, parse_size, show_duration, show_size};
use super::values;

/// How a text is read, and the code of the problem where it cannot be.
type Parse<T> = (&'static str, fn(&str) -> Result<T, Fault>);

/// A duration: as it is written, else the default.
pub(crate) fn duration(table: &mut Table<'_>, key: &'static str) -> Option<Duration> {
    written_duration(table, key).or_else(|| default_duration(table, key))
}

/// A duration that is written and right.
pub(super) fn written_duration(table: &mut Table<'_>, key: &'static str) -> Option<Duration> {
    let (least, most) = match table.key(key).map(|key| key.kind) {
        Some(KeyKind::Duration { least, most }) => (Duration::from_secs(least), Duration::from_secs(most)),
        _ => (Duration::ZERO, Duration::MAX),
    };
    let text = table.text(key)?;
    bounded(table, key, text, ("duration", parse_duration), (least, most), show_duration)
}

/// What holds where a duration is not written.
pub(super) fn default_duration(table: &Table<'_>, key: &str) -> Option<Duration> {
    parse_duration(table.default_of(key)?).ok()
}

/// A list of durations: as it is written, else the default. Those that are wrong are noted and left out.
pub(super) fn durations(table: &mut Table<'_>, key: &'static str) -> Vec<Duration> {
    let (least, most) = match table.key(key).map(|key| key.kind) {
        Some(KeyKind::Durations { least, most }) => (Duration::from_secs(least), Duration::from_secs(most)),
        _ => (Duration::ZERO, Duration::MAX),
    };
    let Some(written) = table.texts(key) else {
        let default = table.default_of(key).unwrap_or_default();
        return default.split(", ").filter_map(|text| parse_duration(text).ok()).collect();
    };
    let mut read =
        |text| bounded(table, key, text, ("duration", parse_duration), (least, most), show_duration);
    written.into_iter().filter_map(&mut read).collect()
}

/// `true`, `false` or a word: as it is written, else the default. `flags` are what `false` and `true` mean.
pub(super) fn flag_or<T: Copy>(
    table: &mut Table<'_>,
    key: &'static str,
    flags: [T; 2],
    words: &[(&str, T)],
) -> Option<T> {
    let word = |text: &str| words.iter().find(|(word, _)| *word == text).map(|(_, meaning)| *meaning);
    let written = table.take(key).and_then(|value| {
        let found = match value.get_ref() {
            DeValue::Boolean(flag) => Some(flags[usize::from(*flag)]),
            DeValue::String(text) => word(text),
            _ => None,
        };
        if found.is_none() {
            let words: Vec<String> = words.iter().map(|(word, _)| format!("\"{word}\"")).collect();
            table.wrong_type(key, value, &format!("true, false or {}", words.join(" or ")));
        }
        found
    });
    written.or_else(|| match table.default_of(key)? {
        "true" => Some(flags[1]),
        "false" => Some(flags[0]),
        text => word(text),
    })
}

/// A size in bytes: as it is written, else the default.
pub(super) fn size(table: &mut Table<'_>, key: &'static str) -> Option<u64> {
    let (least, most) = match table.key(key).map(|key| key.kind) {
        Some(KeyKind::Size { least, most }) => (least, most),
        _ => (0, u64::MAX),
    };
    let written = table.text(key);
    let written =
        written.and_then(|text| bounded(table, key, text, ("size", parse_size), (least, most), show_size));
    written.or_else(|| parse_size(table.default_of(key)?).ok())
}

/// A path: as it is written, else the default; a relative one starts at `folder`.
pub(super) fn path(table: &mut Table<'_>, key: &'static str, folder: &Path) -> Option<PathBuf> {
    table.read(key, "path", values::path).map(|path| folder.join(path))
}

/// A text as a value within bounds; what is wrong is noted.
fn bounded<T: PartialOrd + Copy>(
    table: &Table<'_>,
    key: &'static str,
    text: TextValue<'_>,
    (code, parse): Parse<T>,
    (least, most): (T, T),
    show: fn(T) -> String,
) -> Option<T> {
    let value = table.read_text(&text, code, parse)?;
    if value < least || value > most {
        table.note(out_of_range(key, text.span, (&show(least), &show(most))));
        return None;
    }
    Some(value)
}
