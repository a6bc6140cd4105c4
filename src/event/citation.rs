//! Which publisher a text names as its source: words of citing, in any language, beside the name of a publisher that is known.

use std::collections::HashSet;
use std::sync::{Arc, LazyLock};

use names::{Form, Lexicon, Memo, NameHit, Spelling, Term, fold, sentences, tokens};

use crate::feed::Feed;

/// Words of a text among which its source stands: what is cited later is a witness and no source.
const LOOKED_AT: usize = 60;

/// Words between the name and what cites it, at most: «со ссылкой на агентство ТАСС», "TASS news agency reports".
const BETWEEN: usize = 3;

/// What stands around a name before a title is cut there: `TASS - World`.
const SEPARATORS: [&str; 6] = [" - ", " – ", " — ", " | ", ": ", " · "];

/// Words of citing in the languages of the program, each as its folded words.
static CITING: LazyLock<Vec<CitingWords>> = LazyLock::new(|| {
    let lines = languages::all().iter().flat_map(|language| language.of("citing"));
    lines.flat_map(|line| line.split('|')).map(CitingWords::of).collect()
});

struct CitingWords {
    words: Vec<String>,
    /// Whether the last word may have any ending.
    is_open: bool,
}

impl CitingWords {
    fn of(written: &str) -> Self {
        let is_open = written.ends_with('*');
        Self { words: folded(written.trim_end_matches('*')), is_open }
    }

    /// Whether they stand somewhere among words.
    fn stand_in(&self, text: &[String]) -> bool {
        let Some((last, first)) = self.words.split_last() else { return false };
        text.windows(self.words.len()).any(|window| {
            window.split_last().is_some_and(|(end, begin)| {
                begin == first && (end == last || self.is_open && end.starts_with(last.as_str()))
            })
        })
    }
}

fn folded(text: &str) -> Vec<String> {
    tokens(text).map(|token| fold(&text[token.start..token.end]).text).collect()
}

/// The publishers of an installation's feeds, by the names that others cite them by.
#[derive(Debug)]
pub(crate) struct KnownPublishers {
    publishers: Vec<Publisher>,
    lexicon: Lexicon,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Publisher {
    /// As people are shown it.
    name: String,
    family: String,
}

impl KnownPublishers {
    /// Those of a list of feeds: each by the operator's title up to a dash, and by the family's name.
    pub(crate) fn of<'a>(feeds: impl IntoIterator<Item = &'a Feed>) -> Self {
        let (mut publishers, mut terms, mut known) = (Vec::new(), Vec::new(), HashSet::new());
        for feed in feeds {
            let names: Vec<&str> = [feed.title.as_deref().map(brand), feed.publisher.as_deref()]
                .into_iter()
                .flatten()
                .filter(|name| name.chars().filter(|c| c.is_alphanumeric()).count() > 2)
                .collect();
            let Some(name) = names.first() else { continue };
            let publisher = Publisher { name: (*name).to_owned(), family: feed.family().to_owned() };
            if !known.insert(publisher.clone()) {
                continue;
            }
            publishers.push(publisher);
            let spellings = names.iter().map(|name| Spelling::new(*name, feed.lang.as_deref())).collect();
            terms.push(Term { form: Form::Unknown, spellings, not: Vec::new() });
        }
        Self { publishers, lexicon: Lexicon::build(&terms) }
    }
}

/// A title without what it says of its section.
fn brand(title: &str) -> &str {
    let end = SEPARATORS.iter().filter_map(|separator| title.find(separator)).min();
    title[..end.unwrap_or(title.len())].trim()
}

/// Finds what a text cites, remembering the words it has met: one for each thread.
#[derive(Debug, Default)]
pub(crate) struct CitationFinder {
    /// Without any nothing is cited.
    known: Option<Arc<KnownPublishers>>,
    memo: Memo,
}

impl CitationFinder {
    pub(crate) fn new(known: &Arc<KnownPublishers>) -> Self {
        Self { known: Some(Arc::clone(known)), memo: Memo::default() }
    }

