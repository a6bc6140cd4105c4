//! Whether the page with a list was redesigned: then its selectors find other links, and none of them is news.

use std::collections::HashSet;

use url::Url;
use xxhash_rust::xxh3::xxh3_64;

use super::known::KnownEntry;
use crate::entry::{Entry, canonical_link, title_hash};
use crate::feed::{FailureKind, FeedSource, FetchFailure, ListMemory};

/// Links of a new shape from which on it is no accident.
const FEW: usize = 3;

/// Shapes that are remembered: sections come and go.
const SHAPES: usize = 64;

/// Lists whose length is remembered,
const COUNTS: usize = 20;

/// and so many of them say what is usual.
const ENOUGH: usize = 5;

/// Looks at the items of a page before anything is taken from it. Answers what is to be remembered.
///
/// # Errors
///
/// When most of the links are unknown, of a shape that was never seen, and under unknown titles: that is another list. It
/// stays a failure until the operator changes the rule, for nobody else can say which links are articles.
pub(super) fn judge(
    source: &FeedSource,
    memory: Option<&ListMemory>,
    entries: &[Entry],
    known: &[KnownEntry],
) -> Result<ListMemory, FetchFailure> {
    let rule = rule_hash(source);
    let mut memory = memory.filter(|memory| memory.rule == rule).cloned().unwrap_or_default();
    memory.rule = rule;
    let unknown = unknown(entries, known);
    let shapes: Vec<String> = unknown.iter().filter_map(|entry| shape(entry.link.as_deref()?)).collect();
    let odd: Vec<&String> = shapes.iter().filter(|shape| !memory.shapes.contains(shape)).collect();
    if let (Some(last), Some(first)) = (memory.shapes.last(), odd.first())
        && odd.len() >= FEW
        && odd.len() * 2 > entries.len()
    {
        let message = format!(
            "{} of {} links are unknown and like {first}, where they were like {last}: the page was redesigned, and nothing \
             is taken from it before `item`, `link` or `keep` is changed",
            odd.len(),
            entries.len()
        );
        return Err(FetchFailure::new(FailureKind::NothingFound, message));
    }
    for shape in entries.iter().filter_map(|entry| shape(entry.link.as_deref()?)) {
        if !memory.shapes.contains(&shape) {
            memory.shapes.push(shape);
        }
    }
    memory.shapes.drain(..memory.shapes.len().saturating_sub(SHAPES));
    memory.counts.push(u16::try_from(entries.len()).unwrap_or(u16::MAX));
    memory.counts.drain(..memory.counts.len().saturating_sub(COUNTS));
    Ok(memory)
}

/// How many items the page used to have, once that is known.
pub(super) fn usual(memory: &ListMemory) -> Option<usize> {
    let mut counts = memory.counts.clone();
    counts.sort_unstable();
    (counts.len() >= ENOUGH).then(|| usize::from(counts[counts.len() / 2]))
}

fn rule_hash(source: &FeedSource) -> u64 {
    let list = source.list.clone().unwrap_or_default();
    let parts = [Some(list.item), list.link, list.title, list.date, source.keep.clone()];
    xxh3_64(parts.map(Option::unwrap_or_default).join("\n").as_bytes())
}

/// The entries that are known neither by key nor by link nor by title.
fn unknown<'a>(entries: &'a [Entry], known: &[KnownEntry]) -> Vec<&'a Entry> {
    let keys: HashSet<&str> = known.iter().map(|known| known.key.as_str()).collect();
    let links: HashSet<&str> = known.iter().filter_map(|known| known.link.as_deref()).collect();
    let titles: HashSet<u64> = known.iter().map(|known| known.title).filter(|title| *title != 0).collect();
    let is_unknown = |entry: &&Entry| {
        !keys.contains(entry.key.as_str())
            && !entry.link.as_deref().is_some_and(|link| links.contains(&*canonical_link(link)))
            && !titles.contains(&title_hash(&entry.title))
    };
    entries.iter().filter(is_unknown).collect()
}

/// A link without what differs from article to article: `/news/0/*.html`. The first part of the path stays if it is a word.
fn shape(link: &str) -> Option<String> {
    let url = Url::parse(link).ok()?;
    let parts: Vec<&str> = url.path_segments()?.filter(|part| !part.is_empty()).collect();
    let last = parts.len().saturating_sub(1);
    let mut shape = url.host_str().unwrap_or_default().trim_start_matches("www.").to_owned();
    for (at, part) in parts.iter().enumerate() {
        shape.push('/');
        let (name, ending) =
            part.rsplit_once('.').filter(|(_, ending)| ending.len() <= 5).unwrap_or((part, ""));
        let has_digit = name.bytes().any(|byte| byte.is_ascii_digit());
        if name.bytes().all(|byte| byte.is_ascii_digit()) {
            shape.push('0');
        } else if at == 0 && last > 0 && !has_digit && name.len() <= 20 {
            shape.push_str(name);
        } else if has_digit || name.matches(['-', '_']).count() > 1 || name.contains('%') {
            shape.push('*');
        } else {
            shape.push('x');
        }
        if at == last && !ending.is_empty() {
            shape.push('.');
            shape.push_str(ending);
        }
    }
    let names: Vec<String> = url.query_pairs().map(|(name, _)| name.into_owned()).collect();
    Some(if names.is_empty() { shape } else { format!("{shape}?{}", names.join("&")) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shape_is_what_the_links_of_one_list_share() {
        for (link, expected) in [
            (
                "https://www.gov.example/news/2026/11/30/talks-in-almaty-end.html",
                "gov.example/news/0/0/0/*.html",
            ),
            ("https://gov.example/news/1234", "gov.example/news/0"),
            ("https://gov.example/hy/news/item-12", "gov.example/hy/x/*"),
            ("https://gov.example/talks-in-almaty-end", "gov.example/*"),
            ("https://gov.example/contact", "gov.example/x"),
            ("https://gov.example/index.php?id=7&l=2", "gov.example/x.php?id&l"),
            ("https://gov.example/", "gov.example"),
        ] {
            assert_eq!(shape(link).as_deref(), Some(expected), "{link}");
        }
    }
}
