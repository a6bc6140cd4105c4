//! Values of the tables of keys as TOML.

use crate::diagnostic::table::KeyKind;

/// A default or sample as an operator writes it.
pub(super) fn written(kind: KeyKind, value: &str) -> String {
    let quoted = |text: &str| format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""));
    match kind {
        KeyKind::Text { .. } | KeyKind::Duration { .. } | KeyKind::Size { .. } | KeyKind::Choice(_) => {
            quoted(value)
        }
        KeyKind::FlagOr(words) if words.contains(&value) => quoted(value),
        KeyKind::Texts { .. } | KeyKind::Durations { .. } => {
            let list: Vec<String> = value.split(", ").filter(|one| !one.is_empty()).map(quoted).collect();
            format!("[{}]", list.join(", "))
        }
        _ => value.to_owned(),
    }
}
