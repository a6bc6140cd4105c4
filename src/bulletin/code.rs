//! Bulletins as bytes: JSON under a version, which an older desk refuses rather than misreads.

use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};

use super::told::Bulletin;

/// The version that this program writes, and the newest that it reads. What is added and may be passed over changes nothing
/// here; what a desk must understand does.
const VERSION: u32 = 1;

/// Why bytes are no bulletin.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum UnreadableBulletin {
    /// A newer program wrote it.
    #[error("it is of version {0}, and this program reads up to {VERSION}")]
    Newer(u32),
    /// Nothing that any version writes.
    #[error("it is no bulletin: {0}")]
    Garbage(String),
}

#[derive(Serialize)]
struct WrittenBulletin<'a> {
    v: u32,
    bulletin: &'a Bulletin,
}

#[derive(Deserialize)]
struct Versioned<T> {
    v: u32,
    bulletin: T,
}

/// A bulletin as bytes.
pub(crate) fn encode(bulletin: &Bulletin) -> Result<Vec<u8>, serde_json::Error> {
    serde_json::to_vec(&WrittenBulletin { v: VERSION, bulletin })
}

/// A bulletin from bytes.
pub(crate) fn decode(bytes: &[u8]) -> Result<Bulletin, UnreadableBulletin> {
    let error = match serde_json::from_slice::<Versioned<Bulletin>>(bytes) {
        Ok(Versioned { v: ..=VERSION, bulletin }) => return Ok(bulletin),
        Ok(Versioned { v, .. }) => return Err(UnreadableBulletin::Newer(v)),
        Err(error) => error,
    };
    match serde_json::from_slice::<Versioned<IgnoredAny>>(bytes) {
        Ok(Versioned { v, .. }) if v > VERSION => Err(UnreadableBulletin::Newer(v)),
        _ => Err(UnreadableBulletin::Garbage(error.to_string())),
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::bulletin::{BulletinNews, FeedLabel, FeedNews};
    use crate::feed::FeedState;

    #[test]
    fn what_is_written_is_read_and_what_is_newer_is_told_from_garbage() {
        let label = FeedLabel { url: "https://a.example/rss".to_owned(), ..FeedLabel::default() };
        let feed = FeedNews { number: 3, label, state: FeedState::default(), listed: true };
        let (poller, at) = ("a-1of2".to_owned(), Timestamp::UNIX_EPOCH);
        let bulletin = Bulletin { poller, line: 7, at, news: BulletinNews::Feed { feed: Box::new(feed) } };
        let bytes = encode(&bulletin).expect("plain data");
        assert_eq!(decode(&bytes), Ok(bulletin));
        let text = String::from_utf8(bytes).expect("JSON");
        let newer = text.replacen("\"v\":1", "\"v\":2", 1);
        assert_eq!(decode(newer.as_bytes()), Err(UnreadableBulletin::Newer(2)));
        let other = br#"{"v":3,"bulletin":{"all":"else"}}"#;
        assert_eq!(decode(other), Err(UnreadableBulletin::Newer(3)));
        for garbage in ["", "{}", "\u{0}", &text[..text.len() / 2]] {
            assert!(matches!(decode(garbage.as_bytes()), Err(UnreadableBulletin::Garbage(_))), "{garbage}");
        }
    }
}
