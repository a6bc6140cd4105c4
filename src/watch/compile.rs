//! From all files of the folder to one set of watchlists, or to everything that is wrong with them.

use std::collections::HashSet;
use std::sync::Arc;

use names::{Lexicon, TermId};

use crate::diagnostic::Problem;
use crate::diagnostic::table::TomlDocument;
use crate::watch::contradictions::contradiction_of;
use crate::watch::entity::Entity;
use crate::watch::expr::Expr;
use crate::watch::file::{FileDraft, QueryText, WatchlistDraft, placed};
use crate::watch::item::Item;
use crate::watch::query::NodeKind;
use crate::watch::resolve::{EntityIndex, KnownEntities, Resolver, TermTable};
use crate::watch::rule::{LeafTest, RuleLeaf, WatchRule};
use crate::watch::set::{Compiled, CompiledSet, Source, Watchlist, Watchlists};
use crate::watch::trigger::trigger_terms;
use crate::watch::{file, words};

/// The id of the file that holds shared entities.
const SHARED: &str = "entities";

/// Compiles the files together: completely, or not at all with every problem of every file.
///
/// The source with the id `entities` holds the shared entities; every other one is a watchlist. The examples
/// in the files are run; one that fails is an error of its file.
pub(crate) fn compile(sources: &[Source]) -> Compiled {
    let documents: Vec<TomlDocument<'_>> =
        sources.iter().map(|source| TomlDocument::parse(&source.text)).collect();
    let draft = compile_documents(sources, &documents);
    let watchlists = draft.clone().filter(|_| !documents.iter().any(TomlDocument::has_errors));
    let problems = documents.into_iter().enumerate();
    let problems =
        problems.flat_map(|(at, document)| document.into_problems().into_iter().map(move |p| (at, p)));
    Compiled { watchlists, draft, problems: problems.collect() }
}

/// The set, where nothing but examples fail.
fn compile_documents(sources: &[Source], documents: &[TomlDocument<'_>]) -> Option<Watchlists> {
    let read = |(source, document): (&Source, _)| file::read(document, source_is_shared(source));
    let files: Vec<FileDraft<'_>> = sources.iter().zip(documents).map(read).collect();
    let shared = shared_index(sources, documents, &files);
    let mut terms = TermTable::default();
    let mut rules = Vec::new();
    for (at, file) in files.iter().enumerate() {
        let Some(draft) = &file.watchlist else { continue };
        let names =
            KnownEntities { own: own_index(at, file, &documents[at], &shared, sources), shared: &shared };
        rules.push((at, resolve(draft, &names, &mut terms, &documents[at])));
    }
    // What a query with a mistake would have used is not known.
    let known = rules.iter().all(|(_, rule)| rule.is_some()) && !files.iter().any(is_guessed);
    if known {
        warn_of_unused(documents, &files, &terms);
    }
    if documents.iter().any(TomlDocument::has_errors) {
        return None;
    }
    let rules: Option<Vec<(usize, WatchRule)>> =
        rules.into_iter().map(|(at, rule)| Some((at, rule?))).collect();
    let watchlists = assemble(sources, &files, rules?, terms);
    run_examples(sources, documents, &files, &watchlists);
    Some(watchlists)
}

fn source_is_shared(source: &Source) -> bool {
    source.id == SHARED
}

/// The shared entities by id; an id given twice is a problem of the later one.
fn shared_index<'a>(
    sources: &[Source],
    documents: &[TomlDocument<'_>],
    files: &'a [FileDraft<'_>],
) -> EntityIndex<'a> {
    let mut index = EntityIndex::new();
    let shared = files.iter().enumerate().filter(|(at, _)| source_is_shared(&sources[*at]));
    for (at, file) in shared {
        add_to_index(at, file, &documents[at], &mut index);
    }
    index
}

