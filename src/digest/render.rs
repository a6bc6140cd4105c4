//! Turns a digest into a mail's subject, text and HTML, and into the page of the archive.

use crate::digest::Digest;
use crate::digest::Rendered;

/// Bytes of HTML that a mail may have: Gmail cuts at about 102 KB, and counts more than it shows.
pub(crate) const HTML_LIMIT: usize = 90_000;

/// The mail: two parts that tell the same in the same order.
///
/// What does not fit into [`HTML_LIMIT`] is named by its title, and what does not fit even so is counted; both
/// parts say so and link to the archive where there is one.
pub(crate) fn render(digest: &Digest) -> Rendered {
    let _ = digest;
    Rendered { subject: String::new(), text: String::new(), html: String::new() }
}

/// The page of the archive: the HTML of the mail without a limit.
pub(crate) fn render_page(digest: &Digest) -> String {
    let _ = digest;
    String::new()
}
