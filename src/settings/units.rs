//! Durations such as `15m` and sizes such as `20MiB`, as operators write them.

use std::ops::Range;
use std::time::Duration;

use crate::diagnostic::Fault;

const DURATION_HELP: &str = "write a number and a unit: \"30s\", \"15m\", \"24h\", \"400d\", \"2w\"";
const SIZE_HELP: &str = "write a number and a unit: \"500KiB\", \"20MiB\", \"1GiB\", \"5MB\"";

const DURATIONS: [(&str, u64); 5] =
    [("s", 1), ("m", 60), ("h", 60 * 60), ("d", 24 * 60 * 60), ("w", 7 * 24 * 60 * 60)];

const SIZES: [(&str, u64); 7] = [
    ("B", 1),
    ("KiB", 1 << 10),
    ("MiB", 1 << 20),
    ("GiB", 1 << 30),
    ("KB", 1_000),
    ("MB", 1_000_000),
    ("GB", 1_000_000_000),
];

/// Reads `90s`, `15m`, `24h`, `400d`, `2w`, and rows of them such as `1h30m`.
pub(crate) fn parse_duration(text: &str) -> Result<Duration, Fault> {
    let seconds = parse(text, &DURATIONS, "a duration", DURATION_HELP)?;
    Ok(Duration::from_secs(seconds))
}

/// Reads `20MiB`, `500KB` and the like, as bytes.
pub(crate) fn parse_size(text: &str) -> Result<u64, Fault> {
    parse(text, &SIZES, "a size", SIZE_HELP)
}

/// The shortest way to write a duration: `90s`, `15m`, `24h`, `400d`; what is below a second is left out.
pub(crate) fn show_duration(duration: Duration) -> String {
    let seconds = duration.as_secs();
    let largest = if seconds > 2 * 24 * 60 * 60 { 4 } else { 3 };
    let mut units = DURATIONS[..largest].iter().rev();
    let (unit, size) = units.find(|(_, size)| seconds.is_multiple_of(*size)).unwrap_or(&DURATIONS[0]);
    format!("{}{unit}", seconds / size)
}

/// The shortest way to write a size: `20MiB`, `1500B`.
pub(crate) fn show_size(bytes: u64) -> String {
    let (unit, size) =
        SIZES[..4].iter().rev().find(|(_, size)| bytes.is_multiple_of(*size)).unwrap_or(&SIZES[0]);
    format!("{}{unit}", bytes / size)
}

/// Adds up a row of numbers with units.
fn parse(text: &str, units: &[(&str, u64)], what: &str, help: &'static str) -> Result<u64, Fault> {
    let error = |span: Range<usize>, message: String| Fault::new(span, message).help(help);
    if text.trim().is_empty() {
        return Err(error(0..text.len(), format!("{what} cannot be empty")));
    }
    let mut total = 0_u64;
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        if digits == 0 {
            let end = at + rest.chars().next().map_or(0, char::len_utf8);
            return Err(error(at..end, format!("{what} needs a number here, found `{}`", &text[at..end])));
        }
        let after = rest[digits..].bytes().take_while(|byte| !byte.is_ascii_digit()).count();
        let (number, unit) = (&rest[..digits], &rest[digits..digits + after]);
        let span = at + digits..at + digits + after;
        let Some((_, size)) = units.iter().find(|(name, _)| *name == unit.trim()) else {
            let known = units.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ");
            let message = match unit.trim() {
                "" => format!("{what} needs a unit after `{number}`: one of {known}"),
                unit => format!("unknown unit `{unit}`: one of {known}"),
            };
            return Err(error(if span.is_empty() { at..at + digits } else { span }, message));
        };
        let sum = number.parse::<u64>().ok().and_then(|number| number.checked_mul(*size));
        let Some(sum) = sum.and_then(|sum| total.checked_add(sum)) else {
            return Err(error(at..at + digits, format!("`{number}` is too large")));
        };
        total = sum;
        at += digits + after;
    }
    Ok(total)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_and_sizes_are_read_as_written() {
        let seconds = |text| parse_duration(text).map(|duration| duration.as_secs());
        for (text, expected) in [
            ("30s", 30),
            ("15m", 900),
            ("24h", 86_400),
            ("400d", 34_560_000),
            ("2w", 1_209_600),
            ("1h30m", 5_400),
        ] {
            assert_eq!(seconds(text), Ok(expected), "{text}");
        }
        for (text, expected) in [("20MiB", 20 << 20), ("5 MB", 5_000_000), ("12B", 12), ("1GiB", 1 << 30)] {
            assert_eq!(parse_size(text), Ok(expected), "{text}");
        }
    }

    #[test]
    fn a_mistake_is_pointed_at() {
        for (text, span, message) in [
            ("15", 0..2, "a duration needs a unit after `15`: one of s, m, h, d, w"),
            ("15min", 2..5, "unknown unit `min`: one of s, m, h, d, w"),
            ("-5m", 0..1, "a duration needs a number here, found `-`"),
            ("", 0..0, "a duration cannot be empty"),
            ("99999999999999999999d", 0..20, "`99999999999999999999` is too large"),
        ] {
            let error = parse_duration(text).expect_err("a mistake");
            assert_eq!((error.span, error.message.as_str()), (span, message), "{text}");
        }
    }

    #[test]
    fn values_are_shown_as_people_write_them() {
        for text in ["30s", "15m", "24h", "48h", "400d", "90s", "90m"] {
            assert_eq!(parse_duration(text).map(show_duration).as_deref(), Ok(text));
        }
        assert_eq!([show_size(20 << 20), show_size(1500)], ["20MiB", "1500B"]);
    }
}
