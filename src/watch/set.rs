//! The set of watchlists that runs: compiled from all files together, shared between threads.

use std::sync::Arc;

use names::{Form, Lexicon, Memo, NameHit, RefusedMention, TermId};

use crate::diagnostic::Problem;
use crate::feed::Feed;
use crate::watch::entity::Entity;
use crate::watch::evaluate::Evaluator;
use crate::watch::excerpt::excerpts;
use crate::watch::file::{Alert, Visibility};
use crate::watch::found::{Hit, Match};
use crate::watch::item::{Field, Item};
use crate::watch::marks::Mark;
use crate::watch::mentions::Mentions;
use crate::watch::resolve::TermName;
use crate::watch::rule::{LeafTest, Scope, WatchRule};
use crate::watch::score::score;

/// One file of the watchlists folder.
#[derive(Debug, Clone)]
pub(crate) struct Source {
    /// How messages name it: the path as the operator knows it.
    pub name: String,
    /// The file's name without `.toml`: the watchlist's id, or `entities`.
    pub id: String,
    /// The whole file.
    pub text: String,
}

/// What came of compiling.
#[derive(Debug)]
pub(crate) struct Compiled {
    /// The whole set, or nothing where any file has an error.
    pub watchlists: Option<Watchlists>,
    /// The set also where nothing but examples fail: for whoever asks why they do.
    pub draft: Option<Watchlists>,
    /// Everything found wrong or doubtful: the index of the source and the problem, by source and place.
    pub problems: Vec<(usize, Problem)>,
}

/// Watchlists that compiled together. Cheap to clone; matching needs a [`Matcher`] a thread.
#[derive(Debug, Clone, Default)]
pub(crate) struct Watchlists {
    pub(super) set: Arc<CompiledSet>,
}

/// What compiling made of the files.
#[derive(Debug)]
pub(super) struct CompiledSet {
    pub(super) watchlists: Vec<Watchlist>,
    /// By the place of their watchlist.
    pub(super) rules: Vec<WatchRule>,
    pub(super) lexicon: Lexicon,
    /// What people call each term of the lexicon.
    pub(super) names: Vec<TermName>,
    /// The spellings of each term, to say what came nearest.
    pub(super) spellings: Vec<Vec<String>>,
    /// How freely each term is looked for.
    pub(super) forms: Vec<Form>,
    /// For each term the rules that are rules_by_trigger by it.
    pub(super) rules_by_trigger: Vec<Vec<usize>>,
    /// The rules that no term guards.
    pub(super) always_asked: Vec<usize>,
    /// Every entity that a query typed by a person may name.
    pub(super) entities: Vec<Entity>,
}

/// One watchlist as people know it.
#[derive(Debug, Clone)]
pub(crate) struct Watchlist {
    /// The name of its file without `.toml`.
    pub id: String,
    /// What digests call it.
    pub title: String,
    /// What it looks for, as it is written: by it a watchlist is known that has another name and another title at once.
    pub query: String,
    /// One or two sentences for people; may be empty.
    pub description: String,
    /// How its matches reach people.
    pub alert: Alert,
    /// Matches with a lower score are kept and searchable, not mailed.
    pub threshold: f64,
    /// Who sees it on the web face.
    pub visibility: Visibility,
}

impl Default for CompiledSet {
    fn default() -> Self {
        Self {
            watchlists: Vec::new(),
            rules: Vec::new(),
            lexicon: Lexicon::build(&[]),
            names: Vec::new(),
            spellings: Vec::new(),
            forms: Vec::new(),
            rules_by_trigger: Vec::new(),
            always_asked: Vec::new(),
            entities: Vec::new(),
        }
    }
}

impl Watchlists {
    /// The ids in the order of the files.
    pub(crate) fn ids(&self) -> impl Iterator<Item = &str> {
        self.set.watchlists.iter().map(|watchlist| watchlist.id.as_str())
    }

    /// The watchlist of this id.
    pub(crate) fn get(&self, id: &str) -> Option<&Watchlist> {
        self.set.watchlists.iter().find(|watchlist| watchlist.id == id)
    }

    /// Why the feed filter of a watchlist lets none of these feeds pass, by watchlist; only those of which it is so.
    pub(crate) fn without_feeds(&self, feeds: &[Feed]) -> Vec<(&str, String)> {
        let both = self.set.watchlists.iter().zip(&self.set.rules);
        both.filter_map(|(list, rule)| Some((list.id.as_str(), rule.feeds.fits_none(feeds)?))).collect()
    }

    /// Whether the watchlist of this id looks at items of a feed, which `writes` in this language as far as that is known.
    pub(crate) fn reads(&self, id: &str, feed: &Feed, writes: Option<&str>) -> bool {
        let mut both = self.set.watchlists.iter().zip(&self.set.rules);
        both.any(|(list, rule)| list.id == id && rule.feeds.reads(feed, writes))
    }

    /// How many words, phrases and entities are looked for.
    pub(crate) fn term_count(&self) -> usize {
        self.set.lexicon.len()
    }

    /// A matcher with a memory of its own: one for each thread that matches.
    pub(crate) fn matcher(&self) -> Matcher {
        Matcher { set: Arc::clone(&self.set), memo: Memo::default(), any_feed: false }
    }

