//! Tags, what their attributes declare, and the texts of fields, read in the scope they stand in.

use std::borrow::Cow;

use smallvec::SmallVec;

use crate::address::Bases;
use crate::clean::clean;
use crate::entities::Entities;
use crate::field::FeedField;
use crate::markup::{Markup, Tag};
use crate::namespace::{NamespaceClass, Namespaces};
use crate::scanner::Scanner;
use crate::value::ValueShape;
use crate::warning::{Limit, NotedWarnings, Warning};
use crate::{base64, reference, value};

/// The document with the namespaces, bases and declared names that hold where it is being read.
#[derive(Debug)]
pub(super) struct TagReader<'a> {
    scanner: Scanner<'a>,
    names: Namespaces<'a>,
    bases: Bases,
    entities: Entities<'a>,
    /// Those of the tag that is being read.
    attributes: SmallVec<[(&'a str, &'a str); 8]>,
    pub warnings: NotedWarnings,
}

impl<'a> TagReader<'a> {
    pub(super) fn new(text: &'a str, url: Option<&str>) -> Self {
        Self {
            scanner: Scanner::xml(text),
            names: Namespaces::default(),
            bases: Bases::of(url),
            entities: Entities::default(),
            attributes: SmallVec::new(),
            warnings: NotedWarnings::default(),
        }
    }

    /// The next piece of markup and where it begins.
    pub(super) fn next_markup(&mut self) -> Option<(usize, Markup<'a>)> {
        self.scanner.next_markup()
    }

    /// Remembers the names that a document type declares.
    pub(super) fn declare(&mut self, subset: &'a str) {
        self.entities.declare(subset);
    }

