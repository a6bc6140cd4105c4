//! `wirewatch names`: what the stored items say about the names in the files.

use std::fmt::Write as _;

use clap::Subcommand;
use jiff::Timestamp;

use super::archived::{marked, since};
use super::common::{Common, Exit};
use super::installation::reader;
use super::output::{print, tell};
use crate::ask::suggest::{SuggestedSpellings, suggest};
use crate::watch::suggest::Suggestions;
use crate::wording::counted;

/// Find spellings of names in the stored items
#[derive(Debug, clap::Args)]
pub(super) struct NamesArgs {
    #[command(subcommand)]
    command: NamesCommand,
}

#[derive(Debug, Subcommand)]
enum NamesCommand {
    /// List spellings of people that only their sound finds, as TOML lines to paste
    ///
    /// A name that stands in the file is found in all its case forms and with more certainty than one that only sounds
    /// alike. Each suggestion comes with how often it was met, in which languages, and a sentence to judge it by.
    Suggest {
        /// Only this entity, or those of this watchlist [default: all]
        #[arg(value_name = "WATCHLIST|ENTITY")]
        only: Option<String>,
        /// Only what was first seen within this time
        #[arg(long, value_name = "TIME", default_value = "30d", value_parser = since)]
        since: Timestamp,
    },
}

pub(super) fn run(common: &Common, args: &NamesArgs) -> anyhow::Result<Exit> {
    let NamesCommand::Suggest { only, since } = &args.command;
    let (loaded, reader) = reader(common)?;
    let heard = reader.read(|connection| suggest(connection, &loaded.watchlists, only.as_deref(), *since))?;
    let heard = match heard {
        Ok(heard) => heard,
        Err(nearest) => {
            let help = nearest.map_or_else(String::new, |name| format!("; did you mean {name}?"));
            let name = only.as_deref().unwrap_or_default();
            tell(format_args!("wirewatch: there is no watchlist and no used entity `{name}`{help}"));
            return Ok(Exit::Usage);
        }
    };
    if common.json {
        print(format_args!("{}\n", serde_json::to_string(&heard)?))?;
    } else {
        let SuggestedSpellings { items, entities } = &heard;
        print(format_args!("{}", as_toml(entities)))?;
        let spellings = entities.iter().map(|entity| entity.spellings.len()).sum();
        tell(format_args!(
            "{} of {} met by sound in {}",
            counted(spellings, "spelling", "spellings"),
            counted(entities.len(), "entity", "entities"),
            counted(*items, "stored item", "stored items")
        ));
    }
    Ok(Exit::Done)
}

/// TOML in which all but the lines to paste is comment.
fn as_toml(found: &[Suggestions]) -> String {
    let mut text = String::new();
    for Suggestions { entity, name, spellings, left_out, paste } in found {
        if !spellings.is_empty() {
            let _ = write!(text, "[[entity]]\nid = \"{entity}\"  # {name}\n{}\n", paste.join("\n"));
        }
        for one in spellings {
            let languages: Vec<String> =
                one.languages.iter().map(|(lang, items)| format!("{lang} {items}")).collect();
            let items = if one.items == 1 { "1 item".to_owned() } else { format!("{} items", one.items) };
            let times = if one.mentions == 1 { "once".to_owned() } else { format!("{} times", one.mentions) };
            let _ = writeln!(
                text,
                "# {}: {times} in {items} ({}); sounds like \"{}\", distance {:.2}",
                one.spelling,
                languages.join(", "),
                one.sounds_like,
                one.distance
            );
            if !one.forms.is_empty() {
                let _ = writeln!(text, "#   met as {}", one.forms.join(", "));
            }
            let _ = writeln!(text, "#   {}", marked(&one.excerpt));
        }
        if *left_out > 0 {
            let spellings = counted(*left_out, "spelling", "spellings");
            let _ = writeln!(text, "# {name}: {spellings} met in one item alone and less alike, left out");
        }
        text.push('\n');
    }
    text
}
