//! The tolerant tokenizer: text becomes tags, CDATA sections and the text between them.

use crate::html;

/// One piece of markup; the text before it is the caller's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Markup<'a> {
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
pub(super) struct Tag<'a> {
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
    pub(super) fn prefix(&self) -> &'a str {
        &self.name[..self.local_at.saturating_sub(1)]
    }

    pub(super) fn local(&self) -> &'a str {
        &self.name[self.local_at..]
    }

    /// The attributes in order: name and raw value; what has no value has an empty one.
    pub(super) fn attributes(&self) -> Attributes<'a> {
        Attributes { rest: self.attributes }
    }
}

/// Reads a document from left to right. Every look ahead is either consumed or remembered, so the whole is
/// linear whatever the document holds.
#[derive(Debug)]
pub(super) struct Scanner<'a> {
    text: &'a str,
    /// Where the next piece begins, in bytes.
    pub at: usize,
    /// The next `]]>` at or after `at` as last looked for; the length of the text where there is none.
    cdata_end: usize,
    comments_end: bool,
    doctype_seen: bool,
    /// Whether a CDATA section had no end.
    pub open_cdata: bool,
}

impl<'a> Scanner<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, at: 0, cdata_end: 0, comments_end: true, doctype_seen: false, open_cdata: false }
    }

    pub(super) fn text(&self) -> &'a str {
        self.text
    }

    /// The next piece of markup and where it begins; `at` is then after it. A `<` that opens none is text.
    pub(super) fn next_markup(&mut self) -> Option<(usize, Markup<'a>)> {
        let bytes = self.text.as_bytes();
        while let Some(found) = memchr::memchr(b'<', &bytes[self.at..]) {
            let start = self.at + found;
            if let Some(markup) = self.markup_at(start) {
                return Some((start, markup));
            }
            self.at = start + 1;
        }
        self.at = bytes.len();
        None
    }

    fn markup_at(&mut self, start: usize) -> Option<Markup<'a>> {
        let bytes = self.text.as_bytes();
        match *bytes.get(start + 1)? {
            b'/' => {
                bytes.get(start + 2).filter(|byte| starts_name(**byte))?;
                let end = html::name_end(self.text, start + 2);
                self.at = html::tag_end(self.text, end);
                Some(Markup::End(&self.text[start + 2..end]))
            }
            b'!' => Some(self.declaration(start)),
            b'?' => {
                self.at =
                    memchr::memchr(b'>', &bytes[start..]).map_or(bytes.len(), |found| start + found + 1);
                Some(Markup::Skip)
            }
            byte if starts_name(byte) => Some(Markup::Start(self.start_tag(start + 1))),
            _ => None,
        }
    }

    fn start_tag(&mut self, name_start: usize) -> Tag<'a> {
        let name_end = html::name_end(self.text, name_start);
        let name = &self.text[name_start..name_end];
        let end = html::tag_end(self.text, name_end);
        self.at = end;
        let inside = self.text[name_end..end].trim_end_matches('>');
        let (attributes, empty) = match inside.strip_suffix('/') {
            Some(attributes) => (attributes, true),
            None => (inside, false),
        };
        let local_at = memchr::memchr(b':', name.as_bytes()).map_or(0, |colon| colon + 1);
        Tag { name, local_at, attributes, empty }
    }

    fn declaration(&mut self, start: usize) -> Markup<'a> {
        let bytes = self.text.as_bytes();
        let rest = &bytes[start + 2..];
        if rest.starts_with(b"[CDATA[") {
            let from = start + 9;
            let end = self.end_of_cdata(from);
            if end == bytes.len() {
                self.open_cdata = true;
                self.at = from;
                return Markup::Skip;
            }
            self.at = end + 3;
            return Markup::Cdata(&self.text[from..end]);
        }
        if rest.starts_with(b"--") {
            self.skip_comment(start + 4);
            return Markup::Skip;
        }
        if !self.doctype_seen && rest.get(..7).is_some_and(|word| word.eq_ignore_ascii_case(b"DOCTYPE")) {
            self.doctype_seen = true;
            return self.doctype(start);
        }
        self.at = memchr::memchr(b'>', rest).map_or(bytes.len(), |found| start + 2 + found + 1);
        Markup::Skip
    }

    /// Whether a start tag is the next thing that is not white space.
    pub(super) fn child_follows(&self) -> bool {
        let rest = self.text[self.at..].trim_ascii_start().as_bytes();
        rest.first() == Some(&b'<') && rest.get(1).is_some_and(|byte| starts_name(*byte))
    }

    /// Where the next `]]>` at or after `from` begins; the length of the text where there is none.
    pub(super) fn end_of_cdata(&mut self, from: usize) -> usize {
        if self.cdata_end < from {
            let found = memchr::memmem::find(&self.text.as_bytes()[from..], b"]]>");
            self.cdata_end = found.map_or(self.text.len(), |found| from + found);
        }
        self.cdata_end
    }

    fn skip_comment(&mut self, from: usize) {
        let bytes = &self.text.as_bytes()[from..];
        let end = if self.comments_end { memchr::memmem::find(bytes, b"-->") } else { None };
        self.comments_end = end.is_some();
        let end = end.map(|found| found + 3).or_else(|| memchr::memchr(b'>', bytes).map(|found| found + 1));
        self.at = from + end.unwrap_or(bytes.len());
    }

    /// The document type; its subset ends at a `]` that a `>` follows.
    fn doctype(&mut self, start: usize) -> Markup<'a> {
        let bytes = self.text.as_bytes();
        let Some(found) = memchr::memchr2(b'[', b'>', &bytes[start..]) else {
            self.at = bytes.len();
            return Markup::Skip;
        };
        let open = start + found;
        if bytes[open] == b'>' {
            self.at = open + 1;
            return Markup::Skip;
        }
        for close in memchr::memchr_iter(b']', &bytes[open..]).map(|found| open + found) {
            let after =
                close + 1 + bytes[close + 1..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
            if bytes.get(after) == Some(&b'>') {
                self.at = after + 1;
                return Markup::Doctype(&self.text[open + 1..close]);
            }
        }
        self.at = open + 1;
        Markup::Skip
    }
}

