//! Printing: a reader of stdout that has gone away (`| head`) ends the program quietly, `println!` would panic.

use std::fmt::Arguments;
use std::io;
use std::io::Write;

/// Prints a line on stderr. Where nobody reads it (`2>&1 | head`), there is nobody to tell.
pub(super) fn tell(text: Arguments<'_>) {
    let _ = writeln!(io::stderr(), "{text}");
}

/// Prints without adding a line end.
pub(super) fn print(text: Arguments<'_>) -> anyhow::Result<()> {
    match io::stdout().write_fmt(text) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => std::process::exit(0),
        Err(error) => Err(error.into()),
    }
}
