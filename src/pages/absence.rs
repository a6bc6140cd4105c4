//! Whether what stands in an article's place shows that the article is gone.

use super::ask::ReadPage;
use crate::article::{PageKind, PageNotice, SAME_HEADLINE, count_words, kept, kept_words};
use crate::entry::{LetterSample, is_same_language, told_by_text};
use crate::store::known_pages::KnownPage;
use crate::update::Absence;

/// A text of so many words below a headline of its own is another article.
const ANOTHER_ARTICLE: usize = 60;

/// Of the known text's words so many in a hundred stand in the same article.
const MOSTLY_KEPT: usize = 50;

/// Whether the page is that of a site which does not work for a while: under no headline of this entry, and without the text
/// that is known, or as short as such notices are where none is.
pub(super) fn is_down(known: &KnownPage, read: &ReadPage, before: &str) -> bool {
    let text = &read.page.article.text;
    let is_other = if before.is_empty() {
        count_words(text) < ANOTHER_ARTICLE
    } else {
        kept(before, text) < MOSTLY_KEPT
    };
    is_other && says_down(known, read)
}

/// News of works on a road stands below its headline, and a notice that keeps the headline is short.
fn says_down(known: &KnownPage, read: &ReadPage) -> bool {
    let is_short = count_words(&read.page.article.text) < ANOTHER_ARTICLE;
    read.page.shown.notice == PageNotice::Down && (is_short || !has_headline(known, read))
}

/// Whether a page that shows another text than the article's, or none, shows that the article is gone. It does where it
/// says so, where the site answers so to any address, where the headline stands over nothing, where the address leads to a list of
/// articles, and where it is another article. Anything else may stand before the article: a notice, a form, a shell.
pub(super) fn shows_absence(known: &KnownPage, read: &ReadPage) -> bool {
    let shown = &read.page.shown;
    let is_barred = shown.notice == PageNotice::Barred;
    // A page of two words may be all that a site says of what is not there.
    let says_nothing = shown.is_empty() && shown.notice != PageNotice::Missing;
    if says_nothing || is_barred || says_down(known, read) || is_in_another_language(known, read) {
        return false;
    }
    shown.notice == PageNotice::Missing
        || read.like_not_found
        || read.is_elsewhere && shown.is_list()
        || has_headline(known, read)
        || is_another_article(read)
}

/// The same, and whether it is what the site answers to any address.
pub(super) fn absence(known: &KnownPage, read: &ReadPage) -> Absence {
    match (read.like_not_found, shows_absence(known, read)) {
        (true, _) => Absence::LikeNotFound,
        (false, true) => Absence::IfAnother,
        (false, false) => Absence::Unshown,
    }
}

fn has_headline(known: &KnownPage, read: &ReadPage) -> bool {
    let headlines = [Some(known.entry.title.as_str()), known.state.title.as_deref()];
    headlines.into_iter().flatten().any(|headline| read.page.shown.is_headed(headline))
}

fn is_another_article(read: &ReadPage) -> bool {
    let article = &read.page.article;
    read.page.kind == PageKind::Article
        && count_words(&article.text) >= ANOTHER_ARTICLE
        && (read.is_elsewhere || read.page.shown.is_headed(&article.title))
}

/// A site that answers by where one comes from shows its article in another language; it may as well say so that it is gone.
fn is_in_another_language(known: &KnownPage, read: &ReadPage) -> bool {
    if read.page.shown.notice == PageNotice::Missing || read.page.kind != PageKind::Article {
        return false;
    }
    let [before, now] =
        [&known.entry.text, &read.page.article.text].map(|text| LetterSample::of([text.as_str()]));
    let other_script = before.script.is_some() && now.script.is_some() && before.script != now.script;
    let told = [&before, &now].map(|sample| told_by_text(sample).filter(|told| told.is_sure));
    let [Some(was), Some(is)] = told else { return other_script };
    other_script || !is_same_language(was.lang, is.lang)
}

/// Whether a headline is about the known one.
pub(super) fn keeps_headline(known: &str, headline: &str) -> bool {
    kept_words(known, headline) >= SAME_HEADLINE
}
