//! `wirewatch feeds discover`.

use serde_json::{Value, json};

use super::asking::runtime;
use super::found::{paste, shown};
use crate::cli::common::{Common, Exit};
use crate::cli::output::{print, tell};
use crate::fetch::{Fetcher, FoundSource, discover};
use crate::settings::FetchSettings;
use crate::{clock, load};

/// Asks as the settings say, and as usual where there are none: to look around needs no installation.
pub(super) fn run(common: &Common, url: &str) -> anyhow::Result<Exit> {
    let settings = load::find_settings(common.config.as_deref())
        .ok()
        .and_then(|config| load::load(&config, clock::now()).ok())
        .map_or_else(FetchSettings::default, |loaded| loaded.settings.fetch);
    let fetcher = Fetcher::new(&settings)?;
    let found = match runtime()?.block_on(discover(&fetcher, url, clock::now())) {
        Ok(found) => found,
        Err(failure) => {
            tell(format_args!("wirewatch: {url}: {}", failure.message));
            return Ok(Exit::Problem);
        }
    };
    for source in found.sources.iter().chain(&found.list) {
        if common.json {
            print(format_args!("{}\n", as_json(source)))?;
        } else {
            print(format_args!("{}", shown(source)))?;
        }
    }
    if found.sources.is_empty() {
        tell(format_args!("wirewatch: {}", nothing(url, found.list.is_some())));
        return Ok(Exit::Problem);
    }
    Ok(Exit::Done)
}

/// What is said where a site has no feed.
pub(super) fn nothing(url: &str, is_list: bool) -> String {
    let words =
        format!("no feed at {url}, none named there and none in the usual places, no sitemap with times");
    let list = "a list on the page may do: look whether it brings the right titles, and try it with `wirewatch feeds try`";
    if is_list { format!("{words}; {list}") } else { words }
}

fn as_json(found: &FoundSource) -> Value {
    json!({
        "url": found.url, "kind": found.source.kind.unwrap_or_default().word(), "title": found.feed.plain_title(),
        "lang": found.feed.lang, "entries": found.feed.entries.len(), "toml": paste(found),
    })
}
