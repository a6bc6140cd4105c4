//! A digest as programs get it: JSON of a bounded size, and what it left out counted.

use serde::{Deserialize, Serialize};

use crate::digest::told_story::{ToldStory, told_stories};
use crate::digest::{Digest, DigestKind};

/// Bytes of a payload at most: Standard Webhooks asks receivers for 20 kB and no more.
pub(crate) const PAYLOAD_LIMIT: usize = 20_000;

/// What one post says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Payload {
    /// Why it is sent now.
    #[serde(rename = "type")]
    pub kind: PayloadKind,
    /// The ids of the watchlists of its stories.
    pub watchlists: Vec<String>,
    /// Their titles, as people read them, in the same order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub titles: Vec<String>,
    /// What it tells, the weightiest first.
    pub stories: Vec<ToldStory>,
    /// Stories that did not fit.
    pub left_out: usize,
    /// Where the whole of it stands; `None` without `[web] public_url`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// Why something is posted now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum PayloadKind {
    /// Its time has come.
    #[serde(rename = "wirewatch.digest")]
    Digest,
    /// It is told at once.
    #[serde(rename = "wirewatch.alert")]
    Alert,
    /// Nothing happened: an operator tries the way.
    #[serde(rename = "wirewatch.test")]
    Test,
}

/// What a digest says to programs: as many of its stories, in order, as fit into [`PAYLOAD_LIMIT`] bytes.
///
/// # Errors
///
/// None that plain data can cause; the type cannot promise it.
pub(crate) fn payload(digest: &Digest) -> Result<Payload, serde_json::Error> {
    let all = told_stories(digest);
    let mut payload = Payload {
        kind: match digest.kind {
            DigestKind::Alert => PayloadKind::Alert,
            DigestKind::Scheduled | DigestKind::Heartbeat => PayloadKind::Digest,
        },
        watchlists: Vec::new(),
        titles: Vec::new(),
        stories: Vec::new(),
        left_out: all.len(),
        url: digest.links.archive.clone(),
    };
    // The titles' own key comes with the first of them.
    let mut room = PAYLOAD_LIMIT.saturating_sub(serde_json::to_vec(&payload)?.len() + 12);
    for story in all {
        let is_new = !payload.watchlists.contains(&story.watchlist);
        let title = title_of(digest, &story.watchlist);
        // With the commas before it and before the id and the title of its watchlist.
        let named =
            || Ok::<_, serde_json::Error>(story.watchlist.len() + 3 + serde_json::to_vec(&title)?.len() + 1);
        let bytes = serde_json::to_vec(&story)?.len() + 1 + if is_new { named()? } else { 0 };
        if bytes > room {
            // What comes later weighs less: nothing takes the place of what does not fit.
            break;
        }
        room -= bytes;
        payload.left_out -= 1;
        if is_new {
            payload.watchlists.push(story.watchlist.clone());
            payload.titles.push(title);
        }
        payload.stories.push(story);
    }
    Ok(payload)
}

/// What people call a watchlist.
fn title_of(digest: &Digest, watchlist: &str) -> String {
    let topic = digest.topics.iter().find(|topic| topic.id == watchlist);
    topic.map_or(watchlist, |topic| &topic.title).to_owned()
}
