//! `wirewatch feeds add`.

use std::time::Duration;

use serde_json::json;

use super::asking::runtime;
use super::discover::nothing;
use super::found::{as_feed, newest_titles, shown};
use crate::cli::common::{Common, Exit};
use crate::cli::output::{print, tell};
use crate::feed::{Feed, FullText};
use crate::fetch::{Fetcher, FoundSource, discover};
use crate::load::{Loaded, append};
use crate::settings::units::parse_duration;
use crate::{clock, wording};

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
    /// Where there is no feed: take the list that was found on the page
    #[arg(long)]
    list: bool,
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
    let list = found.list.as_ref().filter(|_| args.list);
    let Some(first) = list.or(found.sources.first()) else {
        if let Some(list) = &found.list {
            tell(format_args!("{}to take it: wirewatch feeds add --list {}", shown(list), args.url));
        }
        tell(format_args!("wirewatch: {}", nothing(&args.url, found.list.is_some())));
        return Ok(Exit::Problem);
    };
    let as_found = as_feed(first);
    let feed = Feed {
        title: args.title.clone().or(as_found.title),
        lang: args.lang.clone(),
        country: args.country.as_deref().map(str::to_ascii_uppercase),
        publisher: args.publisher.clone(),
        tags: args.tags.clone(),
        every: args.every,
        full_text: args.full_text.then_some(FullText::Fetched),
        ..as_found
    };
    if loaded.feeds.iter().any(|listed| listed.identity() == feed.identity()) {
        tell(format_args!("wirewatch: {} is listed already", first.url));
        return Ok(Exit::Problem);
    }
    let path = append::file_for_new_feeds(&loaded.settings.feeds);
    append::append(&path, &[feed])?;
    let titles = newest_titles(first);
    let is_other = |other: &&FoundSource| other.url != first.url;
    let others: Vec<&str> = found.sources.iter().filter(is_other).map(|other| other.url.as_str()).collect();
    let kind = first.source.kind.unwrap_or_default().word();
    if common.json {
        print(format_args!(
            "{}\n",
            json!({
                "url": first.url, "kind": kind, "title": first.feed.plain_title(), "file": path.display().to_string(),
                "entries": first.feed.entries.len(), "newest": titles, "others": others,
            })
        ))?;
        return Ok(Exit::Done);
    }
    let title = first.feed.plain_title().unwrap_or_else(|| "without a title".to_owned());
    print(format_args!("{} ({kind})\n    {}\n", first.url, wording::line(&title)))?;
    for title in titles {
        print(format_args!("    - {title}\n"))?;
    }
    print(format_args!("added to {}\n", path.display()))?;
    for other in others {
        print(format_args!("also found there: {other}\n"))?;
    }
    Ok(Exit::Done)
}
