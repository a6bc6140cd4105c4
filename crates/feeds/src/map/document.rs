//! Which element opens what, and which text goes where.

use std::borrow::Cow;

use super::entry_fields;
use super::feed_draft::FeedDraft;
use super::open_elements::{Inside, OpenElements};
use super::tag_reader::TagReader;
use crate::draft::EntryDraft;
use crate::feed::{ParsedEntry, ParsedFeed};
use crate::field::FeedField;
use crate::markup::{Markup, Tag};
use crate::namespace::NamespaceClass;
use crate::value::ValueShape;
use crate::warning::{Limit, Warning};

/// What reading a document of tags brings: the feed, and what it is that was read as one.
pub(crate) struct MappedDocument {
    pub feed: ParsedFeed,
    pub root: DocumentRoot,
}

/// What a document is by its root.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DocumentRoot {
    /// A feed: a known root, or an entry where nothing says that this is a web page.
    Feed,
    /// A sitemap: each address is an entry.
    Sitemap,
    /// An index of sitemaps: each of them is an entry.
    SitemapIndex,
    /// A web page.
    Page,
    Unknown,
}

/// Maps a whole document; `url` is its address.
pub(crate) fn map(text: &str, url: Option<&str>) -> MappedDocument {
    let mut mapper = Mapper {
        reader: TagReader::new(text, url),
        elements: OpenElements::new(),
        feed: FeedDraft::default(),
        draft: None,
        entries: Vec::new(),
        root: None,
        is_feed: false,
    };
    while let Some((start, markup)) = mapper.reader.next_markup() {
        match markup {
            Markup::Start(tag) => mapper.start(start, &tag),
            Markup::End(name) => mapper.end(name),
            Markup::Doctype(subset) => mapper.reader.declare(subset),
            Markup::Cdata(_) | Markup::Skip => {}
        }
    }
    mapper.finish()
}

struct Mapper<'a> {
    reader: TagReader<'a>,
    elements: OpenElements<'a>,
    feed: FeedDraft,
    /// The entry that is open.
    draft: Option<EntryDraft>,
    entries: Vec<ParsedEntry>,
    root: Option<&'a str>,
    is_feed: bool,
}

impl<'a> Mapper<'a> {
    fn start(&mut self, at: usize, tag: &Tag<'a>) {
        if self.root.is_none() {
            self.root = Some(tag.local());
            let before = &self.reader.document()[..at];
            if !before.trim_start_matches(['\u{feff}', ' ', '\n', '\r', '\t']).starts_with('<')
                && !before.trim().is_empty()
            {
                self.reader.warnings.note(Warning::JunkBefore);
            }
        }
        let depth = self.elements.depth() + 1;
        self.reader.open_scope(tag, depth);
        let class = self.reader.class_of(tag.prefix());
        // `url` is an entry of a sitemap, and elsewhere a part of a picture.
        let is_listed = class == NamespaceClass::Base && self.listed() == Some(tag.local());
        let field = if is_listed { Some(FeedField::Entry) } else { FeedField::of(class, tag.local()) };
        let opened = match field {
            Some(FeedField::Entry) => Some(self.open_entry()),
            Some(FeedField::Feed) => Some(self.open_feed(tag)),
            Some(FeedField::Void) => None,
            Some(FeedField::Enclosure) => {
                self.offer_enclosure();
                None
            }
            Some(field) => self.field(field, class, tag),
            None => Some(Inside::Other),
        };
        match opened {
            // An entry closes what was open, so it may stand less deep than its tag was.
            Some(inside) if !tag.empty => self.push(tag.name, inside),
            _ => self.reader.close_scope(depth),
        }
        if opened == Some(Inside::Entry) && tag.empty {
            self.finish_entry();
        }
    }

    /// What a field opens, or none where it has been read to its end.
    fn field(&mut self, field: FeedField, class: NamespaceClass, tag: &Tag<'a>) -> Option<Inside> {
        let reader = &mut self.reader;
        match (self.elements.inside(), &mut self.draft) {
            (Some(Inside::Entry), Some(draft)) => entry_fields::read(reader, draft, field, tag),
            // A sitemap has no title of its own: each of its entries names the publication.
            (Some(Inside::Group), Some(_)) if class == NamespaceClass::News && field == FeedField::Name => {
                let name = reader.text(tag, field, ValueShape::Text).into_owned();
                self.feed.offer_title(name);
                None
            }
            (Some(Inside::Group), Some(draft))
                if matches!(class, NamespaceClass::Media | NamespaceClass::News) =>
            {
                entry_fields::read(reader, draft, field, tag)
            }
            (Some(Inside::Author(rank)), Some(draft)) if field == FeedField::Name => {
                let name = reader.text(tag, field, ValueShape::Text);
                entry_fields::offer_author(draft, rank, &name);
                None
            }
            (Some(Inside::Feed), None) => self.feed.read(reader, field, tag),
            (Some(Inside::SkipHours), _) if field == FeedField::Hour => {
                self.feed.rhythm.add_hour(&reader.text(tag, field, ValueShape::Text));
                None
            }
            (Some(Inside::SkipDays), _) if field == FeedField::Day => {
                self.feed.rhythm.add_day(&reader.text(tag, field, ValueShape::Text));
                None
            }
            _ => Some(Inside::Other),
        }
    }

