//! What a tag's attributes declare, and the text of a field with the scope it stands in.

use std::borrow::Cow;

use super::{MOST_ATTRIBUTES, Mapper};
use crate::clean::clean;
use crate::field::Field;
use crate::namespace::{Class, MOST_BINDINGS};
use crate::reference;
use crate::token::Tag;
use crate::value::Shape;
use crate::{Warning, value};

impl<'a> Mapper<'a> {
    /// Reads the attributes of a tag, and opens what they declare for it and for what is inside.
    pub(super) fn open_scope(&mut self, tag: &Tag<'a>, depth: usize) {
        self.attributes.clear();
        if tag.attributes.is_empty() {
            return;
        }
        for (name, value) in tag.attributes() {
            if self.attributes.len() == MOST_ATTRIBUTES {
                self.warn(Warning::Limit { what: "attributes of one tag", limit: MOST_ATTRIBUTES });
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
            self.warn(Warning::Limit { what: "open namespace bindings", limit: MOST_BINDINGS });
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
    pub(super) fn text(&mut self, tag: &Tag<'a>, field: Field, shape: Shape) -> Cow<'a, str> {
        let names = &self.names;
        let stops = |inner: &Tag<'a>| {
            let class = names.class_of(inner.prefix());
            Field::of(class, inner.local()).is_some_and(|found| match shape {
                // XHTML is well-formed or nothing; it may hold metadata of its own.
                Shape::Markup => found == Field::Entry,
                _ => ends(field, found, class, inner),
            })
        };
        let value = value::read(&mut self.scanner, tag, shape, &self.entities, stops);
        if value.unclosed {
            self.warn(Warning::Unbalanced);
        }
        if value.cut {
            self.warn(Warning::Limit { what: "bytes in one field", limit: value::LONGEST_VALUE });
        }
        clean(value.text)
    }
}

/// Whether a field that is still open ends where another begins. Names that HTML has too end only short fields.
fn ends(open: Field, found: Field, class: Class, tag: &Tag<'_>) -> bool {
    if open.is_short() {
        return !matches!(found, Field::Name | Field::Day | Field::Hour | Field::Void | Field::Keywords);
    }
    if class != Class::Base {
        return !matches!(class, Class::Xhtml);
    }
    match found {
        Field::Link => tag.attributes.is_empty() || tag.attributes.contains("alternate"),
        Field::Title(_) | Field::Name | Field::Day | Field::Hour | Field::Void | Field::Keywords => false,
        Field::Description(_) => !tag.local().eq_ignore_ascii_case("summary"),
        Field::Content => !tag.local().eq_ignore_ascii_case("body"),
        _ => true,
    }
}

/// Whether an attribute has this local name, with whatever prefix.
fn is_called(name: &str, local: &str) -> bool {
    let Some(prefix) = name.len().checked_sub(local.len()) else { return false };
    let bytes = name.as_bytes();
    bytes[prefix..].eq_ignore_ascii_case(local.as_bytes()) && (prefix == 0 || bytes[prefix - 1] == b':')
}
