//! The names that a document type declares for pieces of text.

use std::cell::Cell;
use std::collections::HashMap;

use crate::markup::name_end;
use crate::reference;

/// Names that are remembered; a feed declares the Latin-1 letters at most.
const MOST: usize = 512;
/// The longest value, in bytes.
const LONGEST: usize = 1024;
/// What all uses of the names may add to a document, in bytes; later uses stay as written. It bounds the memory
/// that a hostile document can ask for.
const MOST_EXPANSION: usize = 1 << 20;

/// The declared names. Values hold no declared names in turn: there is no billion laughs.
#[derive(Debug, Default)]
pub(crate) struct Entities<'a> {
    declared: HashMap<&'a str, String>,
    expanded: Cell<usize>,
}

impl<'a> Entities<'a> {
    /// Reads the internal subset of a document type.
    pub(crate) fn declare(&mut self, subset: &'a str) {
        for found in memchr::memmem::find_iter(subset.as_bytes(), b"<!ENTITY") {
            if self.declared.len() < MOST
                && let Some((name, value)) = declaration(subset[found + 8..].trim_ascii_start())
            {
                // Of two declarations the first counts (XML 1.0, 4.2).
                self.declared.entry(name).or_insert_with(|| reference::decode(value).into_owned());
            }
        }
    }

    /// Appends the text with its references decoded once.
    pub(crate) fn push_decoded(&self, out: &mut String, text: &str) {
        reference::push_decoded(out, text, |name| self.value(name));
    }

    fn value(&self, name: &str) -> Option<&str> {
        let value = self.declared.get(name)?;
        let expanded = self.expanded.get() + value.len();
        self.expanded.set(expanded);
        (expanded <= MOST_EXPANSION).then_some(value)
    }
}

/// The name and the value of `name "value"`; none for what is read from elsewhere and for long values.
fn declaration(text: &str) -> Option<(&str, &str)> {
    let name = &text[..name_end(text, 0)];
    let value = text[name.len()..].trim_ascii_start();
    let quote = value.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    let value = &value[1..];
    let end = memchr::memchr(quote as u8, &value.as_bytes()[..value.len().min(LONGEST)])?;
    (!name.is_empty()).then_some((name, &value[..end]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn declared_names_are_used_and_never_nest() {
        let mut entities = Entities::default();
        entities.declare(
            r#"<!ENTITY pub "AT&amp;T"> <!ENTITY % p "x"><!ENTITY s SYSTEM "file:///etc/passwd">
            <!ENTITY a "&pub;&pub;"><!ENTITY q 'it"s'><!ENTITY broken"#,
        );
        let mut out = String::new();
        entities.push_decoded(&mut out, "&pub; &a; &q; &s; &p; &eacute;");
        assert_eq!(out, "AT&T &pub;&pub; it\"s &s; &p; é");
    }

    #[test]
    fn expansion_is_bounded() {
        let subset = format!("<!ENTITY a \"{}\">", "x".repeat(1000));
        let mut entities = Entities::default();
        entities.declare(&subset);
        let mut out = String::new();
        entities.push_decoded(&mut out, &"&a;".repeat(100_000));
        assert!(out.len() < MOST_EXPANSION + 300_000);
    }
}
