//! `wirewatch feeds discover`.

use super::asking::runtime;
use crate::cli::common::{Common, Exit};
use crate::cli::output::{print, tell};
use crate::fetch::{Fetcher, discover};
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
    for found in &found {
        if common.json {
            let line = serde_json::json!({
                "url": found.url, "title": found.feed.title, "lang": found.feed.lang,
                "entries": found.feed.entries.len(),
            });
            print(format_args!("{line}\n"))?;
        } else {
            let title = found.feed.title.as_deref().unwrap_or("without a title");
            print(format_args!("{}\n    {title}, {} entries\n", found.url, found.feed.entries.len()))?;
        }
    }
    if found.is_empty() {
        tell(format_args!("wirewatch: no feed at {url}, none named there and none in the usual places"));
        return Ok(Exit::Problem);
    }
    Ok(Exit::Done)
}
