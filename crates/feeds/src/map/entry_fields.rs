//! The fields of an entry.

use super::{Mapper, Place};
use crate::draft::Draft;
use crate::field::Field;
use crate::html;
use crate::token::Tag;
use crate::value::Shape;
use crate::{Warning, address, base64, value};

impl<'a> Mapper<'a> {
    /// The place that a field of an entry opens, or none where it has been read to its end.
    pub(super) fn entry_field(&mut self, field: Field, tag: &Tag<'a>) -> Option<Place> {
        match field {
            Field::Group => return Some(Place::Group),
            Field::Author(rank) if self.scanner.child_follows() => return Some(Place::Author(rank)),
            Field::Link => return self.entry_link(tag),
            Field::Tag => return self.entry_tag(tag),
            Field::Guid => self.entry_guid(tag),
            Field::Title(rank) => {
                let title = self.rich_text(tag, field);
                self.offer(title, |draft, title| draft.title.offer(rank, title));
            }
            Field::Description(rank) => {
                let summary = self.rich_text(tag, field);
                self.offer(summary, |draft, summary| draft.offer_summary(rank, summary));
            }
            Field::Content => {
                let content = self.rich_text(tag, field);
                self.offer(content, Draft::offer_content);
            }
            Field::Published(rank) => self.entry_date(tag, field, Some(rank), None),
            Field::Updated(rank) => self.entry_date(tag, field, None, Some(rank)),
            Field::Date => self.entry_date(tag, field, Some(2), Some(2)),
            Field::Author(rank) => {
                let text = self.text(tag, field, Shape::Text);
                self.offer_author(rank, &text);
            }
            Field::Keywords => {
                let words = self.text(tag, field, Shape::Text);
                for word in words.split(',') {
                    self.add_tag(word);
                }
            }
            Field::Language => {
                let lang = self.text(tag, field, Shape::Text).into_owned();
                self.offer(lang, |draft, lang| draft.lang = draft.lang.take().or(Some(lang)));
            }
            _ => return Some(Place::Other),
        }
        None
    }

    fn offer(&mut self, value: String, to: impl FnOnce(&mut Draft, String)) {
        if let Some(draft) = self.draft.as_mut().filter(|_| !value.is_empty()) {
            to(draft, value);
        }
    }

    /// Text in the publisher's markup, by what the type of the tag says about it.
    pub(super) fn rich_text(&mut self, tag: &Tag<'a>, field: Field) -> String {
        let kind = self.attribute("type").unwrap_or_default().to_ascii_lowercase();
        let mode = self.attribute("mode").unwrap_or_default().to_ascii_lowercase();
        let is_xml = kind.ends_with("+xml") || kind.ends_with("/xml");
        let shape = match (&*kind, &*mode) {
            ("xhtml" | "application/xhtml+xml", "" | "xml") | (_, "xml") => Shape::Markup,
            (_, "") if is_xml => Shape::Foreign,
            _ => Shape::Text,
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

    fn entry_date(&mut self, tag: &Tag<'a>, field: Field, published: Option<u8>, updated: Option<u8>) {
        let text = self.text(tag, field, Shape::Text);
        let Some(draft) = self.draft.as_mut().filter(|_| !text.is_empty()) else { return };
        let mut read = true;
        if let Some(rank) = published {
            read &= draft.offer_published(rank, &text);
        }
        if let Some(rank) = updated {
            read &= draft.offer_updated(rank, &text);
        }
        if !read {
            self.warn(Warning::Date(text.chars().take(80).collect()));
        }
    }

    fn entry_guid(&mut self, tag: &Tag<'a>) {
        let is_link = !self.attribute("ispermalink").is_some_and(|value| value.eq_ignore_ascii_case("false"));
        let guid = self.text(tag, Field::Guid, Shape::Text).into_owned();
        // Only what looks like an address is made one; the id itself stays as written, wherever the feed moves.
        let link =
            self.bases.resolve(&guid).filter(|link| is_link && guid.contains('/') && address::is_web(link));
        self.offer(guid, |draft, guid| draft.offer_guid(guid, link));
    }

    fn entry_link(&mut self, tag: &Tag<'a>) -> Option<Place> {
        let href = self.attribute("href").or_else(|| self.attribute("resource"));
        let Some(href) = href else {
            let rank = if self.rank_of_link().is_some() { 1 } else { 6 };
            let text = self.text(tag, Field::Link, Shape::Text);
            let link = self.bases.resolve(&text);
            self.offer(link.unwrap_or_default(), |draft, link| draft.link.offer_again(rank, link));
            return None;
        };
        if let (Some(rank), Some(link)) = (self.rank_of_link(), self.bases.resolve(&href)) {
            self.offer(link, |draft, link| draft.link.offer(rank, link));
        }
        // A link is empty by its definition; what stands inside one that is not closed belongs to the entry.
        None
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

    fn entry_tag(&mut self, tag: &Tag<'a>) -> Option<Place> {
        if let Some(term) = self.attribute("label").or_else(|| self.attribute("term")) {
            self.add_tag(&term);
        }
        if !tag.empty {
            let text = self.text(tag, Field::Tag, Shape::Text);
            self.add_tag(&text);
        }
        None
    }

    fn add_tag(&mut self, text: &str) {
        let tag = html::to_line(text);
        if self.draft.as_mut().is_some_and(|draft| !draft.add_tag(tag)) {
            self.warn_of_tags();
        }
    }
}

/// The name of a person: `news@example.org (A. Writer)` and `A. Writer <news@example.org>` are A. Writer.
pub(super) fn person(text: &str) -> String {
    let text = html::to_line(text);
    if !text.contains('@') {
        return text;
    }
    let words: Vec<_> = text.split_whitespace().filter(|word| !word.contains('@')).collect();
    let name = words.join(" ");
    let name = name.trim_matches(['(', ')', '<', '>', '-', '—', ',', ' ']);
    if name.is_empty() { text } else { name.to_owned() }
}