    /// The name of the publisher that a text cites, the first one; that of its own family signs it and is none.
    pub(crate) fn cited(&mut self, text: &str, family: &str) -> Option<String> {
        let known = self.known.as_ref()?;
        let end = tokens(text).nth(LOOKED_AT).map_or(text.len(), |token| token.start);
        let text = &text[..end];
        let mut hits: Vec<NameHit> = Vec::new();
        known.lexicon.scan(&mut self.memo, &[text], &mut hits);
        hits.retain(|hit| {
            let is_of_another = known.publishers[hit.term.0 as usize].family != family;
            is_of_another && is_written_as_a_name(&text[hit.start..]) && !goes_on(&text[hit.end..])
        });
        hits.sort_by_key(|hit| hit.start);
        let cited = hits.iter().find(|hit| is_cited(text, hit))?;
        Some(known.publishers[cited.term.0 as usize].name.clone())
    }
}

/// Whether words of citing stand before or behind a mention in its sentence, a few words off at most.
fn is_cited(text: &str, hit: &NameHit) -> bool {
    // The words of citing may be two themselves.
    let reach = BETWEEN + 2;
    let sentence = sentences(text).into_iter().find(|sentence| sentence.contains(&hit.start));
    let sentence = sentence.unwrap_or(0..text.len());
    let (before, behind) =
        (folded(&text[sentence.start..hit.start]), &text[hit.end..sentence.end.max(hit.end)]);
    let before = &before[before.len().saturating_sub(reach)..];
    let behind: Vec<String> = folded(behind).into_iter().take(reach).collect();
    CITING.iter().any(|citing| citing.stand_in(before) || citing.stand_in(&behind))
}

/// Whether a name is only the beginning of a longer one: feeds are called "World", and the World Bank says many things.
fn goes_on(behind: &str) -> bool {
    let mut letters = behind.chars();
    matches!(letters.next(), Some(' ' | '-')) && letters.next().is_some_and(char::is_uppercase)
}

/// Where a script has capitals a name begins with one: a "report" is none.
fn is_written_as_a_name(text: &str) -> bool {
    text.chars().next().is_some_and(|first| !first.is_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known() -> Arc<KnownPublishers> {
        let feed = |title: &str, publisher: &str| Feed {
            url: format!("https://{publisher}.example/rss"),
            title: Some(title.to_owned()),
            publisher: Some(publisher.to_owned()),
            ..Feed::default()
        };
        let listed = [
            feed("TASS - World", "tass"),
            feed("Report", "report-az"),
            feed("Armenpress", "armenpress"),
            feed("Известия", "iz"),
            feed("新华社", "xinhua"),
            feed("World", "gazette"),
        ];
        Arc::new(KnownPublishers::of(&listed))
    }

    #[test]
    fn a_source_is_a_known_publisher_beside_words_of_citing() {
        let mut finder = CitationFinder::new(&known());
        for (text, cited) in [
            ("The talks resume in May, according to TASS.", Some("TASS")),
            ("TASS news agency reports that the talks resume.", Some("TASS")),
            ("Переговоры продолжатся в мае, сообщает ТАСС.", Some("TASS")),
            ("Об этом пишет «Арменпресс» со ссылкой на министерство.", Some("Armenpress")),
            ("Со ссылкой на источник в агентстве «Известия» пишет портал", Some("Известия")),
            ("Danışıqlar mayda davam edəcək, \"Report\" xəbər verir.", Some("Report")),
            ("Bu barədə TASS-a istinadən məlumat verilir.", Some("TASS")),
            ("Görüşmeler mayıs ayında sürecek, TASS'a göre taraflar hazır.", Some("TASS")),
            ("մայիսին, հաղորդում է «Արմենպրես»-ը։", Some("Armenpress")),
            ("据新华社报道，会谈将于五月恢复。", Some("新华社")),
            // Who is named is not yet cited, nor who stands in the sentence before; and a word is no name.
            ("The envoy met the editor of TASS. Officials said that the talks resume.", None),
            ("The World Bank says that the talks resume.", None),
            ("Всемирный банк и ТАСС открыли школу. Сообщается о гостях.", None),
            ("The editor of TASS was in Almaty yesterday with a delegation.", None),
            ("The ministry said in a report that the talks resume.", None),
            ("Somebody else reports that the talks resume.", None),
        ] {
            assert_eq!(finder.cited(text, "nobody").as_deref(), cited, "{text}");
        }
        assert_eq!(finder.cited("MOSCOW, May 1. /TASS/. The talks resume, TASS reports.", "tass"), None);
        let late = format!("{} according to TASS", "word ".repeat(60));
        assert_eq!(finder.cited(&late, "nobody"), None);
        assert_eq!(CitationFinder::default().cited("according to TASS", "nobody"), None);
    }
}
