//! Foreign text on one line, with nothing in it that hides or turns round what follows.

/// The text on one line: white space made single spaces; control characters and changes of direction removed.
///
/// An override of direction would turn round everything that follows it in the text part.
pub(crate) fn line(text: &str) -> String {
    spaced(text).trim().to_owned()
}

/// The same without trimming, for text that stands between other text.
pub(crate) fn spaced(text: &str) -> String {
    let mut squeezed = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_whitespace() {
            if !squeezed.ends_with(' ') {
                squeezed.push(' ');
            }
        } else if !c.is_control() && !turns_direction(c) {
            squeezed.push(c);
        }
    }
    squeezed
}

/// [`line()`], cut at a word where it is longer than `limit` characters.
pub(crate) fn line_up_to(limit: usize, text: &str) -> String {
    let text = line(text);
    let Some((cut, _)) = text.char_indices().nth(limit) else { return text };
    let head = &text[..cut];
    let head = match head.rfind(' ') {
        Some(space) if space > cut / 2 => &head[..space],
        _ => head,
    };
    format!("{}…", head.trim_end())
}

/// Embeddings, overrides and isolates; the plain marks of direction stay, right-to-left text needs them.
fn turns_direction(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_hides_nothing() {
        assert_eq!(line(" a\r\nb\u{0}\u{202e}c\u{a0} d\u{7} "), "a bc d");
        assert_eq!(line_up_to(9, "one two three"), "one two…");
        assert_eq!(line_up_to(5, "ОДКБОДКБ"), "ОДКБО…");
        assert_eq!(line_up_to(13, "one two three"), "one two three");
    }
}
