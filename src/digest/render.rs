//! Turns a digest into a mail's subject, text and HTML, and into the page of the archive.

use askama::Template;

use crate::digest::layout::lay_out;
use crate::digest::shorten::{Sheet, shorten};
use crate::digest::view::View;
use crate::digest::{Digest, plain};

/// Bytes of HTML that a mail may have: Gmail cuts at about 102 KB, and counts more than it shows.
pub(crate) const HTML_LIMIT: usize = 90_000;

/// Bytes of HTML that a page of the archive may have: a flood of twenty thousand stories would be 16 MB, which no browser
/// and no reader is served by.
pub(crate) const PAGE_LIMIT: usize = 1_000_000;

/// A mail's subject and its two equal bodies, ready for the message builder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Rendered {
    /// One line without control characters, not yet encoded.
    pub subject: String,
    /// The text part: lines end in `\n` and are at most 72 characters wide, links apart.
    pub text: String,
    /// The HTML part, at most [`HTML_LIMIT`] bytes.
    pub html: String,
}

#[derive(Template)]
#[template(path = "digest/mail.html")]
struct Mail<'a> {
    view: &'a View,
}

/// The mail: two parts that tell the same in the same order.
///
/// What does not fit into [`HTML_LIMIT`] is named by its title, and what does not fit even so is counted; both
/// parts say so and link to the archive where there is one.
pub(crate) fn render(digest: &Digest) -> Rendered {
    let view = shorten(lay_out(digest), Sheet::Mail, |view| html(view).len() <= HTML_LIMIT);
    Rendered { subject: view.subject.clone(), text: plain::text(&view), html: html(&view) }
}

/// The page of the archive: the HTML of the mail with all that ever fits into [`PAGE_LIMIT`], shortened likewise beyond.
pub(crate) fn render_page(digest: &Digest) -> String {
    let view = lay_out(digest);
    if html(&view).len() <= PAGE_LIMIT {
        return html(&view);
    }
    html(&shorten(view, Sheet::Page, |view| html(view).len() <= PAGE_LIMIT))
}

fn html(view: &View) -> String {
    Mail { view }.render().expect("writing into a String cannot fail and the template calls nothing else")
}
