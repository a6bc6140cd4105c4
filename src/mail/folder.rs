//! Mail as `.eml` files in a folder, for trying out.

use std::fmt::Display;
use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::{fs, io};

use super::posting::{Posting, SendOutcome};

/// A folder that takes every mail.
#[derive(Debug)]
pub(crate) struct Folder {
    path: PathBuf,
}

impl Folder {
    /// The folder at `path`; it is made with the first mail.
    pub(crate) fn new(path: PathBuf) -> Self {
        Self { path }
    }

    /// Writes the mail under the name that its recipient and Message-ID give: a repeat replaces its like.
    pub(super) fn send<E: Display>(
        &self,
        posting: &Posting<'_>,
        before_data: impl FnOnce() -> Result<(), E>,
    ) -> SendOutcome {
        if let Err(error) = before_data() {
            return SendOutcome::deferred(error.to_string());
        }
        let name = file_name(posting);
        match write(&self.path, &name, posting.bytes) {
            Ok(()) => SendOutcome::Accepted { reply: format!("written to {name}") },
            Err(error) => {
                SendOutcome::deferred(format!("cannot write {}: {error}", self.path.join(name).display()))
            }
        }
    }
}

/// A name of plain characters: what else a recipient or an id holds becomes `_`.
fn file_name(posting: &Posting<'_>) -> String {
    let id = posting.message_id.trim_matches(['<', '>']);
    let id = id.split_once('@').map_or(id, |(local, _)| local);
    let name = format!("{}-{id}", posting.recipient);
    let plain = |c: char| if c.is_ascii_alphanumeric() || "@.+-".contains(c) { c } else { '_' };
    let name: String = name.trim_start_matches('.').chars().map(plain).take(200).collect();
    format!("{name}.eml")
}

/// Writes so that the file is whole or not there, also after a power cut.
fn write(folder: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let unfinished = folder.join(format!(".{name}.unfinished"));
    let mut file = File::create(&unfinished)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&unfinished, folder.join(name))?;
    File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        let mut names: Vec<String> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_mail_becomes_one_file_however_often_it_is_sent() {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("new/mail");
        let folder = Folder::new(path.clone());
        let send = |recipient, message_id, bytes| {
            let posting = Posting { sender: "s@example.org", recipient, message_id, bytes };
            folder.send(&posting, || Ok::<(), String>(()))
        };
        for bytes in [b"first".as_slice(), b"again"] {
            let outcome = send("a@example.org", "<1f@example.org>", bytes);
            assert_eq!(outcome, SendOutcome::Accepted { reply: "written to a@example.org-1f.eml".into() });
        }
        send("b@example.org", "<1f@example.org>", b"to b");
        send("../c/d@example.org", "<2a/../../x@example.org>", b"to c");
        let wanted = ["_c_d@example.org-2a_.._.._x.eml", "a@example.org-1f.eml", "b@example.org-1f.eml"];
        assert_eq!(names(&path), wanted);
        assert_eq!(fs::read(path.join("a@example.org-1f.eml")).unwrap(), b"again");
    }

    #[test]
    fn a_folder_that_cannot_be_written_defers_and_a_hook_that_fails_writes_nothing() {
        let place = tempfile::tempdir().unwrap();
        let file = place.path().join("file");
        fs::write(&file, "in the way").unwrap();
        let posting =
            Posting { sender: "s@example.org", recipient: "a@example.org", message_id: "<1@b>", bytes: b"x" };
        let outcome = Folder::new(file).send(&posting, || Ok::<(), String>(()));
        assert!(
            matches!(&outcome, SendOutcome::Deferred { text, .. } if text.starts_with("cannot write")),
            "{outcome:?}"
        );
        let empty = place.path().join("empty");
        let outcome = Folder::new(empty.clone()).send(&posting, || Err("the store is full"));
        assert_eq!(outcome, SendOutcome::deferred("the store is full"));
        assert!(!empty.exists());
    }
}