    /// The whole document.
    pub(super) fn document(&self) -> &'a str {
        self.scanner.text()
    }

    /// Whether a start tag is the next thing that is not white space.
    pub(super) fn child_follows(&self) -> bool {
        self.scanner.child_follows()
    }

    /// Whether a CDATA section had no end.
    pub(super) fn has_open_cdata(&self) -> bool {
        self.scanner.open_cdata
    }

    pub(super) fn class_of(&self, prefix: &str) -> NamespaceClass {
        self.names.class_of(prefix)
    }

    /// An address made absolute where it stands.
    pub(super) fn resolve(&self, address: &str) -> Option<String> {
        self.bases.resolve(address)
    }

    /// Reads the attributes of a tag, and opens what they declare for it and for what is inside.
    pub(super) fn open_scope(&mut self, tag: &Tag<'a>, depth: usize) {
        self.attributes.clear();
        if tag.attributes.is_empty() {
            return;
        }
        for (name, value) in tag.attributes() {
            if self.attributes.len() == Limit::Attributes.most() {
                self.warnings.note(Warning::Limit(Limit::Attributes));
                break;
            }
            self.attributes.push((name, value));
            if !name.starts_with(['x', 'X']) {
                continue;
            }
            if name.eq_ignore_ascii_case("xmlns") {
                self.names.bind("", &reference::decode(value), depth);
            } else if let Some(prefix) = name.strip_prefix("xmlns:") {
                self.names.bind(prefix, &reference::decode(value), depth);
            } else if name.eq_ignore_ascii_case("xml:base") {
                self.bases.open(&reference::decode(value), depth);
            }
        }
        if self.names.overflow {
            self.warnings.note(Warning::Limit(Limit::Namespaces));
        }
    }

    pub(super) fn close_scope(&mut self, depth: usize) {
        self.names.close(depth);
        self.bases.close(depth);
    }

    /// An attribute of the tag that is being read, by its local name, cleaned; an empty one is none.
    pub(super) fn attribute(&self, local: &str) -> Option<Cow<'a, str>> {
        let (_, value) = self.attributes.iter().find(|(name, _)| is_called(name, local))?;
        let value = if memchr::memchr(b'&', value.as_bytes()).is_none() {
            Cow::Borrowed(*value)
        } else {
            let mut decoded = String::with_capacity(value.len());
            self.entities.push_decoded(&mut decoded, value);
            Cow::Owned(decoded)
        };
        Some(clean(value)).filter(|value| !value.is_empty())
    }

    /// Reads the text of a field to its end, and cleans it.
    pub(super) fn text(&mut self, tag: &Tag<'a>, field: FeedField, shape: ValueShape) -> Cow<'a, str> {
        let names = &self.names;
        let stops = |inner: &Tag<'a>| {
            let class = names.class_of(inner.prefix());
            FeedField::of(class, inner.local()).is_some_and(|found| match shape {
                // XHTML is well-formed or nothing; it may hold metadata of its own.
                ValueShape::Markup => found == FeedField::Entry,
                _ => ends(field, found, class, inner),
            })
        };
        let value = value::read(&mut self.scanner, tag, shape, &self.entities, stops);
        if value.unclosed {
            self.warnings.note(Warning::Unbalanced);
        }
        if value.cut {
            self.warnings.note(Warning::Limit(Limit::FieldBytes));
        }
        clean(value.text)
    }

    /// Text in the publisher's markup, by what the type of the tag says about it.
    pub(super) fn rich_text(&mut self, tag: &Tag<'a>, field: FeedField) -> String {
        let kind = self.attribute("type").unwrap_or_default().to_ascii_lowercase();
        let mode = self.attribute("mode").unwrap_or_default().to_ascii_lowercase();
        let is_xml = kind.ends_with("+xml") || kind.ends_with("/xml");
        let shape = match (&*kind, &*mode) {
            ("xhtml" | "application/xhtml+xml", "" | "xml") | (_, "xml") => ValueShape::Markup,
            (_, "") if is_xml => ValueShape::Foreign,
            _ => ValueShape::Text,
        };
        let text = self.text(tag, field, shape);
        let is_text = matches!(&*kind, "" | "text" | "html" | "xhtml") || kind.starts_with("text/") || is_xml;
        if (mode == "base64" || !is_text && mode.is_empty())
            && let Some(decoded) = base64::decode(&text)
        {
            return decoded;
        }
        // Atom's plain text may hold a `<` that is no tag. Many call their HTML `text`, so only that is escaped.
        if matches!(&*kind, "text" | "text/plain") && mode != "xml" && text.contains('<') {
            let mut escaped = String::with_capacity(text.len() + 16);
            value::push_escaped(&mut escaped, &text);
            return escaped;
        }
        text.into_owned()
    }

    /// How good the link that is being read is as the address of its entry or feed; none for other relations.
    pub(super) fn rank_of_link(&self) -> Option<u8> {
        let relation = self.attribute("rel").unwrap_or_default();
        let relation = relation.rsplit('/').next().unwrap_or_default();
        // Relations have case; what is written otherwise is a guess.
        let guess = match relation {
            "" | "alternate" => 0,
            _ if relation.eq_ignore_ascii_case("alternate") => 3,
            _ => return None,
        };
        let kind = self.attribute("type").unwrap_or_default().to_ascii_lowercase();
        let is_page = matches!(
            kind.split(';').next().unwrap_or_default().trim(),
            "" | "html" | "text/html" | "application/xhtml+xml" | "text/plain" | "text"
        );
        Some(guess + if is_page { 0 } else { 4 })
    }
}

/// Whether a field that is still open ends where another begins. Names that HTML has too end only short fields.
fn ends(open: FeedField, found: FeedField, class: NamespaceClass, tag: &Tag<'_>) -> bool {
    if open.is_short() {
        return !matches!(
            found,
            FeedField::Name
                | FeedField::Day
                | FeedField::Hour
                | FeedField::Void
                | FeedField::Enclosure
                | FeedField::Keywords
        );
    }
    if class != NamespaceClass::Base {
        return !matches!(class, NamespaceClass::Xhtml);
    }
    match found {
        FeedField::Link => tag.attributes.is_empty() || tag.attributes.contains("alternate"),
        FeedField::Title(_)
        | FeedField::Name
        | FeedField::Day
        | FeedField::Hour
        | FeedField::Void
        | FeedField::Enclosure
        | FeedField::Keywords => false,
        FeedField::Description(_) => !tag.local().eq_ignore_ascii_case("summary"),
        FeedField::Content => !tag.local().eq_ignore_ascii_case("body"),
        _ => true,
    }
}

/// Whether an attribute has this local name, with whatever prefix.
fn is_called(name: &str, local: &str) -> bool {
    let Some(prefix) = name.len().checked_sub(local.len()) else { return false };
    let bytes = name.as_bytes();
    bytes[prefix..].eq_ignore_ascii_case(local.as_bytes()) && (prefix == 0 || bytes[prefix - 1] == b':')
}
