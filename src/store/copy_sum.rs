//! What the checksums of a copy say of it: SQLite's own check sees no changed letter of a text.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use ring::digest::{Context, SHA256};

use super::copy_seal;

/// What is read at a time.
const CHUNK: usize = 1 << 20;

/// What its checksum says of a copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum CopySum {
    /// It is as it was written.
    Same,
    /// It was changed since.
    Differs,
    /// There is none, or nothing that says one.
    None,
}

/// Writes the SHA-256 of a copy beside it as `FILE.sha256`, in the form that `sha256sum -c` reads.
pub(super) fn write_sum(copy: &Path, name: &Path) -> io::Result<()> {
    let name = name.file_name().unwrap_or_default().to_string_lossy();
    fs::write(beside(copy), format!("{}  {name}\n", sum(copy)?))
}

/// Where the checksum of a copy stands.
pub(super) fn beside(copy: &Path) -> PathBuf {
    let mut path = copy.as_os_str().to_owned();
    path.push(".sha256");
    path.into()
}

/// Compares a copy with the checksum beside it, and where none stands there with the one inside.
pub(super) fn look(copy: &Path) -> io::Result<CopySum> {
    let said = fs::read_to_string(beside(copy)).unwrap_or_default();
    let is_same = match said.split_whitespace().next() {
        Some(said) => Some(said == sum(copy)?),
        None => copy_seal::holds(copy)?,
    };
    Ok(is_same.map_or(CopySum::None, |same| if same { CopySum::Same } else { CopySum::Differs }))
}

fn sum(path: &Path) -> io::Result<String> {
    let (mut file, mut context, mut chunk) = (File::open(path)?, Context::new(&SHA256), vec![0; CHUNK]);
    loop {
        match file.read(&mut chunk)? {
            0 => break,
            read => context.update(&chunk[..read]),
        }
    }
    Ok(context.finish().as_ref().iter().map(|byte| format!("{byte:02x}")).collect())
}
