//! What is looked for: a term with its spellings, and how freely.

/// A term's place in the slice that [`crate::Lexicon::build`] was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TermId(pub u32);

/// One leaf of a query, or one entity: everything that counts as a mention of it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Term {
    /// How the spellings are to be read.
    pub form: Form,
    /// The names by which it goes. Of a person or a name: the international one and every alias.
    pub spellings: Vec<Spelling>,
    /// Names whose mentions do not count, although they hold one of the spellings.
    pub not: Vec<String>,
}

/// One way to write a term.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Spelling {
    /// As the operator wrote it.
    pub text: String,
    /// The language it was given for; only chooses the wording of the explanation, never decides a match.
    pub lang: Option<String>,
    /// The languages, as in feeds, whose endings alone may be put to it; empty: those of all. A name that every language
    /// has in a form of its own would else take the endings of others.
    pub only: Vec<String>,
    /// From `acronyms`: capitals are wanted whatever its length, case endings allowed.
    pub acronym: bool,
}

/// What a term is, and with that, how freely it is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Form {
    /// A person: every word in all its case forms, in reversed order, with initials and with one word between;
    /// by sound in the scripts in which no spelling is given; the last word is the surname.
    Person {
        /// When a lone surname counts.
        surname: Surname,
    },
    /// A body, a place, a thing: the words in their order, each in all its case forms.
    Name,
    /// A name of which nothing else is known: as [`Form::Name`], and by sound in other scripts.
    Unknown,
    /// A word or phrase of a query, in all case forms; a word with `*` or `?` is a pattern without case forms.
    Words {
        /// How many other words may stand between its words, all together.
        slack: u8,
    },
    /// As written: this case, no case forms, no sound, marks and letters as they are.
    Exact {
        /// How many other words may stand between its words, all together.
        slack: u8,
    },
}

/// When a person's surname counts on its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum Surname {
    /// Once the full name stands somewhere in the item.
    #[default]
    Anchored,
    /// Always.
    Alone,
    /// Only together with the given name.
    Never,
}

/// The longest spelling in bytes, and in words: what is longer is no name, and looking for it would take as long
/// as it is for each of its words in a text.
const LONGEST: usize = 2_000;
const MOST_WORDS: usize = 64;

/// Whether a spelling is longer than any that should be looked for.
pub fn is_too_long(text: &str) -> bool {
    text.len() > LONGEST || text.split_whitespace().count() > MOST_WORDS
}

impl Spelling {
    /// A spelling for a language, or for any.
    pub fn new(text: impl Into<String>, lang: Option<&str>) -> Self {
        Self { text: text.into(), lang: lang.map(str::to_owned), only: Vec::new(), acronym: false }
    }

    /// A short form in capitals.
    pub fn acronym(text: impl Into<String>) -> Self {
        Self { text: text.into(), lang: None, only: Vec::new(), acronym: true }
    }
}

impl Term {
    /// A term with one spelling and nothing excluded.
    pub fn single(form: Form, text: impl Into<String>) -> Self {
        Self { form, spellings: vec![Spelling::new(text, None)], not: Vec::new() }
    }
}
