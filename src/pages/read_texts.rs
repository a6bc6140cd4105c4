//! What a look has to compare: the known text and the present one, without what stands around them.

use super::ask::ReadPage;
use super::look_context::LookContext;
use crate::article::{self, PageNotice};
use crate::store::StoreError;
use crate::store::known_pages::KnownPage;
use crate::store::site_lines::frame_among;

/// What is compared: both texts without the frame of their site.
pub(super) struct ReadTexts {
    /// Hashes of the lines of the page.
    pub lines: Vec<u64>,
    /// The known text; none where no page was read.
    pub before: String,
    pub own_text: String,
    /// What stands above the text, because the page does not say it.
    pub lead: String,
    /// Whether it is the text of nothing: it speaks of consent and no headline of the entry stands above it, or three pages of the
    /// site have it, as those of consent do in whatever words; and it knows nothing of the headline. A copy of an article under
    /// another address has its words.
    pub is_of_nothing: bool,
}

/// Reads both, and forgets what is the site's.
///
/// # Errors
///
/// When the store cannot be read.
pub(super) fn read_texts(
    context: &LookContext<'_>,
    known: &KnownPage,
    read: Option<&ReadPage>,
) -> Result<ReadTexts, StoreError> {
    let hashes = |text: &str| text.lines().map(article::line_hash).collect::<Vec<u64>>();
    let shown = read.map_or("", |read| read.page.article.text.as_str());
    let before = if known.is_from_page { known.entry.text.as_str() } else { "" };
    let lines = hashes(shown);
    let all = [lines.clone(), hashes(before)].concat();
    let frame_of = |connection: &_| frame_among(connection, context.site, context.first, &all, context.now);
    let frame = context.store.read(frame_of)?;
    let own = |text: &str| article::without_asides(&article::without_frame(text, &frame));
    let own_text = own(shown);
    let lead = lead(known, read, &own_text);
    let before = article::below_lead(&lead, &own(article::without_lead(&lead, before)));
    let own_text = article::below_lead(&lead, &own_text);
    let headline = &known.entry.title;
    let is_headed = || read.is_some_and(|read| read.page.shown.is_headed(headline));
    // What a site says of pages that are gone stands at each of them.
    let says_gone = read.is_some_and(|read| read.page.shown.notice == PageNotice::Missing);
    let is_frame = article::is_mostly_frame(shown, &frame) && !(known.is_from_page && says_gone);
    let is_strange = is_frame || article::may_be_consent(shown) && !is_headed();
    let is_of_nothing = is_strange && article::kept_words(headline, shown) < article::SAME_HEADLINE;
    Ok(ReadTexts { lines, before, own_text, lead, is_of_nothing })
}

/// What stood above the text from the first reading on; before that, what the feed says and the page does not.
fn lead(known: &KnownPage, read: Option<&ReadPage>, own_text: &str) -> String {
    match read {
        Some(read) if !known.is_from_page => {
            article::lead((&known.entry.title, &known.entry.text), &read.page.article, own_text)
        }
        _ => known.state.lead.clone(),
    }
}
