//! A language as its file tells it: lines that begin with a key.

use std::sync::LazyLock;

/// The keys that a line may begin with, each with what stands behind it. Whoever reads a new kind of line adds its key here.
pub const KEYS: &[(&str, &str)] = &[
    ("language", "the code that feeds use, and the name in English"),
    ("order", "a number: where two tables explain one form, the lower is believed"),
    ("also", "other codes that feeds use for it"),
    ("said", "the code that feeds use for it, where its own tells a second script apart"),
    ("iso", "its three letters (ISO 639-3), by which detectors know it"),
    ("written", "the scripts that it is written in, where feeds in another one are in another language"),
    (
        "letters",
        "letters that tell it from the other languages of its script: of those that share them, the one that lacks the fewest",
    ),
    ("script", "the alphabet whose words the table declines"),
    ("alphabet", "its small letters, as written: a word that has others is another language's"),
    (
        "common",
        "a few of its commonest words, of two letters and more: where they stand, a text is in it or in a neighbour",
    ),
    (
        "never",
        "what no word of it has although the letters are its own, and behind = whole words that are common in others and not its own",
    ),
    (
        "unlike",
        "more of the kind of `never`, for telling the language of a whole text: words of one letter too, and before $ ends of words",
    ),
    ("frequent", "letters of which a text of some thirty letters has at least one"),
    ("vowels", "letters"),
    ("foreign", "letters that no word of the language has"),
    ("fleeting", "vowels that fall out before an ending"),
    ("insert", "vowels that come between the last two consonants of a plural without ending"),
    ("closed", "FROM>TO: vowels that change when the last syllable opens"),
    ("final", "FROM>TO: last letters that change before any ending"),
    ("soften", "FROM>TO: last consonants that change before a vowel of a chain"),
    ("swap", "FROM>TO : ENDINGS: last consonants that change before certain endings"),
    ("row", "NAME : BASE ENDING : WHAT STANDS BEFORE IT : ENDINGS"),
    ("chain", "BASE ENDING : WHAT STANDS BEFORE IT : LETTERS: on which words the slots may stand"),
    ("slot", "NAME : ENDINGS: one place in a chain of endings"),
    ("prefix", "what is written together in front of a word"),
    ("article", "the article that a prefix may swallow"),
    ("elision", "what stands before an apostrophe in front of a word"),
    ("only-sound", "too free for written names: cuts only words that are compared by sound"),
    ("own-names", "its endings are put only to names that are known to be of the language"),
    ("abbreviations", "short forms, in small letters, whose full stop ends no sentence"),
    (
        "numbered",
        "short forms, in small letters, whose full stop ends no sentence before a number: elsewhere they are words",
    ),
    ("closing", "short forms, in small letters, that are the last of their sentence where a capital follows"),
    ("titles", "titles and offices, in small letters, that stand in front of a surname"),
    ("and", "words that join two names, in small letters: they stand inside nobody's"),
    ("no-name", "words, as written, that are never taken for a name by their sound"),
    (
        "months",
        "twelve beginnings of the names of months, in small letters, as a|b|c; - for one that none tells",
    ),
    (
        "counting",
        "twelve beginnings of the words for one to twelve and first to twelfth, as a|b|c; - for one that none tells",
    ),
    (
        "scales",
        "four beginnings of the words for a thousand, a million, 10^9 and 10^12 behind a number, as a|b|c",
    ),
    ("updated", "words that say when a page was changed"),
    ("counted", "words that name what a page counts: views, comments"),
    ("ago", "words that say how old a page is"),
    ("ages", "words that such an age is counted in"),
    ("beside", "words that stand beside these and say nothing themselves"),
    ("credits", "how lines begin that name a source or ask to be followed, in small letters, as a b|c d"),
    ("byline", "what stands before the name of an author, in small letters, as a b|c d"),
    ("pointers", "how lines begin that lead to other articles, in small letters, as a b|c d"),
    ("corrections", "how lines begin that correct what stood there, in small letters, as a b|c d"),
    (
        "consent",
        "what pages speak of that ask for consent before they show anything, in small letters, as a b|c d",
    ),
    (
        "asking",
        "how words begin by which pages speak of themselves and to whoever reads them, in small letters, as a b|c d: news do not",
    ),
    ("missing", "what pages say in the place of an article that is not there, in small letters, as a b|c d"),
    (
        "barred",
        "what pages say that are shown to no reader of a country or by a proxy, in small letters, as a b|c d",
    ),
    ("subscribed", "what pages say that are shown to subscribers alone, in small letters, as a b|c d"),
    ("down", "what pages say of a site that does not work for a while, in small letters, as a b|c d"),
    (
        "labels",
        "how lines begin that sites put between the paragraphs of an article, in small letters, as a b|c d",
    ),
    ("cookies", "what pages call the things that they ask consent for, in small letters, as a b|c d"),
    ("scripts", "what pages ask for that show nothing without a script, in small letters, as a b|c d"),
    ("citing", "what stands beside a publisher that a text names as its source, as a b|c*; * for any ending"),
];

