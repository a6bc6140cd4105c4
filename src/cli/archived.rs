//! Times and excerpts as the commands that look at stored entries take and print them.

use jiff::Timestamp;

use crate::clock;
use crate::settings::units::parse_duration;
use crate::settings::values;
use crate::watch::found::Excerpt;

/// Reads `--since 30d` as the instant that long ago.
pub(super) fn since(text: &str) -> Result<Timestamp, String> {
    let span = parse_duration(text).map_err(|fault| fault.message)?;
    clock::now().checked_sub(span).map_err(|_| "that is before the calendar begins".to_owned())
}

/// Reads `--lang az`.
pub(super) fn language(text: &str) -> Result<String, String> {
    let said = |help: Option<String>| help.map_or_else(String::new, |help| format!("; {help}"));
    values::language(text).map_err(|fault| format!("{}{}", fault.message, said(fault.help)))
}

/// An excerpt with its names marked as mails mark them: `*so*`.
pub(super) fn marked(excerpt: &Excerpt) -> String {
    let mut text = String::with_capacity(excerpt.text.len() + 2 * excerpt.marks.len());
    let mut last = 0;
    for (start, end) in &excerpt.marks {
        text.push_str(&excerpt.text[last..*start]);
        text.push('*');
        text.push_str(&excerpt.text[*start..*end]);
        text.push('*');
        last = *end;
    }
    text.push_str(&excerpt.text[last..]);
    text
}
