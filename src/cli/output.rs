//! Printing on stdout: a reader that has gone away (`| head`) ends the program quietly.

use std::fmt::Arguments;
use std::io;
use std::io::Write;

/// Prints without adding a line end.
pub(super) fn print(text: Arguments<'_>) -> anyhow::Result<()> {
    match io::stdout().write_fmt(text) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => std::process::exit(0),
        Err(error) => Err(error.into()),
    }
}