/// The entities of one watchlist by id; one that is shared already is a problem.
fn own_index<'a>(
    at: usize,
    file: &'a FileDraft<'_>,
    document: &TomlDocument<'_>,
    shared: &EntityIndex<'a>,
    sources: &[Source],
) -> EntityIndex<'a> {
    let mut index = EntityIndex::new();
    add_to_index(at, file, document, &mut index);
    for entity in &file.entities {
        if let Some((first, _, _)) = shared.get(entity.id.as_str()) {
            let message = format!("@{} is already in {}", entity.id, sources[*first].name);
            let problem = Problem::error(entity.span.clone(), "double-id", message);
            document.note(problem.help("remove it here, or give it another id"));
        }
    }
    index
}

fn add_to_index<'a>(
    at: usize,
    file: &'a FileDraft<'_>,
    document: &TomlDocument<'_>,
    index: &mut EntityIndex<'a>,
) {
    for (place, entity) in file.entities.iter().enumerate() {
        if let Some((_, _, first)) = index.get(entity.id.as_str()) {
            let problem =
                Problem::error(entity.span.clone(), "double-id", format!("@{} stands here twice", entity.id));
            let problem = problem.label("again here").also(first.span.clone(), "first here");
            document.note(problem.help("give one of them another id, or put all names under one"));
        } else {
            index.insert(&entity.id, (at, place, entity));
        }
    }
}

/// The rule of one watchlist; `None` where its query or its names are wrong, which is then noted.
fn resolve(
    draft: &WatchlistDraft<'_>,
    names: &KnownEntities<'_>,
    terms: &mut TermTable,
    document: &TomlDocument<'_>,
) -> Option<WatchRule> {
    let query = draft.query.as_ref().and_then(|query| resolve_query(query, names, terms, document));
    let notable: Vec<Option<TermId>> =
        draft.notable.iter().map(|name| resolve_notable(name, names, terms, document)).collect();
    let (query, leaves) = query?;
    let notable: Option<Vec<TermId>> = notable.into_iter().collect();
    Some(WatchRule { query, leaves, notable: notable?, weights: draft.weights, feeds: draft.feeds.clone() })
}

fn resolve_query(
    written: &QueryText<'_>,
    names: &KnownEntities<'_>,
    terms: &mut TermTable,
    document: &TomlDocument<'_>,
) -> Option<(Expr, Vec<RuleLeaf>)> {
    let mut resolver = Resolver::new(names, terms);
    let query = resolver.resolve(&written.tree);
    let (leaves, problems) = resolver.finish();
    for problem in problems {
        document.note(placed(problem, &written.text));
    }
    let query = query?;
    let contradiction = contradiction_of(&query, &leaves).filter(|_| !written.guessed);
    if let Some((code, message, help)) = contradiction {
        document
            .note(placed(Problem::error(written.tree.span.clone(), code, message).help(help), &written.text));
        return None;
    }
    Some((query, leaves))
}

/// A notable name: one entity, word or phrase.
fn resolve_notable(
    written: &QueryText<'_>,
    names: &KnownEntities<'_>,
    terms: &mut TermTable,
    document: &TomlDocument<'_>,
) -> Option<TermId> {
    if !matches!(&written.tree.kind, NodeKind::Leaf(leaf) if leaf.field.is_none()) {
        let problem =
            Problem::error(written.text.span.clone(), "notable", "a notable name is one name and no query");
        document.note(problem.help("write each name by itself: notable = [\"@aliyev\", \"@pashinyan\"]"));
        return None;
    }
    let (_, leaves) = resolve_query(written, names, terms, document)?;
    match leaves.first()?.look {
        LeafTest::Term(term, _) => Some(term),
        LeafTest::Filter(_) => None,
    }
}

/// Whether a query or a notable name of the file was not wholly understood.
fn is_guessed(file: &FileDraft<'_>) -> bool {
    let written = file.watchlist.iter().flat_map(|draft| draft.query.iter().chain(&draft.notable));
    written.into_iter().any(|written| written.guessed)
}

fn warn_of_unused(documents: &[TomlDocument<'_>], files: &[FileDraft<'_>], terms: &TermTable) {
    for (file, document) in files.iter().zip(documents) {
        for entity in file.entities.iter().filter(|entity| !terms.uses(&entity.id)) {
            let message = format!("no watchlist uses @{}", entity.id);
            document.note(Problem::warning(entity.span.clone(), "unused-entity", message));
        }
    }
}

