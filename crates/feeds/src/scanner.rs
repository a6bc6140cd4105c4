//! The tolerant tokenizer, for XML and HTML: text becomes tags, CDATA sections and the text between them.

use crate::markup::{Markup, Tag, name_end, tag_end};

/// Elements of HTML whose content is no text.
const RAW_ELEMENTS: [&str; 3] = ["script", "style", "template"];

/// Whose rules hold where the two differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Dialect {
    Xml,
    /// Names begin with a Latin letter, CDATA sections are not known, and what stands in raw elements is passed over.
    Html,
}

/// Reads a document from left to right. Every look ahead is either consumed or remembered, so the whole is
/// linear whatever the document holds.
#[derive(Debug)]
pub(crate) struct Scanner<'a> {
    text: &'a str,
    dialect: Dialect,
    /// Where the next piece begins, in bytes.
    pub at: usize,
    /// The next `]]>` at or after `at` as last looked for; the length of the text where there is none.
    cdata_end: usize,
    comments_end: bool,
    doctype_seen: bool,
    /// Which of the raw elements have no end tag any more.
    open_ended: [bool; RAW_ELEMENTS.len()],
    /// Whether a CDATA section had no end.
    pub open_cdata: bool,
}

impl<'a> Scanner<'a> {
    /// Reads XML.
    pub(crate) fn xml(text: &'a str) -> Self {
        Self::new(text, Dialect::Xml)
    }

    /// Reads HTML.
    pub(crate) fn html(text: &'a str) -> Self {
        Self::new(text, Dialect::Html)
    }

    fn new(text: &'a str, dialect: Dialect) -> Self {
        Self {
            text,
            dialect,
            at: 0,
            cdata_end: 0,
            comments_end: true,
            doctype_seen: false,
            open_ended: [false; RAW_ELEMENTS.len()],
            open_cdata: false,
        }
    }

    pub(crate) fn text(&self) -> &'a str {
        self.text
    }

    /// The next piece of markup and where it begins; `at` is then after it. A `<` that opens none is text.
    pub(crate) fn next_markup(&mut self) -> Option<(usize, Markup<'a>)> {
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
                bytes.get(start + 2).filter(|byte| self.starts_name(**byte))?;
                let end = name_end(self.text, start + 2);
                self.at = tag_end(self.text, end);
                Some(Markup::End(&self.text[start + 2..end]))
            }
            b'!' => Some(self.declaration(start)),
            b'?' => {
                self.at = self.end_of_declaration(start + 2);
                Some(Markup::Skip)
            }
            byte if self.starts_name(byte) => {
                let tag = self.start_tag(start + 1);
                if self.dialect == Dialect::Html {
                    self.skip_raw(tag.name);
                }
                Some(Markup::Start(tag))
            }
            _ => None,
        }
    }

    fn start_tag(&mut self, name_start: usize) -> Tag<'a> {
        let name_end = name_end(self.text, name_start);
        let name = &self.text[name_start..name_end];
        let end = tag_end(self.text, name_end);
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
        if rest.starts_with(b"[CDATA[") && self.dialect == Dialect::Html {
            self.at = start + 9;
            return Markup::Skip;
        }
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
        let is_xml = self.dialect == Dialect::Xml;
        if is_xml
            && !self.doctype_seen
            && rest.get(..7).is_some_and(|word| word.eq_ignore_ascii_case(b"DOCTYPE"))
        {
            self.doctype_seen = true;
            return self.doctype(start);
        }
        self.at = self.end_of_declaration(start + 2);
        Markup::Skip
    }

    fn end_of_declaration(&self, from: usize) -> usize {
        match self.dialect {
            Dialect::Xml => memchr::memchr(b'>', &self.text.as_bytes()[from..])
                .map_or(self.text.len(), |found| from + found + 1),
            Dialect::Html => tag_end(self.text, from),
        }
    }

    fn starts_name(&self, byte: u8) -> bool {
        byte.is_ascii_alphabetic() || self.dialect == Dialect::Xml && (byte == b'_' || byte >= 0x80)
    }

    /// Passes over the content of a raw element. One without an end tag is read on: better noise than a lost
    /// article. Each is looked for once.
    fn skip_raw(&mut self, name: &str) {
        let raw = RAW_ELEMENTS.iter().position(|raw| name.eq_ignore_ascii_case(raw));
        let Some(raw) = raw.filter(|raw| !self.open_ended[*raw]) else { return };
        match end_of_raw(self.text, self.at, RAW_ELEMENTS[raw]) {
            Some((_, end)) => self.at = end,
            None => self.open_ended[raw] = true,
        }
    }

    /// Whether a start tag is the next thing that is not white space.
    pub(crate) fn child_follows(&self) -> bool {
        let rest = self.text[self.at..].trim_ascii_start().as_bytes();
        rest.first() == Some(&b'<') && rest.get(1).is_some_and(|byte| self.starts_name(*byte))
    }

    /// Where the next `]]>` at or after `from` begins; the length of the text where there is none.
    pub(crate) fn end_of_cdata(&mut self, from: usize) -> usize {
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

/// Where the end tag of an element whose content is no markup begins and where it ends; none where it has none.
pub(crate) fn end_of_raw(html: &str, from: usize, name: &str) -> Option<(usize, usize)> {
    let bytes = html.as_bytes();
    for found in memchr::memmem::find_iter(&bytes[from..], b"</") {
        let start = from + found + 2;
        if bytes[start..].get(..name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes())) {
            return Some((start - 2, tag_end(html, start + name.len())));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(text: &str) -> Vec<String> {
        let mut scanner = Scanner::xml(text);
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
