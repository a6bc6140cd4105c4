//! Why a watchlist matches an item or what was missing, leaf by leaf.

use std::fmt;

use names::{RefusalReason, RefusedMention, TermId};
use serde::Serialize;

use crate::watch::evaluate::Evaluator;
use crate::watch::expr::{Answers, Needs};
use crate::watch::found::Hit;
use crate::watch::item::Item;
use crate::watch::mentions::Mentions;
use crate::watch::missing::missing;
use crate::watch::near_word::near_word;
use crate::watch::rule::{LeafTest, RuleLeaf, Scope, WatchRule};
use crate::watch::score::score;
use crate::watch::set::{CompiledSet, Matcher, hits_of};
use crate::watch::words;

/// What one watchlist makes of one item. `Display` sets it as lines for people.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Explanation {
    pub watchlist: String,
    /// Whether the query holds and the feed is read.
    pub matches: bool,
    /// The score, where the query holds.
    pub score: Option<f64>,
    /// Below it a match is kept and not mailed.
    pub threshold: f64,
    /// Why the item's feed is not read by the watchlist.
    pub feed: Option<String>,
    /// What was missing, one sentence each; empty where the query holds.
    pub missing: Vec<String>,
    /// What matching left out, where a limit cut something.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Every leaf of the query, then every notable name that was found.
    pub leaves: Vec<LeafReport>,
}

/// One leaf of a query and where it was found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct LeafReport {
    /// As the query writes it.
    pub label: String,
    pub role: LeafRole,
    /// Whether it holds: mentions were found, or the value is the wanted one.
    pub holds: bool,
    #[serde(serialize_with = "words::hits_in_words")]
    pub hits: Vec<Hit>,
    /// Of one that was not found, the word of the item that came nearest to it.
    pub nearest: Option<String>,
    /// Of one that was not found, why what looks like it does not count.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refused: Option<String>,
}

/// What the query wants of a leaf.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum LeafRole {
    /// It helps the query to hold.
    Wanted,
    /// Its presence keeps the query from holding.
    Excluded,
    /// It only raises the score.
    Notable,
}

/// Explains one watchlist for one item; `None` where there is no such watchlist.
pub(crate) fn explain(matcher: &mut Matcher, watchlist: &str, item: &Item<'_>) -> Option<Explanation> {
    let set = matcher.set();
    let at = set.watchlists.iter().position(|known| known.id == watchlist)?;
    let rule = &set.rules[at];
    let mentions = matcher.mentions(item);
    let evaluator = Evaluator { leaves: &rule.leaves, mentions: &mentions };
    let holds = evaluator.holds(&rule.query);
    let feed = if matcher.any_feed() { None } else { rule.feeds.refuses(item) };
    let reasons = if holds { evaluator.reasons(&rule.query) } else { Vec::new() };
    let excluded = excluded_leaves(rule);
    let leaves = rule.leaves.iter().zip(&excluded);
    let refused = matcher.refused(item);
    let leaves = leaves.map(|(leaf, excluded)| {
        let report = leaf_report(&set, leaf, *excluded, &mentions);
        LeafReport { refused: why_refused(leaf, &report, &refused, item), ..report }
    });
    let notable = rule.notable.iter().map(|term| notable_report(&set, *term, &mentions));
    Some(Explanation {
        watchlist: watchlist.to_owned(),
        matches: holds && feed.is_none(),
        score: holds.then(|| score(rule, &reasons, &evaluator)),
        threshold: set.watchlists[at].threshold,
        feed,
        missing: missing(&evaluator, &rule.query),
        note: mentions.take_note(),
        leaves: leaves.chain(notable.filter(|report| report.holds)).collect(),
    })
}

/// For each leaf whether the query wants it absent.
pub(super) fn excluded_leaves(rule: &WatchRule) -> Vec<bool> {
    // Wanted and unwanted leaves; under a NOT they change places.
    type Sides = [Vec<usize>; 2];
    let [_, unwanted] =
        rule.query.fold(&|expr, parts: &mut Answers<'_, '_, Sides>| match (expr.needs(), parts) {
            (Needs::Itself(leaf), _) => [vec![leaf], Vec::new()],
            (Needs::All | Needs::Any, parts) => parts.fold(Sides::default(), |[a, b], [wanted, unwanted]| {
                [[a, wanted].concat(), [b, unwanted].concat()]
            }),
            (Needs::Absence, parts) => parts.next().map_or_else(Sides::default, |[a, b]| [b, a]),
        });
    let mut excluded = vec![false; rule.leaves.len()];
    for leaf in unwanted {
        excluded[leaf] = true;
    }
    excluded
}

