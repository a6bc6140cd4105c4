//! Watchlists that match in some of their feeds' languages and never in another: names are missing there.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::feed::Feed;
use crate::watch::explain::excluded_leaves;
use crate::watch::item::Item;
use crate::watch::query::FieldName;
use crate::watch::rule::{LeafTest, WatchRule, same_language};
use crate::watch::set::Watchlists;

/// How long a language must be silent.
pub(crate) const SILENCE: SignedDuration = SignedDuration::from_hours(14 * 24);

/// Items in a language below which its silence says nothing.
const LEAST_ITEMS: u32 = 30;

/// Matches that would be expected at the rate of the other languages, below which silence may be chance.
const LEAST_EXPECTED: f64 = 3.0;

/// What one feed has brought in one language within the time that is looked at.
#[derive(Debug, Clone)]
pub(crate) struct LanguageVolume {
    /// The operator's wording of the feed.
    pub feed: Feed,
    /// The language of the items, as they say it.
    pub lang: Option<String>,
    /// How many items.
    pub items: u32,
    /// How many of them match, by watchlist.
    pub matches: BTreeMap<String, u32>,
}

/// A watchlist that never matched in a language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SilentLanguage {
    /// The watchlist.
    pub watchlist: String,
    /// The language, without script and country: `az`.
    pub lang: String,
    /// Items in it, none of which matched.
    pub items: u32,
    /// Matches in the other languages.
    pub heard: BTreeMap<String, u32>,
}

/// Items and matches by language.
type Languages = BTreeMap<String, (u32, u32)>;

/// Every watchlist with a language that it reads and never matched in. `volumes` is what came within [`SILENCE`] of
/// feeds that were read for at least as long; `first` is when each watchlist matched first: one that did not run all
/// that time is not judged.
pub(crate) fn silent_languages(
    watchlists: &Watchlists,
    volumes: &[LanguageVolume],
    first: &BTreeMap<String, Timestamp>,
    now: Timestamp,
) -> Vec<SilentLanguage> {
    let mut silent = Vec::new();
    for (watchlist, rule) in watchlists.set.watchlists.iter().zip(&watchlists.set.rules) {
        let ran_long = first.get(&watchlist.id).is_some_and(|first| now.duration_since(*first) >= SILENCE);
        if ran_long {
            silent.extend(silent_of(&watchlist.id, languages(&watchlist.id, rule, volumes)));
        }
    }
    silent
}

/// Whether a watchlist matched in a language.
pub(crate) fn is_heard(
    watchlists: &Watchlists,
    watchlist: &str,
    lang: &str,
    volumes: &[LanguageVolume],
) -> bool {
    let set = &watchlists.set;
    let at = set.watchlists.iter().position(|known| known.id == watchlist);
    let languages = at.map(|at| languages(watchlist, &set.rules[at], volumes)).unwrap_or_default();
    languages.get(lang).is_some_and(|(_, matches)| *matches > 0)
}

fn silent_of(watchlist: &str, languages: Languages) -> Vec<SilentLanguage> {
    let heard: BTreeMap<String, u32> = languages
        .iter()
        .filter(|(_, (_, matches))| *matches > 0)
        .map(|(lang, (_, matches))| (lang.clone(), *matches))
        .collect();
    let (items, matches) = languages
        .values()
        .filter(|(_, matches)| *matches > 0)
        .fold((0, 0), |sum, (items, matches)| (sum.0 + items, sum.1 + matches));
    let rate = f64::from(matches) / f64::from(items.max(1));
    let silent = |items: u32| items >= LEAST_ITEMS && f64::from(items) * rate >= LEAST_EXPECTED;
    let quiet = languages.into_iter().filter(|(_, (items, matches))| *matches == 0 && silent(*items));
    quiet
        .map(|(lang, (items, _))| SilentLanguage {
            watchlist: watchlist.to_owned(),
            lang,
            items,
            heard: heard.clone(),
        })
        .collect()
}

/// What a watchlist has read and found, by language.
fn languages(watchlist: &str, rule: &WatchRule, volumes: &[LanguageVolume]) -> Languages {
    let mut languages = Languages::new();
    for LanguageVolume { feed, lang, items, matches } in volumes {
        let lang = lang.as_deref().or(feed.lang.as_deref());
        let item = Item { lang, country: feed.country.as_deref(), feed_tags: &feed.tags, ..Item::default() };
        let Some(lang) = lang.filter(|_| rule.feeds.passes(&item) && wants(rule, lang)) else { continue };
        let plain = lang.split(['-', '_']).next().unwrap_or(lang).to_lowercase();
        let sum = languages.entry(plain).or_default();
        sum.0 += items;
        sum.1 += matches.get(watchlist).copied().unwrap_or(0);
    }
    languages
}

