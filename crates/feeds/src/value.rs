//! The text of one field, whatever it is wrapped in and however it ends.

use std::borrow::Cow;

use smallvec::SmallVec;

use crate::entities::Entities;
use crate::markup::{Markup, Tag, tag_end};
use crate::scanner::Scanner;
use crate::warning::Limit;

/// How a field's content is to be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ValueShape {
    /// Text, escaped markup or stray markup; it ends at the next field that `stops` knows.
    Text,
    /// Markup as written (Atom's `xhtml`): its text stays escaped.
    Markup,
    /// Another XML document inside: only its own end tag ends it.
    Foreign,
}

/// The text of a field and what had to be mended to get it.
#[derive(Debug)]
pub(crate) struct FieldValue<'a> {
    pub text: Cow<'a, str>,
    /// It ended without its end tag.
    pub unclosed: bool,
    /// It was longer than [`Limit::FieldBytes`].
    pub cut: bool,
}

/// Reads the content of `tag`, at whose end the scanner stands, and leaves the scanner after it.
pub(crate) fn read<'a>(
    scanner: &mut Scanner<'a>,
    tag: &Tag<'a>,
    shape: ValueShape,
    entities: &Entities<'a>,
    stops: impl Fn(&Tag<'a>) -> bool,
) -> FieldValue<'a> {
    if tag.empty {
        return FieldValue { text: Cow::Borrowed(""), unclosed: false, cut: false };
    }
    if let Some(piece) = read_simple(scanner, tag.name) {
        let cut = piece.text().len() > Limit::FieldBytes.most();
        let piece = if cut { piece.shortened(Limit::FieldBytes.most()) } else { piece };
        return FieldValue { text: join(&[piece], shape, entities), unclosed: false, cut };
    }
    read_mixed(scanner, tag, shape, entities, stops)
}

#[derive(Debug, Clone, Copy)]
enum ValuePiece<'a> {
    Text(&'a str),
    Cdata(&'a str),
    Markup(&'a str),
}

impl<'a> ValuePiece<'a> {
    fn text(self) -> &'a str {
        match self {
            Self::Text(text) | Self::Cdata(text) | Self::Markup(text) => text,
        }
    }

    fn shortened(self, length: usize) -> Self {
        let shorten = |text: &'a str| &text[..text.floor_char_boundary(length)];
        match self {
            Self::Text(text) => Self::Text(shorten(text)),
            Self::Cdata(text) => Self::Cdata(shorten(text)),
            Self::Markup(text) => Self::Markup(shorten(text)),
        }
    }
}

/// The common case: nothing but text, or one CDATA section, and then the end tag.
fn read_simple<'a>(scanner: &mut Scanner<'a>, name: &str) -> Option<ValuePiece<'a>> {
    let text = scanner.text();
    let bytes = text.as_bytes();
    let from = scanner.at;
    let open = from + memchr::memchr(b'<', &bytes[from..])?;
    if let Some(end) = end_tag_at(text, open, name) {
        scanner.at = end;
        return Some(ValuePiece::Text(&text[from..open]));
    }
    if !bytes[open..].starts_with(b"<![CDATA[") || !text[from..open].trim_ascii().is_empty() {
        return None;
    }
    let from = open + 9;
    let close = scanner.end_of_cdata(from);
    let after = close + 3;
    let space = bytes.get(after..)?.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
    let end = end_tag_at(text, after + space, name)?;
    let content = &text[from..close];
    if memchr::memmem::find(content.as_bytes(), b"<![CDATA[").is_some() {
        return None;
    }
    scanner.at = end;
    Some(ValuePiece::Cdata(content))
}

/// After the end tag of this name that begins at `at`.
fn end_tag_at(text: &str, at: usize, name: &str) -> Option<usize> {
    let rest = text.as_bytes()[at..].strip_prefix(b"</")?.strip_prefix(name.as_bytes())?;
    let end = at + 2 + name.len();
    match rest.first()? {
        b'>' => Some(end + 1),
        byte if byte.is_ascii_whitespace() => Some(tag_end(text, end)),
        _ => None,
    }
}