fn leaf_report(set: &CompiledSet, leaf: &RuleLeaf, excluded: bool, mentions: &Mentions<'_>) -> LeafReport {
    let role = if excluded { LeafRole::Excluded } else { LeafRole::Wanted };
    let label = leaf.label.clone();
    match &leaf.look {
        LeafTest::Filter(filter) => LeafReport {
            label,
            role,
            holds: filter.holds(mentions.item),
            hits: Vec::new(),
            nearest: None,
            refused: None,
        },
        LeafTest::Term(term, scope) => {
            let hits: Vec<Hit> = hits_of(set, mentions, *term, *scope).collect();
            let at = term.0 as usize;
            let nearest = (hits.is_empty() && !excluded)
                .then(|| near_word(mentions.item, set.forms[at], &set.spellings[at]))
                .flatten();
            LeafReport { label, role, holds: !hits.is_empty(), hits, nearest, refused: None }
        }
    }
}

fn notable_report(set: &CompiledSet, term: TermId, mentions: &Mentions<'_>) -> LeafReport {
    let name = &set.names[term.0 as usize];
    let label = name.entity.as_ref().map_or_else(|| name.label.clone(), |id| format!("@{id}"));
    let hits: Vec<Hit> = hits_of(set, mentions, term, Scope::Anywhere).collect();
    LeafReport { label, role: LeafRole::Notable, holds: !hits.is_empty(), hits, nearest: None, refused: None }
}

/// Why the first place that nearly mentions a leaf is no mention of it, where it was not found.
fn why_refused(
    leaf: &RuleLeaf,
    report: &LeafReport,
    refused: &[RefusedMention],
    item: &Item<'_>,
) -> Option<String> {
    let LeafTest::Term(term, _) = &leaf.look else { return None };
    let first = refused.iter().find(|refused| refused.term == *term && !report.holds)?;
    let surface = item.texts().get(first.part)?.get(first.start..first.end)?;
    Some(match first.reason {
        RefusalReason::Excluded => format!("\"{surface}\" is excluded by `not`"),
        RefusalReason::SurnameAlone => {
            format!("\"{surface}\" is a surname alone, the full name must stand in the item")
        }
        RefusalReason::OtherLanguage => {
            format!("\"{surface}\" has an ending of a language that the words around it are not in")
        }
    })
}

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verdict = match (self.matches, self.score) {
            (true, Some(score)) if score < self.threshold => {
                format!(
                    "matches with score {score:.1}, below the threshold {}: kept, not mailed",
                    self.threshold
                )
            }
            (true, score) => format!("matches with score {:.1}", score.unwrap_or_default()),
            (false, _) => "does not match".to_owned(),
        };
        writeln!(f, "{} {verdict}", self.watchlist)?;
        for words in self.feed.iter().chain(&self.missing).chain(&self.note) {
            writeln!(f, "  {words}")?;
        }
        for leaf in &self.leaves {
            write!(f, "\n{leaf}")?;
        }
        Ok(())
    }
}