    /// What the entries of a sitemap, or of an index of them, are called.
    fn listed(&self) -> Option<&'static str> {
        match self.root? {
            "urlset" => Some("url"),
            "sitemapindex" => Some("sitemap"),
            _ => None,
        }
    }

    fn open_entry(&mut self) -> Inside {
        if let Some(open) = self.elements.entry() {
            self.reader.warnings.note(Warning::Unbalanced);
            self.close_from(open);
        }
        if self.entries.len() >= Limit::Entries.most() {
            self.reader.warnings.note(Warning::Limit(Limit::Entries));
            return Inside::Other;
        }
        let mut draft = EntryDraft::default();
        draft.lang = self.reader.attribute("lang").map(Cow::into_owned);
        draft.about = self.reader.attribute("about").map(Cow::into_owned);
        if let Some(href) = self.reader.attribute("href") {
            draft.link.value = self.reader.resolve(&href);
        }
        if let Some(date) = self.reader.attribute("lastmod") {
            draft.offer_updated(3, &date);
        }
        self.draft = Some(draft);
        Inside::Entry
    }

    fn offer_enclosure(&mut self) {
        let address = self.reader.attribute("url").and_then(|url| self.reader.resolve(&url));
        if let (Some(draft), Some(address)) = (&mut self.draft, address) {
            draft.enclosure.get_or_insert(address);
        }
    }

    fn finish_entry(&mut self) {
        if let Some(draft) = self.draft.take() {
            self.entries.push(draft.finish());
        }
    }

    fn open_feed(&mut self, tag: &Tag<'a>) -> Inside {
        if self.draft.is_some() {
            return Inside::Other;
        }
        self.is_feed = true;
        self.feed.open(&self.reader, tag);
        Inside::Feed
    }

    fn push(&mut self, name: &'a str, inside: Inside) {
        if !self.elements.push(name, inside) {
            self.reader.close_scope(self.elements.depth() + 1);
            self.reader.warnings.note(Warning::Limit(Limit::Depth));
        }
    }

    fn end(&mut self, name: &str) {
        if let Some(open) = self.elements.closed_by(name) {
            self.close_from(open);
        }
    }

    /// Closes the open elements down to the one at this index, and that one.
    fn close_from(&mut self, open: usize) {
        while let Some(inside) = self.elements.pop_to(open) {
            if inside == Inside::Entry {
                self.finish_entry();
            }
        }
        self.reader.close_scope(open + 1);
    }

    fn finish(mut self) -> MappedDocument {
        let is_within_entry = self.draft.is_some();
        if is_within_entry {
            self.reader.warnings.note(Warning::Unbalanced);
            self.finish_entry();
        }
        let has_open_cdata = self.reader.has_open_cdata();
        if has_open_cdata {
            self.reader.warnings.note(Warning::OpenCdata);
        }
        let breaks_off = self.elements.depth() > 0 && !self.ends_with_its_root();
        if breaks_off {
            self.reader.warnings.note(Warning::BreaksOff);
        }
        if is_within_entry && (breaks_off || has_open_cdata) {
            self.reader.warnings.note(Warning::HalfEntry);
        }
        let is_page = self.root.is_some_and(|root| root.eq_ignore_ascii_case("html"));
        let is_feed = self.is_feed || !is_page && !self.entries.is_empty();
        let root = match self.listed() {
            Some("url") => DocumentRoot::Sitemap,
            Some(_) => DocumentRoot::SitemapIndex,
            None if is_feed => DocumentRoot::Feed,
            None if is_page => DocumentRoot::Page,
            None => DocumentRoot::Unknown,
        };
        let feed = self.feed.finish(self.entries, self.reader.warnings.into_list());
        MappedDocument { feed, root }
    }

    /// Whether the last tag closes the root, if under another prefix than it was opened with.
    fn ends_with_its_root(&self) -> bool {
        let last = self.reader.document().rsplit_once("</");
        let last = last.map(|(_, tag)| tag.trim_end().trim_end_matches('>').trim());
        let name = last.map(|tag| tag.rsplit(':').next().unwrap_or(tag));
        name.zip(self.root).is_some_and(|(name, root)| name.eq_ignore_ascii_case(root))
    }
}
