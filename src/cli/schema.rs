//! `wirewatch schema`.

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
    /// The schema as it is printed, draft-07. A test compares it key by key with what the files are read by.
    pub(super) fn schema(self) -> &'static str {
        match self {
            Self::Wirewatch => include_str!("schema/wirewatch.json"),
            Self::Feeds => include_str!("schema/feeds.json"),
            Self::Subscribers => include_str!("schema/subscribers.json"),
            Self::Watchlist => include_str!("schema/watchlist.json"),
            Self::Entities => include_str!("schema/entities.json"),
        }
    }
}

pub(super) fn run(_common: &Common, args: &SchemaArgs) -> anyhow::Result<Exit> {
    print(format_args!("{}", args.name.schema()))?;
    Ok(Exit::Done)
}

#[cfg(test)]
mod tests;