/// Everything else: collects pieces up to the end tag, the end of a container, or a field that stops this one.
fn read_mixed<'a>(
    scanner: &mut Scanner<'a>,
    tag: &Tag<'a>,
    shape: ValueShape,
    entities: &Entities<'a>,
    stops: impl Fn(&Tag<'a>) -> bool,
) -> FieldValue<'a> {
    let mut pieces = ValuePieces::default();
    let mut nested = 0_usize;
    let mut containers = 0_usize;
    let mut unclosed = false;
    loop {
        let from = scanner.at;
        let Some((start, markup)) = scanner.next_markup() else {
            pieces.push(ValuePiece::Text(&scanner.text()[from..]));
            unclosed = true;
            break;
        };
        pieces.push(ValuePiece::Text(&scanner.text()[from..start]));
        let stopped = match markup {
            Markup::End(name) if name.eq_ignore_ascii_case(tag.name) => {
                if nested == 0 {
                    break;
                }
                nested -= 1;
                false
            }
            Markup::End(name) if is_container(name) => {
                let own = containers > 0;
                containers = containers.saturating_sub(1);
                shape != ValueShape::Foreign && !own
            }
            Markup::End(_) => false,
            Markup::Start(inner) if inner.name.eq_ignore_ascii_case(tag.name) => {
                nested += usize::from(!inner.empty);
                shape == ValueShape::Text && stops(&inner)
            }
            Markup::Start(inner) => {
                let stopped = shape != ValueShape::Foreign && stops(&inner);
                containers += usize::from(!stopped && !inner.empty && is_container(inner.name));
                stopped
            }
            Markup::Cdata(text) => {
                pieces.push(ValuePiece::Cdata(end_cdata_at_field(scanner, text, tag.name)));
                continue;
            }
            Markup::Skip if scanner.text()[start..].starts_with("<![CDATA[") => {
                pieces.push(ValuePiece::Cdata(open_cdata(scanner, tag.name)));
                continue;
            }
            Markup::Skip | Markup::Doctype(_) => continue,
        };
        if stopped {
            scanner.at = start;
            unclosed = true;
            break;
        }
        pieces.push(ValuePiece::Markup(&scanner.text()[start..scanner.at]));
    }
    FieldValue { text: join(&pieces.kept, shape, entities), unclosed, cut: pieces.cut }
}

#[derive(Default)]
struct ValuePieces<'a> {
    kept: SmallVec<[ValuePiece<'a>; 8]>,
    length: usize,
    cut: bool,
}

impl<'a> ValuePieces<'a> {
    fn push(&mut self, piece: ValuePiece<'a>) {
        let left = Limit::FieldBytes.most() - self.length;
        let piece = if piece.text().len() > left { piece.shortened(left) } else { piece };
        self.cut |= piece.text().is_empty() && left == 0;
        self.length += piece.text().len();
        if !piece.text().is_empty() {
            self.kept.push(piece);
        }
    }
}

/// The end tag of something that holds fields: a field cannot go on behind it.
fn is_container(name: &str) -> bool {
    let local = name.rsplit(':').next().unwrap_or(name);
    ["item", "entry", "channel", "feed", "rss", "rdf"].iter().any(|known| local.eq_ignore_ascii_case(known))
}

/// A CDATA section that runs into the next one has lost its end: then it ends where its field does.
fn end_cdata_at_field<'a>(scanner: &mut Scanner<'a>, content: &'a str, name: &str) -> &'a str {
    let Some(next) = memchr::memmem::find(content.as_bytes(), b"<![CDATA[") else {
        return content;
    };
    let Some(end) = find_end_tag(&content[..next], name) else {
        return content;
    };
    scanner.open_cdata = true;
    scanner.at -= content.len() + b"]]>".len() - end;
    &content[..end]
}

/// A CDATA section after which no `]]>` comes any more; the scanner stands at its first byte. It ends where its
/// field does, or where the next such section begins.
fn open_cdata<'a>(scanner: &mut Scanner<'a>, name: &str) -> &'a str {
    let rest = &scanner.text()[scanner.at..];
    let region = memchr::memmem::find(rest.as_bytes(), b"<![CDATA[").map_or(rest, |next| &rest[..next]);
    let content = find_end_tag(region, name).map_or(region, |end| &region[..end]);
    scanner.at += content.len();
    content
}

fn find_end_tag(text: &str, name: &str) -> Option<usize> {
    memchr::memmem::find_iter(text.as_bytes(), b"</")
        .find(|found| text.as_bytes()[found + 2..].get(..name.len()) == Some(name.as_bytes()))
}

