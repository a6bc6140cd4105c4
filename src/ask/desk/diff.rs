//! Two revisions of an entry beside each other, word by word.

use jiff::Timestamp;

use crate::change::{Run, whole_text};
use crate::store::revisions::{StoredRevision, revision_text};
use crate::store::{Connection, StoreError};

/// Two revisions compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DiffView {
    /// When the earlier one was read.
    pub before: Timestamp,
    /// When the later one was read.
    pub after: Timestamp,
    /// The title, word by word.
    pub title: Vec<Run>,
    /// The paragraphs, word by word.
    pub paragraphs: Vec<Vec<Run>>,
}

/// Compares two revisions; `None` where one of them is not kept.
///
/// # Errors
///
/// When the store cannot be read.
pub(crate) fn diff_view(
    connection: &Connection,
    entry: i64,
    before: i64,
    after: i64,
) -> Result<Option<DiffView>, StoreError> {
    let revisions = (revision_text(connection, entry, before)?, revision_text(connection, entry, after)?);
    let (Some(old), Some(new)): (Option<StoredRevision>, Option<StoredRevision>) = revisions else {
        return Ok(None);
    };
    Ok(Some(DiffView {
        before: old.seen,
        after: new.seen,
        title: whole_text(&old.title, &new.title).into_iter().flatten().collect(),
        paragraphs: whole_text(&old.text, &new.text),
    }))
}
