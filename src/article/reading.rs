//! A page is read: its shape measured, its head and its text taken, and what kind of answer it is judged.

use feeds::PageExcess;
use jiff::Timestamp;
use trafilatura::dom::Document;
use url::Url;

use super::guard::measure;
use super::head::PageHead;
use super::json_ld::StructuredArticle;
use super::kind::{Evidence, judge};
use super::page::{Article, PageKind, WebPage};
use super::shown::ShownPage;
use super::siblings::Paragraphs;
use super::standfirst::Standfirst;
use super::trim::Surroundings;
use super::{body, byline, cards, head, headline, markup};
use crate::entry::{LetterSample, contradicts, is_same_language, noise, told_by_text};
use crate::feed::site;

/// Reads a page. `url` is where it came from, `feed_words` how long the text is that its feed gave.
///
/// Takes up to two seconds and half a gigabyte for the worst page that passes the guard, and much stack: call it on a
/// thread of its own with 16 MiB of it.
///
/// # Errors
///
/// What the page has too much of to be read at all.
pub(crate) fn read_page(html: &str, url: Option<&Url>, feed_words: usize) -> Result<WebPage, PageExcess> {
    measure(html)?;
    if !markup::is_page(html) {
        let article = Article::default();
        return Ok(WebPage { kind: PageKind::Other, article, shown: ShownPage::default(), is_closed: true });
    }
    let mut document = Document::parse(html);
    let head = head::read(&document, url.map(Url::as_str));
    let visible = document.body().map(|id| document.iter_text(id, " ")).unwrap_or_default();
    let mut shown = ShownPage::of(&document, &visible);
    shown.title = given_title(&head).unwrap_or_default();
    let own_title = headline::without_site(&shown.title, shown.headings(), head.site.as_deref()).to_owned();
    let own_title = Some(own_title).filter(|title| !title.is_empty());
    let around = Surroundings::of(&document, [head.title.as_deref(), own_title.as_deref()]);
    cards::remove_lists(&mut document, url);
    let paragraphs = Paragraphs::of(&document);
    let standfirst = Standfirst::of(&document);
    let extracted = body::extract(document, url);
    let structured_text = structured(&head).and_then(|article| article.body.as_deref()).map(plain_text);
    let text = extracted
        .as_ref()
        .map(|found| body::tidy(&body::paragraphs(&found.content_text, &found.content_html)))
        .map(|text| around.trim(&paragraphs.put_back(&text)))
        .unwrap_or_default();
    let text = body::choose(text, structured_text);
    let correction = of(&head, |article| article.correction.as_deref()).map(plain_text);
    let text = with_correction(text, correction.as_deref());
    shown.read_notice(head.title.as_deref(), &text);
    let kind = judge(&Evidence { html, head: &head, visible: &visible, text: &text, feed_words });
    let metadata = extracted.map(|found| found.metadata).unwrap_or_default();
    let date = |claims: [Option<&str>; 2]| {
        claims.into_iter().flatten().find_map(|claim| claimed(claim, &head.times))
    };
    let day = metadata.date.map(|date| date.to_string()).filter(|date| is_written_out(date, html));
    let day = day.and_then(|day| time_of_day(&day, &head.times));
    let lang = language(of(&head, |article| article.language.as_deref()).or(head.lang.as_deref()), &text);
    let article = Article {
        title: own_title.unwrap_or(metadata.title),
        byline: byline(&head, &metadata.author, &visible),
        published: date([of(&head, |article| article.published.as_deref()), head.published.as_deref()])
            .or(day)
            .or_else(|| head.shown_dates.iter().find_map(|shown| instant(shown))),
        modified: date([of(&head, |article| article.modified.as_deref()), head.modified.as_deref()]),
        canonical: head.canonical.as_deref().and_then(|address| canonical(address, url)),
        lang,
        paywalled: structured(&head).is_some_and(|article| article.free == Some(false)),
        correction,
        standfirst: standfirst.above(&text),
        text,
    };
    Ok(WebPage { kind, article, shown, is_closed: is_closed(html) })
}

/// Bytes at the end of a page among which its closing tag stands: scripts and comments may follow it.
const END: usize = 4 << 10;

fn is_closed(html: &str) -> bool {
    let end = html[html.ceil_char_boundary(html.len().saturating_sub(END))..].to_ascii_lowercase();
    end.contains("</html") || end.contains("</body")
}

fn structured(head: &PageHead) -> Option<&StructuredArticle> {
    head.structured.as_ref()
}

fn of<'a>(head: &'a PageHead, field: impl Fn(&'a StructuredArticle) -> Option<&'a str>) -> Option<&'a str> {
    structured(head).and_then(field)
}

