//! A spelling as it was written: its words, how freely each is looked for, and what stands between them.

use std::borrow::Cow;

use crate::index::pattern;
use crate::index::variants::without_stops;
use crate::spec::term::Form;
use crate::spec::word::WordKind;
use crate::text::gap::ends_clause;
use crate::text::token::{is_solo, tokens};

/// See the module.
pub(crate) struct Written<'a> {
    pub words: Vec<Cow<'a, str>>,
    /// How each word is looked for.
    pub kinds: Vec<WordKind>,
    /// What stands between two words that follow each other, where nothing of the kind may stand in other names.
    pub gaps: Option<Box<[String]>>,
    /// The first word of a person's surname: `von der Leyen`, `Müller-Thomsen`.
    pub surname: usize,
    /// Of a script without spaces: known only as a whole.
    pub whole: bool,
}

/// Two words of so many letters are a name without a capital.
const LONG_WORD: usize = 5;

/// What belongs to the surname behind it when it stands there in small letters, or nearly always.
const PARTICLES: [&str; 18] = [
    "von", "van", "der", "den", "de", "di", "da", "dos", "del", "della", "la", "le", "zu", "ter", "фон",
    "дер", "ван", "де",
];

/// A word of a longer name: feeds write `европейския съюз` for `Европейски съюз`, so no single word needs its
/// capital; of two words one does, three or more are a name without any.
pub(crate) const LOOSE: WordKind = WordKind::Forms { capital: false };

impl<'a> Written<'a> {
    /// Cuts a spelling; in a query `*` and `?` belong to the word.
    pub(crate) fn new(text: &'a str, form: Form, acronym: bool) -> Self {
        let whole = text.chars().any(is_solo);
        if matches!(form, Form::Words { .. }) && pattern::is_pattern(text) {
            let words: Vec<Cow<'a, str>> =
                text.split_whitespace().flat_map(split_pattern).map(Cow::Borrowed).collect();
            let (kinds, surname) = (kinds(&words, form, acronym), words.len().saturating_sub(1));
            return Self { words, kinds, gaps: None, surname, whole };
        }
        if !matches!(form, Form::Exact { .. })
            && let Some(joined) = without_stops(text)
        {
            let words = vec![Cow::Owned(joined)];
            return Self { kinds: kinds(&words, form, acronym), words, gaps: None, surname: 0, whole };
        }
        let places: Vec<(usize, usize)> = tokens(text).map(|token| (token.start, token.end)).collect();
        let words: Vec<Cow<'a, str>> =
            places.iter().map(|(start, end)| Cow::Borrowed(&text[*start..*end])).collect();
        let gaps: Vec<&str> = places.windows(2).map(|pair| &text[pair[0].1..pair[1].0]).collect();
        let surname = surname(&words, &gaps);
        let own = gaps.iter().any(|gap| ends_clause(gap));
        let gaps = own.then(|| gaps.iter().map(|gap| without_spaces(gap)).collect());
        Self { kinds: kinds(&words, form, acronym), words, gaps, surname, whole }
    }

    /// The words as they are written.
    #[cfg(test)]
    pub(crate) fn texts(&self) -> Vec<&str> {
        self.words.iter().map(AsRef::as_ref).collect()
    }

    /// How many of two words need a capital in front in a text: of two words one does, three or more are a name
    /// without any.
    pub(crate) fn capitals(&self, form: Form) -> usize {
        let any = self.words.iter().any(|word| capitals(word) > 0);
        // A ministry of finance is one without any capital too: such words meet by chance seldom.
        let plain = matches!(form, Form::Name | Form::Unknown)
            && self.words.iter().all(|word| word.chars().count() >= LONG_WORD);
        usize::from(self.words.len() == 2 && self.kinds.contains(&LOOSE) && any && !plain)
    }

    /// Whether the words may also be written in one: `Нью-Йорк` and `Ньюйорк`, `#IlhamAliyev`.
    pub(crate) fn may_be_joined(&self, form: Form) -> bool {
        let tight = match form {
            Form::Words { slack } => slack == 0 && !self.words.iter().any(|word| pattern::is_pattern(word)),
            Form::Exact { .. } => false,
            _ => true,
        };
        let long = |word: &Cow<'_, str>| word.chars().count() > 2;
        tight && (2..=4).contains(&self.words.len()) && self.words.iter().all(long)
    }
}

/// Text without white space: how it is broken into lines says nothing.
pub(crate) fn without_spaces(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_whitespace()).collect()
}

fn split_pattern(word: &str) -> Vec<&str> {
    if pattern::is_pattern(word) {
        return vec![word];
    }
    tokens(word).map(|token| &word[token.start..token.end]).collect()
}

/// The first word of a surname at the end of a name.
fn surname(words: &[Cow<'_, str>], gaps: &[&str]) -> usize {
    let mut first = words.len().saturating_sub(1);
    while first > 1 && gaps[first - 1] == "-" {
        first -= 1;
    }
    while first > 1 && PARTICLES.contains(&words[first - 1].to_lowercase().as_str()) {
        first -= 1;
    }
    first
}

/// How each word of a spelling is looked for.
fn kinds(words: &[Cow<'_, str>], form: Form, acronym: bool) -> Vec<WordKind> {
    let shouted = words.len() > 1 && words.iter().all(|word| capitals(word) == word.chars().count());
    let kind = |word: &Cow<'_, str>| {
        let capitals = capitals(word);
        let letters = word.chars().count();
        match form {
            Form::Exact { .. } => WordKind::Exact,
            _ if pattern::is_pattern(word) => WordKind::Pattern { capital: capitals > 0 },
            _ if acronym && words.len() == 1 && capitals > 0 => WordKind::Acronym { capitals },
            _ if capitals == letters && (2..=6).contains(&letters) && !shouted => {
                WordKind::Acronym { capitals }
            }
            Form::Person { .. } => WordKind::Forms { capital: capitals > 0 },
            _ if words.len() > 1 => LOOSE,
            _ => WordKind::Forms { capital: capitals > 0 },
        }
    };
    words.iter().map(kind).collect()
}

/// How many capitals stand in front of a word.
pub(crate) fn capitals(word: &str) -> usize {
    word.chars().take_while(|letter| letter.is_uppercase()).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_surname_is_more_than_its_last_word() {
        let check = |name: &str, expected: &str| {
            let written = Written::new(name, Form::Name, false);
            assert_eq!(written.texts()[written.surname..].join(" "), expected, "{name}");
        };
        check("Ursula von der Leyen", "von der Leyen");
        check("Jürgen Müller-Thomsen", "Müller Thomsen");
        check("Jean-Luc Mélenchon", "Mélenchon");
        check("Anna de Visser", "de Visser");
        check("Aliyev", "Aliyev");
    }
}
