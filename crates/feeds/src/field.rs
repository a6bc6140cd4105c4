//! Which field of a feed or an entry an element means.

use super::namespace::Class;

/// What an element means to us. The numbers are ranks: of two sources of one value the lower wins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    /// `rss`, `channel`, `feed`, `rdf:RDF`: their children speak of the feed.
    Feed,
    Entry,
    /// `media:group` and the like: media fields inside count for the entry.
    Group,
    Title(u8),
    Link,
    Guid,
    Description(u8),
    Content,
    Published(u8),
    Updated(u8),
    /// `dc:date`: it may mean either.
    Date,
    /// A person who may be text or have a name inside.
    Author(u8),
    /// The name inside an author.
    Name,
    Tag,
    /// Labels between commas.
    Keywords,
    Language,
    Ttl,
    SkipHours,
    Hour,
    SkipDays,
    Day,
    UpdatePeriod,
    UpdateFrequency,
    UpdateBase,
    Complete,
    Archive,
    /// Empty by its definition, whether it is closed or not.
    Void,
}

/// The longest name that means something.
const LONGEST: usize = 16;

impl Field {
    /// The field that this element means, or none. Names are compared without case.
    pub(super) fn of(class: Class, local: &str) -> Option<Self> {
        let mut lower = [0; LONGEST];
        let lower = lower.get_mut(..local.len())?;
        lower.copy_from_slice(local.as_bytes());
        lower.make_ascii_lowercase();
        match class {
            Class::Base => base(lower),
            Class::Dc => dublin_core(lower),
            Class::DcTerms => dublin_core_terms(lower),
            Class::Content => (lower == b"encoded").then_some(Self::Content),
            Class::Media => media(lower),
            Class::Itunes => itunes(lower),
            Class::Syndication => match &*lower {
                b"updateperiod" => Some(Self::UpdatePeriod),
                b"updatefrequency" => Some(Self::UpdateFrequency),
                b"updatebase" => Some(Self::UpdateBase),
                _ => None,
            },
            Class::History => match &*lower {
                b"complete" => Some(Self::Complete),
                b"archive" => Some(Self::Archive),
                _ => None,
            },
            Class::Rdf => (lower == b"rdf").then_some(Self::Feed),
            Class::Xhtml => (lower == b"body").then_some(Self::Content),
            Class::Other => None,
        }
    }

    /// Whether it is a field of few words: it ends where the next field begins, closed or not.
    pub(super) fn is_short(self) -> bool {
        !matches!(self, Self::Description(_) | Self::Content)
    }
}

fn base(lower: &[u8]) -> Option<Field> {
    Some(match lower {
        b"item" | b"entry" => Field::Entry,
        b"rss" | b"feed" | b"channel" | b"rdf" => Field::Feed,
        b"title" => Field::Title(0),
        b"link" => Field::Link,
        b"guid" | b"id" => Field::Guid,
        b"description" | b"summary" | b"abstract" => Field::Description(0),
        b"content" | b"body" | b"fullitem" => Field::Content,
        b"pubdate" | b"published" | b"issued" => Field::Published(0),
        b"updated" | b"modified" | b"lastbuilddate" | b"lastmod" => Field::Updated(0),
        b"created" => Field::Published(3),
        b"date" => Field::Date,
        b"author" => Field::Author(0),
        b"creator" => Field::Author(1),
        b"name" => Field::Name,
        b"category" => Field::Tag,
        b"keywords" => Field::Keywords,
        b"language" => Field::Language,
        b"ttl" => Field::Ttl,
        b"skiphours" => Field::SkipHours,
        b"hour" => Field::Hour,
        b"skipdays" => Field::SkipDays,
        b"day" => Field::Day,
        b"enclosure" | b"cloud" => Field::Void,
        _ => return None,
    })
}

fn dublin_core(lower: &[u8]) -> Option<Field> {
    Some(match lower {
        b"title" => Field::Title(1),
        b"description" => Field::Description(1),
        b"date" => Field::Date,
        b"creator" | b"author" => Field::Author(1),
        b"subject" => Field::Tag,
        b"language" => Field::Language,
        _ => return None,
    })
}

fn dublin_core_terms(lower: &[u8]) -> Option<Field> {
    Some(match lower {
        b"issued" => Field::Published(1),
        b"created" => Field::Published(3),
        b"modified" => Field::Updated(1),
        b"date" => Field::Date,
        b"creator" => Field::Author(1),
        b"subject" => Field::Tag,
        b"language" => Field::Language,
        _ => return None,
    })
}

fn media(lower: &[u8]) -> Option<Field> {
    Some(match lower {
        b"group" | b"content" => Field::Group,
        b"title" => Field::Title(3),
        b"description" => Field::Description(3),
        b"keywords" => Field::Keywords,
        b"thumbnail" => Field::Void,
        _ => return None,
    })
}

fn itunes(lower: &[u8]) -> Option<Field> {
    Some(match lower {
        b"title" => Field::Title(2),
        b"summary" | b"description" => Field::Description(2),
        b"subtitle" => Field::Description(4),
        b"author" => Field::Author(2),
        b"keywords" => Field::Keywords,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_mean_fields_by_their_class() {
        for (class, name, field) in [
            (Class::Base, "pubDate", Some(Field::Published(0))),
            (Class::Base, "PUBDATE", Some(Field::Published(0))),
            (Class::Dc, "date", Some(Field::Date)),
            (Class::Media, "title", Some(Field::Title(3))),
            (Class::Other, "title", None),
            (Class::Base, "", None),
            (Class::Base, "a-name-that-is-longer-than-any", None),
            (Class::Base, "tïtle", None),
        ] {
            assert_eq!(Field::of(class, name), field, "{class:?} {name}");
        }
    }
}