fn join<'a>(pieces: &[ValuePiece<'a>], shape: ValueShape, entities: &Entities<'a>) -> Cow<'a, str> {
    let as_written = shape != ValueShape::Text;
    match pieces {
        [] => return Cow::Borrowed(""),
        [ValuePiece::Text(text)] if as_written || memchr::memchr(b'&', text.as_bytes()).is_none() => {
            return Cow::Borrowed(text);
        }
        [ValuePiece::Cdata(text)]
            if !as_written || memchr::memchr2(b'<', b'&', text.as_bytes()).is_none() =>
        {
            return Cow::Borrowed(text);
        }
        _ => {}
    }
    let mut out = String::with_capacity(pieces.iter().map(|piece| piece.text().len()).sum());
    for piece in pieces {
        match piece {
            ValuePiece::Text(text) if !as_written => entities.push_decoded(&mut out, text),
            ValuePiece::Cdata(text) if as_written => push_escaped(&mut out, text),
            ValuePiece::Text(text) | ValuePiece::Cdata(text) => out.push_str(text),
            // `<a href="…"<img>`: what reads the value later need not know how a tag can end without its end.
            ValuePiece::Markup(text) => {
                out.push_str(text);
                out.push_str(if text.ends_with('>') { "" } else { ">" });
            }
        }
    }
    Cow::Owned(out)
}

/// Appends plain text as markup.
pub(crate) fn push_escaped(out: &mut String, text: &str) {
    let mut rest = text;
    while let Some(found) = memchr::memchr2(b'<', b'&', rest.as_bytes()) {
        out.push_str(&rest[..found]);
        out.push_str(if rest.as_bytes()[found] == b'<' { "&lt;" } else { "&amp;" });
        rest = &rest[found + 1..];
    }
    out.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads the first element of `text` as a field; `guid` stops it. The rest is what the scanner left.
    fn check(text: &str, shape: ValueShape, value: &str, rest: &str) {
        let mut scanner = Scanner::xml(text);
        let Some((_, Markup::Start(tag))) = scanner.next_markup() else {
            panic!("{text} begins with a tag");
        };
        let read = read(&mut scanner, &tag, shape, &Entities::default(), |tag| tag.name == "guid");
        assert_eq!(read.text, value, "{text}");
        assert_eq!(&text[scanner.at..], rest, "{text}");
    }

    #[test]
    fn a_value_is_decoded_once() {
        for (text, value, rest) in [
            ("<d>a &amp;amp; b</d>x", "a &amp; b", "x"),
            ("<d> <![CDATA[<p>a &amp; b</p>]]> </d>x", "<p>a &amp; b</p>", "x"),
            ("<d>a<![CDATA[b]]>c &lt; <!-- no -->d</d >x", "abc < d", "x"),
            ("<d><p>a &amp; b</p>&lt;br&gt;</d>x", "<p>a & b</p><br>", "x"),
            ("<d>a<d>b</d>c</d>x", "a<d>b</d>c", "x"),
            ("<d><a href='x'<b>b</b></d>x", "<a href='x'><b>b</b>", "x"),
            ("<d/>x", "", "x"),
            ("<D>a</d>x", "a", "x"),
        ] {
            check(text, ValueShape::Text, value, rest);
        }
        check("<d>a &lt; <b>b</b></d>x", ValueShape::Markup, "a &lt; <b>b</b>", "x");
        check("<d><![CDATA[a < b]]><b>b</b></d>x", ValueShape::Markup, "a &lt; b<b>b</b>", "x");
        check("<d><rdf:RDF>a</rdf:RDF>b</d>x", ValueShape::Markup, "<rdf:RDF>a</rdf:RDF>b", "x");
        check("<d><guid>a</guid></item></d>x", ValueShape::Foreign, "<guid>a</guid></item>", "x");
    }

    #[test]
    fn a_value_without_an_end_ends_where_it_must() {
        for (text, value, rest) in [
            ("<d>a<guid>b</guid>", "a", "<guid>b</guid>"),
            ("<d>a <b>b</b></item>x", "a <b>b</b>", "</item>x"),
            ("<d>a", "a", ""),
            ("<d><![CDATA[a <p>b</p></d><e><![CDATA[c]]></e>", "a <p>b</p>", "<e><![CDATA[c]]></e>"),
            ("<d><![CDATA[a <p>b</p></d><e>c</e>", "a <p>b</p>", "<e>c</e>"),
            ("<d><![CDATA[a <![CDATA[b]]></d>x", "a <![CDATA[b", "x"),
        ] {
            check(text, ValueShape::Text, value, rest);
        }
    }
}
