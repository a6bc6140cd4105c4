//! Which publisher a text names as its source: words of citing, in any language, beside the name of a publisher that is known.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::{Arc, LazyLock};

use names::{HeardWord, Script, fold, sentences, tokens};

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

/// Letters that an ending adds to a name at most.
const ENDING: usize = 6;

/// Names of one sound that are compared with a word.
const COMPARED: usize = 24;

/// The publishers of an installation's feeds, by the names that others cite them by: what a word costs does not grow with
/// their number.
#[derive(Debug, Default)]
pub(crate) struct KnownPublishers {
    names: Vec<PublisherName>,
    /// The names whose first word this is, folded.
    by_word: HashMap<String, Vec<u32>>,
    /// The names whose first word has these consonants, for other scripts.
    by_sound: HashMap<u64, Vec<u32>>,
    /// The names in scripts that put no blanks between words.
    unspaced: Vec<u32>,
}

/// A name of a publisher.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct PublisherName {
    /// As it is listed.
    written: String,
    /// As people are shown the publisher.
    shown: String,
    family: String,
}

impl KnownPublishers {
    /// Those of a list of feeds: each by the operator's title up to a dash, and by the family's name.
    pub(crate) fn of<'a>(feeds: impl IntoIterator<Item = &'a Feed>) -> Self {
        let (mut known, mut own) = (HashSet::new(), Self::default());
        for feed in feeds {
            let names = [feed.title.as_deref().map(brand), feed.publisher.as_deref()];
            let is_telling = |name: &&str| name.chars().filter(|c| c.is_alphanumeric()).count() > 2;
            let names: Vec<&str> = names.into_iter().flatten().filter(is_telling).collect();
            let Some(shown) = names.first() else { continue };
            for written in &names {
                let family = feed.family().to_owned();
                let name =
                    PublisherName { written: (*written).to_owned(), shown: (*shown).to_owned(), family };
                if known.insert(name.clone()) {
                    own.enter(name);
                }
            }
        }
        own
    }

    fn enter(&mut self, name: PublisherName) {
        let Ok(number) = u32::try_from(self.names.len()) else { return };
        let first = words(&name.written).next().map(|word| name.written[word].to_owned());
        let Some(first) = first else { return };
        if first.chars().next().and_then(Script::of) == Some(Script::Other) {
            self.unspaced.push(number);
        } else {
            self.by_word.entry(fold(&first).text).or_default().push(number);
            for key in HeardWord::of(&first).iter().flat_map(HeardWord::keys) {
                self.by_sound.entry(key).or_default().push(number);
            }
        }
        self.names.push(name);
    }

    /// The first name that a text cites and that is not of a family, with the place where it stands.
    fn cited(&self, text: &str, family: &str) -> Option<&PublisherName> {
        let sentences = sentences(text);
        let words: Vec<Range<usize>> = words(text).collect();
        let spaced = (0..words.len()).find_map(|at| {
            let (name, place) = self.named_at(text, &words[at..], family)?;
            is_cited(text, &sentences, &place).then_some(name)
        });
        spaced.or_else(|| {
            let mut unspaced = self.unspaced.iter().map(|number| &self.names[*number as usize]);
            unspaced.find(|name| {
                let place = text.find(&name.written).map(|at| at..at + name.written.len());
                name.family != family && place.is_some_and(|place| is_cited(text, &sentences, &place))
            })
        })
    }

    /// The name that the first of some words begin, and where they stand.
    fn named_at(
        &self,
        text: &str,
        words: &[Range<usize>],
        family: &str,
    ) -> Option<(&PublisherName, Range<usize>)> {
        let first = words.first()?;
        let word = &text[first.clone()];
        if word.chars().next().is_some_and(char::is_lowercase) {
            return None;
        }
        let (folded, heard) = (fold(word).text, HeardWord::of(word));
        let letters: Vec<usize> =
            folded.char_indices().map(|(at, _)| at).skip(1).chain([folded.len()]).collect();
        let ends = letters.iter().rev().take(ENDING + 1);
        let by_word = ends.filter_map(|end| self.by_word.get(&folded[..*end])).flatten();
        let keys = heard.iter().flat_map(HeardWord::keys);
        let by_sound =
            keys.filter_map(|key| self.by_sound.get(&key)).flat_map(|all| all.iter().take(COMPARED));
        by_word.chain(by_sound).map(|number| &self.names[*number as usize]).find_map(|name| {
            let end = name.stands_at(text, words)?;
            (name.family != family && !goes_on(&text[end..])).then_some((name, first.start..end))
        })
    }
}

