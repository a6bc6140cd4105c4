//! One watchlist compiled: its query over numbered leaves, ready to be asked of any item.

use names::TermId;

use crate::feed::Feed;
use crate::watch::expr::Expr;
use crate::watch::file::{FeedFilter, Weights};
use crate::watch::item::Item;
use crate::watch::query::FieldName;

/// A compiled watchlist.
#[derive(Debug, Clone)]
pub(super) struct WatchRule {
    pub(super) query: Expr,
    /// What the query looks for; an [`Expr::Leaf`] names a place in here.
    pub(super) leaves: Vec<RuleLeaf>,
    /// What raises the score and is named, but not required.
    pub(super) notable: Vec<TermId>,
    pub(super) weights: Weights,
    pub(super) feeds: FeedFilter,
}

/// One thing looked for.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct RuleLeaf {
    pub(super) look: LeafTest,
    /// Its weight in the score.
    pub(super) weight: f64,
    /// As the query writes it.
    pub(super) label: String,
}

/// What a leaf looks at.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum LeafTest {
    /// For mentions of a term, in some places.
    Term(TermId, Scope),
    /// At a value known of the item or its feed.
    Filter(Filter),
}

/// The places in which mentions count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Scope {
    /// Title and text.
    Anywhere,
    Title,
    Lead,
    Text,
    Author,
}

/// A condition on a value of the item.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Filter {
    pub(super) field: FieldName,
    /// In small letters; `*` and `?` as in words.
    pub(super) value: String,
}

impl Scope {
    /// The scope of a field that is looked through.
    pub(super) fn of(field: Option<FieldName>) -> Self {
        match field {
            Some(FieldName::Title) => Self::Title,
            Some(FieldName::Lead) => Self::Lead,
            Some(FieldName::Text) => Self::Text,
            Some(FieldName::Author) => Self::Author,
            _ => Self::Anywhere,
        }
    }

    /// Whether one mention could count in both.
    pub(super) fn meets(self, other: Self) -> bool {
        let text = |scope| matches!(scope, Self::Lead | Self::Text);
        match (self, other) {
            (Self::Author, _) | (_, Self::Author) => self == other,
            (Self::Anywhere, _) | (_, Self::Anywhere) => true,
            _ => self == other || (text(self) && text(other)),
        }
    }
}

impl Filter {
    /// Whether the item's value is the wanted one. Absent values never are.
    pub(super) fn holds(&self, item: &Item<'_>) -> bool {
        let is = |value: Option<&str>| value.is_some_and(|value| glob(&self.value, &value.to_lowercase()));
        match self.field {
            FieldName::Lang => item.lang.is_some_and(|lang| same_language(&self.value, lang)),
            FieldName::Country => is(item.country),
            FieldName::Tag => item.tags.iter().chain(item.feed_tags).any(|tag| is(Some(tag))),
            FieldName::Source => {
                item.source.is_some_and(|source| contains_words(&source.to_lowercase(), &self.value))
            }
            FieldName::Url => {
                item.url.is_some_and(|url| glob(&format!("*{}*", self.value), &url.to_lowercase()))
            }
            FieldName::Title | FieldName::Lead | FieldName::Text | FieldName::Author => false,
        }
    }
}

impl FeedFilter {
    /// Why the watchlist does not read the item's feed, if it does not.
    pub(super) fn refuses(&self, item: &Item<'_>) -> Option<String> {
        let wanted = |what: &str, wanted: &[String]| format!("its {what} is none of {}", wanted.join(", "));
        let tags = Self { tags: self.tags.clone(), ..Self::default() };
        let lang = Self { lang: self.lang.clone(), ..Self::default() };
        let words = if !tags.passes(item) {
            wanted("feed's tags", &self.tags)
        } else if !lang.passes(item) {
            wanted("language", &self.lang)
        } else if !self.passes(item) {
            wanted("country", &self.country)
        } else {
            return None;
        };
        Some(format!("the watchlist does not read this feed: {words}"))
    }

    /// Whether items of a feed may pass, which is listed in one language and may write in another.
    pub(super) fn reads(&self, feed: &Feed, writes: Option<&str>) -> bool {
        let country = feed.country.as_deref();
        let passes = |lang| self.passes(&Item { lang, country, feed_tags: &feed.tags, ..Item::default() });
        let said = [feed.lang.as_deref(), writes];
        // What is not said beforehand comes with the items.
        let unsaid = || passes(self.lang.first().map(String::as_str));
        said.iter().any(|lang| lang.is_some() && passes(*lang)) || (said == [None, None] && unsaid())
    }