fn starts_name(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_' || byte >= 0x80
}

/// The attributes of a tag.
pub(super) struct Attributes<'a> {
    rest: &'a str,
}

impl<'a> Iterator for Attributes<'a> {
    type Item = (&'a str, &'a str);

    fn next(&mut self) -> Option<Self::Item> {
        let is_gap =
            |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'=' | b'"' | b'\'' | b',');
        let rest = &self.rest[self.rest.bytes().take_while(is_gap).count()..];
        if rest.is_empty() {
            return None;
        }
        let name_length = html::name_end(rest, 0).max(1);
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

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(text: &str) -> Vec<String> {
        let mut scanner = Scanner::new(text);
        let mut pieces = Vec::new();
        let mut after = 0;
        while let Some((start, markup)) = scanner.next_markup() {
            if !text[after..start].is_empty() {
                pieces.push(format!("text {}", &text[after..start]));
            }
            pieces.push(match markup {
                Markup::Start(tag) => {
                    let attributes: Vec<_> = tag.attributes().map(|(n, v)| format!(" {n}={v}")).collect();
                    format!("<{}{}{}", tag.name, attributes.concat(), if tag.empty { "/" } else { "" })
                }
                Markup::End(name) => format!("/{name}"),
                Markup::Cdata(text) => format!("cdata {text}"),
                Markup::Doctype(subset) => format!("doctype {subset}"),
                Markup::Skip => "skip".to_owned(),
            });
            after = scanner.at;
        }
        if !text[after..].is_empty() {
            pieces.push(format!("text {}", &text[after..]));
        }
        pieces
    }

    #[test]
    fn markup_is_found_and_the_rest_is_text() {
        for (text, expected) in [
            ("<a>x</a>", vec!["<a", "text x", "/a"]),
            ("1 < 2 <3 <b/>", vec!["text 1 < 2 <3 ", "<b/"]),
            ("<a b='1' c=\"2 > 1\" d=3 e/>", vec!["<a b=1 c=2 > 1 d=3 e=/"]),
            ("<a href='lost><b>", vec!["<a href=lost", "<b"]),
            ("<a<b>", vec!["<a", "<b"]),
            ("<![CDATA[x<y>]]>", vec!["cdata x<y>"]),
            ("<![CDATA[x<y>z", vec!["skip", "text x", "<y", "text z"]),
            ("<!-- <a> --><!-- <b>", vec!["skip", "skip"]),
            ("<?xml v='1'?><?php", vec!["skip", "skip"]),
            ("<!DOCTYPE x [<!ENTITY a \"]\">] ><a>", vec!["doctype <!ENTITY a \"]\">", "<a"]),
            ("<!DOCTYPE x><!DOCTYPE [ <a>", vec!["skip", "skip"]),
            ("<", vec!["text <"]),
            ("</", vec!["text </"]),
            ("</a", vec!["/a"]),
            ("<имя>x</имя>", vec!["<имя", "text x", "/имя"]),
        ] {
            assert_eq!(pieces(text), expected, "{text}");
        }
    }
}
