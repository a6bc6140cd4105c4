//! Watchlists that are right by themselves and reach nobody, or read nothing.

use crate::diagnostic::Problem;
use crate::diagnostic::finding::Finding;
use crate::feed::Feed;
use crate::subscriber::Subscriber;
use crate::watch::set::Watchlists;

use super::file::OperatorFile;

/// Tags of feeds that a message names.
const TAGS: usize = 12;

/// Watchlists that nobody gets.
pub(super) fn unused(watchlists: &[OperatorFile], subscribers: &[Subscriber]) -> Vec<Finding> {
    let wanted = |id: &str| subscribers.iter().any(|subscriber| subscriber.wants(id));
    watchlists
        .iter()
        .filter(|file| file.problem.is_none() && file.stem() != "entities" && !wanted(&file.stem()))
        .map(|file| {
            let message = format!("nobody subscribes to `{}`", file.stem());
            let problem = Problem::warning(0..0, "unused-watchlist", message);
            file.finding(problem.help("its matches are kept and can be searched, but mailed to nobody"))
        })
        .collect()
}

/// Watchlists that nobody could tell apart in a mail.
pub(super) fn same_titles(files: &[OperatorFile], watchlists: &Watchlists) -> Vec<Finding> {
    let titles: Vec<(&str, String)> =
        watchlists.ids().filter_map(|id| Some((id, watchlists.get(id)?.title.to_lowercase()))).collect();
    let twin = |at: usize| titles[..at].iter().find(|(_, title)| *title == titles[at].1).map(|(id, _)| *id);
    let finding = |at: usize| {
        let (id, other) = (titles[at].0, twin(at)?);
        let file = files.iter().find(|file| file.stem() == id)?;
        let message = format!("`{other}` has the same title, and digests call a watchlist by its title");
        Some(file.finding(Problem::warning(file.key_span("title"), "same-title", message)))
    };
    (0..titles.len()).filter_map(finding).collect()
}

/// Nothing to poll at all.
pub(super) fn no_feeds(file: &OperatorFile, feeds: &[Feed]) -> Option<Finding> {
    feeds.is_empty().then(|| {
        let span = file.setting_span(&[], "feeds").unwrap_or_default();
        let problem = Problem::warning(span, "no-feeds", "no feed is listed, so nothing is ever found");
        file.finding(problem.help("`wirewatch feeds add URL` adds one"))
    })
}

/// Watchlists whose feed filter leaves out every feed.
pub(super) fn without_feeds(files: &[OperatorFile], watchlists: &Watchlists, feeds: &[Feed]) -> Vec<Finding> {
    let mut tags: Vec<&str> = feeds.iter().flat_map(|feed| &feed.tags).map(String::as_str).collect();
    tags.sort_unstable();
    tags.dedup();
    let more = if tags.len() > TAGS { ", …" } else { "" };
    let help = match tags.len() {
        0 => "feeds have no tags; what it looks for is never found".to_owned(),
        _ => format!("the tags of feeds are {}{more}", tags[..tags.len().min(TAGS)].join(", ")),
    };
    let finding = |(id, words): (&str, String)| {
        let file = files.iter().find(|file| file.stem() == id)?;
        let problem =
            Problem::warning(file.key_span("feeds"), "no-feed", format!("`{id}` reads nothing: {words}"));
        Some(file.finding(problem.help(help.clone())))
    };
    watchlists.without_feeds(feeds).into_iter().filter_map(finding).collect()
}
