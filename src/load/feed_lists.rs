//! Lists of feeds in either of their two forms, and each feed of them once.

use std::collections::HashMap;
use std::path::Path;

use crate::diagnostic::finding::Finding;
use crate::diagnostic::{Problem, finding};
use crate::entry::canonical_link;
use crate::feed::Feed;

use super::feeds_file::ListedFeed;
use super::file::OperatorFile;
use super::{feeds_file, opml};

/// The feeds of a file, by its ending as OPML or as TOML, and all that is wrong with it.
pub(super) fn read_feeds(file: &OperatorFile) -> (Vec<ListedFeed>, Vec<Problem>) {
    if file.has_ending("opml") {
        return opml::read(&file.text);
    }
    feeds_file::read(&file.text, file.path.parent().unwrap_or(Path::new("")))
}

/// Drops feeds that are listed twice, with a warning that names both places: they are fetched once.
pub(super) fn each_once(
    listed: Vec<(usize, ListedFeed)>,
    files: &[OperatorFile],
    findings: &mut Vec<Finding>,
) -> Vec<Feed> {
    let mut seen: HashMap<String, (usize, usize, usize)> = HashMap::new();
    let mut feeds = Vec::with_capacity(listed.len());
    for (index, ListedFeed { feed, span }) in listed {
        let identity = feed.identity();
        let alike = format!("~{}", canonical_link(&feed.url));
        let twice = seen.get(&identity).copied();
        let place = twice.or_else(|| seen.get(&alike).copied());
        if twice.is_none() {
            seen.insert(identity, (index, span.start, span.end));
            seen.insert(alike, (index, span.start, span.end));
            feeds.push(feed);
        }
        let Some((first, start, end)) = place else { continue };
        let problem = if twice.is_some() {
            Problem::warning(span, "double", "this feed is listed twice; it is fetched once")
        } else {
            Problem::warning(
                span,
                "alike",
                "two addresses that differ little are mostly one feed; both are fetched",
            )
        };
        let problem = if first == index {
            problem.label("again here").also(start..end, "first listed here")
        } else {
            let (line, column) = finding::place(&files[first].text, start);
            problem.help(format!("first listed at {}:{line}:{column}", files[first].path.display()))
        };
        findings.push(files[index].finding(problem));
    }
    feeds
}