fn assemble(
    sources: &[Source],
    files: &[FileDraft<'_>],
    rules: Vec<(usize, WatchRule)>,
    terms: TermTable,
) -> Watchlists {
    let watchlist = |(at, _): &(usize, WatchRule)| {
        let draft = files[*at].watchlist.as_ref()?;
        let id = sources[*at].id.clone();
        let title = draft.title.clone().unwrap_or_else(|| id.clone());
        let description = draft.description.clone();
        let query = draft.query.as_ref().map(|query| query.text.value.to_string()).unwrap_or_default();
        let WatchlistDraft { alert, threshold, visibility, .. } = *draft;
        Some(Watchlist { id, title, query, description, alert, threshold, visibility })
    };
    let watchlists = rules.iter().filter_map(watchlist).collect();
    let rules = rules.into_iter().map(|(_, rule)| rule).collect();
    let mut known: HashSet<&str> = HashSet::new();
    let all = files.iter().filter(|file| file.watchlist.is_none()).chain(files);
    let entities = all.flat_map(|file| &file.entities).filter(|entity| known.insert(&entity.id)).cloned();
    let entities = entities.collect();
    build(watchlists, rules, terms, entities)
}

/// The set that runs these rules over these terms.
pub(super) fn build(
    watchlists: Vec<Watchlist>,
    rules: Vec<WatchRule>,
    terms: TermTable,
    entities: Vec<Entity>,
) -> Watchlists {
    let mut rules_by_trigger = vec![Vec::new(); terms.specs.len()];
    let mut always_asked = Vec::new();
    for (at, rule) in rules.iter().enumerate() {
        match trigger_terms(&rule.query, &rule.leaves, &terms.specs) {
            Some(guards) => guards.into_iter().for_each(|term| rules_by_trigger[term.0 as usize].push(at)),
            None => always_asked.push(at),
        }
    }
    let lexicon = Lexicon::build(&terms.specs);
    let forms = terms.specs.iter().map(|spec| spec.form).collect();
    let spellings =
        terms.specs.into_iter().map(|spec| spec.spellings.into_iter().map(|s| s.text).collect()).collect();
    let set = CompiledSet {
        watchlists,
        rules,
        lexicon,
        names: terms.names,
        spellings,
        forms,
        rules_by_trigger,
        always_asked,
        entities,
    };
    Watchlists { set: Arc::new(set) }
}

/// Runs the examples of every file; one that does not do as it says is an error of its file.
fn run_examples(
    sources: &[Source],
    documents: &[TomlDocument<'_>],
    files: &[FileDraft<'_>],
    watchlists: &Watchlists,
) {
    let mut matcher = watchlists.matcher_for_any_feed();
    let drafts = files.iter().enumerate().filter_map(|(at, file)| Some((at, file.watchlist.as_ref()?)));
    for (rule, (at, draft)) in drafts.enumerate() {
        let id = &watchlists.set.watchlists[rule].id;
        for example in &draft.examples {
            let item = Item {
                title: &example.title,
                text: &example.text,
                lang: example.lang.as_deref(),
                ..Item::default()
            };
            let found = matcher.matches(&item).into_iter().find(|found| found.watchlist == *id);
            let problem = |message: &str| Problem::error(example.span.clone(), "example", message);
            match (found, example.matches) {
                (None, true) => {
                    let help = format!(
                        "`wirewatch explain {} -` reads these words and shows which name is missing",
                        sources[at].name
                    );
                    documents[at].note(problem("this example must match, and does not").help(help));
                }
                (Some(found), false) => {
                    let met: Vec<String> = found
                        .hits
                        .iter()
                        .take(4)
                        .map(|hit| format!("\"{}\" = {}", hit.surface, words::why(hit)))
                        .collect();
                    let help = format!("found {}", met.join(", "));
                    documents[at].note(problem("this example must not match, and does").help(help));
                }
                _ => {}
            }
        }
    }
}

#[cfg(test)]
pub(in crate::watch) mod tests;
