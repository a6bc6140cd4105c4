//! Printing: a reader of stdout that has gone away (`| head`) has seen enough, and the program ends quietly.

use std::fmt::Arguments;
use std::io;
use std::io::Write;

/// Prints a line on stderr. Where nobody reads it (`2>&1 | head`), there is nobody to tell.
pub(super) fn tell(text: Arguments<'_>) {
    let _ = writeln!(io::stderr(), "{text}");
}

/// Prints without adding a line end. `println!` would panic where nobody reads.
pub(super) fn print(text: Arguments<'_>) -> anyhow::Result<()> {
    Ok(io::stdout().write_fmt(text)?)
}

/// Prints bytes as they are.
pub(super) fn print_bytes(bytes: &[u8]) -> anyhow::Result<()> {
    Ok(io::stdout().write_all(bytes)?)
}

/// Whether a command ended because nobody reads what it prints. Every command comes by here on its way out.
pub(super) fn is_unread(error: &anyhow::Error) -> bool {
    let kind = |cause: &(dyn std::error::Error + 'static)| {
        let written = cause.downcast_ref::<io::Error>().map(io::Error::kind);
        written.or_else(|| cause.downcast_ref::<serde_json::Error>()?.io_error_kind())
    };
    error.chain().filter_map(kind).any(|kind| kind == io::ErrorKind::BrokenPipe)
}