impl fmt::Display for LeafReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let role = match self.role {
            LeafRole::Wanted => "",
            LeafRole::Excluded => " (must be absent)",
            LeafRole::Notable => " (notable)",
        };
        let found = match (self.holds, self.hits.len()) {
            (false, _) => "not found".to_owned(),
            (true, 0) => "holds".to_owned(),
            (true, 1) => "found once".to_owned(),
            (true, count) => format!("found {count} times"),
        };
        write!(f, "{}{role}: {found}", self.label)?;
        match (&self.refused, &self.nearest) {
            (Some(refused), _) => write!(f, "; {refused}")?,
            (None, Some(nearest)) => write!(f, "; nearest is {nearest}")?,
            (None, None) => {}
        }
        writeln!(f)?;
        for hit in &self.hits {
            let name = words::stands_for(hit);
            writeln!(f, "  {} {}-{}  \"{}\" = {name}", hit.field.word(), hit.start, hit.end, hit.surface)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::watch::compile::compile;
    use crate::watch::compile::tests::sources;

    fn check(query: &str, title: &str, text: &str, expected: &str) {
        let entities = "[[entity]]\nid = 'csto'\nkind = 'org'\nacronyms = ['CSTO', 'ОДКБ']\n\
                        [[entity]]\nid = 'aliyev'\nkind = 'person'\nname = 'Ilham Aliyev'\nnames.ru = ['Ильхам Алиев']";
        let list =
            format!("query = '{query}'\nnotable = ['@aliyev']\nfeeds = {{ lang = ['ru'] }}\nthreshold = 9");
        let set = compile(&sources(&[("entities", entities), ("a", &list)]));
        let mut matcher = set.watchlists.expect("the files are good").matcher();
        let item = Item { title, text, lang: Some("ru"), ..Item::default() };
        let explained = explain(&mut matcher, "a", &item).expect("it is there");
        assert_eq!(explained.to_string(), expected);
        assert_eq!(explain(&mut matcher, "b", &item), None);
        let foreign = explain(&mut matcher, "a", &Item { lang: Some("en"), ..item }).expect("it is there");
        assert!(!foreign.matches);
        assert_eq!(
            foreign.feed.as_deref(),
            Some("the watchlist does not read this feed: its language is none of ru")
        );
    }

    #[test]
    fn an_explanation_says_why_what_looks_like_a_name_does_not_count() {
        let entity = "query = '@aliyev'\n[[entity]]\nid = 'aliyev'\nkind = 'person'\nname = 'Ilham Aliyev'\nnames.ru = ['Ильхам Алиев']\nnot = ['Heydar Aliyev']";
        let set = compile(&sources(&[("a", entity)])).watchlists.expect("the file is good");
        for (text, expected) in [
            ("Алиев прибыл.", "\"Алиев\" is a surname alone, the full name must stand in the item"),
            ("The Heydar Aliyev Center.", "\"Heydar Aliyev\" is excluded by `not`"),
        ] {
            let item = Item { text, ..Item::default() };
            let explained = explain(&mut set.matcher(), "a", &item).expect("it is there");
            assert_eq!(explained.leaves[0].refused.as_deref(), Some(expected));
            assert!(explained.to_string().contains(expected));
        }
        for (text, expected) in [
            (
                "Натиг Алієв прибув.",
                "\"Алієв\" for \"Ilham Aliyev\": sounds alike, distance 0.00, but the rest of the name is not beside it",
            ),
            (
                "Natiq Älijew gəldi.",
                "\"Älijew\" for \"Ilham Aliyev\": sounds alike, distance 0.00, but the rest of the name is not beside it",
            ),
        ] {
            let item = Item { text, ..Item::default() };
            let explained = explain(&mut set.matcher(), "a", &item).expect("it is there");
            assert_eq!(explained.leaves[0].nearest.as_deref(), Some(expected));
        }
    }

    #[test]
    fn an_explanation_tells_endings_of_other_languages_and_small_letters() {
        let list = "query = 'Gare OR @csto'\n[[entity]]\nid = 'csto'\nkind = 'org'\nacronyms = ['CSTO']";
        let set = compile(&sources(&[("a", list)])).watchlists.expect("the file is good");
        let text = "I would like to follow up on your conversation with Gary Cohn on the csto.";
        let item = Item { text, ..Item::default() };
        let explained = explain(&mut set.matcher(), "a", &item).expect("it is there");
        assert_eq!(
            explained.leaves[0].refused.as_deref(),
            Some("\"Gary\" has an ending of a language that the words around it are not in")
        );
        assert_eq!(
            explained.leaves[1].nearest.as_deref(),
            Some("\"csto\" for \"CSTO\", but capitals are wanted")
        );
    }

    #[test]
    fn an_explanation_says_what_was_found_and_what_was_missing() {
        check(
            "@csto AND саммит",
            "Саммит ОДКБ",
            "Беседовали с Ильхамом Алиевым.",
            "a matches with score 10.0\n\n\
             @csto: found once\n  title 13-21  \"ОДКБ\" = @csto (\"ОДКБ\"): as written\n\n\
             саммит: found once\n  title 0-12  \"Саммит\" = саммит: as written\n\n\
             @aliyev (notable): found once\n  text 24-55  \"Ильхамом Алиевым\" = @aliyev (ru \"Ильхам Алиев\"): \
             ending -ом, instrumental; ending -ым, instrumental\n",
        );
        check(
            "(@csto w/2 саммит) AND NOT газ",
            "",
            "ОДКБ и много слов о том, где саммит. Газ.",
            "a does not match\n  \
             @csto and саммит are not within 2 words: the closest are 7 words apart\n  \
             газ is there and must not be\n\n\
             @csto: found once\n  text 0-8  \"ОДКБ\" = @csto (\"ОДКБ\"): as written\n\n\
             саммит: found once\n  text 50-62  \"саммит\" = саммит: as written\n\n\
             газ (must be absent): found once\n  text 64-70  \"Газ\" = газ: as written\n",
        );
        check(
            "@csto AND ATLEAST/3(саммит) AND (газ OR нефть)",
            "",
            "Самит ОДБК",
            "a does not match\n  \
             @csto is missing\n  3 mentions of саммит are wanted, 0 found\n  none of газ, нефть is there\n\n\
             @csto: not found; nearest is \"ОДБК\" for \"ОДКБ\", 1 letter apart\n\n\
             саммит: not found; nearest is \"Самит\" for \"саммит\", 1 letter apart\n\n\
             газ: not found\n\nнефть: not found\n",
        );
    }
}
