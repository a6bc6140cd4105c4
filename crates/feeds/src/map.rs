//! A document of tags becomes a feed: which element opens what, and which text goes where.

mod entry_fields;
mod feed_fields;
mod opening;
mod scope;

use smallvec::SmallVec;

use super::address::Bases;
use super::draft::{Draft, MOST_TAGS, Ranked};
use super::entities::Entities;
use super::field::Field;
use super::namespace::{Class, Namespaces};
use super::token::{Markup, Scanner, Tag};
use super::value::Shape;
use super::{ParsedFeed, Warning};

/// Elements that are open at once; deeper ones are read, but not told apart.
const MOST_DEPTH: usize = 256;
/// Attributes of one tag that are read.
const MOST_ATTRIBUTES: usize = 64;

/// How many sums of names there are.
const SUMS: usize = 1024;

/// What reading a document of tags brings: the feed, and whether there was one at all.
pub(super) struct Mapped {
    pub feed: ParsedFeed,
    /// A known root, or an entry where nothing says that this is a web page.
    pub is_feed: bool,
    /// The root is `html`.
    pub is_page: bool,
}

/// Maps a whole document; `url` is its address.
pub(super) fn map(text: &str, url: Option<&str>) -> Mapped {
    let mut mapper = Mapper::new(text, url);
    while let Some((start, markup)) = mapper.scanner.next_markup() {
        match markup {
            Markup::Start(tag) => mapper.start(start, &tag),
            Markup::End(name) => mapper.end(name),
            Markup::Doctype(subset) => mapper.entities.declare(subset),
            Markup::Cdata(_) | Markup::Skip => {}
        }
    }
    mapper.finish()
}

/// What an open element means for the elements inside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Feed,
    Entry,
    /// Media fields inside count for the entry.
    Group,
    /// A person: of the names inside the first counts.
    Author(u8),
    SkipHours,
    SkipDays,
    /// Nothing inside counts, but entries.
    Other,
}

struct Frame<'a> {
    name: &'a str,
    place: Place,
}

type Attributes<'a> = SmallVec<[(&'a str, &'a str); 8]>;

struct Mapper<'a> {
    scanner: Scanner<'a>,
    names: Namespaces<'a>,
    bases: Bases,
    entities: Entities<'a>,
    frames: Vec<Frame<'a>>,
    /// How many open elements have names with this sum: an end tag that none can match costs nothing.
    open_names: [u16; SUMS],
    /// Elements beyond [`MOST_DEPTH`].
    too_deep: usize,
    attributes: Attributes<'a>,
    draft: Option<Draft>,
    feed: ParsedFeed,
    title: Ranked<String>,
    link: Ranked<String>,
    rhythm: feed_fields::Rhythm,
    root: Option<&'a str>,
    is_feed: bool,
    has_format: bool,
}

impl<'a> Mapper<'a> {
    fn new(text: &'a str, url: Option<&str>) -> Self {
        Self {
            scanner: Scanner::new(text),
            names: Namespaces::default(),
            bases: Bases::of(url),
            entities: Entities::default(),
            frames: Vec::new(),
            open_names: [0; SUMS],
            too_deep: 0,
            attributes: Attributes::new(),
            draft: None,
            feed: ParsedFeed::default(),
            title: Ranked::default(),
            link: Ranked::default(),
            rhythm: feed_fields::Rhythm::default(),
            root: None,
            is_feed: false,
            has_format: false,
        }
    }

    fn start(&mut self, at: usize, tag: &Tag<'a>) {
        if self.root.is_none() {
            self.root = Some(tag.local());
            if !self.scanner.text()[..at]
                .trim_start_matches(['\u{feff}', ' ', '\n', '\r', '\t'])
                .starts_with('<')
                && !self.scanner.text()[..at].trim().is_empty()
            {
                self.warn(Warning::JunkBefore);
            }
        }
        let depth = self.frames.len() + 1;
        self.open_scope(tag, depth);
        let class = self.names.class_of(tag.prefix());
        let field = Field::of(class, tag.local());
        let opened = match field {
            Some(Field::Entry) => Some(self.open_entry(tag)),
            Some(Field::Feed) => Some(self.open_feed(tag, class)),
            Some(Field::Void) => None,
            Some(field) => self.field(field, class, tag),
            None => Some(Place::Other),
        };
        match opened {
            // An entry closes what was open, so it may stand less deep than its tag was.
            Some(place) if !tag.empty => self.push(tag.name, place),
            _ => self.close_scope(depth),
        }
        if opened == Some(Place::Entry) && tag.empty {
            self.finish_entry();
        }
    }

