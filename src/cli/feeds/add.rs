//! `wirewatch feeds add`.

use std::time::Duration;

use serde_json::json;

use super::asking::runtime;
use crate::cli::common::{Common, Exit};
use crate::cli::output::{print, tell};
use crate::feed::{Feed, FullText};
use crate::fetch::{Fetcher, discover};
use crate::load::{Loaded, append};
use crate::settings::units::parse_duration;
use crate::{clock, wording};

/// How many of its newest titles show that it is the right feed.
const SHOWN: usize = 5;

#[derive(Debug, clap::Args)]
pub(super) struct FeedsAddArgs {
    /// The address of a feed, a page or a site
    url: String,
    /// A title instead of the feed's own
    #[arg(long)]
    title: Option<String>,
    /// The language of its entries, such as "az"
    #[arg(long)]
    lang: Option<String>,
    /// The two letters of its country, such as "AZ"
    #[arg(long)]
    country: Option<String>,
    /// The family of publishers that it belongs to
    #[arg(long)]
    publisher: Option<String>,
    /// A label that watchlists filter by; may be given more than once
    #[arg(long = "tag", value_name = "TAG")]
    tags: Vec<String>,
    /// An interval of its own, such as "10m"
    #[arg(long, value_parser = |text: &str| parse_duration(text).map_err(|fault| fault.message))]
    every: Option<Duration>,
    /// Fetch the page of each item and match its text too, whatever the settings say
    #[arg(long)]
    full_text: bool,
}

pub(super) fn run(common: &Common, args: &FeedsAddArgs, loaded: &Loaded) -> anyhow::Result<Exit> {
    let fetcher = Fetcher::new(&loaded.settings.fetch)?;
    let found = match runtime()?.block_on(discover(&fetcher, &args.url, clock::now())) {
        Ok(found) => found,
        Err(failure) => {
            tell(format_args!("wirewatch: {}: {}", args.url, failure.message));
            return Ok(Exit::Problem);
        }
    };
    let Some(first) = found.first() else {
        tell(format_args!(
            "wirewatch: no feed at {}, none named there and none in the usual places",
            args.url
        ));
        return Ok(Exit::Problem);
    };
    let feed = Feed {
        url: first.url.clone(),
        title: args.title.clone(),
        lang: args.lang.clone(),
        country: args.country.as_deref().map(str::to_ascii_uppercase),
        publisher: args.publisher.clone(),
        tags: args.tags.clone(),
        every: args.every,
        full_text: args.full_text.then_some(FullText::Fetched),
        ..Feed::default()
    };
    if loaded.feeds.iter().any(|listed| listed.identity() == feed.identity()) {
        tell(format_args!("wirewatch: {} is listed already", first.url));
        return Ok(Exit::Problem);
    }
    let path = append::file_for_new_feeds(&loaded.settings.feeds);
    append::append(&path, &[feed])?;
    let mut entries: Vec<_> = first.feed.entries.iter().collect();
    // Feeds without dates stand in their own order.
    entries.sort_by_key(|entry| std::cmp::Reverse(entry.published.or(entry.updated)));
    let titles: Vec<String> = entries.iter().take(SHOWN).map(|entry| entry.plain_title()).collect();
    let others: Vec<&str> = found[1..].iter().map(|other| other.url.as_str()).collect();
    if common.json {
        print(format_args!(
            "{}\n",
            json!({
                "url": first.url, "title": first.feed.title, "file": path.display().to_string(),
                "entries": first.feed.entries.len(), "newest": titles, "others": others,
            })
        ))?;
        return Ok(Exit::Done);
    }
    print(format_args!("{}\n    {}\n", first.url, first.feed.title.as_deref().unwrap_or("without a title")))?;
    for title in titles {
        print(format_args!("    - {}\n", wording::line(&title)))?;
    }
    print(format_args!("added to {}\n", path.display()))?;
    for other in others {
        print(format_args!("also found there: {other}\n"))?;
    }
    Ok(Exit::Done)
}