include!(concat!(env!("OUT_DIR"), "/sources.rs"));

/// What the file of one language says.
#[derive(Debug, Clone)]
pub struct Language {
    /// As in the `lang` of feeds: `ru`. One that no feed would say tells a second script apart: `azc`.
    pub code: &'static str,
    /// In English: `Russian`.
    pub name: &'static str,
    order: u16,
    lines: Vec<(&'static str, &'static str)>,
}

/// Every language that has a file, by their `order`, then code. Read when first asked for, well under a millisecond.
pub fn all() -> &'static [Language] {
    static ALL: LazyLock<Vec<Language>> = LazyLock::new(|| {
        let mut languages: Vec<Language> = SOURCES.iter().map(|source| Language::parse(source)).collect();
        languages.sort_by_key(|language| (language.order, language.code));
        languages
    });
    &ALL
}

impl Language {
    /// Reads the text of a file. `#` begins a comment; a line without a known key is kept and never asked for.
    pub fn parse(source: &'static str) -> Self {
        let mut language = Self { code: "", name: "", order: u16::MAX, lines: Vec::new() };
        for line in source.lines() {
            let line = line.split('#').next().unwrap_or_default().trim();
            let (key, rest) = line.split_once(' ').unwrap_or((line, ""));
            match key {
                "" => {}
                "language" => (language.code, language.name) = rest.split_once(' ').unwrap_or((rest, rest)),
                "order" => language.order = rest.parse().unwrap_or(u16::MAX),
                _ => language.lines.push((key, rest.trim())),
            }
        }
        language
    }

    /// All lines but the two of the head, in their order: key and what stands behind it.
    pub fn lines(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        self.lines.iter().copied()
    }

    /// What stands behind a key, line by line.
    pub fn of(&self, key: &str) -> impl Iterator<Item = &'static str> {
        self.lines().filter(move |(own, _)| *own == key).map(|(_, rest)| rest)
    }

    /// The words behind a key, from all its lines.
    pub fn words(&self, key: &str) -> impl Iterator<Item = &'static str> {
        self.of(key).flat_map(str::split_whitespace)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_has_a_head_and_only_known_lines() {
        assert!(all().len() >= 25);
        for language in all() {
            assert!(language.code.len() >= 2 && !language.name.is_empty(), "{language:?}");
            assert!(language.order < u16::MAX, "{}: no order", language.code);
            for (key, _) in language.lines() {
                assert!(KEYS.iter().any(|(known, _)| *known == key), "{}: {key}", language.code);
            }
        }
        let mut codes: Vec<&str> = all().iter().map(|language| language.code).collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), all().len(), "two files of one language");
    }

    #[test]
    fn lines_are_found_under_their_keys() {
        let invented = Language::parse(
            "# A language.\nlanguage qq Invented\norder 7\nabbreviations dr.x hon\nrow noun : a : * : o e # and\n",
        );
        assert_eq!((invented.code, invented.name, invented.order), ("qq", "Invented", 7));
        assert_eq!(invented.words("abbreviations").collect::<Vec<_>>(), ["dr.x", "hon"]);
        assert_eq!(invented.of("row").collect::<Vec<_>>(), ["noun : a : * : o e"]);
        assert_eq!(invented.lines().count(), 2);
    }
}
