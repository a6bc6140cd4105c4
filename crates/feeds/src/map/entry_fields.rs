//! The fields of an entry.

use super::open_elements::Inside;
use super::tag_reader::TagReader;
use crate::draft::EntryDraft;
use crate::field::FeedField;
use crate::markup::Tag;
use crate::value::ValueShape;
use crate::warning::{Limit, Warning};
use crate::{address, html};

/// Reads a field of an entry into its draft: what it opens, or none where it has been read to its end.
pub(super) fn read<'a>(
    reader: &mut TagReader<'a>,
    draft: &mut EntryDraft,
    field: FeedField,
    tag: &Tag<'a>,
) -> Option<Inside> {
    match field {
        FeedField::Group => return Some(Inside::Group),
        FeedField::Author(rank) if reader.child_follows() => return Some(Inside::Author(rank)),
        FeedField::Link => read_link(reader, draft, tag),
        FeedField::OwnLink => {
            let text = reader.text(tag, field, ValueShape::Text);
            draft.own_link = draft.own_link.take().or_else(|| reader.resolve(&text));
        }
        FeedField::Tag => read_tag(reader, draft, tag),
        FeedField::Guid => read_guid(reader, draft, tag),
        FeedField::Title(rank) => {
            if let Some(title) = filled(reader.rich_text(tag, field)) {
                draft.title.offer(rank, title);
            }
        }
        FeedField::Description(rank) => {
            if let Some(summary) = filled(reader.rich_text(tag, field)) {
                draft.offer_summary(rank, summary);
            }
        }
        FeedField::Content => {
            if let Some(content) = filled(reader.rich_text(tag, field)) {
                draft.offer_content(content);
            }
        }
        FeedField::Published(rank) => read_date(reader, draft, tag, [Some(rank), None]),
        FeedField::Updated(rank) => read_date(reader, draft, tag, [None, Some(rank)]),
        FeedField::Date => read_date(reader, draft, tag, [Some(2), Some(2)]),
        FeedField::Author(rank) => {
            let text = reader.text(tag, field, ValueShape::Text);
            offer_author(draft, rank, &text);
        }
        FeedField::Keywords => {
            let words = reader.text(tag, field, ValueShape::Text);
            for word in words.split(',') {
                add_tag(reader, draft, word);
            }
        }
        FeedField::Language => {
            let lang = filled(reader.text(tag, field, ValueShape::Text).into_owned());
            draft.lang = draft.lang.take().or(lang);
        }
        _ => return Some(Inside::Other),
    }
    None
}

/// Offers a person's name.
pub(super) fn offer_author(draft: &mut EntryDraft, rank: u8, text: &str) {
    if let Some(name) = filled(person(text)) {
        draft.offer_author(rank, name);
    }
}

fn filled(value: String) -> Option<String> {
    (!value.is_empty()).then_some(value)
}

/// A date with its ranks as the date of publication and of change.
fn read_date<'a>(reader: &mut TagReader<'a>, draft: &mut EntryDraft, tag: &Tag<'a>, ranks: [Option<u8>; 2]) {
    let text = reader.text(tag, FeedField::Date, ValueShape::Text);
    if text.is_empty() {
        return;
    }
    let [published, updated] = ranks;
    let as_published = published.is_none_or(|rank| draft.offer_published(rank, &text));
    let as_updated = updated.is_none_or(|rank| draft.offer_updated(rank, &text));
    if !(as_published && as_updated) {
        reader.warnings.note(Warning::Date(text.chars().take(80).collect()));
    }
}

fn read_guid<'a>(reader: &mut TagReader<'a>, draft: &mut EntryDraft, tag: &Tag<'a>) {
    let is_link = !reader.attribute("ispermalink").is_some_and(|value| value.eq_ignore_ascii_case("false"));
    let Some(guid) = filled(reader.text(tag, FeedField::Guid, ValueShape::Text).into_owned()) else { return };
    // Only what looks like an address is made one; the id itself stays as written, wherever the feed moves.
    let link = reader.resolve(&guid).filter(|link| is_link && guid.contains('/') && address::is_web(link));
    draft.offer_guid(guid, link);
}

fn read_link<'a>(reader: &mut TagReader<'a>, draft: &mut EntryDraft, tag: &Tag<'a>) {
    let rank = reader.rank_of_link();
    // A link is empty by its definition; what stands inside one that is not closed belongs to the entry.
    if let Some(href) = reader.attribute("href").or_else(|| reader.attribute("resource")) {
        if let (Some(rank), Some(link)) = (rank, reader.resolve(&href)) {
            draft.link.offer(rank, link);
        }
        return;
    }
    let rank = if rank.is_some() { 1 } else { 6 };
    let text = reader.text(tag, FeedField::Link, ValueShape::Text);
    if let Some(link) = reader.resolve(&text) {
        draft.link.offer_again(rank, link);
    }
}

fn read_tag<'a>(reader: &mut TagReader<'a>, draft: &mut EntryDraft, tag: &Tag<'a>) {
    if let Some(term) = reader.attribute("label").or_else(|| reader.attribute("term")) {
        add_tag(reader, draft, &term);
    }
    if !tag.empty {
        let text = reader.text(tag, FeedField::Tag, ValueShape::Text);
        add_tag(reader, draft, &text);
    }
}

fn add_tag(reader: &mut TagReader<'_>, draft: &mut EntryDraft, text: &str) {
    if !draft.add_tag(html::to_line(text)) {
        reader.warnings.note(Warning::Limit(Limit::Labels));
    }
}

/// The name of a person: `news@example.org (A. Writer)` and `A. Writer <news@example.org>` are A. Writer.
fn person(text: &str) -> String {
    let text = html::to_line(text);
    if !text.contains('@') {
        return text;
    }
    let words: Vec<_> = text.split_whitespace().filter(|word| !word.contains('@')).collect();
    let name = words.join(" ");
    let name = name.trim_matches(['(', ')', '<', '>', '-', '—', ',', ' ']);
    if name.is_empty() { text } else { name.to_owned() }
}
