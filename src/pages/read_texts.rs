//! What a look has to compare: the text that is known and the one that stands there, without the frame of their site.

use jiff::Timestamp;

use super::ask::ReadPage;
use crate::article;
use crate::store::known_pages::KnownPage;
use crate::store::site_lines::frame_among;
use crate::store::{Store, StoreError};

/// Of a headline's words so many in a hundred stand in what is about the same.
pub(super) const SAME_HEADLINE: usize = 50;

/// What is compared: both texts without the frame of their site.
pub(super) struct ReadTexts {
    /// Hashes of the lines of the page.
    pub lines: Vec<u64>,
    /// The known text; none where no page was read.
    pub before: String,
    pub own_text: String,
    /// Whether it is the text of nothing: it speaks of consent or three pages of the site have it, as those of consent do in
    /// whatever words, and it knows nothing of the headline. A copy of an article under another address has its words.
    pub is_of_nothing: bool,
}

/// Reads both, and forgets what is the site's.
///
/// # Errors
///
/// When the store cannot be read.
pub(super) fn read_texts(
    store: &Store,
    site: &str,
    known: &KnownPage,
    read: Option<&ReadPage>,
    now: Timestamp,
) -> Result<ReadTexts, StoreError> {
    let hashes = |text: &str| text.lines().map(article::line_hash).collect::<Vec<u64>>();
    let shown = read.map_or("", |read| read.page.article.text.as_str());
    let before = if known.is_from_page { known.entry.text.as_str() } else { "" };
    let lines = hashes(shown);
    let all = [lines.clone(), hashes(before)].concat();
    let frame_of = |connection: &_| frame_among(connection, site, known.id, &all, now);
    let frame = store.read(frame_of)?;
    let [before, own_text] = [before, shown].map(|text| article::without_frame(text, &frame));
    let is_of_nothing = (article::is_mostly_frame(shown, &frame) || article::may_be_consent(shown))
        && article::kept_words(&known.entry.title, shown) < SAME_HEADLINE;
    Ok(ReadTexts { lines, before, own_text, is_of_nothing })
}