    /// A matcher that lets every item pass the feed filters: for text that comes from no feed.
    pub(crate) fn matcher_for_any_feed(&self) -> Matcher {
        Matcher { any_feed: true, ..self.matcher() }
    }
}

/// Matches entries one after another, remembering the words it has met.
#[derive(Debug)]
pub(crate) struct Matcher {
    set: Arc<CompiledSet>,
    memo: Memo,
    any_feed: bool,
}

impl Matcher {
    /// Every watchlist that the item matches, whatever its threshold, in the order of the files.
    pub(crate) fn matches(&mut self, item: &Item<'_>) -> Vec<Match> {
        let set = Arc::clone(&self.set);
        let mentions = self.mentions(item);
        let mut rules = set.always_asked.clone();
        for term in mentions.terms() {
            rules.extend_from_slice(&set.rules_by_trigger[term.0 as usize]);
        }
        rules.sort_unstable();
        rules.dedup();
        let asked = rules.into_iter().filter(|rule| self.any_feed || set.rules[*rule].feeds.passes(item));
        asked.filter_map(|rule| found(&set, rule, &mentions)).collect()
    }

    /// The set that it matches.
    pub(super) fn set(&self) -> Arc<CompiledSet> {
        Arc::clone(&self.set)
    }

    /// Whether feed filters are left out of it.
    pub(super) fn any_feed(&self) -> bool {
        self.any_feed
    }

    /// What nearly is a mention in the item and is none.
    pub(super) fn refused(&mut self, item: &Item<'_>) -> Vec<RefusedMention> {
        self.set.lexicon.refused(&mut self.memo, &item.texts())
    }

    /// What the lexicon finds in the item.
    pub(super) fn mentions<'a>(&mut self, item: &'a Item<'a>) -> Mentions<'a> {
        let mut hits = Vec::new();
        self.set.lexicon.scan(&mut self.memo, &item.texts(), &mut hits);
        Mentions::new(item, hits)
    }
}

/// The match of one watchlist, if it holds.
fn found(set: &CompiledSet, rule: usize, mentions: &Mentions<'_>) -> Option<Match> {
    let watchlist = set.watchlists[rule].id.clone();
    let rule = &set.rules[rule];
    let evaluator = Evaluator { leaves: &rule.leaves, mentions };
    _ = mentions.take_note();
    if !evaluator.holds(&rule.query) {
        return None;
    }
    let reasons = evaluator.reasons(&rule.query);
    let mut shown = MatchParts::default();
    for leaf in reasons.iter().map(|leaf| &rule.leaves[*leaf]) {
        if let LeafTest::Term(term, scope) = leaf.look {
            shown.add(set, mentions, term, scope, Some(leaf.weight));
        }
    }
    let required = shown.labels.len();
    for term in &rule.notable {
        shown.add(set, mentions, *term, Scope::Anywhere, None);
    }
    let notable = shown.labels.split_off(required);
    shown.hits.sort_by_key(|hit| (hit.field, hit.start, hit.end));
    shown.hits.dedup_by(|a, b| (a.field, a.start, a.end, &a.entity) == (b.field, b.start, b.end, &b.entity));
    Some(Match {
        watchlist,
        score: score(rule, &reasons, &evaluator),
        excerpts: excerpts(mentions, &evaluator.cover(&rule.query), &shown.marks),
        hits: shown.hits,
        terms: shown.labels,
        notable,
        note: mentions.take_note(),
    })
}

/// The mentions of a match as they are gathered.
#[derive(Default)]
struct MatchParts {
    hits: Vec<Hit>,
    marks: Vec<Mark>,
    labels: Vec<String>,
    terms: Vec<TermId>,
}

impl MatchParts {
    /// Adds the mentions of a term; `weight` is that of its leaf, or `None` for a notable name.
    fn add(
        &mut self,
        set: &CompiledSet,
        mentions: &Mentions<'_>,
        term: TermId,
        scope: Scope,
        weight: Option<f64>,
    ) {
        let name = &set.names[term.0 as usize];
        let known = self.terms.contains(&term);
        if known && weight.is_none() {
            return;
        }
        let before = self.hits.len();
        self.hits.extend(hits_of(set, mentions, term, scope));
        let (required, weight, key) = (weight.is_some(), weight.unwrap_or(1.0), term.0 as usize);
        let mark = |hit: &NameHit| Mark {
            field: Field::of_part(hit.part),
            start: hit.start,
            end: hit.end,
            key,
            required,
            weight,
        };
        self.marks.extend(mentions.of(term, scope).map(mark));
        if self.hits.len() > before && !known {
            self.terms.push(term);
            self.labels.push(name.label.clone());
        }
    }
}

/// The mentions of a term in a scope, as they are kept and shown.
pub(super) fn hits_of<'a>(
    set: &'a CompiledSet,
    mentions: &'a Mentions<'_>,
    term: TermId,
    scope: Scope,
) -> impl Iterator<Item = Hit> + 'a {
    let name = &set.names[term.0 as usize];
    mentions.of(term, scope).map(|hit| Hit {
        field: Field::of_part(hit.part),
        start: hit.start,
        end: hit.end,
        surface: mentions.text(Field::of_part(hit.part))[hit.start..hit.end].to_owned(),
        term: hit.why.spelling.text.clone(),
        entity: name.entity.clone(),
        why: (&hit.why).into(),
    })
}
