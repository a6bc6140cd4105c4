//! A fingerprint with its words put to names: what two articles are compared by.

use crate::event::NameStanding;

/// A name, number, entity or country of the last thirty days.
pub(super) type FeatureId = u32;

/// What a feature is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FeatureKind {
    /// What watchlists look for, or a country: in every second article.
    Known,
    /// A number that seldom comes twice by chance.
    Number,
    /// A small or round number, or one that may be a day.
    PlainNumber,
    /// Another name, as far as any text has told yet that it is one.
    Name(NameStanding),
}

/// Something that an article says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Feature {
    /// What.
    pub id: FeatureId,
    /// The words that stand together bear one number; what is no word bears none of another.
    pub run: u32,
    /// Whether it stands where the news is.
    pub leads: bool,
}

/// Everything that an article says, in the order of the numbers, each once.
pub(super) type Features = Vec<Feature>;

/// The features that both have, with that of each.
pub(super) fn shared<'a>(
    one: &'a [Feature],
    other: &'a [Feature],
) -> impl Iterator<Item = (&'a Feature, &'a Feature)> {
    one.iter().filter_map(|feature| {
        let at = other.binary_search_by_key(&feature.id, |other| other.id).ok()?;
        Some((feature, &other[at]))
    })
}
