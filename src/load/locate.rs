//! Which settings file a command is about.

use std::env;
use std::path::{Path, PathBuf};

/// The file that is looked for where the command line names none.
const USUAL_NAMES: [&str; 2] = ["wirewatch.toml", "/etc/wirewatch/wirewatch.toml"];

/// No settings file is named, and none stands where it usually does.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "there is no settings file: neither {} nor {} exists; name one with --config or write one with `wirewatch init`",
    USUAL_NAMES[0],
    USUAL_NAMES[1]
)]
pub(crate) struct NoSettings;

/// The settings file: the one named, else `$WIREWATCH_CONFIG`, else the first that exists in the usual places.
pub(crate) fn find_settings(named: Option<&Path>) -> Result<PathBuf, NoSettings> {
    let from_environment =
        || env::var_os("WIREWATCH_CONFIG").filter(|path| !path.is_empty()).map(PathBuf::from);
    let usual = || USUAL_NAMES.iter().map(PathBuf::from).find(|path| path.exists());
    named.map(Path::to_owned).or_else(from_environment).or_else(usual).ok_or(NoSettings)
}