    /// Why no feed of a list is read, if none is; a feed that does not say its language may be read.
    pub(super) fn fits_none(&self, feeds: &[Feed]) -> Option<String> {
        let none = |filter: &Self| !feeds.iter().any(|feed| filter.reads(feed, None));
        if feeds.is_empty() || !none(self) {
            return None;
        }
        let Self { tags, lang, country } = self;
        let (only, all) = (Self::default(), |values: &[String]| values.join(", "));
        if none(&Self { tags: tags.clone(), ..only.clone() }) {
            Some(format!("no feed has one of the tags {}", all(tags)))
        } else if none(&Self { lang: lang.clone(), ..only.clone() }) {
            Some(format!("no feed is in one of the languages {}", all(lang)))
        } else if none(&Self { country: country.clone(), ..only }) {
            Some(format!("no feed is from one of the countries {}", all(country)))
        } else {
            Some("no one feed fits all of `tags`, `lang` and `country`".to_owned())
        }
    }

    /// Whether the watchlist reads the item's feed.
    pub(super) fn passes(&self, item: &Item<'_>) -> bool {
        let tagged = |wanted: &String| item.feed_tags.iter().any(|tag| tag.to_lowercase() == *wanted);
        (self.tags.is_empty() || self.tags.iter().any(tagged))
            && (self.lang.is_empty()
                || item.lang.is_some_and(|lang| self.lang.iter().any(|wanted| same_language(wanted, lang))))
            && (self.country.is_empty()
                || item.country.is_some_and(|country| self.country.contains(&country.to_lowercase())))
    }
}

/// `az` is also `az-Latn` and `AZ`; `az-latn` is not `az`.
pub(super) fn same_language(wanted: &str, lang: &str) -> bool {
    let lang = lang.to_lowercase().replace('_', "-");
    lang == wanted || lang.strip_prefix(wanted).is_some_and(|rest| rest.starts_with('-'))
}

/// Whether `wanted` stands in `text` as whole words.
fn contains_words(text: &str, wanted: &str) -> bool {
    if wanted.contains(['*', '?']) {
        return text.split_whitespace().any(|word| glob(wanted, word)) || glob(wanted, text);
    }
    let border = |letter: Option<char>| !letter.is_some_and(char::is_alphanumeric);
    text.match_indices(wanted).any(|(at, _)| {
        border(text[..at].chars().next_back()) && border(text[at + wanted.len()..].chars().next())
    })
}

/// `*` stands for any letters, `?` for one. Linear but for the last `*`, whatever the pattern.
fn glob(pattern: &str, text: &str) -> bool {
    let (pattern, text): (Vec<char>, Vec<char>) = (pattern.chars().collect(), text.chars().collect());
    let (mut p, mut t) = (0, 0);
    let mut back: Option<(usize, usize)> = None;
    while t < text.len() {
        match pattern.get(p) {
            Some('*') => {
                back = Some((p, t));
                p += 1;
            }
            Some(&letter) if letter == '?' || letter == text[t] => {
                p += 1;
                t += 1;
            }
            _ => {
                let Some((star, from)) = back else { return false };
                back = Some((star, from + 1));
                p = star + 1;
                t = from + 1;
            }
        }
    }
    pattern[p..].iter().all(|letter| *letter == '*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_compare_values() {
        let tags = ["Politics".to_owned()];
        let item = Item {
            url: Some("https://News.example/world/1"),
            source: Some("Turan News Agency"),
            lang: Some("az-Latn"),
            country: Some("AZ"),
            tags: &tags,
            ..Item::default()
        };
        for (field, value, holds) in [
            (FieldName::Lang, "az", true),
            (FieldName::Lang, "a", false),
            (FieldName::Country, "az", true),
            (FieldName::Tag, "politics", true),
            (FieldName::Tag, "poli*", true),
            (FieldName::Tag, "poli", false),
            (FieldName::Source, "turan", true),
            (FieldName::Source, "turan news", true),
            (FieldName::Source, "tur", false),
            (FieldName::Url, "news.example", true),
            (FieldName::Url, "news*/1", true),
            (FieldName::Url, "other", false),
        ] {
            let filter = Filter { field, value: value.to_owned() };
            assert_eq!(filter.holds(&item), holds, "{field:?} {value}");
        }
    }
}
