//! Text and links from feeds made safe to set in a mail: one line, no hidden direction, no false address.

use url::Url;

use crate::digest::input::ShownArticle;
use crate::entry::is_tracking;
use crate::wording;

/// Characters of a title, of a name and of a quotation that a mail shows; what is cut ends in `…`.
pub(crate) const TITLE_LIMIT: usize = 300;
/// Characters of the name of a feed, a term or a person.
pub(crate) const NAME_LIMIT: usize = 100;
/// Characters of one excerpt; its own limit is lower, unless a sentence never ends.
pub(crate) const QUOTE_LIMIT: usize = 1200;
/// Bytes of a link; a longer one would push other stories out of the mail.
const LINK_LIMIT: usize = 2048;

/// A piece of quoted text with one look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct MarkedPiece {
    /// The words, on one line.
    pub text: String,
    /// Whether they are what was looked for.
    pub marked: bool,
}

/// A text in pieces by its marks, cut to about `limit` characters around the first mark.
///
/// Marks that are out of order, out of bounds or inside a character are passed over.
pub(crate) fn pieces(limit: usize, text: &str, marks: &[(usize, usize)]) -> Vec<MarkedPiece> {
    let mut pieces = Vec::new();
    let mut at = beginning(limit, text, marks);
    if at > 0 {
        push(&mut pieces, "… ", false);
    }
    let end = text[at..].char_indices().nth(limit).map_or(text.len(), |(cut, _)| at + cut);
    for &(start, stop) in marks {
        if start < at || stop <= start || stop > end {
            continue;
        }
        let (Some(before), Some(inside)) = (text.get(at..start), text.get(start..stop)) else { continue };
        push(&mut pieces, before, false);
        push(&mut pieces, inside, true);
        at = stop;
    }
    push(&mut pieces, &text[at..end], false);
    if end < text.len() {
        push(&mut pieces, "…", false);
    }
    trim(&mut pieces);
    pieces
}

/// Where to begin: at the start, or a little before a first mark that would not be reached from there.
fn beginning(limit: usize, text: &str, marks: &[(usize, usize)]) -> usize {
    let first = marks.iter().map(|(start, _)| *start).find(|start| text.is_char_boundary(*start));
    let Some(first) = first.filter(|first| text[..*first].chars().count() > limit / 2) else { return 0 };
    let mut before = text[..first].char_indices().rev().skip(limit / 4);
    before.find(|(_, c)| c.is_whitespace()).map_or(first, |(at, c)| at + c.len_utf8())
}

fn push(pieces: &mut Vec<MarkedPiece>, text: &str, marked: bool) {
    let text = wording::spaced(text);
    if !text.is_empty() {
        pieces.push(MarkedPiece { text, marked });
    }
}

fn trim(pieces: &mut [MarkedPiece]) {
    if let Some(first) = pieces.first_mut() {
        first.text = first.text.trim_start().to_owned();
    }
    if let Some(last) = pieces.last_mut() {
        last.text = last.text.trim_end().to_owned();
    }
}

/// Why a link of an article does not stand in a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LinkFault {
    /// It is not http or https, or has a user part that poses as a host.
    NoWebAddress,
    /// It has more than [`LINK_LIMIT`] bytes.
    TooLong,
}

impl LinkFault {
    /// What is said in the link's place.
    pub(crate) fn sentence(self) -> &'static str {
        match self {
            Self::NoWebAddress => "Its link is left out: it is no plain web address.",
            Self::TooLong => "Its link is left out: it is longer than any browser needs.",
        }
    }
}

/// A link as it may stand in a mail and anywhere else it is shown: without the parameters that only count who follows it.
///
/// # Errors
///
/// [`LinkFault`] where it must not stand there.
pub(crate) fn safe_link(link: &str) -> Result<Url, LinkFault> {
    let mut url = Url::parse(link.trim()).map_err(|_| LinkFault::NoWebAddress)?;
    let web = matches!(url.scheme(), "http" | "https") && url.has_host();
    if !web || !url.username().is_empty() || url.password().is_some() {
        return Err(LinkFault::NoWebAddress);
    }
    if let Some(query) = url.query() {
        // Pair by pair and not written anew: some sites read parameters byte for byte.
        let name = |pair: &str| pair.split('=').next().unwrap_or_default().to_owned();
        let kept: Vec<&str> = query.split('&').filter(|pair| !is_tracking(&name(pair))).collect();
        let kept = kept.join("&");
        url.set_query(Some(kept.as_str()).filter(|query| !query.is_empty()));
    }
    if url.as_str().len() > LINK_LIMIT { Err(LinkFault::TooLong) } else { Ok(url) }
}

/// [`safe_link`] as text.
pub(crate) fn web_address(link: &str) -> Option<String> {
    safe_link(link).ok().map(String::from)
}

