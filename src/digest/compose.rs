//! Decides what a digest says: thresholds, one story once, the order, and what an edit means.

use crate::digest::Digest;
use crate::digest::Kind;
use crate::digest::material::Material;

/// The digest of this window, or `None` where there is nothing to tell.
///
/// The same material in any order gives the same digest.
pub(crate) fn compose(kind: Kind, material: &Material) -> Option<Digest> {
    let _ = (kind, material);
    None
}

/// The digest that says nothing matched and what was read, for readers who want to be told.
pub(crate) fn heartbeat(material: &Material) -> Digest {
    envelope(Kind::Heartbeat, material)
}

/// A digest that has found nothing yet.
fn envelope(kind: Kind, material: &Material) -> Digest {
    Digest {
        kind,
        reader: material.reader.clone(),
        window: material.window,
        composed: material.now,
        topics: material.topics.clone(),
        parts: Vec::new(),
        coverage: material.coverage.clone(),
        links: material.links.clone(),
    }
}
