//! JSON that a strict reader refuses, made acceptable: raw control characters, half surrogates, lost ends.

/// The text with control characters in strings escaped, half surrogate pairs replaced, commas before an end
/// dropped, and what is open at the end closed.
pub(super) fn mend(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut open = Vec::new();
    let mut rest = text;
    while let Some(char) = rest.chars().next() {
        rest = &rest[char.len_utf8()..];
        match char {
            '"' => {
                out.push('"');
                rest = mend_string(rest, &mut out);
                continue;
            }
            '{' => open.push('}'),
            '[' => open.push(']'),
            '}' | ']' => {
                drop_comma(&mut out);
                if open.pop().is_none() || open.is_empty() {
                    out.push(char);
                    break;
                }
            }
            _ => {}
        }
        out.push(char);
    }
    close(&mut out, open);
    out
}

/// Copies a string up to and with its closing quote, which is added where it is missing; gives back the rest.
fn mend_string<'t>(text: &'t str, out: &mut String) -> &'t str {
    let mut rest = text;
    while let Some(char) = rest.chars().next() {
        let mut length = char.len_utf8();
        match char {
            '"' => {
                out.push('"');
                return &rest[1..];
            }
            '\\' => match escape(rest) {
                Some((mended, escaped)) => {
                    out.push_str(mended);
                    length = escaped;
                }
                None => out.push_str("\\\\"),
            },
            '\0'..='\u{1f}' => out.push(' '),
            _ => out.push(char),
        }
        rest = &rest[length..];
    }
    out.push('"');
    ""
}

/// The escape at the start, as it may stand, and its length; none for a lone backslash.
fn escape(text: &str) -> Option<(&str, usize)> {
    match text.as_bytes().get(1)? {
        b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => Some((&text[..2], 2)),
        b'u' => {
            let first = hex(text.get(2..6)?)?;
            let second = text.get(6..8).filter(|next| *next == "\\u").and_then(|_| hex(text.get(8..12)?));
            match (first, second) {
                (0xd800..0xdc00, Some(0xdc00..0xe000)) => Some((&text[..12], 12)),
                (0xd800..0xe000, _) => Some(("\\ufffd", 6)),
                _ => Some((&text[..6], 6)),
            }
        }
        _ => None,
    }
}

fn hex(digits: &str) -> Option<u32> {
    let all = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    u32::from_str_radix(digits, 16).ok().filter(|_| all)
}

fn drop_comma(out: &mut String) {
    let kept = out.trim_end().strip_suffix(',').map(str::len);
    if let Some(kept) = kept {
        out.truncate(kept);
    }
}

/// Closes what is open; a name without its value gets `null`.
fn close(out: &mut String, mut open: Vec<char>) {
    drop_comma(out);
    if out.trim_end().ends_with(':') {
        out.push_str("null");
    }
    while let Some(end) = open.pop() {
        out.push(end);
    }
}
