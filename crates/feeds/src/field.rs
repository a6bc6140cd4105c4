//! Which field of a feed or an entry an element means.

use crate::namespace::NamespaceClass;

/// What an element means to us. The numbers are ranks: of two sources of one value the lower wins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FeedField {
    /// `rss`, `channel`, `feed`, `rdf:RDF`: their children speak of the feed.
    Feed,
    Entry,
    /// `media:group` and the like: media fields inside count for the entry.
    Group,
    Title(u8),
    Link,
    /// The publisher's own address, where a counter stands in between.
    OwnLink,
    Guid,
    Description(u8),
    Content,
    Published(u8),
    Updated(u8),
    /// `dc:date`: it may mean either.
    Date,
    /// A person who may be text or have a name inside.
    Author(u8),
    /// The name inside an author, or inside the publication of an article of a sitemap.
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
    /// A file that belongs to the entry; empty by its definition.
    Enclosure,
    /// Empty by its definition, whether it is closed or not.
    Void,
}

/// The longest name that means something.
const LONGEST: usize = 16;

impl FeedField {
    /// The field that this element means, or none. Names are compared without case.
    pub(crate) fn of(class: NamespaceClass, local: &str) -> Option<Self> {
        let mut lower = [0; LONGEST];
        let lower = lower.get_mut(..local.len())?;
        lower.copy_from_slice(local.as_bytes());
        lower.make_ascii_lowercase();
        match class {
            NamespaceClass::Base => base(lower),
            NamespaceClass::Dc => dublin_core(lower),
            NamespaceClass::DcTerms => dublin_core_terms(lower),
            NamespaceClass::Content => (lower == b"encoded").then_some(Self::Content),
            NamespaceClass::Media => media(lower),
            NamespaceClass::Itunes => itunes(lower),
            NamespaceClass::Syndication => match &*lower {
                b"updateperiod" => Some(Self::UpdatePeriod),
                b"updatefrequency" => Some(Self::UpdateFrequency),
                b"updatebase" => Some(Self::UpdateBase),
                _ => None,
            },
            NamespaceClass::History => match &*lower {
                b"complete" => Some(Self::Complete),
                _ => None,
            },
            NamespaceClass::Rdf => (lower == b"rdf").then_some(Self::Feed),
            NamespaceClass::Xhtml => (lower == b"body").then_some(Self::Content),
            NamespaceClass::News => news(lower),
            NamespaceClass::FeedBurner => (lower == b"origlink").then_some(Self::OwnLink),
            NamespaceClass::Other => None,
        }
    }

    /// Whether it is a field of few words: it ends where the next field begins, closed or not.
    pub(crate) fn is_short(self) -> bool {
        !matches!(self, Self::Description(_) | Self::Content)
    }
}

fn base(lower: &[u8]) -> Option<FeedField> {
    Some(match lower {
        b"item" | b"entry" => FeedField::Entry,
        b"rss" | b"feed" | b"channel" | b"rdf" | b"urlset" | b"sitemapindex" => FeedField::Feed,
        b"title" => FeedField::Title(0),
        b"link" | b"loc" => FeedField::Link,
        b"guid" | b"id" => FeedField::Guid,
        b"description" | b"summary" | b"abstract" => FeedField::Description(0),
        b"content" | b"body" | b"fullitem" => FeedField::Content,
        b"pubdate" | b"published" | b"issued" => FeedField::Published(0),
        b"updated" | b"modified" | b"lastbuilddate" | b"lastmod" => FeedField::Updated(0),
        b"created" => FeedField::Published(3),
        b"date" => FeedField::Date,
        b"author" => FeedField::Author(0),
        b"creator" => FeedField::Author(1),
        b"name" => FeedField::Name,
        b"category" => FeedField::Tag,
        b"keywords" => FeedField::Keywords,
        b"language" => FeedField::Language,
        b"ttl" => FeedField::Ttl,
        b"skiphours" => FeedField::SkipHours,
        b"hour" => FeedField::Hour,
        b"skipdays" => FeedField::SkipDays,
        b"day" => FeedField::Day,
        b"enclosure" => FeedField::Enclosure,
        b"cloud" => FeedField::Void,
        _ => return None,
    })
}

fn dublin_core(lower: &[u8]) -> Option<FeedField> {
    Some(match lower {
        b"title" => FeedField::Title(1),
        b"description" => FeedField::Description(1),
        b"date" => FeedField::Date,
        b"creator" | b"author" => FeedField::Author(1),
        b"subject" => FeedField::Tag,
        b"language" => FeedField::Language,
        _ => return None,
    })
}

fn dublin_core_terms(lower: &[u8]) -> Option<FeedField> {
    Some(match lower {
        b"issued" => FeedField::Published(1),
        b"created" => FeedField::Published(3),
        b"modified" => FeedField::Updated(1),
        b"date" => FeedField::Date,
        b"creator" => FeedField::Author(1),
        b"subject" => FeedField::Tag,
        b"language" => FeedField::Language,
        _ => return None,
    })
}

fn media(lower: &[u8]) -> Option<FeedField> {
    Some(match lower {
        b"group" | b"content" => FeedField::Group,
        b"title" => FeedField::Title(3),
        b"description" => FeedField::Description(3),
        b"keywords" => FeedField::Keywords,
        b"thumbnail" => FeedField::Void,
        _ => return None,
    })
}

fn news(lower: &[u8]) -> Option<FeedField> {
    Some(match lower {
        b"news" | b"publication" => FeedField::Group,
        b"name" => FeedField::Name,
        b"title" => FeedField::Title(0),
        b"publication_date" => FeedField::Published(0),
        b"language" => FeedField::Language,
        b"keywords" => FeedField::Keywords,
        _ => return None,
    })
}

fn itunes(lower: &[u8]) -> Option<FeedField> {
    Some(match lower {
        b"title" => FeedField::Title(2),
        b"summary" | b"description" => FeedField::Description(2),
        b"subtitle" => FeedField::Description(4),
        b"author" => FeedField::Author(2),
        b"keywords" => FeedField::Keywords,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_mean_fields_by_their_class() {
        for (class, name, field) in [
            (NamespaceClass::Base, "pubDate", Some(FeedField::Published(0))),
            (NamespaceClass::Base, "PUBDATE", Some(FeedField::Published(0))),
            (NamespaceClass::Dc, "date", Some(FeedField::Date)),
            (NamespaceClass::Media, "title", Some(FeedField::Title(3))),
            (NamespaceClass::Other, "title", None),
            (NamespaceClass::Base, "", None),
            (NamespaceClass::Base, "a-name-that-is-longer-than-any", None),
            (NamespaceClass::Base, "tïtle", None),
        ] {
            assert_eq!(FeedField::of(class, name), field, "{class:?} {name}");
        }
    }
}