    /// The place that a field opens, or none where it has been read to its end.
    fn field(&mut self, field: Field, class: Class, tag: &Tag<'a>) -> Option<Place> {
        match self.place() {
            Some(Place::Entry) => self.entry_field(field, tag),
            Some(Place::Group) if class == Class::Media => self.entry_field(field, tag),
            Some(Place::Author(rank)) if field == Field::Name => {
                let name = self.text(tag, field, Shape::Text);
                self.offer_author(rank, &name);
                None
            }
            Some(Place::Feed) if self.draft.is_none() => self.feed_field(field, tag),
            Some(Place::SkipHours) if field == Field::Hour => {
                let text = self.text(tag, field, Shape::Text);
                self.rhythm.add_hour(&text);
                None
            }
            Some(Place::SkipDays) if field == Field::Day => {
                let text = self.text(tag, field, Shape::Text);
                self.rhythm.add_day(&text);
                None
            }
            _ => Some(Place::Other),
        }
    }

    fn place(&self) -> Option<Place> {
        self.frames.last().map(|frame| frame.place)
    }

    fn push(&mut self, name: &'a str, place: Place) {
        if self.frames.len() < MOST_DEPTH {
            self.frames.push(Frame { name, place });
            self.open_names[sum_of(name)] += 1;
        } else {
            self.too_deep += 1;
            self.close_scope(self.frames.len() + 1);
            self.warn(Warning::Limit { what: "elements inside one another", limit: MOST_DEPTH });
        }
    }

    fn end(&mut self, name: &str) {
        if self.too_deep > 0 {
            self.too_deep -= 1;
            return;
        }
        if self.open_names[sum_of(name)] == 0 {
            return;
        }
        if let Some(open) = self.frames.iter().rposition(|frame| frame.name.eq_ignore_ascii_case(name)) {
            self.pop_to(open);
        }
    }

    /// Closes the open elements down to the one at this index, and that one.
    fn pop_to(&mut self, open: usize) {
        while self.frames.len() > open {
            let Some(frame) = self.frames.pop() else { return };
            self.open_names[sum_of(frame.name)] -= 1;
            if frame.place == Place::Entry {
                self.finish_entry();
            }
        }
        self.close_scope(open + 1);
    }

    fn offer_author(&mut self, rank: u8, text: &str) {
        let name = entry_fields::person(text);
        if let Some(draft) = self.draft.as_mut().filter(|_| !name.is_empty()) {
            draft.offer_author(rank, name);
        }
    }

    /// Notes what was mended, each kind once.
    fn warn(&mut self, warning: Warning) {
        let kind = std::mem::discriminant(&warning);
        let is_known = |known: &Warning| match (known, &warning) {
            (Warning::Limit { what: known, .. }, Warning::Limit { what, .. }) => known == what,
            _ => std::mem::discriminant(known) == kind,
        };
        if !self.feed.warnings.iter().any(is_known) {
            self.feed.warnings.push(warning);
        }
    }

    fn warn_of_tags(&mut self) {
        self.warn(Warning::Limit { what: "labels of one entry", limit: MOST_TAGS });
    }

    fn finish(mut self) -> Mapped {
        if self.draft.is_some() {
            self.warn(Warning::Unbalanced);
            self.finish_entry();
        }
        if self.scanner.open_cdata {
            self.warn(Warning::OpenCdata);
        }
        if !self.frames.is_empty() && !self.ends_with_its_root() {
            self.warn(Warning::BreaksOff);
        }
        let is_page = self.root.is_some_and(|root| root.eq_ignore_ascii_case("html"));
        let is_feed = self.is_feed || !is_page && !self.feed.entries.is_empty();
        self.rhythm.finish(&mut self.feed.hints);
        self.feed.title = self.title.value.take();
        self.feed.link = self.link.value.take();
        Mapped { feed: self.feed, is_feed, is_page }
    }
}

impl Mapper<'_> {
    /// Whether the last tag closes the root, if under another prefix than it was opened with.
    fn ends_with_its_root(&self) -> bool {
        let last =
            self.scanner.text().rsplit_once("</").map(|(_, tag)| tag.trim_end().trim_end_matches('>').trim());
        let name = last.map(|tag| tag.rsplit(':').next().unwrap_or(tag));
        name.zip(self.root).is_some_and(|(name, root)| name.eq_ignore_ascii_case(root))
    }
}

/// A small sum of a name, the same in either case.
fn sum_of(name: &str) -> usize {
    let sum = name.bytes().fold(0_u64, |sum, byte| {
        (sum ^ u64::from(byte.to_ascii_lowercase())).wrapping_mul(0x9e37_79b9_7f4a_7c15)
    });
    usize::try_from(sum >> 40).unwrap_or_default() % SUMS
}