/// The headline as the publisher's data has it, else the title of the page.
fn given_title(head: &PageHead) -> Option<String> {
    let headline = of(head, |article| article.headline.as_deref()).map(plain_text);
    headline.or_else(|| head.title.clone()).filter(|title| !title.is_empty())
}

/// Whether a day stands on a page as a day. The first of January is what is made of a lone year, such as that of a footer.
fn is_written_out(date: &str, html: &str) -> bool {
    let Some(year) = date.strip_suffix("-01-01") else { return true };
    let written = ["-01-01", "/01/01", "0101"].map(|day| format!("{year}{day}"));
    let written_back = ["01.01.", "01/01/", "1.1."].map(|day| format!("{day}{year}"));
    written.iter().chain(&written_back).any(|day| html.contains(day.as_str()))
}

/// The language that a page declares, where its text can be in it; else the one that its text tells.
fn language(declared: Option<&str>, text: &str) -> Option<String> {
    let declared = declared.and_then(language_tag);
    let sample = LetterSample::of([text]);
    let told = told_by_text(&sample);
    match (declared, told) {
        (Some(declared), Some(told)) if is_same_language(&declared, told.lang) => Some(declared),
        (_, Some(told)) if told.is_sure => Some(told.lang.to_owned()),
        (Some(declared), _) if !contradicts(&declared, &sample) => Some(declared),
        (_, told) => told.map(|told| told.lang.to_owned()),
    }
}

/// The text, ended by the correction that the page's data names, where the text does not have it.
fn with_correction(text: String, correction: Option<&str>) -> String {
    match correction.filter(|words| !text.is_empty() && !words.is_empty() && !text.contains(*words)) {
        Some(words) if noise::corrects(words) => format!("{text}\n{words}"),
        Some(words) => format!("{text}\nCorrection: {words}"),
        None => text,
    }
}

fn byline(head: &PageHead, found: &str, visible: &str) -> Option<String> {
    let authors =
        structured(head).map(|article| article.authors.join(", ")).filter(|names| !names.is_empty());
    let metas = head.authors.iter().map(String::as_str);
    let written: Vec<&str> = metas.chain([visible]).collect();
    authors.or_else(|| byline::names(found, &written))
}

/// An instant as pages write it, in any way in which feeds do; without a zone it is taken for UTC.
fn instant(claim: &str) -> Option<Timestamp> {
    feeds::read_date(claim)
}

/// An instant that is claimed; where that is a day alone, with the hour that the page shows.
fn claimed(claim: &str, times: &[String]) -> Option<Timestamp> {
    if claim.trim().len() == DAY { time_of_day(claim.trim(), times) } else { instant(claim) }
}

/// The letters of `2026-11-29`.
const DAY: usize = 10;

/// A day that the extractor found on the page, with its hour where the page gives it in a `time` element.
fn time_of_day(day: &str, times: &[String]) -> Option<Timestamp> {
    let whole = times.iter().find(|time| time.trim().starts_with(day)).and_then(|time| instant(time));
    whole.or_else(|| instant(day))
}

/// `ru-RU` of `ru_RU`; nothing of what is no language tag.
fn language_tag(claim: &str) -> Option<String> {
    let tag = claim.trim().split([',', ' ', ';', '.']).next()?.replace('_', "-");
    let primary = tag.split('-').next()?;
    let fits = (2..=3).contains(&primary.len())
        && tag.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    fits.then_some(tag)
}

/// The address that a page calls its own, where it can be believed: of the same site and no front page. A site that
/// calls its front page canonical on every article would otherwise become one article.
fn canonical(address: &str, url: Option<&Url>) -> Option<String> {
    let mut own = match url {
        Some(base) => base.join(address.trim()).ok()?,
        None => Url::parse(address.trim()).ok()?,
    };
    own.set_fragment(None);
    let is_web = matches!(own.scheme(), "http" | "https");
    let is_front = own.path().trim_matches('/').is_empty() && own.query().is_none();
    let same_site = url.is_none_or(|from| site(&own) == site(from));
    // Who asked with a password is nobody else's business, and no part of an article's name.
    let is_bare = own.set_username("").is_ok() && own.set_password(None).is_ok();
    (is_web && !is_front && same_site && is_bare).then(|| own.into())
}

/// The text of what may hold markup: data in pages is written by programs that forget to take it out.
fn plain_text(text: &str) -> String {
    if !text.contains(['<', '&']) {
        return body::tidy(text);
    }
    let markup = Document::parse(text);
    let plain = markup.iter_text(markup.root(), "\n");
    body::tidy(&plain)
}
