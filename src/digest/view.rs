//! What a mail shows, in its order: the shape that both templates read.

use crate::change::{Fate, Run};
use crate::digest::clean::MarkedPiece;

/// Everything that a mail says, each text cleaned and on one line.
#[derive(Debug, Clone)]
pub(crate) struct View {
    /// The mail's subject.
    pub subject: String,
    /// The line that lists of mails show behind the subject; hidden in the mail itself.
    pub preview: String,
    /// What kind of mail it is, above the heading: `Digest`.
    pub kicker: &'static str,
    /// The titles of the watchlists.
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
    /// The weightiest headlines of all watchlists; empty where a glance shows them anyway.
    pub in_short: Vec<ShortLine>,
    /// A part for each watchlist.
    pub blocks: Vec<Block>,
    /// What stands below.
    pub foot: Footer,
}

/// A headline that leads down to its story.
#[derive(Debug, Clone)]
pub(crate) struct ShortLine {
    /// What happened to the article: empty for news, else `Changed: `. It has our direction, the headline its own.
    pub turn: &'static str,
    /// The headline.
    pub title: String,
    /// Who published it.
    pub source: String,
    /// The language of the headline where it is not English, fit for an attribute.
    pub lang: Option<String>,
    /// The entry at which its story is anchored; `None` where the headline poses as the address of another host.
    pub anchor: Option<i64>,
}

/// One watchlist's part.
#[derive(Debug, Clone)]
pub(crate) struct Block {
    /// The watchlist's title, where the mail speaks of several.
    pub title: Option<String>,
    /// What holds for all its stories; may be empty.
    pub note: String,
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
    /// The entry at its head, its anchor in the mail.
    pub entry: i64,
    /// Its place among all rows by weight: what stands last is the first to be shortened.
    pub rank: (u8, usize),
    /// Whether it says little beside the weightiest story of its part.
    pub light: bool,
    /// Where it stands among those that tell of one event.
    pub event: EventPlace,
    /// Whether it is shown whole; else it is one line with its source.
    pub whole: bool,
    /// The title, with what was looked for marked.
    pub title: Vec<MarkedPiece>,
    /// The language of the quoted text where it is not English, fit for an attribute.
    pub lang: Option<String>,
    /// Whether the quoted text runs from right to left.
    pub right_to_left: bool,
    /// Where the title leads.
    pub link: Option<String>,
    /// The host, where the title poses as another and must not be the link's text.
    pub apart: Option<String>,
    /// Who published it.
    pub source: String,
    /// Its language, its times and its weight.
    pub facts: String,
    /// ` and 2 more sources` that carry it, for that line; may be empty.
    pub also: String,
    /// When it was told, for the line of a story that is not shown whole.
    pub when: String,
    /// What there is to say about it.
    pub notes: Vec<String>,
    /// Who else carries it.
    pub carriers: Option<Carriers>,
    /// The sentences to show.
    pub quotes: Vec<Vec<MarkedPiece>>,
    /// What a machine made of title and sentences.
    pub translation: Option<TranslatedLines>,
    /// What was changed.
    pub change: Option<Compared>,
    /// Which terms matched.
    pub matched: TermList,
    /// Which notable names it speaks of besides.
    pub named: TermList,
}

/// A machine's translation, as it stands below the words it was made of.
#[derive(Debug, Clone)]
pub(crate) struct TranslatedLines {
    /// `Machine translation, MODEL`.
    pub said: String,
    /// Its language, fit for an attribute.
    pub lang: String,
    /// The title and the sentences that passed; may be empty.
    pub lines: Vec<String>,
    /// What is not shown and why; may be empty.
    pub left_out: String,
}

/// Where a story stands among those that tell of one happening.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) enum EventPlace {
    /// No other story of its section tells of it.
    #[default]
    Alone,
    /// It was told first, under a heading for all of them: `One event: 5 publishers, 4 languages`.
    First(String),
    /// It follows the first.
    Further,
    /// It follows, and another story of the event says more in its language: a line is enough.
    InALine,
}

/// Terms or names, each cleaned.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
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
    /// The title and then the changed places, in order; each run on one line.
    pub passages: Vec<Vec<Run>>,
    /// What is not shown; empty where all is.
    pub more: String,
}

/// What stands below the stories.
#[derive(Debug, Clone)]
pub(crate) struct Footer {
    /// What was watched and what was not, in sentences; none in an alert.
    pub coverage: Vec<String>,
    /// The digest on the web.
    pub archive: Option<String>,
    /// Why the reader gets this mail.
    pub why: String,
    /// How to leave.
    pub leave: LeaveLine,
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

/// Whether a run took the place of the words before it: the page then shows a gap that the text has not.
pub(crate) fn replaces(passage: &[Run], at: usize) -> bool {
    let fate = |place: usize| passage.get(place).map(|run| run.fate);
    fate(at) == Some(Fate::Added) && at.checked_sub(1).and_then(fate) == Some(Fate::Removed)
}

impl View {
    /// The level of a section's heading: none is left out below the title, whether watchlists have one or not.
    pub(crate) fn section_level(&self) -> u8 {
        if self.blocks.iter().any(|block| block.title.is_some()) { 3 } else { 2 }
    }

    /// The level of a story's heading.
    pub(crate) fn story_level(&self) -> u8 {
        self.section_level() + 1
    }

    /// The rows in the order of the mail.
    pub(crate) fn rows(&self) -> impl Iterator<Item = &StoryRow> {
        self.blocks.iter().flat_map(|block| &block.sections).flat_map(|section| &section.rows)
    }
}

impl TermList {
    /// `CSTO, Azerbaijan and 3 more`.
    pub(crate) fn said(&self) -> String {
        let more = if self.more > 0 { format!(" and {} more", self.more) } else { String::new() };
        format!("{}{more}", self.named.join(", "))
    }
}

impl Section {
    /// Where the lines begin that are short because they say little; what stands above is said before the first.
    pub(crate) fn opens_light(&self, at: usize) -> bool {
        let is_light = |row: &StoryRow| row.light && !row.whole;
        self.rows.get(at).is_some_and(is_light) && !self.rows[..at].iter().any(is_light)
    }
}

/// What is said before them.
pub(crate) const LIGHT: &str = "Of less than a third of the weight of the first, a line each:";

impl StoryRow {
    /// [`StoryRow::ours`] for words in a line with quoted ones.
    pub(crate) fn ours_inline(&self) -> &'static str {
        match (self.right_to_left, &self.lang) {
            (true, _) => " lang=\"en\" dir=\"ltr\"",
            (false, Some(_)) => " lang=\"en\"",
            (false, None) => "",
        }
    }

    /// The heading of the event that it opens.
    pub(crate) fn opens_event(&self) -> Option<&str> {
        match &self.event {
            EventPlace::First(said) => Some(said),
            EventPlace::Alone | EventPlace::Further | EventPlace::InALine => None,
        }
    }

    /// Whether it stands under the heading of an event, behind the first.
    pub(crate) fn follows(&self) -> bool {
        matches!(self.event, EventPlace::Further | EventPlace::InALine)
    }

    /// The attributes under which words of our own stand among quoted ones: they are English and run from left to
    /// right, but at the side on which the quoted text begins, so that eyes need not jump.
    pub(crate) fn ours(&self) -> &'static str {
        match (self.right_to_left, &self.lang) {
            (true, _) => " lang=\"en\" dir=\"ltr\" align=\"right\"",
            (false, Some(_)) => " lang=\"en\"",
            (false, None) => "",
        }
    }
}
