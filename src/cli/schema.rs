//! `wirewatch schema`.

use crate::settings::keys::{ENTITIES, FEEDS, SUBSCRIBERS, WATCHLIST, WIREWATCH, schema};

use super::common::{Common, Exit};
use super::output::print;

/// Print the JSON Schema of a kind of file, for editors
///
/// Editors that know TOML schemas (taplo, Even Better TOML) check a file and complete its keys while it is written
/// when line 1 names the schema: `#:schema ./schemas/feeds.json`. `wirewatch init` writes the schemas too.
#[derive(Debug, clap::Args)]
pub(super) struct SchemaArgs {
    /// Which kind of file
    #[arg(value_enum)]
    name: Name,
}

/// The kinds of files that operators write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Name {
    Wirewatch,
    Feeds,
    Subscribers,
    Watchlist,
    Entities,
}

impl Name {
    /// As commands and files name it.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Wirewatch => "wirewatch",
            Self::Feeds => "feeds",
            Self::Subscribers => "subscribers",
            Self::Watchlist => "watchlist",
            Self::Entities => "entities",
        }
    }

    /// The schema as it is printed, draft-07.
    pub(super) fn schema(self) -> String {
        let (title, keys) = match self {
            Self::Wirewatch => ("wirewatch.toml", &WIREWATCH),
            Self::Feeds => ("feeds.toml", &FEEDS),
            Self::Subscribers => ("subscribers.toml", &SUBSCRIBERS),
            Self::Watchlist => ("A watchlist", &WATCHLIST),
            Self::Entities => ("entities.toml", &ENTITIES),
        };
        schema(title, keys)
    }
}

pub(super) fn run(_common: &Common, args: &SchemaArgs) -> anyhow::Result<Exit> {
    print(format_args!("{}", args.name.schema()))?;
    Ok(Exit::Done)
}
