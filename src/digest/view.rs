//! What a mail shows, in its order: the shape that both templates read.

use crate::change::Fate;
use crate::digest::clean::MarkedPiece;

/// Everything that a mail says, each text cleaned and on one line.
#[derive(Debug, Clone)]
pub(crate) struct View {
    /// The mail's subject.
    pub subject: String,
    /// What kind of mail it is, above the heading: `Digest`.
    pub kicker: &'static str,
    /// The watchlist's title, or how many there are.
    pub heading: String,
    /// What the watchlist looks for; empty with several.
    pub description: String,
    /// The day: `Monday 24 June 2024`.
    pub day: String,
    /// What was found, in numbers.
    pub counts: String,
    /// Since when, and in which zone.
    pub span: String,
    /// What a reader has to know before reading on.
    pub notes: Vec<String>,
    /// A part for each watchlist.
    pub blocks: Vec<Block>,
    /// What was watched and what was not.
    pub coverage: Vec<String>,
    /// Why the reader gets this mail.
    pub why: String,
    /// How to leave.
    pub leave: LeaveLine,
    /// The digest on the web.
    pub archive: Option<String>,
}

/// One watchlist's part.
#[derive(Debug, Clone)]
pub(crate) struct Block {
    /// The watchlist's title, where the mail speaks of several.
    pub title: Option<String>,
    /// Its sections, none of them empty.
    pub sections: Vec<Section>,
}

/// One section of a part.
#[derive(Debug, Clone)]
pub(crate) struct Section {
    /// `New`, `Changed after publication` …
    pub heading: &'static str,
    /// How many stories it has, shown or not.
    pub total: usize,
    /// The stories that are shown.
    pub rows: Vec<StoryRow>,
    /// Stories that are only counted, because the mail would be too long.
    pub counted: usize,
}

/// One story as a mail shows it.
#[derive(Debug, Clone)]
pub(crate) struct StoryRow {
    /// Its place among all rows by weight: what stands last is the first to be shortened.
    pub rank: (u8, usize),
    /// Whether it is shown whole; else only its title, link, source and time.
    pub whole: bool,
    /// The title with what was looked for marked.
    pub title: Vec<MarkedPiece>,
    /// The language of the quoted text, fit for an attribute.
    pub lang: Option<String>,
    /// Where the title leads.
    pub link: Option<String>,
    /// The host, where the title poses as another and must not be the link's text.
    pub apart: Option<String>,
    /// Who published it.
    pub source: String,
    /// Its language and its times.
    pub facts: String,
    /// What there is to say about it.
    pub notes: Vec<String>,
    /// Who else carries it.
    pub carriers: Option<Carriers>,
    /// The sentences to show.
    pub quotes: Vec<Vec<MarkedPiece>>,
    /// What was changed.
    pub change: Option<Compared>,
    /// Which terms matched.
    pub matched: TermList,
    /// Which notable names it speaks of besides.
    pub named: TermList,
}

/// Terms or names, each cleaned.
#[derive(Debug, Clone, Default)]
pub(crate) struct TermList {
    /// Those that are listed.
    pub named: Vec<String>,
    /// How many are not.
    pub more: usize,
}

/// The other publishers of a story.
#[derive(Debug, Clone)]
pub(crate) struct Carriers {
    /// `Also in 2 sources`.
    pub said: String,
    /// Those that are named.
    pub named: Vec<Carrier>,
    /// How many are not.
    pub more: usize,
}

/// Another publisher of a story.
#[derive(Debug, Clone)]
pub(crate) struct Carrier {
    /// Its name.
    pub name: String,
    /// Its article.
    pub link: Option<String>,
    /// When.
    pub when: String,
}

/// A change word by word.
#[derive(Debug, Clone)]
pub(crate) struct Compared {
    /// When it was seen and how much it is.
    pub said: String,
    /// The title and then the changed places, in order.
    pub passages: Vec<Vec<FateWords>>,
    /// What is not shown; empty where all is.
    pub more: String,
}

/// Words with one fate.
#[derive(Debug, Clone)]
pub(crate) struct FateWords {
    /// The words, on one line.
    pub text: String,
    /// What became of them.
    pub fate: Fate,
    /// Whether they took the place of the words before; a gap is then shown that the text has not.
    pub replaces: bool,
}

/// How to leave.
#[derive(Debug, Clone)]
pub(crate) struct LeaveLine {
    /// The sentence before the address.
    pub said: &'static str,
    /// What to show of the address; empty where there is none.
    pub shown: String,
    /// Where it leads.
    pub link: Option<String>,
}

impl FateWords {
    pub(crate) fn removed(&self) -> bool {
        self.fate == Fate::Removed
    }

    pub(crate) fn added(&self) -> bool {
        self.fate == Fate::Added
    }
}

impl View {
    /// The rows in the order of the mail.
    pub(crate) fn rows(&self) -> impl Iterator<Item = &StoryRow> {
        self.blocks.iter().flat_map(|block| &block.sections).flat_map(|section| &section.rows)
    }
}