/// A sentence in which each address is its host alone: keys stand in the paths and queries of feeds.
pub(crate) fn without_addresses(sentence: &str) -> String {
    let word = |word: &str| -> String {
        let Some((before, address)) = word.split_once("://") else { return word.to_owned() };
        let start = before.rfind(|c: char| !c.is_ascii_alphanumeric()).map_or(0, |at| at + 1);
        let host = Url::parse(&format!("https://{address}")).ok();
        let host = host.as_ref().and_then(Url::host_str).unwrap_or("its address");
        let end = address.trim_end_matches([',', ';', ':', '.', ')']).len();
        format!("{}{host}{}", &before[..start], &address[end..])
    };
    sentence.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

/// The title of an article on one line, or that it has none.
pub(crate) fn title_of(article: &ShownArticle) -> String {
    let title = wording::line_up_to(TITLE_LIMIT, &article.title);
    if title.is_empty() { "(no title)".to_owned() } else { title }
}

/// Whether a text runs from right to left: its first letter says so, as browsers take it.
pub(crate) fn runs_right_to_left(text: &str) -> bool {
    let letter = text.chars().find(|c| c.is_alphabetic());
    letter.is_some_and(
        |c| matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}'),
    )
}

/// Whether a link's text is, or holds, the address of another host than the link leads to.
pub(crate) fn poses_as_another(text: &str, link: &Url) -> bool {
    let target = bare_host(link.host_str().unwrap_or_default());
    let mut named = text.split_whitespace().filter_map(|word| host_in(word, text));
    named.any(|host| bare_host(&host) != target)
}

/// The host that a word names: with a scheme or `www.` anywhere, and a bare name where nothing else stands.
fn host_in(word: &str, text: &str) -> Option<String> {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric() && c != '/');
    if let Some((_, address)) = word.split_once("://") {
        return Url::parse(&format!("https://{address}")).ok()?.host_str().map(str::to_owned);
    }
    let alone = word.len() + 4 > text.trim().len() && word.contains('.');
    if word.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("www.")) || alone {
        let url = Url::parse(&format!("https://{word}")).ok()?;
        let named = |host: &&str| {
            let (_, last) = host.rsplit_once('.').unwrap_or_default();
            last.len() > 1 && !last.starts_with(|c: char| c.is_ascii_digit())
        };
        return url.host_str().filter(named).map(str::to_owned);
    }
    None
}

fn bare_host(host: &str) -> String {
    let host = host.to_ascii_lowercase();
    host.strip_prefix("www.").unwrap_or(&host).to_owned()
}

/// A BCP 47 tag that may stand in an attribute.
pub(crate) fn language_tag(tag: &str) -> Option<&str> {
    let fits = |part: &str| (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric());
    let plausible = tag.len() <= 35 && tag.split('-').all(fits) && tag.split('-').next()?.len() >= 2;
    plausible.then_some(tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(limit: usize, text: &str, marks: &[(usize, usize)]) -> String {
        let pieces = pieces(limit, text, marks);
        pieces.iter().map(|p| if p.marked { format!("*{}*", p.text) } else { p.text.clone() }).collect()
    }

    #[test]
    fn marks_split_a_text_and_bad_ones_are_passed_over() {
        assert_eq!(shown(99, "the CSTO met", &[(4, 8)]), "the *CSTO* met");
        assert_eq!(shown(99, "ОДКБ", &[(0, 8)]), "*ОДКБ*");
        assert_eq!(shown(99, "ОДКБ", &[(1, 3), (4, 2), (2, 99)]), "ОДКБ");
        assert_eq!(shown(99, "ab", &[(0, 1), (0, 2)]), "*a*b");
        assert_eq!(shown(8, "the CSTO met in Almaty", &[(4, 8)]), "the *CSTO*…");
        assert_eq!(shown(12, "long before it the CSTO met", &[(19, 23)]), "… the *CSTO* met");
        assert_eq!(shown(4, "", &[(0, 0)]), "");
    }

    #[test]
    fn links_lead_to_the_web_and_pose_as_nothing() {
        for bad in [
            "javascript:alert(1)",
            "data:text/html,x",
            "/x",
            "https://bank.example@evil.example/",
            "ftp://a.example/",
        ] {
            assert!(safe_link(bad).is_err(), "{bad}");
        }
        let link = safe_link("https://www.evil.example/a?b=1&c=2").expect("an ordinary link");
        for (text, poses) in [
            ("CSTO meets", false),
            ("https://bank.example/login", true),
            ("see HTTPS://bank.example now", true),
            ("www.bank.example", true),
            ("bank.example", true),
            ("evil.example", false),
            ("https://evil.example/other", false),
            ("Booking.com fined in Spain", false),
            ("3.5", false),
        ] {
            assert_eq!(poses_as_another(text, &link), poses, "{text}");
        }
    }

    #[test]
    fn only_tags_of_languages_stand_in_an_attribute() {
        for (tag, fits) in [
            ("az", true),
            ("az-Latn-AZ", true),
            ("x\"><b>", false),
            ("", false),
            ("a", false),
            ("a b", false),
        ] {
            assert_eq!(language_tag(tag).is_some(), fits, "{tag}");
        }
    }
}
