//! One file of the watchlists folder, read key by key into what it says, with every problem noted.

use std::ops::Range;

use crate::diagnostic::Problem;
use crate::diagnostic::table::{Table, TextValue, TomlDocument};
use crate::settings::keys::{ENTITIES, WATCHLIST};
use crate::watch::entity::Entity;
use crate::watch::query::QueryNode;
use crate::watch::{entity, query};

/// What a file says.
#[derive(Debug)]
pub(super) struct FileDraft<'a> {
    pub(super) entities: Vec<Entity>,
    /// Absent in `entities.toml`.
    pub(super) watchlist: Option<WatchlistDraft<'a>>,
}

/// A watchlist as its file has it; names are not yet looked up.
#[derive(Debug)]
pub(super) struct WatchlistDraft<'a> {
    pub(super) title: Option<String>,
    pub(super) description: String,
    pub(super) query: Option<QueryText<'a>>,
    pub(super) notable: Vec<QueryText<'a>>,
    pub(super) alert: Alert,
    pub(super) threshold: f64,
    pub(super) visibility: Visibility,
    pub(super) weights: Weights,
    pub(super) feeds: FeedFilter,
    pub(super) examples: Vec<TestExample>,
}

/// How matches reach people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Alert {
    /// With the next digest.
    Digest,
    /// At once, to subscribers that want alerts.
    Immediate,
}

/// Who sees a watchlist on the web face.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Visibility {
    /// Those who get it.
    #[default]
    Followers,
    /// Every reader.
    SignedIn,
}

/// A query and the text it was read from, which knows its places in the file.
#[derive(Debug)]
pub(super) struct QueryText<'a> {
    pub(super) text: TextValue<'a>,
    pub(super) tree: QueryNode,
    /// Whether the tree is a guess beside a mistake: parts of what was written may lack in it.
    pub(super) guessed: bool,
}

/// How much each place counts in the score.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Weights {
    pub(super) title: f64,
    pub(super) lead: f64,
    pub(super) text: f64,
    pub(super) notable: f64,
}

/// Which feeds a watchlist reads; an empty list lets all pass.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct FeedFilter {
    pub(super) tags: Vec<String>,
    pub(super) lang: Vec<String>,
    pub(super) country: Vec<String>,
}

/// One `[[test]]`.
#[derive(Debug)]
pub(super) struct TestExample {
    pub(super) title: String,
    pub(super) text: String,
    pub(super) lang: Option<String>,
    /// Whether it must match, or must not.
    pub(super) matches: bool,
    pub(super) span: Range<usize>,
}

impl Default for Weights {
    fn default() -> Self {
        let document = TomlDocument::parse("");
        read_weights(Table::root(&document, &WATCHLIST).table_or_empty("weights"))
    }
}

/// Reads a file; `shared` ones hold entities and no watchlist.
pub(super) fn read<'a>(document: &'a TomlDocument<'a>, shared: bool) -> FileDraft<'a> {
    let mut root = Table::root(document, if shared { &ENTITIES } else { &WATCHLIST });
    let tables = root.tables("entity");
    let entities = tables.into_iter().filter_map(entity::read).collect();
    let watchlist = (!shared).then(|| read_watchlist(&mut root));
    root.finish();
    FileDraft { entities, watchlist }
}

fn read_watchlist<'a>(root: &mut Table<'a>) -> WatchlistDraft<'a> {
    let title = root.text("title").map(|title| title.value.to_owned());
    let description = root.text("description").map_or(String::new(), |words| words.value.to_owned());
    let query = root.text("query");
    let query = query.and_then(|text| read_query(root, text));
    let notable = root.texts("notable").unwrap_or_default();
    let notable = notable.into_iter().filter_map(|text| read_query(root, text)).collect();
    let alert = root.choice("alert", &[("digest", Alert::Digest), ("immediate", Alert::Immediate)]);
    let threshold = root.number("threshold").unwrap_or_default();
    let visibility =
        root.choice("visible", &[("followers", Visibility::Followers), ("signed-in", Visibility::SignedIn)]);
    let visibility = visibility.unwrap_or_default();
    let weights = read_weights(root.table_or_empty("weights"));
    let feeds = read_feeds(root.table_or_empty("feeds"));
    let tests = root.tables("test");
    if let (None, Some(span)) = (&title, tests.first().and_then(|test| test.key_span("title"))) {
        let words = "this is the title of the example; the watchlist itself has none";
        root.note(
            Problem::warning(span, "title", words)
                .help("what is meant for all stands above the first [[test]]"),
        );
    }
    let examples = tests.into_iter().filter_map(read_example).collect();
    let alert = alert.unwrap_or(Alert::Digest);
    WatchlistDraft {
        title,
        description,
        query,
        notable,
        alert,
        threshold,
        visibility,
        weights,
        feeds,
        examples,
    }
}

fn read_query<'a>(table: &Table<'a>, text: TextValue<'a>) -> Option<QueryText<'a>> {
    let mut problems = Vec::new();
    let tree = query::parse(text.value, &mut problems);
    let guessed = !problems.is_empty();
    for problem in problems {
        table.note(placed(problem, &text));
    }
    // Beside a mistake the tree is a guess; the names in it are looked up all the same.
    Some(QueryText { text, tree: tree?, guessed })
}

/// A problem of a query, moved to its place in the file.
pub(super) fn placed(problem: Problem, text: &TextValue<'_>) -> Problem {
    let also = problem.also.map(|(span, words)| (text.within(span), words));
    Problem { span: text.within(problem.span), also, ..problem }
}

fn read_weights(mut table: Table<'_>) -> Weights {
    let mut number = |key| table.number(key).unwrap_or_default();
    let weights = Weights {
        title: number("title"),
        lead: number("lead"),
        text: number("text"),
        notable: number("notable"),
    };
    table.finish();
    weights
}

fn read_feeds(mut table: Table<'_>) -> FeedFilter {
    let mut list = |key| {
        let words = table.texts(key).unwrap_or_default();
        words.iter().map(|word| word.value.to_lowercase()).collect::<Vec<_>>()
    };
    let filter = FeedFilter { tags: list("tags"), lang: list("lang"), country: list("country") };
    table.finish();
    filter
}

fn read_example(mut table: Table<'_>) -> Option<TestExample> {
    let title = table.text("title").map_or(String::new(), |title| title.value.to_owned());
    let lang = table.text("lang").map(|lang| lang.value.to_owned());
    let yes = table.text("match");
    let no = table.text("no_match");
    let span = table.span.clone();
    match (&yes, &no) {
        (None, None) if table.has("match") || table.has("no_match") => {}
        (None, None) => table.missing("match", "add `match = \"…\"` or `no_match = \"…\"`"),
        (Some(_), Some(no)) => {
            let problem =
                Problem::error(no.span.clone(), "example", "one example cannot both match and not match");
            table.note(problem.help("put `no_match` under its own [[test]]"));
        }
        _ => {}
    }
    table.finish();
    let matches = yes.is_some();
    let text = yes.or(no)?;
    let span = if text.span.is_empty() { span } else { text.span.clone() };
    Some(TestExample { title, text: text.value.to_owned(), lang, matches, span })
}
