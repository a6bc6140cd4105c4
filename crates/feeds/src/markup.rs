//! Pieces of markup, XML or HTML, and where names and tags end.

/// One piece of markup; the text before it is the caller's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Markup<'a> {
    Start(Tag<'a>),
    /// The name of an end tag, as written.
    End(&'a str),
    Cdata(&'a str),
    /// The internal subset of the document type, or nothing.
    Doctype(&'a str),
    /// A comment or a processing instruction.
    Skip,
}

/// A start tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Tag<'a> {
    /// As written, with its prefix.
    pub name: &'a str,
    /// Where the prefix ends: the length of the prefix with its colon, or 0.
    pub local_at: usize,
    /// What stands between the name and the end, raw.
    pub attributes: &'a str,
    /// `<br/>`.
    pub empty: bool,
}

impl<'a> Tag<'a> {
    pub(crate) fn prefix(&self) -> &'a str {
        &self.name[..self.local_at.saturating_sub(1)]
    }

    pub(crate) fn local(&self) -> &'a str {
        &self.name[self.local_at..]
    }

    /// The attributes in order: name and raw value; what has no value has an empty one.
    pub(crate) fn attributes(&self) -> TagAttributes<'a> {
        TagAttributes { rest: self.attributes }
    }
}

/// The attributes of a tag.
pub(crate) struct TagAttributes<'a> {
    rest: &'a str,
}

impl<'a> Iterator for TagAttributes<'a> {
    type Item = (&'a str, &'a str);

    fn next(&mut self) -> Option<Self::Item> {
        let is_gap =
            |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'=' | b'"' | b'\'' | b',');
        let rest = &self.rest[self.rest.bytes().take_while(is_gap).count()..];
        if rest.is_empty() {
            return None;
        }
        let name_length = name_end(rest, 0).max(1);
        let name = rest.get(..name_length)?;
        let after = rest[name_length..].trim_ascii_start();
        let Some(value) = after.strip_prefix('=').map(str::trim_ascii_start) else {
            self.rest = after;
            return Some((name, ""));
        };
        let quote = value.bytes().next().filter(|quote| matches!(quote, b'"' | b'\''));
        let close = quote.and_then(|quote| memchr::memchr(quote, &value.as_bytes()[1..]));
        let (value, rest) = if let Some(close) = close {
            (&value[1..=close], &value[close + 2..])
        } else {
            let value = value.trim_start_matches(['"', '\'']);
            value.split_at(value.find(|char: char| char.is_ascii_whitespace()).unwrap_or(value.len()))
        };
        self.rest = rest;
        Some((name, value))
    }
}

/// Where the name that starts at `start` ends.
pub(crate) fn name_end(markup: &str, start: usize) -> usize {
    let ends =
        |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'>' | b'/' | b'<' | b'=' | b'"' | b'\'');
    let bytes = &markup.as_bytes()[start..];
    start + bytes.iter().position(ends).unwrap_or(bytes.len())
}

/// Where the tag whose name ends at `from` ends: after its `>`, or before the next `<`.
///
/// Quotes count only after `=`, and only where they are closed before the next `<`: one lost quote must not
/// swallow the tags that follow.
pub(crate) fn tag_end(markup: &str, from: usize) -> usize {
    let bytes = markup.as_bytes();
    let mut at = from;
    while let Some(found) = memchr::memchr3(b'>', b'<', b'=', &bytes[at..]) {
        at += found;
        match bytes[at] {
            b'>' => return at + 1,
            b'<' => return at,
            _ => at = after_value(bytes, at + 1),
        }
    }
    bytes.len()
}

/// Where the quoted value after a `=` ends; the place itself where there is none.
fn after_value(bytes: &[u8], start: usize) -> usize {
    let space = bytes[start..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
    let open = start + space;
    let Some(quote @ (b'"' | b'\'')) = bytes.get(open).copied() else {
        return open;
    };
    match memchr::memchr2(quote, b'<', &bytes[open + 1..]) {
        Some(found) if bytes[open + 1 + found] == quote => open + found + 2,
        _ => open + 1,
    }
}
