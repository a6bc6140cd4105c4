//! A single query typed by a person, against the entities that the watchlists know.

use std::collections::HashSet;

use names::{Form, Term};

use crate::diagnostic::Problem;
use crate::watch::compile::build;
use crate::watch::contradictions::contradiction_of;
use crate::watch::entity::Entity;
use crate::watch::file::{Alert, FeedFilter, Visibility, Weights};
use crate::watch::found::Match;
use crate::watch::item::Item;
use crate::watch::query;
use crate::watch::resolve::{EntityIndex, KnownEntities, Resolver, TermTable};
use crate::watch::rule::WatchRule;
use crate::watch::set::{Matcher, Watchlist, Watchlists};
use crate::watch::trigger::trigger_terms;

/// What a search is called where a watchlist is.
const ID: &str = "search";

/// A query ready to be asked of items, by the same evaluator as a watchlist.
#[derive(Debug)]
pub(crate) struct QuerySearch {
    matcher: Matcher,
    /// Beginnings of words, in small letters as written: an item without a word that begins with one of them cannot
    /// match, unless letters of two scripts are mixed in its words. `None` where that cannot be told and every item must
    /// be asked.
    pub prefixes: Option<Vec<String>>,
}

impl QuerySearch {
    /// Compiles a query typed by a person. Spans of the problems count from its first byte.
    pub(crate) fn new(watchlists: &Watchlists, text: &str) -> Result<Self, Vec<Problem>> {
        let mut problems = Vec::new();
        let tree = query::parse(text, &mut problems);
        let shared = index(&watchlists.set.entities);
        let names = KnownEntities { own: EntityIndex::new(), shared: &shared };
        let mut terms = TermTable::default();
        let mut resolver = Resolver::new(&names, &mut terms);
        let query = tree.as_ref().and_then(|tree| resolver.resolve(tree));
        let (leaves, unknown) = resolver.finish();
        problems.extend(unknown);
        let Some(query) = query.filter(|_| problems.is_empty()) else { return Err(problems) };
        if let Some((code, message, help)) = contradiction_of(&query, &leaves) {
            return Err(vec![Problem::error(0..text.len(), code, message).help(help)]);
        }
        let prefixes = trigger_terms(&query, &leaves, &terms.specs).and_then(|terms_needed| {
            let specs = terms_needed.iter().map(|term| &terms.specs[term.0 as usize]);
            prefixes(specs)
        });
        let (weights, feeds) = (Weights::default(), FeedFilter::default());
        let rule = WatchRule { query, leaves, notable: Vec::new(), weights, feeds };
        let title = text.to_owned();
        let description = String::new();
        let watchlist = Watchlist {
            id: ID.to_owned(),
            title,
            query: text.to_owned(),
            description,
            alert: Alert::Digest,
            threshold: 0.0,
            visibility: Visibility::Followers,
        };
        let matcher = build(vec![watchlist], vec![rule], terms, Vec::new()).matcher();
        Ok(Self { matcher, prefixes })
    }

    /// The match, where the item is what the query asks for.
    pub(crate) fn matches(&mut self, item: &Item<'_>) -> Option<Match> {
        self.matcher.matches(item).pop()
    }
}

fn index(entities: &[Entity]) -> EntityIndex<'_> {
    entities.iter().enumerate().map(|(at, entity)| (entity.id.as_str(), (0, at, entity))).collect()
}

/// What words that can be one of the terms begin with; `None` where a name may also be found by sound, in capitals of
/// other letters, or inside a word.
fn prefixes<'a>(specs: impl Iterator<Item = &'a Term>) -> Option<Vec<String>> {
    let mut found = HashSet::new();
    for spec in specs {
        let exact = match spec.form {
            Form::Person { .. } | Form::Unknown => return None,
            Form::Exact { .. } => true,
            Form::Name | Form::Words { .. } => false,
        };
        for spelling in &spec.spellings {
            // Only words that every index folds alike: others may hide a letter behind a mark or a case rule.
            let plain = |word: &&str| word.chars().all(|c| c.is_ascii_alphanumeric());
            let words = spelling.text.split(|c: char| !c.is_alphanumeric() && !matches!(c, '*' | '?'));
            let heads = words.filter_map(|word| word.split(['*', '?']).next());
            let word = heads.filter(plain).max_by_key(|word| word.len())?;
            let kept = if exact { word.len() } else { (word.len() * 2 / 3).max(2) };
            found.insert(word.get(..kept).filter(|prefix| prefix.len() > 1)?.to_lowercase());
        }
    }
    Some(found.into_iter().collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::watch::compile::compile;
    use crate::watch::compile::tests::sources;

    fn watchlists() -> Watchlists {
        let entities = "[[entity]]\nid = 'csto'\nkind = 'org'\nacronyms = ['CSTO', 'ОДКБ']\n\
                        [[entity]]\nid = 'aliyev'\nkind = 'person'\nname = 'Ilham Aliyev'";
        let set = sources(&[("entities", entities), ("a", "query = '@csto @aliyev'")]);
        compile(&set).watchlists.expect("the files are good")
    }

    #[test]
    fn a_search_asks_as_a_watchlist_does() {
        let mut search = QuerySearch::new(&watchlists(), "@csto AND NOT drills").expect("the query is good");
        let item = |text| Item { text, ..Item::default() };
        assert_eq!(
            search.matches(&item("Саммит ОДКБ")).map(|found| found.terms),
            Some(vec!["CSTO".to_owned()])
        );
        assert_eq!(search.matches(&item("Drills of the CSTO")), None);
        for query in ["@cto", "gas OR", "NOT gas", ""] {
            assert!(QuerySearch::new(&watchlists(), query).is_err(), "{query}");
        }
    }

    #[test]
    fn prefixes_never_leave_out_what_can_match() {
        for (query, expected) in [
            ("corridors AND NOT gas", Some(vec!["corrid"])),
            ("=corridor", Some(vec!["corridor"])),
            ("corr*", Some(vec!["co"])),
            ("*stan AND lang:en", None),
            ("\"gas pipeline\"", Some(vec!["pipel"])),
            ("газ", None),
            ("@aliyev", None),
            ("@aliyev AND gas", None),
            ("lang:az", None),
        ] {
            let search = QuerySearch::new(&watchlists(), query).expect("the query is good");
            let expected = expected.map(|words| words.into_iter().map(str::to_owned).collect::<Vec<_>>());
            assert_eq!(search.prefixes, expected, "{query}");
        }
    }
}
