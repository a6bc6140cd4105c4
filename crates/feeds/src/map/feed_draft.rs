//! The feed itself while it is read: its fields, each from the best of its sources.

use super::open_elements::Inside;
use super::rhythm::FeedRhythm;
use super::tag_reader::TagReader;
use crate::draft::Ranked;
use crate::feed::{FeedHints, ParsedEntry, ParsedFeed};
use crate::field::FeedField;
use crate::markup::Tag;
use crate::value::ValueShape;
use crate::warning::Warning;

/// The fields of a feed with the ranks of their sources.
#[derive(Debug, Default)]
pub(super) struct FeedDraft {
    title: Ranked<String>,
    link: Ranked<String>,
    lang: Option<String>,
    hints: FeedHints,
    pub rhythm: FeedRhythm,
}

impl FeedDraft {
    /// What the attributes of an element that opens a feed say.
    pub(super) fn open(&mut self, reader: &TagReader<'_>, tag: &Tag<'_>) {
        if let Some(lang) = reader.attribute("lang") {
            self.lang.get_or_insert_with(|| lang.into_owned());
        }
        if tag.local().eq_ignore_ascii_case("channel")
            && let Some(href) = reader.attribute("href")
            && let Some(link) = reader.resolve(&href)
        {
            self.link.offer(0, link);
        }
    }

    /// A title for a feed that says none itself.
    pub(super) fn offer_title(&mut self, title: String) {
        if !title.is_empty() {
            self.title.offer(2, title);
        }
    }

    /// Reads a field of the feed: what it opens, or none where it has been read to its end.
    pub(super) fn read<'a>(
        &mut self,
        reader: &mut TagReader<'a>,
        field: FeedField,
        tag: &Tag<'a>,
    ) -> Option<Inside> {
        match field {
            FeedField::Title(rank @ 0..=1) => {
                let title = reader.rich_text(tag, field);
                if !title.is_empty() {
                    self.title.offer(rank, title);
                }
            }
            FeedField::Link => self.read_link(reader, tag),
            FeedField::Language => {
                let lang = reader.text(tag, field, ValueShape::Text).into_owned();
                if !lang.is_empty() {
                    self.lang = Some(lang);
                }
            }
            FeedField::SkipHours => return Some(Inside::SkipHours),
            FeedField::SkipDays => return Some(Inside::SkipDays),
            FeedField::Complete => self.hints.complete = true,
            FeedField::Ttl | FeedField::UpdatePeriod | FeedField::UpdateFrequency | FeedField::UpdateBase => {
                let text = reader.text(tag, field, ValueShape::Text);
                self.rhythm.note(field, &text);
            }
            // Read over as texts, so that markup in them opens nothing.
            FeedField::Description(_) | FeedField::Content => drop(reader.rich_text(tag, field)),
            _ => return Some(Inside::Other),
        }
        None
    }

    fn read_link<'a>(&mut self, reader: &mut TagReader<'a>, tag: &Tag<'a>) {
        let Some(href) = reader.attribute("href").or_else(|| reader.attribute("resource")) else {
            let text = reader.text(tag, FeedField::Link, ValueShape::Text);
            if let Some(link) = reader.resolve(&text) {
                self.link.offer(1, link);
            }
            return;
        };
        let Some(address) = reader.resolve(&href) else { return };
        if let Some(rank) = reader.rank_of_link() {
            self.link.offer(rank, address);
            return;
        }
        let relations = reader.attribute("rel").unwrap_or_default().to_ascii_lowercase();
        for relation in relations.split_ascii_whitespace() {
            let slot = match relation.rsplit('/').next().unwrap_or_default() {
                "next" => &mut self.hints.next,
                "prev-archive" => &mut self.hints.prev_archive,
                _ => continue,
            };
            slot.get_or_insert_with(|| address.clone());
        }
    }

    /// The feed with these entries and warnings.
    pub(super) fn finish(mut self, entries: Vec<ParsedEntry>, warnings: Vec<Warning>) -> ParsedFeed {
        self.rhythm.finish(&mut self.hints);
        ParsedFeed {
            title: self.title.value,
            link: self.link.value,
            lang: self.lang,
            entries,
            hints: self.hints,
            warnings,
        }
    }
}