/// Whether the query can match in a language: one that asks for `lang:az` is silent in others because it says so. One that
/// asks for other values of an item is not judged, for what it leaves out is not known here.
fn wants(rule: &WatchRule, lang: Option<&str>) -> bool {
    let excluded = excluded_leaves(rule);
    let filters = rule.leaves.iter().zip(excluded).filter_map(|(leaf, excluded)| match &leaf.look {
        LeafTest::Filter(filter) => Some((filter, excluded)),
        LeafTest::Term(..) => None,
    });
    let mut asked = None;
    for (filter, excluded) in filters {
        let named = lang.is_some_and(|lang| same_language(&filter.value, lang));
        match (filter.field, excluded) {
            (FieldName::Lang, true) if named => return false,
            (FieldName::Lang, true) => {}
            (FieldName::Lang, false) => asked = Some(asked.unwrap_or(false) || named),
            _ => return false,
        }
    }
    asked.unwrap_or(true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::watch::compile::compile;
    use crate::watch::compile::tests::sources;

    fn now() -> Timestamp {
        "2026-11-23T12:00:00Z".parse().expect("a time")
    }

    fn feed(lang: Option<&str>, tags: &[&str]) -> Feed {
        Feed {
            url: "https://example.org/rss".to_owned(),
            lang: lang.map(str::to_owned),
            tags: tags.iter().map(|tag| (*tag).to_owned()).collect(),
            ..Feed::default()
        }
    }

    /// The silent languages of the watchlist `a`, which runs for `days`; each of `brought` is language, items, matches.
    fn check(file: &str, days: i64, brought: &[(&str, u32, u32)], expected: &[&str]) {
        let set = compile(&sources(&[("a", file)])).watchlists.expect("the query is good");
        let brought: Vec<LanguageVolume> = brought
            .iter()
            .map(|(lang, items, matches)| LanguageVolume {
                feed: feed(None, &["caucasus"]),
                lang: Some((*lang).to_owned()),
                items: *items,
                matches: [("a".to_owned(), *matches)].into(),
            })
            .collect();
        let first = [("a".to_owned(), now() - SignedDuration::from_hours(24 * days))].into();
        let silent = silent_languages(&set, &brought, &first, now());
        let langs: Vec<&str> = silent.iter().map(|silent| silent.lang.as_str()).collect();
        assert_eq!(langs, expected, "{file} {days} {brought:?}");
    }

    #[test]
    fn a_language_is_silent_where_the_others_say_that_it_should_not_be() {
        const QUERY: &str = "query = 'CSTO'";
        for (days, brought, expected) in [
            (14, &[("az", 40, 8), ("tr", 40, 0)][..], &["tr"][..]),
            (13, &[("az", 40, 8), ("tr", 40, 0)], &[]),
            (14, &[("az", 40, 8), ("tr", 29, 0)], &[]),
            // Of 400 items four matched: of 40 none may be chance.
            (14, &[("az", 400, 4), ("tr", 40, 0), ("ru", 400, 0)], &["ru"]),
            (14, &[("az", 40, 0), ("tr", 40, 0)], &[]),
            (14, &[("az", 40, 8), ("tr", 40, 1)], &[]),
            (14, &[("az-Latn", 40, 8), ("AZ_cyrl", 40, 0), ("tr", 20, 0), ("tr-TR", 20, 0)], &["tr"]),
            (99, &[], &[]),
        ] {
            check(QUERY, days, brought, expected);
        }
        let brought = [("az", 40, 8), ("tr", 40, 0), ("ru", 40, 0)];
        for (file, expected) in [
            ("query = 'CSTO'\nfeeds = { lang = ['az', 'ru'] }", &["ru"][..]),
            ("query = 'CSTO'\nfeeds = { tags = ['caucasus'] }", &["ru", "tr"]),
            ("query = 'CSTO'\nfeeds = { tags = ['baltics'] }", &[]),
            ("query = 'CSTO AND (lang:az OR lang:tr)'", &["tr"]),
            ("query = 'CSTO AND NOT lang:ru'", &["tr"]),
            ("query = 'CSTO AND source:turan'", &[]),
        ] {
            check(file, 20, &brought, expected);
        }
    }

    #[test]
    fn the_operators_word_on_a_language_stands_where_items_have_none() {
        let set = compile(&sources(&[("a", "query = 'CSTO'")])).watchlists.expect("the query is good");
        let brought = |listed: &str, lang: Option<&str>, matches| LanguageVolume {
            feed: feed(Some(listed), &[]),
            lang: lang.map(str::to_owned),
            items: 50,
            matches: [("a".to_owned(), matches)].into(),
        };
        let brought = [brought("az", None, 10), brought("en", Some("hy"), 0)];
        let first = [("a".to_owned(), now() - SILENCE)].into();
        let silent = silent_languages(&set, &brought, &first, now());
        assert_eq!(silent.len(), 1);
        assert_eq!(
            (silent[0].lang.as_str(), silent[0].heard.clone()),
            ("hy", [("az".to_owned(), 10)].into())
        );
        assert!(is_heard(&set, "a", "az", &brought) && !is_heard(&set, "a", "hy", &brought));
        assert!(!is_heard(&set, "b", "az", &brought));
    }
}