impl PublisherName {
    /// Where the name ends that words begin with, if they do.
    fn stands_at(&self, text: &str, found: &[Range<usize>]) -> Option<usize> {
        let mut last = None;
        for (own, found) in words(&self.written).zip(found.iter().map(Some).chain(std::iter::repeat(None))) {
            let found = found?;
            is_of(&self.written[own], &text[found.clone()]).then(|| last = Some(found.end))?;
        }
        last
    }
}

/// Whether a word of a text is one of a name, with an ending, or by its sound in another script.
fn is_of(name: &str, word: &str) -> bool {
    let (name_folded, word_folded) = (fold(name), fold(word));
    if name_folded.script == word_folded.script {
        let ending = word_folded.text.strip_prefix(name_folded.text.as_str());
        return ending.is_some_and(|ending| ending.chars().count() <= ENDING);
    }
    let heard = HeardWord::of(name).zip(HeardWord::of(word));
    heard.is_some_and(|(name, word)| name.apart(&word).is_some())
}

/// A title without what it says of its section.
fn brand(title: &str) -> &str {
    let end = SEPARATORS.iter().filter_map(|separator| title.find(separator)).min();
    title[..end.unwrap_or(title.len())].trim()
}

/// Finds what a text cites.
#[derive(Debug, Default)]
pub(crate) struct CitationFinder {
    /// Without any nothing is cited.
    known: Option<Arc<KnownPublishers>>,
}

impl CitationFinder {
    pub(crate) fn new(known: &Arc<KnownPublishers>) -> Self {
        Self { known: Some(Arc::clone(known)) }
    }

    /// The name of the publisher that a text cites, the first one; that of its own family signs it and is none.
    pub(crate) fn cited(&self, text: &str, family: &str) -> Option<String> {
        let known = self.known.as_ref().filter(|known| !known.names.is_empty())?;
        let end = tokens(text).nth(LOOKED_AT).map_or(text.len(), |token| token.start);
        known.cited(&text[..end], family).map(|name| name.shown.clone())
    }
}

/// Whether words of citing stand before or behind a place in its sentence, a few words off at most.
fn is_cited(text: &str, sentences: &[Range<usize>], place: &Range<usize>) -> bool {
    // The words of citing may be two themselves.
    let reach = BETWEEN + 2;
    let sentence = sentences.iter().find(|sentence| sentence.contains(&place.start));
    let (start, end) = sentence.map_or((0, text.len()), |sentence| (sentence.start, sentence.end));
    let before = folded(&text[start..place.start]);
    let before = &before[before.len().saturating_sub(reach)..];
    let behind: Vec<String> = folded(&text[place.end..end.max(place.end)]).into_iter().take(reach).collect();
    CITING.iter().any(|citing| citing.stand_in(before) || citing.stand_in(&behind))
}

/// Whether a name is only the beginning of a longer one: feeds are called "World", and the World Bank says many things.
fn goes_on(behind: &str) -> bool {
    let mut letters = behind.chars();
    matches!(letters.next(), Some(' ' | '-')) && letters.next().is_some_and(char::is_uppercase)
}

/// Where the words of a text stand.
fn words(text: &str) -> impl Iterator<Item = Range<usize>> {
    tokens(text).map(|token| token.start..token.end)
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
        let finder = CitationFinder::new(&known());
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
