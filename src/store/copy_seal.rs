//! The checksum inside a copy: it goes with the copy wherever that is copied to, where the file beside it stays behind.
//!
//! It stands in a row of its own, and is the SHA-256 of the file with its own bytes taken as zeros.

use std::fs::{File, OpenOptions};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::Path;

use memchr::memmem::Finder;
use ring::digest::{Context, SHA256, SHA256_OUTPUT_LEN};
use rusqlite::params;

use super::{Connection, StoreError};

/// What stands before the checksum. No text holds these bytes: 0xff is in none.
const MARK: [u8; 16] = *b"\xffcopy\xfeseal\xff\xff\xfe\xff\xff\xff";

/// What is read at a time.
const CHUNK: usize = 1 << 20;

/// Makes room for the checksum in a copy that nobody else has open.
pub(super) fn make_room(copy: &Path) -> Result<(), StoreError> {
    let connection = rusqlite::Connection::open(copy)
        .map_err(|error| StoreError::Open { path: copy.to_owned(), reason: error.to_string() })?;
    connection.execute_batch(
        "CREATE TABLE IF NOT EXISTS copy_seal (one INTEGER PRIMARY KEY CHECK (one = 1), seal BLOB NOT NULL) STRICT",
    )?;
    let room = [&MARK[..], &[0; SHA256_OUTPUT_LEN]].concat();
    connection.execute(
        "INSERT INTO copy_seal (one, seal) VALUES (1, ?1) ON CONFLICT (one) DO UPDATE SET seal = excluded.seal",
        params![room],
    )?;
    Ok(())
}

/// Takes the checksum out of what runs: it is no copy any more. Its bytes are overwritten first, for SQLite leaves them
/// in the file otherwise.
pub(super) fn take_out(connection: &Connection) -> Result<(), StoreError> {
    let is_there: bool = connection.query_row(
        "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE name = 'copy_seal')",
        [],
        |row| row.get(0),
    )?;
    if is_there {
        connection.execute("UPDATE copy_seal SET seal = zeroblob(length(seal))", [])?;
        connection.execute_batch("DROP TABLE copy_seal; PRAGMA wal_checkpoint(TRUNCATE)")?;
    }
    Ok(())
}

/// Writes the checksum into the room for it.
pub(super) fn seal(copy: &Path) -> io::Result<()> {
    let Some(place) = place(copy)? else { return Err(io::Error::other("it has no room for its checksum")) };
    let sum = sum_without(copy, place)?;
    let mut file = OpenOptions::new().write(true).open(copy)?;
    file.seek(SeekFrom::Start(place))?;
    file.write_all(&sum)?;
    file.sync_all()
}

/// Whether a copy is as it was sealed; `None` where there is no checksum in it.
pub(super) fn holds(copy: &Path) -> io::Result<Option<bool>> {
    let Some(place) = place(copy)? else { return Ok(None) };
    let mut said = [0; SHA256_OUTPUT_LEN];
    let mut file = File::open(copy)?;
    file.seek(SeekFrom::Start(place))?;
    file.read_exact(&mut said)?;
    Ok(Some(said == sum_without(copy, place)?[..]))
}

/// Where the checksum begins; `None` where its mark stands nowhere or twice, or too near the end.
fn place(copy: &Path) -> io::Result<Option<u64>> {
    let finder = Finder::new(&MARK);
    let mut places = Vec::new();
    // The end of the chunk before: the mark may lie across the border.
    let mut kept: Vec<u8> = Vec::new();
    let mut end = 0_u64;
    each_chunk(copy, |chunk| {
        kept.extend_from_slice(chunk);
        end += chunk.len() as u64;
        let begin = end - kept.len() as u64;
        places.extend(finder.find_iter(&kept).map(|at| begin + (at + MARK.len()) as u64));
        kept.drain(..kept.len().saturating_sub(MARK.len() - 1));
    })?;
    Ok(match places[..] {
        [place] if place + SHA256_OUTPUT_LEN as u64 <= end => Some(place),
        _ => None,
    })
}

/// The SHA-256 of a file with the checksum at `place` taken as zeros.
fn sum_without(copy: &Path, place: u64) -> io::Result<Vec<u8>> {
    let (mut context, mut begin) = (Context::new(&SHA256), 0_u64);
    let hidden = place..place + SHA256_OUTPUT_LEN as u64;
    each_chunk(copy, |chunk| {
        let end = begin + chunk.len() as u64;
        for at in hidden.start.max(begin)..hidden.end.min(end) {
            chunk[usize::try_from(at - begin).unwrap_or(0)] = 0;
        }
        context.update(chunk);
        begin = end;
    })?;
    Ok(context.finish().as_ref().to_vec())
}

fn each_chunk(path: &Path, mut take: impl FnMut(&mut [u8])) -> io::Result<()> {
    let (mut file, mut chunk) = (File::open(path)?, vec![0; CHUNK]);
    loop {
        match file.read(&mut chunk)? {
            0 => return Ok(()),
            read => take(&mut chunk[..read]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_checksum_is_found_wherever_it_stands_and_knows_every_other_byte() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("copy");
        for before in [0, 7, CHUNK - 20, CHUNK - 8, CHUNK, CHUNK + 3] {
            let bytes = [&vec![7; before][..], &MARK, &[0; SHA256_OUTPUT_LEN], &[8; 5_000]].concat();
            std::fs::write(&path, &bytes).expect("the folder is ours");
            seal(&path).expect("there is room");
            assert_eq!(holds(&path).expect("it is readable"), Some(true), "{before}");
            let sealed = std::fs::read(&path).expect("it is readable");
            for at in [0, before + MARK.len() + 1, bytes.len() - 1] {
                let mut changed = sealed.clone();
                changed[at] ^= 1;
                std::fs::write(&path, &changed).expect("the folder is ours");
                assert_ne!(holds(&path).expect("it is readable"), Some(true), "{before} {at}");
            }
        }
        for bytes in [Vec::new(), vec![1; 100], [MARK, MARK].concat(), MARK.to_vec()] {
            std::fs::write(&path, &bytes).expect("the folder is ours");
            assert_eq!(holds(&path).expect("it is readable"), None);
        }
    }
}
